"""Walks Kotlin properties: their values, delegates and accessors."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.functions import FunctionWalker
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.kotlin.declarations import Declared

    Parts = list[Node]


class PropertyWalker(FunctionWalker):
    """Reads properties, and local variables, which are written in the same way."""

    __slots__ = ()

    def property_body(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        container, self.container = self.container, draft
        outer, self.scope = self.scope, Scope(self.scope)
        if self.receiver(node) is not None:
            draft.parameters = []
        if declared.scope.own:
            self.constructor_names(declared.scope)
        before = self.source_entity
        self.source_entity = draft.ordinal
        value = self._property_parts(node, draft)
        draft.type = self.visible(value)
        self.source_entity = before
        self.scope, self.container = outer, container

    def _property_parts(self, node: Node, draft: EntityDraft | None) -> int:
        """Visit all of a property; its value. Without a draft it is a local variable."""
        told = found = 0
        behind = False
        receiver = self.receiver(node) if draft is not None else None
        for child in node.children:
            kind = child.kind_id
            if kind in g.MODIFIERS:
                self.visit(child)
            elif kind in g.TYPE_PARAMETERS and draft is not None:
                self.type_variables(child, self.node(LOCAL, draft.ordinal), self.scope.variables)
            elif kind in g.TYPES and child == receiver and draft is not None:
                self.extend(child, draft)
            elif kind in g.VARIABLE:
                types = [one for one in child.children if one.kind_id in g.TYPES]
                told = self.type_value(types[0]) if types else 0
            elif kind == g.EQUALS:
                behind = True
            elif kind in g.DELEGATE:
                found = self._delegated_value(child)
            elif kind in g.GETTER or kind in g.SETTER:
                value = self._accessor(child, told or found)
                found = found or (value if kind in g.GETTER else 0)
            elif behind and child.is_named and kind not in g.COMMENTS:
                found = self.visit_as(child, told)
                behind = False
        return told or found

    def _delegated_value(self, node: Node) -> int:
        """``by value``: what the value's ``getValue`` gives."""
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in g.COMMENTS:
                value = self.visit(child)
        if not value:
            return 0
        return self.called(self.method(self.extended(value), [0, 0], b"getValue"))

    def _accessor(self, node: Node, value: int) -> int:
        outer, self.scope = self.scope, Scope(self.scope)
        self.scope.names[b"field"] = value
        found = 0
        for child in node.children:
            kind = child.kind_id
            if kind in g.IDENTIFIER:
                self.scope.names[self.name_of(child)] = value
            elif kind in g.PARAMETER:
                name, told = self.parameter(child)
                self.scope.names[name] = told or value
            elif kind in g.PARAMETERS:
                for one in child.children:
                    if one.kind_id in g.PARAMETER:
                        name, told = self.parameter(one)
                        self.scope.names[name] = told or value
            elif kind in g.TYPES:
                found = self.type_value(child)
            elif kind in g.FUNCTION_BODY or kind in g.BLOCK:
                found = self.body(child, value) or found
            elif kind in g.MODIFIERS:
                self.visit(child)
        self.scope = outer
        return found

    def local_property(self, node: Node) -> int:
        multiple, variable = child_of(node, g.MULTIPLE), child_of(node, g.VARIABLE)
        value = self._property_parts(node, None)
        if multiple is not None:
            self.take_apart(multiple, value)
        elif variable is not None and variable.child_count:
            self.bind(self.name_of(variable.children[0]), value)
        return 0


PropertyWalker.HANDLERS = FunctionWalker.HANDLERS | handlers(
    g.kinds,
    {
        "property_declaration": PropertyWalker.local_property,
    },
)
