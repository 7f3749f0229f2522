"""Walks Java expressions: every handler takes a node and returns the path of its value (0: unknown)."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.types import MAX_DEPTH, TypeWalker
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    CALLABLE,
    CONTAINER,
    FUNCTIONAL_MARK,
    ITEM,
    METHOD,
    PARAMETER_MARK,
    UNKNOWN,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

CONSTRUCTED = CONSTRUCTOR_NAME.encode()
_STRING = b"java.lang.String"
_FUNCTIONS = g.LAMBDA | g.METHOD_REFERENCE
"""Expressions whose types are told by where they stand."""


class ExpressionWalker(TypeWalker):
    """Handlers of expressions."""

    __slots__ = ()

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
        if node.kind_id in g.LAMBDA:
            return self.lambda_(node, target)
        return self.visit(node)

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        visit = self.visit
        for child in node.named_children:
            visit(child)
        return 0

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name)
        if path is None:
            path = self.find(name)
            if path < 0:
                path = -path
                self.mentions.append((path, USES, start, self.source_entity))
        return path

    def this(self, node: Node) -> int:
        return self.scope.this

    def super_(self, node: Node) -> int:
        return self.superclass()

    def field_access(self, node: Node) -> int:
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        if len(parts) < 2:
            return self.children(node)
        name_node = parts[-1]
        if name_node.kind_id in g.THIS:
            return self._outer_this(parts[0])
        path = self.visit(parts[0])
        if len(parts) > 2 and parts[1].kind_id in g.SUPER:
            path = self.instance(path)
        name = self.text(name_node)
        operation, _, second = self.steps[path]
        if operation == UNKNOWN:
            return self._below_package(self.paths.names[second], name, name_node)
        path = self.member(path, name) if path else 0
        if path and self.steps[path][0] == ATTR:
            self.mention(path, USES, name_node)
        return path

    def _outer_this(self, node: Node) -> int:
        """``Outer.this``."""
        path = self.visit(node)
        return self.instance(path)

    def _below_package(self, package: bytes, name: bytes, node: Node) -> int:
        """A name behind one that nothing in the file explains: of a package, or of a type in it."""
        dotted = package + b"." + name
        if not name[:1].isupper():
            return self.node(UNKNOWN, 0, self.paths.name(dotted))
        path = self.imported(dotted)
        self.mention(path, USES, node)
        return path

    # -- calls --------------------------------------------------------------------------------------------

    def invocation(self, node: Node) -> int:
        parts = node.children
        arguments, name_node = parts[-1], parts[-2] if len(parts) > 1 else parts[0]
        if name_node.kind_id not in g.IDENTIFIER:
            return self._unusual_invocation(node)
        name = self.text(name_node)
        if len(parts) == 2:
            own = self.own_method(name, arguments.named_child_count)
            if own:
                self.mention(own, CALLS, name_node)
                self.own_arguments(own, arguments)
                return self.called(own)
            place = self.place_of_method(name)
        else:
            place = self._receiver(parts[:-2])
        return self.called(self.call(place, name, arguments, name_node))

    def _unusual_invocation(self, node: Node) -> int:
        """A call with comments in it, or with errors."""
        name_node = node.child_by_field_id(g.NAME)
        arguments = node.child_by_field_name("arguments")
        if name_node is None or arguments is None:
            return self.children(node)
        name = self.text(name_node)
        receiver = node.child_by_field_name("object")
        place = self.visit(receiver) if receiver is not None else self.place_of_method(name)
        return self.called(self.call(place, name, arguments, name_node))

    def _receiver(self, parts: list[Node]) -> int:
        """What a method is called on: all that stands before its name."""
        path = self.visit(parts[0])
        for part in parts[1:]:
            if part.kind_id in g.SUPER:
                return self.instance(path)
            if part.kind_id in g.TYPE_ARGUMENTS:
                for argument in part.named_children:
                    self.type_argument(argument)
        return path

    def call(self, place: int, name: bytes, arguments: Node, node: Node) -> int:
        """Mention what a call means; the path of it."""
        path = self.method(place, self.arguments(place, name, arguments), name)
        self.mentions.append((path, CALLS, node.start_byte, self.source_entity))
        return path

    def arguments(self, place: int, name: bytes, node: Node) -> list[int]:
        """The values of arguments. Those of functions come last: their types depend on the others."""
        values: list[int] = []
        functions: list[tuple[int, Node]] = []
        for one in node.named_children:
            kind = one.kind_id
            if kind in _FUNCTIONS:
                functions.append((len(values), one))
                values.append(0)
            elif kind not in g.COMMENTS:
                values.append(self.visit(one))
        for index, one in functions:
            method = self.method(place, values, name) if place and one.kind_id in g.LAMBDA else 0
            values[index] = self.visit_as(one, self.unnamed(method, PARAMETER_MARK, index))
        return values

    def own_arguments(self, method: int, node: Node) -> None:
        """Visit the arguments of a call whose target is known."""
        for index, one in enumerate(node.named_children):
            self.visit_as(one, self.unnamed(method, PARAMETER_MARK, index))

    def creation(self, node: Node) -> int:
        """``new Type(...) {...}``, also of an inner class of a value."""
        place = value = 0
        type_node = body = None
        arguments = None
        for child in node.children:
            kind = child.kind_id
            if kind in g.TYPES:
                type_node = child
            elif kind in g.ARGUMENT_LIST:
                arguments = child
            elif kind in g.CLASS_BODY:
                body = child
            elif type_node is None and child.is_named:
                place = self._before_type(child)
        if type_node is None or arguments is None:
            return self.children(node)
        path, value = self._created_type(type_node, place)
        self.call(path, CONSTRUCTED, arguments, type_node)
        if body is not None:
            self.anonymous_class(body, path, value)
        return value

    def _before_type(self, node: Node) -> int:
        if node.kind_id in g.TYPE_ARGUMENTS:
            for argument in node.named_children:
                self.type_argument(argument)
            return 0
        return self.visit(node)

    def _created_type(self, node: Node, place: int) -> tuple[int, int]:
        base = node.children[0] if node.kind_id in g.GENERIC_TYPE else node
        if place and base.kind_id in g.TYPE_IDENTIFIER:
            if base is not node:
                self.children(node.children[-1])
            path = self.member(place, self.text(base))
            return path, self.instance(path)
        return self.type_parts(node)

    def anonymous_class(self, body: Node, path: int, value: int) -> None:
        raise NotImplementedError

    def explicit_call(self, node: Node) -> int:
        """``this(...)`` or ``super(...)``."""
        arguments = node.child_by_field_name("arguments")
        which = node.child_by_field_name("constructor")
        if arguments is None or which is None:
            return self.children(node)
        for child in node.children:
            if child.is_named and child.kind_id not in g.ARGUMENT_LIST:
                self._before_type(child)
        scope = self.scope.outer
        if scope is None:
            return self.children(arguments)
        place = scope.base if which.kind_id in g.SUPER else scope.own
        if place:
            self.call(place, CONSTRUCTED, arguments, which)
        else:
            self.children(arguments)
        return 0

    # -- functions ----------------------------------------------------------------------------------------

    def lambda_(self, node: Node, target: int = 0) -> int:
        """A lambda where a value of a functional type is wanted; its own value tells what it returns."""
        mark = len(self.undo)
        parameters, body = node.child_by_field_id(g.PARAMETER_LIST), node.child_by_field_id(g.BODY)
        if parameters is not None:
            self._lambda_parameters(parameters, target)
        outer, self.returns = self.returns, []
        result = 0
        if body is not None:
            result = self.visit(body)
            if body.kind_id in g.BLOCK:
                result = next(filter(None, self.returns), 0)
        self.returns = outer
        self.restore(mark)
        return self.node(CALLABLE, result)

    def _lambda_parameters(self, node: Node, target: int) -> None:
        if node.kind_id in g.IDENTIFIER:
            self.bind(self.text(node), self.unnamed(target, FUNCTIONAL_MARK, 0))
        elif node.kind_id in g.INFERRED_PARAMETERS:
            names = [one for one in node.named_children if one.kind_id in g.IDENTIFIER]
            for index, one in enumerate(names):
                self.bind(self.text(one), self.unnamed(target, FUNCTIONAL_MARK, index))
        else:
            formals = [
                one for one in node.named_children if one.kind_id in g.FORMAL or one.kind_id in g.SPREAD
            ]
            for index, one in enumerate(formals):
                name, value, _ = self.parameter(one)
                self.bind(name, value or self.unnamed(target, FUNCTIONAL_MARK, index))

    def parameter(self, node: Node) -> tuple[bytes, int, bool]:
        """Name, value and whether it takes all remaining arguments, of one parameter."""
        name, value, dimensions = b"", 0, None
        spread = node.kind_id in g.SPREAD
        for child in node.children:
            kind = child.kind_id
            if kind in g.TYPES:
                value = self.type_value(child)
            elif kind in g.IDENTIFIER:
                name = self.text(child)
            elif kind in g.DECLARATOR:
                name = self.text(child.children[0])
            elif kind in g.DIMENSIONS:
                dimensions = child
            elif kind in g.MODIFIERS or kind in g.ANNOTATIONS:
                self.visit(child)
        value = self.array(value, dimensions)
        return name, self.node(CONTAINER, value) if spread else value, spread

    def method_reference(self, node: Node) -> int:
        parts = [one for one in node.children if one.is_named and one.kind_id not in g.COMMENTS]
        if not parts:
            return 0
        first = parts[0]
        if node.children[-1].kind_id == g.NEW:
            path, value = self.type_parts(first)
            if not path:
                return self.node(CALLABLE, value)
            self.mention(self._any(path, CONSTRUCTED), CALLS, first)
            return self.node(CALLABLE, value)
        place = self.type_parts(first)[0] if first.kind_id in g.TYPES else self.visit(first)
        if len(parts) < 2 or not place:
            return 0
        path = self._any(place, self.text(parts[-1]))
        self.mention(path, CALLS, parts[-1])
        return self.node(CALLABLE, self.called(path))

    def _any(self, place: int, name: bytes) -> int:
        """A method of any number of parameters."""
        return self.node(METHOD, self.node(CALLABLE, place), self.paths.name(name))

    # -- operators and literals ---------------------------------------------------------------------------

    def parenthesized(self, node: Node) -> int:
        value = 0
        for child in node.named_children:
            value = self.visit(child) or value
        return value

    def binary(self, node: Node) -> int:
        """Long sums lean to the left: their operands are visited without going deeper."""
        rights: list[tuple[Node, int]] = []
        while node.kind_id in g.BINARY:
            parts = node.children
            if len(parts) != 3:
                parts = [one for one in parts if one.kind_id not in g.COMMENTS]
            if len(parts) < 3:
                break
            rights.append((parts[-1], parts[1].kind_id))
            node = parts[0]
        value = self.visit(node)
        for right, operator in reversed(rights):
            value = self._operated(value, operator, self.visit(right))
        return value

    def _operated(self, left: int, operator: int, right: int) -> int:
        if operator in g.COMPARISONS:
            return self.value_of(b"boolean")
        string = self.value_of(_STRING)
        if operator == g.PLUS and string in (left, right):
            return string
        return left if left == right else 0

    def unary(self, node: Node) -> int:
        parts = node.children
        value = self.visit(parts[-1])
        return self.value_of(b"boolean") if parts[0].kind_id == g.NOT else value

    def update(self, node: Node) -> int:
        return self.children(node)

    def ternary(self, node: Node) -> int:
        condition = node.child_by_field_id(g.CONDITION)
        first, second = node.child_by_field_id(g.CONSEQUENCE), node.child_by_field_id(g.ALTERNATIVE)
        if condition is not None:
            self.visit(condition)
        value = self.visit(first) if first is not None else 0
        other = self.visit(second) if second is not None else 0
        return value or other

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        value = self.visit(left) if left is not None else 0
        if right is not None:
            self.visit_as(right, value)
        return value

    def cast(self, node: Node) -> int:
        types = [self.type_value(one) for one in node.children if one.kind_id in g.TYPES]
        value = types[0] if types else 0
        self.visit_as(node.children[-1], value)
        return value

    def instance_of(self, node: Node) -> int:
        value = 0
        for child in node.children[1:]:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.IDENTIFIER:
                self.bind(self.text(child), value)
            else:
                self.visit(child)
        return self.value_of(b"boolean")

    def tested(self, node: Node) -> int:
        """``value instanceof ...``: the value first, then what it is tested for."""
        self.visit(node.children[0])
        return self.instance_of(node)

    def type_pattern(self, node: Node) -> int:
        """``Type name`` in a pattern."""
        value = 0
        for child in node.children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.IDENTIFIER:
                self.bind(self.text(child), value)
        return 0

    def record_pattern(self, node: Node) -> int:
        """``Type(...)``: the type of a component that is not told is that of the record's field."""
        for child in node.children:
            if child.kind_id in g.RECORD_PATTERN_BODY:
                self.children(child)
            elif child.is_named:
                self.type_parts(child)
        return 0

    def array_access(self, node: Node) -> int:
        parts = node.named_children
        value = self.visit(parts[0]) if parts else 0
        for part in parts[1:]:
            self.visit(part)
        return self.node(ITEM, value) if value else 0

    def array_creation(self, node: Node) -> int:
        value = 0
        for child in node.children:
            kind = child.kind_id
            if kind in g.TYPES:
                value = self.type_value(child)
            elif kind in g.DIMENSIONS:
                value = self.array(value, child)
            elif kind in g.DIMENSION_EXPRESSIONS:
                self.visit(child)
                value = self.node(CONTAINER, value)
            elif child.is_named:
                self.visit(child)
        return value

    def class_literal(self, node: Node) -> int:
        value = self.type_value(node.children[0])
        return self.node(APPLY, self.builtin(b"java.lang.Class"), value) if value else 0

    def string(self, node: Node) -> int:
        if node.child_count > 3 and b"\\{" in self.text(node):
            for child in node.named_children:
                if child.kind_id in g.INTERPOLATION:
                    self.children(child)
        return self._values.get(_STRING) or self.value_of(_STRING)

    def integer(self, node: Node) -> int:
        long = self.source[node.end_byte - 1] in b"lL"
        return self.value_of(b"long" if long else b"int")

    def real(self, node: Node) -> int:
        short = self.source[node.end_byte - 1] in b"fF"
        return self.value_of(b"float" if short else b"double")

    def boolean(self, node: Node) -> int:
        return self.value_of(b"boolean")

    def character(self, node: Node) -> int:
        return self.value_of(b"char")

    # -- annotations --------------------------------------------------------------------------------------

    def annotation(self, node: Node) -> int:
        """An annotation is a use of its type; of its elements only the values are visited."""
        for child in node.children:
            if child.kind_id in g.ANNOTATION_ARGUMENTS:
                self._annotation_values(child)
            elif child.is_named and child.kind_id not in g.COMMENTS:
                self.type_parts(child)
        return 0

    def _annotation_values(self, node: Node) -> None:
        for child in node.named_children:
            if child.kind_id in g.ELEMENT_PAIR:
                self.visit(child.children[-1])
            else:
                self.visit(child)


