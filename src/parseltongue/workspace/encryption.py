"""Which keys a store is read and written with: the configuration, the key file, and what they say together.

The key file stands beside the backend's directory, `<backend>.keys`. It is replaced as a whole and durably,
and is worth nothing without the key that the configuration tells where to find. Keys are in memory only.

A store either is encrypted or is not; there is no mixture, and a configuration that expects the other kind is
an error with a way out, never a silent change.

Source: X1, design section 7, adr/0009, docs/security.md.
"""

from __future__ import annotations

import os

from parseltongue.codec.cipher import KEY_SIZE, Cipher, KeySet
from parseltongue.codec.derivation import DERIVATIONS, Derivation
from parseltongue.codec.keyfile import KeyFile, wrap
from parseltongue.model.errors import (
    AuthenticationError,
    CodecError,
    ConfigError,
    CorruptionError,
    FullError,
    UnavailableError,
)
from parseltongue.workspace.store_keys import keys_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.workspace.config import Config, EncryptionConfig

PASSPHRASE_VARIABLE = "PARSELTONGUE_PASSPHRASE"
KEYRING_SERVICE = "parseltongue"
_LARGEST_KEY_FILE = 4096
_LARGEST_SETS_FILE = 1 << 16
_TEXT_KEYS = (
    'write one with: python3 -c "import secrets; print(secrets.token_hex(32))"; '
    "keep a copy, as without it the store cannot be read"
)


class KeySource:
    """Where the wrapping key comes from.

    Attributes
    ----------
    kind : str
        "key_file", "key_variable", "keyring" or "passphrase".
    name : str
        Path, name of the variable, name in the keyring; for a passphrase, the variable that may hold it.
    """

    __slots__ = ("kind", "name")

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name

    def __str__(self) -> str:
        if self.kind == "passphrase":
            return "the passphrase"
        where = {"key_file": "the key in", "key_variable": "the key in the variable"}
        return f"{where.get(self.kind, 'the keyring entry')} {self.name}"

    @property
    def is_passphrase(self) -> bool:
        return self.kind == "passphrase"


def configured_source(encryption: EncryptionConfig) -> KeySource | None:
    """The source that the configuration names; None if the store is to be plain.

    Raises
    ------
    ConfigError
        It names more than one.
    """
    named = [
        KeySource(kind, value)
        for kind in ("key_file", "key_variable", "keyring")
        if (value := getattr(encryption, kind))
    ]
    if encryption.passphrase:
        named.append(KeySource("passphrase", PASSPHRASE_VARIABLE))
    if len(named) > 1:
        kinds = " and ".join(source.kind for source in named)
        raise ConfigError(f"[storage.encryption] sets {kinds}: a store has one key; remove all but one")
    return named[0] if named else None


def wrapping_key(
    source: KeySource, config: Config, derivation: Derivation | None, *, new: bool = False
) -> bytes:
    """Get the wrapping key; a passphrase is asked for once in the life of `config`.

    Parameters
    ----------
    derivation
        What the key file says about passphrases.
    new
        The passphrase is being chosen: it is asked for twice.

    Raises
    ------
    ConfigError
        There is no key where it should be, or what is there is none.
    AuthenticationError
        The store was encrypted with the other kind, a key or a passphrase.
    """
    if source.is_passphrase != (derivation is not None):
        kind = "a key" if derivation is None else "a passphrase"
        raise AuthenticationError(
            f"the store is encrypted with {kind}, and the configuration names {source}; "
            "correct [storage.encryption]"
        )
    if derivation is None:
        return _READERS[source.kind](source.name, config)
    known = (source.kind, derivation.salt)
    if known not in config.unlocked:
        config.unlocked[known] = derivation.derive(_passphrase(source.name, config, new=new))
    return config.unlocked[known]


def _key_in_file(path: str, config: Config) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST_KEY_FILE)
    except OSError as error:
        raise ConfigError(
            f"the key file {path} cannot be read: {error.strerror}; set storage.encryption.key_file to "
            f"the one that holds the key of the store. For a new store, {_TEXT_KEYS}"
        ) from None
    return content if len(content) == KEY_SIZE else _parsed(content, f"the key file {path}")


def _key_in_variable(name: str, config: Config) -> bytes:
    text = config.env.get(name)
    if not text:
        raise ConfigError(
            f"the variable {name}, which should hold the key of the store, is not set. For a new store, "
            f"{_TEXT_KEYS}"
        )
    return _parsed(text.encode("utf-8", "replace"), f"the variable {name}")


def _key_in_keyring(name: str, config: Config) -> bytes:
    from importlib import import_module

    try:
        keyring = import_module("keyring")
    except ImportError as error:
        raise ConfigError(
            f"the keyring needs the package keyring ({error}); "
            "install it with: pip install 'parseltongue-isg[keyring]'"
        ) from None
    try:
        text = keyring.get_password(KEYRING_SERVICE, name)
    except Exception as error:
        # Each system's keyring has errors of its own.
        raise ConfigError(
            f"the system's keyring cannot be used: {error}; unlock it, or use a key file"
        ) from None
    if not text:
        raise ConfigError(
            f'the keyring has no entry "{name}" of the service {KEYRING_SERVICE}; '
            f"store the key with: keyring set {KEYRING_SERVICE} {name}. For a new store, {_TEXT_KEYS}"
        )
    return _parsed(text.encode("utf-8", "replace"), f'the keyring entry "{name}"')


_READERS = {"key_file": _key_in_file, "key_variable": _key_in_variable, "keyring": _key_in_keyring}


