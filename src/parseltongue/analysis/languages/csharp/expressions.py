"""Walks C# expressions: operators, literals, attributes."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.designations import DesignationWalker
from parseltongue.analysis.languages.csharp.types import BOOLEAN, STRING
from parseltongue.analysis.walker import handlers, operands
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ENTER, FIRST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class ExpressionWalker(DesignationWalker):
    """Handlers of what expressions are made of besides names, calls, functions and creations."""

    __slots__ = ()

    # -- operators ----------------------------------------------------------------------------------------

    def binary(self, node: Node) -> int:
        first, following = operands(node, g.BINARY, g.LEFT, g.OPERATED, g.RIGHT)
        value = self.visit(first)
        for operator, right in following:
            value = self._operated(value, operator, self.visit_as(right, value))
        return value

    def _operated(self, left: int, operator: int, right: int) -> int:
        if operator in g.COMPARISONS:
            return self.value_of(BOOLEAN)
        if operator == g.COALESCE:
            return self.node(FIRST, left) if left else right
        string = self.value_of(STRING)
        if operator == g.PLUS and string in (left, right):
            return string
        return left if left == right else 0

    def prefix(self, node: Node) -> int:
        value = self.visit(node.children[-1])
        sign = node.children[0].kind_id
        return self.value_of(BOOLEAN) if sign == g.NOT else 0 if sign == g.FROM_END else value

    def postfix(self, node: Node) -> int:
        return self.visit(node.children[0])

    def conditional(self, node: Node) -> int:
        condition = node.child_by_field_id(g.CONDITION)
        first, second = node.child_by_field_id(g.CONSEQUENCE), node.child_by_field_id(g.ALTERNATIVE)
        if condition is not None:
            self.visit(condition)
        value = self.visit(first) if first is not None else 0
        other = self.visit_as(second, value) if second is not None else 0
        return value or other

    def assignment(self, node: Node) -> int:
        """``left = right``; what stands within brackets on the left are the parts of the right."""
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is not None and left.kind_id in g.TUPLE:
            value = self.visit(right) if right is not None else 0
            self.deconstruct(left, value)
            return value
        value = self.visit(left) if left is not None else 0
        if right is not None:
            self.visit_as(right, value)
        return value

    def cast(self, node: Node) -> int:
        declared = self.type_value(node.child_by_field_id(g.TYPE))
        value_node = node.child_by_field_id(g.VALUE)
        value = self.visit_as(value_node, declared) if value_node is not None else 0
        return declared or value

    def as_(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is not None:
            self.visit(left)
        return self.type_value(right)

    def is_(self, node: Node) -> int:
        self.as_(node)
        return self.value_of(BOOLEAN)

    def awaited(self, node: Node) -> int:
        value = self.value_in(node)
        return self.node(ENTER, value) if value else 0

    # -- literals -----------------------------------------------------------------------------------------

    def type_of(self, node: Node) -> int:
        self.type_value(node.child_by_field_id(g.TYPE))
        return self.value_of(b"System.Type")

    def default(self, node: Node) -> int:
        return self.type_value(node.child_by_field_id(g.TYPE))

    def string(self, node: Node) -> int:
        return self._values.get(STRING) or self.value_of(STRING)

    def interpolated(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.INTERPOLATION:
                self.children(child)
        return self.value_of(STRING)

    def integer(self, node: Node) -> int:
        suffix = self.text(node)[-2:].lower()
        if suffix in (b"ul", b"lu"):
            return self.value_of(b"System.UInt64")
        long, unsigned = suffix.endswith(b"l"), suffix.endswith(b"u")
        return self.value_of(b"System.Int64" if long else b"System.UInt32" if unsigned else b"System.Int32")

    def real(self, node: Node) -> int:
        suffix = self.source[node.end_byte - 1] | 32
        names = {102: b"System.Single", 109: b"System.Decimal"}
        return self.value_of(names.get(suffix, b"System.Double"))

    def boolean(self, node: Node) -> int:
        return self.value_of(BOOLEAN)

    def character(self, node: Node) -> int:
        return self.value_of(b"System.Char")

    # -- attributes ---------------------------------------------------------------------------------------

    def attribute(self, node: Node) -> int:
        """An attribute is a use of its type; of its arguments only the values are visited."""
        name = node.child_by_field_id(g.NAME)
        if name is not None and name.kind_id in g.IDENTIFIER:
            self.mention_type(self.find_attribute(self.text(name)), name)
        elif name is not None:
            self._qualified_attribute(name)
        for child in node.children:
            if child.kind_id in g.ATTRIBUTE_ARGUMENTS:
                for one in child.named_children:
                    if one.kind_id in g.ATTRIBUTE_ARGUMENT and one.child_count:
                        self.visit(one.children[-1])
        return 0

    def _qualified_attribute(self, node: Node) -> None:
        if node.kind_id in g.GENERIC_NAME:
            self.type_value(node)
            return
        last, before = node.child_by_field_id(g.NAME), node.child_by_field_id(g.QUALIFIER)
        if last is not None and before is not None and before.kind_id in g.NAMES:
            place = self.typed(before)[0] if before.kind_id not in g.IDENTIFIER else self.qualifier(before)
            self.mention(self.member(place, self.text(last) + b"`a") if place else 0, USES, last)


ExpressionWalker.HANDLERS = DesignationWalker.HANDLERS | handlers(
    g.kinds,
    {
        "binary_expression": ExpressionWalker.binary,
        "prefix_unary_expression": ExpressionWalker.prefix,
        "postfix_unary_expression": ExpressionWalker.postfix,
        "conditional_expression": ExpressionWalker.conditional,
        "assignment_expression": ExpressionWalker.assignment,
        "cast_expression": ExpressionWalker.cast,
        "as_expression": ExpressionWalker.as_,
        "is_expression": ExpressionWalker.is_,
        "await_expression": ExpressionWalker.awaited,
        "parenthesized_expression checked_expression ref_expression": ExpressionWalker.value_in,
        "typeof_expression sizeof_expression": ExpressionWalker.type_of,
        "default_expression": ExpressionWalker.default,
        "string_literal verbatim_string_literal raw_string_literal": ExpressionWalker.string,
        "interpolated_string_expression": ExpressionWalker.interpolated,
        "integer_literal": ExpressionWalker.integer,
        "real_literal": ExpressionWalker.real,
        "boolean_literal": ExpressionWalker.boolean,
        "character_literal": ExpressionWalker.character,
        "attribute": ExpressionWalker.attribute,
        (
            "range_expression throw_expression makeref_expression reftype_expression "
            "refvalue_expression attribute_list global_attribute"
        ): ExpressionWalker.children,
    },
)
ExpressionWalker.BRACKETS = g.PARENTHESIZED
