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
from typing import TYPE_CHECKING, Any

from benchmarks import options
from benchmarks.accuracy import NO_ORACLES, copy_covered, find_oracles, table
from benchmarks.command import Command
from benchmarks.scoring import OracleError
from benchmarks.unseen import copy_matching

if TYPE_CHECKING:
    import argparse

    from benchmarks.scoring import Oracles, Score

MANIFESTS = ("*.csproj", "Directory.Build.*")


def overrides(oracles: Oracles, oracle: Any, export: Path, truth: Path) -> str:
    """How many overrides the truth has, and how many of the exported ones are right."""
    entities, edges = {}, []
    for record in oracles.evaluate.read_jsonl(export):
        if "src" in record:
            edges += [record] if record["kind"] == "overrides" else []
        elif "id" in record:
            entities[record["id"]] = record
    matched = oracles.evaluate.match_entities(oracle, entities)[0]
    told = {(matched.get(one["src"]), matched.get(one["dst"])) for one in edges}
    given = {pair for pair in told if None not in pair}
    gold = {tuple(json.loads(line)) for line in truth.read_text().splitlines()}
    right = len(gold & given)
    precision, recall = right / max(1, len(given)), right / max(1, len(gold))
    return f"overrides: {len(gold)}, P {precision:.3f}, R {recall:.3f}"


def measure(oracles: Oracles, given: argparse.Namespace) -> tuple[Score, str]:
    """Ask the compiler, analyse the files that it saw, and score that."""
    folder = given.folder.resolve()
    with options.scratch(given) as scratch:
        target = scratch / "oracle.jsonl"
        subprocess.run([*shlex.split(given.truth), folder, target, *given.option], check=True)
        oracle = oracles.evaluate.Oracle(target)
        root = copy_covered(oracle.files.values(), folder, scratch / folder.name)
        copy_matching(folder, root, MANIFESTS)
        command = Command(scratch / "cache", tuple(given.command or ()))
        command.analyze(root)
        export = scratch / "export.jsonl"
        export.write_bytes(command.export(root))
        found = overrides(oracles, oracle, export, target.with_name(target.name + ".overrides"))
        return oracles.score_against(oracle, export, given.dump), found


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(argv)
    try:
        oracles = find_oracles(given.oracles)
    except OracleError as error:
        print(error, file=sys.stderr)
        return NO_ORACLES
    score, found = measure(oracles, given)
    print(table({"csharp": {given.folder.name: score}}))
    print(found)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__)
    options.add_command(parser)
    parser.add_argument("--truth", required=True, metavar="COMMAND", help="what runs Truth.cs")
    parser.add_argument("--oracles", type=Path, metavar="DIR", help="folder with evaluate.py")
    parser.add_argument("--dump", type=int, default=0, metavar="N", help="print N errors of each sort")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("option", nargs="*", metavar="OPTION", help="of Truth.cs, behind --")
    return parser


if __name__ == "__main__":
    sys.exit(main())
