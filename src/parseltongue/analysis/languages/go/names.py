"""Names that the Go language gives a meaning to."""

from __future__ import annotations

import re

PREDECLARED_TYPES = frozenset(
    b"bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune float32 "
    b"float64 complex64 complex128 error any comparable".split()
)
PREDECLARED_FUNCTIONS = frozenset(
    b"append cap clear close complex copy delete imag len make max min new panic print println real "
    b"recover".split()
)
PREDECLARED_VALUES = frozenset((b"true", b"false", b"nil", b"iota", b"_"))
PREDECLARED = frozenset(
    one.decode() for one in PREDECLARED_TYPES | PREDECLARED_FUNCTIONS | PREDECLARED_VALUES
)
WITHOUT_MEMBERS = frozenset((b"any", b"comparable"))
"""Types that tell nothing about a value."""
SAME_TYPES = {b"byte": b"uint8", b"rune": b"int32", b"any": b"interface{}"}
GIVES_ITS_ARGUMENT = frozenset((b"append", b"min", b"max"))
GIVE_THEIR_ARGUMENT = frozenset((
    b"sync.OnceFunc", b"sync.OnceValue", b"sync.OnceValues", b"slices.Clone", b"slices.Clip",
    b"slices.Compact", b"slices.CompactFunc", b"slices.Concat", b"slices.Delete", b"slices.DeleteFunc",
    b"slices.Grow", b"slices.Insert", b"slices.Repeat", b"slices.Replace", b"maps.Clone", b"cmp.Or",
))  # fmt: skip
"""Generic functions of the library that give what their first argument is, or something of its type."""
ALLOCATES = frozenset((b"make", b"new"))

_VERSION = re.compile(r"v\d+\Z")
_AFFIXES = re.compile(r"\A(?:go|golang)[-.]|[-.](?:go|golang)\Z|\.v\d+\Z")


def package_name(import_path: str) -> str:
    """What a package is called by convention, given what it is imported as.

    Its last folder, without a major version and without a hint at the language.
    """
    parts = import_path.split("/")
    if len(parts) > 1 and _VERSION.match(parts[-1]):
        parts.pop()
    name = parts[-1]
    while (shorter := _AFFIXES.sub("", name)) and shorter != name:
        name = shorter
    return name


def may_be_called(import_path: str, name: str) -> bool:
    """Whether a package that is not called by the convention could have this name."""
    parts = re.sub(r"[-_.]", "", import_path).lower().split("/")
    return any(name.lower() in part for part in parts[-2:])
