"""Walks Go expressions: every handler takes a node and returns the path of its value (0: unknown).

Mentions are recorded on the way. Pointers are what they point to: members are reached through both alike.
"""

from __future__ import annotations

from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.bindings import CHAIN_LIMIT, NO_CHAIN
from parseltongue.analysis.languages.go.names import (
    ALLOCATES,
    GIVE_THEIR_ARGUMENT,
    GIVES_ITS_ARGUMENT,
    PREDECLARED_FUNCTIONS,
    PREDECLARED_TYPES,
    PREDECLARED_VALUES,
)  # fmt: skip
from parseltongue.analysis.languages.go.types import TypeWalker
from parseltongue.analysis.walker import MAX_DEPTH, by_kind, children_by_kind
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import CALLABLE, INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.walker import Handlers

HANDLERS: Handlers = {}
VISITED: Handlers = {}
"""The handlers without those of literals, where values are of no use."""


class ExpressionWalker(TypeWalker):
    """Handlers of expressions."""

    __slots__ = ()

    expression = by_kind(HANDLERS)
    """Visit an expression or a statement."""
    children = children_by_kind(VISITED)

    def values(self, node: Node) -> list[int]:
        """Values of the expressions of a list, or of the one expression that a node is."""
        if node.kind_id != g.EXPRESSION_LIST:
            return [self.expression(node)]
        return [self.expression(child) for child in node.named_children if child.kind_id != g.COMMENT]

    # -- names and members ------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        if name in PREDECLARED_VALUES and name not in self.names:
            return 0
        path = self.find(name)
        if path < 0:
            self.mentions.append((-path, USES, start, self.source_entity))
            return self.tables.get(name, -path)
        return path

    def selector(self, node: Node) -> int:
        path, offset = self.member(node)
        if self.is_attribute(path):
            self.mentions.append((path, USES, offset, self.source_entity))
        return path

    def member(self, node: Node) -> tuple[int, int]:
        """Path of ``operand.name``, and where to mention it; the operand has been mentioned, it has not."""
        start, end = node.start_byte, node.end_byte
        if end - start <= CHAIN_LIMIT:
            chain = self.chain(self.source[start:end])
            if chain is not NO_CHAIN:
                for use in chain[2]:
                    self.mentions.append((use, USES, start, self.source_entity))
                return chain[3], start
        parts = node.children
        field = parts[-1]
        start = field.start_byte
        scope = self.expression(parts[0])
        return self.attribute(scope, self.source[start : field.end_byte]), start

    # -- calls ------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        parts = node.children
        function, arguments = parts[0], parts[-1]
        if len(parts) > 2 and parts[1].kind_id == g.TYPE_ARGUMENTS:
            return self._call_with_brackets(parts)
        kind = function.kind_id
        if kind == g.SELECTOR:
            path, offset = self.member(function)
            if self.is_attribute(path):
                self.mentions.append((path, CALLS, offset, self.source_entity))
            if self.text(function) in GIVE_THEIR_ARGUMENT and self._is_of_library(function.children[0]):
                return self._first_of(arguments)
        elif kind in g.IDENTIFIERS:
            return self._call_of_name(function, arguments)
        elif kind == g.INDEX:
            path = self._instantiated(function)
        else:
            path = self.expression(function)
        self.arguments(arguments)
        return self.called(path)

    def _is_of_library(self, node: Node) -> bool:
        """Whether a name is that of a package of the library of the same name."""
        name = self.text(node)
        return name not in self.names and self.packages.get(name) == self.import_path(name)

    def _first_of(self, arguments: Node) -> int:
        """The value of the first argument; all are visited."""
        values = [self.expression(one) for one in arguments.named_children if one.kind_id != g.COMMENT]
        return values[0] if values else 0

    def arguments(self, node: Node) -> int:
        """The arguments of a call; most calls that have none are told by their length."""
        return self.children(node) if node.end_byte - node.start_byte > 2 else 0

    def _call_of_name(self, function: Node, arguments: Node) -> int:
        start = function.start_byte
        name = self.source[start : function.end_byte]
        bound = self.names.get(name)
        if bound is None and name not in self.own_types:
            if name in PREDECLARED_FUNCTIONS:
                return self._call_of_predeclared(name, start, arguments)
            if name in PREDECLARED_TYPES:
                self.arguments(arguments)
                return self.builtin_value(name)
        path = self.find(name)
        if path < 0:
            path = -path
            called = bound is None and name not in self.own_types and name not in self.own_variables
            self.mentions.append((path, CALLS if called else USES, start, self.source_entity))
        self.arguments(arguments)
        return self.called(path)

    def _call_of_predeclared(self, name: bytes, start: int, arguments: Node) -> int:
        # By its name alone: another file of the package may declare a function that is called so.
        path = self.global_path(name)
        self.mentions.append((path, CALLS, start, self.source_entity))
        nodes = [one for one in arguments.named_children if one.kind_id != g.COMMENT]
        if name in ALLOCATES and nodes:
            value = self.type_argument(nodes[0])
            for one in nodes[1:]:
                self.expression(one)
            return value
        values = [self.expression(one) for one in nodes]
        if name in GIVES_ITS_ARGUMENT and values:
            return values[0]
        return self.builtin_value(b"int") if name in (b"len", b"cap", b"copy") else self.called(path)

    def type_argument(self, node: Node) -> int:
        """The value of a type that stands where an expression could, and so is read as one."""
        kind = node.kind_id
        if kind in g.IDENTIFIERS:
            return self.type_name(node)
        if kind == g.SELECTOR:
            return self.node(INSTANCE, self.selector(node))
        return self.type_value(node) if kind in g.TYPES else self.expression(node)

    def _call_with_brackets(self, parts: list[Node]) -> int:
        """``f[T](x)`` of a generic function, or ``x.f[i](x)``: methods have no type parameters."""
        function = parts[0]
        root = function.children[0] if function.kind_id == g.SELECTOR else function
        name = self.text(root)
        known = root.kind_id in g.IDENTIFIERS and name not in self.names
        if not known or (root is not function and name not in self.packages):
            path = self.item(self.expression(function))
        elif root is function:
            path = self.global_path(name)
            self.mentions.append((path, CALLS, function.start_byte, self.source_entity))
        else:
            path, offset = self.member(function)
            self.mentions.append((path, CALLS, offset, self.source_entity))
        self._indexes(parts[1:-1])
        self.arguments(parts[-1])
        return self.called(path)

    def _instantiated(self, node: Node) -> int:
        """``f[T]`` where it is called: the generic function, or an element of something."""
        parts = node.named_children
        kind = parts[0].kind_id
        path = bound = offset = 0
        if kind in g.IDENTIFIERS:
            path = bound = self.find(self.text(parts[0]))
            offset = parts[0].start_byte
        elif kind == g.SELECTOR:
            path, offset = self.member(parts[0])
            bound = -path if self.is_attribute(path) else path
        if bound >= 0:
            path = path or self.expression(parts[0])
        else:
            path = abs(path)
            self.mentions.append((path, CALLS, offset, self.source_entity))
        for part in parts[1:]:
            self.expression(part)
        return self.item(path)

    def conversion(self, node: Node) -> int:
        """``[]T(x)``; and ``f[T](x)``, which reads like the conversion to a generic type."""
        parts = node.named_children
        type_ = parts[0]
        if type_.kind_id == g.GENERIC_TYPE:
            path = self._called_generic(type_)
            for part in parts[1:]:
                self.expression(part)
            return self.called(path)
        value = self.type_value(type_)
        for part in parts[1:]:
            self.expression(part)
        return value

    def _called_generic(self, node: Node) -> int:
        """``f[T]`` or ``x.f[i]`` where it is called and reads like a type."""
        base = name = node.children[0]
        path = 0
        if base.kind_id == g.TYPE_IDENTIFIER and self.text(base) not in self.names:
            path = self.global_path(self.text(base))
        elif base.kind_id == g.QUALIFIED_TYPE and self.text(base.children[0]) not in self.names:
            name = base.children[-1]
            path = self.paths.attribute(self.package_path(self.text(base.children[0])), self.text(name))
        if not path:
            return self.operand(node)
        kind = USES if self.text(base) in self.own_types else CALLS
        self.mentions.append((path, kind, name.start_byte, self.source_entity))
        self._indexes(node.children)
        return path

    def operand(self, node: Node) -> int:
        """The value of something that reads like a type, such as ``x.table[i][j]``, and may be one."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        kind = node.kind_id
        self.depth += 1
        if kind == g.GENERIC_TYPE:
            value = self.item(self.operand(node.children[0]))
            self._indexes(node.children)
        elif kind == g.QUALIFIED_TYPE and self.text(node.children[0]) in self.names:
            value = self.attribute(self.find(self.text(node.children[0])), self.text(node.children[-1]))
            if self.is_attribute(value):
                self.use(value, node.children[-1])
        elif kind == g.QUALIFIED_TYPE:
            value = self.qualified(node)
        elif kind == g.TYPE_IDENTIFIER and self.text(node) in PREDECLARED_TYPES - self.own_types:
            value = 0
        elif kind == g.TYPE_IDENTIFIER:
            value = self.identifier(node)
        else:
            value = self.expression(node)
        self.depth -= 1
        return value

    def _indexes(self, parts: list[Node]) -> None:
        """What stands in the brackets of something that reads like a generic type."""
        for part in parts:
            if part.kind_id == g.TYPE_ARGUMENTS:
                for argument in part.named_children:
                    inner = argument.named_children if argument.kind_id == g.TYPE_ELEMENT else [argument]
                    for one in inner:
                        self.operand(one)

    # -- operators --------------------------------------------------------------------------------------

    def parenthesized(self, node: Node) -> int:
        value = 0
        for child in node.named_children:
            value = self.expression(child) or value
        return value

    def unary(self, node: Node) -> int:
        parts = node.children
        value = self.expression(parts[-1])
        if parts[0].kind_id == g.ARROW:
            return self.iterated(value)
        return value

    def binary(self, node: Node) -> int:
        parts = node.children
        value = self.expression(parts[0])
        for part in parts[1:]:
            other = self.expression(part)
            value = value or other
        return self.builtin_value(b"bool") if len(parts) > 1 and self.text(parts[1]) in _TESTS else value

    def index(self, node: Node) -> int:
        parts = node.named_children
        value = self.expression(parts[0])
        for part in parts[1:]:
            self.expression(part)
        return self.item(value)

    def slice(self, node: Node) -> int:
        parts = node.named_children
        value = self.expression(parts[0])
        for part in parts[1:]:
            self.expression(part)
        return value

    def type_assertion(self, node: Node) -> int:
        parts = node.named_children
        self.expression(parts[0])
        return self.type_value(parts[-1])

    def instantiation(self, node: Node) -> int:
        """``f[S, T]``; and ``x.table[i][j]``, which reads like it."""
        parts = node.named_children
        value = self.operand(parts[0])
        for part in parts[1:]:
            self.operand(part)
        return self.item(value)

    def literal_of(self, node: Node) -> int:
        return self.builtin_value(g.LITERALS[node.kind_id])

    # -- composite and function literals ------------------------------------------------------------------

    def composite(self, node: Node) -> int:
        parts = node.named_children
        value = self.type_value(parts[0])
        if parts[-1].kind_id == g.LITERAL_VALUE:
            self._elements(parts[-1], value, parts[0].kind_id)
        return value

    def _elements(self, node: Node, value: int, kind: int) -> None:
        """The elements of a literal of a type; names before a colon are fields, unless it surely has none."""
        named = kind in g.NAMED_TYPES or kind == g.STRUCT_TYPE
        for child in node.named_children:
            if child.kind_id == g.KEYED_ELEMENT:
                parts = [one for one in child.named_children if one.kind_id == g.LITERAL_ELEMENT]
                self._key(parts[0], value, named)
                if len(parts) > 1:
                    self._element(parts[-1], self._field(parts[0], value, named))
            elif child.kind_id == g.LITERAL_ELEMENT:
                self._element(child, self.item(value))

    def _field(self, key: Node, value: int, named: bool) -> int:
        """The value that a literal without a type takes over from the one around it."""
        if not value:
            return 0
        inner = key.named_children
        if named and inner and inner[0].kind_id in g.IDENTIFIERS:
            return self.attribute(value, self.text(inner[0])) if value in self.structs else 0
        return self.item(value)

    def _key(self, node: Node, value: int, named: bool) -> None:
        inner = node.named_children
        if named and inner and inner[0].kind_id in g.IDENTIFIERS:
            path = self.attribute(value, self.text(inner[0]))
            if value and self.is_attribute(path):
                self.use(path, inner[0])
        elif not named or not inner or inner[0].kind_id not in g.IDENTIFIERS:
            self._element(node, 0)

    def _element(self, node: Node, value: int) -> None:
        for child in node.named_children:
            if child.kind_id == g.LITERAL_VALUE:
                if self.depth > MAX_DEPTH:
                    self.cut = True
                    continue
                self.depth += 1
                self._elements(child, value, g.TYPE_IDENTIFIER)
                self.depth -= 1
            else:
                self.expression(child)

    def function_literal(self, node: Node) -> int:
        mark = self.open_block()
        value = self.function_value(node.children)
        for child in node.children:
            if child.kind_id == g.BLOCK:
                self.expression(child)
        self.close_block(mark)
        return self.node(CALLABLE, value) if value else self.opaque()


_TESTS = frozenset((b"==", b"!=", b"<", b"<=", b">", b">=", b"&&", b"||"))


def register(handlers: dict[str, Callable[..., int]]) -> None:
    """Make each handler the one for all numbers of a node kind."""
    for name, handler in handlers.items():
        HANDLERS.update(dict.fromkeys(g.kinds(name), handler))
        VISITED.update(dict.fromkeys(g.kinds(name), handler))


register(
    {
        "identifier": ExpressionWalker.identifier,
        "selector_expression": ExpressionWalker.selector,
        "call_expression": ExpressionWalker.call,
        "argument_list": ExpressionWalker.children,
        "variadic_argument": ExpressionWalker.children,
        "expression_list": ExpressionWalker.children,
        "parenthesized_expression": ExpressionWalker.parenthesized,
        "unary_expression": ExpressionWalker.unary,
        "binary_expression": ExpressionWalker.binary,
        "index_expression": ExpressionWalker.index,
        "slice_expression": ExpressionWalker.slice,
        "type_assertion_expression": ExpressionWalker.type_assertion,
        "type_conversion_expression": ExpressionWalker.conversion,
        "type_instantiation_expression": ExpressionWalker.instantiation,
        "composite_literal": ExpressionWalker.composite,
        "func_literal": ExpressionWalker.function_literal,
    }
)
HANDLERS[g.ERROR] = ExpressionWalker.children
HANDLERS.update(dict.fromkeys(g.TYPES, ExpressionWalker.type_value))
VISITED.update(HANDLERS)
HANDLERS.update(dict.fromkeys(g.LITERALS, ExpressionWalker.literal_of))
