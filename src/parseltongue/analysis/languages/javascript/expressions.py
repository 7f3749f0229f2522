"""Walks JavaScript expressions: every handler takes a node and returns the path of its value (0: unknown).

Mentions are recorded on the way. No handler looks at a node's parent, and text is cut from the source bytes.
"""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.annotations import TypeWalker
from parseltongue.analysis.languages.javascript.bindings import MAX_SCOPES
from parseltongue.analysis.languages.javascript.scopes import Scope
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.kinds import CALLS, IMPORTS, USES
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    CALLABLE,
    CONTAINER,
    ENTER,
    IMPORT,
    INSTANCE,
    ITEM,
    ITER,
    LOCAL,
    MAPPING,
    PAIR,
    SUPER,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

    Context = Callable[[bytes], int]
    """The value of a parameter of a function literal, by its number or ``this``, as its place tells."""

RESULT = b"</"
"""Under this a function tells which of its type parameters it gives: in what, and its number (`chosen`)."""
ITSELF = b"T"
"""What it gives it in, if in nothing."""
MAX_ARGUMENTS = 3
"""Type arguments of a call that may tell what it gives."""
GUARD = b"is/"
"""Under this name a function tells what its type predicate promises."""
WHOLE = b"="
"""Name of what a module gives to `require`: what it exports as a whole, else itself."""
MAX_NARROWING = 20
"""Nested conditions that tests of types are looked for in."""


