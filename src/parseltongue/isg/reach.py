"""What snapshots lead to: every object below them, in which role, and whether all of it is there.

Unlike the marking of a collection, a walk goes on where something is lost, so that all of it is known.
Each object is visited once, however many snapshots share it.
"""

from __future__ import annotations

from parseltongue.isg.nodes import Node, decode_node
from parseltongue.isg.rows import row_digests
from parseltongue.isg.snapshot import LAYER, MAP_NAMES, Snapshot, decode_snapshot
from parseltongue.model.errors import CodecError, CorruptionError, FormatVersionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol, TypeVar

    T = TypeVar("T")

    class ObjectReader(Protocol):
        """Where objects are read (`isg.objects.Objects` is one)."""

        def get(self, digest: bytes, what: str = ...) -> bytes: ...


SNAPSHOT, FACTS, INTERFACE, LINKS = "snapshot", "facts", "interface", "links"
ROLES = (SNAPSHOT, *MAP_NAMES, LAYER, FACTS, INTERFACE, LINKS)
"""What an object can be: a snapshot, a node of one of the maps, or a record of a file."""

DAMAGE = (CorruptionError, CodecError, FormatVersionError)
"""What reading a damaged record raises."""


class Reach:
    """The objects below snapshots.

    Parameters
    ----------
    objects : ObjectReader
        Nodes above the leaves and the leaves of `files` are read, nothing else.
    is_present : callable
        Whether an object that is not read is there, by its digest.

    Attributes
    ----------
    roles : dict of bytes to str
        One of `ROLES` for each object that was reached, lost ones included.
    lost : dict of bytes to str
        Why an object that was reached cannot be had.
    """

    def __init__(self, objects: ObjectReader, is_present: Callable[[bytes], bool]) -> None:
        self.roles: dict[bytes, str] = {}
        self.lost: dict[bytes, str] = {}
        self._objects = objects
        self._is_present = is_present
        self._whole: dict[bytes, bool] = {}

    def add(self, digest: bytes) -> bool:
        """Walk what a snapshot leads to; whether all of it is there."""
        known = self._whole.get(digest)
        if known is None:
            self.roles[digest] = SNAPSHOT
            record = self._read(digest, SNAPSHOT, decode_snapshot)
            known = self._whole[digest] = record is not None and self._maps(record)
        return known

    def _maps(self, record: Snapshot) -> bool:
        return _every(self._node(name, root, None) for name, root in record.maps.items())

    def _node(self, role: str, digest: bytes, level: int | None) -> bool:
        """Walk a node; `level` is None where it is not known."""
        known = self._whole.get(digest)
        if known is None:
            self.roles.setdefault(digest, role)
            unread = level == 0 and role != "files"
            known = self._whole[digest] = self._leaf(digest) if unread else self._below(role, digest)
        return known

    def _leaf(self, digest: bytes) -> bool:
        if self._is_present(digest):
            return True
        self.lost[digest] = "it is missing or damaged"
        return False

    def _below(self, role: str, digest: bytes) -> bool:
        node: Node | None = self._read(digest, f"node of the map {role}", decode_node)
        if node is None:
            return False
        if node.level:
            return _every(self._node(role, child, node.level - 1) for child in node.values)
        return role != "files" or _every(self._row(digest, value) for value in node.values)

    def _row(self, leaf: bytes, value: bytes) -> bool:
        try:
            digests = row_digests(value)
        except DAMAGE as error:
            self.lost[leaf] = str(error)
            return False
        whole = True
        for role, digest in zip((FACTS, INTERFACE, LINKS), digests, strict=False):
            if digest not in self._whole:
                self.roles.setdefault(digest, role)
                self._whole[digest] = self._leaf(digest)
            whole &= self._whole[digest]
        return whole

    def _read(self, digest: bytes, what: str, decode: Callable[[bytes, str], T]) -> T | None:
        try:
            return decode(self._objects.get(digest, what), f"{what} {digest.hex()}")
        except DAMAGE as error:
            self.lost[digest] = str(error)
            return None


def _every(results: Iterable[bool]) -> bool:
    """Whether all are true; unlike `all`, goes through all of them."""
    return sum(not result for result in results) == 0
