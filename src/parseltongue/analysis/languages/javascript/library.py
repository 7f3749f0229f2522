"""Names of the language, its library and its usual hosts, the same on every machine.

The lists are data, written by ``python -m tools.javascript_names`` from TypeScript's declarations of them.
"""

from __future__ import annotations

import os

_FILE = os.path.join(os.path.dirname(__file__), "library_names.txt")


def _read() -> dict[str, frozenset[str]]:
    with open(_FILE, encoding="utf-8") as lines:
        sections = lines.read().split("\n# ")
    tables = {}
    for section in sections[1:]:
        title, _, names = section.partition("\n")
        tables[title.split(":")[0]] = frozenset(names.split())
    return tables


_TABLES = _read()
GLOBALS = _TABLES["globals"]
"""Names that are there without an import."""
MEMBERS = _TABLES["members"]
"""Members of types of the language and its hosts."""
OBJECT_MEMBERS = frozenset((
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString",
    "valueOf",
))  # fmt: skip
FUNCTION_MEMBERS = frozenset(("apply", "bind", "call", "length", "name", "prototype", "toString"))
