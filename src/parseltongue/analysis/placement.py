"""What the paths of a language's files say: the part of a language that is cheap to import.

Each package below `analysis.languages` has a module `placement` with a `PLACEMENT`. Questions that need no
source are answered here, so that a query never loads a grammar or a linker.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache

from parseltongue.analysis.lookups import lookup_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from parseltongue.model.interface import Interface

    Contribution = tuple[str, str, int]
    """An open scope, a name in it, and the ordinal of the entity that the name denotes."""

BUILD_FOLDERS = ("generated-sources/", "generated-test-sources/", "build/generated/")
"""Where the builds of Java, Kotlin and Scala put what they generate."""
_TEST_FOLDERS = frozenset(("test", "tests", "testing_tests", "__tests__", "spec", "specs"))


class Language:
    """A language as users know it. Several can be one family, which is analysed and linked as a whole.

    Parameters
    ----------
    name : str
        In answers and filters: ``typescript``.
    suffixes, names : tuple of str
        Endings, with their dot, and whole names of its files.
    parser : str
        The package of its grammar; empty if it needs none.
    interpreters : tuple of str
        What runs its scripts, without version: a file without suffix that begins with ``#!`` and one of
        them is of this language.
    made_in : tuple of str
        For a file that a build tool makes and the analysis reads: folders where it counts although ignore
        rules leave it out, the top by the empty text; names in them may end in ``*``. What counts of such a
        file is its essence (`Placement.essence`).
    """

    __slots__ = ("interpreters", "made_in", "name", "names", "parser", "suffixes")

    def __init__(
        self,
        name: str,
        suffixes: tuple[str, ...],
        parser: str = "",
        names: tuple[str, ...] = (),
        interpreters: tuple[str, ...] = (),
        made_in: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.suffixes = suffixes
        self.parser = parser
        self.names = names
        self.interpreters = interpreters
        self.made_in = made_in


class Placement(ABC):
    """The placement rules of a family of languages.

    Attributes
    ----------
    family : str
        Also the name of the package below `analysis.languages`.
    languages : tuple of Language
    generated : tuple of str
        What files are called that generators write: names with at most one ``*``, and folders with a slash
        behind them, by well-known conventions alone. Others say it in a comment (`analysis.labels`).
    builds_on : tuple of str
        Other families whose code this one uses, or whose names it sees: a change of theirs is one of its own.
    space : str
        Families of one space share their open scopes and see each other's files (`published`, `adopted`).
        Empty: the family is alone.
    unnamed : frozenset of str
        Names of members, and of what stands at the top of a file, that the language or its tools call
        without the name being written.
    for_heirs : str or None
        A word in the declaration of a protected member that types derived from its own, wherever they stand,
        can name; empty if they can name all that is protected, None if that only means the same project.
    """

    family: str
    languages: tuple[Language, ...]
    generated: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    space: str = ""
    unnamed: frozenset[str] = frozenset()
    for_heirs: str | None = ""

    @property
    def scopes(self) -> str:
        """What open scopes and bare names are asked in: the space, or the family itself."""
        return self.space or self.family

    @abstractmethod
    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """What qualified names of a file's entities begin with.

        If it has several parts, the last one stands in the path, ``-`` for ``_`` if the language needs that.
        """

    def module_paths(self, name: str, roots: Sequence[str]) -> list[str]:
        """Where a module of this name would be looked for, in order."""
        return []

    def source_roots(self, paths: Iterable[str], declared: Sequence[str]) -> list[str]:
        """Folders that imports are searched in, in order; for families whose imports begin at such."""
        return []

    def is_test(self, path: str) -> bool:
        """Whether a file is a test by the conventions of the family."""
        return not _TEST_FOLDERS.isdisjoint(path.split("/")[:-1])

    def is_generated(self, path: str) -> bool:
        """Whether a file is called like what generators write, or stands in a folder of theirs."""
        folders, ends, names = _divided(self.generated)
        name = path[path.rfind("/") + 1 :]
        if name.endswith(ends) and any(name.startswith(start) and name.endswith(end) for start, end in names):
            return True
        around = "/" + path
        return any(folder in around for folder in folders)

    def is_foreign(self, language: str, data: bytes) -> bool:
        """Whether content is something else altogether that shares a suffix with a language.

        It is not parsed. Of the content alone: equal bytes have equal facts, whatever they are called.
        """
        return False

    def essence(self, path: str, data: bytes, files: Collection[str]) -> bytes:
        """What counts of a file that a build tool made, in place of its bytes: digests and facts are of it.

        It has nothing in it that differs between machines, so that equal trees have equal snapshots. A pure
        function of the place of the file, its bytes, and the paths of all files of the tree.
        """
        return data

    # -- what imports find ----------------------------------------------------------------------------------

    def has_stem(self, path: str) -> bool:
        """Whether imports can name a file at all; scripts without suffix they cannot."""
        name = path[path.rfind("/") + 1 :]
        return "." in name or any(name in language.names for language in self.languages)

    def stem(self, path: str) -> str:
        """What an import calls a file by: its path without suffix, unless the family sees it otherwise."""
        return path.rpartition(".")[0]

    def precedence(self, path: str) -> int:
        """Of several files with one stem the lowest goes first, then the order of paths."""
        return 0

    def stem_lookups(self, stem: str, roots: Sequence[str]) -> set[int]:
        """Keys of all lookups that ask what stands at a stem."""
        return {lookup_key("stem", self.family, stem)}

    # -- open scopes ----------------------------------------------------------------------------------------

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """What a file adds to scopes that many files add to: packages, namespaces, types with open bodies.

        A pure function of its arguments: what it gives is indexed, and compared when the file changes.
        """
        return ()

    # -- families of one space ------------------------------------------------------------------------------

    def published(self, path: str, interface: Interface) -> Interface:
        """A file of this family in the form that all families of its space understand; types in it are told
        by paths that the family itself reads. A pure function of its arguments."""
        return interface

    def adopted(self, interface: Interface) -> Interface:
        """A file of another family in that form, as code of this family sees it; it must not put other names
        into packages. A pure function of its argument."""
        return interface

    def published_names(self, path: str, interface: Interface) -> Iterable[tuple[str, str]]:
        """Open scopes and names that a file contributes for other families only."""
        return ()


def seen_by(asker: Placement, owner: Placement, path: str, interface: Interface) -> Interface:
    """The Interface of a file as code of a family sees it."""
    return interface if asker is owner else asker.adopted(owner.published(path, interface))


@cache
def _divided(
    patterns: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Folders with slashes around them; what names end in; what they begin and end with."""
    folders = tuple("/" + one for one in patterns if one.endswith("/"))
    parts = [one.partition("*") for one in patterns if not one.endswith("/")]
    names = tuple((start, end if star else start) for start, star, end in parts)
    return folders, tuple(end for _, end in names), names
