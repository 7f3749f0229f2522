"""Relationships out of and into entities, from the records of the files that mention them.

A relationship is exported and counted once per kind, source and target, whatever the number of mentions;
`Edge` is such a relationship with all its lines. The source of an import is the file, wherever in it the
statement stands.
"""

from __future__ import annotations

from parseltongue.model.kinds import CALLS, EXTENDS, FILE, IMPLEMENTS, IMPORTS, USES
from parseltongue.model.links import NO_OUTCOME
from parseltongue.model.stored_columns import positions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.model.stored import StoredMentions

CALLED = frozenset((CALLS,))
MENTIONED = frozenset((IMPORTS, CALLS, USES, EXTENDS, IMPLEMENTS))
"""Relationship kinds that come from mentions."""

MAX_CANDIDATES = 20
"""Candidates of an ambiguous relationship that are told."""


class Edge:
    """One relationship of a file.

    Attributes
    ----------
    source : int
        Ordinal.
    kind : int
    target : int
        A value of `StoredLinks.targets`, or minus the path that is not resolved.
    path : int
        One of the paths that were mentioned.
    provenance : int
        The surest of its mentions.
    lines : list of int
        Of its mentions, in the order of the record.
    """

    __slots__ = ("kind", "lines", "path", "provenance", "source", "target")

    def __init__(self, source: int, kind: int, target: int, path: int, provenance: int) -> None:
        self.source = source
        self.kind = kind
        self.target = target
        self.path = path
        self.provenance = provenance
        self.lines: list[int] = []

    def all_lines(self) -> list[int]:
        """Distinct lines, ascending."""
        return self.lines if len(self.lines) == 1 else sorted(set(self.lines))


def edges_from(file: FileView, ordinal: int, kinds: Collection[int] = MENTIONED) -> list[Edge]:
    """Relationships that start at one entity, by line. O(mentions of the file), most of it in C."""
    records = file.records
    if records is None:
        return []
    mentions = records.mentions
    path_of = mentions.path_of
    return _grouped(records, ((path_of(one), one) for one in _standing_in(mentions, ordinal)), ordinal, kinds)


def count_from(file: FileView, ordinal: int) -> dict[int, int]:
    """Number of relationships that start at an entity, by kind."""
    records = file.records
    if records is None:
        return {}
    mentions, links = records.mentions, records.links
    found = set()
    for one in _standing_in(mentions, ordinal):
        path, kind = mentions.path_of(one), mentions.kinds[one]
        if (kind != IMPORTS or ordinal == FILE) and links.provenances[path] != NO_OUTCOME:
            found.add((links.targets[path] or -path, kind))
    return _by_kind(found)


def _standing_in(mentions: StoredMentions, ordinal: int) -> list[int]:
    """Indexes of the mentions in an entity; of the file also those of all imports."""
    own = positions(mentions.sources, ordinal)
    return own if ordinal != FILE else sorted({*own, *positions(mentions.kinds, IMPORTS)})


def all_edges(file: FileView) -> list[Edge]:
    """All relationships that start in a file and come from mentions, by source, then by line."""
    records = file.records
    if records is None:
        return []
    mentions = records.mentions
    every = (
        (path, mention)
        for path, count in enumerate(mentions.counts)
        if count
        for mention in mentions.of_path(path)
    )
    return sorted(_grouped(records, every, None, MENTIONED), key=lambda edge: edge.source)


def _grouped(
    records: FileRecords,
    mentions: Iterable[tuple[int, int]],
    wanted: int | None,
    kinds: Collection[int],
) -> list[Edge]:
    found: dict[tuple[int, int, int], Edge] = {}
    mention_kinds, sources, line = records.mentions.kinds, records.mentions.sources, records.mentions.line
    provenances, targets = records.links.provenances, records.links.targets
    for path, mention in mentions:
        provenance, kind = provenances[path], mention_kinds[mention]
        if provenance == NO_OUTCOME or kind not in kinds:
            continue
        source = 0 if kind == IMPORTS else sources[mention]
        if wanted is not None and source != wanted:
            continue
        target = targets[path] or -path
        edge = found.get((kind, source, target))
        if edge is None:
            edge = found[kind, source, target] = Edge(source, kind, target, path, provenance)
        elif provenance < edge.provenance:
            edge.provenance = provenance
        edge.lines.append(line(mention))
    return sorted(found.values(), key=_place)


def edges_to(file: FileView, target: bytes, kinds: Collection[int]) -> list[Edge]:
    """Resolved and external relationships from a file to one target, by line. O(mentions of the target)."""
    records = file.records
    number = records.links.number_of(target) if records is not None else 0
    if records is None or not number:
        return []
    of_path = records.mentions.of_path
    paths = positions(records.links.targets, number)
    return _grouped(records, ((path, mention) for path in paths for mention in of_path(path)), None, kinds)


def count_to(file: FileView, target: bytes) -> dict[int, int]:
    """Number of relationships from a file to one target, by kind."""
    records = file.records
    number = records.links.number_of(target) if records is not None else 0
    if records is None or not number:
        return {}
    mentions = records.mentions
    found = set()
    for path in positions(records.links.targets, number):
        for one in mentions.of_path(path):
            kind = mentions.kinds[one]
            found.add((0 if kind == IMPORTS else mentions.sources[one], kind))
    return _by_kind(found)


def _by_kind(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for _, kind in pairs:
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def candidates(view: GraphView, name: str) -> list[bytes]:
    """Ids of the members of a name of all types, ascending, the first of them. O(`MAX_CANDIDATES`)."""
    return view.members_named(name, MAX_CANDIDATES)


def _place(edge: Edge) -> tuple[int, int, int, int]:
    return min(edge.lines), edge.source, edge.kind, edge.target
