"""A backend that keeps everything in this process, for tests, verification and as a last resort.

Opening the same directory name again in one process shares the data; the empty name is private. Nothing
is written to disk. The pairs live in a version that views and scans may share: once shared it is never
changed again, and the next write works on a copy.
"""

from __future__ import annotations

from _thread import allocate_lock
from bisect import bisect_left

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.backend import BackendProperties, ReadView, StorageBackend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import ClassVar, Self

    from parseltongue.storage.backend import Batch, Mode


class _Version:
    """The pairs, and their keys in order once somebody has asked for them."""

    __slots__ = ("keys", "pairs", "shared")

    def __init__(self, pairs: dict[bytes, bytes]) -> None:
        self.pairs = pairs
        self.keys: list[bytes] | None = None
        self.shared = False

    def ordered(self) -> list[bytes]:
        if self.keys is None:
            self.keys = sorted(self.pairs)
        return self.keys


class _Table:
    """What all handles on one name share; `lock` guards every change of `version`."""

    __slots__ = ("lock", "version")

    def __init__(self) -> None:
        self.lock = allocate_lock()
        self.version = _Version({})

    def pin(self) -> _Version:
        with self.lock:
            self.version.shared = True
            self.version.ordered()
            return self.version

    def apply(self, batch: list[tuple[bytes, bytes | None]]) -> None:
        """Caller holds the lock."""
        version = self.version
        if version.shared:
            version = _Version(dict(version.pairs))
        for key, value in batch:
            if value is None:
                version.pairs.pop(key, None)
            else:
                version.pairs[key] = value
        version.keys = None
        self.version = version


_tables: dict[str, _Table] = {}
_tables_lock = allocate_lock()


class _Closable:
    """Something that scans must stop with."""

    __slots__ = ("closed",)

    def __init__(self) -> None:
        self.closed = False


def _pairs(
    version: _Version, start: bytes, end: bytes | None, state: _Closable
) -> Iterator[tuple[bytes, bytes]]:
    keys = version.ordered()
    last = len(keys) if end is None else bisect_left(keys, end)
    for position in range(bisect_left(keys, start), last):
        _require_open(state)
        key = keys[position]
        yield key, version.pairs[key]
    _require_open(state)


def _require_open(state: _Closable) -> None:
    if state.closed:
        raise UnavailableError("the in-memory store is closed; open it again")


class _MemoryView(ReadView):
    __slots__ = ("_owner", "_state", "_version")

    def __init__(self, version: _Version, owner: _Closable) -> None:
        self._version = version
        self._owner = owner
        self._state = _Closable()

    def get(self, key: bytes) -> bytes | None:
        self._require_open()
        return self._version.pairs.get(key)

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        self._require_open()
        return _pairs(self._version, start, end, self._state)

    def close(self) -> None:
        self._state.closed = True

    def _require_open(self) -> None:
        _require_open(self._state)
        _require_open(self._owner)


class MemoryBackend(StorageBackend):
    """The model of a backend: every promise of the contract but durability."""

    __slots__ = ("_mode", "_state", "_table")

    properties: ClassVar[BackendProperties] = BackendProperties(
        "memory",
        durable=False,
        shared_between_processes=False,
        exclusive_writer=False,
        detects_corruption=False,
        largest_key=1 << 16,
        network_file_systems="allowed",
    )

    def __init__(self, table: _Table, mode: Mode) -> None:
        self._table = table
        self._mode = mode
        self._state = _Closable()

    @classmethod
    def open(cls, directory: str, *, mode: Mode, options: Mapping[str, object] | None = None) -> Self:
        cls.validate_options(options or {})
        if not directory:
            return cls(_Table(), mode)
        with _tables_lock:
            if directory not in _tables and mode == "read":
                raise UnavailableError(f"there is no in-memory store {directory} in this process")
            return cls(_tables.setdefault(directory, _Table()), mode)

    @classmethod
    def exists(cls, directory: str) -> bool:
        return directory in _tables

    @classmethod
    def discard(cls, directory: str) -> None:
        """Forget the data of a name; open handles keep theirs."""
        _tables.pop(directory, None)

    def get(self, key: bytes) -> bytes | None:
        _require_open(self._state)
        return self._table.version.pairs.get(key)

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        _require_open(self._state)
        wanted = list(keys)
        with self._table.lock:
            return list(map(self._table.version.pairs.get, wanted))

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        _require_open(self._state)
        return _pairs(self._table.pin(), start, end, self._state)

    def write(self, batch: Batch, *, durable: bool) -> None:
        pairs = list(batch)
        self._require_writable()
        with self._table.lock:
            self._table.apply(pairs)

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        self._require_writable()
        with self._table.lock:
            if self._table.version.pairs.get(key) != expected:
                return False
            self._table.apply([(key, new)])
            return True

    def read_view(self) -> ReadView:
        _require_open(self._state)
        return _MemoryView(self._table.pin(), self._state)

    def refresh(self) -> None:
        """Nothing to do: all handles of a process share the data."""
        _require_open(self._state)

    def compact(self) -> None:
        """Nothing to do: a deleted pair is gone."""
        self._require_writable()

    def size_on_disk(self) -> int:
        """Always zero."""
        _require_open(self._state)
        return 0

    def checkpoint(self, directory: str) -> None:
        _require_open(self._state)
        with _tables_lock:
            if directory in _tables:
                raise UnavailableError(f"cannot copy to {directory}: it exists; name a new directory")
            copy = _tables[directory] = _Table()
        copy.version = _Version(dict(self._table.pin().pairs))

    def close(self) -> None:
        self._state.closed = True

    def _require_writable(self) -> None:
        _require_open(self._state)
        if self._mode != "write":
            raise UnavailableError("the in-memory store was opened for reading; open it for writing")
