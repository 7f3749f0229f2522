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
INTERFACES = {
    name: tuple(methods) for name, *methods in (line.split() for line in _TABLES["interfaces"] if line)
}
"""By dotted name, the methods that an interface asks for, as `method_sets.method_key` tells them."""
METHODS = {name: frozenset(one.partition("(")[0] for one in methods) for name, methods in INTERFACES.items()}
"""By dotted name of an interface, the names of its methods."""
