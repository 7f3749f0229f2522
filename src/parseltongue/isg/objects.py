"""Objects: immutable records by the digest of their plaintext, over a backend and a codec.

Writes are staged and reach the backend in batches, in the order in which they were staged: an object always
arrives before the cache entry or the ref that names it, so an interrupted run leaves garbage, never a name
without its object. What is staged can be read back at once.

Nothing is written because it looks present already: writing an object again is harmless, and skipping it
would be wrong if a collection removed it meanwhile. Whoever skips an object (a hit in the facts cache) asks
`missing` under the store lock before a ref moves.
"""

from __future__ import annotations

from parseltongue.isg.keys import OBJECTS, StoreKeys
from parseltongue.isg.recent import Recent
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import content_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, Protocol

    class Codec(Protocol):
        """The envelope: compression, encryption, checksum. A record is bound to its backend key."""

        @property
        def hide(self) -> Callable[[bytes], bytes] | None: ...

        def wrote(self, envelope: bytes) -> bool: ...

        def encode(self, plain: bytes, key: bytes) -> bytes: ...

        def decode(self, envelope: bytes, key: bytes, *, what: str) -> bytes: ...

    class _Reader(Protocol):
        def get(self, key: bytes) -> bytes | None: ...

        def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]: ...

    class _Backend(_Reader, Protocol):
        def write(self, batch: Iterable[tuple[bytes, bytes | None]], *, durable: bool) -> None: ...

    BatchRecord = Callable[[list[bytes]], tuple[bytes, bytes]]
    """Makes of the names in a batch one more (key, value) for it, see `isg.leases`."""

BATCH_BYTES = 2 << 20
_LOOKUP = 1000
"""Keys in one call to the backend."""


