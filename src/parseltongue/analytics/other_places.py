"""Where a name stands in sources without being read: in texts, in macros, on values of unknown types.

A place is explained if an entity is called so there, or if a mention there leads to one that is, for certain.
Lines that are nothing but a comment are passed over. Names can also be made when the code runs: of texts that
something is added to, the beginnings and ends are looked at. What is found says nothing but that somebody
wrote the name, or a part of it.
"""

from __future__ import annotations

import re
from itertools import chain

from parseltongue.analysis.sources import decode
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, EXACT, METHOD, PROPERTY
from parseltongue.model.shown import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from parseltongue.analytics.columns import Columns
    from parseltongue.isg.view import FileRecords, FileView

    Read = Callable[[FileView], bytes | None]
    Place = tuple[str, int]
    """A path as it is shown, and a line."""

_WORD = re.compile(rb"[\w\x80-\xff]+")
_ONLY_WORDS = bytes(one if _WORD.match(bytes((one,))) else ord(" ") for one in range(256))
"""Replaces what is in no word by blanks: three times as fast as a regular expression."""
_BEHIND_BEGINNING = re.compile(rb"""%[sdr(]|\$?\{|\#\{|["'`]\s*[+.]\s""")
_BEFORE_END = re.compile(rb"""(?:[)}]|[+.]\s*["'`])\Z""")
_FILLED = (b"s", b"d", b"r")
"""What follows ``%`` where something is filled in."""
_QUOTES = (b'"', b"'", b"`")
_BEFORE_BEGINNING = (*_QUOTES, b":")
_MARGIN = 8
"""Bytes before and behind a part that are looked at."""
_SHORTEST_PART = 3
_COMMENTS = (b"//", b"/*", b"* ", b"*/", b"# ", b"-- ")
"""What a line begins with that is all comment."""
_ANNOTATION = re.compile(rb"\s*(?:@\w|#?\[\s*\w)")
_MEMBERS = frozenset((METHOD, PROPERTY))


def other_places(columns: Columns, wanted: Iterable[int], read: Read) -> tuple[dict[int, Place], set[int]]:
    """Vertices and the first place that has their name and is not explained. O(bytes of the sources).

    With them, vertices that have a decorator or annotation in the line of their name. A callable's local
    entities are only sought in it, as nothing else can name them. Names without a letter are not sought.

    Parameters
    ----------
    wanted : iterable of int
    read : callable
        Gives the bytes of a file; None if they are not what was analysed. Such a file is passed over.
    """
    search = _Search(columns, wanted)
    search.run(read)
    return search.found, search.annotated


class _Search:
    def __init__(self, columns: Columns, wanted: Iterable[int]) -> None:
        self.columns = columns
        self.names = columns.names()
        self.sought: dict[bytes, list[int]] = {}
        for vertex in wanted:
            word = _word(self.names[vertex])
            if word:
                self.sought.setdefault(word, []).append(vertex)
        words = {name: _word(name) for name in {self.names[one] for one in chain(*self.sought.values())}}
        self.words = {vertex: words[name] for vertex, name in enumerate(self.names) if name in words}
        self.known = self._known(words)
        self.found: dict[int, Place] = {}
        self.annotated: set[int] = set()
        self.wanted: dict[int, list[int]] = {}
        for vertex in chain(*self.sought.values()):
            self.wanted.setdefault(columns.file_of(vertex), []).append(vertex)
        self.parts = _Parts(self.sought)

    def _known(self, words: dict[str, bytes]) -> dict[bytes, bytes]:
        """Ids of all entities that are called like something that is sought, and that word."""
        columns = self.columns
        known = {columns.id(vertex): word for vertex, word in self.words.items()}
        # A type is called to make an instance of it.
        for vertex, kind in enumerate(columns.kinds):
            owner = self.names[columns.parents[vertex]] if kind == CONSTRUCTOR else ""
            if owner in words:
                known[columns.id(vertex)] = words[owner]
        return known

    def run(self, read: Read) -> None:
        for index in range(len(self.columns.paths) if self.sought else 0):
            file = self.columns.file(index)
            data = read(file)
            if data:
                text, _ = decode(data)
                written = set(text.translate(_ONLY_WORDS).split())
                self._look(index, file, text, self.sought.keys() & written)
                for vertices, at in self.parts.look(text, written, self.found):
                    place = shown_path(file.path), text.count(b"\n", 0, at) + 1
                    for vertex in vertices:
                        self.found.setdefault(vertex, place)
                if index in self.wanted:
                    self._look_at_declarations(self.wanted[index], text.split(b"\n"))

    def _look_at_declarations(self, vertices: list[int], lines: list[bytes]) -> None:
        for vertex in vertices:
            first, _, name = self.columns.span(vertex)
            before, found, _ = lines[name - 1].partition(_word(self.names[vertex]))
            if first == name and found and _ANNOTATION.match(before):
                self.annotated.add(vertex)

    def _look(self, index: int, file: FileView, text: bytes, words: set[bytes]) -> None:
        if not words:
            return
        explained = self._explained(index, file.records, words)
        for word in words:
            for line in _lines(text, word):
                if (word, line) not in explained:
                    self._note(index, file, word, line)
                    if word not in self.sought:
                        break

    def _note(self, index: int, file: FileView, word: bytes, line: int) -> None:
        """A place that is not explained."""
        left = []
        for vertex in self.sought[word]:
            if self._can_be_named(vertex, index, line):
                self.found.setdefault(vertex, (shown_path(file.path), line))
            else:
                left.append(vertex)
        if left:
            self.sought[word] = left
        else:
            del self.sought[word]

    def _can_be_named(self, vertex: int, index: int, line: int) -> bool:
        """Whether a line is outside of an entity, and inside of the callable that it is local to."""
        columns = self.columns
        around = columns.parents[vertex]
        local = columns.kinds[around] in CALLABLE_KINDS and columns.kinds[vertex] not in _MEMBERS
        if columns.file_of(vertex) != index:
            return not local
        first, last, _ = columns.span(vertex)
        if first <= line <= last:
            return False
        first, last, _ = columns.span(around)
        return not local or first <= line <= last

    def _explained(
        self, index: int, records: FileRecords | None, words: set[bytes]
    ) -> set[tuple[bytes, int]]:
        """Words that are sought and lines where it is known what they stand for."""
        columns = self.columns
        entities = range(columns.starts[index], columns.starts[index + 1])
        own = ((self.words.get(one, b""), one) for one in entities)
        found = {(word, columns.span(one)[2]) for word, one in own if word in words}
        if records is not None:
            found.update(self._mentioned(records))
        return found

    def _mentioned(self, records: FileRecords) -> Iterator[tuple[bytes, int]]:
        links, mentions = records.links, records.mentions
        words = {number: self.known.get(one, b"") for number, one in enumerate(links.entity_ids(), 1)}
        for path, target in enumerate(links.targets):
            word = words.get(target)
            if word and links.provenances[path] == EXACT:
                for mention in mentions.of_path(path):
                    yield word, mentions.line(mention)


