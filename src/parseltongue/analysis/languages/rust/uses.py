"""Imports of Rust: ``use`` trees and ``extern crate``."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.scopes import TYPE
from parseltongue.analysis.languages.rust.tokens import TokenWalker
from parseltongue.model.kinds import IMPORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class UseWalker(TokenWalker):
    """`use` brings names into the present scope, and into what other files see if that is a module."""

    __slots__ = ()

    def use(self, node: Node) -> None:
        if node.kind_id == g.EXTERN_CRATE:
            self._extern_crate(node)
            return
        tree = node.child_by_field_id(g.ARGUMENT)
        if tree is not None:
            self._tree(tree, 0)

    def _extern_crate(self, node: Node) -> None:
        name, alias = node.child_by_field_id(g.NAME), node.child_by_field_id(g.ALIAS)
        if name is not None:
            path = self.root(self.text(name))
            self.mention(path, IMPORTS, name)
            self._import(self.text(alias if alias is not None else name), path)

    def _tree(self, node: Node, prefix: int) -> None:
        """One branch of a use tree, below a path (0 at its root)."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        kind = node.kind_id
        if kind == g.USE_LIST:
            for child in node.named_children:
                self._tree(child, prefix)
        elif kind == g.SCOPED_USE_LIST:
            self._list(node, prefix)
        elif kind == g.USE_AS:
            named, alias = node.child_by_field_id(g.PATH), node.child_by_field_id(g.ALIAS)
            if named is not None and alias is not None:
                self._leaf(named, prefix, self.text(alias))
        elif kind == g.USE_WILDCARD:
            self._wildcard(node, prefix)
        elif kind not in g.COMMENTS:
            self._leaf(node, prefix, b"")
        self.depth -= 1

    def _list(self, node: Node, prefix: int) -> None:
        named, inner = node.child_by_field_id(g.PATH), node.child_by_field_id(g.LIST)
        if inner is not None:
            self._tree(inner, self._below(named, prefix) if named is not None else prefix)

    def _wildcard(self, node: Node, prefix: int) -> None:
        parts = node.named_children
        path = self._below(parts[0], prefix) if parts else prefix
        if path:
            self.mention(path, IMPORTS, node)
            module = self.scope
            while module.outer is not None:
                module = module.outer
            self.builder.stars.setdefault(module.entity.ordinal, []).append(path)

    def _leaf(self, node: Node, prefix: int, alias: bytes) -> None:
        if node.kind_id == g.SELF and prefix:
            path, name = prefix, self.paths.names[self.steps[prefix][2]]
        else:
            path, name = self._below(node, prefix), self.text(node).rpartition(b"::")[2]
        self.mention(path, IMPORTS, node)
        if path:
            self._import(alias or name, path)

    def _below(self, node: Node, prefix: int) -> int:
        """A path in a use tree: its first name is a module, an item or import seen so far, or a crate."""
        kind = node.kind_id
        if kind == g.SCOPED_IDENTIFIER:
            before, name = node.child_by_field_id(g.PATH), node.child_by_field_id(g.NAME)
            if name is None:
                return 0
            if before is None:
                return self.root(self.text(name))
            if self.depth > MAX_DEPTH:
                self.cut = True
                return 0
            self.depth += 1
            path = self._below(before, prefix)
            self.depth -= 1
            return self.above(path) if name.kind_id == g.SUPER else self.member(path, self.text(name), TYPE)
        if kind in (g.CRATE, g.SELF, g.SUPER):
            return self.keyword(node)
        name_text = self.text(node)
        if prefix:
            return self.member(prefix, name_text, TYPE)
        return self.scope.told(name_text) or self.root(name_text)

    def _import(self, name: bytes, path: int) -> None:
        if name == b"_":
            return
        scope = self.scope
        scope.imports.setdefault(name, path)
        if scope.outer is None:
            self.builder.imports.setdefault(scope.entity.ordinal, {}).setdefault(name, path)
