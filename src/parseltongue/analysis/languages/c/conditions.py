"""Conditions of the preprocessor, as far as one file can tell them.

A condition is evaluated for an ordinary hosted 64-bit Unix build. What the file itself defines is known;
any other macro is taken to be undefined, but for those that say that a system has something. The result
only says which of several alternatives is the usual one: the others are read as well, wherever they can be.
"""

from __future__ import annotations

import re

DEFAULTS: dict[bytes, int] = {
    **dict.fromkeys(
        b"__STDC__ __STDC_HOSTED__ __linux__ __linux linux __unix__ __unix unix __x86_64__ __x86_64 "
        b"__amd64__ __LP64__ _LP64 __ELF__ __OPTIMIZE__".split(),
        1,
    ),
    b"__STDC_VERSION__": 201710, b"__GNUC__": 12, b"__GNUC_MINOR__": 2, b"__CHAR_BIT__": 8, b"CHAR_BIT": 8,
    b"UCHAR_MAX": 0xFF, b"SCHAR_MAX": 0x7F, b"CHAR_MAX": 0x7F, b"USHRT_MAX": 0xFFFF, b"SHRT_MAX": 0x7FFF,
    b"UINT_MAX": 2**32 - 1, b"INT_MAX": 2**31 - 1, b"ULONG_MAX": 2**64 - 1, b"LONG_MAX": 2**63 - 1,
    b"ULLONG_MAX": 2**64 - 1, b"LLONG_MAX": 2**63 - 1, b"SIZE_MAX": 2**64 - 1, b"UINTPTR_MAX": 2**64 - 1,
    b"__BYTE_ORDER__": 1234, b"__ORDER_LITTLE_ENDIAN__": 1234, b"__ORDER_BIG_ENDIAN__": 4321,
    b"__SIZEOF_INT__": 4, b"__SIZEOF_LONG__": 8, b"__SIZEOF_POINTER__": 8, b"__SIZEOF_SIZE_T__": 8,
}  # fmt: skip
"""Macros that compilers and the standard headers define, with their values."""
GONE = frozenset(
    b"__TURBOC__ __MSDOS__ MSDOS __WIN16__ WIN16 SYS16BIT M_I86 M_I86SM M_I86MM M_I86LM M_I86CM __OS2__ "
    b"THINK_C VAXC __ZTC__ __SASC".split()
)
"""Macros of compilers for systems that are gone: what only they compile is not read."""
_EXPECTED = re.compile(rb"_*(?:[A-Z0-9]+_)*(?:HAVE|HAS)_\w+|STDC\w*")
"""Names of macros by which a configuration says what any present system has."""

_TOKEN = re.compile(
    rb"\s*(?:(0[xX][0-9a-fA-F']+|0[bB][01']+|[0-9][0-9']*)[uUlLzZ]*|([A-Za-z_]\w*)|'(\\?.)[^']*'"
    rb"|(&&|\|\||<<|>>|[<>=!]=|[-+*/%<>!~()?:&|^,]))"
)
_BINARY = {
    b"||": 1, b"&&": 2, b"|": 3, b"^": 4, b"&": 5, b"==": 6, b"!=": 6, b"<": 7, b">": 7, b"<=": 7, b">=": 7,
    b"<<": 8, b">>": 8, b"+": 9, b"-": 9, b"*": 10, b"/": 10, b"%": 10,
}  # fmt: skip
_NESTING = 40
_LIMIT = 2**64


class _Malformed(Exception):  # noqa: N818 -- never leaves this module
    """The condition is no expression that we read."""


class Macros:
    """What is defined at a place of a file: the value of each macro, None if it is no number."""

    __slots__ = ("_values",)

    def __init__(self, language_defines: dict[bytes, int]) -> None:
        self._values: dict[bytes, int | None] = {**DEFAULTS, **language_defines}

    def define(self, name: bytes, body: bytes, takes_arguments: bool) -> None:
        self._values[name] = None if takes_arguments else self._number(body)

    def undefine(self, name: bytes) -> None:
        self._values.pop(name, None)

    def is_defined(self, name: bytes) -> bool:
        return name in self._values or _EXPECTED.fullmatch(name) is not None

    def value(self, name: bytes) -> int:
        if name in self._values:
            return self._values[name] or 0
        return int(_EXPECTED.fullmatch(name) is not None)

    def holds(self, condition: bytes) -> bool:
        """Whether the condition of an ``#if`` holds; False if it cannot be read."""
        try:
            return bool(_Expression(condition, self).value())
        except _Malformed:
            return False

    def _number(self, body: bytes) -> int | None:
        if not body or len(body) > 40:
            return None
        try:
            return _Expression(body, self).value()
        except _Malformed:
            return None


