"""With which keys a store is written: where they are kept wrapped, and the mark by which a backend tells."""

from __future__ import annotations

import os

from parseltongue.codec.envelope import Codec
from parseltongue.isg.keys import KEY_RECORDS, namespace_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.codec.cipher import Cipher
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.workspace.config import Config


def keys_path(config: Config) -> str:
    """The key file of the store of a configuration."""
    directory = os.path.abspath(os.path.expanduser(config.storage.cache_dir))
    return os.path.join(directory, config.storage.backend + ".keys")


def find_cipher(config: Config, *, stored: bool = True) -> Cipher | None:
    """What the store of a configuration is, or would be, read and written with, see `Keychain.cipher`."""
    encryption = config.storage.encryption
    named = encryption.key_file or encryption.key_variable or encryption.keyring or encryption.passphrase
    if not named and not os.path.exists(keys_path(config)):
        return None
    from parseltongue.workspace.encryption import Keychain

    return Keychain(config).cipher(stored=stored)


def naming_cipher(config: Config) -> Cipher | None:
    """What hides names in the store of a configuration, if there is one and it is encrypted.

    Raises
    ------
    ConfigError, AuthenticationError
        Its key is missing or wrong.
    """
    if not os.path.exists(keys_path(config)):
        return None
    from parseltongue.workspace.encryption import Keychain

    return find_cipher(config) if Keychain(config).current else None


def key_record(cipher: Cipher) -> tuple[bytes, bytes]:
    """The (key, value) by which a backend says that it is written with these keys."""
    key = KEY_RECORDS + bytes((cipher.keys.number,))
    return key, Codec(compression="none", cipher=cipher).encode(b"", key)


def mark_with_keys(backend: StorageBackend, cipher: Cipher | None) -> None:
    """Let an empty backend say with which keys it is written."""
    if cipher is not None and next(backend.scan(b"", None), None) is None:
        backend.write([key_record(cipher)], durable=True)


def bears_keys(backend: StorageBackend) -> bool:
    """Whether a backend says that it is written with keys, whichever they are."""
    return next(backend.scan(KEY_RECORDS, namespace_end(KEY_RECORDS)), None) is not None


def bears_mark(backend: StorageBackend, cipher: Cipher, what: str) -> bool:
    """Whether a backend says that it is written with keys of that number.

    Raises
    ------
    AuthenticationError
        It is not with these, but with others of the same number.
    CorruptionError
        What it says is damaged.
    """
    key, _ = key_record(cipher)
    record = backend.get(key)
    if record is not None:
        Codec(cipher=cipher).decode(record, key, what=what)
    return record is not None
