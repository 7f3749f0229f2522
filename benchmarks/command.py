"""The `parseltongue` command, driven as a user drives it, with the cost of each call.

The one place that knows how the command line is spelled.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.process import CommandError, Cost, measure

if TYPE_CHECKING:
    from collections.abc import Collection

_FROM_SOURCE = (sys.executable, "-c", "from parseltongue.cli.main import process; process()")


@dataclass(frozen=True)
class Analysis:
    """One `analyze`: what it reported and what it cost."""

    cost: Cost
    report: dict[str, Any]

    @property
    def snapshot(self) -> str:
        """Hex digest of the snapshot it led to."""
        return self.report["snapshot"]

    @property
    def parsed(self) -> int:
        """How many files it parsed."""
        return self.report["files"]["parsed"]

    @property
    def linked(self) -> int:
        """How many files it linked."""
        return self.report["files"]["linked"]


@dataclass(frozen=True)
class Command:
    """A command line, the folder of its store, and environment variables besides those of this process."""

    cache: Path
    argv: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()

    def with_cache(self, cache: Path) -> Command:
        """Return the same command with another store."""
        return replace(self, cache=cache)

    def analyze(self, root: Path) -> Analysis:
        """Analyse a folder, whatever has to be done for that."""
        cost = self._run(root, "analyze", "--json")
        return Analysis(cost, _parse(cost))

    def export(self, root: Path) -> bytes:
        """Export the current snapshot of a folder as JSON Lines."""
        return self._run(root, "export", "--format", "jsonl").stdout

    def import_index(self, root: Path, index: Path) -> None:
        """Take in an index of SCIP."""
        self._run(root, "import", "scip", str(index), "--json")

    def export_index(self, root: Path, target: Path) -> Path:
        """Export the current snapshot of a folder as an index of SCIP."""
        self._run(root, "export", "--format", "scip", "-o", str(target))
        return target

    def compact(self, root: Path) -> None:
        """Collect garbage and give its room back."""
        self._run(root, "storage", "compact")

    def ask(self, root: Path, question: str, symbol: str, **environment: str) -> tuple[Cost, dict[str, Any]]:
        """Ask one question (`callers`, `show`, `find` ...) about a symbol."""
        cost = self._run(root, question, symbol, "--json", **environment)
        return cost, _parse(cost)

    def tell(self, root: Path, *words: str, fine: Collection[int] = (0,)) -> Cost:
        """Run a question that may be about no symbol; `fine` are the statuses that it may end with."""
        return self._run(root, *words, "--json", fine=fine)

    def diff(self, root: Path, revision: str) -> tuple[Cost, dict[str, Any]]:
        """Compare a folder with a git revision."""
        cost = self._run(root, "diff", "--git", revision, "--json")
        return cost, _parse(cost)

    def _run(self, root: Path, *arguments: str, fine: Collection[int] = (0,), **environment: str) -> Cost:
        argv = [*(self.argv or installed()), *arguments, "--cache-dir", str(self.cache)]
        env = {**os.environ, **dict(self.environment), **environment}
        return measure(argv, cwd=root, env=env, fine=fine)


def installed() -> tuple[str, ...]:
    """Return the command beside this interpreter, or one that runs the package found on its path."""
    script = Path(sys.executable).with_name("parseltongue")
    return (str(script),) if script.is_file() else _FROM_SOURCE


def _parse(cost: Cost) -> dict[str, Any]:
    try:
        return json.loads(cost.stdout)
    except ValueError as error:
        raise CommandError(f"expected one JSON object on stdout, got {cost.stdout[:200]!r}") from error
