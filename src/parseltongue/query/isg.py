"""The ISG: one snapshot of a code tree, to be asked.

Wherever a `symbol` is asked for, any form of `query.resolve` will do; an id is the fastest. A symbol that
stands for several entities is answered for all of them, and the answer lists them in `matches`.

`limit` and `offset` choose a page; None as limit gives everything. Work is in proportion to the page: an
answer stops counting behind it (`Answer.exact` is then false) unless `exact=True` asks for the true total.
"""

from __future__ import annotations

from itertools import chain, islice

from parseltongue.model.errors import QueryError
from parseltongue.model.kinds import (
    CALLS,
    ENTITY_KINDS,
    RELATIONSHIP_KINDS,
    USES,
)  # fmt: skip
from parseltongue.query import find as finding
from parseltongue.query.ancestry import INHERITS, Ancestry
from parseltongue.query.answer import Answer, Page
from parseltongue.query.blast import blast, sources
from parseltongue.query.describe import Describer
from parseltongue.query.edges import MENTIONED, Edge, edges_from, edges_to
from parseltongue.query.records import entity_record, path_of_shown
from parseltongue.query.related import candidate_record, located, related, source_record, target_record
from parseltongue.query.resolve import Match, Resolver, entity_at, unknown

TYPE_CHECKING = False
if not TYPE_CHECKING:

    def overload(function):  # Importing `typing` would cost a query more than the rest of this module.
        return function


if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import Any, overload  # noqa: TC004 -- see above

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.isg.whole import SheetStore
    from parseltongue.query.analytics import Analytics
    from parseltongue.query.context.tokens import Tokenizer
    from parseltongue.query.dispatch import Dispatcher
    from parseltongue.query.export.objects import Network
    from parseltongue.query.name_index import NameIndex, NameStore
    from parseltongue.query.navigation import Navigator
    from parseltongue.query.records import Record

MATCHES_SHOWN = 20
"""Matches of an ambiguous symbol that an answer lists."""

SUGGESTIONS = 5


