"""All figures of one Python codebase, Django: cold, no-op, edits, second worktree, size, memory, one query.

    python -m benchmarks.python_codebase [--corpus DIR] [--repeat N] [--only git|plain] [--json] [--check]

Everything goes through the command line and counts the CPU time of the whole process tree. The tree is a
copy in a temporary folder, its store a temporary `--cache-dir`; small runs are repeated and the median taken.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import corpus, edits, options, report, trees
from benchmarks.command import Analysis, Command
from benchmarks.floor import between_floors
from benchmarks.report import Figure, Value

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

SYMBOL = "django.utils.text.slugify"
FORBIDDEN_IMPORTS = frozenset({"numpy", "pyarrow", "rich", "tree_sitter", "tree_sitter_python"})
CONDITIONS = {"git": "with git", "plain": "without git"}


class DriftError(Exception):
    """The same tree gave another snapshot: incremental is not equal to full."""


@dataclass
class Session:
    """One copy of the codebase and its store, measured under one condition."""

    condition: str
    command: Command
    root: Path
    scratch: Path
    repeat: int
    snapshot: str = ""
    cold_seconds: float = 0.0
    no_op_seconds: float = 0.0
    edits_made: int = 0
    figures: list[Figure] = field(default_factory=list)

    def add(self, what: str, value: Value, unit: str = "", **promise: float | str) -> None:
        """Record one figure under this session's condition."""
        self.figures.append(Figure(what, {CONDITIONS[self.condition]: value}, unit, **promise))

    def median_of(self, run: Callable[[], Analysis]) -> tuple[float, Analysis]:
        """Repeat a run; return the median of its CPU seconds, and the last analysis."""
        runs = [run() for _ in range(self.repeat)]
        return median(r.cost.cpu_seconds for r in runs), runs[-1]

    def analyze_unchanged(self) -> Analysis:
        """Analyse the original tree, which must lead to the original snapshot."""
        analysis = self.command.analyze(self.root)
        if analysis.snapshot != self.snapshot:
            raise DriftError(f"{self.root}: {analysis.snapshot} after edits were undone, was {self.snapshot}")
        return analysis


def measure_session(session: Session) -> list[Figure]:
    """Measure everything under one condition, in the order in which the store grows."""
    for step in (
        cold,
        no_op,
        touched,
        size,
        second_worktree,
        one_query,
        small_edits,
        structural_edits,
        savings,
    ):
        step(session)
    return session.figures


def cold(session: Session) -> None:
    """Measure the first analysis, into an empty store, as a ratio to parsing alone; and its peak memory."""
    analysis, floor_seconds = between_floors(session.root, lambda: session.command.analyze(session.root))
    session.snapshot, session.cold_seconds = analysis.snapshot, analysis.cost.cpu_seconds
    session.add("parsing alone (the floor)", floor_seconds, "CPU s")
    session.add("cold analyze", session.cold_seconds, "CPU s")
    session.add("cold analyze / floor", session.cold_seconds / floor_seconds, "ratio", bar=3.5, aim=2.2)
    session.add("cold analyze, on the wall", analysis.cost.seconds, "s")
    session.add("peak memory, largest process", analysis.cost.peak_bytes / 1e6, "MB", bar=250.0, aim=120.0)
    session.add("files parsed", analysis.parsed)
    session.add("entities", analysis.report["entities"])
    session.add("relationships", sum(analysis.report["relationships"].values()))


def no_op(session: Session) -> None:
    """Measure an analysis that has nothing to do."""
    session.no_op_seconds, analysis = session.median_of(session.analyze_unchanged)
    session.add("no-op analyze", session.no_op_seconds, "CPU s", bar=0.15, aim=0.08)
    session.add("no-op, files parsed or linked", analysis.parsed + analysis.linked, bar=0, compare="==")


def touched(session: Session) -> None:
    """Measure an analysis after every file got a new modification time and no new content."""
    for path, _ in trees.source_files(session.root):
        path.touch()
    analysis = session.analyze_unchanged()
    session.add("all files touched", analysis.cost.cpu_seconds, "CPU s")
    session.add(
        "all files touched, files parsed or linked", analysis.parsed + analysis.linked, bar=0, compare="=="
    )


def size(session: Session) -> None:
    """Measure the store after compaction against the source that it describes."""
    source = sum(path.stat().st_size for path, _ in trees.source_files(session.root))
    stored = _compacted_bytes(session)
    session.add("source", source / 1e6, "MB")
    session.add("store after compaction", stored / 1e6, "MB")
    session.add("store / source", stored / source, "ratio", bar=0.40, aim=0.25)


