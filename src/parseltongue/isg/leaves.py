"""Map lookups for questions: leaves stay as bytes.

A question wants a few entries out of a leaf. Decoded into objects (isg/nodes.py) it would take three times
the memory and a step of Python for each comparison. So interior nodes are decoded and kept; of a leaf all
keys are kept as one piece of bytes, in which a search is one call. Reads the layout of docs/design/format.md;
isg/prolly.py is the reference for the results.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from parseltongue.isg.node_encoding import NODE_KIND
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.recent import Recent
from parseltongue.model.columns import ColumnReader
from parseltongue.model.stored_columns import packed

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
        return self._leaf(node.values[index]).get(key)

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
            self._leaves.keep(digest, leaf, leaf.size)
        return leaf


class Leaf:
    """A leaf with its keys as one piece of bytes, which is searched.

    Raises
    ------
    CorruptionError
        The bytes are no leaf. Damage that keeps the form of one is only found by its digest.
    """

    __slots__ = ("_count", "_keys", "_lengths", "_starts", "_value_length", "_values", "_width")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "map leaf")
        if source.number() != NODE_KIND or source.number():
            raise source.damaged("it is no leaf of a known format")
        key_tag, shared = source.number(), source.packed()
        self._width = key_tag - 1
        own = source.packed() if not key_tag else [self._width - size for size in shared]
        value_tag = source.number()
        self._value_length = value_tag - 1
        self._lengths = source.packed() if not value_tag else None
        self._starts: Packed | None = None
        self._count = len(shared)
        self._keys = self._read_keys(source, shared, own)
        all_values = sum(self._lengths) if self._lengths is not None else self._value_length * len(shared)
        self._values = source.take(all_values)
        source.finish()

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return len(self._keys) + len(self._values) + _LEAF_OVERHEAD

    def _read_keys(self, source: ColumnReader, shared: Packed, own: Packed | list[int]) -> bytes:
        if len(own) != len(shared) or (own and min(own) < 0):
            raise source.damaged("its columns do not fit each other")
        suffixes = source.take(sum(own))
        keys = []
        key = b""
        start = 0
        for size, end in zip(shared, accumulate(own), strict=True):
            key = key[:size] + suffixes[start:end]
            start = end
            keys.append(key)
        joined = b"".join(keys)
        if self._width < 0:
            self._starts = packed(list(accumulate(map(len, keys), initial=0)))
        elif len(joined) != self._width * len(keys):
            raise source.damaged("a key shares more than the one before it has")
        return joined

    def get(self, key: bytes) -> bytes | None:
        """Value of a key, None when it is absent. O(entries), most of it in C."""
        index = self._first(key)
        if index == self._count:
            return None
        start, end = self._span(index)
        return self._value(index) if end - start == len(key) else None

    def entries(self, prefix: bytes) -> list[tuple[bytes, bytes]]:
        """Entries whose key begins with a prefix, ascending. O(entries), most of it in C."""
        keys = self._keys
        found: list[tuple[bytes, bytes]] = []
        for index in range(self._first(prefix), self._count):
            start, end = self._span(index)
            if not keys.startswith(prefix, start, end):
                break
            found.append((keys[start:end], self._value(index)))
        return found

    def _first(self, prefix: bytes) -> int:
        """Index of the first key of the prefix, the number of keys if there is none."""
        keys, size = self._keys, len(prefix)
        if not size:
            return 0
        at = keys.find(prefix)
        while at >= 0:
            # What is found may begin within a key, or go on into the next one.
            index = self._at(at)
            start, end = self._span(index)
            if start == at and at + size <= end:
                return index
            at = keys.find(prefix, at + 1)
        return self._count

    def _at(self, position: int) -> int:
        """Index of the key that has the byte at a position."""
        if self._starts is None:
            return position // self._width
        return bisect_right(self._starts, position) - 1

    def _span(self, index: int) -> tuple[int, int]:
        """Where a key begins and ends."""
        if self._starts is None:
            return index * self._width, (index + 1) * self._width
        return self._starts[index], self._starts[index + 1]

    def _value(self, index: int) -> bytes:
        lengths = self._lengths
        if lengths is None:
            start = self._value_length * index
            return self._values[start : start + self._value_length]
        start = sum(lengths[:index])
        return self._values[start : start + lengths[index]]
