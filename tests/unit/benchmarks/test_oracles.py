"""What the benchmarks of accuracy share."""

from __future__ import annotations

import argparse
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from benchmarks import compiled, options, oracles, unseen
from benchmarks.corpus import CorpusError

if TYPE_CHECKING:
    from pathlib import Path


def test_oracles_may_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "evaluate.py").touch()
    monkeypatch.setenv("PARSELTONGUE_ORACLES", str(tmp_path))
    assert oracles.find_oracles(None).folder == tmp_path


def test_the_language_is_that_of_most_files(tmp_path: Path) -> None:
    for name in ("a.kt", "b.kt", "C.java", "d.txt"):
        (tmp_path / name).touch()
    assert oracles.language_of(tmp_path, compiled.LANGUAGES) == ("kotlin", "KotlinTruth")
    assert oracles.language_of(tmp_path, unseen.LANGUAGES) is None


def test_installed_libraries_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    for name in ("node_modules/a.js", "node_modules/b.js", "c.go"):
        (tmp_path / name).touch()
    assert oracles.language_of(tmp_path, unseen.LANGUAGES) == ("go", "scip-go")


def test_only_what_is_covered_and_its_manifests_are_analysed(tmp_path: Path, fake_command: str) -> None:
    """Whatever the folder is called: the copy stands apart from the store and from what callers keep."""
    source, scratch = tmp_path / "cache", tmp_path / "scratch"
    for name in ("a/covered.py", "a/other.py", "setup.cfg", "node_modules/b/setup.cfg"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).touch()
    scratch.mkdir()
    parser = argparse.ArgumentParser()
    options.add_command(parser)
    given = parser.parse_args(["--command", fake_command])
    oracle = SimpleNamespace(files={1: "a/covered.py"})
    trial = oracles.analyse_covered(oracle, source, scratch, given, manifests=("*.cfg",))
    assert trial.root.name == "cache"
    copied = {path.relative_to(trial.root).as_posix() for path in trial.root.rglob("*") if path.is_file()}
    assert copied == {"a/covered.py", "setup.cfg"}
    assert b"covered.py" in trial.export().read_bytes()


def test_a_covered_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"lacks gone\.py, which the oracle covers"):
        oracles.copy_covered(["gone.py"], tmp_path, tmp_path / "copy")
