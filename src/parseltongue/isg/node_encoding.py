"""The bytes of nodes, of one or of a whole run of them.

A map of a large tree has millions of entries. Hashed, compared and cut one by one, their Python objects would
cost more than their bytes; here each step is one call that loops in C, over a run of entries small enough to
stay in the processor's cache. What the bytes mean is said in isg/nodes.py, which decodes them.
"""

from __future__ import annotations

from itertools import compress, repeat
from struct import iter_unpack, unpack

from xxhash import xxh3_64_digest

from parseltongue.model.columns import ColumnWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NODE_KIND = 0x4E
"""First byte of a node in this format."""

MAX_ENTRIES = 256
"""Where a run of entries without a boundary is cut; more than five times the mean."""

MAX_LEVEL = 63
"""No honest tree is higher: every level above the leaves at least halves the number of nodes."""

MEAN_ENTRIES = 64
"""One of so many entries is a boundary: its hash is below that part of the range."""

RUN = 4096
"""Entries to encode together."""

_IS_BOUNDARY = bytes(top < 256 // MEAN_ENTRIES for top in range(256))
_WORD = 8
_WORD_SHARES = bytes((64 - min(bits, 64)) >> 3 for bits in range(256))
"""By the bits of two neighbouring words that differ, how many leading bytes agree."""
_WIDEST = 255


def boundaries(keys: Sequence[bytes], level: int) -> Iterable[int]:
    """Numbers, from 1, of the keys that are boundaries of a level; ascending."""
    tops = b"".join(map(xxh3_64_digest, keys, repeat(level)))[::_WORD]
    return compress(range(1, len(keys) + 1), tops.translate(_IS_BOUNDARY))


def encode_node(level: int, keys: list[bytes], values: list[bytes], counts: list[int]) -> bytes:
    """Canonical bytes of a node; `counts` is ignored for a leaf. O(bytes)."""
    return encode_nodes(level, keys, values, counts, [len(keys)])[0]


def encode_nodes(
    level: int, keys: list[bytes], values: list[bytes] | None, counts: list[int], cuts: list[int]
) -> list[bytes]:
    """Canonical bytes of the nodes that a run of entries makes. O(bytes).

    Parameters
    ----------
    keys : list of bytes
        Strictly ascending.
    values : list of bytes or None
        None if all are empty.
    counts : list of int
        Ignored for leaves.
    cuts : list of int
        Where the nodes end, the last at the end of the run.
    """
    starts = [0, *cuts[:-1]]
    shared = _shared_prefixes(keys)
    for start in starts if keys else ():
        shared[start] = 0
    suffixes = [key[size:] for key, size in zip(keys, shared, strict=True)]
    made = []
    for start, end in zip(starts, cuts, strict=True):
        out = ColumnWriter()
        out.number(NODE_KIND)
        out.number(level)
        _write_key_columns(out, keys[start:end], shared[start:end], suffixes[start:end])
        some_values = values[start:end] if values else []
        if level:
            out.column(counts[start:end])
        else:
            _write_lengths(out, some_values)
        made.append(b"".join((out.getvalue(), *suffixes[start:end], *some_values)))
    return made


def _write_key_columns(
    out: ColumnWriter, keys: list[bytes], shared: bytearray | list[int], suffixes: list[bytes]
) -> None:
    length = _common_length(keys)
    out.number(0 if length is None else length + 1)
    out.column(shared)
    if length is None:
        out.column(list(map(len, suffixes)))


def _write_lengths(out: ColumnWriter, values: list[bytes]) -> None:
    length = _common_length(values)
    out.number(0 if length is None else length + 1)
    if length is None:
        out.column(list(map(len, values)))


def _common_length(items: list[bytes]) -> int | None:
    """The length that all items have, if there is one; of no items it is 0."""
    lengths = set(map(len, items))
    if len(lengths) > 1:
        return None
    return lengths.pop() if lengths else 0


def _shared_prefixes(keys: list[bytes]) -> bytearray | list[int]:
    """For each key the length of the prefix that it shares with the key before it (0 for the first)."""
    lengths = list(map(len, keys))
    if len(keys) < 2:
        return [0] * len(keys)
    width = max(lengths)
    if min(lengths) == width:
        return _equal_leading_bytes(b"".join(keys), width)
    padded = b"".join(map(bytes.ljust, keys, repeat(width), repeat(b"\0")))
    equal = iter(_equal_leading_bytes(padded, width))
    return [next(equal), *map(min, lengths, lengths[1:], equal)]


def _equal_leading_bytes(rows: bytes, width: int) -> bytearray | list[int]:
    """For each row how many of its bytes equal those of the row before from the left (0 for the first).

    One XOR of all rows, seen as a big integer, leaves zeros where neighbours agree.
    """
    size = len(rows) - width
    differing = int.from_bytes(rows[:size], "big") ^ int.from_bytes(rows[width:], "big")
    data = differing.to_bytes(size, "big")
    if width == _WORD:
        bits = bytes(map(int.bit_length, unpack(f">{size // _WORD}Q", data)))
        return bytearray(b"\0" + bits.translate(_WORD_SHARES))
    rests = [len(row.lstrip(b"\0")) for (row,) in iter_unpack(f"{width}s", data)]
    if width <= _WIDEST:
        shares = bytes(range(width, -1, -1)).ljust(256)
        return bytearray(b"\0" + bytes(rests).translate(shares))
    return [0, *(width - rest for rest in rests)]
