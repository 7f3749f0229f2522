"""What the path of a PHP file says: names begin with its folders; and what it adds to its namespaces."""

from __future__ import annotations

from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.kinds import CONSTANT, FUNCTION, NAMESPACE, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_TEST_FOLDERS = frozenset(("test", "tests", "testing", "spec"))
TYPES, FUNCTIONS, CONSTANTS = "type ", "function ", "constant "
"""Begin the names of open scopes: the three kinds of names of a namespace do not collide."""
_SCOPES = {**dict.fromkeys(TYPE_KINDS, TYPES), FUNCTION: FUNCTIONS, CONSTANT: CONSTANTS}
_UNNAMED = frozenset((
    "__construct", "__destruct", "__call", "__callStatic", "__get", "__set", "__isset", "__unset",
    "__sleep", "__wakeup", "__serialize", "__unserialize", "__toString", "__invoke", "__set_state",
    "__clone", "__debugInfo",
))  # fmt: skip


class PhpPlacement(Placement):
    """Namespaces are told by the source; a file that is named like a class holds that class."""

    family = "php"
    languages = (
        Language("php", (".php", ".phtml", ".php5", ".inc"), "tree_sitter_php", interpreters=("php",)),
    )
    generated = ("_ide_helper*.php", ".phpstorm.meta.php", "GPBMetadata/", "storage/framework/views/")
    unnamed = _UNNAMED

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The folders, and the name of a file that is not named like a class."""
        folder, _, name = path.rpartition("/")
        stem = name.partition(".")[0] or name
        parts = [*folder.split("/")] if folder else []
        if not parts or not stem[:1].isupper():
            parts.append(stem)
        return ".".join(parts)

    def is_test(self, path: str) -> bool:
        """Whether a file is a test by the conventions of PHPUnit and Pest."""
        *folders, name = path.split("/")
        return name.endswith(("Test.php", "TestCase.php")) or not _TEST_FOLDERS.isdisjoint(
            folder.lower() for folder in folders
        )

    def stem(self, path: str) -> str:
        """Files are included by their whole names."""
        return path

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """Types, functions and constants, to their namespace."""
        yield from _of_namespace(interface, 0, interface.package)
        for name, ordinals in interface.named(0).items():
            for ordinal in ordinals:
                if interface.kinds[ordinal] == NAMESPACE:
                    yield from _of_namespace(interface, ordinal, name)


def _of_namespace(interface: Interface, parent: int, namespace: str) -> Iterable[Contribution]:
    for name, ordinals in interface.named(parent).items():
        for ordinal in ordinals:
            scope = _SCOPES.get(interface.kinds[ordinal])
            if scope is not None:
                yield scope + namespace, name, ordinal


PLACEMENT = PhpPlacement()
