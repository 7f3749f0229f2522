"""What a terminal gets that a pipe does not."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.command import Cli

ESCAPE = "\x1b"


def on_terminal(cli: Cli, *words: str, columns: int = 200, env: dict[str, str] | None = None) -> str:
    """What a command shows on a terminal of a given width; both streams."""
    with terminal(columns) as (master, slave):
        process = cli.start(*words, stdout=slave, stderr=slave, env={"TERM": "xterm", **(env or {})})
        return shown_by(process, master, slave)


@contextlib.contextmanager
def terminal(columns: int) -> Iterator[tuple[int, int]]:
    """Both ends of a terminal; whoever gets the second closes it."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    try:
        yield master, slave
    finally:
        os.close(master)


def shown_by(process: subprocess.Popen[bytes], master: int, slave: int) -> str:
    """All that a process writes to its terminal."""
    os.close(slave)
    shown = b""
    # Linux reports the end of a terminal as an error.
    with contextlib.suppress(OSError):
        while part := os.read(master, 65536):
            shown += part
    assert process.wait() == 0, shown
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
