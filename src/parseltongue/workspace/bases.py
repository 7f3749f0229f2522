"""Which snapshot of another workspace to start from when a workspace has none of its own."""

from __future__ import annotations

from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import path_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.refs import Ref
    from parseltongue.workspace.analysis import AnyStore

SAMPLE = 64
"""Files that are compared to judge how alike two trees are."""
CANDIDATES = 8
LEAST_SHARED = 0.3
"""Below this share of equal files, linking from nothing is about as fast."""


class BaseFinder:
    """Finds the snapshot whose files are most like a tree's: same git directory first.

    Only snapshots made with the same fingerprints count; ref names end with them.
    """

    def __init__(self, store: AnyStore, ref_name: str, git_directory: str) -> None:
        self._store = store
        self._own = ref_name
        self._git_directory = git_directory

    def __call__(self, contents: dict[str, bytes]) -> bytes | None:
        suffix = self._own.rpartition("@")[2]
        refs = [
            ref
            for ref in self._store.refs.scan("workspace/")
            if ref.name.endswith("@" + suffix) and ref.name != self._own
        ]
        refs.sort(key=lambda ref: (ref.metadata.git_directory != self._git_directory, -ref.metadata.time_ns))
        best: tuple[float, bytes | None] = (LEAST_SHARED, None)
        for ref in refs[:CANDIDATES]:
            share = self._share(ref, contents)
            if share > best[0]:
                best = (share, ref.snapshot)
            if share > 0.95:
                break
        return best[1]

    def _share(self, ref: Ref, contents: dict[str, bytes]) -> float:
        """Share of a sample of files that stand in a snapshot with the same content."""
        paths = sorted(contents)[:: max(1, len(contents) // SAMPLE)]
        if not paths:
            return 0.0
        objects = self._store.objects
        try:
            snapshot = decode_snapshot(objects.get(ref.snapshot, "snapshot"))
            if snapshot.degraded:
                return 0.0
            rows = prolly.get_many(
                NodeCache(objects), snapshot.maps["files"], [path_bytes(one) for one in paths]
            )
            same = sum(
                value is not None and decode_row(value).content == contents[path]
                for path, value in zip(paths, rows, strict=True)
            )
        except CorruptionError:
            return 0.0
        return same / len(paths)
