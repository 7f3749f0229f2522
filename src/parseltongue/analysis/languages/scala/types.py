"""Walks types: what they are mentioned as, and the value that something of such a type has."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.bindings import Bindings
from parseltongue.model.kinds import USES
from parseltongue.model.paths import APPLY, LOCAL, VARIABLE_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


FUNCTION = b"scala.Function"
_ANY = b"scala.Any"


class TypeWalker(Bindings):
    """`type_value` gives the value of something that is declared with a type."""

    __slots__ = ()

    def type_expression(self, node: Node) -> int:
        return self.typed(node)[0]

    def type_parts(self, node: Node, kind: int = USES) -> tuple[int, int]:
        number = node.kind_id
        if number in g.NAMES:
            return self._named_type(node, kind)
        if number in g.GENERIC_TYPE:
            return self._generic(node, kind)
        if number in g.SCOPED_TYPE:
            return self._scoped(node, kind)
        if number in g.FUNCTION_TYPE:
            return 0, self._function_type(node)
        if number in g.LAZY_TYPE:
            return 0, self.type_value(node.child_by_field_id(g.TYPE))
        if number in g.REPEATED_TYPE:
            return 0, self.type_value(node.child_by_field_id(g.TYPE))
        values = [self.typed(one, kind) for one in node.named_children if one.kind_id in g.TYPES]
        return values[0] if values and number in g.FIRST_TYPES else (0, 0)

    def _named_type(self, node: Node, kind: int) -> tuple[int, int]:
        path = self.find_type(self.name_of(node))
        if path < 0:
            return 0, -path
        operation, first, _ = self.steps[path]
        if not (operation == LOCAL and kind == USES and first == self.source_entity):
            self.mention(path, kind, node)
        return path, self.instance(path)

    def _generic(self, node: Node, kind: int) -> tuple[int, int]:
        base = node.child_by_field_id(g.TYPE)
        path, value = self.typed(base, kind) if base is not None else (0, 0)
        for one in node.children:
            if one.kind_id in g.TYPE_ARGUMENTS:
                value = self.with_arguments(path, value, one)
        return path, value

    def with_arguments(self, path: int, value: int, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.COMMENTS:
                continue
            argument = self.type_value(child) if child.kind_id in g.TYPES else 0
            if path:
                base = value if self.steps[value][0] == APPLY else path
                value = self.node(APPLY, base, argument or self.value_of(_ANY))
        return value

    def _scoped(self, node: Node, kind: int) -> tuple[int, int]:
        """``a.b.Type``: a type in an object, or a qualified name."""
        parts: list[Node] = []
        pending = [node]
        while pending:
            one = pending.pop()
            if one.kind_id in g.NAMES:
                parts.append(one)
            else:
                pending.extend(reversed(one.named_children))
        names = [self.name_of(one) for one in parts]
        if names[0][:1].isupper():
            path = self.paths.attribute(self.scope.inside, names[0])
        else:
            path = self.type_in(self.scope.inside, names[0])  # A package, more often than not.
        for name in names[1:-1]:
            path = self.paths.attribute(path, name)
        if self.local(names[0]) is not None:
            path = 0
        found = self.type_in(path, names[-1]) if path else 0
        self.mention(found, kind, parts[-1])
        return found, self.instance(found)

    def _function_type(self, node: Node) -> int:
        parts: list[int] = []
        for child in node.named_children:
            if child.kind_id in g.PARAMETER_TYPES:
                parts += [self.type_value(one) for one in child.named_children]
            elif child.kind_id in g.TYPES:
                parts.append(self.type_value(child))
        value = self.builtin(FUNCTION)
        for part in parts:
            value = self.node(APPLY, value, part or self.value_of(_ANY))
        return value

    def type_variables(self, node: Node, owner: int, variables: dict[bytes, int]) -> None:
        """Enter the type parameters of a type or function."""
        index, last = 0, b""
        for child in node.children:
            inner = child
            if child.kind_id in g.VARIANCES:
                inner = child.child_by_field_id(g.NAME) or child
            if inner.kind_id in g.NAMES:
                last = self.name_of(inner)
                variables[last] = self.unnamed(owner, VARIABLE_MARK, index)
                index += 1
            elif child.kind_id in g.BOUNDS and last:
                value = self.type_value(child.child_by_field_id(g.TYPE))
                if value:
                    variables[last] = self.node(APPLY, variables[last], value)


TypeWalker.HANDLERS = dict.fromkeys(g.TYPES, TypeWalker.type_expression)
