"""The preprocessor of C, for one file: its directives taken out, its alternatives made to fit.

Grammars of C cannot parse text with conditionals in the middle of statements, so they never see any: each
directive is overwritten with blanks, and of alternatives that cannot stand one after another (their brackets
do not close, or they are parts of one statement) only the usual one is left. Offsets and lines stay as they
are. What the directives said is kept apart: `Include`, `Macro`, and which parts of the file stand in
alternatives that a usual build does not compile.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.conditions import GONE, Macros

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Include(NamedTuple):
        """``#include``: where, and what, with the sign that opens it."""

        offset: int
        target: bytes

    class Macro(NamedTuple):
        """``#define``; `parameters` is None where it takes none."""

        name: bytes
        parameters: list[bytes] | None
        start: int
        end: int
        name_start: int
        body_start: int
        usual: bool
else:
    from collections import namedtuple

    Include = namedtuple("Include", "offset target")
    Macro = namedtuple("Macro", "name parameters start end name_start body_start usual")

_COMMENT = rb"/(?:/(?:[^\\\n]++|\\.)*+|\*.*?(?:\*/|\Z))"
_LITERAL = (
    rb"R(?<![A-KM-TV-Z_a-tv-z0-79]R)\"([^()\\\s]{0,16})\(.*?(?:\)\1\"|\Z)|\"(?:[^\"\\\n]++|\\.)*+\"?"
    rb"|'(?<![0-9]')(?:[^'\\\n]++|\\.)*+'?"
)
HIDDEN = _COMMENT + rb"|" + _LITERAL
"""Comments and literals; has one group. Each alternative begins with a certain byte, which makes the search
for them four times as fast."""
_DIRECTIVE = rb"\n([ \t]*+#(?:[^\n\\/\"]++|\\.|" + _COMMENT + rb"|/|\"(?:[^\n\\\"]++|\\.)*+\"?)*+)"
_PARTS = re.compile(HIDDEN + rb"|" + _DIRECTIVE, re.DOTALL)
_NAMED = re.compile(rb"[ \t]*#[ \t]*(\w+)[ \t]*", re.DOTALL)
_DEFINE = re.compile(rb"((?:[^\W\d]|\$)[\w$]*)(\((?:[^()]*)\))?[ \t]*")
_INCLUDE = re.compile(rb"\"([^\"\n]+)\"|<([^>\n]+)>")
_COMMENTS = re.compile(_COMMENT + rb"|\\\n", re.DOTALL)
NESTING_LIMIT = 60
"""Conditionals in conditionals beyond this are read as if none excluded another."""
_LITERALS = re.compile(HIDDEN, re.DOTALL)
_NOT_BLANK = re.compile(rb"[^\n]")
_CONDITIONS = frozenset((b"if", b"ifdef", b"ifndef"))
_ELSES = frozenset((b"else", b"elif", b"elifdef", b"elifndef"))


class _Branch:
    __slots__ = ("chosen", "dead", "end", "start")

    def __init__(self, start: int, dead: bool, chosen: bool) -> None:
        self.start = start
        self.end = start
        self.dead = dead
        """No build compiles it."""
        self.chosen = chosen
        """The usual build does."""


class _Group:
    __slots__ = ("branches", "certain", "chosen", "dead", "start", "usual")

    def __init__(self, start: int, usual: bool, dead: bool) -> None:
        self.start = start
        self.branches: list[_Branch] = []
        self.usual = usual
        """What stands around it is part of the usual build."""
        self.dead = dead
        """No build compiles what stands around it."""
        self.chosen = False
        """One of the branches so far is the usual one."""
        self.certain = False
        """The first branch is compiled by every build that reads the file as this language."""


