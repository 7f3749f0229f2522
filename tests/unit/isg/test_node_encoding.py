"""The bytes of a run of nodes, against an encoder that goes entry by entry."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from parseltongue.isg.node_encoding import MEAN_ENTRIES, NODE_KIND, boundaries, encode_nodes
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly import scan
from parseltongue.isg.prolly_write import build, build_from, update
from parseltongue.model.columns import ColumnWriter
from tests.unit.isg.fakes import CountingStore, cold

_WORDS = [number.to_bytes(8, "big") for number in (0, 1, 2, 255, 256, 257, 1 << 32, 1 << 63, 2**64 - 1)]
_KEYS = {
    "words": st.sampled_from(_WORDS) | st.binary(min_size=8, max_size=8),
    "one width": st.binary(min_size=24, max_size=24),
    "widest": st.binary(min_size=255, max_size=255),
    "uneven": st.binary(max_size=20),
    "zeros": st.integers(0, 30).map(bytes),
    "long": st.binary(max_size=5).map(lambda tail: b"long" * 90 + tail),
    "long and short": st.binary(max_size=3) | st.integers(250, 600).map(bytes),
}


def _common(one: bytes, other: bytes) -> int:
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return size


def _plain_node(level: int, keys: list[bytes], values: list[bytes], counts: list[int]) -> bytes:
    out = ColumnWriter()
    out.number(NODE_KIND)
    out.number(level)
    shared = [0, *(_common(*pair) for pair in pairwise(keys))]
    suffixes = [key[size:] for key, size in zip(keys, shared, strict=True)]
    one_length = len(set(map(len, keys))) == 1
    out.number(1 + len(keys[0]) if one_length else 0)
    out.column(shared)
    if not one_length:
        out.column([len(suffix) for suffix in suffixes])
    if level:
        out.column(counts)
    else:
        one_length = len(set(map(len, values))) == 1
        out.number(1 + len(values[0]) if one_length else 0)
        if not one_length:
            out.column([len(value) for value in values])
    return b"".join((out.getvalue(), *suffixes, *values))


@pytest.mark.parametrize("kind", _KEYS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_run_has_the_bytes_of_its_nodes(kind: str, data: st.DataObject) -> None:
    keys = sorted(data.draw(st.sets(_KEYS[kind], min_size=1, max_size=40)))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(keys)))) | {len(keys)})
    level = data.draw(st.integers(0, 2))
    values = [data.draw(st.binary(max_size=9)) for _ in keys]
    counts = [data.draw(st.integers(1, 70_000)) for _ in keys]
    spans = list(zip([0, *cuts], cuts, strict=False))
    expected = [_plain_node(level, keys[a:b], values[a:b], counts[a:b]) for a, b in spans]
    assert encode_nodes(level, keys, values, counts, cuts) == expected


def test_no_values_are_empty_values() -> None:
    keys = sorted(_WORDS)
    assert encode_nodes(0, keys, None, [], [4, 9]) == encode_nodes(0, keys, [b""] * 9, [], [4, 9])


@given(st.lists(st.binary(max_size=40)), st.integers(0, 63))
def test_boundaries_are_those_of_the_format(keys: list[bytes], level: int) -> None:
    limit = 2**64 // MEAN_ENTRIES
    expected = [number for number, key in enumerate(keys, 1) if xxh3_64_intdigest(key, level) < limit]
    assert list(boundaries(keys, level)) == expected


def test_a_map_of_many_runs_is_the_map_of_its_edits() -> None:
    """Runs are encoded apart, and what one leaves open the next one goes on with."""
    keys = [number.to_bytes(3, "big") * 4 for number in range(30_000)]
    store = CountingStore()
    whole = build_from(NodeCache(store), dict.fromkeys(reversed(keys), b""))
    assert [key for key, _ in scan(cold(store), whole)] == keys
    nodes = NodeCache(CountingStore())
    root = build(nodes, [])
    for start in range(0, len(keys), 7_000):
        root = update(nodes, root, [(key, b"") for key in keys[start : start + 7_000]])
    assert root == whole
