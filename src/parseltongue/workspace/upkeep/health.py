"""One verdict on a store, for monitoring: can it be used, is it whole, is there room."""

from __future__ import annotations

import os
import time

from parseltongue.model.errors import CorruptionError, ParseltongueError
from parseltongue.storage.locking import read_holder
from parseltongue.workspace.upkeep.check import check_store
from parseltongue.workspace.upkeep.logbook import read_logbook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.workspace.store import Store

OK, WARNING, DAMAGED, UNAVAILABLE = "ok", "warning", "damaged", "unavailable"
VERDICTS = (OK, WARNING, DAMAGED, UNAVAILABLE)
"""From good to bad."""

LEAST_FREE = 100 << 20
LONG_HELD = 3600.0


class HealthReport:
    """A verdict, and the checks that led to it: name, verdict, and what was found."""

    __slots__ = ("checks", "directory", "logbook")

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.checks: list[tuple[str, str, str]] = []
        self.logbook: dict[str, Any] = {}

    @property
    def verdict(self) -> str:
        return max((verdict for _, verdict, _ in self.checks), key=VERDICTS.index, default=OK)

    def to_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "directory": self.directory,
            "checks": [
                {"name": name, "verdict": verdict, "message": message}
                for name, verdict, message in self.checks
            ],
            "last_full_verification": self.logbook.get("verification"),
            "last_compaction": self.logbook.get("compaction"),
        }


def health(store: Store) -> HealthReport:
    """Check a store that is not open yet; never raises for what is wrong with it. Writes nothing to it."""
    report = HealthReport(store.directory)
    report.logbook = read_logbook(store.directory)
    for name, check in (
        ("open", _opens),
        ("integrity", _is_whole),
        ("lock", _lock),
        ("size", _size),
        ("space", _space),
    ):
        verdict, message = _tried(check, store)
        report.checks.append((name, verdict, message))
        if verdict == UNAVAILABLE:
            break
    return report


def _tried(check: Callable[[Store], tuple[str, str]], store: Store) -> tuple[str, str]:
    try:
        return check(store)
    except CorruptionError as error:
        return DAMAGED, str(error)
    except ParseltongueError as error:
        return UNAVAILABLE, str(error)


def _opens(store: Store) -> tuple[str, str]:
    if not store.exists:
        return UNAVAILABLE, f"there is no store in {store.directory}; run `parseltongue analyze`"
    store.open(lenient=True)
    return OK, "the store can be opened"


def _is_whole(store: Store) -> tuple[str, str]:
    if not hasattr(store, "backend"):
        return DAMAGED, "the store cannot be opened; run `parseltongue storage repair`"
    found = check_store(store, full=False)
    if found.ok:
        return OK, f"{found.checked:,} records, nothing is missing"
    first = found.problems[0].message
    return DAMAGED, f"{len(found.problems):,} problems; {first}; run `parseltongue storage repair`"


def _lock(store: Store) -> tuple[str, str]:
    holder = read_holder(os.path.join(store.directory, "locks", "store"))
    if holder is None:
        return OK, "nobody is writing"
    held = time.time() - holder.since
    if held > LONG_HELD:
        return WARNING, f"the store lock was taken {held:,.0f} s ago by {holder}, and not given back"
    return OK, f"{holder} is writing"


def _size(store: Store) -> tuple[str, str]:
    size, limit = store.size_on_disk(), store.size_limit
    if size > limit:
        return WARNING, (
            f"{size:,} bytes, above max_cache_size ({limit:,}); run `parseltongue storage cleanup`"
        )
    return OK, f"{size:,} bytes, limit {limit:,}"


def _space(store: Store) -> tuple[str, str]:
    import shutil

    try:
        free = shutil.disk_usage(store.directory).free
    except OSError as error:
        return WARNING, f"the free space of the disk cannot be told: {error.strerror}"
    if free < LEAST_FREE:
        return WARNING, f"only {free:,} bytes are free on the disk of {store.directory}; make room"
    return OK, f"{free:,} bytes are free"
