"""Writes what the analysis of Ruby knows of the library's names, from its signatures.

    python -m tools.ruby_names .../rbs

The signatures are those of https://github.com/ruby/rbs: ``core`` is what needs no ``require``, ``stdlib`` the
rest of what comes with Ruby.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/ruby/library_names.txt"
TITLE = "Names of Ruby's library that the analysis knows, from the signatures of its classes."
TITLES = {
    "classes": "classes, modules and constants at the top that need not be required",
    "members": "of all classes that come with Ruby",
    "kernel": "what can be called everywhere",
    "object": "what every object has",
    "class": "what every class has",
}
_TYPE = re.compile(r"^(?:class|module) ([A-Z]\w*)", re.MULTILINE)
_CONSTANT = re.compile(r"^([A-Z]\w*): ", re.MULTILINE)
_MEMBER = re.compile(
    r"^ +(?:private )?(?:def (?:self\??\.)?|attr_\w+ |alias (?:self\.)?)([a-z_]\w*[?!=]?)", re.MULTILINE
)
_EVERYWHERE = re.compile(r"^ +def self\?\.([A-Za-z_]\w*[?!]?)|^ +(?:private )def (\w+[?!]?)", re.MULTILINE)


def members(path: Path) -> set[str]:
    return set(_MEMBER.findall(path.read_text(encoding="utf-8")))


def tables(signatures: Path) -> dict[str, set[str]]:
    """Names by title."""
    core = signatures / "core"
    found: dict[str, set[str]] = {title: set() for title in TITLES}
    for path in sorted(core.rglob("*.rbs")):
        text = path.read_text(encoding="utf-8")
        found["classes"] |= {*_TYPE.findall(text), *_CONSTANT.findall(text)}
    for folder in (core, signatures / "stdlib"):
        for path in sorted(folder.rglob("*.rbs")):
            found["members"] |= members(path)
    kernel = (core / "kernel.rbs").read_text(encoding="utf-8")
    found["kernel"] = {one or other for one, other in _EVERYWHERE.findall(kernel)} | {"raise"}
    shared = members(core / "object.rbs") | members(core / "basic_object.rbs") | members(core / "kernel.rbs")
    found["object"] = shared - found["kernel"] - {"initialize", "self?"}
    found["class"] = (members(core / "module.rbs") | members(core / "class.rbs")) - {"initialize", "new"}
    return found


def main() -> None:
    sections = [TITLE + "\n"]
    for title, names in tables(Path(sys.argv[1])).items():
        lines = textwrap.wrap(" ".join(sorted(names)), 110, break_long_words=False, break_on_hyphens=False)
        sections.append(f"# {title}: {TITLES[title]}\n" + "\n".join(lines) + "\n")
    TARGET.write_text("\n".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
