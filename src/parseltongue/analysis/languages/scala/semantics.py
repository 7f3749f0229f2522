"""What Scala names mean across files: packages, imports, objects beside their classes, applications.

A class and its object share a name: where a type is wanted the class is meant, elsewhere the object, and
applying a name that has no object with a fitting ``apply`` constructs the class.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala import library
from parseltongue.analysis.languages.scala.classes import java_type, scala_type
from parseltongue.analysis.languages.scala.placement import unnamed_package
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME, NominalSemantics
from parseltongue.analysis.linking.overloads import Rules, call_arguments
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.world import NAMESPACE, Unit, member_key, stars_key
from parseltongue.model.interface import EXTENSION, STATIC
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, TYPE_ALIAS, TYPE_KINDS
from parseltongue.model.paths import MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Owner = tuple[Unit, int]
    Level = list[Owner] | Found

_CLOSED = frozenset(
    (
        "java.lang.String", "scala.Int", "scala.Long", "scala.Double", "scala.Float", "scala.Boolean",
        "scala.Char", "scala.Unit", "scala.Byte", "scala.Short",
    )
)  # fmt: skip
_ALIASES = {"String": "java.lang.String", "Serializable": "java.io.Serializable"}
_FUNCTION = "scala.Function"
_OUTSIDE = frozenset((v.EXTERNAL, v.EXTERNAL_INSTANCE))
_NAMED_TYPES = TYPE_KINDS | {TYPE_ALIAS}
_INSTANCES = frozenset((v.INSTANCE, v.EXTERNAL_INSTANCE, v.CALLABLE, v.TYPE_VARIABLE, v.CONTAINER))
_SILENT = Found(None, (v.MODULE, "", NAMESPACE, None))
"""What the path that does not apply leads to, of the two that a selection is mentioned by."""
_SYMBOLS = frozenset("!#%&*+-/:<=>?@\\^|~")
"""What names of operators begin with. Those of the language and its library are not told one by one."""
_UNTOLD = Found(None, (v.MISSING,))
"""Something that must be there, and is not known: nothing else can be meant."""


class ScalaSemantics(NominalSemantics):
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

    # -- what names lead to ---------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """A qualified name, what is in a package or object (``._``), or without a name the file itself."""
        if not text:
            return Found(None, (v.SCOPE, unit, 0))
        names = text.split(".")
        if names[-1] == "_":
            found = self._object(unit, names[:-1])
            return found or Found(None, (v.MODULE, text[:-2], NAMESPACE, unit))
        owners = self._owners(unit, names)
        if owners:
            return self._as_type(owners) or self._as_term(owners)
        return Found(text, (v.EXTERNAL, text)) if owners is None else _UNTOLD

    def _relative(self, unit: Unit, names: list[str]) -> list[list[str]]:
        """What the beginning of a qualified name can stand for: packages around are seen, too."""
        if names[0] == "_root_":
            return [names[1:]]
        package = unit.interface.package.split(".") if unit.interface.package else []
        return [names, *[[*package[:count], *names] for count in range(len(package), 0, -1)]]

    def _owners(self, unit: Unit, names: list[str]) -> list[Owner] | None:
        """All that a qualified name stands for; None if its beginning is nothing of the workspace."""
        self.record_in(unit.path, stars_key(unit.path))
        for tried in self._relative(unit, names):
            for first in range(len(tried) - 1, -1, -1):
                owners = self.open_members(".".join(tried[:first]), tried[first])
                if owners:
                    return self._inside(owners, tried[first + 1 :])
        return None

    def _inside(self, owners: list[Owner], names: list[str]) -> list[Owner]:
        for name in names:
            place = self._as_term(owners).value
            owners = self._members(place, name) if place is not None and place[0] == v.CLASS else []
            if not owners:
                return []
        return owners

    def _object(self, unit: Unit, names: list[str]) -> Found | None:
        owners = self._owners(unit, names)
        return self._as_term(owners) if owners else None

    def _members(self, place: Value, name: str) -> list[Owner]:
        found: list[Owner] = []
        for owner, number, _ in self.lineage(place[1], place[2]).classes:
            found += [(owner, one) for one in self.own_members(owner, number, name)]
        return found

    def _as_type(self, owners: list[Owner]) -> Found | None:
        for unit, ordinal in owners:
            kind, flags = unit.interface.kinds[ordinal], unit.interface.flags[ordinal]
            if kind in _NAMED_TYPES and not flags & STATIC:
                return self.entity(unit, ordinal)
        return None

    def _as_term(self, owners: list[Owner]) -> Found:
        """An object or value of a name; else the class, whose object the compiler makes."""
        for unit, ordinal in owners:
            kind, flags = unit.interface.kinds[ordinal], unit.interface.flags[ordinal]
            if kind in TYPE_KINDS and flags & STATIC:
                return self.entity(unit, ordinal)
        values = [one for one in owners if one[0].interface.kinds[one[1]] not in TYPE_KINDS]
        return self.entity(*(values or owners)[0])

    def _levels(self, unit: Unit, name: str) -> list[Level]:
        """Where a name can come from, those that have none left out."""
        found: list[Level] | None = self.evaluator.evaluate(
            ("levels", unit, name), self._find_levels, unit, name
        )
        return found or []

    def _find_levels(self, unit: Unit, name: str) -> list[Level]:
        return [one for one in self._each_level(unit, name) if one]

    def _each_level(self, unit: Unit, name: str) -> Iterator[Level]:
        self.record_in(unit.path, member_key(unit.path, "", name))
        self.record_in(unit.path, stars_key(unit.path))
        yield [(unit, one) for one in unit.interface.named(0).get(name, ())]
        text = unit.interface.imported_as(0, name)
        if text is not None:
            owners = self._owners(unit, text[1:-1].split("."))
            yield Found(text[1:-1], (v.EXTERNAL, text[1:-1])) if owners is None else owners or _UNTOLD
        yield self.open_members(unit.interface.package or unnamed_package(unit.folder), name)
        packages = []
        for star in unit.interface.stars.get(0, ()):
            place = self.text_value(unit, star).value
            if place is None:
                continue
            if place[0] == v.CLASS:
                yield self._members(place, name)
            elif place[0] == v.MODULE:
                packages.append(place[1])
                for tried in self._relative(unit, place[1].split(".")):
                    yield self.open_members(".".join(tried), name)
        for package in packages:
            if name in library.PACKAGES.get(package, ()):
                yield Found(f"{package}.{name}", (v.EXTERNAL, f"{package}.{name}"))
        default = library.default_package(name)
        if default is not None:
            dotted = _ALIASES.get(name, f"{default}.{name}")
            yield Found(dotted, (v.EXTERNAL, dotted))

    def _first(self, unit: Unit, name: str, *, types: bool) -> Found:
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                return level
            found = self._as_type(level) if types else self._as_term(level)
            if found is not None:
                return found
        return _UNTOLD if types else NOTHING

    def global_name(self, unit: Unit, name: str) -> Found:
        """The type of a name outside of all types."""
        return self._first(unit, name, types=True)

    def global_seen(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    def language_name(self, name: str) -> Found:
        return NOTHING

    def builtin(self, name: str) -> Found:
        return Found(None, (v.EXTERNAL, name))

    def instance(self, value: Value) -> Value | None:
        return value if value[0] in _INSTANCES else super().instance(value)

    def second(self, value: Value) -> Value | None:
        """A place where a type is looked for."""
        return (v.MAPPING, None, value)

    # -- selections -----------------------------------------------------------------------------------------

    def attribute(self, value: Value | None, name: str) -> Found:
        if value is not None and value[0] == v.MAPPING:
            return self._type_in(value[2], name)
        if value is None or name[0] in MARKS:
            return super().attribute(value, name)
        found = self._selected(value, name)
        if found is None:
            return NOTHING if value[0] not in (v.SCOPE, v.INSTANCE, v.CLASS, v.MISSING) else _SILENT
        if isinstance(found.target, tuple):
            unit, ordinal = found.target
            return _SILENT if unit.interface.kinds[ordinal] in CALLABLE_KINDS else found
        if found.value is not None and found.value[0] == v.MODULE:
            return found
        # Where nothing else is known it is taken for a method: the other path says so.
        return found if name[:1].isupper() else _SILENT

    def _type_in(self, place: Value | None, name: str) -> Found:
        """A type of a place: of the types around, of an object, of a package."""
        if place is None:
            return NOTHING
        if place[0] == v.EITHER:
            found = self._type_in(place[1], name)
            return found if isinstance(found.target, tuple) else self._type_in(place[2], name)
        if place[0] == v.SCOPE:
            for around in self._around(place[1], place[2]):
                inner = self._as_type(self._members((v.CLASS, place[1], around), name))
                if inner is not None:
                    return inner
            if name[:1].islower():
                return self._prefix(place[1], place[2], name)
            return self._first(place[1], name, types=True)
        if place[0] in (v.CLASS, v.INSTANCE):
            return self._as_type(self._members(place, name)) or _UNTOLD
        if place[0] == v.MODULE and place[3] is not None:
            owners = self._owners(place[3], [*place[1].split("."), name])
            dotted = f"{place[1]}.{name}"
            return (self._as_type(owners) if owners else None) or Found(dotted, (v.EXTERNAL, dotted))
        if place[0] in _OUTSIDE:
            return Found(f"{place[1]}.{name}", (v.EXTERNAL, f"{place[1]}.{name}"))
        return NOTHING

    def _prefix(self, unit: Unit, ordinal: int, name: str) -> Found:
        """What the first name of a qualified type means, which can be a package."""
        for around in self._around(unit, ordinal):
            owners = self._members((v.CLASS, unit, around), name)
            if owners:
                return self._as_term(owners)
        for level in self._levels(unit, name):
            return level if isinstance(level, Found) else self._as_term(level)
        return Found(None, (v.MODULE, name, NAMESPACE, unit))

    def _selected(self, value: Value, name: str) -> Found | None:
        """What a selection leads to, a value, a method or an object; None if nothing tells."""
        known = bound_of(value)
        if known is None:
            return None
        tag = known[0]
        if tag == v.EITHER:
            first = self._selected(known[1], name)
            if first is not None and isinstance(first.target, tuple):
                return first
            return self._selected(known[2], name) or first
        if tag == v.SCOPE:
            return self._seen(known[1], known[2], name)
        if tag in (v.INSTANCE, v.CLASS, v.SUPER):
            return self._of_type(known, name)
        if tag in _OUTSIDE:
            return self._outside(known, name)
        if tag == v.MODULE and known[3] is not None:
            return self._in_package(known, name)
        return None

    def _in_package(self, module: Value, name: str) -> Found:
        names = [*module[1].split("."), name]
        owners = self._owners(module[3], names)
        if owners:
            return self._as_term(owners)
        if name[:1].isupper():
            return Found(".".join(names), (v.EXTERNAL, ".".join(names)))
        return Found(None, (v.MODULE, ".".join(names), NAMESPACE, module[3]))

    def _seen(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        outside: Found | None = None
        for around in self._around(unit, ordinal):
            found = self._of_type((v.INSTANCE, unit, around), name)
            if found is not None and isinstance(found.target, tuple):
                return found
            outside = outside or found
        for level in self._levels(unit, name):
            return level if isinstance(level, Found) else self._as_term(level)
        if outside is not None and outside.target is not None:
            return outside
        if name[:1].islower():
            return Found(None, (v.MODULE, name, NAMESPACE, unit))
        return _UNTOLD

    def _of_type(self, value: Value, name: str) -> Found | None:
        """A member of a type or object, of whatever kind but the types in it."""
        lineage = self.lineage(value[1], value[2])
        for unit, ordinal, view in lineage.classes[value[0] == v.SUPER :]:
            members = self.own_members(unit, ordinal, name)
            owners: list[Owner] = [(unit, one) for one in members if not _is_class(unit, one)]
            if owners:
                own = self._actual(view, value)
                target = owners[0]
                if unit.interface.kinds[target[1]] in CALLABLE_KINDS:
                    return self._function(*target, own, None, len(owners) > 1)
                return super()._class_attribute(value, name)
        if lineage.external is not None:
            return self._outside(lineage.external, name)
        if self.root_member(name):
            return self._root_method(name)
        return None if lineage.unknown else _UNTOLD

    def _outside(self, value: Value, name: str) -> Found:
        dotted = f"{value[1]}.{name}"
        if value[0] == v.EXTERNAL:
            return Found(dotted, (v.EXTERNAL, dotted))
        return Found(dotted, (v.BUILTIN_METHOD, name, value, ()))

    # -- calls ----------------------------------------------------------------------------------------------

    def method(self, value: Value | None, name: str) -> Found:
        found = self._method(value, name)
        if name[0] in _SYMBOLS and name != CONSTRUCTOR_NAME and not isinstance(found.target, tuple):
            return _SILENT
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
            return _SILENT
        if isinstance(found.target, tuple):
            unit, ordinal = found.target
            return found if unit.interface.kinds[ordinal] in CALLABLE_KINDS else _SILENT
        return found if isinstance(found.target, str) else _SILENT

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
            return NOTHING if lineage.unknown else _UNTOLD
        if tag == v.MODULE and place[3] is not None:
            owners = self._owners(place[3], [*place[1].split("."), name])
            dotted = f"{place[1]}.{name}"
            return (self._application(owners, given) if owners else None) or Found(dotted, None)
        if tag in _OUTSIDE:
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
        return outside or _UNTOLD

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
    interface = unit.interface
    return not _is_constructor(unit, ordinal) and interface.kinds[ordinal] in CALLABLE_KINDS


def _is_constructor(unit: Unit, ordinal: int) -> bool:
    return unit.interface.kinds[ordinal] == CONSTRUCTOR


def _is_class(unit: Unit, ordinal: int) -> bool:
    """A type that no object is made of by its name alone; or a constructor."""
    if _is_constructor(unit, ordinal) or unit.interface.kinds[ordinal] == TYPE_ALIAS:
        return True
    return unit.interface.kinds[ordinal] in TYPE_KINDS and not unit.interface.flags[ordinal] & STATIC
