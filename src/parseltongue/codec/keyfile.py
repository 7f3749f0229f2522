"""The key file of an encrypted store: its key sets, wrapped by a key that the store does not have.

Layout, normative in docs/design/format.md; primitives as in model/columns.py:

====== ==================================================================================
bytes  content
====== ==================================================================================
5      magic ``PTKF`` and version 1
4      CRC-32 of the rest
...    number: current key set, 0 for none (the store is plain, and about to be encrypted)
...    number: derivation of the wrapping key, 0 none, 1 scrypt, 2 Argon2id; with one *bytes*
       salt and its three numbers (codec/derivation.py)
...    *bytes*: the sets, sealed
====== ==================================================================================

What is sealed: for each set its number in one byte, the data key and the name key. The seal is AES-256-GCM
with a random nonce of 12 bytes in front, bound to everything before it but the CRC. So a key file is opened
as a whole by the right wrapping key, or not at all.

The wrapping key (key-encryption key) is 32 bytes from outside, or made of a passphrase.

Source: X1, design section 7, adr/0009.
"""

from __future__ import annotations

import os
from zlib import crc32

from parseltongue.codec.cipher import KEY_SIZE, KeySet, load_aead
from parseltongue.codec.derivation import read_derivation, write_derivation
from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.errors import AuthenticationError, FormatVersionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.codec.derivation import Derivation

_MAGIC = b"PTKF"
_VERSION = 1
_HEADER = len(_MAGIC) + 1 + 4
_NONCE_SIZE = 12
_SET_SIZE = 1 + 2 * KEY_SIZE


class KeyFile:
    """A key file as it was read: who opens it is known, what is in it not yet.

    Attributes
    ----------
    current : int
        Number of the set that the store is written with; 0 if it is plain.
    derivation : Derivation or None
        How a passphrase opens it; None if a key does.
    """

    __slots__ = ("_bound", "_sealed", "current", "derivation")

    def __init__(self, current: int, derivation: Derivation | None, bound: bytes, sealed: bytes) -> None:
        self.current = current
        self.derivation = derivation
        self._bound = bound
        self._sealed = sealed

    @classmethod
    def decode(cls, data: bytes, what: str) -> KeyFile:
        """Read the file's bytes; `what` names it in messages.

        Raises
        ------
        CorruptionError, FormatVersionError
        """
        body = data[_HEADER:]
        reader = ColumnReader(body, what)
        if len(data) < _HEADER or data[:4] != _MAGIC:
            raise reader.damaged("it does not begin like a key file")
        if data[4] != _VERSION:
            raise FormatVersionError(f"{what} has format {data[4]}, this version knows {_VERSION}; upgrade")
        if crc32(body) != int.from_bytes(data[5:_HEADER], "little"):
            raise reader.damaged("wrong checksum")
        current, derivation = reader.number(), read_derivation(reader)
        sealed = reader.blob()
        reader.finish()
        if current > 255:
            raise reader.damaged(f"a key set of number {current}")
        return cls(current, derivation, _bound(current, derivation), sealed)

    def unwrap(self, key: bytes) -> list[KeySet]:
        """The key sets, by number.

        Raises
        ------
        AuthenticationError
            The file was wrapped with another key, or altered.
        """
        aead, refusals = load_aead(key)
        nonce, sealed = self._sealed[:_NONCE_SIZE], self._sealed[_NONCE_SIZE:]
        try:
            plain: bytes = aead.decrypt(nonce, sealed, self._bound)
        except (refusals, ValueError):
            raise AuthenticationError("the key is not the one that it was encrypted with") from None
        parts = [plain[at : at + _SET_SIZE] for at in range(0, len(plain), _SET_SIZE)]
        return [KeySet(part[0], part[1 : 1 + KEY_SIZE], part[1 + KEY_SIZE :]) for part in parts]


def wrap(sets: list[KeySet], current: int, key: bytes, derivation: Derivation | None = None) -> bytes:
    """The bytes of a key file.

    Parameters
    ----------
    key
        The wrapping key; with a `derivation`, what that gave.
    """
    bound = _bound(current, derivation)
    plain = b"".join(bytes((one.number,)) + one.data + one.name for one in sets)
    nonce = os.urandom(_NONCE_SIZE)
    writer = ColumnWriter()
    writer.blob(nonce + load_aead(key)[0].encrypt(nonce, plain, bound))
    body = bound[len(_MAGIC) + 1 :] + writer.getvalue()
    return _MAGIC + bytes((_VERSION,)) + crc32(body).to_bytes(4, "little") + body


def _bound(current: int, derivation: Derivation | None) -> bytes:
    writer = ColumnWriter()
    writer.number(current)
    write_derivation(writer, derivation)
    return _MAGIC + bytes((_VERSION,)) + writer.getvalue()
