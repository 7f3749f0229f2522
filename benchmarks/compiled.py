"""Accuracy on Java and Kotlin that no rule was tuned to: the truth is what their compilers resolved.

    python -m benchmarks.compiled FOLDER --class-path JARS [--compiler JARS] [--oracles DIR] [--dump N]

FOLDER holds the sources of one project, `JARS` are separated like a class path: the libraries that it needs,
and, for Kotlin, `kotlin-compiler-embeddable` 2.1.21 with what that needs (`mvn dependency:build-classpath`
prints both). A JDK 17 or newer has to be on PATH; without it the status is 5. The programs that ask the
compilers are in `benchmarks/compilers`. What these report as errors is not in the truth.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import options
from benchmarks.accuracy import publish
from benchmarks.oracles import NO_ORACLES, add_options, language_of, opened
from benchmarks.unseen import judge

if TYPE_CHECKING:
    import argparse

    from benchmarks.scoring import Oracles, Score

PROGRAMS = Path(__file__).parent / "compilers"
LANGUAGES = {".java": ("java", "JavaTruth"), ".kt": ("kotlin", "KotlinTruth")}
"""Language, and the program that asks its compiler, by suffix."""
_OF_THE_JDK = [
    f"--add-exports=jdk.compiler/com.sun.tools.javac.{one}=ALL-UNNAMED" for one in ("code", "tree", "util")
]


def make_truth(folder: Path, program: str, given: argparse.Namespace, scratch: Path) -> Path:
    """The oracle of a folder, written into another one."""
    classes, target = scratch / "classes", scratch / "oracle.jsonl"
    sources = [str(PROGRAMS / f"{one}.java") for one in ("Records", program)]
    subprocess.run(
        ["javac", *_OF_THE_JDK, "-nowarn", "-cp", given.compiler, "-d", str(classes), *sources], check=True
    )
    path = os.pathsep.join(filter(None, [str(classes), given.compiler]))
    subprocess.run(
        ["java", *_OF_THE_JDK, "-cp", path, program, str(folder), given.class_path, str(target)], check=True
    )
    return target


def measure(oracles: Oracles, folder: Path, program: str, given: argparse.Namespace) -> Score:
    """Ask the compiler, analyse what it read, and score that."""
    with options.scratch(given) as scratch:
        return judge(oracles, make_truth(folder, program, given, scratch), folder, scratch, given)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(argv)
    folder = given.folder.resolve()
    found = language_of(folder, LANGUAGES)
    if found is None or not shutil.which("javac"):
        lacking = "there is no javac on PATH" if found else "it holds neither Java nor Kotlin"
        print(f"{folder} cannot be measured: {lacking}", file=sys.stderr)
        return NO_ORACLES
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    publish({found[0]: {folder.name: measure(oracles, folder, found[1], given)}}, given)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__, bars=False)
    options.add_command(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--class-path", default="", metavar="JARS", help="libraries of the project")
    parser.add_argument("--compiler", default="", metavar="JARS", help="the compiler of Kotlin")
    add_options(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
