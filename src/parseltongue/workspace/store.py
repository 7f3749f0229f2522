"""The store of a machine: one backend in the cache directory, shared by all workspaces.

Layout of the cache directory::

    format           version of this layout, a line of text
    <backend>/       the backend's own files
    <backend>.keys   of an encrypted store, its keys, wrapped
    locks/           lock files
    workspaces/      one stat index per workspace

Readers never lock. A writer takes the store lock, opens the backend for one batch and closes it again, so
that no process, however long it lives, keeps another one from writing.
"""

from __future__ import annotations

import os

from parseltongue.codec.envelope import Codec
from parseltongue.isg.dictionaries import FACTS, GRAPH, Dictionaries
from parseltongue.isg.facts_cache import FactsCache
from parseltongue.isg.keys import KEY_RECORDS, namespace_end
from parseltongue.isg.leases import Leases
from parseltongue.isg.objects import Objects
from parseltongue.isg.refs import Refs
from parseltongue.model.errors import (
    AuthenticationError,
    CodecError,
    CorruptionError,
    FormatVersionError,
    FullError,
    StorageError,
    UnavailableError,
)  # fmt: skip
from parseltongue.storage.backend import allocated_bytes
from parseltongue.storage.files import make_private, open_private
from parseltongue.storage.place import check_file_system, require_own
from parseltongue.storage.registry import backend_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.codec.cipher import Cipher
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.storage.locking import LockHolder, ProcessLock
    from parseltongue.workspace.config import Config

    OnWait = Callable[[LockHolder | None, str], None]

LAYOUT_VERSION = 1
_LEAST_SAMPLES = 250_000
"""Bytes of records below which a dictionary would cost more than it saves."""
_DICTIONARY_SIZE = 64 << 10
_INDEX_KEY = b"index"
"""What the envelopes of stat indexes are bound to; they stand in files, under no key of the backend."""
_CACHE_BYTES = 256 << 10
"""Plaintext kept by `objects`: little, as maps and views keep what they have decoded."""


