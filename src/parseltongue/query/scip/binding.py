"""From the SCIP index of another tool to a layer: its symbols become entities of ours, its occurrences names.

A document counts if the file is what the indexer saw. An index holds no digests, so the names at its
definitions are compared with the source: where more than `_MOST_WRONG` of them are not there, the file has
changed. Symbols are bound by their definitions, by line and name, so that nothing depends on how an indexer
writes them; what is defined nowhere in the index, and does not belong to one of its own packages, stands
outside the workspace.
"""

from __future__ import annotations

from parseltongue.isg.layers import NOTHING, LayerFile, entity_target, external_target
from parseltongue.isg.written import bare_name, written_name
from parseltongue.model.errors import QueryError
from parseltongue.model.interface import make_symbols
from parseltongue.model.kinds import CALLS, CONSTRUCTOR, TYPE_KINDS
from parseltongue.model.shown import path_of_shown
from parseltongue.query.scip import schema
from parseltongue.query.scip.symbols import descriptors, dotted_name, is_local, package_of
from parseltongue.query.scip.tokens import LINES_AHEAD, SourceLines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from typing import Any

    from parseltongue.isg.layers import Said
    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.query.scip.tokens import Token

    Place = tuple[FileView, int]
    """An entity: its file and ordinal."""
    _Own = tuple[set[int], set[int]]
    """Targets, as numbers of the links of the file, and kinds of mentions."""

_MOST_WRONG = 0.1
_FILE_SUFFIXES = ("/", ":")
"""Of symbols that are defined without a range: the file as a whole."""
_CONSTRUCTORS = frozenset(("__init__", "<constructor>", "constructor", "new"))


class Binding:
    """A layer and how it came about.

    Attributes
    ----------
    tool : str
        Name and version of the indexer.
    files : dict of str to LayerFile
        By path.
    unknown, changed : list of str
        Documents whose file is not in the snapshot, or is not what was indexed.
    occurrences, bound, outside : int
        References in the documents that count; those that lead to an entity; those that lead outside.
    """

    __slots__ = ("bound", "changed", "files", "occurrences", "outside", "tool", "unknown")

    def __init__(self) -> None:
        self.tool = ""
        self.files: dict[str, LayerFile] = {}
        self.unknown: list[str] = []
        self.changed: list[str] = []
        self.occurrences = 0
        self.bound = 0
        self.outside = 0


def read_index(data: bytes) -> Any:
    """The index in the bytes of a file.

    Raises
    ------
    QueryError
        It is none, or has no documents.
    ConfigError
        The protobuf runtime is not installed.
    """
    index = schema.messages()["Index"]()
    try:
        index.ParseFromString(data)
    except Exception as error:  # The runtime's DecodeError, which cannot be named without importing it.
        raise QueryError(f"this is no SCIP index: {error}; make it again with its indexer") from None
    if not index.documents:
        raise QueryError("this SCIP index has no documents; make it again, from the folder of the code")
    for document in index.documents:
        _tell_ranges(document)
    return index


def _tell_ranges(document: Any) -> None:
    """Write the ranges that indexers of 2026 on tell in messages of their own as numbers, as before."""
    for one in document.occurrences:
        if one.range:
            continue
        if one.HasField("single_line_range"):
            told = one.single_line_range
            one.range.extend((told.line, told.start_character, told.end_character))
        elif one.HasField("multi_line_range"):
            told = one.multi_line_range
            one.range.extend((told.start_line, told.start_character, told.end_line, told.end_character))


def bind(
    view: GraphView,
    index: Any,
    source: Callable[[FileView], bytes | None],
    located: Callable[[str], str] = lambda path: path,
) -> Binding:
    """Bind an index to the files of a snapshot. O(occurrences + entities + mentions).

    Parameters
    ----------
    source : callable
        The bytes of a file as they were analysed; None if they are not to be had.
    located : callable
        From a path of the index to one of the workspace.
    """
    binder = _Binder(view, source, located)
    binder.result.tool = f"{index.metadata.tool_info.name} {index.metadata.tool_info.version}".strip()
    documents = [one for one in map(binder.open, index.documents) if one is not None]
    for document in documents:
        document.bind_references()
    return binder.result


