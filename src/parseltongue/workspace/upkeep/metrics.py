"""What is in a store, what that takes, and how fast it is."""

from __future__ import annotations

import time

from parseltongue.isg import prolly
from parseltongue.isg.keys import DICTIONARIES, FACTS_CACHE, LEASES, OBJECTS, REFS, namespace_end
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.objects import Objects
from parseltongue.isg.reach import DAMAGE, FACTS, INTERFACE, LINKS, ROLES, Reach
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.workspace.upkeep.logbook import read_logbook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.isg.refs import Ref
    from parseltongue.storage.backend import ReadView
    from parseltongue.workspace.store import Store

OTHER = "unreachable"
"""Objects that no ref leads to: kept for the grace, under a lease, or to be collected."""

SAMPLE = 5000
"""Objects that are decoded for the compression ratio. Names are hashes: the first ones are a fair sample."""
_PROBES = 200


class TypeSizes:
    """Objects of one type: how many, their keys and envelopes, and of a sample both sizes."""

    __slots__ = ("objects", "sampled_plain", "sampled_stored", "stored")

    def __init__(self) -> None:
        self.objects = self.stored = self.sampled_stored = self.sampled_plain = 0

    @property
    def saved(self) -> float | None:
        """Share of the plain bytes that compression saves; None if none was sampled."""
        return 1 - self.sampled_stored / self.sampled_plain if self.sampled_plain else None

    def to_json(self) -> dict[str, Any]:
        saved = self.saved
        return {
            "objects": self.objects,
            "bytes": self.stored,
            "saved": None if saved is None else round(saved, 4),
        }


class Census:
    """All pairs of a store in one state, by type.

    Attributes
    ----------
    types : dict of str to TypeSizes
        By role, and `OTHER`.
    namespaces : dict of str to (int, int)
        Number and bytes of the other pairs.
    dedup_factor : float
        Records that the rows of all workspaces name, for each distinct one.
    """

    __slots__ = ("dedup_factor", "namespaces", "refs", "sampled", "types")

    def __init__(self) -> None:
        self.types = {role: TypeSizes() for role in (*ROLES, OTHER)}
        self.namespaces: dict[str, tuple[int, int]] = {}
        self.refs: list[Ref] = []
        self.sampled = 0
        self.dedup_factor = 1.0

    @property
    def total(self) -> TypeSizes:
        """All objects."""
        total = TypeSizes()
        for sizes in self.types.values():
            for name in TypeSizes.__slots__:
                setattr(total, name, getattr(total, name) + getattr(sizes, name))
        return total


def take_census(store: Store, view: ReadView, *, sample: int | None = SAMPLE) -> Census:
    """Count what a view shows; decode `sample` objects, or all.

    Raises
    ------
    CorruptionError
        Something cannot be read.
    """
    census = Census()
    pairs = view.scan(REFS, namespace_end(REFS))
    census.refs = [store.refs.decode(key, value) for key, value in pairs if store.codec.wrote(value)]
    objects = Objects(view, store.codec, cache_bytes=1 << 20)
    reach = Reach(objects, lambda digest: True)
    for ref in census.refs:
        reach.add(ref.snapshot)
    roles = {store.keys.name(digest): role for digest, role in reach.roles.items()}
    for key, value in view.scan(OBJECTS, namespace_end(OBJECTS)):
        if not store.codec.wrote(value):
            continue
        sizes = census.types[roles.get(key[1:], OTHER)]
        sizes.objects += 1
        sizes.stored += len(key) + len(value)
        if sample is None or census.sampled < sample:
            census.sampled += 1
            sizes.sampled_stored += len(value)
            sizes.sampled_plain += len(store.codec.decode(value, key, what=f"object {key[1:].hex()}"))
    for name, namespace in (
        ("facts_cache", FACTS_CACHE),
        ("refs", REFS),
        ("leases", LEASES),
        ("dictionaries", DICTIONARIES),
    ):
        sizes_of = [len(key) + len(value) for key, value in view.scan(namespace, namespace_end(namespace))]
        census.namespaces[name] = (len(sizes_of), sum(sizes_of))
    census.dedup_factor = _dedup_factor(objects, census)
    return census


