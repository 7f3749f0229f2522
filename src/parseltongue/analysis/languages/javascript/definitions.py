"""Walks what TypeScript alone defines: interfaces, type aliases, enums, namespaces."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.annotations import GIVEN, MAX_NESTED
from parseltongue.analysis.languages.javascript.invocations import ITSELF
from parseltongue.analysis.languages.javascript.scopes import Frame, Scope
from parseltongue.analysis.languages.javascript.statements import STATEMENTS
from parseltongue.analysis.languages.javascript.variables import VariableWalker
from parseltongue.model.kinds import ENUM_MEMBER, EXTENDS
from parseltongue.model.paths import APPLY, EITHER, INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_OF_PARTS = g.kinds("union_type", "intersection_type", "parenthesized_type")


class DefinitionWalker(VariableWalker):
    """Handlers of what is declared before it is read: the entities are there already."""

    __slots__ = ()

    def interface(self, node: Node) -> None:
        draft = self.drafts.get(node.start_byte)
        body = node.child_by_field_name("body")
        if draft is None:
            return
        outer, source = self.scope, self.source_entity
        self.source_entity = draft.ordinal
        self.scope = Scope(outer, Frame(draft, self.node(INSTANCE, self.local(draft)), None))
        self.recording, self.elided = True, []
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.TYPE_PARAMETERS:
                self.type_parameters(child)
            elif kind == g.EXTENDS_TYPE:
                self.base_types(child, draft, EXTENDS)
        self.recording = False
        self.signature_of_draft(draft, node, body)
        if body is not None:
            self.members(body, draft)
        self.scope, self.source_entity = outer, source

    def alias(self, node: Node) -> None:
        draft = self.drafts.get(node.start_byte)
        value = node.child_by_field_name("value")
        if draft is None or value is None:
            return
        outer, source = self.scope, self.source_entity
        self.source_entity = draft.ordinal
        self.scope = Scope(outer, Frame(draft, 0, None))
        parameters = self.first(node, g.TYPE_PARAMETERS)
        self.recording, self.elided = True, []
        if parameters is not None:
            self.type_parameters(parameters)
        self._aliased(value, draft)
        if parameters is not None:
            self._tell_given(value, parameters, draft)
        self.recording = False
        self.signature_of_draft(draft, node, value if self.kind(value) == g.OBJECT_TYPE else None)
        self.scope, self.source_entity = outer, source

    def _aliased(self, node: Node, draft: EntityDraft) -> None:
        """What an alias stands for: members of its own, other types put together, or any value."""
        kind = self.kind(node)
        if kind == g.OBJECT_TYPE:
            self.members(node, draft)
        elif kind == g.INTERSECTION and self.depth < 100:
            self.depth += 1
            for child in node.children:
                if self.kind(child):
                    self._part(child, draft)
            self.depth -= 1
        else:
            if kind == g.FUNCTION_TYPE:
                self.tell_parameters(node, draft, b"/")
            draft.type = self.annotation(node)

    def _tell_given(self, node: Node, parameters: Node, draft: EntityDraft) -> None:
        """Keep which of its type parameters an alias stands for, at least under a condition."""
        names = self.parameter_names(parameters)
        pending, budget = [node], MAX_NESTED
        while pending and budget:
            budget -= 1
            one = pending.pop(0)
            kind = self.kind(one)
            if kind == g.TYPE_IDENTIFIER and self.text(one) in names:
                told = self.builder.imports.setdefault(draft.ordinal, {})
                told[GIVEN] = self.builtin(b"%s/%d" % (ITSELF, names.index(self.text(one))))
                return
            if kind == g.CONDITIONAL:
                # What ``infer`` names is not the parameter, but in it.
                condition = one.child_by_field_name("right")
                inferred = condition is not None and b"infer " in self.text(condition)
                for name in ("consequence", "alternative") if not inferred else ():
                    pending += one.children_by_field_name(name)
            elif kind in _OF_PARTS:
                pending += one.children

    def _part(self, node: Node, draft: EntityDraft) -> None:
        kind = self.kind(node)
        if kind in (g.OBJECT_TYPE, g.INTERSECTION):
            self._aliased(node, draft)
            return
        value = self.annotation(node)
        operation, first, own = self.steps[value]
        if operation == EITHER and self.steps[first][0] == APPLY:
            value = own  # Of a generic type its own members are a part, not those of its argument.
        known = self.paths.class_of(value)
        if known:
            draft.bases.append(known)

    def enum(self, node: Node) -> None:
        draft = self.drafts.get(node.start_byte)
        body = node.child_by_field_name("body")
        if draft is None or body is None:
            return
        value = self.node(INSTANCE, self.local(draft))
        self.elided = []
        self.signature_of_draft(draft, node, body)
        for child in body.children:
            kind = self.kinds[child.kind_id]
            name = child.children[0] if kind == g.ENUM_ASSIGNMENT else child
            if kind == g.ENUM_ASSIGNMENT:
                self.expression(child.children[-1])
            if self.kind(name) in (g.PROPERTY_IDENTIFIER, g.STRING):
                member = self.define(ENUM_MEMBER, child, name, self.member_name(name), draft)
                member.type = value

    def namespace_declaration(self, node: Node) -> None:
        draft = self.drafts.get(node.start_byte)
        body = node.child_by_field_name("body")
        if draft is None:
            return
        self.elided = []
        self.signature_of_draft(draft, node, body)
        if body is None:
            return
        outer, ambient = self.scope, self.ambient
        self.scope = Scope(outer, Frame(draft, 0, None, True))
        self.ambient = draft.ordinal in self.declared_only
        self.body(body)
        self.scope, self.ambient = outer, ambient


g.enter(
    STATEMENTS,
    {
        "interface_declaration": DefinitionWalker.interface,
        "type_alias_declaration": DefinitionWalker.alias,
        "enum_declaration": DefinitionWalker.enum,
        "internal_module module": DefinitionWalker.namespace_declaration,
    },
)
