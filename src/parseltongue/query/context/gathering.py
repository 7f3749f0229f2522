"""What belongs to the context of an entity, and what each piece is worth.

A piece is worth the weight of its section, divided by its place in it: so the best of every section come
before the tenth of the best section. Within a section exact relationships come first, then those with most
mentions, then what is nearest in the tree of folders.
"""

from __future__ import annotations

from itertools import islice

from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CALLS,
    ENTITY_KINDS,
    EXTENDS,
    FILE,
    IMPLEMENTS,
    PROVENANCES,
    RELATIONSHIP_KINDS,
    TYPE_KINDS,
    USES,
)  # fmt: skip
from parseltongue.query.ancestry import is_member
from parseltongue.query.blast import leading_edges
from parseltongue.query.context.excerpts import around
from parseltongue.query.covering import reaching_tests
from parseltongue.query.edges import MENTIONED, edges_from
from parseltongue.query.indirect import Indirect
from parseltongue.query.navigation import inside
from parseltongue.query.records import entity_record
from parseltongue.query.resolve import Match, entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.context.excerpts import Lines, Sources
    from parseltongue.query.edges import Edge
    from parseltongue.query.records import Record

SECTIONS = ("source", "owner", "overrides", "callers", "used", "types", "tests")
"""In the order of the text."""

WEIGHTS = {"owner": 8.0, "overrides": 5.0, "callers": 6.0, "used": 5.0, "types": 4.0, "tests": 4.0}

_CALLABLES = frozenset(map(ENTITY_KINDS.__getitem__, CALLABLE_KINDS))

LEADING = frozenset((CALLS, USES, EXTENDS, IMPLEMENTS))
LOOKED_AT = 300
"""Relationships that lead to the entity that are looked at; and entities when tests are looked for."""

HOPS = 3
"""How far away a test may be."""

SITES = 3
"""Call sites of one caller that are shown, each with `CONTEXT` lines before and behind it."""

CONTEXT = 2


class Piece:
    """Something that may go into the context.

    Attributes
    ----------
    section : str
        One of `SECTIONS`.
    record : Record
        Of the entity.
    lines : Lines
        Source; where there is none, the signature in the record stands for it.
    relation : str
        How it is related: a kind of relationship, or ``hop 2`` of a test.
    provenance : str
    value : float
        What it is worth.
    doc : str
        First line of its documentation, where no source is shown.
    is_outline : bool
        Of the entity itself: the lines are the outline of a type that is too long.
    whole : callable or None
        Gives all lines of a callable, of which there is only a part here: for where there is room.
    """

    __slots__ = (
        "doc", "is_outline", "lines", "provenance", "record", "relation", "section", "value", "whole",
    )  # fmt: skip

    def __init__(
        self, section: str, record: Record, lines: Lines, relation: str = "", provenance: str = "exact"
    ) -> None:
        self.section = section
        self.record = record
        self.lines = lines
        self.relation = relation
        self.provenance = provenance
        self.value = 0.0
        self.doc = ""
        self.is_outline = False
        self.whole: Callable[[], Lines] | None = None


class Gathered:
    """All pieces, those of the source first; the outline of a type, and whether everything was looked at."""

    __slots__ = ("complete", "outline", "pieces", "source")

    def __init__(self, source: Piece, outline: Lines) -> None:
        self.source = source
        self.outline = outline
        self.pieces: list[Piece] = []
        self.complete = True

    def add(self, pieces: list[Piece]) -> None:
        """The pieces of one section, the best first."""
        for place, piece in enumerate(pieces, 1):
            piece.value = WEIGHTS[piece.section] / place
        self.pieces += pieces


