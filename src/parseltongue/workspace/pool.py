"""Analysis in several processes, one file known to be in work per process.

A worker that dies or takes too long for one file is killed and replaced; that file is reported as failed or
timed out and the snapshot becomes degraded, the others are not affected. What counts is the time that it
worked, where the system can tell, so that a busy machine gives the same graph. Batches are made of similar
total size, largest files first, so that no process is left with a long tail.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from queue import Empty, SimpleQueue

from parseltongue.workspace.extraction import FAILED, TIMED_OUT, Extracted
from parseltongue.workspace.limits import STALL, memory_for, was_limited
from parseltongue.workspace.worker import BOOTSTRAP, read_frame, write_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from parseltongue.workspace.extraction import Work

BATCH_BYTES = 400_000
_POLL = 0.5
_LOW = 3
"""Files left in a batch when the next one is sent, so that no worker waits for work."""


class Pool:
    """Worker processes. Use as a context manager: leaving it ends them, at once if by an exception.

    Parameters
    ----------
    processes : int
    settings : dict
        What `worker.main` reads first.
    timeout : float
        Seconds of work that one file may take; by the clock where the system cannot tell.
    """

    def __init__(self, processes: int, settings: dict[str, Any], timeout: float) -> None:
        self._settings = {**settings, "timeout": timeout, "memory": memory_for(settings["largest"])}
        self._timeout = timeout + STALL
        self._count = processes
        self._results: SimpleQueue[tuple[_Worker, Extracted | None]] = SimpleQueue()
        self._workers: list[_Worker] = []
        self.lost: list[str] = []
        """Files whose worker died or was killed."""

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exception: object) -> None:
        for worker in self._workers:
            worker.stop(at_once=exception[0] is not None)

    def extract(self, work: Sequence[Work]) -> Iterator[Extracted]:
        """Results in the order in which they come in."""
        batches = deque(make_batches(work))
        for _ in range(min(self._count, len(batches))):
            self._start(batches)
        while any(worker.pending for worker in self._workers):
            try:
                worker, result = self._results.get(timeout=_POLL)
            except Empty:
                yield from self._check_timeouts(batches)
                continue
            if worker not in self._workers:
                continue
            if result is None:
                yield from self._replace(worker, FAILED, batches)
                continue
            worker.received()
            yield result
            if len(worker.pending) < _LOW and batches:
                worker.send(batches.popleft())

    def _start(self, batches: deque[list[Work]]) -> None:
        worker = _Worker(self._settings, self._results)
        self._workers.append(worker)
        if batches:
            worker.send(batches.popleft())

    def _check_timeouts(self, batches: deque[list[Work]]) -> Iterator[Extracted]:
        from time import monotonic

        for worker in list(self._workers):
            if worker.pending and monotonic() - worker.since > self._timeout:
                yield from self._replace(worker, TIMED_OUT, batches)

    def _replace(self, worker: _Worker, reason: int, batches: deque[list[Work]]) -> Iterator[Extracted]:
        """Give the file in work up, the rest of its batch to a new worker."""
        self._workers.remove(worker)
        if was_limited(worker.stop(at_once=True)):
            reason = TIMED_OUT
        if not worker.pending:
            return
        path, _, size = worker.pending.popleft()
        self.lost.append(path)
        yield Extracted.lost(path, size, reason)
        if worker.pending:
            batches.appendleft(list(worker.pending))
        if batches:
            self._start(batches)


class _Worker:
    """One process, with a thread that reads its answers."""

    def __init__(
        self, settings: dict[str, Any], results: SimpleQueue[tuple[_Worker, Extracted | None]]
    ) -> None:
        self.pending: deque[Work] = deque()
        self.since = 0.0
        self._process = subprocess.Popen(
            [sys.executable, "-c", BOOTSTRAP, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._results = results
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._write(settings)

    def send(self, batch: list[Work]) -> None:
        from time import monotonic

        self.pending.extend(batch)
        self.since = monotonic()
        self._write([(path, language) for path, language, _ in batch])

    def received(self) -> None:
        from time import monotonic

        self.pending.popleft()
        self.since = monotonic()

    def stop(self, *, at_once: bool) -> int:
        """End the process and give its exit status."""
        if at_once:
            self._process.kill()
        if self._process.stdin is not None:
            try:
                self._process.stdin.close()
            except OSError:
                self._process.kill()
        status = self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def _write(self, message: object) -> None:
        try:
            write_frame(self._process.stdin, message)  # type: ignore[arg-type]
        except OSError:
            self._process.kill()

    def _read(self) -> None:
        while True:
            try:
                result = read_frame(self._process.stdout)  # type: ignore[arg-type]
            except Exception:  # a torn frame of a killed process
                result = None
            self._results.put((self, result))
            if result is None:
                return


def make_batches(work: Sequence[Work]) -> list[list[Work]]:
    """Split work into batches of about `BATCH_BYTES`, the largest files first."""
    batches: list[list[Work]] = []
    size = BATCH_BYTES
    for one in sorted(work, key=lambda one: (-one[2], one[0])):
        if size >= BATCH_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(one)
        size += one[2] + 1000
    return batches
