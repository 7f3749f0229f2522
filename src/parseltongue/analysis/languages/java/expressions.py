"""Walks Java expressions: operators, literals, annotations."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.lambdas import LambdaWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import APPLY, CONTAINER, ITEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_STRING = b"java.lang.String"


class ExpressionWalker(LambdaWalker):
    """Handlers of what expressions are made of besides names, calls and functions."""

    __slots__ = ()

    # -- operators -----------------------------------------------------------------------------------------

    def parenthesized(self, node: Node) -> int:
        value = 0
        for child in node.named_children:
            value = self.visit(child) or value
        return value

    def binary(self, node: Node) -> int:
        """Long sums lean to the left: their operands are visited without going deeper."""
        rights: list[tuple[Node, int]] = []
        while node.kind_id in g.BINARY:
            parts = node.children
            if len(parts) != 3:
                parts = [one for one in parts if one.kind_id not in g.COMMENTS]
            if len(parts) < 3:
                break
            rights.append((parts[-1], parts[1].kind_id))
            node = parts[0]
        value = self.visit(node)
        for right, operator in reversed(rights):
            value = self._operated(value, operator, self.visit(right))
        return value

    def _operated(self, left: int, operator: int, right: int) -> int:
        if operator in g.COMPARISONS:
            return self.value_of(b"boolean")
        string = self.value_of(_STRING)
        if operator == g.PLUS and string in (left, right):
            return string
        return left if left == right else 0

    def unary(self, node: Node) -> int:
        parts = node.children
        value = self.visit(parts[-1])
        return self.value_of(b"boolean") if parts[0].kind_id == g.NOT else value

    def update(self, node: Node) -> int:
        return self.children(node)

    def ternary(self, node: Node) -> int:
        condition = node.child_by_field_id(g.CONDITION)
        first, second = node.child_by_field_id(g.CONSEQUENCE), node.child_by_field_id(g.ALTERNATIVE)
        if condition is not None:
            self.visit(condition)
        value = self.visit(first) if first is not None else 0
        other = self.visit(second) if second is not None else 0
        return value or other

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        value = self.visit(left) if left is not None else 0
        if right is not None:
            self.visit_as(right, value)
        return value

    def cast(self, node: Node) -> int:
        types = [self.type_value(one) for one in node.children if one.kind_id in g.TYPES]
        value = types[0] if types else 0
        self.visit_as(node.children[-1], value)
        return value

    def array_access(self, node: Node) -> int:
        parts = node.named_children
        value = self.visit(parts[0]) if parts else 0
        for part in parts[1:]:
            self.visit(part)
        return self.node(ITEM, value) if value else 0

    def array_creation(self, node: Node) -> int:
        value = 0
        for child in node.children:
            kind = child.kind_id
            if kind in g.TYPES:
                value = self.type_value(child)
            elif kind in g.DIMENSIONS:
                value = self.array(value, child)
            elif kind in g.DIMENSION_EXPRESSIONS:
                self.visit(child)
                value = self.node(CONTAINER, value)
            elif child.is_named:
                self.visit(child)
        return value

    # -- literals ------------------------------------------------------------------------------------------

    def class_literal(self, node: Node) -> int:
        value = self.type_value(node.children[0])
        return self.node(APPLY, self.builtin(b"java.lang.Class"), value) if value else 0

    def string(self, node: Node) -> int:
        if node.child_count > 3 and b"\\{" in self.text(node):
            for child in node.named_children:
                if child.kind_id in g.INTERPOLATION:
                    self.children(child)
        return self._values.get(_STRING) or self.value_of(_STRING)

    def integer(self, node: Node) -> int:
        long = self.source[node.end_byte - 1] in b"lL"
        return self.value_of(b"long" if long else b"int")

    def real(self, node: Node) -> int:
        short = self.source[node.end_byte - 1] in b"fF"
        return self.value_of(b"float" if short else b"double")

    def boolean(self, node: Node) -> int:
        return self.value_of(b"boolean")

    def character(self, node: Node) -> int:
        return self.value_of(b"char")

    # -- annotations ---------------------------------------------------------------------------------------

    def annotation(self, node: Node) -> int:
        """An annotation is a use of its type; of its elements only the values are visited."""
        for child in node.children:
            if child.kind_id in g.ANNOTATION_ARGUMENTS:
                self._annotation_values(child)
            elif child.is_named and child.kind_id not in g.COMMENTS:
                self.type_parts(child)
        return 0

    def _annotation_values(self, node: Node) -> None:
        for child in node.named_children:
            if child.kind_id in g.ELEMENT_PAIR:
                self.visit(child.children[-1])
            else:
                self.visit(child)


ExpressionWalker.HANDLERS = LambdaWalker.HANDLERS | handlers(
    g.kinds,
    {
        "parenthesized_expression": ExpressionWalker.parenthesized,
        "binary_expression": ExpressionWalker.binary,
        "unary_expression": ExpressionWalker.unary,
        "update_expression": ExpressionWalker.update,
        "ternary_expression": ExpressionWalker.ternary,
        "assignment_expression": ExpressionWalker.assignment,
        "cast_expression": ExpressionWalker.cast,
        "array_access": ExpressionWalker.array_access,
        "array_creation_expression": ExpressionWalker.array_creation,
        "class_literal": ExpressionWalker.class_literal,
        "string_literal": ExpressionWalker.string,
        (
            "decimal_integer_literal hex_integer_literal octal_integer_literal binary_integer_literal"
        ): ExpressionWalker.integer,
        "decimal_floating_point_literal hex_floating_point_literal": ExpressionWalker.real,
        "true false": ExpressionWalker.boolean,
        "character_literal": ExpressionWalker.character,
        "annotation marker_annotation": ExpressionWalker.annotation,
        (
            "array_initializer element_value_array_initializer dimensions_expr template_expression "
            "string_interpolation modifiers"
        ): ExpressionWalker.children,
    },
)
ExpressionWalker.BRACKETS = g.PARENTHESIZED
