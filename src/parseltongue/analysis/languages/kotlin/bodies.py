"""Walks the bodies of Kotlin types, also of those without a name."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.declarations import Declared
from parseltongue.analysis.languages.kotlin.properties import PropertyWalker
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CONSTRUCTOR, ENUM_MEMBER, FILE, FUNCTION, METHOD, TYPE_ALIAS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

    Parts = list[Node]

_CALLABLES = frozenset((FUNCTION, METHOD, CONSTRUCTOR))


class BodyWalker(PropertyWalker):
    """The second step of reading a type: what is in it is walked."""

    __slots__ = ()

    def _walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self.header(declared)
        self.scope = declared.scope
        self.walk_pending(declared)
        self.source_entity, self.container, self.scope = before

    def walk_pending(self, declared: Declared) -> None:
        for node, found in declared.pending:
            if found is None:
                self._initializer(node)
            elif isinstance(found, Declared):
                self._walk_type(found)
            elif found.kind in _CALLABLES:
                self.callable(node, found, declared)
            elif found.kind == ENUM_MEMBER:
                self._entry_body(node, found, declared)
            elif found.kind == TYPE_ALIAS:
                self._alias(node, found)
            else:
                self.property_body(node, found, declared)

    def _initializer(self, node: Node) -> None:
        """``init { }``, and statements of scripts, whose variables stay."""
        if self.container.kind == FILE:
            self.visit(node)
            return
        outer, self.scope = self.scope, Scope(self.scope)
        self.constructor_names(outer)
        if node.kind_id in g.INITIALIZER:
            self.children(node)
        else:
            self.visit(node)
        self.scope = outer

    def _alias(self, node: Node, draft: EntityDraft) -> None:
        before, self.source_entity = self.source_entity, draft.ordinal
        outer, self.scope = self.scope, Scope(self.scope)
        behind = False
        for child in node.children:
            if child.kind_id in g.TYPE_PARAMETERS:
                self.alias_variables(child, draft.ordinal, self.scope.variables)
            behind = behind or child.kind_id == g.EQUALS
            if behind and child.kind_id in g.TYPES:
                draft.type = self.visible(self.type_value(child))
        self.scope, self.source_entity = outer, before

    def _entry_body(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        """A constant of an enum calls a constructor, and can have members of its own."""
        outer, self.scope = self.scope, Scope(self.scope)
        container, self.container = self.container, draft
        arguments, body = child_of(node, g.ARGUMENTS), child_of(node, g.CLASS_BODY)
        modifiers, name_node = child_of(node, g.MODIFIERS), child_of(node, g.IDENTIFIER)
        if modifiers is not None:
            self.visit(modifiers)
        if name_node is not None:
            self.construct(declared.scope.own, arguments, name_node)
        if body is not None:
            self._nameless(body, declared.scope.this)
        self.scope, self.container = outer, container

    # -- types inside of functions ------------------------------------------------------------------------

    def local_type(self, node: Node) -> int:
        """A class in a block: known from here to its end."""
        around = Declared(node, self.container, self.scope, None)
        declared = self.declare_type(node, around, "")
        if declared is None:
            return 0
        self.hide(declared.draft, self.container)
        self._walk_type(declared)
        return 0

    def object_literal(self, node: Node) -> int:
        """``object : Type { ... }``: its members belong to what it stands in."""
        value = 0
        for specifiers in node.children:
            if specifiers.kind_id not in g.DELEGATIONS:
                continue
            for specifier in specifiers.children:
                for base in specifier.children:
                    found = self._literal_base(base)
                    value = value or found
        body = child_of(node, g.CLASS_BODY)
        if body is not None:
            self._nameless(body, value)
        return value

    def _literal_base(self, base: Node) -> int:
        if base.kind_id in g.CONSTRUCTION:
            type_node, arguments = child_of(base, g.TYPES), child_of(base, g.ARGUMENTS)
            if type_node is None:
                return 0
            path, value = self.typed(type_node)
            if path:
                self.construct(path, arguments, type_node)
            return value
        if base.kind_id in g.EXPLICIT_DELEGATION:
            for child in base.children:
                if child.is_named and child.kind_id not in g.TYPES:
                    self.visit(child)
            first = child_of(base, g.TYPES)
            return self.type_value(first)
        return self.type_value(base) if base.kind_id in g.TYPES else 0

    def _nameless(self, body: Node, value: int) -> None:
        """The members of an object without a name belong to what it stands in."""
        scope = Scope(self.scope)
        scope.inherits = True
        scope.this = scope.parent = value
        scope.inside = self.either(value, self.scope.inside)
        declared = Declared(body, self.container, scope, None)
        self.declare_members(body.children, declared)
        before, self.scope = self.scope, scope
        self.walk_pending(declared)
        self.scope = before


BodyWalker.HANDLERS = PropertyWalker.HANDLERS | handlers(
    g.kinds,
    {
        "object_literal": BodyWalker.object_literal,
        "class_declaration object_declaration companion_object": BodyWalker.local_type,
    },
)
