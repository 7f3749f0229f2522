"""Walks Kotlin expressions: operators, literals, annotations."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.accesses import WORD, operand
from parseltongue.analysis.languages.kotlin.bindings import TRAILING, TYPE_ARGUMENT
from parseltongue.analysis.languages.kotlin.invocations import InvocationWalker
from parseltongue.analysis.languages.kotlin.types import BOOLEAN, STRING
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import APPLY, ITEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_RANGE = b"kotlin.ranges.ClosedRange"


class ExpressionWalker(InvocationWalker):
    """Handlers of what expressions are made of besides names, calls and functions."""

    __slots__ = ()

    # -- operators ----------------------------------------------------------------------------------------

    def parenthesized(self, node: Node) -> int:
        if node.start_byte in self.known:
            return self.known[node.start_byte]
        return self.children(node)

    def binary(self, node: Node) -> int:
        """Long sums lean to the left: their operands are visited without going deeper."""
        rights: list[tuple[Node, int]] = []
        while node.kind_id in g.BINARY:
            left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
            operator = node.child_by_field_id(g.OPERATOR)
            if left is None or right is None or operator is None:
                return self.apart(node)
            if operator.kind_id == g.MORE and left.kind_id in g.BINARY:
                value = self._misread_call(left, right)
                if value is not None:
                    return self._operate(value, rights)
            rights.append((right, operator.kind_id))
            node = left
        return self._operate(self.visit(node), rights)

    def _operate(self, value: int, rights: list[tuple[Node, int]]) -> int:
        for right, operator in reversed(rights):
            value = self._operated(value, operator, self.visit(right))
        return value

    def _operated(self, left: int, operator: int, right: int) -> int:
        if operator in g.COMPARISONS:
            return self.value_of(BOOLEAN)
        if operator == g.ELVIS:
            return left
        string = self.value_of(STRING)
        if operator == g.PLUS and left == string:
            return string
        return left if left == right else 0

    def _misread_call(self, left: Node, right: Node) -> int | None:
        """``name<Type>(arguments)``, which the grammar can take for two comparisons."""
        operator = left.child_by_field_id(g.OPERATOR)
        callee, type_ = left.child_by_field_id(g.LEFT), left.child_by_field_id(g.RIGHT)
        start = right
        while start.kind_id in _CHAINED and start.child_count:
            start = start.children[0]
        if operator is None or operator.kind_id != g.LESS or callee is None or type_ is None:
            return None
        is_lambda = start.kind_id in g.LAMBDA
        if not (is_lambda or start.kind_id in g.PARENTHESIZED) or type_.kind_id not in g.IDENTIFIER:
            return None
        if callee.kind_id not in g.IDENTIFIER | g.NAVIGATION:
            return None
        path = self.find_type(self.name_of(type_))
        if path > 0:
            self.mention_type(path, type_)
        if callee.kind_id in g.IDENTIFIER:
            place, name_node = self.scope.inside, callee
        else:
            place, name_node = self.extended(self.visit(operand(callee.children[0]))), callee.children[-1]
        given = [] if is_lambda else [one for one in start.children if one.is_named]
        told = self.named(TYPE_ARGUMENT, self.instance(abs(path)))
        values = [told, *[self.visit(one) for one in given]]
        if is_lambda:
            values = [told, self.named(TRAILING, self.lambda_(start))]
        found = self.method(place, values, self.name_of(name_node))
        self.mention(found, CALLS, name_node)
        value = self.called(found)
        self.known[start.start_byte] = value
        return self.visit(right)

    def unary(self, node: Node) -> int:
        operand = node.child_by_field_id(g.OPERAND)
        operator = node.child_by_field_id(g.OPERATOR)
        value = self.visit(operand) if operand is not None else self.apart(node)
        if operator is not None and operator.kind_id == g.NOT:
            return self.value_of(BOOLEAN)
        return value

    def range_(self, node: Node) -> int:
        values = [self.visit(one) for one in node.children if one.is_named]
        return self.node(APPLY, self.builtin(_RANGE), values[0]) if values and values[0] else 0

    def boolean(self, node: Node) -> int:
        self.children(node)
        return self.value_of(BOOLEAN)

    def index(self, node: Node) -> int:
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        value = self.visit(operand(parts[0])) if parts else 0
        for part in parts[1:]:
            self.visit(part)
        return self.node(ITEM, value) if value else 0

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        value = self.visit(left) if left is not None else 0
        if right is not None:
            self.visit_as(right, value)
        return 0

    # -- types in expressions -----------------------------------------------------------------------------

    def is_(self, node: Node) -> int:
        """``value is Type``: what is tested is of that type wherever the test held."""
        left = node.child_by_field_id(g.LEFT)
        right = node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.apart(node)
        self.visit(left)
        value = self.type_value(right)
        if not any(one.kind_id == g.NOT_IS for one in node.children):
            self.tested(left, value)
        return self.value_of(BOOLEAN)

    def tested(self, node: Node, value: int) -> None:
        """Note that a variable, or a member so named, is of a type."""
        while node.kind_id in g.PARENTHESIZED and node.named_child_count == 1:
            node = node.named_children[0]
        if node.kind_id in g.IDENTIFIER:
            self.cast(self.name_of(node), value)
        elif node.kind_id in g.NAVIGATION and node.children[0].kind_id in g.THIS:
            self.cast(self.name_of(node.children[-1]), value)

    def as_(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.apart(node)
        value = self.type_value(right)
        self.visit_as(left, value)
        return value

    # -- literals -----------------------------------------------------------------------------------------

    def string(self, node: Node) -> int:
        """A template names what stands behind a ``$`` of its own."""
        marked = False
        for child in node.children:
            if child.kind_id in g.STRING_CONTENT:
                text = self.text(child)
                if marked:
                    self._template_name(child, text)
                marked = text == b"$"
            else:
                marked = False
                if child.kind_id in g.INTERPOLATION:
                    self.children(child)
        return self.value_of(STRING)

    def _template_name(self, node: Node, text: bytes) -> None:
        found = WORD.match(text)
        if found is None or found.group() == b"this":
            return
        path = self.find(found.group())
        if path < 0:
            self.mention(-path, USES, node)

    def integer(self, node: Node) -> int:
        long = self.source[node.end_byte - 1] in b"lL"
        return self.value_of(b"kotlin.Long" if long else b"kotlin.Int")

    def real(self, node: Node) -> int:
        short = self.source[node.end_byte - 1] in b"fF"
        return self.value_of(b"kotlin.Float" if short else b"kotlin.Double")

    def character(self, node: Node) -> int:
        return self.value_of(b"kotlin.Char")

    # -- annotations --------------------------------------------------------------------------------------

    def annotation(self, node: Node) -> int:
        """An annotation is a use of its type; of its arguments only the values are visited."""
        for child in node.children:
            if child.kind_id in g.CONSTRUCTION:
                self.annotation(child)
            elif child.kind_id in g.TYPES:
                self.typed(child)
            elif child.kind_id in g.ARGUMENTS:
                self.plain_arguments(child)
        return 0


_CHAINED = g.NAVIGATION | g.CALL | g.INDEX | g.UNARY
"""Kinds that begin with what they are said of."""

ExpressionWalker.HANDLERS = InvocationWalker.HANDLERS | handlers(
    g.kinds,
    {
        "parenthesized_expression": ExpressionWalker.parenthesized,
        "binary_expression": ExpressionWalker.binary,
        "unary_expression": ExpressionWalker.unary,
        "range_expression": ExpressionWalker.range_,
        "in_expression": ExpressionWalker.boolean,
        "is_expression": ExpressionWalker.is_,
        "as_expression": ExpressionWalker.as_,
        "index_expression": ExpressionWalker.index,
        "assignment": ExpressionWalker.assignment,
        "string_literal multiline_string_literal": ExpressionWalker.string,
        "number_literal": ExpressionWalker.integer,
        "float_literal": ExpressionWalker.real,
        "character_literal": ExpressionWalker.character,
        "annotation file_annotation": ExpressionWalker.annotation,
        "annotated_expression": ExpressionWalker.children,
        "collection_literal modifiers parameter_modifiers interpolation": ExpressionWalker.apart,
    },
)
