"""From the SCIP index of another tool to a layer: its symbols become entities of ours, its occurrences names.

A document counts if the file is what the indexer saw. An index holds no digests, so the names at its
definitions are compared with the source: where more than `_MOST_WRONG` of them are not there, the file has
changed; where a few are not, what is said between the nearest that are is passed over. Symbols are bound by
their definitions, by line and name, so that nothing depends on how an indexer writes them, but for our own,
which say what they are; what is defined nowhere in the index, and does not belong to one of its own packages,
stands outside the workspace.
"""

from __future__ import annotations

from bisect import bisect_left

from parseltongue.isg.layers import NOTHING, LayerFile, entity_target, external_target
from parseltongue.isg.written import bare_name
from parseltongue.model.errors import QueryError
from parseltongue.model.interface import make_symbols
from parseltongue.model.kinds import CALLS, CONSTRUCTOR, IMPL, TYPE_KINDS
from parseltongue.model.shown import path_of_shown
from parseltongue.query.scip import schema
from parseltongue.query.scip.assignment import CODES
from parseltongue.query.scip.mentions import Places, mentions_by_place
from parseltongue.query.scip.symbols import (
    SCHEME,
    descriptors,
    dotted_name,
    entity_symbols,
    is_local,
    is_ours,
    package_of,
    path_in,
)
from parseltongue.query.scip.tokens import SourceLines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from parseltongue.isg.layers import Said
    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.query.scip.mentions import Mention, Place
    from parseltongue.query.scip.tokens import Token

    EntityAt = tuple[FileView, int]
    """An entity: its file and ordinal."""

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
    unknown, changed, partly : list of str
        Documents whose file is not in the snapshot, is not what was indexed, or is so in parts.
    occurrences, bound, outside : int
        References in the documents that count; those that lead to an entity; those that lead outside.
    """

    __slots__ = ("bound", "changed", "files", "occurrences", "outside", "partly", "tool", "unknown")

    def __init__(self) -> None:
        self.tool = ""
        self.files: dict[str, LayerFile] = {}
        self.unknown: list[str] = []
        self.changed: list[str] = []
        self.partly: list[str] = []
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
    documents = [one for one in map(binder.open, _whole(index.documents)) if one is not None]
    for document in documents:
        document.bind_references()
    return binder.result


def _whole(documents: Iterable[Any]) -> list[Any]:
    """The documents, with those of one file as one: indexes that were put together have several."""
    found: dict[tuple[str, int], Any] = {}
    for one in documents:
        first = found.setdefault((one.relative_path, one.position_encoding), one)
        if first is not one:
            first.occurrences.extend(one.occurrences)
    return list(found.values())


class _Binder:
    """What the documents of an index share."""

    def __init__(
        self, view: GraphView, source: Callable[[FileView], bytes | None], located: Callable[[str], str]
    ) -> None:
        self.view = view
        self.result = Binding()
        self.defined: dict[str, list[EntityAt]] = {}
        """Entities by global symbol; several where a name is declared more than once."""
        self.packages: set[str] = set()
        self._source = source
        self._located = located
        self._symbols: dict[bytes, list[str]] = {}
        self._named: dict[str, dict[str, int]] = {}
        """Ordinals by symbol of ours, by path."""

    def open(self, document: Any) -> _Document | None:
        """A document that counts, its definitions bound."""
        path, file = self.file_of(document.relative_path)
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

    def file_of(self, told: str) -> tuple[str, FileView | None]:
        """Path and file that a path of the index is of: as it stands there, or as we write odd names."""
        path = self._located(told)
        file = self.view.file_at(path)
        if file is not None:
            return path, file
        path = path_of_shown(path)
        return path, self.view.file_at(path)

    def entities_of(self, symbol: str) -> list[EntityAt]:
        """The entities of a global symbol; one of ours says itself which it is."""
        found = self.defined.get(symbol)
        if found is None:
            found = self.defined[symbol] = self._ours(symbol) if is_ours(symbol) else []
        return found

    def _ours(self, symbol: str) -> list[EntityAt]:
        told = path_in(symbol)
        path, file = self.file_of(told)
        if file is None or file.records is None or path in self.result.changed:
            return []
        found = self._named.get(told)
        if found is None:
            interface = file.records.interface
            symbols = entity_symbols(told, interface.kinds, interface.parents, interface.names.all())
            found = self._named[told] = {one: ordinal for ordinal, one in enumerate(symbols)}
        ordinal = found.get(symbol)
        return [(file, ordinal)] if ordinal is not None else []

    def symbol(self, entity: EntityAt) -> str:
        """Our symbol of an entity."""
        file, ordinal = entity
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
        self._local: dict[str, list[EntityAt]] = {}
        self._checked: list[tuple[int, bool]] = []
        """Lines of definitions, ascending, and whether their names stand there."""
        self._places = Places(lines, mentions_by_place(records))

    # -- definitions --------------------------------------------------------------------------------------

    def bind_definitions(self) -> bool:
        """Bind the symbols that are defined here; false if the source is not what was indexed."""
        at = self._entities()
        found: list[tuple[str, int]] = []
        for one in self._occurrences(definitions=True):
            line, token, text = self._named(one)
            name, suffix = (descriptors(one.symbol) or [("", "")])[-1]
            if not text:
                if suffix in _FILE_SUFFIXES:
                    found.append((one.symbol, 0))
                continue
            declared = at.get((line, text), ())
            if token is not None and not (declared and all(self._kind(one) == IMPL for one in declared)):
                self._places.defining.add((line, token.start))
            if name.isidentifier() and suffix != ":" and name not in _CONSTRUCTORS:
                self._checked.append((line, name == text))
            for ordinal in declared:
                if _fits(self._kind(ordinal), one.symbol):
                    found.append((one.symbol, ordinal))
        self._checked.sort()
        wrong = sum(not right for _, right in self._checked)
        if wrong > _MOST_WRONG * len(self._checked):
            return False
        if wrong:
            self._binder.result.partly.append(self._file.path)
        for symbol, ordinal in found:
            if is_ours(symbol):
                continue
            self._bound(symbol).append((self._file, ordinal))
        return True

    def _kind(self, ordinal: int) -> int:
        return self._records.interface.kinds[ordinal]

    def _bound(self, symbol: str) -> list[EntityAt]:
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

    def _is_as_indexed(self, line: int) -> bool:
        """Whether the definitions next to a line stand where the index has them."""
        below = bisect_left(self._checked, (line, False))
        behind = bisect_left(self._checked, (line + 1, False))
        return all(right for _, right in self._checked[max(0, below - 1) : behind + 1])

    # -- references ---------------------------------------------------------------------------------------

    def bind_references(self) -> None:
        """Add what is said of the mentions of this file to the result."""
        result = self._binder.result
        said: list[Said] = []
        for place, targets in self._targets().items():
            if any(target != NOTHING for _, target in targets.values()):
                said += self._places.said(place, targets)
        told = [target for *_, target in said if target != NOTHING]
        outside = sum(target.startswith(external_target("")) for target in told)
        result.outside += outside
        result.bound += len(told) - outside
        if told:
            result.files[self._file.path] = LayerFile(self._file.content, said)

    def _targets(self) -> dict[Place, dict[tuple[int, int], tuple[Token, str]]]:
        """By place, and by line and character of the names that stand for it: what is meant."""
        found: dict[Place, dict[tuple[int, int], tuple[Token, str]]] = {}
        for (line, start), (token, symbols) in self._references().items():
            self._binder.result.occurrences += 1
            where = self._places.line_of(line, token.name)
            if where is not None:
                place = where, token.name
                target = self._target(symbols, token.name, self._places.mentions[place])
                found.setdefault(place, {})[line, start] = token, target
        return found

    def _references(self) -> dict[tuple[int, int], tuple[Token, list[str]]]:
        """By line and character: the name and all symbols that it refers to; none if that is a guess."""
        found: dict[tuple[int, int], tuple[Token, list[str]]] = {}
        guessed: set[tuple[int, int]] = set()
        for one in self._occurrences(definitions=False):
            line, token, _ = self._named(one)
            if token is not None and self._is_as_indexed(line):
                at = line, token.start
                found.setdefault(at, (token, []))[1].append(one.symbol)
                guessed |= {at} if _is_hinted(one) else set()
        return {at: (token, [] if at in guessed else symbols) for at, (token, symbols) in found.items()}

    def _target(self, symbols: list[str], name: str, mentions: list[Mention]) -> str:
        """What a reference leads to; `NOTHING` if that is neither an entity nor something outside.

        Several symbols of ours at one name are of several mentions, such as of a type and its constructor:
        which is which is known here as well as where the index was made.
        """
        if len(set(symbols)) > 1 and all(one.startswith(SCHEME) for one in symbols):
            return NOTHING
        entities = [entity for symbol in symbols for entity in self._entities_of(symbol)]
        if entities:
            file, ordinal = self._meant(entities, name, mentions)
            if "\n" in file.path:
                return NOTHING
            return entity_target(file.path, self._binder.symbol((file, ordinal)))
        if not symbols or any(self._is_inside(one) for one in symbols):
            return NOTHING
        outside = dotted_name(symbols[0])
        return external_target(outside) if outside and "\n" not in outside else NOTHING

    def _is_inside(self, symbol: str) -> bool:
        return is_local(symbol) or is_ours(symbol) or package_of(symbol) in self._binder.packages

    def _entities_of(self, symbol: str) -> list[EntityAt]:
        if is_local(symbol):
            return self._local.get(symbol, [])
        return self._binder.entities_of(symbol)

    def _meant(self, entities: list[EntityAt], name: str, mentions: list[Mention]) -> EntityAt:
        """The entity among several; of a constructor that is called by the name of its type, the type.

        What is declared more than once (overloads, a type and a constant of one name) has several entities.
        Which of them is meant the linker knows best, but that a call of a type and constant is one of the
        type: its members are what the call gives.
        """
        types = [one for one in entities if _kind(one) in TYPE_KINDS]
        if types and len(types) < len(entities) and any(one.kind == CALLS for one in mentions):
            return types[0]
        known = {one.target for one in mentions}
        found = next((one for one in entities if one[0].entity_id(one[1]) in known), None)
        if found is not None:
            return found
        file, ordinal = entities[0]
        records = file.records
        if records is None or not ordinal:
            return file, ordinal
        interface = records.interface
        parent = interface.parents[ordinal]
        is_constructor = interface.kinds[ordinal] == CONSTRUCTOR or interface.names[ordinal] in _CONSTRUCTORS
        if is_constructor and interface.kinds[parent] in TYPE_KINDS and interface.names[ordinal] != name:
            return file, parent
        return file, ordinal

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
        found = [
            token
            for encoding in _encodings(self._document.position_encoding)
            if (token := tokens.get(self._lines.character(line, start, encoding))) is not None
        ]
        if len(found) > 1:
            name = (descriptors(occurrence.symbol) or [("", "")])[-1][0]
            found.sort(key=lambda token: token.name != name)
        return (line, found[0], found[0].name) if found else (line, None, "?")


def _is_hinted(occurrence: Any) -> bool:
    """Whether an index of ours says that it guesses."""
    return any(one.source == SCHEME and one.code in CODES for one in occurrence.diagnostics)


def _encodings(told: int) -> tuple[int, ...]:
    """What characters may count: what the document says, else whatever hits a name."""
    every = (schema.UTF32_UNITS, schema.UTF16_UNITS, schema.UTF8_UNITS)
    return (told,) if told in every else every


def _kind(entity: EntityAt) -> int:
    records = entity[0].records
    return records.interface.kinds[entity[1]] if records is not None else 0


def _fits(kind: int, symbol: str) -> bool:
    """Whether an entity of a kind can be what a symbol defines: a type is no parameter of the same name."""
    found = descriptors(symbol)
    if found is None:
        return True
    suffix = found[-1][1]
    if suffix in ("(x)", "[]"):
        return False
    return suffix != "()" or kind not in TYPE_KINDS
