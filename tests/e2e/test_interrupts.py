"""Being stopped: Ctrl-C, SIGTERM, and readers that leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import SECONDS, Cli, Result, default_signals, finish, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

FUNCTION = "def function_{0}(first, second):\n    return function_{1}(first + second, len(str(second)))\n\n\n"


def write_large_tree(cli: Cli, files: int, functions: int = 100) -> None:
    text = "".join(FUNCTION.format(number, number + 1) for number in range(functions))
    write_tree(cli.folder, {f"m{number}.py": f"x = {number}\n\n\n{text}" for number in range(files)})


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while not reached():
        assert process.poll() is None, finish(process)
        assert time.monotonic() < end
        time.sleep(0.005)


def stopped_while_analysing(cli: Cli, number: int, *words: str) -> Result:
    """Send a signal to the whole group, as a terminal does, once the workspace's lock is held."""
    process = cli.start("analyze", *words)
    wait_until(lambda: any(cli.cache.glob("locks/workspace-*.holder")), process)
    os.killpg(process.pid, number)
    result = finish(process)
    wait_until_gone(process.pid)
    return result


def wait_until_gone(group: int) -> None:
    """Wait until no process of the group is left."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    pytest.fail("a worker outlived the command")


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "error: interrupted\n"),
        (signal.SIGTERM, 143, "error: stopped by SIGTERM\n"),
        (signal.SIGHUP, 129, "error: stopped by SIGHUP\n"),
    ],
)
def test_a_stopped_analysis_leaves_the_old_snapshot(cli: Cli, number: int, code: int, said: str) -> None:
    write_tree(cli.folder, {"a.py": "def f(): pass\n"})
    before = cli.ok("analyze", "--json").json["snapshot"]
    write_large_tree(cli, 60)
    result = stopped_while_analysing(cli, number)
    assert (result.code, result.out, result.err) == (code, "", said)
    assert cli.ok("status", "--json").json["snapshot"] == before
    assert cli.ok("verify", "--json").json["ok"]
    after = cli.ok("analyze", "--json").json
    assert after["mode"] == "incremental"
    assert cli.ok("verify", "--rebuild", "--json").json["rebuilt"] == after["snapshot"]


def test_ctrl_c_with_worker_processes(cli: Cli) -> None:
    write_large_tree(cli, 160)
    result = stopped_while_analysing(cli, signal.SIGINT, "--jobs", "2")
    assert (result.code, result.out, result.err) == (130, "", "error: interrupted\n")
    assert cli("status").code == 7


def test_a_reader_that_leaves(analyzed: Cli) -> None:
    """As with `| head`: silence, and the exit code of a process that the pipe's end killed."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        process = analyzed.start("export", "--format", "jsonl", stdout=writing)
    finally:
        os.close(writing)
    result = finish(process)
    assert (result.code, result.err) == (141, "")


def test_help_survives_a_reader_that_leaves(cli: Cli) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        process = cli.start("--help", stdout=writing)
    finally:
        os.close(writing)
    assert (finish(process).err, process.returncode) == ("", 141)


def test_closed_streams(cli: Cli) -> None:
    argv = cli.argv("analize")
    done = subprocess.run(["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *argv], env=cli.env, cwd=cli.folder)
    assert done.returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
@pytest.mark.parametrize("words", [["find", "main"], ["status", "--json"], ["export"], ["--help"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_finds_no_room(analyzed: Cli, words: list[str], unbuffered: str) -> None:
    env = {**analyzed.env, "PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "wb") as full:
        argv = analyzed.argv(*words)
        done = subprocess.run(argv, env=env, cwd=analyzed.folder, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 6
    assert done.stderr.startswith(b"error: the answer cannot be written: No space left on device;")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
@pytest.mark.parametrize("streams", ["2>/dev/full", ">/dev/full 2>/dev/full"])
def test_an_error_that_nobody_can_be_told(analyzed: Cli, streams: str) -> None:
    argv = ["sh", "-c", f'exec "$@" {streams}', "sh", *analyzed.argv("analize")]
    assert subprocess.run(argv, env=analyzed.env, cwd=analyzed.folder).returncode == 2


def test_stopped_before_it_has_begun(cli: Cli) -> None:
    """Ctrl-C while the first modules are loaded."""
    program = (
        "import builtins, os, runpy, signal\n"
        "load = builtins.__import__\n"
        "def stopped(name, *rest, **more):\n"
        "    if name == 'parseltongue.cli.main':\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return load(name, *rest, **more)\n"
        "builtins.__import__ = stopped\n"
        "runpy.run_module('parseltongue', run_name='__main__')\n"
    )
    argv = [sys.executable, "-c", program]
    done = subprocess.run(argv, env=cli.env, capture_output=True, preexec_fn=default_signals)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")
