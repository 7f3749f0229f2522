"""Named locks between processes, as files that the operating system locks.

The *workspace lock* covers one analysis of one directory, the *store lock* each commit batch and the
whole of a collection. A lock also excludes other threads of its process. The system releases it when the
process dies, however it dies. A lock file is never removed: another process may be waiting on it, and
would then lock a file that nobody else can see. Beside it a small file names the holder; it is a hint
for people, and never decides anything.

Do not fork while holding a lock: the child would go on holding it.

Source: design section 7.
"""

from __future__ import annotations

import errno
import os
import sys
import time

from parseltongue.model.errors import FullError, LockedError, StorageError, UnavailableError
from parseltongue.storage.files import PRIVATE_FILE, make_directories, open_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    OnWait = Callable[["LockHolder | None", str], None]

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05
_QUIET_SECONDS = 1.0
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class LockHolder:
    """Who holds a lock: process id, host, command and the Unix time (s) since when."""

    __slots__ = ("command", "host", "pid", "since")

    def __init__(self, pid: int, host: str, command: str, since: float) -> None:
        self.pid = pid
        self.host = host
        self.command = command
        self.since = since

    def __str__(self) -> str:
        try:
            since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.since))
        except (OverflowError, ValueError, OSError):
            since = "an unknown time"
        return f"process {self.pid} on {self.host} ({self.command}) since {since}"


class ProcessLock:
    """One lock, as a context manager. Not reentrant; use one object per acquisition.

    Parameters
    ----------
    path
        Its file without the ending; the folder is created when missing.
    what
        What it protects, for messages.
    timeout
        Seconds to wait at most; 0 tries once.
    command
        What the holder is doing, shown to those who wait. Do not put paths or arguments in it.
    on_wait
        Called once, with the holder if known and `what`, when the wait has lasted a second.

    Attributes
    ----------
    abandoned : bool
        Whether the holder before this one ended without giving the lock back: killed, or with its machine.
    waited : float
        Seconds that the last acquisition had to wait for another holder; 0 if the lock was free.
    """

    __slots__ = ("_command", "_descriptor", "_on_wait", "_path", "_timeout", "_what", "abandoned", "waited")

    def __init__(
        self, path: str, what: str, timeout: float, *, command: str = "", on_wait: OnWait | None = None
    ) -> None:
        self._path = path
        self._what = what
        self._timeout = timeout
        self._command = command or os.path.basename(sys.argv[0] if sys.argv else "") or "python"
        self._on_wait = on_wait
        self._descriptor: int | None = None
        self.abandoned = False
        self.waited = 0.0

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self) -> None:
        """Wait for the lock.

        Raises
        ------
        LockedError
            It was not released in time; names the holder.
        UnavailableError, FullError
            The lock file cannot be created.
        """
        if self.held:
            raise LockedError(f"the lock on {self._what} is held by this very object")
        descriptor = self._open()
        try:
            self._wait(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        self.abandoned = os.path.exists(self._path + ".holder")
        self._name_holder()

    def release(self) -> None:
        """Give the lock back; does nothing if it is not held."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            _remove(self._path + ".holder")
            _unlock(descriptor)
        finally:
            os.close(descriptor)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _open(self) -> int:
        try:
            make_directories(os.path.dirname(os.path.abspath(self._path)))
            return os.open(self._path + ".lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError as error:
            raise self._untaken(error) from error

    def _wait(self, descriptor: int) -> None:
        started = time.monotonic()
        pause = _FIRST_PAUSE
        told = self._on_wait is None
        self.waited = 0.0
        while not self._try(descriptor):
            waited = time.monotonic() - started
            if waited >= self._timeout:
                raise self._locked(waited)
            if not told and waited >= _QUIET_SECONDS and self._on_wait is not None:
                told = True
                self._on_wait(read_holder(self._path), self._what)
            time.sleep(min(pause, max(self._timeout - waited, 0.0)))
            pause = min(pause * 2, _LONGEST_PAUSE)
            self.waited = time.monotonic() - started

    def _try(self, descriptor: int) -> bool:
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise self._untaken(error) from error
        return True

    def _locked(self, waited: float) -> LockedError:
        holder = read_holder(self._path)
        who = str(holder) if holder else "another process"
        return LockedError(
            f"{self._what} is locked by {who}; waited {waited:.1f} s. Try again when it is done, "
            "or allow a longer wait"
        )

    def _untaken(self, error: OSError) -> StorageError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        kind = FullError if full else UnavailableError
        return kind(f"cannot lock {self._what} ({self._path}.lock): {error.strerror}")

    def _name_holder(self) -> None:
        lines = (str(os.getpid()), _host(), self._command.replace("\n", " "), repr(time.time()))
        try:
            with open(self._path + ".holder", "w", encoding="utf-8", opener=open_private) as file:
                file.write("\n".join(lines))
        except OSError:
            pass  # Only those who wait would have liked to read it.


def store_lock(
    directory: str, timeout: float, *, command: str = "", on_wait: OnWait | None = None
) -> ProcessLock:
    """The lock that each commit batch and each collection of the store in `directory` takes."""
    path = os.path.join(directory, "locks", "store")
    return ProcessLock(path, f"the store {directory}", timeout, command=command, on_wait=on_wait)


def workspace_lock(
    directory: str, name: str, timeout: float, *, command: str = "", on_wait: OnWait | None = None
) -> ProcessLock:
    """The lock of one workspace's analysis; `name` identifies it in the store in `directory`.

    Raises
    ------
    ValueError
        `name` is not 1 to 100 characters among letters, digits, `-` and `_`.
    """
    if not 0 < len(name) <= 100 or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise ValueError(f"{name!r} cannot name a lock file")
    path = os.path.join(directory, "locks", f"workspace-{name}")
    return ProcessLock(path, f"the workspace {name}", timeout, command=command, on_wait=on_wait)


def read_holder(path: str) -> LockHolder | None:
    """Who holds the lock at `path` (without ending), as far as known; may be out of date."""
    try:
        with open(path + ".holder", encoding="utf-8") as file:
            pid, host, command, since = file.read(4096).split("\n")
        return LockHolder(int(pid), host, command, float(since))
    except (OSError, ValueError):
        return None


def _host() -> str:
    # Not the socket module: importing it takes 10 ms.
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "this host")


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    # flock, not lockf: it belongs to the open file, and so excludes threads of one process too.
    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
