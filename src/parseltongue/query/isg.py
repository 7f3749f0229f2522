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
    AMBIGUOUS,
    CALLS,
    ENTITY_KINDS,
    PROVENANCES,
    RELATIONSHIP_KINDS,
    USES,
)  # fmt: skip
from parseltongue.query import find as finding
from parseltongue.query.ancestry import INHERITS, Ancestry
from parseltongue.query.answer import Answer, Page
from parseltongue.query.blast import blast, sources
from parseltongue.query.describe import Describer
from parseltongue.query.edges import MENTIONED, Edge, candidates, edges_from, edges_to
from parseltongue.query.records import brief_record, entity_record, outside_record, path_of_shown
from parseltongue.query.resolve import Match, Resolver, entity_at, unknown

TYPE_CHECKING = False
if not TYPE_CHECKING:

    def overload(function):  # Importing `typing` would cost a query more than the rest of this module.
        return function


if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import Any, overload  # noqa: TC004 -- see above

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.dispatch import Dispatcher
    from parseltongue.query.export.objects import Network
    from parseltongue.query.records import Record

MATCHES_SHOWN = 20
"""Matches of an ambiguous symbol that an answer lists."""

CANDIDATE = "candidate"
"""Stands for the kind of a relationship that a call may turn out to be."""

SUGGESTIONS = 5


