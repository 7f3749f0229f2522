"""Questions about the graph as a whole, answered with records (`ISG.analytics`).

All take `limit` and `offset` for a page, None as limit gives everything, and the same filters:

- `tests=False` leaves files that are tests out of the graph;
- `path` and `language` choose the part of the workspace that is looked at.

The columns of the last part that was asked about are kept, so that a second question costs only its own
algorithm. What they raise besides is `ConfigError` where igraph is needed and not installed.
"""

from __future__ import annotations

from parseltongue.analytics.columns import LEVELS, Columns, load
from parseltongue.model.errors import QueryError
from parseltongue.model.kinds import RELATIONSHIP_KINDS, TYPE_KINDS
from parseltongue.model.shown import shown_path
from parseltongue.query.answer import Answer, Page
from parseltongue.query.edges import edges_from
from parseltongue.query.narrowing import check_language, kind_number
from parseltongue.query.records import outside_record, path_of_shown
from parseltongue.query.vertices import VertexRecords

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from parseltongue.analytics.columns import Digraph
    from parseltongue.analytics.other_places import Read
    from parseltongue.isg.view import GraphView
    from parseltongue.isg.whole import SheetStore
    from parseltongue.query.records import Record

    Show = Callable[[Sequence[int]], list[Record]]


class Survey(Answer):
    """An answer that is about no symbol."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON: all but `files`."""
        return {
            "snapshot": self.snapshot,
            "total": self.total,
            "exact": self.exact,
            "results": self.results,
            **self.notes,
        }


class Part:
    """Which files of a snapshot a question is about; `path` as it is shown, ``.`` is everything."""

    __slots__ = ("language", "path", "tests")

    def __init__(self, *, tests: bool = True, path: str | None = None, language: str | None = None) -> None:
        self.tests = tests
        folder = (path or ".").rstrip("/")
        self.path = "" if folder == "." else path_of_shown(folder.removeprefix("./"))
        self.language = language or ""

    def key(self) -> tuple[bool, str, str]:
        """Equal for equal parts."""
        return self.tests, self.path, self.language


WHOLE = Part()


