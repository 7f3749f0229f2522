"""What a terminal gets that a pipe does not."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.command import Cli

ESCAPE = "\x1b"


def on_terminal(
    cli: Cli,
    *words: str,
    columns: int = 200,
    rows: int = 24,
    env: dict[str, str] | None = None,
    code: int = 0,
) -> str:
    """What a command shows on a terminal of a given size; both streams."""
    with terminal(columns, rows) as (master, slave):
        process = cli.start(*words, stdout=slave, stderr=slave, env={"TERM": "xterm", **(env or {})})
        return shown_by(process, master, slave, code)


@contextlib.contextmanager
def terminal(columns: int, rows: int = 24) -> Iterator[tuple[int, int]]:
    """Both ends of a terminal; whoever gets the second closes it."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    try:
        yield master, slave
    finally:
        os.close(master)


def shown_by(process: subprocess.Popen[bytes], master: int, slave: int, code: int = 0) -> str:
    """All that a process writes to its terminal."""
    os.close(slave)
    shown = b""
    # Linux reports the end of a terminal as an error.
    with contextlib.suppress(OSError):
        while part := os.read(master, 65536):
            shown += part
    assert process.wait() == code, shown
    return shown.decode().replace("\r\n", "\n")


def test_no_escape_codes_without_a_terminal(analyzed: Cli) -> None:
    for words in (["status"], ["find", "total"], ["--help"], ["callers", "add_tax"]):
        result = analyzed.ok(*words)
        assert ESCAPE not in result.out + result.err


def test_colours_on_a_terminal_can_be_switched_off(analyzed: Cli) -> None:
    words = ("find", "total")
    assert ESCAPE in on_terminal(analyzed, *words)
    for plain in (
        on_terminal(analyzed, *words, "--no-color"),
        on_terminal(analyzed, *words, env={"NO_COLOR": "1"}),
        on_terminal(analyzed, *words, env={"TERM": "dumb"}),
    ):
        assert ESCAPE not in plain
        assert plain == analyzed.ok(*words).out


@pytest.mark.parametrize("columns", [200, 30])
def test_nothing_is_lost_on_a_narrow_terminal(analyzed: Cli, columns: int) -> None:
    shown = on_terminal(analyzed, "callers", "add_tax", "--no-color", columns=columns)
    assert shown.split() == analyzed.ok("callers", "add_tax").out.split()
    assert ("shop.checkout.quick  " in shown) == (columns == 200)


def test_the_summary_stands_below_the_progress(shop: Cli) -> None:
    """Whether there was time for a progress bar or not."""
    shown = on_terminal(shop, "analyze", "--no-color")
    assert shown.index("Analysed ") > shown.rfind("━")


def test_rich_is_imported_for_long_work_only(shop: Cli) -> None:
    code = (
        "import sys, time; from parseltongue.cli.progress import Bar\n"
        "with Bar(color=False) as step:\n"
        "    step('parse', 0, 3)\n"
        "    assert not any(name == 'rich' for name in sys.modules)\n"
        "    time.sleep(0.6); step('parse', 1, 3)\n"
        "    assert 'rich' in sys.modules\n"
    )
    with terminal(100) as (master, slave):
        env = {**shop.env, "TERM": "xterm"}
        process = subprocess.Popen([*shop.argv()[:1], "-c", code], env=env, stdout=slave, stderr=slave)
        assert "1/3" in shown_by(process, master, slave)


def plain(text: str) -> str:
    """A text without its colours."""
    return re.sub(f"{ESCAPE}\\[[0-9]*m", "", text)


@pytest.mark.parametrize(
    "words", [("references", "add_tax", "-n", "2"), ("show", "add_tax"), ("context", "add_tax")]
)
def test_source_is_coloured_and_nothing_else_changes(analyzed: Cli, words: tuple[str, ...]) -> None:
    keyword = f"{ESCAPE}[35mdef{ESCAPE}[0m"
    shown = on_terminal(analyzed, *words, "--no-pager", "-q")
    assert keyword in shown
    assert plain(shown) == analyzed.ok(*words, "-q").out
    assert ESCAPE not in on_terminal(analyzed, *words, "--no-pager", "--no-color")


def marked(text: str) -> str:
    """What `MARKING` makes of a text."""
    return "".join(f"P:{line}\n" for line in text.splitlines())


MARKING = {"PARSELTONGUE_PAGER": "sed 's/^/P:/'", "PAGER": "false", "NO_COLOR": "1"}
"""A pager that shows what went through it."""


