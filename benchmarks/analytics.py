"""Questions about the whole graph of Django, and the context of an entity: CPU seconds.

    python -m benchmarks.analytics [--corpus DIR] [--root DIR] [--json] [--check]

A question is asked in a process that has the columns already and igraph imported, its first page made. The
whole command is `parseltongue ... --json`, start of the interpreter and loading of the columns included.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import corpus, options, report, trees
from benchmarks.command import Command
from benchmarks.process import measure
from benchmarks.report import Figure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

MEASURED = "measured"
BAR = 2.0
"""CPU seconds of each question over Django's whole graph."""

QUESTIONS = {
    **{f"cycles --level {level}": ("cycles", (level,)) for level in ("entity", "file", "package")},
    **{f"rank --by {by}": ("rank", (by,)) for by in ("pagerank", "betweenness", "core", "coupling")},
    **{f"communities --level {level}": ("communities", (level,)) for level in ("entity", "file")},
    "hotspots": ("hotspots", ()),
    "dead-code": ("dead_code", ()),
    "metrics": ("class_metrics", ()),
    "metrics --level package": ("package_metrics", ()),
}
CONTEXT = "context django.db.models.deletion.Collector.collect --tokens 4000"


def ask(root: str, cache: str) -> dict[str, float]:
    """CPU seconds of loading the columns, and then of each question, in this process."""
    import parseltongue

    with parseltongue.open(root, cache_dir=cache) as workspace:
        analytics = workspace.load().analytics
        seconds = {"columns": _timed(analytics.columns)}
        analytics.cycles("package")  # Imports igraph.
        for line, (method, arguments) in QUESTIONS.items():
            seconds[line] = _timed(partial(getattr(analytics, method), *arguments))
        return seconds


def _timed(question: Callable[[], object]) -> float:
    started = time.process_time()
    question()
    return time.process_time() - started


def figures(command: Command, root: Path, *, context: bool) -> Iterator[Figure]:
    """A row for each question."""
    argv = [sys.executable, "-m", "benchmarks.analytics", "--ask", str(root), str(command.cache)]
    seconds = json.loads(measure(argv, cwd=corpus.PROJECT_ROOT).stdout)
    yield Figure("columns", {MEASURED: seconds["columns"]}, "CPU s", bar=BAR)
    for line in QUESTIONS:
        yield Figure(line, {MEASURED: seconds[line]}, "CPU s", bar=BAR)
        whole = command.tell(root, *line.split()).cpu_seconds
        yield Figure(f"{line}, the whole command", {MEASURED: whole}, "CPU s")
    if context:
        yield Figure(CONTEXT, {MEASURED: command.tell(root, *CONTEXT.split()).cpu_seconds}, "CPU s")


def run(given: argparse.Namespace) -> list[Figure]:
    """Analyse, and ask everything."""
    with options.scratch(given) as scratch:
        source = given.root or corpus.obtain("django", given.corpus)
        root = trees.copy(source, scratch / "tree")
        command = Command(scratch / "cache", tuple(given.command or ()))
        command.analyze(root)
        return list(figures(command, root, context=given.root is None))


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    parser.add_argument("--root", type=Path, help="measure this tree instead of Django")
    parser.add_argument("--ask", nargs=2, metavar=("ROOT", "CACHE"), help="only ask, in this process")
    given = parser.parse_args(argv)
    if given.ask:
        print(json.dumps(ask(*given.ask)))
        return 0
    return report.publish("the graph as a whole", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
