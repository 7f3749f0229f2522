"""Accuracy with the index of a compiler: per project, as analysed here and with the imported index.

    python -m benchmarks.imported [--oracles DIR] [--corpus DIR] [--project NAME] [--json]

The indexers are looked for on PATH: `npm install @sourcegraph/scip-python @sourcegraph/scip-typescript` and
put `node_modules/.bin` there. A project whose indexer is missing is left out; if all are, the status is 5.
"""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

from benchmarks import corpus, options, process
from benchmarks.oracles import NO_ORACLES, add_options, analyse_covered, opened

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from benchmarks.scoring import Figures, Oracles

INDEXERS = {
    "httpx": "scip-python", "click": "scip-python", "flask": "scip-python", "zod": "scip-typescript",
    "immer": "scip-typescript",
}  # fmt: skip
KINDS = ("calls", "uses", "extends", "imports")
FIGURES = ("P", "R")
_ARGUMENTS = {
    "scip-python": ("--project-name", "project", "--project-version", "1", "."),
    "scip-go": ("--skip-tests",),
}
_TSCONFIG = {
    "compilerOptions": {"target": "es2020", "module": "esnext", "moduleResolution": "node", "strict": True},
    "include": ["**/*.ts"],
}


def measure(oracles: Oracles, name: str, given: argparse.Namespace) -> dict[str, Figures]:
    """Figures of a project without its index and with it."""
    with options.scratch(given) as scratch:
        source = corpus.obtain(name, given.corpus) / corpus.DISTRIBUTIONS[name].inside
        oracle = oracles.oracle(name)
        trial = analyse_covered(oracle, source, scratch, given, name=name)
        analysed = oracles.score(oracle, trial.export(), given.dump).figures()
        index = make_index(INDEXERS[name], trial.root, scratch / "index.scip")
        trial.command.import_index(trial.root, index)
        return {
            "analysed": analysed,
            "imported": oracles.score(oracle, trial.export(), given.dump).figures(),
        }


def make_index(indexer: str, root: Path, target: Path) -> Path:
    """Run an indexer in a folder; TypeScript without a configuration of its own gets one for the time.

    Raises
    ------
    CommandError
        The indexer failed; the message has what it said.
    """
    configuration = root / "tsconfig.json"
    added = indexer == "scip-typescript" and not configuration.exists()
    if added:
        configuration.write_text(json.dumps(_TSCONFIG))
    try:
        process.measure([indexer, "index", "--output", str(target), *_ARGUMENTS.get(indexer, ())], cwd=root)
    finally:
        if added:
            configuration.unlink()
    return target


def table(scores: dict[str, dict[str, Figures]]) -> str:
    """A line for each project and state."""
    lines = ["project   state     " + "".join(f"{f'{kind} P':>12}{f'{kind} R':>12}" for kind in KINDS)]
    for name, states in scores.items():
        for state, figures in states.items():
            cells = [figures[kind][figure] for kind in KINDS for figure in FIGURES]
            shown = "".join(f"{'-' if one is None else format(one, '.3f'):>12}" for one in cells)
            lines.append(f"{name:10}{state:10}{shown}")
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(argv)
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    names = [name for name in given.project or INDEXERS if shutil.which(INDEXERS[name])]
    for name in sorted({*(given.project or INDEXERS)} - {*names}):
        print(f"{name} is left out: there is no {INDEXERS[name]} on PATH", file=sys.stderr)
    scores = {name: measure(oracles, name, given) for name in names}
    print(json.dumps(scores, indent=2) if given.json else table(scores))
    return 0 if scores else NO_ORACLES


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__, bars=False)
    options.add_corpus(parser)
    options.add_command(parser)
    add_options(parser)
    parser.add_argument("--project", action="append", choices=sorted(INDEXERS), help="only this one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
