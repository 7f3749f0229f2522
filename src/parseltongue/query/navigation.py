"""Questions that go from entity to entity: types up and down, overrides, importers, references.

Each function fills a `Page` for the entities that a symbol stands for; `query.isg` has what they mean to
those who ask. A record has `hop`, from 1, where an answer goes further than one step.
"""

from __future__ import annotations

from itertools import count

from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CALLS,
    FILE,
    IMPL,
    IMPORTS,
    OVERRIDES,
    PROVENANCES,
    RELATIONSHIP_KINDS,
)  # fmt: skip
from parseltongue.model.stored_columns import positions
from parseltongue.query.ancestry import INHERITS, is_member, subject
from parseltongue.query.blast import sources
from parseltongue.query.edges import MENTIONED, edges_from, edges_to
from parseltongue.query.records import entity_record, name_of
from parseltongue.query.related import located, source_record, target_record
from parseltongue.query.resolve import Match, entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.answer import Page
    from parseltongue.query.edges import Edge
    from parseltongue.query.records import Record

    Step = tuple[FileView, Edge, bytes | None]
    """A relationship, the file that it stands in, and the entity that it leads on to."""

    Member = tuple[FileView, int, bytes, int]
    """A member: its file and ordinal, the id of what it overrides, and the provenance of that."""


def inside(match: Match) -> list[Match]:
    """A callable alone; anything else with all that stands in it."""
    records = match.file.records if match.file is not None else None
    if match.file is None or records is None or records.interface.kinds[match.ordinal] in CALLABLE_KINDS:
        return [match]
    ordinals = [match.ordinal]
    for one in ordinals:
        ordinals += records.interface.children(one)
    return [Match(match.file, one) for one in ordinals]


