"""Texts that are kept of a file: signatures with their literals elided, first lines of comments."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.preprocessor import HIDDEN
from parseltongue.model.facts import RECODED

SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a comment's first line that are kept."""
_HIDDEN = re.compile(HIDDEN, re.DOTALL)
_MARKS = re.compile(rb"^[ \t]*(?:///?<?|//!<?|/\*+!?<?|\*+(?!/))?[ \t]*|[ \t]*\*+/[ \t]*$")


def decode(data: bytes) -> tuple[bytes, int]:
    """Source as UTF-8 with LF line ends, and `RECODED` if the bytes were not that already."""
    flags = 0
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data, flags = data.decode("utf-16", "replace").encode("utf-8"), RECODED
    elif data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            data, flags = data.decode("utf-8", "replace").encode("utf-8"), RECODED
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Line ends that other readers of lines would see, and this one does not.
    return data, flags


def signature(text: bytes, start: int, end: int) -> str:
    """What stands between two offsets on one line, without comments and with literals elided."""
    plain = _HIDDEN.sub(_replacement, text[start:end])
    flat = b" ".join(plain.split()).replace(b"( ", b"(").replace(b" )", b")").replace(b" ;", b";")
    shown = flat.rstrip(b"{;= ").decode("utf-8", "replace")
    return shown if len(shown) <= SIGNATURE_LIMIT else shown[: SIGNATURE_LIMIT - 1] + "…"


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b" " if hidden.group().startswith(b"/") else b"..."


def first_line(comment: bytes) -> str:
    """The first line with any text of a comment."""
    for line in comment[:4000].split(b"\n"):
        plain = _MARKS.sub(b"", line).strip()
        if plain and not plain.startswith((b"==", b"--", b"**", b"##")):
            return plain[:DOC_LIMIT].decode("utf-8", "replace")
    return ""
