"""Walks Rust items: modules, types, traits, impls, functions, and what they declare.

Items of a module are declared before any of them is walked, since their order means nothing.
"""

from __future__ import annotations

from operator import itemgetter

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.expansions import ExpansionWalker
from parseltongue.analysis.languages.rust.placement import BLANKET
from parseltongue.analysis.languages.rust.scopes import Scope
from parseltongue.analysis.languages.rust.texts import doc_line, signature
from parseltongue.model import kinds as k
from parseltongue.model.interface import STATIC, TEST
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class ItemWalker(ExpansionWalker):
    """The whole walker: `file` is the way in."""

    __slots__ = ()

    def file(self, root: Node, keep_docs: bool, reparse: Callable[[int, int], Node | None]) -> None:
        """Walk a file; `reparse` gives the root of a tree for a part of the source."""
        self.reparse = reparse
        self.keep_docs = keep_docs
        self.aliases = {}
        self.members_there = set()
        self.testing = False
        self.builder.entities[0].doc = self.inner_doc(root)
        self.items(root.children)

    def items(self, nodes: list[Node]) -> None:
        """The items among some nodes: all are declared, then walked one by one."""
        found = []
        attributes: list[Node] = []
        doc = ""
        for node, there in self.expanded(nodes):
            kind = node.kind_id
            if kind == g.ATTRIBUTE_ITEM:
                attributes.append(node)
            elif kind in g.COMMENTS:
                doc = doc or (doc_line(self.text(node)) if self.keep_docs else "")
            else:
                if kind in g.ITEMS:
                    found.append((node, doc, attributes, there and self.is_there(attributes)))
                attributes, doc = [], ""
        self._walk_all(found)

    def _walk_all(self, found: list[tuple[Node, str, list[Node], bool]]) -> None:
        """Declare items, then imports, then walk what is declared: types first, as impls look at them."""
        self.note_aliases(one[0] for one in found)
        drafts: list[tuple[Node, EntityDraft | None, list[Node]]] = []
        for node, doc, attributes, compiled in sorted(found, key=itemgetter(3), reverse=True):
            draft = self.declare(node, self.is_testing(attributes), compiled)
            if draft is not None:
                draft.doc = doc
            drafts.append((node, draft, attributes))
        for node, _, _, compiled in found:
            if node.kind_id in g.IMPORTS and compiled:
                self.use(node)
        for node, draft, given in sorted(drafts, key=lambda one: one[0].kind_id not in g.DATA):
            if draft is not None:
                self._walk(node, draft, given)
            elif node.kind_id == g.FOREIGN_MOD:
                body = node.child_by_field_id(g.BODY)
                self.items(body.children if body is not None else [])

    def _walk(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        body = node.child_by_field_id(g.BODY) or node.child_by_field_id(g.VALUE)
        end = body.start_byte if body is not None else node.end_byte
        if node.kind_id == g.MACRO_DEFINITION:
            draft.signature = "macro_rules! " + draft.name.decode("utf-8", "replace")
        else:
            draft.signature = signature(self.source[node.start_byte : end])
        self.derived(attributes, draft)
        before = self.scope, self.source_entity, self.variables, self.testing
        self.depth += 1
        self.variables = {}
        handler = _WALKERS.get(node.kind_id)
        if handler is not None:
            handler(self, node, draft, attributes)
        self.depth -= 1
        self.scope, self.source_entity, self.variables, self.testing = before

    def _enter(self, draft: EntityDraft, node: Node) -> Scope:
        """A scope for an item, with its type parameters; mentions belong to the item."""
        self.scope = self.scope.within(draft)
        self.source_entity = draft.ordinal
        self.declare_generics(node)
        return self.scope

    # -- modules and types --------------------------------------------------------------------------------

    def _walk_module(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        body = node.child_by_field_id(g.BODY)
        if body is None:
            draft.type = self.file_of(attributes)
            return
        self.scope = Scope(draft, None, self.node(LOCAL, draft.ordinal))
        self.source_entity = draft.ordinal
        self.testing = bool(draft.flags & TEST)
        draft.doc = draft.doc or self.inner_doc(body)
        self.items(body.children)

    def _walk_type(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        """A struct, union or enum."""
        scope = self._enter(draft, node)
        scope.own = self.node(LOCAL, draft.ordinal)
        self.tie_generics(scope.own, self.parameter_names(node))
        body = node.child_by_field_id(g.BODY)
        if node.kind_id == g.ENUM_ITEM:
            for child in body.named_children if body is not None else ():
                if child.kind_id == g.ENUM_VARIANT:
                    self._declare_variant(child)
        else:
            self._declare_fields(body)

    def _declare_fields(self, body: Node | None) -> None:
        """Fields with names, or types one after another, which are called by their position."""
        position = 0
        for child in body.children if body is not None else ():
            kind = child.kind_id
            if kind == g.FIELD_DECLARATION:
                self._declare_field(child, child.child_by_field_id(g.NAME), child.child_by_field_id(g.TYPE))
            elif child.is_named and kind not in g.COMMENTS and kind not in (g.VISIBILITY, g.ATTRIBUTE_ITEM):
                self._declare_positional(child, position)
                position += 1

    def _declare_field(self, node: Node, name: Node | None, declared: Node | None) -> None:
        if name is None:
            return
        draft = self.entity(k.FIELD, node, self.text(name), name)
        draft.type = self.type_value(declared)
        draft.signature = signature(self.text(node))

    def _declare_positional(self, node: Node, position: int) -> None:
        draft = self.entity(k.FIELD, node, str(position).encode(), node)
        draft.type = self.type_value(node)

    def _declare_variant(self, node: Node) -> None:
        name, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name is None:
            return
        draft = self.entity(k.ENUM_MEMBER, node, self.text(name), name)
        draft.flags = k.PUBLIC
        around, self.scope = self.scope, self.scope.within(draft)
        self._declare_fields(body)
        self.scope = around
        self.expression(node.child_by_field_id(g.VALUE))

    # -- traits and impls ---------------------------------------------------------------------------------

    def _walk_trait(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        scope = self._enter(draft, node)
        scope.own, scope.in_trait = self.node(LOCAL, draft.ordinal), True
        self.tie_generics(scope.own, self.parameter_names(node))
        bounds = node.child_by_field_id(g.BOUNDS)
        for one in bounds.named_children if bounds is not None else ():
            if one.kind_id in (g.LIFETIME, g.REMOVED_BOUND) or one.kind_id in g.COMMENTS:
                continue
            draft.bases.append(self._as(k.EXTENDS, one, draft.ordinal))
        self.members(node, draft)

    def _as(self, kind: int, node: Node, subject: int) -> int:
        """A trait that is extended or implemented; the mention of it as such is the subject's."""
        first = len(self.mentions)
        path = self.type_path(node)
        self.mentions[first:] = [one for one in self.mentions[first:] if one[0] != path]
        if path:
            self.mentions.append((path, kind, node.start_byte, subject))
        return path

    def _walk_impl(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        self.scope = self.scope.within(draft)
        self.declare_generics(node)
        subject, trait = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.TRAIT)
        own = self.type_path(subject) if subject is not None else 0
        operation, ordinal, _ = self.steps[own]
        self.scope.own = own
        if subject is not None:
            self.tie_generics(own, self._argument_names(subject))
            self.scope.receiver = self.quietly(subject)
        named = subject is not None and self.text(self._behind(subject)) not in self.scope.generics
        draft.bases.append(own if named else self.builtin(BLANKET.encode()))
        if trait is not None:
            where = ordinal if operation == LOCAL and named else draft.ordinal
            draft.bases.append(self._as(k.IMPLEMENTS, trait, where))
        self.scope.in_trait = False
        self.members(node, draft, public=trait is not None)

    def _behind(self, node: Node) -> Node:
        """What references and pointers lead to."""
        for _ in range(MAX_DEPTH):
            inner = node.child_by_field_id(g.TYPE) if node.kind_id in g.BEHIND else None
            if inner is None:
                break
            node = inner
        return node

    def members(self, node: Node, draft: EntityDraft, public: bool = False) -> None:
        """The items of a trait or impl."""
        body = node.child_by_field_id(g.BODY)
        first = len(self.builder.entities)
        self.items(body.children if body is not None else [])
        for one in self.builder.entities[first:] if public else ():
            if one.parent == draft.ordinal:
                one.flags = one.flags & ~3 | k.PUBLIC

    def quietly(self, node: Node) -> int:
        """The value of a type whose names have been mentioned before."""
        first = len(self.mentions)
        value = self.type_value(node)
        del self.mentions[first:]
        return value

    def _argument_names(self, subject: Node) -> list[bytes]:
        """The type arguments of the type that an impl is for, as they are written."""
        arguments = self._behind(subject).child_by_field_id(g.TYPE_ARGUMENTS_FIELD)
        named = arguments.named_children if arguments is not None else []
        return [self.text(one) for one in named if one.kind_id not in g.NO_ARGUMENTS]

    # -- functions, aliases, constants --------------------------------------------------------------------

    def _walk_function(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        scope = self._enter(draft, node)
        parameters = node.child_by_field_id(g.PARAMETERS_FIELD)
        receiver = False
        for one in parameters.named_children if parameters is not None else ():
            if one.kind_id == g.SELF_PARAMETER:
                receiver = True
            elif one.kind_id == g.PARAMETER:
                pattern = one.child_by_field_id(g.PATTERN)
                value = self.type_value(one.child_by_field_id(g.TYPE))
                if pattern is not None and pattern.kind_id == g.SELF:
                    receiver = True
                self.bind(pattern, value)
        if receiver:
            self.variables[b"self"] = scope.receiver or self.instance(scope.own)
        elif draft.kind == k.METHOD:
            draft.flags |= STATIC
        draft.type = self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        scope.in_trait = False
        self.expression(node.child_by_field_id(g.BODY))

    def _walk_alias(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        self._enter(draft, node)
        named = node.child_by_field_id(g.TYPE)
        if named is not None:
            draft.type = self._aliased(node, named, draft)
            return
        bounds = node.child_by_field_id(g.BOUNDS)
        draft.type = self.bound(bounds) if bounds is not None else 0

    def _aliased(self, node: Node, named: Node, draft: EntityDraft) -> int:
        """What an alias stands for: a path, or a value where that is more than its path."""
        if named.kind_id not in g.COMPOSITE_TYPES and self.text(named) not in self.scope.generics:
            return self.type_path(named)
        self.tie_generics(self.node(LOCAL, draft.ordinal), self.parameter_names(node))
        return self.type_value(named)

    def _walk_constant(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        """What a constant mentions belongs to what stands around it: it is no place that calls anything."""
        draft.type = self.type_value(node.child_by_field_id(g.TYPE))
        self.expression(node.child_by_field_id(g.VALUE))

    def open_block(self, node: Node) -> Scope:
        """A scope for a block that has items, which are walked first; the scope around it."""
        before = self.scope
        if any(child.kind_id in g.ITEMS for child in node.named_children):
            self.scope = before.within(before.entity)
            self.items(node.children)
        return before


_WALKERS: dict[int, Callable[[ItemWalker, Node, EntityDraft, list[Node]], None]] = {
    g.MOD_ITEM: ItemWalker._walk_module,
    g.STRUCT_ITEM: ItemWalker._walk_type,
    g.UNION_ITEM: ItemWalker._walk_type,
    g.ENUM_ITEM: ItemWalker._walk_type,
    g.TRAIT_ITEM: ItemWalker._walk_trait,
    g.IMPL_ITEM: ItemWalker._walk_impl,
    g.FUNCTION_ITEM: ItemWalker._walk_function,
    g.FUNCTION_SIGNATURE: ItemWalker._walk_function,
    g.TYPE_ITEM: ItemWalker._walk_alias,
    g.ASSOCIATED_TYPE: ItemWalker._walk_alias,
    g.CONST_ITEM: ItemWalker._walk_constant,
    g.STATIC_ITEM: ItemWalker._walk_constant,
}
