"""Kotlin source to FileFacts."""

from __future__ import annotations

import re

from parseltongue.analysis.extractor import WalkingExtractor
from parseltongue.analysis.grammar import unread
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.files import FileWalker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE_ON_A_LINE = re.compile(rb"\b(?:class|interface|object)\b[^\n{]*\{[^\n]*\}")
_CONSTRUCTOR_BELOW = re.compile(
    rb"\bclass\s+[\w`]+[^\n{(=]*\n\s*"
    rb"(?:(?:@[\w.:]+(?:\([^()\n]*\))?|internal|private|protected|public|actual|expect|//[^\n]*)\s+)+"
    rb"constructor\b"
)
_MODIFIER_AS_NAME = re.compile(
    rb"^([ \t]*)(where|final|open|sealed|inline|infix|internal|external|override|abstract|public|private"
    rb"|protected)(?=\s*(?:\?\.|\.|=(?!=)|\[|!!|\())",
    re.MULTILINE,
)
_ACCESSOR_ANNOTATION = re.compile(rb"^([ \t]*)@[\w.:]+(?=[ \t]+[gs]et\()", re.MULTILINE)
_BY = re.compile(rb"\bby\s+[\w.]+(?:\([^()\n]*\))?(?=\s*\{)")
_COMMENT_OR_LINE = re.compile(rb"//[^\n]*|\n")
_LAST_MEMBER = re.compile(rb"(?<![\s{;,>/]) (?=\})")
_QUOTES = (b'"', b"'")


class Extractor(WalkingExtractor):
    """Extracts facts from Kotlin files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        super().__init__(g.GRAMMAR, FileWalker, keep_docs=keep_docs)

    def parsed(self, source: bytes) -> Node:
        """The tree of a file; of one with errors, that of what says the same in as many bytes."""
        root = super().parsed(source)
        plain = _with_bodies(source, root)
        if plain != source:
            root = super().parsed(plain)
        if not root.has_error:
            return root
        for pattern, rewritten in _REWRITTEN.items():
            plain = pattern.sub(rewritten, plain)
        other = super().parsed(plain)
        return other if not other.has_error or unread(other) < unread(root) else root


def _with_bodies(source: bytes, root: Node) -> bytes:
    """``class A(b: B) : B by b { }`` without ``by b``, which the grammar takes for a call with a lambda."""
    found = source
    for match in _BY.finditer(source):
        word = root.descendant_for_byte_range(match.start(), match.start() + 1)
        if word is not None and word.parent is not None and word.parent.kind_id in g.EXPLICIT_DELEGATION:
            found = found[: match.start()] + b" " * len(match[0]) + found[match.end() :]
    return found


def _with_ends(line: re.Match[bytes]) -> bytes:
    """``class A { fun b() = 1;}``: the grammar does not end a member at the brace that closes its type.

    In lines with quotes this is done at their end only, to leave templates alone.
    """
    text = line[0]
    kept = len(text.rstrip(b" }")) if any(one in text for one in _QUOTES) else 0
    return text[:kept] + _LAST_MEMBER.sub(b";", text[kept:])


def _on_a_line(header: re.Match[bytes]) -> bytes:
    """The header of a class up to its constructor, which the grammar wants to stand beside its name."""
    return _COMMENT_OR_LINE.sub(lambda one: b" " * len(one[0]), header[0])


def _as_a_name(keyword: re.Match[bytes]) -> bytes:
    """A name at the start of a statement that is also a modifier, as one that is not."""
    return keyword[1] + keyword[2].upper()


def _left_out(annotation: re.Match[bytes]) -> bytes:
    return b" " * len(annotation[0])


_REWRITTEN = {
    _TYPE_ON_A_LINE: _with_ends,
    _CONSTRUCTOR_BELOW: _on_a_line,
    _MODIFIER_AS_NAME: _as_a_name,
    _ACCESSOR_ANNOTATION: _left_out,
}
"""What the grammar cannot read, and how it is written for it."""
