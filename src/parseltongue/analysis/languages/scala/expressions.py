"""Walks Scala expressions: branches, assignments, literals, annotations."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.invocations import InvocationWalker
from parseltongue.analysis.walker import handlers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_STRING = b"java.lang.String"


class ExpressionWalker(InvocationWalker):
    """Handlers of what expressions are made of besides names, patterns, functions and calls."""

    __slots__ = ()

    def if_(self, node: Node) -> int:
        values = [self.visit(one) for one in node.named_children if one.kind_id not in g.COMMENTS]
        known = set(values[1:])
        return known.pop() if len(values) == 3 and len(known) == 1 else 0

    def assignment(self, node: Node) -> int:
        self.apart(node)
        return 0

    def ascription(self, node: Node) -> int:
        """``value: Type``."""
        value = 0
        for child in node.named_children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            else:
                self.visit(child)
        return value

    # -- literals -----------------------------------------------------------------------------------------

    def string(self, node: Node) -> int:
        return self.value_of(_STRING)

    def interpolated(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id not in g.IDENTIFIER:
                self.children(child)
        return self.value_of(_STRING)

    def integer(self, node: Node) -> int:
        return self.value_of(b"scala.Long" if self.source[node.end_byte - 1] in b"lL" else b"scala.Int")

    def boolean(self, node: Node) -> int:
        return self.value_of(b"scala.Boolean")

    # -- annotations --------------------------------------------------------------------------------------

    def annotation(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.TYPES or child.kind_id in g.NAMES:
                self.typed(child)
            elif child.kind_id in g.ARGUMENTS:
                self.further_arguments(child)
        return 0


ExpressionWalker.HANDLERS = InvocationWalker.HANDLERS | handlers(
    g.kinds,
    {
        "if_expression": ExpressionWalker.if_,
        "assignment_expression": ExpressionWalker.assignment,
        "ascription_expression": ExpressionWalker.ascription,
        "string": ExpressionWalker.string,
        "interpolated_string_expression": ExpressionWalker.interpolated,
        "integer_literal": ExpressionWalker.integer,
        "boolean_literal": ExpressionWalker.boolean,
        "annotation": ExpressionWalker.annotation,
        "parenthesized_expression": ExpressionWalker.children,
        (
            "try_expression catch_clause finally_clause while_expression do_while_expression "
            "return_expression throw_expression tuple_expression postfix_expression prefix_expression "
            "splice_expression quote_expression method_value interpolated_string interpolation "
            "modifiers"
        ): ExpressionWalker.apart,
    },
)
