"""What answers say of vertices, from the columns of the graph: no record of a file is read."""

from __future__ import annotations

from parseltongue.isg.rows import TEST_FILE
from parseltongue.model.interface import TRANSPARENT, shown_name
from parseltongue.model.kinds import ENTITY_KINDS, FILE, IMPL, VISIBILITIES
from parseltongue.query.records import ENTITY_FIELDS, record_of_file, shown_path, visibility_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from parseltongue.analytics.columns import Columns
    from parseltongue.query.records import Record

_FIELDS = (*ENTITY_FIELDS, "line")
_MANY = 16
"""Once one in so many vertices was asked for it is quicker to make the table of all."""


class VertexRecords:
    """Records like those of `entity_record`, from the columns of the graph: no record of a file is read."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._files: dict[int, Record] = {}
        self._asked = 0
        self._rows: list[tuple[Any, ...]] | None = None

    def of_file(self, index: int) -> Record:
        """The record of a file."""
        found = self._files.get(index)
        if found is None:
            found = self._files[index] = self._of_file(index)
        return {**found}

    def _of_file(self, index: int) -> Record:
        columns = self._columns
        vertex = columns.starts[index]
        end, shown = columns.span(vertex)[1], shown_path(columns.paths[index])
        is_test = bool(columns.file_flags[index] & TEST_FILE)
        told = columns.module(index), shown, end, columns.languages[index]
        return {**record_of_file(columns.id(vertex), *told, is_test), "line": 1}

    def of(self, vertex: int) -> Record:
        """The record of an entity."""
        columns = self._columns
        record = self.of_file(columns.file_of(vertex))
        kind = columns.kinds[vertex]
        if kind == FILE:
            return record
        name, signature = columns.text(vertex)
        first, last, line = columns.span(vertex)
        record["id"] = columns.id(vertex).hex()
        record["kind"] = ENTITY_KINDS[kind]
        record["name"] = name
        record["qualified_name"] = f"{record['qualified_name']}.{self._scope_path(vertex, kind, name)}"
        record["start_line"], record["end_line"], record["line"] = first, last, line
        record["visibility"] = visibility_of(columns.flags[vertex])
        record["signature"] = signature
        record["parent"] = columns.id(columns.parents[vertex]).hex()
        return record

    def many(self, vertices: Sequence[int]) -> list[Record]:
        """The records of some entities. Where they become many, what is told of all is decoded at once."""
        self._asked += len(vertices)
        if self._asked < self._columns.count // _MANY:
            return list(map(self.of, vertices))
        if self._rows is None:
            self._rows = [
                *zip(*entity_table(self._columns).values(), self._columns.name_lines(), strict=True)
            ]
        rows = self._rows
        return [dict(zip(_FIELDS, rows[vertex], strict=True)) for vertex in vertices]

    def _scope_path(self, vertex: int, kind: int, name: str) -> str:
        columns = self._columns
        path = shown_name(kind, name)
        while columns.kinds[vertex := columns.parents[vertex]] != FILE:
            if not columns.flags[vertex] & TRANSPARENT:
                path = f"{columns.text(vertex)[0]}.{path}"
        return path


def entity_table(columns: Columns) -> dict[str, list[Any]]:
    """All entities: a list for each of `ENTITY_FIELDS`. O(entities)."""
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


def _qualified_names(columns: Columns, names: list[str]) -> list[str]:
    """Module name and scopes of each entity, dotted."""
    found: list[str] = []
    scopes: list[str] = []
    modules = map(columns.module, range(len(columns.paths)))
    for kind, parent, name, flags in zip(columns.kinds, columns.parents, names, columns.flags, strict=True):
        scope = next(modules) if kind == FILE else f"{scopes[parent]}.{name}"
        scopes.append(scopes[parent] if flags & TRANSPARENT else scope)
        found.append(f"{scopes[parent]}.{shown_name(kind, name)}" if kind == IMPL else scope)
    return found
