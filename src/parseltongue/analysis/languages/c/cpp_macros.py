"""Macros in places that only C++ has, overwritten before parsing: around classes, templates and conditions.

Like `declaration_macros`, this goes by what a macro looks like and by where it stands: the grammar has no
place for it, and loses the class or the namespace around it otherwise.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.texts import blank, without_comments

_NAME = rb"[A-Z_][A-Z0-9_]{2,}+"
_ARGUMENTS = rb"\((?:[^(){};]++|\((?:[^(){};]++|\((?:[^(){};]++|\([^(){};]*+\))*+\))*+\))*+\)"
_TAG = rb"\b(?:class|struct|union|enum)\s++"
_ATTRIBUTE = re.compile(_TAG + rb"(?:" + _NAME + rb"\s++){0,4}(\[\[[^\[\]]{0,200}+\]\])")
"""``class EXPORT [[nodiscard]] Name``: without the attribute only words are left."""
_CALLED = re.compile(
    _TAG + rb"(" + _NAME + _ARGUMENTS + rb")(?=\s++[^\W\d]\w*+\s*+(?:final\s*+)?(?:[{;]|:(?!:)))"
)
"""``class VISIBILITY("default") Name {``"""
_CONDITION = re.compile(rb"\bif\s++(" + _NAME + rb")\s*+(?=\()")
"""``if CONSTEXPR (condition)``"""
_BEFORE = re.compile(
    rb"(?:\A|(?<=[\n;{}]))[ \t]*+((?:" + _NAME + rb"(?:\([^(){};]*+\))?+[ \t]++)++)"
    rb"(?=(?:template|friend|using|typedef|namespace)\b)"
)
"""``EXPORT template <...>``"""
_MEMBER = re.compile(
    rb"(?<=[\s;{}])((?:" + _NAME + rb"\s++){1,3})"
    rb"(?=~[^\W\d]|operator\s++(?!(?:new|delete|co_await)\b)[^\W\d])"
)
"""``INLINE ~Name()``, ``DEPRECATED operator type()``"""
_CATCH = re.compile(rb"\}\s*+((?:[A-Z][A-Z0-9]*_){0,4}CATCH(?:_[A-Z]+){0,3}\([^(){};]*+\))(?=\s*+\{)")
"""``LIB_TRY { ... } LIB_CATCH(...) { ... }``"""
_COMMENTED = re.compile(rb"(?<=\n)[ \t]*+(" + _NAME + rb")[ \t]*+(?=(?://[^\n]*+)?\n\s*+(?://|/\*))")
"""A macro on a line of its own, with a comment below."""
_BEFORE_LIMIT = 300
"""Bytes before a macro in which the end of the statement before it is looked for."""
_TEMPLATE = re.compile(rb"\btemplate\s*+<[^;{}]{0,800}+")
_PARAMETER = re.compile(rb"[<,]\s*+([A-Z][A-Z0-9_]{4,}+)\s*+" + _ARGUMENTS + rb"(?=\s*+[,>])")
"""``template <class T, ENABLE_IF(condition)>``"""
_TYPE = re.compile(
    rb"\b(?:typedef|using\s++\w++\s*+=)\s++(?:(?:const|typename)\s++)*+(" + _NAME + rb"\()[^(),;{}]++(\))"
)
"""``typedef WITHOUT_CONST(type) name;``"""


def without_cpp_macros(text: bytearray) -> None:
    """Overwrite macros that the grammar of C++ has no place for, in place."""
    if b"[[" in text:
        _blank_all(_ATTRIBUTE, text)
    if b"template" in text:
        _parameters(text)
    for pattern in (_CALLED, _CONDITION, _BEFORE, _MEMBER, _CATCH):
        _blank_all(pattern, text)
    for match in _TYPE.finditer(bytes(text)):
        blank(text, *match.span(1))
        blank(text, *match.span(2))
    source = bytes(text)
    for match in _COMMENTED.finditer(source):
        before = without_comments(source[max(0, match.start() - _BEFORE_LIMIT) : match.start()])
        if before.rstrip()[-1:] in (b"", b";", b"}"):
            blank(text, *match.span(1))


def _blank_all(pattern: re.Pattern[bytes], text: bytearray) -> None:
    for match in pattern.finditer(bytes(text)):
        blank(text, *match.span(1))


def _parameters(text: bytearray) -> None:
    """Make a parameter with a default value of a macro that stands for one: the condition stays readable."""
    for head in _TEMPLATE.finditer(bytes(text)):
        for match in _PARAMETER.finditer(head.group()):
            first, last = (head.start() + place for place in match.span(1))
            text[first:last] = b"int =".ljust(last - first)
