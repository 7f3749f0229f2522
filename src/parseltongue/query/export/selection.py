"""Which part of the graph is to be exported, and its records.

A record is a dict as `jsonl` writes it, without `type`. Of a part, those relationships are told that lead
from a chosen entity to a chosen entity; of the whole graph all of them.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

from parseltongue.query.blast import incoming_edges
from parseltongue.query.edges import MENTIONED, edges_from
from parseltongue.query.export.jsonl import Relationships, entity_records
from parseltongue.query.narrowing import kind_number
from parseltongue.query.places import is_in
from parseltongue.query.resolve import entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from parseltongue.analytics.columns import Columns
    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.exporting import Exporting

    Record = dict[str, Any]

_GLOB = frozenset("*?[")
EXTERNAL = "external"
"""Kind of the nodes that stand for something outside the workspace, and what their ids begin with."""


class Selection:
    """What is wanted; everything unless something is said.

    Parameters
    ----------
    around : str or None
        A symbol: only what is at most `depth` relationships away from it, whichever way they lead. The
        members of an entity are one step from it.
    path : str or None
        A file, a folder, or a pattern with ``*``, ``?`` and ``[]`` for whole paths.
    kind : str or None
        A kind of entity.
    """

    __slots__ = ("around", "depth", "kind", "path")

    def __init__(
        self, around: str | None = None, depth: int = 1, path: str | None = None, kind: str | None = None
    ) -> None:
        if kind is not None:
            kind_number(kind)
        self.around = around
        self.depth = depth
        self.path = path.removeprefix("./").rstrip("/") if path is not None else None
        self.kind = kind

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.around is None and self.path in (None, "", ".") and self.kind is None

    @property
    def is_place(self) -> bool:
        """Whether `path` is a file or a folder, and no pattern."""
        return _GLOB.isdisjoint(self.path or "")

    def file(self, shown: str) -> bool:
        """Whether a file may have chosen entities."""
        if self.path in (None, "", "."):
            return True
        path = self.path or ""
        if not self.is_place:
            return fnmatchcase(shown, path)
        return is_in(shown, path)


class Chosen:
    """The chosen part of a graph.

    Attributes
    ----------
    selection : Selection
    view : GraphView
    snapshot : str
    hops : dict of str to int, or None
        With `around`: the distance of each entity, by id, in the order in which they were reached.
    """

    def __init__(self, graph: Exporting, selection: Selection) -> None:
        self.selection = selection
        self._graph = graph
        self.view = graph.view
        self.snapshot = graph.snapshot
        self.hops: dict[str, int] | None = None
        if selection.around is not None:
            starts = [bytes.fromhex(one["id"]) for one in graph.resolve(selection.around, None) if one["id"]]
            self.hops = neighbourhood(self.view, starts, selection.depth)

    def columns(self) -> Columns:
        """The whole graph as columns."""
        return self._graph.analytics.columns()

    def files(self) -> Iterator[FileView]:
        """The files that may have chosen entities, by path."""
        near = None if self.hops is None else {one[: len(one) // 2] for one in self.hops}
        for file in self.view.files():
            if self.selection.file(file.shown) and (near is None or file.id.hex() in near):
                yield file

    def entities(self) -> Iterator[Record]:
        """The chosen entities, by path and source order."""
        for file in self.files():
            for record in entity_records(file):
                if self._has(record):
                    yield record

    def relationships(self) -> Iterator[Record]:
        """The relationships, in the order of the whole export."""
        ids = None if self.selection.is_whole else {record["id"] for record in self.entities()}
        every = Relationships(self.view)
        for file in self.files() if ids is None else self._sources(ids):
            for record in every.records(file):
                if ids is None or (record["src"] in ids and record["dst"] in ids):
                    yield record

    def edges(self) -> Iterator[Record]:
        """The relationships with two ends, `dst` being ``external:`` and a name for what is outside.

        Those that are ambiguous or not resolved have one end only.
        """
        for record in self.relationships():
            if record["dst"] is None and record["provenance"] == EXTERNAL:
                record["dst"] = f"{EXTERNAL}:{record['target']}"
            if record["dst"] is not None:
                yield record

    def _sources(self, ids: set[str]) -> Iterator[FileView]:
        """Files that the relationships between chosen entities stand in: an impl block may stand anywhere."""
        wanted = {one[: len(one) // 2] for one in ids}
        around = {leading.hex() for one in ids for leading in self.view.incoming(bytes.fromhex(one))}
        for file in self.view.files():
            if file.id.hex() in wanted or file.id.hex() in around:
                yield file

    def _has(self, record: Record) -> bool:
        if self.selection.kind is not None and record["kind"] != self.selection.kind:
            return False
        return self.hops is None or record["id"] in self.hops


def neighbourhood(view: GraphView, starts: Iterable[bytes], depth: int) -> dict[str, int]:
    """Distance of all entities near some, by id, the nearest first."""
    hops = dict.fromkeys(starts, 0)
    frontier = list(hops)
    for hop in range(1, depth + 1):
        reached = [other for one in frontier for other in _neighbours(view, one)]
        frontier = [one for one in dict.fromkeys(reached) if one not in hops]
        hops.update(dict.fromkeys(frontier, hop))
    return {one.hex(): hop for one, hop in hops.items()}


def _neighbours(view: GraphView, identity: bytes) -> Iterator[bytes]:
    match = entity_at(view, identity)
    file = match.file if match is not None else None
    records = file.records if file is not None else None
    if match is None or file is None or records is None:
        return
    for child in records.interface.children(match.ordinal):
        yield file.entity_id(child)
    for edge in edges_from(file, match.ordinal):
        target = records.links.target(edge.target) if edge.target > 0 else None
        if isinstance(target, bytes):
            yield target
    for other, edge in incoming_edges(view, identity, MENTIONED):
        yield other.entity_id(edge.source)


def external_node(identity: str) -> Record:
    """The record of a node that an edge to something outside leads to: only `id`, `kind` and names."""
    name = identity.partition(":")[2]
    return {"id": identity, "kind": EXTERNAL, "name": name.rpartition(".")[2], "qualified_name": name}


def externals(edges: Iterable[Record]) -> list[str]:
    """Ids of the external nodes that edges lead to, in order of first mention."""
    prefix = EXTERNAL + ":"
    return list(dict.fromkeys(one["dst"] for one in edges if one["dst"].startswith(prefix)))


def line_of(kind: str, record: Record) -> bytes:
    """A record as a line of JSON, with its type."""
    return json.dumps({"type": kind, **record}, separators=(",", ":")).encode("ascii") + b"\n"
