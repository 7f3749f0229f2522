"""Symbolic paths: what a mention refers to, as far as its own file can tell.

A path is a node of a table: an operation and up to two operands. `PathTable` interns them, so that a path
that is mentioned a hundred times in a file is resolved once. Node 0 means "nothing is known".

A path *denotes a value*: `Foo()` is ``CALL(GLOBAL Foo)``, and if `Foo` is a class its value is an instance
of it. Types are told the same way: the annotation ``x: Foo`` gives `x` the value ``INSTANCE(GLOBAL Foo)``,
``list[Foo]`` gives ``CONTAINER(INSTANCE(GLOBAL Foo))``.

Paths that other files need (types of members, bases, import targets) are rendered to text: the operation's
letter, the name if it has one, closed by ``;``, then the operands. The text does not depend on the table.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Roots. The operand is a name, or for LOCAL the ordinal of an entity of this file.
GLOBAL, LOCAL, IMPORT, BUILTIN, UNKNOWN, SELF = range(1, 7)
# Steps from one path: with a name (ATTR), or without.
ATTR, CALL, ITEM, ITER, ENTER, INSTANCE, CONTAINER, CALLABLE, SUPER, FIRST, SECOND = range(7, 18)
# Steps from two paths.
MAPPING, PAIR, EITHER = range(18, 21)

LETTERS = {
    GLOBAL: "g", LOCAL: "l", IMPORT: "i", BUILTIN: "b", UNKNOWN: "u", SELF: "s",
    ATTR: ".", CALL: "(", ITEM: "[", ITER: "*", ENTER: "w", INSTANCE: "@", CONTAINER: "#", CALLABLE: ">",
    SUPER: "^", FIRST: "0", SECOND: "1", MAPPING: ":", PAIR: ",", EITHER: "|",
}  # fmt: skip
OPERATIONS = {letter: operation for operation, letter in LETTERS.items()}
NAMED = frozenset((GLOBAL, LOCAL, IMPORT, BUILTIN, UNKNOWN, ATTR))
"""Operations that carry a name (LOCAL: an ordinal in tables, a symbol in texts)."""
ROOTS = frozenset((GLOBAL, LOCAL, IMPORT, BUILTIN, UNKNOWN, SELF))
BINARY = frozenset((MAPPING, PAIR, EITHER))

SIZE_LIMIT = 24
"""A path of more nodes (counted as a tree) is not built: it would tell nothing that could be trusted."""


class PathTable:
    """Interned paths of one file: parallel lists, index 0 unused.

    Attributes
    ----------
    operations, first, second : list of int
        Operation; first operand (a path; an ordinal for LOCAL; else 0); second operand (a path, or the
        index of a name in `names`).
    names : list of bytes
        UTF-8 names.
    """

    __slots__ = ("_index", "_name_index", "_sizes", "first", "names", "operations", "second")

    def __init__(self) -> None:
        self.operations = [0]
        self.first = [0]
        self.second = [0]
        self.names: list[bytes] = []
        self._sizes = [0]
        self._index: dict[tuple[int, int, int], int] = {}
        self._name_index: dict[bytes, int] = {}

    def name(self, name: bytes) -> int:
        index = self._name_index.get(name)
        if index is None:
            index = self._name_index[name] = len(self.names)
            self.names.append(name)
        return index

    def node(self, operation: int, first: int = 0, second: int = 0) -> int:
        """The path with these operands; 0 if it grew past `SIZE_LIMIT`."""
        key = (operation, first, second)
        index = self._index.get(key)
        if index is None:
            index = self._add(key)
        return index

    def _add(self, key: tuple[int, int, int]) -> int:
        operation, first, second = key
        size = 1
        if operation >= ATTR:
            size += self._sizes[first]
            if operation >= MAPPING:
                size += self._sizes[second]
        if size > SIZE_LIMIT:
            index = 0
        else:
            index = len(self.operations)
            self.operations.append(operation)
            self.first.append(first)
            self.second.append(second)
            self._sizes.append(size)
        self._index[key] = index
        return index

    def root(self, path: int) -> int:
        """The node that a path starts from (the first operand's, for binary steps)."""
        while self.operations[path] >= ATTR and self.first[path]:
            path = self.first[path]
        return path

    def render(self, path: int, symbol_of: Callable[[int], str]) -> str:
        """The path as text; empty when it rests on something that only its own function can see."""
        parts: list[str] = []
        pending = [path]
        while pending:
            node = pending.pop()
            operation = self.operations[node]
            if operation in (0, UNKNOWN):
                return ""
            parts.append(LETTERS[operation])
            if operation == LOCAL:
                parts.append(symbol_of(self.first[node]) + ";")
            elif operation in NAMED:
                parts.append(self.names[self.second[node]].decode("utf-8", "replace") + ";")
            if operation in BINARY:
                pending.append(self.second[node])
            if operation >= ATTR:
                pending.append(self.first[node])
        return "".join(parts)
