"""What linking needs of a project of MSBuild: namespaces and types that all its files import."""

from __future__ import annotations

import re

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.languages.csharp.flags import GLOBAL_MARK, STATIC_MARK
from parseltongue.analysis.sources import decode
from parseltongue.model.kinds import IMPORTS
from parseltongue.model.paths import IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_USING = re.compile(rb"<Using\s([^<>]*)/?>")
_ATTRIBUTE = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_NAME = re.compile(rb"[\w.]+(?:<[\w., <>]*>)?\Z")


class ProjectExtractor:
    """Extracts facts from project files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """``<Using Include="A.B" Static="true" Alias="C"/>``, whatever condition it stands under."""
        source, flags = decode(data)
        builder = FactsBuilder(source)
        comments = [one.span() for one in _COMMENT.finditer(source)]
        for using in _USING.finditer(source):
            if not any(start <= using.start() < end for start, end in comments):
                _add(builder, dict(_ATTRIBUTE.findall(using.group(1))), using.start())
        return builder.finish(flags, self._keep_docs)


def _add(builder: FactsBuilder, attributes: dict[bytes, bytes], offset: int) -> None:
    name, alias = attributes.get(b"Include", b""), attributes.get(b"Alias", b"")
    if not _NAME.match(name) or not name.isascii():
        return
    mark = GLOBAL_MARK.encode()
    if alias.isalnum():
        builder.imports[0][mark + alias] = _imported(builder, STATIC_MARK.encode() + name)
        return
    if attributes.get(b"Static", b"").lower() == b"true":
        mark += STATIC_MARK.encode()
    path = _imported(builder, mark + name)
    builder.mentions.append((path, IMPORTS, offset, 0))
    builder.stars[0].append(path)


def _imported(builder: FactsBuilder, text: bytes) -> int:
    return builder.paths.node(IMPORT, 0, builder.paths.name(text))
