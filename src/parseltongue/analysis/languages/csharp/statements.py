"""Walks C# statements: blocks and the variables and functions that live in them."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.queries import QueryWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class StatementWalker(QueryWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ()

    def block(self, node: Node) -> int:
        """Statements in order; variables are forgotten at the end."""
        mark = len(self.undo)
        children = node.named_children
        self.declare_functions(children)
        for child in children:
            self.visit(child)
        self.restore(mark)
        return 0

    def declare_functions(self, nodes: list[Node]) -> None:
        """Local functions are known in the whole of their block."""
        for node in nodes:
            if node.kind_id in g.LOCAL_FUNCTION:
                self.declare_function(node)

    def declare_function(self, node: Node) -> None:
        raise NotImplementedError

    def if_statement(self, node: Node) -> int:
        """Chains of ``else if`` are followed without going deeper.

        What the condition binds stays bound: ``if (!(one is Type name)) return;`` binds for all that follows.
        """
        following: Node | None = node
        while following is not None and following.kind_id in g.IF:
            for part in (
                following.child_by_field_id(g.CONDITION),
                following.child_by_field_id(g.CONSEQUENCE),
            ):
                if part is not None:
                    self.visit(part)
            following = following.child_by_field_id(g.ALTERNATIVE)
        if following is not None:
            self.visit(following)
        return 0

    def variables(self, node: Node) -> int:
        """``Type name = value, other``, ``var (a, b) = value``."""
        declared = self.type_value(node.child_by_field_id(g.TYPE))
        for child in node.children:
            if child.kind_id in g.DECLARATOR:
                self._variable(child, declared)
        return 0

    def _variable(self, node: Node, declared: int) -> None:
        parts = node.children
        if not parts:
            return
        value = 0
        for one in parts[1:]:
            if one.is_named:
                value = self.visit_as(one, declared)
        self.designate(parts[0], declared or value)

    def for_each(self, node: Node) -> int:
        mark = len(self.undo)
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        body = node.child_by_field_id(g.BODY)
        value = self.visit(right) if right is not None else 0
        element = self.type_value(node.child_by_field_id(g.TYPE)) or (self.node(ITER, value) if value else 0)
        if left is not None and left.kind_id in g.TUPLE:
            self.deconstruct(left, element)
        elif left is not None:
            self.designate(left, element)
        if body is not None:
            self.visit(body)
        self.restore(mark)
        return 0

    def caught(self, node: Node) -> int:
        """``catch (Type name)``."""
        value, name = (
            self.type_value(node.child_by_field_id(g.TYPE)),
            node.child_by_field_id(g.NAME),
        )
        if name is not None:
            self.bind(self.text(name), value)
        return 0

    def returned(self, node: Node) -> int:
        """``return value;``, and what stands behind the arrow of a member."""
        for child in node.children:
            if (child.is_named and child.kind_id not in g.COMMENTS) or child.kind_id in (g.THIS, g.BASE):
                value = self.visit_as(child, self.scope.result)
                if self.returns is not None:
                    self.returns.append(value)
        return 0

    def scoped(self, node: Node) -> int:
        """Visit the children of a statement that variables can be bound in for itself alone."""
        mark = len(self.undo)
        for child in node.children:
            self.visit(child)
        self.restore(mark)
        return 0

    def section(self, node: Node) -> int:
        """One case of a switch with its statements."""
        self.declare_functions(node.named_children)
        return self.scoped(node)

    def labeled(self, node: Node) -> int:
        for child in node.named_children[1:]:
            self.visit(child)
        return 0

    def jump(self, node: Node) -> int:
        """``break``, ``continue``, ``goto name``: labels are no names of anything."""
        return 0


StatementWalker.HANDLERS = QueryWalker.HANDLERS | handlers(
    g.kinds,
    {
        "block": StatementWalker.block,
        "if_statement": StatementWalker.if_statement,
        "variable_declaration": StatementWalker.variables,
        "foreach_statement": StatementWalker.for_each,
        "catch_declaration": StatementWalker.caught,
        "return_statement arrow_expression_clause": StatementWalker.returned,
        (
            "for_statement using_statement fixed_statement catch_clause while_statement do_statement "
            "lock_statement"
        ): StatementWalker.scoped,
        "switch_section": StatementWalker.section,
        "labeled_statement": StatementWalker.labeled,
        "break_statement continue_statement goto_statement": StatementWalker.jump,
        (
            "expression_statement local_declaration_statement try_statement finally_clause "
            "catch_filter_clause throw_statement yield_statement checked_statement unsafe_statement "
            "global_statement"
        ): StatementWalker.children,
    },
)
