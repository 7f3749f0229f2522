"""Macros in places that only C++ has, overwritten before parsing: around classes, templates and conditions.

Like `declaration_macros`, this goes by what a macro looks like and by where it stands: the grammar has no
place for it, and loses the class or the namespace around it otherwise.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.texts import blank, without_comments

_NAME = rb"[A-Z_][A-Z0-9_]{2,}+"
_ARGUMENTS = rb"\((?:[^(){};]++|\((?:[^(){};]++|\((?:[^(){};]++|\([^(){};]*+\))*+\))*+\))*+\)"
_TAG = rb"(?:class|struct|union|enum)\s++"
"""Patterns begin with letters, of which no other text is searched as fast."""
_ATTRIBUTE = re.compile(_TAG + rb"(?:" + _NAME + rb"\s++){0,4}(\[\[[^\[\]]{0,200}+\]\])")
"""``class EXPORT [[nodiscard]] Name``: without the attribute only words are left."""
_CALLED = re.compile(
    _TAG + rb"(" + _NAME + _ARGUMENTS + rb")(?=\s++[^\W\d]\w*+\s*+(?:final\s*+)?(?:[{;]|:(?!:)))"
)
"""``class VISIBILITY("default") Name {``"""
_CONDITION = re.compile(rb"if(?<=\Wif)\s++(" + _NAME + rb")\s*+(?=\()")
"""``if CONSTEXPR (condition)``"""
_KEYWORD = re.compile(rb"(?:template|friend|using|typedef|namespace)\b")
_BEFORE_KEYWORD = re.compile(rb"[ \t]*+((?:" + _NAME + rb"(?:\([^(){};]*+\))?+[ \t]++)++)")
"""``EXPORT template <...>``"""
_MEMBER = re.compile(rb"~[^\W\d]|operator\s++(?!(?:new|delete|co_await)\b)[^\W\d]")
_BEFORE_MEMBER = re.compile(rb"(?<=[\s;{}])((?:" + _NAME + rb"\s++){1,3})\Z")
"""``INLINE ~Name()``, ``DEPRECATED operator type()``"""
_CATCH = re.compile(rb"\}\s*+((?:[A-Z][A-Z0-9]*_){0,4}CATCH(?:_[A-Z]+){0,3}\([^(){};]*+\))(?=\s*+\{)")
"""``LIB_TRY { ... } LIB_CATCH(...) { ... }``"""
_COMMENTED = re.compile(rb"\n[ \t]*+(" + _NAME + rb")[ \t]*+(?=(?://[^\n]*+)?\n\s*+(?://|/\*))")
"""A macro on a line of its own, with a comment below."""
_BEFORE_LIMIT = 300
"""Bytes before a macro in which the end of the statement before it is looked for."""
_WORDS_LIMIT = 100
"""Bytes of macros in a row before a member."""
_TEMPLATE = re.compile(rb"template\s*+<[^;{}]{0,800}+")
_PARAMETER = re.compile(rb"[<,]\s*+([A-Z][A-Z0-9_]{4,}+)\s*+" + _ARGUMENTS + rb"(?=\s*+[,>])")
"""``template <class T, ENABLE_IF(condition)>``"""
_TYPE = re.compile(
    rb"(?:typedef|using\s++\w++\s*+=)\s++(?:(?:const|typename)\s++)*+(" + _NAME + rb"\()[^(),;{}]++(\))"
)
"""``typedef WITHOUT_CONST(type) name;``"""


def without_cpp_macros(text: bytearray) -> None:
    """Overwrite macros that the grammar of C++ has no place for, in place."""
    source = bytes(text)
    if b"[[" in source:
        _blank_all(_ATTRIBUTE, source, text)
    if b"template" in source:
        _parameters(source, text)
    _blank_all(_CALLED, source, text)
    _blank_all(_CONDITION, source, text)
    if b"CATCH" in source:
        _blank_all(_CATCH, source, text)
    _before(source, text)
    for match in _TYPE.finditer(source):
        blank(text, *match.span(1))
        blank(text, *match.span(2))
    for match in _COMMENTED.finditer(source):
        before = without_comments(source[max(0, match.start() - _BEFORE_LIMIT) : match.start()])
        if before.rstrip()[-1:] in (b"", b";", b"}"):
            blank(text, *match.span(1))


def _blank_all(pattern: re.Pattern[bytes], source: bytes, text: bytearray) -> None:
    for match in pattern.finditer(source):
        blank(text, *match.span(1))


def _before(source: bytes, text: bytearray) -> None:
    """Macros before what begins a declaration, and before members that have no type."""
    for match in _KEYWORD.finditer(source):
        start = source.rfind(b"\n", 0, match.start()) + 1
        found = _BEFORE_KEYWORD.fullmatch(source, start, match.start())
        if found is not None:
            blank(text, *found.span(1))
    for match in _MEMBER.finditer(source):
        start = match.start()
        if source[start - 1 : start].isspace():
            found = _BEFORE_MEMBER.search(source, max(0, start - _WORDS_LIMIT), start)
            if found is not None:
                blank(text, *found.span(1))


def _parameters(source: bytes, text: bytearray) -> None:
    """Make a parameter with a default value of a macro that stands for one: the condition stays readable."""
    for head in _TEMPLATE.finditer(source):
        for match in _PARAMETER.finditer(head.group()):
            first, last = (head.start() + place for place in match.span(1))
            text[first:last] = b"int =".ljust(last - first)
