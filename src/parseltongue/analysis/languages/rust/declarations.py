"""Declares Rust items: the entity of each, and what its name stands for, before any of them is walked."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.attributes import AttributeWalker
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.placement import BLANKET
from parseltongue.analysis.languages.rust.scopes import MACRO, TYPE, VALUE
from parseltongue.model import kinds as k
from parseltongue.model.interface import SHADOWED, TEST
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_KINDS = {
    g.FUNCTION_ITEM: (k.FUNCTION, (VALUE,)),
    g.FUNCTION_SIGNATURE: (k.FUNCTION, (VALUE,)),
    g.STRUCT_ITEM: (k.STRUCT, (TYPE, VALUE)),
    g.UNION_ITEM: (k.UNION, (TYPE,)),
    g.ENUM_ITEM: (k.ENUM, (TYPE,)),
    g.TRAIT_ITEM: (k.TRAIT, (TYPE,)),
    g.TYPE_ITEM: (k.TYPE_ALIAS, (TYPE, VALUE)),
    g.ASSOCIATED_TYPE: (k.TYPE_ALIAS, (TYPE,)),
    g.CONST_ITEM: (k.CONSTANT, (VALUE,)),
    g.STATIC_ITEM: (k.VARIABLE, (VALUE,)),
    g.MOD_ITEM: (k.MODULE, (TYPE,)),
    g.MACRO_DEFINITION: (k.MACRO, (MACRO,)),
}
"""By kind of item: kind of its entity, and the namespaces that its name is in."""


class DeclarationWalker(AttributeWalker):
    """`declare` makes the entity of an item."""

    __slots__ = ("aliases", "members_there")

    aliases: dict[bytes, bytes]
    """Simple names of the types that aliases of this file stand for."""
    members_there: set[tuple[int, bytes]]
    """Ordinals of types and impls, and names of what is compiled in them."""

    def note_aliases(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            name, named = node.child_by_field_id(g.NAME), node.child_by_field_id(g.TYPE)
            if node.kind_id == g.TYPE_ITEM and name is not None and named is not None:
                self.aliases.setdefault(self.text(name), self._base_name(named, set()))

    def declare(self, node: Node, testing: bool, compiled: bool) -> EntityDraft | None:
        """An entity for an item, its name in scope; None for uses and blocks of foreign items."""
        kind = node.kind_id
        if kind == g.IMPL_ITEM:
            return self._declare_impl(node)
        name_node = node.child_by_field_id(g.NAME)
        if kind not in _KINDS or name_node is None:
            return None
        entity_kind, namespaces = _KINDS[kind]
        name = self.text(name_node)
        draft = self.entity(entity_kind, node, name, name_node)
        if testing or self.testing:
            draft.flags |= TEST
        path = self.node(LOCAL, draft.ordinal)
        if self.scope.entity.kind in k.OWNER_KINDS:
            if compiled:
                self.members_there.add((draft.parent, name))
            elif (draft.parent, name) in self.members_there:
                draft.flags |= SHADOWED
            return draft
        for namespace in namespaces:
            # Of several for different platforms or features one stands for all.
            known = self.scope.names[namespace].setdefault(name, path) if compiled else 0
            if known != path:
                draft.flags |= SHADOWED
        return draft

    def entity(self, kind: int, node: Node, name: bytes, name_node: Node) -> EntityDraft:
        parent = self.scope.entity
        draft = self.builder.entity(
            kind, parent.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags |= self._visibility(node)
        if parent.kind in k.OWNER_KINDS and kind == k.FUNCTION:
            draft.kind = k.METHOD
        return draft

    def _visibility(self, node: Node) -> int:
        for child in node.children[:2]:
            if child.kind_id == g.VISIBILITY:
                return k.PUBLIC if child.child_count == 1 else k.PROTECTED
        return k.PUBLIC if self.scope.in_trait else k.PRIVATE

    def _declare_impl(self, node: Node) -> EntityDraft | None:
        subject = node.child_by_field_id(g.TYPE)
        if subject is None:
            return None
        draft = self.entity(k.IMPL, node, b"", subject)
        draft.flags = k.PRIVATE
        parameters = node.child_by_field_id(g.TYPE_PARAMETERS)
        generics = set()
        for one in parameters.named_children if parameters is not None else ():
            name = one.child_by_field_id(g.NAME)
            generics.add(self.text(name) if name is not None else b"")
        draft.name = self._base_name(subject, generics)
        return draft

    def _base_name(self, subject: Node, generics: set[bytes]) -> bytes:
        """The simple name of the type that an impl is for."""
        node = subject
        for _ in range(MAX_DEPTH):
            kind = node.kind_id
            if kind in (g.TYPE_IDENTIFIER, g.IDENTIFIER) or kind in g.PRIMITIVES:
                name = self.text(node)
                if name not in generics:
                    return self.aliases.get(name, name)
                # What is there for pointers, slices and the like is not there for what they lead to.
                return BLANKET.encode() if node == subject else g.name_of(subject.kind_id)
            inner = node.child_by_field_id(g.NAME if kind in g.SCOPED_TYPES else g.TYPE)
            if inner is None:
                inner = next((one for one in node.named_children if one.kind_id != g.LIFETIME), None)
            if inner is None or kind in g.OTHER_TYPES:
                break
            node = inner
        return g.name_of(node.kind_id)
