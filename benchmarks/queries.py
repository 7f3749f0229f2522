"""Questions asked in-process: latency over random entities, and the memory that they take.

    python -m benchmarks.queries [--corpus DIR] [--root DIR] [--entities N] [--seed N] [--json] [--check]

The tree is analysed through the command line; a fresh process then opens the store through the Python API.
It is warm once it was asked about as many entities as are measured then; what those first questions took,
with nothing read before, is shown apart. All are random, and about another entity each. Latency is the CPU
time of each call, which a busy machine disturbs less; the wall is shown beside it.
Memory is the resident size after opening the store and 1,000 questions, less that of an interpreter that
did nothing.
"""

from __future__ import annotations

import json
import math
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import corpus, options, report, trees
from benchmarks.command import Command
from benchmarks.process import measure
from benchmarks.report import Figure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

MEASURED = "measured"
QUESTIONS = ("callers", "show", "find")
MEMORY_QUESTIONS = 1_000
_BARE = "from benchmarks.query_process import resident_bytes; print(resident_bytes())"


def percentile(values: list[int], percent: float) -> int:
    """The value that `percent` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def sample(export: bytes, count: int, seed: int) -> list[tuple[str, str]]:
    """Choose entities of an export at random, with repetition only when there are too few: (id, name)."""
    rows = (json.loads(line) for line in export.splitlines())
    every = sorted(
        (row["id"], row["name"]) for row in rows if row["type"] == "entity" and row["kind"] != "file"
    )
    chosen = random.Random(seed)
    return chosen.sample(every, count) if len(every) >= count else chosen.choices(every, k=count)


def ask(root: Path, cache: Path, entities: list[tuple[str, str]], scratch: Path, before: int = 0) -> dict:
    """Have a fresh process ask all questions about the entities; its answer is described there.

    Those about the first `before` entities come first.
    """
    listed = scratch / "entities"
    listed.write_text("".join(f"{entity}\t{name}\n" for entity, name in entities), encoding="utf-8")
    argv = [sys.executable, "-m", "benchmarks.query_process", str(root), str(cache), str(listed)]
    argv.append(str(before))
    return json.loads(measure(argv, cwd=corpus.PROJECT_ROOT).stdout)


def latency_figures(answer: dict) -> Iterator[Figure]:
    """Rows for each question."""
    for question in QUESTIONS:
        cpu, wall = answer["cpu_ns"][question], answer["wall_ns"][question]
        for percent, bar in ((50, 0.1), (99, 1.0)):
            # The bar holds for CPU time; on the wall the machine's other work would decide.
            yield Figure(
                f"{question}, p{percent}", {MEASURED: percentile(cpu, percent) / 1e6}, "CPU ms", bar=bar
            )
            yield Figure(
                f"{question}, p{percent}, on the wall", {MEASURED: percentile(wall, percent) / 1e6}, "ms"
            )
            first = answer["cpu_ns_before"][question]
            if first:
                yield Figure(
                    f"{question}, p{percent}, nothing read before",
                    {MEASURED: percentile(first, percent) / 1e6},
                    "CPU ms",
                )


def memory_figures(
    root: Path, cache: Path, entities: list[tuple[str, str]], scratch: Path
) -> Iterator[Figure]:
    """Rows for a fresh process that opens the store and asks 1,000 questions."""
    bare = int(measure([sys.executable, "-c", _BARE], cwd=corpus.PROJECT_ROOT).stdout)
    few = ask(root, cache, entities[: -(-MEMORY_QUESTIONS // len(QUESTIONS))], scratch)
    yield Figure("bare interpreter", {MEASURED: bare / 1e6}, "MB")
    growth = (few["resident_bytes"] - bare) / 1e6
    yield Figure("1,000 questions, more memory than bare", {MEASURED: growth}, "MB", bar=25.0)
    yield Figure("open the store, imports included", {MEASURED: few["open_cpu_ns"] / 1e6}, "CPU ms")


def run(given: argparse.Namespace) -> list[Figure]:
    """Analyse, choose entities, ask."""
    with options.scratch(given) as scratch:
        source = given.root or corpus.obtain("django", given.corpus)
        root = trees.copy(source, scratch / "tree")
        command = Command(scratch / "cache", given.command)
        command.analyze(root)
        entities = sample(command.export(root), 2 * given.entities, given.seed)
        rows = latency_figures(ask(root, command.cache, entities, scratch, given.entities))
        return [*rows, *memory_figures(root, command.cache, entities, scratch)]


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    parser.add_argument("--root", type=Path, help="measure this tree instead of Django")
    parser.add_argument(
        "--entities",
        type=int,
        default=10_000,
        metavar="N",
        help="how many, after as many others (default: 10,000)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the choice (default: 1)")
    given = parser.parse_args(argv)
    return report.publish("questions, in-process", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
