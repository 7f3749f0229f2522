"""A workspace that has been analysed, for what looks after its store."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.crash.workloads import open_workspace, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "tree"
    write_tree(place, random.Random(3))
    return place


@pytest.fixture
def workspace(root: Path, tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(root, tmp_path / "cache") as workspace:
        workspace.analyze()
        yield workspace
