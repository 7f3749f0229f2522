"""What names stand for in a Swift file: types by what is around them, variables, ``self``, labels of calls.

The base of the walker of Swift. A type is ``IMPORT`` of the types around its name, a slash, and its name
as written. Any other name is ``GLOBAL`` of the same; where only what a type itself has can be meant, a dot
stands before the slash. What a call means is a method of a pair: the receiver and the labels of its
arguments, each with a colon, an ampersand for a closure behind the brackets; of a name by itself, the labels
in brackets.
"""

from __future__ import annotations

from parseltongue.analysis.languages.swift import grammar as g
from parseltongue.analysis.walker import MAX_DEPTH, Walker
from parseltongue.model.kinds import USES
from parseltongue.model.paths import CONTAINER, MAPPING, PAIR, SELF, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_LISTS = frozenset((b"Array", b"Set", b"ContiguousArray", b"ArraySlice", b"AnySequence", b"Sequence"))
_IMPLIED = frozenset((b"newValue", b"oldValue", b"error", b"_"))


def is_type_name(name: bytes) -> bool:
    """Whether a name is that of a type, by the way all write them."""
    return name.lstrip(b"_")[:1].isupper()


class TypeScope:
    """The type, or the extension of one, that the walk is in.

    Attributes
    ----------
    draft : EntityDraft
    own, this : int
        Paths of the type and of the value of ``self``.
    nest : bytes
        The names of the type and of those around it, with dots.
    """

    __slots__ = ("draft", "nest", "own", "this")

    def __init__(self, draft: EntityDraft, own: int, this: int, nest: bytes) -> None:
        self.draft = draft
        self.own = own
        self.this = this
        self.nest = nest


class NameWalker(Walker):
    """Finds what names and types mean."""

    __slots__ = ("container", "generics", "is_static", "scope")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope: TypeScope | None = None
        self.is_static = False
        """Whether ``self`` is the type rather than an instance."""
        self.container = builder.entities[0]
        self.generics: dict[bytes, int] = {}
        """Type parameters in scope, with the paths of values of them."""

    @property
    def nest(self) -> bytes:
        return self.scope.nest if self.scope is not None else b""

    # -- names --------------------------------------------------------------------------------------------

    def own_name(self, name: bytes) -> int:
        """A name that is no local variable."""
        mark = b"./" if self.is_static and self.scope is not None else b"/"
        return self.global_(self.nest + mark + name)

    def type_path(self, written: bytes) -> int:
        return self.imported(self.nest + b"/" + written)

    def this(self) -> int:
        """The value of ``self``."""
        if self.scope is None:
            return 0
        return self.scope.own if self.is_static else self.scope.this

    def super_(self) -> int:
        return self.node(SUPER, self.scope.own) if self.scope is not None else 0

    def identifier(self, node: Node) -> int:
        name = self.source[node.start_byte : node.end_byte].strip(b"`")
        value = self.names.get(name)
        if value is not None:
            return value
        if name == b"Self":
            return self.scope.own if self.scope is not None else 0
        if name in _IMPLIED or name[:1] == b"$" or name in self.generics:
            return 0
        return self.used(self.type_path(name) if is_type_name(name) else self.own_name(name), node)

    def invoked(self, receiver: int, name: bytes, labels: bytes) -> int:
        """What calling a member with arguments of these labels means."""
        return self.method(self.node(PAIR, receiver, self.builtin(labels)), name)

    # -- types --------------------------------------------------------------------------------------------

    def type_value(self, node: Node | None, *, bound: bool = False) -> int:
        """The value of something of a type, its names mentioned; ``Self`` is what a method is called on."""
        if node is None:
            return 0
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        value = self._type_value(node, bound)
        self.depth -= 1
        return value

    def _type_value(self, node: Node, bound: bool) -> int:
        kind = node.kind_id
        if kind in g.USER_TYPE:
            return self._user_type(node, bound)
        parts = [one for one in node.named_children if one.kind_id in g.TYPES]
        if kind in g.OPTIONAL or kind in g.SOME_TYPES:
            values = [self.type_value(one, bound=bound) for one in parts]
            return values[0] if len(values) == 1 else 0
        if kind in g.ARRAY:
            element = self.type_value(parts[0]) if parts else 0
            return self.node(CONTAINER, element) if element else 0
        if kind in g.DICTIONARY:
            values = [self.type_value(one) for one in parts]
            return self.node(MAPPING, *values) if len(values) == 2 else 0
        if kind in g.TUPLE_TYPE or kind in g.FUNCTION_TYPE or kind in g.METATYPE:
            self.visit_types(node)
        return 0

    def visit_types(self, node: Node) -> None:
        """Mention the types in something."""
        if node.kind_id in g.TYPES and node.kind_id not in g.TUPLE_TYPE | g.FUNCTION_TYPE | g.METATYPE:
            self.type_value(node)
            return
        for child in node.named_children:
            self.visit(child)

    def _user_type(self, node: Node, bound: bool) -> int:
        names = [one for one in node.named_children if one.kind_id in g.TYPE_IDENTIFIER]
        arguments = [
            self.type_value(argument)
            for one in node.named_children
            if one.kind_id in g.TYPE_ARGUMENTS
            for argument in one.named_children
            if argument.kind_id in g.TYPES
        ]
        if not names:
            return 0
        name = self.text(names[0])
        if len(names) == 1 and arguments:
            if name == b"Optional":
                return arguments[0]
            if name in _LISTS:
                return self.node(CONTAINER, arguments[0]) if arguments[0] else 0
            if name == b"Dictionary" and len(arguments) == 2:
                return self.node(MAPPING, *arguments)
        if len(names) == 1 and name == b"Self":
            return self.node(SELF) if bound else self.scope.this if self.scope is not None else 0
        if name in self.generics:
            return self.generics[name] if len(names) == 1 else 0
        path = self.named_type(node, USES)
        return path if self.text(names[-1]) == b"Type" else self.instance(path)

    def named_type(self, node: Node, kind: int) -> int:
        """The path of a type that is written with its name, mentioned."""
        names = [self.text(one) for one in node.named_children if one.kind_id in g.TYPE_IDENTIFIER]
        if len(names) > 1 and names[-1] in (b"Type", b"Protocol"):
            names.pop()
        if not names or names[0] in self.generics or names[0] in (b"Any", b"AnyObject", b"Void"):
            return 0
        if names[0] == b"Self":
            path = self.scope.own if self.scope is not None else 0
            for name in names[1:]:
                path = self.member(path, name) if path else 0
            return path
        path = self.type_path(b".".join(names))
        self.mention(path, kind, node)
        return path

    def named_in(self, node: Node) -> bytes:
        """A type as it is written, without arguments."""
        return b".".join(self.text(one) for one in node.named_children if one.kind_id in g.TYPE_IDENTIFIER)
