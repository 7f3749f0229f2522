"""Which tests reach an entity."""

from __future__ import annotations

from itertools import islice

from parseltongue.model.interface import TEST
from parseltongue.model.kinds import CALLABLE_KINDS, FILE
from parseltongue.query.blast import Spread
from parseltongue.query.edges import MENTIONED
from parseltongue.query.indirect import Indirect
from parseltongue.query.navigation import inside
from parseltongue.query.records import entity_record
from parseltongue.query.related import located
from parseltongue.query.resolve import Match, entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.answer import Page
    from parseltongue.query.records import Record


class Covering:
    """A test, and how many hops lie between it and what it reaches; 0 if it is that itself.

    `certain` is false where it depends on the object whether a call on the way leads there.
    """

    __slots__ = ("certain", "file", "hop", "ordinal")

    def __init__(self, file: FileView, ordinal: int, hop: int, *, certain: bool) -> None:
        self.file = file
        self.ordinal = ordinal
        self.hop = hop
        self.certain = certain

    def __str__(self) -> str:
        return f"{self.hop} hop{'s' if self.hop > 1 else ''} away" + ("" if self.certain else ", perhaps")


def reaching_tests(
    view: GraphView,
    ancestry: Ancestry,
    starts: Sequence[Match],
    depth: int | None = None,
    most: int | None = None,
) -> list[Covering]:
    """Tests among entities and among all that leads to them, certain and near ones first, each once.

    O(relationships that lead to `starts` within `depth` hops); no more than `most` of what leads to them is
    looked at.
    """
    found: dict[bytes, Covering] = {}
    for start in starts:
        if start.file is not None:
            _take(found, start.file, start.ordinal, 0)
    spread = Spread(view, starts, depth, MENTIONED, Indirect(view, ancestry))
    looked_at = 0
    for one in islice(spread.certain(), most):
        _take(found, one.file, one.ordinal, one.hop)
        looked_at += 1
    if most is None or looked_at < most:
        for one in islice(spread.possible(), most and most - looked_at):
            _take(found, one.file, one.ordinal, one.hop, certain=False)
    return list(found.values())


def add_reaching_tests(
    view: GraphView, ancestry: Ancestry, starts: Iterable[Match], page: Page, depth: int | None = None
) -> None:
    """Put the tests that reach entities, or anything in types and files, on a page.

    Records have `hop` and `certain`.
    """
    for test in reaching_tests(view, ancestry, [one for start in starts for one in inside(start)], depth):
        if page.take():
            record = located(test.file, test.ordinal, page)
            page.results.append({**record, "hop": test.hop, "certain": test.certain})


def _take(
    found: dict[bytes, Covering], file: FileView, ordinal: int, hop: int, *, certain: bool = True
) -> None:
    test = enclosing_test(file, ordinal)
    if test is not None:
        found.setdefault(file.entity_id(test), Covering(file, test, hop, certain=certain))


def enclosing_test(file: FileView, ordinal: int) -> int | None:
    """The test that an entity is or stands in.

    A callable that its language knows as a test; in a test file where it knows none, the file.
    """
    records = file.records
    if records is None:
        return None
    interface = records.interface
    while ordinal:
        if interface.flags[ordinal] & TEST and interface.kinds[ordinal] in CALLABLE_KINDS:
            return ordinal
        ordinal = interface.parents[ordinal]
    return FILE if file.is_test and not any(flags & TEST for flags in interface.flags) else None


def tests_among(view: GraphView, records: Iterable[Record]) -> list[Record]:
    """The tests that the entities of some records are or stand in, each once, with its first `hop`."""
    found: dict[bytes, Record] = {}
    for record in records:
        match = entity_at(view, bytes.fromhex(record["id"]))
        test = (
            enclosing_test(match.file, match.ordinal)
            if match is not None and match.file is not None
            else None
        )
        if match is not None and match.file is not None and test is not None:
            identity = match.file.entity_id(test)
            if identity not in found:
                found[identity] = {**entity_record(match.file, test), "hop": record["hop"]}
    return list(found.values())
