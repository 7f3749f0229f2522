"""Ancestors of types, and what overrides what.

Nothing of this is stored: it follows from the members of each type and the links of its bases. A base that
is not one known type of the workspace (external, ambiguous, an expression) stands in the order as a
*gap*, its text: beyond a gap a member is overridden only as far as is known, hence ``inferred``.
"""

from __future__ import annotations

from parseltongue.isg.recent import Recent
from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import (
    CONSTRUCTOR,
    ENTITY_KINDS,
    EXACT,
    EXTENDS,
    IMPL,
    IMPLEMENTS,
    INFERRED,
    METHOD,
    OWNER_KINDS,
    PROPERTY,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.model.stored_columns import positions
from parseltongue.query.overriding import overridden_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.model.stored import StoredInterface

    Ancestor = bytes | str
    """The id of a type, or a gap."""

OVERRIDING = frozenset((METHOD, CONSTRUCTOR, PROPERTY))
"""Kinds of members that override and are looked at; what they override may be any member."""

INHERITS = frozenset((EXTENDS, IMPLEMENTS))
_KEPT = 20_000
"""Entries of resolution orders that are kept."""
MAX_ANCESTORS = 500
"""Beyond so many the resolution order is not worked out."""


class Ancestry:
    """Resolution orders of the types of one snapshot, the recent ones kept.

    Every order is a function of the snapshot alone, never of what was asked before.
    """

    def __init__(self, view: GraphView) -> None:
        self._view = view
        self._bases = Recent(_KEPT)
        self._orders = Recent(_KEPT)

    def order(self, file: FileView, ordinal: int) -> list[Ancestor]:
        """Ancestors of a type in the order in which members are looked up (C3), itself left out.

        Where C3 finds no order the bases' own order decides. If the ancestors form a circle or are more than
        `MAX_ANCESTORS`, they stand level by level.
        """
        records = file.records
        if records is None or not records.interface.bases(ordinal):
            return []
        identity = file.entity_id(ordinal)
        known: list[Ancestor] | None = self._orders.get(identity)
        if known is None:
            known = self._ordered(identity)
            self._orders.keep(identity, known, len(known) + 1)
        return known

    def _ordered(self, identity: bytes) -> list[Ancestor]:
        from graphlib import CycleError, TopologicalSorter  # Most questions do without.

        levels = self._levels(identity)
        graph = {one: bases for one, bases in levels.items() if len(levels) <= MAX_ANCESTORS}
        orders: dict[Ancestor, list[Ancestor]] = {}
        try:
            for one in TopologicalSorter(graph).static_order():
                bases = levels[one]
                orders[one] = linearised([*([base, *orders[base]] for base in bases), bases])
        except CycleError:
            orders.clear()
        return orders[identity] if identity in orders else [one for one in levels if one != identity]

    def _levels(self, identity: bytes) -> dict[Ancestor, list[Ancestor]]:
        """The type and its ancestors, breadth first, each with its direct bases."""
        levels: dict[Ancestor, list[Ancestor]] = {identity: []}
        pending: list[Ancestor] = [identity]
        for one in pending:
            if isinstance(one, bytes) and len(levels) <= MAX_ANCESTORS:
                levels[one] = self.bases(one)
                for base in levels[one]:
                    if base not in levels:
                        levels[base] = []
                        pending.append(base)
        return levels

    def bases(self, identity: bytes) -> list[Ancestor]:
        """The direct bases of a type in the order of the source."""
        known: list[Ancestor] | None = self._bases.get(identity)
        if known is None:
            place = self.place(identity)
            known = self._read_bases(*place) if place is not None else []
            self._bases.keep(identity, known, len(known) + 1)
        return known

    def place(self, identity: bytes) -> tuple[FileView, int] | None:
        """File and ordinal of an entity."""
        file = self._view.file(identity[:PATH_ID_SIZE])
        ordinal = file.ordinal_of(identity[PATH_ID_SIZE:]) if file is not None else None
        return (file, ordinal) if file is not None and ordinal is not None else None

    def _read_bases(self, file: FileView, ordinal: int) -> list[Ancestor]:
        records = file.records
        texts = _bases(records.interface, ordinal) if records is not None else []
        if records is None or not texts:
            return []
        found = self._mentioned_bases(records, ordinal, texts)
        bases: list[Ancestor] = []
        for text in texts:
            identity, provenance = found.get(text, (None, EXACT))
            bases += [text] if identity is None or provenance == INFERRED else []
            bases += [identity] if identity is not None else []
        return bases

    def _mentioned_bases(
        self, records: FileRecords, ordinal: int, texts: list[str]
    ) -> dict[str, tuple[bytes, int]]:
        """Path text of each base that is linked to a type, with its id and provenance."""
        mentions, links, interface = records.mentions, records.links, records.interface
        # What an impl block implements is mentioned by the type that it is for.
        is_impl = interface.kinds[ordinal] == IMPL
        sources = range(len(mentions.sources)) if is_impl else positions(mentions.sources, ordinal)
        paths = {mentions.path_of(one) for one in sources if mentions.kinds[one] in INHERITS}
        found: dict[str, tuple[bytes, int]] = {}
        for path in paths:
            target = links.target(links.targets[path])
            if isinstance(target, bytes) and self._is_type(target):
                only = len(texts) == len(paths) == 1
                text = texts[0] if only else records.paths.text(path, interface)
                found[text] = target, links.provenances[path]
        return found

    def _is_type(self, identity: bytes) -> bool:
        place = self.place(identity)
        records = place[0].records if place is not None else None
        return place is not None and records is not None and records.interface.kinds[place[1]] in TYPE_KINDS

    def children(self, file: FileView, ordinal: int) -> Iterator[tuple[FileView, int]]:
        """What stands directly in an entity and, for a type, in the impl blocks that are for it.

        Its own first, then by path and place. O(result + files that have a block for a type of that name).
        """
        records = file.records
        if records is None:
            return
        for child in records.interface.children(ordinal):
            yield file, child
        for other, impl in self.blocks(file, ordinal):
            found = other.records
            for child in found.interface.children(impl) if found is not None else ():
                yield other, child

    @property
    def has_blocks(self) -> bool:
        """Whether any type of the snapshot may have impl blocks."""
        return ENTITY_KINDS[IMPL] in self._view.snapshot.counts["entities"]

    def blocks(self, file: FileView, ordinal: int) -> Iterator[tuple[FileView, int]]:
        """The impl blocks that are for a type."""
        records = file.records
        if records is None or not self.has_blocks or records.interface.kinds[ordinal] not in TYPE_KINDS:
            return
        name = records.interface.names[ordinal]
        identity = file.entity_id(ordinal)
        for other in self._view.files_named(name):
            records = other.records
            if records is None:
                continue
            for impl in records.interface.named(name):
                if records.interface.kinds[impl] == IMPL and subject(records, impl) == identity:
                    yield other, impl

    def overridden(self, file: FileView, ordinal: int) -> tuple[FileView, int, int] | None:
        """What a member overrides: (file, ordinal, provenance), the first among the ancestors that it can."""
        records = file.records
        if records is None or not may_override(records.interface, ordinal):
            return None
        provenance = EXACT
        for place in self.places(file, records.interface.parents[ordinal]):
            above = place[0].records if place is not None else None
            if place is None or above is None:
                provenance = INFERRED
                continue
            same = file.language == place[0].language
            found = overridden_member(
                records.interface, ordinal, above.interface, place[1], same_language=same
            )
            if found is not None:
                return place[0], found[0], provenance if found[1] else INFERRED
        return None

    def overriding(self, file: FileView, ordinal: int, name: str) -> Iterator[tuple[int, FileView, int, int]]:
        """Members of a name of one type, each with what it overrides: as `overrides_in` has them."""
        records = file.records
        if records is None:
            return
        for member in records.interface.named(name):
            if records.interface.parents[member] == ordinal:
                above = self.overridden(file, member)
                if above is not None:
                    yield member, *above

    def inherited(self, file: FileView, ordinal: int, name: str) -> tuple[FileView, int] | None:
        """The member that a type inherits under a name: (file, ordinal)."""
        for place in self.places(file, ordinal):
            above = place[0].records if place is not None else None
            if place is not None and above is not None:
                member = above.interface.member(place[1], name)
                if member is not None:
                    return place[0], member
        return None

    def places(self, file: FileView, ordinal: int) -> Iterator[tuple[FileView, int] | None]:
        """The ancestors of a type in order; None for a gap."""
        for ancestor in self.order(file, ordinal):
            place = self.place(ancestor) if isinstance(ancestor, bytes) else None
            if place is not None or isinstance(ancestor, str):
                yield place

    def overrides_in(self, file: FileView) -> Iterator[tuple[int, FileView, int, int]]:
        """(member, file, ordinal, provenance of what it overrides) for all members of a file."""
        records = file.records
        if records is None:
            return
        interface = records.interface
        with_bases = {*interface.owners()}
        for ordinal, parent in enumerate(interface.parents):
            if parent in with_bases:
                above = self.overridden(file, ordinal)
                if above is not None:
                    yield ordinal, *above


def subject(records: FileRecords, impl: int) -> bytes | None:
    """The id of the type that an impl block is for, if that is one of the workspace."""
    interface, links, paths = records.interface, records.links, records.paths
    for text in interface.bases(impl)[:1]:
        for path in range(len(links.targets)):
            if links.targets[path] and paths.text(path, interface) == text:
                found = links.target(links.targets[path])
                return found if isinstance(found, bytes) else None
    return None


def may_override(interface: StoredInterface, ordinal: int) -> bool:
    """Whether an entity is a member that the rules of overriding are about."""
    return interface.kinds[ordinal] in OVERRIDING and is_member(interface, ordinal)


def is_member(interface: StoredInterface, ordinal: int) -> bool:
    """Whether an entity is what its name denotes in a type."""
    parent = interface.parents[ordinal]
    return interface.kinds[parent] in OWNER_KINDS and not interface.flags[ordinal] & SHADOWED


def _bases(interface: StoredInterface, ordinal: int) -> list[str]:
    """Path texts of what a type inherits from; the first one of an impl block is the type that it is for."""
    texts = interface.bases(ordinal)
    return texts[1:] if interface.kinds[ordinal] == IMPL else texts


def linearised(lines: list[list[Ancestor]]) -> list[Ancestor]:
    """The C3 merge of resolution orders; where there is none, the first head left goes next."""
    order: list[Ancestor] = []
    lines = [line for line in lines if line]
    while lines:
        head = next(
            (line[0] for line in lines if not any(line[0] in other[1:] for other in lines)), lines[0][0]
        )
        order.append(head)
        lines = [[one for one in line if one != head] for line in lines]
        lines = [line for line in lines if line]
    return order
