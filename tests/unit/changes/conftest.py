"""Fixtures for trees to walk."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.unit.changes.trees import GitCommand, run_git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_personal_git_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def git() -> GitCommand:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    return run_git


@pytest.fixture
def repository(tmp_path: Path, git: GitCommand) -> Path:
    root = tmp_path / "work"
    root.mkdir()
    git(root, "init", "-q")
    return root
