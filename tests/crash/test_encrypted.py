"""SIGKILL at any moment of `analyze` and of `storage rekey --full` on an encrypted store."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.crash.workloads import edit, write_tree
from tests.e2e.command import Cli, finish

if TYPE_CHECKING:
    from pathlib import Path

KILLS = max(6, int(os.environ.get("PARSELTONGUE_KILLS", "20")) // 3)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    folder, home = tmp_path / "code", tmp_path / "home"
    home.mkdir()
    write_tree(folder, random.Random(7))
    (home / "key").write_text("0123456789abcdef" * 4)
    cli = Cli(home, folder)
    cli.configure('[storage.encryption]\nkey_file = "~/key"\n[storage.audit]\nenabled = true\n')
    return cli


@pytest.mark.parametrize(
    "command", [("analyze",), ("storage", "rekey", "--full")], ids=lambda words: words[-1]
)
def test_killed_at_random_moments(cli: Cli, command: tuple[str, ...]) -> None:
    chance = random.Random(11)
    cli.ok("analyze")
    started = time.monotonic()
    cli.ok(*command)
    duration = time.monotonic() - started
    killed = 0
    for _ in range(KILLS):
        if command == ("analyze",):
            edit(cli.folder, chance)
        process = cli.start(*command)
        time.sleep(duration * (0.2 + 0.8 * chance.random()))
        process.kill()
        killed += finish(process).code != 0
        assert cli.ok("verify", "--json").json["problems"] == []
    assert killed > 0
    cli.ok(*command)
    cli.ok("analyze")
    assert cli.ok("verify", "--rebuild", "--json").json["problems"] == []
    assert cli.ok("storage", "audit", "verify", "--json").json["problems"] == []
    assert not any(
        b"helper" in path.read_bytes() or b"pkg/m" in path.read_bytes()
        for path in cli.cache.rglob("*")
        if path.is_file()
    )
