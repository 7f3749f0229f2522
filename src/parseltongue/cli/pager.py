"""Long answers a screen at a time, as git shows them.

What is shown is held back until it is more than fits on the screen; then a pager is started and gets all of
it. Whatever fits is written as if there were no pager. Whoever quits the pager early has seen enough: the
command goes on, and its exit code stays what it would have been.
"""

from __future__ import annotations

import os
import sys

from parseltongue.cli.terminal import is_terminal, visible_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import Popen
    from typing import TextIO

VARIABLES = ("PARSELTONGUE_PAGER", "PAGER")
"""Where the pager is named; the first that is set counts. Empty, or `cat`, is none."""
DEFAULT = "less"
SETTINGS = {"LESS": "FRX", "LV": "-c"}
"""What git sets for pagers too, unless the user has: show colours, leave the text on the screen, and end at
once if it fits after all."""


class Pager:
    """Takes what is written to a terminal. `close` must be called, or what was held back is lost.

    Parameters
    ----------
    command : str
        The pager as the user named it.
    rows, columns : int
        Of the terminal.
    """

    def __init__(self, command: str, env: Mapping[str, str], rows: int, columns: int) -> None:
        self._command = command
        self._env = env
        self._rows, self._columns = rows, columns
        self._used = 0
        self._held: list[tuple[TextIO, str]] = []
        self._process: Popen[str] | None = None
        self._direct = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not self._held and self._process is None and not self._direct

    def write(self, stream: TextIO, text: str) -> None:
        """Show a text, which goes to a stream where there is no need for a pager."""
        if self._direct:
            _write(stream, text)
        elif self._process is not None:
            self._pass_on(text)
        else:
            self._held.append((stream, text))
            self._used += sum(self._rows_of(line) for line in text.removesuffix("\n").split("\n"))
            if self._used >= self._rows:
                self._start()

    def close(self) -> None:
        """Show what was held back, or wait until the user has read it all."""
        if self._process is None:
            self._release()
            return
        from contextlib import suppress

        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        while True:
            # Ctrl-C belongs to the pager, which would fight with the shell for the terminal if it were left.
            with suppress(KeyboardInterrupt):
                self._process.wait()
                return

    def _rows_of(self, line: str) -> int:
        return max(1, -(-visible_length(line) // self._columns))

    def _start(self) -> None:
        import subprocess

        try:
            sys.stdout.flush()
            self._process = subprocess.Popen(
                _words(self._command),
                stdin=subprocess.PIPE,
                env={**SETTINGS, **self._env},
                text=True,
                encoding=sys.stdout.encoding,
                errors="backslashreplace",
            )
        except (OSError, ValueError) as error:
            self._release()
            if self._command != DEFAULT:
                reason = error.strerror if isinstance(error, OSError) else str(error)
                _write(sys.stderr, f"note: the pager {self._command} cannot be started: {reason}; "
                       f"set {VARIABLES[0]} to another one, or use --no-pager\n")  # fmt: skip
            return
        held, self._held = self._held, []
        self._pass_on("".join(text for _, text in held))

    def _release(self) -> None:
        """From here on write to the streams."""
        self._direct = True
        held, self._held = self._held, []
        for stream, text in held:
            _write(stream, text)

    def _pass_on(self, text: str) -> None:
        if self._process is None or self._process.stdin is None or self._process.stdin.closed:
            return
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except OSError:
            from contextlib import suppress

            with suppress(OSError):
                self._process.stdin.close()


def pager(env: Mapping[str, str]) -> Pager | None:
    """The user's pager; None if nobody looks at a terminal, or wants none."""
    command = next((env[name] for name in VARIABLES if name in env), DEFAULT).strip()
    if command in ("", "cat") or env.get("TERM", "dumb") == "dumb" or not is_terminal(sys.stdout):
        return None
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        return None
    return Pager(command, env, size.lines, size.columns) if size.lines and size.columns else None


def _words(command: str) -> list[str]:
    if command == DEFAULT:
        return [command]
    from shlex import split

    return split(command)


def _write(stream: TextIO, text: str) -> None:
    """Write in the order in which it was said, when both streams go to one place."""
    if stream is sys.stderr:
        sys.stdout.flush()
    stream.write(text)
    if stream is sys.stderr:
        stream.flush()
