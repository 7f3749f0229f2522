"""What the path of a Kotlin file says: its package, whether it is a test; and what it adds to its package."""

from __future__ import annotations

from parseltongue.analysis.placement import BUILD_FOLDERS, Language, Placement
from parseltongue.model.interface import SHADOWED, VISIBILITY_MASK
from parseltongue.model.kinds import CONSTANT, FUNCTION, PRIVATE, PROPERTY
from parseltongue.model.paths import unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_LANGUAGES = frozenset(("kotlin", "java"))
_FREE = frozenset((FUNCTION, PROPERTY, CONSTANT))
JAVA_NAME, JAVA_GETTER, JAVA_SETTER = "<jvm>", "<jvm get>", "<jvm set>"
"""Bound in an entity to the name that it, or an accessor of it, has elsewhere; a property that has one itself
is a field there."""
_UNNAMED = frozenset((
    "plus", "minus", "times", "div", "rem", "rangeTo", "rangeUntil", "unaryPlus", "unaryMinus", "not",
    "inc", "dec", "contains", "get", "set", "invoke", "iterator", "hasNext", "next", "compareTo",
    "plusAssign", "minusAssign", "timesAssign", "divAssign", "remAssign", "getValue", "setValue",
    "provideDelegate", "component1", "component2", "component3", "component4", "component5", "readObject",
    "readResolve", "writeObject", "writeReplace", "finalize",
))  # fmt: skip


class KotlinPlacement(Placement):
    """All that stands at the top of a file belongs to the package that the file declares."""

    family = "kotlin"
    space = "jvm"
    languages = (
        Language("kotlin", (".kt", ".kts"), "tree_sitter_kotlin", interpreters=("kotlin", "kscript")),
    )
    generated = BUILD_FOLDERS
    unnamed = _UNNAMED

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

    def published(self, path: str, interface: Interface) -> Interface:
        from parseltongue.analysis.languages.kotlin.classes import published

        return published(path, interface)

    def adopted(self, interface: Interface) -> Interface:
        from parseltongue.analysis.languages.kotlin.classes import adopted

        return adopted(interface)

    def published_names(self, path: str, interface: Interface) -> Iterable[tuple[str, str]]:
        """The class that has the functions and properties at the top of the file."""
        if not path.endswith(".kts") and free(interface):
            yield interface.package or unnamed_package(path.rpartition("/")[0]), facade_name(path, interface)


def _root(folders: list[str]) -> int:
    """How many folders lead to where packages begin: beyond ``src/main/kotlin``, else beyond ``src``."""
    for at in range(len(folders) - 2):
        if folders[at] == "src" and folders[at + 2] in _LANGUAGES:
            return at + 3
    return next((at + 1 for at, folder in enumerate(folders) if folder in ("src", "kotlin")), 0)


def free(interface: Interface) -> list[int]:
    """Functions and properties at the top of a file that other languages see, as members of a class."""
    return [
        ordinal
        for ordinal in range(1, len(interface.kinds))
        if not interface.parents[ordinal]
        and interface.kinds[ordinal] in _FREE
        and interface.flags[ordinal] & VISIBILITY_MASK != PRIVATE
        and not interface.flags[ordinal] & SHADOWED
    ]


def facade_name(path: str, interface: Interface) -> str:
    """The class that these are members of: named by the file itself, or after it."""
    told = named_for_java(interface, 0)
    if told is not None:
        return told
    name = path[path.rfind("/") + 1 :].removesuffix(".kt")
    return "".join(one if one.isalnum() or one == "_" else "_" for one in name[:1].upper() + name[1:]) + "Kt"


def named_for_java(interface: Interface, ordinal: int, mark: str = JAVA_NAME) -> str | None:
    """What an annotation says that an entity is called elsewhere."""
    text = interface.imported_as(ordinal, mark)
    return None if text is None else unescaped(text[1:-1])


def unnamed_package(folder: str) -> str:
    """The scope of files that declare no package: those of a folder see each other."""
    return f"/{folder}"


PLACEMENT = KotlinPlacement()
