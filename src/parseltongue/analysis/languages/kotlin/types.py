"""Walks types: what they are mentioned as, and the value that something of such a type has."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.bindings import ALIAS_VARIABLES, DOMAINS, Bindings
from parseltongue.model.kinds import USES
from parseltongue.model.paths import APPLY, VARIABLE_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

STRING, BOOLEAN = b"kotlin.String", b"kotlin.Boolean"
_ANY = b"kotlin.Any"


class TypeWalker(Bindings):
    """`type_value` gives the value of something that is declared with a type."""

    __slots__ = ()

    def type_expression(self, node: Node) -> int:
        return self.typed(node)[0]

    def type_parts(self, node: Node, kind: int = USES) -> tuple[int, int]:
        number = node.kind_id
        found = (0, 0)
        if number in g.USER_TYPE:
            found = self._user_type(node, kind)
        elif number in g.FUNCTION_TYPE:
            found = 0, self._function_type(node)
        elif number in g.WRAPPED_TYPES:
            for child in node.children:
                if child.kind_id in g.TYPES:
                    found = self.typed(child, kind)
        return found

    def _user_type(self, node: Node, kind: int) -> tuple[int, int]:
        parts = [one for one in node.children if one.kind_id in g.IDENTIFIER]
        arguments = [one for one in node.children if one.kind_id in g.TYPE_ARGUMENTS]
        if not parts:
            return 0, 0
        path = self._named(parts, kind)
        if path < 0:
            value, path = -path, 0
        else:
            value = self.instance(path)
        for one in arguments:
            value = self.with_arguments(path, value, one)
        return path, value

    def with_arguments(self, path: int, value: int, node: Node) -> int:
        """A value of a type with type arguments; those of anything else are only mentioned."""
        for child in node.children:
            if child.kind_id not in g.PROJECTION:
                continue
            argument = self.projected(child)
            if path:
                base = value if self.steps[value][0] == APPLY else path
                value = self.node(APPLY, base, argument or self.value_of(_ANY))
        return value

    def projected(self, node: Node) -> int:
        """The value of a type argument; 0 for one that is left open."""
        value = 0
        for child in node.children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
        return value

    def _named(self, parts: list[Node], kind: int) -> int:
        """``Name``, ``Outer.Inner`` or ``some.package.Name``; a type variable negative."""
        names = [self.name_of(one) for one in parts]
        start = path = 0
        if len(names) > 1 and names[0][:1].islower() and names[0] in DOMAINS:
            start = first_type(names)
            path = self.imported(b".".join(names[: start + 1]))
        else:
            path = self.find_type(names[0])
            if path < 0 and len(names) == 1:
                return path
            path = abs(path)
        for index in range(start, len(names)):
            if index > start:
                path = self.member(path, names[index])
            last = index == len(names) - 1
            if kind or not last:
                self.mention_type(path, parts[index], kind if last else USES)
        return path

    def _function_type(self, node: Node) -> int:
        """``Receiver.(A, B) -> Result`` as a type with all of these as its arguments."""
        receiver, before = 0, True
        parts: list[int] = []
        for child in node.children:
            kind = child.kind_id
            if kind in g.FUNCTION_PARAMETERS:
                before = False
                parts = [self._parameter_type(one) for one in child.children if one.is_named]
            elif kind in g.TYPES:
                value = self.type_value(child) or self.value_of(_ANY)
                if before:
                    receiver = value
                else:
                    parts.append(value)
            elif kind == g.ERROR and before:
                receiver = self._misread_receiver(child)
        name = library.EXTENSION_FUNCTION if receiver else library.FUNCTION
        value = self.builtin(name)
        for part in [receiver, *parts] if receiver else parts:
            value = self.node(APPLY, value, part)
        return value

    def _misread_receiver(self, node: Node) -> int:
        """The grammar does not expect a receiver behind ``suspend``."""
        parts = [one for one in node.children if one.kind_id in g.IDENTIFIER]
        if not parts:
            return 0
        path = self._named(parts, USES)
        return -path if path < 0 else self.instance(path)

    def _parameter_type(self, node: Node) -> int:
        if node.kind_id in g.PARAMETER:
            node = node.children[-1]
        return (self.type_value(node) if node.kind_id in g.TYPES else 0) or self.value_of(_ANY)

    def type_variables(self, node: Node, owner: int, variables: dict[bytes, int]) -> None:
        """Enter the type parameters of a class or function; their bounds can name each other."""
        bounds: list[tuple[bytes, Node]] = []
        parameters = [one for one in node.children if one.kind_id in g.TYPE_PARAMETER]
        for index, parameter in enumerate(parameters):
            name = b""
            for child in parameter.children:
                if child.kind_id in g.IDENTIFIER:
                    name = self.name_of(child)
                    variables[name] = self.unnamed(owner, VARIABLE_MARK, index)
                elif child.kind_id in g.TYPES:
                    bounds.append((name, child))
        for name, bound in bounds:
            self.bounded(name, bound, variables)

    def alias_variables(self, node: Node, alias: int, variables: dict[bytes, int]) -> None:
        """Enter the type parameters of an alias, which its name does not lead to: it stands for its type."""
        parameters = [one for one in node.children if one.kind_id in g.TYPE_PARAMETER]
        for index, parameter in enumerate(parameters[:ALIAS_VARIABLES]):
            name = next((self.name_of(one) for one in parameter.children if one.kind_id in g.IDENTIFIER), b"")
            variables[name] = self.unnamed(self.file, VARIABLE_MARK, alias * ALIAS_VARIABLES + index)

    def bounded(self, name: bytes, bound: Node, variables: dict[bytes, int]) -> None:
        """Note the bound of a type variable."""
        value = self.type_value(bound)
        if value and name in variables:
            variables[name] = self.node(APPLY, variables[name], value)

    def constraints(self, node: Node, variables: dict[bytes, int]) -> None:
        """``where T : Bound``."""
        for child in node.children:
            if child.kind_id in g.CONSTRAINT:
                parts = child.named_children
                if len(parts) > 1 and parts[0].kind_id in g.IDENTIFIER:
                    self.bounded(self.name_of(parts[0]), parts[-1], variables)


def first_type(names: list[bytes]) -> int:
    """Where the packages of a qualified name end, by the letters that names begin with."""
    for index, name in enumerate(names):
        if name[:1].isupper():
            return index
    return len(names) - 1


TypeWalker.HANDLERS = dict.fromkeys(g.TYPES, TypeWalker.type_expression)