class ExpressionWalker(TypeWalker):
    """Handlers of expressions."""

    __slots__ = ()

    def expression(self, node: Node) -> int:
        handler = EXPRESSIONS[self.kinds[node.kind_id]]
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

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        kinds = self.kinds
        for child in node.children:
            if EXPRESSIONS[kinds[child.kind_id]] is not None:
                self.expression(child)
        return 0

    def last(self, node: Node) -> int:
        """The value of the last expression in a node."""
        value = 0
        for child in node.children:
            if EXPRESSIONS[self.kinds[child.kind_id]] is not None:
                value = self.expression(child)
        return value

    # -- names and members ----------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        return self.name_use(node)

    def this(self, node: Node) -> int:
        return self.scope.frame.this

    def super_(self, node: Node) -> int:
        owner = self.scope.frame.owner
        return self.node(SUPER, self.node(LOCAL, owner.ordinal)) if owner is not None else 0

    def member(self, node: Node, kind: int = USES) -> int:
        children = node.children
        scope = self._receiver(children[0])
        last = children[-1]
        start = last.start_byte
        path = self.paths.attribute(scope, self.source[start : last.end_byte])
        self.mentions.append((path, kind, start, self.source_entity))
        return path

    def subscript(self, node: Node) -> int:
        children = node.children
        value = self.expression(children[0])
        for child in children[1:]:
            self.expression(child)
        return self.node(ITEM, value) if value else 0

    # -- calls ----------------------------------------------------------------------------------------------

    def callee(self, node: Node, kind: int = CALLS) -> int:
        """Path of what is called, mentioned as such."""
        own = self.kinds[node.kind_id]
        if own == g.IDENTIFIER:
            return self.name_use(node, kind)
        if own == g.MEMBER:
            return self.member(node, kind)
        if own == g.NON_NULL or own == g.PARENTHESIZED:
            inner = [one for one in node.children if EXPRESSIONS[self.kind(one)] is not None]
            if len(inner) == 1 and self.depth < MAX_DEPTH:
                self.depth += 1
                path = self.callee(inner[0], kind)
                self.depth -= 1
                return path
        return self.expression(node)

    def call(self, node: Node) -> int:
        function = node.children[0]
        if self.kinds[function.kind_id] not in _LOOSE:
            return self._call(node, function)
        value = self._call(node, self._last_operand(function))
        awaited = value and self.kinds[function.kind_id] == g.AWAIT
        return self.node(ENTER, value) if awaited else 0

    def _last_operand(self, node: Node) -> Node:
        """The last operand of a node, what is before it visited.

        A sign behind an operand, or type arguments, belong to it alone: ``a - x!``, ``await f<T>()``; the
        grammar gives them to all before it.
        """
        for _ in range(MAX_DEPTH):
            if self.kinds[node.kind_id] not in _LOOSE or not node.child_count:
                break
            for child in node.children[:-1]:
                self.expression(child)
            node = node.children[-1]
        return node

    def _receiver(self, node: Node) -> int:
        """The value that a member is taken of; in ``await f<T>().x`` all of that is awaited."""
        if self.kinds[node.kind_id] == g.CALL and self.kinds[node.children[0].kind_id] in _LOOSE:
            return self._call(node, self._last_operand(node.children[0]))
        return self.expression(node)

    def _call(self, node: Node, function: Node) -> int:
        """The value of a call of a function, the first child of the node or the last operand in that."""
        children = node.children
        kind = self.kinds[function.kind_id]
        if kind == g.IMPORT or (kind == g.IDENTIFIER and self.text(function) == b"require"):
            module = self.imported_module(node)
            if module:
                return self.promise(module) if kind == g.IMPORT else module
        if kind == g.SUPER:
            self._call_parts(children[1:], 0)
            return 0
        path = self.callee(function)
        return self._applied_call(path, self._call_parts(children[1:], path))

    def _applied_call(self, path: int, arguments: list[int]) -> int:
        """The value of a call with such type arguments: of one of them, if the function says so."""
        value = self.called(path)
        if not any(arguments) or not self.told(path):
            return value
        given = 0
        for one in reversed(arguments[:MAX_ARGUMENTS]):
            given = self.node(MAPPING, one, given)
        chosen = self.node(APPLY, self.paths.attribute(path, RESULT), given)
        return self.either(chosen, value) or value

    def imported_module(self, node: Node) -> int:
        """Path of the module that ``import("m")`` or ``require("m")`` names; 0 if it is not that."""
        arguments = [one for one in node.children[-1].children if self.kind(one)]
        required = self.kind(node.children[0]) != g.IMPORT
        if len(arguments) != 1 or self.kind(arguments[0]) != g.STRING:
            return 0
        if required and self.is_bound(b"require"):
            return 0
        self.literal(arguments[0])
        path = self.module_path(arguments[0])
        self.mention(path, IMPORTS, arguments[0])
        return self.paths.attribute(path, WHOLE) if required else path

    def module_path(self, node: Node) -> int:
        """Path of the module that a string names."""
        return self.node(IMPORT, 0, self.paths.name(self.text(node).strip(b"\"'")))

    def _call_parts(self, parts: list[Node], callee: int) -> list[int]:
        """Visit what is given to a call; the values of its type arguments."""
        kinds = self.kinds
        types: list[int] = []
        for part in parts:
            kind = kinds[part.kind_id]
            if kind == g.ARGUMENTS:
                self.arguments(part, callee)
            elif kind == g.TYPE_ARGUMENTS:
                types = self.type_arguments(part)
            elif kind == g.TEMPLATE:
                self.expression(part)
        return types

    def arguments(self, node: Node, callee: int) -> None:
        """Visit arguments; what is known of a callee's parameter goes to a function that stands there."""
        kinds = self.kinds
        index = 0
        for child in node.children:
            kind = kinds[child.kind_id]
            if kind in g.MAY_HOLD_FUNCTIONS:
                self.expected(child, self._context(callee, index))
            elif kind == g.OBJECT and self.told(callee):
                self.object_literal(child, None, self.paths.attribute(callee, b"%d/" % index))
            elif EXPRESSIONS[kind] is not None:
                self.expression(child)
            else:
                continue
            index += 1

    def _context(self, callee: int, index: int) -> Context | None:
        if not self.told(callee):
            return None
        return lambda parameter: self.paths.attribute(callee, b"%d/%s" % (index, parameter))

    def expected(self, node: Node, context: Context | None) -> int:
        """The value of an expression from which something is known to be expected."""
        kind = self.kinds[node.kind_id]
        if kind in g.FUNCTIONS:
            return self.function_value(node, None, context)
        if context is None or self.depth > MAX_DEPTH:
            return self.expression(node)
        self.depth += 1
        value = 0
        if kind == g.PARENTHESIZED:
            for child in node.children:
                value = self.expected(child, context) or value
        elif kind == g.TERNARY:
            value = self.ternary(node, context)
        else:
            value = self.expression(node)
        self.depth -= 1
        return value

    def new(self, node: Node) -> int:
        children = node.children
        constructor = children[1]
        path = self.callee(constructor)
        made = self.constructed(constructor, path)
        self._call_parts(children[2:], made)
        return self.node(INSTANCE, made) if made else 0

    def constructed(self, node: Node, path: int) -> int:
        """The type that ``new X`` makes, where X can be a value and a type at once."""
        kind = self.kind(node)
        if kind == g.IDENTIFIER:
            text = self.text(node)
            bound = self.find_type(text)
            known = bound < 0 and bound != -self.global_path(text) and self.find(text) < 0
            return -bound if known else path
        operation, scope, name = self.steps[path]
        if kind != g.MEMBER or operation != ATTR or self.kind(node.children[0]) != g.IDENTIFIER:
            return path
        imported = self.find(self.text(node.children[0])) < 0
        return self.member_type(scope, self.paths.names[name]) if imported else path

    def decorator(self, node: Node) -> int:
        """What decorates is used, also where it is called to make the decorator."""
        for child in node.children:
            if self.kind(child) == g.CALL:
                path = self.callee(child.children[0], USES)
                self._call_parts(child.children[1:], path)
            else:
                self.expression(child)
        return 0

    # -- operators ------------------------------------------------------------------------------------------

    def binary(self, node: Node) -> int:
        left, operator, right = _operands(node)
        if left is None or operator is None or right is None:
            return self.children(node)
        sign = self.kinds[operator.kind_id]
        first = self.expression(left)
        if sign == g.AND:
            outer = self.scope
            self.narrowed(self.narrow(left))
            second = self.expression(right)
            self.scope = outer
            return second
        second = self.expression(right)
        return self.either(first, second) if sign in (g.OR, g.NULLISH) else 0

    def ternary(self, node: Node, context: Context | None = None) -> int:
        parts = [one for one in node.children if self.kind(one) and self.kind(one) != g.COMMENT]
        if len(parts) != 3:
            return self.children(node)
        self.expression(parts[0])
        outer = self.scope
        self.narrowed(self.narrow(parts[0]))
        first = self.expected(parts[1], context)
        self.scope = outer
        return self.either(first, self.expected(parts[2], context))

    def non_null(self, node: Node) -> int:
        """``x!``"""
        return self.expression(self._last_operand(node.children[0]))

    def await_(self, node: Node) -> int:
        value = self.last(node)
        return self.node(ENTER, value) if value else 0

    def yield_(self, node: Node) -> int:
        self.scope.frame.generator = True
        value = self.last(node)
        if value:
            self.scope.frame.returns.append(value)
        return 0

    def cast(self, node: Node) -> int:
        """``x as T``, ``x satisfies T``."""
        children = node.children
        value = self.expression(children[0])
        last = children[-1]
        if self.kind(last) == g.CONST or len(children) < 3:
            return value
        return self.annotation(last)

    def assertion(self, node: Node) -> int:
        """``<T>x``."""
        children = node.children
        value = self.inner(children[0])
        self.expression(children[-1])
        return value

    def instantiation(self, node: Node) -> int:
        children = node.children
        value = self.expression(children[0])
        for child in children[1:]:
            self.inner(child)
        return value

    # -- literals -------------------------------------------------------------------------------------------

    def string(self, node: Node) -> int:
        self.literal(node)
        return self.builtin_value(b"String")

    def template(self, node: Node) -> int:
        self.literal(node)
        for child in node.children:
            if self.kind(child) == g.SUBSTITUTION:
                self.children(child)
        return self.builtin_value(b"String")

    def number(self, node: Node) -> int:
        return self.builtin_value(b"Number")

    def regex(self, node: Node) -> int:
        self.literal(node)
        return self.builtin_value(b"RegExp")

    def boolean(self, node: Node) -> int:
        return self.builtin_value(b"Boolean")

    def array(self, node: Node) -> int:
        """An array: its elements are taken to be like the first."""
        values = [
            self.expression(child)
            for child in node.children
            if EXPRESSIONS[self.kinds[child.kind_id]] is not None
        ]
        if len(values) == 2 and values[0] != values[1]:
            return self.node(PAIR, values[0], values[1])
        return self.node(CONTAINER, next(filter(None, values), 0))

    def spread(self, node: Node) -> int:
        value = self.last(node)
        return self.node(ITER, value) if value else 0

    def shorthand(self, node: Node) -> int:
        return self.name_use(node)

    def pair(self, node: Node) -> int:
        """A property of an object literal that belongs to nothing with a name."""
        children = node.children
        if self.kind(children[0]) == g.COMPUTED:
            self.children(children[0])
        return self.expression(children[-1])

    # -- JSX ------------------------------------------------------------------------------------------------

    def jsx_opening(self, node: Node) -> int:
        """A component is called; names in lower case are elements of the page."""
        name = node.child_by_field_name("name")
        if name is not None:
            kind = self.kind(name)
            if kind == g.MEMBER or (kind == g.IDENTIFIER and not self.text(name)[:1].islower()):
                self.callee(name)
        for child in node.children:
            if name is None or child.start_byte != name.start_byte:
                self.expression(child)
        return 0

    # -- narrowing ------------------------------------------------------------------------------------------

    def narrow(self, condition: Node, nested: int = 0) -> list[tuple[bytes, int]]:
        """What holds where a condition is true: (name, path of its value)."""
        kind = self.kinds[condition.kind_id]
        if nested > MAX_NARROWING:
            return []
        if kind == g.PARENTHESIZED and condition.child_count == 3:
            return self.narrow(condition.children[1], nested + 1)
        if kind == g.CALL:
            return self._guarded(condition)
        if kind != g.BINARY:
            return []
        left, operator, right = _operands(condition)
        if left is None or operator is None or right is None:
            return []
        sign = self.kinds[operator.kind_id]
        if sign == g.AND:
            return self.narrow(left, nested + 1) + self.narrow(right, nested + 1)
        if sign == g.INSTANCEOF and self.kind(left) == g.IDENTIFIER:
            path = self.constructed(right, self.quietly(right))
            return [(self.text(left), self.node(INSTANCE, path))] if path else []
        return []

    def _guarded(self, call: Node) -> list[tuple[bytes, int]]:
        """``isFoo(x)``: what the type predicate of the function says, if it has one."""
        arguments = [one for one in call.children[-1].children if self.kind(one)]
        if len(arguments) != 1 or self.kind(arguments[0]) != g.IDENTIFIER:
            return []
        if self.kind(call.children[0]) not in (g.IDENTIFIER, g.MEMBER):
            return []
        path = self.quietly(call.children[0])
        name = self.text(arguments[0])
        bound = self.find(name)
        if bound < 0 or not self.told(path):
            return []
        guard = self.paths.attribute(path, GUARD)
        return [(name, self.either(guard, bound if self.told(bound) else 0))]

    def quietly(self, node: Node) -> int:
        """Value of an expression that has been visited before: nothing is mentioned again."""
        before = len(self.mentions)
        value = self.expression(node)
        del self.mentions[before:]
        return value

    def narrowed(self, known: list[tuple[bytes, int]]) -> None:
        """Open a scope in which local names have these values; the caller closes it."""
        known = [(name, path) for name, path in known if self.find(name) > 0]
        if known and self.scope.depth < MAX_SCOPES:
            self.open_scope()
            self.scope.names.update(known)

    def open_scope(self) -> None:
        self.scope = Scope(self.scope, self.scope.frame)

    # -- provided by the other parts of the walker ------------------------------------------------------

    def function_value(self, node: Node, draft: EntityDraft | None, context: Context | None) -> int:
        raise NotImplementedError

    def function_literal(self, node: Node) -> int:
        return self.function_value(node, None, None)

    def class_expression(self, node: Node) -> int:
        raise NotImplementedError

    def object_literal(self, node: Node, owner: EntityDraft | None = None, type_: int = 0) -> int:
        raise NotImplementedError

    def assignment(self, node: Node) -> int:
        raise NotImplementedError


