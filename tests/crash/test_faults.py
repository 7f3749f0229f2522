"""Failing writes, damaged files, stores of another version: nothing is lost, nothing wrong is answered."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import FormatVersionError, FullError, StorageError
from parseltongue.testing.faults import FaultyBackend
from parseltongue.workspace.store import Store
from tests.crash.workloads import edit, fresh_digest, open_workspace, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "tree"
    write_tree(place, random.Random(3))
    return place


@pytest.mark.parametrize("fail_at", [1, 2, 3])
@pytest.mark.parametrize("manner", ["lost", "unacknowledged"])
def test_a_write_that_fails_costs_nothing_but_time(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int, manner: str
) -> None:
    cache = tmp_path / "cache"
    with open_workspace(root, cache) as workspace:
        first = workspace.analyze().digest
    edit(root, random.Random(1))
    opened = Store.open_writer
    with monkeypatch.context() as patch:
        patch.setattr(
            Store, "open_writer", lambda self: FaultyBackend(opened(self), fail_at=fail_at, manner=manner)
        )
        with open_workspace(root, cache) as workspace:
            report = workspace.analyze()
    expected = fresh_digest(root, tmp_path / "fresh")
    assert report.digest == expected
    if not report.persisted:
        assert report.store_error
    with open_workspace(root, cache) as workspace:
        stored = workspace.verify()
        assert stored.problems == []
        assert stored.digest in (first, expected)
        assert workspace.analyze().digest == expected
        assert workspace.verify(rebuild=True).ok


def test_a_full_disk_leaves_an_answer_in_memory(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store) -> None:
        raise FullError("no space left on device")

    cache = tmp_path / "cache"
    with open_workspace(root, cache) as workspace:
        workspace.storage_init()
    monkeypatch.setattr(Store, "open_writer", full)
    with open_workspace(root, cache) as workspace:
        isg = workspace.load_or_analyze()
        assert isg.find("Class0").total >= 1


def _flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x5A
    path.chmod(0o600)
    path.write_bytes(bytes(data))


def _problems(workspace: Workspace) -> list[str]:
    """What `verify` finds, also when the store cannot even be opened."""
    try:
        return workspace.verify().problems
    except StorageError as error:
        return [str(error)]


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_are_found_and_repaired(root: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    cache = tmp_path / "cache"
    with open_workspace(root, cache) as workspace:
        expected = workspace.analyze().digest
        workspace.storage_compact()
    table = max((cache / "rocksdb").glob("*.sst"), key=lambda one: one.stat().st_size)
    for _ in range(3):
        _flip(table, chance.randrange(table.stat().st_size))
    with open_workspace(root, cache) as workspace:
        assert _problems(workspace)
        edit(root, chance)
        repaired = workspace.analyze()
    expected = fresh_digest(root, tmp_path / "fresh")
    assert repaired.persisted
    assert repaired.digest == expected
    with open_workspace(root, cache) as workspace:
        assert workspace.verify(rebuild=True).problems == []


def test_a_newer_store_is_refused(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with open_workspace(root, cache) as workspace:
        workspace.analyze()
    (cache / "format").write_text("99\n")
    with open_workspace(root, cache) as workspace, pytest.raises(FormatVersionError, match="upgrade"):
        workspace.analyze()
