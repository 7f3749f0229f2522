"""Paths as text that can leave the process.

Text that is shown or exported must be valid UTF-8, and file names need not be. Every byte of a path that is
not UTF-8 is written as ``%`` and two upper-case hexadecimal digits, and so is every ``%`` itself (``%25``):
undoing ``%XX`` gives the bytes back, and paths of plain UTF-8 without ``%`` stay as they are.
"""

from __future__ import annotations


def shown_path(path: str) -> str:
    """A path as text that can be written as UTF-8, reversibly."""
    if "%" not in path and (path.isascii() or not _has_surrogates(path)):
        return path
    parts = []
    for character in path:
        if character == "%":
            parts.append("%25")
        elif "\udc80" <= character <= "\udcff":
            parts.append(f"%{ord(character) - 0xDC00:02X}")
        else:
            parts.append(character)
    return "".join(parts)


def path_of_shown(text: str) -> str:
    """The inverse of `shown_path`; a ``%`` without two hexadecimal digits stands for itself."""
    head, *rest = text.split("%")
    parts = [head]
    for piece in rest:
        code = piece[:2]
        if len(code) < 2 or not all(one in "0123456789abcdefABCDEF" for one in code):
            parts.append("%" + piece)
            continue
        value = int(code, 16)
        parts.append((chr(value) if value < 0x80 else chr(0xDC00 + value)) + piece[2:])
    return "".join(parts)


def _has_surrogates(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return True
    return False
