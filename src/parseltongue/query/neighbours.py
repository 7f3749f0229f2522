"""What stands one relationship away from entities, and what leads to them hop by hop.

Each function fills a `Page` for the entities that a symbol stands for; `query.isg` has what they mean to
those who ask.
"""

from __future__ import annotations

from parseltongue.query.blast import blast, leading_edges, sources
from parseltongue.query.edges import CALLED, edges_from, edges_to
from parseltongue.query.indirect import Indirect
from parseltongue.query.related import candidate_record, located, related, source_record, target_record
from parseltongue.query.resolve import Match, entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.answer import Page
    from parseltongue.query.edges import Edge


class Neighbours:
    """Goes one step from the entities of one snapshot."""

    def __init__(self, view: GraphView, ancestry: Ancestry) -> None:
        self._view = view
        self._ancestry = ancestry
        self._indirect = Indirect(view, ancestry)

    # -- backward -------------------------------------------------------------------------------------------

    def leading(self, starts: Iterable[Match], page: Page, kinds: frozenset[int]) -> None:
        """What has relationships of some kinds to entities."""
        for match in starts:
            for file, edge, named in leading_edges(self._view, match.id, kinds, self._indirect):
                if page.take():
                    page.results.append(source_record(file, edge, named, page))
                if page.done:
                    return

    def callers(self, starts: Iterable[Match], page: Page) -> None:
        """What calls entities, then the calls that may lead to them though they name another member."""
        asked = list(starts)
        self.leading(asked, page, CALLED)
        for match in asked if not page.done else ():
            self._add_indirect_callers(match, page)

    def _add_indirect_callers(self, match: Match, page: Page) -> None:
        """Calls that may lead to a member though they name another one."""
        if match.file is None:
            return
        for place in self._indirect.dispatcher.declarations(match.file, match.ordinal):
            named = place[0].entity_id(place[1])
            for file in sources(self._view, named):
                for edge in edges_to(file, named, CALLED):
                    if page.take():
                        record = source_record(file, edge, match.id, page)
                        page.results.append(candidate_record(record, place, page))
            if page.done:
                return

    def spread(self, starts: Iterable[Match], page: Page, depth: int | None, kinds: frozenset[int]) -> None:
        """What has such relationships to entities, then to these, hop by hop."""
        for reached in blast(self._view, list(starts), depth, kinds, self._indirect):
            if page.take():
                record = source_record(reached.file, reached.edge, reached.via, page)
                record["hop"] = reached.hop
                page.results.append(record)
            if page.done:
                break

    # -- forward --------------------------------------------------------------------------------------------

    def callees(self, starts: Iterable[Match], page: Page, *, nested: bool, candidates: bool) -> None:
        """What entities call."""
        for match in starts:
            file = match.file
            for source in _with_nested(match, nested) if file is not None else ():
                for edge in edges_from(file, source, CALLED) if file is not None else ():
                    if page.take() and file is not None:
                        page.results.append(target_record(self._view, file, edge, page))
                    if candidates and file is not None and not page.done:
                        self._add_implementations(file, edge, page)
            if page.done:
                break

    def _add_implementations(self, file: FileView, edge: Edge, page: Page) -> None:
        """What may run where a member is called."""
        found = (
            file.records.links.target(edge.target) if file.records is not None and edge.target > 0 else None
        )
        match = entity_at(self._view, found) if isinstance(found, bytes) else None
        if match is None or match.file is None:
            return
        source = file.entity_id(edge.source)
        for place in self._indirect.dispatcher.implementations(match.file, match.ordinal):
            if page.take():
                record = located(*place, page)
                related(record, edge, source, bytes.fromhex(record["id"]), None, [])
                page.results.append(candidate_record(record, (match.file, match.ordinal), page))
            if page.done:
                return

    def members(self, starts: Iterable[Match], page: Page) -> None:
        """What stands directly in entities."""
        for match in starts:
            if match.file is None:
                continue
            for file, child in self._ancestry.children(match.file, match.ordinal):
                if page.take():
                    page.results.append(located(file, child, page))


def with_all(starts: Iterable[Match], nested: bool) -> list[Match]:
    """Entities, and with `nested` all that is in them."""
    return [Match(one.file, at) for one in starts for at in _with_nested(one, nested)]


def _with_nested(match: Match, nested: bool) -> list[int]:
    """The ordinal of a match, and with `nested` those of all that is in it."""
    inside = [match.ordinal]
    records = match.file.records if match.file is not None and nested else None
    for one in inside:
        inside += records.interface.children(one) if records is not None else []
    return inside
