"""A backend without any dependency: SQLite of the standard library, with a write-ahead log.

One table in `store.sqlite`, beside it the log (`-wal`) and its index (`-shm`). Any number of processes read
while one writes. Invariants:

- A view or a scan has a connection with a read transaction of its own. While it is open, the log cannot be
  moved into the file beyond its state, and grows.
- Pairs are written in one transaction, begun as a writer: it can fail as a whole, never half-way.
- SQLite has no checksums of pages. The envelope of each record has one; damage to the tree itself shows as
  an error of SQLite or as a record that is missing.

Source: design section 7; https://www.sqlite.org/wal.html.
"""

from __future__ import annotations

import os
import sqlite3
from _thread import allocate_lock

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.backend import BackendProperties, require_vacant
from parseltongue.storage.files import PRIVATE_FILE, file_identity, make_private, sync_directory
from parseltongue.storage.handles import HandleBackend, HandleView, closed_error
from parseltongue.storage.sqlite_native import FILE, OPTIONS, Connections, create, translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, ClassVar

    from parseltongue.storage.backend import Batch, Mode
    from parseltongue.storage.options import Option, OptionValue

_GET = "SELECT value FROM pairs WHERE key = ?"
_PUT = "INSERT INTO pairs VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_DELETE = "DELETE FROM pairs WHERE key = ?"
_SCAN = "SELECT key, value FROM pairs WHERE key >= ? ORDER BY key"
_SCAN_TO = "SELECT key, value FROM pairs WHERE key >= ? AND key < ? ORDER BY key"
_CHUNK = 64


class _View(HandleView):
    """A connection with a read transaction."""

    __slots__ = ("_connection", "_connections", "_lock")

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections.path)
        self._lock = allocate_lock()
        self._connections = connections
        self._connection: sqlite3.Connection | None = None
        self._connection = connections.take()
        # The state is that of the first read, not that of BEGIN.
        self._read(lambda connection: connection.execute("BEGIN"))
        self._read(lambda connection: connection.execute("SELECT 1 FROM pairs LIMIT 1").fetchall())

    def get(self, key: bytes) -> bytes | None:
        value: bytes | None = self._read(lambda connection: _get(connection, key))
        return value

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        wanted = list(keys)
        values: list[bytes | None] = self._read(lambda connection: [_get(connection, key) for key in wanted])
        return values

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        return self._pairs(self._read(lambda connection: _begin_scan(connection, start, end)))

    def _pairs(self, cursor: sqlite3.Cursor) -> Iterator[tuple[bytes, bytes]]:
        while pairs := self._read(lambda _: cursor.fetchmany(_CHUNK)):
            for pair in pairs:
                if self.closed:
                    raise closed_error(self.path)
                yield pair

    def _read(self, action: Callable[[sqlite3.Connection], Any]) -> Any:
        with self._lock:
            if self._connection is None or self._connections.closed:
                raise closed_error(self.path)
            try:
                return action(self._connection)
            except sqlite3.Error as error:
                raise translated(error, f"read {self.path}") from error

    def close(self) -> None:
        with self._lock:
            self.closed = True
            connection, self._connection = self._connection, None
        if connection is not None:
            self._connections.give(connection)

    __del__ = close


