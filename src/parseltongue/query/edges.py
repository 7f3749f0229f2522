"""Relationships out of and into entities, from the records of the files that mention them.

A relationship is exported and counted once per kind, source and target, whatever the number of mentions;
`Edge` is such a relationship with all its lines. The source of an import is the file, wherever in it the
statement stands.
"""

from __future__ import annotations

from parseltongue.model.kinds import CALLS, EXACT, EXTENDS, FILE, IMPLEMENTS, IMPORTS, INFERRED, USES
from parseltongue.model.links import NO_OUTCOME
from parseltongue.model.stored import positions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from parseltongue.isg.view import FileView
    from parseltongue.model.stored import StoredLinks, StoredReferences

MENTIONED = frozenset((IMPORTS, CALLS, USES, EXTENDS, IMPLEMENTS))
"""Relationship kinds that come from mentions."""


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
    references, links = file.references, file.links
    if references is None or links is None:
        return []
    if ordinal == FILE and IMPORTS in kinds:
        mentions = sorted({*positions(references.sources, 0), *positions(references.kinds, IMPORTS)})
    else:
        mentions = positions(references.sources, ordinal)
    return _grouped(references, links, ((references.path_of(one), one) for one in mentions), ordinal, kinds)


def all_edges(file: FileView) -> list[Edge]:
    """All relationships that start in a file and come from mentions, by source, then by line."""
    references, links = file.references, file.links
    if references is None or links is None:
        return []
    every = (
        (path, mention)
        for path, count in enumerate(references.counts)
        if count
        for mention in references.mentions_of(path)
    )
    return sorted(_grouped(references, links, every, None, MENTIONED), key=lambda edge: edge.source)


def _grouped(
    references: StoredReferences,
    links: StoredLinks,
    mentions: Iterable[tuple[int, int]],
    wanted: int | None,
    kinds: Collection[int],
) -> list[Edge]:
    found: dict[tuple[int, int, int], Edge] = {}
    mention_kinds, sources, lines = references.kinds, references.sources, references.lines
    provenances, targets = links.provenances, links.targets
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
        edge.lines.append(lines[mention])
    return sorted(found.values(), key=_place)


def edges_to(file: FileView, target: bytes, kinds: Collection[int]) -> list[Edge]:
    """Resolved and external relationships from a file to one target, by line. O(mentions of the target)."""
    links = file.links
    number = links.number_of(target) if links is not None else 0
    references = file.references if number else None
    if links is None or references is None:
        return []
    mentions = (
        (path, mention)
        for path in positions(links.targets, number)
        for mention in references.mentions_of(path)
    )
    return _grouped(references, links, mentions, None, kinds)


def _place(edge: Edge) -> tuple[int, int, int, int]:
    return min(edge.lines), edge.source, edge.kind, edge.target


def is_resolved(edge: Edge) -> bool:
    """Whether the target is one entity of the workspace."""
    return edge.provenance in (EXACT, INFERRED)
