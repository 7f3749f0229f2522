"""The options that all benchmarks share."""

from __future__ import annotations

import argparse
import shlex
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def parser(documentation: str, *, bars: bool = True) -> argparse.ArgumentParser:
    """Make a parser that describes itself with the first line of a module's docstring.

    Without `bars` there is no `--check`.
    """
    made = argparse.ArgumentParser(description=documentation.partition("\n")[0])
    made.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    if bars:
        made.add_argument("--check", action="store_true", help="end with status 1 when a bar is missed")
    return made


def add_command(parser: argparse.ArgumentParser) -> None:
    """Add `--command` and `--scratch`, for benchmarks that drive the command line."""
    add_scratch(parser)
    parser.add_argument(
        "--command",
        type=lambda given: tuple(shlex.split(given)),
        default=(),
        metavar="'PROGRAM ARG ...'",
        help="the parseltongue to measure (default: the one installed beside this interpreter)",
    )


def add_scratch(parser: argparse.ArgumentParser) -> None:
    """Add `--scratch`, for benchmarks that write files."""
    parser.add_argument(
        "--scratch",
        type=Path,
        metavar="DIR",
        help="where copies and stores live during the run (default: temporary)",
    )


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """Add `--corpus`, for benchmarks that need other people's code."""
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="a folder with the unpacked projects, NAME-VERSION each (default: download into .benchmarks/)",
    )


@contextmanager
def scratch(options: argparse.Namespace) -> Iterator[Path]:
    """Give a fresh folder inside `--scratch`, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="parseltongue-benchmark-", dir=options.scratch) as folder:
        yield Path(folder).resolve()
