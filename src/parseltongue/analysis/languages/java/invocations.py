"""Walks Java calls: of methods, of constructors, and their arguments."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.accesses import AccessWalker
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS
from parseltongue.model.paths import PARAMETER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

CONSTRUCTED = CONSTRUCTOR_NAME.encode()
_FUNCTIONS = g.LAMBDA | g.METHOD_REFERENCE
"""Expressions whose types are told by where they stand."""


class InvocationWalker(AccessWalker):
    """Handlers of calls."""

    __slots__ = ()

    # -- methods -------------------------------------------------------------------------------------------

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

    # -- constructors --------------------------------------------------------------------------------------

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


InvocationWalker.HANDLERS = AccessWalker.HANDLERS | handlers(
    g.kinds,
    {
        "method_invocation": InvocationWalker.invocation,
        "object_creation_expression": InvocationWalker.creation,
        "explicit_constructor_invocation": InvocationWalker.explicit_call,
        "argument_list": InvocationWalker.children,
    },
)
