"""How command lines are understood, and what is said about those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parseltongue import __version__
from parseltongue.cli.commands import COMMANDS

if TYPE_CHECKING:
    from tests.e2e.command import Cli


def test_without_arguments_help_is_shown(cli: Cli) -> None:
    result = cli.ok()
    assert result.out.startswith("Usage: parseltongue COMMAND")
    assert all(f"  {name}" in result.out for name in COMMANDS)
    assert cli.ok("--help").out == result.out == cli.ok("help").out


def test_version(cli: Cli) -> None:
    assert cli.ok("--version").out == f"parseltongue {__version__}\n"


def test_help_of_a_group(cli: Cli) -> None:
    assert "storage compact" in cli.ok("storage", "--help").out


def test_help_is_the_same_in_three_spellings(cli: Cli) -> None:
    texts = {cli.ok(*words).out for words in (("storage", "init", "-h"), ("-h", "storage", "init"))}
    assert texts == {cli.ok("help", "storage", "init").out}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["analize"], 'there is no command "analize"; did you mean analyze?'),
        (["zzz"], 'there is no command "zzz". See'),
        (["storage"], "storage needs one of: init, status, compact"),
        (["storage", "compat"], "did you mean storage compact?"),
        (["callers"], "callers needs SYMBOL. See `parseltongue callers --help`."),
        (["callers", "a", "b"], 'callers does not know what to do with "b". Quote a text that has spaces.'),
        (["status", "here"], 'status does not know what to do with "here". See'),
        (["find", "x", "--limmit", "3"], "there is no option --limmit; did you mean --limit?"),
        (["find", "x", "--limit"], "--limit needs a value, N. See"),
        (["find", "x", "--limit", "-1"], '--limit must be a whole number, 0 or more, not "-1"'),
        (["find", "x", "--limit=many"], 'not "many"'),
        (["find", "x", "--depth", "2"], "find does not take --depth."),
        (["blast-radius", "x", "--depth", "0"], '--depth must be a whole number, 1 or more, not "0"'),
        (
            ["export", "--format", "xml"],
            '--format must be one of jsonl, json, graphml, dot, mermaid, csv, parquet, arrow, scip, not "x',
        ),
        (["status", "--json=yes"], '--json takes no value; leave out "=yes"'),
        (["status", "-C", ""], "-C must not be empty"),
        (["status", "-x"], "there is no option -x"),
    ],
)
def test_wrong_command_lines(cli: Cli, words: list[str], message: str) -> None:
    result = cli(*words)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("error: ")
    assert message in result.err
    assert result.err.count("\n") == 1


def test_errors_are_objects_with_json(cli: Cli) -> None:
    result = cli("--json", "analize")
    assert result.code == 2
    error = result.json["error"]
    assert list(error) == ["kind", "message", "exit_code"]
    assert (error["kind"], error["exit_code"]) == ("UsageError", 2)
    assert error["message"] in result.err


def test_version_and_help_are_objects_with_json(cli: Cli) -> None:
    assert cli.ok("--version", "--json").json == {"version": cli.ok("--version").out.split()[1]}
    for words in (["--help"], ["find", "--help"], ["help", "find"]):
        assert cli.ok(*words, "--json").json == {"help": cli.ok(*words).out.rstrip("\n")}
    assert cli.ok("help", "storage", "audit", "verify").out == cli.ok("storage", "audit", "verify", "-h").out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(cli: Cli, name: str) -> None:
    text = cli.ok(*name.split(), "--help").out
    assert text.startswith(f"Usage: parseltongue {name}")
    assert COMMANDS[name][1] in text
    assert "\nExamples:\n" in text
    assert f"  parseltongue {name}" in text.partition("\nExamples:\n")[2]
    assert "--cache-dir DIR" in text


def test_a_path_that_is_not_there_leads_to_those_that_are(analyzed: Cli) -> None:
    result = analyzed("tree", "shop/nothing/here")
    assert result.code == 1
    assert "`parseltongue tree` lists files" in result.err
    for words in (["entities", "orders.py"], ["show", "shop/ordres.py:3"], ["tree", "shop/ordres.py"]):
        result = analyzed(*words)
        assert result.code == 1
        assert "did you mean shop/orders.py?" in result.err
    assert "shop is a folder; `parseltongue tree shop` lists it" in analyzed("entities", "shop").err