def second_worktree(session: Session) -> None:
    """Measure a second checkout of the same commit, or a second copy, that shares the store."""
    before = _compacted_bytes(session)
    make = trees.add_worktree if session.condition == "git" else trees.copy
    analysis = session.command.analyze(make(session.root, session.scratch / "second"))
    added = _compacted_bytes(session) / before - 1
    session.add("second worktree", analysis.cost.cpu_seconds, "CPU s")
    session.add(
        "second worktree, files parsed or linked", analysis.parsed + analysis.linked, bar=0, compare="=="
    )
    session.add("second worktree, bytes added", 100 * added, "%", bar=2.0, aim=0.5)
    session.add(
        "second worktree, same snapshot", int(analysis.snapshot == session.snapshot), bar=1, compare="=="
    )


def one_query(session: Session) -> None:
    """Measure one question asked from the shell: the whole process, and what it imports."""
    costs = [session.command.ask(session.root, "callers", SYMBOL) for _ in range(session.repeat)]
    traced, _ = session.command.ask(session.root, "callers", SYMBOL, PYTHONPROFILEIMPORTTIME="1")
    heavy = sorted(set(imported(traced.stderr.decode())) & FORBIDDEN_IMPORTS)
    seconds = median(cost.cpu_seconds for cost, _ in costs)
    session.add(f"one CLI query, callers of {SYMBOL}", seconds, "CPU s", bar=0.10, aim=0.06)
    session.add("one CLI query, answers", costs[-1][1]["total"])
    session.add("one CLI query, heavy imports", len(heavy), bar=0, compare="==")
    if heavy:
        print(f"a query imports {', '.join(heavy)}", file=sys.stderr)


def imported(trace: str) -> Iterator[str]:
    """Give the top-level packages in a trace of `-X importtime`."""
    for line in trace.splitlines():
        if line.startswith("import time:"):
            yield line.rpartition("|")[2].strip().partition(".")[0]


def small_edits(session: Session) -> None:
    """Measure a function appended to one file and to five."""
    seconds, analysis = _edited(session, edits.FUNCTION_APPENDED)
    name = edits.FUNCTION_APPENDED.name
    session.add(name, seconds, "CPU s")
    session.add(f"{name}, over no-op", seconds - session.no_op_seconds, "CPU s", bar=0.10, aim=0.05)
    session.add(f"{name}, files parsed", analysis.parsed, bar=1, compare="==")
    session.add(f"{name}, files linked", analysis.linked)


def structural_edits(session: Session) -> None:
    """Measure edits that other files can see."""
    for edit in edits.STRUCTURAL:
        seconds, analysis = _edited(session, edit)
        session.add(edit.name, 100 * seconds / session.cold_seconds, "% of cold", bar=25.0)
        session.add(f"{edit.name}, files parsed", analysis.parsed, bar=1, compare="==")
        session.add(f"{edit.name}, files linked", analysis.linked)


def savings(session: Session) -> None:
    """Measure what a warm load and a few-file update save against a full analysis (requirement C3)."""
    few, _ = _edited(session, edits.FIVE_FILES)
    promise = {"compare": ">="}
    session.add(
        "warm load saves", 100 * (1 - session.no_op_seconds / session.cold_seconds), "%", bar=90.0, **promise
    )
    session.add("update of 5 files saves", 100 * (1 - few / session.cold_seconds), "%", bar=70.0, **promise)


def _edited(session: Session, edit: edits.Edit) -> tuple[float, Analysis]:
    def run() -> Analysis:
        session.edits_made += 1
        with edit.applied(session.root, session.edits_made):
            analysis = session.command.analyze(session.root)
        session.analyze_unchanged()
        return analysis

    return session.median_of(run)


def _compacted_bytes(session: Session) -> int:
    session.command.compact(session.root)
    return trees.disk_bytes(session.command.cache)


def run(given: argparse.Namespace) -> list[Figure]:
    """Measure under each condition and join the rows."""
    source = corpus.obtain("django", given.corpus)
    figures: list[Figure] = []
    for condition in [given.only] if given.only else CONDITIONS:
        with options.scratch(given) as scratch:
            root = trees.copy(source, scratch / "django")
            if condition == "git":
                trees.make_repository(root)
            command = Command(scratch / "cache", given.command)
            figures += measure_session(Session(condition, command, root, scratch, given.repeat))
    return report.merge(figures)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="repeat small runs (default: 3)")
    parser.add_argument("--only", choices=CONDITIONS, help="measure under one condition only")
    given = parser.parse_args(argv)
    return report.publish("python codebase: Django 5.2.19", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
