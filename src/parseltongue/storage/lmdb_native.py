"""The edge to LMDB: options, error translation, and the environments of this process.

LMDB must not have one file open twice in a process, so all handles, views and scans on a file share one
`Environment`; it closes with the last of them. Invariants:

- The file format is pinned to that of LMDB 0.9: `lmdb` 3 could write that of 1.0, which older ones and
  other tools cannot read.
- The map may grow only while no transaction of this process is open. Transactions are counted; who needs a
  larger map keeps new ones waiting until the open ones have ended, for a bounded time.
- LMDB trusts its pages: one that lies beyond the end of the file would kill the process. What the header
  claims is compared with the size of the file before LMDB sees it.
"""

from __future__ import annotations

import errno
import os
import struct
import sys
import time
from _thread import allocate_lock

import lmdb

from parseltongue.model.errors import (
    CorruptionError,
    FormatVersionError,
    FullError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage.files import PRIVATE_FILE, file_identity, free_bytes
from parseltongue.storage.options import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from parseltongue.storage.options import OptionValue

_GB = 1 << 30

OPTIONS: Mapping[str, Option] = {
    "map_size": Option(
        0, "address space to begin with; doubled when full; 0 is 64GB, on Windows and 32 bits 1GB", size=True
    ),
    "max_readers": Option(512, "read transactions at once, of all processes", lowest=16, highest=65536),
    "verify_on_open": Option(
        False, "look at every page before the file is used; damage could otherwise end the process"
    ),
    "readahead": Option(True, "let the system read ahead; off is better for stores larger than memory"),
}

_DEFAULT_MAP = 64 * _GB if sys.maxsize > 1 << 32 and sys.platform != "win32" else _GB
_LEAST_MAP = 1 << 20
_GROW_SECONDS = 5.0
_PAUSE = 0.0005
_SPARE_TRANSACTIONS = 4
_ATTEMPTS = 20

# The start of each of the two meta pages, as LMDB 0.9 writes them on this machine.
_META = struct.Struct("@16xIIQQI")
_META_REST = struct.Struct("@QQ")
_REST_OFFSET = 16 + 24 + 2 * 48
_MAGIC, _DATA_VERSION = 0xBEEFC0DE, 1

_DAMAGE = "stored bytes are damaged; remove the store, it is rebuilt from source"
_TRANSLATIONS: tuple[tuple[type[lmdb.Error], type[StorageError], str], ...] = (
    (lmdb.CorruptedError, CorruptionError, _DAMAGE),
    (lmdb.PageNotFoundError, CorruptionError, _DAMAGE),
    (lmdb.InvalidError, CorruptionError, _DAMAGE),
    (lmdb.ProblemError, CorruptionError, _DAMAGE),
    (lmdb.BadTxnError, CorruptionError, _DAMAGE),
    (lmdb.CursorFullError, CorruptionError, _DAMAGE),
    (lmdb.PageFullError, CorruptionError, _DAMAGE),
    (lmdb.IncompatibleError, CorruptionError, _DAMAGE),
    (
        lmdb.VersionMismatchError,
        FormatVersionError,
        "it was written by another version; upgrade parseltongue",
    ),
    (lmdb.MapFullError, FullError, "the map is full"),
    (
        lmdb.ReadersFullError,
        LockedError,
        "too many readers at once; wait, or raise storage.lmdb.max_readers when none is active",
    ),
    (lmdb.PanicError, UnavailableError, "an earlier write failed half-way; open it again"),
    (lmdb.DiskError, FullError, "no space is left; free some and run again"),
    (lmdb.MemoryError, UnavailableError, "address space is short; set a smaller storage.lmdb.map_size"),
)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def translated(error: Exception, action: str) -> StorageError:
    """The typed error for a native one; any other exception is raised as it is."""
    for kind, meant, advice in _TRANSLATIONS:
        if isinstance(error, kind):
            return meant(f"cannot {action}: {advice} ({error})")
    if isinstance(error, OSError):
        return _translated_number(error.errno or 0, str(error), action)
    if isinstance(error, lmdb.Error):
        return _translated_number(_number_in(str(error)), str(error), action)
    raise error


def _translated_number(number: int, text: str, action: str) -> StorageError:
    if number in _FULL:
        return FullError(f"cannot {action}: no space is left; free some and run again ({text})")
    if number in _DENIED:
        return UnavailableError(f"cannot {action}: access is denied; check the permissions ({text})")
    return UnavailableError(f"cannot {action}: {text}; check that the path can be used")


def write_failed(error: lmdb.Error, directory: str, size: int) -> StorageError:
    """The typed error for a commit of `size` bytes that failed.

    LMDB says "Input/output error" when the last of a disk took a part of what was written.
    """
    free = free_bytes(directory)
    if os.strerror(errno.EIO) in str(error) and free is not None and free < size:
        return FullError(f"cannot write to {directory}: no space is left; free some and run again ({error})")
    return translated(error, f"write to {directory}")


def _number_in(text: str) -> int:
    """The system's error number behind a message of LMDB, which carries its text alone."""
    for number in (*_FULL, *_DENIED):
        if os.strerror(number) in text:
            return number
    return 0


class Environment:
    """An open file of LMDB. Counts who uses it (`users`) and which transactions are open (`_active`)."""

    __slots__ = ("_active", "_gate", "_growing", "_identity", "_native", "path", "users")

    def __init__(self, path: str, native: lmdb.Environment) -> None:
        self.path = path
        self.users = 1
        self._native = native
        self._identity = file_identity(path)
        self._active = 0
        self._growing = False
        self._gate = allocate_lock()

    @property
    def is_current(self) -> bool:
        """Whether its file still stands under its name: a restored store is another file."""
        return self._identity == file_identity(self.path)

    def begin(self, *, write: bool = False) -> lmdb.Transaction[bytes]:
        """A transaction, to be given back with `end`. One for writing waits for other writers.

        Raises
        ------
        StorageError
        """
        for attempt in range(_ATTEMPTS):
            self._enter()
            try:
                return self._native.begin(write=write)
            except (lmdb.MapResizedError, lmdb.ReadersFullError) as error:
                self._leave()
                if attempt == _ATTEMPTS - 1:
                    raise translated(error, f"read {self.path}") from error
                self._make_room(error)
            except BaseException as error:
                self._leave()
                if isinstance(error, lmdb.Error):
                    raise translated(error, f"read {self.path}") from error
                raise
        raise UnavailableError(f"cannot read {self.path}: its size keeps changing; try again")

    def end(self, transaction: lmdb.Transaction[bytes]) -> None:
        """Abort a transaction, unless it was committed, and forget it."""
        try:
            transaction.abort()
        finally:
            self._leave()

    def grow(self, by: int) -> None:
        """Enlarge the map by more than `by` bytes, once no transaction of this process is open.

        Raises
        ------
        FullError
            Transactions stayed open, or there is no more address space.
        """
        size = int(self._native.info()["map_size"])
        self._resize(max(2 * size, size + 2 * by))

    def sync(self) -> None:
        """Bring all that was committed to the disk."""
        self._native.sync(True)

    def copy(self, path: str) -> None:
        """Write the last committed state, without free pages, to a new file, and to the disk."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        self._enter()
        try:
            self._native.copyfd(descriptor, compact=True)
            os.fsync(descriptor)
        finally:
            self._leave()
            os.close(descriptor)

    def close(self) -> None:
        """Give up one use; the last one closes the file."""
        with _opened_lock:
            with self._gate:
                self.users -= 1
                unused = self.users == 0 and self._active == 0
            if unused:
                self._close_native()

    def _close_native(self) -> None:
        """Caller holds `_opened_lock`."""
        if _opened.get(self.path) is self:
            del _opened[self.path]
        self._native.close()

    def _enter(self) -> None:
        deadline = 0.0
        while True:
            with self._gate:
                if not self._growing or 0.0 < deadline < time.monotonic():
                    self._active += 1
                    return
            deadline = deadline or time.monotonic() + _GROW_SECONDS
            time.sleep(_PAUSE)

    def _leave(self) -> None:
        with self._gate:
            self._active -= 1
            unused = self.users == 0 and self._active == 0
        if unused:
            with _opened_lock, self._gate:
                unused = self.users == 0 and self._active == 0
                if unused:
                    self._close_native()

    def _make_room(self, error: lmdb.Error) -> None:
        if isinstance(error, lmdb.MapResizedError):
            self._resize(0)
            return
        self._native.reader_check()
        time.sleep(_PAUSE)

    def _resize(self, size: int) -> None:
        deadline = time.monotonic() + _GROW_SECONDS
        try:
            while time.monotonic() < deadline:
                with self._gate:
                    self._growing = True
                    if self._active == 0:
                        self._native.set_mapsize(size)
                        return
                time.sleep(_PAUSE)
        except (lmdb.Error, OverflowError) as error:
            raise FullError(
                f"the map of {self.path} is full and cannot grow: {error}; set storage.lmdb.map_size"
            ) from error
        finally:
            with self._gate:
                self._growing = False
        raise FullError(
            f"the map of {self.path} is full and cannot grow while views or scans of this process are open; "
            "close them, or set a larger storage.lmdb.map_size"
        )


_opened: dict[str, Environment] = {}
_opened_lock = allocate_lock()


def open_environment(path: str, values: Mapping[str, OptionValue], *, create: bool) -> Environment:
    """The environment of a file, opened unless this process has it open; `close` it after use.

    Raises
    ------
    UnavailableError, CorruptionError, FormatVersionError, FullError
    """
    path = os.path.realpath(path)
    with _opened_lock:
        known = _opened.get(path)
        if known is not None and known.is_current:
            with known._gate:
                known.users += 1
            return known
        check_header(path, every_page=bool(values["verify_on_open"]))
        try:
            native = _open_native(path, values, create=create)
        except (lmdb.Error, OSError) as error:
            raise translated(error, f"open {path}") from error
        _opened[path] = Environment(path, native)
        return _opened[path]


def _open_native(path: str, values: Mapping[str, OptionValue], *, create: bool) -> lmdb.Environment:
    writable = create or os.access(path, os.W_OK)
    if writable:
        _allocate_lock_file(path, int(values["max_readers"]))
    sizes = (max(int(values["map_size"]), _LEAST_MAP),) if values["map_size"] else (_DEFAULT_MAP, _GB)
    for size in sizes:
        try:
            native = _open_sized(path, values, size, writable=writable)
        except lmdb.MemoryError:
            if size == sizes[-1]:
                raise
        else:
            break
    if writable:
        native.reader_check()
    return native


def _allocate_lock_file(path: str, readers: int) -> None:
    """Allocate the table of readers, which LMDB maps: on a full disk a hole in it would end the process.

    Nothing of this process has the file open, see `open_environment`: closing it drops POSIX locks.
    """
    if not hasattr(os, "posix_fallocate"):
        return
    descriptor = os.open(path + "-lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        os.posix_fallocate(descriptor, 0, readers * 64 + 256)
    except OSError as error:
        if error.errno in _FULL:
            raise
    finally:
        os.close(descriptor)


def _open_sized(
    path: str, values: Mapping[str, OptionValue], size: int, *, writable: bool
) -> lmdb.Environment:
    # Without metasync a commit syncs its pages but not the page that names them: a power cut may undo the
    # last commits, in order, and never leaves half of one.
    def opened(*, lock: bool) -> lmdb.Environment:
        return lmdb.open(
            path,
            map_size=size,
            subdir=False,
            readonly=not writable,
            metasync=False,
            mode=PRIVATE_FILE,
            readahead=bool(values["readahead"]),
            max_readers=int(values["max_readers"]),
            max_spare_txns=_SPARE_TRANSACTIONS,
            lock=lock,
            lib_version=0,
        )

    try:
        return opened(lock=True)
    except (lmdb.LockError, lmdb.ReadonlyError, lmdb.Error) as error:
        if writable or _number_in(str(error)) not in _DENIED:
            raise
        # Nobody whom the permissions bind can write to it, so there is no writer to be protected from.
        return opened(lock=False)


def check_header(path: str, *, every_page: bool = False) -> None:
    """Refuse a file that is no store of ours, or shorter than its header says; a missing one passes.

    Pages that were freed again need never have been written: a short file may be sound, and is looked at.

    Raises
    ------
    CorruptionError, FormatVersionError, UnavailableError
    """
    try:
        with open(path, "rb") as file:
            head = file.read(_META.size)
            size = os.fstat(file.fileno()).st_size
            if not size:
                return
            needed = _bytes_needed(file, head, path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise translated(error, f"open {path}") from error
    problem = _first_problem(path) if every_page or size < needed else ""
    if problem:
        raise CorruptionError(
            f"{path} ({size} bytes, of {needed} that it names) is damaged: {problem}; {_DAMAGE}"
        )


def _bytes_needed(file: BinaryIO, head: bytes, path: str) -> int:
    if len(head) < _META.size:
        raise CorruptionError(f"{path} is cut off within its header; {_DAMAGE}")
    magic, version, _, _, page = _META.unpack(head)
    if magic != _MAGIC or not 256 <= page <= 65536 or page & (page - 1):
        raise CorruptionError(f"{path} does not begin like a file of LMDB; {_DAMAGE}")
    if version != _DATA_VERSION:
        raise FormatVersionError(
            f"{path} has format {version} of LMDB, this version knows {_DATA_VERSION}; remove the store, "
            "it is rebuilt from source"
        )
    states = []
    for start in (0, page):
        file.seek(start + _REST_OFFSET)
        rest = file.read(_META_REST.size)
        if len(rest) < _META_REST.size:
            raise CorruptionError(f"{path} is cut off within its header; {_DAMAGE}")
        last, transaction = _META_REST.unpack(rest)
        states.append((transaction, last))
    return int((max(states)[1] + 1) * page)


def _first_problem(path: str) -> str:
    """What is wrong with the pages in use and the list of free ones; empty if nothing is."""
    from lmdb import verify

    try:
        return next(iter(verify.verify(path)), "")  # type: ignore[no-untyped-call]
    except verify.VerifyError as error:
        return str(error)
