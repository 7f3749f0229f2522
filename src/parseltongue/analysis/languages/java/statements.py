"""Walks Java statements: blocks and the variables that live in them."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.expressions import HANDLERS, ExpressionWalker
from parseltongue.model.kinds import USES
from parseltongue.model.paths import EITHER, ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.typed_scopes import Scope

_UNTOLD_TYPE = b"var"


class StatementWalker(ExpressionWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ("switched",)

    switched: int
    """Path of the value that the innermost ``switch`` is about."""

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

    # -- switch -------------------------------------------------------------------------------------------

    def switch(self, node: Node) -> int:
        outer = self.switched
        condition = node.child_by_field_id(g.CONDITION)
        switched = self.visit(condition) if condition is not None else 0
        body = node.child_by_field_id(g.BODY)
        self.switched = switched
        value = 0
        for child in body.named_children if body is not None else ():
            value = self._rule(child) or value
        self.switched = outer
        return value

    def _rule(self, node: Node) -> int:
        """One case with what it leads to; the value of the expression behind an arrow."""
        mark = len(self.undo)
        value = 0
        for child in node.named_children:
            if child.kind_id in g.STATEMENT_EXPRESSION and node.kind_id in g.SWITCH_RULE:
                value = self.visit(child.children[0]) or value
            else:
                self.visit(child)
        self.restore(mark)
        return value

    def label(self, node: Node) -> int:
        """What a case compares with: bare names are first looked for in the type that is switched over."""
        for child in node.named_children:
            if child.kind_id not in g.IDENTIFIER:
                outer, switched = self.switched, self.switched
                self.switched = 0
                self.visit(child)
                self.switched = outer if outer else switched
                continue
            name = self.text(child)
            path = self.find(name)
            if path >= 0 or not self._is_own(name):
                place = self.either(self.switched, self.scope.inside)
                path = -self.member(place, name) if self.switched else path
            if path < 0:
                self.mention(-path, USES, child)
        return 0

    def _is_own(self, name: bytes) -> bool:
        """Whether a class of this file that the walk is in has a field of that name."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.fields:
                return True
            scope = scope.outer
        return name in self.static_imports


def register(name: str, handler: Callable[..., int]) -> None:
    """Make `handler` the one for all numbers of a node kind."""
    HANDLERS.update(dict.fromkeys(g.kinds(name), handler))


for _name, _handler in {
    "block": StatementWalker.block,
    "constructor_body": StatementWalker.block,
    "if_statement": StatementWalker.if_statement,
    "local_variable_declaration": StatementWalker.variables,
    "enhanced_for_statement": StatementWalker.for_each,
    "resource": StatementWalker.resource,
    "catch_formal_parameter": StatementWalker.caught,
    "return_statement": StatementWalker.return_statement,
    "for_statement": StatementWalker.scoped,
    "try_with_resources_statement": StatementWalker.scoped,
    "catch_clause": StatementWalker.scoped,
    "while_statement": StatementWalker.scoped,
    "do_statement": StatementWalker.scoped,
    "labeled_statement": StatementWalker.labeled,
    "break_statement": StatementWalker.jump,
    "continue_statement": StatementWalker.jump,
    "switch_expression": StatementWalker.switch,
    "switch_label": StatementWalker.label,
}.items():
    register(_name, _handler)
for _name in (
    "expression_statement", "try_statement", "finally_clause", "throw_statement", "assert_statement",
    "synchronized_statement", "yield_statement", "resource_specification", "switch_rule",
    "switch_block_statement_group", "switch_block",
):  # fmt: skip
    register(_name, ExpressionWalker.children)
