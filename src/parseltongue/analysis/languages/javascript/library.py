"""Names of the language, its library and its usual hosts, the same on every machine.

The lists are data, written by ``python -m tools.javascript_names`` from TypeScript's declarations of them.
"""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_FILE = os.path.join(os.path.dirname(__file__), "library_names.txt")
_TABLES = read_tables(_FILE)
GLOBALS = _TABLES["globals"]
"""Names that are there without an import."""
MEMBERS = _TABLES["members"]
"""Members of types of the language and its hosts."""
OBJECT_MEMBERS = frozenset((
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString",
    "valueOf",
))  # fmt: skip
FUNCTION_MEMBERS = frozenset(("apply", "bind", "call", "length", "name", "prototype", "toString"))
