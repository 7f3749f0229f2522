"""The ordered immutable map: building and updating.

Where nodes end. An entry is a *boundary* of its level when XXH3-64 of its key, seeded with the level, falls
below 1/64 of the range; a node ends after a boundary, after `MAX_ENTRIES` entries, or with the map.

- The key alone decides, not the value: most updates of `files` change values only, and so keep every
  boundary and rewrite one node a level. Nothing is lost, since keys already differ.
- The level is the seed: each entry of an interior node is the boundary key of a child, so with one hash
  for all levels every interior entry would be a boundary again.
- The hash is never keyed, or stores with different keys would disagree on digests.
- An interior node ends at a boundary only from its second entry on. Every level is then at most half (and
  one) of the level below, so no choice of keys can make the tree grow without end.

These rules look at nothing before the start of a node. So after an edit, once a new node ends where an old
node ended, all nodes up to the next edit are the old ones: `update` re-chunks rightward until that happens,
at every level. The result is the tree that `build` makes of the new content.

Source: design section 4.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import repeat
from operator import itemgetter, lt

from parseltongue.isg.node_encoding import MAX_ENTRIES, RUN, boundaries, encode_nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.isg.nodes import Node, NodeCache

    _Entry = tuple[bytes, tuple[bytes, int]]
    """Key; value and 1, or digest of a child and the entries below it."""

    _Edit = tuple[bytes, tuple[bytes, int] | None]

_key_of = itemgetter(0)


def build(nodes: NodeCache, entries: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write the map with these entries; its root digest. O(n).

    Parameters
    ----------
    entries : iterable of (key, value)
        Strictly ascending by key.

    Raises
    ------
    ValueError
        The keys do not ascend.
    """
    pairs = list(entries)
    keys = [key for key, _ in pairs]
    _check_ascending(keys)
    return _write_levels(nodes, 0, keys, [value for _, value in pairs], [])


def build_from(nodes: NodeCache, entries: dict[bytes, bytes]) -> bytes:
    """`build` for entries in any order. O(n log n)."""
    keys = sorted(entries)
    values = [entries[key] for key in keys] if any(entries.values()) else None
    return _write_levels(nodes, 0, keys, values, [])


def update(nodes: NodeCache, root: bytes, changes: Sequence[tuple[bytes, bytes | None]]) -> bytes:
    """Apply changes to the map at `root`; the root digest that `build` gives for the result.

    Reads and writes the nodes that changes touch, their ancestors and, where a boundary moved, the
    neighbours up to the next common boundary: O(changes * log n) nodes.

    Parameters
    ----------
    changes : sequence of (key, value or None)
        Strictly ascending by key; None removes the key, if it is there.

    Raises
    ------
    ValueError
        The keys do not ascend.
    CorruptionError
        A node is missing or damaged.
    """
    _check_ascending([key for key, _ in changes])
    edits: list[_Edit] = [(key, None if value is None else (value, 1)) for key, value in changes]
    top = nodes.read(root).level
    for level in range(top + 1):
        removed, added = _edit_level(nodes, root, level, edits)
        if level < top:
            edits = _differences(removed, added)
        if not edits or removed == added:
            return root
    return _join(nodes, top + 1, list(added.items()))


def ends(keys: Sequence[bytes], level: int) -> list[int]:
    """Where the nodes end that begin with the first of `keys`: ascending counts of keys.

    Keys after the last end belong to a node that is still open.
    """
    least = 2 if level else 1
    found = []
    start = 0
    for end in boundaries(keys, level):
        while end - start > MAX_ENTRIES:
            start += MAX_ENTRIES
            found.append(start)
        if end - start >= least:
            found.append(end)
            start = end
    found.extend(range(start + MAX_ENTRIES, len(keys) + 1, MAX_ENTRIES))
    return found


def _check_ascending(keys: list[bytes]) -> None:
    if not all(map(lt, keys, keys[1:])):
        raise ValueError("the keys of a map must ascend strictly")


def _write_levels(
    nodes: NodeCache, level: int, keys: list[bytes], values: list[bytes] | None, counts: list[int]
) -> bytes:
    """Write the nodes of these entries and all levels above; the digest of the root.

    `values` is None if all are empty, `counts` is empty for leaves.
    """
    if not keys:
        return nodes.write(0, [], [], [])
    while True:
        cuts, digests = _write_level(nodes, level, keys, values, counts)
        if len(digests) == 1:
            return digests[0]
        spans = zip([0, *cuts], cuts, strict=False)
        counts = [sum(counts[a:b]) if level else b - a for a, b in spans]
        keys = [keys[end - 1] for end in cuts]
        values = digests
        level += 1


def _write_level(
    nodes: NodeCache, level: int, keys: list[bytes], values: list[bytes] | None, counts: list[int]
) -> tuple[list[int], list[bytes]]:
    """Write the nodes of one level: where they end, and their digests."""
    found: list[int] = []
    digests: list[bytes] = []
    start = 0
    while start < len(keys):
        run = keys[start : start + RUN]
        cuts = ends(run, level)
        if start + len(run) == len(keys) and (not cuts or cuts[-1] < len(run)):
            cuts.append(len(run))
        stop = start + cuts[-1]
        part = None if values is None else values[start:stop]
        digests += map(nodes.store.put, encode_nodes(level, run[: cuts[-1]], part, counts[start:stop], cuts))
        found += [start + cut for cut in cuts]
        start = stop
    return found, digests


