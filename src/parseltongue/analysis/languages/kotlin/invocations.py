"""Walks Kotlin calls and their arguments."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.accesses import operand
from parseltongue.analysis.languages.kotlin.bindings import TRAILING, TYPE_ARGUMENT, VARIABLE
from parseltongue.analysis.languages.kotlin.lambdas import LambdaWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS
from parseltongue.model.paths import CALLABLE, PARAMETER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.languages.kotlin.scopes import Scope


class InvocationWalker(LambdaWalker):
    """Handlers of calls."""

    __slots__ = ()

    # -- calls --------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        callee, arguments, behind, type_arguments = self._call_parts(node)
        return self._called(callee, arguments, behind, type_arguments)

    def _call_parts(self, node: Node) -> tuple[Node, Node | None, Node | None, Node | None]:
        """What is called, its arguments, the lambda behind them, its type arguments."""
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        callee, arguments, behind, types = operand(parts[0]), None, None, None
        for part in parts[1:]:
            kind = part.kind_id
            if kind in g.ARGUMENTS:
                arguments = part
            elif kind in g.ANNOTATED_LAMBDA:
                behind = part
            elif kind in g.TYPE_ARGUMENTS:
                types = part
        inner = callee.kind_id in g.CALL and behind is not None and arguments is None and types is None
        if inner and callee.children[-1].kind_id in g.ARGUMENTS:  # ``f(1) { }`` is one call.
            callee, arguments, _, types = self._call_parts(callee)
        return callee, arguments, behind, types

    def _called(self, callee: Node, arguments: Node | None, behind: Node | None, types: Node | None) -> int:
        kind = callee.kind_id
        if kind in g.IDENTIFIER:
            return self._called_name(callee, arguments, behind, types)
        if kind in g.NAVIGATION and callee.child_count >= 3:
            parts = [one for one in callee.children if one.kind_id not in g.COMMENTS]
            name_node = parts[-1]
            if name_node.kind_id in g.IDENTIFIER and parts[-2].kind_id != g.COLONS:
                dotted = self.qualified_name(callee)
                if dotted:
                    return self._called_import(dotted, arguments, behind, types, name_node)
                place = self.extended(self.visit(operand(parts[0])))
                return self._call(place, self.name_of(name_node), arguments, behind, types, name_node)
        value = self.visit(callee)
        return self._invoked(value, arguments, behind, callee)

    def _called_import(
        self, path: int, arguments: Node | None, behind: Node | None, types: Node | None, node: Node
    ) -> int:
        """A call of something under its qualified name."""
        self.mentions.pop()
        dotted = self.paths.names[self.steps[path][2]]
        return self._call(self.file, dotted, arguments, behind, types, node)

    def _called_name(
        self, node: Node, arguments: Node | None, behind: Node | None, types: Node | None
    ) -> int:
        name = self.name_of(node)
        count = (arguments.named_child_count if arguments is not None else 0) + (behind is not None)
        own = self.own_function(name, count)
        if own:
            self.mention(own, CALLS, node)
            self._own_arguments(own, arguments, behind)
            return self.called(own)
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names:
                return self._called_variable(scope.names[name], name, arguments, behind, types, node)
            if name in scope.types:
                return self._constructed(scope.types[name], arguments, behind, types, node)
            scope = scope.outer
        return self._call(self.scope.inside, name, arguments, behind, types, node)

    def _called_variable(
        self,
        value: int,
        name: bytes,
        arguments: Node | None,
        behind: Node | None,
        types: Node | None,
        node: Node,
    ) -> int:
        """A call of a local variable, or of a function of its name if its value cannot be called."""
        if not value or (types is None and self.steps[value][0] == CALLABLE):
            return self._invoked(value, arguments, behind, node)
        place = self.either(self.named(VARIABLE, value), self.scope.inside)
        return self._call(place, name, arguments, behind, types, node)

    def _constructed(
        self, path: int, arguments: Node | None, behind: Node | None, types: Node | None, node: Node
    ) -> int:
        """A call of a class that stands in one of the scopes around."""
        return self._call(path, library.CONSTRUCTED, arguments, behind, types, node)

    def _invoked(self, value: int, arguments: Node | None, behind: Node | None, node: Node) -> int:
        """A call of a value."""
        return self._call(self.extended(value), b"invoke", arguments, behind, None, node)

    def _call(
        self,
        place: int,
        name: bytes,
        arguments: Node | None,
        behind: Node | None,
        types: Node | None,
        node: Node,
    ) -> int:
        """Mention what a call means; the value of what it gives."""
        told = self.told_types(types) if types is not None else []
        values = self.arguments(place, name, arguments, behind, told)
        path = self.method(place, values, name)
        self.mentions.append((path, CALLS, node.start_byte, self.source_entity))
        return self.called(path)

    def infix(self, node: Node) -> int:
        """``a name b`` is ``a.name(b)``."""
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        if len(parts) != 3 or parts[1].kind_id not in g.IDENTIFIER:
            return self.apart(node)
        receiver = self.visit(parts[0])
        argument = self.visit(parts[2])
        path = self.method(self.extended(receiver), [argument], self.name_of(parts[1]))
        self.mention(path, CALLS, parts[1])
        return self.called(path)

    def construct(self, path: int, arguments: Node | None, node: Node) -> None:
        """Mention a call of a constructor that is not written like a call."""
        values = self.arguments(path, library.CONSTRUCTED, arguments, None, [])
        self.mention(self.method(path, values, library.CONSTRUCTED), CALLS, node)

    # -- arguments ----------------------------------------------------------------------------------------

    def told_types(self, node: Node) -> list[int]:
        """The type arguments of a call."""
        values = [self.projected(one) for one in node.children if one.kind_id in g.PROJECTION]
        return [self.named(TYPE_ARGUMENT, one) for one in values]

    def arguments(
        self, place: int, name: bytes, node: Node | None, behind: Node | None, told: list[int]
    ) -> list[int]:
        """The values of arguments. Those of functions come last: their types depend on the others."""
        values: list[int] = []
        functions: list[tuple[int, Node, int]] = []
        for one in node.children if node is not None else ():
            if one.kind_id not in g.ARGUMENT:
                continue
            label, value = argument_parts(one)
            if value is None:
                continue
            if value.kind_id in g.FUNCTIONS:
                functions.append((len(values), value, 0 if label is not None else len(values)))
                values.append(self.named(self.name_of(label), 0) if label is not None else 0)
            elif label is not None:
                values.append(self.named(self.name_of(label), self.visit(value)))
            else:
                values.append(self.visit(value))
        if behind is not None:
            functions.append((len(values), behind, -1))
            values.append(self.named(TRAILING, 0))
        plain = name in library.PLAIN_LAMBDAS
        for index, one, at in functions:
            method = self.method(place, told + values, name)
            by_name = at == 0 and self.steps[values[index]][0] not in (0, CALLABLE)
            target = 0 if by_name else self.unnamed(method, PARAMETER_MARK, at)
            result = self._function_argument(one, target, plain)
            if at == -1:
                values[index] = self.named(TRAILING, result)
            elif not by_name:
                values[index] = result
        return told + values

    def _function_argument(self, node: Node, target: int, plain: bool) -> int:
        for child in node.children if node.kind_id in g.ANNOTATED_LAMBDA else (node,):
            if child.kind_id in g.LAMBDA:
                return self.lambda_(child, target, plain)
        return self.visit(node)

    def _own_arguments(self, function: int, arguments: Node | None, behind: Node | None) -> None:
        """Visit the arguments of a call whose target is known."""
        index = 0
        for one in arguments.children if arguments is not None else ():
            if one.kind_id in g.ARGUMENT:
                _, value = argument_parts(one)
                if value is not None:
                    self.visit_as(value, self.unnamed(function, PARAMETER_MARK, index))
                index += 1
        if behind is not None:
            self.visit_as(behind, self.unnamed(function, PARAMETER_MARK, -1))

    def plain_arguments(self, node: Node) -> int:
        """Arguments whose names are of no interest."""
        for child in node.children:
            if child.kind_id in g.ARGUMENT:
                _, value = argument_parts(child)
                if value is not None:
                    self.visit(value)
        return 0


def argument_parts(node: Node) -> tuple[Node | None, Node | None]:
    """The name, if it has one, and the expression of an argument."""
    if node.child_count == 1:
        return None, node.children[0]
    parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
    at = next((index for index, one in enumerate(parts) if one.kind_id == g.EQUALS), -1)
    if at == 1 and len(parts) > 2:
        return parts[0], parts[2]
    return None, next((one for one in reversed(parts) if one.is_named), None)


InvocationWalker.HANDLERS = LambdaWalker.HANDLERS | handlers(
    g.kinds,
    {
        "call_expression": InvocationWalker.call,
        "infix_expression": InvocationWalker.infix,
        "value_arguments": InvocationWalker.plain_arguments,
        "spread_expression": InvocationWalker.apart,
    },
)
