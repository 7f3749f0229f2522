"""The ordered immutable map: what differs between two of them.

Two walkers go through the maps side by side. Where both stand before nodes of the same digest, both skip
them: equal digest, equal content. Otherwise one of them opens its node. Costs are proportional to the nodes
that the maps do not share, whatever the size of the maps.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.nodes import Node, NodeCache


def diff(nodes: NodeCache, old: bytes, new: bytes) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Entries that differ, ascending by key, as (key, old value or None, new value or None).

    Parameters
    ----------
    old, new : bytes
        Root digests.

    Raises
    ------
    CorruptionError
        A node is missing or damaged.
    """
    if old == new:
        return
    left, right = _Walker(nodes, old), _Walker(nodes, new)
    while not (left.done and right.done):
        if left.done or right.done:
            yield from (_rest(left, removed=True) if right.done else _rest(right, removed=False))
        elif left.at_entry and right.at_entry:
            yield from _compare(left, right)
        elif left.at_entry or right.at_entry:
            yield from _before_node(left, right)
        elif left.value == right.value:
            left.step()
            right.step()
        else:
            _open_one(left, right)


def _rest(side: _Walker, *, removed: bool) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """All that is left on one side."""
    while not side.done:
        if not side.at_entry:
            side.open()
            continue
        yield (side.key, side.value, None) if removed else (side.key, None, side.value)
        side.step()


def _compare(left: _Walker, right: _Walker) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Both stand at an entry: step over the smaller key, or both."""
    if left.key < right.key:
        yield left.key, left.value, None
        left.step()
    elif right.key < left.key:
        yield right.key, None, right.value
        right.step()
    else:
        if left.value != right.value:
            yield left.key, left.value, right.value
        left.step()
        right.step()


def _before_node(left: _Walker, right: _Walker) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """One side stands at an entry, the other before a node: an entry that precedes the node is alone."""
    if left.at_entry and left.precedes(right):
        yield left.key, left.value, None
        left.step()
    elif right.at_entry and right.precedes(left):
        yield right.key, None, right.value
        right.step()
    else:
        (right if left.at_entry else left).open()


def _open_one(left: _Walker, right: _Walker) -> None:
    """Both stand before nodes that differ: open what cannot be skipped."""
    if left.precedes(right):
        left.open()
    elif right.precedes(left):
        right.open()
    elif left.level != right.level:
        (left if left.level > right.level else right).open()
    elif left.key != right.key:
        (left if left.key < right.key else right).open()
    else:
        left.open()
        right.open()


class _Walker:
    """A position in a map: before an unopened node, at an entry, or at the end.

    Attributes
    ----------
    key, value : bytes
        Key and value of the entry; last key and digest of the node.
    level : int
        Level of the node; -1 at an entry.
    floor : bytes or None
        Everything from here on has a key above it; None at the start.
    """

    __slots__ = ("_nodes", "_path", "at_entry", "done", "floor", "key", "level", "value")

    def __init__(self, nodes: NodeCache, root: bytes) -> None:
        self._nodes = nodes
        self._path: list[tuple[Node, int]] = []
        self.floor: bytes | None = None
        self.done = False
        self._descend(nodes.read(root))

    def precedes(self, other: _Walker) -> bool:
        """Whether the entry, or all of the node, comes before everything left on the other side."""
        return other.floor is not None and self.key <= other.floor

    def open(self) -> None:
        """Go from before a node to its first child or entry."""
        node, index = self._path[-1]
        self._descend(self._nodes.child(node, index))

    def step(self) -> None:
        """Go past the entry or the node."""
        self.floor = self.key
        node, index = self._path.pop()
        while index + 1 == len(node.keys):
            if not self._path:
                self.done = True
                return
            node, index = self._path.pop()
        self._stand(node, index + 1)

    def _descend(self, node: Node) -> None:
        if node.keys:
            self._stand(node, 0)
        else:
            self.done = True

    def _stand(self, node: Node, index: int) -> None:
        self._path.append((node, index))
        self.key = node.keys[index]
        self.value = node.values[index]
        self.level = node.level - 1
        self.at_entry = not node.level
