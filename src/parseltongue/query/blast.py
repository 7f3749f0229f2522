"""What may be affected by a change: the entities that lead to one, hop by hop."""

from __future__ import annotations

from itertools import count

from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.kinds import CALLS, FILE
from parseltongue.query.edges import CALLED, Edge, edges_to

MOST_EXAMINED = 200
"""Entities, the nearest first, that `Spread.possible` goes on from."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.indirect import Indirect
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
        Id of the entity at its other end: what was asked about, what was reached, or a type of which making
        an object runs that.
    """

    __slots__ = ("edge", "file", "hop", "ordinal", "via")

    def __init__(self, hop: int, file: FileView, edge: Edge, via: bytes) -> None:
        self.hop = hop
        self.file = file
        self.ordinal = edge.source
        self.edge = edge
        self.via = via


def blast(
    view: GraphView,
    starts: Sequence[Match],
    depth: int | None,
    kinds: frozenset[int],
    indirect: Indirect | None = None,
) -> Iterator[Reached]:
    """What certainly leads to entities, see `Spread.certain`."""
    return Spread(view, starts, depth, kinds, indirect).certain()


class Spread:
    """Goes from entities to those with a relationship of one of `kinds` to one, then to what leads to these.

    Breadth first; each entity once, at its shortest distance. A file that is reached stands for the code at
    its top level; it is followed further only if the question is about files, since importing a file does
    not make one depend on all that is in it. Within a hop, tests come last, then by path and line of what
    led there. With `indirect`, and calls among the kinds, making an object counts as a call of its
    constructor. Lazy: O(relationships looked at).
    """

    def __init__(
        self,
        view: GraphView,
        starts: Sequence[Match],
        depth: int | None,
        kinds: frozenset[int],
        indirect: Indirect | None = None,
    ) -> None:
        self._view = view
        self._depth = depth
        self._kinds = kinds
        self._indirect = indirect
        self._examined = 0
        self._whole_files = all(start.ordinal == FILE for start in starts)
        self._seen = {start.id for start in starts}
        self._levels = [sorted(self._seen)]
        """What was reached with certainty and is followed further, by hop."""

    def certain(self) -> Iterator[Reached]:
        """What relationships lead to the entities. To be exhausted before `possible` is asked."""
        for hop in self._hops():
            if not self._levels[-1]:
                return
            self._levels.append([])
            for target in self._levels[-2]:
                edges = leading_edges(self._view, target, self._kinds, self._indirect)
                yield from self._step(hop, edges, self._levels[-1])

    def possible(self) -> Iterator[Reached]:
        """What else leads there if a call runs what may take the place of the member that it names.

        From `MOST_EXAMINED` entities at most: in a large hierarchy nearly everything may run the rest.
        """
        frontier: list[bytes] = []
        for hop in self._hops():
            if hop > len(self._levels) and not frontier:
                return
            reached: list[bytes] = []
            for target in self._levels[hop - 1] if hop <= len(self._levels) else ():
                yield from self._step(hop, self._possible_edges(target), reached)
            for target in frontier:
                if self._examined >= MOST_EXAMINED:
                    return
                edges = leading_edges(self._view, target, self._kinds, self._indirect)
                yield from self._step(hop, edges, reached)
                yield from self._step(hop, self._possible_edges(target), reached)
            frontier = reached

    def _hops(self) -> Iterable[int]:
        return count(1) if self._depth is None else range(1, self._depth + 1)

    def _step(
        self, hop: int, edges: Iterable[tuple[FileView, Edge, bytes]], reached: list[bytes]
    ) -> Iterator[Reached]:
        for file, edge, via in edges:
            identity = file.entity_id(edge.source)
            if identity in self._seen:
                continue
            self._seen.add(identity)
            if edge.source != FILE or self._whole_files:
                reached.append(identity)
            yield Reached(hop, file, edge, via)

    def _possible_edges(self, target: bytes) -> Iterator[tuple[FileView, Edge, bytes]]:
        self._examined += 1
        if self._indirect is None or self._examined > MOST_EXAMINED:
            return
        for named in self._indirect.possible(target):
            for file, edge in incoming_edges(self._view, named, CALLED):
                yield file, edge, named


def leading_edges(
    view: GraphView, target: bytes, kinds: frozenset[int], indirect: Indirect | None
) -> Iterator[tuple[FileView, Edge, bytes]]:
    """Relationships that lead to an entity, then, to a constructor, calls of the types that it makes."""
    for file, edge in incoming_edges(view, target, kinds):
        yield file, edge, target
    if indirect is not None and CALLS in kinds:
        for made in indirect.makers(target):
            for file, edge in incoming_edges(view, made, CALLED):
                yield file, edge, made


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
