"""Walks Java's names, and what is said of something with a dot."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.types import TypeWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ATTR, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class AccessWalker(TypeWalker):
    """Handlers of names and fields."""

    __slots__ = ()

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        visit = self.visit
        for child in node.named_children:
            visit(child)
        return 0

    # -- names ---------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name)
        if path is None:
            path = self.find(name)
            if path < 0:
                path = -path
                self.mentions.append((path, USES, start, self.source_entity))
        return path

    def this(self, node: Node) -> int:
        return self.scope.this

    def super_(self, node: Node) -> int:
        return self.superclass()

    # -- fields --------------------------------------------------------------------------------------------

    def field_access(self, node: Node) -> int:
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        if len(parts) < 2:
            return self.children(node)
        name_node = parts[-1]
        if name_node.kind_id in g.THIS:
            return self._outer_this(parts[0])
        path = self.visit(parts[0])
        if len(parts) > 2 and parts[1].kind_id in g.SUPER:
            path = self.instance(path)
        name = self.text(name_node)
        operation, _, second = self.steps[path]
        if operation == UNKNOWN:
            return self._below_package(self.paths.names[second], name, name_node)
        path = self.member(path, name) if path else 0
        if path and self.steps[path][0] == ATTR:
            self.mention(path, USES, name_node)
        return path

    def _outer_this(self, node: Node) -> int:
        """``Outer.this``."""
        path = self.visit(node)
        return self.instance(path)

    def _below_package(self, package: bytes, name: bytes, node: Node) -> int:
        """A name behind one that nothing in the file explains: of a package, or of a type in it."""
        dotted = package + b"." + name
        if not name[:1].isupper():
            return self.node(UNKNOWN, 0, self.paths.name(dotted))
        path = self.imported(dotted)
        self.mention(path, USES, node)
        return path


AccessWalker.HANDLERS = {**TypeWalker.HANDLERS, g.ERROR: AccessWalker.children} | handlers(
    g.kinds,
    {
        "identifier": AccessWalker.identifier,
        "this": AccessWalker.this,
        "super": AccessWalker.super_,
        "field_access": AccessWalker.field_access,
    },
)
AccessWalker.LEAVES = g.LEAVES
