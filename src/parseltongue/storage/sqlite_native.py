"""The edge to SQLite: options, connections, creation and error translation.

A connection is used by one thread at a time, and never inside two statements at once; `Connections` lends
them out. All use the write-ahead log, so that readers and the writer do not wait for each other.

A new database is made under another name and linked to its own when it is complete: whoever finds the file
finds its table.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from _thread import allocate_lock

from parseltongue.model.errors import (
    CorruptionError,
    FormatVersionError,
    FullError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage.files import PRIVATE_FILE, free_bytes, make_private, sync_directory
from parseltongue.storage.handles import closed_error
from parseltongue.storage.options import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from parseltongue.storage.options import OptionValue

FILE = "store.sqlite"
APPLICATION_ID = 0x50546C67
"""Marks the file as ours, as SQLite provides."""
FORMAT_VERSION = 1
_TABLE = "CREATE TABLE pairs (key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT, WITHOUT ROWID"
_PLAIN_TABLE = _TABLE.replace(" STRICT,", "")

OPTIONS: Mapping[str, Option] = {
    "page_size": Option(
        "8KB", "bytes of a page of a new store", choices=("1KB", "2KB", "4KB", "8KB", "16KB", "32KB", "64KB")
    ),
    "cache_size": Option(512 << 10, "memory of each connection for pages", lowest=64 << 10, size=True),
    "busy_timeout_ms": Option(
        5000, "milliseconds to wait for a writer that did not take the store lock", highest=3_600_000
    ),
    "wal_autocheckpoint": Option(
        1000, "pages of the log that are moved into the file by a commit", lowest=1, highest=1 << 24
    ),
    "mmap_size": Option(
        0, "bytes of the file to map into memory; damage there can end the process", size=True
    ),
}

_DAMAGE = "stored bytes are damaged; remove the store, it is rebuilt from source"
_BY_CODE: Mapping[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_BUSY: (LockedError, "another process is writing to it; try again later"),
    sqlite3.SQLITE_LOCKED: (LockedError, "another thread is writing to it; try again later"),
    sqlite3.SQLITE_FULL: (FullError, "no space is left; free some and run again"),
    sqlite3.SQLITE_CORRUPT: (CorruptionError, _DAMAGE),
    sqlite3.SQLITE_NOTADB: (CorruptionError, _DAMAGE),
    sqlite3.SQLITE_FORMAT: (CorruptionError, _DAMAGE),
    sqlite3.SQLITE_READONLY: (UnavailableError, "access is denied; check the permissions"),
    sqlite3.SQLITE_PERM: (UnavailableError, "access is denied; check the permissions"),
    sqlite3.SQLITE_CANTOPEN: (UnavailableError, "check that the path can be used"),
    sqlite3.SQLITE_PROTOCOL: (LockedError, "too many processes open it at once; try again later"),
    sqlite3.SQLITE_NOMEM: (UnavailableError, "memory is short"),
    sqlite3.SQLITE_TOOBIG: (StorageError, "a value is larger than SQLite can hold"),
}
_LEAST_SPACE = 64 << 10
_SHORT_READ = sqlite3.SQLITE_IOERR_SHORT_READ


def translated(error: Exception, action: str, where: str = "") -> StorageError:
    """The typed error for a native one; any other exception is raised as it is.

    On a disk without the little space that its log needs, SQLite speaks of an I/O error; so if `where`, a
    directory, has no space, the error is that.
    """
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        meant = FullError if full else UnavailableError
        return meant(f"cannot {action}: {error.strerror}; check the place and its space")
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return UnavailableError(f"cannot {action}: the store is closed; open it again")
    if not isinstance(error, sqlite3.Error):
        raise error
    code = int(getattr(error, "sqlite_errorcode", 0) or 0)
    if code == _SHORT_READ or "no such table" in str(error):
        return CorruptionError(f"cannot {action}: {_DAMAGE} ({error})")
    free = free_bytes(where) if where and code & 0xFF == sqlite3.SQLITE_IOERR else None
    if free is not None and free < _LEAST_SPACE:
        return FullError(f"cannot {action}: no space is left; free some and run again ({error})")
    kind, advice = _BY_CODE.get(code & 0xFF, (StorageError, "the disk or SQLite failed"))
    if isinstance(error, sqlite3.DataError | sqlite3.OperationalError) or code & 0xFF in _BY_CODE:
        return kind(f"cannot {action}: {advice} ({error})")
    raise error


def page_bytes(values: Mapping[str, OptionValue]) -> int:
    """The option `page_size` in bytes."""
    return int(str(values["page_size"]).removesuffix("KB")) << 10


class Connections:
    """Connections to one database, lent out one at a time.

    Parameters
    ----------
    path
        The database, which exists.
    writable
        Whether what is lent may write.
    """

    __slots__ = ("_idle", "_lock", "_values", "closed", "path", "writable")

    def __init__(self, path: str, values: Mapping[str, OptionValue], *, writable: bool) -> None:
        self.path = path
        self.writable = writable
        self.closed = False
        self._values = values
        self._idle: list[sqlite3.Connection] = []
        self._lock = allocate_lock()

    def take(self) -> sqlite3.Connection:
        """A connection without a transaction, to be given back.

        Raises
        ------
        StorageError
        """
        with self._lock:
            if self.closed:
                raise closed_error(self.path)
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def give(self, connection: sqlite3.Connection) -> None:
        """Take a connection back; what it had begun is undone."""
        try:
            if connection.in_transaction:
                connection.rollback()
        except sqlite3.Error:
            connection.close()
            return
        with self._lock:
            if not self.closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close those that are idle; the others close when they are given back."""
        with self._lock:
            self.closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        try:
            return connect(self.path, self._values, writable=self.writable)
        except sqlite3.Error as error:
            raise translated(error, f"open {self.path}", os.path.dirname(self.path)) from error


