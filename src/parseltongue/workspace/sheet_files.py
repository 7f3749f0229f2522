"""The columns of a workspace's graph, kept beside its stat index: a folder with a file for each sheet.

A sheet follows from what it is called by (isg/whole.py): once written its file never changes, so that
processes which read and write at the same time do not disturb each other. Those of former snapshots stay for
whoever comes back to them, at most as many as the present one has.
"""

from __future__ import annotations

import os

from parseltongue.storage.files import make_directories
from parseltongue.workspace import beside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from parseltongue.workspace.store import Store

_FEW = 16
"""Sheets of former snapshots that are always allowed."""


class SheetFiles:
    """Keeps the sheets of one workspace. Safe for threads and processes.

    Parameters
    ----------
    identity : str
        Of the workspace.
    """

    def __init__(self, store: Store, identity: str) -> None:
        self._store = store
        self._folder = beside.path_of(store, identity, beside.COLUMNS)
        self._is_full = False

    def load(self, name: bytes) -> bytes | None:
        """A sheet; None if there is no file that can be read."""
        return beside.load(self._store, self._path(name))

    def save(self, name: bytes, data: bytes) -> None:
        """Write a sheet; where that cannot be done, it and all others are made again next time."""
        if self._is_full:
            return
        try:
            make_directories(self._folder)
        except OSError:
            self._is_full = True
            return
        self._is_full = not beside.save(self._store, self._path(name), data)

    def prune(self, wanted: Collection[bytes]) -> None:
        """Remove others, those that were written first, until few are left."""
        names = {self._file_name(name) for name in wanted}
        try:
            others = [one for one in os.scandir(self._folder) if one.name not in names]
            others.sort(key=lambda one: one.stat().st_mtime_ns)
        except OSError:
            return  # Another process is removing them, or the folder.
        for one in others[: max(0, len(others) - max(_FEW, len(names)))]:
            beside.remove(one.path)

    def _path(self, name: bytes) -> str:
        return os.path.join(self._folder, self._file_name(name))

    def _file_name(self, name: bytes) -> str:
        """In an encrypted store, not even a digest."""
        return self._store.keys.name(name).hex()
