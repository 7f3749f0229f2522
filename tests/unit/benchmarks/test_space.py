"""The table of space adds up."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks import space
from tests.crash.workloads import write_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_the_parts_are_the_whole(tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", random.Random(1))
    census, size, entities, relationships = space.measure(tmp_path / "tree", tmp_path / "cache", "rocksdb")
    rows = {row.what: row for row in space.figures(census, size, entities, relationships)}
    whole = rows["everything on disk"].values[space.STORED]
    parts = [row.values.get(space.STORED) for row in rows.values() if row.bar is None]
    parts = [part for part in parts if isinstance(part, float)]
    assert whole == size / 1e3
    assert abs(sum(parts) - 2 * whole) < 1e-6
    assert rows["entities"].values[space.STORED] == entities > 300
    saved = rows["all objects, saved"].values[space.SAVED]
    assert isinstance(saved, float)
    assert 0 < saved < 100
