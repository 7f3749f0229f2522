"""The state of a walk, and what names stand for in it.

The base of the walker of Kotlin. It sees no syntax.

What is particular to Kotlin's paths: ``PAIR(receiver, inside)`` stands for a receiver whose members can come
from the extensions that are seen inside of a class or file; ``IMPORT`` without a name is the file; in a chain
of arguments ``MAPPING(name, value)`` is one that is given by name, or by none of its own.
"""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.typed_walker import TypedWalker
from parseltongue.model.kinds import USES
from parseltongue.model.paths import (
    ATTR,
    EITHER,
    FUNCTIONAL_MARK,
    GLOBAL,
    IMPORT,
    LOCAL,
    MAPPING,
    METHOD,
    PAIR,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

TRAILING, TYPE_ARGUMENT = b"{", b"<"
"""Names of arguments that have none: the lambda behind a call, and its type arguments."""
DOMAINS = frozenset(
    b"com org net io java javax jakarta kotlin kotlinx android androidx edu gov dev de uk me".split()
)
"""What the names of packages begin with."""
ALIAS_VARIABLES = 8
"""Type parameters of an alias, at most: they are numbered through the file."""
VARIABLE = b"("
"""What marks a local variable whose name is called, which a function can have as well."""
_RECEIVER = f"{FUNCTIONAL_MARK}-1".encode()


class Bindings(TypedWalker):
    """Scopes, paths and mentions of the file that is being walked."""

    LIMIT = 4000
    """The places of names within lambdas carry the calls that these are arguments of."""

    __slots__ = ("container", "file", "imports", "scope", "tops")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope = Scope(None)
        self.container: EntityDraft = builder.entities[0]
        """What the entities of objects without names and of functions stand in."""
        self.imports: set[bytes] = set()
        self.tops: dict[bytes, int] = {}
        """Types at the top of the file."""
        self.file = self.imported(b"")
        self.scope.inside = self.scope.around = self.file

    def name_of(self, node: Node) -> bytes:
        """An identifier without the back ticks that it may stand in."""
        return self.source[node.start_byte : node.end_byte].strip(b"`")

    # -- paths --------------------------------------------------------------------------------------------

    def member(self, path: int, name: bytes) -> int:
        return self.paths.attribute(path, name) if path and name else 0

    def receiver_of(self, function: int) -> int:
        """What ``this`` is in a lambda where a function of this type is wanted, if it has a receiver."""
        return self.paths.attribute(function, _RECEIVER) if function else 0

    def extended(self, path: int) -> int:
        """A receiver together with where it stands, which says what extensions are seen."""
        return self.node(PAIR, path, self.scope.around)

    def named(self, name: bytes, value: int) -> int:
        """An argument that is given by name, or behind the call."""
        return self.node(MAPPING, self.builtin(name), value)

    def method(self, place: int, values: list[int], name: bytes) -> int:
        if not name:
            return 0  # The parser made it up where one is missing.
        if not values:
            return self.node(METHOD, place, self.paths.name(name))
        return self.call_with(place, values, name)

    def component(self, value: int, index: int) -> int:
        """A part of a value that is taken apart."""
        if not value:
            return 0
        return self.called(self.method(self.extended(value), [], b"component%d" % (index + 1)))

    def either(self, first: int, second: int) -> int:
        if not first or not second or first == second:
            return first or second
        return self.node(EITHER, first, second) or second

    # -- local variables ----------------------------------------------------------------------------------

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local variable until the block ends."""
        self.bind_in(self.scope.names, name, path)

    def cast(self, name: bytes, path: int) -> None:
        """Something is of a type until the branch ends: a variable, or else a member so called."""
        if not path:
            return
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names:
                self.bind(name, path)
                return
            scope = scope.outer
        self.bind_in(self.scope.casts, name, path)

    # -- names --------------------------------------------------------------------------------------------

    def find_type(self, name: bytes) -> int:
        """The path of the type of a name; that of a type variable negative."""
        scope: Scope | None = self.scope
        place = 0
        while scope is not None:
            if name in scope.variables:
                return -scope.variables[name]
            if name in scope.types:
                return scope.types[name]
            if scope.inherits and not place:
                place = scope.inside
            scope = scope.outer
        if name in self.imports:
            return self.node(GLOBAL, 0, self.paths.name(name))
        known = self.tops.get(name)
        if known is not None:
            return known
        if place and name not in library.DEFAULT_TYPES:
            return self.member(place, name)
        return self.node(GLOBAL, 0, self.paths.name(name))

    def find(self, name: bytes) -> int:
        """What a name in an expression stands for: the path of a local variable's value, or that of what is
        mentioned, negative."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if name in scope.fields:
                return -scope.fields[name]
            if name in scope.types:
                return -scope.types[name]
            scope = scope.outer
        place = self.scope.inside
        if place == self.file:
            known = self.tops.get(name) if name not in self.imports else None
            return -(known or self.node(GLOBAL, 0, self.paths.name(name)))
        return -self.member(place, name)

    def cast_of(self, name: bytes) -> int:
        """What a member of that name has been tested to be."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.casts:
                return scope.casts[name]
            scope = scope.outer
        return 0

    def own_function(self, name: bytes, count: int) -> int:
        """The path of a local function of that name, or of a method of an object without a name around here;
        0 if none."""
        scope: Scope | None = self.scope
        while scope is not None:
            known = scope.functions.get(name)
            if known is not None:
                fitting = (path for path, least, most in known if least <= count <= most)
                return next(fitting, known[0][0])
            if name in scope.names:
                return 0
            scope = scope.outer
        return 0

    def labelled(self, label: bytes) -> int:
        """The value of ``this@label``."""
        scope: Scope | None = self.scope
        while scope is not None:
            if scope.label == label:
                return scope.this
            scope = scope.outer
        return 0

    def mention_type(self, path: int, node: Node, kind: int = USES) -> None:
        """A type that code names; `BUILTIN` ones have no target."""
        operation, first, _ = self.steps[path]
        if operation == LOCAL and kind == USES and first == self.source_entity:
            return  # A class does not use itself.
        if operation in (GLOBAL, IMPORT, LOCAL, ATTR):
            self.mention(path, kind, node)


def again(name: bytes, number: int) -> bytes:
    """The name that an import is noted under, from the second of a name on."""
    return name if number == 1 else b"%b#%d" % (name, number)
