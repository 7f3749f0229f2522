"""What names stand for while a C# file is being walked. It sees no syntax."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp.flags import (
    ARITY_MARK,
    ATTRIBUTE_ARITY,
    CONTEXT_MARK,
    EXTENSIONS_MARK,
    QUALIFIER_MARK,
)
from parseltongue.analysis.typed_scopes import Scope
from parseltongue.analysis.typed_walker import TypedWalker
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ATTR, GLOBAL, IMPORT, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_PLAIN = f"{ARITY_MARK}0".encode()
_ATTRIBUTE = f"{ARITY_MARK}{ATTRIBUTE_ARITY}".encode()
_QUALIFIER, _EXTENSIONS = QUALIFIER_MARK.encode(), EXTENSIONS_MARK.encode()


def type_key(name: bytes, arity: int) -> bytes:
    """What a type is looked up by."""
    return name + (b"`%d" % arity if arity else _PLAIN)


class Bindings(TypedWalker):
    """Scopes of the file that is being walked, and what names stand for in them."""

    __slots__ = (
        "_known_types", "aliases", "container", "context", "functions", "returns", "scope", "tops",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope = Scope(None, is_class=False)
        self.container: EntityDraft = builder.entities[0]
        """What local functions stand in."""
        self.context = b""
        """What is put behind global names: the namespace, if it is not the one of the whole file."""
        self.aliases: dict[bytes, int] = {}
        self.tops: dict[bytes, int] = {}
        """Types of the namespace that the file declares whole, by key."""
        self.functions: set[int] = set()
        """Paths of local functions."""
        self.returns: list[int] | None = None
        """The values that a lambda returns, while its body is walked."""
        self._known_types: dict[bytes, int] = {}

    def enter_context(self, namespace: bytes, tops: dict[bytes, int]) -> None:
        """Look names up in a namespace within the file from now on."""
        self.context = CONTEXT_MARK.encode() + namespace if namespace else b""
        self.tops = tops
        self._known_types = {}

    # -- local variables ----------------------------------------------------------------------------------

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local variable until the block ends."""
        self.bind_in(self.scope.names, name, path)

    # -- names --------------------------------------------------------------------------------------------

    def global_(self, name: bytes) -> int:
        """What a name means outside of all types."""
        return self.node(GLOBAL, 0, self.paths.name(name + self.context))

    def find_type(self, name: bytes, arity: int = 0) -> int:
        """The path of the type of a name; that of a type variable negative."""
        key = type_key(name, arity)
        scope: Scope | None = self.scope
        while scope is not None and not scope.is_class:
            if name in scope.variables and not arity:
                return -scope.variables[name]
            scope = scope.outer
        known = scope.known_types if scope is not None else self._known_types
        path = known.get(key)
        if path is None:
            path = known[key] = self._find_type(scope, name, key)
        return path

    def _find_type(self, scope: Scope | None, name: bytes, key: bytes) -> int:
        place = 0
        plain = key.endswith(_PLAIN)
        while scope is not None:
            if plain and name in scope.variables:
                return -scope.variables[name]
            found = scope.types.get(key)
            if found is not None:
                return self.member(place, key) if place else found
            if scope.inherits and not place:
                place = scope.inside
            scope = scope.outer
        if place:
            return self.member(place, key)
        return self.tops.get(key) or (self.aliases.get(name) if plain else 0) or self.global_(key)

    def find_attribute(self, name: bytes) -> int:
        """The path of the type of an attribute, whose name may lack its end."""
        for one in (name + b"Attribute", name):
            found = self.tops.get(type_key(one, 0)) or self.aliases.get(one)
            if found:
                return found
        place = self._inheriting()
        key = name + _ATTRIBUTE
        return self.member(place, key) if place else self.global_(key)

    def _inheriting(self) -> int:
        """The inside of the innermost type around here that names can be inherited in, or stand elsewhere."""
        scope: Scope | None = self.scope
        while scope is not None:
            if scope.inherits:
                return scope.inside
            scope = scope.outer
        return 0

    def find(self, name: bytes, *, qualifies: bool = False) -> int:
        """What a name in an expression stands for: the path of a local variable's value, or that of what is
        mentioned, negative."""
        scope: Scope | None = self.scope
        place = 0
        key = name + _PLAIN
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if scope.is_class:
                found = scope.fields.get(name) or scope.types.get(key)
                if found:
                    return -(self.member(place, name) if place else found)
                if (scope.inherits or name in scope.methods) and not place:
                    place = scope.inside
            scope = scope.outer
        if not place:
            known = self.tops.get(key) or self.aliases.get(name)
            if known:
                return -known
        if qualifies:
            name += _QUALIFIER
        return -(self.member(place, name) if place else self.global_(name))

    def extensions(self) -> int:
        """The place where extension methods are looked up from here."""
        return self.global_(_EXTENSIONS)

    def class_scope(self) -> Scope | None:
        """The innermost type around here."""
        scope: Scope | None = self.scope
        while scope is not None and not scope.is_class:
            scope = scope.outer
        return scope

    def knows_field(self, name: bytes) -> bool:
        """Whether the innermost type that this file shows a field or method of that name of has a field."""
        scope: Scope | None = self.scope
        while scope is not None:
            if scope.is_class and (name in scope.methods or name in scope.fields):
                return name not in scope.methods
            scope = scope.outer
        return False

    def mention_type(self, path: int, node: Node, kind: int = USES) -> None:
        """A type that code names; those of the language itself have no target."""
        operation, first, _ = self.steps[path]
        if operation == LOCAL and kind == USES and first == self.source_entity:
            return  # A type does not use itself.
        if operation in (GLOBAL, IMPORT, LOCAL, ATTR):
            self.mention(path, kind, node)
