"""Analysis of a few files in a copy of this process, which a hostile text may take down instead of it.

A small run does not pay a worker's start, and a process may not be refused memory that does not bear it: what
a grammar asks for and does not get is the end of the process. A copy starts in a millisecond or two, has the
grammars that were loaded here, and may take what a worker may. It takes nothing of ours with it: it closes
all files, so that it holds no lock, and ends without cleaning up.

Only where memory can be limited: elsewhere nothing would be gained, and copying a process is not safe.
"""

from __future__ import annotations

import marshal
import os
import select
import signal
import sys
from collections import deque
from contextlib import suppress

from parseltongue.analysis.extractor import HARMLESS
from parseltongue.workspace.extraction import FAILED, TIMED_OUT, Extracted
from parseltongue.workspace.limits import MEMORY_LIMITS, STALL, limit_memory, limit_work, was_limited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parseltongue.workspace.extraction import FileExtractor, Work

_ENDING = (
    (signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGPROF, signal.SIGIO) if MEMORY_LIMITS else ()
)
"""Signals that end the copy."""
_DESCRIPTORS = "/proc/self/fd"
"""What this process has open, as the system tells; some sandboxes have no such folder."""
_HEAD = 8
"""Bytes of the length before an answer."""


def extract_apart(
    extractor: FileExtractor, work: Sequence[Work], *, timeout: float, memory: int
) -> Iterator[Extracted]:
    """Extract files one after another, so that none of them can harm this process.

    Parameters
    ----------
    extractor : FileExtractor
    work : sequence of (str, str, int)
    timeout : float
        Seconds of work that one file may take.
    memory : int
        Bytes that a copy may have beyond what this process has.
    """
    pending = deque(work)
    while pending:
        copy = _started(extractor, pending, timeout, memory)
        if copy is None:
            while pending:
                path, language, _ = pending.popleft()
                yield extractor.extract_path(path, language)
            return
        try:
            while pending and (result := copy.next(timeout + STALL)) is not None:
                pending.popleft()
                yield result
        finally:
            status = copy.stop()
        if pending:
            path, _, size = pending.popleft()
            yield Extracted.lost(path, size, TIMED_OUT if copy.is_late or was_limited(status) else FAILED)


def _started(extractor: FileExtractor, work: deque[Work], timeout: float, memory: int) -> _Copy | None:
    """A copy of this process that extracts files; None if there cannot be one, or none of them needs it."""
    if not MEMORY_LIMITS or all(size <= HARMLESS for _, _, size in work) or not os.path.isdir(_DESCRIPTORS):
        return None
    # Here, so that the next copy has it, too, and the system's loader is at rest when it is copied.
    extractor.prepare({language for _, language, _ in work})
    reading, writing = os.pipe()
    life, held = os.pipe()
    try:
        process = _fork()
    except (OSError, RuntimeError):
        for descriptor in (reading, writing, life, held):
            os.close(descriptor)
        return None
    if process:
        os.close(writing)
        os.close(life)
        return _Copy(process, reading, held)
    try:
        _let_go({0, 1, 2, writing, life})
        _end_with(life)
        _serve(extractor, work, writing, timeout, memory)
    finally:
        os._exit(1)


def _fork() -> int:
    """`os.fork`, which warns of threads: the copy takes no lock that one of them may have."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _serve(extractor: FileExtractor, work: Iterable[Work], answers: int, timeout: float, memory: int) -> None:
    """What the copy does."""
    limit_memory(_taken() + memory)
    for path, language, _ in work:
        limit_work(timeout)
        result = extractor.extract_path(path, language)
        limit_work(0)
        data = marshal.dumps(result.packed())
        _write(answers, len(data).to_bytes(_HEAD, "little") + data)
    os._exit(0)


def _let_go(kept: set[int]) -> None:
    """Give back what this copy has of its original: files with their locks, and ways to be told."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    if "faulthandler" in sys.modules:
        sys.modules["faulthandler"].disable()
    for name in os.listdir(_DESCRIPTORS):
        if int(name) not in kept:
            # That of the listing itself is closed already.
            with suppress(OSError):
                os.close(int(name))
    with suppress(OSError):
        os.dup2(2, 1)


def _end_with(life: int) -> None:
    """Let the system end this copy as soon as its original is gone, whatever a grammar is at.

    No other process holds the other end of this pipe.
    """
    import fcntl

    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        # Nothing is ever written: it is gone already.
        os.read(life, 1)
        os._exit(1)


def _taken() -> int:
    """Bytes of this process that the limit of memory counts."""
    with open("/proc/self/statm", "rb") as statistics:
        return int(statistics.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


class _Copy:
    """A copy of this process, as its original sees it.

    Attributes
    ----------
    is_late : bool
        Whether it was waited for in vain.
    """

    def __init__(self, process: int, answers: int, life: int) -> None:
        self._process = process
        self._answers = answers
        self._life = life
        self._poll = select.poll()
        self._poll.register(answers, select.POLLIN)
        self._is_over = False
        self.is_late = False

    def next(self, patience: float) -> Extracted | None:
        """The next answer; None if there is none any more, or none comes."""
        if not self._poll.poll(min(patience * 1000, 1 << 30)):
            self.is_late = True
            return None
        data = self._read(int.from_bytes(self._read(_HEAD), "little"))
        self._is_over = not data
        return Extracted.unpacked(marshal.loads(data)) if data else None

    def _read(self, size: int) -> bytes:
        """So many bytes; none if the stream ends before."""
        pieces = []
        while size:
            piece = os.read(self._answers, size)
            if not piece:
                return b""
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def stop(self) -> int:
        """End it, and give how it ended."""
        os.close(self._answers)
        try:
            ended, status = os.waitpid(self._process, 0 if self._is_over else os.WNOHANG)
            if not ended:
                os.kill(self._process, signal.SIGKILL)
                _, status = os.waitpid(self._process, 0)
            return os.waitstatus_to_exitcode(status)
        except ChildProcessError:
            # The program around us has waited for it, or lets the system do so.
            return 1
        finally:
            os.close(self._life)
