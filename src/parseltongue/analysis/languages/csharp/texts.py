"""Texts that are kept of a file: signatures with their literals elided, first lines of documentation."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    rb'//[^\n]*|/\*.*?(?:\*/|\Z)|[$@]*("{3,}).*?(?:\1|\Z)|\$?@\$?"(?:""|[^"])*"?|\$?"(?:\\.|[^"\\\n])*"?'
    rb"|'(?:\\.|[^'\\\n])*'?|^[ \t]*\#[^\n]*",
    re.DOTALL | re.MULTILINE,
)
"""A comment, a literal, or a line for the preprocessor."""
_REFERENCE = re.compile(rb"""<(?:see|paramref|typeparamref)\s+\w+\s*=\s*["'](?:\w:)?([^"']*)["'][^>]*?/?>""")
_MARKUP = re.compile(rb"</?[a-zA-Z][^<>]*>")
SIGNATURE_LIMIT = 400
"""Characters of a signature that are kept."""
DOC_LIMIT = 200
"""Bytes of the first line of documentation that are kept."""


def signature(*parts: bytes) -> str:
    """Pieces of source on one line, literals elided, comments removed."""
    flat = b" ".join(b" ".join(map(_without_literals, parts)).split())
    flat = flat.replace(b"( ", b"(").replace(b" )", b")")
    text = flat.decode("utf-8", "replace")
    return text if len(text) <= SIGNATURE_LIMIT else text[: SIGNATURE_LIMIT - 1] + "…"


def _without_literals(text: bytes) -> bytes:
    if b'"' in text or b"'" in text or b"/" in text or b"#" in text:
        return _HIDDEN.sub(_replacement, text)
    return text


def _replacement(hidden: re.Match[bytes]) -> bytes:
    return b" " if hidden.group().lstrip()[:1] in b"/#" else b"..."


def first_line(comments: list[bytes]) -> str:
    """The first line with any text of the comments before a declaration, markup removed."""
    for comment in comments:
        if comment.startswith(b"///"):
            lines = [comment[3:]]
        elif comment.startswith(b"/**"):
            lines = comment[3:].removesuffix(b"*/").split(b"\n")
        else:
            continue
        for line in lines:
            text = _MARKUP.sub(b"", _REFERENCE.sub(rb"\1", line.strip().lstrip(b"*"))).strip()
            if text:
                return text[:DOC_LIMIT].decode("utf-8", "replace")
    return ""
