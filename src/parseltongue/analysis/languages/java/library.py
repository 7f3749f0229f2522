"""What is known of Java's library: names of types and members, and what methods of generic types return.

The tables are data, the same on every machine: `library_names.txt` and `library_types.txt`, whose form
`analysis.library_types` describes.
"""

from __future__ import annotations

import os
from functools import cache

from parseltongue.analysis.library_types import LibraryType, read_types
from parseltongue.analysis.name_tables import read_tables

_FOLDER = os.path.dirname(__file__)
_NAMES = read_tables(os.path.join(_FOLDER, "library_names.txt"))
MEMBERS = _NAMES["members"]
"""Methods and fields of common library types."""
OBJECT_MEMBERS = _NAMES["object"]
PACKAGES = {title: names for title, names in _NAMES.items() if "." in title}
"""Types of packages, by package; those of `java.lang` are all there."""
LANG = PACKAGES["java.lang"]
FUNCTION_TYPES = ("kotlin.jvm.functions.Function", "scala.Function")
"""With what the types of functions of other languages begin; the last type argument is the result."""
LANG_TYPES = frozenset(name.encode() for name in LANG)


@cache
def types() -> dict[str, LibraryType]:
    """All types by qualified name; read when first asked for."""
    return read_types(os.path.join(_FOLDER, "library_types.txt"), _in_lang)


def _in_lang(name: str) -> str:
    return f"java.lang.{name}" if name in LANG else name
