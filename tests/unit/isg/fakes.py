"""Stand-ins for what the ISG layer accepts: they count what is asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.objects import Objects
from parseltongue.model.ids import content_digest
from parseltongue.storage.memory import MemoryBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class CountingStore:
    """Objects in a dictionary."""

    def __init__(self) -> None:
        self.objects: dict[bytes, bytes] = {}
        self.read: list[bytes] = []
        self.written: list[bytes] = []

    def get(self, digest: bytes) -> bytes:
        self.read.append(digest)
        return self.objects[digest]

    def get_many(self, digests: Sequence[bytes]) -> list[bytes]:
        return [self.get(digest) for digest in digests]

    def put(self, plain: bytes) -> bytes:
        digest = content_digest(plain)
        self.objects[digest] = plain
        self.written.append(digest)
        return digest

    def forget_counts(self) -> None:
        self.read.clear()
        self.written.clear()


def cold(store: CountingStore) -> NodeCache:
    """A cache that knows nothing yet, over a store whose counters stand at zero."""
    store.forget_counts()
    return NodeCache(store)


class DictBackend:
    """A backend in a dictionary; each write is remembered."""

    def __init__(self) -> None:
        self.data: dict[bytes, bytes] = {}
        self.batches: list[list[tuple[bytes, bytes | None]]] = []
        self.durable: list[bool] = []

    def get(self, key: bytes) -> bytes | None:
        return self.data.get(key)

    def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        return [self.data.get(key) for key in keys]

    def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]:
        for key in sorted(self.data):
            if start <= key < end:
                yield key, self.data[key]

    def write(self, batch: Iterable[tuple[bytes, bytes | None]], *, durable: bool) -> None:
        self.batches.append(list(batch))
        self.durable.append(durable)
        for key, value in self.batches[-1]:
            if value is None:
                self.data.pop(key, None)
            else:
                self.data[key] = value

    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        if self.data.get(key) != expected:
            return False
        if new is None:
            self.data.pop(key, None)
        else:
            self.data[key] = new
        return True


class PlainCodec:
    """An envelope of one byte, so that a mix-up of plaintext and envelope shows."""

    def __init__(self, hide: Callable[[bytes], bytes] | None = None) -> None:
        self.hide = hide

    def wrote(self, envelope: bytes) -> bool:
        return True

    def encode(self, plain: bytes, key: bytes) -> bytes:
        return b"E" + plain

    def decode(self, envelope: bytes, key: bytes, *, what: str) -> bytes:
        assert envelope[:1] == b"E", what
        return envelope[1:]


def memory_objects() -> Objects:
    """A new, empty store of objects, which live as long as the process."""
    return Objects(MemoryBackend.open("", mode="write"), PlainCodec(), cache_bytes=1)
