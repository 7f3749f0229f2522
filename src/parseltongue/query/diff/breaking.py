"""Changes of public interfaces that stop code which uses them.

Public is what is visible with all that it stands in, is no test, and does not stand in a callable. What is
told follows from names, signatures and bases alone; whether something behaves otherwise nobody can see here.
"""

from __future__ import annotations

from parseltongue.model.interface import SHADOWED, TEST, VISIBILITY_MASK
from parseltongue.model.kinds import CALLABLE_KINDS, FILE, IMPL, PUBLIC, TYPE_KINDS
from parseltongue.query.ancestry import INHERITS
from parseltongue.query.diff.entities import Place
from parseltongue.query.diff.signatures import read_signature, stopping_changes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.query.diff.edges import Relationship, RelationshipChanges, Side
    from parseltongue.query.diff.entities import Change, EntityChanges
    from parseltongue.query.records import Record

RULES = ("removed", "moved", "renamed", "visibility", "kind", "signature", "bases")


class Breaking:
    """One breaking change.

    Attributes
    ----------
    rule : str
        One of `RULES`.
    old : Place
    new : Place or None
        None if it was removed.
    message : str
        What is different, without the name of the entity.
    """

    __slots__ = ("message", "new", "old", "rule")

    def __init__(self, rule: str, old: Place, new: Place | None, message: str) -> None:
        self.rule = rule
        self.old = old
        self.new = new
        self.message = message

    def record(self) -> Record:
        return {
            "rule": self.rule,
            "message": self.message,
            "old": self.old.record(),
            "new": self.new.record() if self.new is not None else None,
        }


def breaking_changes(
    old: Side, new: Side, entities: EntityChanges, relationships: RelationshipChanges
) -> list[Breaking]:
    """All of them, by path and place of what was."""
    found = [*_removed(entities), *_moved(old, new, entities)]
    for change in (*entities.changed, *entities.moved):
        if is_public(change.old):
            found += _changed(change)
    found += _bases(old, new, entities, relationships)
    return sorted(found, key=lambda one: (one.old.rank(), RULES.index(one.rule)))


def is_public(place: Place) -> bool:
    """Whether others are meant to use an entity."""
    if place.file.is_test or not place.ordinal:
        return False
    interface = place.records.interface
    ordinal = place.ordinal
    while ordinal:
        kind, flags = interface.kinds[ordinal], interface.flags[ordinal]
        hidden = flags & VISIBILITY_MASK != PUBLIC and kind != IMPL
        if hidden or flags & (SHADOWED | TEST) or (ordinal != place.ordinal and kind in CALLABLE_KINDS):
            return False
        ordinal = interface.parents[ordinal]
    return place.kind != IMPL


def _removed(entities: EntityChanges) -> Iterator[Breaking]:
    gone = {place.id for place in entities.removed}
    for place in entities.removed:
        parent = place.parent
        outermost = parent is None or parent.kind == FILE or parent.id not in gone
        if outermost and is_public(place) and not _is_replaced(place, entities):
            yield Breaking("removed", place, None, "was removed")


def _is_replaced(place: Place, entities: EntityChanges) -> bool:
    """Whether it was one of several of a name, such as overloads, of which another has its signature."""
    others = _namesakes(place, entities)
    return any(one.signature == place.signature for one in others)


def _namesakes(place: Place, entities: EntityChanges) -> list[Place]:
    """Added entities of the same name in the same scope."""
    parent = place.parent
    return [
        one
        for one in entities.added
        if one.file.id == place.file.id
        and one.name == place.name
        and (above := one.parent) is not None
        and parent is not None
        and above.symbol == parent.symbol
    ]


def _moved(old: Side, new: Side, entities: EntityChanges) -> Iterator[Breaking]:
    for change in entities.moved:
        if change.along or not is_public(change.old):
            continue
        before, after = old.name(change.old.id), new.name(change.new.id)
        if before != after:
            rule = "renamed" if change.renamed else "moved"
            yield Breaking(rule, change.old, change.new, f"is {after} now")
    for change in entities.moved:
        if not change.old.ordinal and not change.old.file.is_test:
            before, after = old.name(change.old.id), new.name(change.new.id)
            if before != after and _has_public(change.old):
                yield Breaking("moved", change.old, change.new, f"is {after} now, with all that is in it")


def _has_public(place: Place) -> bool:
    records = place.file.records
    count = len(records.interface.kinds) if records is not None else 0
    return any(is_public(Place(place.file, ordinal)) for ordinal in range(1, count))


def _changed(change: Change) -> Iterator[Breaking]:
    old, new = change.old, change.new
    before, after = old.compared(), new.compared()
    if (new.flags & VISIBILITY_MASK) > (old.flags & VISIBILITY_MASK):
        yield Breaking("visibility", old, new, f"is {after['visibility']} now")
    if old.kind != new.kind:
        yield Breaking("kind", old, new, f"is a {after['kind']} now, was a {before['kind']}")
    elif old.kind in CALLABLE_KINDS and old.signature != new.signature and not _has_twin(old, new):
        for message in _signature_changes(old, new):
            yield Breaking("signature", old, new, message)


def _has_twin(old: Place, new: Place) -> bool:
    """Whether another of that name, an overload, has the former signature."""
    parent = new.records.interface.parents[new.ordinal]
    return any(
        Place(new.file, one).signature == old.signature
        for one in new.records.interface.named(old.name)
        if new.records.interface.parents[one] == parent
    )


def _signature_changes(old: Place, new: Place) -> list[str]:
    language = new.file.language
    was, now = (
        read_signature(old.signature, old.name, language),
        read_signature(new.signature, new.name, language),
    )
    if was is None or now is None:
        return []
    for one in (was, now):
        if language == "python" and one.parameters and one.parameters[0].name in ("self", "cls"):
            del one.parameters[0]
    return stopping_changes(was, now, language)


def _bases(
    old: Side, new: Side, entities: EntityChanges, relationships: RelationshipChanges
) -> Iterator[Breaking]:
    """Types that do not inherit any more what they did."""
    lost = _by_source(relationships.removed)
    now = entities.new_ids()
    gained = _by_source(relationships.added)
    for source, before in lost.items():
        was, present = old.ancestry.place(source), new.ancestry.place(now.get(source, source))
        if was is None or present is None:
            continue
        place = Place(*was)
        if place.kind in TYPE_KINDS and is_public(place):
            names = ", ".join(_base_names(old, before))
            after = ", ".join(_base_names(new, gained.get(now.get(source, source), ())))
            instead = f", but {after}" if after else ""
            yield Breaking(
                "bases", place, Place(*present), f"does not inherit from {names} any more{instead}"
            )


def _by_source(relationships: Iterable[Relationship]) -> dict[bytes, list[Relationship]]:
    found: dict[bytes, list[Relationship]] = {}
    for one in relationships:
        if one.kind in INHERITS:
            found.setdefault(one.src, []).append(one)
    return found


def _base_names(side: Side, relationships: Iterable[Relationship]) -> list[str]:
    return [
        (side.name(one.dst) if one.dst is not None else one.target) or "something unknown"
        for one in relationships
    ]
