"""What runs report: plain records with a stable JSON form."""

from __future__ import annotations

from parseltongue.model.shown import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.isg.snapshot import Snapshot

GIVEN_UP = ("failed", "timeout")
"""Why a file is left out of one run and tried again in the next: a worker died of it, or it took too long."""
FAILED_REASONS = ("unreadable", *GIVEN_UP)
"""Reasons for which a file without facts counts as failed rather than skipped."""


class AnalysisReport:
    """The outcome of one `analyze`.

    Attributes
    ----------
    mode : str
        ``full`` (nothing to build on), ``incremental`` or ``unchanged``.
    new, modified, deleted, unchanged, parsed, linked : int
        Files. Parsed ones were read by the parser in this run; linked ones had their names resolved.
    persisted : bool
        False when the store could not be used and the result is gone when the process ends; `store_error`
        then says why.
    skipped : list of (str, str)
        Paths without facts or not looked at, with the reason.
    """

    __slots__ = (
        "cpu_seconds", "deleted", "digest", "linked", "mode", "modified", "new", "notices", "parsed",
        "persisted", "seconds", "skipped", "snapshot", "store_bytes", "store_error", "unchanged", "workspace",
    )  # fmt: skip

    def __init__(self, workspace: str, digest: bytes, snapshot: Snapshot, mode: str) -> None:
        self.workspace = workspace
        self.digest = digest
        self.snapshot = snapshot
        self.mode = mode
        self.new = self.modified = self.deleted = self.unchanged = self.parsed = self.linked = 0
        self.persisted = True
        self.store_error = ""
        self.store_bytes = 0
        self.seconds = self.cpu_seconds = 0.0
        self.skipped: list[tuple[str, str]] = []
        self.notices: list[str] = []

    @property
    def missing_grammars(self) -> list[dict[str, Any]]:
        """Languages whose files are left out for want of a grammar; see `ISG.coverage`."""
        from parseltongue.query.coverage import missing_grammars

        counts = self.snapshot.counts
        return missing_grammars(counts["files"]) if counts["skipped"].get("grammar_missing") else []

    def to_json(self) -> dict[str, Any]:
        counts = self.snapshot.counts
        failed = sum(counts["skipped"].get(reason, 0) for reason in FAILED_REASONS)
        return {
            "workspace": self.workspace,
            "snapshot": self.digest.hex(),
            "mode": self.mode,
            "degraded": self.snapshot.degraded,
            "persisted": self.persisted,
            "files": {
                "total": sum(counts["files"].values()),
                "new": self.new,
                "modified": self.modified,
                "deleted": self.deleted,
                "unchanged": self.unchanged,
                "parsed": self.parsed,
                "linked": self.linked,
                "skipped": sum(counts["skipped"].values()) - failed,
                "failed": failed,
            },
            "entities": sum(counts["entities"].values()),
            "relationships": counts["relationships"],
            "references": references_table(self.snapshot),
            "missing_grammars": self.missing_grammars,
            "store_bytes": self.store_bytes,
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
        }


def references_table(snapshot: Snapshot) -> dict[str, int]:
    """Mentions by outcome, every outcome present."""
    counts = snapshot.counts["references"]
    return {name: counts.get(name, 0) for name in ("resolved", "ambiguous", "external", "unresolved")}


class StaleFiles:
    """Files that differ from the snapshot, each list in order of path."""

    __slots__ = ("deleted", "modified", "new")

    def __init__(self, new: list[str], modified: list[str], deleted: list[str]) -> None:
        self.new = new
        self.modified = modified
        self.deleted = deleted

    def __bool__(self) -> bool:
        return bool(self.new or self.modified or self.deleted)

    @property
    def paths(self) -> list[str]:
        return sorted({*self.new, *self.modified, *self.deleted})

    def to_json(self) -> dict[str, list[str]]:
        """The lists, of paths that can be written as UTF-8."""
        lists = (("new", self.new), ("modified", self.modified), ("deleted", self.deleted))
        return {name: [shown_path(path) for path in paths] for name, paths in lists}


class VerifyReport:
    """The outcome of `verify`: `rebuilt` is the digest that a full analysis from nothing gave, if asked."""

    __slots__ = ("checked", "digest", "problems", "rebuilt")

    def __init__(self, digest: bytes) -> None:
        self.digest = digest
        self.rebuilt: bytes | None = None
        self.problems: list[str] = []
        self.checked = 0

    @property
    def ok(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"ok": self.ok, "snapshot": self.digest.hex()}
        if self.rebuilt is not None:
            result["rebuilt"] = self.rebuilt.hex()
        result["checked"] = self.checked
        result["problems"] = self.problems
        return result


class StatusReport:
    """What `status` shows."""

    __slots__ = ("analyzed_ns", "digest", "now_ns", "problems", "snapshot", "stale", "store", "workspace")

    def __init__(
        self,
        workspace: str,
        digest: bytes,
        snapshot: Snapshot,
        *,
        analyzed_ns: int,
        now_ns: int,
        stale: StaleFiles,
        store: dict[str, Any],
        problems: list[str],
    ) -> None:
        self.workspace = workspace
        self.digest = digest
        self.snapshot = snapshot
        self.analyzed_ns = analyzed_ns
        self.now_ns = now_ns
        self.stale = stale
        self.store = store
        self.problems = problems

    def to_json(self) -> dict[str, Any]:
        counts = self.snapshot.counts
        return {
            "workspace": self.workspace,
            "snapshot": self.digest.hex(),
            "analyzed_at": self.analyzed_ns / 1e9,
            "age_seconds": round((self.now_ns - self.analyzed_ns) / 1e9, 3),
            "degraded": self.snapshot.degraded,
            "files": sum(counts["files"].values()),
            "languages": counts["files"],
            "skipped": counts["skipped"],
            "entities": counts["entities"],
            "relationships": counts["relationships"],
            "references": references_table(self.snapshot),
            "stale": self.stale.to_json(),
            "store": self.store,
            "problems": self.problems,
        }