class Preprocessed:
    """A file without directives.

    Attributes
    ----------
    text : bytearray
        As long as the source, with the same line ends.
    includes : list of Include
    macros : list of Macro
    alternatives : list of (int, int)
        Parts of the text, ascending, that the usual build leaves out.
    """

    __slots__ = ("_code", "_groups", "_known", "alternatives", "includes", "macros", "source", "text")

    def __init__(self, source: bytes, language_defines: dict[bytes, int]) -> None:
        self.source = source
        self.text = bytearray(source)
        self.includes: list[Include] = []
        self.macros: list[Macro] = []
        self.alternatives: list[tuple[int, int]] = []
        self._known = Macros(language_defines)
        self._groups: list[_Group] = []
        self._code: bytearray | None = None
        self._close_comment()
        if b"#" in source:
            self._read()
            self.alternatives = _merged(sorted(self.alternatives))

    def _close_comment(self) -> None:
        """Overwrite a comment without an end: parsers try each of its signs as a beginning."""
        closed = self.source.rfind(b"*/") + 2 if b"*/" in self.source else 0
        if self.source.find(b"/*", closed) < 0:
            return
        for match in _LITERALS.finditer(self.source, closed):
            if match.group().startswith(b"/*"):
                self._blank(*match.span())

    def _read(self) -> None:
        # A line feed before the first line, so that every directive stands behind one.
        places = (match.span(2) for match in _PARTS.finditer(b"\n" + self.source))
        found = [(start - 1, end - 1) for start, end in places if start >= 0]
        for start, end in found:
            self._blank(start, end)
        for start, end in found:
            self._directive(start, end)
        while self._groups:
            self._close(len(self.source))

    def _blank(self, start: int, end: int) -> None:
        self.text[start:end] = _NOT_BLANK.sub(b" ", self.source[start:end])
        if self._code is not None:
            self._code[start:end] = self.text[start:end]

    # -- directives -----------------------------------------------------------------------------------------

    def _directive(self, start: int, end: int) -> None:
        head = _NAMED.match(self.source, start, end)
        if head is None:
            return
        word, body = head.group(1), head.end()
        if word in _CONDITIONS:
            group = _Group(start, self._is_usual(), self._is_dead())
            self._groups.append(group)
            self._branch(group, word, body, end)
        elif word in _ELSES and self._groups:
            group = self._groups[-1]
            group.branches[-1].end = start
            self._branch(group, word, body, end)
        elif word == b"endif" and self._groups:
            self._close(start)
        elif word == b"define" and not self._is_dead():
            self._define(start, body, end)
        elif word == b"undef" and self._is_usual():
            self._known.undefine(self._plain(body, end))
        elif word in (b"include", b"include_next", b"import") and not self._is_dead():
            self._include(start, body, end)

    def _plain(self, start: int, end: int) -> bytes:
        """The text of a directive without comments."""
        return _COMMENTS.sub(b" ", self.source[start:end]).strip()

    def _is_usual(self) -> bool:
        return not self._groups or (self._groups[-1].usual and self._groups[-1].branches[-1].chosen)

    def _is_dead(self) -> bool:
        return bool(self._groups) and (self._groups[-1].dead or self._groups[-1].branches[-1].dead)

    def _define(self, start: int, body: int, end: int) -> None:
        match = _DEFINE.match(self.source, body, end)
        if match is None:
            return
        name, parameters = match.groups()
        names = None
        if parameters is not None:
            names = [one.strip() for one in _COMMENTS.sub(b" ", parameters[1:-1]).split(b",")]
        usual = self._is_usual()
        if usual:
            self._known.define(name, self._plain(match.end(), end), parameters is not None)
        first = self.source.index(b"#", start)
        self.macros.append(Macro(name, names, first, end, body, match.end(), usual))

    def _include(self, start: int, body: int, end: int) -> None:
        match = _INCLUDE.match(self.source, body, end)
        if match is not None:
            quoted, system = match.groups()
            self.includes.append(Include(body, b'"' + quoted if system is None else b"<" + system))

    # -- conditionals ---------------------------------------------------------------------------------------

    def _branch(self, group: _Group, word: bytes, body: int, end: int) -> None:
        condition = self._plain(body, end)
        holds, dead = self._holds(word, condition)
        branch = _Branch(end, dead or (group.certain and word == b"else"), holds and not group.chosen)
        if not group.branches:
            group.certain = holds and (condition == b"1" or condition == b"__cplusplus")
        group.chosen = group.chosen or branch.chosen
        group.branches.append(branch)

    def _holds(self, word: bytes, condition: bytes) -> tuple[bool, bool]:
        """Whether the condition of a branch holds, and whether it never can."""
        if word == b"else":
            return True, False
        if word in (b"if", b"elif"):
            return self._known.holds(condition), condition == b"0"
        defined = self._known.is_defined(condition)
        negated = word in (b"ifndef", b"elifndef")
        if condition in GONE and not defined and not negated:
            return False, True
        if condition == b"__cplusplus":
            return defined != negated, defined == negated
        return defined != negated, False

    def _close(self, end: int) -> None:
        group = self._groups.pop()
        group.branches[-1].end = end
        if len(self._groups) >= NESTING_LIMIT:
            return
        for branch in group.branches:
            if branch.dead:
                self._blank(branch.start, branch.end)
        living = [one for one in group.branches if not one.dead]
        if len(living) > 1 and not self._can_follow_one_another(group.start, living):
            kept = next((one for one in living if one.chosen), living[0])
            for branch in living:
                if branch is not kept:
                    self._blank(branch.start, branch.end)
            return
        self.alternatives += [(one.start, one.end) for one in living if not one.chosen]

    def _can_follow_one_another(self, start: int, branches: list[_Branch]) -> bool:
        """Whether all alternatives can be read in turn, as if none excluded another."""
        code = self._code
        if code is None:
            code = self._code = _without_literals(bytes(self.text))
        last = bytes(code[max(0, start - 4000) : start].rstrip()[-1:])
        for one in branches:
            for opening, closing in ((b"{", b"}"), (b"(", b")"), (b"[", b"]")):
                if code.count(opening, one.start, one.end) != code.count(closing, one.start, one.end):
                    return False
            end = bytes(code[one.start : one.end].rstrip()[-1:])
            if end and end not in (b";", b"}") and (end != last or end not in (b",", b")", b":")):
                return False
        return last in (b"", b";", b"{", b"}", b":", b")", b",")


def _merged(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same parts without overlaps."""
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without_literals(text: bytes) -> bytearray:
    """The text with comments and literals overwritten with blanks."""
    return bytearray(_LITERALS.sub(lambda match: b" " * len(match.group()), text))
