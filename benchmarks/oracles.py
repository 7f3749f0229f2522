"""What the benchmarks of accuracy share: where the oracles are, and the graph of what one of them covers.

`benchmarks.accuracy` judges by oracles that are there; `benchmarks.unseen`, `compiled`, `csharp` and
`clang_truth` make one first. All of them copy exactly the files that the oracle covers, analyse the copy from
nothing and judge the export.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import corpus
from benchmarks.command import Command
from benchmarks.scoring import OracleError, Oracles

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

NO_ORACLES = 5
"""The status when nothing could be measured."""
_LEFT_OUT = "node_modules"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--oracles`, and `--dump` for what an oracle says is wrong."""
    parser.add_argument("--oracles", type=Path, metavar="DIR", help="folder with evaluate.py and oracles/")
    parser.add_argument(
        "--dump", type=int, default=0, metavar="N", help="print N errors of each sort to stderr"
    )


def opened(given: argparse.Namespace) -> Oracles | None:
    """Open the oracles that the options name; None, and a line on stderr, if there are none."""
    try:
        return find_oracles(given.oracles)
    except OracleError as error:
        print(error, file=sys.stderr)
        return None


def find_oracles(given: Path | None) -> Oracles:
    """Open the oracles: as given, else PARSELTONGUE_ORACLES, else `../shared/accuracy` beside the project.

    Raises
    ------
    OracleError
        There are none.
    """
    named = given or os.environ.get("PARSELTONGUE_ORACLES")
    folder = Path(named) if named else corpus.PROJECT_ROOT.parent / "shared" / "accuracy"
    try:
        return Oracles(folder)
    except OracleError as error:
        raise OracleError(
            f"{error}. The oracles are not part of this repository; "
            "name their folder with --oracles or PARSELTONGUE_ORACLES"
        ) from None


def language_of(folder: Path, languages: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """What most files of a folder are, of what there is by suffix; None if it holds none of them."""
    found = Counter(
        languages[one.suffix]
        for one in folder.rglob("*")
        if one.suffix in languages and _LEFT_OUT not in one.parts
    )
    return found.most_common(1)[0][0] if found else None


@dataclass(frozen=True)
class Trial:
    """A copy of the files that an oracle covers, and the command whose store holds its graph."""

    root: Path
    command: Command

    def export(self) -> Path:
        """Write the graph as it is now, as JSON Lines, into a file beside the store."""
        target = self.command.cache.with_name("export.jsonl")
        target.write_bytes(self.command.export(self.root))
        return target


def analyse_covered(
    oracle: Any,
    source: Path,
    scratch: Path,
    given: argparse.Namespace,
    *,
    name: str = "",
    manifests: Iterable[str] = (),
) -> Trial:
    """Copy what an oracle covers of a folder, analyse the copy from nothing.

    Parameters
    ----------
    name
        What the copy is called; without one, as the folder.
    manifests
        Patterns of files that the oracle does not cover, but that say how the modules of a project are called
        and what they import.
    """
    root = copy_covered(oracle.files.values(), source, scratch / "covered" / (name or source.name))
    copy_matching(source, root, manifests)
    trial = Trial(root, Command(scratch / "cache", given.command))
    trial.command.analyze(root)
    return trial


def copy_covered(files: Iterable[str], source: Path, root: Path) -> Path:
    """Copy exactly these files; one that is missing means another version of the project."""
    for name in sorted(files):
        try:
            _copy(source / name, root / name)
        except FileNotFoundError:
            raise corpus.CorpusError(f"{source} lacks {name}, which the oracle covers") from None
    return root


def copy_matching(source: Path, root: Path, patterns: Iterable[str]) -> None:
    """Copy the files of a folder that have one of these names, installed libraries left out."""
    for pattern in patterns:
        for path in source.rglob(pattern):
            if _LEFT_OUT not in path.parts:
                _copy(path, root / path.relative_to(source))


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.read_bytes())
