"""Texts that are kept of a file: signatures with their literals elided, first lines of documentation."""

from __future__ import annotations

import re

from parseltongue.analysis.texts import Signatures, kept

signature = Signatures(
    rb"//[^\n]*|/\*.*?(?:\*/|\Z)|(?m:^[ \t]*)\#[^\n]*",
    rb'[$@]*(?P<quotes>"{3,}).*?(?:(?P=quotes)|\Z)|\$?@\$?"(?:""|[^"])*"?|\$?"(?:\\.|[^"\\\n])*"?'
    rb"|'(?:\\.|[^'\\\n])*'?",
)
_REFERENCE = re.compile(rb"""<(?:see|paramref|typeparamref)\s+\w+\s*=\s*["'](?:\w:)?([^"']*)["'][^>]*?/?>""")
_MARKUP = re.compile(rb"</?[a-zA-Z][^<>]*>")


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
                return kept(text)
    return ""
