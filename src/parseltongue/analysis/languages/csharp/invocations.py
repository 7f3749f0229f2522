"""Walks C# calls: of methods, local functions and delegates, and their arguments."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.accesses import AccessWalker
from parseltongue.analysis.languages.csharp.types import STRING
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS
from parseltongue.model.paths import APPLY, PARAMETER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

INVOKE = b"Invoke"
_NAMEOF = b"nameof"


class InvocationWalker(AccessWalker):
    """Handlers of calls."""

    __slots__ = ()

    def invocation(self, node: Node) -> int:
        function, arguments = node.child_by_field_id(g.FUNCTION), node.child_by_field_id(g.ARGUMENTS)
        if function is None or arguments is None:
            return self.children(node)
        kind = function.kind_id
        if kind in g.MEMBER_ACCESS:
            expression, name = function.child_by_field_id(g.EXPRESSION), function.child_by_field_id(g.NAME)
            if expression is not None and name is not None:
                return self._method_call(self.qualifier(expression), expression, name, arguments)
        elif kind in g.CONDITIONAL_ACCESS:
            return self._conditional_method(function, arguments)
        elif kind in g.MEMBER_BINDING:
            name = function.child_by_field_id(g.NAME)
            if name is not None:
                return self._method_call(self.bound, function, name, arguments)
        elif kind in g.IDENTIFIER or kind in g.GENERIC_NAME:
            return self._simple_call(function, arguments)
        return self._invoked(self.visit(function), arguments, function)

    def _conditional_method(self, function: Node, arguments: Node) -> int:
        condition, last = function.child_by_field_id(g.CONDITION), function.named_children[-1]
        value = self.visit(condition) if condition is not None else 0
        name = last.child_by_field_id(g.NAME) if last.kind_id in g.MEMBER_BINDING else None
        if name is not None:
            return self._method_call(value, function, name, arguments)
        outer, self.bound = self.bound, value
        value = self._invoked(self.visit(last), arguments, last)
        self.bound = outer
        return value

    def _method_call(self, place: int, receiver: Node, name: Node, arguments: Node) -> int:
        """A method called on a receiver: a member of it, or an extension."""
        if receiver.kind_id != g.BASE:
            place = self.either(place, self.extensions())
        return self._named_call(place, name, arguments)

    def _named_call(self, place: int, name: Node, arguments: Node) -> int:
        values: list[int] = []
        name_node, key = name, b""
        if name.kind_id in g.GENERIC_NAME:
            name_node = name.children[0]
            values = self.type_arguments(name.children[-1])
            key = b"`%d" % len(values)
        path = self.call(place, self.text(name_node) + key, arguments, name_node)
        for value in values:
            path = self.node(APPLY, path, value)
        return self.called(path)

    def _simple_call(self, function: Node, arguments: Node) -> int:
        """A method of this type or those around it, a local function, or a delegate."""
        if function.kind_id in g.GENERIC_NAME:
            name = self.text(function.children[0])
        else:
            name = self.text(function)
            if name == _NAMEOF and arguments.named_child_count == 1:
                self.children(arguments)
                return self.value_of(STRING)
        path = self._local(name)
        if path is not None:
            if path in self.functions:
                return self._local_call(path, function, arguments)
            return self._invoked(path, arguments, function)
        if self.knows_field(name):
            return self._invoked(self.identifier(function), arguments, function)
        scope = self.class_scope()
        place = scope.inside if scope is not None else self.extensions()
        return self._named_call(place, function, arguments)

    def _local(self, name: bytes) -> int | None:
        """The path of a local variable or function of that name."""
        scope = self.scope
        while not scope.is_class:
            if name in scope.names:
                return scope.names[name]
            if scope.outer is None:
                return None
            scope = scope.outer
        return scope.names.get(name)

    def _local_call(self, path: int, function: Node, arguments: Node) -> int:
        if function.kind_id in g.GENERIC_NAME:
            self.type_arguments(function.children[-1])
        self.mention(path, CALLS, function)
        self.own_arguments(path, arguments)
        return self.called(path)

    def _invoked(self, value: int, arguments: Node, node: Node) -> int:
        """A delegate that is called."""
        if not value:
            self.children(arguments)
            return 0
        return self.called(self.call(value, INVOKE, arguments, node))

    def call(self, place: int, name: bytes, arguments: Node, node: Node) -> int:
        """Mention what a call means; the path of it."""
        path = self.method(place, self.arguments(place, name, arguments), name)
        self.mentions.append((path, CALLS, node.start_byte, self.source_entity))
        return path

    # -- arguments ----------------------------------------------------------------------------------------

    def arguments(self, place: int, name: bytes, node: Node) -> list[int]:
        """The values of arguments. What is told by the parameters comes last: it depends on the others."""
        values: list[int] = []
        later: list[tuple[int, Node]] = []
        for one in node.children:
            if one.kind_id not in g.ARGUMENT:
                continue
            value_node, named = argument_parts(one)
            if value_node is None:
                values.append(0)
            elif _waits(value_node):
                later.append((len(values), value_node))
                values.append(0)
            else:
                value = self.visit(value_node)
                values.append(0 if named else value)
        for index, one in later:
            method = self.method(place, values, name) if place else 0
            values[index] = self.visit_as(one, self.unnamed(method, PARAMETER_MARK, index))
        return values

    def own_arguments(self, method: int, node: Node) -> None:
        """Visit the arguments of a call whose target is known."""
        index = 0
        for one in node.children:
            if one.kind_id in g.ARGUMENT:
                value_node = argument_parts(one)[0]
                if value_node is not None:
                    self.visit_as(value_node, self.unnamed(method, PARAMETER_MARK, index))
                index += 1

    def argument(self, node: Node) -> int:
        value_node = argument_parts(node)[0]
        return self.visit(value_node) if value_node is not None else 0


def argument_parts(node: Node) -> tuple[Node | None, bool]:
    """The expression of an argument, and whether it is passed by name."""
    parts = node.children
    if not parts:
        return None, False
    return parts[-1], any(one.kind_id == g.COLON for one in parts[:-1])


def _waits(node: Node) -> bool:
    """Whether the parameter tells what an argument is."""
    kind = node.kind_id
    return kind in g.FUNCTIONS or kind in g.IMPLICIT_VALUES or kind in g.DECLARATION_EXPRESSION


InvocationWalker.HANDLERS = AccessWalker.HANDLERS | handlers(
    g.kinds,
    {
        "invocation_expression": InvocationWalker.invocation,
        "argument": InvocationWalker.argument,
        "argument_list": InvocationWalker.children,
    },
)
