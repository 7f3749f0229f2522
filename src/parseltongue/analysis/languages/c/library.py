"""Names of the libraries of C and C++: data, so that what analysis finds is the same on every machine."""

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
HEADERS = _TABLES["headers"]
FUNCTIONS = _TABLES["functions"]
TYPES = _TABLES["types"]
MEMBERS = _TABLES["members"]
"""Of types of C++'s library."""
