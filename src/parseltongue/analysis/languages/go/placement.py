"""What the path of a Go file says: its package, test or not; and what files add to packages and types."""

from __future__ import annotations

from parseltongue.analysis.placement import Language, Placement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_MANIFESTS = ("go.mod", "go.work")
MODULES = "go modules"
"""The open scope of the modules that manifests declare, by module path; under the empty name all of them."""


class GoPlacement(Placement):
    """Packages are folders; a manifest says what imports call the folders below it."""

    family = "go"
    languages = (
        Language("go", (".go",), "tree_sitter_go"),
        Language("gomod", (), names=_MANIFESTS),
    )
    generated = (
        "*.pb.go", "*.pb.gw.go", "*.pb.validate.go", "*_generated.go", "zz_generated.*.go", "*.gen.go",
        "wire_gen.go", "*_easyjson.go", "*_ffjson.go",
    )  # fmt: skip
    for_heirs = None

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The folder; at the top of the workspace, where only the source knows the package, the file."""
        folder, _, name = path.rpartition("/")
        if not folder or name in _MANIFESTS:
            folder = path.removesuffix(".go")
        return folder.replace("/", ".")

    def is_test(self, path: str) -> bool:
        """Whether a file is a test: only ``go test`` builds it."""
        return path.endswith("_test.go")

    def stem(self, path: str) -> str:
        """The folder, which is what imports name; a manifest's own path."""
        folder, _, name = path.rpartition("/")
        return path if name in _MANIFESTS else folder

    def precedence(self, path: str) -> int:
        """A file that imports can see stands for its folder, if there is one."""
        return 1 if self.is_test(path) else 0

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        if path.endswith(".go"):
            from parseltongue.analysis.languages.go.method_sets import contributions

            return contributions(path, interface)
        return [
            one
            for ordinal, name in enumerate(interface.names)
            if ordinal
            for one in ((MODULES, name, ordinal), (MODULES, "", ordinal))
        ]


PLACEMENT = GoPlacement()
