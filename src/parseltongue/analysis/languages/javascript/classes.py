"""Walks JavaScript's classes, and what they extend and implement."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.objects import ObjectWalker
from parseltongue.analysis.languages.javascript.scopes import Frame, Scope
from parseltongue.analysis.languages.javascript.statements import STATEMENTS
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.model.kinds import CLASS, EXTENDS, IMPLEMENTS
from parseltongue.model.paths import INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class ClassWalker(ObjectWalker):
    """Handlers of classes, which are declared by statements and made by expressions."""

    __slots__ = ()

    def class_declaration(self, node: Node) -> None:
        draft = self.drafts.get(node.start_byte)
        if draft is not None:
            self.class_(node, draft)

    def class_expression(self, node: Node) -> int:
        """A class in an expression is an entity if it has a name."""
        name = node.child_by_field_name("name")
        if name is None:
            return self._nameless(node)
        draft = self.define(CLASS, node, name, self.text(name))
        outer = self.scope
        self.open_scope()
        self.enter_value(draft)
        self.enter_type(draft)
        self.class_(node, draft)
        self.scope = outer
        return self.local(draft)

    def _nameless(self, node: Node) -> int:
        """A class without a name: what stands in it is read as part of what is around."""
        draft = self.define(CLASS, node, node, b"(class)")
        self.class_(node, draft)
        return self.local(draft)

    def class_(self, node: Node, draft: EntityDraft) -> None:
        outer, source = self.scope, self.source_entity
        frame = Frame(draft, self.node(INSTANCE, self.local(draft)), draft)
        self.source_entity = draft.ordinal
        self.scope = Scope(outer, frame)
        self.recording, self.elided = True, []
        body = None
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.TYPE_PARAMETERS:
                self.type_parameters(child)
            elif kind == g.CLASS_HERITAGE:
                self.heritage(child, draft)
            elif kind == g.DECORATOR:
                self.decorator(child)
            elif kind == g.CLASS_BODY:
                body = child
        self.recording = False
        self.signature_of_draft(draft, node, body)
        if body is not None:
            self.members(body, draft)
        self.scope, self.source_entity = outer, source

    # -- bases ---------------------------------------------------------------------------------------------

    def heritage(self, node: Node, draft: EntityDraft) -> None:
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.EXTENDS_CLAUSE:
                self._extends(child, draft)
            elif kind == g.IMPLEMENTS_CLAUSE:
                self.base_types(child, draft, IMPLEMENTS)
            elif EXPRESSIONS[kind] is not None:
                self.base_class(child, draft)

    def _extends(self, node: Node, draft: EntityDraft) -> None:
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.TYPE_ARGUMENTS:
                self.inner(child)
            elif EXPRESSIONS[kind] is not None:
                self.base_class(child, draft)

    def base_class(self, node: Node, draft: EntityDraft) -> None:
        kind = self.kind(node)
        if kind == g.IDENTIFIER:
            path = self.constructed(node, self.quietly(node))
            self.mention(path, EXTENDS, node)
            draft.bases.append(path)
        elif kind == g.MEMBER:
            path = self.member(node, EXTENDS)
            made = self.constructed(node, path)
            self.mentions[-1] = (made, *self.mentions[-1][1:])
            draft.bases.append(made)
        else:
            value = self.expression(node)
            if value:
                draft.bases.append(value)

    def base_types(self, node: Node, draft: EntityDraft, kind: int) -> None:
        """Types that a class implements or an interface extends."""
        for child in node.children:
            if self.kind(child):
                path = self.type_path(child, kind)
                if path:
                    draft.bases.append(path)


g.enter(EXPRESSIONS, {"class": ClassWalker.class_expression})
g.enter(STATEMENTS, {"class_declaration abstract_class_declaration": ClassWalker.class_declaration})