class Navigator:
    """Goes from entity to entity in one snapshot."""

    def __init__(self, view: GraphView, ancestry: Ancestry) -> None:
        self._view = view
        self._ancestry = ancestry

    # -- forward --------------------------------------------------------------------------------------------

    def supertypes(self, starts: Iterable[Match], page: Page, depth: int | None) -> None:
        """What types extend and implement, then what these do."""
        self._onward(starts, page, depth, self._bases)

    def callees(self, starts: Iterable[Match], page: Page, depth: int | None) -> None:
        """What entities call, then what that calls."""
        self._onward(starts, page, depth, self._calls)

    def _onward(
        self,
        starts: Iterable[Match],
        page: Page,
        depth: int | None,
        steps: Callable[[FileView, int], Iterator[Step]],
    ) -> None:
        frontier = [match.id for match in starts if match.file is not None]
        seen: set[object] = set(frontier)
        for hop in count(1) if depth is None else range(1, depth + 1):
            reached = []
            for identity in frontier:
                place = self._ancestry.place(identity)
                for file, edge, target in steps(*place) if place is not None else ():
                    record = None
                    key: object = target
                    if target is None:
                        record = target_record(self._view, file, edge, page)
                        key = record["target"]
                    if key in seen:
                        continue
                    seen.add(key)
                    reached += [target] if target is not None else []
                    if page.take():
                        record = record or target_record(self._view, file, edge, page)
                        page.results.append({**record, "hop": hop})
                if page.done:
                    return
            frontier = reached
            if not frontier:
                return

    def _calls(self, file: FileView, ordinal: int) -> Iterator[Step]:
        for edge in edges_from(file, ordinal, (CALLS,)):
            yield file, edge, _target(file, edge)

    def _bases(self, file: FileView, ordinal: int) -> Iterator[Step]:
        for other, one in ((file, ordinal), *self._ancestry.blocks(file, ordinal)):
            for edge in edges_from(other, one, INHERITS):
                target = _target(other, edge)
                # An impl block names the type that it is for as well.
                if target is None or target != file.entity_id(ordinal):
                    yield other, edge, target

    # -- backward -------------------------------------------------------------------------------------------

    def subtypes(self, starts: Iterable[Match], page: Page, depth: int | None) -> None:
        """What extends or implements types, then what does so with these."""
        frontier = [match.id for match in starts]
        seen = set(frontier)
        for hop in count(1) if depth is None else range(1, depth + 1):
            reached = []
            for target in frontier:
                for file, edge, heir in self._heirs(target):
                    if heir in seen:
                        continue
                    seen.add(heir)
                    reached.append(heir)
                    if page.take():
                        record = source_record(file, edge, target, page)
                        page.results.append({**record, **self._type_fields(file, edge, heir), "hop": hop})
                if page.done:
                    return
            frontier = reached
            if not frontier:
                return

    def _heirs(
        self, identity: bytes, files: set[bytes] | None = None
    ) -> Iterator[tuple[FileView, Edge, bytes]]:
        """What inherits directly: where it says so, and the id of the type; only in `files` if told."""
        for file in sources(self._view, identity, files):
            for edge in edges_to(file, identity, INHERITS):
                yield file, edge, _type_of(file, edge.source)

    def _type_fields(self, file: FileView, edge: Edge, heir: bytes) -> Record:
        """The fields of the type instead of those of an impl block that is for it, and where that stands."""
        match = entity_at(self._view, heir) if file.entity_id(edge.source) != heir else None
        if match is None:
            return {"block": None}
        return {**match.record(), "src": heir.hex(), "block": f"{file.shown}:{min(edge.lines)}"}

    def importers(self, starts: Iterable[Match], page: Page, depth: int | None) -> None:
        """Files that import a file, or something in it; for anything else, those that import just that."""
        frontier = [match.id for match in starts]
        seen = {one[:PATH_ID_SIZE] for one in frontier}
        for hop in count(1) if depth is None else range(1, depth + 1):
            reached = []
            for target in frontier:
                for file in self._importing(target):
                    found = self._import_record(file, target)
                    if file.id in seen or found is None:
                        continue
                    seen.add(file.id)
                    reached.append(file.entity_id(FILE))
                    if page.take():
                        page.files.add(file.path)
                        page.results.append({**found, "hop": hop})
                if page.done:
                    return
            frontier = reached
            if not frontier:
                return

    def _importing(self, target: bytes) -> list[FileView]:
        whole = self._is_file(target)
        ids = self._view.leading_to_file(target[:PATH_ID_SIZE]) if whole else self._view.incoming(target)
        return self._view.known(ids)

    def _is_file(self, identity: bytes) -> bool:
        file = self._view.file(identity[:PATH_ID_SIZE])
        return file is not None and file.entity_id(FILE) == identity

    def _import_record(self, file: FileView, target: bytes) -> Record | None:
        """The importing file, with what it imports of the target and on which lines; None if nothing."""
        found = self._imports_of(file, target)
        if not found:
            return None
        lines = sorted({line for _, line, _ in found})
        names: dict[str, None] = {}
        for identity, _, _ in found:
            match = entity_at(self._view, identity) if identity != target else None
            if match is not None and match.file is not None:
                names[name_of(match.file, match.ordinal)] = None
        record = entity_record(file, FILE)
        return {
            **record, "relationship": RELATIONSHIP_KINDS[IMPORTS], "src": record["id"], "dst": target.hex(),
            "line": lines[0], "lines": lines, "provenance": PROVENANCES[min(one for _, _, one in found)],
            "target": None, "candidates": [], "names": list(names),
        }  # fmt: skip

    def _imports_of(self, file: FileView, target: bytes) -> list[tuple[bytes, int, int]]:
        """(id, line, provenance) of what a file imports of another file, or of one entity, in its order."""
        records = file.records
        if records is None:
            return []
        mentions, links = records.mentions, records.links
        whole = self._is_file(target)
        numbers = links.numbers_in(target[:PATH_ID_SIZE]) if whole else [links.number_of(target)]
        found = sorted(
            (mention, path, number)
            for number in numbers
            if number
            for path in positions(links.targets, number)
            for mention in mentions.of_path(path)
            if mentions.kinds[mention] == IMPORTS
        )
        return [
            (identity, mentions.line(mention), links.provenances[path])
            for mention, path, number in found
            for found_target in (links.target(number),)
            for identity in (found_target if isinstance(found_target, bytes) else target,)
        ]

    # -- members --------------------------------------------------------------------------------------------

    def overrides(self, starts: Iterable[Match], page: Page, *, transitive: bool) -> None:
        """What members override, and what overrides them; with `transitive` all the way up and down."""
        for match in starts:
            records = match.file.records if match.file is not None else None
            if match.file is None or records is None or not is_member(records.interface, match.ordinal):
                continue
            self._overridden(match.file, match.ordinal, page, transitive)
            self._overriding(match.file, match.ordinal, page, transitive)
            if page.done:
                return

    def _overridden(self, file: FileView, ordinal: int, page: Page, transitive: bool) -> None:
        seen = {file.entity_id(ordinal)}
        for hop in count(1):
            above = self._ancestry.overridden(file, ordinal)
            if above is None or above[0].entity_id(above[1]) in seen:
                return
            if page.take():
                src, dst = file.entity_id(ordinal), above[0].entity_id(above[1])
                record = located(above[0], above[1], page)
                page.files.add(file.path)
                page.results.append(_override(record, "up", src, dst, above[2], hop))
            if not transitive:
                return
            file, ordinal = above[0], above[1]
            seen.add(file.entity_id(ordinal))

    def _overriding(self, file: FileView, ordinal: int, page: Page, transitive: bool) -> None:
        records = file.records
        if records is None:
            return
        name = records.interface.names[ordinal]
        hops = {file.entity_id(ordinal): 0}
        waiting = self._heir_members(file, records.interface.parents[ordinal], name)
        found = True
        while found:
            found = False
            rest = []
            for one in waiting:
                below, member, above, provenance = one
                hop = hops.get(above)
                if hop is None or (hop and not transitive):
                    rest.append(one)
                    continue
                found = True
                hops[below.entity_id(member)] = hop + 1
                if page.take():
                    record = located(below, member, page)
                    src = below.entity_id(member)
                    page.results.append(_override(record, "down", src, above, provenance, hop + 1))
            if page.done:
                return
            waiting = rest

    def _heir_members(self, file: FileView, ordinal: int, name: str) -> list[Member]:
        """Members of that name of all that inherits from a type, breadth first, with what they override.

        O(types that inherit from it) or O(types that have such a member), whichever is less, where types
        have no blocks elsewhere.
        """
        identity = file.entity_id(ordinal)
        leading, having = self._view.incoming(identity), self._view.named(name, members=True)
        if len(leading) <= len(having):
            return list(self._members_below(identity, name, None))
        namesakes = self._types_with(name, having, (file.id, ordinal))
        if not namesakes:
            return []
        among = self._above(namesakes) if not self._ancestry.has_blocks else None
        return list(self._members_below(identity, name, among))

    def _types_with(
        self, name: str, files: list[bytes], but: tuple[bytes, int]
    ) -> list[tuple[FileView, int]]:
        """The types in some files, and blocks for types, that have a member of a name, save one of them."""
        found = []
        for file_id in files:
            file = self._view.file(file_id)
            if file is not None and file.records is not None:
                interface = file.records.interface
                owners = {interface.parents[one] for one in interface.class_members(name)}
                found += [(file, owner) for owner in sorted(owners) if (file_id, owner) != but]
        return found

    def _above(self, places: list[tuple[FileView, int]]) -> set[bytes]:
        """Ids of some types and of all that they inherit from."""
        pending = [file.entity_id(ordinal) for file, ordinal in places]
        seen = set(pending)
        for identity in pending:
            place = self._ancestry.place(identity)
            for edge in edges_from(*place, INHERITS) if place is not None else ():
                target = _target(place[0], edge) if place is not None else None
                if target is not None and target not in seen:
                    seen.add(target)
                    pending.append(target)
        return seen

    def _members_below(self, identity: bytes, name: str, among: set[bytes] | None) -> Iterator[Member]:
        """What `_heir_members` gives, by way of heirs `among` some types only.

        These must be closed upwards: then leaving the others out changes no order.
        """
        files = {one[:PATH_ID_SIZE] for one in among} if among is not None else None
        pending = [identity]
        seen, looked_at = set(pending), set()
        for above in pending:
            for below, edge, heir in self._heirs(above, files):
                if among is not None and heir not in among:
                    continue
                if heir not in seen:
                    seen.add(heir)
                    pending.append(heir)
                if (below.id, edge.source) in looked_at:
                    continue
                looked_at.add((below.id, edge.source))
                for member, file, found, provenance in self._ancestry.overriding(below, edge.source, name):
                    yield below, member, file.entity_id(found), provenance

    def members(self, starts: Iterable[Match], page: Page, depth: int | None) -> None:
        """All that stands in entities, at any depth, each behind what it stands in; `depth` is from 1."""
        for match in starts:
            if match.file is not None:
                self._members(match.file, match.ordinal, page, 1, depth)

    def _members(self, file: FileView, ordinal: int, page: Page, level: int, depth: int | None) -> None:
        if depth is not None and level > depth:
            return
        for other, child in self._ancestry.children(file, ordinal):
            if page.take():
                page.results.append({**located(other, child, page), "hop": level})
            self._members(other, child, page, level + 1, depth)

    # -- mentions -------------------------------------------------------------------------------------------

    def references(self, starts: Iterable[Match], page: Page) -> None:
        """Each line that mentions entities: a record of where it stands, with the relationship."""
        for match in starts:
            for file in sources(self._view, match.id):
                for edge in edges_to(file, match.id, MENTIONED):
                    for line in edge.all_lines():
                        if page.take():
                            record = source_record(file, edge, match.id, page)
                            page.results.append({**record, "line": line})
                if page.done:
                    return


def _target(file: FileView, edge: Edge) -> bytes | None:
    records = file.records
    found = records.links.target(edge.target) if records is not None and edge.target > 0 else None
    return found if isinstance(found, bytes) else None


def _type_of(file: FileView, ordinal: int) -> bytes:
    """Id of a type; of an impl block, that of the type that it is for."""
    records = file.records
    own = file.entity_id(ordinal)
    if records is None or records.interface.kinds[ordinal] != IMPL:
        return own
    return subject(records, ordinal) or own


def _override(record: Record, direction: str, src: bytes, dst: bytes, provenance: int, hop: int) -> Record:
    return {
        **record, "relationship": RELATIONSHIP_KINDS[OVERRIDES], "direction": direction, "src": src.hex(),
        "dst": dst.hex(), "lines": [record["line"]], "provenance": PROVENANCES[provenance], "target": None,
        "candidates": [], "hop": hop,
    }  # fmt: skip
