"""Replay commits of a git repository: after each, the incremental snapshot must equal a fresh analysis.

    python -m benchmarks.replay REPOSITORY [--commits N] [--branch REF] [--shuffle SEED] [--json]

REPOSITORY is a git directory, a checkout or a URL; it is cloned and never written to. At each commit one
store is updated incrementally and another, empty, analyses from nothing; digests and export bytes are
compared. The status is 1 when any differed. `--shuffle` visits the commits in random order, as someone who
switches branches does.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benchmarks import options, report, trees
from benchmarks.command import Analysis, Command
from benchmarks.process import measure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One commit: what the update did, what it cost, and whether it led where a fresh analysis leads."""

    commit: str
    mode: str
    files: int
    parsed: int
    linked: int
    cpu_seconds: float
    fresh_cpu_seconds: float
    same_digest: bool
    same_export: bool

    @property
    def equal(self) -> bool:
        """Whether incremental was equal to full."""
        return self.same_digest and self.same_export


def clone(repository: str, destination: Path) -> Path:
    """Clone without a checkout; objects of a local repository are borrowed, not copied."""
    argv = ["git", "clone", "--quiet", "--no-checkout", "--shared", repository, str(destination)]
    if "://" in repository:
        argv.remove("--shared")
    measure(argv)
    return destination


def commits(root: Path, count: int, branch: str) -> list[str]:
    """The last `count` commits on the first-parent line of a branch, oldest first."""
    return trees.git(root, "rev-list", "--first-parent", f"--max-count={count}", branch).split()[::-1]


def replay(root: Path, order: list[str], incremental: Command, scratch: Path) -> Iterator[Step]:
    """Visit commits in order and compare at each."""
    for number, commit in enumerate(order):
        trees.git(root, "checkout", "--quiet", "--force", "--detach", commit)
        trees.git(root, "clean", "--quiet", "-ffdx")
        fresh = incremental.with_cache(scratch / f"fresh-{number}")
        yield _compare(commit, *_analyze(incremental, root), *_analyze(fresh, root))


def _analyze(command: Command, root: Path) -> tuple[Analysis, str]:
    analysis = command.analyze(root)
    return analysis, hashlib.sha256(command.export(root)).hexdigest()


def _compare(commit: str, updated: Analysis, export: str, fresh: Analysis, fresh_export: str) -> Step:
    return Step(
        commit=commit,
        mode=updated.report["mode"],
        files=updated.report["files"]["total"],
        parsed=updated.parsed,
        linked=updated.linked,
        cpu_seconds=updated.cost.cpu_seconds,
        fresh_cpu_seconds=fresh.cost.cpu_seconds,
        same_digest=updated.snapshot == fresh.snapshot,
        same_export=export == fresh_export,
    )


def table(steps: list[Step]) -> str:
    """A row per commit and a closing line."""
    header = ["commit", "mode", "files", "parsed", "linked", "CPU s", "fresh CPU s", "digest", "export"]
    rows = [
        [
            s.commit[:12],
            s.mode,
            *map(report.text, (s.files, s.parsed, s.linked, s.cpu_seconds, s.fresh_cpu_seconds)),
        ]
        + ["equal" if same else "DIFFERS" for same in (s.same_digest, s.same_export)]
        for s in steps
    ]
    different = sum(not s.equal for s in steps)
    return (
        f"{report.render(header, rows)}\n\n{len(steps)} commits, {different} different from a fresh analysis"
    )


def run(given: argparse.Namespace) -> list[Step]:
    """Clone and replay."""
    with options.scratch(given) as scratch:
        root = clone(given.repository, scratch / "tree")
        order = commits(root, given.commits, given.branch)
        if given.shuffle is not None:
            random.Random(given.shuffle).shuffle(order)
        incremental = Command(scratch / "incremental", given.command)
        return list(replay(root, order, incremental, scratch))


def main(argv: list[str] | None = None) -> int:
    """Replay and print; mismatches decide the status."""
    given = _parser().parse_args(argv)
    steps = run(given)
    print(json.dumps([asdict(s) for s in steps], indent=2) if given.json else table(steps))
    return int(not steps or not all(s.equal for s in steps))


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__, bars=False)
    parser.add_argument("repository", help="git directory, checkout or URL")
    parser.add_argument("--commits", type=int, default=100, metavar="N", help="how many (default: 100)")
    parser.add_argument("--branch", default="HEAD", metavar="REF", help="whose history (default: HEAD)")
    parser.add_argument("--shuffle", type=int, metavar="SEED", help="visit the commits in random order")
    options.add_command(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
