"""Walks Rust expressions and statements: mentions what they name, and returns the path of their value."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.names import (
    COLLECTING,
    EXPRESSION_MACROS,
    ON_ERROR,
    TRANSPARENT,
)  # fmt: skip
from parseltongue.analysis.languages.rust.patterns import PatternWalker
from parseltongue.analysis.languages.rust.scopes import MACRO, VALUE
from parseltongue.analysis.walker import by_kind, handlers
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    ATTR,
    CALLABLE,
    CONTAINER,
    ITEM,
    ITER,
    METHOD,
    PAIR,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.languages.rust.scopes import Scope
    from parseltongue.analysis.walker import Handlers

_TRANSPARENT = frozenset(name.encode() for name in TRANSPARENT)
_WRAPPING = (b"Some", b"Ok")
_EXPRESSIONS: Handlers = {}


class ExpressionWalker(PatternWalker):
    """Handlers of expressions; items in blocks are left to the subclass."""

    __slots__ = ()

    expression = by_kind(_EXPRESSIONS, MAX_DEPTH)

    def children(self, node: Node) -> int:
        """Visit everything below a node; its own value is unknown."""
        for child in node.named_children:
            self.expression(child)
        return 0

    def last(self, node: Node) -> int:
        """Visit everything below a node, whose value is that of the last one."""
        value = 0
        for child in node.named_children:
            if child.kind_id not in g.COMMENTS:
                value = self.expression(child)
        return value

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        name = self.text(node)
        if name in self.variables:
            return self.variables[name]
        return self.named(node, name, USES)

    def named(self, node: Node, name: bytes, kind: int) -> int:
        """A function, constant or constructor in scope."""
        if name == b"Self":
            return self.scope.own
        if self.generic(name) is not None:
            return 0
        path = self.resolve(name, VALUE)
        self.mention(path, kind, node)
        return path

    def self_(self, node: Node) -> int:
        return self.variables.get(b"self", 0)

    def scoped(self, node: Node) -> int:
        return self.segment(node, VALUE, USES)

    def generic_function(self, node: Node) -> int:
        self.arguments(node)
        return self.expression(node.child_by_field_id(g.FUNCTION))

    # -- calls --------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        function, arguments = node.children[0], node.children[-1]
        given: list[int] = []
        if function.kind_id == g.GENERIC_FUNCTION:
            given = self.arguments(function)
            function = function.child_by_field_id(g.FUNCTION) or function
        receiver, path = self._callee(function)
        name = self.text(function.children[-1]) if receiver else b""
        values = self._arguments(arguments, self._handed(receiver, name))
        if len(given) == 1 and given[0] and name in COLLECTING:
            return given[0]
        value = self._wrapped(function, values) or self.called(path)
        if receiver and values and self.steps[values[-1]][0] == CALLABLE:
            # What ``map`` and the like give follows from their closure, if the receiver is a container.
            return self.apply(value, [self.steps[values[-1]][1]])
        return value

    def _callee(self, node: Node) -> tuple[int, int]:
        """(value that a method is called on, path of what is called)."""
        kind = node.kind_id
        if kind == g.FIELD_EXPRESSION:
            return self._method(node)
        if kind == g.IDENTIFIER:
            name = self.text(node)
            known = self.variables.get(name)
            return 0, self.named(node, name, CALLS) if known is None else known
        if kind == g.SCOPED_IDENTIFIER:
            return 0, self.segment(node, VALUE, USES if self._is_variant(node) else CALLS)
        return 0, self.expression(node)

    def _is_variant(self, node: Node) -> bool:
        """Whether a path of several segments names a variant by its capitals: a use of the enum, no call."""
        before, name = node.child_by_field_id(g.PATH), node.child_by_field_id(g.NAME)
        if before is None or name is None:
            return False
        kind = self.text(before).rpartition(b"::")[2]
        return kind[:1].isupper() and self.text(name)[:1].isupper()

    def _method(self, node: Node) -> tuple[int, int]:
        parts = node.children
        value, name = self.expression(parts[0]), parts[-1]
        path = self.node(METHOD, value, self.paths.name(self.text(name)))
        self.mention(path, CALLS, name)
        return value, path

    def _handed(self, receiver: int, name: bytes) -> int:
        """What a method of a container hands to its closure: an element, or the error of a result."""
        if not receiver:
            return 0
        if name in ON_ERROR:
            return self.error_of(receiver)
        return self.either(self.element(receiver), self.node(ITER, receiver))

    def _arguments(self, node: Node, handed: int) -> list[int]:
        """Values of the arguments; `handed` is what closures are taken to be called with."""
        values = []
        for one in node.named_children:
            if one.kind_id == g.CLOSURE:
                values.append(self.closure(one, handed))
            elif one.kind_id not in g.COMMENTS:
                values.append(self.expression(one))
        return values

    def _wrapped(self, function: Node, values: list[int]) -> int:
        """The value of ``Some(x)``, ``Box::new(x)`` and the like."""
        if len(values) != 1 or not values[0] or function.kind_id == g.FIELD_EXPRESSION:
            return 0
        head, _, name = self.text(function).rpartition(b"::")
        if name in _WRAPPING:
            return self.node(CONTAINER, values[0])
        if name in (b"new", b"from", b"pin") and head.rpartition(b"::")[2] in _TRANSPARENT:
            return values[0]
        return 0

    def closure(self, node: Node, handed: int = 0) -> int:
        before = dict(self.variables)
        parameters = node.child_by_field_id(g.PARAMETERS_FIELD)
        for one in parameters.named_children if parameters is not None else ():
            self.bind(one, handed)
        self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        value = self.expression(node.child_by_field_id(g.BODY))
        self.variables = before
        return self.node(CALLABLE, value) if value else 0

    # -- parts of values ----------------------------------------------------------------------------------

    def field(self, node: Node) -> int:
        parts = node.children
        value, name = self.expression(parts[0]), parts[-1]
        path = self.node(ATTR, value, self.paths.name(self.text(name))) if value else 0
        self.mention(path, USES, name)
        return path

    def index(self, node: Node) -> int:
        parts = [self.expression(one) for one in node.named_children if one.kind_id not in g.COMMENTS]
        return self.node(ITEM, parts[0]) if parts and parts[0] else 0

    def try_(self, node: Node) -> int:
        value = self.last(node)
        return self.node(ITER, value) if value else 0

    def unary(self, node: Node) -> int:
        value = self.last(node)
        return value if self.source[node.start_byte] == 0x2A else 0  # only ``*`` keeps what it is applied to

    def cast(self, node: Node) -> int:
        self.expression(node.child_by_field_id(g.VALUE))
        return self.type_value(node.child_by_field_id(g.TYPE))

    def string(self, node: Node) -> int:
        return self.instance(self.builtin(b"str"))

    def tuple_(self, node: Node) -> int:
        values = [self.expression(one) for one in node.named_children if one.kind_id not in g.COMMENTS]
        if len(values) == 2:
            return self.node(PAIR, values[0], values[1])
        return self.node(CONTAINER, values[0] if values else 0)

    def array(self, node: Node) -> int:
        values = [self.expression(one) for one in node.named_children if one.kind_id not in g.COMMENTS]
        return self.node(CONTAINER, values[0] if values else 0)

    def struct(self, node: Node) -> int:
        named, fields = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        path = self.declared_type(named) if named is not None else 0
        for one in fields.named_children if fields is not None else ():
            if one.kind_id == g.FIELD_INITIALIZER:
                self.expression(one.child_by_field_id(g.VALUE))
            elif one.kind_id == g.BASE_FIELD:
                self.children(one)
        variant = named is not None and named.kind_id in g.SCOPED_TYPES and self._is_variant(named)
        return 0 if variant else self.instance(path)

    # -- control flow -------------------------------------------------------------------------------------

    def block(self, node: Node) -> int:
        before = dict(self.variables)
        scope = self.open_block(node)
        value = 0
        for child in node.named_children:
            kind = child.kind_id
            if kind in g.ITEMS or kind == g.ATTRIBUTE_ITEM:
                continue
            value = self.expression(child)
        self.scope = scope
        self.variables = before
        return value

    def statement(self, node: Node) -> int:
        """An expression with a semicolon has no value; one that ends with a block has its own."""
        value = self.last(node)
        return 0 if self.source[node.end_byte - 1] == 0x3B else value

    def let(self, node: Node) -> int:
        declared = self.type_value(node.child_by_field_id(g.TYPE))
        value = self.expression(node.child_by_field_id(g.VALUE))
        self.expression(node.child_by_field_id(g.ALTERNATIVE))
        self.bind(node.child_by_field_id(g.PATTERN), declared or value)
        return 0

    def condition(self, node: Node) -> int:
        """``let pattern = value`` in a condition: its names hold until the block around it ends."""
        self.bind(node.child_by_field_id(g.PATTERN), self.expression(node.child_by_field_id(g.VALUE)))
        return 0

    def if_(self, node: Node) -> int:
        before = dict(self.variables)
        self.expression(node.child_by_field_id(g.CONDITION))
        value = self.expression(node.child_by_field_id(g.CONSEQUENCE))
        self.variables = before
        other = node.child_by_field_id(g.ALTERNATIVE)
        return (self.last(other) if other is not None else 0) or value

    def while_(self, node: Node) -> int:
        before = dict(self.variables)
        self.children(node)
        self.variables = before
        return 0

    def for_(self, node: Node) -> int:
        before = dict(self.variables)
        value = self.expression(node.child_by_field_id(g.VALUE))
        self.bind(node.child_by_field_id(g.PATTERN), self.node(ITER, value) if value else 0)
        self.expression(node.child_by_field_id(g.BODY))
        self.variables = before
        return 0

    def match(self, node: Node) -> int:
        value = self.expression(node.child_by_field_id(g.VALUE))
        body = node.child_by_field_id(g.BODY)
        result = 0
        for arm in body.named_children if body is not None else ():
            if arm.kind_id in g.MATCH_ARMS:
                result = self._arm(arm, value) or result
        return result

    def _arm(self, node: Node, value: int) -> int:
        before = dict(self.variables)
        pattern = node.child_by_field_id(g.PATTERN)
        self.bind(pattern, value)
        if pattern is not None:
            self.expression(pattern.child_by_field_id(g.CONDITION))
        result = self.expression(node.child_by_field_id(g.VALUE))
        self.variables = before
        return result

    # -- macros -------------------------------------------------------------------------------------------

    def macro(self, node: Node) -> int:
        named = node.child_by_field_id(g.MACRO)
        if named is None:
            return 0
        if named.kind_id == g.SCOPED_IDENTIFIER:
            self.segment(named, MACRO, CALLS)
        else:
            self.mention(self.resolve(self.text(named), MACRO), CALLS, named)
        name = self.text(named).rpartition(b"::")[2]
        if name not in EXPRESSION_MACROS:
            return 0
        for child in node.named_children:
            if child.kind_id in g.TOKEN_TREES:
                self.tokens(child)
        return self.node(CONTAINER, 0) if name == b"vec" else 0

    # -- provided by the other parts of the walker --------------------------------------------------------

    def known_names(self, node: Node) -> None:
        """Mention the types of this module that tokens name: more cannot be told of a macro's own syntax."""
        for child in node.children:
            if child.kind_id in g.TOKEN_TREES and self.depth < MAX_DEPTH:
                self.depth += 1
                self.known_names(child)
                self.depth -= 1
            elif child.kind_id == g.IDENTIFIER and self.text(child)[:1].isupper():
                path = self.scope.told(self.text(child))
                if path:
                    self.mention(path, USES, child)

    def tokens(self, node: Node) -> int:
        raise NotImplementedError

    def open_block(self, node: Node) -> Scope:
        raise NotImplementedError


