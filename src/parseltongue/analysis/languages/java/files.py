"""Walks Java files: what they import, then their types, in two steps.

First all that a type declares is entered, so that names mean the same wherever they stand in it; then headers
and bodies are walked.
"""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.bodies import BodyWalker
from parseltongue.model.kinds import IMPORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class FileWalker(BodyWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ()

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its types, then what is in them."""
        types: list[tuple[Node, str]] = []
        doc = ""
        for child in root.children:
            kind = child.kind_id
            if kind in g.IMPORT:
                self._import(child)
            elif kind in g.PACKAGE:
                self._package(child)
            elif kind in g.TYPE_DECLARATIONS:
                types.append((child, doc))
            elif kind in g.MODULE:
                continue
            elif child.is_named and kind not in g.COMMENTS:
                types.append((child, ""))
            doc = self.doc(child)
        declared = []
        for node, text in types:
            if node.kind_id not in g.TYPE_DECLARATIONS:
                continue
            one = self.declare_type(node, self.builder.entities[0], self.scope, text)
            if one is not None:
                self.tops.setdefault(one.draft.name, one.scope.own)
                declared.append(one)
        for one in declared:
            self.walk_type(one)
        for node, _ in types:
            if node.kind_id not in g.TYPE_DECLARATIONS:
                self.visit(node)

    # -- packages and imports ------------------------------------------------------------------------------

    def _package(self, node: Node) -> None:
        for child in node.named_children:
            if child.kind_id in g.ANNOTATIONS:
                self.visit(child)
            elif child.kind_id in g.SCOPED_NAME or child.kind_id in g.IDENTIFIER:
                self.builder.package = self.dotted(child).decode("utf-8", "replace")

    def _import(self, node: Node) -> None:
        """Static imports are imports of the class that has the members."""
        name_node, star, static = None, False, False
        for child in node.children:
            if child.kind_id in g.SCOPED_NAME or child.kind_id in g.IDENTIFIER:
                name_node = child
            elif child.kind_id in g.ASTERISK:
                star = True
            elif self.text(child) == b"static":
                static = True
        if name_node is None:
            return
        dotted = self.dotted(name_node)
        if static and not star:
            dotted, _, name = dotted.rpartition(b".")
        path = self.imported(dotted)
        self.mention(path, IMPORTS, name_node)
        if star:
            self.builder.stars[0].append(path)
            if static:
                self.static_stars = self.either(self.static_stars, path)
        elif static:
            self.static_imports[name] = self.either(self.static_imports.get(name, 0), path)
        else:
            self.imports[dotted.rpartition(b".")[2]] = path
