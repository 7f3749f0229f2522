"""The store of a machine: one backend in the cache directory, shared by all workspaces.

Readers never lock. A writer takes the store lock, opens the backend for one batch and closes it again, so
that no process, however long it lives, keeps another one from writing.
"""

from __future__ import annotations

import os
import time

from parseltongue.isg.facts_cache import FactsCache
from parseltongue.isg.keys import StoreKeys
from parseltongue.isg.leases import Leases
from parseltongue.isg.objects import Objects
from parseltongue.isg.refs import Refs
from parseltongue.model.errors import (
    AuthenticationError,
    CodecError,
    ConfigError,
    CorruptionError,
    FormatVersionError,
    ParseltongueError,
    StorageError,
    UnavailableError,
)  # fmt: skip
from parseltongue.storage.backend import allocated_bytes
from parseltongue.storage.exchange import is_settled, keys_beside, remove_tree, settle, swap_in
from parseltongue.storage.files import file_identity, file_version, make_private
from parseltongue.storage.place import check_file_system, require_own
from parseltongue.storage.registry import backend_named
from parseltongue.workspace.cache_directory import (
    check_layout,
    file_name,
    index_path,
    mark_used,
    write_layout,
)
from parseltongue.workspace.codecs import Codecs
from parseltongue.workspace.store_keys import (
    bears_keys,
    bears_mark,
    find_cipher,
    keys_path,
    mark_with_keys,
)
from parseltongue.workspace.upkeep.meter import Meter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.codec.cipher import Cipher
    from parseltongue.codec.envelope import FamilyCodec
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.storage.locking import LockHolder, ProcessLock
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.encryption import KeySource

    OnWait = Callable[[LockHolder | None, str], None]

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
    codecs : Codecs
        Encode what is written, decode everything.
    keys
        Under which keys the backend has what.
    cipher
        Seals everything that the store writes; None in a plain store.
    """

    def __init__(self, config: Config, *, on_wait: OnWait | None = None) -> None:
        self.directory = os.path.abspath(os.path.expanduser(config.storage.cache_dir))
        self.config = config
        self._on_wait = on_wait
        try:
            self._kind = backend_named(config.storage.backend)
        except ConfigError as error:
            raise config.refused("storage.backend", error) from None
        self._options = config.backend_options(self._kind.options)
        self.data = os.path.join(self.directory, config.storage.backend)
        self.keys = StoreKeys()
        self.meter = Meter()
        self.notices: list[str] = []
        self.cipher: Cipher | None = None
        self._has_lent_keys = False
        self.backend: StorageBackend
        self.codecs: Codecs

    # -- opening ------------------------------------------------------------------------------------------

    def elsewhere(
        self, directory: str, *, backend: str | None = None, compression: str | None = None
    ) -> Store:
        """Another store, not opened yet, with the settings of this one but for what is given."""
        from copy import copy

        config = copy(self.config)
        storage = config.storage = copy(config.storage)
        storage.cache_dir = directory
        storage.backend = backend or storage.backend
        if compression is not None and compression != storage.compression:
            storage.compression, storage.compression_level = compression, None
        return Store(config, on_wait=self._on_wait)

    @property
    def exists(self) -> bool:
        """Whether there is a store of this backend in the directory, which must not be somebody else's."""
        require_own(self.directory)
        return self._kind.exists(self.data) or not is_settled(self.data)

    def lend_keys(self, cipher: Cipher | None) -> None:
        """Read and write with these keys, whatever the configuration and the key file say."""
        self.cipher = cipher
        self._has_lent_keys = True

    def _find_cipher(self, *, stored: bool) -> Cipher | None:
        return self.cipher if self._has_lent_keys else find_cipher(self.config, stored=stored)

    def open(self, *, lenient: bool = False) -> Store:
        """Open an existing store for reading; `lenient` does without dictionaries that cannot be read.

        Raises
        ------
        UnavailableError, CorruptionError, FormatVersionError
        ConfigError, AuthenticationError
            Its key is missing or wrong, or it is not encrypted as the configuration has it.
        """
        self._check_place()
        check_layout(self.directory)
        while True:
            before = self._identity()
            try:
                return self._open_once(lenient=lenient)
            except ParseltongueError:
                # Keys that were read before an exchange do not fit the files that are opened after it.
                if self._identity() == before:
                    raise

    def _identity(self) -> tuple[object, ...]:
        """What differs after the keys or the files of the store were exchanged."""
        return file_version(keys_path(self.config)), file_identity(self.data)

    def _open_once(self, *, lenient: bool) -> Store:
        self._settle()
        self.cipher = self._find_cipher(stored=True)
        self.backend = self._kind.open(self.data, mode="read", options=self._options)
        try:
            self._require_keys(lenient=lenient)
            self.attach(lenient=lenient)
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
        self.prepare_directory()
        if not self.exists:
            with self.lock("create"):
                self.prepare_layout()
                self._found()
        try:
            return self._open_or_finish()
        except CorruptionError as error:
            self.notices.append(f"{error}. {self.set_aside()}")
            return self

    def prepare_directory(self) -> None:
        """Make the cache directory, or see that the one that is there can be used.

        Raises
        ------
        UnavailableError, FormatVersionError
        """
        self._check_place()
        try:
            make_private(os.path.join(self.directory, "workspaces"))
        except UnavailableError as error:
            raise UnavailableError(
                f"the cache directory {self.directory} cannot be used: {error}, "
                "with --cache-dir or PARSELTONGUE_CACHE_DIR"
            ) from None
        check_layout(self.directory)

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
        self.cipher = self._find_cipher(stored=self.exists)
        with self.open_writer() as backend:
            mark_with_keys(backend, self.cipher)

    def _check_keys(self, backend: StorageBackend) -> None:
        """See that the keys at hand and the backend belong together."""
        if self.cipher is not None:
            lost = not bears_mark(backend, self.cipher, f"{self.data} with its keys")
        else:
            has_none = self._has_lent_keys or not os.path.exists(keys_path(self.config))
            lost = has_none and bears_keys(backend)
        if lost:
            raise AuthenticationError(
                f"{self.data}.keys, the file with the wrapped keys of this encrypted store, is missing or "
                f"is that of another store; restore it from a backup, or remove {self.data} and "
                "analyse again"
            )

    def _require_keys(self, *, lenient: bool) -> None:
        """The same for what was opened to be read; damage of a plain store is left to a check."""
        try:
            self._check_keys(self.backend)
        except CorruptionError:
            if self.cipher is not None and not lenient:
                raise

    @property
    def has_current_keys(self) -> bool:
        """Whether the store is still written with the keys that this object has."""
        if self._has_lent_keys:
            return True
        number = 0 if self.cipher is None else self.cipher.keys.number
        if not number and not os.path.exists(keys_path(self.config)):
            return True
        from parseltongue.workspace.encryption import Keychain

        return Keychain(self.config).current == number and self.opens(self.backend)

    def opens(self, backend: StorageBackend) -> bool:
        """Whether a backend is written with the keys at hand, and not with others of the same number."""
        try:
            self._check_keys(backend)
        except AuthenticationError:
            return False
        except CorruptionError:
            return True  # Not to be told from here; a check finds the damage.
        return True

    def _settle(self) -> None:
        """Finish an exchange of the backend's files that a process did not live to finish."""
        if not is_settled(self.data):
            with self.lock("settle"):
                self.settle()

    def settle(self) -> None:
        """The same; the caller holds the store lock."""
        settle(self.data)

    def use_encryption(self, key: KeySource | None) -> KeySource | None:
        """Open the store, not opened yet, with another key if one is given; where the key is that counts."""
        from copy import copy

        from parseltongue.workspace.encryption import configured_source

        encryption = self.config.storage.encryption = copy(self.config.storage.encryption)
        if key is not None:
            encryption.use(key)
        return configured_source(encryption)

    def attach(self, *, lenient: bool = False) -> None:
        """Make the codecs, `objects`, `refs` and `facts_cache` anew, dropping what is staged or cached."""
        self.codecs = Codecs(
            self.backend,
            self.cipher,
            compression=self.compression,
            level=self.config.storage.compression_level,
            directory=self.directory,
            lenient=lenient,
        )
        self.keys = StoreKeys(self.codec.hide)
        self.objects = Objects(self.backend, self.codec, cache_bytes=_CACHE_BYTES)
        self.refs = Refs(self.backend, self.codec, grace_ns=self.grace_ns)
        self.facts_cache = FactsCache(self.objects, self.codec)

    @property
    def codec(self) -> FamilyCodec:
        """Encodes links, maps and the rest; decodes everything."""
        return self.codecs.graph

    def _check_place(self) -> None:
        """Refuse a store of somebody else, and one on a file system that the backend cannot work on."""
        require_own(self.directory)
        warning = check_file_system(self.directory, self._kind.properties)
        if warning and warning not in self.notices:
            self.notices.append(warning)

    def prepare_layout(self) -> None:
        """Say in which layout the directory is. Raises `FullError` or `UnavailableError`."""
        write_layout(self.directory)

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
        return self._kind.open(self.data, mode="write", options=self._options)

    @property
    def was_interrupted(self) -> bool:
        """Whether somebody holds the store lock, or ended without giving it back. One look into a folder."""
        return os.path.exists(os.path.join(self.directory, "locks", "store.holder"))

    def building(
        self, suffix: str, *, backend: str | None = None, compression: str | None = None, anew: bool = False
    ) -> Store:
        """A store beside this one, open for writing, that will take a place in the directory when complete.

        It has the keys of this one. Nobody else may build in files of that suffix meanwhile: see to it with
        a lock.

        Parameters
        ----------
        suffix
            Of its files. What an interrupted call left there is used, unless `anew` or of other keys.
        """
        other = self.elsewhere(self.directory, backend=backend, compression=compression)
        other.lend_keys(self.cipher)
        other.data += suffix
        if anew:
            remove_tree(other.data)
        other.backend = other.open_writer()
        mark_with_keys(other.backend, other.cipher)
        if not other.opens(other.backend):
            other.backend.close()
            return self.building(suffix, backend=backend, compression=compression, anew=True)
        other.attach(lenient=True)
        return other

    def adopt(self, data: str, *, keys: bytes | None = None) -> None:
        """Exchange the backend's files for others, which are complete and closed, and read those.

        The caller holds the store lock. Readers go on with the old ones until they refresh.

        Parameters
        ----------
        keys
            The key file that goes with them, empty for a plain store; by default it stays as it is.
        """
        if hasattr(self, "backend"):
            self.backend.close()
        swap_in(data, self.data, keys=keys)
        self.backend = self._kind.open(self.data, mode="read", options=self._options)
        self.attach()

    @property
    def backend_name(self) -> str:
        return self.config.storage.backend

    @property
    def compression(self) -> str:
        """How new records are compressed."""
        return self.config.storage.compression

    @property
    def key_file(self) -> bytes:
        """The file with the wrapped keys of the store; empty if it is plain."""
        return b"" if self.cipher is None else keys_beside(self.data)

    def set_aside(self) -> str:
        """Rename a store that is damaged beyond use and start a new one; a sentence that says so."""
        self.close()
        with self.lock("repair"):
            number = 0
            while os.path.exists(aside := f"{self.data}.damaged{number or ''}"):
                number += 1
            try:
                settle(self.data)
                os.rename(self.data, aside)
            except OSError as error:
                raise UnavailableError(
                    f"the damaged store {self.data} cannot be renamed: {error.strerror}; remove it by hand"
                ) from None
        self.create()
        return f"The damaged store was set aside as {aside} and a new one begun; remove it when you like."

    def leases(self, backend: StorageBackend) -> Leases:
        return Leases(backend, self.codec)

    def learn_facts(self, samples: list[bytes]) -> None:
        """Train the dictionary for facts from a sample of records. Nothing may be staged yet."""
        self.codecs.learn_facts(samples, self.writing)

    def learn_graph(self) -> None:
        """Train the dictionaries for links and for maps from what is staged, unless there are some."""
        if self.codecs.learn_graph(self.objects.staged_plain, self.writing):
            self.objects.use_codec(self.codec)

    @property
    def grace_ns(self) -> int:
        """How long replaced snapshots are kept, in nanoseconds."""
        return int(self.config.storage.gc_grace * 1e9)

    # -- the rest -----------------------------------------------------------------------------------------

    def index_path(self, identity: str) -> str:
        """Where the stat index of a workspace is."""
        return index_path(self.directory, file_name(identity, self.cipher))

    def mark_used(self, identity: str) -> None:
        """Remember that a workspace is in use, to the day."""
        mark_used(self.index_path(identity))

    def seal_index(self, data: bytes) -> bytes:
        """The envelope of a stat index."""
        return self.codec.encode(data, _INDEX_KEY)

    def unseal_index(self, envelope: bytes) -> bytes:
        """What `seal_index` was given. Raises `CorruptionError` for anything else."""
        try:
            return self.codec.decode(envelope, _INDEX_KEY, what="the stat index")
        except (CodecError, FormatVersionError) as error:
            raise CorruptionError(str(error)) from None

    @property
    def size_limit(self) -> int:
        """Bytes that the store is kept below, `max_cache_size`."""
        return self.config.storage.max_cache_size

    def size_on_disk(self) -> int:
        """Bytes allocated for everything in the cache directory."""
        return allocated_bytes(self.directory)


class _Writing:
    """Lock, open for writing; close, refresh the readers, unlock."""

    def __init__(self, store: Store, command: str) -> None:
        self._store = store
        self._lock = store.lock(command)
        self._backend: StorageBackend | None = None
        self._started = 0.0

    def __enter__(self) -> StorageBackend:
        self._lock.acquire()
        self._started = time.monotonic()
        try:
            known = self._store.has_current_keys
            self._backend = self._store.open_writer() if known else None
            if self._backend is None or not self._store.opens(self._backend):
                raise StorageError(
                    "the keys of the store were changed meanwhile by `parseltongue storage rekey` or "
                    "`storage restore`; run the command again"
                )
            self._store.codecs.keep(self._backend)
        except BaseException:
            if self._backend is not None:
                self._backend.close()
            self._lock.release()
            raise
        return self._backend

    def __exit__(self, *exception: object) -> None:
        try:
            if self._backend is not None:
                self._backend.close()
        finally:
            self._lock.release()
            self._store.meter.committed(self._lock.waited, time.monotonic() - self._started)
        self._store.backend.refresh()
