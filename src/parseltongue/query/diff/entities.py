"""Entities that were added, removed, changed, moved or renamed.

An entity is known by its id, so one that stands elsewhere or has another name is first one removed and one
added. Those two are taken for one again where that is plain: the whole file moved; the entity that it
stands in did; or exactly one removed and one added entity are the same but for the place, or the name.
"""

from __future__ import annotations

import re

from parseltongue.model.ids import SYMBOL_ID_SIZE
from parseltongue.model.kinds import CALLABLE_KINDS, ENTITY_KINDS, FILE, TYPE_KINDS
from parseltongue.model.stored_columns import positions
from parseltongue.query.records import entity_record, visibility_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from parseltongue.isg.view import FileRecords, FileView
    from parseltongue.query.diff.files import FilePair
    from parseltongue.query.records import Record

COMPARED = ("kind", "visibility", "signature", "language", "is_test")
"""Fields of an entity that make it a changed one; the others follow from its place and from lines."""

_NAMED_ANEW = TYPE_KINDS | CALLABLE_KINDS
"""Kinds that have enough in them to be recognised under another name."""


class Place:
    """An entity of one of the snapshots."""

    __slots__ = ("file", "ordinal", "symbol")

    def __init__(self, file: FileView, ordinal: int) -> None:
        self.file = file
        self.ordinal = ordinal
        at = ordinal * SYMBOL_ID_SIZE
        self.symbol = file.ids[at : at + SYMBOL_ID_SIZE]

    @property
    def id(self) -> bytes:
        return self.file.id + self.symbol

    @property
    def records(self) -> FileRecords:
        """Those of its file. Only files without facts have none, and these have only themselves in them."""
        found = self.file.records
        if found is None:
            raise TypeError(f"{self.file.shown} was skipped")
        return found

    @property
    def kind(self) -> int:
        return self.records.interface.kinds[self.ordinal] if self.ordinal else FILE

    @property
    def name(self) -> str:
        return self.records.interface.names[self.ordinal] if self.ordinal else ""

    @property
    def signature(self) -> str:
        return self.records.places.signatures.get(self.ordinal) if self.ordinal else ""

    @property
    def flags(self) -> int:
        return self.records.interface.flags[self.ordinal] if self.ordinal else 0

    @property
    def parent(self) -> Place | None:
        """What it stands in; None for a file."""
        return Place(self.file, self.records.interface.parents[self.ordinal]) if self.ordinal else None

    def rank(self) -> tuple[str, int]:
        """Sort key: path, then place."""
        return self.file.path, self.ordinal

    def record(self) -> Record:
        return entity_record(self.file, self.ordinal)

    def compared(self) -> dict[str, object]:
        """The fields `COMPARED`."""
        return {
            "kind": ENTITY_KINDS[self.kind],
            "visibility": visibility_of(self.flags),
            "signature": self.signature,
            "language": self.file.language,
            "is_test": self.file.is_test,
        }


class Change:
    """An entity as it was and as it is.

    Attributes
    ----------
    fields : list of str
        Those of `COMPARED` that differ.
    along : bool
        It has another id only because what it stands in has.
    """

    __slots__ = ("along", "fields", "new", "old")

    def __init__(self, old: Place, new: Place, *, along: bool = False) -> None:
        self.old = old
        self.new = new
        self.along = along
        before, after = old.compared(), new.compared()
        self.fields = [name for name in COMPARED if before[name] != after[name]]
        if not along and old.name != new.name and "signature" in self.fields and _is_renaming(old, new):
            self.fields.remove("signature")

    @property
    def renamed(self) -> bool:
        """Whether the name is another, and not only the place."""
        return self.old.name != self.new.name


class EntityChanges:
    """All of them, each list by path and place.

    Attributes
    ----------
    added, removed : list of Place
    changed : list of Change
        With the same id.
    moved : list of Change
        With another id; renamed ones too.
    """

    __slots__ = ("added", "changed", "moved", "removed")

    def __init__(self) -> None:
        self.added: list[Place] = []
        self.removed: list[Place] = []
        self.changed: list[Change] = []
        self.moved: list[Change] = []

    def new_ids(self) -> dict[bytes, bytes]:
        """Former to present id of what moved."""
        return {change.old.id: change.new.id for change in self.moved}


def compare_entities(pairs: Iterable[FilePair]) -> EntityChanges:
    """The differences between the entities of files. O(entities of the files that differ)."""
    found = EntityChanges()
    for pair in pairs:
        _compare_file(pair, found)
    _Matching(found).run()
    found.added.sort(key=Place.rank)
    found.removed.sort(key=Place.rank)
    found.moved.sort(key=lambda change: change.new.rank())
    return found


