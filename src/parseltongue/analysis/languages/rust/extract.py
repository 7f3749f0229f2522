"""Rust source to FileFacts."""

from __future__ import annotations

from functools import partial

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.grammar import Parser, Point, Range
from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.items import ItemWalker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder


class Extractor(SourceExtractor):
    """Extracts facts from Rust files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        super().__init__(keep_docs=keep_docs)
        self._parser = Parser(g.GRAMMAR.language)

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        root = self.tree(self._parser, builder.source)
        walker = ItemWalker(builder)
        walker.file(root, self.keep_docs, partial(self._part, builder.source))
        return root, walker.cut

    def _part(self, source: bytes, start: int, end: int) -> Node | None:
        """The root of a tree for a part of a file, its offsets those of the file."""
        before = Point(source.count(b"\n", 0, start), start - source.rfind(b"\n", 0, start) - 1)
        after = Point(source.count(b"\n", 0, end), end - source.rfind(b"\n", 0, end) - 1)
        self._parser.included_ranges = [Range(before, after, start, end)]
        try:
            root: Node = self.tree(self._parser, source)
        finally:
            self._parser.included_ranges = []
        return root
