"""``go.mod`` and ``go.work`` to FileFacts: the module that a folder holds, and what it requires.

Lines with a word in front, or blocks in parentheses of such lines without it.
"""

from __future__ import annotations

import re

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.sources import decode
from parseltongue.model.kinds import IMPORTS, MODULE
from parseltongue.model.paths import IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

_WORD = re.compile(rb"`[^`\n]*`|\"[^\"\n]*\"|[^\s()]+|[()]")
_COMMENT = re.compile(rb"//[^\n]*")


class ManifestExtractor:
    """Extracts facts from manifests."""

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one manifest. Never raises on account of what the bytes are."""
        source, flags = decode(data)
        builder = FactsBuilder(source)
        block = b""
        offset = 0
        for line in source.splitlines(keepends=True):
            words = [(one.group(), offset + one.start()) for one in _WORD.finditer(_COMMENT.sub(b"", line))]
            if words and block and words[0][0] == b")":
                block = b""
            elif words and not block and len(words) > 1 and words[1][0] == b"(":
                block = words[0][0]
            elif words:
                _directive(builder, block, words, offset + len(line.rstrip()))
            offset += len(line)
        return builder.finish(flags, True)


def _directive(builder: FactsBuilder, block: bytes, words: list[tuple[bytes, int]], end: int) -> None:
    if not block:
        (block, _), *words = words
    if not words:
        return
    name, start = words[0][0].strip(b'"`'), words[0][1]
    if not name or b";" in name:
        return
    if block == b"module" and len(builder.entities) == 1:
        draft = builder.entity(MODULE, 0, name, start, end, start)
        draft.signature = f"module {name.decode('utf-8', 'replace')}"
    elif block in (b"require", b"use"):
        path = builder.paths.node(IMPORT, 0, builder.paths.name(name))
        builder.mentions.append((path, IMPORTS, start, 0))
