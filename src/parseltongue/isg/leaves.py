"""Map lookups for questions: leaves stay as bytes.

A question wants a few entries out of a leaf. Decoded into objects (isg/nodes.py) it would take three times
the memory, and where questions are scattered over a large map hardly a leaf is asked twice. So interior
nodes are decoded and kept; a leaf is kept as it lies and walked through for each of the first searches. Once
it was searched often, all its keys are one piece of bytes, in which a search is one call. Reads the layout of
docs/design/format.md; isg/prolly.py is the reference for the results.
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
    from collections.abc import Iterable, Iterator

    from parseltongue.isg.nodes import Node, NodeStore
    from parseltongue.model.columns import Packed

INTERIOR_ENTRIES = 12_000
LEAF_BYTES = 6 << 20
"""What is kept at most: entries of interior nodes (about 130 bytes each), and leaves."""

_LEAF_OVERHEAD = 500

_FEW = 5
"""To make one piece of its keys costs as much as walking through a leaf so often."""


class LeafReader:
    """Looks entries up in the maps of a store. Safe for threads, as its store is.

    Parameters
    ----------
    scale : int
        So many times as much as otherwise is kept.
    """

    __slots__ = ("_leaves", "_nodes", "_store")

    def __init__(self, store: NodeStore, scale: int = 1) -> None:
        self._store = store
        self._nodes = NodeCache(store, scale * INTERIOR_ENTRIES)
        self._leaves = Recent(scale * LEAF_BYTES)

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
    """The entries of a leaf.

    Raises
    ------
    CorruptionError
        The bytes are no leaf. Damage that keeps the form of one is only found by its digest.
    """

    __slots__ = ("_keys", "_lengths", "_value_length", "_values", "size")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "map leaf")
        if source.number() != NODE_KIND or source.number():
            raise source.damaged("it is no leaf of a known format")
        key_tag, shared = source.number(), source.packed()
        own = source.packed() if not key_tag else None
        value_tag = source.number()
        self._value_length = value_tag - 1
        self._lengths = source.packed() if not value_tag else None
        keys = _ShortKeys(source, key_tag - 1, shared, own)
        all_values = sum(self._lengths) if self._lengths is not None else self._value_length * len(shared)
        self._values = source.take(all_values)
        source.finish()
        self._keys: _ShortKeys | _WholeKeys = keys
        self.size = keys.size + all_values + _LEAF_OVERHEAD

    def get(self, key: bytes) -> bytes | None:
        """Value of a key, None when it is absent. O(entries)."""
        for index, found in self._beginning(key):
            return self._value(index) if len(found) == len(key) else None
        return None

    def entries(self, prefix: bytes) -> list[tuple[bytes, bytes]]:
        """Entries whose key begins with a prefix, ascending. O(entries)."""
        return [(key, self._value(index)) for index, key in self._beginning(prefix)]

    def _beginning(self, prefix: bytes) -> Iterator[tuple[int, bytes]]:
        """Index and key of the entries whose key begins with a prefix."""
        keys = self._keys = self._keys.for_one_more()
        return keys.beginning(prefix)

    def _value(self, index: int) -> bytes:
        lengths = self._lengths
        if lengths is None:
            start = self._value_length * index
            return self._values[start : start + self._value_length]
        start = sum(lengths[:index])
        return self._values[start : start + lengths[index]]


class _ShortKeys:
    """Keys as they lie: each is what it shares with the one before it, and bytes of its own.

    Attributes
    ----------
    size : int
        Bytes of the whole keys, about.
    """

    __slots__ = ("_own", "_searches", "_shared", "_suffixes", "_width", "size")

    def __init__(self, source: ColumnReader, width: int, shared: Packed, own: Packed | None) -> None:
        if len(own) != len(shared) if own is not None else max(shared, default=0) > width:
            raise source.damaged("its columns do not fit each other")
        self._width, self._shared, self._own = width, shared, own
        self._suffixes = source.take(sum(self._sizes()))
        self._searches = 0
        self.size = len(self._suffixes) + sum(shared)

    def for_one_more(self) -> _ShortKeys | _WholeKeys:
        """What is searched the next time."""
        if self._searches >= _FEW:
            return _WholeKeys([*self._whole()], self._width)
        self._searches += 1
        return self

    def beginning(self, prefix: bytes) -> Iterator[tuple[int, bytes]]:
        """Index and key of those that begin with a prefix. Of each key only what could decide is looked at.

        `agreed` bytes of the prefix are those of the key before, which is below it. What shares more with
        that key is below the prefix as well, and what shares less is above it.
        """
        suffixes, rest, key = self._suffixes, prefix, b""
        agreed = at = 0
        for index, (shared, size) in enumerate(zip(self._shared, self._sizes(), strict=True)):
            if key:
                key = key[:shared] + suffixes[at : at + size]
                if not key.startswith(prefix):
                    return
                yield index, key
            elif shared == agreed:
                suffix = suffixes[at : at + size]
                if suffix.startswith(rest):
                    key = prefix[:agreed] + suffix
                    yield index, key
                elif suffix > rest:
                    return
                elif suffix[:1] == rest[:1]:
                    agreed += _same(suffix, rest)
                    rest = prefix[agreed:]
            elif shared < agreed:
                return
            at += size

    def _sizes(self) -> Iterable[int]:
        """How many bytes of its own each key has."""
        return self._own if self._own is not None else map(self._width.__sub__, self._shared)

    def _whole(self) -> Iterator[bytes]:
        key, at = b"", 0
        for shared, size in zip(self._shared, self._sizes(), strict=True):
            key = key[:shared] + self._suffixes[at : at + size]
            at += size
            yield key


class _WholeKeys:
    """Keys as one piece of bytes, which is searched.

    Parameters
    ----------
    width : int
        Length of all keys, -1 if they differ.
    """

    __slots__ = ("_count", "_keys", "_starts", "_width")

    def __init__(self, keys: list[bytes], width: int) -> None:
        self._count = len(keys)
        self._keys = b"".join(keys)
        self._width = width
        # In a damaged leaf a key may share more than the one before it has.
        uniform = width >= 0 and len(self._keys) == width * len(keys)
        self._starts = None if uniform else packed(list(accumulate(map(len, keys), initial=0)))

    def for_one_more(self) -> _WholeKeys:
        """What is searched the next time."""
        return self

    def beginning(self, prefix: bytes) -> Iterator[tuple[int, bytes]]:
        """Index and key of those that begin with a prefix."""
        keys = self._keys
        for index in range(self._first(prefix), self._count):
            start, end = self._span(index)
            if not keys.startswith(prefix, start, end):
                break
            yield index, keys[start:end]

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


def _same(one: bytes, other: bytes) -> int:
    """How many bytes at the start of the lesser of two are those of the other."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
