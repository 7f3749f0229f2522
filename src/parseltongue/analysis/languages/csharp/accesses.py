"""Walks C#'s names, and what is said of something with a dot or in square brackets."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.bindings import type_key
from parseltongue.analysis.languages.csharp.types import TypeWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ATTR, ITEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DISCARDED = b"_"


class AccessWalker(TypeWalker):
    """Handlers of names and members."""

    __slots__ = ("bound",)

    bound: int
    """Path of the value that ``?.`` is about to access."""

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        visit, handlers = self.visit, self.handlers
        for child in node.children:
            if child.kind_id in handlers:
                visit(child)
        return 0

    def value_in(self, node: Node) -> int:
        """The value of the last expression directly in a node."""
        value, handlers = 0, self.handlers
        for child in node.children:
            if child.kind_id in handlers:
                value = self.visit(child) or value
        return value

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name)
        if path is None:
            if name == _DISCARDED:
                return 0
            path = self.find(name)
            if path < 0:
                path = -path
                self.mentions.append((path, USES, start, self.source_entity))
        return path

    def qualifier(self, node: Node) -> int:
        """What a member is accessed of: a value, a type, or a namespace."""
        if node.kind_id not in g.IDENTIFIER:
            return self.visit(node)
        path = self.find(self.text(node), qualifies=True)
        if path < 0:
            path = -path
            self.mention(path, USES, node)
        return path

    def this(self, node: Node) -> int:
        return self.scope.this

    def base(self, node: Node) -> int:
        scope = self.class_scope()
        return scope.parent if scope is not None else 0

    # -- members ------------------------------------------------------------------------------------------

    def member_access(self, node: Node) -> int:
        expression, name = node.child_by_field_id(g.EXPRESSION), node.child_by_field_id(g.NAME)
        if expression is None or name is None:
            return self.children(node)
        return self.accessed(self.qualifier(expression), name)

    def accessed(self, place: int, name: Node) -> int:
        """A member that is not called."""
        if name.kind_id in g.GENERIC_NAME:
            arguments = name.children[-1]
            values = self.type_arguments(arguments)
            path = self.member(place, type_key(self.text(name.children[0]), len(values))) if place else 0
            if path:
                self.mention(path, USES, name)
            return self.applied(path, values) if path else 0
        path = self.member(place, self.text(name)) if place else 0
        if path and self.steps[path][0] == ATTR:
            self.mention(path, USES, name)
        return path

    def conditional_access(self, node: Node) -> int:
        """``value?.member``: what stands behind the question mark is about the value."""
        condition = node.child_by_field_id(g.CONDITION)
        value = self.visit(condition) if condition is not None else 0
        outer, self.bound = self.bound, value
        for child in node.named_children[1:]:
            value = self.visit(child)
        self.bound = outer
        return value

    def member_binding(self, node: Node) -> int:
        name = node.child_by_field_id(g.NAME)
        return self.accessed(self.bound, name) if name is not None else 0

    def element_binding(self, node: Node) -> int:
        self.children(node)
        return self.node(ITEM, self.bound) if self.bound else 0

    def element_access(self, node: Node) -> int:
        expression = node.child_by_field_id(g.EXPRESSION)
        value = self.visit(expression) if expression is not None else 0
        for child in node.children:
            if child.kind_id in g.BRACKETED_ARGUMENTS:
                self.children(child)
        return self.node(ITEM, value) if value else 0


AccessWalker.HANDLERS = {
    **TypeWalker.HANDLERS,
    g.ERROR: AccessWalker.children,
    g.THIS: AccessWalker.this,
    g.BASE: AccessWalker.base,
} | handlers(
    g.kinds,
    {
        "identifier": AccessWalker.identifier,
        "member_access_expression": AccessWalker.member_access,
        "conditional_access_expression": AccessWalker.conditional_access,
        "member_binding_expression": AccessWalker.member_binding,
        "element_binding_expression": AccessWalker.element_binding,
        "element_access_expression": AccessWalker.element_access,
        "bracketed_argument_list": AccessWalker.children,
    },
)
AccessWalker.LEAVES = g.LEAVES
