"""The figures with imported indexes: what is printed, and what happens without indexers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks import imported
from benchmarks.oracles import NO_ORACLES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
