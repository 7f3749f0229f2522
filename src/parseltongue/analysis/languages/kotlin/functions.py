"""Walks Kotlin functions: their parameters, receivers and bodies."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.declarations import Declared
from parseltongue.analysis.languages.kotlin.headers import HeaderWalker
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.walker import handlers
from parseltongue.model.interface import VARIADIC
from parseltongue.model.kinds import CONSTRUCTOR, FUNCTION
from parseltongue.model.paths import CALLABLE, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

    Parts = list[Node]


class FunctionWalker(HeaderWalker):
    """Reads functions, methods and constructors."""

    __slots__ = ()

    def callable(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = draft.ordinal, draft
        self.scope = scope = Scope(self.scope)
        draft.parameters = []
        own = self.node(LOCAL, draft.ordinal)
        receiver = self.receiver(node) if draft.kind != CONSTRUCTOR else None
        told = False
        body = None
        for child in node.children:
            kind = child.kind_id
            if kind in g.MODIFIERS:
                self.visit(child)
            elif kind in g.TYPE_PARAMETERS:
                self.type_variables(child, own, scope.variables)
                constraints = child_of(node, g.CONSTRAINTS)
                if constraints is not None:
                    self.constraints(constraints, scope.variables)
            elif kind in g.TYPES and child == receiver:
                self.extend(child, draft)
            elif kind in g.PARAMETERS:
                self._parameters(child, draft)
            elif kind in g.TYPES:
                draft.type, told = self.visible(self.type_value(child)), True
            elif kind in g.FUNCTION_BODY or kind in g.BLOCK:
                body = child
            elif kind in g.DELEGATED_CALL:
                self._delegate(child, declared)
        if draft.kind == CONSTRUCTOR:
            draft.type, told = declared.scope.this, True
        value = self.body(body, draft.type) if body is not None else 0
        if not told and body is not None:
            draft.type = self.visible(value)
        self.source_entity, self.container, self.scope = before

    def extend(self, node: Node, draft: EntityDraft) -> None:
        """The type that a function or property extends is what ``this`` is in it."""
        value = self.type_value(node)
        if draft.parameters is not None:
            draft.parameters.append(value)
        scope = self.scope
        scope.this = value
        scope.inside = self.either(value, scope.inside)
        scope.label = draft.name

    def _parameters(self, node: Node, draft: EntityDraft) -> None:
        pending: tuple[bytes, int] | None = None
        behind = variadic = coming = False
        for child in node.children:
            kind = child.kind_id
            if kind in g.PARAMETER_MODIFIERS:
                self.visit(child)
                coming = b"vararg" in self.text(child).split()
                draft.flags |= VARIADIC if coming else 0
            elif kind in g.PARAMETER:
                if pending is not None:
                    self.parameter_entered(draft, *pending, False, variadic)
                pending, behind = self.parameter(child), False
                variadic, coming = coming, False
            elif kind == g.EQUALS:
                behind = True
            elif behind and pending is not None and child.is_named and kind not in g.COMMENTS:
                self.visit_as(child, pending[1])
                self.parameter_entered(draft, *pending, True, variadic)
                pending, behind = None, False
        if pending is not None:
            self.parameter_entered(draft, *pending, False, variadic)

    def parameter(self, node: Node) -> tuple[bytes, int]:
        name, value = b"", 0
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                name = self.name_of(child)
            elif child.kind_id in g.TYPES:
                value = self.type_value(child)
        return name, value

    def _delegate(self, node: Node, declared: Declared) -> None:
        """``constructor(...) : this(...)`` or ``super(...)``."""
        arguments = child_of(node, g.ARGUMENTS)
        scope = declared.scope
        place = scope.base if self.text(node).startswith(b"super") else scope.own
        if place:
            self.construct(place, arguments, node)
        elif arguments is not None:
            self.visit(arguments)

    def body(self, node: Node, target: int) -> int:
        """The value of a body that is an expression; 0 for a block."""
        value = 0
        for child in node.children if node.kind_id in g.FUNCTION_BODY else (node,):
            if child.kind_id in g.BLOCK:
                self.visit(child)
                value = 0
            elif child.is_named and child.kind_id not in g.COMMENTS:
                value = self.visit_as(child, target)
        return value

    # -- functions in functions ---------------------------------------------------------------------------

    def anonymous_function(self, node: Node) -> int:
        """``fun(x: Int): Int { ... }`` as a value."""
        outer, self.scope = self.scope, Scope(self.scope)
        value, told = 0, False
        for child in node.children:
            kind = child.kind_id
            if kind in g.PARAMETERS:
                for one in child.children:
                    if one.kind_id in g.PARAMETER:
                        name, parameter = self.parameter(one)
                        self.scope.names[name] = parameter
            elif kind in g.TYPES:
                value, told = self.type_value(child), True
            elif kind in g.FUNCTION_BODY:
                found = self.body(child, value)
                value = value if told else found
        self.scope = outer
        return self.node(CALLABLE, value)

    def local_function(self, node: Node) -> int:
        """A function in a block: known from here to its end."""
        draft = self.function_draft(node, self.container, FUNCTION, "")
        if draft is None:
            return 0
        self.hide(draft, self.container)
        self.enter_function(self.scope, draft, node)
        self.callable(node, draft, Declared(node, self.container, self.scope, None))
        return self.node(CALLABLE, draft.type)


FunctionWalker.HANDLERS = HeaderWalker.HANDLERS | handlers(
    g.kinds,
    {
        "function_declaration": FunctionWalker.local_function,
        "anonymous_function": FunctionWalker.anonymous_function,
    },
)
