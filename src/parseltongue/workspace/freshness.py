"""Whether files have changed since they were analysed."""

from __future__ import annotations

import os

from parseltongue.changes.reading import hash_file
from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.ids import path_bytes
from parseltongue.workspace.report import StaleFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.changes.reading import Failure
    from parseltongue.changes.statindex import StatIndex
    from parseltongue.isg.refs import Ref
    from parseltongue.isg.rows import FileRow
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.workspace import Workspace


FEW_FILES = 24
"""Up to so many files, reading them is cheaper than the stat index, which is read as a whole."""


def stale_among(workspace: Workspace, store: Store, ref: Ref, paths: Iterable[str]) -> StaleFiles:
    """Which of these files differ from the snapshot: one stat each, and a read where that proves nothing."""
    wanted = sorted(set(paths))
    index = _index(workspace, store, ref) if len(wanted) > FEW_FILES else None
    deleted, doubtful = [], []
    for path in wanted:
        state = _state(workspace, index, path)
        if state is None:
            deleted.append(path)
        elif not state:
            doubtful.append(path)
    rows = _rows(store, ref, doubtful)
    modified = [
        path for path, row in zip(doubtful, rows, strict=True) if not _has_content(workspace, path, row)
    ]
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


def _rows(store: Store, ref: Ref, paths: list[str]) -> list[FileRow | None]:
    """What the snapshot says about files, in their order."""
    snapshot = decode_snapshot(store.objects.get(ref.snapshot, "snapshot"))
    keys = [path_bytes(path) for path in paths]
    values = prolly.get_many(NodeCache(store.objects), snapshot.maps["files"], keys)
    return [decode_row(value) if value is not None else None for value in values]


def _has_content(workspace: Workspace, path: str, row: FileRow | None) -> bool:
    """Whether a file still is what a row says, by reading it."""
    if row is None:
        return False
    content = hash_file(workspace.root, path, cap=workspace.config.analysis.max_file_size)
    return row.content == content if isinstance(content, bytes) else bool(row.skip)


def stale_in_tree(workspace: Workspace, store: Store, ref: Ref) -> StaleFiles:
    """All files that differ from the snapshot, and those that are new."""
    from parseltongue.changes.detect import detect, hash_pending
    from parseltongue.workspace.contents import compare_with_snapshot
    from parseltongue.workspace.selection import inspector, selector

    detection = workspace.config.change_detection
    index = _index(workspace, store, ref)
    largest = workspace.config.analysis.max_file_size
    scan = detect(
        workspace.root,
        selector(workspace.languages),
        index,
        ignore_patterns=detection.ignore_patterns,
        max_size=largest,
        algorithm=detection.hash_algorithm if index is not None else "blake3",
        inspect=inspector(workspace.languages),
    )
    changes = scan.settle(hash_pending(scan, max_size=largest, parallel=detection.parallel_hashing))
    if index is not None:
        return StaleFiles(changes.new, changes.modified, changes.deleted)
    contents: dict[str, bytes | Failure] = {**scan.digests, **changes.failures}
    languages = {path: language for path, (language, _) in scan.files.items()}
    difference = compare_with_snapshot(store.objects, ref.snapshot, contents, languages, workspace.prints)
    return StaleFiles(difference.new, difference.modified, difference.deleted)


def _index(workspace: Workspace, store: Store, ref: Ref) -> StatIndex | None:
    """The stat index, if it was saved with this very snapshot."""
    from parseltongue.changes.statindex import load_stat_index

    algorithm = workspace.config.change_detection.hash_algorithm
    index = load_stat_index(store.index_path(workspace.identity), algorithm, unseal=store.unseal_index)
    return index if index is not None and index.extra.startswith(ref.snapshot) else None
