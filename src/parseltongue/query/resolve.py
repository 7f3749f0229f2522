"""From what a person writes to the entities that it stands for.

A symbol is an id (32 hexadecimal digits), ``file:line`` (also as `places.place_of` has it), the path of a
file, or a dotted name. A dotted name that is the full name of an entity or a module stands for those alone;
otherwise it stands for all entities whose full name ends in it (``Scaffold.route``, ``route``), else for what
a type inherits under that name (``Flask.route``), else for all modules whose name ends in it, else for
something outside the workspace that is mentioned under this very name (``unittest.TestCase.assertEqual``).
Two colons stand for a dot, so that Rust and C++ can be asked about in their own way (``Bytes::new``).
"""

from __future__ import annotations

from parseltongue.analysis.languages import language_of
from parseltongue.model.errors import QueryError, UnknownSymbolError
from parseltongue.model.ids import ENTITY_ID_SIZE, PATH_ID_SIZE, external_id
from parseltongue.model.kinds import CALLABLE_KINDS, FILE, PROPERTY, TYPE_KINDS
from parseltongue.query.places import place_of
from parseltongue.query.records import (
    entity_record,
    outside_record,
    path_of_shown,
    qualified_name,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.records import Record

_SCOPES = TYPE_KINDS | CALLABLE_KINDS | {PROPERTY}


class Match:
    """Something that a symbol stands for.

    Attributes
    ----------
    file : FileView or None
        None outside the workspace.
    ordinal : int
    name : str
        Dotted name, if it is outside.
    """

    __slots__ = ("file", "name", "ordinal")

    def __init__(self, file: FileView | None, ordinal: int = FILE, name: str = "") -> None:
        self.file = file
        self.ordinal = ordinal
        self.name = name

    @property
    def id(self) -> bytes:
        """Sixteen bytes."""
        if self.file is None:
            return external_id(self.name)
        return self.file.entity_id(self.ordinal)

    def record(self) -> Record:
        """The fields of the entity."""
        if self.file is None:
            return outside_record(self.name, self.name)
        return entity_record(self.file, self.ordinal)


class Resolver:
    """Resolves symbols in one snapshot."""

    def __init__(self, view: GraphView, ancestry: Ancestry) -> None:
        self._view = view
        self._ancestry = ancestry

    def matches(self, symbol: str) -> Iterator[Match]:
        """What a symbol stands for: files that are no tests first, then by path and place.

        Lazy where many files have an entity of that name: each is read when its turn comes. Yields nothing
        for an unknown name; see `unknown`.

        Raises
        ------
        QueryError
            The symbol is empty.
        """
        text = symbol.strip()
        if not text:
            raise QueryError("an empty symbol; give a name, file:line, the path of a file, or an id")
        dotted = text.replace("::", ".")
        for find, name in (
            (self._by_id, text), (self._by_line, text), (self._by_path, text), (self._by_full_name, dotted),
            (self._by_suffix, dotted), (self._inherited, dotted), (self._by_module_suffix, dotted),
            (self._outside, text),
        ):  # fmt: skip
            found = find(name)
            first = next(found, None)
            if first is not None:
                yield first
                yield from found
                return

    def _by_id(self, text: str) -> Iterator[Match]:
        if len(text) == 2 * ENTITY_ID_SIZE and text.isalnum():
            try:
                found = entity_at(self._view, bytes.fromhex(text))
            except ValueError:
                return
            if found is not None:
                yield found

    def _by_line(self, text: str) -> Iterator[Match]:
        place = place_of(text)
        for file in self._files_called(place[0]) if place is not None else ():
            yield Match(file, enclosing(file, place[1] if place is not None else 0))

    def _by_path(self, text: str) -> Iterator[Match]:
        if "/" in text or language_of(text) is not None or self._view.file_at(path_of_shown(text)):
            yield from map(Match, self._files_called(text))

    def _files_called(self, text: str) -> list[FileView]:
        """The file at a path; if there is none, all whose path ends in it. O(files) then."""
        path = path_of_shown(text.removeprefix("./"))
        file = self._view.file_at(path)
        if file is not None:
            return [file]
        end = "/" + path
        ends = self._view.files(accept=lambda one: one.endswith(end)) if path else ()
        return self._view.known(one.id for one in ends)

    def _by_full_name(self, text: str) -> Iterator[Match]:
        scope, _, name = text.rpartition(".")
        for file in self._view.files_named(name) if scope else ():
            if f"{scope}.".startswith(f"{file.module}."):
                yield from _named(file, name, lambda full: full == text)
        for path in self._view.module_paths(text):
            module = self._view.file_at(path)
            if module is not None:
                yield Match(module)

    def _by_suffix(self, text: str) -> Iterator[Match]:
        name = text.rpartition(".")[2]
        tail = "." + text
        for file in self._view.files_named(name):
            yield from _named(file, name, lambda full: full.endswith(tail))

    def _inherited(self, text: str) -> Iterator[Match]:
        scope, _, name = text.rpartition(".")
        seen = set()
        for match in (*self._by_full_name(scope), *self._by_suffix(scope)) if scope else ():
            place = (
                self._ancestry.inherited(match.file, match.ordinal, name) if match.file is not None else None
            )
            if place is not None and (place[0].id, place[1]) not in seen:
                seen.add((place[0].id, place[1]))
                yield Match(*place)

    def _by_module_suffix(self, text: str) -> Iterator[Match]:
        tail = "." + text
        # What names of modules take from paths, some languages write with a low line for a hyphen.
        name = path_of_shown(text.rpartition(".")[2]).replace("-", "_")
        fitting = self._view.files(accept=lambda path: name in path.replace("-", "_"))
        ids = [file.id for file in fitting if f".{file.module}".endswith(tail)]
        yield from map(Match, self._view.known(ids))

    def _outside(self, text: str) -> Iterator[Match]:
        if self._view.incoming(external_id(text)):
            yield Match(None, name=text)


def entity_at(view: GraphView, identity: bytes) -> Match | None:
    """The entity with an id of sixteen bytes."""
    file = view.file(identity[:PATH_ID_SIZE])
    if file is None:
        return None
    ordinal = file.ordinal_of(identity[PATH_ID_SIZE:])
    return Match(file, ordinal) if ordinal is not None else None


def enclosing(file: FileView, line: int) -> int:
    """Ordinal of the entity that a line belongs to. O(entities of the file)."""
    records = file.records
    if records is None:
        return FILE
    kinds = records.interface.kinds
    inner = declared = FILE
    for ordinal, (start, end) in enumerate(records.places.spans()):
        if ordinal and start <= line <= end:
            if kinds[ordinal] in _SCOPES:
                inner = ordinal
            else:
                declared = ordinal
    around = kinds[inner] in TYPE_KINDS or not inner
    return declared if declared and around else inner


def unknown(symbol: str, suggestions: tuple[str, ...]) -> UnknownSymbolError:
    """The error for a symbol that matches nothing."""
    meant = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
    where = (
        "`parseltongue tree` lists files" if "/" in symbol else "`parseltongue find` searches parts of names"
    )
    hint = meant or f"; {where}"
    return UnknownSymbolError(f"nothing is called {symbol}{hint}", suggestions)


def _named(file: FileView, name: str, accept: Callable[[str], bool]) -> Iterator[Match]:
    records = file.records
    for ordinal in records.interface.named(name) if records is not None else ():
        if records is not None and accept(qualified_name(file, records.interface, ordinal)):
            yield Match(file, ordinal)
