"""Writes what the analysis of Java knows of the library's names, from the sources of a JDK.

    python -m tools.java_names .../lib/src.zip

Public types by package, for all packages of the modules ``java.*``, and the names of the public methods of
the packages that programs use most. Names are only ever added: the file keeps what other versions had.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from parseltongue.analysis.languages.java import library
from parseltongue.analysis.languages.java.extract import Extractor
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import METHOD, PUBLIC, TYPE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.model.interface import Interface

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/java/library_names.txt"
TITLE = "Names of Java's library that the analysis knows: types by package, members of common types."
COMMON = frozenset(
    [
        "java.lang",
        "java.lang.reflect",
        "java.util",
        "java.util.function",
        "java.util.stream",
        "java.util.concurrent",
        "java.util.concurrent.atomic",
        "java.util.concurrent.locks",
        "java.util.regex",
        "java.io",
        "java.net",
        "java.nio",
        "java.nio.file",
        "java.math",
        "java.text",
        "java.time",
    ]
)


def sources(archive: zipfile.ZipFile) -> Iterator[tuple[str, Interface]]:
    """Package and entities of each source of the library."""
    extractor = Extractor(keep_docs=False)
    for entry in archive.namelist():
        module, _, path = entry.partition("/")
        if module.startswith("java.") and path.startswith(("java/", "javax/")) and path.endswith(".java"):
            interface, _ = extractor.extract(archive.read(entry))
            yield interface.package, interface


def is_public(interface: Interface, ordinal: int) -> bool:
    """Whether an entity, and all that it stands in, can be seen from everywhere."""
    while ordinal:
        if interface.flags[ordinal] & VISIBILITY_MASK != PUBLIC:
            return False
        ordinal = interface.parents[ordinal]
    return True


def tables(archive: zipfile.ZipFile) -> dict[str, set[str]]:
    """The sections of the file."""
    found: dict[str, set[str]] = {"members": set(library.MEMBERS), "object": set(library.OBJECT_MEMBERS)}
    found.update({package: set(names) for package, names in library.PACKAGES.items()})
    for package, interface in sources(archive):
        for ordinal in range(1, len(interface.kinds)):
            kind, name = interface.kinds[ordinal], interface.names[ordinal]
            if not is_public(interface, ordinal):
                continue
            if kind in TYPE_KINDS and not interface.parents[ordinal]:
                found.setdefault(package, set()).add(name)
            elif kind == METHOD and package in COMMON:
                found["members"].add(name)
    return found


def main() -> None:
    """Write the file."""
    with zipfile.ZipFile(sys.argv[1]) as archive:
        found = tables(archive)
    lines = [TITLE]
    for title in sorted(found):
        lines += ["", f"# {title}", " ".join(sorted(found[title]))]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
