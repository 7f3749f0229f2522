"""Completion in the shells themselves, as far as they are here; `.ci/run` sees to it that all are."""

from __future__ import annotations

import contextlib
import os
import select
import shlex
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_terminal import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.command import Cli

SECONDS = 30
CASES = [
    ("blast", ["blast-radius"]),
    ("storage res", ["restore"]),
    ("storage audit v", ["verify"]),
    ("help blast", ["blast-radius"]),
    ("callers add", ["add_tax"]),
    ("callers Item.", ["Item.price", "Item.total"]),
    ("callers Item::t", ["Item::total"]),
    ("entities shop/o", ["shop/orders.py"]),
    ("entities sho", ["shop/"]),
    ("callers nothing.at.all.", []),
]
"""What is typed behind `parseltongue`, and how its last word may go on."""


SETUP = """
unsetopt prompt_cr prompt_sp; unset zle_bracketed_paste; PS1=''
autoload -Uz compinit; compinit -u -D
eval "$(parseltongue completion zsh)"
# A key of its own does it: zsh completes nothing when it sees that more is being typed.
one() { zle menu-complete; print -n "[[$BUFFER]]"; BUFFER='' }
two() { zle menu-complete; zle menu-complete; print -n "[[$BUFFER]]"; BUFFER='' }
zle -N one; zle -N two; bindkey '^X' one; bindkey '^Y' two
zle-line-init() { print -n 'ready>'; zle -D zle-line-init }; zle -N zle-line-init
"""
KEYS = "\x18\x19"


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"needs {shell}")


@pytest.fixture(scope="module")
def env(analyzed: Cli, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a `parseltongue` on its path."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "parseltongue"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m parseltongue "$@"\n')
    program.chmod(0o755)
    return {**analyzed.env, "PATH": f"{folder}:{analyzed.env['PATH']}", "TERM": "dumb", "LC_ALL": "C.UTF-8"}


@needs("bash")
@pytest.mark.parametrize(("typed", "expected"), CASES)
def test_bash(analyzed: Cli, env: dict[str, str], typed: str, expected: list[str]) -> None:
    line = f"parseltongue {typed}"
    # As bash splits it: a colon is a word of its own.
    words = line.replace("::", " :: ").split()
    body = (
        'eval "$(parseltongue completion bash)"\n'
        f"COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)} COMP_CWORD={len(words) - 1}\n"
        f"COMP_WORDS=({' '.join(map(shlex.quote, words))})\n"
        '_parseltongue; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    kept = line.split()[-1].rpartition(":")[0] + ":" if ":" in line else ""
    done = subprocess.run(["bash", "-c", body], env=env, cwd=analyzed.folder, capture_output=True, check=True)
    assert [kept + word for word in done.stdout.decode().split()] == expected


@needs("fish")
@pytest.mark.parametrize(("typed", "expected"), CASES)
def test_fish(analyzed: Cli, env: dict[str, str], typed: str, expected: list[str]) -> None:
    body = f"parseltongue completion fish | source; complete -C {shlex.quote(f'parseltongue {typed}')}"
    done = subprocess.run(
        ["fish", "--no-config", "-c", body], env=env, cwd=analyzed.folder, capture_output=True, check=True
    )
    assert done.stdout.decode().split() == expected
    assert not done.stderr


@needs("fish")
def test_fish_goes_on_with_files(analyzed: Cli, env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "graph.csv").write_text("")
    body = f"parseltongue completion fish | source; complete -C 'parseltongue export -o {tmp_path}/gr'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", body], env=env, cwd=analyzed.folder, capture_output=True, check=True
    )
    assert done.stdout.decode().split() == [f"{tmp_path}/graph.csv"]


@needs("zsh")
def test_zsh(analyzed: Cli, env: dict[str, str], tmp_path: Path) -> None:
    with zsh(analyzed, env, tmp_path) as shell:
        for typed, expected in CASES:
            line = f"parseltongue {typed}"
            before, _, last = line.rpartition(" ")
            for count, word in enumerate(expected or [last], 1):
                end = "" if not expected or word.endswith("/") or len(expected) > 1 else " "
                assert shell.completed(line, count) == f"{before} {word}{end}"


@needs("zsh")
def test_zsh_goes_on_with_files(analyzed: Cli, env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "graph.csv").write_text("")
    with zsh(analyzed, env, tmp_path) as shell:
        line = f"parseltongue export -o {tmp_path}/gr"
        assert shell.completed(line) == f"{line}aph.csv "


class Zsh:
    """A shell at a terminal, in which `SETUP` was run."""

    def __init__(self, master: int) -> None:
        self._master = master

    def completed(self, line: str, count: int = 1) -> str:
        """What a line becomes when its last word is completed; the second time is the second way."""
        os.write(self._master, f"{line}{KEYS[count - 1]}".encode())
        return self.until("]]").rpartition("[[")[2].partition("]]")[0]

    def until(self, end: str) -> str:
        shown = ""
        deadline = time.monotonic() + SECONDS
        while end not in shown:
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"not seen in time: {end}, but {shown!r}"
            shown += os.read(self._master, 65536).decode()
        return shown


@contextlib.contextmanager
def zsh(cli: Cli, env: dict[str, str], folder: Path) -> Iterator[Zsh]:
    """An interactive zsh with completion."""
    (folder / ".zshrc").write_text(SETUP)
    with terminal(200) as (master, slave):
        shell = subprocess.Popen(
            ["zsh", "-d", "-i"],
            env={**env, "ZDOTDIR": str(folder)},
            cwd=cli.folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        try:
            one = Zsh(master)
            one.until("ready>")
            yield one
        finally:
            shell.kill()
            shell.wait()
