"""Names of the language and its standard library, the same on every machine.

The lists are data, written by ``python -m tools.stdlib_names`` from a running interpreter and kept in
`stdlib_names.txt`, so that what analysis finds does not depend on the Python that runs it.
"""

from __future__ import annotations

import os

_FILE = os.path.join(os.path.dirname(__file__), "stdlib_names.txt")


def _read() -> dict[str, frozenset[str]]:
    with open(_FILE, encoding="utf-8") as lines:
        sections = lines.read().split("\n# ")
    tables = {}
    for section in sections[1:]:
        title, _, names = section.partition("\n")
        tables[title.split(":")[0]] = frozenset(names.split())
    return tables


_TABLES = _read()
MODULES = _TABLES["modules"]
"""Top-level modules of the standard library."""
BUILTINS = _TABLES["builtins"]
MEMBERS = _TABLES["members"]
"""Methods of builtin and standard library types."""
OBJECT_MEMBERS = _TABLES["object"]
FUNCTION_MEMBERS = _TABLES["function"]
