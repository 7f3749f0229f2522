"""Walks patterns and queries of C#: expressions that bind variables of their own."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.expressions import HANDLERS, SEQUENCE, ExpressionWalker
from parseltongue.analysis.languages.csharp.types import BOOLEAN
from parseltongue.model.paths import ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


class PatternWalker(ExpressionWalker):
    """Handlers of patterns and queries."""

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
            value = self._accessed(value, name)
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

    # -- queries ------------------------------------------------------------------------------------------

    def query(self, node: Node) -> int:
        """``from a in b where c select d``: variables are known until its end."""
        mark = len(self.undo)
        value = 0
        continued = False
        for child in node.children:
            if child.kind_id == g.INTO:
                continued = True
            elif continued and child.kind_id in g.IDENTIFIER:
                self.bind(self.text(child), value)
                continued = False
            else:
                value = self.visit(child) or value
        self.restore(mark)
        return self.applied(self.builtin(SEQUENCE), [value]) if value else 0

    def from_clause(self, node: Node) -> int:
        """``from Type name in sequence``; ``join`` begins in the same way."""
        declared, name, inside = 0, b"", False
        for child in node.children:
            kind = child.kind_id
            if kind == g.IN:
                inside = True
            elif kind in g.JOIN_INTO:
                self.bind(self.text(child.children[-1]), 0)
            elif inside and name:
                value = self.visit(child)
                self.bind(name, declared or (self.node(ITER, value) if value else 0))
                name = b""
            elif inside:
                self.visit(child)
            elif kind in g.IDENTIFIER and child.start_byte == _name_before_in(node):
                name = self.text(child)
            elif kind in g.TYPES:
                declared = self.type_value(child)
        return 0

    def let_clause(self, node: Node) -> int:
        parts = node.named_children
        if len(parts) > 1:
            self.bind(self.text(parts[0]), self.visit(parts[-1]))
        return 0

    def group_clause(self, node: Node) -> int:
        self.children(node)
        return 0

    def plain_clause(self, node: Node) -> int:
        self.children(node)
        return 0


def _name_before_in(node: Node) -> int:
    """Where the variable of a clause stands: right before ``in``."""
    before = -1
    for child in node.children:
        if child.kind_id == g.IN:
            break
        before = child.start_byte
    return before


def register(name: str, handler: Callable[..., int]) -> None:
    """Make `handler` the one for all numbers of a node kind."""
    HANDLERS.update(dict.fromkeys(g.kinds(name), handler))


for _name, _handler in {
    "is_pattern_expression": PatternWalker.is_pattern,
    "declaration_pattern": PatternWalker.declaration_pattern,
    "var_pattern": PatternWalker.var_pattern,
    "type_pattern": PatternWalker.type_pattern,
    "recursive_pattern": PatternWalker.recursive_pattern,
    "switch_statement": PatternWalker.switch_statement,
    "switch_expression": PatternWalker.switch_expression,
    "query_expression": PatternWalker.query,
    "from_clause": PatternWalker.from_clause,
    "join_clause": PatternWalker.from_clause,
    "let_clause": PatternWalker.let_clause,
    "where_clause": PatternWalker.plain_clause,
    "order_by_clause": PatternWalker.plain_clause,
    "group_clause": PatternWalker.group_clause,
    "select_clause": PatternWalker.value_in,
}.items():
    register(_name, _handler)
for _name in (
    "constant_pattern", "negated_pattern", "and_pattern", "or_pattern", "parenthesized_pattern",
    "relational_pattern", "list_pattern", "when_clause",
):  # fmt: skip
    register(_name, ExpressionWalker.children)
