"""A light backend: LMDB, a memory-mapped tree in one file. Any number of processes read at no cost.

The file is `<number>.mdb`; the highest number counts. LMDB never shrinks a file, so `compact` writes what is
in use to the next number and removes the file before. Invariants:

- A file is replaced only while its writer lock is held, and every writer checks under that lock that its
  file is still the newest. So no write goes to a file that has been replaced.
- A read takes a transaction of its own, unless it is part of a view or a scan: a transaction that stays
  open keeps all pages that were in use at its beginning, and the file grows.
- A reader holds the file it has opened, replaced or not, until `refresh`.

LMDB has no checksums. The envelope of each record has one; damage to the tree itself shows as an error of
LMDB or as a record that is missing.

Source: design section 7.
"""

from __future__ import annotations

import os
from _thread import allocate_lock

import lmdb

from parseltongue.model.errors import CorruptionError, UnavailableError
from parseltongue.storage.backend import BackendProperties, require_vacant
from parseltongue.storage.files import make_private, sync_directory
from parseltongue.storage.handles import HandleBackend, HandleView, closed_error
from parseltongue.storage.lmdb_native import OPTIONS, Environment, open_environment, translated, write_failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, ClassVar

    from parseltongue.storage.backend import Batch, Mode
    from parseltongue.storage.options import Option, OptionValue

    Pairs = list[tuple[bytes, bytes | None]]

_SUFFIX, _LOCK_SUFFIX, _UNFINISHED = ".mdb", ".mdb-lock", ".unfinished"
_PAGE = 4096
_CHUNK_PAIRS = 128
_CHUNK_BYTES = 256 << 10
_ATTEMPTS = 60
_OUT_OF_ORDER = (
    "stored bytes are damaged: key {} is not in its place; remove the store, it is rebuilt from source"
)


