"""Fingerprints: what analysis depends on besides the files, computed and never bumped by hand.

The analyzer's covers the code below `analysis` and `model`, their data files and the versions of the
parsers; the linker's adds the code that turns links into maps. Options that change the result have a
digest of their own.
"""

from __future__ import annotations

import os
import sys

from blake3 import blake3

from parseltongue.analysis.languages import parsers
from parseltongue.isg.snapshot import Fingerprints
from parseltongue.model.errors import UnavailableError

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_ANALYZER = ("analysis", "model")
_LINKER = ("isg",)
_SUFFIXES = (".py", ".txt", ".scm")


def fingerprints(shaping_options: dict[str, object]) -> Fingerprints:
    """The fingerprints of this installation for these options. About 5 ms."""
    options = "\n".join(f"{key}={value!r}" for key, value in sorted(shaping_options.items()))
    analyzer = _code_digest(_ANALYZER)
    parsers = "\n".join(_parser_versions()).encode()
    return Fingerprints(
        blake3(analyzer + parsers).digest(16),
        blake3(analyzer + _code_digest(_LINKER)).digest(16),
        blake3(options.encode("utf-8", "surrogateescape")).digest(16),
    )


def combined(prints: Fingerprints) -> bytes:
    """One digest of all, for the names of refs."""
    return blake3(prints.analyzer + prints.linker + prints.options).digest(16)


def _code_digest(folders: tuple[str, ...]) -> bytes:
    """Digest of the names and contents of the code files in these folders of the package."""
    digest = blake3()
    for folder in folders:
        for path in _code_files(os.path.join(_PACKAGE, folder)):
            name = path[len(_PACKAGE) + 1 :].replace(os.sep, "/")
            with open(path, "rb", buffering=0) as file:
                content = file.read()
            if b"\r" in content:
                content = content.replace(b"\r\n", b"\n")
            digest.update(f"{name}:{len(content)}:".encode())
            digest.update(content)
    return digest.digest()


def _code_files(folder: str) -> list[str]:
    files: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise UnavailableError(f"the installation of parseltongue cannot be read: {error}") from None
    for entry in entries:
        if entry.is_dir() and entry.name != "__pycache__":
            files += _code_files(entry.path)
        elif entry.name.endswith(_SUFFIXES):
            files.append(entry.path)
    return files


def _parser_versions() -> list[str]:
    """Names of the metadata folders of the parsers: ``tree_sitter-0.26.1.dist-info``.

    Reading them through `importlib.metadata` would cost 60 ms.
    """
    prefixes = tuple(f"{package}-" for package in ("tree_sitter", *parsers()))
    found: list[str] = []
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        versions = [name for name in names if name.startswith(prefixes) and name.endswith(".dist-info")]
        found += sorted(versions)
        if len(found) >= len(prefixes):
            break
    return found
