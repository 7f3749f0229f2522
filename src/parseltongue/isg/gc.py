"""Collection: remove the objects that nothing leads to. Mark from the roots, then sweep the namespace.

Roots are the snapshots of all refs, those that a ref named less than the grace ago, and those of live
leases; the batches of live leases are spared as they are. From a snapshot, marking follows the nodes of its
maps and the digests in the rows of `files`; rows are opaque here.

The caller holds the store lock from before `collect` until it returns: an object committed between mark and
sweep, under a lease that was not seen, would be lost.

Deleting goes from the outside in: entries of the facts cache first, then objects, in batches. A crash leaves
garbage for the next collection, never a cache entry without its object.
"""

from __future__ import annotations

from parseltongue.isg.facts_cache import decode_entry
from parseltongue.isg.keys import FACTS_CACHE, OBJECTS, StoreKeys, namespace_end
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly import node_digests
from parseltongue.isg.refs import GC_GRACE_NS
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol

    from parseltongue.isg.leases import Lease, Leases
    from parseltongue.isg.objects import Codec, Objects
    from parseltongue.isg.refs import Ref, Refs

    class _Backend(Protocol):
        def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]: ...

        def write(self, batch: Iterable[tuple[bytes, bytes | None]], *, durable: bool) -> None: ...

    RowDigests = Callable[[bytes], Iterable[bytes]]

SWEEP_BATCH = 10_000
"""Keys deleted in one write."""

_ROWS_AHEAD = 64
"""Leaves of `files` read in one call."""


class CollectionStatistics:
    """What a collection did.

    Attributes
    ----------
    kept_objects, removed_objects : int
    kept_bytes, removed_bytes : int
        Bytes of keys and envelopes of objects.
    removed_entries : int
        Entries of the facts cache.
    removed_leases : int
    """

    __slots__ = (
        "kept_bytes", "kept_objects", "removed_bytes", "removed_entries", "removed_leases", "removed_objects",
    )  # fmt: skip

    def __init__(self) -> None:
        self.kept_objects = 0
        self.kept_bytes = 0
        self.removed_objects = 0
        self.removed_bytes = 0
        self.removed_entries = 0
        self.removed_leases = 0


def collect(
    backend: _Backend,
    codec: Codec,
    objects: Objects,
    refs: Refs,
    leases: Leases,
    *,
    row_digests: RowDigests,
    now_ns: int,
    grace_ns: int = GC_GRACE_NS,
) -> CollectionStatistics:
    """Remove what no root leads to. Reads all interior nodes and all leaves of `files`, each once.

    Parameters
    ----------
    row_digests : callable
        The objects that a value of the `files` map names.
    now_ns : int
        Unix time.
    grace_ns : int
        How long replaced snapshots are spared; no longer than the `Refs` remember them.

    Raises
    ------
    CorruptionError
        A ref, a lease or something below a ref cannot be read. Nothing was removed: what the damaged part
        leads to is unknown.
    """
    keys = StoreKeys(codec.hide)
    marker = _Marker(objects, row_digests)
    all_refs = refs.scan()
    live = leases.live(now_ns)
    for ref in all_refs:
        marker.mark(ref.snapshot)
    for digest in _other_roots(all_refs, live, now_ns - grace_ns):
        marker.mark_if_whole(digest)
    kept = set(map(keys.name, marker.marked))
    for lease in live:
        kept.update(leases.names(lease))
    statistics = CollectionStatistics()
    statistics.removed_leases = leases.remove_all_but(live)
    _sweep_cache(backend, codec, keys, kept, statistics)
    _sweep_objects(backend, kept, statistics)
    return statistics


def _other_roots(refs: list[Ref], live: list[Lease], replaced_after: int) -> Iterator[bytes]:
    """Snapshots to spare without a ref that names them now."""
    for lease in live:
        yield from lease.roots
    for ref in refs:
        for digest, replaced_ns in ref.history:
            if replaced_ns > replaced_after:
                yield digest


class _Marker:
    """Collects the digests of all objects below snapshots; what they share is visited once."""

    def __init__(self, objects: Objects, row_digests: RowDigests) -> None:
        self.marked: set[bytes] = set()
        self._objects = objects
        self._nodes = NodeCache(objects)
        self._row_digests = row_digests
        self._seen: set[bytes] = set()
        self._seen_files: set[bytes] = set()

    def mark(self, snapshot: bytes) -> None:
        """Mark a snapshot and all below it. Raises `CorruptionError` when a part is missing."""
        record = decode_snapshot(self._objects.get(snapshot, "snapshot"), f"snapshot {snapshot.hex()}")
        self.marked.add(snapshot)
        for name, root in record.maps.items():
            if name == "files":
                self._mark_files(root)
            else:
                self.marked.update(node_digests(self._nodes, root, self._seen))

    def mark_if_whole(self, snapshot: bytes) -> None:
        """Mark a snapshot that may be gone: an earlier collection can have removed it, or a part.

        A walk that breaks off leaves nodes in the sets of seen nodes whose children nobody marked. Later
        walks would skip them, so the sets go back to what they were.
        """
        seen, seen_files = set(self._seen), set(self._seen_files)
        try:
            self.mark(snapshot)
        except CorruptionError:
            self._seen, self._seen_files = seen, seen_files

    def _mark_files(self, root: bytes) -> None:
        fresh = list(node_digests(self._nodes, root, self._seen_files))
        self.marked.update(fresh)
        for at in range(0, len(fresh), _ROWS_AHEAD):
            for node in self._nodes.read_many(fresh[at : at + _ROWS_AHEAD]):
                for value in () if node.level else node.values:
                    self.marked.update(self._row_digests(value))


def _sweep_cache(
    backend: _Backend, codec: Codec, keys: StoreKeys, kept: set[bytes], statistics: CollectionStatistics
) -> None:
    """Remove cache entries that are damaged or name an object that will not stay."""

    def is_doomed(key: bytes, value: bytes) -> bool:
        entry = decode_entry(codec, key, value)
        doomed = entry is None or not kept.issuperset(map(keys.name, entry))
        statistics.removed_entries += doomed
        return doomed

    _sweep(backend, FACTS_CACHE, is_doomed)


def _sweep_objects(backend: _Backend, kept: set[bytes], statistics: CollectionStatistics) -> None:
    """Remove objects that are not kept."""

    def is_doomed(key: bytes, value: bytes) -> bool:
        size = len(key) + len(value)
        if key[1:] in kept:
            statistics.kept_objects += 1
            statistics.kept_bytes += size
            return False
        statistics.removed_objects += 1
        statistics.removed_bytes += size
        return True

    _sweep(backend, OBJECTS, is_doomed)


def _sweep(backend: _Backend, namespace: bytes, is_doomed: Callable[[bytes, bytes], bool]) -> None:
    """Delete the doomed keys of a namespace; no scan is open while a batch is written."""
    start: bytes | None = namespace
    while start is not None:
        doomed, start = _doomed_from(backend, start, namespace_end(namespace), is_doomed)
        if doomed:
            backend.write([(key, None) for key in doomed], durable=False)


def _doomed_from(
    backend: _Backend, start: bytes, end: bytes, is_doomed: Callable[[bytes, bytes], bool]
) -> tuple[list[bytes], bytes | None]:
    """The next batch of doomed keys, and where the scan goes on: None at the end."""
    doomed: list[bytes] = []
    for key, value in backend.scan(start, end):
        if is_doomed(key, value):
            doomed.append(key)
            if len(doomed) == SWEEP_BATCH:
                return doomed, key + b"\0"
    return doomed, None
