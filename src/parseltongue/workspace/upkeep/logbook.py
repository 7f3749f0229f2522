"""Times and totals of a store's upkeep, in the file ``logbook`` beside it: numbers only, no names or paths.

It is for people and monitoring; nothing else depends on it. One that is damaged or cannot be written costs
the figures in it, and never makes an operation fail.
"""

from __future__ import annotations

import os

from parseltongue.model.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Entries = dict[str, Any]

_LARGEST = 1 << 20
_LOCK_SECONDS = 1.0


def read_logbook(directory: str) -> Entries:
    """All entries of the logbook of the store in a cache directory."""
    from json import loads

    try:
        with open(os.path.join(directory, "logbook"), encoding="utf-8") as file:
            content = loads(file.read(_LARGEST))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def amend_logbook(directory: str, change: Callable[[Entries], None]) -> None:
    """Let `change` alter the entries; nothing happens where they cannot be written."""
    from parseltongue.storage.locking import ProcessLock

    path = os.path.join(directory, "logbook")
    try:
        with ProcessLock(os.path.join(directory, "locks", "logbook"), "the logbook", _LOCK_SECONDS):
            entries = read_logbook(directory)
            change(entries)
            _replace(path, entries)
    except (OSError, StorageError):
        return


def enter(directory: str, name: str, entry: Entries) -> None:
    """Replace one entry."""
    amend_logbook(directory, lambda entries: entries.update({name: entry}))


def _replace(path: str, entries: Entries) -> None:
    from json import dumps

    descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(dumps(entries, sort_keys=True))
    os.replace(path + ".new", path)
