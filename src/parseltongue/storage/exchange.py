"""Put another set of files in the place of a backend's, so that a kill at any moment loses neither.

New files are built under a name of their own. When they are complete and checked they are renamed to
``<backend>.next``: from then on they are the store. `settle` does the rest, now or whenever the store is
opened next: the old files go to ``<backend>.old``, the new ones to their place, and the old ones are removed.
Files of other keys bring their key file with them, ``<backend>.keys.next``, which counts only together with
``<backend>.next``; an empty one says that the new files are plain.

The caller holds the store lock and has closed the backend for writing. Readers keep the files that they have
open, and see the new ones after a refresh.
"""

from __future__ import annotations

import errno
import os

from parseltongue.model.errors import FullError, StorageError, UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NEXT, OLD = ".next", ".old"
KEYS = ".keys"
_LARGEST_KEYS = 1 << 16


def swap_in(built: str, data: str, *, keys: bytes | None = None) -> None:
    """Let what was built become the files of the backend in `data`.

    Parameters
    ----------
    keys
        The key file that goes with them, empty for none; by default it stays as it is.

    Raises
    ------
    UnavailableError, FullError
        A folder cannot be renamed. Nothing is lost: the next opening of the store tries again.
    """
    _attempt(data, lambda: _put(data + KEYS + NEXT, keys))
    _attempt(data, lambda: os.rename(built, data + NEXT))
    settle(data)


def is_settled(data: str) -> bool:
    """Whether no exchange of files is unfinished. Costs two looks into the folder."""
    return not os.path.lexists(data + NEXT) and not os.path.lexists(data + OLD)


def settle(data: str) -> None:
    """Finish an exchange of files that was interrupted; does nothing if there is none."""
    if os.path.lexists(data + NEXT):
        # Keys first: as long as the new files wait, whoever opens the store comes here before it reads.
        _attempt(data, lambda: _settle_keys(data + KEYS))
        if os.path.lexists(data):
            remove_tree(data + OLD)
            _attempt(data, lambda: os.rename(data, data + OLD))
        _attempt(data, lambda: os.rename(data + NEXT, data))
    remove_tree(data + OLD)


def keys_beside(data: str) -> bytes:
    """The key file of the backend in `data`, empty if there is none.

    Raises
    ------
    UnavailableError
        It cannot be read.
    """
    try:
        with open(data + KEYS, "rb") as file:
            return file.read(_LARGEST_KEYS)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise translated(error, f"read {data}{KEYS}") from None


def _put(path: str, content: bytes | None) -> None:
    """Write a file durably, or remove it where there is no content."""
    if content is None:
        if os.path.lexists(path):
            os.unlink(path)
        return
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle_keys(path: str) -> None:
    if not os.path.lexists(path + NEXT):
        return
    if os.stat(path + NEXT).st_size:
        os.replace(path + NEXT, path)
        return
    _put(path, None)
    os.unlink(path + NEXT)


def remove_tree(path: str) -> None:
    """Remove a folder and all in it, if it is there.

    Raises
    ------
    UnavailableError
        A file cannot be removed.
    """
    import shutil

    if os.path.lexists(path):
        _attempt(path, lambda: shutil.rmtree(path))


def _attempt(path: str, action: Callable[[], None]) -> None:
    try:
        action()
    except OSError as error:
        raise translated(error, f"change {path}") from None


def translated(error: OSError, action: str) -> StorageError:
    """The typed error for one of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullError(f"cannot {action}: the disk is full; make room and run the command again")
    return UnavailableError(f"cannot {action}: {error.strerror or error}; run the command again when it can")
