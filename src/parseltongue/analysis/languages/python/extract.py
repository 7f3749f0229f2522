"""Python source to FileFacts."""

from __future__ import annotations

import re

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.definitions import DefinitionWalker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)

_NO_CHARACTER_SETS = frozenset(
    [
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "utf_7",
        "mbcs",
        "ansi",
        "dbcs",
        "oem",
    ]
)
"""Codecs that are slow, that warn, or that mean something else on each machine."""


class Extractor(SourceExtractor):
    """Extracts facts from Python files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        super().__init__(keep_docs=keep_docs)
        self._parser = Parser(g.GRAMMAR.language)

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        root = self.tree(self._parser, builder.source)
        walker = DefinitionWalker(builder)
        walker.module(root, self.keep_docs)
        return root, walker.cut

    def in_other_encoding(self, data: bytes) -> str:
        """Text in the encoding that a coding cookie in the first two lines names."""
        head = b"\n".join(data.split(b"\n", 2)[:2])
        cookie = _COOKIE.search(head)
        name = cookie.group(1).decode("ascii").lower() if cookie else "utf-8"
        try:
            return data.decode("utf-8" if name.replace("-", "_") in _NO_CHARACTER_SETS else name, "replace")
        except (LookupError, ValueError):
            return data.decode("utf-8", "replace")
