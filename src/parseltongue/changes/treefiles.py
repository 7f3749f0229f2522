"""The files below a folder without git's help: `os.scandir` and nested ignore files.

Used where there is no work tree, and where git cannot be used. The rules are git's: `.gitignore` in every
folder (the nearest one decides first), `.git/info/exclude` below them, an ignored folder is not entered, so
nothing in it can be re-included, and a nested repository starts afresh. Ignore files above the root and the
user's global excludes are not read, and a tracked file that is also ignored is not listed: only git's index
knows it.
"""

from __future__ import annotations

import os

from parseltongue.changes.gitfiles import Listing
from parseltongue.changes.ignore import parse_ignore_file
from parseltongue.changes.reading import Failure, read_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.changes.ignore import IgnoreRules

    # From the nearest rules to the farthest: (length of the prefix they are relative to, rules).
    Chain = tuple[tuple[int, IgnoreRules], ...]

_LARGEST_IGNORE_FILE = 1 << 22


def list_tree(root: str, prefix: str, configured: IgnoreRules) -> Listing:
    """List the files at or below `prefix` of `root`.

    Parameters
    ----------
    root
        Workspace folder.
    prefix
        "" or a path relative to `root` that ends in a slash.
    configured
        Patterns relative to `root`; a folder that they ignore is not entered.

    Notes
    -----
    Never follows a symlink. One `scandir` per folder; no `stat`, except where the file system does not say
    what an entry is.
    """
    listing = Listing()
    waiting: list[tuple[str, Chain]] = [(prefix, ())]
    while waiting:
        folder, chain = waiting.pop()
        try:
            with os.scandir(f"{root}/{folder}") as found:
                entries = list(found)
        except OSError:
            listing.unreadable.append(folder.rstrip("/") or ".")
            continue
        listing.folders.append(folder[:-1])
        chain = _extended(root, folder, chain, {entry.name for entry in entries})
        for entry in entries:
            # Most entries are files that no rule could drop here: they are worth the shortest way.
            if not chain and _is_file(entry):
                listing.paths.append(folder + entry.name)
            else:
                _place(entry, folder, chain, configured, listing, waiting)
    return listing


def _place(
    entry: os.DirEntry[str],
    folder: str,
    chain: Chain,
    configured: IgnoreRules,
    listing: Listing,
    waiting: list[tuple[str, Chain]],
) -> None:
    path = folder + entry.name
    is_folder = _is_folder(entry)
    if is_folder and entry.name == ".git":
        return
    if (chain and _ignored(chain, path, is_folder)) or (is_folder and configured.match(path, True)):
        listing.ignored += 1
    elif is_folder:
        waiting.append((path + "/", chain))
    else:
        listing.paths.append(path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        if not entry.is_dir(follow_symlinks=False):
            return False
        return not (hasattr(entry, "is_junction") and entry.is_junction())
    except OSError:
        return False


def _extended(root: str, folder: str, chain: Chain, names: set[str]) -> Chain:
    """The rules in force in `folder`, given those of its parent and the names in it."""
    if ".git" in names:
        rules = _read_rules(f"{root}/{folder}.git/info/exclude")
        chain = ((len(folder), rules),) if rules else ()
    if ".gitignore" in names:
        rules = _read_rules(f"{root}/{folder}.gitignore")
        if rules:
            chain = ((len(folder), rules), *chain)
    return chain


def _ignored(chain: Chain, path: str, is_folder: bool) -> bool:
    for start, rules in chain:
        decision = rules.match(path[start:], is_folder)
        if decision is not None:
            return decision
    return False


def _read_rules(path: str) -> IgnoreRules | None:
    """The rules of an ignore file; None if there is none, or it is a symlink (as git does) or a FIFO."""
    content = read_path(path, _LARGEST_IGNORE_FILE)
    return None if isinstance(content, Failure) else parse_ignore_file(content)
