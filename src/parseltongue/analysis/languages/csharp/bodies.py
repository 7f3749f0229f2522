"""Walks the bodies of what C# types declare, and the functions in them."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.creations import CONSTRUCTED
from parseltongue.analysis.languages.csharp.declarations import body_of
from parseltongue.analysis.languages.csharp.headers import HeaderWalker
from parseltongue.analysis.languages.csharp.members import content_of
from parseltongue.analysis.typed_scopes import Declared, Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CONSTRUCTOR, ENUM_MEMBER, FUNCTION, METHOD, PROPERTY
from parseltongue.model.paths import ENTER, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder


class BodyWalker(HeaderWalker):
    """The second step of reading a type: what is in it is walked."""

    __slots__ = ("_locals",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder, keep_docs=keep_docs)
        self._locals: dict[int, EntityDraft] = {}
        """Local functions that have been declared, by where they begin."""

    # -- types --------------------------------------------------------------------------------------------

    def walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns, self.matched
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self.header(declared)
        self.scope, self.returns, self.matched = declared.scope, None, 0
        for node, found in declared.pending:
            if found is None:
                self._loose(node)
            elif isinstance(found, Declared):
                self.walk_type(found)
            elif found.kind in (METHOD, CONSTRUCTOR):
                self._callable(node, found, declared)
            elif found.kind == PROPERTY:
                self._property_body(node, found)
            elif found.kind == ENUM_MEMBER:
                self._enum_constant(node)
            else:
                self._field(node, found)
        self.source_entity, self.container, self.scope, self.returns, self.matched = before

    def _loose(self, node: Node) -> None:
        """What stands in a type and is no declaration that the grammar knows."""
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        self.visit(node)
        self.scope = outer

    # -- fields and properties ----------------------------------------------------------------------------

    def _field(self, node: Node, draft: EntityDraft) -> None:
        declaration = self._fields.pop(draft.ordinal)
        variables = child_of(declaration, g.VARIABLES)
        if variables is None:
            return
        before = len(self.mentions)
        self.attributes(declaration)
        draft.type = self.type_value(variables.child_by_field_id(g.TYPE))
        if child_of(variables, g.DECLARATOR) != node:
            del self.mentions[before:]
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        container, self.container = self.container, draft
        for one in node.children[1:]:
            if one.is_named:
                self.visit_as(one, draft.type)
        self.scope, self.container = outer, container

    def _enum_constant(self, node: Node) -> None:
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        self.attributes(node)
        value = node.child_by_field_id(g.VALUE)
        if value is not None:
            self.visit(value)
        self.scope = outer

    def _property_body(self, node: Node, draft: EntityDraft) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = draft.ordinal, draft
        self.scope = scope = Scope(self.scope, is_class=False)
        self.attributes(node)
        draft.type = scope.result = self.type_value(node.child_by_field_id(g.TYPE))
        self._explicit(node)
        parameters = node.child_by_field_id(g.PARAMETERS)
        if parameters is not None:
            for name, value, _, _ in self.parameters(parameters):
                scope.names[name] = value
        value_node = node.child_by_field_id(g.VALUE)
        if value_node is not None:
            self.visit_as(value_node, draft.type)
        accessors = node.child_by_field_id(g.ACCESSORS)
        for one in accessors.named_children if accessors is not None else ():
            self._accessor(one, draft.type)
        self.source_entity, self.container, self.scope = before

    def _accessor(self, node: Node, value: int) -> None:
        mark = len(self.undo)
        self.attributes(node)
        self.bind(b"value", value)
        body = node.child_by_field_id(g.BODY)
        if body is not None:
            self.visit(body)
        self.restore(mark)

    def _explicit(self, node: Node) -> None:
        """``IFoo.`` before the name of a member."""
        specifier = child_of(node, g.EXPLICIT_INTERFACE)
        if specifier is not None and specifier.children[0].kind_id in g.NAMES:
            self.type_value(specifier.children[0])

    # -- methods ------------------------------------------------------------------------------------------

    def _callable(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns
        self.source_entity, self.container, self.returns = draft.ordinal, draft, None
        self.scope = Scope(declared.scope, is_class=False)
        self.function(node, draft)
        initial = child_of(node, g.INITIALIZER)
        if initial is not None:
            self._initializer(initial, declared.scope)
        self._body(node)
        self.source_entity, self.container, self.scope, self.returns = before

    def function(self, node: Node, draft: EntityDraft) -> None:
        """The head of a method or local function."""
        scope = self.scope
        self.attributes(node)
        own = self.node(LOCAL, draft.ordinal)
        self.type_variables(node, own, scope.variables)
        returned = node.child_by_field_id(g.RETURNS) or node.child_by_field_id(g.TYPE)
        draft.type = self.type_value(returned)
        waited = any(one.kind_id in g.MODIFIER and self.text(one) == b"async" for one in node.children)
        scope.result = self.node(ENTER, draft.type) if waited and draft.type else draft.type
        self._explicit(node)
        parameters = node.child_by_field_id(g.PARAMETERS)
        found = self.parameters(parameters) if parameters is not None else []
        self.set_parameters(draft, found)
        for name, value, _, _ in found:
            scope.names[name] = value

    def _body(self, node: Node) -> None:
        body = body_of(node)
        if body is not None:
            self.visit(body)

    def _initializer(self, node: Node, scope: Scope) -> None:
        """``: this(...)``, ``: base(...)``."""
        arguments = child_of(node, g.ARGUMENT_LIST)
        which = next((one for one in node.children if one.kind_id in (g.THIS, g.BASE)), None)
        if arguments is not None and which is not None:
            place = scope.own if which.kind_id == g.THIS else scope.parent
            self.call(place, CONSTRUCTED, arguments, which)

    # -- functions inside of methods ----------------------------------------------------------------------

    def declare_function(self, node: Node) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None or node.start_byte in self._locals:
            return
        draft = self.define(
            FUNCTION, self.container, node, name_node, self.modifiers(node, self.container), ""
        )
        draft.signature = self.signature(node, body_of(node))
        path = self.node(LOCAL, draft.ordinal)
        self.functions.add(path)
        self._locals[node.start_byte] = draft
        self.bind(draft.name, path)

    def local_function(self, node: Node) -> int:
        """A function in a block, which `declare_function` has entered."""
        self.declare_function(node)
        draft = self._locals.get(node.start_byte)
        if draft is None:
            return self.children(node)
        before = self.source_entity, self.container, self.scope, self.returns
        self.source_entity, self.container, self.returns = draft.ordinal, draft, None
        self.scope = Scope(self.scope, is_class=False)
        self.function(node, draft)
        self._body(node)
        self.source_entity, self.container, self.scope, self.returns = before
        return 0

    def preprocessed(self, node: Node) -> int:
        """All alternatives count; what they depend on are no names of the program."""
        for child in content_of(node):
            self.visit(child)
        return 0


BodyWalker.HANDLERS = HeaderWalker.HANDLERS | handlers(
    g.kinds,
    {
        "local_function_statement": BodyWalker.local_function,
        "preproc_if preproc_else preproc_elif": BodyWalker.preprocessed,
    },
)
