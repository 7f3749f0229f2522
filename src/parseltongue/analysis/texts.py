"""Texts that are kept of a file: signatures with their literals elided, first lines of documentation.

`signature` and `first_line` serve languages whose comments and literals are written as in Java.
"""

from __future__ import annotations

import re

SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of the first line of a documentation that are kept."""
_MARKUP = re.compile(rb"\{@\w+\s+([^{}]*)\}|</?[a-zA-Z][^<>]*>")


class Signatures:
    """Makes signatures of a language.

    Parameters
    ----------
    comment, literal : bytes
        Regular expressions for what is left out and for what is elided.
    """

    def __init__(self, comment: bytes, literal: bytes) -> None:
        self._hidden = re.compile(b"(?P<comment>" + comment + b")|" + literal, re.DOTALL)

    def __call__(self, *parts: bytes) -> str:
        """Pieces of source on one line, literals elided, comments removed."""
        flat = b" ".join(b" ".join(self._hidden.sub(_replacement, part) for part in parts).split())
        flat = flat.replace(b"( ", b"(").replace(b", )", b")").replace(b" )", b")")
        text = flat.decode("utf-8", "replace")
        return text if len(text) <= SIGNATURE_LIMIT else text[: SIGNATURE_LIMIT - 1] + "…"


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b" " if hidden.group("comment") is not None else b"..."


signature = Signatures(
    rb"//[^\n]*|/\*.*?(?:\*/|\Z)", rb'"{3}.*?(?:"{3}|\Z)|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?'
)


def first_line(comment: bytes) -> str:
    """The first line with any text of a ``/**`` comment, markup removed; empty for other comments."""
    if not comment.startswith(b"/**"):
        return ""
    for line in comment[3:].removesuffix(b"*/").split(b"\n"):
        text = _MARKUP.sub(_content, line.strip().lstrip(b"*")).strip()
        if text:
            return "" if text.startswith(b"@") else kept(text)
    return ""


def _content(markup: re.Match[bytes]) -> bytes:
    return markup.group(1) or b""


def kept(line: bytes) -> str:
    """A line of documentation as it is kept."""
    return line[:DOC_LIMIT].decode("utf-8", "ignore")
