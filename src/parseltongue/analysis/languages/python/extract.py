"""Python source to FileFacts: parse, walk, collect."""

from __future__ import annotations

import re

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.definitions import DefinitionWalker
from parseltongue.analysis.sources import decode
from parseltongue.analysis.stack import with_room
from parseltongue.model.facts import DEPTH_CUT, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

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


class Extractor:
    """Extracts facts from Python files, one after another. Not thread-safe; each process has its own."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        self._parser = Parser(g.GRAMMAR.language)
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one file from its bytes alone. Never raises on account of what the bytes are."""
        return with_room(lambda: self._facts(*decode(data, _declared)))

    def _facts(self, source: bytes, flags: int) -> tuple[Interface, References]:
        tree = self._parser.parse(source)
        builder = FactsBuilder(source)
        walker = DefinitionWalker(builder)
        root = tree.root_node
        walker.module(root, self._keep_docs)
        if root.has_error:
            flags |= SYNTAX_ERRORS
        if walker.cut:
            flags |= DEPTH_CUT
        return builder.finish(flags, self._keep_docs)


def _declared(data: bytes) -> str:
    """Text in the encoding that a coding cookie in the first two lines names."""
    head = b"\n".join(data.split(b"\n", 2)[:2])
    cookie = _COOKIE.search(head)
    name = cookie.group(1).decode("ascii").lower() if cookie else "utf-8"
    try:
        return data.decode("utf-8" if name.replace("-", "_") in _NO_CHARACTER_SETS else name, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")
