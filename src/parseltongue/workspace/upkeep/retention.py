"""What a store may forget: workspaces that are gone, that nobody used for long, or that no longer fit.

The least recently used workspaces go first. What is dropped is the ref; a collection then removes the objects
that nothing else leads to, and the backend gives their space back. Collections spare what they always spare:
snapshots replaced a moment ago, and those under live leases.

All of it happens under the store lock. A dropped workspace costs time when it is analysed again, no more.
"""

from __future__ import annotations

import os
import time
from itertools import islice

from parseltongue.isg.keys import OBJECTS, namespace_end
from parseltongue.isg.objects import Objects
from parseltongue.isg.reach import Reach
from parseltongue.isg.refs import Refs
from parseltongue.model.errors import LockedError, UnavailableError
from parseltongue.model.shown import shown_path
from parseltongue.storage.exchange import remove_tree
from parseltongue.storage.locking import ProcessLock
from parseltongue.workspace import beside
from parseltongue.workspace.compaction import collect_and_compact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.isg.refs import Ref
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.workspace.store import Store

GONE, UNUSED, TOO_LARGE = "its folder is gone", "not used lately", "the store is too large"
NAMED = "named"
_ROUNDS = 3
_LEFTOVERS = (".damaged", ".restoring", ".repairing")


class Dropped:
    """A workspace that a clean-up drops, and why."""

    __slots__ = ("last_used", "reason", "ref")

    def __init__(self, ref: Ref, last_used: float, reason: str) -> None:
        self.ref = ref
        self.last_used = last_used
        self.reason = reason

    def to_json(self) -> dict[str, Any]:
        workspace = shown_path(self.ref.metadata.workspace) or self.ref.name
        return {"workspace": workspace, "last_used": round(self.last_used, 3), "reason": self.reason}


def clean_up(
    store: Store,
    *,
    older_than: float | None = None,
    max_size: int | None = None,
    dry_run: bool = False,
    protected: str = "",
    only: str = "",
) -> dict[str, Any]:
    """Drop workspaces, collect, and give the space back.

    Parameters
    ----------
    older_than
        Seconds for which a workspace was neither analysed nor asked.
    max_size
        Bytes on disk to get below, if dropping workspaces helps.
    dry_run
        Only say what would be dropped, and about how much space that would give back.
    protected
        Name of a ref that is not dropped for its size.
    only
        Folder of the one workspace to drop, whether the folder is there or not; all others stay.

    Raises
    ------
    UnavailableError
        The store has no workspace `only`.
    CorruptionError
        A record that is needed to tell what can go is damaged. Nothing was removed.
    LockedError, UnavailableError
    """
    before = store.size_on_disk()
    if dry_run:
        return _rehearse(store, _Rules(older_than, max_size, protected, only), before)
    rules = _Rules(older_than, max_size, protected, only)
    dropped: list[Dropped] = []
    leftovers: list[str] = []
    removed = 0
    for _ in range(_ROUNDS):
        # A backend gives all space back when it is closed: measured earlier, too much would be dropped.
        with store.writing("cleanup") as backend:
            leftovers += _remove_leftovers(store)
            chosen = _Choice(store, backend, rules).dropped
            _drop(store, backend, chosen)
            removed += collect_and_compact(store, backend).removed_objects
        dropped += chosen
        if not chosen or only or max_size is None or store.size_on_disk() <= max_size:
            break
    return {
        "dry_run": False,
        "before": before,
        "after": store.size_on_disk(),
        "dropped": [one.to_json() for one in dropped],
        "removed_objects": removed,
        "removed_leftovers": leftovers,
    }


def _rehearse(store: Store, rules: _Rules, before: int) -> dict[str, Any]:
    store.backend.refresh()
    choice = _Choice(store, store.backend, rules)
    return {
        "dry_run": True,
        "before": before,
        "after": max(0, before - int(choice.freed() * choice.disk_share)),
        "dropped": [one.to_json() for one in choice.dropped],
        "removed_objects": 0,
        "removed_leftovers": [],
    }


class _Rules:
    """What `clean_up` was asked for."""

    __slots__ = ("max_size", "older_than", "only", "protected")

    def __init__(
        self, older_than: float | None, max_size: int | None, protected: str = "", only: str = ""
    ) -> None:
        self.older_than = older_than
        self.max_size = max_size
        self.protected = protected
        self.only = only


