"""Reads the imports of Scala files."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.expressions import ExpressionWalker
from parseltongue.model.kinds import IMPORTS
from parseltongue.model.paths import IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class ImportReader(ExpressionWalker):
    """Reads what a file says of other files."""

    __slots__ = ()

    def import_(self, node: Node) -> int:
        """Imports of blocks and types count for the file: nothing tells where they end."""
        names: list[bytes] = []
        for child in node.children:
            kind = child.kind_id
            if kind in g.NAMES:
                names.append(self.name_of(child))
            elif kind in g.WILDCARD:
                self._imported(names, b"_", b"", child)
            elif kind in g.SELECTORS:
                for one in child.named_children:
                    self._selected(names, one)
                return 0
            elif kind in g.RENAMED:
                self._selected(names, child)
                return 0
            elif self.source[child.start_byte : child.end_byte] == b"," and names:
                self._imported(names[:-1], names[-1], names[-1], child)
                names = []
        if len(names) > 1 and node.children[-1].kind_id in g.NAMES:
            self._imported(names[:-1], names[-1], names[-1], node.children[-1])
        return 0

    def _selected(self, place: list[bytes], node: Node) -> None:
        if node.kind_id in g.RENAMED:
            name, alias = node.child_by_field_id(g.NAME), node.child_by_field_id(g.ALIAS_FIELD)
            if name is not None and alias is not None:
                self._imported(place, self.name_of(name), self.name_of(alias), name)
        elif node.kind_id in g.WILDCARD:
            self._imported(place, b"_", b"", node)
        elif node.kind_id in g.NAMES:
            self._imported(place, self.name_of(node), self.name_of(node), node)

    def _imported(self, place: list[bytes], name: bytes, alias: bytes, node: Node) -> None:
        if not place or alias == b"_":
            return
        path = self.node(IMPORT, 0, self.paths.name(b".".join([*place, name])))
        self.mention(path, IMPORTS, node)
        if name == b"_":
            self.builder.stars[0].append(path)
        else:
            self.builder.imports[0][alias] = path


ImportReader.HANDLERS = ExpressionWalker.HANDLERS | dict.fromkeys(g.IMPORT, ImportReader.import_)