class SqliteBackend(HandleBackend):
    """A store in SQLite."""

    __slots__ = ("_busy_timeout", "_connections", "_identity", "_lock", "_replaced", "_writer")

    properties: ClassVar[BackendProperties] = BackendProperties(
        "sqlite",
        durable=True,
        shared_between_processes=True,
        exclusive_writer=False,
        detects_corruption=False,
        network_file_systems="refused",
    )
    options: ClassVar[Mapping[str, Option]] = OPTIONS

    def __init__(self, directory: str, mode: Mode, values: Mapping[str, OptionValue]) -> None:
        super().__init__(directory, mode, values)
        self._busy_timeout = int(values["busy_timeout_ms"])
        self._lock = allocate_lock()
        if mode == "write":
            create(directory, values)
        elif not self.exists(directory):
            raise UnavailableError(f"cannot open {directory}: there is no store; create one first")
        path = os.path.join(directory, FILE)
        self._replaced: list[Connections] = []
        self._identity = file_identity(path)
        self._connections = Connections(path, values, writable=False)
        self._writer = Connections(path, values, writable=True)
        self._try_out()
        self.closed = False

    def _try_out(self) -> None:
        """Tell now whether it can be read, and written if it is to be."""
        self._connections.give(self._connections.take())
        if self._mode == "write":
            try:
                self._writer.give(self._writer.take())
            except BaseException:
                self._connections.close()
                raise

    @classmethod
    def exists(cls, directory: str) -> bool:
        return os.path.isfile(os.path.join(directory, FILE))

    # -- reading ------------------------------------------------------------------------------------------

    def get(self, key: bytes) -> bytes | None:
        value: bytes | None = self._once(lambda connection: _get(connection, key))
        return value

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        wanted = list(keys)

        def get_all(connection: sqlite3.Connection) -> list[bytes | None]:
            connection.execute("BEGIN")
            return [_get(connection, key) for key in wanted]

        values: list[bytes | None] = self._once(get_all)
        return values

    def _once(self, action: Callable[[sqlite3.Connection], Any]) -> Any:
        self._require_open()
        connections = self._connections
        connection = connections.take()
        try:
            return action(connection)
        except sqlite3.Error as error:
            raise translated(error, f"read {self.directory}") from error
        finally:
            connections.give(connection)

    def _new_view(self) -> _View:
        return _View(self._connections)

    def refresh(self) -> None:
        """Each read sees all that is committed anyway; this takes up the file of a restored store."""
        self._require_open()
        path = self._connections.path
        identity = file_identity(path)
        if self._mode == "read" and identity not in (None, self._identity):
            with self._lock:
                # Views and scans may go on with the old file, until all is closed.
                self._replaced.append(self._connections)
                self._connections = Connections(path, self._values, writable=False)
                self._identity = identity

    # -- writing ------------------------------------------------------------------------------------------

    def write(self, batch: Batch, *, durable: bool) -> None:
        pairs = dict(batch)
        puts = [(key, value) for key, value in pairs.items() if value is not None]
        deletes = [(key,) for key, value in pairs.items() if value is None]

        def apply(connection: sqlite3.Connection) -> None:
            connection.executemany(_DELETE, deletes)
            connection.executemany(_PUT, puts)

        self._require_writable()
        if pairs:
            self._commit(apply, durable=durable)
        elif durable:
            self._sync_log()

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        def swap(connection: sqlite3.Connection) -> bool:
            if _get(connection, key) != expected:
                return False
            if new is None:
                connection.execute(_DELETE, (key,))
            else:
                connection.execute(_PUT, (key, new))
            return True

        self._require_writable()
        swapped: bool = self._commit(swap, durable=True)
        return swapped

    def _commit(self, action: Callable[[sqlite3.Connection], Any], *, durable: bool) -> Any:
        def transaction(connection: sqlite3.Connection) -> Any:
            # NORMAL syncs the log when it is moved into the file, FULL at each commit: see "durable".
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            result = action(connection)
            connection.execute("COMMIT")
            return result

        return self._as_writer(transaction, "write to")

    def _as_writer(self, action: Callable[[sqlite3.Connection], Any], verb: str) -> Any:
        """Use the connection that writes. Threads of one handle take turns here, in order, not in SQLite."""
        self._require_writable()
        with self._lock:
            connection = self._writer.take()
            try:
                return action(connection)
            except sqlite3.Error as error:
                raise translated(error, f"{verb} {self.directory}", self.directory) from error
            finally:
                self._writer.give(connection)

    def _sync_log(self) -> None:
        """Bring to the disk what was committed without: the log has it, or the synced file."""
        try:
            with open(os.path.join(self.directory, FILE + "-wal"), "rb+") as log:
                os.fsync(log.fileno())
        except FileNotFoundError:
            return
        except OSError as error:
            raise translated(error, f"write to {self.directory}") from error

    # -- upkeep -------------------------------------------------------------------------------------------

    def compact(self) -> None:
        """Rewrite the file without free pages. The last reader of an older state delays the gain."""

        def vacuum(connection: sqlite3.Connection) -> None:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("VACUUM")
            # Not longer: a view of this very thread may be in the way. The next checkpoint will do it.
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {self._busy_timeout}")

        self._as_writer(vacuum, "compact")

    def checkpoint(self, directory: str) -> None:
        """Copy what is in use, from one state, while others read and write."""
        self._require_open()
        require_vacant(directory)
        make_private(directory)
        path = os.path.join(directory, FILE)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
        try:
            self._once(lambda connection: _copy_into(connection, path))
            _sync(path)
            sync_directory(directory)
        except BaseException:
            os.unlink(path)
            raise

    def _release(self) -> None:
        for connections in (*self._replaced, self._connections):
            connections.close()
        with self._lock:
            self._writer.close()


def _get(connection: sqlite3.Connection, key: bytes) -> bytes | None:
    row: tuple[bytes] | None = connection.execute(_GET, (key,)).fetchone()
    return None if row is None else row[0]


def _begin_scan(connection: sqlite3.Connection, start: bytes, end: bytes | None) -> sqlite3.Cursor:
    if end is None:
        return connection.execute(_SCAN, (start,))
    return connection.execute(_SCAN_TO, (start, end))


def _copy_into(connection: sqlite3.Connection, path: str) -> None:
    connection.execute("PRAGMA query_only = OFF")
    try:
        connection.execute("VACUUM INTO ?", (path,))
    finally:
        connection.execute("PRAGMA query_only = ON")


def _sync(path: str) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
