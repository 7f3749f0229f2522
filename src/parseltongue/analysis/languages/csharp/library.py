"""What is known of C#'s library: names of types and members, and what methods of generic types return.

The tables are data, the same on every machine: `library_names.txt` and `library_types.txt`, whose form
`analysis.library_types` describes. Types of one name that differ in the number of their type parameters are
told apart by it.
"""

from __future__ import annotations

import os
from functools import cache

from parseltongue.analysis.library_types import LibraryType, read_types
from parseltongue.analysis.name_tables import read_tables

_FOLDER = os.path.dirname(__file__)
_NAMES = read_tables(os.path.join(_FOLDER, "library_names.txt"))
MEMBERS = _NAMES["members"]
"""Methods and properties of common library types."""
OBJECT_MEMBERS = _NAMES["object"]
_TITLE = "namespace "
NAMESPACES = {
    title.removeprefix(_TITLE): names for title, names in _NAMES.items() if title.startswith(_TITLE)
}
"""Types of the library, by namespace."""
_OWNER = "members "
TYPE_MEMBERS = {
    title.removeprefix(_OWNER): names for title, names in _NAMES.items() if title.startswith(_OWNER)
}
"""Members of types of the library, inherited ones included, by qualified name."""
STRUCTS = _NAMES.get("structs", frozenset())
"""Types of the library whose values are never null, by qualified name."""
BASE_PAIRS = _NAMES.get("bases", frozenset())
"""Types of the library and what they derive from directly: ``System.IO.FileStream>System.IO.Stream``."""
OUTER_NAMESPACES = frozenset(
    ".".join(parts[:count])
    for parts in (name.split(".") for name in NAMESPACES)
    for count in range(1, len(parts) + 1)
)
"""These namespaces, and those that they stand in."""
USUAL = (
    "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http",
    "System.Threading", "System.Threading.Tasks",
)  # fmt: skip
"""Namespaces that projects import without saying so."""
OUTSIDE = frozenset(("System", "Microsoft", "Windows", "Xunit", "NUnit", "Moq"))
"""What the names of namespaces outside of the workspace begin with, other than by comparison."""


NULLABLE_MEMBERS = frozenset(("Value", "HasValue", "GetValueOrDefault"))
"""What can only be asked of a value that may be null of a type that may not."""


@cache
def usual() -> dict[str, str]:
    """The namespaces of the types that need no import, by name of the type; the first one counts."""
    found: dict[str, str] = {}
    for namespace in USUAL:
        for name in NAMESPACES[namespace]:
            found.setdefault(name, namespace)
    return found


@cache
def bases() -> dict[str, list[str]]:
    """What types of the library derive from directly."""
    found: dict[str, list[str]] = {}
    for pair in sorted(BASE_PAIRS):
        name, _, base = pair.partition(">")
        found.setdefault(name, []).append(base)
    return found


def derives(name: str, base: str) -> bool:
    """Whether one type of the library is known to derive from another."""
    pending, seen = [name], {name}
    for one in pending:
        above = [other for other in bases().get(one, ()) if other not in seen]
        pending += above
        seen.update(above)
    return base in seen


@cache
def types() -> dict[str, LibraryType]:
    """All types by qualified name and number of type parameters; read when first asked for."""
    return read_types(os.path.join(_FOLDER, "library_types.txt"), _in_system, by_arity=True)


def _in_system(name: str) -> str:
    return f"System.{name}" if len(name) > 1 and "." not in name else name
