"""The bytes of a node, and what decoding makes of other bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.isg.node_encoding import MAX_ENTRIES, encode_node
from parseltongue.isg.nodes import NodeCache, decode_node
from parseltongue.isg.prolly import get, node_digests, scan
from parseltongue.isg.prolly_write import build
from parseltongue.model.errors import CorruptionError
from tests.unit.isg.fakes import CountingStore, cold

A, B = b"\xaa" * 24, b"\xbb" * 24

Parts = tuple[int, list[bytes], list[bytes], list[int]]

GOLDEN: dict[str, tuple[Parts, str]] = {
    "empty": ((0, [], [], []), "4e 00 01 00 01"),
    "set": ((0, [b"ab1", b"ab2"], [b"", b""], []), "4e 00 04 02010002 01 616231 32"),
    "lengths": (
        (0, [b"a", b"abc"], [b"x", b"yz"], []),
        "4e 00 00 02010001 02010102 00 02010102 61 6263 78 797a",
    ),
    "interior": (
        (1, [b"k1", b"k9"], [A, B], [48, 3]),
        f"4e 01 03 02010001 02013003 6b31 39 {A.hex()} {B.hex()}",
    ),
}
"""Change these only together with the format version in docs/design/format.md."""


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_bytes(name: str) -> None:
    parts, text = GOLDEN[name]
    data = bytes.fromhex(text)
    assert encode_node(*parts) == data
    node = decode_node(data)
    assert (node.level, node.keys, node.values, node.counts) == parts


def test_the_empty_map_has_a_known_root() -> None:
    root = build(NodeCache(CountingStore()), [])
    assert root.hex() == "c2682913c088aab314770e6a1567079f12ed64521379aa29"


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.binary(max_size=20), st.binary(max_size=20), max_size=60))
def test_a_leaf_comes_back(content: dict[bytes, bytes]) -> None:
    keys = sorted(content)
    node = decode_node(encode_node(0, keys, [content[key] for key in keys], []))
    assert dict(zip(node.keys, node.values, strict=True)) == content
    assert node.keys == keys
    assert node.total == len(keys)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80), st.booleans())
def test_random_bytes_are_corruption_or_a_node(data: bytes, prefix: bool) -> None:
    _decode_or_corruption(b"\x4e\x00" + data if prefix else data)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(GOLDEN)), st.data())
def test_damaged_nodes_are_corruption_or_a_node(name: str, data: st.DataObject) -> None:
    good = bytearray.fromhex(GOLDEN[name][1])
    for _ in range(data.draw(st.integers(1, 3))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    _decode_or_corruption(bytes(good[: data.draw(st.integers(0, len(good)))]))


def _decode_or_corruption(data: bytes) -> None:
    try:
        node = decode_node(data)
    except CorruptionError:
        return
    assert node.keys == sorted(set(node.keys))
    assert len(node.keys) == len(node.values) <= MAX_ENTRIES
    assert len(node.counts) == (len(node.keys) if node.level else 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4f 00 01 00 01", "not a map node"),
        ("4e 40 03 020100 01 0101 30 6b31", "level 64"),
        ("4e 01 01 00 00", "level 1 with 0 entries"),
        ("4e 00 01 00 01 00", "1 bytes too many"),
        ("4e 00 04 02010002 01 616232 31", "do not ascend"),
        ("4e 00 04 02010003 01 616231", "do not ascend"),
        ("4e 00 04 02010004 01 616231", "shares more than its length"),
        ("4e 00 00 02010009 02010102 01 61 6263", "do not ascend"),
        ("4e 00 00 02010001 010101 01 61 6263", "a column of 1 beside one of 2"),
        ("4e 01 03 02010001 02013000 6b31 39" + A.hex() + B.hex(), "a child without entries"),
        ("4e 00 04 ffffffff7f 01 00", "bytes are announced"),
    ],
)
def test_each_kind_of_damage_is_named(text: str, reason: str) -> None:
    with pytest.raises(CorruptionError, match=reason):
        decode_node(bytes.fromhex(text))


def test_too_many_entries_are_refused() -> None:
    keys = [b"%04d" % n for n in range(MAX_ENTRIES + 1)]
    with pytest.raises(CorruptionError, match="257 entries"):
        decode_node(encode_node(0, keys, [b""] * len(keys), []))


@pytest.mark.parametrize(
    ("keys", "counts"), [([b"zz"], [2]), ([b"b"], [3])], ids=["other last key", "other count"]
)
def test_a_child_that_does_not_fit_is_refused(keys: list[bytes], counts: list[int]) -> None:
    store = CountingStore()
    leaf = store.put(encode_node(0, [b"a", b"b"], [b"", b""], []))
    root = store.put(encode_node(1, keys, [leaf], counts))
    with pytest.raises(CorruptionError, match="does not fit the node above"):
        get(cold(store), root, b"a")


def test_levels_must_fall() -> None:
    """A store that lies about digests cannot send a reader in a circle."""
    store = CountingStore()
    root = store.put(encode_node(1, [b"b"], [A], [2]))
    store.objects[A] = store.objects[root]
    for read in (lambda: get(cold(store), root, b"a"), lambda: list(scan(cold(store), root))):
        with pytest.raises(CorruptionError, match="does not fit the node above"):
            read()
    store.objects[A] = encode_node(2, [b"b"], [A], [2])
    store.objects[B] = encode_node(3, [b"b"], [A], [2])
    with pytest.raises(CorruptionError, match="does not fit the node above"):
        list(node_digests(cold(store), store.put(encode_node(4, [b"b"], [B], [3]))))


def test_leaves_must_ascend_across_nodes() -> None:
    store = CountingStore()
    first = store.put(encode_node(0, [b"a", b"m"], [b"", b""], []))
    second = store.put(encode_node(0, [b"b", b"z"], [b"", b""], []))
    root = store.put(encode_node(1, [b"m", b"z"], [first, second], [2, 2]))
    with pytest.raises(CorruptionError, match="leaves do not ascend"):
        list(scan(cold(store), root))


def test_build_refuses_keys_out_of_order() -> None:
    with pytest.raises(ValueError, match="ascend"):
        build(cold(CountingStore()), [(b"b", b""), (b"a", b"")])


class TestNodeCache:
    def test_a_node_is_decoded_once(self) -> None:
        store = CountingStore()
        root = build(cold(store), [(b"a", b"1")])
        nodes = cold(store)
        assert nodes.read(root) is nodes.read(root)
        assert store.read == [root]

    def test_it_forgets_what_is_not_read(self) -> None:
        store = CountingStore()
        roots = [build(cold(store), [(b"%d" % n, b"")]) for n in range(50)]
        store.forget_counts()
        nodes = NodeCache(store, limit=20)
        for root in roots:
            nodes.read(root)
            nodes.read(roots[0])
        assert store.read.count(roots[0]) == 1
        nodes.read(roots[1])
        assert store.read.count(roots[1]) == 2
