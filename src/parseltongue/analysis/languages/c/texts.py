"""Texts that are kept of a file: signatures with their literals elided, first lines of comments."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.preprocessor import HIDDEN

SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a comment's first line that are kept."""
_HIDDEN = re.compile(HIDDEN, re.DOTALL)
_COMMENTS = re.compile(rb"/\*.*?\*/|//[^\n]*+", re.DOTALL)
_NOT_LINE_FEED = re.compile(rb"[^\n]")
_MARKS = re.compile(rb"^[ \t]*(?:///?<?|//!<?|/\*+!?<?|\*+(?!/))?[ \t]*|[ \t]*\*+/[ \t]*$")


def blanks(text: bytes) -> bytes:
    """As many blanks; line feeds stay, as comments and line numbers depend on them."""
    return _NOT_LINE_FEED.sub(b" ", text)


def blank(text: bytearray, start: int, end: int) -> None:
    """Overwrite a part of a text with blanks."""
    text[start:end] = blanks(bytes(text[start:end]))


def without_comments(text: bytes) -> bytes:
    """A text with a blank for each comment, as long as no literal looks like one."""
    return _COMMENTS.sub(b" ", text)


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