_LOOSE = g.kinds("binary_expression", "unary_expression", "await_expression")
"""What a sign behind an operand binds more tightly than."""


def _operands(node: Node) -> tuple[Node | None, Node | None, Node | None]:
    """Left side, operator and right side."""
    children = node.children
    if len(children) == 3:
        return children[0], children[1], children[2]
    field = node.child_by_field_name
    return field("left"), field("operator"), field("right")


def callable_of(walker: ExpressionWalker, value: int) -> int:
    """The value of a function that gives a value."""
    return walker.node(CALLABLE, value) if value else 0


def _by_kind() -> list[Callable[[ExpressionWalker, Node], int] | None]:
    walker = ExpressionWalker
    table: dict[str, Callable[[ExpressionWalker, Node], int]] = {
        "identifier": walker.identifier,
        "this": walker.this,
        "super": walker.super_,
        "member_expression": walker.member,
        "subscript_expression": walker.subscript,
        "call_expression": walker.call,
        "new_expression": walker.new,
        "decorator": walker.decorator,
        "binary_expression": walker.binary,
        "ternary_expression": walker.ternary,
        "await_expression": walker.await_,
        "yield_expression": walker.yield_,
        "as_expression": walker.cast,
        "satisfies_expression": walker.cast,
        "type_assertion": walker.assertion,
        "instantiation_expression": walker.instantiation,
        "string": walker.string,
        "template_string": walker.template,
        "number": walker.number,
        "regex": walker.regex,
        "true": walker.boolean,
        "false": walker.boolean,
        "array": walker.array,
        "spread_element": walker.spread,
        "shorthand_property_identifier": walker.shorthand,
        "pair": walker.pair,
        "object": lambda self, node: self.object_literal(node),
        "assignment_expression": lambda self, node: self.assignment(node),
        "class": lambda self, node: self.class_expression(node),
        "parenthesized_expression": walker.last,
        "sequence_expression": walker.last,
        "non_null_expression": walker.non_null,
        "jsx_opening_element": walker.jsx_opening,
        "jsx_self_closing_element": walker.jsx_opening,
    }
    plain = (
        "unary_expression", "update_expression", "augmented_assignment_expression", "computed_property_name",
        "template_substitution", "jsx_element", "jsx_expression", "jsx_attribute", "ERROR", "arguments",
        "null", "undefined", "meta_property",
    )  # fmt: skip
    handlers: list[Callable[[ExpressionWalker, Node], int] | None] = [None] * g.KIND_COUNT
    for name in plain:
        handlers[g.kind(name)] = walker.children
    for number in g.FUNCTIONS:
        handlers[number] = walker.function_literal
    for name, handler in table.items():
        handlers[g.kind(name)] = handler
    return handlers


EXPRESSIONS = _by_kind()
