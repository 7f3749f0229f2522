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

With cipher 1, dictionary id and body are sealed (codec/cipher.py), bound to the first two bytes and to the
backend key; the checksum is over the sealed bytes, so that damage is told from a wrong key.

The first six bytes keep their place and meaning in every format version, so that damage is told from a
newer version. The checksum finds accidents; that a record is the one asked for is the business of its digest,
and of its seal if it has one.

Overhead: 6 bytes, 9 with a dictionary, and 29 for a seal; a zstd frame has 2 or 3 of its own.
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
    AuthenticationError,
    CodecError,
    CorruptionError,
    FormatVersionError,
    ParseltongueError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.codec.cipher import Cipher

FORMAT_VERSION = 1
LARGEST_PLAIN = 64 << 20

_HEADER = 6
_MAGIC = 0xE0
_FIRST = _MAGIC | FORMAT_VERSION
_DICTIONARY = 0x08
_ID_BYTES = 3
_COMPRESSION_MASK = 0x07
_CIPHER_MASK = 0xF0
_AES_256_GCM = 0x10


class Codec:
    """Turns plain records into envelopes and back, and says how names are hidden. Safe for threads.

    A codec belongs to one store: everything above asks it how a record is to be stored, and under which name
    (`isg.keys`), and need not know whether the store is encrypted.

    Parameters
    ----------
    compression
        "zstd", "lz4" or "none". A record that it does not make smaller is stored plain. Every codec
        decodes every compression.
    level
        Of the compression: zstd 1 to 22 (default 6), lz4 0 to 16 (default 0).
    dictionary
        zstd dictionary for encoding, from `train_dictionary`; empty for none.
    dictionaries
        Finds a dictionary by the id in an envelope; raises a `ParseltongueError` if there is none.
    largest
        Bytes that one plain record may have, in either direction.
    cipher
        Seals every record. Then only sealed records are accepted.

    Attributes
    ----------
    hide : callable or None
        Keyed hash of a name; None if names stay as they are.

    Raises
    ------
    ConfigError
        The compression or its level does not exist.
    """

    __slots__ = ("_cipher", "_compression", "_dictionary_id", "_find", "_largest", "_level", "_zstd", "hide")

    def __init__(
        self,
        *,
        compression: str = "zstd",
        level: int | None = None,
        dictionary: bytes = b"",
        dictionaries: Callable[[int], bytes] | None = None,
        largest: int = LARGEST_PLAIN,
        cipher: Cipher | None = None,
    ) -> None:
        self._cipher = cipher
        self.hide: Callable[[bytes], bytes] | None = None if cipher is None else cipher.hide
        self._level = checked_level(compression, level)
        self._compression = COMPRESSION_IDS[compression]
        self._largest = largest
        self._find = dictionaries
        self._dictionary_id = 0
        self._zstd = Zstd(self._level, None if dictionaries is None else self._checked_dictionary)
        if dictionary and self._compression == ZSTD:
            self._dictionary_id = dictionary_id(dictionary)
            self._zstd.add_dictionary(self._dictionary_id, dictionary)

    def encode(self, plain: bytes, key: bytes) -> bytes:
        """The envelope of a record that will stand under `key`. Not canonical: name records by their plain
        bytes.

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
        return self.seal(codecs, body, key)

    def seal(self, codecs: int, body: bytes, key: bytes) -> bytes:
        """The envelope of what `open` gave, perhaps by another codec and for another key."""
        if self._cipher is not None:
            codecs |= _AES_256_GCM
            body = self._cipher.seal(body, bytes((_FIRST, codecs)) + key)
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

    def decode(self, envelope: bytes, key: bytes, *, what: str) -> bytes:
        """The plain record of the envelope under `key`; `what` names it in messages.

        Raises
        ------
        CorruptionError
            The envelope is damaged, or its plain size exceeds `largest`.
        FormatVersionError
            It is whole, but of a format, compression or cipher unknown to this version.
        AuthenticationError
            It was sealed with other keys, stood under another key, was altered, or is not sealed as all
            records of its store are.
        CodecError
            Its dictionary cannot be had.
        """
        try:
            return self.plain(*self._opened(envelope, key))
        except ParseltongueError as error:
            raise type(error)(f"cannot read {what}: {error}") from error

    def open(self, envelope: bytes, key: bytes, *, what: str) -> tuple[int, bytes]:
        """What is in an envelope, still compressed: its codecs and its body. Raises like `decode`."""
        try:
            return self._opened(envelope, key)
        except ParseltongueError as error:
            raise type(error)(f"cannot read {what}: {error}") from error

    def wrote(self, envelope: bytes) -> bool:
        """Whether an envelope is one of this codec's store, going by its seal; a damaged one counts as such.

        While a store is given new keys, it holds records of both, and each reader passes over the other's.
        """
        own = 0 if self._cipher is None else self._cipher.keys.number
        return key_set_of(envelope) == own or not _is_whole(envelope)

    def _opened(self, envelope: bytes, key: bytes) -> tuple[int, bytes]:
        body = envelope[_HEADER:]
        if not _is_whole(envelope):
            raise CorruptionError("its checksum does not match")
        first, codecs = envelope[0], envelope[1]
        if first != _FIRST:
            raise _unknown(f"record format 0x{first:02x}")
        sealed = codecs & _CIPHER_MASK
        if sealed not in (0, _AES_256_GCM):
            raise _unknown(f"record codecs 0x{codecs:02x}")
        if self._cipher is None:
            if sealed:
                raise AuthenticationError("it is encrypted, and no key is at hand")
            return codecs, body
        if not sealed:
            raise AuthenticationError("it is not encrypted, as everything in this store must be")
        return codecs & ~_CIPHER_MASK, self._cipher.open(body, envelope[:2] + key)

    def plain(self, codecs: int, body: bytes) -> bytes:
        """The plain record of what `open` gave. Raises like `decode`."""
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


class FamilyCodec:
    """Encodes records of one beginning with a codec of their own, and does all else alike.

    Parameters
    ----------
    mark
        What the records begin with that `marked` encodes: what they repeat is another thing than what the
        others do, so they have another dictionary.
    marked, others
        Of one store. `others` encodes all other records, and decodes everything.
    """

    __slots__ = ("_mark", "_marked", "_others", "decode", "hide", "open", "plain", "seal", "wrote")

    def __init__(self, mark: bytes, marked: Codec, others: Codec) -> None:
        self._mark = mark
        self._marked = marked
        self._others = others
        self.decode, self.open, self.plain = others.decode, others.open, others.plain
        self.hide, self.seal, self.wrote = others.hide, others.seal, others.wrote

    def encode(self, plain: bytes, key: bytes) -> bytes:
        """The envelope of a record; see `Codec.encode`."""
        codec = self._marked if plain.startswith(self._mark) else self._others
        return codec.encode(plain, key)


def key_set_of(envelope: bytes) -> int:
    """Number of the key set that an envelope is sealed with; 0 if it is not sealed."""
    sealed = len(envelope) > _HEADER and envelope[0] == _FIRST and envelope[1] & _CIPHER_MASK == _AES_256_GCM
    return envelope[_HEADER] if sealed else 0


def _is_whole(envelope: bytes) -> bool:
    if len(envelope) < _HEADER:
        return False
    return envelope[2:_HEADER] == _checksum(envelope[0], envelope[1], envelope[_HEADER:])


def _checksum(first: int, codecs: int, body: bytes) -> bytes:
    return (xxh3_64_intdigest(body, first << 8 | codecs) & 0xFFFFFFFF).to_bytes(4, "little")


def _unknown(what: str) -> FormatVersionError:
    return FormatVersionError(f"{what} is unknown to this version; upgrade, or rebuild the store")
