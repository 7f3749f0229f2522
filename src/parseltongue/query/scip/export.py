"""The graph as a SCIP index: metadata first, then a document for each file, then external symbols.

Every piece is a whole `Index` message; put one behind another they are one index, so that memory does not
grow with the tree. Equal snapshots and sources give equal bytes.

The graph keeps lines; characters are looked up in the sources (`tokens`), as long as these are what was
analysed. Where they are not, or a name is not found, a range is empty and stands at the start of its line.
Mentions that lead to nothing known have no symbol, so SCIP cannot carry them.
"""

from __future__ import annotations

from parseltongue.isg.rows import FACTS_FLAGS_SHIFT
from parseltongue.isg.written import written_name, written_receiver
from parseltongue.model.facts import GENERATED as GENERATED_FILE
from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.interface import TEST as TEST_ENTITY
from parseltongue.model.kinds import ENTITY_KINDS, EXTENDS, IMPL, IMPLEMENTS, IMPORTS
from parseltongue.model.links import NO_OUTCOME
from parseltongue.query.ancestry import Ancestry, subject
from parseltongue.query.edges import edges_from
from parseltongue.query.scip import schema
from parseltongue.query.scip.symbols import entity_symbols, external_symbol, file_symbol
from parseltongue.query.scip.tokens import SourceLines
from parseltongue.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.query.scip.tokens import Token

    Source = Callable[[FileView], bytes | None]
    """The bytes of a file as they were analysed; None if they are not to be had."""

_FOR = " for "
_SYMBOLS_KEPT = 400
"""Files whose symbols are remembered."""


def export_scip(
    view: GraphView,
    write: Callable[[bytes], object],
    *,
    source: Source,
    root: str,
    chosen: Callable[[FileView], bool] = lambda file: True,
) -> ScipReport:
    """Write the index.

    Parameters
    ----------
    source : callable
        Gives the bytes of a file.
    root : str
        URI of the workspace.
    chosen : callable
        Whether a file becomes a document.

    Raises
    ------
    ConfigError
        The protobuf runtime is not installed.
    CorruptionError
        A record is damaged; what has been written so far is then of no use.
    """
    exporter = _Exporter(view, source)
    write(exporter.metadata(root))
    for file in view.files():
        if file.digests and chosen(file):
            write(exporter.document(file))
    write(exporter.externals())
    return exporter.report


class ScipReport:
    """What an export could tell.

    Attributes
    ----------
    documents, occurrences : int
    changed : list of str
        Files whose contents are not what was analysed: their occurrences have lines only.
    """

    __slots__ = ("changed", "documents", "occurrences")

    def __init__(self) -> None:
        self.documents = 0
        self.occurrences = 0
        self.changed: list[str] = []


class _Exporter:
    """Makes the pieces of an index, and remembers what they mention."""

    def __init__(self, view: GraphView, source: Source) -> None:
        self.report = ScipReport()
        self._view = view
        self._source = source
        self._messages = schema.messages()
        self._ancestry = Ancestry(view)
        self._symbols: dict[bytes, list[str]] = {}
        self._externals: dict[str, str] = {}

    def metadata(self, root: str) -> bytes:
        index = self._messages["Index"]()
        index.metadata.tool_info.name = "parseltongue"
        index.metadata.tool_info.version = __version__
        index.metadata.project_root = root
        index.metadata.text_document_encoding = schema.UTF8_TEXT
        return _encoded(index)

    def document(self, file: FileView) -> bytes:
        """One file. O(entities + mentions)."""
        index = self._messages["Index"]()
        document = index.documents.add()
        document.relative_path = file.shown
        document.language = schema.LANGUAGES.get(file.language, file.language)
        document.position_encoding = schema.UTF8_UNITS
        data = self._source(file)
        if data is None:
            self.report.changed.append(file.shown)
        records = file.records
        if records is not None:
            _Document(self, document, file, records, SourceLines(data or b"")).fill()
        self.report.documents += 1
        self.report.occurrences += len(document.occurrences)
        return _encoded(index)

    def externals(self) -> bytes:
        """What is mentioned and stands outside the workspace."""
        index = self._messages["Index"]()
        for symbol, name in sorted(self._externals.items()):
            index.external_symbols.add(symbol=symbol, display_name=name)
        return _encoded(index)

    def symbols(self, file: FileView) -> list[str]:
        """The symbols of the entities of a file, by ordinal."""
        found = self._symbols.get(file.id)
        if found is None:
            if len(self._symbols) >= _SYMBOLS_KEPT:
                del self._symbols[next(iter(self._symbols))]
            found = self._symbols[file.id] = self._made(file)
        return found

    def _made(self, file: FileView) -> list[str]:
        if file.records is None:
            return [file_symbol(file.shown)]
        interface = file.records.interface
        return entity_symbols(file.shown, interface.kinds, interface.parents, interface.names.all())

    def symbol_of(self, target: bytes | str | None) -> str:
        """The symbol of a target of the links; empty if there is none."""
        if isinstance(target, str):
            symbol = external_symbol(target)
            self._externals[symbol] = target
            return symbol
        if target is None:
            return ""
        file = self._view.file(target[:PATH_ID_SIZE])
        ordinal = file.ordinal_of(target[PATH_ID_SIZE:]) if file is not None else None
        return self.symbols(file)[ordinal] if file is not None and ordinal is not None else ""

    def overrides(self, file: FileView) -> dict[int, str]:
        """What members of a file override."""
        found = self._ancestry.overrides_in(file)
        return {member: self.symbols(above)[ordinal] for member, above, ordinal, _ in found}


