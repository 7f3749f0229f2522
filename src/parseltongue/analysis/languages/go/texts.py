"""Texts that are kept of a Go file: signatures without literals and comments, first lines of doc comments."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    rb"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"?|`[^`]*`?|'(?:\\.|[^'\\\n])*'?", re.DOTALL
)
_DIRECTIVE = re.compile(rb"//(?:[a-z0-9]+:|line |export |nolint)")
SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a doc comment's first line that are kept."""


def signature(text: bytes) -> str:
    """A declaration up to its body on one line, literals elided."""
    if b'"' in text or b"/" in text or b"`" in text or b"'" in text:
        text = _HIDDEN.sub(_replacement, text)
    flat = b" ".join(text.split()).replace(b"( ", b"(").replace(b", )", b")").replace(b" )", b")")
    shown = flat.decode("utf-8", "replace")
    return shown if len(shown) <= SIGNATURE_LIMIT else shown[: SIGNATURE_LIMIT - 1] + "…"


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b" " if hidden.group().startswith(b"/") else b"..."


def first_line(comments: bytes) -> str:
    """The first line with any text of the comments above a declaration; directives to tools are no text."""
    for line in comments.split(b"\n"):
        stripped = line.strip()
        if not _DIRECTIVE.match(stripped):
            text = stripped.removeprefix(b"//").removeprefix(b"/*").removesuffix(b"*/").strip()
            if text:
                return text[:DOC_LIMIT].decode("utf-8", "ignore")
    return ""
