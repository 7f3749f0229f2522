"""Walks types: what they are mentioned as, and the value that something of such a type has."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.bindings import Bindings
from parseltongue.model.kinds import USES
from parseltongue.model.paths import APPLY, CONTAINER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.typed_scopes import Scope

_VAR = b"var"


class TypeWalker(Bindings):
    """`type_value` gives the value of something that is declared with a type."""

    __slots__ = ()

    def type_value(self, node: Node | None) -> int:
        """The value of something of a type; 0 for ``void`` and ``var``. Names are mentioned."""
        if node is None:
            return 0
        if node.kind_id == g.TYPE_NAME:
            return self._named(node, USES)[1]
        return self.typed(node, USES)[1]

    def type_parts(self, node: Node, kind: int = USES) -> tuple[int, int]:
        number = node.kind_id
        if number in g.NAMES:
            return self._named(node, kind)
        if number in g.PRIMITIVES:
            return 0, self._primitive(node)
        if number in g.GENERIC_TYPE:
            return self._generic(node, kind)
        if number in g.ARRAY_TYPE:
            return 0, self.array(self.typed(node.children[0], USES)[1], node.child_by_field_id(g.DIMENSION))
        if number in g.SCOPED_TYPE or number in g.SCOPED_NAME:
            path = self._scoped(node, kind)
            return path, self.instance(path)
        if number in g.ANNOTATED_TYPE:
            for child in node.children:
                if child.kind_id in g.ANNOTATIONS:
                    self.visit(child)
            return self.typed(node.children[-1], kind)
        return 0, 0

    def _named(self, node: Node, kind: int) -> tuple[int, int]:
        name = self.source[node.start_byte : node.end_byte]
        path = self.find_type(name)
        if path < 0:
            return 0, -path
        if name == _VAR:
            return 0, 0
        if kind:
            self.mention_type(path, node, kind)
        return path, self.instance(path)

    def _primitive(self, node: Node) -> int:
        name = self.text(node)
        return 0 if name == b"void" else self.value_of(name)

    def array(self, element: int, dimensions: Node | None) -> int:
        """The value of an array; without dimensions, the element itself."""
        for child in dimensions.children if dimensions is not None else ():
            if child.kind_id in g.ANNOTATIONS:
                self.visit(child)
            elif not child.is_named and self.source[child.start_byte] == _BRACKET:
                element = self.node(CONTAINER, element)
        return element

    def _generic(self, node: Node, kind: int) -> tuple[int, int]:
        base, value = self.typed(node.children[0], kind)
        arguments = [self.type_argument(one) for one in node.children[-1].named_children]
        if not base or not arguments:
            return base, value
        if self.steps[value][0] != APPLY:
            value = base
        for argument in arguments:
            value = self.node(APPLY, value, argument or self.value_of(b"java.lang.Object"))
        return base, value

    def type_argument(self, node: Node) -> int:
        """The value of a type argument; of a wildcard that of its bound."""
        if node.kind_id not in g.WILDCARD:
            return self.type_value(node)
        value = 0
        for child in node.children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.ANNOTATIONS:
                self.visit(child)
        return value

    def _scoped(self, node: Node, kind: int) -> int:
        """``a.b.Outer.Inner``: what stands before the first name of a type is a package."""
        parts: list[Node] = []
        self._flatten(node, parts)
        names = [self.text(one) for one in parts]
        path = 0
        start = 0
        if names[0][:1].islower() and not self._is_type(names[0]):
            while start < len(names) - 1 and names[start][:1].islower():
                start += 1
            path = self.imported(b".".join(names[: start + 1]))
        else:
            path = abs(self.find_type(names[0]))
        for index in range(start, len(names)):
            if index > start:
                path = self.member(path, names[index])
            last = index == len(names) - 1
            if kind or not last:
                self.mention_type(path, parts[index], kind if last else USES)
        return path

    def _flatten(self, node: Node, parts: list[Node]) -> None:
        """The names of a scoped type in order; what else stands in it is visited."""
        pending = [node]
        while pending:
            one = pending.pop()
            if one.kind_id in g.NAMES:
                parts.append(one)
            elif (
                one.kind_id in g.SCOPED_TYPE or one.kind_id in g.SCOPED_NAME or one.kind_id in g.GENERIC_TYPE
            ):
                pending.extend(reversed(one.named_children))
            elif one.kind_id in g.TYPE_ARGUMENTS:
                for argument in one.named_children:
                    self.type_argument(argument)
            else:
                self.visit(one)

    def _is_type(self, name: bytes) -> bool:
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.types or name in scope.variables:
                return True
            scope = scope.outer
        return name in self.imports or name in self.tops

    def type_list(self, node: Node, kind: int) -> list[tuple[int, int]]:
        """Class and value of each type in a list."""
        return [self.typed(one, kind) for one in node.named_children if one.kind_id in g.TYPES]

    def type_variables(self, node: Node | None, owner: int, variables: dict[bytes, int]) -> None:
        """Enter the type parameters of a class or method; their bounds can name each other."""
        if node is None:
            return
        parameters = [one for one in node.named_children if one.kind_id in g.TYPE_PARAMETER]
        bounded = []
        for index, parameter in enumerate(parameters):
            bound = None
            for child in parameter.children:
                if child.kind_id in g.NAMES:
                    variables[self.text(child)] = self.unnamed(owner, "<", index)
                    name = self.text(child)
                elif child.kind_id in g.TYPE_BOUND:
                    bound = child
                elif child.kind_id in g.ANNOTATIONS:
                    self.visit(child)
            if bound is not None:
                bounded.append((name, bound))
        for name, bound in bounded:
            values = [self.type_value(one) for one in bound.named_children if one.kind_id in g.TYPES]
            if values and values[0]:
                variables[name] = self.node(APPLY, variables[name], values[0])


_BRACKET = ord("[")
TypeWalker.HANDLERS = dict.fromkeys(g.TYPES, TypeWalker.type_expression)
