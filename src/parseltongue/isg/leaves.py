"""Map lookups for questions: leaves stay as bytes.

A question wants a few entries out of a leaf. Decoding the leaf (isg/nodes.py) takes five times as long as
finding them in its bytes, and its objects take six times the memory. So interior nodes are decoded and kept,
leaves are kept as they are stored and searched by their shared prefixes. Reads the layout of
docs/design/format.md; isg/prolly.py is the reference for the results.
"""

from __future__ import annotations

from bisect import bisect_left

from parseltongue.isg.nodes import NODE_KIND, NodeCache
from parseltongue.isg.recent import Recent
from parseltongue.model.columns import ColumnReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.nodes import Node, NodeStore
    from parseltongue.model.columns import Packed

INTERIOR_ENTRIES = 12_000
LEAF_BYTES = 4 << 20
"""What is kept at most: entries of interior nodes (about 130 bytes each), and leaves."""

_LEAF_OVERHEAD = 150


class LeafReader:
    """Looks entries up in the maps of a store. Safe for threads, as its store is."""

    __slots__ = ("_leaves", "_nodes", "_store")

    def __init__(self, store: NodeStore) -> None:
        self._store = store
        self._nodes = NodeCache(store, INTERIOR_ENTRIES)
        self._leaves = Recent(LEAF_BYTES)

    def get(self, root: bytes, key: bytes) -> bytes | None:
        """Value of a key, None when it is absent. O(log n)."""
        for found, value in self.entries(root, key):
            return value if found == key else None
        return None

    def entries(self, root: bytes, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Entries whose key begins with a prefix, ascending, read as they are asked for. O(log n + result).

        Raises
        ------
        CorruptionError
            A node is missing, or cannot be read as one.
        """
        node = self._nodes.read(root)
        return self._below(node, prefix) if node.level else iter(leaf_entries(self._leaf(root), prefix))

    def _below(self, node: Node, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        for index in range(bisect_left(node.keys, prefix), len(node.keys)):
            if node.level == 1:
                yield from leaf_entries(self._leaf(node.values[index]), prefix)
            else:
                yield from self._below(self._nodes.child(node, index), prefix)
            if not node.keys[index].startswith(prefix):
                return

    def _leaf(self, digest: bytes) -> bytes:
        data: bytes | None = self._leaves.get(digest)
        if data is None:
            data = self._store.get(digest)
            self._leaves.keep(digest, data, len(data) + _LEAF_OVERHEAD)
        return data


def leaf_entries(data: bytes, prefix: bytes) -> list[tuple[bytes, bytes]]:
    """Entries of an encoded leaf whose key begins with a prefix. O(entries), most of it in C.

    Raises
    ------
    CorruptionError
        The bytes are no leaf. Damage that keeps the form of one is only found by its digest.
    """
    source = ColumnReader(data, "map leaf")
    if source.number() != NODE_KIND or source.number():
        raise source.damaged("it is no leaf of a known format")
    key_tag, shared = source.number(), source.packed()
    own = source.packed() if not key_tag else None
    value_tag = source.number()
    lengths = source.packed() if not value_tag else None
    suffixes = _Suffixes(source.position, shared, own, key_tag - 1)
    values = source.position + suffixes.between(0, len(shared))
    all_values = sum(lengths) if lengths is not None else (value_tag - 1) * len(shared)
    if (own is not None and len(own) != len(shared)) or values + all_values != len(data):
        raise source.damaged("its columns do not fit each other")
    found = []
    for index, key in suffixes.keys(data, prefix):
        start = values + (sum(lengths[:index]) if lengths is not None else (value_tag - 1) * index)
        end = start + (lengths[index] if lengths is not None else value_tag - 1)
        found.append((key, data[start:end]))
    return found


class _Suffixes:
    """The keys of a leaf as they are stored: how much each shares with the one before, and the rest."""

    __slots__ = ("_key_length", "_own", "_shared", "_start")

    def __init__(self, start: int, shared: Packed, own: Packed | None, key_length: int) -> None:
        self._start = start
        self._shared = shared
        self._own = own
        self._key_length = key_length

    def between(self, first: int, end: int) -> int:
        """Bytes of the suffixes from one index up to another."""
        if self._own is not None:
            return sum(self._own[first:end])
        return self._key_length * (end - first) - sum(self._shared[first:end])

    def keys(self, data: bytes, prefix: bytes) -> Iterator[tuple[int, bytes]]:
        """Keys that begin with a prefix, with their index."""
        index, start, key = self._first(data, prefix)
        while key is not None:
            yield index, key
            start += self.between(index, index + 1)
            index += 1
            if index == len(self._shared) or self._shared[index] < len(prefix):
                return
            key = key[: self._shared[index]] + data[start : start + self.between(index, index + 1)]

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
            start += self.between(index, at)
            end = start + self.between(at, at + 1)
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