class _Plain:
    """A staged object that has not been put into its envelope yet."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class Objects:
    """Read and write objects. Reading is safe for threads as far as the backend is; writing is not.

    Parameters
    ----------
    backend, codec
        Where envelopes are, how they are made and under which keys they stand. A view will do as long as
        nothing is flushed.
    verify : bool
        Hash what is read and compare it with its name. Otherwise the envelope's checksum has to do, which
        finds accidents.
    cache_bytes : int
        Plaintext kept in memory at most.
    batch_bytes : int
        Where a batch is closed; a backend takes 1-4 MB best.

    Attributes
    ----------
    hits, misses : int
        Objects that were in memory when they were asked for, and those that had to be read; threads may
        lose a few.
    """

    __slots__ = (
        "_backend", "_batch_bytes", "_codec", "_keys", "_recent", "_staged", "_verify",
        "batch_record", "hits", "misses", "staged_bytes",
    )  # fmt: skip

    def __init__(
        self,
        backend: _Reader,
        codec: Codec,
        *,
        verify: bool = False,
        cache_bytes: int = 16 << 20,
        batch_bytes: int = BATCH_BYTES,
    ) -> None:
        self._backend = backend
        self._codec = codec
        self._keys = StoreKeys(codec.hide)
        self._verify = verify
        self._recent = Recent(cache_bytes)
        self._batch_bytes = batch_bytes
        self._staged: dict[bytes, bytes | _Plain] = {}
        self.staged_bytes = 0
        self.hits = self.misses = 0
        self.batch_record: BatchRecord | None = None

    def get(self, digest: bytes, what: str = "object") -> bytes:
        """The plaintext of an object.

        Raises
        ------
        CorruptionError
            It is missing or damaged; the message names `what` and the digest.
        """
        plain: bytes | None = self._recent.get(digest)
        if plain is None:
            key = self._keys.object(digest)
            staged = self._staged.get(key)
            if isinstance(staged, _Plain):
                self.hits += 1
                return staged.data
            if staged is None:
                self.misses += 1
                staged = self._backend.get(key)
            else:
                self.hits += 1
            return self._open(digest, key, staged, what)
        self.hits += 1
        return plain

    def get_many(self, digests: Sequence[bytes], what: str = "object") -> list[bytes]:
        """The plaintexts of objects, in this order; all that is not in memory in one call."""
        found: dict[bytes, bytes | None] = {digest: self._recent.get(digest) for digest in digests}
        absent = [digest for digest, plain in found.items() if plain is None]
        keys = list(map(self._keys.object, absent))
        read = sum(key not in self._staged for key in keys)
        self.misses += read
        self.hits += len(found) - read
        for digest, key, envelope in zip(absent, keys, self.envelopes(keys), strict=True):
            found[digest] = self._open(digest, key, envelope, what)
        return [plain for plain in map(found.__getitem__, digests) if plain is not None]

    def put(self, plain: bytes) -> bytes:
        """Stage an object; its digest. It is encoded when it is flushed."""
        digest = content_digest(plain)
        key = self._keys.object(digest)
        if key not in self._staged:
            self._staged[key] = _Plain(plain)
            self.staged_bytes += len(key) + len(plain)
        return digest

    def staged_plain(self) -> list[bytes]:
        """The staged objects that are not encoded yet."""
        return [one.data for one in self._staged.values() if isinstance(one, _Plain)]

    def use_codec(self, codec: Codec) -> None:
        """Encode what is not encoded yet with another codec, which decodes everything that is stored."""
        self._codec = codec

    def stage(self, digest: bytes, envelope: bytes) -> None:
        """Stage an object that a worker has encoded already with the same codec."""
        self.stage_record(self._keys.object(digest), envelope)

    def missing(self, digests: Iterable[bytes]) -> list[bytes]:
        """Those of the digests that have no object, in their order."""
        wanted = list(digests)
        absent = []
        for at in range(0, len(wanted), _LOOKUP):
            part = wanted[at : at + _LOOKUP]
            envelopes = self.envelopes(map(self._keys.object, part))
            absent += [digest for digest, envelope in zip(part, envelopes, strict=True) if envelope is None]
        return absent

    def flush(self, *, durable: bool = False, into: _Backend | None = None) -> None:
        """Write what is staged, in batches of `batch_bytes`, in order. Call it under the store lock.

        Parameters
        ----------
        durable : bool
            Whether all of it survives a power cut once this returns.
        into : backend, optional
            A handle opened for this write; by default the one that is read from. Refresh that one before
            the next read.

        Raises
        ------
        StorageError
            As the backend's `write`. What was not written stays staged.
        """
        backend: Any = self._backend if into is None else into
        while self._staged:
            batch, size = self._next_batch()
            last = len(batch) == len(self._staged)
            backend.write([*batch, *self._lease_entry(batch)], durable=durable and last)
            for key, _ in batch:
                del self._staged[key]
            self.staged_bytes -= size

    def stage_record(self, key: bytes, value: bytes) -> None:
        """Stage a value under a backend key, behind all that is staged."""
        replaced = self._staged.pop(key, None)
        self._staged[key] = value
        self.staged_bytes += len(key) + len(value) - (0 if replaced is None else len(key) + _size(replaced))

    def envelopes(self, keys: Iterable[bytes]) -> list[bytes | None]:
        """What is staged or stored under these backend keys, in their order."""
        wanted = list(keys)
        found: dict[bytes, bytes | None] = {key: self._envelope(key) for key in wanted}
        absent = [key for key, value in found.items() if value is None]
        if absent:
            found.update(zip(absent, self._backend.get_many(absent), strict=True))
        return [found[key] for key in wanted]

    def _envelope(self, key: bytes) -> bytes | None:
        """What is staged under a key, encoded."""
        staged = self._staged.get(key)
        return self._codec.encode(staged.data, key) if isinstance(staged, _Plain) else staged

    def _open(self, digest: bytes, key: bytes, envelope: bytes | None, what: str) -> bytes:
        name = f"{what} {digest.hex()}"
        if envelope is None:
            raise CorruptionError(f"{name} is not in the store; run `parseltongue storage repair`")
        plain = self._codec.decode(envelope, key, what=name)
        if self._verify and content_digest(plain) != digest:
            raise CorruptionError(f"{name} holds something else; run `parseltongue storage repair`")
        self._recent.keep(digest, plain, len(plain))
        return plain

    def _next_batch(self) -> tuple[list[tuple[bytes, bytes]], int]:
        """The oldest staged writes that make a batch, and their bytes."""
        batch: list[tuple[bytes, bytes]] = []
        size = 0
        for key, value in self._staged.items():
            batch.append((key, self._codec.encode(value.data, key) if isinstance(value, _Plain) else value))
            size += len(key) + _size(value)
            if size >= self._batch_bytes:
                break
        return batch, size

    def _lease_entry(self, batch: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The record that keeps this batch from collection until a ref leads to it."""
        names = [key[1:] for key, _ in batch if key[:1] == OBJECTS]
        return [self.batch_record(names)] if self.batch_record is not None and names else []


def _size(staged: bytes | _Plain) -> int:
    return len(staged.data if isinstance(staged, _Plain) else staged)
