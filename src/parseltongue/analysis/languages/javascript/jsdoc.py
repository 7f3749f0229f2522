"""Types that comments of JavaScript declare: ``@param {Foo} x``, ``@returns {Promise<Foo>}``.

Only the shapes that say something about members are understood; all others say nothing. Names in comments
are not mentioned as uses.
"""

from __future__ import annotations

import re

from parseltongue.model.paths import CONTAINER, INSTANCE, MAPPING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.javascript.annotations import TypeWalker

_PARAMETER = re.compile(rb"@(?:param|arg|argument)\s+\{([^{}\n]*)\}\s+\[?([\w$]+)")
_RETURNED = re.compile(rb"@returns?\s+\{([^{}\n]*)\}")
_GENERIC = re.compile(rb"([A-Za-z_$][\w$]*)\.?<(.*)>\Z", re.DOTALL)
_NAME = re.compile(rb"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*\Z")
_NOTHING = frozenset(
    (b"any", b"object", b"Object", b"null", b"undefined", b"void", b"unknown", b"never", b"function", b"*")
)
_PREDEFINED = {b"string": b"String", b"number": b"Number", b"boolean": b"Boolean"}
LIMIT = 100
"""Bytes of the longest type that is read."""


def parameters(comment: bytes) -> dict[bytes, bytes]:
    """Types of parameters by name, as they are written."""
    return {found[2]: found[1] for found in _PARAMETER.finditer(comment)}


def returned(comment: bytes) -> bytes:
    """The type of what is returned, as it is written."""
    found = _RETURNED.search(comment)
    return found[1] if found is not None else b""


def value_of(walker: TypeWalker, text: bytes) -> int:
    """Path of the value of something of a type; 0 if the text is not understood."""
    if len(text) > LIMIT:
        return 0
    value = 0
    for part in _split(text, b"|"):
        value = walker.either(value, _value_of_part(walker, part.strip().strip(b"?!=").removeprefix(b"...")))
    return value


def _value_of_part(walker: TypeWalker, text: bytes) -> int:
    if text.startswith(b"(") and text.endswith(b")"):
        return value_of(walker, text[1:-1])
    if text.endswith(b"[]"):
        return walker.node(CONTAINER, value_of(walker, text[:-2]))
    generic = _GENERIC.match(text)
    if generic is not None:
        return _generic(walker, generic[1], [value_of(walker, one) for one in _split(generic[2], b",")])
    if text in _NOTHING or not _NAME.match(text):
        return 0
    if text in _PREDEFINED:
        return walker.builtin_value(_PREDEFINED[text])
    first, *rest = text.split(b".")
    bound = walker.find_type(first)
    path = -bound if bound < 0 else 0
    for name in rest:
        path = walker.member_type(path, name)
    return walker.node(INSTANCE, path) if path else 0


def _generic(walker: TypeWalker, name: bytes, values: list[int]) -> int:
    if name == b"Promise":
        return walker.promise(values[0])
    if name in (b"Array", b"Set", b"ReadonlyArray", b"Iterable"):
        return walker.node(CONTAINER, values[0])
    if name in (b"Map", b"Object", b"Record"):
        return walker.node(MAPPING, values[0] or walker.builtin_value(b"Object"), values[-1])
    return _value_of_part(walker, name)


def _split(text: bytes, sign: bytes) -> list[bytes]:
    """Parts between signs that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for index, one in enumerate(text):
        depth += (one in b"<([") - (one in b">)]")
        if not depth and one == sign[0]:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]
