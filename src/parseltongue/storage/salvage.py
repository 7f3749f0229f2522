"""Read around damage: everything in a range of keys that a backend can still give.

A scan raises where it meets a damaged part and cannot say where that part ends. Names are digests, so keys
are spread evenly: the rest of the range is halved until what fails is small, or until it is plain that
most of the store is gone.
"""

from __future__ import annotations

from parseltongue.model.errors import CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.storage.backend import ReadView

_WIDTH = 8
_SMALLEST = 1 << (8 * (_WIDTH - 1) - 16)
"""Give up on a range below this share, 2**-16, of a namespace."""
MOST_FAILURES = 4000
"""Scans that may fail before the rest of a damaged range is given up as a whole."""


class Salvage:
    """One pass over what is readable.

    Attributes
    ----------
    unreadable : list of str
        What the backend said about each range that was given up.
    """

    def __init__(self, view: ReadView) -> None:
        self.unreadable: list[str] = []
        self._view = view
        self._failures = 0

    def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Pairs with `start` <= key < `end`, ascending, without those that cannot be read."""
        pending = [(start, end)]
        while pending:
            low, high = pending.pop()
            try:
                for pair in self._view.scan(low, high):
                    low = pair[0] + b"\0"
                    yield pair
            except CorruptionError as error:
                pending += reversed(self._split(low, high, error))

    def _split(self, low: bytes, high: bytes, error: CorruptionError) -> list[tuple[bytes, bytes]]:
        """The halves of a range that failed; none if it is given up."""
        self._failures += 1
        first, last = _number(low), _number(high)
        if last - first <= _SMALLEST or self._failures > MOST_FAILURES:
            self.unreadable.append(str(error))
            return []
        middle = ((first + last) // 2).to_bytes(_WIDTH, "big")
        return [(low, middle), (middle, high)]


def _number(key: bytes) -> int:
    return int.from_bytes(key[:_WIDTH].ljust(_WIDTH, b"\0"), "big")