class ISG:
    """One snapshot, read lazily. Safe for threads as far as the store is.

    Every method raises `CorruptionError` when it meets a damaged record, and those that take a symbol
    `UnknownSymbolError` when nothing is called so; its `suggestions` are full names.

    Parameters
    ----------
    view : GraphView
    """

    def __init__(
        self, view: GraphView, names: NameStore | None = None, sheets: SheetStore | None = None
    ) -> None:
        self.view = view
        self._name_store = names
        self._sheet_store = sheets
        self._known_names: NameIndex | None = None
        ancestry = Ancestry(view)
        self._ancestry = ancestry
        self._resolver = Resolver(view, ancestry)
        self._describer = Describer(view, ancestry)
        self._known_navigator: Navigator | None = None
        self._analytics: Analytics | None = None

    @property
    def _names(self) -> NameIndex:
        if self._known_names is None:
            from parseltongue.query.name_index import name_index

            self._known_names = name_index(self.view, self._name_store)
        return self._known_names

    @property
    def _navigator(self) -> Navigator:
        if self._known_navigator is None:
            from parseltongue.query.navigation import Navigator  # Most questions do without.

            self._known_navigator = Navigator(self.view, self._ancestry)
        return self._known_navigator

    @property
    def snapshot(self) -> str:
        """Digest of the snapshot, hexadecimal."""
        return self.view.digest.hex()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Tables of the snapshot: entities by kind, references by outcome, files by language and so on."""
        return self.view.snapshot.counts

    # -- finding ------------------------------------------------------------------------------------------

    def find(
        self,
        text: str,
        limit: int | None = 50,
        *,
        kind: str | None = None,
        language: str | None = None,
        path: str | None = None,
        wide: bool = False,
        regex: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """Entities by what one remembers of their name; `match` in each result says how it fits.

        Parameters
        ----------
        text : str
            A name or part of one. In a dotted text the last part is looked for, what stands before it must
            be part of the full name, and so must all words but the last. Filters may stand among the words:
            ``kind:class``, ``lang:python``, ``path:src``, ``is:test``, ``not:test``, ``is:public``.
            ``file:line`` is the entity around that line.
        kind, language, path
            Only entities of this kind or language, or in this file or folder.
        wide : bool
            Also look for names that only resemble the text when there are entities of this very name.
        regex : bool
            The text is a regular expression, to be found in the simple name.

        Raises
        ------
        QueryError
            The text is empty, no regular expression, or the kind is none of `ENTITY_KINDS`.
        """
        query = finding.Query(text, whole=regex)
        kinds = [*query.kinds, *([kind] if kind is not None else [])]
        _check_search(query, kinds)
        wanted = finding.Filter(
            kinds,
            [*query.languages, *([language] if language is not None else [])],
            [*query.paths, *([path] if path is not None else [])],
            query.scopes,
            tests=query.tests,
            visibility=query.visibility,
        )
        page = Page(limit, offset, exact=exact)
        complete = True
        if regex or not query.name:
            complete = finding.fitting(self.view, self._names, query.name, wanted, page)
        elif not self._at_line(text, page):
            if not wide:
                finding.exact(self.view, query.name, wanted, page)
            if not page.total:
                complete = finding.anything(self.view, self._names, query.name, wanted, page)
        answer = self._answer(text, [], page)
        answer.exact &= complete
        return answer

    def _at_line(self, text: str, page: Page) -> bool:
        """Find what stands around ``file:line``; whether there is something."""
        file, colon, line = text.strip().rpartition(":")
        if colon and line.isdecimal() and file:
            for match in self._resolver.matches(text.strip()):
                if page.take():
                    page.results.append({**self._shown(match, page), "match": "place"})
        return bool(page.total)

    def resolve(self, symbol: str, limit: int | None = MATCHES_SHOWN) -> Answer:
        """The entities that a symbol stands for."""
        page = Page(limit)
        for match in self._matches(symbol):
            if page.take():
                page.results.append(self._shown(match, page))
            if page.done:
                break
        return self._answer(symbol, page.results, page)

    def show(self, symbol: str, limit: int | None = MATCHES_SHOWN, *, exact: bool = False) -> Answer:
        """What is known of an entity: its fields and what `query.describe` adds.

        That is `doc`, `line`, `relationships` (numbers of `describe.RELATIONSHIPS`), `overrides` (what it
        overrides) and `overridden_by`, each with id, full name, file and line. Unless `exact`, no more than
        `describe.BUDGET` files are read for what leads to it; `relationships_exact` and
        `overridden_by_exact` say whether those were all.
        """
        page = Page(limit)
        for match in self._matches(symbol):
            if page.take():
                page.results.append(self._describer.describe(match, exact=exact, files=page.files))
            if page.done:
                break
        return self._answer(symbol, [], page)

    # -- relationships --------------------------------------------------------------------------------------

    def callers(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        candidates: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """What calls an entity; calling a class is making an instance of it.

        Each result is the calling entity with the relationship: `relationship`, `src`, `dst`, `line` of the
        first mention, `lines` of all, `provenance`, `target`, `candidates`. Only calls that are resolved to
        the entity are told, not those that might mean it. Files that are no tests come first, then by path
        and line. With `transitive` also what calls these and so on, at most `depth` hops, each once, with
        `hop` from 1.

        With `candidates` then the calls of members that the entity overrides or implements, directly or not
        (`query.dispatch`): `relationship` is ``candidate``, `dst` the entity, `through` the member called.
        `transitive` follows none of these.
        """
        page = Page(limit, offset, exact=exact)
        if transitive:
            return self._spread(symbol, page, depth, frozenset((CALLS,)))
        return self._incoming(symbol, frozenset((CALLS,)), page, candidates=candidates)

    def uses(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """Where an entity is used other than by a call: read, passed on, in an annotation. As `callers`."""
        page = Page(limit, offset, exact=exact)
        if transitive:
            return self._spread(symbol, page, depth, frozenset((USES,)))
        return self._incoming(symbol, frozenset((USES,)), page)

    def implementors(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """The types that extend or implement a type; with `transitive` their own ones too. As `callers`."""
        page = Page(limit, offset, exact=exact)
        if not transitive:
            return self._incoming(symbol, INHERITS, page)
        return self._spread(symbol, page, depth, INHERITS)

    def callees(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        nested: bool = False,
        transitive: bool = False,
        depth: int | None = None,
        candidates: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """What an entity calls, by line; with `nested` also what is called by all that is defined in it.

        A result is the called entity with the relationship as in `callers`. Where none is known, the fields
        of the entity are None but for `name` and `qualified_name`, and `provenance` says why; `target` is
        what is written there, `candidates` the ids of members that could be meant. With `transitive` also
        what these call and so on, at most `depth` hops, each once, with `hop` from 1.

        With `candidates` each call of a member is followed by what may run in its place, because a type
        overrides or implements it: see `callers`.
        """
        page = Page(limit, offset, exact=exact)
        shown, every = self._ask(symbol, page)
        if transitive:
            starts = [Match(one.file, at) for one in every for at in _with_nested(one, nested)]
            self._navigator.callees(starts, page, depth)
            return self._answer(symbol, shown, page)
        for match in every:
            for source in _with_nested(match, nested):
                for edge in edges_from(match.file, source, (CALLS,)) if match.file is not None else ():
                    if page.take() and match.file is not None:
                        page.results.append(target_record(self.view, match.file, edge, page))
                    if candidates and match.file is not None and not page.done:
                        self._add_implementations(match.file, edge, page)
            if page.done:
                break
        return self._answer(symbol, shown, page)

    def members(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """What stands directly in an entity or file, in source order, then in impl blocks for it.

        `line` is where the name stands. With `transitive` also what stands in these, each behind what it
        stands in, with `hop` from 1.
        """
        page = Page(limit, offset, exact=True)
        shown, every = self._ask(symbol, page)
        if transitive:
            self._navigator.members(every, page, depth)
            return self._answer(symbol, shown, page)
        for match in every:
            if match.file is None:
                continue
            for file, child in self._ancestry.children(match.file, match.ordinal):
                if page.take():
                    page.results.append(located(file, child, page))
        return self._answer(symbol, shown, page)

    def blast_radius(
        self,
        symbol: str,
        depth: int | None = 3,
        limit: int | None = 200,
        *,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """What a change of an entity may affect, see `query.blast.blast`. As `callers`, with `hop`.

        `tests` in the notes are the tests among the results or around them, as in `tests_for`.
        """
        from parseltongue.query.covering import tests_among

        page = Page(limit, offset, exact=exact)
        answer = self._spread(symbol, page, depth, MENTIONED)
        answer.notes["tests"] = tests_among(self.view, page.results)
        return answer

    # -- types, imports, routes, tests ----------------------------------------------------------------------

    def supertypes(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """What a type extends and implements; with `transitive` what these do too. As `callees`."""
        page = Page(limit, offset, exact=True)
        shown, every = self._ask(symbol, page)
        self._navigator.supertypes(every, page, depth if transitive else 1)
        return self._answer(symbol, shown, page)

    def subtypes(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """The types that extend or implement a type, each once, with `hop`.

        Unlike `implementors`, the type that an impl block is for and not the block.
        """
        page = Page(limit, offset, exact=exact)
        shown, every = self._ask(symbol, page)
        self._navigator.subtypes(every, page, depth if transitive else 1)
        return self._answer(symbol, shown, page)

    def overrides(
        self, symbol: str, limit: int | None = 50, *, transitive: bool = False, offset: int = 0
    ) -> Answer:
        """What a member overrides (`direction` is ``up``), and what overrides it (``down``), with `hop`."""
        page = Page(limit, offset, exact=True)
        shown, every = self._ask(symbol, page)
        self._navigator.overrides(every, page, transitive=transitive)
        return self._answer(symbol, shown, page)

    def importers(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        depth: int | None = None,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """Files that import a file or module, or something in it; `names` are what they import of it.

        Of another entity, those that import just that. `lines` are those of the imports.
        """
        page = Page(limit, offset, exact=exact)
        shown, every = self._ask(symbol, page)
        self._navigator.importers(every, page, depth if transitive else 1)
        return self._answer(symbol, shown, page)

    def references(
        self, symbol: str, limit: int | None = 50, *, offset: int = 0, exact: bool = False
    ) -> Answer:
        """Each line that mentions an entity, as `callers`, with one `line` a result."""
        page = Page(limit, offset, exact=exact)
        shown, every = self._ask(symbol, page)
        self._navigator.references(every, page)
        return self._answer(symbol, shown, page)

    def tests_for(
        self, symbol: str, limit: int | None = 50, *, depth: int | None = None, offset: int = 0
    ) -> Answer:
        """The tests that reach an entity, or anything in a type or file, the nearest first, with `hop`."""
        from parseltongue.query.covering import reaching_tests
        from parseltongue.query.navigation import inside

        page = Page(limit, offset, exact=True)
        shown, every = self._ask(symbol, page)
        for test in reaching_tests(self.view, [one for match in every for one in inside(match)], depth):
            if page.take():
                page.results.append({**located(test.file, test.ordinal, page), "hop": test.hop})
        return self._answer(symbol, shown, page)

    def path(
        self,
        start: str,
        end: str,
        k: int = 1,
        *,
        every: bool = False,
        longest: int | None = None,
    ) -> Answer:
        """How one entity leads to another by calls: the `k` shortest routes, each without a circle.

        A type or a file stands for all that is in it. Each result has `length`, the number of steps, and
        `steps`: the entities on the way, all but the last with the relationship that leads on, as in
        `callees`.

        Parameters
        ----------
        every : bool
            Follow uses and inheritance too, not only calls.
        longest : int, optional
            Steps that a route may have.
        """
        from parseltongue.query.journeys import journeys

        page = Page(max(k, 0), exact=False)
        shown, starts = self._ask(start, page)
        others, ends = self._ask(end, page)
        page.results += islice(journeys(self.view, list(starts), list(ends), page, every, longest), max(k, 0))
        page.total = len(page.results)
        answer = self._answer(f"{start} → {end}", shown, page)
        answer.notes["end_matches"] = others
        return answer

    # -- whole files and graphs -----------------------------------------------------------------------------

    @overload
    def entities(self) -> Iterator[Record]: ...

    @overload
    def entities(self, file: str, limit: int | None = ..., *, offset: int = ...) -> Answer: ...

    def entities(
        self, file: str | None = None, limit: int | None = None, *, offset: int = 0
    ) -> Iterator[Record] | Answer:
        """All entities by path and then in source order; or the outline of a file.

        The outline leaves the file itself out; its records have `line` and `depth`, from 0.

        Raises
        ------
        UnknownSymbolError
            The snapshot has no such file.
        """
        return _entities(self.view.files()) if file is None else self._outline(file, limit, offset)

    def _outline(self, file: str, limit: int | None, offset: int) -> Answer:
        page = Page(limit, offset, exact=True)
        found = self.view.file_at(path_of_shown(file.removeprefix("./")))
        if found is None:
            raise unknown(file, ())
        page.files.add(found.path)
        parents = found.records.interface.parents if found.records is not None else b""
        depths = [-1]
        for ordinal in range(1, len(parents)):
            depths.append(depths[parents[ordinal]] + 1)
            if page.take():
                page.results.append({**located(found, ordinal, page), "depth": depths[ordinal]})
        return self._answer(file, [], page)

    def tree(self, path: str = "", depth: int | None = 2, limit: int | None = None) -> Answer:
        """Folders and files at a path and below it, at most `depth` levels, with what is in them counted.

        Results have `path`, `name`, `kind` (``folder`` or ``file``), `module`, `depth` (from 0), `files`,
        `tests` (files), `entities` and `languages` (files by language).

        Raises
        ------
        UnknownSymbolError
            The snapshot has nothing there.
        """
        from parseltongue.query.tree import folders, rows

        found = folders(self.view, path.removeprefix("./"))
        if found is None and path.strip("./"):
            raise unknown(path, ())
        page = Page(limit, exact=True)
        for record in rows(found, depth) if found is not None else ():
            if page.take():
                page.results.append(record)
        return self._answer(path or ".", [], page)

    def complete(self, start: str, limit: int = 200) -> list[str]:
        """Names, and paths of files, that begin with a text, for a shell to complete. O(result).

        Behind the last dot of a text the members and contents of what stands before it are completed.
        """
        from parseltongue.query.completion import completions

        return completions(self.view, self._resolver, self._ancestry, start, limit)

    def relationships(self) -> Iterator[Record]:
        """All relationships, as `export` writes them."""
        from parseltongue.query.export.jsonl import relationship_records

        return ({"type": "relationship", **one} for one in relationship_records(self.view))

    def export(self, write: Callable[[bytes], object]) -> None:
        """Write the graph as JSON Lines (docs/queries.md); the same snapshot gives the same bytes."""
        from parseltongue.query.export import export_jsonl

        export_jsonl(self.view, write)

    def to_networkx(self, **choice: Any) -> Any:
        """The graph as a `networkx.MultiDiGraph`; nodes are ids (docs/exports.md).

        Parameters
        ----------
        **choice
            ``around``, ``depth``, ``path``, ``kind`` choose a part as in `query.export.selection.Selection`;
            ``relationships`` is a collection of kinds (default: all), ``externals`` says whether what is
            outside the workspace has nodes (default: no).
        """
        from parseltongue.query.export import objects

        return objects.to_networkx(self._network(**choice))

    def to_rustworkx(self, **choice: Any) -> Any:
        """The graph as a `rustworkx.PyDiGraph`; payloads are records. Takes what `to_networkx` takes."""
        from parseltongue.query.export import objects

        return objects.to_rustworkx(self._network(**choice))

    def to_igraph(self, **choice: Any) -> Any:
        """The graph as a directed `igraph.Graph`. Takes what `to_networkx` takes."""
        from parseltongue.query.export import objects

        return objects.to_igraph(self._network(**choice))

    def to_dataframe(self, table: str = "entities", library: str = "pandas", **choice: Any) -> Any:
        """``entities`` or ``relationships`` as a data frame of ``pandas`` or ``polars``.

        Columns are the fields of the export; `choice` as in `Selection`.
        """
        from parseltongue.query.export import objects
        from parseltongue.query.export.selection import Chosen, Selection

        return objects.to_dataframe(Chosen(self, Selection(**choice)), table, library)

    def _network(
        self, *, relationships: Collection[str] | None = None, externals: bool = False, **choice: Any
    ) -> Network:
        from parseltongue.query.export.objects import Network
        from parseltongue.query.export.selection import Chosen, Selection

        unknown = set(relationships or ()) - set(RELATIONSHIP_KINDS)
        if unknown:
            raise QueryError(
                f"no relationship is called {', '.join(sorted(unknown))}; "
                f"kinds are {', '.join(RELATIONSHIP_KINDS)}"
            )
        return Network(Chosen(self, Selection(**choice)), relationships, with_externals=externals)

    def coverage(self, limit: int = 20) -> dict[str, Any]:
        """What the graph does not know.

        Returns
        -------
        dict
            `skipped`: reason to paths; `missing_grammars`: what to install; `syntax_errors`, `depth_cut`,
            `recoded`, `generated`, `vendored`: paths; `references`: mentions
            by outcome and `resolved_share`; `external`, `unresolved`: `total` number of distinct names and
            the `limit` most mentioned `names`, each with `name` and `mentions`; `degraded`.
        """
        from parseltongue.query.coverage import coverage

        return {"snapshot": self.snapshot, **coverage(self.view, limit)}

    def context(
        self,
        symbol: str,
        tokens: int = 4_000,
        *,
        read: Callable[[FileView], bytes | None],
        tokenizer: Tokenizer | None = None,
    ) -> Answer:
        """What is needed to change an entity, with source, in at most so many tokens (docs/queries.md).

        Parameters
        ----------
        read : callable
            Gives the bytes of a file; None if they are not those of the snapshot.
            `workspace.sources.reader` makes one.
        tokenizer : Tokenizer, optional
            By default `query.context.tokens.tokenizer()`.

        Raises
        ------
        QueryError
            The symbol is outside of the workspace, or the tokens are too few.
        """
        from parseltongue.query.context.answering import context

        shown, every = self._ask(symbol, Page(None))
        return context(self.view, self._ancestry, (symbol, shown, next(every)), tokens, read, tokenizer)

    @property
    def analytics(self) -> Analytics:
        """Cycles, ranks, communities, hotspots, dead code, metrics and rules, over the whole graph."""
        if self._analytics is None:
            from parseltongue.query.analytics import Analytics

            self._analytics = Analytics(self.view, self._sheet_store)
        return self._analytics

    # -- how answers are made -------------------------------------------------------------------------------

    def _matches(self, symbol: str) -> Iterator[Match]:
        found = self._resolver.matches(symbol)
        first = next(found, None)
        if first is None:
            raise unknown(symbol, self._suggestions(symbol))
        yield first
        yield from found

    def _suggestions(self, symbol: str) -> tuple[str, ...]:
        """Full names that are close to a symbol that nothing is called."""
        scope, _, name = symbol.strip().replace("::", ".").rpartition(".")
        page = Page(SUGGESTIONS)
        if name:
            for scopes in ([f"{scope}."], []) if scope else ([],):
                finding.anything(self.view, self._names, name, finding.Filter(scopes=scopes), page)
        return tuple(dict.fromkeys(record["qualified_name"] for record in page.results))[:SUGGESTIONS]

    def _ask(self, symbol: str, page: Page) -> tuple[list[Record], Iterator[Match]]:
        """The matches that an answer lists, and all of them."""
        found = self._matches(symbol)
        first = list(islice(found, MATCHES_SHOWN))
        return [self._shown(match, page) for match in first], chain(first, found)

    def _shown(self, match: Match, page: Page) -> Record:
        record = match.record()
        if match.file is not None:
            page.files.add(match.file.path)
        return record

    def _incoming(
        self, symbol: str, kinds: frozenset[int], page: Page, *, candidates: bool = False
    ) -> Answer:
        shown, every = self._ask(symbol, page)
        asked = list(every) if candidates else every
        for match in asked:
            identity = match.id
            for file in sources(self.view, identity):
                for edge in edges_to(file, identity, kinds):
                    if page.take():
                        page.results.append(source_record(file, edge, identity, page))
                if page.done:
                    return self._answer(symbol, shown, page)
        for match in asked if candidates else ():
            self._add_indirect_callers(match, page)
        return self._answer(symbol, shown, page)

    def _dispatcher(self) -> Dispatcher:
        from parseltongue.query.dispatch import Dispatcher  # Only who asks for candidates needs it.

        return Dispatcher(self.view, self._ancestry)

    def _add_indirect_callers(self, match: Match, page: Page) -> None:
        """Calls that may lead to a member though they name another one."""
        if match.file is None:
            return
        for place in self._dispatcher().declarations(match.file, match.ordinal):
            named = place[0].entity_id(place[1])
            for file in sources(self.view, named):
                for edge in edges_to(file, named, (CALLS,)):
                    if page.take():
                        record = source_record(file, edge, match.id, page)
                        page.results.append(candidate_record(record, place, page))
            if page.done:
                return

    def _add_implementations(self, file: FileView, edge: Edge, page: Page) -> None:
        """What may run where a member is called."""
        found = (
            file.records.links.target(edge.target) if file.records is not None and edge.target > 0 else None
        )
        match = entity_at(self.view, found) if isinstance(found, bytes) else None
        if match is None or match.file is None:
            return
        source = file.entity_id(edge.source)
        for place in self._dispatcher().implementations(match.file, match.ordinal):
            if page.take():
                record = located(*place, page)
                related(record, edge, source, bytes.fromhex(record["id"]), None, [])
                page.results.append(candidate_record(record, (match.file, match.ordinal), page))
            if page.done:
                return

    def _spread(self, symbol: str, page: Page, depth: int | None, kinds: frozenset[int]) -> Answer:
        """Incoming relationships hop by hop."""
        shown, every = self._ask(symbol, page)
        for reached in blast(self.view, list(every), depth, kinds):
            if page.take():
                record = source_record(reached.file, reached.edge, reached.via, page)
                record["hop"] = reached.hop
                page.results.append(record)
            if page.done:
                break
        return self._answer(symbol, shown, page)

    def _answer(self, symbol: str, shown: list[Record], page: Page) -> Answer:
        return Answer(
            self.snapshot, symbol, shown, page.results, page.total, exact=not page.done, files=page.files
        )


def _check_search(query: finding.Query, kinds: list[str]) -> None:
    if not query.name and not query.filters:
        raise QueryError("nothing to look for; give a name or a part of one")
    for kind in kinds:
        if kind not in ENTITY_KINDS:
            raise QueryError(f"no kind is called {kind}; kinds are {', '.join(ENTITY_KINDS)}")


def _with_nested(match: Match, nested: bool) -> list[int]:
    """The ordinal of a match, and with `nested` those of all that is in it."""
    inside = [match.ordinal]
    records = match.file.records if match.file is not None and nested else None
    for one in inside:
        inside += records.interface.children(one) if records is not None else []
    return inside


def _entities(files: Iterable[FileView]) -> Iterator[Record]:
    for file in files:
        records = file.records
        for ordinal in range(len(records.interface.kinds) if records is not None else 1):
            yield entity_record(file, ordinal)
