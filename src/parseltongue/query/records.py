"""What answers and exports say of an entity: a flat dict whose keys are always all there.

Paths and module names are as `model.shown` writes them.
"""

from __future__ import annotations

from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import ENTITY_KINDS, FILE, PRIVATE, VISIBILITIES
from parseltongue.model.shown import path_of_shown as path_of_shown
from parseltongue.model.shown import shown_path as shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    return record_of_file(file.entity_id(FILE), file.module, file.shown, end, file.language, file.is_test)


def record_of_file(
    identity: bytes, module: str, shown: str, end: int, language: str, is_test: bool
) -> Record:
    """The record of a file of which this is known."""
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