_W = ExpressionWalker
_PLAIN = (
    "binary_expression", "assignment_expression", "compound_assignment_expr", "range_expression",
    "return_expression", "break_expression", "yield_expression", "loop_expression", "let_chain",
    "else_clause", "negative_literal",
)  # fmt: skip
_OF_LAST = (
    "await_expression", "reference_expression", "parenthesized_expression", "unsafe_block", "async_block",
    "try_block", "const_block",
)  # fmt: skip
_EXPRESSIONS |= dict.fromkeys((g.ERROR, *g.kinds(*_PLAIN)), _W.children)
_EXPRESSIONS |= dict.fromkeys(g.kinds(*_OF_LAST), _W.last)
_EXPRESSIONS |= handlers(
    g.kinds,
    {
        "identifier": _W.identifier,
        "self": _W.self_,
        "scoped_identifier": _W.scoped,
        "generic_function": _W.generic_function,
        "call_expression": _W.call,
        "closure_expression": _W.closure,
        "field_expression": _W.field,
        "index_expression": _W.index,
        "try_expression": _W.try_,
        "unary_expression": _W.unary,
        "type_cast_expression": _W.cast,
        "string_literal raw_string_literal": _W.string,
        "tuple_expression": _W.tuple_,
        "array_expression": _W.array,
        "struct_expression": _W.struct,
        "block": _W.block,
        "expression_statement": _W.statement,
        "let_declaration": _W.let,
        "let_condition": _W.condition,
        "if_expression": _W.if_,
        "while_expression": _W.while_,
        "for_expression": _W.for_,
        "match_expression": _W.match,
        "macro_invocation": _W.macro,
    },
)
