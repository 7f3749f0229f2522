"""Walks JavaScript definitions: classes, interfaces, type aliases, enums, namespaces, objects, variables."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.expressions import EXPRESSIONS
from parseltongue.analysis.languages.javascript.functions import FunctionWalker
from parseltongue.analysis.languages.javascript.scopes import Frame, Scope
from parseltongue.analysis.languages.javascript.statements import register
from parseltongue.analysis.languages.javascript.texts import signature
from parseltongue.model.interface import SHADOWED, STATIC
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CLASS,
    CONSTRUCTOR,
    ENUM_MEMBER,
    EXTENDS,
    FIELD,
    FUNCTION,
    IMPLEMENTS,
    METHOD,
    NAMESPACE,
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
    from parseltongue.analysis.languages.javascript.expressions import Context

RETURNED = b"{}/"
"""A function tells under this, and its name, each member of an object literal that it returns."""
CALLED, MADE = b"()", b"new()"
"""Under these names a type tells what calling, or constructing, its instances gives."""


class DefinitionWalker(FunctionWalker):
    """All that has members."""

    __slots__ = ()

    # -- classes --------------------------------------------------------------------------------------------

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

    def heritage(self, node: Node, draft: EntityDraft) -> None:
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.EXTENDS_CLAUSE:
                self._extends(child, draft)
            elif kind == g.IMPLEMENTS_CLAUSE:
                self._bases(child, draft, IMPLEMENTS)
            elif EXPRESSIONS[kind] is not None:
                self._base_class(child, draft)

    def _extends(self, node: Node, draft: EntityDraft) -> None:
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.TYPE_ARGUMENTS:
                self.inner(child)
            elif EXPRESSIONS[kind] is not None:
                self._base_class(child, draft)

    def _base_class(self, node: Node, draft: EntityDraft) -> None:
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

    def _bases(self, node: Node, draft: EntityDraft, kind: int) -> None:
        """Types that a class implements or an interface extends."""
        for child in node.children:
            if self.kind(child):
                path = self.type_path(child, kind)
                if path:
                    draft.bases.append(path)

    # -- members --------------------------------------------------------------------------------------------

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

    def method(
        self, node: Node, owner: EntityDraft, parent: EntityDraft | None = None, type_: int = 0
    ) -> EntityDraft | None:
        """A method or accessor; `parent` contains it where it has no owner whose member it could be.

        `type_` is the path of the type of the object literal that it stands in, if that is told.
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
        this = self.local(owner)
        if parent is not None:
            this = 0
        elif owner.kind in TYPE_KINDS and not flags & STATIC:
            this = self.node(INSTANCE, this)
        frame = Frame(draft, this, owner if owner.kind == CLASS else None)
        if parent is None:
            self.enter_member(owner, draft, body=self.kind(node.children[-1]) == g.BLOCK)
        self.function(node, draft, frame, self.context_of(type_, name_node))
        return draft

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
        draft.type = self._field_value(value, draft, declared)
        end = annotation if annotation is not None else name_node
        draft.signature = signature(self.source, sorted(self.elided), name_node.start_byte, end.end_byte)

    def _field_value(self, value: Node | None, draft: EntityDraft, declared: int) -> int:
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

    # -- interfaces, aliases, enums, namespaces ---------------------------------------------------------

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
                self._bases(child, draft, EXTENDS)
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

    def _part(self, node: Node, draft: EntityDraft) -> None:
        kind = self.kind(node)
        if kind in (g.OBJECT_TYPE, g.INTERSECTION):
            self._aliased(node, draft)
            return
        known = self.paths.class_of(self.annotation(node))
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

    # -- objects and variables --------------------------------------------------------------------------

    def object_literal(self, node: Node, owner: EntityDraft | None = None, type_: int = 0) -> int:
        """The value of an object literal: if it is what an entity holds, that has its members.

        `type_` is the path of the type that it is expected to have.
        """
        around = self.builder.entities[self.source_entity]
        comment = None
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.COMMENT:
                comment = child
                continue
            self.comment = comment
            if kind == g.METHOD_DEFINITION:
                if owner is None:
                    self.method(child, around, around, type_)
                else:
                    self.method(child, owner)
            elif kind == g.PAIR and owner is not None:
                self.property(child, owner)
            elif kind == g.PAIR and type_ and self.kind(child.children[-1]) in g.MAY_HOLD_FUNCTIONS:
                self.expected(child.children[-1], self.context_of(type_, child.children[0]))
            elif kind == g.SHORTHAND and owner is not None:
                self._shorthand_property(child, owner)
            elif kind == g.SPREAD and owner is not None:
                spread = self.last(child)
                if self.told(spread):
                    owner.bases.append(spread)
            elif EXPRESSIONS[kind] is not None:
                self.expression(child)
            if kind:
                comment = None
        return self.local(owner) if owner is not None else 0

    def context_of(self, type_: int, key: Node) -> Context | None:
        """What a member of a type gives to the parameters of a function literal."""
        if not type_ or self.kind(key) != g.PROPERTY_IDENTIFIER:
            return None
        name = self.text(key)
        return lambda parameter: self.paths.attribute(type_, b"%s//%s" % (name, parameter))

    def returned_object(self, node: Node) -> int:
        """The value of an object literal that a function returns: the function tells its members."""
        draft = self.scope.frame.entity
        names = self.builder.imports.setdefault(draft.ordinal, {})
        annotation = self.scope.frame.returned
        type_ = self.named_type(annotation) if annotation is not None else 0
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.METHOD_DEFINITION:
                method = self.method(child, draft, draft, type_)
                if method is not None:
                    names[RETURNED + method.name] = self.local(method)
            elif kind == g.PAIR and self.kind(child.children[0]) != g.COMPUTED:
                value = self.expected(child.children[-1], self.context_of(type_, child.children[0]))
                if self.told(value):
                    names[RETURNED + self.member_name(child.children[0])] = value
            elif kind == g.SHORTHAND:
                value = self.expression(child)
                if self.told(value):
                    names[RETURNED + self.text(child)] = value
            elif EXPRESSIONS[kind] is not None:
                self.expression(child)
        return self.paths.attribute(self.local(draft), RETURNED)

    def property(self, node: Node, owner: EntityDraft) -> None:
        """``name: value`` in an object that has a name."""
        children = node.children
        key, value = children[0], children[-1]
        if self.kind(key) == g.COMPUTED:
            self.pair(node)
            return
        draft = self.define(FIELD, node, key, self.member_name(key), owner)
        self.enter_member(owner, draft, body=True)
        draft.type = self._field_value(value, draft, 0)

    def _shorthand_property(self, node: Node, owner: EntityDraft) -> None:
        value = self.expression(node)
        draft = self.define(FIELD, node, node, self.text(node), owner)
        self.enter_member(owner, draft, body=True)
        draft.type = value if self.told(value) else 0

    def declarator(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        draft = self.drafts.get(node.start_byte)
        if name is None:
            return
        if draft is not None and value is not None and draft.kind in (FUNCTION, CLASS):
            self._named_value(node, draft, value)
            return
        if value is not None and self.required(value):
            self.expression(value)
            return
        annotation = self.first(node, g.TYPE_ANNOTATION)
        self.recording, self.elided = True, []
        declared = self.optional_annotation(annotation)
        self.recording = False
        if draft is not None:
            end = annotation if annotation is not None else name
            draft.signature = signature(self.source, sorted(self.elided), node.start_byte, end.end_byte)
        found = self.initial(value, draft, annotation)
        self.bind(name, declared or found)

    def initial(self, value: Node | None, draft: EntityDraft | None, annotation: Node | None) -> int:
        """The value that a variable begins with."""
        if value is None:
            return 0
        kind = self.kind(value)
        if kind == g.OBJECT and annotation is None:
            return self.object_literal(value, draft)
        if kind == g.OBJECT and annotation is not None:
            return self.object_literal(value, None, self.named_type(annotation))
        return self.expression(value)

    def _named_value(self, node: Node, draft: EntityDraft, value: Node) -> None:
        """``const f = () => ...`` and ``const C = class ...``."""
        if draft.kind == CLASS:
            self.class_(value, draft)
            return
        annotation = self.first(node, g.TYPE_ANNOTATION)
        source, self.source_entity = self.source_entity, draft.ordinal
        declared = self.optional_annotation(annotation)
        self.source_entity = source
        self.function_value(value, draft, self.expected_by(annotation))
        name = draft.name.decode("utf-8", "replace")
        if draft.signature:
            draft.signature = f"{name} = {draft.signature}"
        if declared and not draft.type:
            draft.type = self.called(declared)

    def bind_name(self, node: Node, value: int) -> None:
        draft = self.drafts.get(node.start_byte)
        if draft is not None and draft.kind not in CALLABLE_KINDS and draft.kind != NAMESPACE:
            if not draft.type and self.told(value):
                draft.type = value
            return
        super().bind_name(node, value)


_MEMBER_TYPES = g.FIELDS | {g.CALL_SIGNATURE, g.CONSTRUCT_SIGNATURE}
register("class_declaration", DefinitionWalker.class_declaration)
register("abstract_class_declaration", DefinitionWalker.class_declaration)
register("interface_declaration", DefinitionWalker.interface)
register("type_alias_declaration", DefinitionWalker.alias)
register("enum_declaration", DefinitionWalker.enum)
register("internal_module", DefinitionWalker.namespace_declaration)
register("module", DefinitionWalker.namespace_declaration)
