"""The list of names of a workspace, kept beside its stat index; `query.name_index` says what it is.

The first bytes of its content are the root of the map that it lists.
"""

from __future__ import annotations

from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.workspace import beside

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
        self._path = beside.path_of(store, identity, beside.NAMES)

    def load(self) -> tuple[bytes, str] | None:
        """Root of the map and the names; None if there is no file that can be read."""
        data = beside.load(self._store, self._path)
        try:
            return None if data is None else (data[:DIGEST_SIZE], _decoded(data[DIGEST_SIZE:]))
        except UnicodeDecodeError:
            return None

    def save(self, root: bytes, text: str) -> None:
        """Replace the file; where that cannot be done, the list is made again next time."""
        beside.save(self._store, self._path, root + text.encode("utf-8", "surrogatepass"))


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
