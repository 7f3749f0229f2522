"""The graph as two Parquet files, compressed with zstd (extra `arrow`)."""

from __future__ import annotations

from parseltongue.query.export.libraries import library
from parseltongue.query.export.tables_arrow import opened, tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.export.formats import Graph, Sink


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write both tables."""
    parquet = library("pyarrow.parquet", "arrow")
    for part, table in tables(graph).items():
        with opened(sink.open(part)) as file:
            parquet.write_table(table, file, compression="zstd")
    return []