def connect(path: str, values: Mapping[str, OptionValue], *, writable: bool) -> sqlite3.Connection:
    """Open a database that exists. One in a place that cannot be written to is read all the same.

    Raises
    ------
    sqlite3.Error
    FormatVersionError
        It is another program's, or of a newer format.
    """
    mode = "rw" if writable or os.access(path, os.W_OK) else "ro"
    try:
        return _configured(_uri(path, f"mode={mode}"), values, path, query_only=not writable)
    except sqlite3.OperationalError:
        if writable or os.access(os.path.dirname(path), os.W_OK):
            raise
        # The shared memory of the log cannot be made here. Without a log the file alone is everything.
        if os.path.exists(path + "-wal") and os.path.getsize(path + "-wal"):
            raise
        return _configured(_uri(path, "mode=ro&immutable=1"), values, path, query_only=True)


def _uri(path: str, parameters: str) -> str:
    from urllib.parse import quote

    return f"file:{quote(os.path.abspath(path))}?{parameters}"


def _configured(
    uri: str, values: Mapping[str, OptionValue], path: str, *, query_only: bool
) -> sqlite3.Connection:
    timeout = int(values["busy_timeout_ms"]) / 1000
    connection = sqlite3.connect(
        uri, timeout=timeout, isolation_level=None, check_same_thread=False, uri=True, cached_statements=16
    )
    try:
        # The file is not trusted: no functions from its schema, and page structure is checked when read.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute(f"PRAGMA cache_size = {-(int(values['cache_size']) >> 10)}")
        connection.execute(f"PRAGMA mmap_size = {int(values['mmap_size'])}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {int(values['wal_autocheckpoint'])}")
        connection.execute(f"PRAGMA query_only = {'ON' if query_only else 'OFF'}")
        _check_format(connection, path)
        if not query_only:
            connection.execute("PRAGMA journal_mode = WAL")  # A copy may have left it.
    except BaseException:
        connection.close()
        raise
    return connection


def _check_format(connection: sqlite3.Connection, path: str) -> None:
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise CorruptionError(f"{path} is not a store of Parseltongue; {_DAMAGE}")
    if version > FORMAT_VERSION:
        raise FormatVersionError(
            f"{path} has format {version}, this version knows {FORMAT_VERSION}; upgrade parseltongue or use "
            "another --cache-dir"
        )


def create(directory: str, values: Mapping[str, OptionValue]) -> None:
    """Make an empty database unless there is one.

    Raises
    ------
    UnavailableError, FullError
    """
    make_private(directory)
    path = os.path.join(directory, FILE)
    if os.path.exists(path):
        return
    unfinished = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        # SQLite gives its log and shared memory the mode of the file.
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
        _write_schema(unfinished, values)
        _link(unfinished, path)
        sync_directory(directory)
    except (sqlite3.Error, OSError) as error:
        raise translated(error, f"create a store in {directory}", directory) from error
    finally:
        _remove(unfinished)


def _write_schema(path: str, values: Mapping[str, OptionValue]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {page_bytes(values)}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        connection.execute(_TABLE if sqlite3.sqlite_version_info >= (3, 37) else _PLAIN_TABLE)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _link(unfinished: str, path: str) -> None:
    """Give a complete database its name, unless another process was first."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        return
    except OSError:  # No links here. The caller holds the store lock, so nobody else creates.
        os.rename(unfinished, path)


def _remove(path: str) -> None:
    for name in (path, path + "-wal", path + "-shm"):
        try:
            os.unlink(name)
        except OSError:
            continue
