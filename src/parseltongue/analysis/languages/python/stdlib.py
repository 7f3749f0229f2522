"""Names of the language and its standard library, the same on every machine.

The lists are data, written by ``python -m tools.stdlib_names`` from a running interpreter and kept in
`stdlib_names.txt`, so that what analysis finds does not depend on the Python that runs it.
"""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_FILE = os.path.join(os.path.dirname(__file__), "stdlib_names.txt")
_TABLES = read_tables(_FILE)
MODULES = _TABLES["modules"]
"""Top-level modules of the standard library."""
BUILTINS = _TABLES["builtins"]
MEMBERS = _TABLES["members"]
"""Methods of builtin and standard library types."""
OBJECT_MEMBERS = _TABLES["object"]
FUNCTION_MEMBERS = _TABLES["function"]
