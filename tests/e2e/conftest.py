from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import PROJECT, Cli, write_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """In an empty folder."""
    folder, home = tmp_path / "code", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    return Cli(home, folder)


@pytest.fixture
def shop(cli: Cli) -> Cli:
    """In a small project that has not been analysed."""
    write_tree(cli.folder, PROJECT)
    return cli


@pytest.fixture(scope="session")
def analyzed(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """In an analysed project, shared by all tests: do not change it."""
    folder, home = tmp_path_factory.mktemp("shop"), tmp_path_factory.mktemp("home")
    write_tree(folder, PROJECT)
    cli = Cli(home, folder)
    cli.ok("analyze")
    return cli
