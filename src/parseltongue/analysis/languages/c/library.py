"""Names of the libraries of C and C++: data, so that what analysis finds is the same on every machine."""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_FILE = os.path.join(os.path.dirname(__file__), "library_names.txt")
_TABLES = read_tables(_FILE)
HEADERS = _TABLES["headers"]
FUNCTIONS = _TABLES["functions"]
TYPES = _TABLES["types"]
MEMBERS = _TABLES["members"]
"""Of types of C++'s library."""
