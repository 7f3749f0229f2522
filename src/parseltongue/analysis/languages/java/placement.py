"""What the path of a Java file says: its package, whether it is a test; and what it adds to its package."""

from __future__ import annotations

from parseltongue.analysis.placement import BUILD_FOLDERS, Language, Placement
from parseltongue.model.kinds import TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_LANGUAGES = frozenset(("java", "kotlin", "scala", "groovy"))
_ROOTS = frozenset(("src", "java"))
_UNNAMED = frozenset((
    "readObject", "readObjectNoData", "readResolve", "writeObject", "writeReplace", "finalize",
    "agentmain", "premain",
))  # fmt: skip


class JavaPlacement(Placement):
    """Types belong to the package that their file declares; by convention folders are named like it."""

    family = "java"
    space = "jvm"
    languages = (Language("java", (".java",), "tree_sitter_java", interpreters=("java",)),)
    generated = BUILD_FOLDERS
    unnamed = _UNNAMED
    for_heirs = "protected"

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The package that the file's folder stands for; at the top of the sources, the name of the file."""
        folders = path.split("/")
        name = folders.pop()
        return ".".join(folders[_root(folders) :]) or name.rpartition(".")[0]

    def is_test(self, path: str) -> bool:
        """Whether a file is of a source set for tests, or else below a folder for tests."""
        folders = path.split("/")[:-1]
        beyond = _source_set(folders)
        return "test" in folders[beyond - 2].lower() if beyond else super().is_test(path)

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """The types at the top of the file, to the package."""
        scope = interface.package or unnamed_package(path.rpartition("/")[0])
        for name, ordinals in interface.named(0).items():
            for ordinal in ordinals:
                if interface.kinds[ordinal] in TYPE_KINDS:
                    yield scope, name, ordinal

    def published(self, path: str, interface: Interface) -> Interface:
        from parseltongue.analysis.languages.java.classes import published

        return published(interface)


def _source_set(folders: list[str]) -> int:
    """How many folders lead to sources as Maven and Gradle keep them: ``src/main/java``; 0 if none do."""
    for at in range(len(folders) - 2):
        if folders[at] == "src" and folders[at + 2] in _LANGUAGES:
            return at + 3
    return 0


def _root(folders: list[str]) -> int:
    """How many folders lead to where packages begin."""
    plain = next((at + 1 for at, folder in enumerate(folders) if folder in _ROOTS), 0)
    return _source_set(folders) or plain


def unnamed_package(folder: str) -> str:
    """The scope of files that declare no package: those of a folder see each other."""
    return f"/{folder}"


PLACEMENT = JavaPlacement()
