"""The state of a walk, and what names stand for in it. The base of the walker of Scala.

A selection can mean a value or a method without parentheses; only linking knows which. So it has three paths:
``ATTR`` is mentioned as a use and leads to values and objects, ``METHOD`` without arguments is mentioned as a
call and leads to methods, and ``CALL(METHOD(CALLABLE(place), name))`` is the value of either. Types have
names of their own: ``ATTR(SECOND(place), name)``.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.typed_walker import TypedWalker
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    CALL,
    CALLABLE,
    GLOBAL,
    METHOD,
    SECOND,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder


class Bindings(TypedWalker):
    """Scopes, paths and mentions of the file that is being walked."""

    LIMIT = 2000

    __slots__ = ("container", "file", "placeholder", "scope")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope = Scope(None)
        self.container: EntityDraft = builder.entities[0]
        """What the entities of blocks stand in."""
        self.placeholder = 0
        """The value of ``_`` in an argument."""
        self.file = self.imported(b"")
        self.scope.inside = self.file

    def name_of(self, node: Node) -> bytes:
        """An identifier without the back ticks that it may stand in."""
        return self.source[node.start_byte : node.end_byte].strip(b"`")

    # -- paths --------------------------------------------------------------------------------------------

    def method(self, place: int, values: list[int], name: bytes) -> int:
        """What a call of that name with these arguments means; without any it has parentheses."""
        return self.call_with(place, values, name) if name else 0

    def select(self, place: int, name: bytes, node: Node) -> int:
        """Mention a selection; the value that it has."""
        if not name:
            return 0
        used = self.paths.attribute(place, name)
        self.mentions.append((used, USES, node.start_byte, self.source_entity))
        if name[:1].isupper() or not place:
            return used
        index = self.paths.name(name)
        called = self.node(METHOD, place, index)
        self.mentions.append((called, CALLS, node.start_byte, self.source_entity))
        return self.node(CALL, self.node(METHOD, self.node(CALLABLE, place), index))

    # -- names --------------------------------------------------------------------------------------------

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local value until the block ends."""
        self.bind_in(self.scope.names, name, path)

    def local(self, name: bytes) -> int | None:
        """The value of a local name; None if there is none so called."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def local_function(self, name: bytes) -> int:
        """The path of a local function; 0 if there is none so called."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.functions:
                return scope.functions[name]
            if name in scope.names:
                return 0
            scope = scope.outer
        return 0

    def find_type(self, name: bytes) -> int:
        """The path of the type of a name; that of a type variable negative."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.variables:
                return -scope.variables[name]
            if name in scope.types:
                return scope.types[name]
            scope = scope.outer
        if self.scope.inside != self.file:
            return self.type_in(self.scope.inside, name)
        return self.node(GLOBAL, 0, self.paths.name(name))

    def type_in(self, place: int, name: bytes) -> int:
        """A type so named in a place: types have names of their own."""
        return self.paths.attribute(self.node(SECOND, place), name)
