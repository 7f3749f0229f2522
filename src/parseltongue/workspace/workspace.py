"""A workspace: a directory, its configuration, and the store that keeps its graph.

This is the composition root, and the `PersistentISG` of the seed: `load_or_analyze` gives an up-to-date
graph for the least work that the store and the stat index allow.
"""

from __future__ import annotations

import os
import time

from parseltongue.isg.refs import Ref, ref_name
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import (
    AuthenticationError,
    ConfigError,
    CorruptionError,
    FullError,
    ParseltongueError,
    UnavailableError,
)  # fmt: skip
from parseltongue.workspace.config import load_config
from parseltongue.workspace.config_files import find_workspace
from parseltongue.workspace.fingerprints import combined, fingerprints
from parseltongue.workspace.store import Store, file_name, index_path, naming_cipher
from parseltongue.workspace.trail import audited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, Self

    from parseltongue.codec.cipher import Cipher
    from parseltongue.query.isg import ISG
    from parseltongue.workspace.analysis import AnyStore, Progress
    from parseltongue.workspace.audit import AuditLog, Verdict
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.report import AnalysisReport, StaleFiles, StatusReport, VerifyReport
    from parseltongue.workspace.store import OnWait


class Workspace:
    """A directory under analysis. Use as a context manager, or `close` it. Not thread-safe.

    Attributes
    ----------
    root : str
        Absolute path.
    config : Config
    notices : list of str
        What the user should know, such as settings that were ignored.
    """

    def __init__(self, root: str, config: Config) -> None:
        self.root = root
        self.config = config
        self.notices = list(config.notices)
        self.identity = _identity(root)
        self._prints = fingerprints(config.shaping_options())
        self._ref_name = ref_name("workspace", self.identity, combined(self._prints))
        self._store: Store | None = None
        self._memory: AnyStore | None = None
        self.on_wait: OnWait | None = None
        self.is_audited = False

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        cache_dir: str | None = None,
        trust: bool = False,
        env: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
        ask: Callable[[str], str] | None = None,
    ) -> Self:
        """Find the workspace that encloses a path and read its configuration. Opens no store.

        Parameters
        ----------
        path : path-like, optional
            A folder, or a file in one; by default the current folder.
        cache_dir : str, optional
            Overrides the configuration.
        trust : bool
            Let the workspace's own files set guarded keys.
        env : mapping, optional
            Environment variables; by default those of the process.
        ask : callable, optional
            Asks the user for a passphrase, given a prompt.

        Raises
        ------
        ConfigError
            There is no such directory, or the configuration is wrong.
        """
        start = os.path.abspath(os.fspath(path) if path is not None else os.getcwd())
        if os.path.isfile(start):
            start = os.path.dirname(start)
        if not os.path.isdir(start):
            raise ConfigError(f"{start} is not a directory; name the folder of the code to analyse")
        settings = dict(overrides or {})
        if cache_dir is not None:
            settings["storage.cache_dir"] = os.path.abspath(os.path.expanduser(cache_dir))
        environment = os.environ if env is None else env
        config = load_config(start, trust=trust, env=environment, overrides=settings)
        config.ask = ask
        root = os.path.realpath(find_workspace(start, _analysed_in(config)))
        if root != os.path.realpath(start):
            unlocked = config.unlocked
            config = load_config(root, trust=trust, env=environment, overrides=settings)
            config.ask, config.unlocked = ask, unlocked
        return cls(root, config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        for store in (self._store, self._memory):
            if store is not None:
                store.close()
        self._store = self._memory = None

    # -- the store ----------------------------------------------------------------------------------------

    def _open_store(self, *, create: bool) -> Store:
        if self._store is None:
            store = Store(self.config, on_wait=self.on_wait)
            if not create and not store.exists:
                raise self._not_analysed()
            self._store = store.create() if create else store.open()
        return self._store

    def opened_store(self) -> Store | None:
        """The store with its present keys, None if there is none or it cannot be opened."""
        if not self.config.storage.enabled:
            return None
        try:
            return self._reopened()
        except ParseltongueError:
            return None

    def _reopened(self) -> Store:
        """The store, with what others have committed since it was opened."""
        if self._store is not None and not self._store.has_current_keys:
            self._store.close()
            self._store = None
        elif self._store is not None:
            self._store.backend.refresh()
        return self._open_store(create=False)

    def _not_analysed(self) -> UnavailableError:
        return UnavailableError(
            f"{self.root} has not been analysed yet by this version; run `parseltongue analyze`"
        )

    def _ref(self, store: AnyStore) -> Ref:
        ref = store.refs.get(self._ref_name)
        if ref is None:
            raise self._not_analysed()
        return ref

    # -- analysis -----------------------------------------------------------------------------------------

    @audited("analyze")
    def analyze(self, progress: Progress | None = None, *, jobs: int | None = None) -> AnalysisReport:
        """Bring the stored graph up to date.

        A store that cannot be used does not stop the analysis: it is done in memory, and the report says so.

        Raises
        ------
        LockedError
            Another process is analysing this workspace and did not finish in time.
        ConfigError
            The backend does not exist or an option of it is wrong.
        """
        if not self.config.storage.enabled:
            return self._analyze_in_memory("storage is switched off", progress, jobs)
        try:
            store = self._open_store(create=True)
            with store.workspace_lock(self.identity):
                store.backend.refresh()
                return self._analyze_stored(store, progress, jobs)
        except (UnavailableError, FullError) as error:
            return self._analyze_in_memory(str(error), progress, jobs)

    def _analyze_stored(self, store: Store, progress: Progress | None, jobs: int | None) -> AnalysisReport:
        """Analyse; if the store turns out to be damaged, from nothing; if that fails, into a new store."""
        notices = store.notices
        store.notices = []
        for repair in (None, self._forget_ref, Store.set_aside):
            try:
                if repair is not None:
                    notices.append(repair(store))
                report = self._run(store, progress, jobs, use_cache=repair is None)
                report.notices = notices + report.notices
                return report
            except CorruptionError as error:
                notices.append(f"{error}.")
        raise CorruptionError(" ".join(notices))

    def _forget_ref(self, store: Store) -> str:
        """Delete the ref that leads to damaged objects: they will all be written again."""
        store.attach()
        with store.writing("repair") as backend:
            type(store.refs)(backend, store.codec).delete(self._ref_name)
        return "The store is damaged: analysing again from the files."

    def _analyze_in_memory(self, why: str, progress: Progress | None, jobs: int | None) -> AnalysisReport:
        from parseltongue.workspace.memory_store import MemoryStore

        self._memory = MemoryStore()
        report = self._run(self._memory, progress, jobs, use_cache=False)
        report.persisted = False
        report.store_error = why
        return report

    def _run(
        self, store: AnyStore, progress: Progress | None, jobs: int | None, *, use_cache: bool
    ) -> AnalysisReport:
        from parseltongue.workspace.analysis import Run
        from parseltongue.workspace.bases import BaseFinder

        git_directory = _git_directory(self.root)
        return Run(
            self.root,
            store,
            self.config,
            self._prints,
            identity=self.identity,
            ref_name=self._ref_name,
            origin=(self.root, git_directory),
            jobs=jobs,
            progress=progress,
            use_cache=use_cache,
            find_base=BaseFinder(store, self._ref_name, git_directory) if use_cache else None,
        ).run()

    # -- reading ------------------------------------------------------------------------------------------

    def load_or_analyze(self, progress: Progress | None = None) -> ISG:
        """The graph of the files as they are now, analysed as far as needed."""
        report = self.analyze(progress)
        store = self._memory if not report.persisted else self._store
        if store is None:
            raise self._not_analysed()
        return self._isg(store, report.digest)

    @audited("load", reads=True)
    def load(self) -> ISG:
        """The graph as it was stored last, whatever has happened to the files since.

        Raises
        ------
        UnavailableError
            There is none.
        """
        store = self._reopened()
        return self._isg(store, self._ref(store).snapshot)

    def _isg(self, store: AnyStore, digest: bytes) -> ISG:
        from parseltongue.isg.view import GraphView
        from parseltongue.query.isg import ISG

        return ISG(GraphView(store.objects, digest))

    @audited("stale", reads=True)
    def stale(self, paths: Iterable[str] | None = None) -> StaleFiles:
        """Files that differ from the stored snapshot: of the whole tree, or among `paths` only."""
        from parseltongue.workspace.freshness import stale_among, stale_in_tree

        store = self._reopened()
        ref = self._ref(store)
        if paths is not None:
            return stale_among(self, store, ref, paths)
        return stale_in_tree(self, store, ref)

    @audited("status", reads=True)
    def status(self) -> StatusReport:
        """The stored snapshot, its age, and what has changed on disk since."""
        from parseltongue.workspace.report import StatusReport

        store = self._reopened()
        ref = self._ref(store)
        snapshot = decode_snapshot(store.objects.get(ref.snapshot, "snapshot"))
        problems = [f"{count} files {reason}" for reason, count in snapshot.counts["skipped"].items()]
        if snapshot.degraded:
            problems.append("the snapshot is degraded: a file timed out or a worker died; analyse again")
        return StatusReport(
            self.root,
            ref.snapshot,
            snapshot,
            analyzed_ns=ref.metadata.time_ns,
            now_ns=time.time_ns(),
            stale=self.stale(),
            store=self.storage_status(),
            problems=problems,
        )

    # -- trust --------------------------------------------------------------------------------------------

    @audited("verify", reads=True)
    def verify(self, *, rebuild: bool = False, progress: Progress | None = None) -> VerifyReport:
        """Hash everything that the snapshot leads to; with `rebuild` also analyse from nothing and compare.

        The rebuilt snapshot is that of the files as they are now: analyse first.
        """
        from parseltongue.workspace.verification import verify

        store = self._reopened()
        return verify(self, store, self._ref(store), rebuild=rebuild, progress=progress)

    # -- storage commands ---------------------------------------------------------------------------------

    @audited("storage init")
    def storage_init(self) -> dict[str, Any]:
        """Create the store if there is none."""
        self._open_store(create=True)
        return self.storage_status()

    @audited("storage status", reads=True)
    def storage_status(self) -> dict[str, Any]:
        store = self._open_store(create=False)
        return {
            "backend": self.config.storage.backend,
            "encrypted": store.cipher is not None,
            "directory": store.directory,
            "bytes": store.size_on_disk(),
            "workspaces": len(store.refs.scan("workspace/")),
        }

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

    @property
    def ref_name(self) -> str:
        return self._ref_name

    @property
    def prints(self) -> Any:
        return self._prints


def _identity(root: str) -> str:
    """Names a workspace in the store: a hash of its real path."""
    from parseltongue.model.ids import path_id

    return path_id(root).hex()


def _analysed_in(config: Config) -> Callable[[str], bool]:
    """Whether a folder has been analysed as a workspace, going by the stat indexes in a cache directory."""
    ciphers: list[Cipher | None] = []

    def is_known(folder: str) -> bool:
        if not ciphers:
            try:
                ciphers.append(naming_cipher(config))
            except (ConfigError, AuthenticationError):
                return False  # Opening the store will say so, where the store is needed.
        hidden = file_name(_identity(os.path.realpath(folder)), ciphers[0])
        return os.path.exists(index_path(config.storage.cache_dir, hidden))

    return is_known


def _git_directory(root: str) -> str:
    """The git directory that worktrees of one repository share, or empty. Runs no git."""
    folder = root
    while True:
        place = os.path.join(folder, ".git")
        if os.path.isdir(place):
            return place
        if os.path.isfile(place):
            return _linked_git_directory(place)
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent


def _linked_git_directory(place: str) -> str:
    """Where the ``.git`` file of a worktree points, up to the repository's own directory."""
    try:
        with open(place, encoding="utf-8", errors="surrogateescape") as file:
            target = file.read().strip().removeprefix("gitdir:").strip()
    except OSError:
        return ""
    target = os.path.normpath(os.path.join(os.path.dirname(place), target))
    head, _, _ = target.partition(os.sep + "worktrees" + os.sep)
    return head
