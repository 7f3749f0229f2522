"""Walks C# expressions: every handler takes a node and returns the path of its value (0: unknown)."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.bindings import type_key
from parseltongue.analysis.languages.csharp.types import BOOLEAN, MAX_DEPTH, STRING, TypeWalker
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    CALLABLE,
    CONTAINER,
    ENTER,
    FIRST,
    FUNCTIONAL_MARK,
    ITEM,
    ITER,
    PARAMETER_MARK,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

CONSTRUCTED = CONSTRUCTOR_NAME.encode()
INVOKE = b"Invoke"
_NAMEOF, _DISCARDED, _ADD = b"nameof", b"_", b"Add"
SEQUENCE = b"System.Collections.Generic.IEnumerable"


class ExpressionWalker(TypeWalker):
    """Handlers of expressions; patterns and queries are left to the subclass."""

    __slots__ = ("bound",)

    bound: int
    """Path of the value that ``?.`` is about to access."""

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
        while node.kind_id in g.PARENTHESIZED and node.named_child_count == 1:
            node = node.named_children[0]
        kind = node.kind_id
        if kind in g.FUNCTIONS:
            return self.lambda_(node, target)
        if kind in g.DECLARATION_EXPRESSION:
            return self.declaration(node, target)
        if kind in g.IMPLICIT_CREATION:
            return self.implicit_creation(node, target)
        if kind in g.OBJECT_INITIALIZER:
            self.initializer(node, target)
            return target
        if kind in g.COLLECTION:
            self.children(node)
            return target
        return self.visit(node)

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        visit = self.visit
        for child in node.children:
            if child.kind_id in HANDLERS:
                visit(child)
        return 0

    def value_in(self, node: Node) -> int:
        """The value of the last expression directly in a node."""
        value = 0
        for child in node.children:
            if child.kind_id in HANDLERS:
                value = self.visit(child) or value
        return value

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name)
        if path is None:
            if name == _DISCARDED:
                return 0
            path = self.find(name)
            if path < 0:
                path = -path
                self.mentions.append((path, USES, start, self.source_entity))
        return path

    def generic_name(self, node: Node) -> int:
        """``Name<Type>`` in an expression: a type, or a method that is not called here."""
        return self.type_parts(node)[0]

    def qualifier(self, node: Node) -> int:
        """What a member is accessed of: a value, a type, or a namespace."""
        if node.kind_id not in g.IDENTIFIER:
            return self.visit(node)
        path = self.find(self.text(node), qualifies=True)
        if path < 0:
            path = -path
            self.mention(path, USES, node)
        return path

    def this(self, node: Node) -> int:
        return self.scope.this

    def base(self, node: Node) -> int:
        scope = self.class_scope()
        return scope.parent if scope is not None else 0

    def member_access(self, node: Node) -> int:
        expression, name = node.child_by_field_id(g.EXPRESSION), node.child_by_field_id(g.NAME)
        if expression is None or name is None:
            return self.children(node)
        return self._accessed(self.qualifier(expression), name)

    def _accessed(self, place: int, name: Node) -> int:
        """A member that is not called."""
        if name.kind_id in g.GENERIC_NAME:
            arguments = name.children[-1]
            values = self.type_arguments(arguments)
            path = self.member(place, type_key(self.text(name.children[0]), len(values))) if place else 0
            if path:
                self.mention(path, USES, name)
            return self.applied(path, values) if path else 0
        path = self.member(place, self.text(name)) if place else 0
        if path and self.steps[path][0] == ATTR:
            self.mention(path, USES, name)
        return path

    def conditional_access(self, node: Node) -> int:
        """``value?.member``: what stands behind the question mark is about the value."""
        condition = node.child_by_field_id(g.CONDITION)
        value = self.visit(condition) if condition is not None else 0
        outer, self.bound = self.bound, value
        for child in node.named_children[1:]:
            value = self.visit(child)
        self.bound = outer
        return value

    def member_binding(self, node: Node) -> int:
        name = node.child_by_field_id(g.NAME)
        return self._accessed(self.bound, name) if name is not None else 0

    def element_binding(self, node: Node) -> int:
        self.children(node)
        return self.node(ITEM, self.bound) if self.bound else 0

    def alias_name(self, node: Node) -> int:
        return self.type_parts(node)[0]

    # -- calls --------------------------------------------------------------------------------------------

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

    def arguments(self, place: int, name: bytes, node: Node) -> list[int]:
        """The values of arguments. What is told by the parameters comes last: it depends on the others."""
        values: list[int] = []
        later: list[tuple[int, Node]] = []
        for one in node.children:
            if one.kind_id not in g.ARGUMENT:
                continue
            value_node, named = _argument(one)
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
                value_node = _argument(one)[0]
                if value_node is not None:
                    self.visit_as(value_node, self.unnamed(method, PARAMETER_MARK, index))
                index += 1

    def argument(self, node: Node) -> int:
        value_node = _argument(node)[0]
        return self.visit(value_node) if value_node is not None else 0

    def creation(self, node: Node) -> int:
        """``new Type(...) {...}``."""
        type_node, arguments = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.ARGUMENTS)
        if type_node is None:
            return self.children(node)
        path, value = self.typed(type_node)
        self._construct(path, arguments, _name_of(type_node))
        initial = node.child_by_field_id(g.INITIAL)
        if initial is not None:
            self.initializer(initial, value)
        return value

    def implicit_creation(self, node: Node, target: int = 0) -> int:
        """``new(...) {...}`` where a value of a type is wanted."""
        arguments = next((one for one in node.children if one.kind_id in g.ARGUMENT_LIST), None)
        self._construct(target, arguments, node)
        for child in node.children:
            if child.kind_id in g.OBJECT_INITIALIZER:
                self.initializer(child, target)
        return target

    def _construct(self, place: int, arguments: Node | None, node: Node) -> None:
        if arguments is not None and place:
            self.call(place, CONSTRUCTED, arguments, node)
        elif arguments is not None:
            self.children(arguments)
        elif place:
            self.mention(self.method(place, [], CONSTRUCTED), CALLS, node)

    def initializer(self, node: Node, target: int = 0) -> int:
        """``{Name = value, [key] = value, element, {arguments}}`` behind what is created."""
        for child in node.children:
            kind = child.kind_id
            if kind in g.ASSIGNMENT:
                self._initialized(child, target)
            elif kind in g.OBJECT_INITIALIZER:
                self.children(child)
            elif child.is_named:
                self.visit_as(child, self._element(child, target) if target else 0)
        return target

    def _element(self, node: Node, target: int) -> int:
        """The value that an element of a collection is wanted as, where that has to be told."""
        if node.kind_id in g.IMPLICIT_VALUES:
            return self.node(ITER, target)
        if node.kind_id in g.FUNCTIONS:
            return self.unnamed(self.method(target, [0], _ADD), PARAMETER_MARK, 0)
        return 0

    def _initialized(self, node: Node, target: int) -> None:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        value = 0
        if left is not None and left.kind_id in g.IDENTIFIER:
            value = self._accessed(target, left)
        elif left is not None:
            outer, self.bound = self.bound, target
            value = self.visit(left)
            self.bound = outer
        if right is not None:
            self.visit_as(right, value)

    def with_(self, node: Node) -> int:
        """``value with {Name = other}``."""
        parts = node.named_children
        value = self.visit(parts[0]) if parts else 0
        for one in parts[1:]:
            if one.kind_id in g.WITH_INITIALIZER and one.named_child_count > 1:
                member = self._accessed(value, one.named_children[0])
                self.visit_as(one.named_children[-1], member)
        return value

    def anonymous_object(self, node: Node) -> int:
        """``new {Name = value, other.Name}``: names before a sign of equality are its own."""
        parts = node.children
        for index, one in enumerate(parts):
            if index + 1 == len(parts) or parts[index + 1].kind_id != g.EQUALS:
                self.visit(one)
        return 0

    # -- functions ----------------------------------------------------------------------------------------

    def lambda_(self, node: Node, target: int = 0) -> int:
        """A function where a delegate is wanted; its own value tells what it returns."""
        mark = len(self.undo)
        body = node.child_by_field_id(g.BODY)
        for child in node.children:
            kind = child.kind_id
            if kind in g.ATTRIBUTE_LIST:
                self.visit(child)
            elif kind in g.BLOCK:
                body = child
        self.type_value(node.child_by_field_id(g.TYPE))
        count = self._lambda_parameters(node.child_by_field_id(g.PARAMETERS), target)
        outer, self.returns = self.returns, []
        wanted, self.scope.result = self.scope.result, 0
        result = self.visit(body) if body is not None else 0
        if body is not None and body.kind_id in g.BLOCK:
            result = next(filter(None, self.returns), 0)
        self.returns, self.scope.result = outer, wanted
        self.restore(mark)
        function = self.node(CALLABLE, result)
        return function if count is None else self.member(function, b"`%d" % count)

    def _lambda_parameters(self, node: Node | None, target: int) -> int | None:
        """Bind the parameters of a function; their number, if it tells them at all."""
        if node is None:
            return None
        if node.kind_id not in g.PARAMETER_LISTS:
            self.bind(self.text(node), self.unnamed(target, FUNCTIONAL_MARK, 0))
            return 1
        found = self.parameters(node)
        for index, (name, value, _, _) in enumerate(found):
            self.bind(name, value or self.unnamed(target, FUNCTIONAL_MARK, index))
        return len(found)

    def parameters(self, node: Node) -> list[tuple[bytes, int, bool, bool]]:
        """Name, value, whether it takes all remaining arguments, whether it can be left out."""
        found = []
        spread = False
        type_node: Node | None = None
        for child in node.children:
            if child.kind_id in g.PARAMETER:
                found.append(self._parameter(child))
            elif child.kind_id == g.PARAMS:
                spread = True
            elif spread and child.kind_id in g.TYPES and type_node is None:
                type_node = child
            elif spread and child.kind_id in g.IDENTIFIER:
                found.append((self.text(child), self.type_value(type_node), True, False))
            elif child.kind_id in g.ATTRIBUTE_LIST:
                self.visit(child)
        return found

    def _parameter(self, node: Node) -> tuple[bytes, int, bool, bool]:
        name = node.child_by_field_id(g.NAME)
        value = self.type_value(node.child_by_field_id(g.TYPE))
        optional = spread = False
        for child in node.children:
            if child.kind_id in g.ATTRIBUTE_LIST:
                self.visit(child)
            elif child.kind_id == g.EQUALS:
                optional = True
            elif optional:
                self.visit_as(child, value)
            elif child.kind_id == g.PARAMS:
                spread = True
        return self.text(name) if name is not None else b"", value, spread, optional

    def declaration(self, node: Node, value: int = 0) -> int:
        """``out Type name``, ``(var a, int b) = ...``."""
        declared = self.type_value(node.child_by_field_id(g.TYPE)) or value
        name = node.child_by_field_id(g.NAME)
        if name is not None:
            self.designate(name, declared)
        return declared

    def designate(self, node: Node, value: int) -> None:
        """Bind a name, or the names within brackets to the parts of a value."""
        if node.kind_id in g.IDENTIFIER:
            self.bind(self.text(node), value)
        elif node.kind_id in g.TUPLE_PATTERN:
            parts = [one for one in node.named_children if one.kind_id not in g.COMMENTS]
            for index, one in enumerate(parts):
                self.designate(one, self.part(value, index))

    def part(self, value: int, index: int) -> int:
        """One part of a tuple, or of what can be taken apart like one."""
        return self.member(value, b"Item%d" % (index + 1)) if value else 0

    # -- operators and literals ---------------------------------------------------------------------------

    def binary(self, node: Node) -> int:
        """Long sums lean to the left: their operands are visited without going deeper."""
        rights: list[tuple[Node, int]] = []
        while node.kind_id in g.BINARY:
            left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
            operator = node.child_by_field_id(g.OPERATED)
            if left is None or right is None or operator is None:
                break
            rights.append((right, operator.kind_id))
            node = left
        value = self.visit(node)
        for operand, sign in reversed(rights):
            value = self._operated(value, sign, self.visit_as(operand, value))
        return value

    def _operated(self, left: int, operator: int, right: int) -> int:
        if operator in g.COMPARISONS:
            return self.value_of(BOOLEAN)
        if operator == g.COALESCE:
            return self.node(FIRST, left) if left else right
        string = self.value_of(STRING)
        if operator == g.PLUS and string in (left, right):
            return string
        return left if left == right else 0

    def prefix(self, node: Node) -> int:
        value = self.visit(node.children[-1])
        sign = node.children[0].kind_id
        return self.value_of(BOOLEAN) if sign == g.NOT else 0 if sign == g.FROM_END else value

    def postfix(self, node: Node) -> int:
        return self.visit(node.children[0])

    def conditional(self, node: Node) -> int:
        condition = node.child_by_field_id(g.CONDITION)
        first, second = node.child_by_field_id(g.CONSEQUENCE), node.child_by_field_id(g.ALTERNATIVE)
        if condition is not None:
            self.visit(condition)
        value = self.visit(first) if first is not None else 0
        other = self.visit_as(second, value) if second is not None else 0
        return value or other

    def assignment(self, node: Node) -> int:
        """``left = right``; what stands within brackets on the left are the parts of the right."""
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is not None and left.kind_id in g.TUPLE:
            value = self.visit(right) if right is not None else 0
            self.deconstruct(left, value)
            return value
        value = self.visit(left) if left is not None else 0
        if right is not None:
            self.visit_as(right, value)
        return value

    def deconstruct(self, node: Node, value: int) -> None:
        """``(var a, int b, c) = value``."""
        arguments = [one for one in node.named_children if one.kind_id in g.ARGUMENT]
        for index, one in enumerate(arguments):
            target = _argument(one)[0]
            if target is None:
                continue
            if target.kind_id in g.DECLARATION_EXPRESSION:
                self.declaration(target, self.part(value, index))
            elif target.kind_id in g.TUPLE:
                self.deconstruct(target, self.part(value, index))
            else:
                self.visit(target)

    def tuple_(self, node: Node) -> int:
        names, values = [], []
        for one in node.named_children:
            if one.kind_id in g.ARGUMENT:
                name = one.child_by_field_id(g.NAME)
                value_node = _argument(one)[0]
                values.append(self.visit(value_node) if value_node is not None else 0)
                if name is None and value_node is not None:
                    name = value_node if value_node.kind_id in g.IDENTIFIER else None
                names.append(self.text(name) if name is not None else b"Item%d" % len(values))
        return self.tuple_of(names, values)

    def cast(self, node: Node) -> int:
        declared = self.type_value(node.child_by_field_id(g.TYPE))
        value_node = node.child_by_field_id(g.VALUE)
        value = self.visit_as(value_node, declared) if value_node is not None else 0
        return declared or value

    def as_(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is not None:
            self.visit(left)
        return self.type_value(right)

    def is_(self, node: Node) -> int:
        self.as_(node)
        return self.value_of(BOOLEAN)

    def element_access(self, node: Node) -> int:
        expression = node.child_by_field_id(g.EXPRESSION)
        value = self.visit(expression) if expression is not None else 0
        for child in node.children:
            if child.kind_id in g.BRACKETED_ARGUMENTS:
                self.children(child)
        return self.node(ITEM, value) if value else 0

    def array_creation(self, node: Node) -> int:
        value = 0
        for child in node.children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.OBJECT_INITIALIZER:
                self.initializer(child, value)
            elif child.is_named:
                self.visit(child)
        return value

    def implicit_array(self, node: Node) -> int:
        """``new[] {a, b}``: its elements are like the first of them that is known."""
        value = 0
        for child in node.named_children:
            for one in child.children:
                value = self.visit(one) or value
        return self.node(CONTAINER, value)

    def collection(self, node: Node) -> int:
        """``[a, ..b]`` where nothing tells the type."""
        return self.children(node)

    def awaited(self, node: Node) -> int:
        value = self.value_in(node)
        return self.node(ENTER, value) if value else 0

    def type_of(self, node: Node) -> int:
        self.type_value(node.child_by_field_id(g.TYPE))
        return self.value_of(b"System.Type")

    def default(self, node: Node) -> int:
        return self.type_value(node.child_by_field_id(g.TYPE))

    def predefined(self, node: Node) -> int:
        return self.type_parts(node)[0]

    def string(self, node: Node) -> int:
        return self._values.get(STRING) or self.value_of(STRING)

    def interpolated(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.INTERPOLATION:
                self.children(child)
        return self.value_of(STRING)

    def integer(self, node: Node) -> int:
        suffix = self.text(node)[-2:].lower()
        if suffix in (b"ul", b"lu"):
            return self.value_of(b"System.UInt64")
        long, unsigned = suffix.endswith(b"l"), suffix.endswith(b"u")
        return self.value_of(b"System.Int64" if long else b"System.UInt32" if unsigned else b"System.Int32")

    def real(self, node: Node) -> int:
        suffix = self.source[node.end_byte - 1] | 32
        names = {102: b"System.Single", 109: b"System.Decimal"}
        return self.value_of(names.get(suffix, b"System.Double"))

    def boolean(self, node: Node) -> int:
        return self.value_of(BOOLEAN)

    def character(self, node: Node) -> int:
        return self.value_of(b"System.Char")

    # -- attributes ---------------------------------------------------------------------------------------

    def attribute(self, node: Node) -> int:
        """An attribute is a use of its type; of its arguments only the values are visited."""
        name = node.child_by_field_id(g.NAME)
        if name is not None and name.kind_id in g.IDENTIFIER:
            self.mention_type(self.find_attribute(self.text(name)), name)
        elif name is not None:
            self._qualified_attribute(name)
        for child in node.children:
            if child.kind_id in g.ATTRIBUTE_ARGUMENTS:
                for one in child.named_children:
                    if one.kind_id in g.ATTRIBUTE_ARGUMENT and one.child_count:
                        self.visit(one.children[-1])
        return 0

    def _qualified_attribute(self, node: Node) -> None:
        if node.kind_id in g.GENERIC_NAME:
            self.type_value(node)
            return
        last, before = node.child_by_field_id(g.NAME), node.child_by_field_id(g.QUALIFIER)
        if last is not None and before is not None and before.kind_id in g.NAMES:
            place = self.typed(before)[0] if before.kind_id not in g.IDENTIFIER else self.qualifier(before)
            self.mention(self.member(place, self.text(last) + b"`a") if place else 0, USES, last)


def _argument(node: Node) -> tuple[Node | None, bool]:
    """The expression of an argument, and whether it is passed by name."""
    parts = node.children
    if not parts:
        return None, False
    return parts[-1], any(one.kind_id == g.COLON for one in parts[:-1])


def _waits(node: Node) -> bool:
    """Whether the parameter tells what an argument is."""
    kind = node.kind_id
    return kind in g.FUNCTIONS or kind in g.IMPLICIT_VALUES or kind in g.DECLARATION_EXPRESSION


def _name_of(node: Node) -> Node:
    """The last name of a type: where its construction is mentioned."""
    while node.kind_id in g.QUALIFIED_NAME or node.kind_id in g.ALIAS_NAME:
        last = node.child_by_field_id(g.NAME)
        if last is None:
            break
        node = last
    return node


def _by_kind() -> dict[int, Callable[[ExpressionWalker, Node], int]]:
    walker = ExpressionWalker
    table = {
        "identifier": walker.identifier,
        "generic_name": walker.generic_name,
        "member_access_expression": walker.member_access,
        "conditional_access_expression": walker.conditional_access,
        "member_binding_expression": walker.member_binding,
        "element_binding_expression": walker.element_binding,
        "alias_qualified_name": walker.alias_name,
        "qualified_name": walker.alias_name,
        "invocation_expression": walker.invocation,
        "argument": walker.argument,
        "object_creation_expression": walker.creation,
        "implicit_object_creation_expression": walker.implicit_creation,
        "anonymous_object_creation_expression": walker.anonymous_object,
        "initializer_expression": walker.initializer,
        "with_expression": walker.with_,
        "lambda_expression": walker.lambda_,
        "anonymous_method_expression": walker.lambda_,
        "declaration_expression": walker.declaration,
        "binary_expression": walker.binary,
        "prefix_unary_expression": walker.prefix,
        "postfix_unary_expression": walker.postfix,
        "conditional_expression": walker.conditional,
        "assignment_expression": walker.assignment,
        "tuple_expression": walker.tuple_,
        "cast_expression": walker.cast,
        "as_expression": walker.as_,
        "is_expression": walker.is_,
        "element_access_expression": walker.element_access,
        "array_creation_expression": walker.array_creation,
        "stackalloc_expression": walker.array_creation,
        "implicit_array_creation_expression": walker.implicit_array,
        "implicit_stackalloc_expression": walker.implicit_array,
        "await_expression": walker.awaited,
        "parenthesized_expression": walker.value_in,
        "checked_expression": walker.value_in,
        "ref_expression": walker.value_in,
        "typeof_expression": walker.type_of,
        "sizeof_expression": walker.type_of,
        "default_expression": walker.default,
        "predefined_type": walker.predefined,
        "string_literal": walker.string,
        "verbatim_string_literal": walker.string,
        "raw_string_literal": walker.string,
        "interpolated_string_expression": walker.interpolated,
        "integer_literal": walker.integer,
        "real_literal": walker.real,
        "boolean_literal": walker.boolean,
        "character_literal": walker.character,
        "attribute": walker.attribute,
    }
    plain = (
        "argument_list", "bracketed_argument_list", "collection_expression", "collection_element",
        "expression_element", "spread_element", "range_expression", "throw_expression", "attribute_list",
        "global_attribute", "makeref_expression", "reftype_expression", "refvalue_expression",
    )  # fmt: skip
    handlers: dict[int, Callable[[ExpressionWalker, Node], int]] = {g.ERROR: walker.children}
    for name in plain:
        handlers.update(dict.fromkeys(g.kinds(name), walker.children))
    for name, handler in table.items():
        handlers.update(dict.fromkeys(g.kinds(name), handler))
    handlers[g.THIS], handlers[g.BASE] = walker.this, walker.base
    return handlers


HANDLERS = _by_kind()
_LEAF_KINDS = g.IDENTIFIER | g.kinds(
    "string_literal", "integer_literal", "boolean_literal", "character_literal"
)
LEAVES = {kind: HANDLERS[kind] for kind in (*_LEAF_KINDS, g.THIS, g.BASE)}
"""Handlers of what nothing stands in that would count as nesting."""
