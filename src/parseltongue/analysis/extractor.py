"""Source to FileFacts for families that one walker reads: parse, walk, collect."""

from __future__ import annotations

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.sources import decode
from parseltongue.analysis.stack import with_room
from parseltongue.model.facts import DEPTH_CUT, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from tree_sitter import Node

    from parseltongue.analysis.grammar import Grammar
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

    class Walks(Protocol):
        """A walker: `program` is the way in, `cut` says whether nesting was too deep to be read."""

        cut: bool

        def program(self, root: Node) -> None: ...

    class MakesWalker(Protocol):
        """The class of a walker."""

        def __call__(self, builder: FactsBuilder, *, keep_docs: bool) -> Walks: ...


class WalkingExtractor:
    """Extracts facts from files, one after another. Not thread-safe; each process has its own.

    Parameters
    ----------
    grammar : Grammar
    walker : callable
        Makes the walker of a file.
    keep_docs : bool
    """

    def __init__(self, grammar: Grammar, walker: MakesWalker, *, keep_docs: bool) -> None:
        self._parser = Parser(grammar.language)
        self._walker = walker
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self._facts(*decode(data, _latin)))

    def _facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        root = self._parser.parse(source).root_node
        builder = FactsBuilder(source)
        walker = self._walker(builder, keep_docs=self._keep_docs)
        walker.program(root)
        if root.has_error:
            flags |= SYNTAX_ERRORS
        if walker.cut:
            flags |= DEPTH_CUT
        return builder.finish(flags, self._keep_docs)


def _latin(data: bytes) -> str:
    """Older sources that are not UTF-8 are in the encoding of western Europe, more often than not."""
    return data.decode("latin-1")