class Gatherer:
    """Looks for pieces in one snapshot."""

    def __init__(self, view: GraphView, ancestry: Ancestry, sources: Sources) -> None:
        self._view = view
        self._ancestry = ancestry
        self._sources = sources

    def gather(self, file: FileView, ordinal: int) -> Gathered:
        """Everything about an entity of the workspace. O(its mentions + `LOOKED_AT`)."""
        found = Gathered(self._source(file, ordinal), self._own_outline(file, ordinal))
        found.add(self._owner(file, ordinal))
        found.add(self._overrides(file, ordinal))
        callers, complete = self._callers(file, ordinal)
        found.add([piece for piece in callers if not piece.record["is_test"]])
        used = self._used(file, ordinal)
        found.add([piece for piece in used if piece.section == "used"])
        found.add([piece for piece in used if piece.section == "types"])
        direct = [piece for piece in callers if piece.record["is_test"]]
        found.add(_as_tests(direct) + self._far_tests(file, ordinal, direct))
        found.complete = complete
        return found

    # -- the entity -----------------------------------------------------------------------------------------

    def _source(self, file: FileView, ordinal: int) -> Piece:
        record = entity_record(file, ordinal)
        wanted = range(record["start_line"], record["end_line"] + 1)
        return Piece("source", record, self._sources.lines(file, wanted))

    def _own_outline(self, file: FileView, ordinal: int) -> Lines:
        """Of a type the lines that declare it and its members; else none."""
        kinds = file.records.interface.kinds if file.records is not None else b"\0"
        if kinds[ordinal] not in TYPE_KINDS:
            return []
        return self._outline(file, ordinal, "source", "").lines

    def _owner(self, file: FileView, ordinal: int) -> list[Piece]:
        """The type that it is a member of: the lines of its head, and of its fields."""
        records = file.records
        parent = records.interface.parents[ordinal] if records is not None else FILE
        if (
            records is None
            or not ordinal
            or parent == FILE
            or records.interface.kinds[parent] not in TYPE_KINDS
        ):
            return []
        return [self._outline(file, parent, "owner", "")]

    def _outline(self, file: FileView, ordinal: int, section: str, relation: str) -> Piece:
        """A type by the lines that declare it and its members, not by their bodies."""
        records = file.records
        record = entity_record(file, ordinal)
        heads = [record["line"]]
        if records is not None:
            for child in records.interface.children(ordinal):
                heads.append(records.places.span(child)[0] + records.places.name_lines[child])
        return Piece(section, record, self._sources.lines(file, sorted(set(heads))), relation)

    def _overrides(self, file: FileView, ordinal: int) -> list[Piece]:
        """What it overrides: whoever changes a signature has to look there."""
        records = file.records
        if records is None or not is_member(records.interface, ordinal):
            return []
        above = self._ancestry.overridden(file, ordinal)
        if above is None:
            return []
        piece = self._signature(above[0], above[1], "overrides", "overrides")
        piece.provenance = PROVENANCES[above[2]]
        return [piece]

    def _signature(self, file: FileView, ordinal: int, section: str, relation: str) -> Piece:
        record = entity_record(file, ordinal)
        # A field has no signature; its line says as much.
        lines = [] if record["signature"] else self._sources.lines(file, [record["line"]])
        piece = Piece(section, record, lines, relation)
        self._sources.files.add(file.path)
        piece.whole = self._whole(file, record)
        piece.doc = file.records.places.docs.get(ordinal) if file.records is not None else ""
        return piece

    def _whole(self, file: FileView, record: Record) -> Callable[[], Lines] | None:
        if record["kind"] not in _CALLABLES:
            return None
        return lambda: self._sources.lines(file, range(record["start_line"], record["end_line"] + 1))

    # -- what leads to it -----------------------------------------------------------------------------------

    def _callers(self, file: FileView, ordinal: int) -> tuple[list[Piece], bool]:
        """Its callers with their call sites, the best first, and whether those are all."""
        indirect = Indirect(self._view, self._ancestry)
        edges = leading_edges(self._view, file.entity_id(ordinal), LEADING, indirect)
        read = list(islice(edges, LOOKED_AT))
        found = [
            (_rank(edge, other, file), other, edge)
            for other, edge, _ in read
            if other.id != file.id or not _is_within(file, edge.source, ordinal)
        ]
        found.sort(key=lambda one: one[0])
        return [self._sites(other, edge) for _, other, edge in found], next(edges, None) is None

    def _sites(self, file: FileView, edge: Edge) -> Piece:
        record = entity_record(file, edge.source)
        sites = edge.all_lines()
        first, last = (record["start_line"], record["end_line"]) if edge.source else (1, record["end_line"])
        lines = self._sources.lines(file, around(sites[:SITES], CONTEXT, first, last))
        record = {**record, "line": sites[0], "lines": sites}
        piece = Piece("callers", record, lines, RELATIONSHIP_KINDS[edge.kind], PROVENANCES[edge.provenance])
        piece.whole = self._whole(file, record)
        return piece

    def _far_tests(self, file: FileView, ordinal: int, direct: list[Piece]) -> list[Piece]:
        """The other tests that `tests_for` tells, the nearest first."""
        known = {piece.record["id"] for piece in direct}
        return [
            self._signature(test.file, test.ordinal, "tests", str(test))
            for test in reaching_tests(
                self._view, self._ancestry, inside(Match(file, ordinal)), HOPS, LOOKED_AT
            )
            if test.hop and test.file.entity_id(test.ordinal).hex() not in known
        ]

    # -- what it leads to -----------------------------------------------------------------------------------

    def _used(self, file: FileView, ordinal: int) -> list[Piece]:
        """Signatures of what it uses and outlines of types, the best first."""
        found: dict[bytes, tuple[tuple[int, int, int], Edge]] = {}
        for edge in self._outgoing(file, ordinal):
            target = file.records.links.target(edge.target) if file.records is not None else None
            if edge.target > 0 and isinstance(target, bytes):
                rank = edge.provenance, -len(edge.lines), min(edge.lines)
                if target not in found or rank < found[target][0]:
                    found[target] = rank, edge
        pieces = []
        for target, (_, edge) in sorted(found.items(), key=lambda one: one[1][0]):
            match = entity_at(self._view, target)
            if match is None or match.file is None or not match.ordinal:
                continue
            if match.file.id != file.id or not _is_within(file, match.ordinal, ordinal):
                pieces.append(self._target(match.file, match.ordinal, edge))
        return pieces

    def _outgoing(self, file: FileView, ordinal: int) -> Iterator[Edge]:
        """Relationships of it and of all that stands in it."""
        inside = [ordinal]
        for one in inside:
            inside += file.records.interface.children(one) if file.records is not None and ordinal else []
            yield from edges_from(file, one, MENTIONED)

    def _target(self, file: FileView, ordinal: int, edge: Edge) -> Piece:
        kinds = file.records.interface.kinds if file.records is not None else b""
        if kinds and kinds[ordinal] in TYPE_KINDS:
            piece = self._outline(file, ordinal, "types", RELATIONSHIP_KINDS[edge.kind])
        else:
            piece = self._signature(file, ordinal, "used", RELATIONSHIP_KINDS[edge.kind])
        piece.provenance = PROVENANCES[edge.provenance]
        return piece


def _rank(edge: Edge, file: FileView, near: FileView) -> tuple[bool, int, bool, int, str, int]:
    """Sort key of a caller."""
    distance = _distance(file.path, near.path)
    return (
        file.is_test,
        edge.provenance,
        edge.source == FILE,
        distance - len(edge.lines),
        file.path,
        edge.source,
    )


def _distance(one: str, other: str) -> int:
    """Folders between two files."""
    here, there = one.split("/")[:-1], other.split("/")[:-1]
    shared = 0
    for left, right in zip(here, there, strict=False):
        if left != right:
            break
        shared += 1
    return len(here) + len(there) - 2 * shared


def _is_within(file: FileView, ordinal: int, around: int) -> bool:
    """Whether an entity is another one of its file, or stands in it."""
    parents = file.records.interface.parents if file.records is not None else b"\0"
    while ordinal != around and ordinal:
        ordinal = parents[ordinal]
    return ordinal == around


def _as_tests(pieces: list[Piece]) -> list[Piece]:
    for piece in pieces:
        piece.section = "tests"
    return pieces