class _View(HandleView):
    """A read transaction."""

    __slots__ = ("_environment", "_lock", "_transaction")

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment.path)
        self._lock = allocate_lock()
        self._environment = environment
        self._transaction: lmdb.Transaction[bytes] | None = None
        self._transaction = environment.begin()

    def get(self, key: bytes) -> bytes | None:
        with self._lock:
            value: bytes | None = self._read(lambda transaction: transaction.get(key))
        return value

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        wanted = list(keys)
        with self._lock:
            values: list[bytes | None] = self._read(lambda transaction: list(map(transaction.get, wanted)))
        return values

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        with self._lock:
            self._read(lambda _: None)
        return self._pairs(start, end)

    def _pairs(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        """Chunk by chunk, so that the transaction can be taken away between two of them."""
        following: bytes | None = start
        while following is not None:
            pairs, following = self._chunk(following, end)
            yield from pairs

    def _chunk(self, start: bytes, end: bytes | None) -> tuple[list[tuple[bytes, bytes]], bytes | None]:
        """The next pairs, and where the scan goes on: None at the end."""
        with self._lock:
            chunk: tuple[list[tuple[bytes, bytes]], bytes | None]
            chunk = self._read(lambda transaction: _chunk(transaction, start, end))
        return chunk

    def _read(self, action: Callable[[lmdb.Transaction[bytes]], Any]) -> Any:
        if self._transaction is None:
            raise closed_error(self.path)
        try:
            return action(self._transaction)
        except lmdb.Error as error:
            raise translated(error, f"read {self.path}") from error

    def close(self) -> None:
        with self._lock:
            self.closed = True
            transaction, self._transaction = self._transaction, None
        if transaction is not None:
            self._environment.end(transaction)

    __del__ = close


def _chunk(
    transaction: lmdb.Transaction[bytes], start: bytes, end: bytes | None
) -> tuple[list[tuple[bytes, bytes]], bytes | None]:
    pairs: list[tuple[bytes, bytes]] = []
    size = 0
    least = start
    with transaction.cursor() as cursor:
        found = cursor.set_range(start) if start else cursor.first()
        while found:
            key, value = cursor.item()
            if key < least:
                raise CorruptionError(_OUT_OF_ORDER.format(key.hex()))
            least = key + b"\0"
            if end is not None and key >= end:
                break
            pairs.append((key, value))
            size += len(value)
            if len(pairs) == _CHUNK_PAIRS or size >= _CHUNK_BYTES:
                return pairs, least
            found = cursor.next()
    return pairs, None


class LmdbBackend(HandleBackend):
    """A store in LMDB."""

    __slots__ = ("_environment", "_number")

    properties: ClassVar[BackendProperties] = BackendProperties(
        "lmdb",
        durable=True,
        shared_between_processes=True,
        exclusive_writer=False,
        detects_corruption=False,
        largest_key=511,
        network_file_systems="refused",
    )
    options: ClassVar[Mapping[str, Option]] = OPTIONS

    def __init__(self, directory: str, mode: Mode, values: Mapping[str, OptionValue]) -> None:
        super().__init__(directory, mode, values)
        if mode == "write":
            make_private(directory)
        self._number, self._environment = self._open_newest(create=mode == "write")
        self.closed = False
        if mode == "write":
            self._remove_leftovers()

    @classmethod
    def exists(cls, directory: str) -> bool:
        number = _newest(directory)
        return number > 0 and os.path.getsize(_file(directory, number)) > 0

    # -- reading ------------------------------------------------------------------------------------------

    def get(self, key: bytes) -> bytes | None:
        value: bytes | None = self._once(lambda transaction: transaction.get(key))
        return value

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        wanted = list(keys)
        values: list[bytes | None] = self._once(lambda transaction: list(map(transaction.get, wanted)))
        return values

    def _once(self, action: Callable[[lmdb.Transaction[bytes]], Any]) -> Any:
        """Read in a transaction that ends at once."""
        self._require_open()
        environment = self._environment
        transaction = environment.begin()
        try:
            return action(transaction)
        except lmdb.Error as error:
            raise translated(error, f"read {self.directory}") from error
        finally:
            environment.end(transaction)

    def _new_view(self) -> _View:
        return _View(self._environment)

    def refresh(self) -> None:
        """A reader sees every commit anyway; this takes up the file of a compaction or a restore."""
        self._require_open()
        if _newest(self.directory) != self._number or not self._environment.is_current:
            self._move()

    # -- writing ------------------------------------------------------------------------------------------

    def write(self, batch: Batch, *, durable: bool) -> None:
        pairs = list(batch)
        self._require_writable()
        if pairs:
            self._commit(lambda transaction: _put(transaction, pairs), _size(pairs))
        if durable:
            self._sync()

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        self._require_writable()

        def swap(transaction: lmdb.Transaction[bytes]) -> bool:
            if transaction.get(key) != expected:
                return False
            _put(transaction, [(key, new)])
            return True

        swapped: bool = self._commit(swap, len(new or b""))
        if swapped:
            self._sync()
        return swapped

    def _commit(self, action: Callable[[lmdb.Transaction[bytes]], Any], size: int) -> Any:
        """Do something in a write transaction of the newest file, in a larger map if need be."""
        while True:
            environment, transaction = self._begin_writing()
            try:
                result = action(transaction)
                transaction.commit()
            except lmdb.MapFullError:
                environment.end(transaction)
                environment.grow(size)
                continue
            except lmdb.Error as error:
                environment.end(transaction)
                raise write_failed(error, self.directory, size) from error
            except BaseException:
                environment.end(transaction)
                raise
            environment.end(transaction)
            return result

    def _begin_writing(self) -> tuple[Environment, lmdb.Transaction[bytes]]:
        for _ in range(_ATTEMPTS):
            self._require_open()
            environment, number = self._environment, self._number
            transaction = environment.begin(write=True)
            if _newest(self.directory) == number and environment.is_current:
                return environment, transaction
            environment.end(transaction)
            self._move()
        raise UnavailableError(f"cannot write to {self.directory}: its file keeps being replaced; try again")

    def _sync(self) -> None:
        try:
            self._environment.sync()
        except lmdb.Error as error:
            raise translated(error, f"write to {self.directory}") from error

    # -- upkeep -------------------------------------------------------------------------------------------

    def checkpoint(self, directory: str) -> None:
        """Copy what is in use, from one state, while others read and write."""
        self._require_open()
        require_vacant(directory)
        make_private(directory)
        self._copy(self._environment, _file(directory, 1))
        sync_directory(directory)

    def compact(self) -> None:
        """Copy what is in use to a new file, and remove the one before.

        Readers go on with the old file until they refresh; its space is free when the last has done so.
        Writers wait.
        """
        self._require_writable()
        environment, transaction = self._begin_writing()
        try:
            unfinished = _file(self.directory, self._number + 1) + _UNFINISHED
            _remove(unfinished)
            self._copy(environment, unfinished)
            os.rename(unfinished, _file(self.directory, self._number + 1))
            sync_directory(self.directory)
        except OSError as error:
            raise translated(error, f"compact {self.directory}") from error
        finally:
            environment.end(transaction)
        self._move()
        self._remove_older()

    def _copy(self, environment: Environment, path: str) -> None:
        try:
            environment.copy(path)
        except (lmdb.Error, OSError) as error:
            _remove(path)
            raise translated(error, f"copy {self.directory}") from error

    def _release(self) -> None:
        self._environment.close()

    # -- files --------------------------------------------------------------------------------------------

    def _open_newest(self, *, create: bool) -> tuple[int, Environment]:
        for _ in range(_ATTEMPTS):
            number = _newest(self.directory)
            if not create and not self.exists(self.directory):
                raise UnavailableError(f"cannot open {self.directory}: there is no store; create one first")
            number = number or 1
            environment = open_environment(_file(self.directory, number), self._values, create=create)
            if _newest(self.directory) == number:
                return number, environment
            environment.close()  # It was replaced, and maybe we have just made it anew, empty.
        raise UnavailableError(f"cannot open {self.directory}: its file keeps being replaced; try again")

    def _move(self) -> None:
        """Use the newest file from now on. Views keep the one they have."""
        old = self._environment
        self._number, self._environment = self._open_newest(create=self._mode == "write")
        old.close()

    def _remove_leftovers(self) -> None:
        """Remove what a killed compaction has left."""
        names = os.listdir(self.directory)
        if any(name.endswith(_UNFINISHED) for name in names):
            environment, transaction = self._begin_writing()  # So no compaction is under way.
            try:
                for name in names:
                    if name.endswith(_UNFINISHED):
                        _remove(os.path.join(self.directory, name))
            finally:
                environment.end(transaction)
        self._remove_older()

    def _remove_older(self) -> None:
        for name in os.listdir(self.directory):
            if 0 < _number(name) < self._number:
                # Not the lock file first: whoever opens the file then would not see those who have it open.
                _remove(os.path.join(self.directory, name))
                _remove(os.path.join(self.directory, name.removesuffix(_SUFFIX) + _LOCK_SUFFIX))


def _put(transaction: lmdb.Transaction[bytes], pairs: Pairs) -> None:
    for key, value in pairs:
        if value is None:
            transaction.delete(key)
        else:
            transaction.put(key, value)


def _size(pairs: Pairs) -> int:
    """Bytes that a commit of the pairs may need: whole pages, and those on the way to each key."""
    return sum(len(key) + len(value or b"") + 2 * _PAGE for key, value in pairs)


def _file(directory: str, number: int) -> str:
    return os.path.join(directory, f"{number}{_SUFFIX}")


def _number(name: str) -> int:
    digits = name.removesuffix(_SUFFIX)
    return int(digits) if digits != name and digits.isascii() and digits.isdigit() else 0


def _newest(directory: str) -> int:
    """Number of the file that counts; 0 if there is none."""
    try:
        return max(map(_number, os.listdir(directory)), default=0)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise translated(error, f"open {directory}") from error


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # Missing, or in use on Windows; the next writer tries again.