class Analytics:
    """The questions of this module about one snapshot."""

    def __init__(self, view: GraphView, sheets: SheetStore | None = None) -> None:
        self._view = view
        self._sheets = sheets
        self._part: tuple[bool, str, str] | None = None
        self._columns: Columns
        self._records: VertexRecords
        self._digraphs: dict[str, Digraph] = {}

    def columns(self, part: Part = WHOLE) -> Columns:
        """The graph as columns. O(entities + mentions) unless it was asked for last."""
        if self._part != part.key():
            if part.language:
                check_language(self._view, part.language)
            self._columns = load(
                self._view, self._sheets, tests=part.tests, path=part.path, language=part.language
            )
            self._digraphs = {}
            self._records = VertexRecords(self._columns)
            self._part = part.key()
        return self._columns

    def digraph(self, level: str, part: Part = WHOLE) -> Digraph:
        """Who refers to whom at a level of `LEVELS`."""
        if level not in LEVELS:
            raise QueryError(f"no level is called {level}; levels are {', '.join(LEVELS)}")
        columns = self.columns(part)
        if level not in self._digraphs:
            self._digraphs[level] = columns.digraph(level)
        return self._digraphs[level]

    def cycles(
        self, level: str = "file", limit: int | None = 20, *, offset: int = 0, part: Part = WHOLE
    ) -> Survey:
        """What depends on itself in a circle, the largest first.

        A result has `size`, `edges` (dependencies among the members), `example` (a short circle, as records)
        and `members` (records). Something that refers to itself alone is no cycle.
        """
        from parseltongue.analytics.cycles import cycles

        graph, show = self.digraph(level, part), self._show(level)
        page = Page(limit, offset, exact=True)
        for one in cycles(graph):
            if page.take():
                page.results.append(
                    {
                        "size": len(one.members),
                        "edges": one.edges,
                        "example": show(one.example),
                        "members": show(one.members),
                    }
                )
        return self._survey(page, level=level)

    def rank(
        self,
        by: str = "pagerank",
        level: str = "entity",
        limit: int | None = 50,
        *,
        kind: str | None = None,
        offset: int = 0,
        part: Part = WHOLE,
    ) -> Survey:
        """Records by a measure of `analytics.ranking`, the highest first, each with `value`, `incoming` and
        `outgoing`: how many others refer to it, and to how many it refers.

        The notes say whether the measure is an estimate, `sampled`.
        """
        from parseltongue.analytics import ranking

        if by not in ranking.MEASURES:
            raise QueryError(f"no measure is called {by}; measures are {', '.join(ranking.MEASURES)}")
        wanted = _kind_number(kind, level)
        graph, show = self.digraph(level, part), self._show(level)
        values = ranking.ranks(graph, by)
        incoming, outgoing = ranking.coupling(graph)
        page = Page(limit, offset, exact=True)
        chosen = [
            vertex
            for vertex in sorted(range(graph.count), key=lambda one: (-values[one], one))
            if (wanted is None or self._columns.kinds[vertex] == wanted) and page.take()
        ]
        for vertex, record in zip(chosen, show(chosen), strict=True):
            numbers = {
                "value": values[vertex],
                "incoming": incoming[vertex],
                "outgoing": outgoing[vertex],
            }
            page.results.append({**record, **numbers})
        return self._survey(page, level=level, by=by, sampled=ranking.is_sampled(graph, by))

    def communities(
        self, level: str = "file", limit: int | None = 20, *, offset: int = 0, part: Part = WHOLE
    ) -> Survey:
        """Parts that refer to each other more than to the rest, the largest first; `size` and `members`.

        Members that most others refer to come first.

        The notes have `modularity`: near 0 the division means little, above 0.3 much.
        """
        from parseltongue.analytics.communities import communities
        from parseltongue.analytics.ranking import coupling

        graph, show = self.digraph(level, part), self._show(level)
        found, modularity = communities(graph)
        incoming, _ = coupling(graph)
        page = Page(limit, offset, exact=True)
        for members in found:
            if page.take():
                members.sort(key=lambda one: (-incoming[one], one))
                page.results.append({"size": len(members), "members": show(members)})
        return self._survey(page, level=level, modularity=modularity)

    def hotspots(
        self,
        churn: Mapping[str, tuple[int, int | None]] | None = None,
        limit: int | None = 20,
        *,
        offset: int = 0,
        part: Part = WHOLE,
    ) -> Survey:
        """Files where a change is likely and hard, see `analytics.hotspots`.

        `changes.churn.churn` reads `churn` from git. Without, it does not count, and the note `history` is
        false. Results are records of files with `score`, `incoming`, `outgoing`, `lines`, `commits`,
        `changed_lines`.
        """
        from parseltongue.analytics.hotspots import hotspots

        columns = self.columns(part)
        page = Page(limit, offset, exact=True)
        for one in hotspots(columns, churn):
            if page.take():
                numbers = {
                    "score": one.score,
                    "incoming": one.incoming,
                    "outgoing": one.outgoing,
                    "lines": one.lines,
                    "commits": one.commits,
                    "changed_lines": one.changed,
                }
                page.results.append({**self._records.of_file(one.file), **numbers})
        return self._survey(page, history=churn is not None)

    def dead_code(
        self,
        confidence: str = "medium",
        limit: int | None = 50,
        *,
        kind: str | None = None,
        path: str | None = None,
        language: str | None = None,
        offset: int = 0,
        read: Read | None = None,
    ) -> Survey:
        """Entities that no entry point seems to reach, the surest first, see `analytics.dead_code`.

        A result has `confidence`, `reasons` and `inside`, how many others are in it. `confidence` is the
        least that is told; the note `counts` has the numbers of all. The filters choose what is told: life
        comes from everywhere. With `read` (`workspace.sources.reader`) names are also sought in the sources,
        where they can stand without being read as a mention; without, more seems dead.
        """
        from parseltongue.analytics.dead_code import CONFIDENCES, dead_code

        if confidence not in CONFIDENCES:
            raise QueryError(f"confidence is one of {', '.join(CONFIDENCES)}, not {confidence}")
        wanted, inside = _kind_number(kind, "entity"), Part(path=path, language=language)
        if language is not None:
            check_language(self._view, language)
        columns = self.columns()
        page = Page(limit, offset, exact=True)
        counts = dict.fromkeys(reversed(CONFIDENCES), 0)
        for one in dead_code(columns, read):
            index = columns.file_of(one.vertex)
            chosen = _is_in(inside, columns.paths[index], columns.languages[index])
            if not chosen or wanted not in (None, columns.kinds[one.vertex]):
                continue
            counts[CONFIDENCES[one.confidence]] += 1
            if one.confidence >= CONFIDENCES.index(confidence) and page.take():
                told = {
                    "confidence": CONFIDENCES[one.confidence],
                    "reasons": one.reasons,
                    "inside": one.inside,
                }
                page.results.append({**self._records.of(one.vertex), **told})
        return self._survey(page, counts=counts)

    def class_metrics(
        self,
        symbols: Iterable[str] | None = None,
        by: str = "cbo",
        limit: int | None = 50,
        *,
        offset: int = 0,
        part: Part = WHOLE,
    ) -> Survey:
        """Records of types with `analytics.class_metrics.METRICS`, the highest `by` first.

        `symbols` are ids of types, as records have them; by default all types.
        """
        from parseltongue.analytics.class_metrics import METRICS, class_metrics

        if by not in METRICS:
            raise QueryError(f"no metric of types is called {by}; metrics are {', '.join(METRICS)}")
        columns = self.columns(part)
        every = class_metrics(columns)
        wanted = None if symbols is None else self._vertices(symbols)
        page = Page(limit, offset, exact=True)
        for vertex in sorted(every, key=lambda one: (-every[one][by], one)):
            if (wanted is None or vertex in wanted) and page.take():
                page.results.append({**self._records.of(vertex), **every[vertex]})
        return self._survey(page, level="class", by=by)

    def package_metrics(self, limit: int | None = 50, *, offset: int = 0, part: Part = WHOLE) -> Survey:
        """All packages, the farthest from the main sequence first, see `analytics.package_metrics`."""
        from parseltongue.analytics.package_metrics import package_metrics

        found = package_metrics(self.columns(part))
        page = Page(limit, offset, exact=True)
        for one in sorted(found, key=lambda one: (-(one.distance or 0), one.name)):
            if page.take():
                page.results.append(
                    {
                        "package": shown_path(one.name),
                        "files": one.files,
                        "types": one.types,
                        "abstract": one.abstract,
                        "ca": one.ca,
                        "ce": one.ce,
                        "instability": one.instability,
                        "abstractness": one.abstractness,
                        "distance": one.distance,
                    }
                )
        return self._survey(page, level="package")

    def check(
        self,
        layers: Sequence[str],
        forbidden: Sequence[tuple[str, str]],
        limit: int | None = 50,
        *,
        offset: int = 0,
        part: Part = WHOLE,
    ) -> Survey:
        """Relationships that break the rules of `[rules]`, see `analytics.rules`.

        A result is the record of what has the relationship, with `rule`, `relationship`, `line` and `lines`
        of its mentions, `dst` (id; None outside of the workspace) and `target` (the full name).

        Raises
        ------
        ConfigError
            A rule names nothing.
        """
        from parseltongue.analytics.rules import violations

        columns = self.columns(part)
        page = Page(limit, offset, exact=True)
        for one in violations(columns, layers, forbidden):
            if page.take():
                page.results.append(self._violation(one.source, one.target, one.kind, one.rule))
        return self._survey(page)

    # -- how answers are made -----------------------------------------------------------------------------

    def _violation(self, source: int, target: int | str, kind: int, rule: str) -> Record:
        file, ordinal = self._columns.place(source)
        if isinstance(target, str):
            used, wanted = outside_record(target, target), None
        else:
            used, wanted = self._records.of(target), self._columns.id(target)
        lines: set[int] = set()
        for edge in edges_from(file, ordinal, (kind,)):
            found = file.records.links.target(edge.target) if file.records is not None else None
            if edge.target > 0 and found == (wanted or target):
                lines.update(edge.lines)
        told = {
            "rule": rule,
            "relationship": RELATIONSHIP_KINDS[kind],
            "line": min(lines, default=1),
            "lines": sorted(lines),
            "dst": used["id"],
            "target": used["qualified_name"],
        }
        return {**self._records.of(source), **told}

    def _show(self, level: str) -> Show:
        if level == "entity":
            return self._records.many
        if level == "file":
            return lambda files: list(map(self._records.of_file, files))
        names, package_of = self._columns.packages()
        sizes = [0] * len(names)
        for package in package_of:
            sizes[package] += 1
        return lambda packages: [
            {"package": shown_path(names[index]), "files": sizes[index]} for index in packages
        ]

    def _vertices(self, ids: Iterable[str]) -> set[int]:
        """Vertices of types with these ids."""
        found = {self._columns.vertex(bytes.fromhex(one)) for one in ids}
        return {one for one in found if one >= 0 and self._columns.kinds[one] in TYPE_KINDS}

    def _survey(self, page: Page, **notes: object) -> Survey:
        files = set(self._columns.paths)
        digest = self._view.digest.hex()
        return Survey(digest, "", [], page.results, page.total, exact=True, files=files, notes=notes)


def _kind_number(kind: str | None, level: str) -> int | None:
    if kind is None:
        return None
    if level != "entity":
        raise QueryError(f"a kind is one of entities; at the level of a {level} there are no kinds")
    return kind_number(kind)


def _is_in(part: Part, path: str, language: str) -> bool:
    below = not part.path or path == part.path or path.startswith(part.path + "/")
    return below and part.language in ("", language)
