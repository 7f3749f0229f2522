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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LANGUAGES = "analysis/languages/"
_SHARED = ("analysis", "model")
_LINKER = ("isg",)
_SUFFIXES = (".py", ".txt", ".scm")
_SIZE = 16
_SETTLED_NS = 2_000_000_000
"""A file that was written so shortly before its stat was taken may be written again within the same stat."""
_RUNTIME = "tree_sitter"

Stat = tuple[int, int, int, int]
"""Size, mtime and ctime in ns, inode."""


def fingerprints(shaping_options: dict[str, object], cache_dir: str = "") -> Fingerprints:
    """The fingerprints of this installation for these options.

    Parameters
    ----------
    cache_dir : str
        Where they may be kept, if there is such a folder: about 1 ms in place of 6.

    Raises
    ------
    UnavailableError
        The code cannot be read.
    """
    options = "\n".join(f"{key}={value!r}" for key, value in sorted(shaping_options.items()))
    table = _known_or_computed(cache_dir)
    linker = table.pop("")
    return Fingerprints(table, linker, blake3(options.encode("utf-8", "surrogateescape")).digest(_SIZE))


def combined(prints: Fingerprints) -> bytes:
    """One digest of all, for the names of refs."""
    digest = blake3(prints.linker + prints.options)
    for family, fingerprint in sorted(prints.families.items()):
        digest.update(f"{family}:".encode() + fingerprint)
    return digest.digest(_SIZE)


# -- from code -------------------------------------------------------------------------------------------


def _known_or_computed(cache_dir: str) -> dict[str, bytes]:
    """Fingerprint of each family; of the linker under the empty name."""
    now = time.time_ns()
    files, versions = _code_files(), _grammar_versions()
    signature = _signature(files, versions)
    known = _load(cache_dir, signature) if cache_dir else None
    if known is not None:
        return known
    table = _computed(files, versions)
    settled = all(max(stat[1], stat[2]) < now - _SETTLED_NS for stat in files.values())
    if cache_dir and settled and os.path.isdir(cache_dir):
        _save(cache_dir, signature, table)
    return table


def _computed(files: dict[str, Stat], versions: dict[str, str]) -> dict[str, bytes]:
    folders = [f"{_LANGUAGES}{family}/" for family in families()]
    shared = _digest(
        name for name in files if _is_below(name, _SHARED) and not name.startswith(tuple(folders))
    )
    linker = _digest(name for name in files if _is_below(name, _LINKER))
    table = {"": blake3(shared + linker).digest(_SIZE)}
    for family, rules in families().items():
        own = tuple(f"{_LANGUAGES}{one}/" for one in (family, *rules.builds_on))
        code = _digest(name for name in files if name.startswith(own))
        grammars = "\n".join(versions[one] for one in (_RUNTIME, *parsers_of(rules)))
        table[family] = blake3(shared + code + grammars.encode()).digest(_SIZE)
    return table


def _is_below(name: str, folders: Iterable[str]) -> bool:
    return name.partition("/")[0] in folders


def _digest(names: Iterable[str]) -> bytes:
    """Digest of the names and contents of code files."""
    digest = blake3()
    for name in sorted(names):
        try:
            with open(os.path.join(_PACKAGE, name), "rb", buffering=0) as file:
                content = file.read()
        except OSError as error:
            raise _unreadable(error) from None
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        digest.update(f"{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.digest()


def _code_files() -> dict[str, Stat]:
    """The code that fingerprints cover, by its path in the package with slashes."""
    files: dict[str, Stat] = {}
    try:
        for folder in (*_SHARED, *_LINKER):
            _collect(os.path.join(_PACKAGE, folder), folder + "/", files)
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


def _grammar_versions() -> dict[str, str]:
    """For each package of a parser the folders that it and its metadata have, empty if it is not installed.

    Names of folders say the version (``tree_sitter_go-0.25.0.dist-info``); reading it through
    `importlib.metadata` would cost 60 ms.
    """
    found: dict[str, list[str]] = {package: [] for package in (_RUNTIME, *parsers())}
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.startswith(_RUNTIME):
                entries = found.get(name.partition("-")[0].partition(".")[0])
                if entries is not None and name not in entries:
                    entries.append(name)
    return {package: f"{package}: {' '.join(sorted(names))}" for package, names in found.items()}


# -- what is kept ----------------------------------------------------------------------------------------


def _signature(files: dict[str, Stat], versions: dict[str, str]) -> str:
    told = repr((_PACKAGE, sys.version_info[:2], sorted(versions.items()), sorted(files.items())))
    return blake3(told.encode("utf-8", "backslashreplace")).hexdigest(_SIZE)


def _path(cache_dir: str) -> str:
    return os.path.join(cache_dir, "fingerprints")


def _load(cache_dir: str, signature: str) -> dict[str, bytes] | None:
    """What was computed from files with these stats; None if that is not known, or damaged."""
    try:
        with open(_path(cache_dir), encoding="utf-8") as file:
            text = file.read()
        body, _, check = text.rpartition("\n")
        head, *lines = body.split("\n")
        if head != signature or check != _check(body):
            return None
        return {family: bytes.fromhex(digits) for digits, _, family in (one.partition(" ") for one in lines)}
    except (OSError, ValueError):
        return None


def _save(cache_dir: str, signature: str, table: dict[str, bytes]) -> None:
    """Keep what was computed; where that is not possible it is computed again next time."""
    from parseltongue.storage.files import open_private

    body = "\n".join([signature, *(f"{digest.hex()} {family}" for family, digest in table.items())])
    temporary = f"{_path(cache_dir)}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n", opener=open_private) as file:
            file.write(f"{body}\n{_check(body)}")
        os.replace(temporary, _path(cache_dir))
    except OSError:
        return


def _check(body: str) -> str:
    return blake3(body.encode()).hexdigest(8)
