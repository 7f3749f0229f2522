"""Go source to FileFacts: parse, walk, collect."""

from __future__ import annotations

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.definitions import DefinitionWalker
from parseltongue.analysis.stack import with_room
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface


class SourceExtractor:
    """Extracts facts from Go files, one after another. Not thread-safe; each process has its own."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        self._parser = Parser(g.GRAMMAR.language)
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self._facts(*decode(data)))

    def _facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        root = self._parser.parse(source).root_node
        builder = FactsBuilder(source)
        walker = DefinitionWalker(builder)
        walker.module(root)
        if root.has_error:
            flags |= SYNTAX_ERRORS
        if walker.cut:
            flags |= DEPTH_CUT
        return builder.finish(flags, self._keep_docs)


def decode(data: bytes) -> tuple[bytes, int]:
    """Source as UTF-8 with LF line ends, and `RECODED` if the bytes were not that already."""
    flags = 0
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data, flags = data.decode("utf-16", "replace").encode("utf-8", "replace"), RECODED
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            data, flags = data.decode("utf-8", "replace").encode("utf-8"), RECODED
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data, flags
