"""Walks C# queries: ``from a in b where c select d``."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.patterns import PatternWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

SEQUENCE = b"System.Collections.Generic.IEnumerable"


class QueryWalker(PatternWalker):
    """Handlers of queries."""

    __slots__ = ()

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


def _name_before_in(node: Node) -> int:
    """Where the variable of a clause stands: right before ``in``."""
    before = -1
    for child in node.children:
        if child.kind_id == g.IN:
            break
        before = child.start_byte
    return before


QueryWalker.HANDLERS = PatternWalker.HANDLERS | handlers(
    g.kinds,
    {
        "query_expression": QueryWalker.query,
        "from_clause join_clause": QueryWalker.from_clause,
        "let_clause": QueryWalker.let_clause,
        "where_clause order_by_clause group_clause": QueryWalker.apart,
        "select_clause": QueryWalker.value_in,
    },
)
