"""Walks Python expressions: every handler takes a node and returns the path of its value (0: unknown).

Mentions are recorded on the way. One rule keeps the hot path short: no handler looks at a node's parent,
and text is cut from the source bytes.
"""

from __future__ import annotations

from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.names import (
    BUILTIN_FUNCTION_VALUES, Wrapping,
)  # fmt: skip
from parseltongue.analysis.languages.python.scopes import MODULE, Scope
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    ATTR, BUILTIN, CALL, CONTAINER, EITHER, GLOBAL, INSTANCE, ITEM, ITER, LOCAL, MAPPING, PAIR, SUPER,
    UNKNOWN,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

MAX_DEPTH = 240
"""Nested nodes beyond this are not read; the file is flagged."""
MAX_NARROWING = 20
"""Nested conditions that `isinstance` tests are looked for in: each operand of a long ``and`` asks again."""


class ExpressionWalker:
    """State of the walk, names, and handlers of expressions."""

    __slots__ = (
        "_globals", "_literals", "builder", "cut", "depth", "elided", "node", "queue", "recording", "scope",
        "source", "source_entity", "weak",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        self.builder = builder
        self.source = builder.source
        self.node = builder.paths.node
        self.scope = Scope(MODULE, builder.entities[0], None, None)
        self.source_entity = 0
        """Provisional ordinal of the entity that mentions belong to."""
        self.queue: list[Callable[[], None]] = []
        self.depth = 0
        self.cut = False
        self.weak = 0
        self.recording = False
        self.elided: list[tuple[int, int, bytes]] = []
        self._globals: dict[bytes, int] = {}
        self._literals: dict[bytes, int] = {}

    # -- names ----------------------------------------------------------------------------------------

    def text(self, node: Node) -> bytes:
        return self.source[node.start_byte : node.end_byte]

    def global_path(self, name: bytes) -> int:
        path = self._globals.get(name)
        if path is None:
            path = self._globals[name] = self.node(GLOBAL, 0, self.builder.paths.name(name))
        return path

    def builtin_value(self, name: bytes) -> int:
        """The value of a literal: an instance of a builtin type."""
        path = self._literals.get(name)
        if path is None:
            root = self.node(BUILTIN, 0, self.builder.paths.name(name))
            path = self._literals[name] = self.node(INSTANCE, root)
        return path

    def attribute_path(self, scope: int, name: bytes) -> int:
        return self.node(ATTR, scope, self.builder.paths.name(name))

    def find(self, name: bytes) -> int:
        """What a name is bound to, in the encoding of `Scope.names`; module-level entities negative."""
        scope: Scope | None = self.scope
        bound = self.scope.names.get(name)
        while bound is None and scope is not None:
            scope.free.add(name)
            scope = scope.outer
            if scope is not None:
                bound = scope.names.get(name)
        if bound is None:
            return -self.global_path(name)
        if not bound:
            return self.node(UNKNOWN, 0, self.builder.paths.name(name))
        return bound

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local variable to a value; declared types stay."""
        scope = self.scope
        if name not in scope.declared and (path or name not in scope.names):
            scope.names[name] = path

    def mention(self, path: int, kind: int, node: Node) -> None:
        self.builder.mentions.append((path, kind, node.start_byte, self.source_entity))

    # -- expressions ----------------------------------------------------------------------------------

    def expression(self, node: Node) -> int:
        handler = EXPRESSIONS.get(node.kind_id)
        if handler is None:
            return 0
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        value = handler(self, node)
        self.depth -= 1
        return value

    def children(self, node: Node) -> int:
        """Visit everything below a node, in order; its own value is unknown."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        for child in node.children:
            handler = EXPRESSIONS.get(child.kind_id)
            if handler is not None:
                handler(self, child)
        self.depth -= 1
        return 0

    def identifier(self, node: Node) -> int:
        path = self.find(self.source[node.start_byte : node.end_byte])
        if path < 0:
            path = -path
            self.builder.mentions.append((path, USES, node.start_byte, self.source_entity))
        return path

    def attribute(self, node: Node) -> int:
        path, name = self._attribute(node)
        if self.builder.paths.operations[path] == ATTR:
            self.builder.mentions.append((path, USES, name.start_byte, self.source_entity))
        return path

    def _attribute(self, node: Node) -> tuple[int, Node]:
        """Path of an attribute expression, its object visited, the attribute itself not yet mentioned."""
        parts = node.children
        name = parts[-1]
        scope = self.expression(parts[0])
        text = self.source[name.start_byte : name.end_byte]
        if text == b"__class__" and self.builder.paths.operations[scope] == INSTANCE:
            return self.builder.paths.first[scope], name
        return self.attribute_path(scope, text), name

    def call(self, node: Node) -> int:
        parts = node.children
        function, arguments = parts[0], parts[-1]
        kind = function.kind_id
        name = b""
        if kind == g.IDENTIFIER:
            name = self.source[function.start_byte : function.end_byte]
            path = self.find(name)
            if path < 0:
                path = -path
                self.builder.mentions.append((path, CALLS, function.start_byte, self.source_entity))
            else:
                name = b""
        elif kind == g.ATTRIBUTE:
            path, attribute = self._attribute(function)
            self.builder.mentions.append((path, CALLS, attribute.start_byte, self.source_entity))
            name = self.source[attribute.start_byte : attribute.end_byte]
            if name not in (b"cast", b"copy", b"deepcopy"):
                name = b""
        else:
            path = self.expression(function)
        special = BUILTIN_FUNCTION_VALUES.get(name) if name else None
        if special is None:
            self.children(arguments)
            return self.node(CALL, path) if path else 0
        return self._special_call(special, path, arguments)

    def _special_call(self, special: int, path: int, arguments: Node) -> int:
        """Calls of builtins whose value follows from their arguments."""
        nodes = [one for one in arguments.children if one.is_named and one.kind_id != g.COMMENT]
        if special == Wrapping.CAST and len(nodes) == 2:
            value = self.annotation(nodes[0])
            self.expression(nodes[1])
            return value
        values = [self.expression(one) for one in nodes]
        if special == Wrapping.SUPER:
            return self._super(values)
        if not values or not values[0]:
            return self.node(CALL, path)
        value = values[0]
        if special == Wrapping.SAME:
            return value
        if special == Wrapping.CLASS_OF:
            return self.builder.paths.first[value] if self.builder.paths.operations[value] == INSTANCE else 0
        element = self.node(ITER, value)
        if special == Wrapping.ELEMENT:
            return element
        if special == Wrapping.COLLECT:
            return self.node(CONTAINER, element)
        if special == Wrapping.ENUMERATE:
            return self.node(CONTAINER, self.node(PAIR, 0, element))
        second = self.node(ITER, values[1]) if len(values) > 1 and values[1] else 0
        return self.node(CONTAINER, self.node(PAIR, element, second))

    def _super(self, values: list[int]) -> int:
        if values:
            return self.node(SUPER, values[0]) if values[0] else 0
        owner = self.scope.owner
        return self.node(SUPER, self.node(LOCAL, owner.ordinal)) if owner is not None else 0

    def keyword_argument(self, node: Node) -> int:
        return self.expression(node.children[-1])

    def subscript(self, node: Node) -> int:
        parts = node.children
        value = self.expression(parts[0])
        for part in parts[1:]:
            self.expression(part)
        return self.node(ITEM, value) if value else 0

    def either(self, first: int, second: int) -> int:
        if not first or not second or first == second:
            return first or second
        return self.node(EITHER, first, second)

    def boolean_operator(self, node: Node) -> int:
        parts = node.children
        first = self.expression(parts[0])
        narrowed = self.narrow(parts[0]) if self.source[parts[1].start_byte] == 0x61 else []
        saved = self.apply(narrowed)
        second = self.expression(parts[-1])
        self.restore(saved)
        return second if parts[1].type == "and" else self.either(first, second)

    def conditional(self, node: Node) -> int:
        parts = [one for one in node.children if one.kind_id != g.COMMENT]
        if len(parts) < 5:
            return self.children(node)
        self.expression(parts[2])
        saved = self.apply(self.narrow(parts[2]))
        first = self.expression(parts[0])
        self.restore(saved)
        return self.either(first, self.expression(parts[4]))

    def comparison(self, node: Node) -> int:
        self.children(node)
        return self.builtin_value(b"bool")

    def parenthesized(self, node: Node) -> int:
        value = 0
        for child in node.children:
            value = self.expression(child) or value
        return value

    def binary_operator(self, node: Node) -> int:
        parts = node.children
        first = self.expression(parts[0])
        for part in parts[1:]:
            self.expression(part)
        # Strings stay strings under + and %; other operators are methods that could return anything.
        return first if first and first == self._literals.get(b"str") else 0

    def await_(self, node: Node) -> int:
        return self.expression(node.children[-1])

    def yield_(self, node: Node) -> int:
        self.scope.generator = True
        values = [self.expression(child) for child in node.children]
        value = values[-1] if values else 0
        if value and node.children[1].type == "from":
            value = self.node(ITER, value)
        if value:
            self.scope.returns.append(value)
        return 0

    def string(self, node: Node) -> int:
        start = node.start_byte
        if self.recording:
            self.elided.append((start, node.end_byte, b"..."))
        if self.source[start] not in b"\"'" and node.child_count > 2:
            for part in node.children:
                if part.kind_id == g.INTERPOLATION:
                    self.children(part)
        if self.source[start] in b"bB":
            return self.builtin_value(b"bytes")
        return self.builtin_value(b"str")

    def concatenated_string(self, node: Node) -> int:
        self.children(node)
        return self.builtin_value(b"str")

    def integer(self, node: Node) -> int:
        return self.builtin_value(b"int")

    def float_(self, node: Node) -> int:
        return self.builtin_value(b"float")

    def boolean(self, node: Node) -> int:
        return self.builtin_value(b"bool")

    def sequence(self, node: Node) -> int:
        """A list, set or tuple display: its elements are taken to be like the first."""
        element = 0
        for child in node.children:
            value = self.expression(child)
            element = element or value
        return self.node(CONTAINER, element)

    def tuple_(self, node: Node) -> int:
        values = [self.expression(one) for one in node.children if one.is_named and one.kind_id != g.COMMENT]
        if len(values) == 2:
            return self.node(PAIR, values[0], values[1])
        return self.node(CONTAINER, values[0] if values else 0)

    def dictionary(self, node: Node) -> int:
        key = value = 0
        for child in node.children:
            if child.type == "pair":
                parts = child.children
                one, other = self.expression(parts[0]), self.expression(parts[-1])
                key, value = key or one, value or other
            else:
                self.expression(child)
        return self.node(MAPPING, key, value)

    def named_expression(self, node: Node) -> int:
        parts = node.children
        value = self.expression(parts[-1])
        self.bind_target(parts[0], value)
        return value

    def list_splat(self, node: Node) -> int:
        value = self.expression(node.children[-1])
        return self.node(ITER, value) if value else 0

    # -- scopes inside expressions --------------------------------------------------------------------

    def comprehension(self, node: Node) -> int:
        parts = node.children
        names = self.scope.names
        before = dict(names)
        for part in parts:
            if part.kind_id == g.FOR_IN_CLAUSE:
                self._for_in(part)
            elif part.type == "if_clause":
                condition = part.children[-1]
                self.expression(condition)
                self.apply(self.narrow(condition))
        body = next((one for one in parts if one.is_named and one.kind_id != g.COMMENT), None)
        value = 0
        if body is not None and body.type == "pair":
            pair = body.children
            value = self.node(MAPPING, self.expression(pair[0]), self.expression(pair[-1]))
        elif body is not None:
            value = self.node(CONTAINER, self.expression(body))
        self.scope.names = before
        return value

    def _for_in(self, node: Node) -> None:
        left = node.child_by_field_name("left")
        rights = node.children_by_field_name("right")
        value = 0
        for right in rights:
            value = self.expression(right)
        if left is not None:
            self.bind_target(left, self.node(ITER, value) if value else 0, local=True)

    def lambda_(self, node: Node) -> int:
        before = dict(self.scope.names)
        parameters = node.child_by_field_name("parameters")
        if parameters is not None:
            self.lambda_parameters(parameters)
        body = node.child_by_field_name("body")
        if body is not None:
            self.expression(body)
        self.scope.names = before
        return 0

    def lambda_parameters(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id == g.IDENTIFIER:
                self.scope.names[self.text(child)] = 0
            elif child.kind_id in g.SPLATS:
                self.scope.names[self.text(child.children[-1])] = 0
            elif child.type == "default_parameter":
                self.expression(child.children[-1])
                self.scope.names[self.text(child.children[0])] = 0

    # -- narrowing by isinstance ----------------------------------------------------------------------

    def narrow(self, condition: Node, nested: int = 0) -> list[tuple[bytes, int]]:
        """What holds where a condition is true: (name, path of its value) for `isinstance` tests."""
        kind = condition.kind_id
        if nested > MAX_NARROWING:
            return []
        if kind == g.CALL:
            return self._isinstance(condition)
        if kind == g.PARENTHESIZED and condition.child_count == 3:
            return self.narrow(condition.children[1], nested + 1)
        if kind == g.BOOLEAN_OPERATOR and condition.children[1].type == "and":
            parts = condition.children
            return self.narrow(parts[0], nested + 1) + self.narrow(parts[-1], nested + 1)
        return []

    def _isinstance(self, node: Node) -> list[tuple[bytes, int]]:
        if self.text(node.children[0]) != b"isinstance":
            return []
        parts = [one for one in node.children[-1].children if one.is_named]
        if len(parts) != 2 or parts[0].kind_id != g.IDENTIFIER:
            return []
        classes = parts[1].children if parts[1].kind_id == g.TUPLE else [parts[1]]
        value = 0
        for one in classes:
            if one.kind_id in (g.IDENTIFIER, g.ATTRIBUTE):
                value = self.either(value, self.node(INSTANCE, self.quietly(one)))
        return [(self.text(parts[0]), value)] if value else []

    def quietly(self, node: Node) -> int:
        """Value of an expression that has been visited before: nothing is mentioned again."""
        before = len(self.builder.mentions)
        value = self.expression(node)
        del self.builder.mentions[before:]
        return value

    def apply(self, narrowed: list[tuple[bytes, int]]) -> list[tuple[bytes, int | None]]:
        names = self.scope.names
        saved = [(name, names.get(name)) for name, _ in narrowed]
        for name, path in narrowed:
            current = names.get(name)
            if current is not None and current >= 0:
                names[name] = path
        return saved

    def restore(self, saved: list[tuple[bytes, int | None]]) -> None:
        for name, path in saved:
            if path is not None:
                self.scope.names[name] = path

    # -- provided by the other parts of the walker -----------------------------------------------------

    def annotation(self, node: Node) -> int:
        raise NotImplementedError

    def bind_target(self, node: Node, value: int, *, local: bool = False) -> None:
        raise NotImplementedError


def _by_kind() -> dict[int, Callable[[ExpressionWalker, Node], int]]:
    walker = ExpressionWalker
    table = {
        "identifier": walker.identifier,
        "attribute": walker.attribute,
        "call": walker.call,
        "argument_list": walker.children,
        "keyword_argument": walker.keyword_argument,
        "subscript": walker.subscript,
        "boolean_operator": walker.boolean_operator,
        "conditional_expression": walker.conditional,
        "comparison_operator": walker.comparison,
        "not_operator": walker.comparison,
        "parenthesized_expression": walker.parenthesized,
        "binary_operator": walker.binary_operator,
        "await": walker.await_,
        "yield": walker.yield_,
        "string": walker.string,
        "concatenated_string": walker.concatenated_string,
        "integer": walker.integer,
        "float": walker.float_,
        "true": walker.boolean,
        "false": walker.boolean,
        "list": walker.sequence,
        "set": walker.sequence,
        "tuple": walker.tuple_,
        "dictionary": walker.dictionary,
        "named_expression": walker.named_expression,
        "list_splat": walker.list_splat,
        "list_comprehension": walker.comprehension,
        "set_comprehension": walker.comprehension,
        "generator_expression": walker.comprehension,
        "dictionary_comprehension": walker.comprehension,
        "lambda": walker.lambda_,
    }
    plain = (
        "dictionary_splat", "unary_operator", "slice", "pair", "expression_list", "interpolation",
        "format_expression", "format_specifier", "parenthesized_list_splat", "type", "chevron",
        "list_splat_pattern", "pattern_list", "tuple_pattern", "list_pattern", "generic_type",
        "type_parameter", "union_type", "constrained_type", "member_type", "splat_type", "as_pattern",
    )  # fmt: skip
    handlers: dict[int, Callable[[ExpressionWalker, Node], int]] = {g.ERROR: walker.children}
    for name in plain:
        handlers.update(dict.fromkeys(g.kinds(name), walker.children))
    for name, handler in table.items():
        handlers.update(dict.fromkeys(g.kinds(name), handler))
    return handlers


EXPRESSIONS = _by_kind()
