"""Keeping a store, as a user does it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.command import Cli


@pytest.fixture
def stored(shop: Cli) -> Cli:
    """A project that has been analysed, in files without slack."""
    shop.ok("analyze")
    shop.ok("storage", "compact")
    return shop


def flip(cache: Path, seed: int) -> None:
    """Change bytes in the data of the largest table."""
    table = max((cache / "rocksdb").glob("*.sst"), key=lambda one: one.stat().st_size)
    data = bytearray(table.read_bytes())
    chance = random.Random(seed)
    for _ in range(20):
        data[chance.randrange(len(data) // 2)] ^= 0x5A
    table.write_bytes(bytes(data))


@pytest.mark.parametrize("question", [["callers", "add_tax"], ["status"], ["entities", "shop/orders.py"]])
def test_a_question_that_meets_damage_repairs_it_and_answers(stored: Cli, question: list[str]) -> None:
    expected = stored.ok(*question).out
    flip(stored.cache, 1)
    result = stored.ok(*question)
    if question != ["status"]:
        assert result.out == expected
    assert "repaired" in result.err
    assert "repaired" not in stored.ok(*question).err
    assert stored.ok("storage", "verify", "--full", "--json").json["ok"]


def test_damage_is_found_and_repaired_on_request(stored: Cli) -> None:
    flip(stored.cache, 2)
    found = stored("storage", "verify", "--json")
    assert found.code == 12
    assert found.json["problems"]
    health = stored("storage", "health", "--json")
    assert (health.code, health.json["verdict"]) == (12, "damaged")
    repaired = stored.ok("storage", "repair", "--json").json
    assert repaired["damaged"]
    assert [one["parsed"] <= 5 for one in repaired["analyzed"]] == [True]
    assert stored.ok("storage", "health").out.endswith("Verdict: ok\n")
    assert stored.ok("verify", "--rebuild").code == 0


def test_health_without_a_store(cli: Cli) -> None:
    result = cli("storage", "health", "--json")
    assert (result.code, result.json["verdict"]) == (7, "unavailable")
    assert not cli.cache.exists()
