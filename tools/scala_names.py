"""Writes what the analysis of Scala knows of the library's names, from the sources of ``scala-library``.

    mvn dependency:get -Dtransitive=false -Dartifact=org.scala-lang:scala-library:2.13.16:jar:sources
    python -m tools.scala_names .../scala-library-2.13.16-sources.jar

Types by package and the names of members of public types; those of Java's library come from Java's table.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from parseltongue.analysis.languages.java import library as java
from parseltongue.analysis.languages.scala.extract import Extractor
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import FIELD, METHOD, PUBLIC, TYPE_ALIAS, TYPE_KINDS

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/scala/library_names.txt"
TITLE = "Names of the libraries of Scala and Java that the analysis knows: types by package, members."
JAVA_PACKAGES = ("java.io", "java.lang", "java.net", "java.nio.file", "java.time", "java.util")


def main() -> None:
    """Write the file."""
    extractor = Extractor(keep_docs=False)
    found: dict[str, set[str]] = {"members": set(java.MEMBERS)}
    with zipfile.ZipFile(sys.argv[1]) as archive:
        for entry in sorted(archive.namelist()):
            if not entry.endswith(".scala"):
                continue
            interface, _ = extractor.extract(archive.read(entry))
            for ordinal in range(1, len(interface.kinds)):
                kind, name = interface.kinds[ordinal], interface.names[ordinal]
                if interface.flags[ordinal] & VISIBILITY_MASK != PUBLIC:
                    continue
                if kind in TYPE_KINDS | {TYPE_ALIAS} and not interface.parents[ordinal]:
                    found.setdefault(interface.package or "scala", set()).add(name)
                elif kind in (METHOD, FIELD) and name[:1].isalpha():
                    found["members"].add(name)
    found["scala"] = found.get("scala", set()) | {"Any", "AnyRef", "Nothing", "Null", "Singleton"}
    found |= {package: set(java.PACKAGES[package]) for package in JAVA_PACKAGES}
    lines = [TITLE]
    for title in sorted(found):
        lines += ["", f"# {title}", " ".join(sorted(found[title]))]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
