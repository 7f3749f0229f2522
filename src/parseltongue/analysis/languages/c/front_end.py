"""What the family of C offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

from parseltongue.analysis.languages.c.placement import COMPILE_COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor as AnyExtractor
    from parseltongue.analysis.languages.c.semantics import CSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> AnyExtractor:
    """A new extractor; imports the grammars where they are needed."""
    if language == COMPILE_COMMANDS:
        from parseltongue.analysis.languages.c.search_folders import TableExtractor

        return TableExtractor()
    from parseltongue.analysis.languages.c.extract import Extractor

    return Extractor(language, keep_docs=keep_docs)


def semantics(world: World) -> CSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.c.semantics import CSemantics

    return CSemantics(world)
