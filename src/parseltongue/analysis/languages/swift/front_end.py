"""What the Swift package offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.swift.extract import Extractor
    from parseltongue.analysis.languages.swift.semantics import SwiftSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> Extractor:
    """A new extractor; imports the grammar."""
    from parseltongue.analysis.languages.swift.extract import Extractor

    return Extractor(keep_docs=keep_docs)


def semantics(world: World) -> SwiftSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.swift.semantics import SwiftSemantics

    return SwiftSemantics(world)
