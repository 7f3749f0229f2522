"""Column encoding shared by every stored record: little-endian integers as narrow as they can be.

A record is written by one `ColumnWriter` and read back by one `ColumnReader` in the same order; nothing
in the bytes says what comes next. Equal values always give equal bytes, which is what lets objects be
named by their digest. A reader treats its bytes as hostile: every length is checked against what is
left, and anything wrong is a `CorruptionError`, never an assertion or an `IndexError`.

Layout (normative in docs/design/format.md):

- *number*: unsigned LEB128 varint.
- *column*: number `n`; if `n > 0`, one width byte (1, 2, 4 or 8), then `n` integers of that width. The
  width is the narrowest that holds the largest value.
- *bytes*: number of bytes, then the bytes.
- *texts*: number `n`; if `n > 0`, *bytes* holding the `n` UTF-8 texts joined by U+000A, which no text may
  contain. Lone surrogates (from undecodable file names) are kept by `surrogatepass`.
"""

from __future__ import annotations

import sys
from array import array

from parseltongue.model.errors import CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Packed = bytes | array[int]
    """A decoded column that is not a list."""

_TYPECODES = {1: "B", 2: "H", 4: "I", 8: "Q"}
_SWAP = sys.byteorder == "big"


class ColumnWriter:
    """Append values, then take the bytes with `getvalue`."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def number(self, value: int) -> None:
        """One unsigned integer of any size."""
        if value < 0x80:
            self._parts.append(value.to_bytes(1, "little"))
            return
        out = bytearray()
        while value >= 0x80:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
        self._parts.append(bytes(out))

    def column(self, values: list[int] | bytearray) -> None:
        """Unsigned integers below 2**64."""
        self.number(len(values))
        if not values:
            return
        if isinstance(values, bytearray):
            self._parts.append(b"\x01" + values)
            return
        largest = max(values)
        if largest < 0x100:
            self._parts.append(b"\x01" + bytes(values))
            return
        width = 2 if largest < 0x10000 else 4 if largest < 0x100000000 else 8
        packed = array(_TYPECODES[width], values)
        if _SWAP:
            packed.byteswap()
        self._parts.append(width.to_bytes(1, "little") + packed.tobytes())

    def packed(self, values: Packed) -> None:
        """A column as it lies, of the width that it has."""
        self.number(len(values))
        if not values:
            return
        if isinstance(values, bytes):
            self._parts.append(b"\x01" + values)
            return
        if _SWAP:
            values = array(values.typecode, values)
            values.byteswap()
        self._parts.append(values.itemsize.to_bytes(1, "little") + values.tobytes())

    def blob(self, value: bytes) -> None:
        """Bytes of any content."""
        self.number(len(value))
        self._parts.append(value)

    def texts(self, values: list[str]) -> None:
        """A list of texts without line feeds."""
        self.number(len(values))
        if values:
            joined = "\n".join(values)
            if joined.count("\n") != len(values) - 1:
                raise ValueError("a text in a text column contains a line feed")
            self.blob(joined.encode("utf-8", "surrogatepass"))

    def getvalue(self) -> bytes:
        return b"".join(self._parts)


class ColumnReader:
    """Read what a `ColumnWriter` wrote, in the same order."""

    __slots__ = ("_data", "_position", "_what")

    def __init__(self, data: bytes, what: str = "record") -> None:
        self._data = data
        self._position = 0
        self._what = what

    def damaged(self, detail: str) -> CorruptionError:
        return CorruptionError(
            f"damaged {self._what}: {detail}; run `parseltongue verify`, then `parseltongue analyze`"
        )

    def number(self) -> int:
        data, position = self._data, self._position
        if position >= len(data):
            raise self.damaged("it ends before a number")
        value = data[position]
        position += 1
        if value >= 0x80:
            value &= 0x7F
            shift = 7
            while True:
                if position >= len(data) or shift > 63:
                    raise self.damaged("a number does not end")
                byte = data[position]
                position += 1
                value |= (byte & 0x7F) << shift
                if byte < 0x80:
                    break
                shift += 7
        self._position = position
        return value

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        start = self._position
        if size > len(self._data) - start:
            raise self.damaged(f"{size} bytes are announced, {len(self._data) - start} are left")
        self._position = start + size
        return self._data[start : start + size]

    def rest(self) -> bytes:
        """What is left, for another reader."""
        return self._data[self._position :]

    def column(self) -> list[int]:
        return list(self.packed())

    def packed(self) -> Packed:
        """A column in place of a list: a fraction of the memory, and searched without decoding it."""
        return self.packed_at(*self._span())

    def packed_at(self, count: int, width: int, end: int) -> Packed:
        """A column that `spans` has passed over."""
        data = self._data[end - count * width : end]
        if width <= 1:
            return data
        packed = array(_TYPECODES[width], data)
        if _SWAP:
            packed.byteswap()
        return packed

    def _span(self) -> tuple[int, int, int]:
        """Pass over a column: how many integers it has, of how many bytes, and where it ends."""
        return self.spans(1)[0]

    def spans(self, columns: int) -> list[tuple[int, int, int]]:
        """Pass over some columns: of each how many integers it has, of how many bytes, and where it ends.

        What `packed_at` takes. Questions open thousands of columns, and a call for each would show.
        """
        data, position = self._data, self._position
        size = len(data)
        found = []
        for _ in range(columns):
            # Most counts are one byte or two.
            count = data[position] if position < size else 0x80
            position += 1
            if count >= 0x80:
                high = data[position] if position < size else 0x80
                if high < 0x80:
                    count += (high << 7) - 0x80
                    position += 1
                else:
                    self._position = position - 1
                    count = self.number()
                    position = self._position
            width = 0
            if count:
                width = data[position] if position < size else 0
                if width not in _TYPECODES:
                    has_width = position < size
                    raise self.damaged(
                        f"a column has width {width}" if has_width else "a column has no width"
                    )
                position += 1 + count * width
                if position > size:
                    left = size - position + count * width
                    raise self.damaged(f"{count * width} bytes are announced, {left} are left")
            found.append((count, width, position))
        self._position = position
        return found

    def blob(self) -> bytes:
        return self.take(self.number())

    def texts(self) -> list[str]:
        count = self.number()
        if not count:
            return []
        try:
            values = self.blob().decode("utf-8", "surrogatepass").split("\n")
        except UnicodeDecodeError as error:
            raise self.damaged(f"a text is not UTF-8 ({error.reason})") from None
        if len(values) != count:
            raise self.damaged(f"{count} texts are announced, {len(values)} found")
        return values

    def skip_texts(self) -> None:
        """Pass over what `texts` would read."""
        if self.number():
            self.blob()

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._position

    def finish(self) -> None:
        """Check that nothing is left over."""
        if self._position != len(self._data):
            raise self.damaged(f"{len(self._data) - self._position} bytes too many")
