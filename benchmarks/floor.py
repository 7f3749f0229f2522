"""The floor of analysis: read and parse the same files with tree-sitter, and do nothing else.

    python -m benchmarks.floor [--corpus DIR] [--json]

Each measurement runs in a process of its own: it starts with a clean heap, and the process that measures
stays small. Start-up, the import of the grammar and the listing of files are not counted.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, TypeVar

from benchmarks import corpus, options, report
from benchmarks.process import measure
from benchmarks.trees import source_files

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True)
class Floor:
    """What parsing alone takes for a tree: CPU seconds, files, source bytes, lines."""

    cpu_seconds: float
    files: int
    bytes: int
    lines: int


def floor(root: Path) -> Floor:
    """Parse all Python files under `root` once, in a fresh process."""
    cost = measure([sys.executable, "-m", "benchmarks.floor", "--child", str(root)], cwd=corpus.PROJECT_ROOT)
    return Floor(**json.loads(cost.stdout))


def between_floors(root: Path, run: Callable[[], T]) -> tuple[T, float]:
    """Call `run` between two floors and return its result and their mean CPU seconds.

    Measured before and after, so that a machine which slows down meanwhile slows both sides of a ratio.
    """
    before = floor(root)
    result = run()
    return result, mean([before.cpu_seconds, floor(root).cpu_seconds])


def parse_all(root: Path) -> Floor:
    """Read and parse every Python file of a tree in this process."""
    import tree_sitter_python
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_python.language()))
    paths = list(source_files(root))
    size = lines = 0
    started = time.process_time()
    for path in paths:
        content = path.read_bytes()
        parser.parse(content)
        size += len(content)
        lines += content.count(b"\n")
    return Floor(time.process_time() - started, len(paths), size, lines)


def main(argv: list[str] | None = None) -> int:
    """Print the floor for Django."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    parser.add_argument("--root", type=Path, help="parse this folder instead of Django")
    parser.add_argument(
        "--child", type=Path, metavar="ROOT", help="parse and print JSON, for this module's own use"
    )
    given = parser.parse_args(argv)
    if given.child:
        print(json.dumps(vars(parse_all(given.child))))
        return 0
    measured = floor(given.root or corpus.obtain("django", given.corpus))
    speed = measured.lines / measured.cpu_seconds / 1000
    rows = [
        report.Figure("Python files", {"measured": measured.files}),
        report.Figure("source", {"measured": measured.bytes / 1e6}, "MB"),
        report.Figure("parsing alone", {"measured": measured.cpu_seconds}, "CPU s"),
        report.Figure("parsing alone, speed", {"measured": speed}, "kLOC per CPU s"),
    ]
    return report.publish("floor", rows, given)


if __name__ == "__main__":
    sys.exit(main())
