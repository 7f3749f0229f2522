"""Walks what binds variables within C# expressions, and the parts of tuples."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.invocations import argument_parts
from parseltongue.analysis.languages.csharp.lambdas import LambdaWalker
from parseltongue.analysis.walker import handlers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class DesignationWalker(LambdaWalker):
    """Handlers of variables in expressions, and of tuples."""

    __slots__ = ()

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

    def deconstruct(self, node: Node, value: int) -> None:
        """``(var a, int b, c) = value``."""
        arguments = [one for one in node.named_children if one.kind_id in g.ARGUMENT]
        for index, one in enumerate(arguments):
            target = argument_parts(one)[0]
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
                value_node = argument_parts(one)[0]
                values.append(self.visit(value_node) if value_node is not None else 0)
                if name is None and value_node is not None:
                    name = value_node if value_node.kind_id in g.IDENTIFIER else None
                names.append(self.text(name) if name is not None else b"Item%d" % len(values))
        return self.tuple_of(names, values)


DesignationWalker.HANDLERS = LambdaWalker.HANDLERS | handlers(
    g.kinds,
    {
        "declaration_expression": DesignationWalker.declaration,
        "tuple_expression": DesignationWalker.tuple_,
    },
)
DesignationWalker.WANTED = LambdaWalker.WANTED | dict.fromkeys(
    g.DECLARATION_EXPRESSION, DesignationWalker.declaration
)