class _Binder:
    """What the documents of an index share."""

    def __init__(
        self, view: GraphView, source: Callable[[FileView], bytes | None], located: Callable[[str], str]
    ) -> None:
        self.view = view
        self.result = Binding()
        self.defined: dict[str, list[Place]] = {}
        """Entities by global symbol; several where a name is declared more than once."""
        self.packages: set[str] = set()
        self._source = source
        self._located = located
        self._symbols: dict[bytes, list[str]] = {}

    def open(self, document: Any) -> _Document | None:
        """A document that counts, its definitions bound."""
        path = path_of_shown(self._located(document.relative_path))
        file = self.view.file_at(path)
        records = file.records if file is not None else None
        if file is None or records is None:
            self.result.unknown.append(path)
            return None
        data = self._source(file)
        opened = _Document(self, document, file, records, SourceLines(data)) if data is not None else None
        if opened is None or not opened.bind_definitions():
            self.result.changed.append(path)
            return None
        return opened

    def symbol(self, place: Place) -> str:
        """Our symbol of an entity."""
        file, ordinal = place
        found = self._symbols.get(file.id)
        if found is None:
            interface = file.records.interface if file.records is not None else None
            found = self._symbols[file.id] = (
                make_symbols(interface.kinds, interface.parents, interface.names.all())
                if interface is not None
                else [""]
            )
        return found[ordinal]


