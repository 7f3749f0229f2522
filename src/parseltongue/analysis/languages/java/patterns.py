"""Walks Java patterns and what compares with them: ``instanceof`` and ``switch``."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.expressions import ExpressionWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import USES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.typed_scopes import Scope


class PatternWalker(ExpressionWalker):
    """Handlers of patterns."""

    __slots__ = ("switched",)

    switched: int
    """Path of the value that the innermost ``switch`` is about."""

    # -- patterns ------------------------------------------------------------------------------------------

    def tested(self, node: Node) -> int:
        """``value instanceof ...``: the value first, then what it is tested for."""
        self.visit(node.children[0])
        return self.instance_of(node)

    def instance_of(self, node: Node) -> int:
        value = 0
        for child in node.children[1:]:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.IDENTIFIER:
                self.bind(self.text(child), value)
            else:
                self.visit(child)
        return self.value_of(b"boolean")

    def type_pattern(self, node: Node) -> int:
        """``Type name`` in a pattern."""
        value = 0
        for child in node.children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.IDENTIFIER:
                self.bind(self.text(child), value)
        return 0

    def record_pattern(self, node: Node) -> int:
        """``Type(...)``: the type of a component that is not told is that of the record's field."""
        for child in node.children:
            if child.kind_id in g.RECORD_PATTERN_BODY:
                self.children(child)
            elif child.is_named:
                self.type_parts(child)
        return 0

    # -- switch --------------------------------------------------------------------------------------------

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


PatternWalker.HANDLERS = ExpressionWalker.HANDLERS | handlers(
    g.kinds,
    {
        "instanceof_expression": PatternWalker.tested,
        "type_pattern record_pattern_component": PatternWalker.type_pattern,
        "record_pattern": PatternWalker.record_pattern,
        "switch_expression": PatternWalker.switch,
        "switch_label": PatternWalker.label,
        (
            "pattern guard record_pattern_body switch_rule switch_block_statement_group switch_block"
        ): PatternWalker.children,
    },
)
