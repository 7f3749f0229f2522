"""Walks the bodies of what Scala files and types declare."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.declarations import Declared
from parseltongue.analysis.languages.scala.headers import HeaderWalker
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.model.kinds import CONSTRUCTOR, ENUM_MEMBER, FUNCTION, METHOD, TYPE_ALIAS
from parseltongue.model.paths import EITHER, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class BodyWalker(HeaderWalker):
    """The second step of reading a file or type: what is in it is walked."""

    __slots__ = ()

    def _walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self.scope = declared.scope
        self.header(declared)
        self.walk_pending(declared)
        self.source_entity, self.container, self.scope = before

    def walk_pending(self, declared: Declared) -> None:
        for node, found in declared.pending:
            if isinstance(found, Declared):
                self._walk_type(found)
            elif found is None:
                self._statement(node)
            elif node.kind_id in g.FUNCTION:
                self._function(node, found, declared)
            elif found.kind == TYPE_ALIAS:
                self._alias(node, found)
            elif found.kind == ENUM_MEMBER:
                self._enum_case(node, found, declared)
            else:
                self._value(node, found)

    def _statement(self, node: Node) -> None:
        """What stands in a type beside its members belongs to the type."""
        outer, self.scope = self.scope, Scope(self.scope)
        if node.kind_id in g.VALUE:
            self._value_parts(node)
        else:
            self.visit(node)
        self.scope = outer

    # -- members ------------------------------------------------------------------------------------------

    def _value(self, node: Node, draft: EntityDraft) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        container, self.container = self.container, draft
        before, self.source_entity = self.source_entity, draft.ordinal
        draft.type = self.visible(self._value_parts(node))
        self.source_entity, self.container, self.scope = before, container, outer

    def _value_parts(self, node: Node) -> int:
        """Visit all of a value; what it is."""
        for child in node.children:
            if child.kind_id in g.ANNOTATION:
                self.visit(child)
        told = self.type_value(node.child_by_field_id(g.TYPE))
        value = node.child_by_field_id(g.VALUE_FIELD)
        found = self.visit(value) if value is not None else 0
        return told or found

    def _alias(self, node: Node, draft: EntityDraft) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        before, self.source_entity = self.source_entity, draft.ordinal
        for child in node.children:
            if child.kind_id in g.TYPE_PARAMETERS:
                self.type_variables(child, self.node(LOCAL, draft.ordinal), self.scope.variables)
        draft.type = self.visible(self.type_value(node.child_by_field_id(g.TYPE)))
        self.source_entity, self.scope = before, outer

    def _enum_case(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        before, self.source_entity = self.source_entity, draft.ordinal
        for child in node.named_children:
            if child.kind_id in g.CLASS_PARAMETERS:
                for one in child.children:
                    if one.kind_id in g.CLASS_PARAMETER:
                        self.parameter(one, draft, counted=True)
            elif child.kind_id in g.EXTENDS:
                path = 0
                for one in child.named_children:
                    if one.kind_id in g.TYPES:
                        path = self.typed(one)[0]
                    elif one.kind_id in g.ARGUMENTS and path:
                        self.construct(path, one, child)
        self.source_entity, self.scope = before, outer

    def _function(self, node: Node, draft: EntityDraft, declared: Declared | None) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = draft.ordinal, draft
        self.scope = scope = Scope(self.scope)
        draft.parameters = []
        extended = self._extended.get(draft.ordinal)
        lists = list(self._parameter_lists(extended)) if extended is not None else []
        own = self.node(LOCAL, draft.ordinal)
        for child in [*(extended.children if extended is not None else ()), *node.children]:
            if child.kind_id in g.TYPE_PARAMETERS:
                self.type_variables(child, own, scope.variables)
        lists += list(self._parameter_lists(node))
        counted = 2 if extended is not None else 1
        for index, one in enumerate(lists):
            for child in one.children:
                if child.kind_id in g.PARAMETER:
                    self.parameter(child, draft, counted=index < counted)
        for child in node.children:
            if child.kind_id in g.ANNOTATION:
                self.visit(child)
        told = self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        body = node.child_by_field_id(g.BODY)
        value = self.visit(body) if body is not None else 0
        if draft.kind == CONSTRUCTOR:
            told = declared.scope.this if declared is not None else 0
        draft.type = self.visible(told or value)
        self.source_entity, self.container, self.scope = before

    def _parameter_lists(self, node: Node) -> Iterator[Node]:
        return (one for one in node.children if one.kind_id in g.PARAMETERS)

    # -- inside of blocks ---------------------------------------------------------------------------------

    def local_value(self, node: Node) -> int:
        value = self._value_parts(node)
        pattern = node.child_by_field_id(g.PATTERN) or node.child_by_field_id(g.NAME)
        if pattern is not None and pattern.kind_id in g.IDENTIFIER:
            self.bind(self.name_of(pattern), value)
        elif pattern is not None:
            self.pattern(pattern, 0)
        return 0

    def defined_function(self, node: Node) -> int:
        """A function in a block: known from here to its end."""
        draft = self.function_draft(node, self.container, "")
        if draft is None:
            return 0
        self.hide(draft, self.container)
        self.scope.functions[draft.name] = self.node(LOCAL, draft.ordinal)
        self._function(node, draft, None)
        return 0

    def local_type(self, node: Node) -> int:
        """A type in a block: known from here to its end."""
        around = Declared(node, self.container, self.scope)
        declared = self.declare_type(node, around, "")
        if declared is None:
            return 0
        self.hide(declared.draft, self.container)
        table = self.scope.names if node.kind_id in g.OBJECT else self.scope.types
        table[declared.draft.name] = declared.scope.own
        self._walk_type(declared)
        return 0

    def nameless(self, body: Node, path: int, value: int) -> None:
        """The members of ``new Type { ... }`` belong to what it stands in."""
        scope = Scope(self.scope)
        scope.this = value or scope.this
        if value:
            scope.inside = self.node(EITHER, value, scope.inside) or scope.inside
        declared = Declared(body, self.container, scope)
        first = len(self.builder.entities)
        self.declare_members(body, declared)
        for draft in self.builder.entities[first:]:
            if draft.kind == FUNCTION and draft.parent == self.container.ordinal:
                draft.kind = METHOD
        before, self.scope = self.scope, scope
        self.walk_pending(declared)
        self.scope = before

    def given(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.TYPES:
                self.typed(child)
            elif child.kind_id not in g.IDENTIFIER and child.kind_id not in g.BODIES:
                self.visit(child)
            elif child.kind_id in g.BODIES:
                self.nameless(child, 0, 0)
        return 0


BodyWalker.HANDLERS = {
    **HeaderWalker.HANDLERS,
    **dict.fromkeys(g.VALUE, BodyWalker.local_value),
    **dict.fromkeys(g.FUNCTION, BodyWalker.defined_function),
    **dict.fromkeys(g.TYPE_DEFINITIONS, BodyWalker.local_type),
    **dict.fromkeys(g.GIVEN, BodyWalker.given),
}
