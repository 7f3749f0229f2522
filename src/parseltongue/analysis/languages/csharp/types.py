"""Walks types: what they are mentioned as, and the value that something of such a type has."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.bindings import Bindings, type_key
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import USES
from parseltongue.model.paths import APPLY, CONTAINER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

KEYWORD_TYPES = {
    b"bool": b"System.Boolean", b"byte": b"System.Byte", b"sbyte": b"System.SByte",
    b"char": b"System.Char", b"decimal": b"System.Decimal", b"double": b"System.Double",
    b"float": b"System.Single", b"int": b"System.Int32", b"uint": b"System.UInt32",
    b"nint": b"System.IntPtr", b"nuint": b"System.UIntPtr", b"long": b"System.Int64",
    b"ulong": b"System.UInt64", b"short": b"System.Int16", b"ushort": b"System.UInt16",
    b"object": b"System.Object", b"string": b"System.String",
}  # fmt: skip
OBJECT, STRING, BOOLEAN = (KEYWORD_TYPES[one] for one in (b"object", b"string", b"bool"))
NULLABLE = b"System.Nullable"
_UNTOLD = frozenset((b"var", b"dynamic", b"void", b"notnull", b"unmanaged"))


class TypeWalker(Bindings):
    """`type_value` gives the value of something that is declared with a type."""

    __slots__ = ()

    def type_value(self, node: Node | None) -> int:
        """The value of something of a type; 0 for ``void`` and ``var``. Names are mentioned."""
        if node is None:
            return 0
        if node.kind_id in g.IDENTIFIER:
            return self._named(node, USES)[1]
        return self.typed(node, USES)[1]

    def type_parts(self, node: Node, kind: int = USES) -> tuple[int, int]:
        number = node.kind_id
        if number in g.IDENTIFIER:
            return self._named(node, kind)
        if number in g.PREDEFINED:
            name = KEYWORD_TYPES.get(self.text(node))
            return (self.builtin(name), self.value_of(name)) if name is not None else (0, 0)
        if number in g.GENERIC_NAME:
            return self._generic(node, kind)
        if number in g.QUALIFIED_NAME or number in g.ALIAS_NAME or number in g.MEMBER_ACCESS:
            return self._qualified(node, kind)
        if number in g.WRAPPED_TYPES:
            return self._wrapped(node, kind)
        if number in g.ARRAY_TYPE:
            return 0, self._array(node)
        if number in g.TUPLE_TYPE:
            return 0, self._tuple(node)
        if number in g.FUNCTION_POINTER:
            for child in node.named_children:
                self.type_value(child.child_by_field_id(g.TYPE))
        return 0, 0

    def _wrapped(self, node: Node, kind: int) -> tuple[int, int]:
        """A type with a sign or word that says how values are passed; ``T?`` can be another type."""
        inner = node.child_by_field_id(g.TYPE) or (node.named_children or (None,))[0]
        path, value = self.typed(inner, kind) if inner is not None else (0, 0)
        if value and node.kind_id in g.NULLABLE_TYPE:
            value = self.node(APPLY, self.builtin(NULLABLE), value)
        return path, value

    def _named(self, node: Node, kind: int) -> tuple[int, int]:
        name = self.source[node.start_byte : node.end_byte]
        path = self.find_type(name)
        if path < 0:
            return 0, -path
        if name in _UNTOLD or name in KEYWORD_TYPES:
            known = KEYWORD_TYPES.get(name)
            return 0, self.value_of(known) if known is not None else 0
        if kind:
            self.mention_type(path, node, kind)
        return path, self.instance(path)

    def _generic(self, node: Node, kind: int) -> tuple[int, int]:
        name_node, arguments = node.children[0], node.children[-1]
        path = abs(self.find_type(self.text(name_node), _arity(arguments)))
        if kind:
            self.mention_type(path, name_node, kind)
        return path, self.applied(path, self.type_arguments(arguments))

    def type_arguments(self, node: Node) -> list[int]:
        """The values of type arguments; empty for ``<,>``."""
        return [self.type_value(one) for one in node.named_children if one.kind_id in g.TYPES]

    def applied(self, path: int, values: list[int]) -> int:
        """The value of a generic type with its arguments."""
        if not values:
            return self.instance(path)
        value = path
        for one in values:
            value = self.node(APPLY, value, one or self.value_of(OBJECT))
        return value

    def _array(self, node: Node) -> int:
        ranks = 0
        inner: Node | None = node
        while inner is not None and inner.kind_id in g.ARRAY_TYPE:
            ranks += 1
            for one in inner.children:
                if one.kind_id in g.RANK:
                    for size in one.named_children:
                        self.visit(size)
            inner = inner.child_by_field_id(g.TYPE)
        value = self.typed(inner)[1] if inner is not None else 0
        for _ in range(ranks):
            value = self.node(CONTAINER, value)
        return value

    def _tuple(self, node: Node) -> int:
        """Tuples are a type of the library whose name says how their parts are called."""
        elements = [one for one in node.named_children if one.kind_id in g.TUPLE_ELEMENT]
        names = []
        for index, one in enumerate(elements):
            name = one.child_by_field_id(g.NAME)
            names.append(self.text(name) if name is not None else b"Item%d" % (index + 1))
        return self.tuple_of(names, [self.type_value(one.child_by_field_id(g.TYPE)) for one in elements])

    def tuple_of(self, names: list[bytes], values: list[int]) -> int:
        """The value of a tuple with such parts."""
        return self.applied(self.builtin(b"System.ValueTuple(%s)" % b",".join(names)), values)

    def _qualified(self, node: Node, kind: int) -> tuple[int, int]:
        """``A.B.Outer<T>.Inner``: what stands before the first type is a namespace."""
        parts, anchored = self._flattened(node)
        path = value = 0
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            generic = part.kind_id in g.GENERIC_NAME
            name_node = part.children[0] if generic else part
            name = self.text(name_node)
            arity = _arity(part.children[-1]) if generic else 0
            if index:
                path = self.member(path, type_key(name, arity))
            elif anchored:
                path = self.imported(b"::" + name)
            elif generic:
                path = abs(self.find_type(name, arity))
            else:
                path = self.aliases.get(name) or abs(self.find(name, qualifies=True))
            if kind or not last:
                self.mention_type(path, name_node, kind if last else USES)
            value = self.applied(path, self.type_arguments(part.children[-1])) if generic else 0
        return path, value or self.instance(path)

    def _flattened(self, node: Node) -> tuple[list[Node], bool]:
        """The names of a qualified name in order, and whether they begin behind ``global::``."""
        parts: list[Node] = []
        anchored = False
        one: Node | None = node
        while one is not None:
            if one.kind_id in g.QUALIFIED_NAME or one.kind_id in g.MEMBER_ACCESS:
                last = one.child_by_field_id(g.NAME)
                parts += [last] if last is not None else []
                one = one.child_by_field_id(g.QUALIFIER) or one.child_by_field_id(g.EXPRESSION)
            elif one.kind_id in g.ALIAS_NAME:
                alias, last = one.child_by_field_id(g.ALIAS), one.child_by_field_id(g.NAME)
                parts += [last] if last is not None else []
                anchored = alias is not None and self.text(alias) == b"global"
                one = None if anchored else alias
            else:
                parts += [one] if one.kind_id in g.IDENTIFIER or one.kind_id in g.GENERIC_NAME else []
                one = None
        return parts[::-1], anchored

    def type_variables(self, node: Node, owner: int, variables: dict[bytes, int]) -> None:
        """Enter the type parameters of a type or method; what bounds them can name others."""
        index = 0
        for child in node.children:
            if child.kind_id not in g.TYPE_PARAMETERS:
                continue
            for parameter in child.named_children:
                name = parameter.child_by_field_id(g.NAME)
                if parameter.kind_id in g.TYPE_PARAMETER and name is not None:
                    variables[self.text(name)] = self.unnamed(owner, "<", index)
                    index += 1
        if index:
            for child in node.children:
                if child.kind_id in g.CONSTRAINTS:
                    self._constrain(child, variables)

    def _constrain(self, node: Node, variables: dict[bytes, int]) -> None:
        """``where T : A, IB``: the first type is what values are taken for."""
        name = b""
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                name = self.text(child)
            elif child.kind_id in g.CONSTRAINT:
                bound = self.type_value(child.child_by_field_id(g.TYPE))
                variable = variables.get(name, 0)
                if bound and variable and self.steps[variable][0] != APPLY:
                    variables[name] = self.node(APPLY, variable, bound)


def _arity(arguments: Node) -> int:
    """How many type arguments there are; they may be left out between commas."""
    return sum(one.kind_id == g.COMMA for one in arguments.children) + 1


TypeWalker.HANDLERS = handlers(
    g.kinds,
    {"generic_name alias_qualified_name qualified_name predefined_type": TypeWalker.type_expression},
)
