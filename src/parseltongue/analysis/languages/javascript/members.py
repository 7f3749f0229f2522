"""Walks the members of JavaScript's classes, interfaces and object types."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.functions import FunctionWalker
from parseltongue.analysis.languages.javascript.scopes import Frame
from parseltongue.analysis.languages.javascript.texts import signature
from parseltongue.model.interface import ABSTRACT, SHADOWED, STATIC
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CLASS,
    CONSTRUCTOR,
    FIELD,
    METHOD,
    PRIVATE,
    PROPERTY,
    PROTECTED,
    PUBLIC,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.model.paths import INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.javascript.invocations import Context

CALLED, MADE = b"()", b"new()"
"""Under these names a type tells what calling, or constructing, its instances gives."""


class MemberWalker(FunctionWalker):
    """`members` enters what stands in a body; bodies of methods are walked later."""

    __slots__ = ()

    def members(self, body: Node, draft: EntityDraft) -> None:
        """Declare the members of a class, interface or object type; bodies are walked later."""
        comment = None
        for child in body.children:
            kind = self.kinds[child.kind_id]
            if kind == g.COMMENT:
                comment = child
                continue
            self.comment = comment
            if kind in g.METHODS:
                self.method(child, draft)
            elif kind in g.FIELDS:
                self.field(child, draft)
            elif kind == g.CALL_SIGNATURE:
                self.call_signature(child, draft, CALLED)
            elif kind == g.CONSTRUCT_SIGNATURE:
                self.call_signature(child, draft, MADE)
            elif kind == g.INDEX_SIGNATURE:
                self.index_signature(child)
            elif kind == g.STATIC_BLOCK:
                self.statements(child)
            elif kind == g.DECORATOR:
                self.decorator(child)
                continue
            elif kind == g.ERROR:
                self.members(child, draft)
            if kind:
                comment = None

    def member_name(self, node: Node) -> bytes:
        kind = self.kind(node)
        if kind == g.STRING:
            return self.text(node).strip(b"\"'")
        if kind == g.COMPUTED:
            inner = [one for one in node.children if self.kind(one)]
            if len(inner) == 1 and self.kind(inner[0]) == g.STRING:
                return self.text(inner[0]).strip(b"\"'")
            self.children(node)
        return self.text(node)

    def enter_member(self, owner: EntityDraft, draft: EntityDraft, *, body: bool) -> None:
        """Let the name of a member denote it: an implementation before its overloads, else the first."""
        old = owner.members.get(draft.name)
        if old is None or (old.flags & STATIC) != (draft.flags & STATIC):
            owner.members.setdefault(draft.name, draft)
            return
        if body and old.kind in CALLABLE_KINDS:
            old.flags |= SHADOWED
            self.overloads.append((draft, old))
            owner.members[draft.name] = draft
        else:
            draft.flags |= SHADOWED
            self.overloads.append((old, draft))

    # -- methods -------------------------------------------------------------------------------------------

    def method(
        self, node: Node, owner: EntityDraft, parent: EntityDraft | None = None, type_: int = 0, this: int = 0
    ) -> EntityDraft | None:
        """A method or accessor; `parent` contains it where it has no owner whose member it could be.

        `type_` is the path of the type of the object literal that it stands in, if that is told; `this` that
        of the object where there is no owner.
        """
        name_node = node.child_by_field_name("name")
        if name_node is None:
            return None
        name = self.member_name(name_node)
        kind, flags = self._modifiers(node, name_node)
        if name == b"constructor" and owner.kind == CLASS and not flags & STATIC:
            kind = CONSTRUCTOR
        draft = self.define(kind, node, name_node, name, parent or owner)
        draft.flags = flags | (PRIVATE if name.startswith(b"#") else 0)
        if self.kind(node) == g.ABSTRACT_METHOD:
            draft.flags |= ABSTRACT
        frame = self.frame_of_member(draft, owner)
        if parent is None:
            self.enter_member(owner, draft, body=self.kind(node.children[-1]) == g.BLOCK)
        else:
            frame.this = this
        self.function(node, draft, frame, self.context_of(type_, name_node))
        return draft

    def frame_of_member(self, draft: EntityDraft, owner: EntityDraft) -> Frame:
        """The frame of a function that is called on its owner, or on instances of that."""
        this = self.local(owner)
        if owner.kind in TYPE_KINDS and not draft.flags & STATIC:
            this = self.node(INSTANCE, this)
        return Frame(draft, this, owner if owner.kind == CLASS else None)

    def function_of_member(self, node: Node, draft: EntityDraft, owner: EntityDraft) -> None:
        """A function literal that a member is given: an arrow keeps the `this` of its surroundings."""
        if self.kind(node) == g.ARROW:
            self.function_value(node, draft, None)
        else:
            self.function(node, draft, self.frame_of_member(draft, owner))

    def _modifiers(self, node: Node, name: Node) -> tuple[int, int]:
        """Kind and flags that the words before a member's name give it."""
        kind, flags = METHOD, PUBLIC
        for child in node.children:
            if child.start_byte >= name.start_byte:
                break
            own = self.kinds[child.kind_id]
            if own == g.STATIC:
                flags |= STATIC
            elif own in (g.GET, g.SET):
                kind = PROPERTY
            elif own == g.ACCESSIBILITY:
                flags |= {b"private": PRIVATE, b"protected": PROTECTED}.get(self.text(child), PUBLIC)
            elif own == g.DECORATOR:
                self.decorator(child)
        return kind, flags

    def context_of(self, type_: int, key: Node) -> Context | None:
        """What a member of a type gives to the parameters of a function literal."""
        if not type_ or self.kind(key) != g.PROPERTY_IDENTIFIER:
            return None
        name = self.text(key)
        return lambda parameter: self.paths.attribute(type_, b"%s//%s" % (name, parameter))

    # -- fields --------------------------------------------------------------------------------------------

    def field(self, node: Node, owner: EntityDraft) -> None:
        name_node = node.child_by_field_name("name") or node.child_by_field_name("property")
        if name_node is None:
            return
        name = self.member_name(name_node)
        _, flags = self._modifiers(node, name_node)
        value = node.child_by_field_name("value")
        function = value is not None and self.kind(value) in g.FUNCTIONS
        draft = self.define(METHOD if function else FIELD, node, name_node, name, owner)
        draft.flags = flags | (PRIVATE if name.startswith(b"#") else 0)
        self.enter_member(owner, draft, body=True)
        annotation = self.first(node, g.TYPE_ANNOTATION)
        self.recording, self.elided = True, []
        source = self.source_entity
        self.source_entity = draft.ordinal if function else source
        declared = self.optional_annotation(annotation)
        self.source_entity = source
        self.recording = False
        if annotation is not None and self.kind(annotation.children[-1]) == g.FUNCTION_TYPE:
            self.tell_parameters(annotation.children[-1], draft, b"/")
        if value is not None and function:
            self.function_value(value, draft, self.expected_by(annotation))
            if declared and not draft.type:
                draft.type = self.called(declared)
            return
        draft.type = self.field_value(value, draft, declared)
        end = annotation if annotation is not None else name_node
        draft.signature = signature(self.source, sorted(self.elided), name_node.start_byte, end.end_byte)

    def field_value(self, value: Node | None, draft: EntityDraft, declared: int) -> int:
        if value is None:
            return declared
        held = self.kind(value) == g.OBJECT
        found = self.object_literal(value, draft) if held else self.expression(value)
        return declared or (found if self.told(found) else 0)

    def expected_by(self, annotation: Node | None) -> Context | None:
        """What a declared type gives to the parameters of a function literal."""
        if annotation is None:
            return None
        node = annotation
        while self.kind(node) in (g.TYPE_ANNOTATION, g.PARENTHESIZED) and node.child_count:
            node = node.children[-1]
        if self.kind(node) == g.FUNCTION_TYPE:
            values = self.parameter_values(node)
            return lambda name: values.get(name, 0)
        path = self.named_type(annotation)
        return (lambda name: self.paths.attribute(path, b"/" + name)) if path else None

    # -- signatures ----------------------------------------------------------------------------------------

    def call_signature(self, node: Node, draft: EntityDraft, name: bytes) -> None:
        """``(x: A): B`` in a type; the first one counts."""
        outer = self.scope
        self.open_types(node)
        value = 0
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.PARAMETERS:
                for parameter in child.children:
                    self.inner(parameter)
            elif kind in g.ANNOTATIONS:
                value = self.annotation(child)
        names = self.builder.imports.setdefault(draft.ordinal, {})
        if name not in names:
            names[name] = value
            if name == CALLED:
                self.tell_parameters(node, draft, b"/")
        self.scope = outer

    def index_signature(self, node: Node) -> None:
        outer = self.scope
        self.open_scope()
        for child in node.children:
            self.annotation(child)
        self.scope = outer

    def object_type(self, node: Node) -> int:
        """A type without a name; its methods are entities of what is around."""
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind in g.METHODS:
                owner = self.builder.entities[self.source_entity]
                self.method(child, owner, owner)
            elif kind == g.INDEX_SIGNATURE:
                self.index_signature(child)
            elif kind in _MEMBER_TYPES:
                name = child.child_by_field_name("name")
                if name is not None and self.kind(name) == g.COMPUTED:
                    self.children(name)
                before = self.scope
                self.open_types(child)
                for part in child.children:
                    if self.kind(part) == g.PARAMETERS:
                        for parameter in part.children:
                            self.inner(parameter)
                    elif self.kind(part) in g.ANNOTATIONS:
                        self.annotation(part)
                self.scope = before
        return 0


_MEMBER_TYPES = g.FIELDS | {g.CALL_SIGNATURE, g.CONSTRUCT_SIGNATURE}
