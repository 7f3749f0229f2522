"""The whole graph as JSON Lines: the same snapshot always gives the same bytes.

Entities stand first, by path and then in the order of the source, the file before what is in it; then the
relationships, by the path and place of their source: `contains` by child, the others by line, `overrides`
last. Paths sort by their bytes. Text is ASCII, everything else escaped as JSON does; for paths see
`query.records`. The numbers of relationships by kind are those that the snapshot counts, plus `overrides`,
which follow from it and are worked out here.

Candidates of an ambiguous relationship are the members of that name of all types, by id, at most
`edges.MAX_CANDIDATES`.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted

from parseltongue.isg.recent import Recent
from parseltongue.model.ids import SYMBOL_ID_SIZE
from parseltongue.model.interface import TRANSPARENT, shown_name
from parseltongue.model.kinds import (
    AMBIGUOUS,
    CONTAINS,
    ENTITY_KINDS,
    EXACT,
    IMPL,
    IMPLEMENTS,
    OVERRIDES,
    PROVENANCES,
    RELATIONSHIP_KINDS,
)  # fmt: skip
from parseltongue.query.ancestry import Ancestry, subject
from parseltongue.query.edges import all_edges, candidates
from parseltongue.query.records import file_record, visibility_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.query.edges import Edge
    from parseltongue.query.export.formats import Graph, Sink
    from parseltongue.query.records import Record

_NAMES_KEPT = 20_000


def export_jsonl(view: GraphView, write: Callable[[bytes], object]) -> None:
    """Write the graph, a file's entities or relationships at a time.

    Memory does not grow with the tree, but for a bounded cache. O(entities + mentions).

    Raises
    ------
    CorruptionError
        A record is missing or damaged; what has been written so far is then of no use.
    """
    for file in view.files():
        write("".join(entity_lines(file)).encode("ascii"))
    relationships = Relationships(view)
    for file in view.files():
        write("".join(relationships.lines(file)).encode("ascii"))


def export(graph: Graph, sink: Sink) -> list[str]:
    """The whole graph, or a part of it, in the same form."""
    if graph.selection.is_whole:
        export_jsonl(graph.view, sink.open(""))
        return []
    from parseltongue.query.export.selection import line_of

    write = sink.open("")
    for record in graph.entities():
        write(line_of("entity", record))
    for record in graph.relationships():
        write(line_of("relationship", record))
    return []


def relationship_records(view: GraphView) -> Iterator[Record]:
    """All relationships, in the order of the export."""
    relationships = Relationships(view)
    for file in view.files():
        yield from relationships.records(file)


def entity_lines(file: FileView) -> Iterator[str]:
    """The lines of the entities of a file, in source order."""
    for one in entity_records(file):
        parent = f'"{one["parent"]}"' if one["parent"] is not None else "null"
        yield (
            f'{{"type":"entity","id":"{one["id"]}","kind":"{one["kind"]}","name":{quoted(one["name"])},'
            f'"qualified_name":{quoted(one["qualified_name"])},"file":{quoted(one["file"])},'
            f'"start_line":{one["start_line"]},"end_line":{one["end_line"]},'
            f'"language":{quoted(one["language"])},"visibility":"{one["visibility"]}",'
            f'"signature":{quoted(one["signature"])},"parent":{parent},'
            f'"is_test":{"true" if one["is_test"] else "false"}}}\n'
        )


def entity_records(file: FileView) -> Iterator[Record]:
    """The records of the entities of a file, in source order."""
    records = file.records
    record = file_record(file)
    yield record
    if records is None:
        return
    interface, places = records.interface, records.places
    ids, shared = _ids(file), {name: record[name] for name in ("file", "language", "is_test")}
    names, full_names = interface.names.all(), [record["qualified_name"]]
    for ordinal in range(1, len(ids)):
        parent = interface.parents[ordinal]
        kind, name = interface.kinds[ordinal], names[ordinal]
        hidden = interface.flags[ordinal] & TRANSPARENT
        full_names.append(full_names[parent] if hidden else f"{full_names[parent]}.{name}")
        start, end = places.span(ordinal)
        yield {
            "id": ids[ordinal],
            "kind": ENTITY_KINDS[kind],
            "name": name,
            "qualified_name": f"{full_names[parent]}.{shown_name(kind, name)}",
            "file": shared["file"],
            "start_line": start,
            "end_line": end,
            "language": shared["language"],
            "visibility": visibility_of(interface.flags[ordinal]),
            "signature": places.signatures.get(ordinal),
            "parent": ids[parent],
            "is_test": shared["is_test"],
        }


def _ids(file: FileView) -> list[str]:
    """Ids of all entities of a file, hexadecimal."""
    prefix, ids = file.id.hex(), file.ids
    return [prefix + ids[at : at + SYMBOL_ID_SIZE].hex() for at in range(0, len(ids), SYMBOL_ID_SIZE)]


class Relationships:
    """Tells relationships; remembers what many of them need."""

    def __init__(self, view: GraphView) -> None:
        self._view = view
        self._ancestry = Ancestry(view)
        self._candidates = Recent(_NAMES_KEPT)

    def lines(self, file: FileView) -> Iterator[str]:
        """The lines of a file."""
        where = quoted(file.shown)
        for one in self.records(file):
            dst = f'"{one["dst"]}"' if one["dst"] is not None else "null"
            target = quoted(one["target"]) if one["target"] is not None else "null"
            candidates = ",".join([f'"{identity}"' for identity in one["candidates"]])
            yield (
                f'{{"type":"relationship","kind":"{one["kind"]}","src":"{one["src"]}","dst":{dst},'
                f'"file":{where},"line":{one["line"]},"provenance":"{one["provenance"]}",'
                f'"target":{target},"candidates":[{candidates}]}}\n'
            )

    def records(self, file: FileView) -> Iterator[Record]:
        """The records of the relationships that start in a file."""
        records = file.records
        if records is None:
            return
        interface, places = records.interface, records.places
        ids, where = _ids(file), file.shown
        for child in range(1, len(ids)):
            src, line = ids[interface.parents[child]], places.span(child)[0]
            yield _record(CONTAINS, src, ids[child], where, line, EXACT)
        for edge in all_edges(file):
            yield self._mentioned(file, records, edge, ids)
        for member, above, ordinal, provenance in self._ancestry.overrides_in(file):
            dst, line = above.entity_id(ordinal).hex(), places.span(member)[0]
            yield _record(OVERRIDES, ids[member], dst, where, line, provenance)

    def _mentioned(self, file: FileView, records: FileRecords, edge: Edge, ids: list[str]) -> Record:
        """A relationship that comes from mentions."""
        interface, paths = records.interface, records.paths
        found = records.links.target(edge.target) if edge.target > 0 else None
        src = ids[edge.source]
        if edge.kind == IMPLEMENTS and interface.kinds[edge.source] == IMPL:
            # The block stands in another file than its type, which is what implements.
            src = (subject(records, edge.source) or file.entity_id(edge.source)).hex()
        dst = found.hex() if isinstance(found, bytes) else None
        record = _record(edge.kind, src, dst, file.shown, min(edge.lines), edge.provenance)
        if isinstance(found, str):
            record["target"] = found
        elif found is None:
            record["target"] = paths.written(edge.path, interface)
            if edge.provenance == AMBIGUOUS:
                record["candidates"] = self._candidates_of(paths.member(edge.path) or "")
        return record

    def _candidates_of(self, name: str) -> list[str]:
        key = name.encode("utf-8", "surrogatepass")
        known: list[str] | None = self._candidates.get(key)
        if known is None:
            known = [one.hex() for one in candidates(self._view, name)]
            self._candidates.keep(key, known, len(known) // 3 + 1)
        return known


def _record(kind: int, src: str, dst: str | None, file: str, line: int, provenance: int) -> Record:
    return {
        "kind": RELATIONSHIP_KINDS[kind],
        "src": src,
        "dst": dst,
        "file": file,
        "line": line,
        "provenance": PROVENANCES[provenance],
        "target": None,
        "candidates": [],
    }
