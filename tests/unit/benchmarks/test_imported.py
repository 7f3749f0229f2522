"""The figures with imported indexes: what is printed, and what happens without indexers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from benchmarks import imported
from benchmarks.oracles import NO_ORACLES
from benchmarks.process import CommandError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_line_for_each_state() -> None:
    figures = {kind: {"P": 0.5, "R": None} for kind in imported.KINDS}
    lines = imported.table({"httpx": {"analysed": figures, "imported": figures}}).splitlines()
    assert lines[0].split()[:4] == ["project", "state", "calls", "P"]
    assert [line.split()[:4] for line in lines[1:]] == [
        ["httpx", "analysed", "0.500", "-"],
        ["httpx", "imported", "0.500", "-"],
    ]


def test_without_indexers_nothing_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(imported, "opened", lambda given: SimpleNamespace())
    assert imported.main([]) == NO_ORACLES
    assert "httpx is left out: there is no scip-python on PATH" in capsys.readouterr().err


def test_without_oracles_nothing_is_measured(tmp_path: Path) -> None:
    assert imported.main(["--oracles", str(tmp_path)]) == NO_ORACLES


def test_an_indexer_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves no configuration behind in the project."""
    indexer = tmp_path / "bin" / "scip-typescript"
    indexer.parent.mkdir()
    indexer.write_text("#!/bin/sh\necho no such luck >&2\nexit 3\n")
    indexer.chmod(0o755)
    monkeypatch.setenv("PATH", str(indexer.parent), prepend=":")
    (tmp_path / "code").mkdir()
    with pytest.raises(CommandError, match="no such luck"):
        imported.make_index("scip-typescript", tmp_path / "code", tmp_path / "index.scip")
    assert not list((tmp_path / "code").iterdir())
