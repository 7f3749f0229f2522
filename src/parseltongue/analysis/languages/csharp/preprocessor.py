"""Conditional parts of a source that break its grammar: ``#if`` in the middle of a declaration.

The grammar knows such lines between declarations and statements, where all alternatives are kept. Anywhere
else the first alternative counts.
"""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(\w+)[^\n]*", re.MULTILINE)


def without_directives(source: bytes) -> bytes:
    """The source with all lines for the preprocessor blanked, and all but the first alternatives.

    Offsets and line numbers stay the same.
    """
    pieces: list[bytes] = []
    kept = [True]
    start = 0
    for line in _DIRECTIVE.finditer(source):
        pieces.append(_shown(source[start : line.start()], kept[-1]))
        pieces.append(b" " * (line.end() - line.start()))
        start = line.end()
        word = line.group(1)
        if word == b"if":
            kept.append(kept[-1])
        elif word in (b"elif", b"else") and len(kept) > 1:
            kept[-1] = False
        elif word == b"endif" and len(kept) > 1:
            kept.pop()
    pieces.append(_shown(source[start:], kept[-1]))
    return b"".join(pieces)


_TEXT = re.compile(rb"[^\n]")


def _shown(text: bytes, kept: bool) -> bytes:
    return text if kept else _TEXT.sub(b" ", text)
