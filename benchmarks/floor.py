"""The floor of analysis: read and parse the same files with tree-sitter, and do nothing else.

    python -m benchmarks.floor [--corpus DIR] [--root DIR] [--json]

The files are those that `analyze` parses, in all languages. Each measurement runs in a process of its own: it
starts with a clean heap, and the process that measures stays small. Start-up, the import of the grammars and
the listing of files are not counted.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, TypeVar

import tree_sitter

from benchmarks import corpus, options, report
from benchmarks.process import measure
from benchmarks.trees import source_files
from parseltongue.analysis.languages import placement

if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.placement import Language

T = TypeVar("T")


@dataclass(frozen=True)
class Floor:
    """What parsing alone takes for a tree: CPU seconds, files, source bytes, lines."""

    cpu_seconds: float
    files: int
    bytes: int
    lines: int


def floor(root: Path) -> Floor:
    """Parse all source files under `root` once, in a fresh process."""
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
    """Read and parse every file of a tree that has a grammar, in this process."""
    paths = [one for one in source_files(root) if _grammar(one[1]).parser]
    parsers = {language: _parser(language) for language in {language for _, language in paths}}
    size = lines = 0
    started = time.process_time()
    for path, language in paths:
        content = path.read_bytes()
        parsers[language].parse(content)
        size += len(content)
        lines += content.count(b"\n")
    return Floor(time.process_time() - started, len(paths), size, lines)


def _grammar(name: str) -> Language:
    return next(one for one in placement(name).languages if one.name == name)


def _parser(language: str) -> tree_sitter.Parser:
    """A parser with the grammar that a package has for a language, or the only one it has."""
    package = import_module(_grammar(language).parser)
    grammar = getattr(package, f"language_{language}", None) or package.language
    return tree_sitter.Parser(tree_sitter.Language(grammar()))


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
        report.Figure("source files", {"measured": measured.files}),
        report.Figure("source", {"measured": measured.bytes / 1e6}, "MB"),
        report.Figure("parsing alone", {"measured": measured.cpu_seconds}, "CPU s"),
        report.Figure("parsing alone, speed", {"measured": speed}, "kLOC per CPU s"),
    ]
    return report.publish("floor", rows, given)


if __name__ == "__main__":
    sys.exit(main())
