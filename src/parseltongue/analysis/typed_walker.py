"""What walkers of languages that declare their types share: visits, paths as `linking.nominal` reads them.

Such a walker is a chain of classes, each about one thing: names in scope, types, what is said with a dot,
calls, functions as values, operators, statements, declarations, members, bodies, files. Each adds to the
tables of the one before it; what has no handler says nothing, and is not looked into.
"""

from __future__ import annotations

from parseltongue.analysis.walker import MAX_DEPTH, Walk
from parseltongue.model.kinds import USES
from parseltongue.model.paths import (
    APPLY,
    BUILTIN,
    IMPORT,
    INSTANCE,
    METHOD,
    PAIR,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.walker import Handlers

TYPE_LIMIT = 240
"""Nodes of a path that other files see."""


class TypedWalker(Walk):
    """The state of a walk through a file, and its way from node to node.

    Attributes
    ----------
    LIMIT : int
        Nodes of a path: those of calls carry their arguments.
    HANDLERS : dict of int to callable
        See `Handlers`. A subclass that adds some has a table of its own.
    LEAVES : frozenset of int
        Kinds with handlers that go no deeper, and so do not count as nesting.
    WANTED : dict of int to callable
        Of kinds whose value depends on the type that is wanted where they stand; each takes the walker, the
        node, and the path of the value that is wanted.
    BRACKETS : frozenset of int
        Kinds of brackets around an expression that change nothing.
    COMMENTS : frozenset of int
    """

    LIMIT = TYPE_LIMIT
    HANDLERS: ClassVar[Handlers] = {}
    LEAVES: ClassVar[frozenset[int]] = frozenset()
    WANTED: ClassVar[dict[int, Callable[[Any, Node, int], int]]] = {}
    BRACKETS: ClassVar[frozenset[int]] = frozenset()
    COMMENTS: ClassVar[frozenset[int]] = frozenset()

    __slots__ = ("_builtins", "_values", "handlers", "leaves", "undo", "wanted")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.paths.limit = self.LIMIT
        # What belongs to a class is slower to find than what belongs to the walker.
        self.handlers = self.HANDLERS
        self.leaves = {kind: self.HANDLERS[kind] for kind in self.LEAVES}
        self.wanted = self.WANTED
        self.undo: list[tuple[dict[bytes, int], bytes, int | None]] = []
        """What to do when blocks end: names, one of them, and what it stood for before."""
        self._builtins: dict[bytes, int] = {}
        self._values: dict[bytes, int] = {}

    # -- visiting -----------------------------------------------------------------------------------------

    def visit(self, node: Node) -> int:
        """The path of the value of a node, everything in it mentioned."""
        kind = node.kind_id
        leaves = self.leaves
        if kind in leaves:
            return leaves[kind](self, node)
        handler = self.handlers.get(kind)
        if handler is None:
            return 0
        depth = self.depth
        if depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth = depth + 1
        value = handler(self, node)
        self.depth = depth
        return value

    def visit_as(self, node: Node, target: int) -> int:
        """Visit an expression that stands where a value of a known type is wanted."""
        while node.kind_id in self.BRACKETS and node.named_child_count == 1:
            node = node.named_children[0]
        handler = self.wanted.get(node.kind_id)
        return self.visit(node) if handler is None else handler(self, node, target)

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; the value is that of the last."""
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in self.COMMENTS:
                value = self.visit(child)
        return value

    def apart(self, node: Node) -> int:
        """Visit what stands in a node; its own value is unknown."""
        self.children(node)
        return 0

    # -- types --------------------------------------------------------------------------------------------

    def type_value(self, node: Node | None) -> int:
        """The value of something of a type; names are mentioned."""
        return self.typed(node)[1] if node is not None else 0

    def typed(self, node: Node, kind: int = USES) -> tuple[int, int]:
        """`type_parts`, as deep as types are read."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0, 0
        self.depth += 1
        found = self.type_parts(node, kind)
        self.depth -= 1
        return found

    def type_parts(self, node: Node, kind: int = USES) -> tuple[int, int]:
        """The path of a type's class, mentioned as `kind`, and that of a value of the type."""
        raise NotImplementedError

    def type_expression(self, node: Node) -> int:
        """A type where an expression can stand."""
        return self.type_parts(node)[0]

    # -- names and entities -------------------------------------------------------------------------------

    def name_of(self, node: Node) -> bytes:
        """A name as others know it."""
        return self.source[node.start_byte : node.end_byte]

    def dotted(self, node: Node) -> bytes:
        """A qualified name without the space that can be in it."""
        return b"".join(self.text(node).split())

    def define(
        self, kind: int, parent: EntityDraft, node: Node, name_node: Node, flags: int, doc: str
    ) -> EntityDraft:
        """An entity that spans a node; its name is that of another node."""
        draft = self.builder.entity(
            kind,
            parent.ordinal,
            self.name_of(name_node),
            node.start_byte,
            node.end_byte,
            name_node.start_byte,
        )
        draft.flags, draft.doc = flags, doc
        return draft

    # -- paths --------------------------------------------------------------------------------------------

    def builtin(self, name: bytes) -> int:
        """A type that the language itself knows."""
        path = self._builtins.get(name)
        if path is None:
            path = self._builtins[name] = self.node(BUILTIN, 0, self.paths.name(name))
        return path

    def value_of(self, name: bytes) -> int:
        """A value of a type that the language itself knows."""
        path = self._values.get(name)
        if path is None:
            path = self._values[name] = self.node(INSTANCE, self.builtin(name))
        return path

    def imported(self, dotted: bytes) -> int:
        return self.node(IMPORT, 0, self.paths.name(dotted))

    def instance(self, path: int) -> int:
        """The value of a type: of its class, or of a type with arguments, which is one already."""
        return path if not path or self.steps[path][0] == APPLY else self.node(INSTANCE, path)

    def member(self, path: int, name: bytes) -> int:
        return self.paths.attribute(path, name)

    def unnamed(self, path: int, mark: str, index: int) -> int:
        """See `model.paths.VARIABLE_MARK`."""
        return self.paths.attribute(path, f"{mark}{index}".encode()) if path else 0

    def method(self, place: int, values: list[int], name: bytes) -> int:
        """What a call of that name with these arguments means."""
        if not values:
            return self.node(METHOD, place, self.paths.name(name))
        return self.call_with(place, values, name) or self.call_with(0, [0] * len(values), name)

    def call_with(self, place: int, values: list[int], name: bytes) -> int:
        """A call that carries its arguments; where they are too large, their number alone."""
        path = self._method(place, self._chain(values), name)
        if not path and values:
            path = self._method(place, self._chain([0] * len(values)), name)
        return path

    def _chain(self, values: list[int]) -> int:
        chain = 0
        for value in reversed(values):
            chain = self.node(PAIR, value, chain)
        return chain

    def _method(self, place: int, chain: int, name: bytes) -> int:
        pair = self.node(PAIR, place, chain)
        return self.node(METHOD, pair, self.paths.name(name)) if pair else 0

    def visible(self, path: int) -> int:
        """A path as far as it is small enough for other files to follow."""
        return path if self.paths.size(path) <= TYPE_LIMIT else 0

    def applied_bases(self, bases: list[tuple[int, int]]) -> int:
        """Bases with their type arguments, from paths and values, as a chain of pairs; 0 if none has any."""
        if all(value == self.instance(path) for path, value in bases):
            return 0
        chain = bases[-1][1]
        for _, value in reversed(bases[:-1]):
            chain = self.node(PAIR, value, chain)
        return self.visible(chain)

    # -- local variables ----------------------------------------------------------------------------------

    def bind_in(self, names: dict[bytes, int], name: bytes, path: int) -> None:
        """Let a name stand for a path until the block ends."""
        self.undo.append((names, name, names.get(name)))
        names[name] = path

    def restore(self, mark: int) -> None:
        """Forget what was bound since `undo` had that length."""
        undo = self.undo
        while len(undo) > mark:
            names, name, path = undo.pop()
            if path is None:
                names.pop(name, None)
            else:
                names[name] = path
