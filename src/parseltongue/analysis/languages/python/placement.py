"""What the path of a Python file says: module name, source root, test or not."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUFFIXES = (".py", ".pyi", ".pyw")
_TEST_FOLDERS = frozenset(("test", "tests", "testing_tests"))


def source_roots(paths: Iterable[str], declared: Sequence[str] = ()) -> list[str]:
    """Folders that imports are searched in: those that hold packages but are none.

    The workspace root and `declared` ones always belong to them. Shortest first, then by name: that is
    the order in which a module is looked up.
    """
    packages = {path.rpartition("/")[0] for path in paths if path.rpartition("/")[2] == "__init__.py"}
    roots = {"", *(one.strip("/") for one in declared)}
    for folder in packages:
        parent = folder.rpartition("/")[0]
        if folder and parent not in packages:
            roots.add(parent)
    if any(path.startswith("src/") for path in paths):
        roots.add("src")
    return sorted(roots, key=lambda root: (len(root), root))


def module_name(path: str, roots: Sequence[str]) -> str:
    """Dotted name of the module at a path: below the longest source root that holds it."""
    stem = path.rpartition(".")[0]
    root = max((one for one in roots if not one or path.startswith(one + "/")), key=len, default="")
    below = stem[len(root) + 1 :] if root else stem
    below = below.removesuffix("/__init__")
    return below.replace("/", ".") or "__init__"


def module_paths(name: str, roots: Sequence[str]) -> list[str]:
    """Where a module of this dotted name would be looked for, in the order of the roots."""
    below = name.replace(".", "/")
    stems = [f"{root}/{below}" if root else below for root in roots]
    return [f"{stem}{end}{suffix}" for stem in stems for end in ("", "/__init__") for suffix in SUFFIXES]


def is_test(path: str) -> bool:
    """Whether a file is a test by the conventions of pytest and unittest."""
    *folders, name = path.split("/")
    stem, _, suffix = name.rpartition(".")
    named = stem.startswith("test_") or stem.endswith("_test") or stem in ("conftest", "tests")
    return (named and suffix in ("py", "pyi")) or not _TEST_FOLDERS.isdisjoint(folders)
