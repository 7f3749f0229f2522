"""How a passphrase becomes the key that wraps the keys of a store.

scrypt is in the standard library and opens everywhere. Argon2id resists special hardware better and needs a
`cryptography` whose OpenSSL has it. The parameters stand in the key file, which may be hostile: what they
may make us spend is limited.

Source: X1, adr/0009; RFC 7914, RFC 9106.
"""

from __future__ import annotations

import os

from parseltongue.codec.cipher import KEY_SIZE
from parseltongue.model.errors import ConfigError, FormatVersionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from parseltongue.model.columns import ColumnReader, ColumnWriter

_SALT_SIZE = 16
_LARGEST_MEMORY = 256 << 20
"""Bytes that a derivation may use; 4 GB would be asked for with less care."""


class Scrypt:
    """2**log_n × r × 128 bytes of memory, p times: 0.1 s and 32 MB by default."""

    __slots__ = ("log_n", "p", "r", "salt")

    number = 1
    """What it is called in a key file."""

    def __init__(self, salt: bytes, log_n: int = 15, r: int = 8, p: int = 1) -> None:
        self.salt = salt
        self.log_n = log_n
        self.r = r
        self.p = p

    @classmethod
    def new(cls) -> Self:
        """With a random salt."""
        return cls(os.urandom(_SALT_SIZE))

    @property
    def parameters(self) -> tuple[int, ...]:
        """As they stand in a key file."""
        return self.log_n, self.r, self.p

    @property
    def is_bearable(self) -> bool:
        """Whether the parameters ask for no more work and memory than an honest file would."""
        return (
            0 < self.log_n <= 20
            and 0 < self.r <= 32
            and 0 < self.p <= 4
            and 128 * self.r << self.log_n <= _LARGEST_MEMORY
        )

    def derive(self, passphrase: str) -> bytes:
        """The wrapping key."""
        from hashlib import scrypt

        return scrypt(
            passphrase.encode("utf-8", "surrogatepass"),
            salt=self.salt,
            n=1 << self.log_n,
            r=self.r,
            p=self.p,
            maxmem=(128 * self.r << self.log_n) + (1 << 20),
            dklen=KEY_SIZE,
        )


class Argon2id:
    """`memory` KB, gone through `passes` times in `lanes`: RFC 9106's choice for little memory, 0.1 s."""

    __slots__ = ("lanes", "memory", "passes", "salt")

    number = 2
    """What it is called in a key file."""

    def __init__(self, salt: bytes, memory: int = 64 << 10, passes: int = 3, lanes: int = 4) -> None:
        self.salt = salt
        self.memory = memory
        self.passes = passes
        self.lanes = lanes

    @classmethod
    def new(cls) -> Self:
        """With a random salt."""
        return cls(os.urandom(_SALT_SIZE))

    @property
    def parameters(self) -> tuple[int, ...]:
        """As they stand in a key file."""
        return self.memory, self.passes, self.lanes

    @property
    def is_bearable(self) -> bool:
        """Whether the parameters are possible, and ask for no more than an honest file would."""
        return (
            0 < self.passes <= 16
            and 0 < self.lanes <= 16
            and 8 * self.lanes <= self.memory <= _LARGEST_MEMORY >> 10
            and len(self.salt) >= 8
        )

    def derive(self, passphrase: str) -> bytes:
        """The wrapping key.

        Raises
        ------
        ConfigError
            The installed `cryptography` has no Argon2id.
        """
        try:
            from cryptography.exceptions import UnsupportedAlgorithm
            from cryptography.hazmat.primitives.kdf.argon2 import Argon2id as Function
        except ImportError as error:
            raise _unavailable(error) from None
        try:
            function = Function(
                salt=self.salt,
                length=KEY_SIZE,
                iterations=self.passes,
                lanes=self.lanes,
                memory_cost=self.memory,
            )
        except UnsupportedAlgorithm as error:
            raise _unavailable(error) from None
        return function.derive(passphrase.encode("utf-8", "surrogatepass"))


Derivation = Scrypt | Argon2id
DERIVATIONS: dict[str, type[Scrypt] | type[Argon2id]] = {"scrypt": Scrypt, "argon2id": Argon2id}
"""By the name that the configuration has for them."""

_NONE = 0
_BY_NUMBER = {kind.number: kind for kind in DERIVATIONS.values()}


def write_derivation(writer: ColumnWriter, derivation: Derivation | None) -> None:
    """Say how a passphrase becomes the wrapping key; None if it is a key itself."""
    writer.number(_NONE if derivation is None else derivation.number)
    if derivation is not None:
        writer.blob(derivation.salt)
        for value in derivation.parameters:
            writer.number(value)


def read_derivation(reader: ColumnReader) -> Derivation | None:
    """What `write_derivation` said. Raises `CorruptionError`, `FormatVersionError`."""
    number = reader.number()
    if number == _NONE:
        return None
    if number not in _BY_NUMBER:
        raise FormatVersionError(
            f"the key file uses key derivation {number}, unknown to this version; upgrade"
        )
    found = _BY_NUMBER[number](reader.blob(), reader.number(), reader.number(), reader.number())
    if not found.is_bearable:
        raise reader.damaged("it asks for an impossible amount of work or memory")
    return found


def _unavailable(error: Exception) -> ConfigError:
    return ConfigError(
        f"Argon2id is not in the installed cryptography package ({error}); install another with "
        "`pip install 'cryptography>=44'`, whose wheels have it, or take scrypt: "
        "[storage.encryption] derivation"
    )
