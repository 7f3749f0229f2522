"""Move a store to another backend, or to another compression.

The new store is built beside the old one while others go on working; then, under the store lock, what was
written meanwhile is copied too, every record of the new one is read and hashed, and it takes its place. Until
then the old one is all there is, and one that was interrupted goes on with what it has copied.
"""

from __future__ import annotations

import os

from parseltongue.model.errors import ConfigError, CorruptionError, UnavailableError
from parseltongue.storage.exchange import remove_tree, swap_in
from parseltongue.storage.locking import ProcessLock
from parseltongue.workspace.upkeep.backup import durable_backend
from parseltongue.workspace.upkeep.check import check_store
from parseltongue.workspace.upkeep.transfer import Copied, copy_store, is_compressed_as

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.workspace.store import Store

    Progress = Callable[[str, int, int], None]


def migrate(
    store: Store,
    backend: str,
    *,
    compression: str | None = None,
    replace: bool = False,
    remove_source: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Bring all that a store, opened for reading, holds into another backend or compression.

    Parameters
    ----------
    compression
        By default records stay as they are.
    replace
        Let it take the place of a store of that backend that is there already.
    remove_source
        Remove the files of the old backend once the new ones are verified.

    Raises
    ------
    ConfigError
        The store is in that backend and compression already, or there is no such backend.
    UnavailableError
        There is a store of that backend already.
    CorruptionError
        A record of the store is damaged; it is as it was.
    FullError
        The disk is full; the store is as it was. Run it again when there is room.
    """
    in_place = backend == store.backend_name
    before = store.size_on_disk()
    _require_difference(store, backend, compression)
    target = store.elsewhere(store.directory, backend=durable_backend(backend))
    if not in_place and target.exists and not replace:
        raise UnavailableError(
            f"there is a {backend} store in {store.directory} already; use it by setting "
            f'backend = "{backend}" in [storage], or let --replace take its place'
        )
    suffix = f".migrating-{compression or 'as-is'}"
    lock = ProcessLock(os.path.join(store.directory, "locks", "migrate"), "migration of this store", 0)
    with lock:
        copied = _copy(store, backend, compression, suffix, progress)
        with store.lock("migrate"):
            late = _copy(store, backend, compression, suffix, progress, verify=True)
            if in_place:
                store.adopt(store.data + suffix)
            else:
                swap_in(target.data + suffix, target.data, keys=store.key_file)
                if remove_source:
                    store.close()
                    remove_tree(store.data)
    copied.objects += late.objects
    return {
        "from": store.backend_name,
        "to": backend,
        "compression": compression or "as it was",
        "before": before,
        "after": store.size_on_disk(),
        "workspaces": late.refs,
        "copied_objects": copied.objects,
        "source_removed": in_place or remove_source,
    }


def _require_difference(store: Store, backend: str, compression: str | None) -> None:
    """Refuse a migration that would change nothing."""
    if backend != store.backend_name:
        return
    with store.backend.read_view() as view:
        if compression is None or is_compressed_as(view, compression):
            what = backend if compression is None else f"{backend}, compressed by {compression},"
            raise ConfigError(f"the store is in {what} already; name another backend or compression")


def _copy(
    store: Store,
    backend: str,
    compression: str | None,
    suffix: str,
    progress: Progress | None,
    *,
    verify: bool = False,
) -> Copied:
    """Copy what the store shows now and the new one has not; with `verify` check all of the new one."""
    store.backend.refresh()
    building = store.building(suffix, backend=backend, compression=compression)
    try:
        with store.backend.read_view() as view:
            copied = copy_store(
                store, view, building, recompress=compression is not None, with_head=True, progress=progress
            )
        found = check_store(building, full=True, view=building.backend, progress=progress) if verify else None
    finally:
        building.close()
    if found is not None and not found.ok:
        raise CorruptionError(
            f"the copy is not what it should be: {found.problems[0].message}. The store is as it was; "
            f"remove {building.data} and run it again"
        )
    return copied
