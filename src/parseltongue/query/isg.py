"""The ISG: one snapshot of a code tree, to be asked.

Wherever a `symbol` is asked for, any form of `query.resolve` will do; an id is the fastest. A symbol that
stands for several entities is answered for all of them, and the answer lists them in `matches`.

`limit` and `offset` choose a page; None as limit gives everything. Work is in proportion to the page: an
answer stops counting behind it (`Answer.exact` is then false) unless `exact=True` asks for the true total.
"""

from __future__ import annotations

from itertools import islice

from parseltongue.model.kinds import USES
from parseltongue.query.ancestry import INHERITS
from parseltongue.query.answer import Answer, Page
from parseltongue.query.edges import CALLED, MENTIONED
from parseltongue.query.exporting import Exporting
from parseltongue.query.neighbours import Neighbours, with_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.isg.whole import SheetStore
    from parseltongue.query.context.tokens import Tokenizer
    from parseltongue.query.name_index import NameStore
    from parseltongue.query.navigation import Navigator


class ISG(Exporting):
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
        super().__init__(view, names, sheets)
        self._neighbours = Neighbours(view, self._ancestry)
        self._known_navigator: Navigator | None = None

    @property
    def _navigator(self) -> Navigator:
        if self._known_navigator is None:
            from parseltongue.query.navigation import Navigator  # Most questions do without.

            self._known_navigator = Navigator(self.view, self._ancestry)
        return self._known_navigator

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
        """What calls an entity; calling a class is making an instance of it, which calls its constructor.

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
        if candidates and not transitive:
            return self._about(symbol, page, lambda every: self._neighbours.callers(every, page))
        return self._leading(symbol, page, CALLED, depth, transitive=transitive)

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
        return self._leading(symbol, page, frozenset((USES,)), depth, transitive=transitive)

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
        return self._leading(symbol, page, INHERITS, depth, transitive=transitive)

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
        if transitive:
            return self._about(
                symbol, page, lambda every: self._navigator.callees(with_all(every, nested), page, depth)
            )
        return self._about(
            symbol,
            page,
            lambda every: self._neighbours.callees(every, page, nested=nested, candidates=candidates),
        )

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
        if transitive:
            return self._about(symbol, page, lambda every: self._navigator.members(every, page, depth))
        return self._about(symbol, page, lambda every: self._neighbours.members(every, page))

    def blast_radius(
        self,
        symbol: str,
        depth: int | None = 3,
        limit: int | None = 200,
        *,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """What a change of an entity may affect, see `query.blast.Spread`. As `callers`, with `hop`.

        `tests` in the notes are the tests among the results or around them, as in `tests_for`.
        """
        from parseltongue.query.covering import tests_among

        page = Page(limit, offset, exact=exact)
        answer = self._leading(symbol, page, MENTIONED, depth, transitive=True)
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
        hops = depth if transitive else 1
        return self._about(symbol, page, lambda every: self._navigator.supertypes(every, page, hops))

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
        hops = depth if transitive else 1
        return self._about(symbol, page, lambda every: self._navigator.subtypes(every, page, hops))

    def overrides(
        self, symbol: str, limit: int | None = 50, *, transitive: bool = False, offset: int = 0
    ) -> Answer:
        """What a member overrides (`direction` is ``up``), and what overrides it (``down``), with `hop`."""
        page = Page(limit, offset, exact=True)
        return self._about(
            symbol, page, lambda every: self._navigator.overrides(every, page, transitive=transitive)
        )

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
        hops = depth if transitive else 1
        return self._about(symbol, page, lambda every: self._navigator.importers(every, page, hops))

    def references(
        self, symbol: str, limit: int | None = 50, *, offset: int = 0, exact: bool = False
    ) -> Answer:
        """Each line that mentions an entity, as `callers`, with one `line` a result."""
        page = Page(limit, offset, exact=exact)
        return self._about(symbol, page, lambda every: self._navigator.references(every, page))

    def tests_for(
        self, symbol: str, limit: int | None = 50, *, depth: int | None = None, offset: int = 0
    ) -> Answer:
        """The tests that reach an entity, or anything in a type or file, with `hop` and `certain`.

        First those that certainly do, the nearest first; then those that do if a call on the way runs a
        member in place of the one that it names.
        """
        from parseltongue.query.covering import add_reaching_tests

        page = Page(limit, offset, exact=True)
        return self._about(
            symbol, page, lambda every: add_reaching_tests(self.view, self._ancestry, every, page, depth)
        )

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

    def _leading(
        self, symbol: str, page: Page, kinds: frozenset[int], depth: int | None, *, transitive: bool
    ) -> Answer:
        """What has relationships of some kinds to an entity."""
        go = self._neighbours
        if transitive:
            return self._about(symbol, page, lambda every: go.spread(every, page, depth, kinds))
        return self._about(symbol, page, lambda every: go.leading(every, page, kinds))
