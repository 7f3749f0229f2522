"""What answers and exports say of an entity: a flat dict whose keys are always all there.

Paths and module names are as `model.shown` writes them.
"""

from __future__ import annotations

from parseltongue.isg.rows import TEST_FILE
from parseltongue.model.interface import VISIBILITY_MASK, shown_name
from parseltongue.model.kinds import ENTITY_KINDS, FILE, PRIVATE, VISIBILITIES
from parseltongue.model.shown import path_of_shown as path_of_shown
from parseltongue.model.shown import shown_path as shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.analytics.columns import Columns
    from parseltongue.isg.view import FileView
    from parseltongue.model.stored import StoredInterface

    Record = dict[str, Any]

ENTITY_FIELDS = (
    "id", "kind", "name", "qualified_name", "file", "start_line", "end_line", "language", "visibility",
    "signature", "parent", "is_test",
)  # fmt: skip


def file_record(file: FileView) -> Record:
    """The record of a file as a whole, without `line`; lines are 1 and 1 if it was skipped."""
    records = file.records
    _, end = records.places.span(0) if records is not None else (1, 1)
    return _file_record(file.entity_id(FILE), file.module, file.shown, end, file.language, file.is_test)


def _file_record(identity: bytes, module: str, shown: str, end: int, language: str, is_test: bool) -> Record:
    return {
        "id": identity.hex(),
        "kind": ENTITY_KINDS[FILE],
        "name": shown.rpartition("/")[2],
        "qualified_name": module,
        "file": shown,
        "start_line": 1,
        "end_line": end,
        "language": language,
        "visibility": VISIBILITIES[0],
        "signature": "",
        "parent": None,
        "is_test": is_test,
    }


class VertexRecords:
    """Records like those of `entity_record`, from the columns of the graph: no record of a file is read."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._files: dict[int, Record] = {}

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
        return {**_file_record(columns.id(vertex), *told, is_test), "line": 1}

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

    def _scope_path(self, vertex: int, kind: int, name: str) -> str:
        columns = self._columns
        path = shown_name(kind, name)
        while columns.kinds[vertex := columns.parents[vertex]] != FILE:
            path = f"{columns.text(vertex)[0]}.{path}"
        return path


def entity_record(file: FileView, ordinal: int) -> Record:
    """The record of an entity, with the line that its name stands on as `line`."""
    records = file.records
    if not ordinal or records is None:
        return {**file_record(file), "line": 1}
    interface, places = records.interface, records.places
    start, end = places.span(ordinal)
    own, up = records.symbol_ids(ordinal)
    return {
        "id": (file.id + own).hex(),
        "kind": ENTITY_KINDS[interface.kinds[ordinal]],
        "name": interface.names[ordinal],
        "qualified_name": qualified_name(file, interface, ordinal),
        "file": file.shown,
        "start_line": start,
        "end_line": end,
        "language": file.language,
        "visibility": visibility_of(interface.flags[ordinal]),
        "signature": places.signatures.get(ordinal),
        "parent": (file.id + up).hex(),
        "is_test": file.is_test,
        "line": start + places.name_lines[ordinal],
    }


def qualified_name(file: FileView, interface: StoredInterface, ordinal: int) -> str:
    """Module name and scopes of an entity, dotted."""
    return f"{file.module}.{interface.scope_path(ordinal)}" if ordinal else file.module


def visibility_of(flags: int) -> str:
    """The visibility in the flags of an entity."""
    return VISIBILITIES[min(flags & VISIBILITY_MASK, PRIVATE)]


def outside_record(name: str, written: str) -> Record:
    """The record of a target that is no entity of the workspace: all that is known is a name."""
    record: Record = dict.fromkeys((*ENTITY_FIELDS, "line"))
    record["name"] = written.rpartition(".")[2]
    record["qualified_name"] = name or None
    return record


def brief_record(file: FileView, ordinal: int) -> Record:
    """What names an entity beside another one."""
    records = file.records
    full, line = file.module, 1
    if ordinal and records is not None:
        full = qualified_name(file, records.interface, ordinal)
        line = records.places.span(ordinal)[0] + records.places.name_lines[ordinal]
    return {"id": file.entity_id(ordinal).hex(), "qualified_name": full, "file": file.shown, "line": line}


def name_of(file: FileView, ordinal: int) -> str:
    """The `name` in the record of an entity."""
    records = file.records
    if not ordinal or records is None:
        return shown_path(file.path.rpartition("/")[2])
    return records.interface.names[ordinal]
