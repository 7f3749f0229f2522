"""Texts that are kept of a Ruby file: signatures, first lines of comments; the types that comments tell."""

from __future__ import annotations

import re

from parseltongue.analysis.texts import Signatures, kept

signature = Signatures(
    rb"(?:^|(?<=\s))#[^\n]*",
    rb'"(?:\\.|[^"\\])*"?|\'(?:\\.|[^\'\\])*\'?|(?<![\w)\]])/(?:\\.|[^/\\\n])+/\w*|`(?:\\.|[^`\\])*`?'
    rb"|%[qQwWiIrx]?[(\[{<|!][^)\]}>|!]*[)\]}>|!]|<<[~-]?[A-Z\"'].*\Z|(?<![\w:]):\"(?:\\.|[^\"\\])*\"",
)
_MAGIC = re.compile(
    rb"#+\s*(?:-\*-|frozen_string_literal|encoding|coding|warn_indent|typed|rubocop|:nodoc|@|=begin)|#!"
)
_RESULT = re.compile(rb"@return\s+\[([A-Z][\w:]*)(?:,\s*nil)?\]")
_PARAMETER = re.compile(
    rb"@param\s+(?:(\w+)\s+\[([A-Z][\w:]*)(?:,\s*nil)?\]|\[([A-Z][\w:]*)(?:,\s*nil)?\]\s+(\w+))"
)


def first_line(comments: bytes) -> str:
    """The first line with any text of the comments above a definition; what is said to tools is no text."""
    for line in comments.split(b"\n"):
        stripped = line.strip()
        if _MAGIC.match(stripped):
            continue
        text = stripped.lstrip(b"#").strip()
        if text and text not in (b"=begin", b"=end"):
            return kept(text)
    return ""


def told_result(comments: bytes) -> bytes:
    """The class that ``@return`` names; empty if it names none, or another kind of type."""
    found = _RESULT.search(comments)
    return found.group(1) if found is not None else b""


def told_parameters(comments: bytes) -> dict[bytes, bytes]:
    """The classes of parameters that ``@param`` names."""
    found = {}
    for one in _PARAMETER.finditer(comments):
        first, kind, other, second = one.groups()
        found[first or second] = kind or other
    return found