class Store:
    """A store opened for reading, with the means to write batches.

    Attributes
    ----------
    backend : StorageBackend
        Opened for reading; sees later commits after `refresh`.
    objects, refs, facts_cache
        On that backend.
    codec, facts_codec
        Encode links and maps, and what extraction makes; both decode everything.
    cipher
        Seals everything that the store writes; None in a plain store.
    """

    def __init__(self, config: Config, *, on_wait: OnWait | None = None) -> None:
        self.directory = os.path.abspath(os.path.expanduser(config.storage.cache_dir))
        self.config = config
        self._on_wait = on_wait
        self._kind = backend_named(config.storage.backend)
        self._options = config.backend_options(self._kind.options)
        self._data = os.path.join(self.directory, config.storage.backend)
        self.notices: list[str] = []
        self._dictionaries = {FACTS: b"", GRAPH: b""}
        self.cipher: Cipher | None = None
        self.backend: StorageBackend
        self.codec: Codec
        self.facts_codec: Codec

    # -- opening ------------------------------------------------------------------------------------------

    @property
    def exists(self) -> bool:
        """Whether there is a store of this backend in the directory, which must not be somebody else's."""
        require_own(self.directory)
        return self._kind.exists(self._data)

    def open(self) -> Store:
        """Open an existing store for reading.

        Raises
        ------
        UnavailableError, CorruptionError, FormatVersionError
        ConfigError, AuthenticationError
            Its key is missing or wrong, or it is not encrypted as the configuration has it.
        """
        self._check_place()
        self._check_layout()
        self.cipher = find_cipher(self.config, stored=True)
        self.backend = self._kind.open(self._data, mode="read", options=self._options)
        try:
            self._check_keys()
            self.attach()
        except BaseException:
            self.backend.close()
            raise
        return self

    def create(self) -> Store:
        """Create the store if there is none, and open it; one that cannot be opened is set aside.

        Raises
        ------
        UnavailableError, FullError, LockedError, FormatVersionError
        ConfigError, AuthenticationError
            As `open`.
        """
        self._check_place()
        try:
            make_private(os.path.join(self.directory, "workspaces"))
        except UnavailableError as error:
            raise UnavailableError(
                f"the cache directory {self.directory} cannot be used: {error}; "
                "choose another one with --cache-dir or PARSELTONGUE_CACHE_DIR"
            ) from None
        self._check_layout()
        if not self.exists:
            with self.lock("create"):
                self._write_layout()
                self._found()
        try:
            return self._open_or_finish()
        except CorruptionError as error:
            self.notices.append(f"{error}. {self.set_aside()}")
            return self

    def _open_or_finish(self) -> Store:
        """Open; finish what a process began that was killed while it created the store."""
        try:
            return self.open()
        except AuthenticationError:
            if self.cipher is None:
                raise
            with self.lock("create"):
                self._found()
        return self.open()

    def _found(self) -> None:
        """Make an empty store. What is there already, from another process or a killed one, is kept."""
        cipher = find_cipher(self.config, stored=self.exists)
        with self._kind.open(self._data, mode="write", options=self._options) as backend:
            if cipher is not None and next(backend.scan(b"", None), None) is None:
                backend.write([key_record(cipher)], durable=True)

    def _check_keys(self) -> None:
        """See that the key file and the backend belong together."""
        if self.cipher is None:
            written = next(self.backend.scan(KEY_RECORDS, namespace_end(KEY_RECORDS)), None)
            lost = written is not None and not os.path.exists(keys_path(self.config))
        else:
            key, _ = key_record(self.cipher)
            record = self.backend.get(key)
            lost = record is None
            if record is not None:
                Codec(cipher=self.cipher).decode(record, key, what=f"{self._data} with its keys")
        if lost:
            raise AuthenticationError(
                f"{self._data}.keys, the file with the wrapped keys of this encrypted store, is missing or "
                f"is that of another store; restore it from a backup, or remove {self._data} and "
                "analyse again"
            )

    @property
    def has_current_keys(self) -> bool:
        """Whether the store is still written with the keys that this object has."""
        number = 0 if self.cipher is None else self.cipher.keys.number
        if not number and not os.path.exists(keys_path(self.config)):
            return True
        from parseltongue.workspace.encryption import Keychain

        return Keychain(self.config).current == number

    def attach(self) -> None:
        """Make the codecs, `objects`, `refs` and `facts_cache` anew, dropping what is staged or cached."""
        for family in (FACTS, GRAPH):
            self._dictionaries[family] = self._current_dictionary(family)
        self.codec, self.facts_codec = self._new_codec(GRAPH), self._new_codec(FACTS)
        self.objects = Objects(self.backend, self.codec, cache_bytes=_CACHE_BYTES)
        self.refs = Refs(self.backend, self.codec, grace_ns=self.grace_ns)
        self.facts_cache = FactsCache(self.objects, self.codec)

    def _new_codec(self, family: str) -> Codec:
        """A codec that encodes with the dictionary of a family, and decodes everything."""
        storage = self.config.storage
        return Codec(
            compression=storage.compression,
            level=storage.compression_level,
            dictionary=self._dictionaries[family],
            dictionaries=lambda identifier: self._read_dictionary(identifier.to_bytes(3, "little")),
            cipher=self.cipher,
        )

    def _current_dictionary(self, family: str) -> bytes:
        identifier = Dictionaries(self.cipher).current(self.backend, family)
        return self._read_dictionary(identifier) if identifier else b""

    def _read_dictionary(self, identifier: bytes) -> bytes:
        found = Dictionaries(self.cipher).get(self.backend, identifier)
        if found is None:
            raise CorruptionError(
                f"the compression dictionary {identifier.hex()} is missing from {self.directory}; "
                "remove that directory and analyse again"
            )
        return found

    def _check_place(self) -> None:
        """Refuse a store of somebody else, and one on a file system that the backend cannot work on."""
        require_own(self.directory)
        warning = check_file_system(self.directory, self._kind.properties)
        if warning and warning not in self.notices:
            self.notices.append(warning)

    def _check_layout(self) -> None:
        try:
            with open(os.path.join(self.directory, "format"), encoding="ascii") as file:
                version = int(file.read().strip())
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise UnavailableError(f"the store in {self.directory} cannot be read: {error}") from None
        if version > LAYOUT_VERSION:
            raise FormatVersionError(
                f"the store in {self.directory} has format {version}, this version knows {LAYOUT_VERSION}; "
                "upgrade parseltongue or use another --cache-dir"
            )

    def _write_layout(self) -> None:
        try:
            path = os.path.join(self.directory, "format")
            with open(path, "w", encoding="ascii", opener=open_private) as file:
                file.write(f"{LAYOUT_VERSION}\n")
        except OSError as error:
            kind = FullError if error.errno == 28 else UnavailableError
            raise kind(f"cannot write to {self.directory}: {error.strerror}") from None

    def close(self) -> None:
        if hasattr(self, "backend"):
            self.backend.close()

    # -- writing ------------------------------------------------------------------------------------------

    def lock(self, command: str) -> ProcessLock:
        """The store lock: one commit batch, or one collection."""
        from parseltongue.storage.locking import store_lock

        timeout = self.config.storage.lock_timeout
        return store_lock(self.directory, timeout, command=command, on_wait=self._on_wait)

    def workspace_lock(self, identity: str) -> ProcessLock:
        """The lock of one workspace's analysis."""
        from parseltongue.storage.locking import workspace_lock

        timeout = self.config.storage.lock_timeout
        name = file_name(identity, self.cipher)
        return workspace_lock(self.directory, name, timeout, command="analyze", on_wait=self._on_wait)

    def writing(self, command: str = "commit") -> _Writing:
        """A context in which the store lock is held and the backend is open for writing.

        The reading side sees what was written once the context has been left.
        """
        return _Writing(self, command)

    def open_writer(self) -> StorageBackend:
        """The backend opened for writing; the caller holds the store lock."""
        return self._kind.open(self._data, mode="write", options=self._options)

    def set_aside(self) -> str:
        """Rename a store that is damaged beyond use and start a new one; a sentence that says so."""
        self.close()
        with self.lock("repair"):
            number = 0
            while os.path.exists(aside := f"{self._data}.damaged{number or ''}"):
                number += 1
            try:
                os.rename(self._data, aside)
            except OSError as error:
                raise UnavailableError(
                    f"the damaged store {self._data} cannot be renamed: {error.strerror}; remove it by hand"
                ) from None
        self.create()
        return f"The damaged store was set aside as {aside} and a new one begun; remove it when you like."

    def leases(self, backend: StorageBackend) -> Leases:
        return Leases(backend, self.codec)

    def learn_facts(self, samples: list[bytes]) -> None:
        """Train the dictionary for facts from a sample of records. Nothing may be staged yet."""
        if self._learn(FACTS, samples):
            self.facts_codec = self._new_codec(FACTS)

    def learn_graph(self) -> None:
        """Train the dictionary for links and maps from what is staged, unless there is one."""
        if not self._dictionaries[GRAPH]:
            samples = self.objects.staged_plain()
            if self._learn(GRAPH, samples):
                self.codec = self._new_codec(GRAPH)
                self.objects.use_codec(self.codec)

    def _learn(self, family: str, samples: list[bytes]) -> bool:
        """Train and store a dictionary, or adopt the one that another process stored meanwhile."""
        from parseltongue.codec.dictionary import dictionary_id, train_dictionary

        if self.config.storage.compression != "zstd" or sum(map(len, samples)) < _LEAST_SAMPLES:
            return False
        dictionary = train_dictionary(samples, _DICTIONARY_SIZE)
        identifier = dictionary_id(dictionary).to_bytes(3, "little")
        records = Dictionaries(self.cipher)
        with self.writing("dictionary") as backend:
            if records.current(backend, family) is None:
                made = (records.record(identifier, dictionary), records.current_record(family, identifier))
                backend.write(made, durable=True)
        self._dictionaries[family] = self._current_dictionary(family)
        return True

    @property
    def grace_ns(self) -> int:
        """How long replaced snapshots are kept, in nanoseconds."""
        return int(self.config.storage.gc_grace * 1e9)

    @property
    def wants_samples(self) -> bool:
        """Whether facts could still be given a dictionary."""
        return not self._dictionaries[FACTS] and self.config.storage.compression == "zstd"

    @property
    def codec_settings(self) -> dict[str, Any]:
        """What a worker needs to make envelopes."""
        storage = self.config.storage
        return {
            "compression": storage.compression,
            "level": storage.compression_level,
            "dictionary": self._dictionaries[FACTS],
            "cipher": None if self.cipher is None else self.cipher.keys,
        }

    # -- the rest -----------------------------------------------------------------------------------------

    def index_path(self, identity: str) -> str:
        """Where the stat index of a workspace is."""
        return index_path(self.directory, file_name(identity, self.cipher))

    def seal_index(self, data: bytes) -> bytes:
        """The envelope of a stat index."""
        return self.codec.encode(data, _INDEX_KEY)

    def unseal_index(self, envelope: bytes) -> bytes:
        """What `seal_index` was given. Raises `CorruptionError` for anything else."""
        try:
            return self.codec.decode(envelope, _INDEX_KEY, what="the stat index")
        except (CodecError, FormatVersionError) as error:
            raise CorruptionError(str(error)) from None

    def size_on_disk(self) -> int:
        """Bytes allocated for everything in the cache directory."""
        return allocated_bytes(self.directory)


