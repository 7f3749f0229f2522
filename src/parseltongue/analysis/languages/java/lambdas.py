"""Walks Java functions that are values: lambdas and references to methods."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.invocations import CONSTRUCTED, InvocationWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS
from parseltongue.model.paths import CALLABLE, CONTAINER, FUNCTIONAL_MARK, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class LambdaWalker(InvocationWalker):
    """Handlers of functions that are values."""

    __slots__ = ()

    # -- lambdas -------------------------------------------------------------------------------------------

    def lambda_(self, node: Node, target: int = 0) -> int:
        """A lambda where a value of a functional type is wanted; its own value tells what it returns."""
        mark = len(self.undo)
        parameters, body = node.child_by_field_id(g.PARAMETER_LIST), node.child_by_field_id(g.BODY)
        if parameters is not None:
            self._lambda_parameters(parameters, target)
        outer, self.returns = self.returns, []
        result = 0
        if body is not None:
            result = self.visit(body)
            if body.kind_id in g.BLOCK:
                result = next(filter(None, self.returns), 0)
        self.returns = outer
        self.restore(mark)
        return self.node(CALLABLE, result)

    def _lambda_parameters(self, node: Node, target: int) -> None:
        if node.kind_id in g.IDENTIFIER:
            self.bind(self.text(node), self.unnamed(target, FUNCTIONAL_MARK, 0))
        elif node.kind_id in g.INFERRED_PARAMETERS:
            names = [one for one in node.named_children if one.kind_id in g.IDENTIFIER]
            for index, one in enumerate(names):
                self.bind(self.text(one), self.unnamed(target, FUNCTIONAL_MARK, index))
        else:
            formals = [
                one for one in node.named_children if one.kind_id in g.FORMAL or one.kind_id in g.SPREAD
            ]
            for index, one in enumerate(formals):
                name, value, _ = self.parameter(one)
                self.bind(name, value or self.unnamed(target, FUNCTIONAL_MARK, index))

    def parameter(self, node: Node) -> tuple[bytes, int, bool]:
        """Name, value and whether it takes all remaining arguments, of one parameter."""
        name, value, dimensions = b"", 0, None
        spread = node.kind_id in g.SPREAD
        for child in node.children:
            kind = child.kind_id
            if kind in g.TYPES:
                value = self.type_value(child)
            elif kind in g.IDENTIFIER:
                name = self.text(child)
            elif kind in g.DECLARATOR:
                name = self.text(child.children[0])
            elif kind in g.DIMENSIONS:
                dimensions = child
            elif kind in g.MODIFIERS or kind in g.ANNOTATIONS:
                self.visit(child)
        value = self.array(value, dimensions)
        return name, self.node(CONTAINER, value) if spread else value, spread

    # -- references ----------------------------------------------------------------------------------------

    def method_reference(self, node: Node) -> int:
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        if not parts:
            return 0
        first = parts[0]
        if node.children[-1].kind_id == g.NEW:
            path, value = self.type_parts(first)
            if not path:
                return self.node(CALLABLE, value)
            self.mention(self._any(path, CONSTRUCTED), CALLS, first)
            return self.node(CALLABLE, value)
        place = self.type_parts(first)[0] if first.kind_id in g.TYPES else self.visit(first)
        if len(parts) < 2 or not place:
            return 0
        path = self._any(place, self.text(parts[-1]))
        self.mention(path, CALLS, parts[-1])
        return self.node(CALLABLE, self.called(path))

    def _any(self, place: int, name: bytes) -> int:
        """A method of any number of parameters."""
        return self.node(METHOD, self.node(CALLABLE, place), self.paths.name(name))


LambdaWalker.HANDLERS = InvocationWalker.HANDLERS | handlers(
    g.kinds,
    {
        "lambda_expression": LambdaWalker.lambda_,
        "method_reference": LambdaWalker.method_reference,
    },
)
LambdaWalker.WANTED = dict.fromkeys(g.LAMBDA, LambdaWalker.lambda_)
