"""What can be done with the store of a workspace besides analysing: one method for each storage command."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod

from parseltongue.model.errors import ConfigError, ParseltongueError, UnavailableError
from parseltongue.workspace.store import Store
from parseltongue.workspace.trail import audited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from parseltongue.workspace.analysis import Progress
    from parseltongue.workspace.audit import AuditLog, Verdict
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.store import OnWait
    from parseltongue.workspace.upkeep.check import Findings
    from parseltongue.workspace.upkeep.health import HealthReport


class StorageCommands(ABC):
    """The part of a `Workspace` that is about its store; `workspace.upkeep` has the work itself."""

    root: str
    config: Config
    is_audited: bool
    on_wait: OnWait | None
    _store: Store | None

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _open_store(self, *, create: bool) -> Store: ...

    @abstractmethod
    def _reopened(self) -> Store: ...

    def opened_store(self) -> Store | None:
        """The store with its present keys, None if there is none or it cannot be opened."""
        if not self.config.storage.enabled:
            return None
        try:
            return self._reopened()
        except ParseltongueError:
            return None

    @audited("storage verify", reads=True)
    def storage_verify(self, *, full: bool = False, progress: Progress | None = None) -> Findings:
        """Check the records of all workspaces; with `full` decode and hash each."""
        from parseltongue.workspace.upkeep.check import check_store
        from parseltongue.workspace.upkeep.logbook import enter

        store = self.storage()
        found = check_store(store, full=full, progress=progress)
        if full:
            entry = {"time": time.time(), "ok": found.ok, "records": found.checked, "seconds": found.seconds}
            enter(store.directory, "verification", entry)
        return found

    @audited("storage health", reads=True)
    def storage_health(self) -> HealthReport:
        """A verdict on the store. Writes nothing to it."""
        from parseltongue.workspace.upkeep.health import health

        store = Store(self.config, on_wait=self.on_wait)
        try:
            return health(store)
        finally:
            store.close()

    @audited("storage cleanup")
    def storage_cleanup(
        self,
        *,
        older_than: float | None = None,
        max_size: int | None = None,
        dry_run: bool = False,
        only: str = "",
    ) -> dict[str, Any]:
        """Drop workspaces whose folder is gone, those not used for `older_than` seconds, and, the least
        recently used first, those that do not fit into `max_size` bytes (default: `max_cache_size`).

        With `only`, drop the workspace of this folder, and no other.
        """
        from parseltongue.workspace.upkeep.retention import clean_up

        store = self.storage()
        limit = store.size_limit if max_size is None else max_size
        return clean_up(store, older_than=older_than, max_size=limit, dry_run=dry_run, only=only)

    @audited("storage backup")
    def storage_backup(
        self,
        destination: str,
        *,
        as_file: bool = False,
        backend: str | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Copy the whole store to a folder or into a file; see `workspace.upkeep.backup.back_up`."""
        from parseltongue.workspace.upkeep.backup import back_up

        return back_up(self.storage(), destination, as_file=as_file, backend=backend, progress=progress)

    @audited("storage restore")
    def storage_restore(
        self,
        source: str,
        *,
        key: tuple[str, str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Make the store from a backup; see `workspace.upkeep.backup.restore`.

        Parameters
        ----------
        key
            Kind and name of the key of the backup, see `KeySource`; by default that of the configuration.
        """
        from parseltongue.workspace.encryption import KeySource
        from parseltongue.workspace.upkeep.backup import restore

        self.close()
        store = Store(self.config, on_wait=self.on_wait)
        try:
            opener = None if key is None else KeySource(*key)
            return restore(store, source, key=opener, replace=replace, progress=progress)
        finally:
            store.close()

    @audited("storage migrate")
    def storage_migrate(
        self,
        backend: str,
        *,
        compression: str | None = None,
        replace: bool = False,
        remove_source: bool = False,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Bring the whole store into another backend or compression; see `workspace.upkeep.migrate`."""
        from parseltongue.workspace.upkeep.migrate import migrate

        return migrate(
            self.storage(),
            backend,
            compression=compression,
            replace=replace,
            remove_source=remove_source,
            progress=progress,
        )

    def keep_store(self, store: Store) -> None:
        """Use a store that was opened elsewhere."""
        self._store = store

    @audited("storage init")
    def storage_init(self) -> dict[str, Any]:
        """Create the store if there is none."""
        self._open_store(create=True)
        return self.storage_status()

    def storage(self) -> Store:
        """The store, opened for reading, for the operations in `workspace.upkeep`.

        Raises
        ------
        UnavailableError
            There is none.
        """
        store = self._store or Store(self.config, on_wait=self.on_wait)
        if self._store is None:
            if not store.exists:
                raise UnavailableError(
                    f"there is no {self.config.storage.backend} store in {store.directory}; "
                    "run `parseltongue analyze`, or name another place with --cache-dir"
                )
            self._store = store.open(lenient=True)
        store.backend.refresh()
        return store

    @audited("storage status", reads=True)
    def storage_status(self) -> dict[str, Any]:
        from parseltongue.workspace.beside import sizes

        store = self._open_store(create=False)
        return {
            "backend": self.config.storage.backend,
            "encrypted": store.cipher is not None,
            "directory": store.directory,
            "bytes": store.size_on_disk(),
            "workspaces": len(store.refs.scan("workspace/")),
            "beside": sizes(store.directory),
        }

    def storage_metrics(self) -> dict[str, Any]:
        """What is in the store, what that takes and how fast it is. Reads the whole store."""
        from parseltongue.workspace.upkeep.metrics import metrics
        from parseltongue.workspace.upkeep.retention import known_workspaces

        store = self.storage()
        known = {"known_workspaces": known_workspaces(store)}
        return {**self.storage_status(), **known, "limit": store.size_limit, **metrics(store)}

    @audited("storage compact")
    def storage_compact(self) -> dict[str, Any]:
        """Collect what no workspace needs and give the space back."""
        from parseltongue.workspace.compaction import compact

        return compact(self._open_store(create=False))

    @audited("storage rekey")
    def storage_rekey(
        self, *, full: bool, new: tuple[str, str] | None = None, decrypt: bool = False
    ) -> dict[str, Any]:
        """Give the store another key; with `full`, write everything again under new keys.

        Parameters
        ----------
        new
            Kind and name of the new key, see `KeySource`; None keeps the one of the configuration.
        decrypt
            With `full`: make the store a plain one.
        """
        from parseltongue.workspace.encryption import KeySource
        from parseltongue.workspace.rekey import rekey, rewrap

        source = None if new is None else KeySource(*new)
        self.close()
        if full:
            result = rekey(self.config, new=source, decrypt=decrypt, on_wait=self.on_wait)
        elif source is None:
            raise ConfigError("name the new key, or write everything again under new keys with --full")
        else:
            result = rewrap(self.config, source, on_wait=self.on_wait)
        if decrypt or source is not None:
            self.config.storage.encryption.use(source)
        return result

    def audit_verify(self) -> Verdict:
        """Whether the audit log is as it was written, and reaches what the store remembers of it.

        Raises
        ------
        UnavailableError
            There is no log, and the store knows of none.
        ConfigError, AuthenticationError
            The store is encrypted and its key is not at hand.
        """
        from parseltongue.workspace.audit import HeadRecord
        from parseltongue.workspace.trail import audit_log

        store = self._reopened() if Store(self.config).exists else None
        stored = None if store is None else HeadRecord(store.cipher).read(store.backend)
        log = audit_log(self.config)
        if stored is None:
            self._require_log(log)
        return log.verify(stored)

    def audit_entries(self) -> Iterator[dict[str, Any]]:
        """The entries of the audit log, the oldest first. Raises like `audit_verify`."""
        from parseltongue.workspace.trail import audit_log

        log = audit_log(self.config)
        self._require_log(log)
        return log.entries()

    def _require_log(self, log: AuditLog) -> None:
        if not log.files():
            raise UnavailableError(
                f"there is no audit log in {log.folder}; "
                "let the configuration say [storage.audit] enabled = true"
            )
