"""tree-sitter grammars: loaded once per process and when first used, node kinds by number.

A visible kind can have several numbers (aliases), so kinds are compared as sets. Every name is looked up when
a language's module is imported: a grammar that no longer has a kind fails there, and not in the middle of a
walk.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from tree_sitter import Node

ERROR = 65535
"""The kind of a node that stands for text that the grammar has no place for."""


def native_part(package: str) -> ModuleType:
    """The extension module of a tree-sitter package, without running the package's own code.

    That code imports `importlib.resources` and `typing` for things that we do not use, half of what an edit
    of one file would otherwise spend on imports. Falls back to the ordinary import for packages of another
    shape.
    """
    name = f"{package}._binding"
    known = sys.modules.get(name) or sys.modules.get(package)
    if known is not None:
        return known
    found = PathFinder.find_spec(package)
    spec = PathFinder.find_spec(name, found.submodule_search_locations) if found is not None else None
    if spec is None or spec.loader is None:
        return import_module(package)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    # Under its full name, so that an ordinary import later finds it and does not load it twice.
    return sys.modules.setdefault(name, module)


_BINDING = native_part("tree_sitter")
Parser, Point, Range = _BINDING.Parser, _BINDING.Point, _BINDING.Range


class Grammar:
    """The grammar of one language.

    Parameters
    ----------
    package : str
        Of the grammar's wheel: ``tree_sitter_python``.
    function : str
        What gives the language; a wheel can have several.

    Attributes
    ----------
    language : tree_sitter.Language
    """

    def __init__(self, package: str, function: str = "language") -> None:
        self.language = _BINDING.Language(getattr(native_part(package), function)())
        self._named: dict[str, list[int]] = {}
        self._tokens: dict[str, list[int]] = {}
        for number in range(self.language.node_kind_count):
            table = self._named if self.language.node_kind_is_named(number) else self._tokens
            table.setdefault(self.language.node_kind_for_id(number) or "", []).append(number)

    def kinds(self, *names: str) -> frozenset[int]:
        """All numbers of these visible node kinds.

        Raises
        ------
        LookupError
            The grammar does not have one of them.
        """
        missing = [name for name in names if name not in self._named]
        if missing:
            raise LookupError(f"the grammar {self.language.name} has no node kind {missing}")
        return frozenset(number for name in names for number in self._named[name])

    def kind(self, name: str) -> int:
        """The number of a kind that has exactly one."""
        (number,) = self.kinds(name)
        return number

    def token(self, name: str) -> int:
        """The number of a keyword or sign."""
        (number,) = self._tokens[name]
        return number

    def tokens(self, *names: str) -> frozenset[int]:
        """All numbers of these keywords and signs, for grammars where one can have several."""
        return frozenset(number for name in names for number in self._tokens[name])

    def field(self, name: str) -> int:
        """The number of a field."""
        number: int | None = self.language.field_id_for_name(name)
        if number is None:
            raise LookupError(f"the grammar {self.language.name} has no field {name}")
        return number


def child_of(node: Node, kinds: frozenset[int]) -> Node | None:
    """The first child of one of some kinds."""
    return next((one for one in node.children if one.kind_id in kinds), None)


def unread(node: Node, budget: int = 2_000) -> int:
    """Bytes that the grammar had no place for, in so many nodes at most."""
    size = 0
    pending = [node]
    while pending and budget:
        budget -= 1
        one = pending.pop()
        if one.kind_id == ERROR or one.is_missing:
            size += one.end_byte - one.start_byte + 1
        elif one.has_error:
            pending.extend(one.children)
    return size
