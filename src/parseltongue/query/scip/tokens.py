"""Names in the lines of a source file, where they begin, and what they are reached through.

The graph knows the line of a mention, SCIP the characters. What bridges the two is the text of the line: the
name and the name before it (`client` in ``client.get()``). No language is parsed here; a name within quotes
counts only where no other of that name stands in the line.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from parseltongue.analysis.sources import decode
from parseltongue.isg.written import NO_RECEIVER, UNKNOWN_RECEIVER, bare_name
from parseltongue.query.scip.schema import UTF8_UNITS, UTF32_UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_GROUPS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
"""Arguments and the like, between a name and the dot behind it."""

LINES_AHEAD = 40
"""How far below the start of an expression its last name is looked for."""


class Token:
    """A name in a line.

    Attributes
    ----------
    name : str
        In the normal form of identifiers, without a leading ``$``.
    start, end : int
        Characters of the line (code points).
    quoted : bool
        It stands in a string.
    """

    __slots__ = ("_line", "_receiver", "end", "name", "quoted", "start")

    def __init__(self, name: str, line: str, start: int, end: int, quoted: bool) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.quoted = quoted
        self._line = line
        self._receiver: str | None = None

    @property
    def receiver(self) -> str:
        """The name that it is a member of; `UNKNOWN_RECEIVER` if that is no name."""
        if self._receiver is None:
            self._receiver = _receiver(self._line, self.start)
        return self._receiver


class SourceLines:
    """The lines of a file as analysis counts them, from 1.

    Parameters
    ----------
    data : bytes
        The file.
    """

    def __init__(self, data: bytes) -> None:
        self._lines = decode(data)[0].decode("utf-8", "replace").split("\n")
        self._tokens: dict[int, list[Token]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, number: int) -> str:
        """A line without its end; empty beyond the last."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def tokens(self, number: int) -> list[Token]:
        """The names in a line, in order."""
        found = self._tokens.get(number)
        if found is None:
            found = self._tokens[number] = list(_tokens(self.line(number)))
        return found

    def named(self, number: int, name: str) -> list[Token]:
        """The tokens of a name in a line; those in strings only if there is no other."""
        wanted = bare_name(name)
        found = [token for token in self.tokens(number) if token.name == wanted]
        return [token for token in found if not token.quoted] or found

    def units(self, number: int, character: int) -> int:
        """A place in a line as its offset in UTF-8 bytes."""
        line = self.line(number)
        return character if line.isascii() else len(line[:character].encode("utf-8", "surrogatepass"))

    def character(self, number: int, units: int, encoding: int) -> int:
        """The inverse of `units`, for offsets in any of the encodings of the protocol."""
        line = self.line(number)
        if line.isascii() or encoding == UTF32_UNITS:
            return units
        codec, size = ("utf-8", 1) if encoding == UTF8_UNITS else ("utf-16-le", 2)
        return len(line.encode(codec, "surrogatepass")[: units * size].decode(codec, "replace"))


def _tokens(line: str) -> Iterator[Token]:
    quoted = [match.span() for match in _QUOTED.finditer(line)] if '"' in line or "'" in line else []
    for match in _NAME.finditer(line):
        start, end = match.span()
        inside = any(first < start < last for first, last in quoted)
        name = match.group()
        name = name if name.isascii() else normalize("NFKC", name)
        yield Token(name.lstrip("$") or name, line, start, end, inside)


def _receiver(line: str, start: int) -> str:
    """The name before the dot before a name."""
    before = line[:start].rstrip()
    if not before or before[-1] not in ".>:\\":
        return NO_RECEIVER
    steps = ".->::\\"
    bare = before.rstrip(steps + " ?!")
    dot = before[len(bare) :]
    if not any(step in dot for step in (".", "->", "::", "\\")):
        return NO_RECEIVER
    shorter = _GROUPS.sub("", bare)
    while shorter != bare:
        bare, shorter = shorter, _GROUPS.sub("", shorter)
    at = len(bare)
    while at and (bare[at - 1].isalnum() or bare[at - 1] in "_$"):
        at -= 1
    return bare[at:] or UNKNOWN_RECEIVER