def _by_kind() -> dict[int, Callable[[ExpressionWalker, Node], int]]:
    walker = ExpressionWalker
    table = {
        "identifier": walker.identifier,
        "this": walker.this,
        "super": walker.super_,
        "field_access": walker.field_access,
        "method_invocation": walker.invocation,
        "object_creation_expression": walker.creation,
        "explicit_constructor_invocation": walker.explicit_call,
        "lambda_expression": walker.lambda_,
        "method_reference": walker.method_reference,
        "parenthesized_expression": walker.parenthesized,
        "binary_expression": walker.binary,
        "unary_expression": walker.unary,
        "update_expression": walker.update,
        "ternary_expression": walker.ternary,
        "assignment_expression": walker.assignment,
        "cast_expression": walker.cast,
        "instanceof_expression": walker.tested,
        "type_pattern": walker.type_pattern,
        "record_pattern_component": walker.type_pattern,
        "record_pattern": walker.record_pattern,
        "array_access": walker.array_access,
        "array_creation_expression": walker.array_creation,
        "class_literal": walker.class_literal,
        "string_literal": walker.string,
        "decimal_integer_literal": walker.integer,
        "hex_integer_literal": walker.integer,
        "octal_integer_literal": walker.integer,
        "binary_integer_literal": walker.integer,
        "decimal_floating_point_literal": walker.real,
        "hex_floating_point_literal": walker.real,
        "true": walker.boolean,
        "false": walker.boolean,
        "character_literal": walker.character,
        "annotation": walker.annotation,
        "marker_annotation": walker.annotation,
    }
    plain = (
        "array_initializer", "element_value_array_initializer", "dimensions_expr", "argument_list",
        "template_expression", "string_interpolation", "pattern", "guard", "modifiers",
        "record_pattern_body",
    )  # fmt: skip
    handlers: dict[int, Callable[[ExpressionWalker, Node], int]] = {g.ERROR: walker.children}
    for name in plain:
        handlers.update(dict.fromkeys(g.kinds(name), walker.children))
    for name, handler in table.items():
        handlers.update(dict.fromkeys(g.kinds(name), handler))
    for number in g.TYPES:
        handlers[number] = lambda self, node: self.type_parts(node)[0]
    return handlers


HANDLERS = _by_kind()
LEAVES = {kind: HANDLERS[kind] for kind in g.LEAVES}
"""Handlers of what nothing stands in that would count as nesting."""
