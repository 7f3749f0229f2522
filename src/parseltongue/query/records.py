"""What answers and exports say of an entity: a flat dict whose keys are always all there.

Text that leaves the process must be valid UTF-8, and file names need not be. In `file` and
`qualified_name`, every byte of a path that is not UTF-8 is written as ``%`` and two upper-case hexadecimal
digits, and so is every ``%`` itself (``%25``): undoing ``%XX`` gives the bytes back, and paths of plain
UTF-8 without ``%`` stay as they are.
"""

from __future__ import annotations

from parseltongue.model.ids import FILE_SYMBOL, symbol_id
from parseltongue.model.kinds import ENTITY_KINDS, FILE, VISIBILITIES
from parseltongue.model.interface import VISIBILITY_MASK

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
_FILE_SYMBOL_ID = symbol_id(FILE_SYMBOL)


def shown_path(path: str) -> str:
    """A path as text that can be written as UTF-8, reversibly."""
    if "%" not in path and (path.isascii() or not _has_surrogates(path)):
        return path
    parts = []
    for character in path:
        if character == "%":
            parts.append("%25")
        elif "\udc80" <= character <= "\udcff":
            parts.append(f"%{ord(character) - 0xDC00:02X}")
        else:
            parts.append(character)
    return "".join(parts)


def path_of_shown(text: str) -> str:
    """The inverse of `shown_path`; a ``%`` without two hexadecimal digits stands for itself."""
    head, *rest = text.split("%")
    parts = [head]
    for piece in rest:
        code = piece[:2]
        if len(code) < 2 or not all(one in "0123456789abcdefABCDEF" for one in code):
            parts.append("%" + piece)
            continue
        value = int(code, 16)
        parts.append((chr(value) if value < 0x80 else chr(0xDC00 + value)) + piece[2:])
    return "".join(parts)


def _has_surrogates(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return True
    return False


def qualified_name(file: FileView, interface: StoredInterface | None, ordinal: int) -> str:
    """Module name and scopes of an entity, dotted."""
    module = shown_path(file.module)
    if not ordinal or interface is None:
        return module
    return f"{module}.{interface.scope_path(ordinal)}"


def entity_id(file: FileView, interface: StoredInterface, ordinal: int) -> bytes:
    """The sixteen bytes of an entity's id."""
    return file.id + interface.identity(ordinal)


def file_id(file: FileView) -> str:
    """The id of the `file` entity, 32 hexadecimal digits."""
    return (file.id + _FILE_SYMBOL_ID).hex()


def file_record(file: FileView) -> Record:
    """The record of a file as a whole; lines are 1 and 1 if it was skipped."""
    references = file.references
    _, end = references.span(0) if references is not None else (1, 1)
    return {
        "id": file_id(file),
        "kind": ENTITY_KINDS[FILE],
        "name": shown_path(file.path.rpartition("/")[2]),
        "qualified_name": shown_path(file.module),
        "file": shown_path(file.path),
        "start_line": 1,
        "end_line": end,
        "language": file.row.language,
        "visibility": VISIBILITIES[0],
        "signature": "",
        "parent": None,
        "is_test": file.is_test,
    }


def entity_record(file: FileView, ordinal: int) -> Record:
    """The record of an entity."""
    interface, references = file.interface, file.references
    if not ordinal or interface is None or references is None:
        return file_record(file)
    start, end = references.span(ordinal)
    parent = interface.parents[ordinal]
    return {
        "id": (file.id + interface.identity(ordinal)).hex(),
        "kind": ENTITY_KINDS[interface.kinds[ordinal]],
        "name": interface.names[ordinal],
        "qualified_name": qualified_name(file, interface, ordinal),
        "file": shown_path(file.path),
        "start_line": start,
        "end_line": end,
        "language": file.row.language,
        "visibility": VISIBILITIES[min(interface.flags[ordinal] & VISIBILITY_MASK, 2)],
        "signature": references.signature(ordinal),
        "parent": (file.id + interface.identity(parent)).hex() if parent else file_id(file),
        "is_test": file.is_test,
    }


def outside_record(name: str, written: str) -> Record:
    """The record of a target that is no entity of the workspace: all that is known is a name."""
    record: Record = dict.fromkeys(ENTITY_FIELDS)
    record["name"] = written.rpartition(".")[2]
    record["qualified_name"] = name or None
    return record
