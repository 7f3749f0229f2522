"""Accuracy on code that no rule was tuned to: the truth is made here, by the indexer of a compiler.

    python -m benchmarks.unseen FOLDER ... [--oracles DIR] [--json] [--dump N]

Each folder is a project in Go, Python or TypeScript (JavaScript). A copy of it is indexed, the index becomes
an oracle (`benchmarks.truth`), and the files that it covers are analysed, with the manifests beside them, and
scored as `benchmarks.accuracy` does. The indexers are looked for on PATH: `npm install
@sourcegraph/scip-python @sourcegraph/scip-typescript` and put `node_modules/.bin` there; `go install
github.com/scip-code/scip-go/cmd/scip-go@latest`. A folder whose indexer is missing is left out; if all are,
the status is 5.
"""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import options, truth
from benchmarks.accuracy import publish
from benchmarks.imported import make_index
from benchmarks.oracles import NO_ORACLES, add_options, analyse_covered, language_of, opened
from parseltongue.query.scip.binding import read_index

if TYPE_CHECKING:
    import argparse

    from benchmarks.scoring import Oracles, Score

_TYPESCRIPT = ("typescript", "scip-typescript")
LANGUAGES = {
    ".go": ("go", "scip-go"), ".py": ("python", "scip-python"), ".ts": _TYPESCRIPT, ".tsx": _TYPESCRIPT,
    ".js": _TYPESCRIPT, ".jsx": _TYPESCRIPT, ".mjs": _TYPESCRIPT, ".cjs": _TYPESCRIPT,
}  # fmt: skip
"""Language and indexer by the suffix that most files have."""
MANIFESTS = ("package.json", "tsconfig.json", "go.mod", "go.work", "pyproject.toml", "Cargo.toml")


def measure(oracles: Oracles, folder: Path, indexer: str, given: argparse.Namespace) -> Score:
    """Index a copy of a folder, analyse what the index covers, and score that."""
    with options.scratch(given) as scratch:
        source = scratch / "source"
        shutil.copytree(folder, source, symlinks=True)
        index = read_index(make_index(indexer, source, scratch / "index.scip").read_bytes())
        target = scratch / "oracle.jsonl.gz"
        truth.write(truth.Truth(source, index, truth.go_modules(source)).records(), target)
        return judge(oracles, target, folder, scratch, given)


def judge(oracles: Oracles, target: Path, folder: Path, scratch: Path, given: argparse.Namespace) -> Score:
    """Analyse a copy of the files of a folder that an oracle covers, and score that."""
    oracle = oracles.evaluate.Oracle(target)
    return oracles.score(oracle, analyse_folder(oracle, folder, scratch, given), given.dump)


def analyse_folder(oracle: Any, folder: Path, scratch: Path, given: argparse.Namespace) -> Path:
    """Analyse a copy of the files of a folder that an oracle covers; where the graph is."""
    return analyse_covered(oracle, folder, scratch, given, manifests=MANIFESTS).export()


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(argv)
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    scores: defaultdict[str, dict[str, Score]] = defaultdict(dict)
    for folder in map(Path.resolve, given.folders):
        found = language_of(folder, LANGUAGES)
        if found is None or not shutil.which(found[1]):
            lacking = f"there is no {found[1]} on PATH" if found else "it holds no code that can be indexed"
            print(f"{folder} is left out: {lacking}", file=sys.stderr)
            continue
        scores[found[0]][folder.name] = measure(oracles, folder, found[1], given)
    publish(scores, given)
    return 0 if scores else NO_ORACLES


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__, bars=False)
    options.add_command(parser)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    add_options(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
