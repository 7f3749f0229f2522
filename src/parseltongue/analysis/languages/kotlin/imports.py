"""Reads the package and the imports of Kotlin files."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.bindings import again
from parseltongue.analysis.languages.kotlin.statements import StatementWalker
from parseltongue.model.kinds import IMPORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    Parts = list[Node]


class ImportReader(StatementWalker):
    """Reads what a file says of other files."""

    __slots__ = ()

    def dotted(self, node: Node) -> bytes:
        return b".".join(self.name_of(one) for one in node.children if one.kind_id in g.IDENTIFIER)

    def package(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id in g.QUALIFIED or child.kind_id in g.IDENTIFIER:
                dotted = self.dotted(child) or self.name_of(child)
                self.builder.package = dotted.decode("utf-8", "replace")

    def import_(self, node: Node) -> None:
        name_node, alias, star = None, None, False
        for child in node.children:
            if child.kind_id in g.QUALIFIED:
                name_node = child
            elif child.kind_id in g.IDENTIFIER:
                name_node, alias = (child, None) if name_node is None else (name_node, child)
            elif child.kind_id == g.STAR:
                star = True
        if name_node is None:
            return
        dotted = self.dotted(name_node) or self.name_of(name_node)
        path = self.imported(dotted + b".*" if star else dotted)
        self.mention(path, IMPORTS, name_node)
        if star:
            self.builder.stars[0].append(path)
        else:
            name = self.name_of(alias) if alias is not None else dotted.rpartition(b".")[2]
            self.imports.add(name)
            self.builder.imports[0][self._free(name)] = path

    def _free(self, name: bytes) -> bytes:
        """What an import is noted under: several can bring functions of one name."""
        number = 1
        while again(name, number) in self.builder.imports[0]:
            number += 1
        return again(name, number)
