"""What the path of a Kotlin file says: its package, whether it is a test; and what it adds to its package."""

from __future__ import annotations

from parseltongue.analysis.placement import BUILD_FOLDERS, Language, Placement
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import PRIVATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_LANGUAGES = frozenset(("kotlin", "java"))


class KotlinPlacement(Placement):
    """All that stands at the top of a file belongs to the package that the file declares."""

    family = "kotlin"
    languages = (
        Language("kotlin", (".kt", ".kts"), "tree_sitter_kotlin", interpreters=("kotlin", "kscript")),
    )
    generated = BUILD_FOLDERS

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The package that the file's folder stands for; at the top of the sources, the name of the file."""
        folders = path.split("/")
        name = folders.pop()
        return ".".join(folders[_root(folders) :]) or name.rpartition(".")[0]

    def is_test(self, path: str) -> bool:
        """Whether a file is of a source set for tests (``src/commonTest``), or else in a folder for tests."""
        folders = path.split("/")[:-1]
        sets = [folders[at + 1] for at in range(len(folders) - 1) if folders[at] == "src"]
        return any("test" in one.lower() for one in sets) or super().is_test(path)

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """What stands at the top of a file, but for what only the file itself can see."""
        if path.endswith(".kts"):
            return
        scope = interface.package or unnamed_package(path.rpartition("/")[0])
        for name, ordinals in interface.named(0).items():
            for ordinal in ordinals:
                if interface.flags[ordinal] & VISIBILITY_MASK != PRIVATE:
                    yield scope, name, ordinal


def _root(folders: list[str]) -> int:
    """How many folders lead to where packages begin: beyond ``src/main/kotlin``, else beyond ``src``."""
    for at in range(len(folders) - 2):
        if folders[at] == "src" and folders[at + 2] in _LANGUAGES:
            return at + 3
    return next((at + 1 for at, folder in enumerate(folders) if folder in ("src", "kotlin")), 0)


def unnamed_package(folder: str) -> str:
    """The scope of files that declare no package: those of a folder see each other."""
    return f"/{folder}"


PLACEMENT = KotlinPlacement()
