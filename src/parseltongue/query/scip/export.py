"""The graph as a SCIP index: metadata first, then a document for each file, then external symbols.

Every piece is a whole `Index` message; put one behind another they are one index, so that memory does not
grow with the tree. Equal snapshots and sources give equal bytes.

The graph keeps lines; characters are looked up in the sources (`tokens`), as long as these are what was
analysed. Where they are not, or a name is not found, a range is empty and stands at the start of its line.
Mentions that lead to nothing known have no symbol, so SCIP cannot carry them.
"""

from __future__ import annotations

from parseltongue.isg import layers
from parseltongue.isg.rows import FACTS_FLAGS_SHIFT
from parseltongue.model.facts import GENERATED as GENERATED_FILE
from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.interface import TEST as TEST_ENTITY
from parseltongue.model.kinds import (
    ENTITY_KINDS,
    EXTENDS,
    IMPL,
    IMPLEMENTS,
    IMPORTS,
    INFERRED,
)
from parseltongue.query.ancestry import Ancestry, subject
from parseltongue.query.edges import edges_from
from parseltongue.query.scip import schema
from parseltongue.query.scip.assignment import (
    CODES,
    GUESSED,
    KNOWN,
    UNSURE,
    Told,
    assign,
    is_mixed,
    keeps,
    read_back,
    summary,
)
from parseltongue.query.scip.mentions import Places, mentions_by_place
from parseltongue.query.scip.symbols import SCHEME, entity_symbols, external_symbol, file_symbol
from parseltongue.query.scip.tokens import SourceLines
from parseltongue.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.query.scip.mentions import Mention, Place
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
    exporter = _Exporter(view, source, chosen)
    write(exporter.metadata(root))
    for file in view.files():
        if exporter.is_document(file):
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

    def __init__(self, view: GraphView, source: Source, chosen: Callable[[FileView], bool]) -> None:
        self.report = ScipReport()
        self._view = view
        self._source = source
        self._chosen = chosen
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
        return self._entity(file, ordinal) if file is not None and ordinal is not None else ""

    def is_document(self, file: FileView) -> bool:
        """Whether the index has a document for a file."""
        return bool(file.digests) and self._chosen(file)

    def _entity(self, file: FileView, ordinal: int) -> str:
        """The symbol of an entity; what no document defines is told of as outside."""
        symbol = self.symbols(file)[ordinal]
        if not self.is_document(file):
            name = file.records.interface.names[ordinal] if file.records is not None else ""
            self._externals[symbol] = name or file.shown.rpartition("/")[2]
        return symbol

    def overrides(self, file: FileView) -> dict[int, str]:
        """What members of a file override."""
        found = self._ancestry.overrides_in(file)
        return {member: self._entity(above, ordinal) for member, above, ordinal, _ in found}


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
        self._known: dict[bytes | str | None, str] = {}
        """Symbols by target."""
        self._written: set[tuple[tuple[int, ...], str, int]] = set()
        """References; mentions that have no name of their own in a line are one if they lead to one thing."""
        self._places = Places(lines, mentions_by_place(records))
        self._roles = schema.TEST if file.is_test else 0
        if file.flags & GENERATED_FILE << FACTS_FLAGS_SHIFT:
            self._roles |= schema.GENERATED

    def fill(self) -> None:
        symbols = self._exporter.symbols(self._file)
        relationships = self._relationships(symbols)
        for ordinal, symbol in enumerate(symbols):
            self._definition(ordinal, symbol)
            self._information(ordinal, symbol, relationships.get(ordinal, {}))
        for place, mentions in sorted(self._places.mentions.items()):
            self._references(place, mentions)
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
            taken = self._places.defining
            token = next((one for one in found if (line, one.start) not in taken), None)
            taken |= {(line, token.start)} if token is not None else set()
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

    def _references(self, place: Place, mentions: list[Mention]) -> None:
        """Write the mentions of a place that lead somewhere, each at a name."""
        told = [self._told(one) for one in mentions]
        if not any(one.symbol for one in told):
            return
        tokens = self._places.tokens(place) if place[1] else []
        if not tokens:
            for symbol, roles, code in sorted({(one.symbol, one.roles, one.code) for one in told}):
                self._refer([place[0] - 1, 0, 0], symbol, roles, code)
            return
        assigned = assign(told, tokens)
        unsure = is_mixed(told) and not self._is_read_so(place, told, tokens, assigned)
        for (line, token), those in zip(tokens, assigned, strict=True):
            for symbol, (roles, code) in sorted(summary(those).items()):
                self._refer(self._range(line, token), symbol, roles, code or (UNSURE if unsure else ""))

    def _told(self, mention: Mention) -> Told:
        target, provenance = mention.target, mention.provenance
        if provenance not in KNOWN:
            return Told(mention, "", self._roles, "")
        symbol = self._known.get(target)
        if symbol is None:
            symbol = self._known[target] = self._exporter.symbol_of(target)
        roles = self._roles | (schema.IMPORT if mention.kind == IMPORTS else schema.READ)
        return Told(mention, symbol, roles, GUESSED if provenance == INFERRED else "")

    def _is_read_so(
        self, place: Place, told: list[Told], tokens: list[tuple[int, Token]], assigned: list[list[Told]]
    ) -> bool:
        """Whether reading what is written gives every mention what it has: a line may leave that open."""
        targets = {
            (line, token.start): (token, read_back(those))
            for (line, token), those in zip(tokens, assigned, strict=True)
            if any(one.symbol for one in those)
        }
        said = [(receiver, target) for _, _, receiver, target in self._places.said(place, targets)]
        meant = layers.assigned(said, {one.mention.receiver for one in told})
        return all(keeps(one, meant.get(one.mention.receiver, layers.NOTHING)) for one in told)

    def _refer(self, place: list[int], symbol: str, roles: int, code: str) -> None:
        written = (tuple(place), symbol, roles)
        if not symbol or written in self._written:
            return
        self._written.add(written)
        occurrence = self._add(place, symbol, roles)
        if code:
            occurrence.diagnostics.add(severity=schema.HINT, code=code, message=CODES[code], source=SCHEME)

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
