"""The graph as one JSON object: ``snapshot``, ``entities``, ``relationships``, records as in `jsonl`."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.query.export.formats import Graph, Sink, Write
    from parseltongue.query.export.selection import Record


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write the object, a record a line."""
    write = sink.open("")
    write(f'{{"snapshot":"{graph.snapshot}",\n"entities":['.encode("ascii"))
    _list(graph.entities(), write)
    write(b'],\n"relationships":[')
    _list(graph.relationships(), write)
    write(b"]}\n")
    return []


def _list(records: Iterable[Record], write: Write) -> None:
    before = "\n"
    for record in records:
        write((before + json.dumps(record, separators=(",", ":"))).encode("ascii"))
        before = ",\n"
