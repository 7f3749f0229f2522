"""JavaScript and TypeScript source to FileFacts: parse, walk, collect."""

from __future__ import annotations

import re

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import ERROR, Parser
from parseltongue.analysis.languages.javascript.grammar import dialect
from parseltongue.analysis.languages.javascript.modules import ModuleWalker
from parseltongue.analysis.sources import decode
from parseltongue.analysis.stack import with_room
from parseltongue.model.facts import DEPTH_CUT, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface


_SIGNATURE_LINE = re.compile(rb"([\w\])>}][ \t]*)\n(?=(?:\s|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)*<)")
"""The end of a line that a line with ``<`` at its beginning follows."""
_VARIANCE = re.compile(rb"([<,]\s*)((?:const\s+)?\b(?:in\s+out|in|out))(\s+[\w$])")


class Extractor:
    """Extracts facts from files of one language, one after another. Not thread-safe."""

    def __init__(self, language: str, *, keep_docs: bool = True) -> None:
        self._language = language
        self._dialect = dialect(language)
        self._parser = Parser(self._dialect.language)
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self._facts(*decode(data)))

    def _facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        root = self._parsed(source).root_node
        builder = FactsBuilder(source)
        by_comments = self._language == "javascript"
        walker = ModuleWalker(builder, self._dialect.numbers, self._keep_docs, by_comments)
        walker.module(root)
        if root.has_error:
            flags |= SYNTAX_ERRORS
        if walker.cut:
            flags |= DEPTH_CUT
        return builder.finish(flags, self._keep_docs)

    def _parsed(self, source: bytes) -> Tree:
        """The tree of a source; offsets are those of the source."""
        tree: Tree = self._parser.parse(source)
        if self._language == "javascript" or not tree.root_node.has_error:
            return tree
        legible = _legible(source)
        if legible == source:
            return tree
        other: Tree = self._parser.parse(legible)
        return other if _errors(other.root_node) < _errors(tree.root_node) else tree


def _legible(source: bytes) -> bytes:
    """A source of the same length without what the grammar cannot read, though TypeScript can.

    A call signature that begins a line is taken for type arguments of the line before; variance, and escapes
    in the types that are made like template strings, are not known at all. Only for sources that have errors
    otherwise: in another place the same text can be right.
    """
    source = _SIGNATURE_LINE.sub(rb"\1;", source.replace(rb"\`", b"__"))
    return _VARIANCE.sub(lambda found: found[1] + b" " * len(found[2]) + found[3], source)


def _errors(node: Node, budget: int = 2_000) -> int:
    """Bytes that the grammar had no place for, in so many nodes at most."""
    size = 0
    pending = [node]
    while pending and budget:
        budget -= 1
        one = pending.pop()
        if one.kind_id == ERROR or one.is_missing:
            size += one.end_byte - one.start_byte + 1
        elif one.has_error:
            pending.extend(one.children)
    return size
