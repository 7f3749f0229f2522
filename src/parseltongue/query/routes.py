"""Routes: how one entity leads to another, over calls or over every relationship.

The search goes out from both ends, hop by hop, always at the end where less has to be looked at, and reads
only the files that it meets: no graph is loaded. `shortest` finds one shortest route, `simple_routes` the k
shortest ones that pass no entity twice (Yen's algorithm over the same search).

Source: J. Y. Yen, Finding the K Shortest Loopless Paths in a Network, 1971.
"""

from __future__ import annotations

from parseltongue.isg.recent import Recent
from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.kinds import CALLS, EXTENDS, IMPLEMENTS, USES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from parseltongue.isg.view import FileView, GraphView

    Route = tuple[bytes, ...]
    Forward = dict[bytes, list[bytes]]
    """Source to targets, and the other way round."""

FOLLOWED = frozenset((CALLS, USES, EXTENDS, IMPLEMENTS))
"""Every relationship but imports: that a file imports something makes nothing in it depend on it."""

_KEPT = 400_000
"""Relationships that are kept, those of the files met lately."""


class Neighbours:
    """What entities lead to, and what leads to them, over relationships of some kinds.

    Each file that is met is read once, as long as there is room.
    """

    def __init__(self, view: GraphView, kinds: frozenset[int]) -> None:
        self._view = view
        self._kinds = kinds
        self._tables = Recent(_KEPT)

    def after(self, identity: bytes) -> list[bytes]:
        """Entities that one leads to, as they are mentioned in its file."""
        table = self._table(identity[:PATH_ID_SIZE])
        return table[0].get(identity, []) if table is not None else []

    def before(self, identity: bytes) -> list[bytes]:
        """Entities that lead to one."""
        found: list[bytes] = []
        own = identity[:PATH_ID_SIZE]
        for file_id in (own, *self._view.incoming(identity)):
            table = self._table(file_id)
            if table is not None:
                found += table[1].get(identity, ())
        return found

    def _table(self, file_id: bytes) -> tuple[Forward, Forward] | None:
        known: tuple[Forward, Forward] | None = self._tables.get(file_id)
        if known is None:
            file = self._view.file(file_id)
            if file is None or file.records is None:
                return None
            known = self._read(file)
            self._tables.keep(file_id, known, sum(map(len, known[0].values())) + 10)
        return known

    def _read(self, file: FileView) -> tuple[Forward, Forward]:
        """All relationships of a file between entities, in both directions. O(mentions)."""
        records = file.records
        after: Forward = {}
        before: Forward = {}
        if records is None:
            return after, before
        mentions, links, kinds = records.mentions, records.links, self._kinds
        pairs: dict[tuple[int, int], None] = {}
        for path, number in enumerate(links.targets):
            if number and mentions.counts[path]:
                for one in mentions.of_path(path):
                    if mentions.kinds[one] in kinds:
                        pairs[mentions.sources[one], number] = None
        ids = {source: file.entity_id(source) for source in {source for source, _ in pairs}}
        for source, number in pairs:
            target = links.target(number)
            if isinstance(target, bytes) and target != ids[source]:
                after.setdefault(ids[source], []).append(target)
                before.setdefault(target, []).append(ids[source])
        return after, before


def shortest(
    neighbours: Neighbours,
    starts: Iterable[bytes],
    ends: Iterable[bytes],
    *,
    without: frozenset[bytes] = frozenset(),
    banned: frozenset[tuple[bytes, ...]] = frozenset(),
    longest: int | None = None,
) -> Route | None:
    """A shortest route from one of some entities to one of others; None if there is none.

    Parameters
    ----------
    without : frozenset of bytes
        Entities that it must not pass.
    banned : frozenset of (bytes, bytes)
        Steps that it must not take.
    longest : int, optional
        Steps that it may have at most.
    """
    to_start: dict[bytes, bytes | None] = {one: None for one in starts if one not in without}
    to_end: dict[bytes, bytes | None] = {one: None for one in ends if one not in without}
    for one in to_start:
        if one in to_end:
            return (one,)
    left, right = list(to_start), list(to_end)
    steps = 0
    while left and right and (longest is None or steps < longest):
        steps += 1
        if len(left) <= len(right):
            left, met = _grown(left, to_start, to_end, neighbours.after, without, banned, forward=True)
        else:
            right, met = _grown(right, to_end, to_start, neighbours.before, without, banned, forward=False)
        if met is not None:
            return (*reversed(_chain(met, to_start)), *_chain(met, to_end)[1:])
    return None


def _grown(
    frontier: list[bytes],
    known: dict[bytes, bytes | None],
    others: dict[bytes, bytes | None],
    step: Callable[[bytes], list[bytes]],
    without: frozenset[bytes],
    banned: frozenset[tuple[bytes, ...]],
    *,
    forward: bool,
) -> tuple[list[bytes], bytes | None]:
    """The next frontier on one side, and an entity that the other side has reached, if there is one."""
    reached = []
    for one in frontier:
        for next_one in step(one):
            edge = (one, next_one) if forward else (next_one, one)
            if next_one in known or next_one in without or edge in banned:
                continue
            known[next_one] = one
            if next_one in others:
                return [], next_one
            reached.append(next_one)
    return reached, None


def _chain(last: bytes, known: dict[bytes, bytes | None]) -> list[bytes]:
    """From an entity back to where one side began."""
    chain = [last]
    while (before := known[chain[-1]]) is not None:
        chain.append(before)
    return chain


def simple_routes(
    neighbours: Neighbours, starts: list[bytes], ends: list[bytes], *, longest: int | None = None
) -> Iterator[Route]:
    """Routes that pass no entity twice, the shortest first."""
    first = shortest(neighbours, starts, ends, longest=longest)
    if first is None:
        return
    found = [first]
    candidates: set[tuple[int, Route]] = set()
    yield first
    while True:
        candidates |= set(_deviations(neighbours, found, starts, ends, longest))
        candidates = {one for one in candidates if one[1] not in found}
        if not candidates:
            return
        best = min(candidates)
        candidates.remove(best)
        found.append(best[1])
        yield best[1]


def _deviations(
    neighbours: Neighbours, found: list[Route], starts: list[bytes], ends: list[bytes], longest: int | None
) -> Iterator[tuple[int, Route]]:
    """Routes that leave the last one found at each of its entities, and at its start."""
    last = found[-1]
    others = [one for one in starts if all(one != route[0] for route in found)]
    if others:
        away = shortest(neighbours, others, ends, longest=longest)
        if away is not None:
            yield len(away), away
    for at in range(len(last) - 1):
        root = last[: at + 1]
        banned = frozenset(route[at : at + 2] for route in found if route[: at + 1] == root)
        room = None if longest is None else longest - at
        passed = frozenset(root[:-1])
        rest = shortest(neighbours, [last[at]], ends, without=passed, banned=banned, longest=room)
        if rest is not None:
            yield len(root) + len(rest) - 1, (*root[:-1], *rest)
