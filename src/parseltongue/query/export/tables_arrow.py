"""The graph as two Arrow tables, in memory or as files (extra `arrow`)."""

from __future__ import annotations

from parseltongue.query.export import columns
from parseltongue.query.export.libraries import library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.query.export.formats import Graph, Sink, Write
    from parseltongue.query.export.selection import Chosen


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write both tables as Arrow IPC files, which readers map into memory."""
    ipc = library("pyarrow.ipc", "arrow")
    for part, table in tables(graph).items():
        with _File(sink.open(part)).handle() as file, ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    return []


def tables(graph: Chosen) -> dict[str, Any]:
    """``entities`` and ``relationships`` as `pyarrow.Table`. Kinds and the like are dictionary-encoded."""
    pyarrow = library("pyarrow", "arrow")
    return {
        "entities": _table(pyarrow, columns.ENTITY_TYPES, columns.entity_columns(graph)),
        "relationships": _table(pyarrow, columns.RELATIONSHIP_TYPES, columns.relationship_columns(graph)),
    }


_REPEATING = frozenset(("kind", "file", "language", "visibility", "provenance"))
"""Columns of few distinct values."""


def _table(pyarrow: Any, types: dict[str, str], found: columns.Columns) -> Any:
    plain = {
        columns.TEXT: pyarrow.string(),
        columns.NUMBER: pyarrow.int32(),
        columns.FLAG: pyarrow.bool_(),
        columns.TEXTS: pyarrow.list_(pyarrow.string()),
    }
    arrays = {name: pyarrow.array(found[name], plain[kind]) for name, kind in types.items()}
    return pyarrow.table(
        {name: one.dictionary_encode() if name in _REPEATING else one for name, one in arrays.items()}
    )


class _File:
    """What pyarrow writes to: anything that takes bytes."""

    closed = False

    def __init__(self, write: Write) -> None:
        self._write = write

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._write(content)
        return len(content)

    def flush(self) -> None:
        """The bytes are on their way already."""

    def close(self) -> None:
        """Whoever opened the part closes it."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def handle(self) -> Any:
        """As a file of pyarrow."""
        return library("pyarrow", "arrow").PythonFile(self, mode="w")


def opened(write: Write) -> Any:
    """A file of pyarrow that hands all bytes to `write`."""
    return _File(write).handle()
