"""Walks Scala functions that are values."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.patterns import PatternWalker
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import CALLABLE, FUNCTIONAL_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class LambdaWalker(PatternWalker):
    """Handlers of functions that are values."""

    __slots__ = ()

    def lambda_(self, node: Node, target: int = 0) -> int:
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        parts = node.children
        arrow = next((at for at, one in enumerate(parts) if one.kind_id in g.ARROW), 0)
        index = 0
        for part in parts[:arrow]:
            for one in part.named_children if part.kind_id in g.BINDINGS else (part,):
                if one.kind_id in g.BINDING or one.kind_id in g.IDENTIFIER:
                    self._lambda_parameter(one, self.unnamed(target, FUNCTIONAL_MARK, index))
                    index += 1
        value = 0
        for part in parts[arrow + 1 :]:
            if part.is_named and part.kind_id not in g.COMMENTS:
                value = self.visit(part)
        self.scope = outer
        self.restore(mark)
        return self.node(CALLABLE, value)

    def _lambda_parameter(self, node: Node, value: int) -> None:
        if node.kind_id in g.IDENTIFIER:
            self.bind(self.name_of(node), value)
            return
        name = node.child_by_field_id(g.NAME)
        type_node = node.child_by_field_id(g.TYPE)
        value = self.type_value(type_node) or value
        if name is not None:
            self.bind(self.name_of(name), value)


LambdaWalker.HANDLERS = PatternWalker.HANDLERS | handlers(
    g.kinds,
    {
        "lambda_expression": LambdaWalker.lambda_,
    },
)
