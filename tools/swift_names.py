"""Writes what the analysis of Swift knows of Foundation's names, from its sources.

    python -m tools.swift_names .../swift-corelibs-foundation/Sources/Foundation

The sections about the standard library, whose titles begin with ``standard``, are kept as they are.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from parseltongue.analysis.languages.swift.extract import Extractor
from parseltongue.analysis.name_tables import read_tables
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import ENUM_MEMBER, INTERFACE, METHOD, PROPERTY, PUBLIC, TYPE_KINDS

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/swift/library_names.txt"
TITLE = "Names of Swift's library that the analysis knows; those of Foundation are from its sources."
TITLES = {
    "standard protocols": "of the standard library",
    "standard types": "of the standard library",
    "standard functions": "of the standard library",
    "standard members": "of types of the standard library",
    "protocols": "of Foundation",
    "types": "of Foundation",
    "members": "of types of Foundation",
}


def tables(sources: Path) -> dict[str, set[str]]:
    """Names by title."""
    known = read_tables(str(TARGET))
    found = {title: set(known[title]) if title.startswith("standard") else set() for title in TITLES}
    extractor = Extractor(keep_docs=False)
    for path in sorted(sources.rglob("*.swift")):
        interface, _ = extractor.extract(path.read_bytes())
        for ordinal in range(1, len(interface.kinds)):
            if interface.flags[ordinal] & VISIBILITY_MASK != PUBLIC:
                continue
            kind, name = interface.kinds[ordinal], interface.names[ordinal]
            if kind == INTERFACE:
                found["protocols"].add(name)
            elif kind in TYPE_KINDS and not interface.parents[ordinal]:
                found["types"].add(name)
            elif kind in (METHOD, PROPERTY, ENUM_MEMBER) and name.isidentifier():
                found["members"].add(name)
    return found


def main() -> None:
    sections = [TITLE + "\n"]
    for title, names in tables(Path(sys.argv[1])).items():
        lines = textwrap.wrap(" ".join(sorted(names)), 110, break_long_words=False, break_on_hyphens=False)
        sections.append(f"# {title}: {TITLES[title]}\n" + "\n".join(lines) + "\n")
    TARGET.write_text("\n".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
