"""Accuracy of the graph against compiler-derived oracles: per project, and pooled per language.

    python -m benchmarks.accuracy [--oracles DIR] [--corpus DIR] [--check | --update] [--json] [--dump N]
    python -m benchmarks.accuracy --errors 10

For each project exactly the files that its oracle covers are copied, analysed and exported. `--check`
compares with the committed `benchmarks/accuracy.json` and ends with status 1 when a figure dropped by more
than 0.01 or a bar that was met is missed; `--update` rewrites that file. Without oracles the status is 5.
`--errors` prints the most frequent kinds of missed and of wrong edges in place of the figures.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import corpus, errors, options, report
from benchmarks.oracles import NO_ORACLES, add_options, analyse_covered, opened
from benchmarks.scoring import EDGE_FIGURES, ENTITY_FIGURES, Score, pool

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from benchmarks.scoring import Figures, Oracles

COMMITTED = Path(__file__).with_name("accuracy.json")
TOLERANCE = 0.01
PROJECTS = {
    "python": ("flask", "click", "httpx"),
    "rust": ("bytes", "nom", "http", "log", "semver"),
    "typescript": ("rxjs", "zod", "immer"),
    "go": ("chi", "cobra", "logrus"),
    "java": ("gson",),
    "c": ("zlib", "cjson"),
}
_USES: dict[str, float | None] = {"P": 0.93, "P_strict": 0.80, "R": 0.80}
_ENTITIES: dict[str, float | None] = {"R_merged": 0.99, "P": 0.95}
_NOMINAL: dict[str, float | None] = {"P": 0.95, "R": 0.95}
_IMPORTS: dict[str, float | None] = {"P": 0.97, "R": 0.95}
_USUAL: Figures = {"uses": _USES, "extends": _NOMINAL, "entities": _ENTITIES}
BARS: Mapping[str, Figures] = {
    "python": {
        "calls": {"P": 0.97, "P_strict": 0.90, "R": 0.90},
        "uses": {"P": 0.93, "P_strict": 0.85, "R": 0.80},
        "imports": {"P": 0.97, "R": 0.97},
        "extends": {"P": 0.97, "R": 0.97},
        "entities": {"R_merged": 0.99, "P": 0.97},
    },
    "rust": {"calls": {"P": 0.93, "P_strict": 0.80, "R": 0.75}, **_USUAL},
    "typescript": {"calls": {"P": 0.95, "P_strict": 0.85, "R": 0.88}, "imports": _IMPORTS, **_USUAL},
    "go": {"calls": {"P": 0.95, "P_strict": 0.90, "R": 0.82}, "imports": _IMPORTS, **_USUAL},
    "java": {"calls": {"P": 0.95, "P_strict": 0.90, "R": 0.82}, "imports": _IMPORTS, **_USUAL},
    "c": {
        "calls": {"P": 0.99, "R": 0.92},
        "imports": _IMPORTS,
        "uses": _USES,
        "entities": _ENTITIES,
    },
}

_COLUMNS = tuple(dict.fromkeys((*EDGE_FIGURES, *ENTITY_FIGURES)))
_NO_BARS: Mapping[str, float] = {}


@dataclass(frozen=True)
class Drop:
    """A pooled figure that is worse than what was committed."""

    language: str
    kind: str
    figure: str
    was: float
    now: float | None

    def __str__(self) -> str:
        return f"{self.language} {self.kind} {self.figure}: {self.was:.4f} -> {report.text(self.now)}"


def measure(
    oracles: Oracles, given: argparse.Namespace, tallies: defaultdict[str, errors.Tally]
) -> dict[str, dict[str, Score]]:
    """Score every project, by language; a language whose projects are not all here is left out."""
    scores = {}
    for language, names in PROJECTS.items():
        try:
            for name in names:
                corpus.obtain(name, given.corpus)
        except corpus.CorpusError as error:
            print(f"{language} is left out: {error}", file=sys.stderr)
            continue
        scores[language] = {name: score_project(oracles, name, given, tallies[language]) for name in names}
    return scores


def score_project(oracles: Oracles, name: str, given: argparse.Namespace, tally: errors.Tally) -> Score:
    """Copy the covered files of one project, analyse them from nothing, export, score; tally errors."""
    with options.scratch(given) as scratch:
        source = corpus.obtain(name, given.corpus) / corpus.DISTRIBUTIONS[name].inside
        oracle = oracles.oracle(name)
        export = analyse_covered(oracle, source, scratch, given, name=name).export()
        if given.errors:
            tally.merge(errors.Judge(oracles.evaluate, oracle, export).tally())
        return oracles.score(oracle, export, given.dump)


def pooled(scores: Mapping[str, Mapping[str, Score]]) -> dict[str, Figures]:
    """Figures per language, of the sums over its projects."""
    return {language: pool(projects.values()).figures() for language, projects in scores.items()}


def drops(committed: Mapping[str, Figures], now: Mapping[str, Figures]) -> Iterator[Drop]:
    """Give the figures of measured languages that fell by more than the tolerance, or below a bar."""
    for language, kind, figure, was in _flat(committed):
        if language not in now:
            continue
        value = now.get(language, {}).get(kind, {}).get(figure)
        bar = BARS.get(language, {}).get(kind, {}).get(figure)
        lost = value is None or value < was - TOLERANCE
        if lost or (bar is not None and value < bar <= was):
            yield Drop(language, kind, figure, was, value)


def _flat(figures: Mapping[str, Figures]) -> Iterator[tuple[str, str, str, float]]:
    for language, kinds in figures.items():
        for kind, values in kinds.items():
            for figure, value in values.items():
                if value is not None:
                    yield language, kind, figure, value


def table(scores: Mapping[str, Mapping[str, Score]]) -> str:
    """One table: a row per project and kind, then the pooled rows, each above its bar; `*` marks a miss."""
    rows: list[list[str]] = []
    for language, projects in scores.items():
        for name, score in projects.items():
            rows += (_row(name, kind, figures) for kind, figures in score.figures().items())
        for kind, figures in pool(projects.values()).figures().items():
            bars = BARS.get(language, {}).get(kind, {})
            rows.append(_row(f"{language}, pooled", kind, figures, bars))
            if bars:
                rows.append(_row(f"{language}, bar", kind, bars))
    return report.render(["project", "edges", *_COLUMNS], rows)


def publish(scores: Mapping[str, Mapping[str, Score]], given: argparse.Namespace) -> None:
    """Print the table, or with `--json` the figures of each project."""
    print(json.dumps(_by_project(scores), indent=2) if given.json else table(scores))


def _by_project(scores: Mapping[str, Mapping[str, Score]]) -> dict[str, Figures]:
    return {name: score.figures() for projects in scores.values() for name, score in projects.items()}


def _row(
    name: str, kind: str, figures: Mapping[str, float | None], bars: Mapping[str, float] = _NO_BARS
) -> list[str]:
    return [name, kind, *(_cell(figures.get(column), bars.get(column)) for column in _COLUMNS)]


def _cell(value: float | None, bar: float | None) -> str:
    missed = bar is not None and (value is None or value < bar)
    return ("*" if missed else "") + report.text(value)


def check(now: Mapping[str, Figures], committed: Path) -> int:
    """Compare with the committed figures and say what fell; the status is 1 if anything did."""
    if not committed.is_file():
        print(f"{committed} does not exist; write it with --update", file=sys.stderr)
        return 1
    fallen = list(drops(json.loads(committed.read_text())["pooled"], now))
    for drop in fallen:
        print(f"dropped: {drop}", file=sys.stderr)
    return int(bool(fallen))


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and check or update."""
    given = _parser().parse_args(argv)
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    tallies: defaultdict[str, errors.Tally] = defaultdict(errors.Tally)
    scores = measure(oracles, given, tallies)
    if given.errors:
        print(errors.text(tallies.items(), given.errors))
        return 0
    figures = {"pooled": pooled(scores), "projects": _by_project(scores)}
    print(json.dumps(figures, indent=2) if given.json else table(scores))
    if given.update:
        COMMITTED.write_text(json.dumps(_updated(figures), indent=2) + "\n")
    return check(figures["pooled"], COMMITTED) if given.check else 0


def _updated(figures: Mapping[str, Mapping[str, Figures]]) -> dict[str, dict[str, Figures]]:
    """The committed figures with the new ones in their place; what was not measured stays."""
    known = json.loads(COMMITTED.read_text()) if COMMITTED.is_file() else {}
    return {part: {**known.get(part, {}), **found} for part, found in figures.items()}


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    add_options(parser)
    parser.add_argument("--update", action="store_true", help=f"rewrite {COMMITTED.name}")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print the N most frequent kinds of error"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
