"""The list of names of a workspace, kept beside its stat index; `query.name_index` says what it is.

A cache: whatever is wrong with the file, it is made again. In an encrypted store it is sealed as the stat
index is. The first bytes of its content are the root of the map that it lists.
"""

from __future__ import annotations

import os

from parseltongue.model.errors import ParseltongueError
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.storage.files import open_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.workspace.store import Store


class NameList:
    """Keeps one list of names in a file.

    Parameters
    ----------
    identity : str
        Of the workspace.
    """

    def __init__(self, store: Store, identity: str) -> None:
        self._store = store
        self._path = path_of(store, identity)

    def load(self) -> tuple[bytes, str] | None:
        """Root of the map and the names; None if there is no file that can be read."""
        try:
            with open(self._path, "rb") as file:
                data = self._store.unseal_index(file.read())
            return data[:DIGEST_SIZE], data[DIGEST_SIZE:].decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError, ParseltongueError):
            return None

    def save(self, root: bytes, text: str) -> None:
        """Replace the file; where that cannot be done, the list is made again next time."""
        part = f"{self._path}.{os.getpid()}.tmp"
        try:
            data = self._store.seal_index(root + text.encode("utf-8", "surrogatepass"))
            with open(part, "wb", opener=open_private) as file:
                file.write(data)
            os.replace(part, self._path)
        except OSError:
            remove(part)


def path_of(store: Store, identity: str) -> str:
    """Where the list of a workspace is."""
    return os.path.splitext(store.index_path(identity))[0] + ".names"


def remove(path: str) -> None:
    """Remove a file that may not be there."""
    try:
        os.unlink(path)
    except OSError:
        return
