"""What all questions share: the way from what a person writes to entities, and from results to an answer."""

from __future__ import annotations

from itertools import chain, islice

from parseltongue.query import find as finding
from parseltongue.query.ancestry import Ancestry
from parseltongue.query.answer import Answer, Page
from parseltongue.query.places import place_of, unknown_paths
from parseltongue.query.resolve import Match, Resolver, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.isg.view import GraphView
    from parseltongue.query.name_index import NameIndex, NameStore
    from parseltongue.query.records import Record

    Fill = Callable[[Iterator[Match]], object]
    """Puts what is asked for of the entities that a symbol stands for on a page."""

MATCHES_SHOWN = 20
"""Matches of an ambiguous symbol that an answer lists."""

SUGGESTIONS = 5


class Asking:
    """One snapshot, and the way from a symbol to an answer."""

    def __init__(self, view: GraphView, names: NameStore | None = None) -> None:
        self.view = view
        self._name_store = names
        self._known_names: NameIndex | None = None
        self._ancestry = Ancestry(view)
        self._resolver = Resolver(view, self._ancestry)

    @property
    def snapshot(self) -> str:
        """Digest of the snapshot, hexadecimal."""
        return self.view.digest.hex()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Tables of the snapshot: entities by kind, references by outcome, files by language and so on."""
        return self.view.snapshot.counts

    @property
    def _names(self) -> NameIndex:
        if self._known_names is None:
            from parseltongue.query.name_index import name_index

            self._known_names = name_index(self.view, self._name_store)
        return self._known_names

    def _about(self, symbol: str, page: Page, fill: Fill) -> Answer:
        """The answer to a question about a symbol, whose results `fill` puts on the page."""
        shown, every = self._ask(symbol, page)
        fill(every)
        return self._answer(symbol, shown, page)

    def _ask(self, symbol: str, page: Page) -> tuple[list[Record], Iterator[Match]]:
        """The matches that an answer lists, and all of them."""
        found = self._matches(symbol)
        first = list(islice(found, MATCHES_SHOWN))
        return [self._shown(match, page) for match in first], chain(first, found)

    def _matches(self, symbol: str) -> Iterator[Match]:
        found = self._resolver.matches(symbol)
        first = next(found, None)
        if first is None:
            raise unknown(symbol, self._suggestions(symbol))
        yield first
        yield from found

    def _suggestions(self, symbol: str) -> tuple[str, ...]:
        """Full names that are close to a symbol that nothing is called."""
        place = place_of(symbol)
        path = symbol.strip() if place is None else place[0]
        if place is not None or "/" in path:
            return self._paths_like(path)
        scope, _, name = symbol.strip().replace("::", ".").rpartition(".")
        page = Page(SUGGESTIONS)
        if name:
            for scopes in ([f"{scope}."], []) if scope else ([],):
                finding.anything(self.view, self._names, name, finding.Filter(scopes=scopes), page)
        return tuple(dict.fromkeys(record["qualified_name"] for record in page.results))[:SUGGESTIONS]

    def _paths_like(self, path: str) -> tuple[str, ...]:
        """Paths of files that may be meant by one at which there is nothing."""
        return tuple(unknown_paths(self.view, [path]).get(path, ()))

    def _shown(self, match: Match, page: Page) -> Record:
        record = match.record()
        if match.file is not None:
            page.files.add(match.file.path)
        return record

    def _answer(self, symbol: str, shown: list[Record], page: Page) -> Answer:
        return Answer(
            self.snapshot, symbol, shown, page.results, page.total, exact=not page.done, files=page.files
        )
