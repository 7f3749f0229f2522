"""What the Rust package offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor
    from parseltongue.analysis.languages.rust.semantics import RustSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> Extractor:
    """A new extractor of Rust files or of manifests; imports the grammar."""
    from parseltongue.analysis.languages.rust.extract import ManifestExtractor, RustExtractor

    kind = ManifestExtractor if language == "cargo" else RustExtractor
    return kind(keep_docs=keep_docs)


def semantics(world: World) -> RustSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.rust.semantics import RustSemantics

    return RustSemantics(world)
