"""Map lookups for questions: leaves stay as bytes.

A question wants a few entries out of a leaf. Decoding the leaf (isg/nodes.py) takes five times as long as
finding them in its bytes, and its objects take six times the memory. So interior nodes are decoded and kept,
leaves are kept as they are stored and searched by their shared prefixes. Reads the layout of
docs/design/format.md; isg/prolly.py is the reference for the results.
"""

from __future__ import annotations

from bisect import bisect_left

from parseltongue.isg.node_encoding import NODE_KIND
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.recent import Recent
from parseltongue.model.columns import ColumnReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.nodes import Node, NodeStore
    from parseltongue.model.columns import Packed

INTERIOR_ENTRIES = 12_000
LEAF_BYTES = 6 << 20
"""What is kept at most: entries of interior nodes (about 130 bytes each), and leaves."""

_LEAF_OVERHEAD = 500


class LeafReader:
    """Looks entries up in the maps of a store. Safe for threads, as its store is."""

    __slots__ = ("_leaves", "_nodes", "_store")

    def __init__(self, store: NodeStore) -> None:
        self._store = store
        self._nodes = NodeCache(store, INTERIOR_ENTRIES)
        self._leaves = Recent(LEAF_BYTES)

    def get(self, root: bytes, key: bytes) -> bytes | None:
        """Value of a key, None when it is absent. O(log n)."""
        node = self._nodes.read(root)
        while node.level > 1:
            index = bisect_left(node.keys, key)
            if index == len(node.keys):
                return None
            node = self._nodes.child(node, index)
        index = bisect_left(node.keys, key)
        if index == len(node.keys):
            return None
        if not node.level:
            return node.values[index] if node.keys[index] == key else None
        found = self._leaf(node.values[index]).entries(key)
        return found[0][1] if found and found[0][0] == key else None

    def entries(self, root: bytes, prefix: bytes) -> list[tuple[bytes, bytes]]:
        """Entries whose key begins with a prefix, ascending. O(log n + result).

        Raises
        ------
        CorruptionError
            A node is missing, or cannot be read as one.
        """
        node = self._nodes.read(root)
        return self._below(node, prefix) if node.level else self._leaf(root).entries(prefix)

    def _below(self, node: Node, prefix: bytes) -> list[tuple[bytes, bytes]]:
        found: list[tuple[bytes, bytes]] = []
        keys = node.keys
        for index in range(bisect_left(keys, prefix), len(keys)):
            if node.level == 1:
                found += self._leaf(node.values[index]).entries(prefix)
            else:
                found += self._below(self._nodes.child(node, index), prefix)
            if not keys[index].startswith(prefix):
                break
        return found

    def _leaf(self, digest: bytes) -> Leaf:
        leaf: Leaf | None = self._leaves.get(digest)
        if leaf is None:
            data = self._store.get(digest)
            leaf = Leaf(data)
            self._leaves.keep(digest, leaf, len(data) + _LEAF_OVERHEAD)
        return leaf


class Leaf:
    """A leaf as it is stored.

    Raises
    ------
    CorruptionError
        The bytes are no leaf. Damage that keeps the form of one is only found by its digest.
    """

    __slots__ = ("_data", "_key_length", "_lengths", "_own", "_shared", "_start", "_value_length", "_values")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "map leaf")
        if source.number() != NODE_KIND or source.number():
            raise source.damaged("it is no leaf of a known format")
        key_tag, self._shared = source.number(), source.packed()
        count = len(self._shared)
        self._key_length = key_tag - 1
        self._own = source.packed() if not key_tag else None
        value_tag = source.number()
        self._value_length = value_tag - 1
        self._lengths = source.packed() if not value_tag else None
        self._data = data
        self._start = source.position
        self._values = self._start + self._between(0, count)
        all_values = sum(self._lengths) if self._lengths is not None else self._value_length * count
        if (self._own is not None and len(self._own) != count) or self._values + all_values != len(data):
            raise source.damaged("its columns do not fit each other")

    def entries(self, prefix: bytes) -> list[tuple[bytes, bytes]]:
        """Entries whose key begins with a prefix, ascending. O(entries), most of it in C."""
        data, shared, wanted = self._data, self._shared, len(prefix)
        index, start, key = self._first(data, prefix)
        found: list[tuple[bytes, bytes]] = []
        while key is not None:
            found.append((key, self._value(index)))
            start += self._between(index, index + 1)
            index += 1
            if index == len(shared) or shared[index] < wanted:
                break
            key = key[: shared[index]] + data[start : start + self._between(index, index + 1)]
        return found

    def _value(self, index: int) -> bytes:
        lengths = self._lengths
        if lengths is None:
            start = self._values + self._value_length * index
            return self._data[start : start + self._value_length]
        start = self._values + sum(lengths[:index])
        return self._data[start : start + lengths[index]]

    def _between(self, first: int, end: int) -> int:
        """Bytes of the key suffixes from one index up to another."""
        if self._own is not None:
            return sum(self._own[first:end])
        return self._key_length * (end - first) - sum(self._shared[first:end])

    def _first(self, data: bytes, prefix: bytes) -> tuple[int, int, bytes | None]:
        """Index, place and text of the first key of the prefix.

        `matched` is how many bytes the key before has in common with the prefix. A key that shares more than
        that with it differs from the prefix at the same place; one that shares less stands behind all keys
        of the prefix.
        """
        shared, start = self._shared, self._start
        index = matched = 0
        while True:
            at = _first_at_most(shared, matched, index)
            if at < 0 or shared[at] < matched:
                return 0, 0, None
            start += self._between(index, at)
            end = start + self._between(at, at + 1)
            key = prefix[:matched] + data[start:end]
            if key.startswith(prefix):
                return at, start, key
            if key > prefix:
                return 0, 0, None
            matched = _common(key, prefix)
            index, start = at + 1, end


def _first_at_most(column: Packed, limit: int, start: int) -> int:
    """Index of the first value that is no larger than a limit, from `start` on; -1 if there is none."""
    if isinstance(column, bytes):
        return column.translate(_AT_MOST[min(limit, 255)]).find(1, start)
    return next((index for index in range(start, len(column)) if column[index] <= limit), -1)


_AT_MOST = [b"\1" * (limit + 1) + b"\0" * (255 - limit) for limit in range(256)]


def _common(one: bytes, other: bytes) -> int:
    """How many leading bytes are equal, of two that differ."""
    size = min(len(one), len(other))
    differing = int.from_bytes(one[:size], "big") ^ int.from_bytes(other[:size], "big")
    return size - (differing.bit_length() + 7 >> 3)
