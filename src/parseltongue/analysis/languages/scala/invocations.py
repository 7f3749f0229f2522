"""Walks Scala calls: of functions, constructors and operators, and their arguments."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.accesses import THIS
from parseltongue.analysis.languages.scala.lambdas import LambdaWalker
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS, CONSTRUCTOR
from parseltongue.model.paths import CALLABLE, FUNCTIONAL_MARK, PARAMETER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.languages.scala.scopes import Scope

CONSTRUCTED = CONSTRUCTOR_NAME.encode()
_CASTS = frozenset((b"asInstanceOf",))
_WILDCARD = g.kinds("wildcard")
_NEVER_METHODS = frozenset((b"==", b"!=", b"&&", b"||", b"eq", b"ne"))
"""Operators that classes do not define anew: what they mean to them is another method."""
_LEFTMOST = g.SELECTION | g.CALL | g.INFIX | g.GENERIC_CALL


class InvocationWalker(LambdaWalker):
    """Handlers of calls."""

    __slots__ = ()

    # -- calls --------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        function = node.child_by_field_id(g.FUNCTION_FIELD)
        arguments = node.child_by_field_id(g.ARGUMENTS_FIELD)
        if function is None:
            return self.apart(node)
        types = None
        if function.kind_id in g.GENERIC_CALL:
            types = function
            function = function.child_by_field_id(g.FUNCTION_FIELD) or function
        if function.kind_id in g.CALL:  # A further list of arguments.
            value = self.visit(function)
            self.further_arguments(arguments)
            return value
        place, name, name_node = self._callee(function)
        if types is not None:
            self._type_arguments(types)
        if not name:
            value = place
            self.further_arguments(arguments)
            return value
        own = self.local_function(name) if function.kind_id in g.IDENTIFIER else 0
        if own:
            self.mention(own, CALLS, name_node)
            self.further_arguments(arguments)
            return self.called(own)
        values = self.arguments(place, name, arguments)
        path = self.method(place, values, name)
        self.mention(path, CALLS, name_node)
        return self.called(path)

    def _callee(self, node: Node) -> tuple[int, bytes, Node]:
        """The place and name of what is called; without a name the value of something else."""
        if node.kind_id in g.IDENTIFIER:
            name = self.name_of(node)
            if name == THIS:
                if self.builder.entities[self.source_entity].kind == CONSTRUCTOR:
                    return self._own_class(), CONSTRUCTED, node
                return self.scope.this, b"apply", node
            known = self.local(name)
            if known is not None:
                return known, b"apply", node
            return self.scope.inside, name, node
        if node.kind_id in g.SELECTION:
            value, name_node = node.child_by_field_id(g.VALUE_FIELD), node.child_by_field_id(g.FIELD)
            if value is not None and name_node is not None:
                return self.visit(value), self.name_of(name_node), name_node
        return self.visit(node), b"", node

    def _own_class(self) -> int:
        """The class that a constructor stands in."""
        scope: Scope | None = self.scope
        while scope is not None and not scope.own:
            scope = scope.outer
        return scope.own if scope is not None else 0

    def generic(self, node: Node) -> int:
        """``name[Type]`` without arguments."""
        function = node.child_by_field_id(g.FUNCTION_FIELD)
        types = self._type_arguments(node)
        value = self.visit(function) if function is not None else 0
        if function is not None and function.kind_id in g.SELECTION and types:
            name = function.child_by_field_id(g.FIELD)
            if name is not None and self.text(name) in _CASTS:
                return types[0]
        return value

    def infix(self, node: Node) -> int:
        """``a name b`` is ``a.name(b)``, and ``b.name(a)`` if the name ends with a colon."""
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        operator = node.child_by_field_id(g.OPERATOR)
        if left is None or right is None or operator is None:
            return self.apart(node)
        name = self.name_of(operator)
        receiver, argument = self.visit(left), self._argument(right)
        if name in _NEVER_METHODS:
            return 0
        if name.endswith(b":"):
            receiver, argument = argument, receiver
        path = self.method(receiver, [argument], name)
        self.mention(path, CALLS, operator)
        return self.called(path)

    def _type_arguments(self, node: Node) -> list[int]:
        return [
            self.type_value(one)
            for child in node.children
            if child.kind_id in g.TYPE_ARGUMENTS
            for one in child.named_children
            if one.kind_id in g.TYPES
        ]

    # -- arguments ----------------------------------------------------------------------------------------

    def arguments(self, place: int, name: bytes, node: Node | None) -> list[int]:
        """The values of arguments; those of functions come last, as their types depend on the others."""
        if node is None:
            return []
        if node.kind_id not in g.ARGUMENTS:
            return [self._function_argument(node, self.method(place, [0], name), 0)]
        given = [one for one in node.named_children if one.kind_id not in g.COMMENTS]
        values: list[int] = []
        functions: list[int] = []
        for index, one in enumerate(given):
            later = one.kind_id in g.LAMBDA or one.kind_id in g.BLOCKS or _has_placeholder(one)
            functions += [index] if later else []
            values.append(0 if later else self._argument(one))
        for index in functions:
            method = self.method(place, values, name)
            values[index] = self._function_argument(given[index], method, index)
        return values

    def _argument(self, node: Node) -> int:
        """An argument, which can have its name before it."""
        if node.kind_id in g.ASSIGNMENT:
            right = node.child_by_field_id(g.RIGHT)
            if right is not None:
                self.visit(right)
            return 0
        return self.visit(node)

    def _function_argument(self, node: Node, method: int, index: int) -> int:
        target = self.unnamed(method, PARAMETER_MARK, index)
        if node.kind_id in g.LAMBDA:
            return self.lambda_(node, target)
        inner = [one for one in node.named_children if one.kind_id not in g.COMMENTS]
        if node.kind_id in g.BLOCKS and len(inner) == 1 and inner[0].kind_id in g.LAMBDA:
            return self.lambda_(inner[0], target)
        before, self.placeholder = self.placeholder, self.unnamed(target, FUNCTIONAL_MARK, 0)
        value = self.cases(node, self.placeholder) if node.kind_id in g.CASE_BLOCK else self._argument(node)
        self.placeholder = before
        return self.node(CALLABLE, value) if _has_placeholder(node) else value

    def further_arguments(self, node: Node | None) -> None:
        if node is None:
            return
        for one in node.named_children if node.kind_id in g.ARGUMENTS else (node,):
            if one.kind_id not in g.COMMENTS:
                self._argument(one)

    # -- constructors -------------------------------------------------------------------------------------

    def new(self, node: Node) -> int:
        """``new Type(...) { ... }``."""
        path = value = 0
        arguments: list[Node] = []
        body = type_node = None
        for child in node.named_children:
            kind = child.kind_id
            if kind in g.TYPES and not path:
                type_node = child
                path, value = self.typed(child)
            elif kind in g.ARGUMENTS:
                arguments.append(child)
            elif kind in g.BODIES:
                body = child
            else:
                self.visit(child)
        if path and type_node is not None:
            self.construct(path, arguments[0] if arguments else None, type_node)
        for one in arguments[1:]:
            self.further_arguments(one)
        if body is not None:
            self.nameless(body, path, value)
        return value

    def construct(self, path: int, arguments: Node | None, node: Node) -> None:
        """Mention a call of a constructor."""
        values = self.arguments(path, CONSTRUCTED, arguments)
        self.mention(self.method(path, values, CONSTRUCTED), CALLS, node)

    def nameless(self, body: Node, path: int, value: int) -> None:
        raise NotImplementedError


def _has_placeholder(node: Node) -> bool:
    """Whether an argument is a function because of a ``_`` in it, as far as one looks from its left."""
    for _ in range(12):
        if node.kind_id in _WILDCARD:
            return True
        if node.kind_id not in _LEFTMOST or not node.child_count:
            return node.kind_id in g.CASE_BLOCK
        node = node.children[0]
    return False


InvocationWalker.HANDLERS = LambdaWalker.HANDLERS | handlers(
    g.kinds,
    {
        "call_expression": InvocationWalker.call,
        "generic_function": InvocationWalker.generic,
        "instance_expression": InvocationWalker.new,
        "infix_expression": InvocationWalker.infix,
        "arguments colon_argument": InvocationWalker.apart,
    },
)