def _dedup_factor(objects: Objects, census: Census) -> float:
    """Files of all workspaces have three records each, many of them the same."""
    nodes = NodeCache(objects)
    named = 0
    for ref in census.refs:
        snapshot = decode_snapshot(objects.get(ref.snapshot, "snapshot"))
        files = prolly.count(nodes, snapshot.maps["files"])
        named += 3 * (files - sum(snapshot.counts["skipped"].values()))
    distinct = sum(census.types[role].objects for role in (FACTS, INTERFACE, LINKS))
    return named / distinct if distinct else 1.0


def metrics(store: Store) -> dict[str, Any]:
    """The figures of `storage status`, of a store opened for reading. About 20 ms per MB."""
    store.backend.refresh()
    logbook = read_logbook(store.directory)
    totals = logbook.get("totals", {})
    with store.backend.read_view() as view:
        try:
            census = take_census(store, view)
        except DAMAGE as error:
            return {"damage": str(error)}
        reads = _read_latency(store, view)
    total = census.total
    return {
        "objects": total.objects,
        "object_bytes": total.stored,
        "compression": store.compression,
        "saved": None if total.saved is None else round(total.saved, 4),
        "sampled_objects": census.sampled,
        "types": {name: sizes.to_json() for name, sizes in census.types.items() if sizes.objects},
        "other_records": {
            name: {"records": count, "bytes": size} for name, (count, size) in census.namespaces.items()
        },
        "dedup_factor": round(census.dedup_factor, 3),
        "reads": reads,
        **_from_totals(totals),
        "last_compaction": logbook.get("compaction"),
        "last_full_verification": logbook.get("verification"),
    }


def _read_latency(store: Store, view: ReadView) -> dict[str, Any]:
    """Point reads of present objects, decoded; just scanned, so the system has them in memory."""
    keys = []
    for key, value in view.scan(OBJECTS, namespace_end(OBJECTS)):
        keys += [key] if store.codec.wrote(value) else []
        if len(keys) == _PROBES:
            break
    times = []
    for key in keys:
        started = time.perf_counter()
        envelope = store.backend.get(key)
        if envelope is not None:
            store.codec.decode(envelope, key, what="object")
            times.append(1e3 * (time.perf_counter() - started))
    times.sort()
    if not times:
        return {"probes": 0, "p50_ms": None, "p99_ms": None}
    return {
        "probes": len(times),
        "p50_ms": round(times[len(times) // 2], 4),
        "p99_ms": round(times[len(times) * 99 // 100], 4),
    }


def _from_totals(totals: dict[str, Any]) -> dict[str, Any]:
    """What the runs that wrote to the store have counted."""
    commits = totals.get("commits", 0)
    return {
        "facts": _hit_rate(totals, "facts"),
        "object_cache": _hit_rate(totals, "objects"),
        "writes": {
            "commits": commits,
            "mean_ms": round(1e3 * totals.get("commit_seconds", 0) / commits, 3) if commits else None,
            "longest_ms": round(1e3 * totals.get("longest_commit", 0), 3),
        },
        "lock_waits": {
            "count": totals.get("waits", 0),
            "seconds": round(totals.get("wait_seconds", 0), 3),
            "longest_ms": round(1e3 * totals.get("longest_wait", 0), 3),
        },
    }


def _hit_rate(totals: dict[str, Any], what: str) -> dict[str, Any]:
    hits, misses = totals.get(f"{what}_hits", 0), totals.get(f"{what}_misses", 0)
    rate = round(hits / (hits + misses), 4) if hits + misses else None
    return {"hits": hits, "misses": misses, "hit_rate": rate}


def count_run(store: Store, *, hits: int, misses: int) -> None:
    """Add an analysis that wrote to the store to the totals in the logbook."""
    from parseltongue.workspace.upkeep.logbook import amend_logbook

    objects = store.objects
    counted = {
        "facts_hits": hits,
        "facts_misses": misses,
        "objects_hits": objects.hits,
        "objects_misses": objects.misses,
    }
    objects.hits = objects.misses = 0

    def add(entries: dict[str, Any]) -> None:
        totals = entries.setdefault("totals", {})
        store.meter.take(totals)
        for name, number in counted.items():
            totals[name] = totals.get(name, 0) + number

    amend_logbook(store.directory, add)