class _Document:
    """One document and its file."""

    def __init__(
        self, binder: _Binder, document: Any, file: FileView, records: FileRecords, lines: SourceLines
    ) -> None:
        self._binder = binder
        self._document = document
        self._file = file
        self._records = records
        self._lines = lines
        self._names = records.interface.names.all()
        self._local: dict[str, list[Place]] = {}
        self._defining: set[tuple[int, int]] = set()

    # -- definitions --------------------------------------------------------------------------------------

    def bind_definitions(self) -> bool:
        """Bind the symbols that are defined here; false if the source is not what was indexed."""
        at = self._entities()
        right = wrong = 0
        found: list[tuple[str, int]] = []
        for one in self._occurrences(definitions=True):
            line, token, text = self._named(one)
            name, suffix = (descriptors(one.symbol) or [("", "")])[-1]
            if not text:
                if suffix in _FILE_SUFFIXES:
                    found.append((one.symbol, 0))
                continue
            self._defining.add((line, token.start if token is not None else -1))
            if name.isidentifier() and suffix != ":" and name not in _CONSTRUCTORS:
                right, wrong = right + (name == text), wrong + (name != text)
            for ordinal in at.get((line, text), ()):
                if _fits(self._records.interface.kinds[ordinal], one.symbol):
                    found.append((one.symbol, ordinal))
        if wrong > _MOST_WRONG * (right + wrong):
            return False
        for symbol, ordinal in found:
            self._bound(symbol).append((self._file, ordinal))
        return True

    def _bound(self, symbol: str) -> list[Place]:
        if is_local(symbol):
            return self._local.setdefault(symbol, [])
        self._binder.packages.add(package_of(symbol))
        return self._binder.defined.setdefault(symbol, [])

    def _entities(self) -> dict[tuple[int, str], list[int]]:
        """Ordinals by the line and the name where they are declared."""
        places = self._records.places
        found: dict[tuple[int, str], list[int]] = {}
        for ordinal in range(1, len(self._names)):
            line = places.span(ordinal)[0] + places.name_lines[ordinal]
            found.setdefault((line, bare_name(self._names[ordinal])), []).append(ordinal)
        return found

    # -- references ---------------------------------------------------------------------------------------

    def bind_references(self) -> None:
        """Add what is said of the mentions of this file to the result."""
        result, mentioned = self._binder.result, self._mentioned()
        said: dict[tuple[int, int], Said] = {}
        for (line, _), (token, symbols) in self._references().items():
            result.occurrences += 1
            where = self._mention_line(line, token.name, mentioned)
            if where is not None:
                target = self._target(symbols, token.name, mentioned[where, token.name])
                said[line, token.start] = where, token.name, token.receiver, target
        said |= self._unsaid(said)
        told = [one for one in said.values() if one[3] != NOTHING]
        places = {one[:2] for one in told}
        result.outside += sum(one[3].startswith(external_target("")) for one in told)
        result.bound += sum(not one[3].startswith(external_target("")) for one in told)
        if told:
            entries = [one for one in said.values() if one[:2] in places]
            result.files[self._file.path] = LayerFile(self._file.content, entries)

    def _references(self) -> dict[tuple[int, int], tuple[Token, list[str]]]:
        """By line and character: the name there and all symbols that it refers to."""
        found: dict[tuple[int, int], tuple[Token, list[str]]] = {}
        for one in self._occurrences(definitions=False):
            line, token, _ = self._named(one)
            if token is not None:
                found.setdefault((line, token.start), (token, []))[1].append(one.symbol)
        return found

    def _unsaid(self, said: dict[tuple[int, int], Said]) -> dict[tuple[int, int], Said]:
        """Names beside those that the index knows, in the same lines, of which it says nothing."""
        found: dict[tuple[int, int], Said] = {}
        for (line, _), (where, name, _, _) in said.items():
            for token in self._lines.named(line, name):
                place = line, token.start
                if place not in said and place not in self._defining:
                    found[place] = where, name, token.receiver, NOTHING
        return found

    def _target(self, symbols: list[str], name: str, own: _Own) -> str:
        """What a reference leads to; `NOTHING` if that is neither an entity nor something outside."""
        places = [place for symbol in symbols for place in self._places(symbol)]
        if places:
            file, ordinal = self._meant(places, name, own)
            if "\n" in file.path:
                return NOTHING
            return entity_target(file.path, self._binder.symbol((file, ordinal)))
        if any(is_local(one) or package_of(one) in self._binder.packages for one in symbols):
            return NOTHING
        outside = dotted_name(symbols[0])
        return external_target(outside) if outside and "\n" not in outside else NOTHING

    def _places(self, symbol: str) -> list[Place]:
        return (self._local if is_local(symbol) else self._binder.defined).get(symbol, [])

    def _meant(self, places: list[Place], name: str, own: _Own) -> Place:
        """The entity among several; of a constructor that is called by the name of its type, the type.

        What is declared more than once (overloads, a type and a constant of one name) has several entities.
        Which of them is meant the linker knows best, but that a call of a type and constant is one of the
        type: its members are what the call gives.
        """
        numbers, kinds = own
        types = [one for one in places if _kind(one) in TYPE_KINDS]
        if CALLS in kinds and types and len(types) < len(places):
            return types[0]
        file, ordinal = next((one for one in places if self._number(one) in numbers), places[0])
        records = file.records
        if records is None or not ordinal:
            return file, ordinal
        interface = records.interface
        parent = interface.parents[ordinal]
        is_constructor = interface.kinds[ordinal] == CONSTRUCTOR or interface.names[ordinal] in _CONSTRUCTORS
        if is_constructor and interface.kinds[parent] in TYPE_KINDS and interface.names[ordinal] != name:
            return file, parent
        return file, ordinal

    def _number(self, place: Place) -> int:
        """What stands for an entity among the targets of this file; -1 if nothing does."""
        return self._records.links.number_of(place[0].entity_id(place[1])) or -1

    def _mentioned(self) -> dict[tuple[int, str], _Own]:
        """By line and name of mentions: the targets that the linker found for them, and their kinds."""
        records = self._records
        mentions, targets = records.mentions, records.links.targets
        found: dict[tuple[int, str], _Own] = {}
        for path, count in enumerate(mentions.counts):
            name = written_name(records.paths, path, self._names.__getitem__) if count else ""
            for one in mentions.of_path(path) if count else ():
                numbers, kinds = found.setdefault((mentions.lines[one], name), (set(), set()))
                numbers.add(targets[path])
                kinds.add(mentions.kinds[one])
        return found

    def _mention_line(self, line: int, name: str, mentioned: Container[tuple[int, str]]) -> int | None:
        """The line that the graph has for a name: that of the start of its expression, which may be above."""
        if (line, name) in mentioned:
            return line
        for above in range(line - 1, max(0, line - LINES_AHEAD), -1):
            if (above, name) in mentioned and not self._lines.named(above, name):
                return above
        return None

    # -- places -------------------------------------------------------------------------------------------

    def _occurrences(self, *, definitions: bool) -> Iterator[Any]:
        for one in self._document.occurrences:
            is_definition = bool(one.symbol_roles & schema.DEFINITION)
            if is_definition == definitions and len(one.range) in (3, 4) and one.symbol:
                yield one

    def _named(self, occurrence: Any) -> tuple[int, Token | None, str]:
        """Line, token and text of an occurrence; no token where there is no name."""
        line, start = occurrence.range[0] + 1, occurrence.range[1]
        if len(occurrence.range) == 4 and occurrence.range[2] != occurrence.range[0]:
            return line, None, ""
        if occurrence.range[-1] == start:
            return line, None, ""
        tokens = {token.start: token for token in self._lines.tokens(line)}
        for encoding in _encodings(self._document.position_encoding):
            token = tokens.get(self._lines.character(line, start, encoding))
            if token is not None:
                return line, token, token.name
        return line, None, "?"


def _encodings(told: int) -> tuple[int, ...]:
    """What characters may count: what the document says, else whatever hits a name."""
    every = (schema.UTF32_UNITS, schema.UTF16_UNITS, schema.UTF8_UNITS)
    return (told,) if told in every else every


def _kind(place: Place) -> int:
    records = place[0].records
    return records.interface.kinds[place[1]] if records is not None else 0


def _fits(kind: int, symbol: str) -> bool:
    """Whether an entity of a kind can be what a symbol defines: a type is no parameter of the same name."""
    found = descriptors(symbol)
    if found is None:
        return True
    suffix = found[-1][1]
    if suffix in ("(x)", "[]"):
        return False
    return suffix != "()" or kind not in TYPE_KINDS
