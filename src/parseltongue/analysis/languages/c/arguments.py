"""What a call of C++ says of the function that it means: see `overloads`, which reads it."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.bindings import Bindings, number
from parseltongue.analysis.languages.c.flags import COUNT_MARK
from parseltongue.model.paths import ATTR, BUILTIN, CALL, GLOBAL, INSTANCE, LOCAL, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

UNKNOWN = b"?"
_COUNT_MARK = COUNT_MARK.encode()
_CONSTANT, _TYPES = b"c", b":"
_ARGUMENTS = number("argument_list")
_COMMENT = number("comment")
_BINARY = number("binary_expression")
_TYPES_LIMIT = 8
"""Calls with more arguments tell their number only."""
_TEXT_LIMIT = 60
"""Bytes of an argument that are looked at."""
_NUMBER = re.compile(rb"-?(0[xXbB][\da-fA-F']+|[\d.][\d.']*(?:[eE][-+]?\d+)?)([uUlLfF]*)\Z")
_SUFFIXES = {
    b"": b"int", b"u": b"unsigned int", b"l": b"long", b"ul": b"unsigned long", b"ll": b"long long",
    b"ull": b"unsigned long long", b"f": b"float",
}  # fmt: skip
_WORDS = {b"true": b"bool", b"false": b"bool", b"nullptr": b"null", b"NULL": b"null"}
_LITERAL = re.compile(rb"(L|u8|u|U)?R?([\"'])")
_CHARACTERS = {b"L": b"wchar_t", b"u": b"char16_t", b"U": b"char32_t"}
_NUMBERS = (
    rb"((?:unsigned|signed|long|short|int|char|bool|float|double|wchar_t|size_t|u?int(?:8|16|32|64)_t)"
    rb"(?:\s+(?:long|short|int|char|double))*)"
)
_CAST = re.compile(
    rb"(?:(?:static|const|reinterpret)_cast\s*<|\()\s*(?:const\s+)?" + _NUMBERS + rb"\s*(\*?)\s*[>)]"
)
_CONVERSION = re.compile(_NUMBERS + rb"\(")
"""``unsigned(value)``"""
_COMPARED = frozenset((b"==", b"!=", b"<", b">", b"<=", b">=", b"&&", b"||"))


class ArgumentWalker(Bindings):
    """Reads the arguments of calls."""

    __slots__ = ("_type_names", "constants", "types")

    constants: set[bytes]
    """Variables of the present function that cannot change, nor can what they point to."""
    types: set[bytes]
    """Names of types that the file defines."""
    _type_names: dict[int, bytes]
    """What `type_of` has found, by value."""

    def given(self, nodes: list[Node], constant: bool = False) -> tuple[int, bytes]:
        """Visit the arguments of a call; the value of the first, and what stands behind the name called.

        `constant` tells that what it is called on cannot change. In C nothing stands there.
        """
        values: list[int] = []
        types: list[bytes] = []
        for node in nodes:
            if self.code.get(node.kind_id) != _ARGUMENTS:
                self.visit(node)
                continue
            for child in node.children:
                if child.is_named and self.code.get(child.kind_id) != _COMMENT:
                    values.append(self.visit(child))
                    if self.cpp:
                        types.append(self.type_of(child, values[-1]))
        return (values[0] if values else 0), self.counted(len(values), constant, types)

    def counted(self, count: int, constant: bool = False, types: list[bytes] | None = None) -> bytes:
        """What stands in C++ behind a name that is called so."""
        if not self.cpp:
            return b""
        told = b"%s%d" % (_COUNT_MARK, count) + (_CONSTANT if constant else b"")
        if not types or count > _TYPES_LIMIT or all(one == UNKNOWN for one in types):
            return told
        return told + _TYPES + b",".join(types)

    def type_of(self, node: Node, value: int) -> bytes:
        """The base name of an argument's type; of one without members with its stars."""
        if not value:
            return self._shown_type(node)
        found = self._type_names.get(value)
        if found is None:
            found = self._type_names[value] = self._named_type_of(value)
        return found

    def _named_type_of(self, value: int) -> bytes:
        operation, first, second = self.steps[value]
        if operation == BUILTIN:
            return self.paths.names[second]
        if operation not in (INSTANCE, CALL):
            return UNKNOWN
        called = operation == CALL
        operation, first, second = self.steps[first]
        if operation == LOCAL and not called:
            name = self.builder.entities[first].name
        elif operation in (GLOBAL, METHOD, ATTR):
            name = self.paths.names[second].partition(_COUNT_MARK)[0]
            if called and name not in self.types:
                return UNKNOWN
        else:
            return UNKNOWN
        return name if name.replace(b"_", b"").isalnum() else UNKNOWN

    def _shown_type(self, node: Node) -> bytes:
        """The type of a literal, a cast to a number, or a comparison."""
        text = self.source[node.start_byte : min(node.end_byte, node.start_byte + _TEXT_LIMIT)]
        found = _WORDS.get(text)
        if found is not None:
            return found
        literal = _LITERAL.match(text)
        if literal is not None:
            stars = b"*" if literal.group(2) == b'"' else b""
            return _CHARACTERS.get(literal.group(1) or b"", b"char") + stars
        if text[:1] == b"!" or (
            self.code.get(node.kind_id) == _BINARY and self.text(node.children[1]) in _COMPARED
        ):
            return b"bool"
        cast = _CAST.match(text)
        if cast is not None:
            return b" ".join(cast.group(1).split()) + cast.group(2)
        conversion = _CONVERSION.match(text)
        return conversion.group(1) if conversion is not None else _number(text)


def _number(text: bytes) -> bytes:
    match = _NUMBER.match(text)
    if match is None:
        return UNKNOWN
    digits, suffix = match.group(1), match.group(2).lower()
    if text == b"0":
        return text
    if digits[:2] not in (b"0x", b"0X") and (b"." in digits or b"e" in digits.lower()):
        return b"float" if suffix == b"f" else b"double"
    suffix = b"u" * (b"u" in suffix) + b"l" * suffix.count(b"l")
    return _SUFFIXES.get(suffix, b"int")
