"""What the family of C offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.c.extract import Extractor
    from parseltongue.analysis.languages.c.semantics import CSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> Extractor:
    """A new extractor; imports the grammars."""
    from parseltongue.analysis.languages.c.extract import Extractor

    return Extractor(language, keep_docs=keep_docs)


def semantics(world: World) -> CSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.c.semantics import CSemantics

    return CSemantics(world)
