"""Routes as an answer tells them: entities with the relationship that leads on to the next."""

from __future__ import annotations

from parseltongue.query.edges import CALLED, edges_from
from parseltongue.query.navigation import inside
from parseltongue.query.related import related
from parseltongue.query.resolve import entity_at
from parseltongue.query.routes import FOLLOWED, Neighbours, simple_routes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.view import GraphView
    from parseltongue.query.answer import Page
    from parseltongue.query.records import Record
    from parseltongue.query.resolve import Match
    from parseltongue.query.routes import Route


def journeys(
    view: GraphView, starts: list[Match], ends: list[Match], page: Page, every: bool, longest: int | None
) -> Iterator[Record]:
    """Routes from anything in `starts` to anything in `ends`, the shortest first."""
    kinds = FOLLOWED if every else CALLED
    first = [one.id for match in starts for one in inside(match)]
    last = [one.id for match in ends for one in inside(match)]
    for route in simple_routes(Neighbours(view, kinds), first, last, longest=longest):
        yield {"length": len(route) - 1, "steps": [*_steps(view, route, page, kinds)]}


def _steps(view: GraphView, route: Route, page: Page, kinds: frozenset[int]) -> Iterator[Record]:
    for at, identity in enumerate(route):
        match = entity_at(view, identity)
        if match is None or match.file is None:
            continue
        page.files.add(match.file.path)
        record = match.record()
        if at + 1 < len(route):
            record["declared_line"] = record["line"]
            following = route[at + 1]
            records = match.file.records
            for edge in edges_from(match.file, match.ordinal, kinds):
                if edge.target > 0 and records is not None and records.links.target(edge.target) == following:
                    related(record, edge, identity, following, None, [])
                    break
        yield record
