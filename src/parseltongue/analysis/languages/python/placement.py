"""What the path of a Python file says: module name, source root, test or not."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUFFIXES = (".py", ".pyi", ".pyw")
SHEBANGS = (b"python",)
_TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest|tests)\.pyi?$")
_TEST_FOLDER = re.compile(r"(^|/)(tests?|testing_tests)/")


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


def is_test(path: str) -> bool:
    """Whether a file is a test by the conventions of pytest and unittest."""
    return bool(_TEST_FILE.search(path) or _TEST_FOLDER.search(path))
