"""Walks what JavaScript's expressions are made of besides names and calls: operators, literals, JSX."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.narrowing import NarrowingWalker, operands
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.paths import CONTAINER, ENTER, ITER, PAIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.javascript.invocations import Context


class ExpressionWalker(NarrowingWalker):
    """Handlers of operators, literals and JSX."""

    __slots__ = ()

    # -- operators -----------------------------------------------------------------------------------------

    def binary(self, node: Node) -> int:
        left, operator, right = operands(node)
        if left is None or operator is None or right is None:
            return self.children(node)
        sign = self.kinds[operator.kind_id]
        first = self.expression(left)
        if sign == g.AND:
            outer = self.scope
            self.narrowed(self.narrow(left))
            second = self.expression(right)
            self.scope = outer
            return second
        second = self.expression(right)
        return self.either(first, second) if sign in (g.OR, g.NULLISH) else 0

    def ternary(self, node: Node, context: Context | None = None) -> int:
        parts = [one for one in node.children if self.kind(one) and self.kind(one) != g.COMMENT]
        if len(parts) != 3:
            return self.children(node)
        self.expression(parts[0])
        outer = self.scope
        self.narrowed(self.narrow(parts[0]))
        first = self.expected(parts[1], context)
        self.scope = outer
        return self.either(first, self.expected(parts[2], context))

    def expected(self, node: Node, context: Context | None) -> int:
        """The value of an expression from which something is known to be expected."""
        kind = self.kinds[node.kind_id]
        if kind in g.FUNCTIONS:
            return self.function_value(node, None, context)
        if context is None or self.depth > MAX_DEPTH:
            return self.expression(node)
        self.depth += 1
        value = 0
        if kind == g.PARENTHESIZED:
            for child in node.children:
                value = self.expected(child, context) or value
        elif kind == g.TERNARY:
            value = self.ternary(node, context)
        else:
            value = self.expression(node)
        self.depth -= 1
        return value

    def non_null(self, node: Node) -> int:
        """``x!``"""
        return self.expression(self.last_operand(node.children[0]))

    def await_(self, node: Node) -> int:
        value = self.last(node)
        return self.node(ENTER, value) if value else 0

    def yield_(self, node: Node) -> int:
        self.scope.frame.generator = True
        value = self.last(node)
        if value:
            self.scope.frame.returns.append(value)
        return 0

    def cast(self, node: Node) -> int:
        """``x as T``, ``x satisfies T``."""
        children = node.children
        value = self.expression(children[0])
        last = children[-1]
        if self.kind(last) == g.CONST or len(children) < 3:
            return value
        return self.annotation(last)

    def assertion(self, node: Node) -> int:
        """``<T>x``."""
        children = node.children
        value = self.inner(children[0])
        self.expression(children[-1])
        return value

    def instantiation(self, node: Node) -> int:
        children = node.children
        value = self.expression(children[0])
        for child in children[1:]:
            self.inner(child)
        return value

    # -- literals ------------------------------------------------------------------------------------------

    def string(self, node: Node) -> int:
        self.literal(node)
        return self.builtin_value(b"String")

    def template(self, node: Node) -> int:
        self.literal(node)
        for child in node.children:
            if self.kind(child) == g.SUBSTITUTION:
                self.children(child)
        return self.builtin_value(b"String")

    def number(self, node: Node) -> int:
        return self.builtin_value(b"Number")

    def regex(self, node: Node) -> int:
        self.literal(node)
        return self.builtin_value(b"RegExp")

    def boolean(self, node: Node) -> int:
        return self.builtin_value(b"Boolean")

    def array(self, node: Node) -> int:
        """An array: its elements are taken to be like the first."""
        values = [
            self.expression(child)
            for child in node.children
            if EXPRESSIONS[self.kinds[child.kind_id]] is not None
        ]
        if len(values) == 2 and values[0] != values[1]:
            return self.node(PAIR, values[0], values[1])
        return self.node(CONTAINER, next(filter(None, values), 0))

    def spread(self, node: Node) -> int:
        value = self.last(node)
        return self.node(ITER, value) if value else 0

    def pair(self, node: Node) -> int:
        """A property of an object literal that belongs to nothing with a name."""
        children = node.children
        if self.kind(children[0]) == g.COMPUTED:
            self.children(children[0])
        return self.expression(children[-1])

    # -- JSX -----------------------------------------------------------------------------------------------

    def jsx_opening(self, node: Node) -> int:
        """A component is called; names in lower case are elements of the page."""
        name = node.child_by_field_name("name")
        if name is not None:
            kind = self.kind(name)
            if kind == g.MEMBER or (kind == g.IDENTIFIER and not self.text(name)[:1].islower()):
                self.callee(name)
        for child in node.children:
            if name is None or child.start_byte != name.start_byte:
                self.expression(child)
        return 0

    # -- provided by the other parts of the walker ---------------------------------------------------------

    def function_value(self, node: Node, draft: EntityDraft | None, context: Context | None) -> int:
        raise NotImplementedError


g.enter(
    EXPRESSIONS,
    {
        "binary_expression": ExpressionWalker.binary,
        "ternary_expression": ExpressionWalker.ternary,
        "non_null_expression": ExpressionWalker.non_null,
        "await_expression": ExpressionWalker.await_,
        "yield_expression": ExpressionWalker.yield_,
        "as_expression satisfies_expression": ExpressionWalker.cast,
        "type_assertion": ExpressionWalker.assertion,
        "instantiation_expression": ExpressionWalker.instantiation,
        "string": ExpressionWalker.string,
        "template_string": ExpressionWalker.template,
        "number": ExpressionWalker.number,
        "regex": ExpressionWalker.regex,
        "true false": ExpressionWalker.boolean,
        "array": ExpressionWalker.array,
        "spread_element": ExpressionWalker.spread,
        "pair": ExpressionWalker.pair,
        "jsx_opening_element jsx_self_closing_element": ExpressionWalker.jsx_opening,
    },
)
