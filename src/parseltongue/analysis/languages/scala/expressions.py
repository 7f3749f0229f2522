"""Walks Scala expressions, statements and patterns: handlers return the path of a value (0: unknown)."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.bindings import MAX_DEPTH, Bindings
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.model.kinds import CALLS
from parseltongue.model.paths import CALLABLE, FUNCTIONAL_MARK, ITER, PARAMETER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

CONSTRUCTED = CONSTRUCTOR_NAME.encode()
_THIS, _SUPER = b"this", b"super"
_CASTS = frozenset((b"asInstanceOf",))


class ExpressionWalker(Bindings):
    """Handlers of everything within definitions."""

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

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; the value is that of the last."""
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in g.COMMENTS:
                value = self.visit(child)
        return value

    def apart(self, node: Node) -> int:
        """Visit what stands in a node; its own value is unknown."""
        self.children(node)
        return 0

    def block(self, node: Node) -> int:
        """Statements in order; what they bind is forgotten at the end."""
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        value = self.children(node)
        self.scope = outer
        self.restore(mark)
        return value

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        name = self.name_of(node)
        known = self.local(name)
        if known is not None:
            return known
        if name == _THIS:
            return self.scope.this
        if name == _SUPER:
            return self.scope.parent
        own = self.local_function(name)
        if own:
            self.mention(own, CALLS, node)
            return self.called(own)
        return self.select(self.scope.inside, name, node)

    def wildcard(self, node: Node) -> int:
        return self.placeholder

    def selection(self, node: Node) -> int:
        value_node, name_node = node.child_by_field_id(g.VALUE_FIELD), node.child_by_field_id(g.FIELD)
        if value_node is None or name_node is None:
            return self.apart(node)
        name = self.name_of(name_node)
        if name == _THIS:
            return self._outer_this(value_node)
        return self.select(self.visit(value_node), name, name_node)

    def _outer_this(self, node: Node) -> int:
        label, scope = self.name_of(node), self.scope
        while scope.outer is not None:
            if scope.label == label:
                return scope.this
            scope = scope.outer
        return 0

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
            self._further_arguments(arguments)
            return value
        place, name, name_node = self._callee(function)
        if types is not None:
            self._type_arguments(types)
        if not name:
            value = place
            self._further_arguments(arguments)
            return value
        own = self.local_function(name) if function.kind_id in g.IDENTIFIER else 0
        if own:
            self.mention(own, CALLS, name_node)
            self._further_arguments(arguments)
            return self.called(own)
        values = self.arguments(place, name, arguments)
        path = self.method(place, values, name)
        self.mention(path, CALLS, name_node)
        return self.called(path)

    def _callee(self, node: Node) -> tuple[int, bytes, Node]:
        """The place and name of what is called; without a name the value of something else."""
        if node.kind_id in g.IDENTIFIER:
            name = self.name_of(node)
            if name == _THIS:
                return self._own_class(), CONSTRUCTED, node
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

    def _type_arguments(self, node: Node) -> list[int]:
        return [
            self.type_value(one)
            for child in node.children
            if child.kind_id in g.TYPE_ARGUMENTS
            for one in child.named_children
            if one.kind_id in g.TYPES
        ]

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
        value = self._cases(node, self.placeholder) if node.kind_id in g.CASE_BLOCK else self._argument(node)
        self.placeholder = before
        return self.node(CALLABLE, value) if _has_placeholder(node) else value

    def _further_arguments(self, node: Node | None) -> None:
        if node is None:
            return
        for one in node.named_children if node.kind_id in g.ARGUMENTS else (node,):
            if one.kind_id not in g.COMMENTS:
                self._argument(one)

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

    def new(self, node: Node) -> int:
        """``new Type(...) { ... }``."""
        path = value = 0
        arguments: list[Node] = []
        body = type_node = None
        for child in node.named_children:
            kind = child.kind_id
            if kind in g.TYPES and not path:
                type_node = child
                path, value = self.type_parts(child)
            elif kind in g.ARGUMENTS:
                arguments.append(child)
            elif kind in g.BODIES:
                body = child
            else:
                self.visit(child)
        if path and type_node is not None:
            self.construct(path, arguments[0] if arguments else None, type_node)
        for one in arguments[1:]:
            self._further_arguments(one)
        if body is not None:
            self.nameless(body, path, value)
        return value

    def construct(self, path: int, arguments: Node | None, node: Node) -> None:
        """Mention a call of a constructor."""
        values = self.arguments(path, CONSTRUCTED, arguments)
        self.mention(self.method(path, values, CONSTRUCTED), CALLS, node)

    def nameless(self, body: Node, path: int, value: int) -> None:
        raise NotImplementedError

    def infix(self, node: Node) -> int:
        """``a name b`` is ``a.name(b)``; those that are no words are taken for operators."""
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        operator = node.child_by_field_id(g.OPERATOR)
        if left is None or right is None or operator is None:
            return self.apart(node)
        receiver = self.visit(left)
        name = self.name_of(operator)
        if not (name[:1].isalpha() or name[:1] == b"_"):
            self.visit(right)
            return 0
        path = self.method(receiver, [self._argument(right)], name)
        self.mention(path, CALLS, operator)
        return self.called(path)

    # -- functions, branches, loops -----------------------------------------------------------------------

    def lambda_(self, node: Node, target: int = 0) -> int:
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        parts = node.children
        arrow = next((at for at, one in enumerate(parts) if one.kind_id in g.ARROW), 0)
        index = 0
        for part in parts[:arrow]:
            for one in part.named_children if part.kind_id in g.BINDINGS else (part,):
                if one.kind_id in g.BINDING or one.kind_id in g.IDENTIFIER:
                    self._lambda_parameter(one, self.unnamed(target, FUNCTIONAL_MARK, index))
                    index += 1
        value = 0
        for part in parts[arrow + 1 :]:
            if part.is_named and part.kind_id not in g.COMMENTS:
                value = self.visit(part)
        self.scope = outer
        self.restore(mark)
        return self.node(CALLABLE, value)

    def _lambda_parameter(self, node: Node, value: int) -> None:
        if node.kind_id in g.IDENTIFIER:
            self.bind(self.name_of(node), value)
            return
        name = node.child_by_field_id(g.NAME)
        type_node = node.child_by_field_id(g.TYPE)
        value = self.type_value(type_node) or value
        if name is not None:
            self.bind(self.name_of(name), value)

    def lambda_alone(self, node: Node) -> int:
        return self.lambda_(node)

    def if_(self, node: Node) -> int:
        values = [self.visit(one) for one in node.named_children if one.kind_id not in g.COMMENTS]
        known = set(values[1:])
        return known.pop() if len(values) == 3 and len(known) == 1 else 0

    def match(self, node: Node) -> int:
        subject, body = node.child_by_field_id(g.VALUE_FIELD), node.child_by_field_id(g.BODY)
        value = self.visit(subject) if subject is not None else 0
        return self._cases(body, value) if body is not None else 0

    def _cases(self, node: Node, value: int) -> int:
        values = {self._case(one, value) for one in node.named_children if one.kind_id in g.CASE_CLAUSE}
        return values.pop() if len(values) == 1 else 0

    def cases(self, node: Node) -> int:
        return self._cases(node, 0)

    def _case(self, node: Node, value: int) -> int:
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        result, behind = 0, False
        pattern = node.child_by_field_id(g.PATTERN)
        if pattern is not None:
            self.pattern(pattern, value)
        for child in node.children:
            if child.kind_id in g.ARROW:
                behind = True
            elif child.is_named and child.kind_id not in g.COMMENTS and (behind or child.kind_id in g.GUARD):
                result = self.visit(child)
        self.scope = outer
        self.restore(mark)
        return result

    def pattern(self, node: Node, value: int) -> None:
        """Bind what a pattern binds, mention the types and objects that it names."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        self._pattern(node, value)
        self.depth -= 1

    def _pattern(self, node: Node, value: int) -> None:
        kind = node.kind_id
        if kind in g.IDENTIFIER:
            name = self.name_of(node)
            if name[:1].islower() and self.source[node.start_byte] != _BACK_TICK:
                self.bind(name, value)
            else:
                self.visit(node)
        elif kind in g.TYPED_PATTERN:
            told = self.type_value(node.child_by_field_id(g.TYPE))
            inner = node.child_by_field_id(g.PATTERN)
            if inner is not None:
                self.pattern(inner, told)
        elif kind in g.CAPTURE_PATTERN:
            parts = node.named_children
            self.bind(self.name_of(parts[0]), value)
            for one in parts[1:]:
                self.pattern(one, value)
        elif kind in g.CLASS_PATTERN:
            type_node = node.child_by_field_id(g.TYPE)
            if type_node is not None:
                self.type_parts(type_node)
            for one in node.children_by_field_id(g.PATTERN):
                if one.is_named:
                    self.pattern(one, 0)
        elif kind in g.SELECTION or kind in g.SCOPED_TYPE:
            self.visit(node)
        else:
            for one in node.named_children:
                self.pattern(one, 0)

    def for_(self, node: Node) -> int:
        mark, outer = len(self.undo), self.scope
        self.scope = Scope(outer)
        for child in node.named_children:
            if child.kind_id in g.ENUMERATORS:
                for one in child.named_children:
                    self._enumerator(one)
            elif child.kind_id not in g.COMMENTS:
                self.visit(child)
        self.scope = outer
        self.restore(mark)
        return 0

    def _enumerator(self, node: Node) -> None:
        parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
        at = next((at for at, one in enumerate(parts) if one.kind_id in g.BINDERS), -1)
        if at < 1 or at + 1 >= len(parts):
            self.children(node)
            return
        value = self.visit(parts[at + 1])
        if parts[at].kind_id in g.BACK_ARROW:
            value = self.node(ITER, value) if value else 0
        self.pattern(parts[at - 1], value)
        for part in parts[at + 2 :]:
            self.visit(part)

    def assignment(self, node: Node) -> int:
        self.apart(node)
        return 0

    def type_expression(self, node: Node) -> int:
        return self.type_parts(node)[0]

    def ascription(self, node: Node) -> int:
        """``value: Type``."""
        value = 0
        for child in node.named_children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            else:
                self.visit(child)
        return value

    # -- literals and annotations -------------------------------------------------------------------------

    def string(self, node: Node) -> int:
        return self.value_of(b"java.lang.String")

    def interpolated(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id not in g.IDENTIFIER:
                self.children(child)
        return self.value_of(b"java.lang.String")

    def interpolation(self, node: Node) -> int:
        return self.apart(node)

    def integer(self, node: Node) -> int:
        return self.value_of(b"scala.Long" if self.source[node.end_byte - 1] in b"lL" else b"scala.Int")

    def boolean(self, node: Node) -> int:
        return self.value_of(b"scala.Boolean")

    def annotation(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.TYPES or child.kind_id in g.NAMES:
                self.type_parts(child)
            elif child.kind_id in g.ARGUMENTS:
                self._further_arguments(child)
        return 0


_BACK_TICK = ord("`")


def _has_placeholder(node: Node) -> bool:
    """Whether an argument is a function because of a ``_`` in it, as far as one looks from its left."""
    for _ in range(12):
        if node.kind_id in _WILDCARD:
            return True
        if node.kind_id not in _LEFTMOST or not node.child_count:
            return node.kind_id in g.CASE_BLOCK
        node = node.children[0]
    return False


_WILDCARD = g.kinds("wildcard")
_LEFTMOST = g.SELECTION | g.CALL | g.INFIX | g.GENERIC_CALL


def _by_kind() -> dict[int, Callable[[ExpressionWalker, Node], int]]:
    walker = ExpressionWalker
    table = {
        "identifier": walker.identifier,
        "wildcard": walker.wildcard,
        "field_expression": walker.selection,
        "call_expression": walker.call,
        "generic_function": walker.generic,
        "instance_expression": walker.new,
        "infix_expression": walker.infix,
        "lambda_expression": walker.lambda_alone,
        "if_expression": walker.if_,
        "match_expression": walker.match,
        "case_block": walker.cases,
        "indented_cases": walker.cases,
        "for_expression": walker.for_,
        "block": walker.block,
        "indented_block": walker.block,
        "assignment_expression": walker.assignment,
        "ascription_expression": walker.ascription,
        "string": walker.string,
        "interpolated_string_expression": walker.interpolated,
        "interpolated_string": walker.apart,
        "interpolation": walker.interpolation,
        "integer_literal": walker.integer,
        "boolean_literal": walker.boolean,
        "annotation": walker.annotation,
        "parenthesized_expression": walker.children,
        "try_expression": walker.apart,
        "catch_clause": walker.apart,
        "finally_clause": walker.apart,
        "while_expression": walker.apart,
        "do_while_expression": walker.apart,
        "return_expression": walker.apart,
        "throw_expression": walker.apart,
        "tuple_expression": walker.apart,
        "postfix_expression": walker.apart,
        "prefix_expression": walker.apart,
        "guard": walker.apart,
        "arguments": walker.apart,
        "modifiers": walker.apart,
        "colon_argument": walker.apart,
        "splice_expression": walker.apart,
        "quote_expression": walker.apart,
        "method_value": walker.apart,
    }
    handlers: dict[int, Callable[[ExpressionWalker, Node], int]] = {g.ERROR: walker.apart}
    for number in g.TYPES:
        handlers[number] = walker.type_expression
    for name, handler in table.items():
        handlers.update(dict.fromkeys(g.kinds(name), handler))
    return handlers


HANDLERS = _by_kind()
LEAVES = {kind: HANDLERS[kind] for kind in g.LEAVES}
"""Handlers of what nothing stands in that would count as nesting."""
