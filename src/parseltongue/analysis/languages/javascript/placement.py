"""What the path of a JavaScript or TypeScript file says: what imports call it by, and if it is a test."""

from __future__ import annotations

from parseltongue.analysis.placement import Language, Placement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

MANIFEST, SCRIPT = "npm", "script"
"""`Interface.package` of a manifest is the first word and the name of the package; of a script the second."""
GLOBAL_SCOPE, PACKAGES = "global", "npm"
"""Open scopes: what scripts share, and manifests by the name of their package."""

_TYPESCRIPT = (".ts", ".mts", ".cts")
_JAVASCRIPT = (".js", ".mjs", ".cjs", ".jsx")
SUFFIXES = (".ts", ".tsx", ".mts", ".cts", *_JAVASCRIPT)
"""In the order in which an import prefers them."""
_CONFIGURATIONS = (
    "tsconfig.json", "jsconfig.json", "tsconfig.base.json", "tsconfig.common.json", "tsconfig.paths.json",
)  # fmt: skip
"""The last three by custom: what the first two of many packages extend."""
_OTHER_TS = (b"<?xml", b"<!DOCTYPE TS", b"<TS ", b"# ")
"""What translations of Qt and time stamps of CMake begin with."""
_TEST_FOLDERS = frozenset(("test", "tests", "__tests__", "spec", "specs", "__mocks__", "e2e", "cypress"))
_UNNAMED = frozenset((
    "toString", "toJSON", "valueOf", "then", "constructor", "connectedCallback", "disconnectedCallback",
    "attributeChangedCallback",
))  # fmt: skip


class JavaScriptPlacement(Placement):
    """Modules are files; a folder is what its index file is."""

    family = "javascript"
    languages = (
        Language(
            "typescript",
            _TYPESCRIPT,
            "tree_sitter_typescript",
            interpreters=("ts-node", "tsx", "deno", "bun"),
        ),
        Language("tsx", (".tsx",), "tree_sitter_typescript"),
        Language("javascript", _JAVASCRIPT, "tree_sitter_javascript", interpreters=("node", "nodejs")),
        Language("npm", (), names=("package.json",)),
        Language("tsconfig", (), names=_CONFIGURATIONS),
    )
    generated = (
        "*_pb.js", "*_pb.ts", "*_pb.d.ts", "*_pb_service.js", "*_pb_service.d.ts", "*.pb.js", "*.pb.ts",
        "*.generated.js", "*.generated.ts", "*.generated.tsx", "*.gen.ts", "*.gen.tsx",
        "*.ngfactory.ts", "next-env.d.ts", ".pnp.cjs", ".pnp.loader.mjs", "__generated__/",
    )  # fmt: skip
    unnamed = _UNNAMED

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The path without its suffix; that of its folder for an index file."""
        stem = self.stem(path)
        folder, _, name = stem.rpartition("/")
        return folder if name == "index" and folder else stem

    def module_paths(self, name: str, roots: Sequence[str]) -> list[str]:
        stems = (name, f"{name}/index")
        return [f"{stem}{suffix}" for stem in stems for suffix in (*SUFFIXES, ".d.ts")]

    def is_test(self, path: str) -> bool:
        """Whether a file is a test by the conventions of Jest, Mocha and their like."""
        *folders, name = path.split("/")
        parts = name.split(".")
        named = len(parts) > 2 and parts[-2] in ("test", "spec", "cy", "e2e")
        return named or not _TEST_FOLDERS.isdisjoint(folders)

    def stem(self, path: str) -> str:
        """The path without what imports leave out; manifests keep their name."""
        stem, _, suffix = path.rpartition(".")
        if suffix == "json":
            return path
        return stem.removesuffix(".d")

    def precedence(self, path: str) -> int:
        """Source goes before a declaration of it, TypeScript before JavaScript."""
        if path.endswith((".d.ts", ".d.mts", ".d.cts")):
            return len(SUFFIXES)
        return SUFFIXES.index("." + path.rpartition(".")[2]) if path.endswith(SUFFIXES) else 0

    def is_foreign(self, language: str, data: bytes) -> bool:
        """Translations of Qt, which are XML, and time stamps of CMake have the suffix of TypeScript."""
        return language == "typescript" and data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_OTHER_TS)

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """A manifest says which package its folder is; a script shares its names with all others."""
        kind, _, name = interface.package.partition(" ")
        if kind == MANIFEST and name:
            yield PACKAGES, name, 0
        elif kind == SCRIPT:
            for shared, ordinals in interface.named(0).items():
                for ordinal in ordinals:
                    yield GLOBAL_SCOPE, shared, ordinal


PLACEMENT = JavaScriptPlacement()
