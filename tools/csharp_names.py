"""Writes what the analysis of C# knows of the library's names, from the sources of reference assemblies.

    python -m tools.csharp_names .../src/netstandard/ref

Such sources declare all that an assembly of .NET offers, without bodies; dotnet/standard and dotnet/runtime
have them. Public types by namespace, the names of the public members of the namespaces that programs use
most, and of some of these by type. Names are only ever added: the file keeps what other versions had.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.extract import SourceExtractor
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import ENUM, FILE, METHOD, NAMESPACE, PROPERTY, PUBLIC, STRUCT, TYPE_KINDS
from parseltongue.model.paths import KEY_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.model.interface import Interface

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/csharp/library_names.txt"
TITLE = "Names of .NET's library that the analysis knows: types by namespace, members of common types."
COMMON = frozenset(
    [
        "System",
        "System.Collections",
        "System.Collections.Concurrent",
        "System.Collections.Generic",
        "System.Collections.ObjectModel",
        "System.Collections.Specialized",
        "System.Diagnostics",
        "System.Globalization",
        "System.IO",
        "System.Linq",
        "System.Linq.Expressions",
        "System.Net",
        "System.Net.Http",
        "System.Reflection",
        "System.Text",
        "System.Text.RegularExpressions",
        "System.Threading",
        "System.Threading.Tasks",
        "System.Xml",
        "System.Xml.Linq",
        "System.Data",
        "System.Data.Common",
    ]
)
_EVERYWHERE = "Attribute Exception SystemException IComparable IEquatable IFormattable IConvertible"
EVERYWHERE = frozenset(f"System.{one}" for one in _EVERYWHERE.split())
"""Bases that tell little: nearly everything has them, or nothing is passed as such."""
FULLY = frozenset(
    [
        "System",
        "System.Collections.Concurrent",
        "System.Collections.Generic",
        "System.Collections.ObjectModel",
        "System.IO",
        "System.Net.Http",
        "System.Reflection",
        "System.Text",
        "System.Text.RegularExpressions",
        "System.Threading",
        "System.Threading.Tasks",
    ]
)
"""Of the types of these namespaces the members are kept by type."""


def sources(folder: Path) -> Iterator[Interface]:
    """The entities of each source."""
    extractor = SourceExtractor(keep_docs=False)
    for path in sorted(folder.rglob("*.cs")):
        # The grammar does not know this order of words, and loses the whole namespace over it.
        yield extractor.extract(path.read_bytes().replace(b" ref partial struct", b" ref struct"))[0]


def namespace_of(interface: Interface, ordinal: int) -> str:
    """The namespace that an entity stands in."""
    while ordinal and interface.kinds[ordinal] != NAMESPACE:
        ordinal = interface.parents[ordinal]
    return interface.names[ordinal] if ordinal else interface.package


def is_public(interface: Interface, ordinal: int) -> bool:
    """Whether an entity, and all that it stands in, can be seen from everywhere."""
    while ordinal:
        if interface.flags[ordinal] & VISIBILITY_MASK != PUBLIC:
            return False
        ordinal = interface.parents[ordinal]
    return True


class Members:
    """The names of the public members of types, and what the types derive from."""

    def __init__(self) -> None:
        self.own: dict[str, set[str]] = {}
        self.bases: dict[str, set[str]] = {}

    def add(self, interface: Interface, ordinal: int) -> None:
        """Note a type that stands in a namespace."""
        name = f"{namespace_of(interface, ordinal)}.{interface.names[ordinal]}"
        members = interface.named(ordinal)
        self.own.setdefault(name, set()).update(one for one in members if one.isidentifier())
        for base in interface.bases.get(ordinal, ()):
            parts = [one.partition(KEY_MARK)[0].lstrip(".g") for one in base.split(";") if one]
            self.bases.setdefault(name, set()).add(".".join(reversed(parts)))

    def all_of(self, name: str) -> set[str]:
        """The members of a type and of all that it derives from."""
        found: set[str] = set()
        pending, seen = [name], {name}
        for one in pending:
            found |= self.own.get(one, set())
            pending += sorted(self.bases.get(one, set()) - seen)
            seen |= self.bases.get(one, set())
        return found


def tables(folder: Path) -> dict[str, set[str]]:
    """The sections of the file."""
    types = Members()
    found: dict[str, set[str]] = {"members": set(library.MEMBERS), "object": set(library.OBJECT_MEMBERS)}
    found.update({f"namespace {one}": set(names) for one, names in library.NAMESPACES.items()})
    found["structs"] = set(library.STRUCTS)
    found.update({f"members {one}": set(names) for one, names in library.TYPE_MEMBERS.items()})
    for interface in sources(folder):
        for ordinal in range(1, len(interface.kinds)):
            kind, name = interface.kinds[ordinal], interface.names[ordinal]
            if kind not in TYPE_KINDS and kind not in (METHOD, PROPERTY):
                continue
            if not is_public(interface, ordinal) or not name.isidentifier():
                continue
            namespace = namespace_of(interface, ordinal)
            parent = interface.kinds[interface.parents[ordinal]]
            if kind in TYPE_KINDS and parent in (FILE, NAMESPACE):
                found.setdefault(f"namespace {namespace}", set()).add(name)
                types.add(interface, ordinal)
                if kind in (STRUCT, ENUM):
                    found["structs"].add(f"{namespace}.{name}")
            elif kind in (METHOD, PROPERTY) and namespace in COMMON:
                found["members"].add(name)
    for name in types.own:
        if name.rpartition(".")[0] in FULLY and not name.endswith(("Exception", "Attribute")):
            found.setdefault(f"members {name}", set()).update(types.all_of(name) - library.OBJECT_MEMBERS)
    found["bases"] = set(library.BASE_PAIRS)
    for name, bases in types.bases.items():
        if name.rpartition(".")[0] in COMMON:
            found["bases"].update(f"{name}>{one}" for one in bases if "." in one and one not in EVERYWHERE)
    return {title: names for title, names in found.items() if names}


def main() -> None:
    """Write the file."""
    found = tables(Path(sys.argv[1]))
    lines = [TITLE]
    for title in sorted(found):
        lines += ["", f"# {title}", " ".join(sorted(found[title]))]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
