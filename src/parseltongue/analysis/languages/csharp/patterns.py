"""Walks C# patterns and what compares with them: ``is`` and ``switch``."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.expressions import ExpressionWalker
from parseltongue.analysis.languages.csharp.types import BOOLEAN
from parseltongue.analysis.walker import handlers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class PatternWalker(ExpressionWalker):
    """Handlers of patterns."""

    __slots__ = ("matched",)

    matched: int
    """Path of the value that the innermost pattern is about."""

    # -- patterns -----------------------------------------------------------------------------------------

    def is_pattern(self, node: Node) -> int:
        expression, pattern = node.child_by_field_id(g.EXPRESSION), node.child_by_field_id(g.PATTERN)
        value = self.visit(expression) if expression is not None else 0
        if pattern is not None:
            self.match(pattern, value)
        return self.value_of(BOOLEAN)

    def match(self, pattern: Node, value: int) -> None:
        """Visit a pattern that a value is compared with."""
        outer, self.matched = self.matched, value
        self.visit(pattern)
        self.matched = outer

    def declaration_pattern(self, node: Node) -> int:
        """``Type name``, ``var name``."""
        self.declaration(node, self.matched)
        return 0

    def var_pattern(self, node: Node) -> int:
        for child in node.named_children:
            self.designate(child, self.matched)
        return 0

    def type_pattern(self, node: Node) -> int:
        for child in node.children:
            if child.kind_id in g.TYPES:
                self.type_value(child)
        return 0

    def recursive_pattern(self, node: Node) -> int:
        """``Type (positions) {Property: pattern} name``."""
        value = self.type_value(node.child_by_field_id(g.TYPE)) or self.matched
        for child in node.children:
            if child.kind_id in g.PROPERTY_PATTERN:
                self._properties(child, value)
            elif child.kind_id in g.POSITIONAL_PATTERN:
                self._positions(child, value)
        name = node.child_by_field_id(g.NAME)
        if name is not None:
            self.designate(name, value)
        return 0

    def _properties(self, node: Node, value: int) -> None:
        for one in node.named_children:
            parts = one.named_children
            if one.kind_id not in g.SUBPATTERN or not parts:
                continue
            member = self._property(parts[0], value) if len(parts) > 1 else 0
            self.match(parts[-1], member)

    def _property(self, node: Node, value: int) -> int:
        """``A.B`` in a pattern is a member of the value."""
        names: list[Node] = []
        one: Node | None = node
        while one is not None and one.kind_id in g.MEMBER_ACCESS:
            last = one.child_by_field_id(g.NAME)
            names += [last] if last is not None else []
            one = one.child_by_field_id(g.EXPRESSION)
        names += [one] if one is not None and one.kind_id in g.IDENTIFIER else []
        for name in reversed(names):
            value = self.accessed(value, name)
        return value

    def _positions(self, node: Node, value: int) -> None:
        subpatterns = [one for one in node.named_children if one.kind_id in g.SUBPATTERN]
        for index, one in enumerate(subpatterns):
            self.match(one.children[-1], self.part(value, index))

    # -- switch -------------------------------------------------------------------------------------------

    def switch_statement(self, node: Node) -> int:
        value_node, body = node.child_by_field_id(g.VALUE), node.child_by_field_id(g.BODY)
        outer, self.matched = self.matched, self.visit(value_node) if value_node is not None else 0
        for child in body.named_children if body is not None else ():
            self.visit(child)
        self.matched = outer
        return 0

    def switch_expression(self, node: Node) -> int:
        """``value switch { pattern => result }``: the result is that of the first arm that tells one."""
        parts = node.named_children
        outer, self.matched = self.matched, self.visit(parts[0]) if parts else 0
        value = 0
        for arm in parts[1:]:
            mark = len(self.undo)
            if arm.kind_id in g.SWITCH_ARM:
                for part in arm.children[:-1]:
                    self.visit(part)
                outer_matched = self.matched
                value = self.visit_as(arm.children[-1], value) or value
                self.matched = outer_matched
            self.restore(mark)
        self.matched = outer
        return value


PatternWalker.HANDLERS = ExpressionWalker.HANDLERS | handlers(
    g.kinds,
    {
        "is_pattern_expression": PatternWalker.is_pattern,
        "declaration_pattern": PatternWalker.declaration_pattern,
        "var_pattern": PatternWalker.var_pattern,
        "type_pattern": PatternWalker.type_pattern,
        "recursive_pattern": PatternWalker.recursive_pattern,
        "switch_statement": PatternWalker.switch_statement,
        "switch_expression": PatternWalker.switch_expression,
        (
            "constant_pattern negated_pattern and_pattern or_pattern parenthesized_pattern "
            "relational_pattern list_pattern when_clause"
        ): PatternWalker.children,
    },
)
