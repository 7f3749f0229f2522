"""JavaScript and TypeScript source to FileFacts."""

from __future__ import annotations

import re

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.grammar import Parser, unread
from parseltongue.analysis.languages.javascript.grammar import dialect
from parseltongue.analysis.languages.javascript.modules import ModuleWalker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

_SIGNATURE_LINE = re.compile(rb"([\w\])>}][ \t]*)\n(?=(?:\s|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)*<)")
"""The end of a line that a line with ``<`` at its beginning follows."""
_VARIANCE = re.compile(rb"([<,]\s*)((?:const\s+)?\b(?:in\s+out|in|out))(\s+[\w$])")


class Extractor(SourceExtractor):
    """Extracts facts from files of one language."""

    def __init__(self, language: str, *, keep_docs: bool = True) -> None:
        super().__init__(keep_docs=keep_docs)
        self._language = language
        self._dialect = dialect(language)
        self._parser = Parser(self._dialect.language)

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        root = self._parsed(builder.source)
        by_comments = self._language == "javascript"
        walker = ModuleWalker(builder, self._dialect.numbers, self.keep_docs, by_comments)
        walker.module(root)
        return root, walker.cut

    def _parsed(self, source: bytes) -> Node:
        """The root of the tree of a source; offsets are those of the source."""
        root: Node = self.tree(self._parser, source)
        if self._language == "javascript" or not root.has_error:
            return root
        legible = _legible(source)
        if legible == source:
            return root
        other: Node = self.tree(self._parser, legible)
        return other if unread(other) < unread(root) else root


def _legible(source: bytes) -> bytes:
    """A source of the same length without what the grammar cannot read, though TypeScript can.

    A call signature that begins a line is taken for type arguments of the line before; variance, and escapes
    in the types that are made like template strings, are not known at all. Only for sources that have errors
    otherwise: in another place the same text can be right.
    """
    source = _SIGNATURE_LINE.sub(rb"\1;", source.replace(rb"\`", b"__"))
    return _VARIANCE.sub(lambda found: found[1] + b" " * len(found[2]) + found[3], source)
