"""What is kept beside the stat index of a workspace: answers' short cuts that follow from the snapshot.

Caches, all of them: whatever is missing, damaged, of other keys or cannot be written is made again when it is
needed. Each file is one envelope, sealed in an encrypted store as the stat index is.

=============  =========================================================================================
``.names``     the list of names (workspace/name_lists.py)
``.columns/``  the whole graph as columns (workspace/sheet_files.py)
=============  =========================================================================================
"""

from __future__ import annotations

import os

from parseltongue.model.errors import ParseltongueError
from parseltongue.storage.backend import allocated, allocated_bytes
from parseltongue.storage.exchange import remove_tree
from parseltongue.storage.files import open_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.workspace.store import Store

INDEX, NAMES, COLUMNS = ".index", ".names", ".columns"


def path_of(store: Store, identity: str, suffix: str) -> str:
    """Where a workspace has what the suffix stands for."""
    return os.path.splitext(store.index_path(identity))[0] + suffix


def load(store: Store, path: str) -> bytes | None:
    """The content of a file; None if there is none that can be read."""
    try:
        with open(path, "rb") as file:
            return store.unseal_index(file.read())
    except (OSError, ParseltongueError):
        return None


def save(store: Store, path: str, data: bytes) -> bool:
    """Replace a file at once; whether that was possible."""
    part = f"{path}.{os.getpid()}.tmp"
    try:
        with open(part, "wb", opener=open_private) as file:
            file.write(store.seal_index(data))
        os.replace(part, path)
    except OSError:
        remove(part)
        return False
    return True


def remove(path: str) -> None:
    """Remove a file that may not be there."""
    try:
        os.unlink(path)
    except OSError:
        return


def forget(store: Store, identity: str) -> None:
    """Remove all that is kept of a workspace, its stat index too."""
    from shutil import rmtree  # Which no question needs.

    remove(path_of(store, identity, INDEX))
    remove(path_of(store, identity, NAMES))
    # Somebody may be writing to it: what is left is found by the next run.
    rmtree(path_of(store, identity, COLUMNS), ignore_errors=True)


def forget_all(directory: str) -> None:
    """The same for all workspaces of a store. Raises `UnavailableError`."""
    folder = os.path.join(directory, "workspaces")
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name.endswith((INDEX, NAMES)):
            os.unlink(path)
        elif name.endswith(COLUMNS):
            remove_tree(path)


def sizes(directory: str) -> dict[str, int]:
    """Bytes on disk of all workspaces, by what they are."""
    found = {"indexes": 0, "names": 0, "columns": 0}
    kinds = dict(zip((INDEX, NAMES, COLUMNS), found, strict=True))
    try:
        entries = list(os.scandir(os.path.join(directory, "workspaces")))
    except OSError:
        return found
    for entry in entries:
        kind = kinds.get(os.path.splitext(entry.name)[1])
        if kind is not None:
            found[kind] += allocated_bytes(entry.path) if entry.is_dir() else allocated(entry)
    return found
