"""Replay commits of a git repository: what `diff` says of each must be what two exports say.

    python -m benchmarks.diff_replay REPOSITORY [--commits N] [--branch REF] [--json]

REPOSITORY is a git directory, a checkout or a URL; it is cloned and never written to. Each commit is checked
out, analysed and exported, and then compared with the one before it, which `diff` reads from git. Its answer
is held against a comparison of both exports (`benchmarks.diff_truth`), and the snapshot that it finds for the
former commit against that of its checkout. The status is 1 when anything differed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benchmarks import options, report, trees
from benchmarks.command import Command
from benchmarks.diff_truth import disagreements
from benchmarks.replay import clone, commits

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One commit against the one before it."""

    commit: str
    files: int
    entities: int
    relationships: int
    breaking: int
    tests: int
    cpu_seconds: float
    problems: tuple[str, ...]


def replay(root: Path, order: list[str], command: Command) -> Iterator[Step]:
    """Visit commits in order and compare each with the one before."""
    before = snapshot = former = None
    for commit in order:
        trees.git(root, "checkout", "--quiet", "--force", "--detach", commit)
        trees.git(root, "clean", "--quiet", "-ffdx")
        analyzed = command.analyze(root)
        export = command.export(root)
        if before is not None and former is not None:
            cost, found = command.diff(root, former)
            problems = disagreements(found, before, export)
            if found["old_snapshot"] != snapshot:
                problems.append(f"{former} has another snapshot when it is read from git")
            yield _step(commit, found, cost.cpu_seconds, problems)
        before, snapshot, former = export, analyzed.snapshot, commit


def _step(commit: str, found: dict, cpu_seconds: float, problems: list[str]) -> Step:
    counts = found["counts"]
    return Step(
        commit=commit,
        files=sum(counts["files"].values()),
        entities=sum(counts["entities"].values()),
        relationships=sum(counts["relationships"].values()),
        breaking=counts["breaking"],
        tests=counts["tests"],
        cpu_seconds=cpu_seconds,
        problems=tuple(problems),
    )


def table(steps: list[Step]) -> str:
    """A row per commit, what was wrong, and a closing line."""
    header = ["commit", "files", "entities", "relationships", "breaking", "tests", "CPU s", "exports"]
    rows = [
        [
            step.commit[:12],
            *map(
                report.text,
                (step.files, step.entities, step.relationships, step.breaking, step.tests, step.cpu_seconds),
            ),
            "DISAGREE" if step.problems else "agree",
        ]
        for step in steps
    ]
    wrong = [f"{step.commit[:12]}: {problem}" for step in steps for problem in step.problems[:20]]
    different = sum(bool(step.problems) for step in steps)
    closing = f"{len(steps)} commits, {different} of which diff tells otherwise than the exports"
    return "\n".join([report.render(header, rows), "", *wrong, closing])


def run(given: argparse.Namespace) -> list[Step]:
    """Clone and replay."""
    with options.scratch(given) as scratch:
        root = clone(given.repository, scratch / "tree")
        order = commits(root, given.commits + 1, given.branch)
        return list(replay(root, order, Command(scratch / "cache", given.command)))


def main(argv: list[str] | None = None) -> int:
    """Replay and print; disagreements decide the status."""
    parser = options.parser(__doc__, bars=False)
    parser.add_argument("repository", help="git directory, checkout or URL")
    parser.add_argument("--commits", type=int, default=100, metavar="N", help="how many (default: 100)")
    parser.add_argument("--branch", default="HEAD", metavar="REF", help="whose history (default: HEAD)")
    options.add_command(parser)
    given = parser.parse_args(argv)
    steps = run(given)
    print(json.dumps([asdict(s) for s in steps], indent=2) if given.json else table(steps))
    return int(not steps or any(s.problems for s in steps))


if __name__ == "__main__":
    sys.exit(main())
