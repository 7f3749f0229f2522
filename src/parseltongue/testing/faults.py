"""A backend that fails on purpose, and counts.

Wraps any open backend. Writes are counted from 1, `compare_and_swap` included; the chosen one fails in
one of three ways:

- "lost": nothing is written, and the error is raised. A full disk.
- "unacknowledged": everything is written, and the error is raised all the same. A connection that drops.
- "torn": the first half of the batch is written, then the error is raised. No correct backend does it;
  it shows what the layers above would survive.
"""

from __future__ import annotations

from parseltongue.model.errors import FullError
from parseltongue.storage.backend import ReadView, StorageBackend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Literal, Self

    from parseltongue.storage.backend import BackendProperties, Batch, Mode

    Manner = Literal["lost", "unacknowledged", "torn"]


class FaultyBackend(StorageBackend):
    """`inner`, but the write number `fail_at` fails.

    Parameters
    ----------
    fail_at
        0 for never.
    manner
        How it fails, see the module.
    error
        What is raised.
    for_good
        All later writes fail too, as "lost".

    Attributes
    ----------
    counts : dict[str, int]
        How often each method was called.
    """

    def __init__(
        self,
        inner: StorageBackend,
        *,
        fail_at: int = 0,
        manner: Manner = "lost",
        error: type[Exception] = FullError,
        for_good: bool = False,
    ) -> None:
        self.inner = inner
        self.fail_at = fail_at
        self.manner = manner
        self.error = error
        self.for_good = for_good
        self.counts: dict[str, int] = {}
        self.writes = 0

    @property
    def properties(self) -> BackendProperties:  # type: ignore[override]
        """Those of the wrapped backend."""
        return self.inner.properties

    @classmethod
    def open(cls, directory: str, *, mode: Mode, options: Mapping[str, object] | None = None) -> Self:
        """Not supported: open a backend and wrap it."""
        raise NotImplementedError("open a backend, then wrap it in a FaultyBackend")

    @classmethod
    def exists(cls, directory: str) -> bool:
        """Not supported: ask the wrapped backend's class."""
        raise NotImplementedError("ask the class of the wrapped backend")

    def get(self, key: bytes) -> bytes | None:
        self._count("get")
        return self.inner.get(key)

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        self._count("get_many")
        return self.inner.get_many(keys)

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        self._count("scan")
        return self.inner.scan(start, end)

    def write(self, batch: Batch, *, durable: bool) -> None:
        self._count("write")
        pairs = list(batch)
        manner = self._fault()
        if manner == "torn":
            self.inner.write(pairs[: len(pairs) // 2], durable=durable)
        elif manner != "lost":
            self.inner.write(pairs, durable=durable)
        self._raise(manner)

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        """A "torn" swap does nothing: it has no half."""
        self._count("compare_and_swap")
        manner = self._fault()
        swapped = False
        if manner in (None, "unacknowledged"):
            swapped = self.inner.compare_and_swap(key, expected, new)
        self._raise(manner)
        return swapped

    def read_view(self) -> ReadView:
        self._count("read_view")
        return self.inner.read_view()

    def refresh(self) -> None:
        self._count("refresh")
        self.inner.refresh()

    def checkpoint(self, directory: str) -> None:
        self._count("checkpoint")
        self.inner.checkpoint(directory)

    def compact(self) -> None:
        self._count("compact")
        self.inner.compact()

    def size_on_disk(self) -> int:
        self._count("size_on_disk")
        return self.inner.size_on_disk()

    def close(self) -> None:
        self._count("close")
        self.inner.close()

    def _count(self, method: str) -> None:
        self.counts[method] = self.counts.get(method, 0) + 1

    def _fault(self) -> Manner | None:
        """How the write that begins now is to fail; `None` if it is not."""
        self.writes += 1
        if self.writes == self.fail_at:
            return self.manner
        return "lost" if self.for_good and 0 < self.fail_at < self.writes else None

    def _raise(self, manner: Manner | None) -> None:
        if manner is not None:
            raise self.error(f"write {self.writes} failed on purpose ({manner})")
