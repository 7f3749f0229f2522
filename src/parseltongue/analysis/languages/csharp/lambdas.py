"""Walks C# functions that are values, and parameters."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.creations import CreationWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import CALLABLE, FUNCTIONAL_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class LambdaWalker(CreationWalker):
    """Handlers of functions that are values."""

    __slots__ = ()

    def lambda_(self, node: Node, target: int = 0) -> int:
        """A function where a delegate is wanted; its own value tells what it returns."""
        mark = len(self.undo)
        body = node.child_by_field_id(g.BODY)
        for child in node.children:
            kind = child.kind_id
            if kind in g.ATTRIBUTE_LIST:
                self.visit(child)
            elif kind in g.BLOCK:
                body = child
        self.type_value(node.child_by_field_id(g.TYPE))
        count = self._lambda_parameters(node.child_by_field_id(g.PARAMETERS), target)
        outer, self.returns = self.returns, []
        wanted, self.scope.result = self.scope.result, 0
        result = self.visit(body) if body is not None else 0
        if body is not None and body.kind_id in g.BLOCK:
            result = next(filter(None, self.returns), 0)
        self.returns, self.scope.result = outer, wanted
        self.restore(mark)
        function = self.node(CALLABLE, result)
        return function if count is None else self.member(function, b"`%d" % count)

    def _lambda_parameters(self, node: Node | None, target: int) -> int | None:
        """Bind the parameters of a function; their number, if it tells them at all."""
        if node is None:
            return None
        if node.kind_id not in g.PARAMETER_LISTS:
            self.bind(self.text(node), self.unnamed(target, FUNCTIONAL_MARK, 0))
            return 1
        found = self.parameters(node)
        for index, (name, value, _, _) in enumerate(found):
            self.bind(name, value or self.unnamed(target, FUNCTIONAL_MARK, index))
        return len(found)

    def parameters(self, node: Node) -> list[tuple[bytes, int, bool, bool]]:
        """Name, value, whether it takes all remaining arguments, whether it can be left out."""
        found = []
        spread = False
        type_node: Node | None = None
        for child in node.children:
            if child.kind_id in g.PARAMETER:
                found.append(self._parameter(child))
            elif child.kind_id == g.PARAMS:
                spread = True
            elif spread and child.kind_id in g.TYPES and type_node is None:
                type_node = child
            elif spread and child.kind_id in g.IDENTIFIER:
                found.append((self.text(child), self.type_value(type_node), True, False))
            elif child.kind_id in g.ATTRIBUTE_LIST:
                self.visit(child)
        return found

    def _parameter(self, node: Node) -> tuple[bytes, int, bool, bool]:
        name = node.child_by_field_id(g.NAME)
        value = self.type_value(node.child_by_field_id(g.TYPE))
        optional = spread = False
        for child in node.children:
            if child.kind_id in g.ATTRIBUTE_LIST:
                self.visit(child)
            elif child.kind_id == g.EQUALS:
                optional = True
            elif optional:
                self.visit_as(child, value)
            elif child.kind_id == g.PARAMS:
                spread = True
        return self.text(name) if name is not None else b"", value, spread, optional


LambdaWalker.HANDLERS = CreationWalker.HANDLERS | handlers(
    g.kinds,
    {
        "lambda_expression anonymous_method_expression": LambdaWalker.lambda_,
    },
)
LambdaWalker.WANTED = CreationWalker.WANTED | dict.fromkeys(g.FUNCTIONS, LambdaWalker.lambda_)
