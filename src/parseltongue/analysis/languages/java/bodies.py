"""Walks the headers of Java types, and the bodies of their members."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.invocations import CONSTRUCTED
from parseltongue.analysis.languages.java.members import MemberReader
from parseltongue.analysis.typed_scopes import Declared, Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.interface import SHADOWED, VARIADIC
from parseltongue.model.kinds import (
    CALLS,
    CLASS,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    IMPLEMENTS,
    INTERFACE,
    METHOD,
)  # fmt: skip
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class BodyWalker(MemberReader):
    """The second step of reading a type: what is in it is walked."""

    __slots__ = ()

    # -- types ---------------------------------------------------------------------------------------------

    def walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns, self.switched
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self._header(declared)
        self.scope, self.returns, self.switched = declared.scope, None, 0
        self._walk_members(declared)
        self.source_entity, self.container, self.scope, self.returns, self.switched = before

    def _header(self, declared: Declared) -> None:
        """Modifiers, type parameters, bases; they are in the scope around the type."""
        node, draft, scope = declared.node, declared.draft, declared.scope
        self.scope = header = Scope(scope.outer, is_class=False)
        header.inside = scope.outer.inside if scope.outer is not None else 0
        self._annotations(node)
        header.variables = scope.variables
        self.type_variables(node.child_by_field_id(g.VARIABLES), scope.own, scope.variables)
        bases: list[tuple[int, int]] = []
        for child in node.children:
            if child.kind_id in g.SUPERCLASS:
                bases += self.type_list(child, EXTENDS)
                scope.base = bases[0][0] if bases else 0
            elif child.kind_id in g.INTERFACES:
                kind = EXTENDS if draft.kind == INTERFACE else IMPLEMENTS
                for one in child.named_children:
                    bases += self.type_list(one, kind)
        draft.bases = [path for path, _ in bases if path]
        draft.type = self.applied_bases([(path, value) for path, value in bases if path])
        if draft.members:
            self._components(node, draft)

    def _components(self, node: Node, draft: EntityDraft) -> None:
        parameters = node.child_by_field_id(g.PARAMETER_LIST)
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.FORMAL or child.kind_id in g.SPREAD:
                name, value, _ = self.parameter(child)
                if name in draft.members:
                    draft.members[name].type = value

    def _annotations(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id in g.MODIFIERS:
                self.visit(child)
                return

    def _walk_members(self, declared: Declared) -> None:
        constructed = False
        for node, found in declared.pending:
            if found is None:
                self._initializer(node)
            elif isinstance(found, Declared):
                self.walk_type(found)
            elif found.kind in (METHOD, CONSTRUCTOR):
                constructed = constructed or found.kind == CONSTRUCTOR
                self._callable(node, found, declared)
            elif found.kind == ENUM_MEMBER:
                self._enum_constant(node, found, declared)
            else:
                self._field(node, found)
        if declared.scope.base and not constructed:
            self._implicit_super(declared.scope.base, declared.draft)

    # -- members -------------------------------------------------------------------------------------------

    def _implicit_super(self, base: int, source: EntityDraft) -> None:
        """A constructor that calls no other begins by calling that of the superclass."""
        path = self.method(base, [], CONSTRUCTED)
        self.mentions.append((path, CALLS, source.name_start, self.source_entity))

    def _initializer(self, node: Node) -> None:
        outer = self.scope
        self.scope = Scope(outer, is_class=False)
        if node.kind_id in g.INITIALIZER:
            self.children(node)
        else:
            self.visit(node)
        self.scope = outer

    def _field(self, node: Node, draft: EntityDraft) -> None:
        declaration = self._types_of_fields.pop(draft.ordinal)
        first = next(one for one in declaration.children if one.kind_id in g.DECLARATOR) == node
        before = len(self.mentions)
        if first:
            self._annotations(declaration)
        value = self.type_value(declaration.child_by_field_id(g.TYPE))
        if not first:
            del self.mentions[before:]
        draft.type = self.array(value, node.child_by_field_id(g.DIMENSION))
        value_node = node.child_by_field_id(g.VALUE)
        if value_node is not None:
            outer, self.scope = self.scope, Scope(self.scope, is_class=False)
            container, self.container = self.container, draft
            self.visit_as(value_node, draft.type)
            self.scope, self.container = outer, container

    def _enum_constant(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        container, self.container = self.container, draft
        self._annotations(node)
        arguments, body = node.child_by_field_name("arguments"), node.child_by_field_id(g.BODY)
        place = declared.scope.own
        values = self.arguments(place, CONSTRUCTED, arguments) if arguments is not None else []
        path = self.method(place, values, CONSTRUCTED)
        self.mentions.append((path, CALLS, draft.name_start, self.source_entity))
        if body is not None:
            self.anonymous_class(body, place, declared.scope.this)
        self.scope, self.container = outer, container

    def _callable(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns
        self.source_entity, self.container, self.returns = draft.ordinal, draft, None
        self.scope = scope = Scope(declared.scope, is_class=False)
        self._annotations(node)
        self.type_variables(
            node.child_by_field_id(g.VARIABLES), self.node(LOCAL, draft.ordinal), scope.variables
        )
        value = self.type_value(node.child_by_field_id(g.TYPE))
        draft.type = scope.result = self.array(value, node.child_by_field_id(g.DIMENSION))
        self._parameters(node, draft, declared)
        for child in node.children:
            if child.kind_id in g.THROWS:
                for one in child.named_children:
                    self.type_value(one)
        body = node.child_by_field_id(g.BODY)
        default = node.child_by_field_id(g.VALUE)
        if default is not None:
            self.visit(default)
        if draft.kind == CONSTRUCTOR and declared.scope.base and not _calls_constructor(body):
            self._implicit_super(declared.scope.base, draft)
        if body is not None:
            self.visit(body)
        self.source_entity, self.container, self.scope, self.returns = before

    def _parameters(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        draft.parameters = []
        if node.kind_id in g.COMPACT_CONSTRUCTOR:
            for name, field in declared.draft.members.items():
                draft.parameters.append(field.type)
                self.scope.names[name] = field.type
            return
        parameters = node.child_by_field_id(g.PARAMETER_LIST)
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.FORMAL or child.kind_id in g.SPREAD:
                name, value, spread = self.parameter(child)
                self.scope.names[name] = value
                draft.parameters.append(value)
                if spread:
                    draft.flags |= VARIADIC

    # -- types inside of methods ---------------------------------------------------------------------------

    def anonymous_class(self, body: Node, path: int, value: int) -> None:
        """The members of a class without a name belong to what it stands in."""
        scope = Scope(self.scope, is_class=True)
        scope.inherits = True
        scope.this = scope.parent = value
        scope.inside = self.either(value, self.scope.inside)
        declared = Declared(body, self.container, scope)
        self.declare_members(body, declared, self.container)
        before = self.scope, self.returns, self.switched
        self.scope, self.returns, self.switched = scope, None, 0
        self._walk_members(declared)
        self.scope, self.returns, self.switched = before

    def local_type(self, node: Node) -> int:
        """A class in a block: known from here to its end."""
        declared = self.declare_type(node, self.container, self.scope, "")
        if declared is None:
            return 0
        types, name = self.scope.types, declared.draft.name
        self.undo.append((types, name, types.get(name)))
        types[name] = declared.scope.own
        if self.container.kind in (CLASS, ENUM, INTERFACE):
            declared.draft.flags |= SHADOWED
        self.walk_type(declared)
        return 0


def _calls_constructor(body: Node | None) -> bool:
    return body is not None and any(child.kind_id in g.EXPLICIT_CALL for child in body.named_children)


BodyWalker.HANDLERS = MemberReader.HANDLERS | handlers(
    g.kinds,
    {
        (
            "class_declaration interface_declaration enum_declaration record_declaration "
            "annotation_type_declaration"
        ): BodyWalker.local_type,
    },
)
