"""The graph as columns: one list for each field of the entities and of the relationships.

What tables of other libraries are made of (Arrow, Parquet, data frames, DuckDB). Everything of `jsonl` is
there; nodes for what is outside the workspace are not, since `target` names it.
"""

from __future__ import annotations

from parseltongue.query.vertices import entity_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from parseltongue.query.export.selection import Chosen, Record

    Columns = dict[str, list[Any]]

TEXT, NUMBER, FLAG, TEXTS = "text", "number", "flag", "texts"

ENTITY_TYPES = {
    "id": TEXT, "kind": TEXT, "name": TEXT, "qualified_name": TEXT, "file": TEXT, "start_line": NUMBER,
    "end_line": NUMBER, "language": TEXT, "visibility": TEXT, "signature": TEXT, "parent": TEXT,
    "is_test": FLAG,
}  # fmt: skip
"""Columns of the entities, in order, and what they hold. Any but `id` may be empty (None)."""

RELATIONSHIP_TYPES = {
    "kind": TEXT, "src": TEXT, "dst": TEXT, "file": TEXT, "line": NUMBER, "provenance": TEXT, "target": TEXT,
    "candidates": TEXTS,
}  # fmt: skip


def entity_columns(graph: Chosen) -> Columns:
    """The entities. O(entities); of the whole graph no record is read where its columns are kept."""
    if graph.selection.is_whole:
        return entity_table(graph.columns())
    return _columns(ENTITY_TYPES, graph.entities())


def relationship_columns(graph: Chosen) -> Columns:
    """The relationships. O(mentions)."""
    return _columns(RELATIONSHIP_TYPES, graph.relationships())


def _columns(types: Iterable[str], records: Iterable[Record]) -> Columns:
    columns: Columns = {name: [] for name in types}
    fields = [(name, column.append) for name, column in columns.items()]
    for record in records:
        for name, append in fields:
            append(record[name])
    return columns
