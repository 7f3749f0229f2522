"""Namespaces that macros open: ``LIB_BEGIN_NAMESPACE`` on a line of its own.

What such a macro stands for is said in the same file, or by its name alone. Then it opens a namespace of
its own name, and what that is called is told where names are linked (`namespaces`). The lines are overwritten
with blanks before parsing, as the brackets that they stand for would have no partner.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.texts import blank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple

    from parseltongue.analysis.languages.c.preprocessor import Macro

    class Space(NamedTuple):
        """One namespace; the name is empty if it has none."""

        name: bytes
        inline: bool

    class Opening(NamedTuple):
        """A macro that opens namespaces: where it stands, and where what it opens ends.

        `spaces` is None if this file does not say what it opens.
        """

        start: int
        macro_end: int
        end: int
        macro: bytes
        spaces: tuple[Space, ...] | None
else:
    from collections import namedtuple

    Space = namedtuple("Space", "name inline")
    Opening = namedtuple("Opening", "start macro_end end macro spaces")

_NAME = (
    rb"(?:[A-Z][A-Z0-9]*_){0,8}(?:NAMESPACE|NS)(?:_[A-Z0-9]+){0,4}_?(?:BEGIN|END|OPEN|CLOSE)"
    rb"|(?:[A-Z][A-Z0-9]*_){0,8}(?:BEGIN|END|OPEN|CLOSE)_(?:[A-Z0-9]+_){0,4}(?:NAMESPACE|NS)"
)
_WORDS = (b"NAMESPACE", b"NS_BEGIN", b"NS_END", b"NS_OPEN", b"BEGIN_NS", b"END_NS", b"OPEN_NS", b"CLOSE_NS")
"""One of these is in whatever has such a name; they are much faster to look for."""
_LINE = rb"\n[ \t]*+(%s)(?:[ \t]*+\([ \t]*+(\w*+(?:::\w++)*+)[ \t]*+\))?(?=[ \t]*+(?:;[ \t]*+)?(?://[^\n]*+|/\*[^\n]*+)?(?:\r?\n|\Z))"
_BY_NAME = re.compile(_LINE % _NAME)
_CLOSING = re.compile(rb"END|CLOSE")
_SPACE = re.compile(
    rb"\s*+(?:(inline)\s++)?namespace\b\s*+([^\W\d]\w*+(?:\s*+::\s*+[^\W\d]\w*+)*+)?(?:\s*+\([^(){}]*+\))?\s*+\{"
    rb"|\s*+extern\s*+\"C(?:\+\+)?\"\s*+\{"
)
_COMMENTS = re.compile(rb"/\*.*?\*/|//[^\n]*+|\\\r?\n", re.DOTALL)
_BRACKETS = re.compile(rb"[\s}]*+")
NESTING_LIMIT = 40
"""Macros within what macros open that open anything; what is deeper stands in the innermost of them."""
_REPLACEMENT_LIMIT = 400
"""Bytes of a replacement that opens namespaces."""


def spaces_of(replacement: bytes) -> tuple[Space, ...] | None:
    """The namespaces that a macro's replacement opens, if it does nothing else; else None.

    Examples
    --------
    >>> spaces_of(b"namespace a { inline namespace v1 {")
    (Space(name=b'a', inline=False), Space(name=b'v1', inline=True))
    """
    if b"{" not in replacement or len(replacement) > _REPLACEMENT_LIMIT:
        return None
    text = _COMMENTS.sub(b" ", replacement).strip()
    found: list[Space] = []
    place = 0
    while place < len(text):
        match = _SPACE.match(text, place)
        if match is None:
            return None
        place = match.end()
        inline, names = match.groups()
        if text[match.start() : place].lstrip().startswith(b"extern"):
            continue
        words = b"".join(names.split()).split(b"::") if names else [b""]
        found += [Space(word, inline is not None) for word in words]
    return tuple(found)


def dotted(spaces: Iterable[Space]) -> bytes:
    """What others call the namespaces: inline ones, and those without a name, are passed over."""
    return b".".join(one.name for one in spaces if one.name and not one.inline)


class _Meanings:
    """What the macros of a file open and close."""

    __slots__ = ("closing", "opening", "pattern")

    def __init__(self, source: bytes, macros: list[Macro]) -> None:
        self.opening: dict[bytes, tuple[Space, ...]] = {}
        self.closing: set[bytes] = set()
        for usual in (False, True):
            for macro in macros:
                if macro.usual == usual and macro.parameters is None:
                    self._define(macro.name, source[macro.body_start : macro.end])
        self.pattern = self._pattern(source)

    def _define(self, name: bytes, replacement: bytes) -> None:
        if b"}" in replacement and _BRACKETS.fullmatch(_COMMENTS.sub(b" ", replacement)) is not None:
            self.closing.add(name)
            return
        spaces = spaces_of(replacement)
        if spaces is not None:
            self.opening[name] = spaces

    def _pattern(self, source: bytes) -> re.Pattern[bytes] | None:
        """What finds the macros in question on lines of their own; None if there are none."""
        if self.opening:
            names = sorted(map(re.escape, (*self.opening, *self.closing)), key=len, reverse=True)
            return re.compile(_LINE % b"|".join((*names, _NAME)))
        return _BY_NAME if any(word in source for word in _WORDS) else None


def openings(text: bytearray, source: bytes, macros: list[Macro]) -> list[Opening]:
    """The macros of a preprocessed file that open namespaces, in order; blanks in their places.

    One that closes belongs to the last that opened. What nothing closes ends with the file.
    """
    meanings = _Meanings(source, macros)
    if meanings.pattern is None:
        return []
    found: list[Opening] = []
    pending: list[int] = []
    # A line feed before the first line, so that every line stands behind one.
    for match in meanings.pattern.finditer(b"\n" + text):
        name, argument = match.groups()
        known = meanings.opening.get(name)
        closing = name in meanings.closing or (known is None and _CLOSING.search(name) is not None)
        if closing and not pending and name in meanings.closing:
            continue
        start, end = match.start(1) - 1, match.end() - 1
        blank(text, start, end)
        if not closing:
            pending.append(len(found) if len(pending) < NESTING_LIMIT else -1)
            if pending[-1] < 0:
                continue
            spaces = tuple(Space(one, False) for one in argument.split(b"::")) if argument else known
            found.append(Opening(start, end, len(text), name, spaces))
        elif pending:
            last = pending.pop()
            if last >= 0:
                found[last] = found[last]._replace(end=start)
    return found
