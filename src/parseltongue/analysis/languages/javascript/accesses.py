"""Walks JavaScript's names, and members that are taken of values."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS, VisitWalker
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import ATTR, ITEM, LOCAL, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

LOOSE = g.kinds("binary_expression", "unary_expression", "await_expression")
"""What a sign behind an operand binds more tightly than."""


class AccessWalker(VisitWalker):
    """Handlers of names and members."""

    __slots__ = ()

    def identifier(self, node: Node) -> int:
        return self.name_use(node)

    def this(self, node: Node) -> int:
        return self.scope.frame.this

    def super_(self, node: Node) -> int:
        owner = self.scope.frame.owner
        return self.node(SUPER, self.node(LOCAL, owner.ordinal)) if owner is not None else 0

    def member(self, node: Node, kind: int = USES) -> int:
        children = node.children
        scope = self.receiver(children[0])
        last = children[-1]
        start = last.start_byte
        path = self.paths.attribute(scope, self.source[start : last.end_byte])
        self.mentions.append((path, kind, start, self.source_entity))
        return path

    def receiver(self, node: Node) -> int:
        """The value that a member is taken of; in ``await f<T>().x`` all of that is awaited."""
        if self.kinds[node.kind_id] == g.CALL and self.kinds[node.children[0].kind_id] in LOOSE:
            return self.call_of(node, self.last_operand(node.children[0]))
        return self.expression(node)

    def last_operand(self, node: Node) -> Node:
        """The last operand of a node, what is before it visited.

        A sign behind an operand, or type arguments, belong to it alone: ``a - x!``, ``await f<T>()``; the
        grammar gives them to all before it.
        """
        for _ in range(MAX_DEPTH):
            if self.kinds[node.kind_id] not in LOOSE or not node.child_count:
                break
            for child in node.children[:-1]:
                self.expression(child)
            node = node.children[-1]
        return node

    def subscript(self, node: Node) -> int:
        children = node.children
        value = self.expression(children[0])
        for child in children[1:]:
            self.expression(child)
        return self.node(ITEM, value) if value else 0

    def callee(self, node: Node, kind: int = CALLS) -> int:
        """Path of what is called, mentioned as such."""
        own = self.kinds[node.kind_id]
        if own == g.IDENTIFIER:
            return self.name_use(node, kind)
        if own == g.MEMBER:
            return self.member(node, kind)
        if own == g.NON_NULL or own == g.PARENTHESIZED:
            inner = [one for one in node.children if EXPRESSIONS[self.kind(one)] is not None]
            if len(inner) == 1 and self.depth < MAX_DEPTH:
                self.depth += 1
                path = self.callee(inner[0], kind)
                self.depth -= 1
                return path
        return self.expression(node)

    def constructed(self, node: Node, path: int) -> int:
        """The type that ``new X`` makes, where X can be a value and a type at once."""
        kind = self.kind(node)
        if kind == g.IDENTIFIER:
            text = self.text(node)
            bound = self.find_type(text)
            known = bound < 0 and bound != -self.global_path(text) and self.find(text) < 0
            return -bound if known else path
        operation, scope, name = self.steps[path]
        if kind != g.MEMBER or operation != ATTR or self.kind(node.children[0]) != g.IDENTIFIER:
            return path
        imported = self.find(self.text(node.children[0])) < 0
        return self.member_type(scope, self.paths.names[name]) if imported else path

    # -- provided by the other parts of the walker ---------------------------------------------------------

    def call_of(self, node: Node, function: Node) -> int:
        raise NotImplementedError


g.enter(
    EXPRESSIONS,
    {
        "identifier shorthand_property_identifier": AccessWalker.identifier,
        "this": AccessWalker.this,
        "super": AccessWalker.super_,
        "member_expression": AccessWalker.member,
        "subscript_expression": AccessWalker.subscript,
    },
)
