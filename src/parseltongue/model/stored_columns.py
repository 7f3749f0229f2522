"""Columns of stored records, searched as they lie: what is not asked for is not decoded.

A damaged column is a `CorruptionError` when its damaged part is asked for.
"""

from __future__ import annotations

import sys
from array import array
from itertools import accumulate

from parseltongue.model.columns import ColumnReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.model.columns import Packed

_WIDE = 1 << 16
"""From this length on, offsets into texts need more than two bytes."""
FEW = 6
"""So many texts or sums of a column are looked for one by one before all are: of most files hardly more are
asked for."""
_PAIR = 2
_SIGNED = bytes(value >> 1 if not value & 1 else 255 - (value >> 1) for value in range(256))
"""Zigzag bytes to two's complement."""


def positions(column: Packed, value: int) -> list[int]:
    """Indexes at which a column has a value, ascending."""
    size = 1 if isinstance(column, bytes) else column.itemsize
    if value >> 8 * size:
        return []
    data = column if isinstance(column, bytes) else column.tobytes()
    item = value.to_bytes(size, sys.byteorder)
    found: list[int] = []
    at = data.find(item)
    while at >= 0:
        if not at % size:
            found.append(at // size)
        at = data.find(item, at + 1)
    return found


def aligned(data: bytes, item: bytes, size: int) -> int | None:
    """Index of an item in packed items of one size."""
    at = data.find(item)
    while at % size:
        if at < 0:
            return None
        at = data.find(item, at + 1)
    return at // size


def packed(values: list[int]) -> Packed:
    """Ascending or other numbers below 2**32 in as few bytes as their largest needs."""
    largest = max(values, default=0)
    return bytes(values) if largest < 0x100 else array("H" if largest < 0x10000 else "I", values)


def undelta(steps: Packed) -> Packed:
    """Values from their zigzag differences."""
    try:
        return packed(list(accumulate(_signed(steps))))
    except (OverflowError, ValueError):
        raise ColumnReader(b"", "references").damaged("a line is negative or too large") from None


def undelta_at(steps: Packed, index: int) -> int:
    """One value from zigzag differences. O(index), nearly all of it in C."""
    value = sum(_signed(steps[: index + 1]))
    if value < 0 or index >= len(steps):
        raise ColumnReader(b"", "references").damaged("a line is negative or missing")
    return value


def _signed(steps: Packed) -> Iterable[int]:
    """Differences from zigzag numbers."""
    if isinstance(steps, bytes):
        return array("b", steps.translate(_SIGNED))
    if steps.itemsize != _PAIR:
        return [step >> 1 ^ -(step & 1) for step in steps]
    # All of them at once, in the lanes of one large number: half of each, with all bits turned if it is odd.
    lanes, order = int.from_bytes(steps.tobytes(), sys.byteorder), sys.byteorder
    ones = int.from_bytes(b"\1\0" * len(steps), "little")
    halves = lanes >> 1 & ones * 0x7FFF
    return array("h", (halves ^ (lanes & ones) * 0xFFFF).to_bytes(_PAIR * len(steps), order))


class PackedTexts:
    """A column of texts as one piece of bytes; each text is decoded when it is asked for."""

    __slots__ = ("_asked", "_blob", "_count", "_starts")

    def __init__(self, source: ColumnReader) -> None:
        self._count = source.number()
        # With a line feed on both sides of each text, a search finds whole texts only.
        self._blob = b"\n%b\n" % source.blob() if self._count else b""
        self._starts: Packed | None = None
        self._asked = 0
        if self._count and self._blob.count(b"\n") != self._count + 1:
            raise source.damaged(f"{self._count} texts are announced, others found")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> str:
        if index >= self._count:
            raise ColumnReader(b"", "text column").damaged(f"it has no text {index}")
        starts = self._starts
        if starts is None and self._asked < FEW:
            self._asked += 1
            text = self._blob.split(b"\n", index + 2)[index + 1]
        else:
            starts = starts if starts is not None else self._offsets()
            text = self._blob[starts[index] : starts[index + 1] - 1]
        return text.decode() if text.isascii() else _decoded(text)

    def get(self, index: int) -> str:
        """A text; empty beyond the last."""
        return self[index] if index < self._count else ""

    def all(self) -> list[str]:
        """All texts."""
        return _decoded(self._blob[1:-1]).split("\n") if self._count else []

    def indexes(self, text: str, end: int | None = None) -> list[int]:
        """Where a text stands before `end`, ascending."""
        found: list[int] = []
        if "\n" in text:
            return found
        wanted = b"\n%b\n" % text.encode("utf-8", "surrogatepass")
        blob = self._blob
        at, index, counted = blob.find(wanted), 0, 0
        while at >= 0:
            index += blob.count(b"\n", counted, at)
            if end is not None and index >= end:
                break
            found.append(index)
            counted = at
            at = blob.find(wanted, at + len(wanted) - 1)
        return found

    def _offsets(self) -> Packed:
        """Where each text begins, and where one more would."""
        if self._starts is None:
            lengths = map(len, self._blob[1:-1].split(b"\n"))
            starts = accumulate(map((1).__add__, lengths), initial=1)
            self._starts = array("H" if len(self._blob) < _WIDE else "I", starts)
        return self._starts


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise ColumnReader(b"", "text column").damaged(f"a text is not UTF-8 ({error.reason})") from None
