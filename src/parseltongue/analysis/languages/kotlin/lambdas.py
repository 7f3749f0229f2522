"""Walks Kotlin lambdas, and the variables that they and others declare."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.accesses import AccessWalker
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import CALLABLE, FUNCTIONAL_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class LambdaWalker(AccessWalker):
    """Handlers of functions that are values."""

    __slots__ = ("known",)

    known: dict[int, int]
    """Values of nodes, by where they begin, that the grammar takes for something else than they are."""

    # -- lambdas ------------------------------------------------------------------------------------------

    def lambda_(self, node: Node, target: int = 0, plain: bool = False) -> int:
        """A lambda where a value of a functional type is wanted; its own value tells what it returns."""
        if node.start_byte in self.known:
            return self.known[node.start_byte]
        mark = len(self.undo)
        outer = self.scope
        self.scope = scope = Scope(outer)
        receiver = 0 if plain else self.receiver_of(target)
        if receiver:
            scope.inside = self.either(receiver, outer.inside)
            scope.this = self.either(receiver, outer.this)
        named = False
        for child in node.children:
            if child.kind_id in g.LAMBDA_PARAMETERS:
                named = True
                self._lambda_parameters(child, target)
        if not named and not any(one.kind_id == g.ARROW for one in node.children):
            scope.names[b"it"] = self.unnamed(target, FUNCTIONAL_MARK, 0)
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in g.LAMBDA_PARAMETERS | g.COMMENTS:
                value = self.visit(child)
        self.restore(mark)
        self.scope = outer
        return self.node(CALLABLE, value)

    def _lambda_parameters(self, node: Node, target: int) -> None:
        index = 0
        for child in node.children:
            if child.kind_id in g.VARIABLE:
                value = self.unnamed(target, FUNCTIONAL_MARK, index)
                self.declare_variable(child, value)
                index += 1
            elif child.kind_id in g.MULTIPLE:
                self.take_apart(child, self.unnamed(target, FUNCTIONAL_MARK, index))
                index += 1

    def annotated_lambda(self, node: Node, target: int) -> int:
        """A lambda with a label or annotations before it."""
        for child in node.children:
            if child.kind_id in g.LAMBDA:
                return self.lambda_(child, target)
        return self.visit(node)

    # -- variables ----------------------------------------------------------------------------------------

    def declare_variable(self, node: Node, value: int) -> None:
        """Bind ``name`` or ``name: Type``."""
        name = b""
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                name = self.name_of(child)
            elif child.kind_id in g.TYPES:
                value = self.type_value(child) or value
        self.bind(name, value)

    def take_apart(self, node: Node, value: int) -> None:
        """Bind ``(a, b)``."""
        index = 0
        for child in node.children:
            if child.kind_id in g.VARIABLE:
                self.declare_variable(child, self.component(value, index))
                index += 1


LambdaWalker.HANDLERS = AccessWalker.HANDLERS | handlers(
    g.kinds,
    {
        "lambda_literal": LambdaWalker.lambda_,
        "annotated_lambda": LambdaWalker.children,
    },
)
LambdaWalker.WANTED = {
    **dict.fromkeys(g.LAMBDA, LambdaWalker.lambda_),
    **dict.fromkeys(g.ANNOTATED_LAMBDA, LambdaWalker.annotated_lambda),
}