@pytest.mark.parametrize("words", [("--help",), ("help", "callers"), ("tree",), ("context", "add_tax", "-q")])
def test_what_is_longer_than_the_screen_is_paged(analyzed: Cli, words: tuple[str, ...]) -> None:
    expected = analyzed.ok(*words).out
    lines = expected.count("\n")
    assert on_terminal(analyzed, *words, rows=lines, env=MARKING) == marked(expected)
    assert on_terminal(analyzed, *words, rows=lines + 1, env=MARKING) == expected


def test_a_line_takes_as_many_rows_as_it_needs(analyzed: Cli) -> None:
    words = ("references", "add_tax")
    expected = analyzed.ok(*words).out
    widest = max(map(len, expected.splitlines()))
    rows = expected.count("\n") + 1
    assert on_terminal(analyzed, *words, rows=rows, columns=widest, env=MARKING) == expected
    assert on_terminal(analyzed, *words, rows=rows, columns=widest - 1, env=MARKING) == marked(expected)


def test_notices_stand_where_they_were_said(analyzed: Cli) -> None:
    words = ("find", "kind:method", "--limit", "1")
    result = analyzed.ok(*words)
    assert "--limit 0" in result.err
    both = result.out + result.err
    assert on_terminal(analyzed, *words, rows=1, env=MARKING) == marked(both)
    assert on_terminal(analyzed, *words, env=MARKING) == both


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (("--no-pager",), MARKING),
        ((), MARKING | {"PARSELTONGUE_PAGER": ""}),
        ((), MARKING | {"PARSELTONGUE_PAGER": "cat"}),
        ((), MARKING | {"TERM": "dumb"}),
    ],
)
def test_the_pager_can_be_switched_off(analyzed: Cli, words: tuple[str, ...], env: dict[str, str]) -> None:
    assert on_terminal(analyzed, "tree", *words, rows=2, env=env) == analyzed.ok("tree").out


def test_colours_and_pager_can_be_switched_off_for_good(shop: Cli) -> None:
    shop.configure("[output]\npager = false\ncolor = false\n")
    shop.ok("analyze")
    for words in (("tree",), ("references", "add_tax", "-n", "1")):
        env = {"PARSELTONGUE_PAGER": MARKING["PARSELTONGUE_PAGER"]}
        assert on_terminal(shop, *words, rows=2, env=env) == shop.ok(*words).out


def test_nothing_is_paged_that_a_program_reads(analyzed: Cli) -> None:
    assert analyzed.ok("tree", env=MARKING).out == analyzed.ok("tree").out
    assert on_terminal(analyzed, "tree", "--json", rows=2, env=MARKING) == analyzed.ok("tree", "--json").out


def test_the_users_pager_and_what_it_is_told(analyzed: Cli) -> None:
    shows = "sh -c 'echo LESS=$LESS; cat >/dev/null'"
    assert on_terminal(analyzed, "tree", rows=2, env={"PAGER": shows}) == "LESS=FRX\n"
    assert on_terminal(analyzed, "tree", rows=2, env={"PAGER": shows, "LESS": "-S"}) == "LESS=-S\n"


@pytest.mark.parametrize("command", ["no-such-pager -x", "'not closed"])
def test_a_pager_that_cannot_be_started_costs_nothing_but_a_note(analyzed: Cli, command: str) -> None:
    shown = on_terminal(analyzed, "tree", "--no-color", rows=2, env={"PARSELTONGUE_PAGER": command})
    note = [line for line in shown.splitlines() if line.startswith("note: ")]
    assert len(note) == 1
    assert f"the pager {command} cannot be started" in note[0]
    assert "--no-pager" in note[0]
    assert shown.replace(note[0] + "\n", "") == analyzed.ok("tree").out


@pytest.mark.parametrize("command", ["true", "false", "head -n 1"])
def test_whoever_quits_the_pager_keeps_the_exit_code(shop: Cli, command: str) -> None:
    shop.configure('[rules]\nforbid = [{ from = "shop.checkout", to = "shop.orders" }]\n')
    shop.ok("analyze")
    result = shop("check")
    assert result.code not in (0, 70)
    env = {"PARSELTONGUE_PAGER": command}
    shown = on_terminal(shop, "check", "--no-color", rows=1, env=env, code=result.code)
    assert shown == (result.out.partition("\n")[0] + "\n" if command.startswith("head") else "")


def test_an_error_is_shown_behind_the_pager(analyzed: Cli) -> None:
    shown = on_terminal(analyzed, "show", "no_such_name_at_all", rows=1, env=MARKING, code=1)
    assert shown.startswith("error: ")
