"""What is known of Swift's library and of Foundation: names of protocols, types, functions and members.

The tables are data, the same on every machine: `library_names.txt`, of which ``python -m tools.swift_names``
writes the part about Foundation.
"""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_NAMES = read_tables(os.path.join(os.path.dirname(__file__), "library_names.txt"))
PROTOCOLS = _NAMES["standard protocols"] | _NAMES["protocols"]
TYPES = _NAMES["standard types"] | _NAMES["types"]
FUNCTIONS = _NAMES["standard functions"]
MEMBERS = _NAMES["standard members"] | _NAMES["members"]
