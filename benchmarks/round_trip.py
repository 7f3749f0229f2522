"""What an index of SCIP loses on its way out and in again, on any code.

    python -m benchmarks.round_trip FOLDER [FOLDER ...] [--check]

Each folder is copied, analysed and exported as JSON Lines and as SCIP; the index is imported and both are
exported again. With `--check` the status is 1 if an entity or a relationship is another one afterwards.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import options
from benchmarks.command import Command

if TYPE_CHECKING:
    import argparse

COLUMNS = ("entities", "relationships", "gone", "new", "same_bytes")


def measure(folder: Path, given: argparse.Namespace) -> dict[str, int | bool]:
    """Figures of one folder."""
    with options.scratch(given) as scratch:
        root = Path(shutil.copytree(folder, scratch / folder.name, symlinks=True))
        command = Command(scratch / "cache", given.command)
        command.analyze(root)
        before = set(command.export(root).splitlines())
        index = command.export_index(root, scratch / "index.scip")
        command.import_index(root, index)
        after = set(command.export(root).splitlines())
        again = command.export_index(root, scratch / "again.scip")
        entities = sum(line.startswith(b'{"type":"entity"') for line in before)
        return {
            "entities": entities,
            "relationships": len(before) - entities,
            "gone": len(before - after),
            "new": len(after - before),
            "same_bytes": index.read_bytes() == again.read_bytes(),
        }


def table(figures: dict[str, dict[str, int | bool]]) -> str:
    """A line for each folder."""
    lines = [f"{'folder':28}" + "".join(f"{column:>15}" for column in COLUMNS)]
    for name, row in figures.items():
        lines.append(f"{name:28}" + "".join(f"{row[column]!s:>15}" for column in COLUMNS))
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(argv)
    figures = {}
    for folder in given.folders:
        figures[folder.resolve().name] = measure(folder.resolve(), given)
    print(json.dumps(figures) if given.json else table(figures))
    lost = any(row["gone"] or row["new"] for row in figures.values())
    return 1 if given.check and lost else 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__ or "")
    options.add_command(parser)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="code in any language")
    return parser


if __name__ == "__main__":
    sys.exit(main())
