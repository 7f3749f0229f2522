"""Texts that are kept of a file: signatures with their literals elided, first lines of docstrings."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Elision = tuple[int, int, bytes]
    """Start and end of a literal, and what stands in for it."""

_HIDDEN = re.compile(
    rb"#[^\n]*|(?:\b[a-zA-Z]{1,3})?(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)"
    rb"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?)",
    re.DOTALL,
)
"""A comment, or a literal that the walk did not meet: too deep, or where it does not look."""
SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of a docstring's first line that are kept."""


def signature(source: bytes, elisions: Iterable[Elision], start: int, end: int) -> str:
    """What stands between two offsets, the colon that opens the body left out, on one line."""
    text = flatten(elided(source, elisions, start, end).rstrip().removesuffix(b":"))
    return text if len(text) <= SIGNATURE_LIMIT else text[: SIGNATURE_LIMIT - 1] + "…"


def elided(source: bytes, elisions: Iterable[Elision], start: int, end: int) -> bytes:
    """Source between two offsets with literals elided and comments removed."""
    parts = []
    for literal_start, literal_end, replacement in elisions:
        if start <= literal_start and literal_end <= end:
            parts.append(_without_literals(source[start:literal_start]))
            parts.append(replacement)
            start = literal_end
    parts.append(_without_literals(source[start:end]))
    return b"".join(parts)


def _without_literals(text: bytes) -> bytes:
    if b"#" in text or b'"' in text or b"'" in text:
        return _HIDDEN.sub(_replacement, text)
    return text


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b"" if hidden.group().startswith(b"#") else b"..."


def flatten(text: bytes) -> str:
    """One line, single blanks, none inside brackets."""
    flat = b" ".join(text.split()).replace(b"( ", b"(").replace(b" )", b")").replace(b",)", b")")
    return flat.decode("utf-8", "replace")


def first_line(literal: bytes) -> str:
    """The first line with any text of a string literal."""
    content = literal.lstrip(b"rRuUbBfF").strip(b"\"'").lstrip()
    return content.partition(b"\n")[0].rstrip()[:DOC_LIMIT].decode("utf-8", "replace")
