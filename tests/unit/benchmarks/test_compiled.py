"""What the accuracy of Java and Kotlin is measured with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import compiled
from benchmarks.oracles import NO_ORACLES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_program_is_there() -> None:
    programs = {path.stem for path in compiled.PROGRAMS.glob("*.java")}
    assert programs == {"Records", *(program for _, program in compiled.LANGUAGES.values())}


def test_without_a_compiler_nothing_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "A.java").touch()
    assert compiled.main([str(tmp_path)]) == NO_ORACLES
    assert "there is no javac on PATH" in capsys.readouterr().err
