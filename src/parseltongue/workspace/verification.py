"""Proof that the store holds what it says, and that incremental analysis gave what a full one gives."""

from __future__ import annotations

from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.objects import Objects
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import Snapshot, decode_snapshot
from parseltongue.model.errors import CodecError, CorruptionError, FormatVersionError
from parseltongue.model.facts import References
from parseltongue.model.ids import path_text
from parseltongue.model.interface import Interface
from parseltongue.model.links import FileLinks
from parseltongue.workspace.report import GIVEN_UP, VerifyReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from parseltongue.isg.refs import Ref
    from parseltongue.workspace.analysis import AnyStore, Progress
    from parseltongue.workspace.report import AnalysisReport
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.workspace import Workspace

    T = TypeVar("T")

_DAMAGE = (CorruptionError, CodecError, FormatVersionError)


def verify(
    workspace: Workspace, store: Store, ref: Ref, *, rebuild: bool, progress: Progress | None = None
) -> VerifyReport:
    """Read, decode and hash every object that the workspace's snapshot leads to.

    With `rebuild`, analyse the files into an empty store in memory, ignoring every cache, and compare both
    the digest and the bytes of the export.
    """
    report = VerifyReport(ref.snapshot)
    objects = Objects(store.backend, store.codec, verify=True, cache_bytes=1 << 20)
    checker = _Checker(objects, report, progress or (lambda stage, done, total: None))
    checker.check(ref.snapshot)
    if rebuild:
        _compare_with_rebuilt(workspace, store, report, progress)
    return report


class _Checker:
    """Walks everything below a snapshot once, collecting problems instead of stopping at the first."""

    def __init__(self, objects: Objects, report: VerifyReport, progress: Progress) -> None:
        self._objects = objects
        self._report = report
        self._progress = progress
        self._seen: set[bytes] = set()

    def check(self, digest: bytes) -> None:
        snapshot = self._try("the snapshot", lambda: decode_snapshot(self._objects.get(digest, "snapshot")))
        if snapshot is None:
            return
        self._report.checked += 1
        for name, root in snapshot.maps.items():
            self._try(f"the map {name}", lambda root=root: self._check_map(root))  # type: ignore[misc]
        self._try("the files", lambda: self._check_files(snapshot))

    def _check_map(self, root: bytes) -> bool:
        """Every node in reach, leaves included; order and counts are checked by the decoder."""
        nodes = NodeCache(self._objects, limit=10_000)
        for _ in prolly.scan(nodes, root):
            pass
        self._report.checked += sum(1 for _ in prolly.node_digests(nodes, root))
        return True

    def _check_files(self, snapshot: Snapshot) -> bool:
        nodes = NodeCache(self._objects, limit=10_000)
        total = prolly.count(nodes, snapshot.maps["files"])
        for number, (key, value) in enumerate(prolly.scan(nodes, snapshot.maps["files"])):
            row = decode_row(value)
            path = path_text(key)
            if row.has_facts:
                self._check_object(path, "facts", row.facts, References.decode)
                self._check_object(path, "interface", row.interface, Interface.decode)
                self._check_object(path, "links", row.links, FileLinks.decode)
            if not number % 100:
                self._progress("verify", number, total)
        return True

    def _check_object(self, path: str, what: str, digest: bytes, decode: Callable[[bytes], object]) -> None:
        if digest not in self._seen:
            self._seen.add(digest)
            self._report.checked += 1
            self._try(f"the {what} of {path}", lambda: decode(self._objects.get(digest, what)))

    def _try(self, what: str, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except _DAMAGE as error:
            self._report.problems.append(f"{what}: {error}")
            return None


def _compare_with_rebuilt(
    workspace: Workspace, store: Store, report: VerifyReport, progress: Progress | None
) -> None:
    from parseltongue.workspace.analysis import Run
    from parseltongue.workspace.layers import entries, put_layer
    from parseltongue.workspace.memory_store import MemoryStore

    memory = MemoryStore()
    stored = decode_snapshot(store.objects.get(report.digest, "snapshot"))
    rebuilt = Run(
        workspace.root,
        memory,
        workspace.config,
        workspace.prints,
        identity=workspace.identity,
        ref_name=workspace.ref_name,
        progress=progress,
        use_cache=False,
        languages=workspace.languages,
        layer=put_layer(memory.objects, entries(store.objects, stored.layer)),
    ).run()
    report.rebuilt = rebuilt.digest
    if rebuilt.digest != report.digest:
        report.problems.append(
            f"a full analysis gives snapshot {rebuilt.digest.hex()}, stored is {report.digest.hex()}: "
            + _why_they_differ(workspace, stored, rebuilt)
        )
    elif not report.problems and _export_digest(store, report.digest) != _export_digest(
        memory, report.digest
    ):
        report.problems.append("the exports differ although the digests are equal: please report this")
    memory.close()


def _why_they_differ(workspace: Workspace, stored: Snapshot, rebuilt: AnalysisReport) -> str:
    """The reasons that are no mistake of ours first: files that changed, files that were given up."""
    if stale := workspace.stale():
        return f"{len(stale.paths)} files have changed since; run `parseltongue analyze` first"
    given_up = [path for path, reason in rebuilt.skipped if reason in GIVEN_UP]
    if rebuilt.snapshot.degraded:
        return (
            f"it gave up {', '.join(given_up) or 'some files'}, so the two cannot be compared; run it again,"
            " or set a longer parse_timeout under [analysis]"
        )
    if stored.degraded:
        return "that one is degraded, as a file timed out or a worker died; run `parseltongue analyze` first"
    return "the store and the files disagree although no file has changed: please report this"


def _export_digest(store: AnyStore, snapshot: bytes) -> bytes:
    from blake3 import blake3

    from parseltongue.isg.view import GraphView
    from parseltongue.query.export import export_jsonl

    digest = blake3()
    export_jsonl(GraphView(store.objects, snapshot), digest.update)
    return digest.digest()
