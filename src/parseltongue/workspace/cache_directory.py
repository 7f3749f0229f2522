"""The cache directory: its layout on disk, and the names of what is in it.

format           version of this layout, a line of text
<backend>/       the backend's own files
<backend>.keys   of an encrypted store, its keys, wrapped
locks/           lock files
workspaces/      one stat index per workspace
"""

from __future__ import annotations

import os
import time

from parseltongue.model.errors import FormatVersionError, FullError, UnavailableError
from parseltongue.storage.files import open_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.codec.cipher import Cipher

LAYOUT_VERSION = 1
_USED_SECONDS = 86400.0


def check_layout(directory: str) -> None:
    """See that this version knows the layout; a directory without one is as good as empty.

    Raises
    ------
    FormatVersionError, UnavailableError
    """
    try:
        with open(os.path.join(directory, "format"), encoding="ascii") as file:
            version = int(file.read().strip() or LAYOUT_VERSION)  # Empty: from a disk that was full.
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise UnavailableError(f"the store in {directory} cannot be read: {error}") from None
    if version > LAYOUT_VERSION:
        raise FormatVersionError(
            f"the store in {directory} has format {version}, this version knows {LAYOUT_VERSION}; "
            "upgrade parseltongue or use another --cache-dir"
        )


def write_layout(directory: str) -> None:
    """Say in which layout the directory is.

    Raises
    ------
    FullError, UnavailableError
    """
    path = os.path.join(directory, "format")
    try:
        with open(path + ".new", "w", encoding="ascii", opener=open_private) as file:
            file.write(f"{LAYOUT_VERSION}\n")
        os.replace(path + ".new", path)
    except OSError as error:
        kind = FullError if error.errno == 28 else UnavailableError
        raise kind(f"cannot write to {directory}: {error.strerror}") from None


def index_path(directory: str, name: str) -> str:
    """Where a store in `directory` keeps the stat index of a workspace, given its `file_name`."""
    return os.path.join(directory, "workspaces", name + ".index")


def file_name(identity: str, cipher: Cipher | None) -> str:
    """What stands for a workspace in names of files: in an encrypted store, not even a hash of its path."""
    return identity if cipher is None else cipher.hide(identity.encode()).hex()[: len(identity)]


def mark_used(index: str) -> None:
    """Remember that a workspace is in use, to the day: by the time of its stat index."""
    try:
        if time.time() - os.stat(index).st_mtime > _USED_SECONDS:
            os.utime(index)
    except OSError:
        return
