"""Go source to FileFacts."""

from __future__ import annotations

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.definitions import DefinitionWalker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder


class Extractor(SourceExtractor):
    """Extracts facts from Go files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        super().__init__(keep_docs=keep_docs)
        self._parser = Parser(g.GRAMMAR.language)

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        root = self._parser.parse(builder.source).root_node
        walker = DefinitionWalker(builder)
        walker.module(root)
        return root, walker.cut
