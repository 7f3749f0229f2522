"""Source to FileFacts: decode, parse, walk, collect."""

from __future__ import annotations

from time import monotonic, thread_time

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.sources import decode, with_replacements
from parseltongue.analysis.stack import with_room
from parseltongue.model.errors import OverlongError
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


HARMLESS = 512
"""Bytes of a source that no grammar takes more than a second and 10 MB for, whatever it says.

Both grow with the square, in some grammars faster: for 4 KB that of Swift takes gigabytes, that of Ruby a
minute.
"""
_CHUNK = 1 << 16


class SourceExtractor:
    """Extracts facts from files, one after another. Not thread-safe; each process has its own.

    A subclass says how a file is read.

    Parameters
    ----------
    keep_docs : bool

    Attributes
    ----------
    parse_timeout : float
        Seconds of CPU that parsing a source may take; what else is done with it takes time in proportion.
    """

    parse_timeout = float("inf")

    def __init__(self, *, keep_docs: bool) -> None:
        self.keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self.facts(*decode(data, self.in_other_encoding)))

    def facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        """The facts of a source whose lines are in order; some flags are known already."""
        builder = FactsBuilder(source)
        root, cut = self.read(builder)
        if root.has_error:
            flags |= SYNTAX_ERRORS
        if cut:
            flags |= DEPTH_CUT
        return builder.finish(flags, self.keep_docs)

    def tree(self, parser: Parser, source: bytes) -> Node:
        """The root of the tree of a source.

        A grammar takes time in proportion to what it can read, and to the square of what it cannot. Before
        0.26.1 tree-sitter crashes when it is given a `progress_callback`.

        Raises
        ------
        OverlongError
            It took longer than `parse_timeout`.
        """
        if len(source) <= HARMLESS:
            root: Node = parser.parse(source).root_node
            return root
        # By the clock it takes at least as long as by work, and the clock is cheaper to ask.
        end, earliest = thread_time() + self.parse_timeout, monotonic() + self.parse_timeout
        try:
            found: Node = parser.parse(
                lambda offset, _: source[offset : offset + _CHUNK],
                progress_callback=lambda _offset, _error: monotonic() > earliest and thread_time() > end,
            ).root_node
        except ValueError as error:
            # Otherwise it would go on from here with the next source.
            parser.reset()
            raise OverlongError(
                f"parsing takes more than {self.parse_timeout:g} s; set a longer parse_timeout"
            ) from error
        return found

    def in_other_encoding(self, data: bytes) -> str:
        """The text of a file that is neither UTF-8 nor marked as UTF-16."""
        return with_replacements(data)

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        """Walk the tree of the builder's source: its root, and whether nesting was too deep to be read."""
        raise NotImplementedError


class WalkingExtractor(SourceExtractor):
    """Extracts facts from files that one parser and one walker read.

    Parameters
    ----------
    grammar : Grammar
    walker : callable
        Makes the walker of a file.
    keep_docs : bool
    """

    def __init__(self, grammar: Grammar, walker: MakesWalker, *, keep_docs: bool) -> None:
        super().__init__(keep_docs=keep_docs)
        self.parser = Parser(grammar.language)
        self._walker = walker

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        root = self.parsed(builder.source)
        walker = self._walker(builder, keep_docs=self.keep_docs)
        walker.program(root)
        return root, walker.cut

    def parsed(self, source: bytes) -> Node:
        """The root of the tree of a source; offsets are those of the source."""
        return self.tree(self.parser, source)

    def in_other_encoding(self, data: bytes) -> str:
        """Older sources are in the encoding of western Europe, more often than not."""
        return data.decode("latin-1")
