"""What JavaScript's conditions tell of the names in them."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.bindings import MAX_SCOPES
from parseltongue.analysis.languages.javascript.invocations import InvocationWalker
from parseltongue.model.paths import INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

GUARD = b"is/"
"""Under this name a function tells what its type predicate promises."""
MAX_NARROWING = 20
"""Nested conditions that tests of types are looked for in."""


class NarrowingWalker(InvocationWalker):
    """`narrow` tells what holds where a condition is true, `narrowed` lets it hold."""

    __slots__ = ()

    def narrow(self, condition: Node, nested: int = 0) -> list[tuple[bytes, int]]:
        """What holds where a condition is true: (name, path of its value)."""
        kind = self.kinds[condition.kind_id]
        if nested > MAX_NARROWING:
            return []
        if kind == g.PARENTHESIZED and condition.child_count == 3:
            return self.narrow(condition.children[1], nested + 1)
        if kind == g.CALL:
            return self._guarded(condition)
        if kind != g.BINARY:
            return []
        left, operator, right = operands(condition)
        if left is None or operator is None or right is None:
            return []
        sign = self.kinds[operator.kind_id]
        if sign == g.AND:
            return self.narrow(left, nested + 1) + self.narrow(right, nested + 1)
        if sign == g.INSTANCEOF and self.kind(left) == g.IDENTIFIER:
            path = self.constructed(right, self.quietly(right))
            return [(self.text(left), self.node(INSTANCE, path))] if path else []
        return []

    def _guarded(self, call: Node) -> list[tuple[bytes, int]]:
        """``isFoo(x)``: what the type predicate of the function says, if it has one."""
        arguments = [one for one in call.children[-1].children if self.kind(one)]
        if len(arguments) != 1 or self.kind(arguments[0]) != g.IDENTIFIER:
            return []
        if self.kind(call.children[0]) not in (g.IDENTIFIER, g.MEMBER):
            return []
        path = self.quietly(call.children[0])
        name = self.text(arguments[0])
        bound = self.find(name)
        if bound < 0 or not self.told(path):
            return []
        guard = self.paths.attribute(path, GUARD)
        return [(name, self.either(guard, bound if self.told(bound) else 0))]

    def narrowed(self, known: list[tuple[bytes, int]]) -> None:
        """Open a scope in which local names have these values; the caller closes it."""
        known = [(name, path) for name, path in known if self.find(name) > 0]
        if known and self.scope.depth < MAX_SCOPES:
            self.open_scope()
            self.scope.names.update(known)


def operands(node: Node) -> tuple[Node | None, Node | None, Node | None]:
    """Left side, operator and right side."""
    children = node.children
    if len(children) == 3:
        return children[0], children[1], children[2]
    field = node.child_by_field_name
    return field("left"), field("operator"), field("right")
