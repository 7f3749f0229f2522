import json
import sys

import pytest

from benchmarks import queries
from benchmarks.query_process import resident_bytes

# Stands in for the Python API: `callers` burns CPU, `show` sleeps, opening takes 40 MB.
API = """
import time

class Graph:
    def __init__(self):
        self.ballast = b"1" * 40_000_000

    def callers(self, entity, *, limit):
        until = time.thread_time() + 0.002
        while time.thread_time() < until:
            pass

    def show(self, entity):
        time.sleep(0.002)

    def find(self, name, *, limit):
        assert name.startswith("name_")

class Workspace:
    def load_or_analyze(self):
        return Graph()

def open(root, *, cache_dir):
    return Workspace()
"""
ENTITIES = [(f"id_{n}", f"name_{n}") for n in range(20)]


@pytest.fixture
def api(tmp_path, monkeypatch):
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "parseltongue.py").write_text(API)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "api"))
    return tmp_path


def values(figures) -> dict:
    return {f.what: next(iter(f.values.values())) for f in figures}


def test_latency_tells_cpu_from_waiting(api):
    figures = values(queries.latency_figures(queries.ask(api, api, ENTITIES, api)))
    assert figures["callers, p50"] >= 2.0
    assert figures["show, p50"] < 1.0
    assert figures["show, p50, on the wall"] >= 2.0
    assert figures["find, p50"] < 1.0


def test_what_was_asked_before_is_told_apart(api):
    assert len(queries.ask(api, api, ENTITIES, api)["cpu_ns"]["show"]) == 20
    answer = queries.ask(api, api, ENTITIES, api, 15)
    assert len(answer["cpu_ns"]["callers"]) == len(answer["wall_ns"]["find"]) == 5
    assert len(answer["cpu_ns_before"]["find"]) == 15
    figures = values(queries.latency_figures(answer))
    assert figures["callers, p99, nothing read before"] >= 2.0
    answer["cpu_ns_before"] = {question: [] for question in queries.QUESTIONS}
    assert not any("before" in what for what in values(queries.latency_figures(answer)))


def test_memory_is_what_was_added_to_a_bare_interpreter(api):
    figures = values(queries.memory_figures(api, api, ENTITIES, api))
    assert figures["bare interpreter"] > 3
    assert 40 <= figures["1,000 questions, more memory than bare"] < 60


@pytest.mark.parametrize(
    ("percent", "expected"),
    [(50, 50), (99, 99), (100, 100), (0, 1)],
    ids=["median", "p99", "largest", "smallest"],
)
def test_percentile(percent, expected):
    assert queries.percentile(list(range(100, 0, -1)), percent) == expected


def test_the_sample_is_random_repeatable_and_leaves_files_out():
    rows = [{"type": "entity", "kind": "function", "id": f"f{n}", "name": f"n{n}"} for n in range(100)]
    rows += [
        {"type": "entity", "kind": "file", "id": "x", "name": "x"},
        {"type": "relationship", "kind": "calls"},
    ]
    export = "".join(json.dumps(row) + "\n" for row in rows).encode()
    chosen = queries.sample(export, 50, seed=1)
    assert len(set(chosen)) == 50
    assert ("x", "x") not in queries.sample(export, 100, seed=1)
    assert chosen == queries.sample(export, 50, seed=1) != queries.sample(export, 50, seed=2)
    assert len(queries.sample(export, 150, seed=1)) == 150


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the peak is known")
def test_resident_bytes_grow_with_what_is_kept():
    before = resident_bytes()
    kept = b"1" * 64_000_000  # more than an allocator takes from what was freed before
    assert resident_bytes() - before > 60_000_000
    assert kept
