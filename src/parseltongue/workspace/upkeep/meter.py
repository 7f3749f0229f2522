"""Counts what a process does to a store, to be added to the totals in the logbook."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Meter:
    """Commits and waits for the store lock since the last `take`."""

    __slots__ = ("commit_seconds", "commits", "longest_commit", "longest_wait", "wait_seconds", "waits")

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self.commits = self.waits = 0
        self.commit_seconds = self.wait_seconds = self.longest_commit = self.longest_wait = 0.0

    def committed(self, waited: float, seconds: float) -> None:
        """Count one use of the store lock: how long it took to get it, and how long it was held."""
        self.commits += 1
        self.commit_seconds += seconds
        self.longest_commit = max(self.longest_commit, seconds)
        if waited:
            self.waits += 1
            self.wait_seconds += waited
            self.longest_wait = max(self.longest_wait, waited)

    def take(self, totals: dict[str, Any]) -> None:
        """Add what was counted to totals, and begin anew."""
        for name in ("commits", "waits", "commit_seconds", "wait_seconds"):
            totals[name] = totals.get(name, 0) + getattr(self, name)
        for name in ("longest_commit", "longest_wait"):
            totals[name] = max(totals.get(name, 0.0), getattr(self, name))
        self._reset()
