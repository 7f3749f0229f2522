"""Walks Kotlin expressions: every handler takes a node and returns the path of its value (0: unknown)."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.bindings import DOMAINS, TRAILING, TYPE_ARGUMENT
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.languages.kotlin.types import MAX_DEPTH, TypeWalker, first_type
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    CALLABLE,
    FUNCTIONAL_MARK,
    GLOBAL,
    IMPORT,
    ITEM,
    METHOD,
    PARAMETER_MARK,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_STRING, _BOOLEAN, _INT = b"kotlin.String", b"kotlin.Boolean", b"kotlin.Int"
_CONSTANTS = {b"null": b"", b"break": b"", b"continue": b"", b"true": _BOOLEAN, b"false": _BOOLEAN}
_NAME = re.compile(rb"[^\W\d]\w*")
_DOMAIN_LETTERS = frozenset(name[0] for name in DOMAINS)
_RANGE = b"kotlin.ranges.ClosedRange"


class ExpressionWalker(TypeWalker):
    """Handlers of expressions."""

    __slots__ = ("known",)

    known: dict[int, int]
    """Values of nodes, by where they begin, that the grammar takes for something else than they are."""

    def visit(self, node: Node) -> int:
        kind = node.kind_id
        if kind in LEAVES:
            return LEAVES[kind](self, node)
        handler = HANDLERS.get(kind)
        if handler is None:
            return 0
        depth = self.depth
        if depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth = depth + 1
        value = handler(self, node)
        self.depth = depth
        return value

    def visit_as(self, node: Node, target: int) -> int:
        """Visit an expression that stands where a value of a known type is wanted."""
        kind = node.kind_id
        if kind in g.LAMBDA:
            return self.lambda_(node, target)
        if kind in g.ANNOTATED_LAMBDA:
            for child in node.children:
                if child.kind_id in g.LAMBDA:
                    return self.lambda_(child, target)
        return self.visit(node)

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; the value is that of the last."""
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in g.COMMENTS:
                value = self.visit(child)
        return value

    def scoped(self, node: Node) -> int:
        """`children`, in which variables can be bound for themselves alone."""
        mark = len(self.undo)
        value = self.children(node)
        self.restore(mark)
        return value

    def apart(self, node: Node) -> int:
        """Visit what stands in a node; its own value is unknown."""
        self.children(node)
        return 0

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name)
        if path is not None:
            return path
        if name in _CONSTANTS:
            known = _CONSTANTS[name]
            return self.value_of(known) if known else 0
        name = name.strip(b"`")
        path = self.find(name)
        if path < 0:
            path = -path
            self.mentions.append((path, USES, start, self.source_entity))
            return self.cast_of(name) or path
        return path

    def this(self, node: Node) -> int:
        label = next((one for one in node.children if one.kind_id in g.IDENTIFIER), None)
        return self.scope.this if label is None else self.labelled(self.name_of(label))

    def super_(self, node: Node) -> int:
        """``super``, ``super<Type>`` and ``super@Label``."""
        for child in node.children:
            if child.kind_id in g.TYPES:
                return self.type_value(child)
        return self.scope.parent

    def navigation(self, node: Node) -> int:
        """``receiver.name``, ``receiver?.name`` and ``receiver::name``."""
        parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
        if len(parts) < 3:
            return self.apart(node)
        if parts[-2].kind_id == g.COLONS:
            return self._referred(parts[0], parts[-1])
        dotted = self._qualified_name(node)
        if dotted:
            return dotted
        receiver = self.visit(parts[0])
        return self._property(receiver, parts[-1], parts[0])

    def _property(self, receiver: int, name_node: Node, of: Node) -> int:
        if name_node.kind_id not in g.IDENTIFIER:
            self.visit(name_node)
            return 0
        name = self.name_of(name_node)
        path = self.member(self.extended(receiver), name)
        self.mentions.append((path, USES, name_node.start_byte, self.source_entity))
        return self.cast_of(name) if of.kind_id in g.THIS and self.cast_of(name) else path

    def _qualified_name(self, node: Node) -> int:
        """``some.package.Name``, where nothing in the file has the first name; 0 if it is something else."""
        if self.source[node.start_byte] not in _DOMAIN_LETTERS:
            return 0
        start = node
        while start.kind_id in g.NAVIGATION and start.child_count:
            start = start.children[0]
        name = self.text(start)
        if name not in DOMAINS or start.kind_id not in g.IDENTIFIER or self._is_bound(name):
            return 0
        names = self.text(node).split(b".")
        if not all(_NAME.fullmatch(one) for one in names) or first_type(names) < len(names) - 1:
            return 0
        path = self.imported(b".".join(names))
        self.mention(path, USES, node.children[-1])
        return path

    def _is_bound(self, name: bytes) -> bool:
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names or name in scope.fields:
                return True
            scope = scope.outer
        return name in self.imports

    # -- calls --------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        callee, arguments, behind, type_arguments = self._call_parts(node)
        return self._called(callee, arguments, behind, type_arguments)

    def _call_parts(self, node: Node) -> tuple[Node, Node | None, Node | None, Node | None]:
        """What is called, its arguments, the lambda behind them, its type arguments."""
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        callee, arguments, behind, types = parts[0], None, None, None
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
                dotted = self._qualified_name(callee)
                if dotted:
                    return self._called_import(dotted, arguments, behind, types, name_node)
                place = self.extended(self.visit(parts[0]))
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
                return self._invoked(scope.names[name], arguments, behind, node)
            if name in scope.types:
                return self._constructed(scope.types[name], arguments, behind, types, node)
            scope = scope.outer
        return self._call(self.scope.inside, name, arguments, behind, types, node)

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
            label, value = _argument_parts(one)
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
                _, value = _argument_parts(one)
                if value is not None:
                    self.visit_as(value, self.unnamed(function, PARAMETER_MARK, index))
                index += 1
        if behind is not None:
            self.visit_as(behind, self.unnamed(function, PARAMETER_MARK, -1))

    def construct(self, path: int, arguments: Node | None, node: Node) -> None:
        """Mention a call of a constructor that is not written like a call."""
        values = self.arguments(path, library.CONSTRUCTED, arguments, None, [])
        self.mention(self.method(path, values, library.CONSTRUCTED), CALLS, node)

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

    # -- references ---------------------------------------------------------------------------------------

    def reference(self, node: Node) -> int:
        """``::name`` and ``Type::name``."""
        parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
        last = parts[-1]
        if parts[0].kind_id in g.TYPES:
            path, value = self.type_parts(parts[0])
            return self._referred_in(path or value, value, last)
        return self._referred_in(self.scope.inside, 0, last, unqualified=True)

    def _referred(self, receiver: Node, last: Node) -> int:
        path = self.visit(receiver)
        return self._referred_in(path, path, last)

    def _referred_in(self, place: int, value: int, last: Node, *, unqualified: bool = False) -> int:
        if last.kind_id not in g.IDENTIFIER or self.text(last) == b"class":
            return self.node(APPLY, self.builtin(b"kotlin.reflect.KClass"), self._seen(value)) if value else 0
        if not place:
            return 0
        name = self.name_of(last)
        own = self.own_function(name, 0) if unqualified else 0
        if own:
            self.mention(own, CALLS, last)
            return self.node(CALLABLE, self.called(own))
        receiver = place if unqualified else self.extended(place)
        path = self.node(METHOD, self.node(CALLABLE, receiver), self.paths.name(name))
        self.mention(path, CALLS, last)
        return self.node(CALLABLE, self.called(path))

    def _seen(self, path: int) -> int:
        """The value of what a class literal names."""
        return self.instance(path) if self.steps[path][0] in (GLOBAL, IMPORT, ATTR) else path

    # -- functions ----------------------------------------------------------------------------------------

    def lambda_(self, node: Node, target: int = 0, plain: bool = False) -> int:
        """A lambda where a value of a functional type is wanted; its own value tells what it returns."""
        if node.start_byte in self.known:
            return self.known[node.start_byte]
        mark = len(self.undo)
        outer = self.scope
        self.scope = scope = Scope(outer)
        receiver = 0 if plain else self.receiver_of(target)
        if receiver:
            scope.inside = self.either(receiver, outer.inside)
            scope.this = self.either(receiver, outer.this)
        named = False
        for child in node.children:
            if child.kind_id in g.LAMBDA_PARAMETERS:
                named = True
                self._lambda_parameters(child, target)
        if not named and not any(one.kind_id == g.ARROW for one in node.children):
            scope.names[b"it"] = self.unnamed(target, FUNCTIONAL_MARK, 0)
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in g.LAMBDA_PARAMETERS | g.COMMENTS:
                value = self.visit(child)
        self.restore(mark)
        self.scope = outer
        return self.node(CALLABLE, value)

    def lambda_alone(self, node: Node) -> int:
        return self.lambda_(node)

    def _lambda_parameters(self, node: Node, target: int) -> None:
        index = 0
        for child in node.children:
            if child.kind_id in g.VARIABLE:
                value = self.unnamed(target, FUNCTIONAL_MARK, index)
                self.declare_variable(child, value)
                index += 1
            elif child.kind_id in g.MULTIPLE:
                self.take_apart(child, self.unnamed(target, FUNCTIONAL_MARK, index))
                index += 1

    def declare_variable(self, node: Node, value: int) -> None:
        """Bind ``name`` or ``name: Type``."""
        name = b""
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                name = self.name_of(child)
            elif child.kind_id in g.TYPES:
                value = self.type_value(child) or value
        self.bind(name, value)

    def take_apart(self, node: Node, value: int) -> None:
        """Bind ``(a, b)``."""
        index = 0
        for child in node.children:
            if child.kind_id in g.VARIABLE:
                self.declare_variable(child, self.component(value, index))
                index += 1

    def anonymous_function(self, node: Node) -> int:
        raise NotImplementedError

    # -- operators ----------------------------------------------------------------------------------------

    def parenthesized(self, node: Node) -> int:
        if node.start_byte in self.known:
            return self.known[node.start_byte]
        return self.children(node)

    def binary(self, node: Node) -> int:
        """Long sums lean to the left: their operands are visited without going deeper."""
        rights: list[tuple[Node, int]] = []
        while node.kind_id in g.BINARY:
            left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
            operator = node.child_by_field_id(g.OPERATOR)
            if left is None or right is None or operator is None:
                return self.apart(node)
            if operator.kind_id == g.MORE and left.kind_id in g.BINARY:
                value = self._misread_call(left, right)
                if value is not None:
                    return self._operate(value, rights)
            rights.append((right, operator.kind_id))
            node = left
        return self._operate(self.visit(node), rights)

    def _operate(self, value: int, rights: list[tuple[Node, int]]) -> int:
        for right, operator in reversed(rights):
            value = self._operated(value, operator, self.visit(right))
        return value

    def _operated(self, left: int, operator: int, right: int) -> int:
        if operator in g.COMPARISONS:
            return self.value_of(_BOOLEAN)
        if operator == g.ELVIS:
            return left
        string = self.value_of(_STRING)
        if operator == g.PLUS and left == string:
            return string
        return left if left == right else 0

    def _misread_call(self, left: Node, right: Node) -> int | None:
        """``name<Type>(arguments)``, which the grammar can take for two comparisons."""
        operator = left.child_by_field_id(g.OPERATOR)
        callee, type_ = left.child_by_field_id(g.LEFT), left.child_by_field_id(g.RIGHT)
        start = right
        while start.kind_id in _CHAINED and start.child_count:
            start = start.children[0]
        if operator is None or operator.kind_id != g.LESS or callee is None or type_ is None:
            return None
        is_lambda = start.kind_id in g.LAMBDA
        if not (is_lambda or start.kind_id in g.PARENTHESIZED) or type_.kind_id not in g.IDENTIFIER:
            return None
        if callee.kind_id not in g.IDENTIFIER | g.NAVIGATION:
            return None
        path = self.find_type(self.name_of(type_))
        if path > 0:
            self.mention_type(path, type_)
        if callee.kind_id in g.IDENTIFIER:
            place, name_node = self.scope.inside, callee
        else:
            place, name_node = self.extended(self.visit(callee.children[0])), callee.children[-1]
        given = [] if is_lambda else [one for one in start.children if one.is_named]
        told = self.named(TYPE_ARGUMENT, self.instance(abs(path)))
        values = [told, *[self.visit(one) for one in given]]
        if is_lambda:
            values = [told, self.named(TRAILING, self.lambda_(start))]
        found = self.method(place, values, self.name_of(name_node))
        self.mention(found, CALLS, name_node)
        value = self.called(found)
        self.known[start.start_byte] = value
        return self.visit(right)

    def unary(self, node: Node) -> int:
        operand = node.child_by_field_id(g.OPERAND)
        operator = node.child_by_field_id(g.OPERATOR)
        value = self.visit(operand) if operand is not None else self.apart(node)
        if operator is not None and operator.kind_id == g.NOT:
            return self.value_of(_BOOLEAN)
        return value

    def range_(self, node: Node) -> int:
        values = [self.visit(one) for one in node.children if one.is_named]
        return self.node(APPLY, self.builtin(_RANGE), values[0]) if values and values[0] else 0

    def boolean(self, node: Node) -> int:
        self.children(node)
        return self.value_of(_BOOLEAN)

    def is_(self, node: Node) -> int:
        """``value is Type``: what is tested is of that type wherever the test held."""
        left = node.child_by_field_id(g.LEFT)
        right = node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.apart(node)
        self.visit(left)
        value = self.type_value(right)
        if not any(one.kind_id == g.NOT_IS for one in node.children):
            self.tested(left, value)
        return self.value_of(_BOOLEAN)

    def tested(self, node: Node, value: int) -> None:
        """Note that a variable, or a member so named, is of a type."""
        while node.kind_id in g.PARENTHESIZED and node.named_child_count == 1:
            node = node.named_children[0]
        if node.kind_id in g.IDENTIFIER:
            self.cast(self.name_of(node), value)
        elif node.kind_id in g.NAVIGATION and node.children[0].kind_id in g.THIS:
            self.cast(self.name_of(node.children[-1]), value)

    def as_(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.apart(node)
        value = self.type_value(right)
        self.visit_as(left, value)
        return value

    def index(self, node: Node) -> int:
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        value = self.visit(parts[0]) if parts else 0
        for part in parts[1:]:
            self.visit(part)
        return self.node(ITEM, value) if value else 0

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        value = self.visit(left) if left is not None else 0
        if right is not None:
            self.visit_as(right, value)
        return 0

    # -- literals -----------------------------------------------------------------------------------------

    def string(self, node: Node) -> int:
        """A template names what stands behind a ``$`` of its own."""
        marked = False
        for child in node.children:
            if child.kind_id in g.STRING_CONTENT:
                text = self.text(child)
                if marked:
                    self._template_name(child, text)
                marked = text == b"$"
            else:
                marked = False
                if child.kind_id in g.INTERPOLATION:
                    self.children(child)
        return self.value_of(_STRING)

    def _template_name(self, node: Node, text: bytes) -> None:
        found = _NAME.match(text)
        if found is None or found.group() == b"this":
            return
        path = self.find(found.group())
        if path < 0:
            self.mention(-path, USES, node)

    def integer(self, node: Node) -> int:
        long = self.source[node.end_byte - 1] in b"lL"
        return self.value_of(b"kotlin.Long" if long else _INT)

    def real(self, node: Node) -> int:
        short = self.source[node.end_byte - 1] in b"fF"
        return self.value_of(b"kotlin.Float" if short else b"kotlin.Double")

    def character(self, node: Node) -> int:
        return self.value_of(b"kotlin.Char")

    # -- annotations --------------------------------------------------------------------------------------

    def annotation(self, node: Node) -> int:
        """An annotation is a use of its type; of its arguments only the values are visited."""
        for child in node.children:
            if child.kind_id in g.CONSTRUCTION:
                self.annotation(child)
            elif child.kind_id in g.TYPES:
                self.type_parts(child)
            elif child.kind_id in g.ARGUMENTS:
                self.plain_arguments(child)
        return 0

    def plain_arguments(self, node: Node) -> int:
        """Arguments whose names are of no interest."""
        for child in node.children:
            if child.kind_id in g.ARGUMENT:
                _, value = _argument_parts(child)
                if value is not None:
                    self.visit(value)
        return 0


def _argument_parts(node: Node) -> tuple[Node | None, Node | None]:
    """The name, if it has one, and the expression of an argument."""
    if node.child_count == 1:
        return None, node.children[0]
    parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
    at = next((index for index, one in enumerate(parts) if one.kind_id == g.EQUALS), -1)
    if at == 1 and len(parts) > 2:
        return parts[0], parts[2]
    return None, next((one for one in reversed(parts) if one.is_named), None)


_CHAINED = g.NAVIGATION | g.CALL | g.INDEX | g.UNARY
"""Kinds that begin with what they are said of."""


def _by_kind() -> dict[int, Callable[[ExpressionWalker, Node], int]]:
    walker = ExpressionWalker
    table = {
        "identifier": walker.identifier,
        "this_expression": walker.this,
        "super_expression": walker.super_,
        "navigation_expression": walker.navigation,
        "call_expression": walker.call,
        "infix_expression": walker.infix,
        "callable_reference": walker.reference,
        "lambda_literal": walker.lambda_alone,
        "annotated_lambda": walker.children,
        "parenthesized_expression": walker.parenthesized,
        "binary_expression": walker.binary,
        "unary_expression": walker.unary,
        "range_expression": walker.range_,
        "in_expression": walker.boolean,
        "is_expression": walker.is_,
        "as_expression": walker.as_,
        "index_expression": walker.index,
        "assignment": walker.assignment,
        "string_literal": walker.string,
        "multiline_string_literal": walker.string,
        "number_literal": walker.integer,
        "float_literal": walker.real,
        "character_literal": walker.character,
        "annotation": walker.annotation,
        "file_annotation": walker.annotation,
        "value_arguments": walker.plain_arguments,
        "annotated_expression": walker.children,
        "labeled_expression": walker.children,
        "spread_expression": walker.apart,
        "collection_literal": walker.apart,
        "modifiers": walker.apart,
        "parameter_modifiers": walker.apart,
        "interpolation": walker.apart,
    }
    handlers: dict[int, Callable[[ExpressionWalker, Node], int]] = {g.ERROR: walker.apart}
    for name, handler in table.items():
        handlers.update(dict.fromkeys(g.kinds(name), handler))
    for number in g.TYPES:
        handlers[number] = lambda self, node: self.type_parts(node)[0]
    return handlers


HANDLERS = _by_kind()
LEAVES = {kind: HANDLERS[kind] for kind in g.LEAVES}
"""Handlers of what nothing stands in that would count as nesting."""
