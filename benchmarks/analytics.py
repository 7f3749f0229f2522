"""Questions about the whole graph of Django, and the context of an entity: CPU seconds.

    python -m benchmarks.analytics [--corpus DIR] [--root DIR] [--json] [--check]

Loading is measured in a process of its own: when no columns are kept, when they are, and when one file was
edited since. A question is asked in a process that has the columns already and igraph imported, its first
page made. The whole command is `parseltongue ... --json`, start of the interpreter and loading of the columns
included.
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
from benchmarks.edits import FUNCTION_APPENDED
from benchmarks.process import measure
from benchmarks.report import Figure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from benchmarks.edits import Edit

MEASURED = "measured"
BAR = 2.0
"""CPU seconds of each question over Django's whole graph."""
LOAD_BAR = 1.0
"""CPU ms of loading 1,000 entities."""

QUESTIONS = {
    **{f"cycles --level {level}": ("cycles", (level,)) for level in ("entity", "file", "package")},
    **{f"rank --by {by}": ("rank", (by,)) for by in ("pagerank", "betweenness", "core", "coupling")},
    **{f"communities --level {level}": ("communities", (level,)) for level in ("entity", "file")},
    "hotspots": ("hotspots", ()),
    "dead-code": ("dead_code", ()),
    "metrics": ("class_metrics", ()),
    "metrics --level package": ("package_metrics", ()),
}
READING = frozenset(("dead_code",))
"""What is given the sources, as the command gives them."""
CHECK = "check"
RULES = """[rules]
layers = [
    "django.contrib",
    "django.views | django.forms | django.template",
    "django.db | django.core",
    "django.utils",
]
forbid = [{ from = "django.db", to = "django.http" }, { from = "django", to = "requests" }]
"""
"""Rules that Django keeps for the most part, as its `parseltongue.toml`."""
_VIOLATED = 16
CONTEXT = "context django.db.models.deletion.Collector.collect --tokens 4000"


def load(root: str, cache: str) -> dict[str, float]:
    """CPU seconds of loading the columns in this process, and the number of entities."""
    import parseltongue

    with parseltongue.open(root, cache_dir=cache) as workspace:
        analytics = workspace.load().analytics
        return {"seconds": _timed(analytics.columns), "entities": analytics.columns().count}


def ask(root: str, cache: str) -> dict[str, float]:
    """CPU seconds of each question, in this process; of `check` where there are rules."""
    import parseltongue
    from parseltongue.workspace.sources import reader

    with parseltongue.open(root, cache_dir=cache) as workspace:
        analytics = workspace.load().analytics
        seconds = {}
        analytics.cycles("package")  # Imports igraph.
        for line, (method, arguments) in QUESTIONS.items():
            given = {"read": reader(workspace.root)} if method in READING else {}
            seconds[line] = _timed(partial(getattr(analytics, method), *arguments, **given))
        rules = workspace.config.rules
        if rules.layers:
            seconds[CHECK] = _timed(partial(analytics.check, rules.layers, rules.forbid))
        return seconds


def _timed(question: Callable[[], object]) -> float:
    started = time.process_time()
    question()
    return time.process_time() - started


def loading(command: Command, root: Path, edit: Edit | None) -> Iterator[Figure]:
    """Rows for loading the columns; `edit` is undone again."""
    yield _loaded(command, root, "columns, none kept")
    yield _loaded(command, root, "columns, kept", bar=LOAD_BAR)
    if edit is not None:
        with edit.applied(root, 1):
            command.analyze(root)
            yield _loaded(command, root, f"columns, {edit.name}")
        command.analyze(root)


def _loaded(command: Command, root: Path, what: str, bar: float | None = None) -> Figure:
    found = _in_process("--load", command, root)
    return Figure(what, {MEASURED: 1e6 * found["seconds"] / found["entities"]}, "CPU ms / 1,000", bar=bar)


def _in_process(option: str, command: Command, root: Path) -> dict[str, float]:
    argv = [sys.executable, "-m", "benchmarks.analytics", option, str(root), str(command.cache)]
    found: dict[str, float] = json.loads(measure(argv, cwd=corpus.PROJECT_ROOT).stdout)
    return found


def figures(command: Command, root: Path, *, context: bool) -> Iterator[Figure]:
    """A row for each question."""
    seconds = _in_process("--ask", command, root)
    for line in (*QUESTIONS, *({CHECK} & seconds.keys())):
        yield Figure(line, {MEASURED: seconds[line]}, "CPU s", bar=BAR)
        whole = command.tell(root, *line.split(), fine=(0, _VIOLATED)).cpu_seconds
        yield Figure(f"{line}, the whole command", {MEASURED: whole}, "CPU s")
    if context:
        yield Figure(CONTEXT, {MEASURED: command.tell(root, *CONTEXT.split()).cpu_seconds}, "CPU s")


def run(given: argparse.Namespace) -> list[Figure]:
    """Analyse, and ask everything."""
    with options.scratch(given) as scratch:
        source = given.root or corpus.obtain("django", given.corpus)
        root = trees.copy(source, scratch / "tree")
        if given.root is None:
            (root / "parseltongue.toml").write_text(RULES, encoding="utf-8")
        command = Command(scratch / "cache", given.command)
        command.analyze(root)
        edit = FUNCTION_APPENDED if given.root is None else None
        return [*loading(command, root, edit), *figures(command, root, context=given.root is None)]


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    parser.add_argument("--root", type=Path, help="measure this tree instead of Django")
    parser.add_argument("--ask", nargs=2, metavar=("ROOT", "CACHE"), help="only ask, in this process")
    parser.add_argument("--load", nargs=2, metavar=("ROOT", "CACHE"), help="only load, in this process")
    given = parser.parse_args(argv)
    if given.ask or given.load:
        print(json.dumps(ask(*given.ask) if given.ask else load(*given.load)))
        return 0
    return report.publish("the graph as a whole", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