class _Choice:
    """Which workspaces go."""

    def __init__(self, store: Store, backend: StorageBackend, rules: _Rules) -> None:
        self._rules = rules
        self._sizes = {
            key[1:]: len(key) + len(value) for key, value in backend.scan(OBJECTS, namespace_end(OBJECTS))
        }
        self._keys = store.keys
        self._reach = Reach(
            Objects(backend, store.codec, cache_bytes=1 << 20),
            lambda digest: store.keys.name(digest) in self._sizes,
        )
        total = sum(self._sizes.values())
        self.disk_share = store.size_on_disk() / total if total else 1.0
        """Bytes on disk for each byte of objects."""
        self.dropped: list[Dropped] = []
        self._kept_bytes = 0
        used = last_uses(store, Refs(backend, store.codec).scan("workspace/"))
        if rules.only and rules.only not in {ref.metadata.workspace for ref, _ in used}:
            raise UnavailableError(
                f"the store has no workspace {shown_path(rules.only)}; "
                "`parseltongue storage status -v` lists those that there are"
            )
        now = time.time()
        for ref, last_used in used:
            reason = self._reason(ref, now - last_used)
            if reason:
                self.dropped.append(Dropped(ref, last_used, reason))

    def _reason(self, ref: Ref, age: float) -> str:
        """Why a workspace goes; empty if it stays. Called for the most recently used one first."""
        rules, folder = self._rules, ref.metadata.workspace
        if rules.only:
            if folder == rules.only:
                return NAMED
            self._kept_bytes += self._added(ref)
            return ""
        if folder and not os.path.isdir(folder):
            return GONE
        if rules.older_than is not None and age > rules.older_than:
            return UNUSED
        needed = self._kept_bytes + self._added(ref)
        too_large = rules.max_size is not None and needed * self.disk_share > rules.max_size
        if too_large and ref.name != rules.protected:
            return TOO_LARGE
        self._kept_bytes = needed
        return ""

    def _added(self, ref: Ref) -> int:
        """Bytes of the objects that this workspace has and those before it have not."""
        known = len(self._reach.roles)
        self._reach.add(ref.snapshot)
        return self._size(islice(self._reach.roles, known, None))

    def _size(self, digests: Any) -> int:
        return sum(self._sizes.get(self._keys.name(digest), 0) for digest in digests)

    def freed(self) -> int:
        """Bytes of objects that nothing kept leads to."""
        return sum(self._sizes.values()) - self._kept_bytes


def known_workspaces(store: Store) -> list[dict[str, Any]]:
    """The folders of all workspaces with the Unix time of their last use, the latest first."""
    uses: dict[str, float] = {}
    for ref, last_used in last_uses(store, store.refs.scan("workspace/")):
        uses.setdefault(shown_path(ref.metadata.workspace) or ref.name, last_used)
    return [{"workspace": folder, "last_used": round(last_used, 3)} for folder, last_used in uses.items()]


def last_uses(store: Store, refs: list[Ref]) -> list[tuple[Ref, float]]:
    """Refs with the Unix time of their last analysis or question, the latest first.

    The stat index of a workspace is touched when it is used. It counts for the newest of its refs: those of
    other versions of the tool and of other options are not what was used.
    """
    newest: dict[str, Ref] = {}
    for ref in refs:
        other = newest.setdefault(identity_of(ref), ref)
        if ref.metadata.time_ns > other.metadata.time_ns:
            newest[identity_of(ref)] = ref
    uses = [
        (ref, max(ref.metadata.time_ns / 1e9, _touched(store, ref) if newest[identity_of(ref)] is ref else 0))
        for ref in refs
    ]
    return sorted(uses, key=lambda use: -use[1])


def identity_of(ref: Ref) -> str:
    """The identity of the workspace whose ref it is."""
    return ref.name.partition("/")[2].partition("@")[0]


def _touched(store: Store, ref: Ref) -> float:
    try:
        return os.stat(store.index_path(identity_of(ref))).st_mtime
    except OSError:
        return 0.0


def _drop(store: Store, backend: StorageBackend, dropped: list[Dropped]) -> None:
    """Delete refs, and what is kept beside the store for workspaces that have none any more."""
    backend.write([(store.keys.ref(one.ref.name), None) for one in dropped], durable=True)
    refs = Refs(backend, store.codec)
    left = {identity_of(ref) for ref in refs.scan("workspace/")}
    for one in dropped:
        if identity_of(one.ref) not in left:
            _drop_states(refs, identity_of(one.ref))
            beside.forget(store, identity_of(one.ref))


def _drop_states(refs: Refs, identity: str) -> None:
    """Delete what was kept of the commits of a workspace, and under names."""
    for kind in ("commit", "name"):
        for ref in refs.scan(f"{kind}/{identity}."):
            refs.delete(ref.name)


def _remove_leftovers(store: Store) -> list[str]:
    """Remove files that were set aside as damaged, or left by operations that were interrupted."""
    found = []
    for name in sorted(os.listdir(store.directory)):
        _, dot, suffix = name.partition(".")
        if not dot or not os.path.isdir(os.path.join(store.directory, name)):
            continue
        if suffix.startswith("migrating-") and not _is_idle(store):
            continue
        if f".{suffix}".startswith((*_LEFTOVERS, ".migrating-")):
            remove_tree(os.path.join(store.directory, name))
            found.append(name)
    return found


def _is_idle(store: Store) -> bool:
    """Whether no migration is under way."""
    try:
        with ProcessLock(os.path.join(store.directory, "locks", "migrate"), "migration", 0):
            return True
    except LockedError:
        return False
