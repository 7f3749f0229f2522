"""What the JavaScript package offers to the rest: see `analysis.languages.FrontEnd`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor
    from parseltongue.analysis.languages.javascript.semantics import JavaScriptSemantics
    from parseltongue.analysis.world import World


def extractor(language: str, *, keep_docs: bool) -> Extractor:
    """A new extractor; imports the grammar, if the language has one."""
    if language == "npm":
        from parseltongue.analysis.languages.javascript.manifests import PackageExtractor

        return PackageExtractor()
    if language == "tsconfig":
        from parseltongue.analysis.languages.javascript.manifests import ConfigurationExtractor

        return ConfigurationExtractor()
    from parseltongue.analysis.languages.javascript.extract import Extractor

    return Extractor(language, keep_docs=keep_docs)


def semantics(world: World) -> JavaScriptSemantics:
    """What names mean in a world; needs no grammar."""
    from parseltongue.analysis.languages.javascript.semantics import JavaScriptSemantics

    return JavaScriptSemantics(world)
