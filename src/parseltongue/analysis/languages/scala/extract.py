"""Scala source to FileFacts."""

from __future__ import annotations

from parseltongue.analysis.extractor import WalkingExtractor
from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.files import FileWalker


class Extractor(WalkingExtractor):
    """Extracts facts from Scala files."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        super().__init__(g.GRAMMAR, FileWalker, keep_docs=keep_docs)
