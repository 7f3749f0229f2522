"""The files of a commit, written into a folder.

They are read as git keeps them: nothing is checked out, so the repository stays as it is, and no filter that
its configuration may name is run. What is tracked is written, whatever ignore rules say of it, as `gitfiles`
lists it in a work tree. Symlinks and submodules are left out: they are not analysed either.
"""

from __future__ import annotations

import os

from parseltongue.changes.gitfiles import GitUnavailableError, run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_BATCH = 32 << 20
"""Bytes of files that are asked for at once."""
_FORBIDDEN = frozenset(("", ".", ".."))
_REGULAR = (b"100644", b"100755", b"100664")


class Blob:
    """A file of a commit: its object, its size in bytes and its path from the folder that was asked for."""

    __slots__ = ("name", "path", "size")

    def __init__(self, name: bytes, size: int, path: str) -> None:
        self.name = name
        self.size = size
        self.path = path


def commit_of(folder: str, top: str, revision: str) -> str:
    """The full hash of the commit that a revision stands for.

    Raises
    ------
    GitUnavailableError
        There is no git, or no such revision.
    """
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    output, _ = run_git(folder, top, wanted)
    return output.decode("ascii", "replace").strip()


def blobs_of(folder: str, top: str, commit: str) -> list[Blob]:
    """The regular files below `folder` in a commit."""
    output, _ = run_git(folder, top, ("ls-tree", "-r", "-z", "-l", commit))
    return [blob for record in output.split(b"\0") if (blob := _blob(record)) is not None]


def _blob(record: bytes) -> Blob | None:
    head, _, path = record.partition(b"\t")
    fields = head.split()
    if len(fields) != 4 or fields[0] not in _REGULAR or not fields[3].isdigit():
        return None
    text = os.fsdecode(path)
    # A tree can be made by hand, with names that lead out of it.
    if not _FORBIDDEN.isdisjoint(text.split("/")) or (os.name == "nt" and set(text) & set("\\:")):
        return None
    return Blob(fields[2], int(fields[3]), text)


def write_files(folder: str, top: str, blobs: list[Blob], into: str, *, largest: int) -> None:
    """Write files into an empty folder; nobody else may be able to write to what it is in.

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
    for blob in blobs:
        if blob.size > largest:
            with _created(into, blob.path) as file:
                file.truncate(blob.size)
    for batch in _batches([blob for blob in blobs if blob.size <= largest]):
        for blob, content in zip(batch, _contents(folder, top, batch, into + ".objects"), strict=True):
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
