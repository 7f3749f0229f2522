"""What the Go package offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor as AnyExtractor
    from parseltongue.analysis.languages.go.semantics import GoSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> AnyExtractor:
    """A new extractor; imports the grammar where there is one."""
    if language == "gomod":
        from parseltongue.analysis.languages.go.manifest import ManifestExtractor

        return ManifestExtractor()
    from parseltongue.analysis.languages.go.extract import Extractor

    return Extractor(keep_docs=keep_docs)


def semantics(world: World) -> GoSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.go.semantics import GoSemantics

    return GoSemantics(world)