class _Expression:
    """Evaluates one condition by precedence climbing."""

    def __init__(self, text: bytes, macros: Macros) -> None:
        self._macros = macros
        self._tokens: list[tuple[bytes, bytes, bytes, bytes]] = []
        self._place = 0
        place, text = 0, text.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise _Malformed
            number, name, character, sign = match.groups(b"")
            self._tokens.append((number, name, character, sign))
            place = match.end()

    def value(self) -> int:
        value = self._ternary(0)
        if self._place != len(self._tokens):
            raise _Malformed
        return value

    def _sign(self) -> bytes:
        return self._tokens[self._place][3] if self._place < len(self._tokens) else b""

    def _ternary(self, nested: int) -> int:
        condition = self._binary(1, nested)
        if self._sign() != b"?":
            return condition
        self._place += 1
        first = self._ternary(nested + 1)
        self._expect(b":")
        second = self._ternary(nested + 1)
        return first if condition else second

    def _binary(self, least: int, nested: int) -> int:
        if nested > _NESTING:
            raise _Malformed
        left = self._unary(nested + 1)
        while (strength := _BINARY.get(self._sign(), 0)) >= least:
            sign = self._sign()
            self._place += 1
            left = _apply(sign, left, self._binary(strength + 1, nested + 1))
        return left

    def _unary(self, nested: int) -> int:
        if nested > _NESTING or self._place >= len(self._tokens):
            raise _Malformed
        number, name, character, sign = self._tokens[self._place]
        self._place += 1
        if number:
            return _integer(number)
        if character:
            return character[-1]
        if name:
            return self._name(name)
        if sign == b"(":
            value = self._ternary(nested + 1)
            self._expect(b")")
            return value
        if sign in (b"!", b"-", b"+", b"~"):
            value = self._unary(nested + 1)
            return {b"!": int(not value), b"-": -value, b"+": value, b"~": ~value}[sign]
        raise _Malformed

    def _name(self, name: bytes) -> int:
        if name == b"defined":
            bracket = self._sign() == b"("
            self._place += bracket
            if self._place >= len(self._tokens) or not self._tokens[self._place][1]:
                raise _Malformed
            asked = self._tokens[self._place][1]
            self._place += 1
            if bracket:
                self._expect(b")")
            return int(self._macros.is_defined(asked))
        if self._sign() == b"(":
            # __has_include(...) and the like: nothing is known, and their arguments are no expressions.
            self._skip_arguments()
            return 0
        return 1 if name == b"true" else self._macros.value(name)

    def _skip_arguments(self) -> None:
        depth = 0
        while self._place < len(self._tokens):
            sign = self._sign()
            depth += (sign == b"(") - (sign == b")")
            self._place += 1
            if not depth:
                return
        raise _Malformed

    def _expect(self, sign: bytes) -> None:
        if self._sign() != sign:
            raise _Malformed
        self._place += 1


def _integer(text: bytes) -> int:
    digits = text.replace(b"'", b"")
    if len(digits) > 30:
        raise _Malformed
    prefix = digits[:2].lower()
    base = (
        16
        if prefix == b"0x"
        else 2
        if prefix == b"0b"
        else 8
        if digits[:1] == b"0" and digits != b"0"
        else 10
    )
    try:
        return int(digits, base)
    except ValueError:
        raise _Malformed from None


def _apply(sign: bytes, left: int, right: int) -> int:
    if sign in (b"<<", b">>"):
        if not 0 <= right < 64 or abs(left) > _LIMIT:
            raise _Malformed
        return (left << right) % _LIMIT if sign == b"<<" else left >> right
    if sign in (b"/", b"%"):
        if not right:
            raise _Malformed
        return left // right if sign == b"/" else left % right
    results = {
        b"||": int(bool(left or right)), b"&&": int(bool(left and right)), b"|": left | right,
        b"^": left ^ right, b"&": left & right, b"==": int(left == right), b"!=": int(left != right),
        b"<": int(left < right), b">": int(left > right), b"<=": int(left <= right),
        b">=": int(left >= right), b"+": left + right, b"-": left - right, b"*": left * right,
    }  # fmt: skip
    value = results[sign]
    if abs(value) > _LIMIT * _LIMIT:
        raise _Malformed
    return value
