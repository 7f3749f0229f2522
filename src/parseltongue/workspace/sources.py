"""The sources of a workspace as far as they are what was analysed."""

from __future__ import annotations

import os

from parseltongue.changes.reading import Failure, hash_bytes, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.isg.view import FileView


def analysed_source(root: str, file: FileView) -> bytes | None:
    """The bytes of a file; None if they cannot be read or are not those that the snapshot knows."""
    data = read_file(root, file.path)
    if isinstance(data, Failure) or hash_bytes(data) != file.content:
        return None
    return data


def folder_uri(root: str) -> str:
    """A folder as a ``file:`` URI."""
    from urllib.parse import quote

    path = root.replace(os.sep, "/")
    return "file://" + quote(path if path.startswith("/") else f"/{path}", errors="surrogateescape")


def reader(root: str) -> Callable[[FileView], bytes | None]:
    """Reads files below a folder, as far as they are what was analysed."""
    return lambda file: analysed_source(root, file)
