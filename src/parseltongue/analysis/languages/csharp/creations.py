"""Walks what C# creates: objects with their initialisers, arrays, collections."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.invocations import InvocationWalker
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS
from parseltongue.model.paths import CONTAINER, ITER, PARAMETER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

CONSTRUCTED = CONSTRUCTOR_NAME.encode()
_ADD = b"Add"


class CreationWalker(InvocationWalker):
    """Handlers of what makes values."""

    __slots__ = ()

    # -- objects ------------------------------------------------------------------------------------------

    def creation(self, node: Node) -> int:
        """``new Type(...) {...}``."""
        type_node, arguments = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.ARGUMENTS)
        if type_node is None:
            return self.children(node)
        path, value = self.typed(type_node)
        self._construct(path, arguments, _name_of(type_node))
        initial = node.child_by_field_id(g.INITIAL)
        if initial is not None:
            self.initializer(initial, value)
        return value

    def implicit_creation(self, node: Node, target: int = 0) -> int:
        """``new(...) {...}`` where a value of a type is wanted."""
        arguments = next((one for one in node.children if one.kind_id in g.ARGUMENT_LIST), None)
        self._construct(target, arguments, node)
        for child in node.children:
            if child.kind_id in g.OBJECT_INITIALIZER:
                self.initializer(child, target)
        return target

    def _construct(self, place: int, arguments: Node | None, node: Node) -> None:
        if arguments is not None and place:
            self.call(place, CONSTRUCTED, arguments, node)
        elif arguments is not None:
            self.children(arguments)
        elif place:
            self.mention(self.method(place, [], CONSTRUCTED), CALLS, node)

    def initializer(self, node: Node, target: int = 0) -> int:
        """``{Name = value, [key] = value, element, {arguments}}`` behind what is created."""
        for child in node.children:
            kind = child.kind_id
            if kind in g.ASSIGNMENT:
                self._initialized(child, target)
            elif kind in g.OBJECT_INITIALIZER:
                self.children(child)
            elif child.is_named:
                self.visit_as(child, self._element(child, target) if target else 0)
        return target

    def _element(self, node: Node, target: int) -> int:
        """The value that an element of a collection is wanted as, where that has to be told."""
        if node.kind_id in g.IMPLICIT_VALUES:
            return self.node(ITER, target)
        if node.kind_id in g.FUNCTIONS:
            return self.unnamed(self.method(target, [0], _ADD), PARAMETER_MARK, 0)
        return 0

    def _initialized(self, node: Node, target: int) -> None:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        value = 0
        if left is not None and left.kind_id in g.IDENTIFIER:
            value = self.accessed(target, left)
        elif left is not None:
            outer, self.bound = self.bound, target
            value = self.visit(left)
            self.bound = outer
        if right is not None:
            self.visit_as(right, value)

    def with_(self, node: Node) -> int:
        """``value with {Name = other}``."""
        parts = node.named_children
        value = self.visit(parts[0]) if parts else 0
        for one in parts[1:]:
            if one.kind_id in g.WITH_INITIALIZER and one.named_child_count > 1:
                member = self.accessed(value, one.named_children[0])
                self.visit_as(one.named_children[-1], member)
        return value

    def anonymous_object(self, node: Node) -> int:
        """``new {Name = value, other.Name}``: names before a sign of equality are its own."""
        parts = node.children
        for index, one in enumerate(parts):
            if index + 1 == len(parts) or parts[index + 1].kind_id != g.EQUALS:
                self.visit(one)
        return 0

    # -- arrays and collections ---------------------------------------------------------------------------

    def array_creation(self, node: Node) -> int:
        value = 0
        for child in node.children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.OBJECT_INITIALIZER:
                self.initializer(child, value)
            elif child.is_named:
                self.visit(child)
        return value

    def implicit_array(self, node: Node) -> int:
        """``new[] {a, b}``: its elements are like the first of them that is known."""
        value = 0
        for child in node.named_children:
            for one in child.children:
                value = self.visit(one) or value
        return self.node(CONTAINER, value)

    def collection(self, node: Node, target: int = 0) -> int:
        """``[a, ..b]``, whose type is told by where it stands, if by anything."""
        self.children(node)
        return target


def _name_of(node: Node) -> Node:
    """The last name of a type: where its construction is mentioned."""
    while node.kind_id in g.QUALIFIED_NAME or node.kind_id in g.ALIAS_NAME:
        last = node.child_by_field_id(g.NAME)
        if last is None:
            break
        node = last
    return node


CreationWalker.HANDLERS = InvocationWalker.HANDLERS | handlers(
    g.kinds,
    {
        "object_creation_expression": CreationWalker.creation,
        "implicit_object_creation_expression": CreationWalker.implicit_creation,
        "anonymous_object_creation_expression": CreationWalker.anonymous_object,
        "initializer_expression": CreationWalker.initializer,
        "with_expression": CreationWalker.with_,
        "array_creation_expression stackalloc_expression": CreationWalker.array_creation,
        "implicit_array_creation_expression implicit_stackalloc_expression": CreationWalker.implicit_array,
        "collection_expression": CreationWalker.collection,
        "collection_element expression_element spread_element": CreationWalker.children,
    },
)
CreationWalker.WANTED = {
    **dict.fromkeys(g.IMPLICIT_CREATION, CreationWalker.implicit_creation),
    **dict.fromkeys(g.OBJECT_INITIALIZER, CreationWalker.initializer),
    **dict.fromkeys(g.COLLECTION, CreationWalker.collection),
}
