"""What walkers from syntax trees to facts share: mentions, paths, nesting with a bound of its own.

A walker visits nodes by a table from the number of a node's kind to a handler, which returns the path of the
node's value (0: nothing is known). In a `Walker` what has no handler is looked through; languages that
declare their types have `typed_walker.TypedWalker`. Others make their ways from node to node of `by_kind`.
"""

from __future__ import annotations

from parseltongue.model.kinds import USES
from parseltongue.model.paths import BUILTIN, CALL, EITHER, GLOBAL, IMPORT, INSTANCE, LOCAL, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import Any, ClassVar

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

    Handlers = dict[int, Callable[[Any, Node], int]]
    """By number of a node's kind; each takes the walker and the node, and returns the path of its value."""

MAX_DEPTH = 240
"""Nested nodes beyond this are not read; the file is flagged."""
MAX_ALTERNATIVES = 4
"""Values of one variable that branches leave, beyond the first."""


class Walk:
    """The state of a walk through a file.

    Attributes
    ----------
    source : bytes
    mentions, paths, steps, node
        Those of the builder, at hand.
    source_entity : int
        Provisional ordinal of the entity that mentions belong to.
    cut : bool
        Whether something was nested too deep to be read.
    """

    __slots__ = (
        "builder", "cut", "depth", "mentions", "node", "paths", "source", "source_entity", "steps",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        self.builder = builder
        self.source = builder.source
        self.mentions = builder.mentions
        self.paths = builder.paths
        self.steps = builder.paths.steps
        self.node = builder.paths.node
        self.source_entity = 0
        self.depth = 0
        self.cut = False

    def text(self, node: Node) -> bytes:
        return self.source[node.start_byte : node.end_byte]

    def mention(self, path: int, kind: int, node: Node) -> None:
        if path:
            self.mentions.append((path, kind, node.start_byte, self.source_entity))

    def called(self, path: int) -> int:
        return self.node(CALL, path) if path else 0

    def alternative(self, first: int, second: int) -> int:
        """The value of a variable that branches bind differently: of many values, the first few."""
        path, many = first, 0
        while self.steps[path][0] == EITHER:
            path, many = self.steps[path][1], many + 1
        return first if many >= MAX_ALTERNATIVES else self.either(first, second)

    def either(self, first: int, second: int) -> int:
        """The value of something that is one of two, as far as they are known."""
        if not first or not second or first == second:
            return first or second
        return self.node(EITHER, first, second)


class NamingWalk(Walk):
    """A walk in which the paths of names, literals and calls are made once each."""

    __slots__ = ("_calls", "_globals", "builtin_values")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self._globals: dict[bytes, int] = {}
        self.builtin_values: dict[bytes, int] = {}
        """What `builtin_value` has made."""
        self._calls = {0: 0}

    def global_path(self, name: bytes) -> int:
        """A name that nothing around binds."""
        path = self._globals.get(name)
        if path is None:
            path = self._globals[name] = self.node(GLOBAL, 0, self.paths.name(name))
        return path

    def builtin(self, name: bytes) -> int:
        """A name of the language itself."""
        return self.node(BUILTIN, 0, self.paths.name(name))

    def builtin_value(self, name: bytes) -> int:
        """The value of a literal: an instance of a type of the language."""
        path = self.builtin_values.get(name)
        if path is None:
            path = self.builtin_values[name] = self.node(INSTANCE, self.builtin(name))
        return path

    def called(self, path: int) -> int:
        """The value of calling something."""
        value = self._calls.get(path)
        if value is None:
            value = self._calls[path] = self.node(CALL, path)
        return value


class Walker(Walk):
    """A walk through a file in a language that says little of types.

    Attributes
    ----------
    HANDLERS : dict of int to callable
        See `Handlers`.
    names : dict of bytes to int
        Local variables in scope, with the paths of their values (0: not known).
    """

    HANDLERS: ClassVar[Handlers] = {}

    __slots__ = ("_roots", "names")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.names: dict[bytes, int] = {}
        self._roots: dict[tuple[int, bytes], int] = {}

    # -- visiting -----------------------------------------------------------------------------------------

    def visit(self, node: Node) -> int:
        """The path of the value of a node, everything in it mentioned."""
        handler = self.HANDLERS.get(node.kind_id)
        if handler is None and not node.named_child_count:
            return 0
        depth = self.depth
        if depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth = depth + 1
        value = self.children(node) if handler is None else handler(self, node)
        self.depth = depth
        return value

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        visit = self.visit
        for child in node.named_children:
            visit(child)
        return 0

    def nothing(self, node: Node) -> int:
        """Of comments, labels and the like: they name nothing."""
        return 0

    # -- entities and mentions ----------------------------------------------------------------------------

    def used(self, path: int, node: Node) -> int:
        """The path, mentioned as a use."""
        if path:
            self.mentions.append((path, USES, node.start_byte, self.source_entity))
        return path

    def define(
        self, kind: int, parent: EntityDraft, node: Node, name_node: Node, name: bytes = b""
    ) -> EntityDraft:
        """An entity that spans a node; its name is that of another node, unless told."""
        return self.builder.entity(
            kind,
            parent.ordinal,
            name or self.text(name_node),
            node.start_byte,
            node.end_byte,
            name_node.start_byte,
        )

    # -- paths --------------------------------------------------------------------------------------------

    def root(self, operation: int, name: bytes) -> int:
        path = self._roots.get((operation, name))
        if path is None:
            path = self._roots[operation, name] = self.node(operation, 0, self.paths.name(name))
        return path

    def global_(self, name: bytes) -> int:
        return self.root(GLOBAL, name)

    def imported(self, name: bytes) -> int:
        return self.root(IMPORT, name)

    def builtin(self, name: bytes) -> int:
        return self.root(BUILTIN, name)

    def local(self, draft: EntityDraft) -> int:
        return self.node(LOCAL, draft.ordinal)

    def instance(self, path: int) -> int:
        return self.node(INSTANCE, path) if path else 0

    def member(self, path: int, name: bytes) -> int:
        """A member of a value that is not called; of something unknown too."""
        return self.paths.attribute(path, name)

    def method(self, path: int, name: bytes) -> int:
        """A member of a value where it is called; of something unknown too."""
        return self.node(METHOD, path, self.paths.name(name))


def by_kind(handlers: Handlers, most: int = MAX_DEPTH) -> Callable[[Any, Node | None], int]:
    """A method that visits a node by a table: the path of its value, 0 where the table has no handler.

    What is nested deeper than `most` is not read. The table can be filled later.
    """

    def visit(self: Any, node: Node | None) -> int:
        if node is None:
            return 0
        kind = node.kind_id
        if kind not in handlers:
            return 0
        depth = self.depth
        if depth > most:
            self.cut = True
            return 0
        self.depth = depth + 1
        value = handlers[kind](self, node)
        self.depth = depth
        return value

    return visit


def operands(
    node: Node, kinds: Container[int], left: int, operator: int, right: int
) -> tuple[Node, list[tuple[int, Node]]]:
    """The first operand of ``a + b + c``, and what follows, in order: the kind of an operator, its operand.

    Long sums lean to the left. One visited inside the other, they would be cut where nothing else is nested.

    Parameters
    ----------
    kinds : container of int
        Nodes with two operands.
    left, operator, right : int
        Fields of such a node.
    """
    following: list[tuple[int, Node]] = []
    while node.kind_id in kinds:
        first, sign, second = (node.child_by_field_id(one) for one in (left, operator, right))
        if first is None or sign is None or second is None:
            break
        following.append((sign.kind_id, second))
        node = first
    return node, following[::-1]


def children_by_kind(handlers: Handlers) -> Callable[[Any, Node], int]:
    """A method that visits all that stands directly in a node, by a table; its own value is unknown."""

    def children(self: Any, node: Node) -> int:
        depth = self.depth
        if depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth = depth + 1
        for child in node.named_children:
            kind = child.kind_id
            if kind in handlers:
                handlers[kind](self, child)
        self.depth = depth
        return 0

    return children


def handlers(kinds: Callable[..., frozenset[int]], table: dict[str, Callable[[Any, Node], int]]) -> Handlers:
    """Handlers by number of kind, from a table by name; a name can be several, separated by spaces."""
    return {number: handler for names, handler in table.items() for number in kinds(*names.split())}
