"""What the path of a Java file says: its package, whether it is a test; and what it adds to its package."""

from __future__ import annotations

import re

from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.kinds import TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_SOURCE_SET = re.compile(r"(?:.*?/)?src/(\w+)/(?:java|kotlin|scala|groovy)/")
"""A folder of sources as Maven and Gradle have them, with the name of the source set."""
_PLAIN_ROOT = re.compile(r"(?:.*?/)?(?:src|java)/")


class JavaPlacement(Placement):
    """Types belong to the package that their file declares; by convention folders are named like it."""

    family = "java"
    languages = (Language("java", (".java",), "tree_sitter_java"),)

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The package that the file's folder stands for; at the top of the sources, the name of the file."""
        root = _SOURCE_SET.match(path) or _PLAIN_ROOT.match(path)
        below = path[root.end() :] if root is not None else path
        folder, _, name = below.rpartition("/")
        return folder.replace("/", ".") or name.rpartition(".")[0]

    def is_test(self, path: str) -> bool:
        """Whether a file is of a source set for tests, or else below a folder for tests."""
        source_set = _SOURCE_SET.match(path)
        if source_set is None:
            return super().is_test(path)
        return "test" in source_set.group(1).lower()

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """The types at the top of the file, to the package."""
        scope = interface.package or unnamed_package(path.rpartition("/")[0])
        for name, ordinals in interface.named(0).items():
            for ordinal in ordinals:
                if interface.kinds[ordinal] in TYPE_KINDS:
                    yield scope, name, ordinal


def unnamed_package(folder: str) -> str:
    """The scope of files that declare no package: those of a folder see each other."""
    return f"/{folder}"


PLACEMENT = JavaPlacement()
