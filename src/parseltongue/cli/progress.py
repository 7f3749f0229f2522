"""Progress of long commands: a bar on a terminal, a line every few seconds elsewhere, on stderr always.

Nothing is shown, or imported, for work that is over in a moment: `rich` costs as much as a small analysis.
"""

from __future__ import annotations

import sys
import time

from parseltongue.cli.terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress, TaskID

    from parseltongue.cli.output import Output

_BAR_AFTER = 0.5
_LINE_EVERY = 3.0


class Silence:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that `done` of `total` steps of a stage are done; `total` is 0 if it is not known."""

    def close(self) -> None:
        """Leave the terminal as it was."""


class Lines(Silence):
    """A plain line every few seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _LINE_EVERY

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _LINE_EVERY
            share = f" of {total:,}" if total else ""
            sys.stderr.write(f"{stage}: {done:,}{share}\n")
            sys.stderr.flush()


class Bar(Silence):
    """A bar for each stage, gone when the work is done."""

    def __init__(self, *, color: bool) -> None:
        self._color = color
        self._from = time.monotonic() + _BAR_AFTER
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._bars is None:
            if time.monotonic() < self._from:
                return
            self._bars = _bars(color=self._color)
            self._bars.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=None)
        self._bars.update(self._tasks[stage], completed=done, total=total or None)

    def close(self) -> None:
        if self._bars is not None:
            self._bars.stop()


def _bars(*, color: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=not color)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def progress(out: Output) -> Silence:
    """What fits the place where stderr goes, as a context manager that the work calls."""
    if out.quiet:
        return Silence()
    return Bar(color=out.color_messages) if is_terminal(sys.stderr) else Lines()