def index_path(directory: str, name: str) -> str:
    """Where a store in `directory` keeps the stat index of a workspace, given its `file_name`."""
    return os.path.join(directory, "workspaces", name + ".index")


def file_name(identity: str, cipher: Cipher | None) -> str:
    """What stands for a workspace in names of files: in an encrypted store, not even a hash of its path."""
    return identity if cipher is None else cipher.hide(identity.encode()).hex()[: len(identity)]


def key_record(cipher: Cipher) -> tuple[bytes, bytes]:
    """The (key, value) by which a backend says that it is written with these keys."""
    key = KEY_RECORDS + bytes((cipher.keys.number,))
    return key, Codec(compression="none", cipher=cipher).encode(b"", key)


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


def keys_path(config: Config) -> str:
    """The key file of the store of a configuration."""
    directory = os.path.abspath(os.path.expanduser(config.storage.cache_dir))
    return os.path.join(directory, config.storage.backend + ".keys")


class _Writing:
    """Lock, open for writing; close, refresh the readers, unlock."""

    def __init__(self, store: Store, command: str) -> None:
        self._store = store
        self._lock = store.lock(command)
        self._backend: StorageBackend | None = None

    def __enter__(self) -> StorageBackend:
        self._lock.acquire()
        try:
            if not self._store.has_current_keys:
                raise StorageError(
                    "the keys of the store were changed meanwhile by `parseltongue storage rekey`; "
                    "run the command again"
                )
            self._backend = self._store.open_writer()
        except BaseException:
            self._lock.release()
            raise
        return self._backend

    def __exit__(self, *exception: object) -> None:
        try:
            if self._backend is not None:
                self._backend.close()
        finally:
            self._lock.release()
        self._store.backend.refresh()
