"""Texts that are kept of a Swift file: signatures, first lines of doc comments."""

from __future__ import annotations

from parseltongue.analysis.texts import Signatures, kept

signature = Signatures(rb"//[^\n]*|/\*.*?(?:\*/|\Z)", rb'#+".*?"#+|"{3}.*?(?:"{3}|\Z)|"(?:\\.|[^"\\\n])*"?')


def first_line(comments: bytes) -> str:
    """The first line with any text of the doc comments above a declaration; empty for other comments."""
    inside = False
    for line in comments.split(b"\n"):
        stripped = line.strip()
        inside = inside or stripped.startswith(b"/**")
        if inside or stripped.startswith(b"///"):
            text = stripped.removesuffix(b"*/").lstrip(b"/*").strip()
            if text:
                return "" if text.startswith(b"- ") else kept(text)
        inside = inside and not stripped.endswith(b"*/")
    return ""
