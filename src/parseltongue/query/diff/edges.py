"""Relationships that were added, removed, or are established in another way.

`contains` is left out: what an entity stands in is told with the entity. `overrides` are not stored; they
can differ in a file that did not change, so they are worked out again for all heirs of a type that did.
"""

from __future__ import annotations

from parseltongue.isg.recent import Recent
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import (
    IMPL,
    IMPLEMENTS,
    OVERRIDES,
    PROVENANCES,
    RELATIONSHIP_KINDS,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.query.ancestry import INHERITS, Ancestry, subject
from parseltongue.query.blast import sources
from parseltongue.query.edges import all_edges, edges_to
from parseltongue.query.resolve import entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.diff.files import FilePair
    from parseltongue.query.records import Record

    Key = tuple[int, bytes, bytes | None, str | None]
    """Kind, source, target, and what is written where there is no target."""

_NAMES_KEPT = 20_000


class Relationship:
    """One relationship of one of the snapshots.

    Attributes
    ----------
    src : bytes
    dst : bytes or None
    target : str or None
        The dotted name of something external, or what is written; None if there is a `dst`.
    """

    __slots__ = ("dst", "file", "kind", "line", "provenance", "src", "target")

    def __init__(
        self,
        kind: int,
        src: bytes,
        dst: bytes | None,
        target: str | None,
        file: FileView,
        line: int,
        provenance: int,
    ) -> None:
        self.kind = kind
        self.src = src
        self.dst = dst
        self.target = target
        self.file = file
        self.line = line
        self.provenance = provenance

    def key(self, now: dict[bytes, bytes]) -> Key:
        """What makes it the same in both snapshots; `now` translates ids."""
        dst = now.get(self.dst, self.dst) if self.dst is not None else None
        return self.kind, now.get(self.src, self.src), dst, self.target

    def rank(self) -> tuple[str, int, int, str]:
        """Sort key: path, line, kind, target."""
        return (
            self.file.path,
            self.line,
            self.kind,
            self.dst.hex() if self.dst is not None else self.target or "",
        )


class RelationshipChanges:
    """All of them, each list by path and line.

    Attributes
    ----------
    added, removed : list of Relationship
    changed : list of (Relationship, Relationship)
        Established in another way than before: as it was, as it is.
    """

    __slots__ = ("added", "changed", "removed")

    def __init__(self) -> None:
        self.added: list[Relationship] = []
        self.removed: list[Relationship] = []
        self.changed: list[tuple[Relationship, Relationship]] = []


class Side:
    """One snapshot, and what of it is asked often while comparing."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.ancestry = Ancestry(view)
        self._names = Recent(_NAMES_KEPT)

    def name(self, identity: bytes) -> str | None:
        """The full name of an entity; None if there is none of this id."""
        known: str | None = self._names.get(identity)
        if known is None:
            match = entity_at(self.view, identity)
            if match is None:
                return None
            known = match.record()["qualified_name"] or ""
            self._names.keep(identity, known, 1)
        return known


def compare_relationships(
    old: Side, new: Side, pairs: Iterable[FilePair], now: dict[bytes, bytes]
) -> RelationshipChanges:
    """The differences between the relationships that start in files.

    Parameters
    ----------
    now : dict of bytes to bytes
        Former to present ids of what moved: a relationship between things that moved is the same.
    """
    relinked = [pair for pair in pairs if pair.relinked]
    before, after = _Sources(old), _Sources(new)
    for pair in relinked:
        before.add(pair.old)
        after.add(pair.new)
    heirs = _heirs(old, new, relinked)
    for path in heirs:
        before.add_overrides(old.view.file_at(path))
        after.add_overrides(new.view.file_at(path))
    return _difference(before.found(now), after.found({}))


def _difference(before: dict[Key, Relationship], after: dict[Key, Relationship]) -> RelationshipChanges:
    found = RelationshipChanges()
    found.removed = sorted((one for key, one in before.items() if key not in after), key=Relationship.rank)
    found.added = sorted((one for key, one in after.items() if key not in before), key=Relationship.rank)
    both = ((before[key], one) for key, one in after.items() if key in before)
    found.changed = sorted(
        ((was, one) for was, one in both if was.provenance != one.provenance), key=lambda two: two[1].rank()
    )
    return found


class _Sources:
    """Collects the relationships that start in some files of a snapshot."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._all: list[Relationship] = []
        self._with_overrides: set[bytes] = set()

    def add(self, file: FileView | None) -> None:
        """All relationships of a file."""
        if file is not None:
            self._all += relationships_of(file)
            self.add_overrides(file)

    def add_overrides(self, file: FileView | None) -> None:
        """Only what overrides something."""
        if file is None or file.records is None or file.id in self._with_overrides:
            return
        self._with_overrides.add(file.id)
        places = file.records.places
        for member, above, ordinal, provenance in self._side.ancestry.overrides_in(file):
            src, dst = file.entity_id(member), above.entity_id(ordinal)
            line = places.span(member)[0]
            self._all.append(Relationship(OVERRIDES, src, dst, None, file, line, provenance))

    def found(self, now: dict[bytes, bytes]) -> dict[Key, Relationship]:
        """By key, the surest and then the first of each."""
        found: dict[Key, Relationship] = {}
        for one in self._all:
            key = one.key(now)
            known = found.get(key)
            if known is None or (one.provenance, one.line) < (known.provenance, known.line):
                found[key] = one
        return found


def relationships_of(file: FileView) -> Iterator[Relationship]:
    """The relationships that mentions in a file establish, as the export tells them."""
    records = file.records
    if records is None:
        return
    interface, links, paths = records.interface, records.links, records.paths
    for edge in all_edges(file):
        found = links.target(edge.target) if edge.target > 0 else None
        dst = found if isinstance(found, bytes) else None
        target = (
            None
            if dst is not None
            else found
            if isinstance(found, str)
            else paths.written(edge.path, interface)
        )
        src = file.entity_id(edge.source)
        if edge.kind == IMPLEMENTS and interface.kinds[edge.source] == IMPL:
            src = subject(records, edge.source) or src
        yield Relationship(edge.kind, src, dst, target, file, min(edge.lines), edge.provenance)


def _heirs(old: Side, new: Side, pairs: list[FilePair]) -> list[str]:
    """Paths of the files with types that inherit from one whose members or bases changed."""
    before, after = set(), set()
    for pair in pairs:
        was, now = _types(old, pair.old), _types(new, pair.new)
        before |= {identity for identity, inside in was.items() if now.get(identity) != inside}
        after |= {identity for identity, inside in now.items() if was.get(identity) != inside}
    return sorted({*_heir_files(old.view, before), *_heir_files(new.view, after)})


def _types(side: Side, file: FileView | None) -> dict[bytes, object]:
    """What decides which overrides the heirs of the types of a file have."""
    records = file.records if file is not None else None
    if file is None or records is None:
        return {}
    interface = records.interface
    found: dict[bytes, object] = {}
    for ordinal, kind in enumerate(interface.kinds):
        if kind in TYPE_KINDS:
            identity = file.entity_id(ordinal)
            members = [
                file.entity_id(child)
                for child in interface.children(ordinal)
                if not interface.flags[child] & SHADOWED
            ]
            found[identity] = (members, side.ancestry.bases(identity))
    return found


def _heir_files(view: GraphView, types: set[bytes]) -> set[str]:
    """Paths of all that inherits from types, directly or not."""
    paths, seen, pending = set(), set(types), sorted(types)
    for identity in pending:
        for file in sources(view, identity):
            for edge in edges_to(file, identity, INHERITS):
                heir = file.entity_id(edge.source)
                paths.add(file.path)
                if heir not in seen:
                    seen.add(heir)
                    pending.append(heir)
    return paths


def relationship_record(side: Side, one: Relationship) -> Record:
    """What answers say of a relationship."""
    return {
        "kind": RELATIONSHIP_KINDS[one.kind],
        "src": one.src.hex(),
        "src_name": side.name(one.src),
        "dst": one.dst.hex() if one.dst is not None else None,
        "dst_name": side.name(one.dst) if one.dst is not None else None,
        "target": one.target,
        "file": one.file.shown,
        "line": one.line,
        "provenance": PROVENANCES[one.provenance],
    }