def _compare_file(pair: FilePair, found: EntityChanges) -> None:
    before, after = _by_symbol(pair.old), _by_symbol(pair.new)
    for symbol, old in before.items():
        new = after.get(symbol)
        if new is None:
            found.removed.append(old)
        elif pair.moved:
            found.moved.append(Change(old, new, along=bool(old.ordinal)))
        else:
            change = Change(old, new)
            found.changed += [change] if change.fields else []
    found.added += [new for symbol, new in after.items() if symbol not in before]


def _by_symbol(file: FileView | None) -> dict[bytes, Place]:
    count = len(file.ids) // SYMBOL_ID_SIZE if file is not None else 0
    places = [Place(file, ordinal) for ordinal in range(count)] if file is not None else []
    return {place.symbol: place for place in places}


class _Matching:
    """Takes removed and added entities for one."""

    def __init__(self, found: EntityChanges) -> None:
        self._found = found
        self._removed = {place.id: place for place in found.removed}
        self._added = {place.id: place for place in found.added}
        self._now = found.new_ids()

    def run(self) -> None:
        self._match(_by_symbol_and_signature, along=False)
        self._follow()
        self._match(_by_name_and_body, along=False)
        self._match(self._by_scope_and_body, along=False)
        self._follow()
        self._found.removed = list(self._removed.values())
        self._found.added = list(self._added.values())

    def _match(self, key: Callable[[Place, bool], Hashable], *, along: bool) -> None:
        """Pair those that alone have a key, on both sides."""
        before, after = _unique(self._removed, key, former=True), _unique(self._added, key, former=False)
        for one, old in before.items():
            new = after.get(one)
            if new is not None:
                self._take(old, new, along=along)

    def _follow(self) -> None:
        """What stands in something that was paired goes with it, from the outside to the inside."""
        inside: dict[tuple[bytes, str, int], Place] = {}
        for new in self._added.values():
            parent = new.parent
            if parent is not None:
                inside.setdefault((parent.id, new.name, new.kind), new)
        for old in sorted(self._removed.values(), key=Place.rank):
            parent = old.parent
            there = self._now.get(parent.id) if parent is not None else None
            if there is None:
                continue
            candidate = inside.pop((there, old.name, old.kind), None)
            if candidate is not None and candidate.id in self._added:
                self._take(old, candidate, along=True)

    def _take(self, old: Place, new: Place, *, along: bool) -> None:
        del self._removed[old.id], self._added[new.id]
        self._now[old.id] = new.id
        self._found.moved.append(Change(old, new, along=along))

    def _by_scope_and_body(self, place: Place, former: bool) -> Hashable:
        """For one with another name: where it stands, what it looks like, and what it does."""
        parent = place.parent
        if parent is None or place.kind not in _NAMED_ANEW:
            return None
        scope = self._now.get(parent.id, parent.id) if former else parent.id
        body = _body(place)
        return (scope, place.kind, _nameless(place), body) if body is not None else None


def _unique(
    places: dict[bytes, Place], key: Callable[[Place, bool], Hashable], *, former: bool
) -> dict[Hashable, Place]:
    found: dict[Hashable, Place | None] = {}
    for place in places.values():
        one = key(place, former)
        if one is not None:
            found[one] = None if one in found else place
    return {one: place for one, place in found.items() if place is not None}


def _by_symbol_and_signature(place: Place, former: bool) -> Hashable:
    """For one that stands at the top of another file."""
    if not place.ordinal or place.records.interface.parents[place.ordinal]:
        return None
    return place.symbol, place.kind, place.signature


def _by_name_and_body(place: Place, former: bool) -> Hashable:
    """For one that stands in something else."""
    body = _body(place) if place.ordinal and place.kind in _NAMED_ANEW else None
    return (place.name, place.kind, place.signature, body) if body is not None else None


def _body(place: Place) -> Hashable:
    """What is known of the inside of an entity, without its name; None if that is next to nothing."""
    records, ordinal = place.records, place.ordinal
    start, end = records.places.span(ordinal)
    mentions, paths = records.mentions, records.paths
    own = re.compile(rf"\b{re.escape(place.name)}\b")
    inside = sorted(
        (
            mentions.lines[one] - start,
            mentions.kinds[one],
            own.sub("·", paths.written(mentions.path_of(one), records.interface)),
        )
        for one in positions(mentions.sources, ordinal)
    )
    members = sorted(records.interface.names[child] for child in records.interface.children(ordinal))
    if not inside and not members:
        return None
    return end - start, tuple(inside), tuple(members)


def _nameless(place: Place) -> str:
    return re.sub(rf"\b{re.escape(place.name)}\b", "·", place.signature)


def _is_renaming(old: Place, new: Place) -> bool:
    """Whether the signatures are equal but for the name."""
    return _nameless(old) == _nameless(new)
