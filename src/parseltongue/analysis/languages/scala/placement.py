"""What the path of a Scala file says: its package, whether it is a test; and what it adds to its package."""

from __future__ import annotations

from parseltongue.analysis.placement import BUILD_FOLDERS, Language, Placement
from parseltongue.model.interface import STATIC, VISIBILITY_MASK
from parseltongue.model.kinds import PRIVATE, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

PACKAGE_OBJECT = "<package>"
"""Bound in objects whose members belong to the package of their name."""
_UNNAMED = frozenset((
    "apply", "unapply", "unapplySeq", "update", "applyDynamic", "applyDynamicNamed", "selectDynamic",
    "updateDynamic", "flatMap", "map", "withFilter", "foreach", "readObject", "readResolve",
    "writeObject", "writeReplace", "finalize",
))  # fmt: skip


class ScalaPlacement(Placement):
    """What stands at the top of a file belongs to the package that the file declares."""

    family = "scala"
    space = "jvm"
    languages = (
        Language("scala", (".scala", ".sc"), "tree_sitter_scala", interpreters=("scala", "scala-cli", "amm")),
    )
    generated = ("src_managed/", *BUILD_FOLDERS)
    unnamed = _UNNAMED

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The package that the file's folder stands for; at the top of the sources, the name of the file."""
        folders = path.split("/")
        name = folders.pop()
        return ".".join(folders[_root(folders) :]) or name.rpartition(".")[0]

    def is_test(self, path: str) -> bool:
        """Whether a file is of a source set for tests (``src/test``), or else in a folder for tests."""
        folders = path.split("/")[:-1]
        sets = [folders[at + 1] for at in range(len(folders) - 1) if folders[at] == "src"]
        return any("test" in one.lower() or one == "it" for one in sets) or super().is_test(path)

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """What stands at the top of a file, private or not, and in its package objects."""
        scope = interface.package or unnamed_package(path.rpartition("/")[0])
        for name, ordinals in interface.named(0).items():
            for ordinal in ordinals:
                if interface.kinds[ordinal] in TYPE_KINDS and interface.imported_as(ordinal, PACKAGE_OBJECT):
                    yield from _members(interface, ordinal, f"{interface.package}.{name}".lstrip("."))
                yield scope, name, ordinal

    def published(self, path: str, interface: Interface) -> Interface:
        from parseltongue.analysis.languages.scala.classes import published

        return published(interface)

    def adopted(self, interface: Interface) -> Interface:
        from parseltongue.analysis.languages.scala.classes import adopted

        return adopted(interface)

    def published_names(self, path: str, interface: Interface) -> Iterable[tuple[str, str]]:
        """The classes that the objects at the top of the file are instances of."""
        scope = interface.package or unnamed_package(path.rpartition("/")[0])
        for name, ordinals in interface.named(0).items():
            if any(is_object(interface, one) for one in ordinals):
                yield scope, f"{name}$"


def is_object(interface: Interface, ordinal: int) -> bool:
    """Whether something is an object, not a class."""
    return interface.kinds[ordinal] in TYPE_KINDS and bool(interface.flags[ordinal] & STATIC)


def _members(interface: Interface, ordinal: int, package: str) -> Iterable[Contribution]:
    for name, members in interface.named(ordinal).items():
        for member in members:
            if interface.flags[member] & VISIBILITY_MASK != PRIVATE:
                yield package, name, member


def _root(folders: list[str]) -> int:
    """How many folders lead to where packages begin: beyond ``src/main/scala``, else beyond ``src``."""
    for at in range(len(folders) - 2):
        if folders[at] == "src" and folders[at + 2].startswith(("scala", "java")):
            return at + 3
    return next((at + 1 for at, folder in enumerate(folders) if folder in ("src", "scala")), 0)


def unnamed_package(folder: str) -> str:
    """The scope of files that declare no package: those of a folder see each other."""
    return f"/{folder}"


PLACEMENT = ScalaPlacement()
