"""Collection keeps all that a root leads to, and nothing else."""

from __future__ import annotations

import os

import pytest

from parseltongue.isg import gc
from parseltongue.isg.facts_cache import FactsCache, cache_key
from parseltongue.isg.gc import CollectionStatistics, collect
from parseltongue.isg.keys import LEASES
from parseltongue.isg.leases import Leases
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.objects import Objects
from parseltongue.isg.prolly import node_digests, scan
from parseltongue.isg.prolly_write import build, update
from parseltongue.isg.refs import RefMetadata, Refs
from parseltongue.isg.snapshot import COUNT_NAMES, MAP_NAMES, Snapshot, decode_snapshot, encode_snapshot
from parseltongue.model.errors import CorruptionError, StorageError
from tests.unit.isg.fakes import DictBackend, PlainCodec

HOUR = 3600 * 10**9
NOW = 100 * HOUR
DEAD = 2**22 + 12345
"""A process id above the limit of Linux."""


def row_digests(value: bytes) -> list[bytes]:
    return [value[:24], value[24:48]]


class Store:
    """A store with two snapshots: 400 files, of which the second changes one."""

    def __init__(self, codec: PlainCodec | None = None) -> None:
        self.backend = DictBackend()
        self.codec = codec or PlainCodec()
        self.objects = Objects(self.backend, self.codec)
        self.refs = Refs(self.backend, self.codec)
        self.leases = Leases(self.backend, self.codec, host="here")
        self.cache = FactsCache(self.objects, self.codec)
        nodes = NodeCache(self.objects)
        rows = [(b"%04d" % n, self._facts(n)) for n in range(400)]
        files = build(nodes, rows)
        others = build(nodes, [(b"name%d" % n, b"") for n in range(10)])
        empty = build(nodes, [])
        self.first = self._snapshot(files, others, empty)
        changed = update(nodes, files, [(b"0007", self._facts(1007))])
        self.second = self._snapshot(changed, update(nodes, others, [(b"x", b"")]), empty)
        self.objects.flush()

    def _facts(self, number: int) -> bytes:
        facts, interface = self.objects.put(b"facts %d" % number), self.objects.put(b"interface %d" % number)
        self.cache.stage(cache_key(b"%d" % number, "python", b"", b""), facts, interface)
        return facts + interface

    def _snapshot(self, files: bytes, others: bytes, empty: bytes) -> bytes:
        maps = dict.fromkeys(MAP_NAMES, others) | {"files": files, "consulted": empty}
        counts: dict[str, dict[str, int]] = {name: {} for name in COUNT_NAMES}
        record = Snapshot(families={}, linker=b"", options=b"", source_roots=[], maps=maps, counts=counts)
        return self.objects.put(encode_snapshot(record))

    def move(self, snapshot: bytes, expected: bytes | None, at: int) -> None:
        assert self.refs.move("w", expected=expected, snapshot=snapshot, metadata=RefMetadata(time_ns=at))

    def collect(self, now: int = NOW, grace: int = HOUR) -> CollectionStatistics:
        return collect(
            self.backend,
            self.codec,
            Objects(self.backend, self.codec),
            self.refs,
            self.leases,
            row_digests=row_digests,
            now_ns=now,
            grace_ns=grace,
        )

    def is_whole(self, snapshot: bytes) -> bool:
        """Whether everything below the snapshot can be read."""
        objects = Objects(self.backend, self.codec)
        try:
            record = decode_snapshot(objects.get(snapshot))
            for name in MAP_NAMES:
                rows = list(scan(NodeCache(objects), record.maps[name]))
                if name == "files":
                    objects.get_many([digest for _, row in rows for digest in row_digests(row)])
        except CorruptionError:
            return False
        return True


@pytest.fixture
def store() -> Store:
    return Store()


def test_what_no_root_leads_to_is_removed(store: Store) -> None:
    store.move(store.first, None, NOW - 2 * HOUR)
    before = len(store.backend.data)
    statistics = store.collect()
    assert store.is_whole(store.first)
    assert not store.is_whole(store.second)
    assert store.objects.missing([store.second])
    # Facts and interface of the changed file, one leaf and the ancestors of each of two maps, the snapshot.
    assert 5 <= statistics.removed_objects <= 8
    assert statistics.removed_entries == 1
    assert before - len(store.backend.data) == statistics.removed_objects + 1
    assert statistics.kept_objects == sum(key[:1] == b"o" for key in store.backend.data)
    assert statistics.kept_bytes == sum(
        len(key) + len(value) for key, value in store.backend.data.items() if key[:1] == b"o"
    )
    assert store.collect().removed_objects == 0


def test_a_store_without_roots_becomes_empty(store: Store) -> None:
    statistics = store.collect()
    assert store.backend.data == {}
    assert statistics.removed_entries == 401
    assert statistics.removed_bytes > 0


def test_replaced_snapshots_are_spared_for_the_grace(store: Store) -> None:
    store.move(store.first, None, NOW - 9 * HOUR)
    store.move(store.second, store.first, NOW - HOUR + 1)
    store.collect()
    assert store.is_whole(store.first)
    assert store.is_whole(store.second)
    store.collect(now=NOW + 1)
    assert not store.is_whole(store.first)
    assert store.is_whole(store.second)


