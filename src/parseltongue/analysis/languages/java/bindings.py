"""The state of a walk, and what names stand for in it.

The base of the walker of Java. It sees no syntax.
"""

from __future__ import annotations

from parseltongue.analysis.languages.java import library
from parseltongue.analysis.languages.java.scopes import Scope
from parseltongue.model.kinds import USES
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    BUILTIN,
    CALL,
    EITHER,
    GLOBAL,
    IMPORT,
    INSTANCE,
    LOCAL,
    METHOD,
    PAIR,
    UNKNOWN,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

PATH_LIMIT = 240
"""Nodes of a path: those of calls carry their arguments."""
_DOMAINS = frozenset(
    b"com org net io java javax jakarta jdk sun kotlin scala android androidx edu gov dev de uk".split()
)
"""What the names of packages begin with."""


class Bindings:
    """Scopes, paths and mentions of the file that is being walked."""

    __slots__ = (
        "_builtins", "_known_types", "_values", "builder", "container", "cut", "depth", "imports", "mentions",
        "node", "paths", "returns", "scope", "source", "source_entity", "static_imports", "static_stars",
        "steps", "tops", "undo",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        self.builder = builder
        self.source = builder.source
        self.mentions = builder.mentions
        self.paths = builder.paths
        self.paths.limit = PATH_LIMIT
        self.steps = builder.paths.steps
        self.node = builder.paths.node
        self.scope = Scope(None, is_class=False)
        self.source_entity = 0
        """Provisional ordinal of the entity that mentions belong to."""
        self.container: EntityDraft = builder.entities[0]
        """What the entities of anonymous and local classes stand in."""
        self.depth = 0
        self.cut = False
        self.imports: dict[bytes, int] = {}
        self.static_imports: dict[bytes, int] = {}
        """By name, the place that it is imported from."""
        self.static_stars = 0
        """The places that all names are imported from."""
        self.tops: dict[bytes, int] = {}
        self.undo: list[tuple[dict[bytes, int], bytes, int | None]] = []
        self.returns: list[int] | None = None
        """The values that a lambda returns, while its body is walked."""
        self._known_types: dict[bytes, int] = {}
        self._builtins: dict[bytes, int] = {}
        self._values: dict[bytes, int] = {}

    def text(self, node: Node) -> bytes:
        return self.source[node.start_byte : node.end_byte]

    def mention(self, path: int, kind: int, node: Node) -> None:
        self.mentions.append((path, kind, node.start_byte, self.source_entity))

    # -- paths --------------------------------------------------------------------------------------------

    def builtin(self, name: bytes) -> int:
        """A type that the language itself knows."""
        path = self._builtins.get(name)
        if path is None:
            path = self._builtins[name] = self.node(BUILTIN, 0, self.paths.name(name))
        return path

    def value_of(self, name: bytes) -> int:
        """A value of a type that the language itself knows."""
        path = self._values.get(name)
        if path is None:
            path = self._values[name] = self.node(INSTANCE, self.builtin(name))
        return path

    def imported(self, dotted: bytes) -> int:
        return self.node(IMPORT, 0, self.paths.name(dotted))

    def instance(self, path: int) -> int:
        """The value of a type: of its class, or of a type with arguments, which is one already."""
        return path if not path or self.steps[path][0] == APPLY else self.node(INSTANCE, path)

    def member(self, path: int, name: bytes) -> int:
        return self.paths.attribute(path, name)

    def unnamed(self, path: int, mark: str, index: int) -> int:
        """See `model.paths.VARIABLE_MARK`."""
        return self.paths.attribute(path, f"{mark}{index}".encode()) if path else 0

    def method(self, place: int, values: list[int], name: bytes) -> int:
        """What a call of that name with these arguments means."""
        if not values:
            return self.node(METHOD, place, self.paths.name(name))
        chain = 0
        for value in reversed(values):
            chain = self.node(PAIR, value, chain)
        path = self._method(place, chain, name)
        if not path:
            for _ in values:
                path = self.node(PAIR, 0, path)
            path = self._method(place, path, name) or self._method(0, path, name)
        return path

    def _method(self, place: int, chain: int, name: bytes) -> int:
        pair = self.node(PAIR, place, chain)
        return self.node(METHOD, pair, self.paths.name(name)) if pair else 0

    def called(self, path: int) -> int:
        return self.node(CALL, path) if path else 0

    def either(self, first: int, second: int) -> int:
        if not first or not second or first == second:
            return first or second
        return self.node(EITHER, first, second)

    # -- local variables ----------------------------------------------------------------------------------

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local variable until the block ends."""
        names = self.scope.names
        self.undo.append((names, name, names.get(name)))
        names[name] = path

    def restore(self, mark: int) -> None:
        """Forget what was bound since `undo` had that length."""
        undo = self.undo
        while len(undo) > mark:
            names, name, path = undo.pop()
            if path is None:
                names.pop(name, None)
            else:
                names[name] = path

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
