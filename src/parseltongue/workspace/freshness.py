"""Whether files have changed since they were analysed."""

from __future__ import annotations

import os

from parseltongue.changes.reading import Failure, hash_bytes, hash_file
from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.ids import path_bytes, path_text
from parseltongue.workspace.made_files import made_files
from parseltongue.workspace.report import StaleFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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
    made = made_files(workspace.config, workspace.languages)
    has_made = any(row is not None and row.language in made.limits for row in rows)
    known = _known_paths(store, ref) if has_made else set()

    def content(path: str, row: FileRow) -> bytes | Failure:
        data = made.read(workspace.root, path, row.language, known)
        if data is None:
            return hash_file(workspace.root, path, cap=workspace.config.analysis.max_file_size)
        return data if isinstance(data, Failure) else hash_bytes(data)

    modified = [
        path
        for path, row in zip(doubtful, rows, strict=True)
        if row is None or not _has_content(row, content(path, row))
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


def _known_paths(store: Store, ref: Ref) -> set[str]:
    """All files of the snapshot."""
    snapshot = decode_snapshot(store.objects.get(ref.snapshot, "snapshot"))
    return {path_text(key) for key, _ in prolly.scan(NodeCache(store.objects), snapshot.maps["files"])}


def _has_content(row: FileRow, content: bytes | Failure) -> bool:
    """Whether a file still is what a row says."""
    return row.content == content if isinstance(content, bytes) else bool(row.skip)


def stale_in_tree(workspace: Workspace, store: Store, ref: Ref) -> StaleFiles:
    """All files that differ from the snapshot, and those that are new."""
    from parseltongue.changes.detect import hash_pending
    from parseltongue.workspace.contents import compare_with_snapshot
    from parseltongue.workspace.selection import scan_files

    detection = workspace.config.change_detection
    index = _index(workspace, store, ref)
    made = made_files(workspace.config, workspace.languages)
    scan = scan_files(
        workspace.root,
        workspace.config,
        workspace.languages,
        index,
        algorithm=detection.hash_algorithm if index is not None else "blake3",
    )
    results = hash_pending(
        scan,
        max_size=workspace.config.analysis.max_file_size,
        parallel=detection.parallel_hashing,
        distil=lambda path: made.read(workspace.root, path, scan.files[path][0], scan.files),
    )
    changes = scan.settle(results)
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
