"""What is known of Scala's library: names of types by package, and of members.

The tables are data, the same on every machine: `library_names.txt`, and `library_rules.txt`, which holds for
collections, options and what is like them.
"""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_FOLDER = os.path.dirname(__file__)
_NAMES = read_tables(os.path.join(_FOLDER, "library_names.txt"))
_RULES = read_tables(os.path.join(_FOLDER, "library_rules.txt"))
MEMBERS = _NAMES["members"]
"""Members of types of the libraries of Scala and Java."""
PACKAGES = {title: names for title, names in _NAMES.items() if title != "members"}
PREDEF = _RULES["predef"]
"""Names that are there without an import."""
SCALA = _RULES["scala"]
ROOT_MEMBERS = _RULES["root"]
ELEMENT_FUNCTIONS = _RULES["functions"]
"""Methods whose argument is a function of an element."""
ELEMENTS = _RULES["elements"]
"""Methods that give an element."""
SAME = _RULES["same"]
"""Methods that give something of the same elements."""


def default_package(name: str) -> str | None:
    """Where a name comes from that nothing imports."""
    if name in PREDEF:
        return "scala.Predef"
    if name in SCALA:
        return "scala"
    return next((one for one in ("scala", "java.lang") if name in PACKAGES.get(one, ())), None)
