"""Source files as text that all walkers can rely on: UTF-8 with LF line ends."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def with_replacements(data: bytes) -> str:
    """What is UTF-8 but for some bytes."""
    return data.decode("utf-8", "replace")


def decode(data: bytes, other: Callable[[bytes], str] = with_replacements) -> tuple[bytes, int]:
    """Source as UTF-8 without a mark and with LF line ends, and `RECODED` if the bytes were not UTF-8.

    Parameters
    ----------
    other : callable
        The text of what is neither UTF-8 nor marked as UTF-16.
    """
    flags = 0
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data, flags = data.decode("utf-16", "replace").encode("utf-8", "replace"), RECODED
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            data, flags = other(data).encode("utf-8", "replace"), RECODED
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data, flags
