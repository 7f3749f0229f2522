"""One analysis of a workspace: look what changed, and hand that to `stages` if anything did.

Most runs find nothing to do, so this part imports only what looking takes.
"""

from __future__ import annotations

import gc
import os
import time

from parseltongue.changes.statindex import StatIndex, load_stat_index
from parseltongue.isg.snapshot import Fingerprints, Snapshot, decode_snapshot
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.workspace.report import AnalysisReport
from parseltongue.workspace.selection import scan_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.changes.detect import Scan
    from parseltongue.isg.refs import Ref
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.memory_store import MemoryStore
    from parseltongue.workspace.store import Store

    AnyStore = Store | MemoryStore
    Progress = Callable[[str, int, int], None]


class Run:
    """One analysis.

    Parameters
    ----------
    root : str
        The workspace, absolute.
    identity : str
        Names its stat index.
    ref_name : str
        The ref to move.
    origin : tuple of (str, str)
        Workspace path and git directory, for the ref's metadata.
    use_cache : bool
        Whether facts found in the store may be used.
    is_copy : bool
        The root is a copy that nobody edits and that will be gone: git is not asked what is in it, and no
        stat index is kept.
    languages : tuple of str
        Families of languages that other packages add.
    layer : bytes, optional
        Root of the layer that links are to rest on, staged in the store, empty for none; by default that of
        the workspace (workspace/layers.py).
    """

    def __init__(
        self,
        root: str,
        store: AnyStore,
        config: Config,
        prints: Fingerprints,
        *,
        identity: str,
        ref_name: str,
        origin: tuple[str, str] = ("", ""),
        jobs: int | None = None,
        progress: Progress | None = None,
        use_cache: bool = True,
        find_base: Callable[[dict[str, bytes]], bytes | None] | None = None,
        is_copy: bool = False,
        languages: tuple[str, ...] = (),
        layer: bytes | None = None,
    ) -> None:
        self.root = root
        self.store = store
        self.config = config
        self.prints = prints
        self.identity = identity
        self.ref_name = ref_name
        self.origin = origin
        self.jobs = jobs if jobs else config.analysis.jobs or os.cpu_count() or 1
        self.progress = progress or (lambda stage, done, total: None)
        self.use_cache = use_cache
        self.find_base = find_base
        self.is_copy = is_copy
        self.languages = languages
        self.layer = layer

    def run(self) -> AnalysisReport:
        """Bring the ref up to date with the files.

        Raises
        ------
        StorageError
            The store cannot be read or written; nothing that was committed before is lost.
        """
        started, started_cpu = time.monotonic(), _cpu_seconds()
        enabled = gc.isenabled()
        # Nearly all that a run makes lives until its end, and is in no cycle: looking for cycles meanwhile
        # takes a tenth of its time and finds 2 MB.
        gc.disable()
        try:
            report = self._run()
        finally:
            if enabled:
                gc.enable()
        report.store_bytes = self.store.size_on_disk()
        report.seconds = time.monotonic() - started
        report.cpu_seconds = _cpu_seconds() - started_cpu
        return report

    def _run(self) -> AnalysisReport:
        ref = self._current_ref()
        index = self._load_index(ref)
        scan = self.scan(index)
        report = self._unchanged(ref, index, scan)
        if report is None:
            from parseltongue.workspace.stages import Stages

            report = Stages(self).analyze(ref, index, scan)
        report.notices += scan.walk.notices
        report.skipped += [(one.path, one.reason) for one in scan.walk.skipped]
        return report

    # -- what there is ------------------------------------------------------------------------------------

    def _current_ref(self) -> Ref | None:
        return self.store.refs.get(self.ref_name) if self.use_cache else None

    def _load_index(self, ref: Ref | None) -> StatIndex | None:
        """The stat index, if it tells about the very snapshot that the ref names."""
        path = self.index_path()
        if not path or ref is None:
            return None
        index = load_stat_index(
            path, self.config.change_detection.hash_algorithm, unseal=self.store.unseal_index
        )
        if index is None or index.extra != self.index_label(ref.snapshot):
            return None
        return index

    def index_path(self) -> str:
        return "" if self.is_copy else self.store.index_path(self.identity)

    def index_label(self, snapshot: bytes) -> bytes:
        return snapshot[:DIGEST_SIZE] + self.ref_name.encode()

    def scan(self, index: StatIndex | None) -> Scan:
        self.progress("scan", 0, 0)
        return scan_files(
            self.root,
            self.config,
            self.languages,
            index,
            algorithm=self.config.change_detection.hash_algorithm,
            use_git=not self.is_copy,
        )

    def _unchanged(self, ref: Ref | None, index: StatIndex | None, scan: Scan) -> AnalysisReport | None:
        """The report if the stats alone prove that nothing changed."""
        if ref is None or index is None or not scan.is_clean:
            return None
        snapshot = self.snapshot(ref.snapshot)
        if snapshot.degraded or self.layer not in (None, snapshot.layer):
            return None
        report = AnalysisReport(self.root, ref.snapshot, snapshot, "unchanged")
        report.unchanged = len(scan.files)
        return report

    def snapshot(self, digest: bytes) -> Snapshot:
        return decode_snapshot(self.store.objects.get(digest, "snapshot"))


def _cpu_seconds() -> float:
    """CPU time of this process and its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
