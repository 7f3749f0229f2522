"""Types: the value that something declared with a type has, and the form in which types are compared."""

from __future__ import annotations

from xxhash import xxh3_64_hexdigest

from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.bindings import EMBEDDED, Bindings
from parseltongue.analysis.languages.go.names import PREDECLARED_TYPES, SAME_TYPES, WITHOUT_MEMBERS
from parseltongue.analysis.walker import MAX_DEPTH, by_kind
from parseltongue.model.paths import APPLY, CALLABLE, CONTAINER, INSTANCE, MAPPING, PAIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.walker import Handlers

SHAPE_LIMIT = 500
"""Bytes of the longest shape that is kept as it is; of longer ones a hash."""
TYPES: Handlers = {}


class TypeWalker(Bindings):
    """`type_value` gives the value of something declared with the type that a node denotes."""

    __slots__ = ()

    type_value = by_kind(TYPES)

    def expression(self, node: Node, /) -> int:
        raise NotImplementedError

    # -- named types ------------------------------------------------------------------------------------

    def type_name(self, node: Node) -> int:
        path = self.named_type(node)
        return -path if path < 0 else self.node(INSTANCE, path) if path else 0

    def named_type(self, node: Node) -> int:
        """The path of a type that is mentioned by its name; negative: a value already; 0: unknown."""
        name = self.text(node)
        bound = self.names.get(name)
        if bound is not None:
            if bound >= 0:
                return -bound
            self.use(-bound, node)
            return -bound
        if name in PREDECLARED_TYPES and name not in self.own_types:
            return 0 if name in WITHOUT_MEMBERS else -self.builtin_value(name)
        path = self.global_path(name)
        self.use(path, node)
        return path

    def qualified_type(self, node: Node) -> int:
        return self.node(INSTANCE, self.qualified(node))

    def qualified(self, node: Node) -> int:
        """The path of ``package.Type``, mentioned."""
        parts = node.children
        path = self.paths.attribute(self.package_path(self.text(parts[0])), self.text(parts[-1]))
        self.use(path, parts[-1])
        return path

    def generic_type(self, node: Node) -> int:
        """A generic type with its arguments."""
        parts = node.named_children
        value = self.type_value(parts[0])
        for part in parts[1:]:
            for argument in part.named_children:
                if argument.kind_id in g.TYPES and value:
                    value = self.node(APPLY, value, self.told(self.type_value(argument)))
        return value

    # -- composite types --------------------------------------------------------------------------------

    def inner_type(self, node: Node) -> int:
        """A pointer to a type, or a type in parentheses."""
        for child in node.named_children:
            if child.kind_id != g.COMMENT:
                return self.type_value(child)
        return 0

    def sequence_type(self, node: Node) -> int:
        children = node.named_children
        for child in children[:-1]:
            self.expression(child)
        return self.node(CONTAINER, self.type_value(children[-1]) if children else 0)

    def map_type(self, node: Node) -> int:
        children = [one for one in node.named_children if one.kind_id in g.TYPES]
        values = [self.type_value(one) for one in children]
        if len(values) != 2:
            return 0
        return self.node(MAPPING, self.told(values[0]), self.told(values[1]))

    def function_type(self, node: Node) -> int:
        mark = self.open_block()
        value = self.function_value(node.children)
        self.close_block(mark)
        return self.node(CALLABLE, value) if value else self.opaque()

    def types_in(self, node: Node) -> int:
        """Mention all types below a node; their values do not matter."""
        values = [self.type_value(one) for one in node.named_children if one.kind_id in g.TYPES]
        return values[0] if len(values) == 1 else 0

    def negated_type(self, node: Node) -> int:
        return self.types_in(node) and 0

    def struct_type(self, node: Node) -> int:
        """A type without a name: its fields are no entities, but the file knows their values."""
        fields: dict[bytes, int] = {}
        embedded: list[int] = []
        for field in (one for part in node.named_children for one in part.named_children):
            if field.kind_id == g.FIELD:
                value = self.types_in(field)
                names = [one for one in field.named_children if one.kind_id == g.FIELD_IDENTIFIER]
                fields.update((self.text(name), value) for name in names)
                embedded += [] if names else [value]
        if len(embedded) == 1:
            fields[EMBEDDED] = embedded[0]
        return self.struct(self.text(node), fields)

    def interface_type(self, node: Node) -> int:
        """An interface without a name: its methods are entities that only this file knows."""
        value = 0
        methods: dict[bytes, int] = {}
        for element in node.named_children:
            if element.kind_id == g.METHOD_ELEMENT:
                name, method = self.unnamed_method(element)
                methods[name] = method
            else:
                value = self.type_value(element) or value
        if methods and value:
            methods[EMBEDDED] = value
        return self.struct(self.text(node), methods) if methods else value

    def unnamed_method(self, node: Node) -> tuple[bytes, int]:
        """A method of an interface without a name: its name and path."""
        raise NotImplementedError

    # -- functions --------------------------------------------------------------------------------------

    def function_value(self, parts: list[Node]) -> int:
        """Bind the parameters and results of a function, mention their types, and give what it returns.

        `parts` are the children of its node, or those behind the receiver.
        """
        lists = [one for one in parts if one.kind_id == g.PARAMETERS or one.kind_id in g.TYPES]
        value = 0
        for index, one in enumerate(lists):
            if one.kind_id != g.PARAMETERS:
                value = self.type_value(one)
            elif index == 0:
                self.parameters(one)
            else:
                value = self.pairs(self.parameters(one))
        return value

    def parameters(self, node: Node) -> list[int]:
        """Bind the parameters of a list; the value of each."""
        values: list[int] = []
        for child in node.named_children:
            kind = child.kind_id
            if kind != g.PARAMETER and kind != g.VARIADIC_PARAMETER:
                continue
            parts = [one for one in child.named_children if one.kind_id != g.COMMENT]
            if not parts:
                continue
            value = self.type_value(parts[-1])
            if kind == g.VARIADIC_PARAMETER:
                value = self.node(CONTAINER, value)
            names = [one for one in parts[:-1] if one.kind_id in g.NAMES]
            for name in names:
                self.bind(self.text(name), value)
            values += [value] * (len(names) or 1)
        return values

    def pairs(self, values: list[int]) -> int:
        """The value of several results: one in front of the others, and so on."""
        if not values:
            return 0
        path = values[-1]
        for value in reversed(values[:-1]):
            path = self.node(PAIR, self.told(value), self.told(path))
        return path

    def type_parameters(self, node: Node) -> None:
        """Bind the parameters of a generic function to what their constraints tell."""
        for name, value in self._constraints(node):
            self.bind(name, value)

    def parameters_of_type(self, node: Node) -> None:
        """Bind the parameters of a generic type, which each of its values has an argument for."""
        for index, (name, value) in enumerate(self._constraints(node)):
            self.bind(name, self.parameter(index, value))

    def _constraints(self, node: Node) -> list[tuple[bytes, int]]:
        """Names of type parameters, each with the value that its constraint tells."""
        found = []
        for child in node.named_children:
            if child.kind_id == g.TYPE_PARAMETER:
                value = self.types_in(child)
                names = [one for one in child.named_children if one.kind_id in g.IDENTIFIERS]
                found += [(self.text(name), value) for name in names]
        return found

    # -- shapes -----------------------------------------------------------------------------------------

    def shape_of_function(self, parts: list[Node]) -> bytes:
        """Types of parameters and results, in a form that is equal where the types are.

        Before the name of a type stands the name of its package between two ``@``, as this file knows it.
        """
        lists = [one for one in parts if one.kind_id == g.PARAMETERS or one.kind_id in g.TYPES]
        shapes = [self._shape_of_list(one) for one in lists[:2]]
        text = b"".join(b"(" + b",".join(one) + b")" for one in [*shapes, *([[]] * (2 - len(shapes)))])
        return text if len(text) <= SHAPE_LIMIT else b"(" + xxh3_64_hexdigest(text).encode() + b")"

    def _shape_of_list(self, node: Node) -> list[bytes]:
        if node.kind_id != g.PARAMETERS:
            return [self.shape(node)]
        shapes: list[bytes] = []
        for child in node.named_children:
            parts = [one for one in child.named_children if one.kind_id != g.COMMENT]
            if not parts:
                continue
            shape = self.shape(parts[-1])
            if child.kind_id == g.VARIADIC_PARAMETER:
                shape = b"..." + shape
            shapes += [shape] * max(1, sum(one.kind_id in g.NAMES for one in parts[:-1]))
        return shapes

    def shape(self, node: Node) -> bytes:
        """A type in a form that is equal where the types are."""
        kind = node.kind_id
        if kind == g.TYPE_IDENTIFIER:
            return self._shape_of_name(self.text(node))
        if kind == g.QUALIFIED_TYPE:
            return b"@%s@%s" % (self.text(node.children[0]), self.text(node.children[-1]))
        if kind == g.INTERFACE_TYPE and not node.named_child_count:
            return b"interface{}"
        if self.depth > MAX_DEPTH or not node.child_count:
            return b"".join(self.text(node).split()).replace(b";", b",")
        self.depth += 1
        if kind == g.FUNCTION_TYPE:
            shape = b"func" + self.shape_of_function(node.children)
        else:
            parts = [self.shape(child) for child in node.children if child.kind_id != g.COMMENT]
            shape = (b":" if kind in _SPACED else b"").join(parts)
        self.depth -= 1
        return shape.replace(b";", b",")

    def _shape_of_name(self, name: bytes) -> bytes:
        if name in self.names:
            return name
        if name in PREDECLARED_TYPES and name not in self.own_types:
            return SAME_TYPES.get(name, name)
        return b"@@" + name


