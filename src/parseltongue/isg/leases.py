"""Leases: what a running process still needs, before or without a ref that leads to it.

A writer's lease names the snapshot that it started from, and each batch of objects that it commits carries a
record of their names, in the same atomic write. A reader's lease names the snapshot that it reads. A
collection spares both while the lease lives: until it expires, and no longer than its process, as far as
that can be seen from here. So a killed process delays a collection and never stops it.
"""

from __future__ import annotations

import os

from parseltongue.isg.keys import LEASES, namespace_end
from parseltongue.isg.records import RecordReader, RecordWriter
from parseltongue.model.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol

    from parseltongue.isg.objects import Codec

    class _Backend(Protocol):
        def get(self, key: bytes) -> bytes | None: ...

        def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]: ...

        def write(self, batch: Iterable[tuple[bytes, bytes | None]], *, durable: bool) -> None: ...

        def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool: ...


LEASE_KIND = 0x4C
LEASE_VERSION = 1
_ID_SIZE = 8
_KEY_SIZE = 1 + _ID_SIZE
_BATCH_KIND = 0x42


class Lease:
    """A lease.

    Attributes
    ----------
    identifier : bytes
        Eight random bytes.
    owner : int
        Process id.
    host : str
        Where that process id means something, see `this_host`.
    expires_ns : int
        Unix time.
    purpose : str
        "analyze", "read" ...: for messages.
    roots : tuple of bytes
        Digests of snapshots to spare.
    batches : int
        Batch records written under this lease so far.
    """

    __slots__ = ("batches", "expires_ns", "host", "identifier", "owner", "purpose", "roots")

    def __init__(
        self,
        identifier: bytes,
        owner: int,
        host: str,
        expires_ns: int,
        purpose: str,
        roots: tuple[bytes, ...],
    ) -> None:
        self.identifier = identifier
        self.owner = owner
        self.host = host
        self.expires_ns = expires_ns
        self.purpose = purpose
        self.roots = roots
        self.batches = 0


def this_host() -> str:
    """Names the space of process ids that this process lives in: machine, boot and container.

    Two containers can share a host name and a store; told apart by name alone, each would see the other's
    processes as dead.
    """
    parts = [_host_name()]
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            parts.append(file.read().strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    except OSError:
        pass
    return " ".join(parts)


def _host_name() -> str:
    if hasattr(os, "uname"):
        return os.uname().nodename
    import socket

    return socket.gethostname()


def process_exists(identifier: int) -> bool:
    """Whether a process of this id runs here; True when that cannot be told."""
    if os.name != "posix":
        return True  # os.kill would end the process there.
    try:
        os.kill(identifier, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def encode_lease(lease: Lease) -> bytes:
    """Bytes of a lease's record."""
    writer = RecordWriter(LEASE_KIND, LEASE_VERSION)
    writer.number(lease.owner)
    writer.text(lease.host)
    writer.number(lease.expires_ns)
    writer.text(lease.purpose)
    writer.digests(lease.roots)
    return writer.getvalue()


def decode_lease(data: bytes, identifier: bytes) -> Lease:
    """The lease in `data`. Raises `CorruptionError` or `FormatVersionError`."""
    reader = RecordReader(data, LEASE_KIND, LEASE_VERSION, "lease")
    owner, host, expires_ns = reader.number(), reader.text(), reader.number()
    purpose, roots = reader.text(), reader.digests()
    reader.finish()
    return Lease(identifier, owner, host, expires_ns, purpose, roots)


class Leases:
    """The leases of a store.

    Parameters
    ----------
    host : str, optional
        What `this_host` gives, unless a test says otherwise.
    """

    __slots__ = ("_backend", "_codec", "_host")

    def __init__(self, backend: _Backend, codec: Codec, *, host: str | None = None) -> None:
        self._backend = backend
        self._codec = codec
        self._host = this_host() if host is None else host

    def open(
        self, purpose: str, roots: Sequence[bytes], *, now_ns: int, lifetime_ns: int, owner: int | None = None
    ) -> Lease:
        """Take a lease on snapshots for this process.

        A reader checks afterwards that its ref still names the snapshot: a collection may have passed
        between reading the ref and taking the lease.
        """
        lease = Lease(
            os.urandom(_ID_SIZE),
            os.getpid() if owner is None else owner,
            self._host,
            now_ns + lifetime_ns,
            purpose,
            tuple(roots),
        )
        self._backend.write([self._record(lease)], durable=False)
        return lease

    def renew(self, lease: Lease, *, now_ns: int, lifetime_ns: int) -> None:
        """Extend a lease.

        Raises
        ------
        StorageError
            It had expired and a collection has removed it: what it protected may be gone.
        """
        lease.expires_ns = now_ns + lifetime_ns
        key, envelope = self._record(lease)
        known = self._backend.get(key)
        if known is None or not self._backend.compare_and_swap(key, known, envelope):
            raise StorageError(
                f'the lease of this process for "{lease.purpose}" expired and was collected; run it again'
            )

    def close(self, lease: Lease) -> None:
        """Give a lease up, with its batch records: after the ref has moved, or after giving up."""
        start = LEASES + lease.identifier
        keys = [key for key, _ in self._backend.scan(start, start + b"\xff" * 5)]
        self._backend.write([(key, None) for key in keys], durable=False)

    def batch_record(self, lease: Lease, names: list[bytes]) -> tuple[bytes, bytes]:
        """The (key, value) that spares the objects of one batch; for `Objects.batch_record`."""
        writer = RecordWriter(_BATCH_KIND, LEASE_VERSION)
        writer.digests(names)
        key = LEASES + lease.identifier + lease.batches.to_bytes(4, "big")
        lease.batches += 1
        return key, self._codec.encode(writer.getvalue(), key)

    def live(self, now_ns: int) -> list[Lease]:
        """Leases that have not expired and whose process is not known to be dead."""
        return [lease for lease in self.scan() if self._is_live(lease, now_ns)]

    def scan(self) -> list[Lease]:
        """All leases."""
        return [
            decode_lease(self._codec.decode(envelope, key, what="lease"), key[1:])
            for key, envelope in self._backend.scan(LEASES, namespace_end(LEASES))
            if len(key) == _KEY_SIZE and self._codec.wrote(envelope)
        ]

    def names(self, lease: Lease) -> Iterator[bytes]:
        """Names (in backend keys) of the objects that the lease's batches wrote."""
        start = LEASES + lease.identifier
        for key, envelope in self._backend.scan(start + b"\0", start + b"\xff" * 5):
            what = f"lease batch {key[1:].hex()}"
            plain = self._codec.decode(envelope, key, what=what)
            reader = RecordReader(plain, _BATCH_KIND, LEASE_VERSION, what)
            yield from reader.digests()

    def remove_all_but(self, lives: Iterable[Lease]) -> int:
        """Remove all other leases and stray batch records; the number of leases removed."""
        spared = {lease.identifier for lease in lives}
        keys = [key for key, _ in self._backend.scan(LEASES, namespace_end(LEASES))]
        doomed = {key[1:_KEY_SIZE] for key in keys} - spared
        self._backend.write([(key, None) for key in keys if key[1:_KEY_SIZE] in doomed], durable=False)
        return len(doomed)

    def _is_live(self, lease: Lease, now_ns: int) -> bool:
        if now_ns >= lease.expires_ns:
            return False
        return lease.host != self._host or process_exists(lease.owner)

    def _record(self, lease: Lease) -> tuple[bytes, bytes]:
        key = LEASES + lease.identifier
        return key, self._codec.encode(encode_lease(lease), key)
