import json

import pytest

from benchmarks import python_codebase
from benchmarks.python_codebase import DriftError, imported


def run(corpus, fake_command, *arguments):
    return python_codebase.main(
        ["--corpus", str(corpus), "--command", fake_command, "--repeat", "1", "--json", *arguments]
    )


def test_all_figures_are_measured_with_and_without_git(small_django, fake_command, capsys):
    assert run(small_django, fake_command) == 0
    figures = {f["what"]: f for f in json.loads(capsys.readouterr().out)["figures"]}
    assert all(set(f["values"]) == {"with git", "without git"} for f in figures.values())
    counts = {what: set(f["values"].values()) for what, f in figures.items()}
    assert counts["files parsed"] == {9}
    assert counts["no-op, files parsed or linked"] == {0}
    assert counts["all files touched, files parsed or linked"] == {0}
    assert counts["second worktree, files parsed or linked"] == {0}
    assert counts["second worktree, same snapshot"] == {1}
    assert counts["one CLI query, answers"] == {7}
    assert counts["one CLI query, heavy imports"] == {0}
    for edit in ("one function appended", "one more method `get`", "a changed base class"):
        assert counts[f"{edit}, files parsed"] == {1}
    assert counts["relationships"] == {2}
    barred = [f for f in figures.values() if f["bar"] is not None]
    assert len(barred) >= 15
    assert all(f["verdict"] for f in barred)


def test_a_snapshot_that_depends_on_history_ends_the_run(small_django, fake_command, monkeypatch):
    monkeypatch.setenv("FAKE_DRIFT", "1")
    with pytest.raises(DriftError):
        run(small_django, fake_command, "--only", "plain")


def test_imports_are_read_from_a_trace():
    trace = "import time: self [us] | imported package\nimport time:  10 |  10 |   rich.console\nnoise\n"
    assert "rich" in set(imported(trace))
    assert "noise" not in set(imported(trace))
