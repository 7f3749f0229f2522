"""Walks Python expressions: every handler takes a node and returns the path of its value (0: unknown).

Mentions are recorded on the way. One rule keeps the hot path short: no handler looks at a node's parent,
and text is cut from the source bytes.
"""

from __future__ import annotations

from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.bindings import CHAIN_LIMIT, NO_CHAIN, Bindings
from parseltongue.analysis.languages.python.names import BUILTIN_FUNCTION_VALUES, COPIES, Wrapping
from parseltongue.analysis.walker import MAX_DEPTH, by_kind, children_by_kind, handlers
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import (
    ATTR,
    CONTAINER,
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
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder
    from parseltongue.analysis.walker import Handlers

QUOTES = frozenset(b"\"'")
CHAIN_DEPTH = MAX_DEPTH - CHAIN_LIMIT // 2
"""From here on chains of attributes are walked link by link, which counts their depth."""
MAX_NARROWING = 20
"""Nested conditions that `isinstance` tests are looked for in: each operand of a long ``and`` asks again."""
EXPRESSIONS: Handlers = {}


class ExpressionWalker(Bindings):
    """Handlers of expressions."""

    __slots__ = ("elided", "recording")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.recording = False
        """Whether literals are noted in `elided`, since the text around them will be kept."""
        self.elided: list[tuple[int, int, bytes]] = []

    expression = by_kind(EXPRESSIONS)
    children = children_by_kind(EXPRESSIONS)

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name) or self.find(name)
        if path < 0:
            path = -path
            self.mentions.append((path, USES, start, self.source_entity))
        return path

    def attribute(self, node: Node) -> int:
        path, offset, _ = self._attribute(node)
        if self.steps[path][0] == ATTR:
            self.mentions.append((path, USES, offset, self.source_entity))
        return path

    def _attribute(self, node: Node) -> tuple[int, int, Wrapping | None]:
        """Path of an attribute expression, where to mention it, what calling it does to its argument.

        What it is reached through has been mentioned, itself not yet.
        """
        start, end = node.start_byte, node.end_byte
        if end - start <= CHAIN_LIMIT and self.depth < CHAIN_DEPTH:
            chain = self.chain(self.source[start:end])
            if chain is not NO_CHAIN:
                _, _, uses, path, special = chain
                for use in uses:
                    self.mentions.append((use, USES, start, self.source_entity))
                return path, start, special
        parts = node.children
        scope = self.expression(parts[0])
        start = parts[-1].start_byte
        name = self.source[start : parts[-1].end_byte]
        return self.member(scope, name), start, BUILTIN_FUNCTION_VALUES[name] if name in COPIES else None

    def decorating(self, node: Node) -> int:
        """What decorates is used, also where it is called to make the decorator."""
        return self.call(node, USES) if node.kind_id == g.CALL else self.expression(node)

    def call(self, node: Node, told: int = CALLS) -> int:
        parts = node.children
        function = parts[0]
        kind = function.kind_id
        special = None
        if kind == g.ATTRIBUTE:
            path, offset, special = self._attribute(function)
            self.mentions.append((path, told, offset, self.source_entity))
        elif kind == g.IDENTIFIER:
            start = function.start_byte
            name = self.source[start : function.end_byte]
            path = self.scope.names.get(name) or self.find(name)
            if path < 0:
                path = -path
                self.mentions.append((path, told, start, self.source_entity))
                special = BUILTIN_FUNCTION_VALUES.get(name)
        else:
            path = self.expression(function)
        if special is not None:
            return self._special_call(special, path, parts[-1])
        # What is called with a bare generator has that in place of an argument list.
        if parts[-1].kind_id == g.ARGUMENT_LIST:
            self.children(parts[-1])
        else:
            self.expression(parts[-1])
        return self.called(path)

    def _special_call(self, special: int, path: int, arguments: Node) -> int:
        """Calls of builtins whose value follows from their arguments."""
        nodes = [arguments]
        if arguments.kind_id == g.ARGUMENT_LIST:
            nodes = [one for one in arguments.named_children if one.kind_id != g.COMMENT]
        if special == Wrapping.CAST and len(nodes) == 2:
            value = self.annotation(nodes[0])
            self.expression(nodes[1])
            return value
        values = [self.expression(one) for one in nodes]
        if special == Wrapping.SUPER:
            return self._super(values)
        if not values or not values[0]:
            return self.called(path)
        value = values[0]
        if special == Wrapping.SAME:
            return value
        if special == Wrapping.CLASS_OF:
            return self.paths.class_of(value)
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
        sliced = len(parts) == 4 and parts[2].kind_id == g.SLICE
        return value if sliced or not value else self.node(ITEM, value)

    def boolean_operator(self, node: Node) -> int:
        parts = node.children
        first = self.expression(parts[0])
        narrowed = self.narrow(parts[0]) if parts[1].kind_id == g.AND else []
        saved = self.apply(narrowed)
        second = self.expression(parts[-1])
        self.restore(saved)
        return second if parts[1].kind_id == g.AND else self.either(first, second)

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
        for child in node.named_children:
            value = self.expression(child) or value
        return value

    def binary_operator(self, node: Node) -> int:
        parts = node.children
        first = self.expression(parts[0])
        for part in parts[1:]:
            self.expression(part)
        # Strings stay strings under + and %; other operators are methods that could return anything.
        return first if first and first == self.builtin_values.get(b"str") else 0

    def await_(self, node: Node) -> int:
        return self.expression(node.children[-1])

    def yield_(self, node: Node) -> int:
        self.scope.generator = True
        values = [self.expression(child) for child in node.children]
        value = values[-1] if values else 0
        if value and node.children[1].kind_id == g.FROM:
            value = self.node(ITER, value)
        if value:
            self.scope.returns.append(value)
        return 0

    def string(self, node: Node) -> int:
        start = node.start_byte
        if self.recording:
            self.elided.append((start, node.end_byte, b"..."))
        first = self.source[start]
        if first not in QUOTES:
            if node.child_count > 2:
                self._interpolations(node)
            if first in b"bB":
                return self.builtin_value(b"bytes")
        return self.builtin_values.get(b"str") or self.builtin_value(b"str")

    def _interpolations(self, node: Node) -> None:
        for part in node.children:
            if part.kind_id == g.INTERPOLATION:
                self.children(part)

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
        for child in node.named_children:
            value = self.expression(child)
            element = element or value
        return self.node(CONTAINER, element)

    def tuple_(self, node: Node) -> int:
        values = [self.expression(one) for one in node.named_children if one.kind_id != g.COMMENT]
        if len(values) == 2:
            return self.node(PAIR, values[0], values[1])
        return self.node(CONTAINER, values[0] if values else 0)

    def dictionary(self, node: Node) -> int:
        key = value = 0
        for child in node.named_children:
            if child.kind_id == g.PAIR:
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
            elif part.kind_id == g.IF_CLAUSE:
                condition = part.children[-1]
                self.expression(condition)
                self.apply(self.narrow(condition))
        body = next((one for one in parts if one.is_named and one.kind_id != g.COMMENT), None)
        value = 0
        if body is not None and body.kind_id == g.PAIR:
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
            elif child.kind_id == g.DEFAULT_PARAMETER:
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
        if kind == g.BOOLEAN_OPERATOR and condition.children[1].kind_id == g.AND:
            parts = condition.children
            return self.narrow(parts[0], nested + 1) + self.narrow(parts[-1], nested + 1)
        return []

    def _isinstance(self, node: Node) -> list[tuple[bytes, int]]:
        if self.text(node.children[0]) != b"isinstance":
            return []
        parts = node.children[-1].named_children
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
        before = len(self.mentions)
        value = self.expression(node)
        del self.mentions[before:]
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


