"""What a hostile text takes is taken from a copy of the process, which holds nothing of it."""

from __future__ import annotations

import os
import signal
import threading
import warnings

import pytest

import parseltongue
from parseltongue.analysis.extractor import HARMLESS
from parseltongue.changes.reading import VANISHED
from parseltongue.codec.envelope import Codec
from parseltongue.workspace import forked, limits, stages
from parseltongue.workspace.extraction import FAILED, TIMED_OUT, Extracted, FileExtractor
from parseltongue.workspace.limits import MEMORY_LIMITS

pytestmark = pytest.mark.skipif(not MEMORY_LIMITS, reason="this system cannot limit the memory of a process")

GOOD = "def f(): g()\n" * 100
BAD = "/*\n" * 1200
"""Half a gigabyte for the grammar of Python."""
MEMORY = 100_000_000


class Doing:
    """Stands for an extractor: calls a function in place of reading a file, and tells what it gave."""

    def __init__(self, function):
        self._function = function

    def prepare(self, languages):
        pass

    def extract_path(self, path, language):
        result = Extracted(path)
        result.trouble = str(self._function())
        return result


def told(function, sizes=(HARMLESS + 1,), timeout=60.0):
    """What a function gives that is called for each file, or why the file was lost."""
    work = [(f"{number}.py", "python", size) for number, size in enumerate(sizes)]
    found = list(forked.extract_apart(Doing(function), work, timeout=timeout, memory=MEMORY))
    assert [one.path for one in found] == [path for path, _, _ in work]
    return [one.skip or one.trouble for one in found]


@pytest.fixture
def extractor(tmp_path):
    return FileExtractor(
        str(tmp_path), Codec(), algorithm="sha256", largest=1 << 20, keep_docs=True, timeout=60
    )


