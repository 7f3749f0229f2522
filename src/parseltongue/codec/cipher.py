"""Sealing values and hiding names: what an encrypted store does that a plain one does not.

A key set holds a data key, which seals values with AES-256-GCM, and a name key, under which names are hashed.
Sealed bytes, normative in docs/design/format.md:

====== ============================================
bytes  content
====== ============================================
1      number of the key set
12     nonce, random
...    ciphertext, as long as what was sealed
16     tag
====== ============================================

The tag covers the number and what the value is bound to, so that a value under another key, or sealed by
another store, is refused. Nonces are random: one data key is good for 2**32 values.

Source: X1, design section 7, adr/0009.
"""

from __future__ import annotations

import os

from blake3 import blake3

from parseltongue.model.errors import AuthenticationError, ConfigError
from parseltongue.model.ids import DIGEST_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEY_SIZE = 32
"""Bytes of every key."""
OVERHEAD = 1 + 12 + 16
"""Bytes that sealing adds."""
_NONCE_SIZE = 12
_HEAD = 1 + _NONCE_SIZE


class KeySet:
    """The keys that one store is written with. Secret: never print or store it as it is.

    Attributes
    ----------
    number : int
        1 to 255; stands in front of everything that was sealed with it.
    data, name : bytes
        Keys of `KEY_SIZE` bytes.
    """

    __slots__ = ("data", "name", "number")

    def __init__(self, number: int, data: bytes, name: bytes) -> None:
        self.number = number
        self.data = data
        self.name = name

    @classmethod
    def new(cls, number: int) -> KeySet:
        """A set of random keys."""
        return cls(number, os.urandom(KEY_SIZE), os.urandom(KEY_SIZE))

    def __repr__(self) -> str:
        return f"<KeySet {self.number}>"


class Cipher:
    """Seals, opens and hides with one key set. Safe for threads.

    Raises
    ------
    ConfigError
        The package `cryptography` is not installed.
    """

    __slots__ = ("_aead", "_number", "_refusals", "keys")

    def __init__(self, keys: KeySet) -> None:
        self.keys = keys
        self._number = bytes((keys.number,))
        self._aead, self._refusals = load_aead(keys.data)

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Encrypt bytes; only `open` with the same `bound` gives them back."""
        nonce = os.urandom(_NONCE_SIZE)
        sealed: bytes = self._aead.encrypt(nonce, plain, self._number + bound)
        return self._number + nonce + sealed

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """What was sealed.

        Raises
        ------
        AuthenticationError
            It was sealed with other keys, bound to something else, or altered.
        """
        if len(sealed) < OVERHEAD or sealed[0] != self.keys.number:
            raise AuthenticationError("it was encrypted with other keys than those at hand")
        try:
            plain: bytes = self._aead.decrypt(sealed[1:_HEAD], sealed[_HEAD:], self._number + bound)
        except self._refusals:
            raise AuthenticationError("it was encrypted with other keys, or altered") from None
        return plain

    def hide(self, name: bytes) -> bytes:
        """`DIGEST_SIZE` bytes that stand for a name; without the name key they tell nothing about it."""
        return blake3(name, key=self.keys.name).digest(DIGEST_SIZE)


def load_aead(key: bytes) -> tuple[Any, type[Exception]]:
    """AES-256-GCM with a key, and what it raises for bytes that it refuses.

    Raises
    ------
    ConfigError
        The package `cryptography` is not installed.
    """
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise ConfigError(
            f"encryption needs the package cryptography ({error}); "
            "install it with: pip install 'parseltongue-isg[encryption]'"
        ) from None
    return AESGCM(key), InvalidTag
