"""Swift source to FileFacts: parse, walk, collect."""

from __future__ import annotations

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.swift import grammar as g
from parseltongue.analysis.languages.swift.definitions import DefinitionWalker
from parseltongue.analysis.sources import decode
from parseltongue.analysis.stack import with_room
from parseltongue.model.facts import DEPTH_CUT, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface


class Extractor:
    """Extracts facts from Swift files, one after another. Not thread-safe; each process has its own."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        self._parser = Parser(g.GRAMMAR.language)
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self._facts(*decode(data, _latin)))

    def _facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        tree = self._parser.parse(source)
        builder = FactsBuilder(source)
        walker = DefinitionWalker(builder, keep_docs=self._keep_docs)
        root = tree.root_node
        walker.program(root)
        if root.has_error:
            flags |= SYNTAX_ERRORS
        if walker.cut:
            flags |= DEPTH_CUT
        return builder.finish(flags, self._keep_docs)


def _latin(data: bytes) -> str:
    """Older sources that are not UTF-8 are in the encoding of western Europe, more often than not."""
    return data.decode("latin-1")
