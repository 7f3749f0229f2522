"""Fingerprints: what analysis depends on besides the files, computed and never bumped by hand.

Each family of languages has its own: over the code that all families share (`analysis` and `model`), the
family's folder and those of the families that it builds on, their data files, and the versions of its
grammars. A change of one family leaves the facts and links of the others valid. The linker's covers the
shared code and what turns links into maps; with another one nothing that was linked can be used. Options
that change the result have a digest of their own.

Reading all code costs some milliseconds, so what came out is kept in the cache directory, under the stats of
the files that it was read from.
"""

from __future__ import annotations

import os
import sys
import time

from blake3 import blake3

from parseltongue.analysis.languages import families, parsers, parsers_of
from parseltongue.isg.snapshot import Fingerprints
from parseltongue.model.errors import UnavailableError
from parseltongue.workspace.kept import load_lines, save_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LANGUAGES = "analysis/languages/"
_ADDED = "+"
"""Before the names of families that other packages add."""
_SHARED = ("analysis", "model")
_LINKER = ("isg",)
_SUFFIXES = (".py", ".txt", ".scm")
_SIZE = 16
_SETTLED_NS = 2_000_000_000
"""A file that was written so shortly before its stat was taken may be written again within the same stat."""
_RUNTIME = "tree_sitter"

Stat = tuple[int, int, int, int]
"""Size, mtime and ctime in ns, inode."""


def fingerprints(
    shaping_options: dict[str, object], cache_dir: str = "", added: tuple[str, ...] = ()
) -> Fingerprints:
    """The fingerprints of this installation for these options.

    Parameters
    ----------
    cache_dir : str
        Where they may be kept, if there is such a folder: a third of the work.
    added : tuple of str
        Families that other packages add; those that are not named have no part in it.

    Raises
    ------
    UnavailableError
        The code cannot be read.
    """
    options = "\n".join(f"{key}={value!r}" for key, value in sorted(shaping_options.items()))
    table = _known_or_computed(cache_dir, added)
    linker = table.pop("")
    return Fingerprints(table, linker, blake3(options.encode("utf-8", "surrogateescape")).digest(_SIZE))


def combined(prints: Fingerprints) -> bytes:
    """One digest of all, for the names of refs."""
    digest = blake3(prints.linker + prints.options)
    for family, fingerprint in sorted(prints.families.items()):
        digest.update(f"{family}:".encode() + fingerprint)
    return digest.digest(_SIZE)


# -- from code -------------------------------------------------------------------------------------------


def _known_or_computed(cache_dir: str, added: tuple[str, ...]) -> dict[str, bytes]:
    """Fingerprint of each family; of the linker under the empty name."""
    now = time.time_ns()
    files, versions = _code_files(added), _grammar_versions(added)
    signature, path = _signature(files, versions), os.path.join(cache_dir, "fingerprints")
    known = load_lines(path, signature) if cache_dir else None
    if known is not None:
        return _decoded(known)
    table = _computed(files, versions, added)
    settled = all(max(stat[1], stat[2]) < now - _SETTLED_NS for stat in files.values())
    if cache_dir and settled:
        save_lines(path, signature, _encoded(table))
    return table


def _computed(files: dict[str, Stat], versions: dict[str, str], added: tuple[str, ...]) -> dict[str, bytes]:
    folders = [f"{_LANGUAGES}{family}/" for family in families()]
    shared = _digest(
        name for name in files if _is_below(name, _SHARED) and not name.startswith(tuple(folders))
    )
    linker = _digest(name for name in files if _is_below(name, _LINKER))
    table = {"": blake3(shared + linker).digest(_SIZE)}
    for family, rules in families(added).items():
        own = tuple(_prefix(one, added) for one in (family, *rules.builds_on))
        code = _digest(name for name in files if name.startswith(own))
        grammars = "\n".join(versions[one] for one in (_RUNTIME, *parsers_of(rules)))
        table[family] = blake3(shared + code + grammars.encode()).digest(_SIZE)
    return table


def _prefix(family: str, added: tuple[str, ...]) -> str:
    """What the names of a family's files begin with; those of an added one are not in our package."""
    return f"{_ADDED}{family}/" if family in added else f"{_LANGUAGES}{family}/"


def _place(name: str) -> str:
    """Where a file of code is."""
    if not name.startswith(_ADDED):
        return os.path.join(_PACKAGE, name)
    from parseltongue.workspace.added_languages import folder_of

    family, _, inside = name.removeprefix(_ADDED).partition("/")
    return os.path.join(folder_of(family), inside)


def _is_below(name: str, folders: Iterable[str]) -> bool:
    return name.partition("/")[0] in folders


def _digest(names: Iterable[str]) -> bytes:
    """Digest of the names and contents of code files."""
    digest = blake3()
    for name in sorted(names):
        try:
            with open(_place(name), "rb", buffering=0) as file:
                content = file.read()
        except OSError as error:
            raise _unreadable(error) from None
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        digest.update(f"{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.digest()


def _code_files(added: tuple[str, ...]) -> dict[str, Stat]:
    """The code that fingerprints cover, by its path in the package with slashes."""
    files: dict[str, Stat] = {}
    try:
        for name in (*_SHARED, *_LINKER, *(f"{_ADDED}{family}" for family in added)):
            _collect(_place(f"{name}/"), f"{name}/", files)
    except OSError as error:
        raise _unreadable(error) from None
    return files


def _collect(folder: str, prefix: str, files: dict[str, Stat]) -> None:
    for entry in os.scandir(folder):
        name = entry.name
        if name.endswith(_SUFFIXES):
            stat = entry.stat()
            files[prefix + name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        elif "." not in name and name != "__pycache__" and entry.is_dir():
            _collect(entry.path, f"{prefix}{name}/", files)


def _unreadable(error: OSError) -> UnavailableError:
    return UnavailableError(f"the installation of parseltongue cannot be read: {error}; install it again")


def _grammar_versions(added: tuple[str, ...]) -> dict[str, str]:
    """For each package of a parser the folders that it and its metadata have, empty if it is not installed.

    Names of folders say the version (``tree_sitter_go-0.25.0.dist-info``); reading it through
    `importlib.metadata` would cost 60 ms.
    """
    found: dict[str, list[str]] = {package: [] for package in (_RUNTIME, *parsers(added))}
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            entries = found.get(name.partition("-")[0].partition(".")[0])
            if entries is not None and name not in entries:
                entries.append(name)
    return {package: f"{package}: {' '.join(sorted(names))}" for package, names in found.items()}


def _signature(files: dict[str, Stat], versions: dict[str, str]) -> str:
    told = repr((_PACKAGE, sys.version_info[:2], sorted(versions.items()), sorted(files.items())))
    return blake3(told.encode("utf-8", "backslashreplace")).hexdigest(_SIZE)


def _decoded(lines: list[str]) -> dict[str, bytes]:
    return {family: bytes.fromhex(digits) for digits, _, family in (one.partition(" ") for one in lines)}


def _encoded(table: dict[str, bytes]) -> list[str]:
    return [f"{digest.hex()} {family}" for family, digest in table.items()]
