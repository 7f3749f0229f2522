"""Nodes of a map: their bytes, and a cache of decoded ones.

A map (isg/prolly.py) is a tree of immutable nodes. A leaf (level 0) holds entries; a node of level n > 0
holds, for each of its children of level n - 1, the child's *last* key, its digest and how many entries
stand below it.

Invariants: the keys of a node ascend strictly; no node has more than `MAX_ENTRIES` entries; equal content
gives equal bytes. Decoding trusts nothing: wrong bytes are a `CorruptionError`.

Layout (normative in docs/design/format.md): the head is written by `ColumnWriter`, then follow two runs of
raw bytes whose sizes the head tells, the key suffixes and the values.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import lt
from struct import iter_unpack

from parseltongue.isg.node_encoding import MAX_ENTRIES, MAX_LEVEL, NODE_KIND, encode_node
from parseltongue.isg.recent import Recent
from parseltongue.model.columns import ColumnReader
from parseltongue.model.ids import DIGEST_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    class NodeStore(Protocol):
        """What a map needs of the store: objects by digest (`isg.objects.Objects` is one)."""

        def get(self, digest: bytes) -> bytes: ...

        def get_many(self, digests: Sequence[bytes]) -> list[bytes]: ...

        def put(self, plain: bytes) -> bytes: ...


class Node:
    """A decoded node. Treat it as immutable: it is shared by all readers of a cache.

    Attributes
    ----------
    level : int
        0 for a leaf.
    keys : list of bytes
        Keys of the entries, or the last key of each child; strictly ascending.
    values : list of bytes
        Values of the entries, or the digest of each child.
    counts : list of int
        Entries below each child; empty for a leaf.
    total : int
        Entries in or below this node.
    """

    __slots__ = ("counts", "keys", "level", "total", "values")

    def __init__(self, level: int, keys: list[bytes], values: list[bytes], counts: list[int]) -> None:
        self.level = level
        self.keys = keys
        self.values = values
        self.counts = counts
        self.total = sum(counts) if level else len(keys)


def decode_node(data: bytes, what: str = "map node") -> Node:
    """The node in `data`.

    Raises
    ------
    CorruptionError
        The bytes are not a node; the message names `what`.
    """
    reader = ColumnReader(data, what)
    if reader.number() != NODE_KIND:
        raise reader.damaged("it is not a map node of a known format")
    level = reader.number()
    key_tag = reader.number()
    shared = reader.column()
    if level > MAX_LEVEL or len(shared) > MAX_ENTRIES or (level and not shared):
        raise reader.damaged(f"level {level} with {len(shared)} entries")
    own = None if key_tag else _column_of(reader, len(shared))
    counts: list[int] = []
    lengths: list[int] | int = DIGEST_SIZE
    if level:
        counts = _column_of(reader, len(shared))
        if 0 in counts:
            raise reader.damaged("a child without entries")
    else:
        lengths = _read_value_lengths(reader, len(shared))
    keys = _read_keys(reader, shared, key_tag - 1 if own is None else own)
    values = _read_values(reader, lengths, len(keys))
    reader.finish()
    return Node(level, keys, values, counts)


def _read_value_lengths(reader: ColumnReader, count: int) -> list[int] | int:
    """One length for all values, or the length of each."""
    tag = reader.number()
    return tag - 1 if tag else _column_of(reader, count)


def _column_of(reader: ColumnReader, count: int) -> list[int]:
    column = reader.column()
    if len(column) != count:
        raise reader.damaged(f"a column of {len(column)} beside one of {count}")
    return column


def _read_keys(reader: ColumnReader, shared: list[int], own: list[int] | int) -> list[bytes]:
    """Rebuild the keys; `own` is the length of all keys, or the length of each suffix."""
    if not isinstance(own, list):
        length = own
        own = [length - size for size in shared]
        if own and min(own) < 0:
            raise reader.damaged("a key shares more than its length")
    suffixes = reader.take(sum(own))
    keys = []
    key = b""
    start = 0
    for size, end in zip(shared, accumulate(own), strict=True):
        key = key[:size] + suffixes[start:end] if size else suffixes[start:end]
        start = end
        keys.append(key)
    # A prefix longer than the key before it was cut short above: only the sum shows it.
    if sum(map(len, keys)) != sum(shared) + len(suffixes) or not all(map(lt, keys, keys[1:])):
        raise reader.damaged("its keys do not ascend")
    return keys


def _read_values(reader: ColumnReader, lengths: list[int] | int, count: int) -> list[bytes]:
    if isinstance(lengths, list):
        data = reader.take(sum(lengths))
        ends = list(accumulate(lengths, initial=0))
        return [data[start:end] for start, end in pairwise(ends)]
    data = reader.take(lengths * count)
    if not lengths:
        return [b""] * count
    return [value for (value,) in iter_unpack(f"{lengths}s", data)]


class NodeCache:
    """Decoded nodes of a `NodeStore`, the recently used ones kept. Safe for threads, as its store is.

    Parameters
    ----------
    store : NodeStore
    limit : int
        Entries (not nodes) kept at most; one entry takes 100-200 bytes of memory.
    """

    __slots__ = ("_recent", "store")

    def __init__(self, store: NodeStore, limit: int = 200_000) -> None:
        self.store = store
        self._recent = Recent(limit)

    def read(self, digest: bytes) -> Node:
        """The node with this digest. Raises `CorruptionError` when it is missing or damaged."""
        node: Node | None = self._recent.get(digest)
        return self._decoded(digest, self.store.get(digest)) if node is None else node

    def read_many(self, digests: Sequence[bytes]) -> list[Node]:
        """The nodes with these digests, in this order; those not kept are read in one call."""
        found: dict[bytes, Node | None] = {digest: self._recent.get(digest) for digest in digests}
        absent = [digest for digest, node in found.items() if node is None]
        if absent:
            for digest, data in zip(absent, self.store.get_many(absent), strict=True):
                found[digest] = self._decoded(digest, data)
        return [node for node in map(found.__getitem__, digests) if node is not None]

    def child(self, node: Node, index: int) -> Node:
        """The child of an interior `node` at `index`, checked against what the parent says of it."""
        return self._checked(node, index, self.read(node.values[index]))

    def children(self, node: Node, start: int, end: int) -> list[Node]:
        """The children of an interior `node` from `start` up to `end`, read in one call and checked."""
        found = self.read_many(node.values[start:end])
        return [self._checked(node, start + offset, child) for offset, child in enumerate(found)]

    def write(self, level: int, keys: list[bytes], values: list[bytes], counts: list[int]) -> bytes:
        """Encode a node and put it into the store; its digest. The lists must not change afterwards."""
        digest = self.store.put(encode_node(level, keys, values, counts))
        if level:  # Few, and the next descent needs them.
            self._recent.keep(digest, Node(level, keys, values, counts), len(keys) + 1)
        return digest

    def _decoded(self, digest: bytes, data: bytes) -> Node:
        node = decode_node(data, f"map node {digest.hex()}")
        self._recent.keep(digest, node, len(node.keys) + 1)
        return node

    @staticmethod
    def _checked(node: Node, index: int, child: Node) -> Node:
        # The level falls with each step down, so not even crafted nodes can lead in a circle.
        if (
            child.level != node.level - 1
            or child.total != node.counts[index]
            or child.keys[-1] != node.keys[index]
        ):
            reader = ColumnReader(b"", f"map node {node.values[index].hex()}")
            raise reader.damaged("it does not fit the node above it")
        return child
