"""Four reading and two writing processes, with threads in each, on one store.

For seconds by default, for minutes with PARSELTONGUE_SOAK_SECONDS=180.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from parseltongue.storage.locking import store_lock
from parseltongue.storage.registry import backend_named
from tests.crash.workloads import DURABLE_BACKENDS, fresh_digest, open_workspace, write_tree

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = float(os.environ.get("PARSELTONGUE_SOAK_SECONDS", "3"))
READERS, WRITERS = 4, 2
READ_THREADS, WRITE_THREADS = 3, 2

_THREADS = """
import sys, threading, time
from parseltongue.storage.locking import store_lock
from parseltongue.storage.registry import backend_named
directory, name, seconds, threads = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
backend, deadline, results = backend_named(name), time.monotonic() + seconds, []
def run():
    try:
        results.append(work())
    except BaseException as error:
        results.append(f"{type(error).__name__}: {error}")
def in_threads():
    running = [threading.Thread(target=run) for _ in range(threads)]
    [one.start() for one in running]
    [one.join() for one in running]
    print(results)
"""
_WRITER = (
    _THREADS
    + """
def work():
    done = 0
    while time.monotonic() < deadline:
        lock = store_lock(directory, 30, command="soak")
        with lock, backend.open(directory + "/data", mode="write") as store:
            for _ in range(3):
                old = store.get(b"count")
                new = b"%d" % (int(old or b"0") + 1)
                large = new.ljust(40_000, b".")
                store.write([(b"part%02d" % part, large) for part in range(12)], durable=False)
                assert store.compare_and_swap(b"count", old, new), "lost update"
                done += 1
        time.sleep(0.001)
    return done
in_threads()
"""
)
_READER = (
    _THREADS
    + """
def work():
    looks, highest = 0, 0
    with backend.open(directory + "/data", mode="read") as store:
        while time.monotonic() < deadline:
            store.refresh()
            with store.read_view() as view:
                parts = view.get_many([b"part%02d" % part for part in range(12)])
                scanned = [value for _, value in view.scan(b"part", b"paru")]
                count = int(view.get(b"count") or b"0")
            assert len(set(parts)) == 1 and scanned in (parts, []), "torn read"
            number = int((parts[0] or b"0").rstrip(b"."))
            assert count in (number, number - 1), (count, number)
            assert count >= highest, "went back"
            highest, looks = count, looks + 1
    return looks
in_threads()
"""
)
_ANALYZER = """
import random, sys, time
sys.path[:] = sys.argv[6:]
from pathlib import Path
from tests.crash.workloads import edit, open_workspace
root, cache, backend, seconds, seed = sys.argv[1:6]
chance, deadline, done = random.Random(int(seed)), time.monotonic() + float(seconds), 0
while time.monotonic() < deadline:
    edit(Path(root), chance)
    with open_workspace(Path(root), Path(cache), backend) as workspace:
        report = workspace.analyze(jobs=1)
        assert report.persisted, report.store_error
        assert not report.notices, report.notices
        done += 1
        if done % 5 == 0:
            workspace.storage_compact()
print(done)
"""
_QUERIER = """
import sys, time
sys.path[:] = sys.argv[6:]
from pathlib import Path
from tests.crash.workloads import open_workspace
root, cache, backend, seconds, _ = sys.argv[1:6]
deadline, done = time.monotonic() + float(seconds), 0
with open_workspace(Path(root), Path(cache), backend) as workspace:
    while time.monotonic() < deadline:
        isg = workspace.load()
        assert isg.find("Class").total > 5
        assert workspace.verify().problems == []
        done += 1
print(done)
"""


@pytest.fixture(params=DURABLE_BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _start(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def _output(process: subprocess.Popen[str]) -> str:
    with process:
        output, errors = process.communicate(timeout=SECONDS + 120)
    assert (process.returncode, errors) == (0, "")
    return output


def _numbers(process: subprocess.Popen[str], threads: int) -> list[int]:
    words = _output(process).strip("[]\n").split(", ")
    assert all(word.isdigit() for word in words), words
    assert len(words) == threads
    return [int(word) for word in words]


def test_readers_and_writers_on_one_store(tmp_path: Path, backend: str) -> None:
    kind, directory = backend_named(backend), str(tmp_path)
    kind.open(f"{directory}/data", mode="write").close()
    writers = [_start(_WRITER, directory, backend, SECONDS, WRITE_THREADS) for _ in range(WRITERS)]
    readers = [_start(_READER, directory, backend, SECONDS, READ_THREADS) for _ in range(READERS)]
    commits = [number for process in writers for number in _numbers(process, WRITE_THREADS)]
    looks = [sum(_numbers(process, READ_THREADS)) for process in readers]
    with kind.open(f"{directory}/data", mode="read") as store:
        assert store.get(b"count") == b"%d" % sum(commits)
    assert min(looks) > 0
    assert sum(commits) > 0


def test_analyses_and_questions_in_one_store(tmp_path: Path, backend: str) -> None:
    cache, roots = tmp_path / "cache", [tmp_path / "one", tmp_path / "two"]
    for number, root in enumerate(roots):
        write_tree(root, random.Random(number))
        with open_workspace(root, cache, backend) as workspace:
            workspace.analyze(jobs=1)
    arguments = (cache, backend, SECONDS)
    processes = [_start(_ANALYZER, root, *arguments, 7, *sys.path) for root in roots]
    processes += [_start(_QUERIER, root, *arguments, 0, *sys.path) for root in roots * 2]
    assert all(int(_output(process)) > 0 for process in processes)
    for number, root in enumerate(roots):
        with open_workspace(root, cache, backend) as workspace:
            assert workspace.analyze().digest == fresh_digest(root, tmp_path / f"fresh{number}")
            assert workspace.verify(rebuild=True).problems == []


_LOOK = """
import sys
from parseltongue.storage.registry import backend_named
with backend_named(sys.argv[2]).open(sys.argv[1] + "/data", mode="read") as store:
    store.refresh()
    with store.read_view() as view:
        print(view.get(b"a").decode(), len(list(view.scan(b"", None))))
"""
_WAIT = """
import sys
from parseltongue.model.errors import LockedError
from parseltongue.storage.locking import store_lock
try:
    with store_lock(sys.argv[1], 0.3, command="analyze"):
        print("entered")
except LockedError as error:
    print(error)
"""


def test_readers_do_not_wait_for_a_writer_and_writers_know_for_whom(tmp_path: Path, backend: str) -> None:
    """The reader and the second writer run to their end while the first writer holds everything it can."""
    directory = str(tmp_path)
    kind = backend_named(backend)
    with store_lock(directory, 5, command="compact"), kind.open(f"{directory}/data", mode="write") as store:
        store.write([(b"a", b"1"), (b"b", b"2")], durable=True)
        assert _output(_start(_LOOK, directory, backend)) == "1 2\n"
        refused = _output(_start(_WAIT, directory))
        store.write([(b"a", b"2")], durable=False)
        assert _output(_start(_LOOK, directory, backend)) == "2 2\n"
    assert f"process {os.getpid()} on " in refused
    assert "(compact) since" in refused
    assert "waited 0.3 s" in refused
    assert _output(_start(_WAIT, directory)) == "entered\n"
