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
from parseltongue.model.interface import shown_name
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

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.export.formats import Graph, Sink

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


def relationship_lines(view: GraphView) -> Iterator[str]:
    """The lines of all relationships, in the order of the export."""
    relationships = Relationships(view)
    for file in view.files():
        yield from relationships.lines(file)


def entity_lines(file: FileView) -> Iterator[str]:
    """The lines of the entities of a file, in source order."""
    records = file.records
    record = file_record(file)
    where = quoted(record["file"])
    test = "true" if file.is_test else "false"
    language = quoted(record["language"])
    yield _entity_line(
        record["id"], record["kind"], quoted(record["name"]), quoted(record["qualified_name"]), where,
        (record["start_line"], record["end_line"]), language, record["visibility"], '""', "null", test,
    )  # fmt: skip
    if records is None:
        return
    interface, places = records.interface, records.places
    ids = _ids(file)
    names, full_names = interface.names.all(), [record["qualified_name"]]
    for ordinal in range(1, len(ids)):
        parent = interface.parents[ordinal]
        kind, name = interface.kinds[ordinal], names[ordinal]
        full_names.append(f"{full_names[parent]}.{name}")
        yield _entity_line(
            ids[ordinal],
            ENTITY_KINDS[kind],
            quoted(name),
            quoted(f"{full_names[parent]}.{shown_name(kind, name)}"),
            where,
            places.span(ordinal),
            language,
            visibility_of(interface.flags[ordinal]),
            quoted(places.signatures.get(ordinal)),
            f'"{ids[parent]}"',
            test,
        )


def _entity_line(
    identity: str, kind: str, name: str, qualified: str, file: str, span: tuple[int, int], language: str,
    visibility: str, signature: str, parent: str, test: str,
) -> str:  # fmt: skip
    return (
        f'{{"type":"entity","id":"{identity}","kind":"{kind}","name":{name},"qualified_name":{qualified},'
        f'"file":{file},"start_line":{span[0]},"end_line":{span[1]},"language":{language},'
        f'"visibility":"{visibility}","signature":{signature},"parent":{parent},"is_test":{test}}}\n'
    )


def _ids(file: FileView) -> list[str]:
    """Ids of all entities of a file, hexadecimal."""
    prefix, ids = file.id.hex(), file.ids
    return [prefix + ids[at : at + SYMBOL_ID_SIZE].hex() for at in range(0, len(ids), SYMBOL_ID_SIZE)]


def _relationship_line(
    kind: int, src: str, dst: str, file: str, line: int, provenance: int, target: str, candidates: str
) -> str:
    return (
        f'{{"type":"relationship","kind":"{RELATIONSHIP_KINDS[kind]}","src":"{src}","dst":{dst},"file":{file},'
        f'"line":{line},"provenance":"{PROVENANCES[provenance]}","target":{target},"candidates":[{candidates}]}}\n'
    )


class Relationships:
    """Writes relationships; remembers what many of them need."""

    def __init__(self, view: GraphView) -> None:
        self._view = view
        self._ancestry = Ancestry(view)
        self._candidates = Recent(_NAMES_KEPT)

    def lines(self, file: FileView) -> Iterator[str]:
        """The lines of a file."""
        records = file.records
        if records is None:
            return
        interface, places, links, paths = records.interface, records.places, records.links, records.paths
        ids = _ids(file)
        where = quoted(file.shown)
        for child in range(1, len(ids)):
            src, line = ids[interface.parents[child]], places.span(child)[0]
            yield _relationship_line(CONTAINS, src, f'"{ids[child]}"', where, line, EXACT, "null", "")
        for edge in all_edges(file):
            found = links.target(edge.target) if edge.target > 0 else None
            dst, target, candidates = "null", "null", ""
            if isinstance(found, bytes):
                dst = f'"{found.hex()}"'
            elif found is not None:
                target = quoted(found)
            else:
                target = quoted(paths.written(edge.path, interface))
                if edge.provenance == AMBIGUOUS:
                    candidates = self._candidates_of(paths.member(edge.path) or "")
            src = ids[edge.source]
            if edge.kind == IMPLEMENTS and interface.kinds[edge.source] == IMPL:
                # The block stands in another file than its type, which is what implements.
                src = (subject(records, edge.source) or file.entity_id(edge.source)).hex()
            yield _relationship_line(
                edge.kind, src, dst, where, min(edge.lines), edge.provenance, target, candidates
            )
        for member, above, ordinal, provenance in self._ancestry.overrides_in(file):
            dst = f'"{above.entity_id(ordinal).hex()}"'
            line = places.span(member)[0]
            yield _relationship_line(OVERRIDES, ids[member], dst, where, line, provenance, "null", "")

    def _candidates_of(self, name: str) -> str:
        key = name.encode("utf-8", "surrogatepass")
        known: str | None = self._candidates.get(key)
        if known is None:
            known = ",".join(f'"{one.hex()}"' for one in candidates(self._view, name))
            self._candidates.keep(key, known, len(known) // 100 + 1)
        return known
