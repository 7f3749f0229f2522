"""The way through JavaScript expressions: what reads which kind of node, and the value of what is read."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.annotations import TypeWalker
from parseltongue.analysis.languages.javascript.bindings import by_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.languages.javascript.bindings import Handlers

EXPRESSIONS: Handlers = [None] * g.KIND_COUNT
"""By our number of a kind. Each part of the walker enters those that it reads."""


class VisitWalker(TypeWalker):
    """Goes from node to node; no handler looks at a node's parent, and text is cut from the source bytes."""

    __slots__ = ()

    expression = by_kind(EXPRESSIONS)
    """Path of the value of an expression (0: unknown); mentions are recorded on the way."""

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        kinds = self.kinds
        for child in node.children:
            if EXPRESSIONS[kinds[child.kind_id]] is not None:
                self.expression(child)
        return 0

    def last(self, node: Node) -> int:
        """The value of the last expression in a node."""
        value = 0
        for child in node.children:
            if EXPRESSIONS[self.kinds[child.kind_id]] is not None:
                value = self.expression(child)
        return value

    def quietly(self, node: Node) -> int:
        """Value of an expression that has been visited before: nothing is mentioned again."""
        before = len(self.mentions)
        value = self.expression(node)
        del self.mentions[before:]
        return value


_PLAIN = (
    "unary_expression update_expression augmented_assignment_expression computed_property_name "
    "template_substitution jsx_element jsx_expression jsx_attribute ERROR arguments null undefined "
    "meta_property"
)
g.enter(
    EXPRESSIONS,
    {_PLAIN: VisitWalker.children, "parenthesized_expression sequence_expression": VisitWalker.last},
)