def _join(nodes: NodeCache, level: int, children: list[_Entry]) -> bytes:
    """The root above all nodes of the level below `level`."""
    if len(children) != 1:
        keys = [key for key, _ in children]
        values = [value for _, (value, _) in children]
        return _write_levels(nodes, level if children else 0, keys, values, [n for _, (_, n) in children])
    # Deletions can leave single nodes on top of each other: the root is the lowest of them.
    digest = children[0][1][0]
    while level > 1 and len((node := nodes.read(digest)).keys) == 1:
        digest = node.values[0]
        level -= 1
    return digest


def _differences(
    removed: dict[bytes, tuple[bytes, int]], added: dict[bytes, tuple[bytes, int]]
) -> list[_Edit]:
    """The edits of the level above that replace the removed nodes by the added ones."""
    edits: dict[bytes, tuple[bytes, int] | None] = dict.fromkeys(removed)
    edits.update(added)
    return sorted((edit for edit in edits.items() if removed.get(edit[0]) != edit[1]), key=_key_of)


def _edit_level(
    nodes: NodeCache, root: bytes, level: int, edits: list[_Edit]
) -> tuple[dict[bytes, tuple[bytes, int]], dict[bytes, tuple[bytes, int]]]:
    """Apply edits to the entries of one level of the old tree.

    Returns
    -------
    (removed, added)
        Old nodes that were read and new nodes that stand in their place, by last key; ascending.
    """
    removed: dict[bytes, tuple[bytes, int]] = {}
    added: dict[bytes, tuple[bytes, int]] = {}
    cursor = _Cursor(nodes, root, level)
    done = 0
    open_run: list[_Entry] = []
    while done < len(edits) or open_run:
        if not open_run:
            cursor.seek(edits[done][0])
        node = cursor.node
        stop = len(edits)
        if not cursor.at_end:
            stop = bisect_right(edits, node.keys[-1], done, key=_key_of)
        if node.keys:
            removed[node.keys[-1]] = (cursor.digest, node.total)
        run = open_run + _merged(node, edits[done:stop])
        done = stop
        open_run = _write_closed(nodes, level, run, added, cursor.at_end)
        if open_run:
            cursor.advance()
    return removed, added


def _merged(node: Node, edits: list[_Edit]) -> list[_Entry]:
    """The entries of `node` after `edits`, ascending."""
    payloads = zip(node.values, node.counts or repeat(1), strict=False)
    entries = zip(node.keys, payloads, strict=False)
    if not edits:
        return list(entries)
    merged: dict[bytes, tuple[bytes, int]] = dict(entries)
    for key, payload in edits:
        if payload is not None:
            merged[key] = payload
        else:
            merged.pop(key, None)
    return sorted(merged.items(), key=_key_of)


def _write_closed(
    nodes: NodeCache, level: int, run: list[_Entry], added: dict[bytes, tuple[bytes, int]], at_end: bool
) -> list[_Entry]:
    """Write the nodes that end within `run`, all of it when the level ends here; what stays open."""
    keys = [key for key, _ in run]
    cuts = ends(keys, level)
    if at_end and run and (not cuts or cuts[-1] < len(run)):
        cuts.append(len(run))
    start = 0
    for end in cuts:
        values = [value for _, (value, _) in run[start:end]]
        counts = [size for _, (_, size) in run[start:end]]
        added[keys[end - 1]] = (nodes.write(level, keys[start:end], values, counts), sum(counts))
        start = end
    return run[start:]


class _Cursor:
    """A position among the nodes of one level of a tree."""

    __slots__ = ("_level", "_nodes", "_path", "_root", "digest", "node")

    def __init__(self, nodes: NodeCache, root: bytes, level: int) -> None:
        self._nodes = nodes
        self._root = root
        self._level = level
        self._path: list[tuple[Node, int]] = []
        self.digest = root
        self.node = nodes.read(root)

    @property
    def at_end(self) -> bool:
        """Whether this is the last node of its level."""
        return all(index == len(node.keys) - 1 for node, index in self._path)

    def seek(self, key: bytes) -> None:
        """Go to the node that `key` belongs to, the last one when it is above all keys."""
        self._path = []
        self._take(self._root, self._nodes.read(self._root))
        while self.node.level > self._level:
            self._enter(min(bisect_left(self.node.keys, key), len(self.node.keys) - 1))

    def advance(self) -> None:
        """Go to the next node of the level; there must be one."""
        node, index = self._path.pop()
        while index == len(node.keys) - 1:
            node, index = self._path.pop()
        self.node = node
        self._enter(index + 1)
        while self.node.level > self._level:
            self._enter(0)

    def _enter(self, index: int) -> None:
        parent = self.node
        self._path.append((parent, index))
        self._take(parent.values[index], self._nodes.child(parent, index))

    def _take(self, digest: bytes, node: Node) -> None:
        self.digest = digest
        self.node = node
