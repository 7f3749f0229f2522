"""A map has one shape: whatever the edits, its root is the root of a bulk build."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from parseltongue.isg import node_encoding, prolly, prolly_write
from parseltongue.isg.node_encoding import MAX_ENTRIES, MEAN_ENTRIES
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly_diff import diff
from parseltongue.isg.prolly_write import build, update
from tests.unit.isg.fakes import CountingStore, cold


def _is_boundary(key: bytes, level: int = 0) -> bool:
    return xxh3_64_intdigest(key, level) < 2**64 // MEAN_ENTRIES


_ALL = [b"%07d" % n for n in range(40_000)]
_BOUNDARIES = [key for key in _ALL if _is_boundary(key)]
_PLAIN = [key for key in _ALL if not _is_boundary(key)]
_POOLS = {
    "mixed": _ALL[:3000],
    "only boundaries": _BOUNDARIES,
    "never a boundary": _PLAIN[:3000],
    "plain, then boundaries": sorted(_PLAIN[:1500] + _BOUNDARIES[-200:]),
    "lengths differ": sorted({bytes([n % 7]) * (n % 19) + b"%d" % n for n in range(2000)} | {b"", b"\0"}),
}


def _edits(rnd: random.Random, content: dict[bytes, bytes], pool: list[bytes]) -> dict[bytes, bytes | None]:
    """One batch of changes, of the kinds that move boundaries."""
    kind = rnd.choice(["any", "cluster", "edges", "boundaries", "values", "wipe", "runs"])
    value = rnd.randbytes(rnd.choice([0, 1, 9]))
    if kind == "any":
        keys = rnd.sample(pool, rnd.randrange(1, 40))
    elif kind == "cluster":
        at = rnd.randrange(len(pool))
        keys = pool[at : at + rnd.randrange(1, 120)]
    elif kind == "edges":
        keys = [*pool[: rnd.randrange(3)], *pool[-rnd.randrange(1, 4) :]]
    elif kind == "boundaries":
        ends = [key for key in content if _is_boundary(key)] or pool[:1]
        return dict.fromkeys(rnd.sample(ends, min(len(ends), rnd.randrange(1, 5))))
    elif kind == "values":
        return dict.fromkeys(rnd.sample(sorted(content), min(len(content), 5)), value)
    elif kind == "wipe":
        keep = rnd.randrange(3)
        return dict.fromkeys(sorted(content)[keep:] if rnd.random() < 0.3 else sorted(content)[:300])
    else:
        at = rnd.randrange(len(pool))
        return dict.fromkeys(pool[at : at + MAX_ENTRIES + rnd.randrange(-3, 4)], value)
    return {key: (None if rnd.random() < 0.4 else value) for key in keys}


def _apply(content: dict[bytes, bytes], changes: dict[bytes, bytes | None]) -> None:
    for key, value in changes.items():
        if value is None:
            content.pop(key, None)
        else:
            content[key] = value


def _brute_diff(
    old: dict[bytes, bytes], new: dict[bytes, bytes]
) -> list[tuple[bytes, bytes | None, bytes | None]]:
    keys = sorted(old.keys() | new.keys())
    return [(k, old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k)]


@pytest.mark.parametrize("pool", _POOLS.values(), ids=_POOLS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_update_gives_the_root_of_a_build(pool: list[bytes], seed: int) -> None:
    rnd = random.Random(seed)
    nodes = NodeCache(CountingStore())
    content = dict.fromkeys(rnd.sample(pool, rnd.choice([0, 1, 300, len(pool)]) % (len(pool) + 1)), b"")
    root = build(nodes, sorted(content.items()))
    for _ in range(8):
        before, old = root, dict(content)
        changes = _edits(rnd, content, pool)
        _apply(content, changes)
        root = update(nodes, root, sorted(changes.items()))
        assert root == build(nodes, sorted(content.items()))
        assert list(diff(nodes, before, root)) == _brute_diff(old, content)


@settings(max_examples=40, deadline=None)
@given(
    content=st.dictionaries(st.binary(max_size=6), st.binary(max_size=3), max_size=300),
    other=st.dictionaries(st.binary(max_size=6), st.binary(max_size=3), max_size=300),
    start=st.binary(max_size=3),
    end=st.none() | st.binary(max_size=3),
)
def test_reading_agrees_with_a_dictionary(
    content: dict[bytes, bytes], other: dict[bytes, bytes], start: bytes, end: bytes | None
) -> None:
    nodes = NodeCache(CountingStore())
    root = build(nodes, sorted(content.items()))
    expected = sorted(content.items())
    inside = [entry for entry in expected if start <= entry[0] and (end is None or entry[0] < end)]
    assert list(prolly.scan(nodes, root)) == expected
    assert list(prolly.scan(nodes, root, start, end)) == inside
    assert prolly.count(nodes, root, start, end) == len(inside)
    assert list(prolly.scan_prefix(nodes, root, start)) == [e for e in expected if e[0].startswith(start)]
    asked = [*content, *other]
    assert prolly.get_many(nodes, root, asked) == [content.get(key) for key in asked]
    assert [prolly.get(nodes, root, key) for key in asked] == [content.get(key) for key in asked]
    assert list(diff(nodes, root, build(nodes, sorted(other.items())))) == _brute_diff(content, other)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_deep_trees_keep_their_shape(seed: int) -> None:
    """A small mean and a small cap give six levels, so that the upper ones move too."""
    rnd = random.Random(seed)
    pool = [b"%05d" % n for n in range(4000)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(node_encoding, "_IS_BOUNDARY", bytes(top < 64 for top in range(256)))
        patch.setattr(prolly_write, "MAX_ENTRIES", 9)
        nodes = NodeCache(CountingStore())
        content = dict.fromkeys(rnd.sample(pool, 2000), b"")
        root = build(nodes, sorted(content.items()))
        assert nodes.read(root).level >= 4
        for _ in range(12):
            before, old = root, dict(content)
            changes = _edits(rnd, content, pool)
            _apply(content, changes)
            root = update(nodes, root, sorted(changes.items()))
            assert root == build(nodes, sorted(content.items()))
            assert list(diff(nodes, before, root)) == _brute_diff(old, content)


def test_the_order_of_edits_does_not_matter() -> None:
    keys = _ALL[:2000]
    whole = build(NodeCache(CountingStore()), [(key, b"") for key in keys])
    nodes = NodeCache(CountingStore())
    root = build(nodes, [])
    shuffled = random.Random(3).sample(keys, len(keys))
    for at in range(0, len(keys), 97):
        root = update(nodes, root, [(key, b"") for key in sorted(shuffled[at : at + 97])])
    assert root == whole


class TestCosts:
    """Nodes read and written, for a map of 40,000 entries: about 830 leaves in four levels."""

    @pytest.fixture
    def store(self) -> CountingStore:
        return CountingStore()

    @pytest.fixture
    def root(self, store: CountingStore) -> bytes:
        return build(NodeCache(store), [(key, b"") for key in _ALL])

    def test_a_changed_value_rewrites_one_node_a_level(self, store: CountingStore, root: bytes) -> None:
        for key in _ALL[::4001]:
            nodes = cold(store)
            levels = nodes.read(root).level + 1
            update(nodes, root, [(key, b"new")])
            assert len(store.written) == levels
            assert len(store.read) == levels

    def test_an_insertion_touches_a_few_nodes(self, store: CountingStore, root: bytes) -> None:
        for key in _ALL[::997]:
            nodes = cold(store)
            update(nodes, root, [(key + b"+", b"")])
            assert len(store.written) <= 8
            assert len(store.read) <= 8

    def test_many_changes_cost_in_proportion(self, store: CountingStore, root: bytes) -> None:
        nodes = cold(store)
        update(nodes, root, [(key, None) for key in _ALL[::1000]])
        assert len(store.written) <= 40 * 2 + 20
        assert len(store.read) <= 40 * 2 + 40

    def test_diff_reads_only_what_differs(self, store: CountingStore, root: bytes) -> None:
        key = _ALL[20_000] + b"+"
        other = update(NodeCache(store), root, [(key, b"")])
        nodes = cold(store)
        assert list(diff(nodes, root, other)) == [(key, None, b"")]
        assert len(store.read) <= 16

    def test_equal_maps_are_compared_without_reading(self, store: CountingStore, root: bytes) -> None:
        nodes = cold(store)
        assert list(diff(nodes, root, root)) == []
        assert store.read == []

    def test_reads_descend_once(self, store: CountingStore, root: bytes) -> None:
        height = NodeCache(store).read(root).level + 1
        assert prolly.get(cold(store), root, _ALL[777]) == b""
        assert len(store.read) == height
        assert next(prolly.scan(cold(store), root, _ALL[30_001])) == (_ALL[30_001], b"")
        assert len(store.read) <= height + 1
        assert prolly.count(cold(store), root, _ALL[5], _ALL[39_000]) == 38_995
        assert len(store.read) <= 2 * height

    def test_get_many_reads_each_node_once(self, store: CountingStore, root: bytes) -> None:
        nodes = cold(store)
        assert prolly.get_many(nodes, root, _ALL[1000:3000]) == [b""] * 2000
        assert len(store.read) == len(set(store.read)) < 70

    def test_unchanged_content_writes_nothing_new(self, store: CountingStore, root: bytes) -> None:
        known = set(store.objects)
        assert update(cold(store), root, [(_ALL[5], b""), (b"absent", None)]) == root
        assert set(store.objects) == known

    def test_node_digests_are_all_nodes_without_reading_leaves(
        self, store: CountingStore, root: bytes
    ) -> None:
        found = list(prolly.node_digests(cold(store), root))
        assert sorted(found) == sorted(store.objects)
        assert found[0] == root
        assert len(store.read) < 40

    def test_shared_nodes_are_visited_once(self, store: CountingStore, root: bytes) -> None:
        nodes = NodeCache(store)
        other = update(nodes, root, [(_ALL[5], b"x")])
        seen = set(prolly.node_digests(nodes, root))
        assert len(list(prolly.node_digests(nodes, other, seen))) == nodes.read(root).level + 1


def test_the_shape_is_part_of_the_format() -> None:
    """Change this digest only together with the format version in docs/design/format.md."""
    root = build(NodeCache(CountingStore()), [(key, key[-1:]) for key in _ALL[:5000]])
    assert root.hex() == "aa3521e25fa9d61de554475775c1497f483d690eb6858d71"


def test_no_keys_can_make_a_tree_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_encoding, "_IS_BOUNDARY", b"\1" * 256)
    assert prolly_write.ends(_ALL[:5], 0) == [1, 2, 3, 4, 5]
    assert prolly_write.ends(_ALL[:5], 1) == [2, 4]
    nodes = NodeCache(CountingStore())
    root = build(nodes, [(key, b"") for key in _ALL[:1000]])
    assert nodes.read(root).level == 10
    assert update(nodes, root, [(_ALL[1], None)]) == build(
        nodes, [(k, b"") for k in _ALL[:1000] if k != _ALL[1]]
    )


def test_a_run_without_boundaries_is_cut() -> None:
    keys = _PLAIN[: 2 * MAX_ENTRIES + 5]
    assert prolly_write.ends(keys, 0) == [MAX_ENTRIES, 2 * MAX_ENTRIES]
    assert prolly_write.ends(sorted([*keys[:MAX_ENTRIES], _BOUNDARIES[-1]]), 0) == [
        MAX_ENTRIES,
        MAX_ENTRIES + 1,
    ]
    assert prolly_write.ends(sorted([*keys[: MAX_ENTRIES - 1], _BOUNDARIES[-1]]), 0) == [MAX_ENTRIES]
