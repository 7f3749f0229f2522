"""Lookups that are asked under a key that no change ever names: what a linker that forgot them would do."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from importlib import import_module
from unittest.mock import patch

from parseltongue.analysis import world
from parseltongue.analysis.languages import families
from parseltongue.analysis.lookups import lookup_key
from tests.property.trees import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tests.property.scenarios import Files

NOWHERE = 1
_LANGUAGES, _LINKING = "parseltongue.analysis.languages", "parseltongue.analysis.linking"


def _asking_modules() -> list[ModuleType]:
    """All modules that ask lookups: linking, and the semantics of every family with what they import."""
    for family in families():
        import_module(f"{_LANGUAGES}.{family}.semantics")
    import_module(f"{_LINKING}.linker")
    names = [name for name in sys.modules if name.startswith((f"{_LANGUAGES}.", f"{_LINKING}."))]
    # Placement names the keys that a change answers, and must go on doing so.
    return [sys.modules[name] for name in sorted(names) if not name.endswith(".placement")]


@contextmanager
def knocked_out(kind: str) -> Iterator[None]:
    """Ask lookups of a kind under a key that never changes, in every language."""

    def key(asked: str, *parts: str) -> int:
        return NOWHERE if asked == kind else lookup_key(asked, *parts)

    def key_of_member(path: str, symbol: str, name: str) -> int:
        return NOWHERE if kind == ("member" if symbol else "export") else world.member_key(path, symbol, name)

    def key_of_stars(path: str, symbol: str = "") -> int:
        return NOWHERE if kind == "stars" else world.stars_key(path, symbol)

    def key_of_open(family: str, scope: str, name: str) -> int:
        return NOWHERE if kind == "open" else world.open_key(family, scope, name)

    functions = {
        "lookup_key": key, "member_key": key_of_member, "stars_key": key_of_stars, "open_key": key_of_open,
    }  # fmt: skip
    with ExitStack() as patches:
        for module in _asking_modules():
            for name, function in functions.items():
                if hasattr(module, name):
                    patches.enter_context(patch.object(module, name, function))
        yield


def edited(files: Files, edits: Files) -> Tree:
    """A tree after one update."""
    tree = Tree()
    tree.update(files)
    tree.update(edits)
    return tree
