"""What a file may take in a worker is work, not the time of other programs; what is told if it takes more."""

from __future__ import annotations

import signal
import time

import pytest

import parseltongue
from parseltongue.codec.envelope import Codec
from parseltongue.workspace import limits, pool, stages
from parseltongue.workspace.extraction import FAILED, TIMED_OUT, FileExtractor
from parseltongue.workspace.limits import CPU_LIMITS, MEMORY_LIMITS

SETTINGS = {
    "algorithm": "blake3",
    "largest": 1 << 21,
    "keep_docs": True,
    "languages": {},
    "compression": "none",
    "level": None,
    "dictionary": None,
    "cipher": None,
}
QUICK = "def f(): g()\n"
SLOW = "".join(f"def f{i}(a, b): return g(a).h(b, {i})\n" for i in range(20_000))
"""A file that takes far longer than a tenth of a second on any machine."""

needs_limits = pytest.mark.skipif(not CPU_LIMITS, reason="this system cannot limit the work of a process")


@pytest.fixture
def files(tmp_path):
    def write(**sources: str):
        for name, text in sources.items():
            (tmp_path / f"{name}.py").write_text(text)
        return {**SETTINGS, "root": str(tmp_path)}, [
            (f"{name}.py", "python", len(text)) for name, text in sources.items()
        ]

    return write


def outcomes(settings, work, timeout):
    """Why each file was left out; 0 for those that were not."""
    with pool.Pool(1, settings, timeout) as one:
        return {result.path: result.skip for result in one.extract(work)}


@needs_limits
def test_a_file_that_needs_too_much_work_is_left_out_and_the_others_are_not(files):
    found = outcomes(*files(quick=QUICK, slow=SLOW, small=QUICK), timeout=0.1)
    assert found == {"slow.py": TIMED_OUT, "quick.py": 0, "small.py": 0}


@pytest.mark.skipif(not MEMORY_LIMITS, reason="this system cannot limit the memory of a process")
def test_a_file_that_needs_too_much_memory_is_left_out_and_the_others_are_not(files, monkeypatch):
    monkeypatch.setattr(limits, "MEMORY", 100_000_000)
    monkeypatch.setattr(limits, "MEMORY_PER_BYTE", 0)
    found = outcomes(*files(quick=QUICK, bad="/*\n" * 1200, small=QUICK), timeout=60)
    assert found == {"bad.py": FAILED, "quick.py": 0, "small.py": 0}


@pytest.mark.skipif(not MEMORY_LIMITS, reason="this system cannot limit the memory of a process")
def test_files_that_were_lost_are_tried_again_where_they_can_do_no_harm(files, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MEMORY", 100_000_000)
    monkeypatch.setattr(limits, "MEMORY_PER_BYTE", 0)
    files(quick=QUICK, bad="/*\n" * 1200)
    with monkeypatch.context() as patch, parseltongue.open(tmp_path, cache_dir=tmp_path / ".store") as first:
        patch.setattr(stages, "POOL_FROM", 0)
        assert first.analyze().snapshot.degraded
    with parseltongue.open(tmp_path, cache_dir=tmp_path / ".store") as second:
        assert second.analyze().snapshot.degraded


@needs_limits
def test_time_that_a_worker_waited_does_not_count(files):
    settings, work = files(quick=QUICK)
    with pool.Pool(1, settings, 0.2) as one:
        results = one.extract(work)
        one._start(pool.deque([work]))
        process = one._workers[0]._process
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.8)
        process.send_signal(signal.SIGCONT)
        assert [result.skip for result in results] == [0, 0]


@needs_limits
def test_a_worker_that_stands_still_is_given_up(files, monkeypatch):
    monkeypatch.setattr(pool, "STALL", 0.0)
    settings, work = files(quick=QUICK)
    with pool.Pool(1, settings, 0.2) as one:
        one._start(pool.deque([work]))
        one._workers[0]._process.send_signal(signal.SIGSTOP)
        assert [result.skip for result in one.extract([])] == [TIMED_OUT]


def test_what_a_grammar_takes_too_long_for_is_left_out_without_a_worker_too(tmp_path):
    (tmp_path / "bad.py").write_bytes(b"a{b:c;d:e}\n" * 20_000)
    (tmp_path / "good.py").write_text(QUICK * 500)
    extractor = FileExtractor(
        str(tmp_path), Codec(), algorithm="blake3", largest=1 << 21, keep_docs=True, timeout=0.2
    )
    assert extractor.extract_path("bad.py", "python").skip == TIMED_OUT
    extractor.extract_path("good.py", "python")
    found = extractor.extract_path("good.py", "python")
    other = FileExtractor(
        str(tmp_path), Codec(), algorithm="blake3", largest=1 << 21, keep_docs=True, timeout=60
    )
    assert found.facts == other.extract_path("good.py", "python").facts is not None


@needs_limits
def test_verify_says_that_it_gave_files_up_and_not_that_the_store_is_wrong(files, tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "POOL_FROM", 0)
    monkeypatch.setattr(stages, "SAMPLE_BYTES", 1 << 30)
    files(quick=QUICK, slow=SLOW)
    settings = tmp_path / "parseltongue.toml"
    settings.write_text("[analysis]\njobs = 2\n")
    with parseltongue.open(tmp_path, cache_dir=tmp_path / ".store") as workspace:
        workspace.analyze()
    settings.write_text("[analysis]\njobs = 2\nparse_timeout = 0.1\n")
    with parseltongue.open(tmp_path, cache_dir=tmp_path / ".store") as workspace:
        (problem,) = workspace.verify(rebuild=True).problems
    assert "gave up slow.py" in problem
    assert "parse_timeout" in problem
    assert "report this" not in problem
