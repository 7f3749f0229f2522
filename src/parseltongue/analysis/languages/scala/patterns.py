"""Walks Scala patterns, and what takes values apart by them."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.accesses import AccessWalker
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.walker import MAX_DEPTH, handlers
from parseltongue.model.paths import ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BACK_TICK = ord("`")


class PatternWalker(AccessWalker):
    """Handlers of patterns and cases."""

    __slots__ = ()

    # -- cases --------------------------------------------------------------------------------------------

    def match(self, node: Node) -> int:
        subject, body = node.child_by_field_id(g.VALUE_FIELD), node.child_by_field_id(g.BODY)
        value = self.visit(subject) if subject is not None else 0
        return self.cases(body, value) if body is not None else 0

    def cases(self, node: Node, value: int = 0) -> int:
        """Alternatives for a value; what they all give."""
        values = {self._case(one, value) for one in node.named_children if one.kind_id in g.CASE_CLAUSE}
        return values.pop() if len(values) == 1 else 0

    def _case(self, node: Node, value: int) -> int:
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        result, behind = 0, False
        pattern = node.child_by_field_id(g.PATTERN)
        if pattern is not None:
            self.pattern(pattern, value)
        for child in node.children:
            if child.kind_id in g.ARROW:
                behind = True
            elif child.is_named and child.kind_id not in g.COMMENTS and (behind or child.kind_id in g.GUARD):
                result = self.visit(child)
        self.scope = outer
        self.restore(mark)
        return result

    # -- patterns -----------------------------------------------------------------------------------------

    def pattern(self, node: Node, value: int) -> None:
        """Bind what a pattern binds, mention the types and objects that it names."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        self._pattern(node, value)
        self.depth -= 1

    def _pattern(self, node: Node, value: int) -> None:
        kind = node.kind_id
        if kind in g.IDENTIFIER:
            name = self.name_of(node)
            if name[:1].islower() and self.source[node.start_byte] != _BACK_TICK:
                self.bind(name, value)
            else:
                self.visit(node)
        elif kind in g.TYPED_PATTERN:
            told = self.type_value(node.child_by_field_id(g.TYPE))
            inner = node.child_by_field_id(g.PATTERN)
            if inner is not None:
                self.pattern(inner, told)
        elif kind in g.CAPTURE_PATTERN:
            parts = node.named_children
            self.bind(self.name_of(parts[0]), value)
            for one in parts[1:]:
                self.pattern(one, value)
        elif kind in g.CLASS_PATTERN:
            type_node = node.child_by_field_id(g.TYPE)
            if type_node is not None:
                self.typed(type_node)
            for one in node.children_by_field_id(g.PATTERN):
                if one.is_named:
                    self.pattern(one, 0)
        elif kind in g.SELECTION or kind in g.SCOPED_TYPE:
            self.visit(node)
        else:
            for one in node.named_children:
                self.pattern(one, 0)

    # -- for ----------------------------------------------------------------------------------------------

    def for_(self, node: Node) -> int:
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        for child in node.named_children:
            if child.kind_id in g.ENUMERATORS:
                for one in child.named_children:
                    self._enumerator(one)
            elif child.kind_id not in g.COMMENTS:
                self.visit(child)
        self.scope = outer
        self.restore(mark)
        return 0

    def _enumerator(self, node: Node) -> None:
        parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
        at = next((at for at, one in enumerate(parts) if one.kind_id in g.BINDERS), -1)
        if at < 1 or at + 1 >= len(parts):
            self.children(node)
            return
        value = self.visit(parts[at + 1])
        if parts[at].kind_id in g.BACK_ARROW:
            value = self.node(ITER, value) if value else 0
        self.pattern(parts[at - 1], value)
        for part in parts[at + 2 :]:
            self.visit(part)


PatternWalker.HANDLERS = AccessWalker.HANDLERS | handlers(
    g.kinds,
    {
        "match_expression": PatternWalker.match,
        "case_block indented_cases": PatternWalker.cases,
        "for_expression": PatternWalker.for_,
        "guard": PatternWalker.apart,
    },
)
