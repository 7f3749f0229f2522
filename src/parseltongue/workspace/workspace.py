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
    ConfigError,
    CorruptionError,
    FullError,
    ParseltongueError,
    UnavailableError,
)  # fmt: skip
from parseltongue.workspace.config import load_config
from parseltongue.workspace.config_files import find_workspace, folders_above
from parseltongue.workspace.fingerprints import combined, fingerprints
from parseltongue.workspace.identity import analysed_in, git_directory, identity_of
from parseltongue.workspace.storage_commands import StorageCommands
from parseltongue.workspace.store import Store
from parseltongue.workspace.trail import audited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Self

    from parseltongue.isg.snapshot import Snapshot
    from parseltongue.query.answer import Answer
    from parseltongue.query.isg import ISG
    from parseltongue.workspace.analysis import AnyStore, Progress
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.layers import ImportReport
    from parseltongue.workspace.left_out import LeftOut
    from parseltongue.workspace.report import AnalysisReport, StaleFiles, StatusReport, VerifyReport
    from parseltongue.workspace.revisions import Diff, Revision
    from parseltongue.workspace.store import OnWait
    from parseltongue.workspace.upkeep.holding import Hold
    from parseltongue.workspace.upkeep.repair import RepairReport


class Workspace(StorageCommands):
    """A directory under analysis. Use as a context manager, or `close` it. Not thread-safe.

    Attributes
    ----------
    root : str
        Absolute path.
    config : Config
    notices : list of str
        What the user should know, such as settings that were ignored.
    languages : tuple of str
        Families of languages that other packages add, ascending.
    """

    def __init__(self, root: str, config: Config) -> None:
        self.root = root
        self.config = config
        self.notices = list(config.notices)
        self.identity = identity_of(root)
        self.languages = _added_languages(config, self.notices)
        self._prints = fingerprints(config.shaping_options(), config.storage.cache_dir, self.languages)
        self._ref_name = ref_name("workspace", self.identity, combined(self._prints))
        self._store: Store | None = None
        self._memory: AnyStore | None = None
        self.on_wait: OnWait | None = None
        self.is_audited = False
        self.on_notice: Callable[[str], None] = self.notices.append

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
        root = os.path.realpath(find_workspace(start, analysed_in(config)))
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
        if self._store is not None:
            # First: only then the backend shows the files of a store that was restored meanwhile.
            self._store.backend.refresh()
            if not self._store.has_current_keys:
                self._store.close()
                self._store = None
        if self._store is None:
            store = Store(self.config, on_wait=self.on_wait)
            if not create and not store.exists:
                raise self._not_analysed()
            self._store = store.create() if create else store.open()
            if self._store.was_interrupted:
                self._check_after_interruption(self._store)
        return self._store

    @property
    def has_lost_keys(self) -> bool:
        """Whether the store has been given other keys since it was opened: it seems to hold nothing now."""
        try:
            return self._store is not None and not self._store.has_current_keys
        except ParseltongueError:
            return False

    def _check_after_interruption(self, store: Store) -> None:
        """A quick check, if the last writer ended in the middle of a commit; what it finds is repaired."""
        from parseltongue.workspace.upkeep.recovery import check_after_interruption

        if check_after_interruption(store, self.on_notice):
            self.repair()

    def _reopened(self) -> Store:
        """The store, with what others have committed since it was opened."""
        return self._open_store(create=False)

    def _not_analysed(self) -> UnavailableError:
        is_known = analysed_in(self.config)
        around = next((folder for folder in folders_above(self.root) if is_known(folder)), None)
        hint = f", or `parseltongue -C {around}` to ask the workspace around it" if around else ""
        return UnavailableError(
            f"{self.root} has not been analysed yet by this version; run `parseltongue analyze`{hint}"
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
        for repair in (None, self._drop_damage, self._forget_ref, Store.set_aside):
            try:
                if repair is not None:
                    notices.append(repair(store))
                report = self._run(store, progress, jobs, use_cache=repair in (None, self._drop_damage))
                report.notices = notices + report.notices
                self._after_commit(store, report)
                return report
            except CorruptionError as error:
                notices.append(f"{error}.")
        raise CorruptionError(" ".join(notices))

    def _after_commit(self, store: Store, report: AnalysisReport) -> None:
        """Count the run, and enforce `max_cache_size`."""
        store.mark_used(self.identity)
        if store.meter.commits:
            from parseltongue.workspace.upkeep.metrics import count_run

            files = report.new + report.modified + report.unchanged
            count_run(store, hits=files - report.parsed, misses=report.parsed)
        if report.mode != "unchanged" and report.store_bytes > store.size_limit:
            from parseltongue.workspace.upkeep.limit import keep_below_limit

            told = keep_below_limit(store, report.store_bytes, self._ref_name)
            report.notices += [told] if told else []
            report.store_bytes = store.size_on_disk()

    def _drop_damage(self, store: Store) -> str:
        """Drop what is damaged, whosever it is, and keep the rest."""
        from parseltongue.workspace.upkeep.repair import repair_store

        report = repair_store(store)
        return f"{report.dropped} records of the store were dropped: analysing again what they held."

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
        self,
        store: AnyStore,
        progress: Progress | None,
        jobs: int | None,
        *,
        use_cache: bool,
        layer: bytes | None = None,
    ) -> AnalysisReport:
        from parseltongue.workspace.analysis import Run
        from parseltongue.workspace.bases import BaseFinder

        origin = self.origin
        report = Run(
            self.root,
            store,
            self.config,
            self._prints,
            identity=self.identity,
            ref_name=self._ref_name,
            origin=origin,
            jobs=jobs,
            progress=progress,
            use_cache=use_cache,
            languages=self.languages,
            find_base=BaseFinder(store, self._ref_name, origin[1], self._prints) if use_cache else None,
            layer=layer,
        ).run()
        report.notices += self.config.missing_places(self.root)
        return report

    # -- imported indexes ----------------------------------------------------------------------------------

    @audited("import scip")
    def import_scip(self, path: str, progress: Progress | None = None) -> ImportReport:
        """Let links rest on what a SCIP index says, for the files that are as it saw them.

        Analyses first. Files that the index does not tell of keep what earlier imports said of them.

        Raises
        ------
        QueryError
            It is no index, or is one of other files than these as they are.
        UnavailableError
            The file or the store cannot be used.
        """
        from parseltongue.workspace.layers import ImportReport, bound_index, merged, read_index_file

        data = read_index_file(path)
        isg = self._stored_graph(progress)
        binding = bound_index(isg, self.root, data)
        store = self._open_store(create=False)
        with store.workspace_lock(self.identity):
            store.backend.refresh()
            layer = self._snapshot_of(self._ref(store)).layer
            records = merged(store.objects, layer, binding)
            report = self._with_layer(store, records, progress)
        return ImportReport(binding, len(records), dict(isg.counts["references"]), report)

    @audited("import drop")
    def drop_imported(self, progress: Progress | None = None) -> int:
        """Forget all imported indexes; the number of files that they told of."""
        from parseltongue.workspace.layers import entries

        store = self._reopened()
        with store.workspace_lock(self.identity):
            store.backend.refresh()
            known = len(entries(store.objects, self._snapshot_of(self._ref(store)).layer))
            if known:
                self._with_layer(store, {}, progress)
        return known

    def _stored_graph(self, progress: Progress | None) -> ISG:
        """The graph of the files as they are now; what is imported must be kept, so it has to be stored."""
        report = self.analyze(progress)
        if not report.persisted or self._store is None:
            raise UnavailableError(
                f"nothing can be imported, since the graph cannot be stored: {report.store_error}"
            )
        return self._isg(self._store, report.digest)

    def _with_layer(
        self, store: Store, records: dict[bytes, bytes], progress: Progress | None
    ) -> AnalysisReport:
        from parseltongue.workspace.layers import put_layer

        layer = put_layer(store.objects, records)
        report = self._run(store, progress, None, use_cache=True, layer=layer)
        self._after_commit(store, report)
        return report

    def _snapshot_of(self, ref: Ref) -> Snapshot:
        store = self._open_store(create=False)
        return decode_snapshot(store.objects.get(ref.snapshot, "snapshot"))

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
        store.mark_used(self.identity)
        return self._isg(store, self._ref(store).snapshot)

    @audited("load", reads=True)
    def hold(self, seconds: float = 3600.0) -> Hold:
        """A context with the graph as it was stored last, all of it readable until the context ends.

        What `load` gives is readable for `gc_grace` after the next analysis; a collection may then remove
        what only that graph needs. A lease of at most `seconds` keeps it from doing so.
        """
        from parseltongue.workspace.upkeep.holding import Hold

        return Hold(self, self._reopened(), seconds)

    def _isg(self, store: AnyStore, digest: bytes) -> ISG:
        from parseltongue.isg.view import GraphView
        from parseltongue.query.isg import ISG

        view = GraphView(store.objects, digest)
        if not isinstance(store, Store):
            return ISG(view)
        from parseltongue.workspace.name_lists import NameList
        from parseltongue.workspace.sheet_files import SheetFiles

        return ISG(view, NameList(store, self.identity), SheetFiles(store, self.identity))

    @audited("stale", reads=True)
    def stale(self, paths: Iterable[str] | None = None) -> StaleFiles:
        """Files that differ from the stored snapshot: of the whole tree, or among `paths` only."""
        from parseltongue.workspace.freshness import stale_among, stale_in_tree

        store = self._reopened()
        ref = self._ref(store)
        if paths is not None:
            return stale_among(self, store, ref, paths)
        return stale_in_tree(self, store, ref)

    def add_source(self, answer: Answer, context: int = 0) -> None:
        """Give each result of an answer `source`: the line that it is about and `context` around it.

        Each is a dict of `line` and `text`. Of a file that is not what was analysed there is none.
        """
        from parseltongue.workspace.excerpts import add_excerpts

        add_excerpts(self, answer, context)

    @audited("status", reads=True)
    def status(self) -> StatusReport:
        """The stored snapshot, its age, and what has changed on disk since."""
        from parseltongue.workspace.report import StatusReport

        store = self._reopened()
        ref = self._ref(store)
        snapshot = decode_snapshot(store.objects.get(ref.snapshot, "snapshot"))
        problems = [
            f"{count:,} {'file' if count == 1 else 'files'} {reason.replace('_', ' ')}"
            for reason, count in snapshot.counts["skipped"].items()
        ]
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

    def left_out(self) -> LeftOut:
        """What is in the folder now and not in any graph of it: what cannot be read, and other languages.

        O(files); nothing is read, and no store is needed.
        """
        from parseltongue.workspace.left_out import left_out

        return left_out(self)

    @audited("diff")
    def diff(self, old: str | None = None, new: str | None = None, progress: Progress | None = None) -> Diff:
        """What is different between two states; see `workspace.revisions` for how to name one.

        Parameters
        ----------
        old : str, optional
            By default the last commit, ``git:HEAD``.
        new : str, optional
            By default the files as they are now, which are analysed as far as needed.

        Raises
        ------
        QueryError
            Nothing is called so.
        UnavailableError
            There is no store to compare in, or the files of a commit cannot be read.
        """
        from parseltongue.workspace.revisions import compare

        return compare(self, old, new, progress)

    @audited("snapshot save")
    def save_snapshot(self, name: str, progress: Progress | None = None) -> Revision:
        """Analyse what changed, and keep that state under a name for `diff`."""
        from parseltongue.workspace.revisions import Revisions

        return Revisions(self, progress).keep(name)

    @audited("snapshot list", reads=True)
    def snapshots(self) -> dict[str, Ref]:
        """The states that were kept, by name."""
        from parseltongue.workspace.revisions import Revisions

        self._reopened()
        return Revisions(self).names()

    @audited("snapshot remove")
    def forget_snapshot(self, name: str) -> None:
        """Remove a name. Raises `UnavailableError` if there is none such."""
        from parseltongue.workspace.revisions import Revisions

        Revisions(self).forget(name)

    @property
    def has_store(self) -> bool:
        """Whether there is a store, be it in order or not."""
        return self._store is not None or (self.config.storage.enabled and Store(self.config).exists)

    def store_to_write(self) -> Store:
        """The store, made if there is none.

        Raises
        ------
        UnavailableError
            Storage is switched off, or the store cannot be used.
        """
        if not self.config.storage.enabled:
            raise UnavailableError("storage is switched off; this needs a store, see [storage] enabled")
        return self._open_store(create=True)

    # -- trust --------------------------------------------------------------------------------------------

    @audited("verify", reads=True)
    def verify(self, *, rebuild: bool = False, progress: Progress | None = None) -> VerifyReport:
        """Hash everything that the snapshot leads to; with `rebuild` also analyse from nothing and compare.

        The rebuilt snapshot is that of the files as they are now: analyse first.
        """
        from parseltongue.workspace.verification import verify

        store = self._reopened()
        return verify(self, store, self._ref(store), rebuild=rebuild, progress=progress)

    @audited("storage repair")
    def repair(self, progress: Progress | None = None) -> RepairReport:
        """Check the whole store, drop what is damaged, and analyse again the workspaces that lost something.

        Raises
        ------
        UnavailableError, LockedError, FullError
        """
        from parseltongue.workspace.upkeep.recovery import repair_and_analyze

        store = self._store or Store(self.config, on_wait=self.on_wait)
        if self._store is None and not store.exists:
            raise self._not_analysed()
        return repair_and_analyze(self, store, progress)

    # -- what names it ------------------------------------------------------------------------------------

    @property
    def ref_name(self) -> str:
        return self._ref_name

    @property
    def origin(self) -> tuple[str, str]:
        """The folder, and the git directory that its worktrees share, or empty."""
        return self.root, git_directory(self.root)

    def stored_ref(self) -> Ref:
        """What the store says of the last analysis. Raises `UnavailableError` if there was none."""
        return self._ref(self._reopened())

    @property
    def prints(self) -> Any:
        return self._prints


def _added_languages(config: Config, notices: list[str]) -> tuple[str, ...]:
    """Those that the configuration names and that can be used."""
    if not config.analysis.languages:
        return ()
    from parseltongue.workspace.added_languages import take_in

    return take_in(config.analysis.languages, config.storage.cache_dir, notices.append)
