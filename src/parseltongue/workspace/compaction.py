"""Collect what no root leads to, then let the backend give the space back."""

from __future__ import annotations

import time

from parseltongue.isg.gc import collect
from parseltongue.isg.objects import Objects
from parseltongue.isg.refs import Refs
from parseltongue.isg.rows import row_digests
from parseltongue.workspace.upkeep.logbook import enter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.isg.gc import CollectionStatistics
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.workspace.store import Store


def compact(store: Store, *, grace_ns: int | None = None) -> dict[str, Any]:
    """Collect and compact under the store lock; sizes in bytes on disk before and after.

    Snapshots replaced less than `gc_grace` ago, and those under live leases, are spared.
    """
    before = store.size_on_disk()
    with store.writing("compact") as backend:
        statistics = collect_and_compact(store, backend, grace_ns=grace_ns)
    return {
        "before": before,
        "after": store.size_on_disk(),
        "removed_objects": statistics.removed_objects,
        "removed_bytes": statistics.removed_bytes,
        "kept_objects": statistics.kept_objects,
        "kept_bytes": statistics.kept_bytes,
    }


def collect_and_compact(
    store: Store, backend: StorageBackend, *, grace_ns: int | None = None
) -> CollectionStatistics:
    """The same in a backend that is open for writing; the caller holds the store lock."""
    started = time.monotonic()
    grace = store.grace_ns if grace_ns is None else grace_ns
    statistics = collect(
        backend,
        store.codec,
        Objects(backend, store.codec),
        Refs(backend, store.codec, grace_ns=grace),
        store.leases(backend),
        row_digests=row_digests,
        now_ns=time.time_ns(),
        grace_ns=grace,
    )
    backend.compact()
    entry = {
        "time": time.time(),
        "seconds": time.monotonic() - started,
        "removed_objects": statistics.removed_objects,
        "removed_bytes": statistics.removed_bytes,
    }
    enter(store.directory, "compaction", entry)
    return statistics
