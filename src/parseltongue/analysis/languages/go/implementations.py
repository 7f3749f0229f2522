"""Which interfaces a type implements: those all of whose methods it has, declared or through embedding."""

from __future__ import annotations

from parseltongue.analysis.languages.go import stdlib
from parseltongue.analysis.languages.go.method_sets import (
    ALL,
    ASKED,
    EMBEDDED,
    MAX_SLOTS,
    method_key,
    package_scope,
    rough,
    shape_of,
    with_packages,
)  # fmt: skip
from parseltongue.analysis.linking import values as v
from parseltongue.model.kinds import CLASS, STRUCT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.go.semantics import GoSemantics
    from parseltongue.analysis.world import Unit

    Declared = tuple[Unit, int]

_TYPES = frozenset((STRUCT, CLASS))


class MethodSet:
    """The methods of a type.

    Attributes
    ----------
    methods : frozenset of str
        Each as `method_sets.method_key` tells it, with the packages of all types.
    external : frozenset of str
        Embedded types outside the workspace whose methods are not known.
    """

    __slots__ = ("external", "methods")

    def __init__(self, methods: frozenset[str], external: frozenset[str]) -> None:
        self.methods = methods
        self.external = external

    def has(self, other: MethodSet) -> bool:
        """Whether all that `other` asks for is there; nothing has what asks for nothing."""
        asks = bool(other.methods or other.external)
        return asks and other.methods <= self.methods and other.external <= self.external


_EMPTY = MethodSet(frozenset(), frozenset())


class Implementations:
    """Answers for the types of one world; every look at another file is a recorded lookup."""

    def __init__(self, semantics: GoSemantics) -> None:
        self._semantics = semantics

    def of(self, unit: Unit, ordinal: int) -> list[Declared]:
        """The interfaces that a type implements and does not embed, in order of path and place."""
        if unit.interface.kinds[ordinal] not in _TYPES:
            return []
        found: list[Declared] | None = self._semantics.evaluator.evaluate(
            ("implements", unit.path, unit.interface.symbols[ordinal]), self._of, unit, ordinal
        )
        return found or []

    def _of(self, unit: Unit, ordinal: int) -> list[Declared]:
        own = self.methods(unit, ordinal)
        bases = self._semantics.base_values(unit, ordinal)
        embedded = {(one[1], one[2]) for one in bases if one is not None and one[0] == v.CLASS}
        implemented: dict[Declared, None] = {}
        pending = [(ASKED, rough(one)) for one in sorted(own.methods)]
        for scope, name in pending:
            for one in self._semantics.open_members(scope, name):
                if one not in implemented and own.has(self.methods(*one)):
                    implemented[one] = None
                    pending.append((EMBEDDED, one[0].interface.names[one[1]]))
        for dotted in sorted(own.external):
            pending.append((EMBEDDED, dotted.rpartition(".")[2]))
        found = [one for one in implemented if one not in embedded]
        return sorted(found, key=lambda one: (one[0].path, one[1]))[:MAX_SLOTS]

    def methods(self, unit: Unit, ordinal: int) -> MethodSet:
        """All methods that a type has, those of what it embeds included."""
        found: MethodSet | None = self._semantics.evaluator.evaluate(
            ("methods", unit.path, unit.interface.symbols[ordinal]), self._methods, unit, ordinal
        )
        return found or _EMPTY

    def _methods(self, unit: Unit, ordinal: int) -> MethodSet:
        semantics = self._semantics
        package = package_scope(unit.path, unit.interface.package)
        scope = semantics.scope_of(unit, ordinal)
        declared: dict[str, str] = {}
        for owner, method in semantics.open_members(scope, ALL) if scope else ():
            name = owner.interface.names[method]
            shape = self._shape(owner, owner.interface.types[method])
            declared.setdefault(name, method_key(package, name, shape))
        external: set[str] = set()
        promoted: set[str] = set()
        for value in semantics.base_values(unit, ordinal):
            if value is not None and value[0] == v.CLASS:
                inner = self.methods(value[1], value[2])
                promoted |= inner.methods
                external |= inner.external
            elif value is not None and value[0] == v.EXTERNAL:
                known = stdlib.methods(value[1])
                promoted |= known
                external.update(() if known else (value[1],))
            else:
                external.add(f"? in {package}.{unit.interface.names[ordinal]}")
        hidden = {_name(one) for one in declared.values()}
        promoted = {one for one in promoted if _name(one) not in hidden}
        return MethodSet(frozenset((*declared.values(), *promoted)), frozenset(external))

    def _shape(self, unit: Unit, type_: str) -> str:
        """The shape of a method, each package called by its import path, or by its scope if it is here."""

        def named(package: str) -> str:
            if not package:
                return package_scope(unit.path, unit.interface.package)
            value = self._semantics.export(unit, package, stars=False).value
            if value is None or value[0] not in (v.MODULE, v.EXTERNAL):
                return "?"
            return str(value[1]) if value[0] == v.EXTERNAL else self._semantics.scope_of_module(value)

        return with_packages(shape_of(type_), named)


def _name(method: str) -> str:
    """A method without its shape."""
    return method.partition("(")[0]
