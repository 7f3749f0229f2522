"""Rust source to facts."""

from __future__ import annotations

from functools import partial

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import Parser, Point, Range
from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.items import ItemWalker
from parseltongue.analysis.sources import decode
from parseltongue.analysis.stack import with_room
from parseltongue.model.facts import DEPTH_CUT, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface


class RustExtractor:
    """Extracts facts from Rust files, one after another. Not thread-safe; each process has its own."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        self._parser = Parser(g.GRAMMAR.language)
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self._facts(*decode(data)))

    def _facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        root = self._parser.parse(source).root_node
        builder = FactsBuilder(source)
        walker = ItemWalker(builder)
        walker.file(root, self._keep_docs, partial(self._part, source))
        flags |= (SYNTAX_ERRORS if root.has_error else 0) | (DEPTH_CUT if walker.cut else 0)
        return builder.finish(flags, self._keep_docs)

    def _part(self, source: bytes, start: int, end: int) -> Node | None:
        """The root of a tree for a part of a file, its offsets those of the file."""
        before = Point(source.count(b"\n", 0, start), start - source.rfind(b"\n", 0, start) - 1)
        after = Point(source.count(b"\n", 0, end), end - source.rfind(b"\n", 0, end) - 1)
        self._parser.included_ranges = [Range(before, after, start, end)]
        try:
            root: Node = self._parser.parse(source).root_node
        finally:
            self._parser.included_ranges = []
        return root
