"""Which snapshot of another workspace to start from when a workspace has none of its own."""

from __future__ import annotations

from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.outdated import is_outdated, outdated_families
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError, FormatVersionError
from parseltongue.model.ids import path_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.refs import Ref
    from parseltongue.isg.rows import FileRow
    from parseltongue.isg.snapshot import Fingerprints, Snapshot
    from parseltongue.workspace.analysis import AnyStore

SAMPLE = 64
"""Files that are compared to judge how alike two trees are."""
CANDIDATES = 8
LEAST_SHARED = 0.3
"""Below this share of equal files, linking from nothing is about as fast."""


class BaseFinder:
    """Finds the snapshot whose files are most like a tree's: same git directory first.

    Only snapshots of the same linker and options count, and those where at least one family of languages has
    the same fingerprint: that of the workspace itself, made before a language changed, is the best of them.
    """

    def __init__(self, store: AnyStore, ref_name: str, git_directory: str, prints: Fingerprints) -> None:
        self._store = store
        self._own = ref_name
        self._git_directory = git_directory
        self._prints = prints

    def __call__(self, contents: dict[str, bytes]) -> bytes | None:
        refs = [ref for ref in self._store.refs.scan("workspace/") if ref.name != self._own]
        refs.sort(key=self._rank)
        best: tuple[float, bytes | None] = (LEAST_SHARED, None)
        for ref in refs[:CANDIDATES]:
            share = self._share(ref, contents)
            if share > best[0]:
                best = (share, ref.snapshot)
            if share > 0.95:
                break
        return best[1]

    def _rank(self, ref: Ref) -> tuple[bool, bool, bool, int]:
        """Lowest first: made by the same code, the same workspace, the same repository, the latest."""
        identity, _, version = self._own.rpartition("@")
        return (
            not ref.name.endswith("@" + version),
            not ref.name.startswith(identity + "@"),
            ref.metadata.git_directory != self._git_directory,
            -ref.metadata.time_ns,
        )

    def _share(self, ref: Ref, contents: dict[str, bytes]) -> float:
        """Share of a sample of files that stand in a snapshot with the same content."""
        paths = sorted(contents)[:: max(1, len(contents) // SAMPLE)]
        if not paths:
            return 0.0
        objects = self._store.objects
        try:
            snapshot = decode_snapshot(objects.get(ref.snapshot, "snapshot"))
            if snapshot.degraded or not self._is_of_use(snapshot):
                return 0.0
            outdated = outdated_families(snapshot, self._prints)
            rows = prolly.get_many(
                NodeCache(objects), snapshot.maps["files"], [path_bytes(one) for one in paths]
            )
            same = sum(
                value is not None and self._is_same(decode_row(value), contents[path], snapshot, outdated)
                for path, value in zip(paths, rows, strict=True)
            )
        except (CorruptionError, FormatVersionError):
            return 0.0
        return same / len(paths)

    def _is_of_use(self, snapshot: Snapshot) -> bool:
        prints = self._prints
        return (snapshot.linker, snapshot.options) == (prints.linker, prints.options)

    def _is_same(self, row: FileRow, content: bytes, snapshot: Snapshot, outdated: set[str]) -> bool:
        return row.content == content and not is_outdated(row.language, snapshot, outdated)
