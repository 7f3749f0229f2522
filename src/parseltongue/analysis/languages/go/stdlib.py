"""Names of Go's standard library, the same on every machine.

The lists are data, written by ``python -m tools.go_stdlib_names`` from the API lists of a Go installation and
kept in `stdlib_names.txt`.
"""

from __future__ import annotations

import os

_FILE = os.path.join(os.path.dirname(__file__), "stdlib_names.txt")


def _read() -> dict[str, list[str]]:
    with open(_FILE, encoding="utf-8") as lines:
        sections = lines.read().split("\n# ")
    tables = {}
    for section in sections[1:]:
        title, _, names = section.partition("\n")
        tables[title.split(":")[0]] = names.splitlines()
    return tables


_TABLES = _read()
PACKAGES = frozenset(_TABLES["packages"])
"""Import paths."""
MEMBERS = frozenset(_TABLES["members"])
"""Methods and fields of exported types."""
_TYPES = dict(line.split(" ", 1) for part in ("interfaces", "types") for line in _TABLES[part] if " " in line)
"""By dotted name of a type, its methods; few are ever asked for, so they are not taken apart yet."""


def methods(type_: str) -> frozenset[str]:
    """Methods of a type of the library, as `method_sets.method_key` tells them; empty if it is not known."""
    return frozenset(_TYPES.get(type_, "").split())


def has_method(type_: str, name: str) -> bool:
    """Whether a type of the library has a method of that name."""
    return any(method.startswith(f"{name}(") for method in methods(type_))