class _Parts:
    """Parts that names can be put together from: whoever writes them may mean any of these names.

    Parameters
    ----------
    names : dict of bytes to list of int
        Names, and the vertices that are called so.
    """

    def __init__(self, names: dict[bytes, list[int]]) -> None:
        self._beginnings: dict[bytes, list[int]] = {}
        self._ends: dict[bytes, list[int]] = {}
        self._filled: dict[bytes, list[int]] = {}
        for word, same in names.items():
            for at in _joints(word):
                self._beginnings.setdefault(word[:at], []).extend(same)
                self._ends.setdefault(word[at:], []).extend(same)
                for sign in _FILLED:  # There it is one word with what follows.
                    self._filled.setdefault(sign + word[at:], []).extend(same)
        self._any = {*self._beginnings, *self._ends, *self._filled}

    def look(
        self, text: bytes, written: set[bytes], found: Container[int]
    ) -> Iterator[tuple[list[int], int]]:
        """Vertices whose name a text may be a part of, and where that stands; each part is found once.

        What leads to nothing but what is found already is not looked for.
        """
        ways = (
            (self._beginnings, _is_beginning),
            (self._ends, _is_end),
            (self._filled, _is_filled),
        )
        near = sorted(self._any & written)
        for parts, fits in ways:
            for part in near:
                if part not in parts:
                    continue
                if all(one in found for one in parts[part]):
                    del parts[part]
                    continue
                for at in _occurrences(text, part):
                    if fits(text, at, at + len(part)):
                        yield parts.pop(part), at
                        break


def _is_beginning(text: bytes, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    return before in _BEFORE_BEGINNING and _BEHIND_BEGINNING.match(text, end) is not None


def _is_end(text: bytes, start: int, end: int) -> bool:
    before = text[max(0, start - _MARGIN) : start]
    return text[end : end + 1] in _QUOTES and _BEFORE_END.search(before) is not None


def _is_filled(text: bytes, start: int, end: int) -> bool:
    return text[end : end + 1] in _QUOTES and text[start - 1 : start] == b"%"


def _word(name: str) -> bytes:
    """What stands for a name in a source, without the signs around it."""
    words = _WORD.findall(name.encode("utf-8", "surrogatepass"))
    return words[-1] if words else b""


def _joints(word: bytes) -> Iterator[int]:
    """Where a name can have been put together: before and behind underscores, before capital letters.

    Examples
    --------
    >>> list(_joints(b"_get_day")), list(_joints(b"visitName"))
    ([4, 5], [5])
    """
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if word[at : at + 1].isupper() or b"_" in word[at - 1 : at + 1]:
            yield at


def _occurrences(text: bytes, word: bytes) -> Iterator[int]:
    """Where a whole word stands."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not _WORD.match(text[at - 1 : at]) and not _WORD.match(text[end : end + 1]):
            yield at
        at = text.find(word, end)


def _lines(text: bytes, word: bytes) -> Iterator[int]:
    """Lines, from 1, that a word stands in and that are no comments."""
    number, counted = 1, 0
    for at in _occurrences(text, word):
        number += text.count(b"\n", counted, at)
        counted = at
        if not text[text.rfind(b"\n", 0, at) + 1 : at].lstrip().startswith(_COMMENTS):
            yield number
