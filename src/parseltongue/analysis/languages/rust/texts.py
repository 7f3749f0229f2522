"""Texts that are kept of a Rust file: signatures with their literals elided, first lines of doc comments."""

from __future__ import annotations

import re

SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a doc comment's first line that are kept."""

_HIDDEN = re.compile(
    rb"//[^\n]*|/\*.*?(?:\*/|\Z)|\b[bc]?r(#*)\".*?(?:\"\1|\Z)|\b[bc]?\"(?:\\.|[^\"\\])*\"?"
    rb"|b?'(?:\\[^\n']+|[^\\'\n])'",
    re.DOTALL,
)
"""Comments and literals; a lifetime has no closing quote."""


def signature(text: bytes) -> str:
    """An item up to its body, on one line."""
    flat = b" ".join(_HIDDEN.sub(_replacement, text).split()).replace(b"( ", b"(").replace(b" )", b")")
    shown = flat.replace(b",)", b")").rstrip(b" ;={,").decode("utf-8", "replace")
    return shown if len(shown) <= SIGNATURE_LIMIT else shown[: SIGNATURE_LIMIT - 1] + "…"


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b"" if hidden.group().startswith((b"//", b"/*")) else b"..."


def doc_line(comment: bytes) -> str:
    """The first line with any text of a doc comment; empty if the comment is none."""
    if comment.startswith((b"///", b"//!")):
        text = comment[3:].strip()
    elif comment.startswith((b"/**", b"/*!")):
        lines = [line.strip(b" \t*/") for line in comment[3:].splitlines()]
        text = next((line for line in lines if line), b"")
    else:
        return ""
    return text[:DOC_LIMIT].decode("utf-8", "replace")
