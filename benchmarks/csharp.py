"""Accuracy on a project in C#: the truth is made here, by the compiler.

    python -m benchmarks.csharp --truth "dotnet Truth.dll" FOLDER [--oracles DIR] [--dump N] [-- OPTION ...]

`benchmarks/roslyn/Truth.cs` is the program that makes it; its options (preprocessor symbols, libraries,
folders to leave out, namespaces that are imported everywhere) stand behind ``--``. Besides what
`benchmarks.accuracy` prints, what overrides what is compared.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import options
from benchmarks.accuracy import publish
from benchmarks.oracles import NO_ORACLES, add_options, analyse_covered, opened
from benchmarks.scoring import count_overrides

if TYPE_CHECKING:
    import argparse

    from benchmarks.scoring import Oracles, Score

MANIFESTS = ("*.csproj", "Directory.Build.*")


def measure(oracles: Oracles, folder: Path, given: argparse.Namespace) -> Score:
    """Ask the compiler, analyse the files that it saw, and score that."""
    with options.scratch(given) as scratch:
        target = scratch / "oracle.jsonl"
        subprocess.run([*shlex.split(given.truth), folder, target, *given.option], check=True)
        oracle = oracles.evaluate.Oracle(target)
        export = analyse_covered(oracle, folder, scratch, given, manifests=MANIFESTS).export()
        score = oracles.score(oracle, export, given.dump)
        told = target.with_name(target.name + ".overrides").read_text().splitlines()
        score.edges["overrides"] = count_overrides(oracles, oracle, export, map(json.loads, told))
        return score


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(argv)
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    folder = given.folder.resolve()
    publish({"csharp": {folder.name: measure(oracles, folder, given)}}, given)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__, bars=False)
    options.add_command(parser)
    parser.add_argument("--truth", required=True, metavar="COMMAND", help="what runs Truth.cs")
    add_options(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("option", nargs="*", metavar="OPTION", help="of Truth.cs, behind --")
    return parser


if __name__ == "__main__":
    sys.exit(main())
