"""The databases that this process has open, shared by all its handles; and the past, for their views.

sled locks its directory for one process, and knows no snapshots. So all writes of a database pass through one
`Shared`, which hands the values that they replace to every open view. Invariants:

- A view's state is that of the database with what its `past` says put on top: a key in it had that value,
  or none, when the view began. It is filled under the lock under which the view reads.
- `compact` copies everything into the next directory and swaps: the content is the same, views go on.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING
from weakref import WeakSet

from parseltongue.model.errors import (
    CorruptionError,
    FullError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage.files import make_private, restrict, sync_directory
from parseltongue_sled import _native

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parseltongue.storage.options import OptionValue

_CHUNK_BYTES = 256 << 10
_COPY_BYTES = 1 << 20
_UNFINISHED = ".unfinished"
_NO_SPACE = (27, 28, 122)
_DENIED = (1, 13, 30)


def translated(error: Exception, action: str) -> StorageError:
    """The typed error for a native one; any other exception is raised as it is."""
    if isinstance(error, _native.SledClosedError):
        return UnavailableError(f"cannot {action}: the store is closed; open it again")
    if isinstance(error, _native.SledLockedError):
        return LockedError(
            f"cannot {action}: another process has it open, and sled allows one; try again later"
        )
    if isinstance(error, _native.SledCorruptionError):
        return CorruptionError(
            f"cannot {action}: stored bytes are damaged or missing ({error}); remove the store, "
            "it is rebuilt from source"
        )
    if isinstance(error, OSError):
        if error.errno in _NO_SPACE or "No space left" in str(error):
            return FullError(f"cannot {action}: no space is left; free some and run again ({error})")
        advice = "access is denied" if error.errno in _DENIED else "check that the path can be used"
        return UnavailableError(f"cannot {action}: {advice} ({error})")
    if isinstance(error, _native.SledError):
        return StorageError(f"cannot {action}: {error}")
    raise error


class Past:
    """What a view saw of the keys that were written since: their values, or None for no value."""

    __slots__ = ("__weakref__", "values")

    def __init__(self) -> None:
        self.values: dict[bytes, bytes | None] = {}


class Shared:
    """One open database of this process."""

    def __init__(self, directory: str, values: Mapping[str, OptionValue], *, create: bool) -> None:
        self.directory = directory
        self.users = 0
        self.writer = False
        self.lock = threading.RLock()
        self._values = values
        self._pasts: WeakSet[Past] = WeakSet()
        if create:
            make_private(directory)
        self._number = newest(directory)
        if not self._number and not create:
            raise UnavailableError(f"cannot open {directory}: there is no store; create one first")
        self._number = self._number or 1
        self._native = self._open_waiting()
        if self._values["verify_on_open"]:
            self._verify()
        restrict(self._place(self._number))

    def _place(self, number: int) -> str:
        return os.path.join(self.directory, str(number))

    def _open_waiting(self) -> _native.Database:
        """Open, waiting for another process as long as the options allow."""
        deadline = time.monotonic() + int(self._values["lock_wait_ms"]) / 1000
        while True:
            try:
                return self._open(self._place(self._number))
            except Exception as error:
                locked = isinstance(error, _native.SledLockedError)
                if not locked or time.monotonic() >= deadline:
                    raise translated(error, f"open {self.directory}") from error
            time.sleep(0.01)

    def _open(self, place: str) -> _native.Database:
        make_private(place)
        return _native.Database(
            place,
            int(self._values["cache_capacity"]),
            int(self._values["flush_every_ms"]),
            bool(self._values["use_compression"]),
            int(self._values["compression_factor"]),
        )

    def _verify(self) -> None:
        try:
            self._native.verify()
        except Exception as error:
            self._native.close()
            raise translated(error, f"open {self.directory}") from error

    def get_many(self, keys: list[bytes]) -> list[bytes | None]:
        try:
            return self._native.get_many(keys)
        except Exception as error:
            raise translated(error, f"read {self.directory}") from error

    def chunk(self, start: bytes, end: bytes | None) -> list[tuple[bytes, bytes]]:
        """The next pairs of a range; none at its end."""
        try:
            return self._native.chunk(start, end, _CHUNK_BYTES)
        except Exception as error:
            raise translated(error, f"read {self.directory}") from error

    def new_past(self) -> Past:
        past = Past()
        with self.lock:
            self._pasts.add(past)
        return past

    def apply(self, pairs: dict[bytes, bytes | None]) -> None:
        """Write pairs as a whole, durably. Caller holds the lock."""
        try:
            before = self._native.apply(list(pairs.items()))
        except Exception as error:
            raise translated(error, f"write to {self.directory}") from error
        for past in list(self._pasts):
            for key, value in zip(pairs, before, strict=True):
                past.values.setdefault(key, value)

    def compact(self) -> None:
        """Copy all pairs into the next directory, and use that one. Caller holds the lock."""
        place = self._place(self._number + 1)
        try:
            shutil.rmtree(place + _UNFINISHED, ignore_errors=True)
            self._copy(place + _UNFINISHED)
            os.rename(place + _UNFINISHED, place)
            sync_directory(self.directory)
        except (OSError, _native.SledError) as error:
            shutil.rmtree(place + _UNFINISHED, ignore_errors=True)
            raise translated(error, f"compact {self.directory}") from error
        self._native.close()
        self._number += 1
        self._native = self._open_waiting()
        self.remove_older()

    def _copy(self, place: str) -> None:
        copy = self._open(place)
        start: bytes = b"\0"
        while pairs := self._native.chunk(start, None, _COPY_BYTES):
            copy.apply(list(pairs))
            start = pairs[-1][0] + b"\0"
        copy.close()

    def remove_older(self) -> None:
        """Remove what compactions have replaced or a killed one has left."""
        for name in os.listdir(self.directory):
            older = name.isdigit() and int(name) < self._number
            if older or name.endswith(_UNFINISHED):
                shutil.rmtree(os.path.join(self.directory, name), ignore_errors=True)

    def close(self) -> None:
        """Release the directory, flushed."""
        try:
            self._native.close()
        except Exception as error:
            raise translated(error, f"close {self.directory}") from error
        finally:
            restrict(self._place(self._number))


_opened: dict[str, Shared] = {}
_opened_lock = threading.Lock()


def acquire(directory: str, values: Mapping[str, OptionValue], *, write: bool) -> Shared:
    """The database of a directory; opened unless this process has it open. Give it back with `release`.

    Raises
    ------
    LockedError
        For writing: another handle of this process or another process has it open for writing.
    UnavailableError
        For reading: there is none, or another process has it open.
    """
    path = os.path.realpath(directory)
    with _opened_lock:
        shared = _opened.get(path)
        if shared is None:
            shared = _opened_for(path, values, write=write)
            _opened[path] = shared
        if write:
            if shared.writer:
                raise LockedError(f"cannot open {directory} for writing: it is open for writing already")
            shared.writer = True
        shared.users += 1
        return shared


def _opened_for(path: str, values: Mapping[str, OptionValue], *, write: bool) -> Shared:
    try:
        shared = Shared(path, values, create=write)
    except LockedError as error:
        if write:
            raise
        raise UnavailableError(str(error)) from error
    if write:
        shared.remove_older()
    return shared


def release(shared: Shared, *, write: bool) -> None:
    """Give a database back; the last one to do so closes it."""
    with _opened_lock:
        shared.users -= 1
        shared.writer = shared.writer and not write
        if shared.users == 0:
            _opened.pop(shared.directory, None)
            shared.close()


def newest(directory: str) -> int:
    """Number of the directory that counts; 0 if there is none."""
    try:
        return max((int(name) for name in os.listdir(directory) if name.isdigit()), default=0)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise translated(error, f"open {directory}") from error
