"""What the C# package offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor as AnyExtractor
    from parseltongue.analysis.languages.csharp.semantics import CSharpSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> AnyExtractor:
    """A new extractor of sources, which imports the grammar, or of projects."""
    if language == "msbuild":
        from parseltongue.analysis.languages.csharp.project import ProjectExtractor

        return ProjectExtractor(keep_docs=keep_docs)
    from parseltongue.analysis.languages.csharp.extract import Extractor

    return Extractor(keep_docs=keep_docs)


def semantics(world: World) -> CSharpSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.csharp.semantics import CSharpSemantics

    return CSharpSemantics(world)
