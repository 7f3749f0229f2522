"""The graph as columns: one list for each field of the entities and of the relationships.

What tables of other libraries are made of (Arrow, Parquet, data frames, DuckDB). Everything of `jsonl` is
there; nodes for what is outside the workspace are not, since `target` names it.
"""

from __future__ import annotations

from parseltongue.isg.rows import TEST_FILE
from parseltongue.model.interface import shown_name
from parseltongue.model.kinds import ENTITY_KINDS, FILE, IMPL, VISIBILITIES
from parseltongue.query.records import shown_path, visibility_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from parseltongue.analytics.columns import Columns as Whole
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
        return _of_sheet(graph.columns())
    return _columns(ENTITY_TYPES, graph.entities())


def _of_sheet(columns: Whole) -> Columns:
    """All entities."""
    kinds, parents, files = columns.kinds, columns.parents, columns.by_file()
    ids, names = columns.ids(), columns.names()
    shown = list(map(shown_path, columns.paths))
    is_file = [kind == FILE for kind in kinds]
    bases = [shown[file].rpartition("/")[2] for file in files]
    visibilities = map(visibility_of, columns.flags)
    tests = [bool(flags & TEST_FILE) for flags in columns.file_flags]
    return {
        "id": ids,
        "kind": list(map(ENTITY_KINDS.__getitem__, kinds)),
        "name": [base if top else name for top, base, name in zip(is_file, bases, names, strict=True)],
        "qualified_name": _qualified_names(columns, names),
        "file": list(map(shown.__getitem__, files)),
        "start_line": [line or 1 for line in columns.first_lines()],
        "end_line": [line or 1 for line in columns.last_lines()],
        "language": list(map(columns.languages.__getitem__, files)),
        "visibility": [
            VISIBILITIES[0] if top else one for top, one in zip(is_file, visibilities, strict=True)
        ],
        "signature": ["" if top else one for top, one in zip(is_file, columns.signatures(), strict=True)],
        "parent": [None if top else ids[parent] for top, parent in zip(is_file, parents, strict=True)],
        "is_test": list(map(tests.__getitem__, files)),
    }


def _qualified_names(columns: Whole, names: list[str]) -> list[str]:
    """Module name and scopes of each entity, dotted."""
    found: list[str] = []
    scopes: list[str] = []
    modules = map(columns.module, range(len(columns.paths)))
    for kind, parent, name in zip(columns.kinds, columns.parents, names, strict=True):
        scope = next(modules) if kind == FILE else f"{scopes[parent]}.{name}"
        scopes.append(scope)
        found.append(f"{scopes[parent]}.{shown_name(kind, name)}" if kind == IMPL else scope)
    return found


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