@pytest.mark.parametrize(
    ("host", "owner", "expires", "spared"),
    [
        ("here", os.getpid(), NOW + 1, True),
        ("here", os.getpid(), NOW, False),
        ("here", DEAD, NOW + 1, False),
        ("elsewhere", DEAD, NOW + 1, True),
        ("elsewhere", DEAD, NOW, False),
    ],
    ids=["alive", "alive, expired", "dead", "of another host", "of another host, expired"],
)
@pytest.mark.skipif(os.name != "posix", reason="processes are not looked up there")
def test_leases_of_the_living_are_roots(
    store: Store, host: str, owner: int, expires: int, spared: bool
) -> None:
    store.move(store.second, None, NOW)
    leases = Leases(store.backend, store.codec, host=host)
    leases.open("read", [store.first], now_ns=expires - HOUR, lifetime_ns=HOUR, owner=owner)
    statistics = store.collect()
    assert store.is_whole(store.first) is spared
    assert statistics.removed_leases == (not spared)
    assert len(store.leases.scan()) == spared


def test_batches_in_progress_are_spared(store: Store) -> None:
    """Their objects have no ref yet; a lease that ends gives them up."""
    store.move(store.first, None, NOW)
    lease = store.leases.open("analyze", [store.first], now_ns=NOW, lifetime_ns=HOUR)
    writer = Objects(store.backend, store.codec, batch_bytes=1)
    writer.batch_record = lambda names: store.leases.batch_record(lease, names)
    fresh = [writer.put(b"fresh one"), writer.put(b"fresh two")]
    writer.flush()
    store.collect()
    assert writer.missing(fresh) == []
    store.leases.close(lease)
    assert not any(key[:1] == LEASES for key in store.backend.data)
    store.collect()
    assert writer.missing(fresh) == fresh


def test_a_node_in_a_batch_does_not_hide_its_children(store: Store) -> None:
    """Marking must go through a node that is spared for another reason already."""
    store.move(store.second, None, NOW)
    files = decode_snapshot(store.objects.get(store.second)).maps["files"]
    lease = store.leases.open("analyze", [], now_ns=NOW, lifetime_ns=HOUR)
    store.backend.write([store.leases.batch_record(lease, [files])], durable=False)
    store.collect()
    assert store.is_whole(store.second)


def test_a_collected_lease_cannot_be_renewed(store: Store) -> None:
    lease = store.leases.open("analyze", [], now_ns=NOW - HOUR, lifetime_ns=HOUR)
    store.leases.renew(lease, now_ns=NOW - 1, lifetime_ns=HOUR)
    store.collect()
    store.leases.renew(lease, now_ns=NOW, lifetime_ns=1)
    store.collect(now=NOW + 1)
    with pytest.raises(StorageError, match="expired and was collected"):
        store.leases.renew(lease, now_ns=NOW + 2, lifetime_ns=HOUR)


def test_a_damaged_ref_stops_the_collection(store: Store) -> None:
    store.move(store.second, None, NOW)
    files = decode_snapshot(store.objects.get(store.second)).maps["files"]
    del store.backend.data[b"o" + files]
    before = dict(store.backend.data)
    with pytest.raises(CorruptionError, match=files.hex()):
        store.collect()
    assert store.backend.data == before


def test_a_broken_snapshot_does_not_hide_what_others_need(store: Store) -> None:
    """Two leased snapshots share nodes; the walk of the first breaks off at a leaf of its own."""
    maps = [
        decode_snapshot(store.objects.get(digest)).maps["files"] for digest in (store.second, store.first)
    ]
    nodes = NodeCache(store.objects)
    own, shared = (set(node_digests(nodes, root)) for root in maps)
    leaf = next(digest for digest in own - shared if not nodes.read(digest).level)
    del store.backend.data[b"o" + leaf]
    store.leases.open("read", [store.second, store.first], now_ns=NOW, lifetime_ns=HOUR)
    store.collect()
    assert store.is_whole(store.first)


def test_sweeping_goes_on_after_each_batch(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "SWEEP_BATCH", 7)
    store.move(store.first, None, NOW)
    store.backend.batches.clear()
    store.refs.delete("w")
    store.collect()
    assert store.backend.data == {}
    assert max(map(len, store.backend.batches)) == 7


def test_damaged_cache_entries_are_removed(store: Store) -> None:
    store.move(store.second, None, NOW)
    store.backend.data[b"c" + bytes(24)] = b"Eshort"
    store.collect()
    assert b"c" + bytes(24) not in store.backend.data


def test_hidden_keys_are_collected_alike() -> None:
    store = Store(PlainCodec(lambda name: bytes(byte ^ 0x55 for byte in name)))
    store.move(store.first, None, NOW)
    statistics = store.collect()
    assert statistics.removed_objects > 0
    assert store.is_whole(store.first)
    assert not store.is_whole(store.second)
