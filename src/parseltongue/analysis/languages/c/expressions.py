"""Walks expressions and statements: handlers take a node and return the path of its value (0: unknown).

Pointers, references and arrays have the value of what they lead to: which of them a receiver is makes no
difference to what its members are.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.arguments import ArgumentWalker
from parseltongue.analysis.languages.c.bindings import CONSTRUCTION, EXPANSION, number
from parseltongue.analysis.languages.c.flags import CONST
from parseltongue.analysis.languages.c.names import KEYWORDS, MAKERS, THROUGH
from parseltongue.analysis.languages.c.scopes import FUNCTION_SCOPE
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import BUILTIN, EITHER, GLOBAL, ITEM, ITER, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

IDENTIFIER = number("identifier")
FIELD_EXPRESSION = number("field_expression")
QUALIFIED = number("qualified_identifier")
TEMPLATE_FUNCTION = number("template_function")
TEMPLATE_METHOD = number("template_method")
PARENTHESIZED = number("parenthesized_expression")
ARGUMENTS = number("argument_list")
COMMENT = number("comment")
_THIS = number("this")
_CALL = number("call_expression")
_CONSTANT_CAST = re.compile(rb"(?:static|const|dynamic|reinterpret)_cast\s*<\s*const\b")


class ExpressionWalker(ArgumentWalker):
    """Handlers of expressions."""

    __slots__ = ()

    def identifier(self, node: Node) -> int:
        name = self.source[node.start_byte : node.end_byte]
        bound = self.find(name)
        if bound >= 0 or not name or name in KEYWORDS:
            return max(bound, 0)
        self.mention_use(-bound, name, node)
        return -bound

    def field_expression(self, node: Node) -> int:
        path, field = self._field(node.children)
        if path:
            self.mention(path, USES, field)
        return path

    def _field(self, parts: list[Node], told: bytes = b"") -> tuple[int, Node]:
        """A member and its name; `told` is what the call says that it is the function of."""
        value = self.visit(parts[0])
        field = parts[-1]
        if self.code.get(field.kind_id) == TEMPLATE_METHOD:
            for child in field.children[1:]:
                self.visit(child)
            field = field.children[0]
        return self.attribute(value, self.text(field) + told), field

    # -- calls ----------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        parts = node.children
        function = parts[0]
        kind = self.code.get(function.kind_id)
        if kind == IDENTIFIER:
            return self._named_call(function, parts[1:])
        if kind == FIELD_EXPRESSION:
            inner = function.children
            _, told = self.given(parts[1:], self.cpp and self._is_constant(inner))
            path, field = self._field(inner, told)
            if path:
                self.mention(path, CALLS if self.cpp else USES, field)
            return self.called(path)
        if kind in (QUALIFIED, TEMPLATE_FUNCTION):
            return self._qualified_call(function, parts[1:])
        if kind == PARENTHESIZED and len(function.children) == 3:
            path = self._bracketed(function.children[1])
        else:
            path = self.visit(function)
        self.given(parts[1:])
        return self.called(path)

    def _is_constant(self, parts: list[Node]) -> bool:
        """Whether what a method is called on cannot change, as far as the function shows it."""
        receiver = parts[0]
        kind = self.code.get(receiver.kind_id)
        if kind == _THIS:
            return self._is_constant_method()
        if kind == _CALL:
            return _CONSTANT_CAST.match(self.source, receiver.start_byte) is not None
        if kind != IDENTIFIER:
            return False
        name = self.text(receiver)
        if self.scope.names.get(name) is not None:
            return name in self.constants
        # A member: what it points to can change even so.
        return self.text(parts[1]) == b"." and self._is_constant_method()

    def _is_constant_method(self) -> bool:
        return bool(self.scope.entity.flags & CONST)

    def _named_call(self, function: Node, rest: list[Node]) -> int:
        name = self.text(function)
        bound = self.find(name)
        value, told = self.given(rest, self._is_constant_method())
        if bound < 0:
            if self.cpp and self.steps[-bound][0] in (METHOD, GLOBAL):
                bound = -self.global_path(name + told)
            self.mention_call(-bound, name, function)
        if self.cpp and name in THROUGH:
            return value
        return self.called(abs(bound))

    def _bracketed(self, inner: Node) -> int:
        """``(name)(...)``: a call that no macro takes part in, or a cast."""
        if self.code.get(inner.kind_id) != IDENTIFIER:
            return self.visit(inner)
        name = self.text(inner)
        bound = self.find(name)
        if bound >= 0:
            return bound
        self.mention(-bound, USES, inner)
        if name not in self.types:
            self.mention(self.attribute(-bound, EXPANSION), CALLS, inner)
        return -bound

    def _qualified_call(self, function: Node, rest: list[Node]) -> int:
        value, told = self.given(rest)
        path, last, argument = self.qualified(function, told)
        name = self.text(last)
        if path and not name.endswith(b"_cast"):
            self.mention(path, CALLS, last)
        if name in MAKERS:
            return argument
        return value if name in THROUGH else self.called(path)

    # -- values that pass through ---------------------------------------------------------------------------

    def last_value(self, node: Node) -> int:
        value = 0
        for child in node.children:
            if child.is_named:
                value = self.visit(child)
        return value

    def first_value(self, node: Node) -> int:
        parts = node.children
        value = self.visit(parts[0])
        for child in parts[1:]:
            self.visit(child)
        return value

    def pointer(self, node: Node) -> int:
        """``*value``, ``&value``: the same value, but for numbers and texts."""
        value = self.last_value(node)
        if self.steps[value][0] != BUILTIN:
            return value
        name = self.paths.names[self.steps[value][2]]
        if self.text(node.children[0]) == b"&":
            return self.builtin(name + b"*")
        return self._pointed_to(name)

    def _pointed_to(self, name: bytes) -> int:
        return self.builtin(name[:-1]) if name.endswith(b"*") else 0

    def subscript(self, node: Node) -> int:
        value = self.first_value(node)
        if self.steps[value][0] == BUILTIN:
            return self._pointed_to(self.paths.names[self.steps[value][2]])
        return self.node(ITEM, value) if value and self.cpp else value

    def cast(self, node: Node) -> int:
        """``(type) value``, ``(type) {...}``."""
        value = 0
        for child in node.children:
            if child.is_named:
                found = self.visit(child)
                value = value or found
        return value

    def literal(self, node: Node) -> int:
        """``(type) {...}``; in C++ ``Type{...}``, which constructs."""
        if not self.cpp:
            return self.cast(node)
        before = len(self.mentions)
        value = self.type_value(node.children[0])
        self.constructed(before)
        for child in node.children[1:]:
            self.visit(child)
        return value

    def conditional(self, node: Node) -> int:
        values = [self.visit(child) for child in node.children if child.is_named]
        first, second = (values[-2], values[-1]) if len(values) > 1 else (0, 0)
        if not first or not second or first == second:
            return first or second
        return self.node(EITHER, first, second)

    def this(self, node: Node) -> int:
        return self.instance(self.scope.this)

    def new(self, node: Node) -> int:
        value = 0
        for child in node.children:
            if not child.is_named:
                continue
            if self.code.get(child.kind_id) == ARGUMENTS:
                self.children(child)
            elif not value:
                before = len(self.mentions)
                value = self.type_value(child)
                self.constructed(before)
            else:
                self.visit(child)
        return value

    def constructed(self, before: int) -> None:
        """The last type mentioned since then is called as well."""
        if len(self.mentions) > before:
            self.constructed_by(-1)

    def constructed_by(self, mention: int) -> None:
        """What a type that is mentioned stands for is called."""
        path, _, start, source = self.mentions[mention]
        self.mentions.append((self.attribute(path, CONSTRUCTION), CALLS, start, source))

    # -- scopes inside functions ----------------------------------------------------------------------------

    def block(self, node: Node) -> int:
        scope = self.scope
        before = scope.names
        scope.names = dict(before)
        self.children(node)
        scope.names = before
        return 0

    def range_loop(self, node: Node) -> int:
        scope = self.scope
        before = scope.names
        scope.names = dict(before)
        right = node.child_by_field_name("right")
        element = self.visit(right) if right is not None else 0
        kind = node.child_by_field_name("type")
        value = self.type_value(kind) if kind is not None else 0
        value = value or (self.node(ITER, element) if element else 0)
        if self.cpp and self.scope.kind == FUNCTION_SCOPE:
            self._note_element(node)
        declarator = node.child_by_field_name("declarator")
        if declarator is not None:
            self.bind_declarator(declarator, value)
        body = node.child_by_field_name("body")
        if body is not None:
            self.visit(body)
        scope.names = before
        return 0

    def _note_element(self, node: Node) -> None:
        declarator = node.child_by_field_name("declarator")
        if declarator is not None:
            self.note_constant(node, self.text(declarator).lstrip(b"*& "))

    def lambda_(self, node: Node) -> int:
        return self.block(node)

    def skip(self, node: Node) -> int:
        return 0

    # -- provided by the other parts of the walker ----------------------------------------------------------

    def type_value(self, node: Node) -> int:
        raise NotImplementedError

    def qualified(self, node: Node, count: bytes = b"") -> tuple[int, Node, int]:
        raise NotImplementedError

    def note_constant(self, node: Node, name: bytes) -> None:
        raise NotImplementedError

    def bind_declarator(self, node: Node, value: int) -> None:
        raise NotImplementedError