_SPACED = frozenset((g.CHANNEL_TYPE, g.STRUCT_TYPE, g.FIELDS, g.FIELD, g.INTERFACE_TYPE))
"""Types whose parts are words."""
TYPES |= {
    g.TYPE_IDENTIFIER: TypeWalker.type_name,
    g.QUALIFIED_TYPE: TypeWalker.qualified_type,
    g.GENERIC_TYPE: TypeWalker.generic_type,
    g.POINTER_TYPE: TypeWalker.inner_type,
    g.PARENTHESIZED_TYPE: TypeWalker.inner_type,
    g.SLICE_TYPE: TypeWalker.sequence_type,
    g.ARRAY_TYPE: TypeWalker.sequence_type,
    g.OPEN_ARRAY_TYPE: TypeWalker.sequence_type,
    g.CHANNEL_TYPE: TypeWalker.sequence_type,
    g.MAP_TYPE: TypeWalker.map_type,
    g.FUNCTION_TYPE: TypeWalker.function_type,
    g.STRUCT_TYPE: TypeWalker.struct_type,
    g.INTERFACE_TYPE: TypeWalker.interface_type,
    g.TYPE_ELEMENT: TypeWalker.types_in,
    g.TYPE_CONSTRAINT: TypeWalker.types_in,
    g.NEGATED_TYPE: TypeWalker.negated_type,
}
