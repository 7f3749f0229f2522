"""Leaves searched as bytes give what decoded maps give."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parseltongue.isg import prolly, prolly_write
from parseltongue.isg.leaves import Leaf, LeafReader
from parseltongue.isg.node_encoding import encode_node
from parseltongue.isg.nodes import NodeCache
from parseltongue.model.errors import CorruptionError
from tests.unit.isg.fakes import CountingStore

_fixed = st.binary(min_size=5, max_size=5)
_free = st.binary(max_size=6)


def _check(entries, prefixes):
    store = CountingStore()
    nodes = NodeCache(store)
    root = prolly_write.build(nodes, sorted(entries.items()))
    reader = LeafReader(store)
    for prefix in prefixes:
        expected = list(prolly.scan_prefix(nodes, root, prefix)), prolly.get(nodes, root, prefix)
        # Leaves are searched as they lie the first time, and otherwise from the second on.
        assert (LeafReader(store).entries(root, prefix), LeafReader(store).get(root, prefix)) == expected
        assert (reader.entries(root, prefix), reader.get(root, prefix)) == expected


@given(st.dictionaries(_fixed, st.just(b"") | st.just(b"v"), max_size=60), st.lists(_free, max_size=8))
def test_keys_of_one_length(entries, prefixes):
    _check(entries, [*prefixes, *entries, *(key[:2] for key in entries), b""])


@given(st.dictionaries(_free, st.binary(max_size=3), max_size=60), st.lists(_free, max_size=8))
def test_keys_of_many_lengths(entries, prefixes):
    _check(entries, [*prefixes, *entries, *(key[:2] for key in entries), b""])


def test_many_leaves():
    chance = random.Random(1)
    keys = [bytes(chance.choices(b"ab", k=12)) + chance.randbytes(4) for _ in range(3000)]
    _check(dict.fromkeys(keys, b""), [*keys[:200], *(key[: chance.randrange(16)] for key in keys[:300])])


def test_keys_that_share_more_than_a_byte_can_tell():
    keys = [b"x" * 300 + bytes((number,)) for number in range(9)]
    _check(dict.fromkeys(keys, b"v"), [*keys, b"x" * 299, b"x" * 301, b"x" * 300])


def test_damage_is_told():
    data = encode_node(0, [b"aa", b"ab", b"b"], [b"1", b"22", b""], [])
    for end in range(len(data)):
        with pytest.raises(CorruptionError):
            Leaf(data[:end])
    with pytest.raises(CorruptionError):
        Leaf(data + b"x")
    with pytest.raises(CorruptionError):
        Leaf(encode_node(1, [b"a"], [bytes(24)], [3]))
