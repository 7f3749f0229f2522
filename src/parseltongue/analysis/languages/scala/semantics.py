"""What Scala applications mean across files: methods, values that are applied, classes by their names.

Applying a name that has no object with a fitting ``apply`` constructs the class.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala import library
from parseltongue.analysis.languages.scala.classes import java_type, scala_type
from parseltongue.analysis.languages.scala.selections import SILENT, SelectionSemantics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.linking.overloads import Rules, call_arguments
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.model.interface import EXTENSION, STATIC
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.world import Unit

_CLOSED = frozenset(
    (
        "java.lang.String", "scala.Int", "scala.Long", "scala.Double", "scala.Float", "scala.Boolean",
        "scala.Char", "scala.Unit", "scala.Byte", "scala.Short",
    )
)  # fmt: skip
_FUNCTION = "scala.Function"
_SYMBOLS = frozenset("!#%&*+-/:<=>?@\\^|~")
"""What names of operators begin with. Those of the language and its library are not told one by one."""


class ScalaSemantics(SelectionSemantics):
    """Evaluates Scala names and paths in a `World`. Not thread-safe."""

    RULES = Rules({}, {}, _CLOSED, "scala.Any")

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    def root_member(self, name: str) -> bool:
        return name in library.ROOT_MEMBERS

    def published(self, value: Value, inner: bool) -> Value | None:
        return java_type(value, inner)

    def adopted(self, value: Value, inner: bool) -> Value | None:
        return scala_type(value, inner)

    def method(self, value: Value | None, name: str) -> Found:
        found = self._method(value, name)
        if name[0] in _SYMBOLS and name != CONSTRUCTOR_NAME and not isinstance(found.target, tuple):
            return SILENT
        return found

    def _method(self, value: Value | None, name: str) -> Found:
        if value is None:
            return NOTHING
        if value[0] == v.PAIR:
            return self._applied(value[1], name, call_arguments(value[2]))
        if value[0] == v.CALLABLE:
            found = self._selected(value[1], name) if value[1] is not None else None
            return self._evaluated(found) if found is not None else NOTHING
        found = self._selected(value, name)
        if found is None:
            return SILENT
        if isinstance(found.target, tuple):
            unit, ordinal = found.target
            return found if unit.interface.kinds[ordinal] in CALLABLE_KINDS else SILENT
        return found if isinstance(found.target, str) else SILENT

    def _evaluated(self, found: Found) -> Found:
        """A selection, so that calling it gives its value, be it a method or not."""
        value = found.value
        if value is None or value[0] in (v.FUNCTION, v.BUILTIN_METHOD):
            return found
        return Found(found.target, (v.CALLABLE, value), found.inferred)

    def call(self, value: Value) -> Value | None:
        if value[0] != v.BUILTIN_METHOD:
            return super().call(value)
        _, name, receiver, _ = value
        types = arguments_of(receiver)
        if len(types) == 1 and name in library.SAME:
            return receiver  # type: ignore[no-any-return]
        if len(types) == 1 and name in library.ELEMENTS:
            return types[0]
        return None

    def outside_parameter(self, method: Value, index: int) -> Value | None:
        types = arguments_of(method[2])
        if method[1] not in library.ELEMENT_FUNCTIONS or len(types) != 1:
            return None
        return (v.EXTERNAL_INSTANCE, _FUNCTION, (types[0], None))

    def outside_functional(self, value: Value) -> list[Value | None]:
        return list(arguments_of(value)[:-1]) if value[1] == _FUNCTION else []

    def outside_result(self, value: Value) -> Value | None:
        types = arguments_of(value)
        return types[-1] if value[1] == _FUNCTION and types else None

    def outside_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found:
        return self._outside(receiver, name)

    def _applied(self, place: Value | None, name: str, given: list[Value | None]) -> Found:
        """``place.name(...)``."""
        place = bound_of(place)
        if place is None:
            return NOTHING
        if name == CONSTRUCTOR_NAME:
            return self._constructed(place, given)
        tag = place[0]
        if tag == v.EITHER:
            first = self._applied(place[1], name, given)
            return first if isinstance(first.target, tuple) else self._applied(place[2], name, given)
        if tag == v.SCOPE:
            return self._applied_name(place[1], place[2], name, given)
        if tag in (v.INSTANCE, v.CLASS, v.SUPER):
            found = self._applied_member(place, name, given)
            if found is not None:
                return found
            lineage = self.lineage(place[1], place[2])
            if lineage.external is not None:
                return self._outside(lineage.external, name)
            return NOTHING if lineage.unknown else ABSENT
        if tag == v.MODULE and place[3] is not None:
            owners = self._owners(place[3], [*place[1].split("."), name])
            dotted = f"{place[1]}.{name}"
            return (self._application(owners, given) if owners else None) or Found(dotted, None)
        if tag in v.OUTSIDE:
            if place[1] == _FUNCTION and name == "apply":
                return Found(f"{_FUNCTION}.apply", (v.CALLABLE, self.outside_result(place)))
            return self._outside(place, name)
        return Found(None, place) if tag == v.MISSING else NOTHING

    def _applied_member(self, value: Value, name: str, given: list[Value | None]) -> Found | None:
        """A method of a type or object, or something in it that is applied; None if it has none."""
        lineage = self.lineage(value[1], value[2])
        unfit: Found | None = None
        for unit, ordinal, view in lineage.classes[value[0] == v.SUPER :]:
            own = self._actual(view, value)
            members = self.own_members(unit, ordinal, name)
            methods = [one for one in members if _is_method(unit, one)]
            chosen = self._chosen((unit, ordinal), methods, own, given, False) if methods else None
            if chosen is not None:
                return self._function(unit, chosen.member, own, given, not chosen.is_sure)
            others = [one for one in members if not _is_method(unit, one) and not _is_constructor(unit, one)]
            if others:
                return self._application([(unit, one) for one in others], given)
            if methods:
                unfit = unfit or self._unfit(unit, methods, own, given)
        if unfit is None and lineage.external is None and self.root_member(name):
            return self._root_method(name)
        return unfit

    def _unfit(self, unit: Unit, methods: list[int], own: tuple[Value | None, ...], given: object) -> Found:
        """A method with no list of arguments, whose value is applied; or one that does not seem to fit."""
        bare = [one for one in methods if not unit.interface.parameters.get(one)]
        return self._function(unit, (bare or methods)[0], own, None, not bare)

    def _applied_name(self, unit: Unit, ordinal: int, name: str, given: list[Value | None]) -> Found:
        outside: Found | None = None
        for around in self._around(unit, ordinal):
            found = self._applied_member((v.INSTANCE, unit, around), name, given)
            if found is not None:
                return found
            external = self.lineage(unit, around).external
            outside = outside or (self._outside(external, name) if external is not None else None)
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                return self._outside_application(level, name)
            found = self._application(level, given)
            if found is not None:
                return found
        return outside or ABSENT

    def _outside_application(self, found: Found, name: str) -> Found:
        """Applying the name of a type outside makes a value of it."""
        if isinstance(found.target, str) and name[:1].isupper():
            return Found(found.target, (v.CALLABLE, (v.EXTERNAL_INSTANCE, found.target)))
        return Found(found.target, None) if isinstance(found.target, str) else found

    def _application(self, owners: list[Owner], given: list[Value | None]) -> Found | None:
        """What applying a name means that all of these have."""
        functions = [one for one in owners if one[0].interface.kinds[one[1]] in CALLABLE_KINDS]
        plain = [one for one in functions if not one[0].interface.flags[one[1]] & EXTENSION]
        for unit, _ in plain:
            same = [ordinal for owner, ordinal in plain if owner is unit]
            chosen = self._chosen((unit, 0), same, (), given, False)
            if chosen is not None:
                return self._function(unit, chosen.member, (), given, not chosen.is_sure)
        if plain:
            return self._function(*plain[0], (), given, True)
        return self._applied_object(owners, given)

    def _applied_object(self, owners: list[Owner], given: list[Value | None]) -> Found | None:
        """``Name(...)``: the ``apply`` of the object, else the constructor of the class."""
        classes = [one for one in owners if one[0].interface.kinds[one[1]] in TYPE_KINDS]
        unfit: Found | None = None
        for unit, ordinal in classes:
            if unit.interface.flags[ordinal] & STATIC:
                found = self._applied_member((v.CLASS, unit, ordinal), "apply", given)
                if found is not None and not found.inferred:
                    return found
                unfit = unfit or found
        for unit, ordinal in classes:
            if not unit.interface.flags[ordinal] & STATIC:
                return self._made((v.CLASS, unit, ordinal), given)
        if unfit is not None or not owners:
            return unfit
        found = self._as_term(owners)
        if classes:
            return Found(found.target, None, True)
        value = found.value
        if value is not None and value[0] == v.CLASS:
            return self._made(value, given)  # An alias of a class.
        applied = self._applied(value, "apply", given) if value is not None else NOTHING
        return applied if isinstance(applied.target, tuple) else Found(found.target, applied.value)

    def _made(self, value: Value, given: list[Value | None]) -> Found:
        found = self._constructed(value, given)
        return Found(found.target, (v.CALLABLE, (v.INSTANCE, value[1], value[2])), found.inferred)


def _is_method(unit: Unit, ordinal: int) -> bool:
    return not _is_constructor(unit, ordinal) and unit.interface.kinds[ordinal] in CALLABLE_KINDS


def _is_constructor(unit: Unit, ordinal: int) -> bool:
    return unit.interface.kinds[ordinal] == CONSTRUCTOR
