"""Whether files have changed since they were analysed."""

from __future__ import annotations

import os

from parseltongue.analysis.languages import language_of
from parseltongue.changes.detect import detect, hash_pending
from parseltongue.changes.reading import Failure, hash_file
from parseltongue.changes.statindex import StatIndex, load_stat_index
from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.ids import path_bytes
from parseltongue.workspace.contents import compare_with_snapshot
from parseltongue.workspace.extraction import short_content
from parseltongue.workspace.report import StaleFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.isg.refs import Ref
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.workspace import Workspace


def stale_among(workspace: Workspace, store: Store, ref: Ref, paths: Iterable[str]) -> StaleFiles:
    """Which of these files differ from the snapshot: one stat each, and a read where that proves nothing."""
    index = _index(workspace, store, ref)
    modified, deleted = [], []
    for path in sorted(set(paths)):
        state = _state(workspace, index, path)
        if state is None:
            deleted.append(path)
        elif not state and not _same_content(workspace, store, ref, path):
            modified.append(path)
    return StaleFiles([], modified, deleted)


def _state(workspace: Workspace, index: StatIndex | None, path: str) -> bool | None:
    """True if the stats prove a file unchanged, None if it is gone."""
    try:
        found = os.lstat(os.path.join(workspace.root, path))
    except OSError:
        return None
    entry = index.entries.get(path) if index is not None else None
    stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return bool(entry is not None and entry[0] == stamp and index is not None and index.proves(stamp))


def _same_content(workspace: Workspace, store: Store, ref: Ref, path: str) -> bool:
    snapshot = decode_snapshot(store.objects.get(ref.snapshot, "snapshot"))
    value = prolly.get(NodeCache(store.objects), snapshot.maps["files"], path_bytes(path))
    content = hash_file(workspace.root, path, cap=workspace.config.analysis.max_file_size)
    if value is None:
        return False
    row = decode_row(value)
    if isinstance(content, Failure):
        return bool(row.skip)
    return row.content == short_content(content)


def stale_in_tree(workspace: Workspace, store: Store, ref: Ref) -> StaleFiles:
    """All files that differ from the snapshot, and those that are new."""
    detection = workspace.config.change_detection
    index = _index(workspace, store, ref)
    largest = workspace.config.analysis.max_file_size
    scan = detect(
        workspace.root,
        language_of,
        index,
        ignore_patterns=detection.ignore_patterns,
        max_size=largest,
        algorithm=detection.hash_algorithm if index is not None else "blake3",
    )
    changes = scan.settle(hash_pending(scan, max_size=largest, parallel=detection.parallel_hashing))
    if index is not None:
        return StaleFiles(changes.new, changes.modified, changes.deleted)
    contents: dict[str, bytes | Failure] = {**scan.digests, **changes.failures}
    difference = compare_with_snapshot(store.objects, ref.snapshot, contents)
    return StaleFiles(difference.new, difference.modified, difference.deleted)


def _index(workspace: Workspace, store: Store, ref: Ref) -> StatIndex | None:
    """The stat index, if it was saved with this very snapshot."""
    algorithm = workspace.config.change_detection.hash_algorithm
    index = load_stat_index(store.index_path(workspace.identity), algorithm)
    return index if index is not None and index.extra.startswith(ref.snapshot) else None
