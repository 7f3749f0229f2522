"""Enters what Java types declare, so that names mean the same wherever they stand in them."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.declarations import DeclarationReader
from parseltongue.analysis.texts import signature
from parseltongue.analysis.typed_scopes import Declared, Scope
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.interface import ABSTRACT, ACCESSOR, SHADOWED, STATIC
from parseltongue.model.kinds import (
    CLASS,
    CONSTANT,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    FIELD,
    INTERFACE,
    METHOD,
    PRIVATE,
    PUBLIC,
)  # fmt: skip
from parseltongue.model.paths import ENTER, INSTANCE, LOCAL, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder


class MemberReader(DeclarationReader):
    """The first step of reading a type: its members become entities."""

    __slots__ = ("_types_of_fields",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder, keep_docs=keep_docs)
        self._types_of_fields: dict[int, Node] = {}
        """The declaration that each field stands in, which can be of several."""

    def declare_type(self, node: Node, parent: EntityDraft, outer: Scope, doc: str) -> Declared | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or self.depth > MAX_DEPTH // 4:
            self.cut = self.cut or name_node is not None
            return None
        flags, keywords, end = self.modifiers(node, parent)
        draft = self.define(self.type_kind(node), parent, node, name_node, flags, doc)
        draft.signature = self.signature(keywords, end, node, body)
        scope = Scope(outer, is_class=True)
        scope.own = self.node(LOCAL, draft.ordinal)
        scope.inside = self.node(ENTER, scope.own)
        scope.this = self.node(INSTANCE, scope.own)
        scope.parent = self.node(SUPER, scope.own)
        scope.inherits = node.child_by_field_id(g.EXTENDED) is not None or _implements(node)
        declared = Declared(node, draft, scope)
        self.depth += 1
        if node.kind_id in g.RECORD:
            self._declare_components(node, draft, scope)
        if body is not None:
            self.declare_members(body, declared, draft)
        self.depth -= 1
        return declared

    def declare_members(self, body: Node, declared: Declared, parent: EntityDraft) -> None:
        doc = ""
        for child in body.children:
            kind = child.kind_id
            handler = _DECLARATIONS.get(kind)
            if handler is not None:
                handler(self, child, declared, parent, doc)
            elif kind in g.BLOCK or kind in g.INITIALIZER or kind == g.ERROR:
                declared.pending.append((child, None))
            doc = self.doc(child)

    def _declare_rest(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        """What stands behind the constants of an enum."""
        self.declare_members(node, declared, parent)

    def _declare_inner(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        inner = self.declare_type(node, parent, declared.scope, doc)
        if inner is not None:
            declared.scope.types.setdefault(inner.draft.name, inner.scope.own)
            declared.pending.append((node, inner))

    def _declare_field(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        flags, keywords, end = self.modifiers(node, parent)
        type_node = node.child_by_field_id(g.TYPE)
        constant = parent.kind == INTERFACE or (b"static" in keywords and b"final" in keywords)
        for child in node.children:
            if child.kind_id not in g.DECLARATOR:
                continue
            name_node = child.child_by_field_id(g.NAME)
            if name_node is None or type_node is None or name_node.start_byte == name_node.end_byte:
                continue
            draft = self.define(CONSTANT if constant else FIELD, parent, child, name_node, flags, doc)
            draft.signature = signature(
                b" ".join(keywords), self.source[end : type_node.end_byte], self.text(name_node)
            )
            declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
            declared.pending.append((child, draft))
            self._types_of_fields[draft.ordinal] = node

    def _declare_constant(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None:
            return
        draft = self.define(ENUM_MEMBER, parent, node, name_node, PUBLIC | STATIC, doc)
        draft.type = declared.scope.this
        draft.signature = signature(self.text(name_node))
        declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
        declared.pending.append((node, draft))

    def _declare_method(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return
        flags, keywords, end = self.modifiers(node, parent)
        constructs = node.kind_id in g.CONSTRUCTOR or node.kind_id in g.COMPACT_CONSTRUCTOR
        draft = self.define(CONSTRUCTOR if constructs else METHOD, parent, node, name_node, flags, doc)
        open_ = body is None and parent.kind == INTERFACE and node.kind_id not in g.ELEMENT
        if open_ or b"abstract" in keywords:
            draft.flags |= ABSTRACT
        draft.signature = self.signature(keywords, end, node, body)
        if not declared.scope.own:
            path = self.node(LOCAL, draft.ordinal)
            declared.scope.methods.setdefault(draft.name, []).append((path, _count_parameters(node)))
        if declared.scope.own == 0 and parent.kind in (CLASS, ENUM, INTERFACE):
            draft.flags |= SHADOWED
        declared.pending.append((node, draft))

    def _declare_components(self, node: Node, parent: EntityDraft, scope: Scope) -> None:
        """The components of a record are fields of it."""
        parameters = node.child_by_field_id(g.PARAMETER_LIST)
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.FORMAL or child.kind_id in g.SPREAD:
                name_node = child.child_by_field_id(g.NAME)
                if name_node is None:
                    declarator = child.children[-1]
                    name_node = declarator.children[0] if declarator.child_count else declarator
                draft = self.define(FIELD, parent, child, name_node, PRIVATE | ACCESSOR, "")
                draft.signature = signature(self.text(child))
                scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
                parent.members[draft.name] = draft


def _count_parameters(node: Node) -> int:
    parameters = node.child_by_field_id(g.PARAMETER_LIST)
    children = parameters.named_children if parameters is not None else ()
    return sum(one.kind_id in g.FORMAL or one.kind_id in g.SPREAD for one in children)


def _implements(node: Node) -> bool:
    return any(child.kind_id in g.INTERFACES for child in node.children)


_DECLARATIONS = {
    **dict.fromkeys(g.TYPE_DECLARATIONS, MemberReader._declare_inner),
    **dict.fromkeys(g.FIELDS, MemberReader._declare_field),
    **dict.fromkeys(
        g.METHOD | g.CONSTRUCTOR | g.COMPACT_CONSTRUCTOR | g.ELEMENT, MemberReader._declare_method
    ),
    **dict.fromkeys(g.ENUM_CONSTANT, MemberReader._declare_constant),
    **dict.fromkeys(g.ENUM_BODY_DECLARATIONS, MemberReader._declare_rest),
}
