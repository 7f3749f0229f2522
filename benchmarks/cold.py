"""What a first analysis of any folders takes, against parsing their files and doing nothing else.

    python -m benchmarks.cold FOLDER [FOLDER ...] [--json] [--check]

Of each folder a copy is analysed into an empty store. Fixed costs (start-up, grammars, dictionaries) weigh
on small ones: the ratio means something from about half a CPU second of parsing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import options, report, trees
from benchmarks.command import Command
from benchmarks.floor import between_floors
from benchmarks.report import Figure

if TYPE_CHECKING:
    import argparse


def run(given: argparse.Namespace) -> list[Figure]:
    """Measure each folder: a column each."""
    figures = []
    for source in given.folders:
        with options.scratch(given) as scratch:
            root = trees.copy(source, scratch / source.resolve().name)
            command = Command(scratch / "cache", given.command)
            analysis, floor = between_floors(root, lambda root=root, command=command: command.analyze(root))
        cpu, name = analysis.cost.cpu_seconds, root.name
        figures += [
            Figure("files parsed", {name: analysis.parsed}),
            Figure("entities", {name: analysis.report["entities"]}),
            Figure("parsing alone (the floor)", {name: floor}, "CPU s"),
            Figure("cold analyze", {name: cpu}, "CPU s"),
            Figure("cold analyze / floor", {name: cpu / floor}, "ratio", bar=4.0, aim=2.5),
            Figure("peak memory, largest process", {name: analysis.cost.peak_bytes / 1e6}, "MB"),
        ]
    return report.merge(figures)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_command(parser)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="code to analyse")
    given = parser.parse_args(argv)
    return report.publish("cold analysis", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
