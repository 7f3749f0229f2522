"""The essence of a compilation database: the folders that the includes of each source are looked for in.

``compile_commands.json`` is written by a build, for one machine: most of its bytes are absolute paths. What
includes need of it is a small table from files and folders to the folders that are searched. It has no
absolute path in it, and is the same wherever the workspace lies, so it stands for the file in digests and
facts (`Placement.essence`).

The place of the workspace on the machine of the build is not asked of this machine: another worktree, or a
container, has another. It is what makes the files of the database files of the tree; of several such places
the one that explains where the database itself lies.

The table is text. A line that begins with ``=`` names a source, or a folder by a slash at its end and the
workspace by nothing but that; those behind it, after a tab, tell how files in it are compiled: ``<`` a folder
that all includes search, ``"`` one for those in quotation marks, ``!`` a file that is included before all
else. A first line ``?`` says that the database is damaged, and known up to there.
"""

from __future__ import annotations

import re
from json import JSONDecoder
from posixpath import normpath

from parseltongue.analysis.languages.c.compiler_options import (
    BEHIND,
    FORCED,
    QUOTED,
    SEARCHED,
    options_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    Options = tuple[tuple[str, str], ...]
    """(what it is, its argument as the compiler was given it)"""
    Table = dict[str, tuple[str, ...]]

DAMAGED, PATTERN, ITEM = "?", "=", "\t"
EVERYWHERE = "/"
_HERE = "/\0"
"""Stands for the workspace in the place of directories that the database gives relative to itself."""
_SPACE = re.compile(r"[\s,]*")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_LONGEST_LIST = 1_000
"""Folders of one source that are kept."""


class _Entry:
    """One command: its directory, its source, both absolute, and its options."""

    __slots__ = ("directory", "file", "options")

    def __init__(self, directory: str, file: str, options: Options) -> None:
        self.directory = directory
        self.file = file
        self.options = options


def essence(path: str, data: bytes, files: Collection[str]) -> bytes:
    """The table of a database.

    Parameters
    ----------
    path : str
        Where it lies in the workspace.
    files : collection of str
        All files of the workspace.

    Notes
    -----
    Never raises on account of what the bytes are. One entry is decoded at a time. O(bytes + files).
    """
    folder = path.rpartition("/")[0]
    entries, damaged = _entries(data.decode("utf-8-sig", "replace"), folder)
    root = _root_of(entries, folder, files)
    lines = [DAMAGED] if damaged else []
    if root is not None:
        for pattern, items in _table(entries, root, files).items():
            lines.append(PATTERN + pattern)
            lines += [ITEM + one for one in items]
    return "".join(f"{line}\n" for line in lines).encode()


# -- reading ------------------------------------------------------------------------------------------------


def _entries(text: str, folder: str) -> tuple[list[_Entry], bool]:
    """The commands of a database that lies in a folder, and whether what follows them is damaged."""
    found: list[_Entry] = []
    known: dict[Options, Options] = {}
    try:
        for one in _objects(text):
            entry = _entry(one, folder)
            if entry is not None:
                entry.options = known.setdefault(entry.options, entry.options)
                found.append(entry)
    except (ValueError, RecursionError):
        return found, True
    return found, False


def _objects(text: str) -> Iterator[object]:
    """The elements of an array, one after another."""
    decode = JSONDecoder().raw_decode
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise ValueError("no array")
    at = _after_space(text, at + 1)
    while text[at : at + 1] != "]":
        one, at = decode(text, at)
        yield one
        at = _after_space(text, at)
    if text[at + 1 :].strip():
        raise ValueError("more than an array")


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match is not None else at


def _entry(one: object, folder: str) -> _Entry | None:
    """The command that an element tells; None if it tells none, or not as text of one line."""
    if not isinstance(one, dict):
        return None
    directory, file = one.get("directory"), one.get("file")
    if not _is_text(directory) or not _is_text(file):
        return None
    arguments, command = one.get("arguments"), one.get("command")
    if isinstance(arguments, list):
        options = options_of([word for word in arguments if isinstance(word, str)])
    else:
        options = options_of(command if isinstance(command, str) else "")
    windows = bool(_DRIVE.match(str(directory)))
    top = _joined(f"{_HERE}/{folder}", str(directory), windows)
    if windows:
        options = [(kind, argument.replace("\\", "/")) for kind, argument in options]
    return _Entry(top, _joined(top, str(file), windows), tuple(options[:_LONGEST_LIST]))


def _is_text(one: object) -> bool:
    return isinstance(one, str) and bool(one) and one.isprintable()


def _joined(folder: str, path: str, windows: bool = False) -> str:
    """An absolute path, in which nothing leads upwards."""
    if windows:
        path = path.replace("\\", "/")
    if not path.startswith("/") and not _DRIVE.match(path):
        path = f"{folder}/{path}"
    return normpath(path).replace("//", "/")


# -- the place of the workspace ----------------------------------------------------------------------------


def _root_of(entries: list[_Entry], folder: str, files: Collection[str]) -> str | None:
    """Where the workspace was when the database was made; None if nothing tells.

    Each file that the tree has under the end of its path is a vote for what stands before that.
    """
    votes: dict[str, int] = {}
    for file in dict.fromkeys(one.file for one in entries):
        at = file.find("/")
        while at >= 0:
            if file[at + 1 :] in files:
                votes[file[:at]] = votes.get(file[:at], 0) + 1
            at = file.find("/", at + 1)
    directories = {one.directory for one in entries}
    explaining = _explaining(directories, folder)
    if not votes:
        # Nothing of the tree is compiled as it is; a generated source may include what is.
        return max(explaining, key=lambda one: (explaining[one], -len(one), one)) if explaining else None
    fitting = explaining.keys() & votes.keys() if folder else ()
    return max(fitting or votes, key=lambda one: (votes[one], explaining.get(one, 0), -len(one), one))


def _explaining(directories: Iterable[str], folder: str) -> dict[str, int]:
    """Places below which the folder of the database is one that commands run in, with their number."""
    found: dict[str, int] = {}
    for directory in directories:
        whole = directory + "/"
        part = f"/{folder}/" if folder else ""
        at = whole.find(part) if part else len(directory)
        while at >= 0:
            found[directory[:at]] = found.get(directory[:at], 0) + 1
            at = whole.find(part, at + 1) if part else -1
    return found


def _below(root: str, path: str) -> str | None:
    """A path relative to the workspace, ``.`` for itself; None if it is outside."""
    if path == root:
        return "."
    return path[len(root) + 1 :] if path.startswith(root + "/") else None


# -- the table ----------------------------------------------------------------------------------------------


def _table(entries: list[_Entry], root: str, files: Collection[str]) -> Table:
    """What files and folders are compiled with, as far as what is around them does not say so."""
    present = _folders(files)
    lists = _lists(entries, root, files, present)
    by_folder: dict[str, dict[tuple[str, ...], None]] = {}
    for path in sorted(lists):
        for around in _around(path):
            by_folder.setdefault(around, {})[lists[path]] = None
    of_folders = {folder: _union(list(found)) for folder, found in by_folder.items()}
    table: Table = {}
    patterns = [*(one for one in of_folders if one in present), *(one for one in lists if one in files)]
    for pattern in sorted(patterns, key=lambda one: (one != EVERYWHERE, one)):
        items = of_folders[pattern] if pattern.endswith("/") else lists[pattern]
        if items != next((table[one] for one in _around(pattern) if one in table), ()):
            table[pattern] = items
    return table


def _lists(
    entries: list[_Entry], root: str, files: Collection[str], present: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """What each source in the workspace is compiled with; of several commands all that they say."""
    known: dict[tuple[str, Options], tuple[str, ...]] = {}
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in entries:
        path = _below(root, entry.file)
        if path is None or path == ".":
            continue
        key = entry.directory, entry.options
        if key not in known:
            known[key] = _items(entry, root, files, present)
        lists = found.setdefault(path, [])
        if known[key] not in lists:
            lists.append(known[key])
    return {path: lists[0] if len(lists) == 1 else _union(lists) for path, lists in found.items()}


def _items(entry: _Entry, root: str, files: Collection[str], present: Collection[str]) -> tuple[str, ...]:
    """The folders of a command that have files of the tree, in the order in which they are searched.

    Others are of this build alone, if not of this machine; nothing can be found in them.
    """
    folders: list[tuple[int, str]] = []
    for kind, argument in entry.options:
        if kind != FORCED:
            folder = _below(root, _joined(entry.directory, argument))
            if folder is not None and (folder == "." or f"{folder}/" in present):
                order = (QUOTED, SEARCHED, BEHIND).index(kind)
                folders.append((order, f"{'<' if order else chr(34)}{folder}"))
    items = [item for _, item in sorted(folders, key=lambda one: one[0])]
    places = [entry.directory, *(f"{root}/{item[1:]}" for item in items)]
    for kind, argument in entry.options:
        if kind == FORCED:
            candidates = (_below(root, _joined(place, argument)) for place in places)
            items += [f"!{one}" for one in candidates if one is not None and one in files][:1]
    return tuple(dict.fromkeys(items))


def _union(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    """All folders of several lists, in the order in which they come; what all are forced to include."""
    forced = set.intersection(*(set(one) for one in lists))
    items = (item for one in lists for item in one if not item.startswith("!") or item in forced)
    return tuple(dict.fromkeys(items))


def _around(path: str) -> Iterator[str]:
    """The folders around a path, as patterns, the nearest first."""
    path = path.rstrip("/")
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path + "/"
    if path:
        yield EVERYWHERE


def _folders(files: Iterable[str]) -> set[str]:
    """All folders of a tree, as patterns."""
    found: set[str] = {EVERYWHERE}
    for file in files:
        for folder in _around(file):
            if folder in found:
                break
            found.add(folder)
    return found
