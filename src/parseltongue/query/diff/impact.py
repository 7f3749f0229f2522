"""Whom a difference concerns: those who use what changed, and the tests that reach it.

What a body does can change without a trace in the graph, which keeps no literals and no operators. Where the
bytes of a file differ, an entity counts as touched if its signature, its length or its mentions differ; if
nothing of the sort is to be seen in the file, all that is in it counts.
"""

from __future__ import annotations

from parseltongue.model.kinds import OWNER_KINDS, RELATIONSHIP_KINDS
from parseltongue.query.blast import leading_edges
from parseltongue.query.covering import reaching_tests
from parseltongue.query.diff.entities import Place
from parseltongue.query.edges import MENTIONED
from parseltongue.query.indirect import Indirect
from parseltongue.query.resolve import Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.isg.view import FileView
    from parseltongue.query.diff.edges import Side
    from parseltongue.query.diff.entities import EntityChanges
    from parseltongue.query.diff.files import FilePair
    from parseltongue.query.records import Record


class Affected:
    """A place that uses something which is not what it was.

    Attributes
    ----------
    user : Place
        Where it is used: in the new snapshot if `is_new`, else in the old one.
    used : Place
        What it uses, in the same snapshot.
    """

    __slots__ = ("is_new", "kind", "line", "used", "user")

    def __init__(self, user: Place, used: Place, kind: int, line: int, *, is_new: bool) -> None:
        self.user = user
        self.used = used
        self.kind = kind
        self.line = line
        self.is_new = is_new

    def record(self, side: Side) -> Record:
        """The entity that uses it, with `relationship`, `line`, `uses` and `uses_name`."""
        return {
            **self.user.record(),
            "line": self.line,
            "relationship": RELATIONSHIP_KINDS[self.kind],
            "uses": self.used.id.hex(),
            "uses_name": side.name(self.used.id),
        }


def affected_users(old: Side, new: Side, entities: EntityChanges, edited: set[str]) -> list[Affected]:
    """Who uses an entity whose signature, kind or visibility changed, that moved, or that is gone.

    Of what is gone or moved, those who used it count if their file stands where it stood and is not part of
    the difference: the others were seen by whoever made it.

    Parameters
    ----------
    edited : set of str
        Paths of the files whose bytes differ.
    """
    found = []
    for change in entities.changed:
        found += _users(new, change.new, is_new=True)
    for place in (*entities.removed, *(change.old for change in entities.moved)):
        for one in _users(old, place, is_new=False) if place.ordinal else ():
            if one.user.file.path not in edited:
                found.append(one)
    unique = {(one.user.id, one.used.id, one.kind): one for one in found}
    return sorted(unique.values(), key=lambda one: (one.user.file.rank(), one.line, one.used.rank()))


def _users(side: Side, place: Place, *, is_new: bool) -> list[Affected]:
    indirect = Indirect(side.view, side.ancestry)
    return [
        Affected(Place(file, edge.source), place, edge.kind, min(edge.lines), is_new=is_new)
        for file, edge, _ in leading_edges(side.view, place.id, MENTIONED, indirect)
        if (file.id, edge.source) != (place.file.id, place.ordinal)
    ]


class CoveringTest:
    """A test that reaches a difference, and in how many hops; 0 if it is part of it."""

    __slots__ = ("hop", "place")

    def __init__(self, place: Place, hop: int) -> None:
        self.place = place
        self.hop = hop

    def record(self) -> Record:
        return {**self.place.record(), "hop": self.hop}


def covering_tests(
    old: Side, new: Side, touched_before: list[Place], touched: list[Place], depth: int | None = None
) -> list[CoveringTest]:
    """The tests of the new snapshot that reach what is touched, the nearest first.

    Parameters
    ----------
    touched_before, touched : list of Place
        In the old and in the new snapshot.
    """
    hops: dict[bytes, tuple[int, Place]] = {}
    for side, places in ((new, touched), (old, touched_before)):
        for one in reaching_tests(
            side.view, side.ancestry, [Match(place.file, place.ordinal) for place in places], depth
        ):
            identity = one.file.entity_id(one.ordinal)
            here = new.ancestry.place(identity)
            if here is not None and (identity not in hops or one.hop < hops[identity][0]):
                hops[identity] = (one.hop, Place(*here))
    found = [CoveringTest(place, hop) for hop, place in hops.values()]
    return sorted(found, key=lambda one: (one.hop, one.place.rank()))


def touched_places(pairs: Iterable[FilePair], entities: EntityChanges) -> tuple[list[Place], list[Place]]:
    """What a difference touches, in the old and in the new snapshot."""
    before = [place for place in entities.removed if place.ordinal]
    after = [place for place in entities.added if place.ordinal]
    for change in (*entities.changed, *(one for one in entities.moved if not one.along)):
        if change.old.ordinal:
            before.append(change.old)
            after.append(change.new)
    seen = {place.id for place in after} | {place.id for place in before}
    for pair in pairs:
        if pair.old is not None and pair.new is not None and pair.edited:
            after += _touched_in(pair.old, pair.new, seen)
    return before, after


def _touched_in(old: FileView, new: FileView, seen: set[bytes]) -> list[Place]:
    """Entities that both versions of a file have and whose inside is not the same."""
    was, now = _insides(old), _insides(new)
    found = [place for symbol, (place, inside) in now.items() if symbol in was and was[symbol][1] != inside]
    visible = found or any(place.id in seen for place, _ in (*was.values(), *now.values()))
    if not visible:
        found = [place for place, _ in now.values()]
    return [place for place in found if place.id not in seen]


def _insides(file: FileView) -> dict[bytes, tuple[Place, object]]:
    """By symbol: each entity with its length and its mentions by line within it.

    What is inside of a type touches the type only if nothing nearer is there to touch, so the length of one
    that owns others is left out.
    """
    records = file.records
    if records is None:
        return {}
    inside: dict[int, list[tuple[int, int, str]]] = {}
    mentions, places, kinds = records.mentions, records.places, records.interface.kinds
    texts = {
        path: records.paths.written(path, records.interface)
        for path, count in enumerate(mentions.counts)
        if count
    }
    starts = [start for start, _ in places.spans()]
    for path, text in texts.items():
        for one in mentions.of_path(path):
            source = mentions.sources[one]
            # A file and a type are long: lines that shift in them say nothing.
            line = mentions.lines[one] - starts[source] if kinds[source] not in OWNER_KINDS and source else 0
            inside.setdefault(source, []).append((line, mentions.kinds[one], text))
    found: dict[bytes, tuple[Place, object]] = {}
    for ordinal, (start, end) in enumerate(places.spans()):
        size = end - start if ordinal and kinds[ordinal] not in OWNER_KINDS else 0
        place = Place(file, ordinal)
        found[place.symbol] = (place, (size, places.docs.get(ordinal), sorted(inside.get(ordinal, ()))))
    return found
