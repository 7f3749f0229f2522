"""Questions that go from entity to entity, in-process: latency over random entities of Django.

    python -m benchmarks.navigation [--corpus DIR] [--root DIR] [--entities N] [--seed N] [--json] [--check]

The tree is analysed through the command line, then asked through the Python API, each question about as
many other entities before: what is measured is a process that is at work, not one that has read nothing.
Latency is the CPU time of a call. The end of a path is something that its start leads to, if there is any.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import parseltongue
from benchmarks import corpus, options, report, trees
from benchmarks.command import Command
from benchmarks.queries import MEASURED, percentile
from benchmarks.report import Figure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from parseltongue.query.isg import ISG

HOP, FAR = 1.0, 100.0
"""Bars in milliseconds, for p99: one hop, and searches."""


def questions(isg: ISG, seed: int) -> dict[str, tuple[float, tuple[str, ...], Callable[[str], object]]]:
    """Bar, kinds of entities that are asked about, and what is asked."""
    chosen = random.Random(seed)
    callables = ("function", "method")

    def route(start: str) -> object:
        ends = [one["id"] for one in isg.callees(start, 30, transitive=True, depth=6) if one["id"]]
        return lambda: isg.path(start, chosen.choice(ends) if ends else start)

    return {
        "callers": (HOP, callables, isg.callers),
        "callees": (HOP, callables, isg.callees),
        "references": (HOP, callables, isg.references),
        "supertypes": (HOP, ("class",), isg.supertypes),
        "subtypes": (HOP, ("class",), isg.subtypes),
        "overrides": (HOP, ("method",), isg.overrides),
        "importers": (HOP, ("file",), isg.importers),
        "blast radius, depth 5": (FAR, callables, lambda one: isg.blast_radius(one, 5)),
        "tests-for": (FAR, callables, isg.tests_for),
        "path": (FAR, callables, route),
    }


def timed(ask: Callable[[str], object], entities: list[str]) -> list[int]:
    """Nanoseconds of CPU of each question; where the answer is a function, of calling that."""
    times = []
    for entity in entities:
        started = time.thread_time_ns()
        answer = ask(entity)
        if callable(answer):
            started = time.thread_time_ns()
            answer()
        times.append(time.thread_time_ns() - started)
    return times


def _figures(isg: ISG, count: int, seed: int) -> Iterator[Figure]:
    entities = [(one["kind"], one["id"]) for one in isg.entities()]
    chosen = random.Random(seed)
    for name, (bar, kinds, ask) in questions(isg, seed).items():
        fitting = [identity for kind, identity in entities if kind in kinds]
        timed(ask, chosen.choices(fitting, k=count))
        times = timed(ask, chosen.choices(fitting, k=count))
        yield Figure(f"{name}, p50", {MEASURED: percentile(times, 50) / 1e6}, "CPU ms")
        yield Figure(f"{name}, p99", {MEASURED: percentile(times, 99) / 1e6}, "CPU ms", bar=bar)


def run(given: argparse.Namespace) -> list[Figure]:
    """Analyse and ask."""
    with options.scratch(given) as scratch:
        source = given.root or corpus.obtain("django", given.corpus)
        root = trees.copy(source, scratch / "tree")
        command = Command(scratch / "cache", given.command)
        command.analyze(root)
        with parseltongue.open(root, cache_dir=str(command.cache)) as workspace:
            return list(_figures(workspace.load(), given.entities, given.seed))


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    parser.add_argument("--root", type=Path, help="measure this tree instead of Django")
    parser.add_argument("--entities", type=int, default=1_000, metavar="N", help="how many (default: 1,000)")
    parser.add_argument("--seed", type=int, default=1, help="of the choice (default: 1)")
    given = parser.parse_args(argv)
    return report.publish("going from entity to entity, in-process", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
