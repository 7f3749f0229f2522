"""The default backend: RocksDB through `rocksdict`, raw mode.

One process at a time has a store open for writing, and only for a commit; any number read beside it, each
from the state at its open or last `refresh`. Invariants:

- A view or an unfinished scan holds the native handle and with it RocksDB's lock; `close` takes it away.
- Closing after a write flushes, so that the store's size is honest and a reader opening it replays no
  log, and waits for a due compaction: cut off at every close, it would start anew at every open and never
  finish, while the small files of each commit pile up.
- An iterator of `rocksdict` that meets a damaged block ends like one at the end of the store. A scan that
  ends checks which of the two it was.

Source: S2, design section 7.
"""

from __future__ import annotations

import os
import time
from _thread import allocate_lock

from rocksdict import Checkpoint, Rdict, WriteBatch, WriteOptions

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.backend import (
    BackendProperties,
    ReadView,
    StorageBackend,
    allocated_bytes,
    require_vacant,
)
from parseltongue.storage.files import PRIVATE_DIRECTORY, make_private, restrict
from parseltongue.storage.rocksdb_native import (
    OPTIONS,
    Signature,
    open_for_reading,
    open_for_writing,
    signature,
    translated,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, ClassVar, Self

    from rocksdict import RdictIter

    from parseltongue.storage.backend import Batch, Mode
    from parseltongue.storage.options import Option, OptionValue

_COMPACTION_SECONDS = 30.0
_START_SECONDS = 0.2
_CHUNK_PAIRS = 128
_CHUNK_BYTES = 256 << 10


class _Holder:
    """Whatever holds a native handle. `release` takes it away from another place than its user."""

    __slots__ = ("__weakref__", "_native", "_where")

    def __init__(self, native: Any, where: str) -> None:
        self._native = native
        self._where = where

    def release(self) -> None:
        self._native = None

    def _failed(self, error: Exception) -> Exception:
        if self._native is None:
            return UnavailableError(f"cannot read {self._where}: the store or view is closed; open it again")
        return translated(error, f"read {self._where}")


class _Scan(_Holder):
    """Pairs of a range; checks at its end that it was the end."""

    __slots__ = ("_end", "_last", "_owner", "_pairs")

    def __init__(self, native: Rdict, owner: RocksBackend, start: bytes, end: bytes | None) -> None:
        super().__init__(native, owner.directory)
        self._owner = owner
        self._last = start
        self._end = end
        self._pairs: Any = native.items(from_key=start)

    def __iter__(self) -> _Scan:
        return self

    def __next__(self) -> tuple[bytes, bytes]:
        if self._owner.closed:
            self.release()
        try:
            pair: tuple[bytes, bytes] = next(self._pairs)
        except StopIteration:
            self._require_end()
            raise
        except Exception as error:
            raise self._failed(error) from error
        self._last = pair[0]
        if self._end is not None and pair[0] >= self._end:
            self._pairs = iter(())
            raise StopIteration
        return pair

    def release(self) -> None:
        super().release()
        self._pairs = None

    def _require_end(self) -> None:
        try:
            probe = self._native.iter()
            probe.seek(self._last + b"\0")
            probe.status()
        except Exception as error:
            raise self._failed(error) from error


class _ReaderView(_Holder, ReadView):
    """The handle of a reader, which never changes: a refresh opens another."""

    __slots__ = ("_owner",)

    def __init__(self, native: Rdict, owner: RocksBackend) -> None:
        super().__init__(native, owner.directory)
        self._owner = owner

    def get(self, key: bytes) -> bytes | None:
        return self.get_many((key,))[0]

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        if self._owner.closed:
            self.release()
        try:
            return list(self._native.get(list(keys)))
        except Exception as error:
            raise self._failed(error) from error

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        if self._native is None:
            raise self._failed(LookupError())
        return self._owner.start_scan(self._native, start, end)

    def close(self) -> None:
        self.release()


class _WriterView(_Holder, ReadView):
    """The state of a store being written, pinned by one native iterator that every read repositions.

    Not a native snapshot: the iterators that `rocksdict` makes from one show the latest state instead.
    """

    __slots__ = ("_lock",)

    def __init__(self, native: RdictIter, where: str) -> None:
        super().__init__(native, where)
        self._lock = allocate_lock()

    def get(self, key: bytes) -> bytes | None:
        pairs, _ = self._chunk(key, key + b"\0", 1)
        return pairs[0][1] if pairs else None

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        self._require_open()
        return self._pairs(start, end)

    def close(self) -> None:
        self.release()

    def _pairs(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        more = True
        while more:
            pairs, more = self._chunk(start, end, _CHUNK_PAIRS)
            for pair in pairs:
                self._require_open()
                yield pair
            if more:
                start = pairs[-1][0] + b"\0"

    def _chunk(self, start: bytes, end: bytes | None, most: int) -> tuple[list[tuple[bytes, bytes]], bool]:
        """The first `most` pairs of a range, and whether there may be more."""
        try:
            with self._lock:
                return _first_pairs(self._native, start, end, most)
        except Exception as error:
            raise self._failed(error) from error

    def _require_open(self) -> None:
        if self._native is None:
            raise self._failed(LookupError())


def _first_pairs(
    cursor: RdictIter, start: bytes, end: bytes | None, most: int
) -> tuple[list[tuple[bytes, bytes]], bool]:
    pairs: list[tuple[bytes, bytes]] = []
    size = 0
    cursor.seek(start)
    while cursor.valid():
        key = cursor.key()
        if end is not None and key >= end:
            return pairs, False
        value = cursor.value()
        pairs.append((key, value))
        size += len(value)
        if len(pairs) == most or size > _CHUNK_BYTES:
            return pairs, True
        cursor.next()
    cursor.status()
    return pairs, False


class RocksBackend(StorageBackend):
    """A RocksDB database in a directory of its own."""

    __slots__ = (
        "_holders",
        "_lock",
        "_mode",
        "_native",
        "_refused",
        "_signature",
        "_synced",
        "_values",
        "_written",
        "closed",
        "directory",
    )

    properties: ClassVar[BackendProperties] = BackendProperties(
        "rocksdb",
        durable=True,
        shared_between_processes=True,
        exclusive_writer=True,
        detects_corruption=True,
        largest_key=1 << 16,
    )
    options: ClassVar[Mapping[str, Option]] = OPTIONS

    def __init__(self, directory: str, mode: Mode, values: Mapping[str, OptionValue]) -> None:
        self.directory = directory
        self._mode = mode
        self._values = values
        self.closed = False
        self._written = False
        self._refused = False
        self._lock = allocate_lock()
        self._holders: Any = None
        self._signature: Signature | None = None
        self._native: Any = None
        if mode == "write":
            self._open_writer()
        else:
            self._native, self._signature = open_for_reading(directory, values)

    def _open_writer(self) -> None:
        from weakref import WeakSet  # A reader has no lock to give back, and its start-up counts.

        self._holders = WeakSet()
        self._native = open_for_writing(self.directory, self._values)
        self._synced = WriteOptions()
        self._synced.sync = True

    @classmethod
    def open(cls, directory: str, *, mode: Mode, options: Mapping[str, object] | None = None) -> Self:
        return cls(directory, mode, cls.validate_options(options or {}))

    @classmethod
    def exists(cls, directory: str) -> bool:
        return os.path.isfile(os.path.join(directory, "CURRENT"))

    def get(self, key: bytes) -> bytes | None:
        try:
            value: bytes | None = self._native.get(key)
        except Exception as error:
            raise self._failed(error, "read") from error
        return value

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        wanted = list(keys)
        try:
            values: list[bytes | None] = self._native.get(wanted)
        except Exception as error:
            raise self._failed(error, "read") from error
        return values

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        return self.start_scan(self._native, start, end)

    def start_scan(self, native: Any, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        """A scan over `native`, this store or a view of it, that ends when the store is closed."""
        try:
            scan = _Scan(native, self, start, end)
        except Exception as error:
            raise self._failed(error, "read") from error
        self._hold(scan)
        return scan

    def read_view(self) -> ReadView:
        self._require_open()
        if self._mode == "read":
            return _ReaderView(self._native, self)
        try:
            view = _WriterView(self._native.iter(), self.directory)
        except Exception as error:
            raise self._failed(error, "read") from error
        self._hold(view)
        return view

    def write(self, batch: Batch, *, durable: bool) -> None:
        # rocksdict applies a batch under the interpreter lock, 4 ms per MB: callers keep batches small.
        pairs = WriteBatch(raw_mode=True)
        for key, value in batch:
            if value is None:
                pairs.delete(key)
            else:
                pairs.put(key, value)
        self._require_writable()
        with self._lock:
            self._apply(pairs, durable)

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        self._require_writable()
        with self._lock:
            if self.get(key) != expected:
                return False
            pairs = WriteBatch(raw_mode=True)
            if new is None:
                pairs.delete(key)
            else:
                pairs.put(key, new)
            self._apply(pairs, True)
            return True

    def _apply(self, pairs: WriteBatch, durable: bool) -> None:
        try:
            if not pairs.is_empty():
                self._native.write(pairs, self._synced if durable else None)
                self._written = True
            elif durable:
                self._native.flush_wal(True)
        except Exception as error:
            self._refused = True
            raise self._failed(error, "write to") from error

    def refresh(self) -> None:
        self._require_open()
        if self._mode == "write":
            return
        with self._lock:
            if self._unchanged():
                return
            # Views and scans of the old handle keep it alive; it closes with the last of them.
            self._native, self._signature = open_for_reading(self.directory, self._values)

    def _unchanged(self) -> bool:
        try:
            return self._signature == signature(self.directory)
        except OSError:
            return False

    def checkpoint(self, directory: str) -> None:
        """Link the table files into `directory`; copies when it is on another file system."""
        self._require_open()
        if self._mode == "read":
            super().checkpoint(directory)
            return
        require_vacant(directory)
        try:
            if os.path.isdir(directory):
                os.rmdir(directory)
            make_private(os.path.dirname(directory))
            Checkpoint(self._native).create_checkpoint(directory)
            os.chmod(directory, PRIVATE_DIRECTORY)
        except Exception as error:
            raise self._failed(error, "copy") from error

    def compact(self) -> None:
        self._require_writable()
        try:
            self._native.flush(True)
            self._native.compact_range(None, None)
        except Exception as error:
            raise self._failed(error, "compact") from error

    def size_on_disk(self) -> int:
        self._require_open()
        return allocated_bytes(self.directory)

    def close(self) -> None:
        """Release the store; after writes, flush them first.

        Raises
        ------
        FullError, UnavailableError
            The flush failed. Durable writes are safe in the log, and the store is closed all the same.
        """
        with self._lock:
            if self.closed:
                return
            self.closed = True
            native, self._native = self._native, None
            self._release_holders()
            if self._mode == "write":
                self._close_writer(native)

    def _release_holders(self) -> None:
        for holder in list(self._holders or ()):
            holder.release()

    def _close_writer(self, native: Rdict) -> None:
        try:
            if self._written and not self._refused:
                native.flush(True)
                _finish_compaction(native, int(self._values["level0_file_num_compaction_trigger"]))
        except Exception as error:
            self._refused = True
            raise translated(error, f"flush {self.directory}") from error
        finally:
            self._close_native(native)
            restrict(self.directory)

    def _close_native(self, native: Rdict) -> None:
        try:
            native.close()
        except Exception as error:
            # It flushes once more. Where a write has failed, that was said, and is what is to be heard.
            if not self._refused:
                raise translated(error, f"close {self.directory}") from error

    def _hold(self, holder: _Holder) -> None:
        if self._holders is not None:
            self._holders.add(holder)

    def _require_open(self) -> None:
        if self.closed:
            raise _closed_error(self.directory)

    def _require_writable(self) -> None:
        self._require_open()
        if self._mode != "write":
            raise UnavailableError(f"{self.directory} was opened for reading; open it for writing")

    def _failed(self, error: Exception, verb: str) -> Exception:
        if self.closed:
            return _closed_error(self.directory)
        return translated(error, f"{verb} {self.directory}")


def _closed_error(directory: str) -> UnavailableError:
    return UnavailableError(f"cannot use {directory}: the store is closed; open it again")


def _finish_compaction(native: Rdict, trigger: int) -> None:
    """Wait for the compaction that is due, if any; a store that needs longer goes on at the next commit."""
    started = time.monotonic()
    while _number(native, "num-files-at-level0") >= trigger or _number(native, "num-running-compactions"):
        # One that is due starts a moment after the flush; if none does, RocksDB has its reasons.
        idle = not _number(native, "num-running-compactions")
        if time.monotonic() - started > (_START_SECONDS if idle else _COMPACTION_SECONDS):
            return
        time.sleep(0.001)


def _number(native: Rdict, name: str) -> int:
    return native.property_int_value(f"rocksdb.{name}") or 0
