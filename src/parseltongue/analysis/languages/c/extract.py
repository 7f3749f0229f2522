"""C and C++ source to FileFacts."""

from __future__ import annotations

import re

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.c.cpp_macros import without_cpp_macros
from parseltongue.analysis.languages.c.declaration_macros import without_macros
from parseltongue.analysis.languages.c.files import FileWalker
from parseltongue.analysis.languages.c.grammar import kinds
from parseltongue.analysis.languages.c.handlers import handlers
from parseltongue.analysis.languages.c.macro_namespaces import openings
from parseltongue.analysis.languages.c.macros import MacroReader
from parseltongue.analysis.languages.c.preprocessor import HIDDEN, Preprocessed
from parseltongue.model.kinds import IMPORTS
from parseltongue.model.paths import IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

_CPP_DEFINES = {b"__cplusplus": 201703}
_CPP_SIGNS = (
    b"class", b"namespace", b"template", b"using", b"public", b"private", b"protected", b"virtual", b"std::",
    b"constexpr", b"nullptr", b"noexcept", b"static_cast", b"operator",
)  # fmt: skip
"""One of these is in whatever `_CPP_WORDS` finds; they are much faster to look for."""
_CPP_WORDS = re.compile(
    rb"^[ \t]*(?:class\s+\w[\w \t]{0,200}+\s*[{:;]|namespace\b|template\s*<|using\s+\w|public\s*:"
    rb"|private\s*:|protected\s*:|virtual\b)|\b(?:std::|constexpr\b|nullptr\b|noexcept\b|static_cast\s*<|operator\s*[^\w\s;,)])",
    re.MULTILINE,
)
_GUARDED = re.compile(
    rb"^[ \t]*#[ \t]*if(?:def|[ \t]+defined\b)[ \t(]*__cplusplus\b.*?^[ \t]*#[ \t]*(?:endif|else)",
    re.DOTALL | re.MULTILINE,
)
_HIDDEN = re.compile(HIDDEN, re.DOTALL)


class Extractor(SourceExtractor):
    """Extracts facts from files of one language.

    A header of C can be one of C++: what it says decides, and nothing else.
    """

    def __init__(self, language: str, *, keep_docs: bool = True) -> None:
        super().__init__(keep_docs=keep_docs)
        self._language = language
        self._parsers: dict[str, Parser] = {}

    def read(self, builder: FactsBuilder) -> tuple[Node, bool]:
        source = builder.source
        language = "cpp" if self._language == "cpp" or is_cpp(source) else "c"
        known = kinds(language)
        read = Preprocessed(source, _CPP_DEFINES if language == "cpp" else {})
        opened = []
        if language == "cpp":
            opened = openings(read.text, source, read.macros)
            without_cpp_macros(read.text)
        text = bytes(without_macros(read.text))
        parser = self._parsers.get(language)
        if parser is None:
            parser = self._parsers[language] = Parser(known.language)
        root = self.tree(parser, text)
        walker = FileWalker(builder, text, known, language == "cpp")
        walker.handlers = handlers(language)
        _includes(builder, read)
        MacroReader(walker, source).read(read.macros)
        walker.file(root, read.alternatives, opened, self.keep_docs)
        return root, walker.cut


def is_cpp(source: bytes) -> bool:
    """Whether a header says something that only C++ has a meaning for."""
    if not any(word in source for word in _CPP_SIGNS) or _CPP_WORDS.search(source) is None:
        return False
    plain = _GUARDED.sub(b"", _HIDDEN.sub(b" ", source))
    return _CPP_WORDS.search(plain) is not None


def _includes(builder: FactsBuilder, read: Preprocessed) -> None:
    paths: dict[int, None] = {}
    for include in read.includes:
        path = builder.paths.node(IMPORT, 0, builder.paths.name(include.target.replace(b";", b" ")))
        builder.mentions.append((path, IMPORTS, include.offset, 0))
        paths[path] = None
    builder.stars[0] += paths
