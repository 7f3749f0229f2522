"""Small results of costly computations, kept in the cache directory under a signature of what they rest on.

A cache: whatever is missing, damaged or made from something else is computed again.
"""

from __future__ import annotations

import os

from blake3 import blake3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def load_lines(path: str, signature: str) -> list[str] | None:
    """The lines that were kept under this signature; None if there are none, or they are damaged."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError):
        return None
    body, _, check = text.rpartition("\n")
    head, *lines = body.split("\n")
    return lines if head == signature and check == _check(body) else None


def save_lines(path: str, signature: str, lines: Iterable[str]) -> None:
    """Replace what is kept; nothing happens where that is not possible, or there is no such directory."""
    from parseltongue.storage.files import open_private

    body = "\n".join([signature, *lines])
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n", opener=open_private) as file:
            file.write(f"{body}\n{_check(body)}")
        os.replace(temporary, path)
    except OSError:
        return


def _check(body: str) -> str:
    return blake3(body.encode()).hexdigest(8)
