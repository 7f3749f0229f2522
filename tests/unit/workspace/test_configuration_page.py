"""docs/configuration.md has every key, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from parseltongue.storage.registry import backend_named
from parseltongue.workspace.config_schema import TABLES

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"


def test_the_page_lists_every_key() -> None:
    documented: dict[str, set[str]] = {}
    table = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## `\[(.+)\]`", line):
            table = heading[1]
            documented[table] = set()
        elif row := re.match(r"\| `(\w+)`", line):
            documented[table].add(row[1])
    expected = {name: set(keys) for name, keys in TABLES.items()}
    for name in ("rocksdb", "lmdb", "sqlite"):
        expected[f"storage.{name}"] = set(backend_named(name).options)
    assert documented == expected
