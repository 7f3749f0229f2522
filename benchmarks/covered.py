"""How right `tests-for` is: against the tests that really ran each function, as coverage.py has seen it.

    python -m benchmarks.covered FOLDER ... [--json]

Each FOLDER is a Python project whose own tests were run there before, with

    pip install pytest-cov && python -m pytest --cov=PACKAGE --cov-context=test --cov-report=

so that its `.coverage` says which test ran which line. A test counts for a function if it, or a fixture set
up for it, ran a line of the function's body; functions within it have bodies of their own. All functions and
methods of the measured files are asked about, those that no test runs too.
"""

from __future__ import annotations

import ast
import sqlite3
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import parseltongue
from benchmarks import options, report
from benchmarks.report import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.query.isg import ISG

Test = tuple[str, str]
"""Path of its file, and its name there."""

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
FIRST = 10
"""Results that a reader looks at."""


def tests_by_line(folder: Path) -> dict[str, dict[int, set[Test]]]:
    """The tests that ran each line, by path relative to the folder."""
    found: dict[str, dict[int, set[Test]]] = {}
    with closing(sqlite3.connect(folder / ".coverage")) as data:
        contexts = {number: test_of(name) for number, name in data.execute("SELECT id, context FROM context")}
        paths = dict(data.execute("SELECT id, path FROM file"))
        for number, context, line in _lines(data):
            path, test = Path(paths[number]), contexts[context]
            if test is not None and path.is_relative_to(folder):
                lines = found.setdefault(path.relative_to(folder).as_posix(), defaultdict(set))
                lines[line].add(test)
    return found


def _lines(data: sqlite3.Connection) -> Iterator[tuple[int, int, int]]:
    """File, context and line; where branches were measured, from the jumps between lines."""
    yield from data.execute("SELECT DISTINCT file_id, context_id, tono FROM arc WHERE tono > 0")
    for number, context, bits in data.execute("SELECT file_id, context_id, numbits FROM line_bits"):
        for index, byte in enumerate(bits):
            yield from ((number, context, 8 * index + bit) for bit in range(8) if byte >> bit & 1)


def test_of(context: str) -> Test | None:
    """The test of a context such as ``tests/test_a.py::TestB::test_c[1]|run``."""
    path, *names = context.partition("|")[0].partition("[")[0].split("::")
    return (path, ".".join(names)) if names else None


def bodies(source: str) -> dict[int, set[int]]:
    """First line of each function, that of ``def``, to the lines on which statements of its body begin."""
    found: dict[int, set[int]] = {}

    def walk(node: ast.AST, owner: int) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, DEFINITIONS):
                found[child.lineno] = set()
                for statement in child.body:
                    _enter(statement, child.lineno)
            elif isinstance(child, ast.stmt):
                _enter(child, 0 if isinstance(node, ast.ClassDef | ast.Module) else owner)
            else:
                walk(child, owner)

    def _enter(statement: ast.stmt, owner: int) -> None:
        inner = isinstance(statement, (*DEFINITIONS, ast.ClassDef))
        documents = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if owner and not inner and not documents:
            found[owner].add(statement.lineno)
        walk(ast.Module([statement], []) if isinstance(statement, DEFINITIONS) else statement, owner)

    walk(ast.parse(source), 0)
    return found


@dataclass
class Tally:
    """Pairs of a function and a test, and what is asked of single answers."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    answered: int = 0
    first: list[float] = field(default_factory=list)

    def add(self, told: list[Test], true: set[Test]) -> None:
        right = len(true.intersection(told))
        self.right += right
        self.wrong += len(told) - right
        self.missed += len(true) - right
        self.answered += bool(right)
        if told:
            self.first.append(sum(one in true for one in told[:FIRST]) / len(told[:FIRST]))


class Names:
    """What entities of a graph are called in their files."""

    def __init__(self, isg: ISG) -> None:
        self.entities = list(isg.entities())
        self._modules = {one["file"]: one["qualified_name"] for one in self.entities if one["kind"] == "file"}

    def test(self, record: dict[str, Any]) -> Test:
        return record["file"], record["qualified_name"].removeprefix(self._modules[record["file"]] + ".")


def truth(folder: Path, names: Names) -> Iterator[tuple[str, set[Test]]]:
    """The functions of the measured files by id, and the tests that ran each."""
    at = {(one["file"], one["line"]): one for one in names.entities}
    known = {names.test(one) for one in names.entities if one["is_test"]}
    for path, lines in tests_by_line(folder).items():
        for start, body in bodies((folder / path).read_text("utf-8")).items():
            entity = at.get((path, start))
            if entity is not None and not entity["is_test"]:
                ran = set().union(*(lines.get(line, set()) for line in body))
                yield entity["id"], ran & known


def measure(folder: Path) -> list[Figure]:
    """Ask about all functions of a project."""
    with parseltongue.open(folder) as workspace:
        isg = workspace.load_or_analyze()
        names = Names(isg)
        certain, every = Tally(), Tally()
        run = 0
        for identity, ran in truth(folder, names):
            answer = isg.tests_for(identity, None).results
            every.add([names.test(one) for one in answer], ran)
            certain.add([names.test(one) for one in answer if one["certain"]], ran)
            run += bool(ran)
    return [
        Figure("functions that tests run", {folder.name: run}),
        *_figures(folder.name, "certain tests", certain, run),
        *_figures(folder.name, "all tests told", every, run),
    ]


def _figures(column: str, what: str, tally: Tally, run: int) -> Iterator[Figure]:
    shares = {
        "precision": (tally.right, tally.right + tally.wrong),
        "recall": (tally.right, tally.right + tally.missed),
        "functions of which one is found": (tally.answered, run),
        f"precision of the first {FIRST}": (sum(tally.first), len(tally.first)),
    }
    for name, (part, whole) in shares.items():
        yield Figure(f"{what}, {name}", {column: round(part / whole, 2) if whole else None})


def main(argv: Iterable[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__, bars=False)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    given = parser.parse_args(list(argv) if argv is not None else None)
    given.check = False
    figures = [one for folder in given.folders for one in measure(folder.resolve())]
    return report.publish("Tests that reach a function", report.merge(figures), given)


if __name__ == "__main__":
    sys.exit(main())