def _parsed(content: bytes, what: str) -> bytes:
    """The key that a text of 64 hexadecimal digits, or of 43 or 44 base64 characters, stands for."""
    from binascii import Error, a2b_base64

    text = content.strip()
    try:
        key = bytes.fromhex(text.decode("ascii")) if len(text) == 2 * KEY_SIZE else a2b_base64(text + b"=")
    except (Error, ValueError):
        key = b""
    if len(key) != KEY_SIZE:
        raise ConfigError(f"{what} holds no key of 32 bytes, in hexadecimal or base64; {_TEXT_KEYS}")
    return key


def _passphrase(variable: str, config: Config, *, new: bool) -> str:
    text = config.env.get(variable)
    if not text and config.ask is not None:
        text = config.ask("New passphrase of the store: " if new else "Passphrase of the store: ")
        if text and new and config.ask("The same again: ") != text:
            raise ConfigError("the two passphrases differ; run the command again")
    if not text:
        raise ConfigError(f"the store needs a passphrase; set {variable}, or run the command in a terminal")
    return text


class Keychain:
    """The key file of one store, and what it and the configuration say together."""

    __slots__ = ("_config", "_derived", "_place", "path")

    def __init__(self, config: Config) -> None:
        self._config = config
        self.path = keys_path(config)
        self._place = self.path.removesuffix(".keys")
        self._derived: dict[str, Derivation] = {}

    @property
    def source(self) -> KeySource | None:
        """Where the configuration says that the wrapping key is."""
        return configured_source(self._config.storage.encryption)

    def read(self) -> KeyFile | None:
        """The key file, None if there is none.

        Raises
        ------
        CodecError, UnavailableError
            It is damaged, or cannot be read.
        """
        try:
            with open(self.path, "rb") as file:
                data = file.read(_LARGEST_SETS_FILE)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(f"the keys of the store, {self.path}, cannot be read: {error}") from None
        try:
            return KeyFile.decode(data, self.path)
        except CorruptionError as error:
            raise CodecError(
                f"{error.args[0].partition(';')[0]}; without it the store cannot be read: restore the file "
                f"from a backup, or remove it together with {self._place}, and analyse again"
            ) from None

    @property
    def current(self) -> int:
        """Number of the set that the store is written with; 0 for a plain store."""
        found = self.read()
        return 0 if found is None else found.current

    def cipher(self, *, stored: bool) -> Cipher | None:
        """What the store is to be read and written with; None for a plain store.

        Parameters
        ----------
        stored
            Whether there is a store. If not and the configuration names a key, a key file is made.

        Raises
        ------
        ConfigError
            The configuration expects the other kind of store, or there is no key where it should be.
        AuthenticationError
            The key is not the one that the store was encrypted with.
        """
        found, source = self.read(), self.source
        encrypted = found is not None and found.current
        if source is None and not encrypted:
            return None
        if source is None:
            raise ConfigError(
                f"the store {self._place} is encrypted, and no key is configured; set key_file, "
                "key_variable, keyring or passphrase in [storage.encryption], or use another --cache-dir"
            )
        if found is None and not stored:
            return Cipher(self._create(source))
        if found is None or not encrypted:
            raise ConfigError(
                f"the store {self._place} is not encrypted, although the configuration names {source}; "
                "encrypt it with `parseltongue storage rekey --full`, or use another --cache-dir"
            )
        sets = self.unwrap(found, source)
        return Cipher(next(one for one in sets if one.number == found.current))

    def unwrap(self, found: KeyFile, source: KeySource) -> list[KeySet]:
        """The key sets of the store.

        Raises
        ------
        ConfigError, AuthenticationError
            As `cipher`.
        """
        key = wrapping_key(source, self._config, found.derivation)
        if found.derivation is not None:
            self._derived[source.name] = found.derivation
        try:
            sets = found.unwrap(key)
        except AuthenticationError as error:
            self._config.unlocked.clear()
            raise AuthenticationError(
                f"the store {self._place} cannot be opened with {source}: {error}, or {self.path} was "
                "altered. Give the right key; without it nothing in the store can be read"
            ) from None
        if found.current and found.current not in [one.number for one in sets]:
            raise CodecError(f"{self.path} does not hold the key set {found.current} that it names")
        return sets

    def _create(self, source: KeySource) -> KeySet:
        """The first key set of a store that is about to be created."""
        first = KeySet.new(1)
        self.write([first], 1, source)
        return first

    def write(self, sets: list[KeySet], current: int, source: KeySource) -> None:
        """Replace the key file, durably.

        Raises
        ------
        ConfigError
            There is no key where `source` says.
        FullError, UnavailableError
            It cannot be written; the old one stands.
        """
        replace_durably(self.path, self.wrapped(sets, current, source))

    def wrapped(self, sets: list[KeySet], current: int, source: KeySource) -> bytes:
        """What a key file says. Raises `ConfigError` like `write`."""
        derivation = self._derived.get(source.name)
        new = derivation is None
        if source.is_passphrase and derivation is None:
            chosen = DERIVATIONS[self._config.storage.encryption.derivation]
            derivation = self._derived[source.name] = chosen.new()
        key = wrapping_key(source, self._config, derivation, new=new)
        return wrap(sets, current, key, derivation)

    def remove(self) -> None:
        """Remove the key file of a store that is plain now."""
        os.unlink(self.path)


def replace_durably(path: str, data: bytes) -> None:
    """Replace a file as a whole; once this returns it survives a power cut.

    Raises
    ------
    FullError, UnavailableError
        It cannot be written; the old one stands.
    """
    temporary = f"{path}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_directory(os.path.dirname(path))
    except OSError as error:
        import errno

        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        kind = FullError if full else UnavailableError
        raise kind(f"cannot write {path}: {error.strerror}") from None


def _sync_directory(directory: str) -> None:
    if os.name != "posix":
        return  # Windows cannot open a directory; it writes the new name through.
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
