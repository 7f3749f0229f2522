"""Texts that are kept of a JavaScript source: signatures without literals, first lines of doc comments."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_HIDDEN = re.compile(
    rb"//[^\n]*|/\*.*?(?:\*/|\Z)|`(?:\\.|[^`\\])*`?|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?",
    re.DOTALL,
)
"""A comment, or a literal that the walk did not meet: too deep, or where it does not look."""
SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a doc comment's first line that are kept."""


def signature(source: bytes, elisions: Iterable[tuple[int, int]], start: int, end: int) -> str:
    """What stands between two offsets on one line, with literals elided and comments removed."""
    parts = []
    for literal_start, literal_end in elisions:
        if start <= literal_start and literal_end <= end:
            parts.append(_without_literals(source[start:literal_start]))
            parts.append(b"...")
            start = literal_end
    parts.append(_without_literals(source[start:end]))
    return _shortened(_flattened(b"".join(parts)))


def _without_literals(text: bytes) -> bytes:
    if b"/" in text or b'"' in text or b"'" in text or b"`" in text:
        return _HIDDEN.sub(_replacement, text)
    return text


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b" " if hidden.group().startswith(b"/") else b"..."


def _flattened(text: bytes) -> str:
    flat = b" ".join(text.split()).replace(b"( ", b"(").replace(b" )", b")").replace(b",)", b")")
    return flat.rstrip(b" ;,={").removesuffix(b"=>").rstrip().decode("utf-8", "replace")


def _shortened(text: str) -> str:
    return text if len(text) <= SIGNATURE_LIMIT else text[: SIGNATURE_LIMIT - 1] + "…"


def first_line(comment: bytes) -> str:
    """The first line with any text of a ``/** ... */``; empty for other comments."""
    if not comment.startswith(b"/**"):
        return ""
    for line in comment[3:].removesuffix(b"*/").split(b"\n"):
        text = line.strip().lstrip(b"*").strip()
        if text:
            return text[:DOC_LIMIT].decode("utf-8", "replace")
    return ""
