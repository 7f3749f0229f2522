"""Texts that are kept of a file, where comments and literals are written as in Java.

Signatures with their literals elided, and first lines of documentation.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    rb'//[^\n]*|/\*.*?(?:\*/|\Z)|"{3}.*?(?:"{3}|\Z)|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?', re.DOTALL
)
"""A comment or a literal."""
_MARKUP = re.compile(rb"\{@\w+\s+([^{}]*)\}|</?[a-zA-Z][^<>]*>")
SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a comment's first line that are kept."""


def signature(*parts: bytes) -> str:
    """Pieces of source on one line, literals elided, comments removed."""
    flat = b" ".join(b" ".join(map(_without_literals, parts)).split())
    flat = flat.replace(b"( ", b"(").replace(b" )", b")")
    text = flat.decode("utf-8", "replace")
    return text if len(text) <= SIGNATURE_LIMIT else text[: SIGNATURE_LIMIT - 1] + "…"


def _without_literals(text: bytes) -> bytes:
    if b'"' in text or b"'" in text or b"/" in text:
        return _HIDDEN.sub(_replacement, text)
    return text


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b" " if hidden.group().startswith(b"/") else b"..."


def first_line(comment: bytes) -> str:
    """The first line with any text of a ``/**`` comment, markup removed; empty for other comments."""
    if not comment.startswith(b"/**"):
        return ""
    for line in comment[3:].removesuffix(b"*/").split(b"\n"):
        text = _MARKUP.sub(_content, line.strip().lstrip(b"*")).strip()
        if text:
            return "" if text.startswith(b"@") else text[:DOC_LIMIT].decode("utf-8", "replace")
    return ""


def _content(markup: re.Match[bytes]) -> bytes:
    return markup.group(1) or b""
