"""The ordered immutable map: reading.

A map from bytes to bytes is a *prolly tree* (Noms, Dolt): sorted entries, cut into nodes at boundaries that
the entries themselves decide, level by level (isg/prolly_write.py). Equal content has equal shape and one
root digest, whatever the order of edits. Maps are compared in isg/prolly_diff.py.

Everything here takes a `NodeCache` and the root digest of a map. Costs are given for n entries with nodes
of about 64: a descent is log64(n) nodes. All functions raise `CorruptionError` for a missing or damaged
node, and only once they reach it.

Source: design section 4; A. Boodman et al., Noms: "Prolly Trees: Probabilistic B-Trees".
"""

from __future__ import annotations

from bisect import bisect_left

from parseltongue.model.errors import CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parseltongue.isg.nodes import Node, NodeCache

_READ_AHEAD = 32
"""Leaves that a long scan reads in one call; a short one reads 1, 2, 4 ..."""


def get(nodes: NodeCache, root: bytes, key: bytes) -> bytes | None:
    """Value of `key`, None when it is absent. O(log n)."""
    node = nodes.read(root)
    while True:
        keys = node.keys
        index = bisect_left(keys, key)
        if index == len(keys):
            return None
        if not node.level:
            return node.values[index] if keys[index] == key else None
        node = nodes.child(node, index)


def get_many(nodes: NodeCache, root: bytes, keys: Sequence[bytes]) -> list[bytes | None]:
    """Values of `keys`, in their order; each node is read once, each level in one call to the store."""
    found: dict[bytes, bytes] = {}
    frontier = [(nodes.read(root), sorted(set(keys)))]
    while frontier:
        if not frontier[0][0].level:
            for leaf, wanted in frontier:
                _pick(leaf, wanted, found)
            break
        frontier = _step_down(nodes, frontier)
    return [found.get(key) for key in keys]


def scan(
    nodes: NodeCache, root: bytes, start: bytes = b"", end: bytes | None = None
) -> Iterator[tuple[bytes, bytes]]:
    """Entries with start <= key < end, ascending, read as they are asked for. O(log n + result)."""
    previous: bytes | None = None
    for leaf in _leaves(nodes, nodes.read(root), start, end):
        keys = leaf.keys
        if not keys:
            return
        if previous is not None and keys[0] <= previous:
            raise _unordered(root)
        previous = keys[-1]
        low = bisect_left(keys, start)
        high = len(keys) if end is None or previous < end else bisect_left(keys, end)
        yield from zip(keys[low:high], leaf.values[low:high], strict=True)
        if high < len(keys):
            return


def scan_prefix(nodes: NodeCache, root: bytes, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Entries whose key begins with `prefix`, ascending, read as they are asked for."""
    return scan(nodes, root, prefix, prefix_end(prefix))


def prefix_end(prefix: bytes) -> bytes | None:
    """The smallest key above all keys that begin with `prefix`; None when there is none."""
    stem = prefix.rstrip(b"\xff")
    return stem[:-1] + bytes((stem[-1] + 1,)) if stem else None


def count(nodes: NodeCache, root: bytes, start: bytes = b"", end: bytes | None = None) -> int:
    """Number of entries with start <= key < end. O(log n), whatever the answer."""
    upper = nodes.read(root).total if end is None else rank(nodes, root, end)
    return max(0, upper - (rank(nodes, root, start) if start else 0))


def rank(nodes: NodeCache, root: bytes, key: bytes) -> int:
    """Number of entries whose key is below `key`. O(log n)."""
    node = nodes.read(root)
    below = 0
    while True:
        index = bisect_left(node.keys, key)
        if not node.level:
            return below + index
        below += sum(node.counts[:index])
        if index == len(node.keys):
            return below
        node = nodes.child(node, index)


def node_digests(nodes: NodeCache, root: bytes, seen: set[bytes] | None = None) -> Iterator[bytes]:
    """Digests of all nodes of the map, the root first; reads interior nodes only.

    Parameters
    ----------
    seen : set of bytes, optional
        Nodes to leave out with all that is below them; what is yielded is added. Pass one set for many
        maps to visit what they share once.
    """
    seen = set() if seen is None else seen
    if root in seen:
        return
    seen.add(root)
    yield root
    pending = [nodes.read(root)]
    while pending:
        node = pending.pop()
        for index, digest in enumerate(node.values if node.level else ()):
            if digest in seen:
                continue
            seen.add(digest)
            yield digest
            if node.level > 1:
                pending.append(nodes.child(node, index))


def leaf_digests(nodes: NodeCache, root: bytes) -> Iterator[bytes]:
    """Digests of the leaves, in the order of their keys; reads the nodes above them only."""
    node = nodes.read(root)
    if not node.level:
        yield root
        return
    pending = [node]
    while pending:
        node = pending.pop()
        if node.level == 1:
            yield from node.values
        else:
            pending += reversed(nodes.children(node, 0, len(node.values)))


def _pick(leaf: Node, wanted: list[bytes], found: dict[bytes, bytes]) -> None:
    """Add those of the `wanted` keys that `leaf` has to `found`."""
    for key in wanted:
        index = bisect_left(leaf.keys, key)
        if index < len(leaf.keys) and leaf.keys[index] == key:
            found[key] = leaf.values[index]


def _step_down(nodes: NodeCache, frontier: list[tuple[Node, list[bytes]]]) -> list[tuple[Node, list[bytes]]]:
    """The children of a level that the keys lead to, each with its share of the keys."""
    steps = []
    for node, wanted in frontier:
        start = 0
        while start < len(wanted):
            index = bisect_left(node.keys, wanted[start])
            if index == len(node.keys):
                break
            end = bisect_left(wanted, node.keys[index] + b"\0", start)
            steps.append((node, index, wanted[start:end]))
            start = end
    nodes.read_many([node.values[index] for node, index, _ in steps])
    return [(nodes.child(node, index), wanted) for node, index, wanted in steps]


def _leaves(nodes: NodeCache, node: Node, start: bytes, end: bytes | None) -> Iterator[Node]:
    """The leaves below `node` that may hold keys of the range, ascending."""
    if not node.level:
        yield node
        return
    low = bisect_left(node.keys, start)
    high = len(node.keys) if end is None else min(len(node.keys), bisect_left(node.keys, end) + 1)
    ahead = 1
    while low < high:
        for child in nodes.children(node, low, min(low + ahead, high)):
            yield from _leaves(nodes, child, start, end)
        low += ahead
        if node.level == 1:
            ahead = min(2 * ahead, _READ_AHEAD)


def _unordered(root: bytes) -> CorruptionError:
    return CorruptionError(
        f"damaged map {root.hex()}: its leaves do not ascend; "
        "run `parseltongue verify`, then `parseltongue analyze`"
    )