class _Document:
    """Fills the document of one file."""

    def __init__(
        self, exporter: _Exporter, document: Any, file: FileView, records: FileRecords, lines: SourceLines
    ) -> None:
        self._exporter = exporter
        self._document = document
        self._file = file
        self._records = records
        self._lines = lines
        self._names = records.interface.names.all()
        self._taken: set[tuple[int, int]] = set()
        self._roles = schema.TEST if file.is_test else 0
        if file.flags & GENERATED_FILE << FACTS_FLAGS_SHIFT:
            self._roles |= schema.GENERATED

    def fill(self) -> None:
        symbols = self._exporter.symbols(self._file)
        relationships = self._relationships(symbols)
        for ordinal, symbol in enumerate(symbols):
            self._definition(ordinal, symbol)
            self._information(ordinal, symbol, relationships.get(ordinal, {}))
        for (line, name), mentions in sorted(self._mentions().items()):
            self._references(line, name, mentions)
        self._document.occurrences.sort(key=lambda one: (tuple(one.range), one.symbol, one.symbol_roles))

    # -- definitions --------------------------------------------------------------------------------------

    def _definition(self, ordinal: int, symbol: str) -> None:
        interface, places = self._records.interface, self._records.places
        start, end = places.span(ordinal)
        roles = schema.DEFINITION | self._roles
        if interface.flags[ordinal] & TEST_ENTITY:
            roles |= schema.TEST
        if not ordinal:
            self._add([0, 0, 0], symbol, roles)
            return
        line = start + places.name_lines[ordinal]
        found = self._lines.named(line, self._names[ordinal])
        if interface.kinds[ordinal] == IMPL:
            # What it is named after is mentioned there as well, in Rust behind the name of the trait.
            behind = self._lines.line(line).find(_FOR)
            token = next((one for one in found if one.start > behind), next(iter(found), None))
        else:
            token = next((one for one in found if (line, one.start) not in self._taken), None)
            self._taken |= {(line, token.start)} if token is not None else set()
        self._add(self._range(line, token), symbol, roles).enclosing_range.extend(self._enclosing(start, end))

    def _enclosing(self, start: int, end: int) -> list[int]:
        """From the first character of the first line that is no space to the end of the last line."""
        first, last = self._lines.line(start), self._lines.line(end)
        indent = len(first) - len(first.lstrip())
        stop = self._lines.units(end, len(last))
        return [start - 1, indent, stop] if start == end else [start - 1, indent, end - 1, stop]

    def _information(self, ordinal: int, symbol: str, relationships: dict[str, bool]) -> None:
        places = self._records.places
        told = self._document.symbols.add(symbol=symbol)
        kind = ENTITY_KINDS[self._records.interface.kinds[ordinal]]
        told.kind = schema.KINDS[kind]
        told.display_name = self._names[ordinal] or self._file.shown.rpartition("/")[2]
        doc, signature = places.docs.get(ordinal), places.signatures.get(ordinal)
        if doc:
            told.documentation.append(doc)
        if signature:
            told.signature_documentation.language = self._document.language
            told.signature_documentation.text = signature
        for other, is_reference in sorted(relationships.items()):
            told.relationships.add(symbol=other, is_implementation=True, is_reference=is_reference)

    def _relationships(self, symbols: list[str]) -> dict[int, dict[str, bool]]:
        """By entity, what it implements; true where a reference to that is one to the entity too."""
        found: dict[int, dict[str, bool]] = {}
        records, exporter = self._records, self._exporter
        for ordinal in sorted({*records.interface.owners()}):
            for edge in edges_from(self._file, ordinal, (EXTENDS, IMPLEMENTS)):
                other = exporter.symbol_of(records.links.target(edge.target) if edge.target > 0 else None)
                subject_of = self._implementor(ordinal)
                if other and subject_of is not None and other != symbols[subject_of]:
                    found.setdefault(subject_of, {})[other] = False
        for member, other in exporter.overrides(self._file).items():
            found.setdefault(member, {})[other] = True
        return found

    def _implementor(self, ordinal: int) -> int | None:
        """The entity of this file that implements what an impl block, or a type, names."""
        if self._records.interface.kinds[ordinal] != IMPL:
            return ordinal
        found = subject(self._records, ordinal)
        if found is None or found[:PATH_ID_SIZE] != self._file.id:
            return ordinal
        return self._file.ordinal_of(found[PATH_ID_SIZE:])

    # -- references ---------------------------------------------------------------------------------------

    def _mentions(self) -> dict[tuple[int, str], list[tuple[str, str, int]]]:
        """By line and name: receiver, symbol, roles of what is mentioned there."""
        records = self._records
        mentions, links = records.mentions, records.links
        found: dict[tuple[int, str], list[tuple[str, str, int]]] = {}
        for path, count in enumerate(mentions.counts):
            if not count or links.provenances[path] == NO_OUTCOME:
                continue
            symbol = self._exporter.symbol_of(links.target(links.targets[path]))
            if not symbol:
                continue
            name = written_name(records.paths, path, self._names.__getitem__)
            receiver = written_receiver(records.paths, path, self._names.__getitem__)
            for mention in mentions.of_path(path):
                roles = schema.IMPORT if mentions.kinds[mention] == IMPORTS else schema.READ
                place = mentions.lines[mention], name
                found.setdefault(place, []).append((receiver, symbol, roles | self._roles))
        return found

    def _references(self, line: int, name: str, mentions: list[tuple[str, str, int]]) -> None:
        """Give each mention of a name in a line its token, and each token a mention."""
        free = [one for one in self._lines.named(line, name) if (line, one.start) not in self._taken]
        if not free:
            below = self._lines.below(line, name) if name else None
            where, token = below if below is not None else (line, None)
            for _, symbol, roles in sorted(set(mentions)):
                self._add(self._range(where, token), symbol, roles)
            return
        told: set[tuple[str, str, int]] = set()
        if len({one[1:] for one in mentions}) == 1:
            for token in free:
                self._add(self._range(line, token), *mentions[0][1:])
            return
        for place, token in enumerate(free):
            same = [one for one in mentions if one[0] == token.receiver]
            rest = [one for one in mentions if one not in told]
            chosen = (same or rest or mentions)[0 if same or rest else min(place, len(mentions) - 1)]
            told.add(chosen)
            self._add(self._range(line, token), chosen[1], chosen[2])
        for _, symbol, roles in sorted({one for one in mentions if one not in told}):
            if symbol not in {one[1] for one in told}:
                self._add(self._range(line, free[-1]), symbol, roles)

    # -- occurrences --------------------------------------------------------------------------------------

    def _range(self, line: int, token: Token | None) -> list[int]:
        if token is None:
            return [line - 1, 0, 0]
        return [line - 1, self._lines.units(line, token.start), self._lines.units(line, token.end)]

    def _add(self, place: list[int], symbol: str, roles: int) -> Any:
        return self._document.occurrences.add(range=place, symbol=symbol, symbol_roles=roles)


def _encoded(index: Any) -> bytes:
    data: bytes = index.SerializeToString(deterministic=True)
    return data
