"""The state of a walk, what names stand for in it, and types. The base of the walker of Scala.

A selection can mean a value or a method without parentheses; only linking knows which. So it has three paths:
``ATTR`` is mentioned as a use and leads to values and objects, ``METHOD`` without arguments is mentioned as a
call and leads to methods, and ``CALL(METHOD(CALLABLE(place), name))`` is the value of either. Types have
names of their own: ``ATTR(SECOND(place), name)``.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.typed_walker import TypedWalker
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    APPLY,
    CALL,
    CALLABLE,
    GLOBAL,
    LOCAL,
    METHOD,
    SECOND,
    VARIABLE_MARK,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

MAX_DEPTH = 240
"""Nested nodes beyond this are not read; the file is flagged."""
FUNCTION = b"scala.Function"
_ANY = b"scala.Any"


class Bindings(TypedWalker):
    """Scopes, paths, types and mentions of the file that is being walked."""

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

    # -- types --------------------------------------------------------------------------------------------

    def type_value(self, node: Node | None) -> int:
        """The value of something of a type; names are mentioned."""
        return self.type_parts(node)[1] if node is not None else 0

    def type_parts(self, node: Node, kind: int = USES) -> tuple[int, int]:
        """The path of a type's class, mentioned as `kind`, and that of a value of the type."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0, 0
        self.depth += 1
        found = self._type_parts(node, kind)
        self.depth -= 1
        return found

    def _type_parts(self, node: Node, kind: int) -> tuple[int, int]:
        number = node.kind_id
        if number in g.NAMES:
            return self._named_type(node, kind)
        if number in g.GENERIC_TYPE:
            return self._generic(node, kind)
        if number in g.SCOPED_TYPE:
            return self._scoped(node, kind)
        if number in g.FUNCTION_TYPE:
            return 0, self._function_type(node)
        if number in g.LAZY_TYPE:
            return 0, self.type_value(node.child_by_field_id(g.TYPE))
        if number in g.REPEATED_TYPE:
            return 0, self.type_value(node.child_by_field_id(g.TYPE))
        values = [self.type_parts(one, kind) for one in node.named_children if one.kind_id in g.TYPES]
        return values[0] if values and number in g.FIRST_TYPES else (0, 0)

    def _named_type(self, node: Node, kind: int) -> tuple[int, int]:
        path = self.find_type(self.name_of(node))
        if path < 0:
            return 0, -path
        operation, first, _ = self.steps[path]
        if not (operation == LOCAL and kind == USES and first == self.source_entity):
            self.mention(path, kind, node)
        return path, self.instance(path)

    def _generic(self, node: Node, kind: int) -> tuple[int, int]:
        base = node.child_by_field_id(g.TYPE)
        path, value = self.type_parts(base, kind) if base is not None else (0, 0)
        for one in node.children:
            if one.kind_id in g.TYPE_ARGUMENTS:
                value = self.with_arguments(path, value, one)
        return path, value

    def with_arguments(self, path: int, value: int, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.COMMENTS:
                continue
            argument = self.type_value(child) if child.kind_id in g.TYPES else 0
            if path:
                base = value if self.steps[value][0] == APPLY else path
                value = self.node(APPLY, base, argument or self.value_of(_ANY))
        return value

    def _scoped(self, node: Node, kind: int) -> tuple[int, int]:
        """``a.b.Type``: a type in an object, or a qualified name."""
        parts: list[Node] = []
        pending = [node]
        while pending:
            one = pending.pop()
            if one.kind_id in g.NAMES:
                parts.append(one)
            else:
                pending.extend(reversed(one.named_children))
        names = [self.name_of(one) for one in parts]
        if names[0][:1].isupper():
            path = self.paths.attribute(self.scope.inside, names[0])
        else:
            path = self.type_in(self.scope.inside, names[0])  # A package, more often than not.
        for name in names[1:-1]:
            path = self.paths.attribute(path, name)
        if self.local(names[0]) is not None:
            path = 0
        found = self.type_in(path, names[-1]) if path else 0
        self.mention(found, kind, parts[-1])
        return found, self.instance(found)

    def _function_type(self, node: Node) -> int:
        parts: list[int] = []
        for child in node.named_children:
            if child.kind_id in g.PARAMETER_TYPES:
                parts += [self.type_value(one) for one in child.named_children]
            elif child.kind_id in g.TYPES:
                parts.append(self.type_value(child))
        value = self.builtin(FUNCTION)
        for part in parts:
            value = self.node(APPLY, value, part or self.value_of(_ANY))
        return value

    def type_variables(self, node: Node, owner: int, variables: dict[bytes, int]) -> None:
        """Enter the type parameters of a type or function."""
        index, last = 0, b""
        for child in node.children:
            inner = child
            if child.kind_id in g.VARIANCES:
                inner = child.child_by_field_id(g.NAME) or child
            if inner.kind_id in g.NAMES:
                last = self.name_of(inner)
                variables[last] = self.unnamed(owner, VARIABLE_MARK, index)
                index += 1
            elif child.kind_id in g.BOUNDS and last:
                value = self.type_value(child.child_by_field_id(g.TYPE))
                if value:
                    variables[last] = self.node(APPLY, variables[last], value)
