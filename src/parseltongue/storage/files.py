"""Directories and files that only their owner can read.

The names in a codebase are in the store, so nobody else of the machine may look: directories are made with
mode 0700 and files with 0600, whatever the umask says. Directories that were there before are left alone.
"""

from __future__ import annotations

import os
import sys

from parseltongue.model.errors import FullError, UnavailableError

PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600


def make_private(directory: str) -> None:
    """Make a directory and its missing parents, for their owner alone.

    Raises
    ------
    UnavailableError, FullError
    """
    try:
        make_directories(os.path.abspath(directory))
    except OSError as error:
        kind = FullError if error.errno == 28 else UnavailableError
        raise kind(
            f"cannot create the directory {directory}: {error.strerror}; choose another place"
        ) from error


def make_directories(directory: str) -> None:
    """As `make_private`, with the errors of the system; `directory` is absolute."""
    if os.path.isdir(directory):
        return
    parent = os.path.dirname(directory)
    if parent != directory:
        make_directories(parent)
    try:
        os.mkdir(directory, PRIVATE_DIRECTORY)
    except FileExistsError:
        if not os.path.isdir(directory):
            raise


def open_private(path: str, flags: int) -> int:
    """An `opener` for `open`: what it creates only the owner can read."""
    return os.open(path, flags, PRIVATE_FILE)


def file_identity(path: str) -> tuple[int, int] | None:
    """What tells a file from another one that takes its name later; None if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def file_version(path: str) -> tuple[int, ...] | None:
    """`file_identity` for files that are replaced, not written to: it holds though numbers are used again."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def restrict(directory: str) -> None:
    """Close the files of a directory to all but their owner: those that a library made in its own way."""
    if sys.platform == "win32":
        return
    try:
        for entry in os.scandir(directory):
            if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mode & 0o077:
                os.chmod(entry.path, PRIVATE_FILE)
    except OSError:
        return  # One that vanished, or somebody else's; the directory keeps strangers out anyway.


def sync_directory(directory: str) -> None:
    """Make new and renamed names in a directory survive a power cut, where the system can do that."""
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def free_bytes(directory: str) -> int | None:
    """Bytes that may still be written where `directory` is; None where that cannot be told."""
    try:
        status = os.statvfs(directory)
    except (AttributeError, OSError):
        return None
    return status.f_bavail * status.f_frsize
