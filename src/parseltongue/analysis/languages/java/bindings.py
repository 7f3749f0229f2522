"""The state of a walk, and what names stand for in it.

The base of the walker of Java. It sees no syntax.
"""

from __future__ import annotations

from parseltongue.analysis.languages.java import library
from parseltongue.analysis.typed_scopes import Scope
from parseltongue.analysis.typed_walker import TypedWalker
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ATTR, GLOBAL, IMPORT, LOCAL, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_DOMAINS = frozenset(
    b"com org net io java javax jakarta jdk sun kotlin scala android androidx edu gov dev de uk".split()
)
"""What the names of packages begin with."""


class Bindings(TypedWalker):
    """Scopes of the file that is being walked, and what names stand for in them."""

    __slots__ = (
        "_known_types", "container", "imports", "returns", "scope", "static_imports", "static_stars", "tops",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope = Scope(None, is_class=False)
        self.container: EntityDraft = builder.entities[0]
        """What the entities of anonymous and local classes stand in."""
        self.imports: dict[bytes, int] = {}
        self.static_imports: dict[bytes, int] = {}
        """By name, the place that it is imported from."""
        self.static_stars = 0
        """The places that all names are imported from."""
        self.tops: dict[bytes, int] = {}
        self.returns: list[int] | None = None
        """The values that a lambda returns, while its body is walked."""
        self._known_types: dict[bytes, int] = {}

    # -- local variables ----------------------------------------------------------------------------------

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local variable until the block ends."""
        self.bind_in(self.scope.names, name, path)

    # -- names --------------------------------------------------------------------------------------------

    def find_type(self, name: bytes) -> int:
        """The path of the type of a name; that of a type variable negative."""
        scope: Scope | None = self.scope
        while scope is not None and not scope.is_class:
            if name in scope.variables:
                return -scope.variables[name]
            if name in scope.types:
                return scope.types[name]
            scope = scope.outer
        known = scope.known_types if scope is not None else self._known_types
        path = known.get(name)
        if path is None:
            path = known[name] = self._find_type(scope, name)
        return path

    def _find_type(self, scope: Scope | None, name: bytes) -> int:
        place = 0
        while scope is not None:
            if name in scope.variables:
                return -scope.variables[name]
            found = scope.types.get(name)
            if found is not None:
                return self.member(place, name) if place and scope.is_class else found
            if scope.inherits and not place:
                place = scope.inside
            scope = scope.outer
        known = self.tops.get(name) or self.imports.get(name)
        if known is not None:
            return known
        static = self.static_imports.get(name)
        if static is not None:
            return self.member(static, name)
        if place and name not in library.LANG_TYPES:
            return self.member(place, name)
        return self.node(GLOBAL, 0, self.paths.name(name))

    def find(self, name: bytes) -> int:
        """What a name in an expression stands for: the path of a local variable's value, or that of what is
        mentioned, negative."""
        scope: Scope | None = self.scope
        place = found = 0
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if scope.is_class and not found:
                found = scope.fields.get(name, 0)
                if found and place:
                    found = self.member(place, name)
                if scope.inherits and not place:
                    place = scope.inside
            scope = scope.outer
        return -found if found else self._find_outside(name, place)

    def _find_outside(self, name: bytes, place: int) -> int:
        """A name that no variable of the file has."""
        static = self.static_imports.get(name)
        if static is not None:
            return -self.member(static, name)
        if name in self.imports or name in self.tops or name[:1].isupper():
            path = self.find_type(name)
            return -path if path > 0 else path
        if name in _DOMAINS or not (place or self.static_stars):
            return self.node(UNKNOWN, 0, self.paths.name(name))
        if place:
            return -self.member(place, name)
        return -self.node(GLOBAL, 0, self.paths.name(name))

    def place_of_method(self, name: bytes) -> int:
        """Where a method that is called by its name alone is looked up."""
        static = self.static_imports.get(name)
        if static is not None:
            return self.either(self.scope.inside, static)
        return self.either(self.scope.inside, self.static_stars)

    def own_method(self, name: bytes, count: int) -> int:
        """The path of a method of that name that a class without a name around here declares; 0 if none."""
        scope: Scope | None = self.scope
        while scope is not None and not scope.own:
            known = scope.methods.get(name)
            if known is not None:
                return next((path for path, parameters in known if parameters == count), known[0][0])
            scope = scope.outer
        return 0

    def superclass(self) -> int:
        """The value of ``super``."""
        scope: Scope | None = self.scope
        while scope is not None and not scope.is_class:
            scope = scope.outer
        return scope.parent if scope is not None else 0

    def mention_type(self, path: int, node: Node, kind: int = USES) -> None:
        """A type that code names; `BUILTIN` ones have no target."""
        operation, first, _ = self.steps[path]
        if operation == LOCAL and kind == USES and first == self.source_entity:
            return  # A class does not use itself.
        if operation in (GLOBAL, IMPORT, LOCAL, ATTR):
            self.mention(path, kind, node)
