"""What may be affected by a change: the entities that lead to one, hop by hop."""

from __future__ import annotations

from itertools import count

from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.kinds import FILE
from parseltongue.query.edges import Edge, edges_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.resolve import Match


class Reached:
    """An entity that a change may affect.

    Attributes
    ----------
    hop : int
        From 1.
    file : FileView
    ordinal : int
    edge : Edge
        The relationship that led here first.
    via : bytes
        Id of the entity at its other end.
    """

    __slots__ = ("edge", "file", "hop", "ordinal", "via")

    def __init__(self, hop: int, file: FileView, edge: Edge, via: bytes) -> None:
        self.hop = hop
        self.file = file
        self.ordinal = edge.source
        self.edge = edge
        self.via = via


def blast(
    view: GraphView, starts: Sequence[Match], depth: int | None, kinds: frozenset[int]
) -> Iterator[Reached]:
    """Entities with a relationship of one of `kinds` to one of `starts`, then those that have one to them.

    Breadth first; each entity once, at its shortest distance. A file that is reached stands for the code at
    its top level; it is followed further only if the question is about files, since importing a file does
    not make one depend on all that is in it. Within a hop, tests come last, then by path and line of what
    led there. Lazy: O(relationships looked at).
    """
    seen = {start.id for start in starts}
    whole_files = all(start.ordinal == FILE for start in starts)
    frontier = sorted(seen)
    for hop in count(1) if depth is None else range(1, depth + 1):
        if not frontier:
            return
        reached: list[bytes] = []
        for target in frontier:
            for file, edge in incoming_edges(view, target, kinds):
                identity = file.entity_id(edge.source)
                if identity in seen:
                    continue
                seen.add(identity)
                if edge.source != FILE or whole_files:
                    reached.append(identity)
                yield Reached(hop, file, edge, target)
        frontier = reached


def incoming_edges(view: GraphView, target: bytes, kinds: frozenset[int]) -> Iterator[tuple[FileView, Edge]]:
    """Relationships that lead to an entity: files that are no tests first, by path, then by line."""
    for file in sources(view, target):
        for edge in edges_to(file, target, kinds):
            yield file, edge


def sources(view: GraphView, target: bytes, among: Collection[bytes] | None = None) -> list[FileView]:
    """The files that may have relationships to an entity, ranked, its own included; or those `among` some."""
    own = target[:PATH_ID_SIZE]
    ids = view.incoming(target)
    if view.file(own) is not None:
        ids.append(own)
    return view.known(ids if among is None else [one for one in ids if one in among])
