"""Locks between threads and processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import LockedError, UnavailableError
from parseltongue.storage.locking import LockHolder, read_holder, store_lock, workspace_lock

if TYPE_CHECKING:
    from pathlib import Path

_HOLD = """
import sys
from parseltongue.storage.locking import store_lock
with store_lock(sys.argv[1], 5, command="analyze"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def _holding(directory: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLD, directory],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_lock_can_be_taken_again_after_release(tmp_path: Path) -> None:
    for _ in range(2):
        with store_lock(str(tmp_path), 0) as lock:
            assert lock.held
        assert not lock.held
        lock.release()


def test_another_process_is_named(tmp_path: Path) -> None:
    with _holding(str(tmp_path)) as child:
        with pytest.raises(LockedError) as refused, store_lock(str(tmp_path), 0.05):
            pass
        child.communicate("\n")
    for part in (f"process {child.pid}", os.uname().nodename, "(analyze)", time.strftime("%Y-")):
        assert part in str(refused.value)
    assert read_holder(str(tmp_path / "locks" / "store")) is None


def test_the_system_releases_the_lock_of_a_killed_process(tmp_path: Path) -> None:
    with _holding(str(tmp_path)) as child:
        child.kill()
        child.wait()
        with store_lock(str(tmp_path), 0):
            holder = read_holder(str(tmp_path / "locks" / "store"))
    assert holder is not None
    assert holder.pid == os.getpid()


def test_threads_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(5):
            with store_lock(str(tmp_path), 20):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_waiting_is_bounded_and_announced_once(tmp_path: Path) -> None:
    told: list[tuple[LockHolder | None, str]] = []
    with store_lock(str(tmp_path), 0, command="gc"):
        started = time.monotonic()
        waiting = store_lock(str(tmp_path), 1.3, on_wait=lambda holder, what: told.append((holder, what)))
        with pytest.raises(LockedError, match="gc"):
            waiting.acquire()
        waited = time.monotonic() - started
    assert 1.2 < waited < 5
    assert len(told) == 1
    assert told[0][0] is not None
    assert told[0][0].command == "gc"
    assert str(tmp_path) in told[0][1]


def test_a_wait_ends_when_the_lock_is_released(tmp_path: Path) -> None:
    first = store_lock(str(tmp_path), 0)
    first.acquire()
    threading.Timer(0.1, first.release).start()
    with store_lock(str(tmp_path), 10) as second:
        assert second.held


def test_locks_with_different_names_are_independent(tmp_path: Path) -> None:
    with (
        store_lock(str(tmp_path), 0),
        workspace_lock(str(tmp_path), "one", 0),
        workspace_lock(str(tmp_path), "two", 0),
        pytest.raises(LockedError, match="workspace one"),
    ):
        workspace_lock(str(tmp_path), "one", 0).acquire()


@pytest.mark.parametrize("name", ["", "a/b", "..", "é", "x" * 101])
def test_a_workspace_name_must_be_a_file_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a lock file"):
        workspace_lock(str(tmp_path), name, 0)


def test_a_place_that_cannot_hold_locks_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file")
    with pytest.raises(UnavailableError, match="cannot lock the store"):
        store_lock(str(tmp_path), 0).acquire()


def test_an_unreadable_holder_does_not_matter(tmp_path: Path) -> None:
    with store_lock(str(tmp_path), 0):
        (tmp_path / "locks" / "store.holder").write_text("nonsense")
        with pytest.raises(LockedError, match="another process"):
            store_lock(str(tmp_path), 0).acquire()
