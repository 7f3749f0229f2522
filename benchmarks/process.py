"""Run a command and account for all that it used: CPU of the whole process tree, peak of the largest process.

The kernel adds a child's usage to its parent only when the parent waits for it. Workers whose parent ends
first (a fork server's, for one) would vanish from the account, so this process declares itself their new
parent (Linux `PR_SET_CHILD_SUBREAPER`) and waits for them too. Elsewhere such orphans go uncounted.

The peak of a child is never below what this process held when it started the child; keep it small.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_ORPHAN_SECONDS = 10.0
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class CommandError(Exception):
    """A command ended with a status that the benchmark did not expect."""


@dataclass(frozen=True)
class Cost:
    """What one command printed and used.

    `cpu_seconds` is user plus system time of the whole process tree, `peak_bytes` the resident peak of its
    largest process, `seconds` the time on the wall.
    """

    status: int
    stdout: bytes
    stderr: bytes
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def measure(
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    fine: Collection[int] = (0,),
) -> Cost:
    """Run `argv` to its end and return its cost; not safe beside other children of this process.

    Raises
    ------
    CommandError
        The command ended with a status that is not `fine`.
    """
    _adopt_orphans()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        child = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        usages = [usage, *_reap_orphans()]
        cost = Cost(
            status=child.returncode,
            stdout=_content(out),
            stderr=_content(err),
            seconds=seconds,
            cpu_seconds=sum(u.ru_utime + u.ru_stime for u in usages),
            peak_bytes=max(u.ru_maxrss for u in usages) * _PEAK_UNIT,
        )
    if cost.status not in fine:
        raise CommandError(_complaint(argv, cost))
    return cost


def _complaint(argv: Sequence[str], cost: Cost) -> str:
    said = (cost.stderr or cost.stdout).decode(errors="replace").strip()
    return f"{' '.join(argv)} ended with status {cost.status}: {said[-2000:] or 'it printed nothing'}"


def _content(file) -> bytes:
    file.seek(0)
    return file.read()


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap_orphans() -> list:
    usages = []
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return usages
        if pid:
            usages.append(usage)
        else:
            time.sleep(0.005)
    print("warning: a process outlived the command and is not in its account", file=sys.stderr)
    return usages