_W = ExpressionWalker
_PLAIN = (
    "argument_list", "dictionary_splat", "unary_operator", "slice", "pair", "expression_list",
    "interpolation", "format_expression", "format_specifier", "parenthesized_list_splat", "type", "chevron",
    "list_splat_pattern", "pattern_list", "tuple_pattern", "list_pattern", "generic_type", "type_parameter",
    "union_type", "constrained_type", "member_type", "splat_type", "as_pattern",
)  # fmt: skip
EXPRESSIONS |= dict.fromkeys((g.ERROR, *g.kinds(*_PLAIN)), _W.children)
EXPRESSIONS |= handlers(
    g.kinds,
    {
        "identifier": _W.identifier,
        "attribute": _W.attribute,
        "call": _W.call,
        "keyword_argument": _W.keyword_argument,
        "subscript": _W.subscript,
        "boolean_operator": _W.boolean_operator,
        "conditional_expression": _W.conditional,
        "comparison_operator not_operator": _W.comparison,
        "parenthesized_expression": _W.parenthesized,
        "binary_operator": _W.binary_operator,
        "await": _W.await_,
        "yield": _W.yield_,
        "string": _W.string,
        "concatenated_string": _W.concatenated_string,
        "integer": _W.integer,
        "float": _W.float_,
        "true false": _W.boolean,
        "list set": _W.sequence,
        "tuple": _W.tuple_,
        "dictionary": _W.dictionary,
        "named_expression": _W.named_expression,
        "list_splat": _W.list_splat,
        "list_comprehension set_comprehension dictionary_comprehension": _W.comprehension,
        "generator_expression": _W.comprehension,
        "lambda": _W.lambda_,
    },
)
