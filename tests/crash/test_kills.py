"""SIGKILL at any moment of `analyze` leaves the old snapshot or the new one, and the next run gets there."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import UnavailableError
from tests.crash.workloads import (
    DURABLE_BACKENDS,
    edit,
    fresh_digest,
    open_workspace,
    start_analysis,
    write_tree,
)

if TYPE_CHECKING:
    from pathlib import Path

KILLS = int(os.environ.get("PARSELTONGUE_KILLS", "20"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "tree"
    write_tree(place, random.Random(7))
    return place


@pytest.fixture(params=DURABLE_BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def check_store(root: Path, cache: Path, backend: str, known: set[bytes]) -> None:
    """Whatever the store holds is whole, and is a snapshot that some run committed."""
    with open_workspace(root, cache, backend) as workspace:
        try:
            report = workspace.verify()
        except UnavailableError:
            assert not known
            return
        assert report.problems == []
        assert report.checked > 10


def test_killed_at_random_moments(root: Path, tmp_path: Path, backend: str) -> None:
    chance = random.Random(20)
    cache = tmp_path / "cache"
    started = time.monotonic()
    assert start_analysis(root, tmp_path / "timing", backend).wait() == 0
    duration = time.monotonic() - started
    committed: set[bytes] = set()
    killed = 0
    for number in range(KILLS):
        process = start_analysis(root, cache, backend)
        time.sleep(chance.random() * duration)
        process.kill()
        killed += process.wait() != 0
        check_store(root, cache, backend, committed)
        if number % 4 == 3:
            with open_workspace(root, cache, backend) as workspace:
                committed.add(workspace.analyze().digest)
        edit(root, chance)
    assert killed > KILLS // 3
    with open_workspace(root, cache, backend) as workspace:
        report = workspace.analyze()
        assert workspace.verify(rebuild=True).problems == []
    assert report.digest == fresh_digest(root, tmp_path / "fresh")


def test_a_killed_cold_run_resumes(
    root: Path, tmp_path: Path, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts that a killed run had committed are not extracted again."""
    from parseltongue.workspace import stages

    cache = tmp_path / "cache"
    monkeypatch.setattr(stages, "COMMIT_BYTES", 2000)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stages, "update_snapshot", stop)
        with open_workspace(root, cache, backend) as workspace, pytest.raises(KeyboardInterrupt):
            workspace.analyze(jobs=1)
    with open_workspace(root, cache, backend) as workspace:
        report = workspace.analyze()
    assert report.mode == "full"
    assert 0 < report.parsed < report.new == report.linked
