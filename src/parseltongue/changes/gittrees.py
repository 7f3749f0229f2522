"""The files of a commit, written into a folder.

They are read as git keeps them: nothing is checked out, so the repository stays as it is, and no filter that
its configuration may name is run. What is tracked is written, whatever ignore rules say of it, as `gitfiles`
lists it in a work tree. Symlinks are left out: they are not analysed either. Of the submodules those count
that are checked out now, since only they have files in the work tree that a commit is compared with.
"""

from __future__ import annotations

import os

from parseltongue.changes.gitfiles import GitUnavailableError, may_have_submodules, run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_BATCH = 32 << 20
"""Bytes of files that are asked for at once."""
_FORBIDDEN = frozenset(("", ".", ".."))
_REGULAR = (b"100644", b"100755", b"100664")
_LINK = b"160000"
_ANCESTOR = "..."


class Blob:
    """A file of a commit: its object, its size in bytes and its path from the folder that was asked for."""

    __slots__ = ("name", "path", "size")

    def __init__(self, name: bytes, size: int, path: str) -> None:
        self.name = name
        self.size = size
        self.path = path


class Tree:
    """The files of a commit that one repository keeps: that of the workspace, or a submodule in it.

    Attributes
    ----------
    folder, top
        Where git is asked for them.
    blobs : list of Blob
        Their paths count from the folder that was asked for, whatever the repository.
    """

    __slots__ = ("blobs", "folder", "top")

    def __init__(self, folder: str, top: str, blobs: list[Blob]) -> None:
        self.folder = folder
        self.top = top
        self.blobs = blobs


def commit_of(folder: str, top: str, revision: str) -> str:
    """The full hash of the commit that a revision stands for; ``A...B`` is the last that both have.

    A side that is left out is HEAD, as git has it.

    Raises
    ------
    GitUnavailableError
        There is no git, or no such revision.
    """
    one, dots, other = revision.partition(_ANCESTOR)
    if dots:
        sides = [commit_of(folder, top, side or "HEAD") for side in (one, other)]
        return _hash(run_git(folder, top, ("merge-base", *sides)))
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return _hash(run_git(folder, top, wanted))


def _hash(answer: tuple[bytes, str]) -> str:
    return answer[0].decode("ascii", "replace").strip()


def submodules_of(folder: str, top: str, commit: str) -> list[str]:
    """Paths of the submodules below `folder` in a commit that are checked out now, those in them left out."""
    if not may_have_submodules(top):
        return []
    output, _ = run_git(folder, top, ("ls-tree", "-r", "-z", commit))
    return [path for path, _ in _checked_out(folder, output)]


def trees_of(folder: str, top: str, commit: str) -> list[Tree]:
    """The regular files below `folder` in a commit, with those of the submodules that are checked out.

    Raises
    ------
    GitUnavailableError
        git fails, or a submodule lacks the commit that it had then.
    """
    trees: list[Tree] = []
    waiting = [("", commit)]
    while waiting:
        path, hashed = waiting.pop()
        place, above = (os.path.join(folder, path), path + "/") if path else (folder, "")
        try:
            output, _ = run_git(place, place if path else top, ("ls-tree", "-r", "-z", "-l", hashed))
        except GitUnavailableError as error:
            if not path:
                raise
            raise GitUnavailableError(
                f"the submodule {path} does not have its commit {hashed[:10]} ({error}); run"
                f" `git -C {path} fetch`"
            ) from None
        found = (_blob(record, above) for record in output.split(b"\0"))
        blobs = [blob for blob in found if blob is not None]
        trees.append(Tree(place, place if path else top, blobs))
        waiting += [(above + inner, one) for inner, one in _checked_out(place, output)]
    return trees


def _checked_out(folder: str, output: bytes) -> list[tuple[str, str]]:
    """Path and commit of the submodules in a listing of a tree that have a repository in the work tree."""
    found = []
    for record in output.split(b"\0"):
        head, _, path = record.partition(b"\t")
        fields = head.split()
        if len(fields) < 3 or fields[0] != _LINK or not _stays_inside(text := os.fsdecode(path)):
            continue
        place = os.path.join(folder, text)
        # Nothing behind a symlink is in the work tree.
        if os.path.lexists(os.path.join(place, ".git")) and os.path.realpath(place) == place:
            found.append((text, fields[2].decode("ascii", "replace")))
    return found


def _blob(record: bytes, above: str) -> Blob | None:
    head, _, path = record.partition(b"\t")
    fields = head.split()
    if len(fields) != 4 or fields[0] not in _REGULAR or not fields[3].isdigit():
        return None
    text = os.fsdecode(path)
    return Blob(fields[2], int(fields[3]), above + text) if _stays_inside(text) else None


def _stays_inside(path: str) -> bool:
    """A tree can be made by hand, with names that lead out of it."""
    return _FORBIDDEN.isdisjoint(path.split("/")) and not (os.name == "nt" and set(path) & set("\\:"))


def write_files(tree: Tree, into: str, *, largest: int) -> None:
    """Write files into a folder that has none of them; nobody else may be able to write to what it is in.

    Parameters
    ----------
    largest
        Bytes; of a larger file only the size is written.

    Raises
    ------
    GitUnavailableError
        A file is not in the repository, as in a partial clone.
    OSError
        The folder cannot be written to.
    """
    for blob in tree.blobs:
        if blob.size > largest:
            with _created(into, blob.path) as file:
                file.truncate(blob.size)
    for batch in _batches([blob for blob in tree.blobs if blob.size <= largest]):
        contents = _contents(tree.folder, tree.top, batch, into + ".objects")
        for blob, content in zip(batch, contents, strict=True):
            with _created(into, blob.path) as file:
                file.write(content)


def _created(into: str, path: str) -> BinaryIO:
    place = os.path.join(into, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    return open(place, "wb")


def _batches(blobs: list[Blob]) -> Iterator[list[Blob]]:
    batch: list[Blob] = []
    size = 0
    for blob in blobs:
        batch.append(blob)
        size += blob.size
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _contents(folder: str, top: str, batch: list[Blob], listed: str) -> Iterator[bytes]:
    """The contents of files, in their order; `listed` is where their names are written for git to read."""
    with open(listed, "wb") as file:
        file.write(b"".join(blob.name + b"\n" for blob in batch))
    try:
        output, _ = run_git(folder, top, ("cat-file", "--batch"), given=listed)
    finally:
        os.unlink(listed)
    at = 0
    for blob in batch:
        end = output.find(b"\n", at)
        head = output[at:end].split()
        if end < 0 or len(head) != 3 or head[0] != blob.name or head[1] != b"blob":
            raise GitUnavailableError(f"the repository lacks the content of {blob.path}; run `git fetch`")
        start, at = end + 1, end + 2 + int(head[2])
        yield output[start : at - 1]