class ISG:
    """One snapshot, read lazily. Safe for threads as far as the store is.

    Every method raises `CorruptionError` when it meets a damaged record, and those that take a symbol
    `UnknownSymbolError` when nothing is called so; its `suggestions` are full names.

    Parameters
    ----------
    view : GraphView
    """

    def __init__(self, view: GraphView) -> None:
        self.view = view
        ancestry = Ancestry(view)
        self._ancestry = ancestry
        self._resolver = Resolver(view, ancestry)
        self._describer = Describer(view, ancestry)

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
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """Entities by what one remembers of their name; `match` in each result says how it fits.

        Parameters
        ----------
        text : str
            A name or part of one. In a dotted text the last part is looked for, what stands before it must
            be part of the full name.
        kind, language, path
            Only entities of this kind or language, or in this file or folder.
        wide : bool
            Also look for names that only resemble the text when there are entities of this very name.

        Raises
        ------
        QueryError
            The text is empty or the kind is none of `ENTITY_KINDS`.
        """
        scope, _, name = text.strip().rpartition(".")
        _check_search(name, kind)
        wanted = finding.Filter(kind, language, path, f"{scope}." if scope else "")
        page = Page(limit, offset, exact=exact)
        if not wide:
            finding.exact(self.view, name, wanted, page)
        if not page.total:
            finding.anything(self.view, name, wanted, page)
        return self._answer(text, [], page)

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
        candidates: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """What calls an entity; calling a class is making an instance of it.

        Each result is the calling entity with the relationship: `relationship`, `src`, `dst`, `line` of the
        first mention, `lines` of all, `provenance`, `target`, `candidates`. Only calls that are resolved to
        the entity are told, not those that might mean it. Files that are no tests come first, then by path
        and line.

        With `candidates` then the calls of members that the entity overrides or implements, directly or not
        (`query.dispatch`): `relationship` is ``candidate``, `dst` the entity, `through` the member called.
        """
        page = Page(limit, offset, exact=exact)
        return self._incoming(symbol, frozenset((CALLS,)), page, candidates=candidates)

    def uses(self, symbol: str, limit: int | None = 50, *, offset: int = 0, exact: bool = False) -> Answer:
        """Where an entity is used other than by a call: read, passed on, in an annotation. As `callers`."""
        return self._incoming(symbol, frozenset((USES,)), Page(limit, offset, exact=exact))

    def implementors(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        transitive: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """The types that extend or implement a type; with `transitive` their own ones too. As `callers`."""
        page = Page(limit, offset, exact=exact)
        if not transitive:
            return self._incoming(symbol, INHERITS, page)
        return self._spread(symbol, page, None, INHERITS)

    def callees(
        self,
        symbol: str,
        limit: int | None = 50,
        *,
        nested: bool = False,
        candidates: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """What an entity calls, by line; with `nested` also what is called by all that is defined in it.

        A result is the called entity with the relationship as in `callers`. Where none is known, the fields
        of the entity are None but for `name` and `qualified_name`, and `provenance` says why; `target` is
        what is written there, `candidates` the ids of members that could be meant.

        With `candidates` each call of a member is followed by what may run in its place, because a type
        overrides or implements it: see `callers`.
        """
        page = Page(limit, offset, exact=exact)
        shown, every = self._ask(symbol, page)
        for match in every:
            for source in _with_nested(match, nested):
                for edge in edges_from(match.file, source, (CALLS,)) if match.file is not None else ():
                    if page.take() and match.file is not None:
                        page.results.append(self._target(match.file, edge, page))
                    if candidates and match.file is not None and not page.done:
                        self._add_implementations(match.file, edge, page)
            if page.done:
                break
        return self._answer(symbol, shown, page)

    def members(self, symbol: str, limit: int | None = 50, *, offset: int = 0) -> Answer:
        """What stands directly in an entity or file, in source order, then in impl blocks for it.

        `line` is where the name stands.
        """
        page = Page(limit, offset, exact=True)
        shown, every = self._ask(symbol, page)
        for match in every:
            if match.file is None:
                continue
            for file, child in self._ancestry.children(match.file, match.ordinal):
                if page.take():
                    page.results.append(_located(file, child, page))
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
        """What a change of an entity may affect, see `query.blast.blast`. As `callers`, with `hop`."""
        return self._spread(symbol, Page(limit, offset, exact=exact), depth, MENTIONED)

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
                page.results.append({**_located(found, ordinal, page), "depth": depths[ordinal]})
        return self._answer(file, [], page)

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
        scope, _, name = symbol.strip().rpartition(".")
        page = Page(SUGGESTIONS)
        if name:
            wanted = finding.Filter(None, None, None, f"{scope}.")
            for one in (wanted, finding.Filter(None, None, None)) if scope else (wanted,):
                finding.anything(self.view, name, one, page)
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
                        page.results.append(_source(file, edge, identity, page))
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
                        record = _source(file, edge, match.id, page)
                        page.results.append(_candidate(record, place, page))
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
                record = _located(*place, page)
                _related(record, edge, source, bytes.fromhex(record["id"]), None, [])
                page.results.append(_candidate(record, (match.file, match.ordinal), page))
            if page.done:
                return

    def _spread(self, symbol: str, page: Page, depth: int | None, kinds: frozenset[int]) -> Answer:
        """Incoming relationships hop by hop."""
        shown, every = self._ask(symbol, page)
        for reached in blast(self.view, list(every), depth, kinds):
            if page.take():
                record = _source(reached.file, reached.edge, reached.via, page)
                record["hop"] = reached.hop
                page.results.append(record)
            if page.done:
                break
        return self._answer(symbol, shown, page)

    def _target(self, file: FileView, edge: Edge, page: Page) -> Record:
        """The record of what an edge leads to."""
        records = file.records
        if records is None:
            raise TypeError("an edge of a file without facts")
        paths = records.paths
        found = records.links.target(edge.target) if edge.target > 0 else None
        page.files.add(file.path)
        source = file.entity_id(edge.source)
        if isinstance(found, bytes):
            match = entity_at(self.view, found)
            record = self._shown(match, page) if match is not None else outside_record("", "")
            return _related(record, edge, source, found, None, [])
        written = paths.written(edge.path, records.interface)
        name = found or ""
        possible = (
            candidates(self.view, paths.member(edge.path) or "") if edge.provenance == AMBIGUOUS else []
        )
        record = outside_record(name, written)
        return _related(record, edge, source, None, name or written, [one.hex() for one in possible])

    def _answer(self, symbol: str, shown: list[Record], page: Page) -> Answer:
        return Answer(
            self.snapshot, symbol, shown, page.results, page.total, exact=not page.done, files=page.files
        )


def _check_search(name: str, kind: str | None) -> None:
    if not name:
        raise QueryError("nothing to look for; give a name or a part of one")
    if kind is not None and kind not in ENTITY_KINDS:
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


def _located(file: FileView, ordinal: int, page: Page) -> Record:
    page.files.add(file.path)
    return entity_record(file, ordinal)


def _source(file: FileView, edge: Edge, target: bytes, page: Page) -> Record:
    """The record of the entity that an edge starts from."""
    page.files.add(file.path)
    record = entity_record(file, edge.source)
    return _related(record, edge, bytes.fromhex(record["id"]), target, None, [])


def _candidate(record: Record, through: tuple[FileView, int], page: Page) -> Record:
    """Mark a record of a call as one that may happen, through the member that is named."""
    page.files.add(through[0].path)
    record["relationship"] = CANDIDATE
    record["through"] = brief_record(*through)
    return record


def _related(
    record: Record, edge: Edge, src: bytes, dst: bytes | None, target: str | None, possible: list[str]
) -> Record:
    """Add the fields of a relationship to the record of an entity."""
    lines = edge.all_lines()
    record["relationship"] = RELATIONSHIP_KINDS[edge.kind]
    record["src"] = src.hex()
    record["dst"] = dst.hex() if dst is not None else None
    record["line"] = lines[0]
    record["lines"] = lines
    record["provenance"] = PROVENANCES[edge.provenance]
    record["target"] = target
    record["candidates"] = possible
    return record
