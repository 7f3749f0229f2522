"""The graph as two CSV tables, with the headers that ``neo4j-admin database import`` reads.

UTF-8, a header line, fields quoted where they must be, booleans as ``true`` and ``false``. Nodes for what is
outside the workspace stand at the end of the first table; relationships without a second end are left out.
"""

from __future__ import annotations

import csv
import io

from parseltongue.query.export.selection import external_node, externals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.query.export.formats import Graph, Sink, Write
    from parseltongue.query.export.selection import Record

ENTITY_COLUMNS = {
    "id": "id:ID", "kind": ":LABEL", "name": "name", "qualified_name": "qualified_name", "file": "file",
    "start_line": "start_line:int", "end_line": "end_line:int", "language": "language",
    "visibility": "visibility", "signature": "signature", "parent": "parent", "is_test": "is_test:boolean",
}  # fmt: skip
EDGE_COLUMNS = {
    "src": ":START_ID", "dst": ":END_ID", "kind": ":TYPE", "file": "file", "line": "line:int",
    "provenance": "provenance",
}  # fmt: skip
_ROWS_AT_ONCE = 1_000


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write both tables."""
    outside: dict[str, None] = {}
    entities = sink.open("entities")
    _table(entities, ENTITY_COLUMNS.values(), (_row(ENTITY_COLUMNS, one) for one in graph.entities()))
    _table(sink.open("relationships"), EDGE_COLUMNS.values(), _edges(graph, outside))
    _table(entities, (), (_row(ENTITY_COLUMNS, external_node(one)) for one in outside))
    return []


def _edges(graph: Graph, outside: dict[str, None]) -> Iterator[list[str]]:
    """Rows of the relationships; ids of external nodes are collected."""
    for edge in graph.edges():
        outside.update(dict.fromkeys(externals((edge,))))
        yield _row(EDGE_COLUMNS, edge)


def _row(columns: Iterable[str], record: Record) -> list[str]:
    return [_text(record.get(name)) for name in columns]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _table(write: Write, header: Iterable[str], rows: Iterable[list[str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if head := list(header):
        writer.writerow(head)
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if not number % _ROWS_AT_ONCE:
            _flush(buffer, write)
    _flush(buffer, write)


def _flush(buffer: io.StringIO, write: Write) -> None:
    write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()
