"""Obtain the projects that the benchmarks measure: pinned source distributions, verified by SHA-256.

    python -m benchmarks.corpus [--corpus DIR] [NAME ...]

Downloads with pip into `.benchmarks/corpus/` of this repository, which git ignores, and prints the folders.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import options

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CACHE = PROJECT_ROOT / ".benchmarks" / "corpus"


class CorpusError(Exception):
    """A project of the corpus is neither here nor obtainable, or is not what it should be."""


@dataclass(frozen=True)
class Distribution:
    """One pinned source distribution."""

    name: str
    version: str
    sha256: str

    @property
    def folder(self) -> str:
        """Name of the folder that the archive unpacks to."""
        return f"{self.name}-{self.version}"


DISTRIBUTIONS = {
    d.name: d
    for d in (
        Distribution("django", "5.2.19", "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1"),
        Distribution("flask", "3.1.3", "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb"),
        Distribution("click", "8.5.1", "9bbfada76703fd1d784b83eea012e3e8c6a001a876543ef104fa56aaaeb072b4"),
        Distribution("httpx", "0.28.1", "75e98c5f16b0f35b567856f597f06ff2270a374470a5c2392242528e3e3e42fc"),
    )
}


def obtain(name: str, corpus: Path | None = None) -> Path:
    """Return the folder of the unpacked project `name`, downloading it when it is not there.

    Parameters
    ----------
    corpus
        Take the project from this folder, unverified, and never download.

    Raises
    ------
    CorpusError
        The folder lacks the project, the download failed, or its bytes are not the pinned ones.
    """
    wanted = DISTRIBUTIONS[name]
    folder = (corpus or CACHE) / wanted.folder
    if folder.is_dir():
        return folder
    if corpus is not None:
        raise CorpusError(f"{corpus} has no folder {wanted.folder}; leave --corpus out to download it")
    archive = CACHE / f"{wanted.folder}.tar.gz"
    if not archive.is_file():
        _download(wanted)
    verify(archive, wanted.sha256)
    _unpack(archive, folder)
    return folder


def verify(archive: Path, sha256: str) -> None:
    """Raise CorpusError unless the file has this SHA-256."""
    with archive.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != sha256:
        raise CorpusError(f"{archive} has SHA-256 {found}, expected {sha256}; delete it and run again")


def _download(wanted: Distribution) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    requirement = f"{wanted.name}=={wanted.version}"
    argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run(
        [*argv, "--dest", str(CACHE), requirement], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CorpusError(f"pip could not download {requirement}: {done.stderr.strip()[-500:]}")


def _unpack(archive: Path, folder: Path) -> None:
    # Beside its final name first: an interrupted run must not leave half a project that looks whole.
    partial = folder.with_name(folder.name + ".partial")
    with tarfile.open(archive) as opened:
        opened.extractall(partial, filter="data")
    (partial / folder.name).rename(folder)
    partial.rmdir()


def main(argv: list[str] | None = None) -> int:
    """Obtain the named projects, all by default, and print where they are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_corpus(parser)
    parser.add_argument("names", nargs="*", metavar="NAME", help="projects (default: all)")
    given = parser.parse_args(argv)
    if unknown := sorted(set(given.names) - DISTRIBUTIONS.keys()):
        parser.error(f"no project called {', '.join(unknown)}; there are {', '.join(DISTRIBUTIONS)}")
    for name in given.names or DISTRIBUTIONS:
        print(obtain(name, given.corpus))
    return 0


if __name__ == "__main__":
    sys.exit(main())
