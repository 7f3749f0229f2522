"""What the Rust package offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor as AnyExtractor
    from parseltongue.analysis.languages.rust.semantics import RustSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> AnyExtractor:
    """A new extractor of Rust files, which imports the grammar, or of manifests."""
    if language == "cargo":
        from parseltongue.analysis.languages.rust.manifest import ManifestExtractor

        return ManifestExtractor(keep_docs=keep_docs)
    from parseltongue.analysis.languages.rust.extract import Extractor

    return Extractor(keep_docs=keep_docs)


def semantics(world: World) -> RustSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.rust.semantics import RustSemantics

    return RustSemantics(world)
