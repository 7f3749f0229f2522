"""What is known of PHP's library: names of functions (in small letters), classes, constants and members.

The tables are data, the same on every machine: `library_names.txt`, written by ``python -m tools.php_names``.
"""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_NAMES = read_tables(os.path.join(os.path.dirname(__file__), "library_names.txt"))
FUNCTIONS, CLASSES, CONSTANTS = _NAMES["functions"], _NAMES["classes"], _NAMES["constants"]
MEMBERS = _NAMES["members"] | _NAMES["standards"]
"""Members, in small letters, of library classes, and of the interfaces that the PHP-FIG recommends."""