def peak() -> int:
    """Kilobytes that this process has had at most."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def skipped(folder, cache):
    """What is left out by an analysis, and the digest of its snapshot."""
    with parseltongue.open(folder, cache_dir=cache) as workspace:
        report = workspace.analyze()
        assert report.snapshot.degraded == any(reason == "failed" for _, reason in report.skipped)
        return report.skipped, report.digest.hex()


def test_a_small_run_is_not_harmed_either_and_has_the_same_graph(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MEMORY", MEMORY)
    monkeypatch.setattr(limits, "MEMORY_PER_BYTE", 0)
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "good.py").write_text(GOOD)
    (folder / "bad.py").write_text(BAD)
    before = peak()
    first = skipped(folder, tmp_path / "one")
    assert first[0] == [("bad.py", "failed")]
    monkeypatch.setattr(stages, "POOL_FROM", 0)
    assert skipped(folder, tmp_path / "two") == first
    monkeypatch.undo()
    (folder / "bad.py").write_text(GOOD)
    assert skipped(folder, tmp_path / "one") == skipped(folder, tmp_path / "three")
    assert peak() - before < 200_000


def test_a_file_that_becomes_hostile_costs_itself_only(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MEMORY", MEMORY)
    monkeypatch.setattr(limits, "MEMORY_PER_BYTE", 0)
    (tmp_path / "a.py").write_text(GOOD)
    (tmp_path / "b.py").write_text("import a\na.f()\n")
    assert skipped(tmp_path, tmp_path / ".store")[0] == []
    (tmp_path / "a.py").write_text(BAD)
    assert skipped(tmp_path, tmp_path / ".store")[0] == [("a.py", "failed")]


def test_a_file_that_takes_too_long_is_told_so(extractor, tmp_path):
    (tmp_path / "slow.py").write_text("def f(a, b): return g(a).h(b)\n" * 20_000)
    (tmp_path / "good.py").write_text(GOOD)
    work = [("slow.py", "python", 1 << 19), ("good.py", "python", len(GOOD))]
    found = forked.extract_apart(extractor, work, timeout=0.1, memory=1 << 30)
    assert [one.skip for one in found] == [TIMED_OUT, 0]


def test_all_of_a_result_arrives(extractor, tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    extractor.keep_plain = True
    work = [("good.py", "python", len(GOOD)), ("gone.py", "python", 1)]
    good, gone = forked.extract_apart(extractor, work, timeout=60, memory=1 << 30)
    here = extractor.extract_path("good.py", "python")
    assert all(getattr(good, name) == getattr(here, name) for name in Extracted.__slots__)
    assert good.plain
    assert good.facts
    assert good.stat_digest != good.content
    assert gone.failure.reason == VANISHED


def test_no_copy_is_made_for_what_can_do_no_harm():
    assert told(os.getpid, [HARMLESS, 1]) == [str(os.getpid())] * 2
    assert str(os.getpid()) not in told(os.getpid)


def test_what_ends_the_copy_costs_one_file(tmp_path):
    def fall():
        with (tmp_path / "calls").open("a") as calls:
            calls.write(".")
        if (tmp_path / "calls").stat().st_size == 2:
            os.kill(os.getpid(), signal.SIGSEGV)
        return "read"

    assert told(fall, [HARMLESS + 1] * 3) == ["read", FAILED, "read"]


def test_what_stands_still_is_given_up(monkeypatch):
    monkeypatch.setattr(forked, "STALL", 0.0)
    assert told(signal.pause, timeout=0.2) == [TIMED_OUT]


def test_the_copy_holds_no_file_and_no_lock(tmp_path):
    import fcntl  # not on Windows

    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (paths,) = told(lambda: [os.readlink(f"/proc/self/fd/{n}") for n in range(3, 64) if is_open(n)])
    assert str(tmp_path) not in paths
    assert paths.count("pipe:") == 2, "answers, and the life of its original"


def is_open(descriptor: int) -> bool:
    return os.path.lexists(f"/proc/self/fd/{descriptor}")


def test_where_no_copy_can_be_made_the_work_is_done_here(monkeypatch):
    def refuse():
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    before = len(os.listdir("/proc/self/fd"))
    assert told(os.getpid) == [str(os.getpid())]
    assert len(os.listdir("/proc/self/fd")) == before
    monkeypatch.undo()
    monkeypatch.setattr(forked, "_DESCRIPTORS", "/nowhere")
    assert told(os.getpid) == [str(os.getpid())]


def test_it_may_be_called_from_any_thread_and_warns_of_none():
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thread = threading.Thread(target=lambda: found.extend(told(lambda: "done")))
        thread.start()
        thread.join()
    assert found == ["done"]


def test_who_stops_early_leaves_no_process():
    found = forked.extract_apart(
        Doing(os.getpid),
        [(str(n), "python", HARMLESS + 1) for n in range(100_000)],
        timeout=60,
        memory=MEMORY,
    )
    process = int(next(found).trouble)
    found.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_copy_ends_with_its_original():
    """Killed, so that it can tell nobody."""
    reading, writing = os.pipe()

    def die():
        os.write(writing_again, b"%d" % os.getpid())
        os.kill(os.getppid(), signal.SIGKILL)
        while True:
            pass

    original = os.fork()
    if not original:
        writing_again = os.dup2(writing, 100)
        kept = forked._let_go
        forked._let_go = lambda descriptors: kept(descriptors | {100})
        told(die)
        os._exit(1)
    os.close(writing)
    assert os.waitpid(original, 0)[1] == signal.SIGKILL
    process = int(os.read(reading, 20))
    # The end of the stream: nobody has its other end any more.
    assert os.read(reading, 1) == b""
    os.close(reading)
    assert process != original


def test_a_program_that_does_not_wait_for_its_children_can_have_it(monkeypatch):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert told(lambda: "done", [HARMLESS + 1] * 2) == ["done"] * 2
        assert told(lambda: os._exit(3)) == [FAILED]
    finally:
        signal.signal(signal.SIGCHLD, before)
