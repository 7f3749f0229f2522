"""The backend: handles, views and scans over a shared database.

Every write is flushed to the disk: sled keeps the latest ones in its own memory, where not even the death of
the process would spare them, and the contract promises that. There have been reports of data loss in sled, so
a store is verified when a process opens it, unless `verify_on_open` is switched off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.backend import BackendProperties, ReadView, StorageBackend, allocated_bytes
from parseltongue.storage.options import Option
from parseltongue_sled.database import Shared, acquire, newest, release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import ClassVar, Self

    from parseltongue.storage.backend import Batch, Mode
    from parseltongue.storage.options import OptionValue

OPTIONS: Mapping[str, Option] = {
    "cache_capacity": Option(100 << 20, "memory that keeps pages", lowest=1 << 20, size=True),
    "flush_every_ms": Option(
        1000, "milliseconds between flushes in the background; 0 for none", highest=3_600_000
    ),
    "compression_factor": Option(9, "zstd level of pages, with use_compression", lowest=1, highest=22),
    "use_compression": Option(False, "compress pages; records arrive compressed"),
    "verify_on_open": Option(True, "read everything when opened, and compare it with what was written"),
    "lock_wait_ms": Option(5000, "milliseconds to wait while another process has it open", highest=3_600_000),
}


class _View(ReadView):
    """A state of the database, kept by undoing what was written since."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._past = shared.new_past()
        self._closed = False

    def get(self, key: bytes) -> bytes | None:
        return self.get_many((key,))[0]

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        wanted = list(keys)
        with self._shared.lock:
            self._require_open()
            past = self._past.values
            now = self._shared.get_many(wanted)
        return [past.get(key, value) for key, value in zip(wanted, now, strict=True)]

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        self._require_open()
        return self._pairs(start, end)

    def _pairs(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        following: bytes | None = start
        while following is not None:
            pairs, following = self._chunk(following, end)
            for pair in pairs:
                self._require_open()
                yield pair

    def _chunk(self, start: bytes, end: bytes | None) -> tuple[list[tuple[bytes, bytes]], bytes | None]:
        """The next pairs as they were, and where the scan goes on: None at the end."""
        with self._shared.lock:
            self._require_open()
            now = self._shared.chunk(start, end)
            following = now[-1][0] + b"\0" if now else None
            limit = following if following is not None else end
            then = dict(now)
            for key, value in self._past.values.items():
                if key >= start and (limit is None or key < limit):
                    then.pop(key, None)
                    if value is not None:
                        then[key] = value
        return sorted(then.items()), following

    def close(self) -> None:
        self._closed = True

    def _require_open(self) -> None:
        if self._closed:
            raise UnavailableError(f"cannot use {self._shared.directory}: the store or view is closed")


class SledBackend(StorageBackend):
    """A store in sled: one process at a time."""

    properties: ClassVar[BackendProperties] = BackendProperties(
        "sled",
        durable=True,
        shared_between_processes=False,
        exclusive_writer=True,
        detects_corruption=True,
        reads_without_write_access=False,
        largest_key=4096,
        empty_bytes=2 << 20,
        network_file_systems="warned",
    )
    options: ClassVar[Mapping[str, Option]] = OPTIONS

    def __init__(self, directory: str, mode: Mode, values: Mapping[str, OptionValue]) -> None:
        self.directory = directory
        self._mode = mode
        self._views: WeakSet[_View] = WeakSet()
        self.closed = False
        self._shared = acquire(directory, values, write=mode == "write")

    @classmethod
    def open(cls, directory: str, *, mode: Mode, options: Mapping[str, object] | None = None) -> Self:
        return cls(directory, mode, cls.validate_options(options or {}))

    @classmethod
    def exists(cls, directory: str) -> bool:
        return newest(directory) > 0

    def get(self, key: bytes) -> bytes | None:
        return self.get_many((key,))[0]

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        self._require_open()
        return self._shared.get_many(list(keys))

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        return self._new_view().scan(start, end)

    def read_view(self) -> ReadView:
        return self._new_view()

    def _new_view(self) -> _View:
        self._require_open()
        view = _View(self._shared)
        self._views.add(view)
        return view

    def refresh(self) -> None:
        """Nothing to do: all handles of the process share the database."""
        self._require_open()

    def write(self, batch: Batch, *, durable: bool) -> None:
        pairs = dict(batch)
        self._require_writable()
        if pairs:
            with self._shared.lock:
                self._shared.apply(pairs)

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        self._require_writable()
        with self._shared.lock:
            if self._shared.get_many([key]) != [expected]:
                return False
            self._shared.apply({key: new})
            return True

    def compact(self) -> None:
        """Copy what is in use to a new directory, and remove the one before."""
        self._require_writable()
        with self._shared.lock:
            self._shared.compact()

    def size_on_disk(self) -> int:
        self._require_open()
        return allocated_bytes(self.directory)

    def checkpoint(self, directory: str) -> None:
        self._require_open()
        super().checkpoint(directory)

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        for view in list(self._views):
            view.close()
        release(self._shared, write=self._mode == "write")

    def _require_open(self) -> None:
        if self.closed:
            raise UnavailableError(f"cannot use {self.directory}: the store is closed; open it again")

    def _require_writable(self) -> None:
        self._require_open()
        if self._mode != "write":
            raise UnavailableError(f"{self.directory} was opened for reading; open it for writing")
