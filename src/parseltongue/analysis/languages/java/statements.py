"""Walks Java statements: blocks and the variables that live in them."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.patterns import PatternWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import EITHER, ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


_UNTOLD_TYPE = b"var"


class StatementWalker(PatternWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ()

    def block(self, node: Node) -> int:
        """Statements in order; variables are forgotten at the end."""
        mark = len(self.undo)
        visit = self.visit
        for child in node.named_children:
            kind = child.kind_id
            if kind in g.STATEMENT_EXPRESSION:
                visit(child.children[0])
            elif kind not in g.COMMENTS:
                visit(child)
        self.restore(mark)
        return 0

    def if_statement(self, node: Node) -> int:
        """Chains of ``else if`` are followed without going deeper.

        What the condition binds stays bound: ``if (!(one instanceof Type name)) return;`` binds for all
        that follows.
        """
        following: Node | None = node
        while following is not None and following.kind_id in g.IF:
            condition = following.child_by_field_id(g.CONDITION)
            consequence = following.child_by_field_id(g.CONSEQUENCE)
            for part in (condition, consequence):
                if part is not None:
                    self.visit(part)
            following = following.child_by_field_id(g.ALTERNATIVE)
        if following is not None:
            self.visit(following)
        return 0

    def variables(self, node: Node) -> int:
        """``Type name = value, other[];``"""
        declared, told = 0, True
        for child in node.children:
            kind = child.kind_id
            if kind in g.TYPES:
                told = self.text(child) != _UNTOLD_TYPE
                declared = self.type_value(child)
            elif kind in g.DECLARATOR:
                self._variable(child, declared, told)
            elif kind in g.MODIFIERS:
                self.visit(child)
        return 0

    def _variable(self, node: Node, declared: int, told: bool) -> None:
        name = self.text(node.children[0])
        declared = self.array(declared, node.child_by_field_id(g.DIMENSION))
        value_node = node.child_by_field_id(g.VALUE)
        value = self.visit_as(value_node, declared) if value_node is not None else 0
        self.bind(name, declared if told else value)

    def for_each(self, node: Node) -> int:
        mark = len(self.undo)
        type_node, name = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.NAME)
        value_node, body = node.child_by_field_id(g.VALUE), node.child_by_field_id(g.BODY)
        for child in node.children:
            if child.kind_id in g.MODIFIERS:
                self.visit(child)
        value = self.visit(value_node) if value_node is not None else 0
        declared = self.type_value(type_node)
        if name is not None:
            self.bind(self.text(name), declared or (self.node(ITER, value) if value else 0))
        if body is not None:
            self.visit(body)
        self.restore(mark)
        return 0

    def resource(self, node: Node) -> int:
        name, value_node = node.child_by_field_id(g.NAME), node.child_by_field_id(g.VALUE)
        if name is None:
            return self.children(node)
        type_node = node.child_by_field_id(g.TYPE)
        declared = self.type_value(type_node)
        value = self.visit(value_node) if value_node is not None else 0
        self.bind(self.text(name), declared or value)
        return 0

    def caught(self, node: Node) -> int:
        """``catch (Type | Type name)``."""
        value, name = 0, b""
        for child in node.children:
            if child.kind_id in g.CATCH_TYPE:
                for one in child.named_children:
                    value = self._common(value, self.type_value(one))
            elif child.kind_id in g.IDENTIFIER:
                name = self.text(child)
            elif child.kind_id in g.MODIFIERS:
                self.visit(child)
        self.bind(name, value)
        return 0

    def _common(self, first: int, second: int) -> int:
        """The value of something that is of one of two types."""
        return self.node(EITHER, first, second) if first and second else first or second

    def return_statement(self, node: Node) -> int:
        for child in node.named_children:
            value = self.visit_as(child, self.scope.result)
            if self.returns is not None and child.kind_id not in g.COMMENTS:
                self.returns.append(value)
        return 0

    def scoped(self, node: Node) -> int:
        """Visit the children of a statement that variables can be bound in for itself alone."""
        mark = len(self.undo)
        for child in node.named_children:
            self.visit(child)
        self.restore(mark)
        return 0

    def labeled(self, node: Node) -> int:
        for child in node.named_children[1:]:
            self.visit(child)
        return 0

    def jump(self, node: Node) -> int:
        """``break`` and ``continue``: their labels are no names of anything."""
        return 0


StatementWalker.HANDLERS = PatternWalker.HANDLERS | handlers(
    g.kinds,
    {
        "block constructor_body": StatementWalker.block,
        "if_statement": StatementWalker.if_statement,
        "local_variable_declaration": StatementWalker.variables,
        "enhanced_for_statement": StatementWalker.for_each,
        "resource": StatementWalker.resource,
        "catch_formal_parameter": StatementWalker.caught,
        "return_statement": StatementWalker.return_statement,
        (
            "for_statement try_with_resources_statement catch_clause while_statement do_statement"
        ): StatementWalker.scoped,
        "labeled_statement": StatementWalker.labeled,
        "break_statement continue_statement": StatementWalker.jump,
        (
            "expression_statement try_statement finally_clause throw_statement assert_statement "
            "synchronized_statement yield_statement resource_specification"
        ): StatementWalker.children,
    },
)
