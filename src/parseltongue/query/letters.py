"""Names by length, and which letters are in each: most of what cannot match is left out unseen.

Each letter has a bit, eight letters a byte: the bytes of all names of a length stand one behind the other,
and a question is put to all of them at once, by `bytes.translate` and the arithmetic of long integers. That
is what numpy would be used for, which costs a query 80 ms to import. Where many names have the letters, their
order is looked at as well, place by place. Letters are those of names in lower case; what is left out is
certain not to match, what is left in has to be looked at.
"""

from __future__ import annotations

from functools import cached_property
from itertools import compress, groupby

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_KNOWN = b"abcdefghijklmnopqrstuvwxyz0123456789_"
_LETTERS = frozenset(_KNOWN.decode() + _KNOWN.decode().upper())
_OTHER = len(_KNOWN)
"""The group of all other characters."""
_GROUPS = [_KNOWN.index(code) if code in _KNOWN else _OTHER for code in range(256)]
_TABLES = [
    bytes(1 << group % 8 if group // 8 == plane else 0 for group in _GROUPS)
    for plane in range(_OTHER // 8 + 1)
]
"""What bit a character has in the bytes of a plane."""
_MOST_COUNTED = 3
"""Differences that one plane counts at most: those of all planes have to fit into half a byte."""

_SPARSE = 8
"""Where fewer than one in so many is 1, each is looked for."""
_FEW = 256
"""Where fewer than one in so many has the letters, each is looked at sooner than their order is."""
_MOST_ORDERED = 8
"""Letters whose order is looked at: each has a bit of a byte."""


class SameLength:
    """The names of one length, in their order.

    Attributes
    ----------
    names, folded : list of str
        As they are, and in lower case.
    """

    def __init__(self, names: list[str], folded: list[str]) -> None:
        self.names = names
        self.folded = folded

    @cached_property
    def _columns(self) -> list[bytes]:
        """For each place the letters that the names have there."""
        size, joined = len(self.folded[0]), _bytes("".join(self.folded))
        return [joined[place::size] for place in range(size)]

    @cached_property
    def _planes(self) -> list[bytes]:
        """For each plane the letters of each name."""
        planes = []
        for table in _TABLES:
            found = 0
            for column in self._columns:
                found |= _vector(column.translate(table))
            planes.append(found.to_bytes(len(self.folded), "little"))
        return planes

    def having(self, tables: list[bytes | None], first: bytes | None) -> bytes:
        """For each name 1 if all tables say so of its letters, and one of its first letter, else 0."""
        every = _vector(b"\x01" * len(self.names))
        if first is not None:
            every &= _vector(self._columns[0].translate(first))
        for plane, table in zip(self._planes, tables, strict=True):
            if table is not None:
                every &= _vector(plane.translate(table))
        return every.to_bytes(len(self.names), "little")

    def ordered(self, mask: bytes, order: Order) -> bytes:
        """What of a mask is left of names that have pieces in an order: 1 for each, else 0.

        Each bit of a name's byte stands for a letter: it is set as long as what is sought has been found up
        to that letter, and the letter is the last that was looked at or the end of a piece.
        """
        start, ends = _vector(b"\x01" * len(mask)), _vector(bytes((order.ends,)) * len(mask))
        found = 0
        for column in self._columns:
            # What is shifted out of one name sets the first bit of the next, which is set anyway.
            found = (found << 1 | start) & _vector(column.translate(order.letters)) | found & ends
        return (_vector(found.to_bytes(len(mask), "little").translate(order.found)) & _vector(mask)).to_bytes(
            len(mask), "little"
        )

    def near(self, tables: list[bytes], few: bytes) -> bytes:
        """For each name 1 if a table says so of the sum of what others say of its letters, else 0."""
        total = 0
        for plane, table in zip(self._planes, tables, strict=True):
            total += _vector(plane.translate(table))
        return total.to_bytes(len(self.names), "little").translate(few)

    def chosen(self, mask: bytes) -> tuple[list[str], list[str]]:
        """The names whose place in a mask is 1, as they are and in lower case."""
        if mask.count(1) > len(mask) // _SPARSE:
            return [*compress(self.names, mask)], [*compress(self.folded, mask)]
        places = [*_places(mask)]
        return [self.names[at] for at in places], [self.folded[at] for at in places]


class Order:
    """Pieces of text, one after another with anything between them: the first letters of them.

    Attributes
    ----------
    letters : bytes
        A table: the bits of the letters that a character may be.
    ends : int
        The bits of letters that end a piece.
    found : bytes
        A table: 1 where the bit of the last letter is set, else 0.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        table, bit, self.ends = [0] * 256, 0, 0
        for letter, is_end in [*_letters_of(pieces)][:_MOST_ORDERED]:
            bit = bit << 1 or 1
            table[_bytes(letter)[0]] |= bit
            self.ends |= bit * is_end
        self.ends |= bit
        self.letters = bytes(table)
        self.found = bytes(bool(bits & bit) for bits in range(256))


def _letters_of(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for piece in pieces:
        for at, letter in enumerate(piece, 1):
            yield letter, at == len(piece)


class Letters:
    """All names, by length."""

    def __init__(self, names: list[str], folded: list[str]) -> None:
        # Both sorts are stable and have the same lengths to go by, so that both lists stay side by side.
        names, folded = sorted(names, key=len), sorted(folded, key=len)
        self._classes: dict[int, SameLength] = {}
        at = 0
        for size, group in groupby(map(len, names)):
            end = at + sum(1 for _ in group)
            both = zip(names[at:end], folded[at:end], strict=True)
            self._classes[size] = SameLength(
                names[at:end], [low if low != name else name for name, low in both]
            )
            at = end

    def having(self, letters: str, first: str = "") -> Iterator[tuple[SameLength, bytes]]:
        """The names that may have all of these letters, each as often, and begin with one of `first`.

        They are told by their lengths, the shortest first, as a mask of `SameLength.names`.
        """
        tables = [_table_having(wanted) if wanted else None for wanted in _bits(letters)]
        beginning = _table_of(_bytes(first)) if first else None
        for size, one in self._classes.items():
            if size >= len(letters):
                mask = one.having(tables, beginning)
                if 1 in mask:
                    yield one, mask

    def near(self, text: str, errors: int) -> Iterator[tuple[SameLength, bytes]]:
        """The names that may be a text but for so many typing errors, three at most; as `having` does.

        An error takes one letter away at most, and brings in one at most.
        """
        tables, few = [_table_differing(own) for own in _bits(text)], _table_near(errors)
        for size in range(max(1, len(text) - errors), len(text) + errors + 1):
            one = self._classes.get(size)
            if one is not None:
                mask = one.near(tables, few)
                if 1 in mask:
                    yield one, mask


def in_order(
    likely: Iterable[tuple[SameLength, bytes]], pieces: Sequence[str]
) -> Iterator[tuple[SameLength, bytes]]:
    """Those of some names that may have pieces one behind the other, as `Letters.having` tells them."""
    order = Order(pieces)
    for one, mask in likely:
        left = one.ordered(mask, order) if mask.count(1) > len(mask) // _FEW else mask
        if 1 in left:
            yield one, left


def _places(mask: bytes) -> Iterator[int]:
    at = mask.find(1)
    while at >= 0:
        yield at
        at = mask.find(1, at + 1)


def needed(pattern: str) -> list[str]:
    """Pieces that a name must have for a regular expression to be found in it, in lower case.

    Only what stands outside of brackets is looked at, and nothing where one of several may do.
    """
    if "(?" in pattern or "\\" in pattern.replace("\\.", "").replace("\\b", "").replace("\\w", ""):
        return []
    found, depth, at = [""], 0, 0
    while at < len(pattern):
        character, after = pattern[at], pattern[at + 1 : at + 2]
        literal = not depth and character in _LETTERS and after not in ("*", "?", "{")
        if literal:
            found[-1] += character.lower()
        if not literal or after == "+":
            found.append("")
        if character == "\\":
            at += 1
        elif character == "[":
            at = pattern.find("]", at + (3 if after == "^" else 2))
            if at < 0:
                return []
        elif character == "{":
            at = max(at, pattern.find("}", at))
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and not depth:
            return []
        at += 1
    return [piece for piece in found if piece]


def _bytes(text: str) -> bytes:
    """One byte a character."""
    return text.encode("latin-1", "replace")


def _bits(letters: str) -> list[int]:
    groups = {_GROUPS[code] for code in _bytes(letters)}
    return [sum(1 << group % 8 for group in groups if group // 8 == plane) for plane in range(len(_TABLES))]


def _vector(mask: bytes) -> int:
    return int.from_bytes(mask, "little")


def _table_of(codes: bytes) -> bytes:
    return bytes(code in codes for code in range(256))


def _table_having(wanted: int) -> bytes:
    return bytes(bits & wanted == wanted for bits in range(256))


def _table_differing(own: int) -> bytes:
    """In the lower half of a byte the letters that are too few, in the upper those that are too many."""
    return bytes(
        min(_MOST_COUNTED, (own & ~bits).bit_count()) | min(_MOST_COUNTED, (bits & ~own).bit_count()) << 4
        for bits in range(256)
    )


def _table_near(errors: int) -> bytes:
    return bytes(count & 15 <= errors and count >> 4 <= errors for count in range(256))
