"""What the path of a Python file says: module name, source root, test or not."""

from __future__ import annotations

from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.placement import Language, Placement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SUFFIXES = (".py", ".pyi", ".pyw")
_TEST_FOLDERS = frozenset(("test", "tests", "testing_tests"))


class PythonPlacement(Placement):
    """Modules by path below source roots; a folder with an ``__init__`` is a package."""

    family = "python"
    languages = (
        Language("python", _SUFFIXES, "tree_sitter_python", interpreters=("python", "pypy", "uv", "pythonw")),
    )
    generated = (
        "*_pb2.py", "*_pb2.pyi", "*_pb2_grpc.py", "*_pb2_grpc.pyi", "parsetab.py", "lextab.py",
    )  # fmt: skip
    for_heirs = None

    def source_roots(self, paths: Iterable[str], declared: Sequence[str] = ()) -> list[str]:
        """Folders that imports are searched in: those that hold packages but are none.

        The workspace root and `declared` ones always belong to them. Shortest first, then by name: that is
        the order in which a module is looked up.
        """
        paths = list(paths)
        packages = {path.rpartition("/")[0] for path in paths if path.rpartition("/")[2] == "__init__.py"}
        roots = {"", *(one.strip("/") for one in declared)}
        for folder in packages:
            parent = folder.rpartition("/")[0]
            if folder and parent not in packages:
                roots.add(parent)
        if any(path.startswith("src/") for path in paths):
            roots.add("src")
        return sorted(roots, key=lambda root: (len(root), root))

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """Dotted name of the module at a path: below the longest source root that holds it."""
        stem = path.rpartition(".")[0]
        root = max((one for one in roots if not one or path.startswith(one + "/")), key=len, default="")
        below = stem[len(root) + 1 :] if root else stem
        below = below.removesuffix("/__init__")
        return below.replace("/", ".") or "__init__"

    def module_paths(self, name: str, roots: Sequence[str]) -> list[str]:
        below = name.replace(".", "/")
        stems = [f"{root}/{below}" if root else below for root in roots]
        return [f"{stem}{end}{suffix}" for stem in stems for end in ("", "/__init__") for suffix in _SUFFIXES]

    def is_test(self, path: str) -> bool:
        """Whether a file is a test by the conventions of pytest and unittest."""
        *folders, name = path.split("/")
        stem, _, suffix = name.rpartition(".")
        named = stem.startswith("test_") or stem.endswith("_test") or stem in ("conftest", "tests")
        return (named and suffix in ("py", "pyi")) or not _TEST_FOLDERS.isdisjoint(folders)

    def stem(self, path: str) -> str:
        """A module's path without its suffix, a package's folder: what an import leads to."""
        stem = path.rpartition(".")[0]
        if stem.endswith("/__init__"):
            return stem[: -len("/__init__")]
        return "" if stem == "__init__" else stem

    def precedence(self, path: str) -> int:
        """A package goes before a module beside it; source before a stub, by the order of suffixes."""
        return 0 if path.rpartition("/")[2].startswith("__init__.") else 1

    def stem_lookups(self, stem: str, roots: Sequence[str]) -> set[int]:
        """By path, and as a module below each root."""
        keys = super().stem_lookups(stem, roots)
        for root in roots:
            below = stem if not root else stem[len(root) + 1 :] if stem.startswith(root + "/") else ""
            if below:
                keys.add(lookup_key("module", self.family, below.replace("/", ".")))
        return keys


PLACEMENT = PythonPlacement()
