"""When a store is checked and repaired without being asked to: after a crash, and where damage is met."""

from __future__ import annotations

import os

from parseltongue.model.errors import LockedError, ParseltongueError, StorageError
from parseltongue.model.shown import shown_path
from parseltongue.storage.locking import store_lock
from parseltongue.workspace.upkeep.check import check_store
from parseltongue.workspace.upkeep.repair import RepairReport, open_or_begin_anew, repair_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.isg.refs import Ref
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.workspace import Workspace

    Progress = Callable[[str, int, int], None]


def check_after_interruption(store: Store, tell: Callable[[str], None]) -> bool:
    """Check a store whose last writer ended while it held the lock; whether there is damage.

    Does nothing while somebody writes, and where the lock cannot be had.
    """
    try:
        with store_lock(store.directory, 0, command="check") as lock:
            if not lock.abandoned:
                return False
            found = check_store(store, full=False)
    except StorageError:
        return False
    if found.ok:
        return False
    tell(
        f"a process ended while it was writing to {store.directory}, and the store is damaged: "
        f"{found.problems[0].message}"
    )
    return True


def repair_and_analyze(workspace: Workspace, store: Store, progress: Progress | None) -> RepairReport:
    """Repair a store, then bring back every workspace that lost something."""
    aside = "" if hasattr(store, "backend") else open_or_begin_anew(store)
    workspace.keep_store(store)
    if aside:
        report = RepairReport()
        report.notices.append(aside)
        if os.path.exists(store.index_path(workspace.identity)):
            here = {"workspace": shown_path(workspace.root)}
            report.analyzed.append({**here, **_counts(workspace, progress)})
        return report
    report = repair_store(store, progress=progress)
    for ref in report.broken:
        report.analyzed.append(_analyzed_again(workspace, ref, progress))
    return report


def _analyzed_again(workspace: Workspace, ref: Ref, progress: Progress | None) -> dict[str, object]:
    """Analyse the workspace of a ref that was dropped, if it is still there and still analysed alike."""
    path = ref.metadata.workspace
    result: dict[str, object] = {"workspace": shown_path(path)}
    if not path or not os.path.isdir(path):
        return {**result, "error": "its folder does not exist any more"}
    try:
        if path == workspace.root:
            return {**result, **_counts(workspace, progress)}
        storage = workspace.config.storage
        other = type(workspace).open(
            path, cache_dir=storage.cache_dir, overrides={"storage.backend": storage.backend}
        )
        with other:
            if other.ref_name != ref.name:
                return {**result, "error": "it was analysed by another version, or with other options"}
            return {**result, **_counts(other, progress)}
    except LockedError:
        return {**result, "error": "another process is analysing it"}
    except ParseltongueError as error:
        return {**result, "error": str(error)}


def _counts(workspace: Workspace, progress: Progress | None) -> dict[str, object]:
    report = workspace.analyze(progress)
    result: dict[str, object] = {"parsed": report.parsed, "linked": report.linked}
    return result if report.persisted else {**result, "error": report.store_error}
