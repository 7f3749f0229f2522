"""What was used recently, within a limit."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Recent:
    """Values by digest, the recently used ones kept.

    Two generations stand for least-recently-used order: a hit costs one look into a dictionary, and when
    the young generation is full it becomes the old one, whose members survive only if used again.
    Safe for threads; a race costs a second computation, never a wrong value.

    Parameters
    ----------
    limit : int
        Sum of the weights that are kept at most.
    """

    __slots__ = ("_half", "_old", "_room", "_young")

    def __init__(self, limit: int) -> None:
        self._half = limit // 2
        self._room = self._half
        self._young: dict[bytes, tuple[Any, int]] = {}
        self._old: dict[bytes, tuple[Any, int]] = {}

    def get(self, digest: bytes) -> Any:
        """The value kept under this digest, else None."""
        found = self._young.get(digest)
        if found is None:
            found = self._old.get(digest)
            if found is None:
                return None
            self.keep(digest, *found)
        return found[0]

    def keep(self, digest: bytes, value: Any, weight: int) -> None:
        """Keep a value; one that outweighs a whole generation is not kept."""
        if weight > self._half:
            return
        if weight > self._room:
            self._old, self._young, self._room = self._young, {}, self._half
        self._young[digest] = (value, weight)
        self._room -= weight
