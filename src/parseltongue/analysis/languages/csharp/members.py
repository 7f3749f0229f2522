"""Enters what C# types declare, so that names mean the same wherever they stand in them."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.bindings import type_key
from parseltongue.analysis.languages.csharp.declarations import (
    DeclarationReader,
    body_of,
    count_type_parameters,
    extends_first,
)
from parseltongue.analysis.languages.csharp.flags import EXPLICIT, EXTENSION, OVERRIDE, PARTIAL
from parseltongue.analysis.languages.csharp.invocations import INVOKE
from parseltongue.analysis.typed_scopes import Declared, Scope
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.interface import ABSTRACT, HIDING, SHADOWED, STATIC
from parseltongue.model.interface import EXTENSION as FOUND_ON_VALUES
from parseltongue.model.kinds import (
    CONSTANT,
    CONSTRUCTOR,
    ENUM_MEMBER,
    FIELD,
    INTERFACE,
    METHOD,
    PROPERTY,
    PUBLIC,
)  # fmt: skip
from parseltongue.model.paths import ENTER, INSTANCE, LOCAL, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_INDEXER = b"this[]"


class MemberReader(DeclarationReader):
    """The first step of reading a type: its members become entities."""

    __slots__ = ("_fields",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder, keep_docs=keep_docs)
        self._fields: dict[int, Node] = {}
        """The declaration that each field stands in, which can be of several."""

    # -- types --------------------------------------------------------------------------------------------

    def declare_type(self, node: Node, parent: EntityDraft, outer: Scope, doc: str) -> Declared | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or self.depth > MAX_DEPTH // 4:
            self.cut = self.cut or name_node is not None
            return None
        if node.kind_id in g.DELEGATE:
            return self._declare_delegate(node, name_node, parent, outer, doc)
        flags = self.modifiers(node, parent) | self.arity(node)
        draft = self.define(self.type_kind(node), parent, node, name_node, flags, doc)
        draft.signature = self.signature(node, body)
        declared = Declared(node, draft, self._type_scope(draft, outer))
        declared.scope.inherits = bool(flags & PARTIAL) or child_of(node, g.BASE_LIST) is not None
        self._declare_parameters(declared)
        self.depth += 1
        if body is not None:
            docs, self._docs = self._docs, []
            self._declare_members(body.children, declared)
            self._docs = docs
        self.depth -= 1
        return declared

    def _type_scope(self, draft: EntityDraft, outer: Scope) -> Scope:
        scope = Scope(outer, is_class=True)
        scope.own = self.node(LOCAL, draft.ordinal)
        scope.inside = self.node(ENTER, scope.own)
        scope.this = self.node(INSTANCE, scope.own)
        scope.parent = self.node(SUPER, scope.own)
        return scope

    def _declare_delegate(
        self, node: Node, name_node: Node, parent: EntityDraft, outer: Scope, doc: str
    ) -> Declared:
        """A delegate is an interface with one method, which calls whatever it stands for."""
        flags = self.modifiers(node, parent) | self.arity(node)
        draft = self.define(INTERFACE, parent, node, name_node, flags, doc)
        draft.signature = self.signature(node)
        declared = Declared(node, draft, self._type_scope(draft, outer))
        method = self.define(METHOD, draft, node, name_node, PUBLIC | ABSTRACT, "")
        method.name = INVOKE
        method.signature = draft.signature
        declared.pending.append((node, method))
        return declared

    def _declare_parameters(self, declared: Declared) -> None:
        """Parameters behind the name of a type: a constructor; of a record, properties as well."""
        node, draft = declared.node, declared.draft
        parameters = child_of(node, g.PARAMETER_LISTS)
        name_node = node.child_by_field_id(g.NAME)
        if parameters is None or name_node is None:
            return
        declared.constructor = self.define(CONSTRUCTOR, draft, parameters, parameters, PUBLIC, "")
        declared.constructor.name = draft.name
        declared.constructor.signature = self.signature(node, child_of(node, g.BASE_LIST), body_of(node))
        if node.kind_id not in g.RECORD:
            return
        for one in parameters.named_children:
            name = one.child_by_field_id(g.NAME) if one.kind_id in g.PARAMETER else None
            if name is not None:
                found = self.define(PROPERTY, draft, one, name, PUBLIC, "")
                found.signature = self.signature(one)
                declared.scope.fields.setdefault(found.name, self.node(LOCAL, found.ordinal))
                draft.members[found.name] = found

    def _declare_inner(self, node: Node, declared: Declared) -> None:
        inner = self.declare_type(node, declared.draft, declared.scope, self.doc())
        if inner is None:
            return
        key = type_key(inner.draft.name, count_type_parameters(node))
        path = inner.scope.own
        if inner.draft.flags & PARTIAL:
            path = self.member(declared.scope.own, key)
        declared.scope.types.setdefault(key, path)
        declared.pending.append((node, inner))

    # -- members ------------------------------------------------------------------------------------------

    def _declare_members(self, nodes: list[Node], declared: Declared) -> None:
        for child in nodes:
            kind = child.kind_id
            if kind in g.COMMENTS:
                self._docs.append(self.text(child))
                continue
            handler = _DECLARATIONS.get(kind)
            if handler is not None:
                handler(self, child, declared)
            elif kind in g.PREPROCESSED:
                self.depth += 1
                if self.depth <= MAX_DEPTH:
                    self._declare_members(content_of(child), declared)
                self.depth -= 1
            elif kind == g.ERROR:
                self._declare_broken(child, declared)
            self._docs.clear()

    def _declare_broken(self, node: Node, declared: Declared) -> None:
        """What the grammar has no place for can still hold declarations, and expressions."""
        for child in node.children:
            if child.kind_id in _DECLARATIONS:
                _DECLARATIONS[child.kind_id](self, child, declared)
            elif child.is_named:
                declared.pending.append((child, None))

    def _declare_fields(self, node: Node, declared: Declared) -> None:
        """Fields, constants, and events that are like fields."""
        variables = child_of(node, g.VARIABLES)
        if variables is None:
            return
        flags = self.modifiers(node, declared.draft)
        constant = any(one.kind_id in g.MODIFIER and self.text(one) == b"const" for one in node.children)
        doc = self.doc()
        type_node = variables.child_by_field_id(g.TYPE)
        for child in variables.children:
            name = child.child_by_field_id(g.NAME) if child.kind_id in g.DECLARATOR else None
            if name is None or name.start_byte == name.end_byte:
                continue
            draft = self.define(CONSTANT if constant else FIELD, declared.draft, child, name, flags, doc)
            if type_node is not None:
                draft.signature = f"{self.signature(node, variables)} {self.signature(variables, name)}"
                draft.signature = f"{draft.signature.strip()} {draft.name.decode('utf-8', 'replace')}"
            self._enter_field(draft, declared, child)
            self._fields[draft.ordinal] = node

    def _enter_field(self, draft: EntityDraft, declared: Declared, node: Node) -> None:
        if not draft.flags & EXPLICIT:
            declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
        declared.pending.append((node, draft))

    def _declare_property(self, node: Node, declared: Declared) -> None:
        """Properties, events with accessors, indexers."""
        name_node = node.child_by_field_id(g.NAME)
        indexer = node.kind_id in g.INDEXER
        if indexer:
            name_node = next((one for one in node.children if one.kind_id == g.THIS), None)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return
        flags = self._member_flags(node, declared)
        draft = self.define(PROPERTY, declared.draft, node, name_node, flags, self.doc())
        if indexer:
            draft.name = _INDEXER
        accessors, value = node.child_by_field_id(g.ACCESSORS), node.child_by_field_id(g.VALUE)
        draft.signature = self.signature(node, accessors, value)
        self._enter_field(draft, declared, node)

    def _member_flags(self, node: Node, declared: Declared) -> int:
        """Flags of a method or property; without ``override`` it is none of what classes above have."""
        flags = self.modifiers(node, declared.draft) & ~PARTIAL
        if child_of(node, g.EXPLICIT_INTERFACE) is not None:
            return flags | EXPLICIT
        return flags if flags & OVERRIDE else flags | HIDING

    def _declare_constant(self, node: Node, declared: Declared) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None:
            return
        draft = self.define(ENUM_MEMBER, declared.draft, node, name_node, PUBLIC | STATIC, self.doc())
        draft.type = declared.scope.this
        draft.signature = draft.name.decode("utf-8", "replace")
        self._enter_field(draft, declared, node)

    def _declare_method(self, node: Node, declared: Declared) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return
        flags = self._member_flags(node, declared) | self.arity(node)
        body, parameters = body_of(node), node.child_by_field_id(g.PARAMETERS)
        constructs = node.kind_id in g.CONSTRUCTOR
        kind = CONSTRUCTOR if constructs else METHOD
        draft = self.define(kind, declared.draft, node, name_node, flags, self.doc())
        if constructs and flags & STATIC:
            draft.flags |= SHADOWED  # The language calls it, and nothing else can.
        if node.kind_id in g.DESTRUCTOR:
            draft.name = b"~" + draft.name
        if kind == METHOD:
            if body is None and declared.draft.kind == INTERFACE:
                draft.flags |= ABSTRACT
            if flags & STATIC and extends_first(parameters, self.source):
                draft.flags |= EXTENSION | FOUND_ON_VALUES
            declared.scope.methods.setdefault(draft.name, [])
        draft.signature = self.signature(node, body, child_of(node, g.INITIALIZER))
        declared.pending.append((node, draft))

    def _declare_operator(self, node: Node, declared: Declared) -> None:
        """``operator+``; a conversion is named by the type that it makes: ``operator(T)``."""
        converts = node.kind_id in g.CONVERSION
        sign = node.child_by_field_id(g.TYPE if converts else g.OPERATED)
        if sign is None:
            return
        draft = self.define(
            METHOD, declared.draft, node, sign, self._member_flags(node, declared), self.doc()
        )
        draft.name = b"operator(%s)" % self.dotted(sign) if converts else b"operator" + self.dotted(sign)
        draft.signature = self.signature(node, body_of(node))
        declared.pending.append((node, draft))


def content_of(node: Node) -> list[Node]:
    """What stands between lines for the preprocessor."""
    condition = node.child_by_field_id(g.CONDITION)
    return [one for one in node.children if one.is_named and one != condition]


_DECLARATIONS = {
    **dict.fromkeys(g.TYPE_DECLARATIONS | g.DELEGATE, MemberReader._declare_inner),
    **dict.fromkeys(g.FIELDS | g.EVENT_FIELDS, MemberReader._declare_fields),
    **dict.fromkeys(g.PROPERTY | g.EVENT | g.INDEXER, MemberReader._declare_property),
    **dict.fromkeys(g.METHOD | g.CONSTRUCTOR | g.DESTRUCTOR, MemberReader._declare_method),
    **dict.fromkeys(g.OPERATOR | g.CONVERSION, MemberReader._declare_operator),
    **dict.fromkeys(g.ENUM_MEMBER, MemberReader._declare_constant),
}
