"""Texts that are kept of a PHP file: signatures, first lines of doc comments; the types that those tell."""

from __future__ import annotations

import re

from parseltongue.analysis.texts import Signatures, kept

signature = Signatures(
    rb"//[^\n]*|#(?!\[)[^\n]*|/\*.*?(?:\*/|\Z)",
    rb'"(?:\\.|[^"\\])*"?|\'(?:\\.|[^\'\\])*\'?|<<<[^\n]*.*\Z',
)


def first_line(comment: bytes) -> str:
    """The first line with any text of a doc comment; empty for other comments."""
    if not comment.startswith(b"/**"):
        return ""
    for line in comment[3:].removesuffix(b"*/").split(b"\n"):
        text = line.strip().lstrip(b"*").strip()
        if text:
            return "" if text.startswith(b"@") else kept(text)
    return ""


_TOLD = re.compile(rb"@(?:(?:phpstan|psalm)-)?(param|var|return)\s+([^\n]*)")
_VARIABLE = re.compile(rb"\s*(?:&|\.\.\.)?\s*\$(\w+)")
_WORD = re.compile(rb"\??[\w\\]+|\$this")
_BRACKETS = {b"<"[0]: b">"[0], b"{"[0]: b"}"[0], b"("[0]: b")"[0]}


def told_types(comment: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """(tag, variable or nothing, type as written) of each type that a doc comment tells."""
    found = []
    for match in _TOLD.finditer(comment):
        tag, rest = match.groups()
        end = type_end(rest)
        variable = _VARIABLE.match(rest, end)
        found.append((tag, variable.group(1) if variable else b"", rest[:end]))
    return found


def type_end(text: bytes) -> int:
    """Where a type that stands at the beginning of a text ends: at the first space outside of brackets."""
    closing = []
    for index, character in enumerate(text):
        if character in _BRACKETS:
            closing.append(_BRACKETS[character])
        elif closing and character == closing[-1]:
            closing.pop()
        elif not closing and character in b" \t*":
            return index
    return len(text)


def alternatives(written: bytes) -> list[bytes]:
    """The parts of a type between ``|`` and ``&`` outside of brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(written):
        if character in b"<{(":
            depth += 1
        elif character in b">})":
            depth -= 1
        elif character in b"|&" and not depth:
            parts.append(written[start:index])
            start = index + 1
    return [one.strip() for one in [*parts, written[start:]]]


def generic(written: bytes) -> tuple[bytes, list[bytes]]:
    """``Name<A, B>`` as the name and the arguments."""
    base, bracket, rest = written.partition(b"<")
    if not bracket or not rest.endswith(b">"):
        return written, []
    arguments, depth, start = [], 0, 0
    for index, character in enumerate(rest[:-1]):
        if character in b"<{(":
            depth += 1
        elif character in b">})":
            depth -= 1
        elif character in b"," and not depth:
            arguments.append(rest[start:index])
            start = index + 1
    return base, [one.strip() for one in [*arguments, rest[start:-1]]]


def is_name(written: bytes) -> bool:
    """Whether a type is a plain name, perhaps after a question mark."""
    return _WORD.fullmatch(written) is not None
