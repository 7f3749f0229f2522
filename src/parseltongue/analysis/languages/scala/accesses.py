"""Walks Scala's names and selections, and blocks."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.languages.scala.types import TypeWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

THIS, _SUPER = b"this", b"super"


class AccessWalker(TypeWalker):
    """Handlers of names, selections and blocks."""

    __slots__ = ()

    def block(self, node: Node) -> int:
        """Statements in order; what they bind is forgotten at the end."""
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        value = self.children(node)
        self.scope = outer
        self.restore(mark)
        return value

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        name = self.name_of(node)
        known = self.local(name)
        if known is not None:
            return known
        if name == THIS:
            return self.scope.this
        if name == _SUPER:
            return self.scope.parent
        own = self.local_function(name)
        if own:
            self.mention(own, CALLS, node)
            return self.called(own)
        return self.select(self.scope.inside, name, node)

    def wildcard(self, node: Node) -> int:
        return self.placeholder

    def selection(self, node: Node) -> int:
        value_node, name_node = node.child_by_field_id(g.VALUE_FIELD), node.child_by_field_id(g.FIELD)
        if value_node is None or name_node is None:
            return self.apart(node)
        name = self.name_of(name_node)
        if name == THIS:
            return self._outer_this(value_node)
        return self.select(self.visit(value_node), name, name_node)

    def _outer_this(self, node: Node) -> int:
        label, scope = self.name_of(node), self.scope
        while scope.outer is not None:
            if scope.label == label:
                return scope.this
            scope = scope.outer
        return 0


AccessWalker.HANDLERS = {**TypeWalker.HANDLERS, g.ERROR: AccessWalker.apart} | handlers(
    g.kinds,
    {
        "identifier": AccessWalker.identifier,
        "wildcard": AccessWalker.wildcard,
        "field_expression": AccessWalker.selection,
        "block indented_block": AccessWalker.block,
    },
)
AccessWalker.LEAVES = g.LEAVES
AccessWalker.COMMENTS = g.COMMENTS
