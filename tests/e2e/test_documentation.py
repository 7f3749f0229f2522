"""docs/commands.md against the program."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parseltongue.cli.commands import COMMANDS
from parseltongue.cli.spec import GLOBAL, OPTIONS
from parseltongue.model import errors

if TYPE_CHECKING:
    from tests.e2e.command import Cli

PAGE = (Path(__file__).parents[2] / "docs/commands.md").read_text()
SECTIONS = {
    match[1]: match[2]
    for match in re.finditer(r"^### `([^`]+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
}


def test_every_command_is_documented_and_exists() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_usage_line_names_words_and_options(cli: Cli, name: str) -> None:
    usage = re.search(r"^parseltongue (.*)$", SECTIONS[name], re.MULTILINE)
    assert usage is not None
    text = cli.ok(*name.split(), "--help").out
    words = text.splitlines()[0].removeprefix("Usage: parseltongue ").removesuffix(" [OPTIONS]")
    assert usage[1].startswith(words)
    known = {"limit", "fresh"} | set(GLOBAL)
    for key, option in OPTIONS.items():
        if key not in known and f"  {', '.join(option.spellings)}" in text:
            assert f"[{option.spellings[0]}" in usage[1], key


@pytest.mark.parametrize("key", OPTIONS)
def test_every_option_is_documented(key: str) -> None:
    assert all(f"{spelling}" in PAGE for spelling in OPTIONS[key].spellings)


def test_every_exit_code_is_documented() -> None:
    documented = {
        int(code) for row in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE) for code in row.split(",")
    }
    raised = {one.exit_code for one in vars(errors).values() if hasattr(one, "exit_code")}
    assert raised <= documented
    assert {0, 12, 13, 15, 130, 141, 143} <= documented


def test_the_examples_of_help_are_understood(cli: Cli) -> None:
    """They run on an empty folder, so they end with "not analysed", but never with a usage error."""
    for name in COMMANDS:
        if name in ("help", "storage init", "analyze", "snapshot save", "completion"):
            continue
        text = cli.ok(*name.split(), "--help").out.partition("\nExamples:\n")[2]
        for line in text.splitlines():
            words = shlex.split(re.split(r"\s{2,}| \| | > ", line.strip())[0])[1:]
            if words == ["sql", "--schema"]:
                continue  # It needs no analysis.
            assert cli(*words).code == 7, line
