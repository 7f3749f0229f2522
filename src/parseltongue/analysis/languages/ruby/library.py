"""What is known of Ruby's library: names of its classes and of their members.

The tables are data, the same on every machine: `library_names.txt`, written by
``python -m tools.ruby_names``.
"""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_NAMES = read_tables(os.path.join(os.path.dirname(__file__), "library_names.txt"))
CLASSES = _NAMES["classes"]
"""Classes and modules that need not be required."""
MEMBERS = _NAMES["members"]
"""Members of classes of the language and its library."""
KERNEL, OBJECT_MEMBERS, CLASS_MEMBERS = _NAMES["kernel"], _NAMES["object"], _NAMES["class"]
"""What can be called everywhere; what every object, and every class, has."""
