"""The envelope of every stored record: what it is, whether it is whole, and its compressed bytes.

Layout, little-endian (normative in docs/design/format.md):

====== ============================================================================================
bytes  content
====== ============================================================================================
1      high nibble 0xE, low nibble the format version (1)
1      low 3 bits compression (0 none, 1 zstd, 2 lz4); 0x08 a dictionary id follows; high nibble cipher
4      low half of XXH3-64 over all that follows, seeded with the first two bytes
0 or 3 dictionary id, if flagged
...    body
====== ============================================================================================

The first six bytes keep their place and meaning in every format version, so that damage is told from a
newer version. A cipher other than 0 is refused by this version; its key id will precede the body. The
checksum finds accidents; that a record is the one asked for is the business of its digest.

Overhead: 6 bytes, 9 with a dictionary; a zstd frame has 2 or 3 of its own.
"""

from __future__ import annotations

from xxhash import xxh3_64_intdigest

from parseltongue.codec.compression import (
    COMPRESSION_IDS,
    LZ4,
    NONE,
    ZSTD,
    Zstd,
    checked_level,
    lz4_compress,
    lz4_decompress,
)
from parseltongue.codec.dictionary import dictionary_id
from parseltongue.model.errors import (
    CodecError,
    CorruptionError,
    FormatVersionError,
    ParseltongueError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT_VERSION = 1
LARGEST_PLAIN = 64 << 20

_HEADER = 6
_MAGIC = 0xE0
_FIRST = _MAGIC | FORMAT_VERSION
_DICTIONARY = 0x08
_ID_BYTES = 3
_COMPRESSION_MASK = 0x07


class Codec:
    """Turns plain records into envelopes and back. Safe for threads.

    Parameters
    ----------
    compression
        "zstd", "lz4" or "none". A record that it does not make smaller is stored plain. Every codec
        decodes every compression.
    level
        Of the compression: zstd 1 to 22 (default 3), lz4 0 to 16 (default 0).
    dictionary
        zstd dictionary for encoding, from `train_dictionary`; empty for none.
    dictionaries
        Finds a dictionary by the id in an envelope; raises a `ParseltongueError` if there is none.
    largest
        Bytes that one plain record may have, in either direction.

    Raises
    ------
    ConfigError
        The compression or its level does not exist.
    """

    __slots__ = ("_compression", "_dictionary_id", "_find", "_largest", "_level", "_zstd")

    def __init__(
        self,
        *,
        compression: str = "zstd",
        level: int | None = None,
        dictionary: bytes = b"",
        dictionaries: Callable[[int], bytes] | None = None,
        largest: int = LARGEST_PLAIN,
    ) -> None:
        self._level = checked_level(compression, level)
        self._compression = COMPRESSION_IDS[compression]
        self._largest = largest
        self._find = dictionaries
        self._dictionary_id = 0
        self._zstd = Zstd(self._level, None if dictionaries is None else self._checked_dictionary)
        if dictionary and self._compression == ZSTD:
            self._dictionary_id = dictionary_id(dictionary)
            self._zstd.add_dictionary(self._dictionary_id, dictionary)

    def encode(self, plain: bytes) -> bytes:
        """The envelope of a record. Not canonical: name records by their plain bytes.

        Raises
        ------
        CodecError
            The record is larger than `largest`.
        """
        if len(plain) > self._largest:
            raise CodecError(f"a record of {len(plain)} bytes exceeds the limit of {self._largest}; split it")
        codecs, body = self._compressed(plain)
        if len(body) >= len(plain):
            codecs, body = NONE, plain
        return bytes((_FIRST, codecs)) + _checksum(_FIRST, codecs, body) + body

    def _compressed(self, plain: bytes) -> tuple[int, bytes]:
        """The second header byte, and all that follows the checksum."""
        if self._compression == ZSTD:
            identifier = self._dictionary_id
            body = self._zstd.compress(plain, identifier)
            if identifier:
                return ZSTD | _DICTIONARY, identifier.to_bytes(_ID_BYTES, "little") + body
            return ZSTD, body
        if self._compression == LZ4:
            return LZ4, lz4_compress(plain, self._level)
        return NONE, plain

    def decode(self, envelope: bytes, *, what: str) -> bytes:
        """The plain record of an envelope; `what` names it in messages.

        Raises
        ------
        CorruptionError
            The envelope is damaged, or its plain size exceeds `largest`.
        FormatVersionError
            It is whole, but of a format, compression or cipher unknown to this version.
        CodecError
            Its dictionary cannot be had.
        """
        body = envelope[_HEADER:]
        try:
            if len(envelope) < _HEADER or envelope[2:_HEADER] != _checksum(envelope[0], envelope[1], body):
                raise CorruptionError("its checksum does not match")
            return self._decoded(envelope[0], envelope[1], body)
        except ParseltongueError as error:
            raise type(error)(f"cannot read {what}: {error}") from error

    def _decoded(self, first: int, codecs: int, body: bytes) -> bytes:
        if first != _FIRST:
            raise _unknown(f"record format 0x{first:02x}")
        identifier = 0
        if codecs & _DICTIONARY:
            identifier = int.from_bytes(body[:_ID_BYTES], "little")
            body = body[_ID_BYTES:]
        kind = codecs & ~_DICTIONARY
        if kind == ZSTD:
            return self._zstd.decompress(body, identifier, self._largest)
        if kind == NONE and not identifier:
            return body
        if kind == LZ4 and not identifier:
            return lz4_decompress(body, self._largest)
        raise _unknown(f"record codecs 0x{codecs:02x}")

    def _checked_dictionary(self, identifier: int) -> bytes:
        found = self._find(identifier) if self._find else b""
        if dictionary_id(found) != identifier:
            raise CorruptionError(f"the dictionary {identifier:06x} is damaged or missing")
        return found


def _checksum(first: int, codecs: int, body: bytes) -> bytes:
    return (xxh3_64_intdigest(body, first << 8 | codecs) & 0xFFFFFFFF).to_bytes(4, "little")


def _unknown(what: str) -> FormatVersionError:
    return FormatVersionError(f"{what} is unknown to this version; upgrade, or rebuild the store")
