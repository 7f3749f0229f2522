"""A disk that is full in the middle of upkeep: the error says so, the store is whole, and later it works.

On a real file system in memory that ends after some KB, different ones, so that each operation runs out of
space at its beginning, in its middle and near its end. Skipped where no such file system can be mounted.
"""

from __future__ import annotations

import os
import random
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from parseltongue.isg.keys import OBJECTS, namespace_end
from parseltongue.model.errors import FullError
from parseltongue.storage.registry import backend_named
from parseltongue.testing.durability import small_file_system
from parseltongue.workspace.workspace import Workspace
from tests.crash.workloads import DURABLE_BACKENDS, edit, fresh_digest, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Operation = Callable[["Disk", Workspace], Any]

ROOMS = (0, 40, 200)
"""KB that are left."""


class Disk:
    """A small disk with a store of two workspaces on it, one of them of no use any more."""

    def __init__(self, mounted: Path, base: Path, backend: str) -> None:
        self.mounted = mounted
        self.cache = mounted / "cache"
        self.root, self.other = base / "tree", base / "other"
        self.kept = base / "kept"
        self.backend = backend
        for seed, root in enumerate((self.root, self.other)):
            write_tree(root, random.Random(seed))
        with self.open(self.other) as workspace:
            workspace.analyze()
        with self.open() as workspace:
            workspace.analyze()
            edit(self.root, random.Random(7))
            self.digest = workspace.analyze().digest

    def open(self, root: Path | None = None) -> Workspace:
        settings = {"storage.backend": self.backend, "storage.gc_grace": "0s"}
        place = self.root if root is None else root
        return Workspace.open(place, cache_dir=str(self.cache), env={}, overrides=settings)

    def fill(self, left: int) -> None:
        """Leave so many KB."""
        status = os.statvfs(self.mounted)
        size = status.f_bavail * status.f_frsize - (left << 10)
        (self.mounted / "filler").write_bytes(bytes(max(size, 0)))

    def empty(self) -> None:
        (self.mounted / "filler").unlink()


def _clean_up(disk: Disk, workspace: Workspace) -> None:
    shutil.rmtree(disk.other, ignore_errors=True)
    workspace.storage_cleanup()


def _compact(disk: Disk, workspace: Workspace) -> None:
    workspace.storage_compact()


def _back_up(disk: Disk, workspace: Workspace) -> None:
    workspace.storage_backup(str(disk.mounted / "backup"))


def _back_up_as_file(disk: Disk, workspace: Workspace) -> None:
    workspace.storage_backup(str(disk.mounted / "backup.file"), as_file=True)


def _restore(disk: Disk, workspace: Workspace) -> None:
    workspace.storage_restore(str(disk.kept), replace=True)


def _migrate(disk: Disk, workspace: Workspace) -> None:
    target = "sqlite" if disk.backend != "sqlite" else "lmdb"
    workspace.storage_migrate(target, replace=True)


def _recompress(disk: Disk, workspace: Workspace) -> None:
    workspace.storage_migrate(disk.backend, compression="none", replace=True)


OPERATIONS: dict[str, Operation] = {
    "cleanup": _clean_up,
    "compact": _compact,
    "backup": _back_up,
    "backup as a file": _back_up_as_file,
    "restore": _restore,
    "migrate": _migrate,
    "migrate in place": _recompress,
}


@pytest.fixture(params=DURABLE_BACKENDS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    with small_file_system(tmp_path / "disk", "64m") as mounted:
        yield Disk(mounted, tmp_path, str(request.param))


def _is_done(operation: Operation, disk: Disk) -> bool:
    """Whether there was room for it; if not, it says so."""
    try:
        with disk.open() as workspace:
            operation(disk, workspace)
    except FullError as error:
        refusal = str(error)
    else:
        return True
    assert "space" in refusal or "full" in refusal
    return False


def _check(disk: Disk) -> None:
    with disk.open() as workspace:
        assert workspace.storage_verify(full=True).ok
        kept = workspace.verify()
        assert (kept.problems, kept.digest) == ([], disk.digest)


@pytest.mark.parametrize("name", OPERATIONS)
def test_upkeep_on_a_full_disk(disk: Disk, name: str) -> None:
    with disk.open() as workspace:
        workspace.storage_backup(str(disk.kept))
    for left in ROOMS:
        disk.fill(left)
        done = _is_done(OPERATIONS[name], disk)
        with suppress(FullError):  # SQLite needs a little space to be opened.
            _check(disk)
        disk.empty()
        _check(disk)
        if done:
            return
    assert _is_done(OPERATIONS[name], disk)
    _check(disk)


def test_a_repair_on_a_full_disk(disk: Disk, tmp_path: Path) -> None:
    """What was damaged may be gone, and is analysed again: by the repair, or when there is space."""
    expected = fresh_digest(disk.root, tmp_path / "fresh")
    for left in ROOMS:
        _remove_objects(disk)
        disk.fill(left)
        done = _is_done(lambda _, workspace: workspace.repair(), disk)
        disk.empty()
        with disk.open() as workspace:
            assert workspace.storage_verify(full=True).ok or not done
            workspace.repair()
            assert workspace.storage_verify(full=True).ok
            assert workspace.analyze().digest == expected
            assert workspace.verify(rebuild=True).problems == []


def _remove_objects(disk: Disk) -> None:
    with backend_named(disk.backend).open(str(disk.cache / disk.backend), mode="write") as store:
        keys = [key for key, _ in store.scan(OBJECTS, namespace_end(OBJECTS))]
        store.write([(key, None) for key in keys[::7]], durable=True)
