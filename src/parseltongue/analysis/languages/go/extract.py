"""Go source to FileFacts."""

from __future__ import annotations

import re

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.grammar import Parser, unread
from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.definitions import DefinitionWalker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

_NEW = re.compile(rb"\bnew\(")


class Extractor(SourceExtractor):
    """Extracts facts from Go files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        super().__init__(keep_docs=keep_docs)
        self._parser = Parser(g.GRAMMAR.language)

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        root = self._parsed(builder.source)
        walker = DefinitionWalker(builder)
        walker.module(root)
        return root, walker.cut

    def _parsed(self, source: bytes) -> Node:
        """The tree of a source. In ``new(f())``, of Go 1.26 on, the grammar expects a type.

        Under another name `new` is a function like others; offsets stay those of the source.
        """
        root: Node = self.tree(self._parser, source)
        if not root.has_error or not _NEW.search(source):
            return root
        other: Node = self.tree(self._parser, _NEW.sub(b"nev(", source))
        return other if unread(other) < unread(root) else root
