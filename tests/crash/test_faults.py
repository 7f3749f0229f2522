"""Failing writes, damaged files, stores of another version: nothing is lost, nothing wrong is answered."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from parseltongue.isg.keys import OBJECTS, namespace_end
from parseltongue.model.errors import FormatVersionError, FullError, StorageError
from parseltongue.storage.registry import backend_named
from parseltongue.testing.durability import resize, small_file_system
from parseltongue.testing.faults import FaultyBackend
from parseltongue.workspace.store import Store
from tests.crash.workloads import (
    DURABLE_BACKENDS,
    edit,
    fresh_digest,
    open_workspace,
    write_module,
    write_tree,
)

if TYPE_CHECKING:
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "tree"
    write_tree(place, random.Random(3))
    return place


@pytest.fixture(params=DURABLE_BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("fail_at", [1, 2, 3])
@pytest.mark.parametrize("manner", ["lost", "unacknowledged"])
def test_a_write_that_fails_costs_nothing_but_time(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str, fail_at: int, manner: str
) -> None:
    cache = tmp_path / "cache"
    with open_workspace(root, cache, backend) as workspace:
        first = workspace.analyze().digest
    edit(root, random.Random(1))
    opened = Store.open_writer
    with monkeypatch.context() as patch:
        patch.setattr(
            Store, "open_writer", lambda self: FaultyBackend(opened(self), fail_at=fail_at, manner=manner)
        )
        with open_workspace(root, cache, backend) as workspace:
            report = workspace.analyze()
    expected = fresh_digest(root, tmp_path / "fresh")
    assert report.digest == expected
    if not report.persisted:
        assert report.store_error
    with open_workspace(root, cache, backend) as workspace:
        stored = workspace.verify()
        assert stored.problems == []
        assert stored.digest in (first, expected)
        assert workspace.analyze().digest == expected
        assert workspace.verify(rebuild=True).ok


def test_a_full_disk_leaves_an_answer_in_memory(
    root: Path, tmp_path: Path, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store) -> None:
        raise FullError("no space left on device")

    cache = tmp_path / "cache"
    with open_workspace(root, cache, backend) as workspace:
        workspace.storage_init()
    monkeypatch.setattr(Store, "open_writer", full)
    with open_workspace(root, cache, backend) as workspace:
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


def _places_of_records(cache: Path, backend: str) -> tuple[Path, list[int]]:
    """The largest file of a store, and where in it stored objects begin."""
    files = (one for one in (cache / backend).rglob("*") if one.is_file())
    path = max(files, key=lambda one: one.stat().st_size)
    content = path.read_bytes()
    with backend_named(backend).open(str(cache / backend), mode="read") as store:
        starts = [content.find(value[:40]) for _, value in store.scan(OBJECTS, namespace_end(OBJECTS))]
    return path, [start for start in starts if start >= 0]


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_are_found_and_repaired(root: Path, tmp_path: Path, backend: str, seed: int) -> None:
    chance = random.Random(seed)
    cache = tmp_path / "cache"
    with open_workspace(root, cache, backend) as workspace:
        expected = workspace.analyze().digest
        workspace.storage_compact()
    path, starts = _places_of_records(cache, backend)
    for _ in range(3):
        _flip(path, chance.choice(starts) + chance.randrange(8, 40))
    with open_workspace(root, cache, backend) as workspace:
        assert _problems(workspace)
        edit(root, chance)
        repaired = workspace.analyze()
    expected = fresh_digest(root, tmp_path / "fresh")
    assert repaired.persisted
    assert repaired.digest == expected
    with open_workspace(root, cache, backend) as workspace:
        problems = workspace.verify(rebuild=True).problems
    if backend_named(backend).properties.detects_corruption:
        assert problems == []  # A damaged block stops the analysis, which then writes everything anew.
    else:
        # Records that the analysis did not need are as damaged as before, and found each time.
        assert all("cannot read" in problem for problem in problems)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.6])
def test_a_store_that_is_cut_off_is_replaced(root: Path, tmp_path: Path, backend: str, part: float) -> None:
    cache = tmp_path / "cache"
    with open_workspace(root, cache, backend) as workspace:
        expected = workspace.analyze().digest
        workspace.storage_compact()
    path, _ = _places_of_records(cache, backend)
    os.truncate(path, int(path.stat().st_size * part))
    with open_workspace(root, cache, backend) as workspace:
        report = workspace.analyze()
        assert report.persisted
        assert report.digest == expected
    with open_workspace(root, cache, backend) as workspace:
        assert workspace.verify(rebuild=True).problems == []


def test_a_disk_that_fills_up_during_analysis_loses_nothing(
    root: Path, tmp_path: Path, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_file_system(tmp_path / "disk", "1m") as disk:
        cache = disk / "cache"
        with open_workspace(root, cache, backend) as workspace:
            first = workspace.analyze()
        assert first.persisted
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(bytes(max(free - 8192, 0)))
        for number in range(40):
            write_module(root / "pkg", number, random.Random(number))
        expected = fresh_digest(root, tmp_path / "fresh")
        with open_workspace(root, cache, backend) as workspace:
            report = workspace.analyze()
        assert report.digest == expected
        assert not report.persisted
        assert "space" in str(report.store_error)
        (disk / "filler").unlink()
        with open_workspace(root, cache, backend) as workspace:
            kept = workspace.verify()
            assert (kept.problems, kept.digest) == ([], first.digest)
        resize(disk, "16m")
        with open_workspace(root, cache, backend) as workspace:
            assert workspace.analyze().persisted
            assert workspace.verify(rebuild=True).problems == []


def test_a_newer_store_is_refused(root: Path, tmp_path: Path, backend: str) -> None:
    cache = tmp_path / "cache"
    with open_workspace(root, cache, backend) as workspace:
        workspace.analyze()
    (cache / "format").write_text("99\n")
    with (
        open_workspace(root, cache, backend) as workspace,
        pytest.raises(FormatVersionError, match="upgrade"),
    ):
        workspace.analyze()
