"""Obtain the projects that the benchmarks measure: pinned source distributions, verified by SHA-256.

    python -m benchmarks.corpus [--corpus DIR] [NAME ...]

Downloads with pip or npm into `.benchmarks/corpus/` of this repository, which git ignores, and prints the
folders. Projects that are published as repositories only must be checked out into a folder, one below it for
each, and the folder be named with `--corpus`.
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
    """One pinned source distribution.

    `registry` is where it comes from: "pypi", "npm", or for a repository its owner, with the commit as the
    version. `inside` is the folder within it that the names of its files begin at.
    """

    name: str
    version: str
    sha256: str = ""
    registry: str = "pypi"
    inside: str = ""

    @property
    def folder(self) -> str:
        """Name of the folder that the project stands in."""
        return f"{self.name}-{self.version}" if self.registry in _FETCH else self.name


DISTRIBUTIONS = {
    d.name: d
    for d in (
        Distribution("django", "5.2.19", "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1"),
        Distribution("flask", "3.1.3", "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb"),
        Distribution("click", "8.5.1", "9bbfada76703fd1d784b83eea012e3e8c6a001a876543ef104fa56aaaeb072b4"),
        Distribution("httpx", "0.28.1", "75e98c5f16b0f35b567856f597f06ff2270a374470a5c2392242528e3e3e42fc"),
        Distribution(
            "rxjs", "7.8.2", "2312f8ffd9726ffd7bd53ea12c5f13663d09a3dc3326f448c70b88f5ef6fac82", "npm"
        ),
        Distribution(
            "zod", "4.6.7", "84efd155bed93270286e793fc951be270b536cbd5b0eeb111f0fa3967201d698", "npm"
        ),
        Distribution(
            "immer", "11.2.10", "f8184e2750790534d2faf01137b39133586ef2c14fa504ee82409568dbb0b32d", "npm"
        ),
        Distribution("bytes", "d5c8ad3227afe459c09f1d0d85455abf00f0381a", registry="tokio-rs"),
        Distribution("nom", "a44b52ed9052a66f5eb2add9aa5b314f034dc580", registry="rust-bakery"),
        Distribution("http", "82db5b8af1e3939678fee88f3c57b72fee7e3a7b", registry="hyperium"),
        Distribution("log", "037d7a58f6ad184abb3afc4db81d37c43a5696ec", registry="rust-lang"),
        Distribution("semver", "8591f2344b52b31d85b538de58b76a676fe9ff90", registry="dtolnay"),
        Distribution("chi", "735ae2b87f8c733d616e809ae86e0985c1bc3350", registry="go-chi"),
        Distribution("cobra", "adbc8813901bba65827259daa8e22ff94ec1f30e", registry="spf13"),
        Distribution("logrus", "87434bb3a736e2a27d34df66924471714f408d3d", registry="sirupsen"),
        Distribution(
            "gson",
            "9835b6f90192f79cdf5300c528fc6212455fb6c1",
            registry="google",
            inside="gson/src/main/java",
        ),
        Distribution("zlib", "d201f04c72b0881220f5ba75ca19fd0e19fa848b", registry="madler"),
        Distribution("cjson", "a29814f285cc531c00223743ad3c55cd38c0dc56", registry="DaveGamble"),
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
    if wanted.registry not in _FETCH:
        place = corpus or "a folder that --corpus names"
        raise CorpusError(
            f"{place} needs a checkout of {wanted.registry}/{name} at {wanted.version}, in {wanted.folder}/"
        )
    if corpus is not None:
        raise CorpusError(f"{corpus} has no folder {wanted.folder}; leave --corpus out to download it")
    archive = CACHE / f"{wanted.folder}.{_SUFFIX[wanted.registry]}"
    if not archive.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        _download(wanted, _FETCH[wanted.registry](wanted))
    verify(archive, wanted.sha256)
    _unpack(archive, folder)
    return folder


def verify(archive: Path, sha256: str) -> None:
    """Raise CorpusError unless the file has this SHA-256."""
    with archive.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != sha256:
        raise CorpusError(f"{archive} has SHA-256 {found}, expected {sha256}; delete it and run again")


def _pip(wanted: Distribution) -> list[str]:
    argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    return [*argv, "--dest", str(CACHE), f"{wanted.name}=={wanted.version}"]


def _npm(wanted: Distribution) -> list[str]:
    return ["npm", "pack", "--silent", "--pack-destination", str(CACHE), f"{wanted.name}@{wanted.version}"]


_FETCH = {"pypi": _pip, "npm": _npm}
_SUFFIX = {"pypi": "tar.gz", "npm": "tgz"}


def _download(wanted: Distribution, argv: list[str]) -> None:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CorpusError(f"{wanted.folder} could not be downloaded: {argv[0]}: {error.strerror}") from None
    if done.returncode:
        raise CorpusError(f"{wanted.folder} could not be downloaded: {done.stderr.strip()[-500:]}")


def _unpack(archive: Path, folder: Path) -> None:
    # Beside its final name first: an interrupted run must not leave half a project that looks whole.
    partial = folder.with_name(folder.name + ".partial")
    with tarfile.open(archive) as opened:
        unpack(opened, partial)
    (only,) = partial.iterdir()
    only.rename(folder)
    partial.rmdir()


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Unpack an archive; where Python is recent enough (3.11.4), without what would reach outside."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(folder, filter="data")
    else:
        archive.extractall(folder)


def main(argv: list[str] | None = None) -> int:
    """Obtain the named projects, all by default, and print where they are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_corpus(parser)
    parser.add_argument("names", nargs="*", metavar="NAME", help="projects (default: all)")
    given = parser.parse_args(argv)
    if unknown := sorted(set(given.names) - DISTRIBUTIONS.keys()):
        parser.error(f"no project called {', '.join(unknown)}; there are {', '.join(DISTRIBUTIONS)}")
    status = 0
    for name in given.names or DISTRIBUTIONS:
        try:
            print(obtain(name, given.corpus))
        except CorpusError as error:
            print(error, file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
