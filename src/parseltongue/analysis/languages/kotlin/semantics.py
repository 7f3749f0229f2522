"""What Kotlin names mean across files: packages, imports, companions, extensions.

A name is looked for in levels: what the file imports by name, its package, what it imports with all else of a
package or type, what comes without an import. The first level with something that fits counts.
"""

from __future__ import annotations

from itertools import count

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.bindings import ALIAS_VARIABLES, again
from parseltongue.analysis.languages.kotlin.calls import Arguments, arguments_in, plain, takes_arguments
from parseltongue.analysis.languages.kotlin.classes import java_type, kotlin_type
from parseltongue.analysis.languages.kotlin.outside import OutsideSemantics
from parseltongue.analysis.languages.kotlin.placement import unnamed_package
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import OPEN, arguments_of, bound_of, substituted
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.linking.semantics import distance
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import NAMESPACE, Unit, member_key, stars_key
from parseltongue.model.interface import EXTENSION
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CLASS,
    CONSTRUCTOR,
    ENUM,
    TYPE_ALIAS,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.model.paths import VARIABLE_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.linking.generics import Arguments as TypeArguments
    from parseltongue.analysis.world import World

    Owner = tuple[Unit, int]
    Level = list[Owner] | Found

_COMPANION = library.COMPANION.decode()
_NAMED_TYPES = TYPE_KINDS | {TYPE_ALIAS}
_INSTANCES = frozenset((v.INSTANCE, v.EXTERNAL_INSTANCE, v.CALLABLE, v.TYPE_VARIABLE, v.CONTAINER))
_TYPES = frozenset((v.CLASS, v.EXTERNAL))
_OUTSIDE = frozenset((v.EXTERNAL, v.EXTERNAL_INSTANCE))
_UNTOLD = Found(None, (v.MISSING,))
"""Something that must be there, and is not known: nothing else can be meant."""


class KotlinSemantics(OutsideSemantics):
    """Evaluates Kotlin names and paths in a `World`. Not thread-safe."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._companions: dict[Owner, tuple[int, Owner | None]] = {}

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS or name in library.JAVA_MEMBERS

    def published(self, value: Value, inner: bool) -> Value | None:
        return java_type(value, inner)

    def adopted(self, value: Value, inner: bool) -> Value | None:
        return kotlin_type(value, inner)

    # -- what names lead to ---------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """A qualified name, the names of a package or type (``.*``), or without a name the file itself."""
        if not text:
            return Found(None, (v.SCOPE, unit, 0))
        if text.endswith(".*"):
            names = text[:-2].split(".")
            found = self._qualified(unit, names) if any(one[:1].isupper() for one in names) else None
            return found or Found(None, (v.MODULE, text[:-2], NAMESPACE, unit))
        return self._qualified(unit, text.split(".")) or Found(text, (v.EXTERNAL, text))

    def declared(self, unit: Unit, ordinal: int, receiver: Value | None) -> Value | None:
        """An alias is what it stands for, with type variables that wait for its arguments."""
        value = super().declared(unit, ordinal, receiver)
        if value is None or unit.interface.kinds[ordinal] != TYPE_ALIAS:
            return value
        waiting = [(v.TYPE_VARIABLE, unit, ordinal, index, OPEN) for index in range(ALIAS_VARIABLES)]
        return substituted(value, (unit, ordinal), tuple(waiting))

    def _qualified(self, unit: Unit, names: list[str]) -> Found | None:
        first = next((at for at, name in enumerate(names) if name[:1].isupper()), len(names) - 1)
        owners = self._in_package(unit, ".".join(names[:first]), names[first])
        if not owners:
            return None
        found = self._preferred(unit, owners)
        for name in names[first + 1 :]:
            place = found.value
            found = self.attribute(place, name) if place is not None else NOTHING
            if found.target is None:
                methods = self._members_of(place, name)
                if not methods:
                    return _UNTOLD
                found = self.entity(*methods[0])
        return found

    def _in_package(self, unit: Unit, package: str, name: str) -> list[Owner]:
        """What a package has under a name; of what a file declares for itself, only its own."""
        found = self.open_members(package, name)
        if unit.interface.package != package:
            return found
        self.record_in(unit.path, member_key(unit.path, "", name))
        own: list[Owner] = [(unit, one) for one in unit.interface.named(0).get(name, ())]
        return [*own, *[one for one in found if one[0] is not unit]]

    def _preferred(self, unit: Unit, owners: list[Owner]) -> Found:
        """Of several things of one name what a name that is not called means: types go first."""
        types = [one for one in owners if one[0].interface.kinds[one[1]] in _NAMED_TYPES]
        values = [one for one in owners if not one[0].interface.flags[one[1]] & EXTENSION]
        candidates = types or values or owners
        least = min(distance(unit.folder, one[0].folder) for one in candidates)
        near = [one for one in candidates if distance(unit.folder, one[0].folder) == least]
        found = self.entity(*near[0])
        return (
            found if len(near) == 1 else Found(found.target, found.value, len({one[0] for one in near}) > 1)
        )

    def _levels(self, unit: Unit, name: str) -> list[Level]:
        """Where a name can come from, those that have none left out."""
        found: list[Level] | None = self.evaluator.evaluate(
            ("levels", unit, name), self._find_levels, unit, name
        )
        return found or []

    def _find_levels(self, unit: Unit, name: str) -> list[Level]:
        return [one for one in self._each_level(unit, name) if one]

    def _each_level(self, unit: Unit, name: str) -> Iterator[Level]:
        yield from self._import_levels(unit, name)
        self.record_in(unit.path, stars_key(unit.path))
        package = unit.interface.package or unnamed_package(unit.folder)
        yield self._own_level(unit, package, name)
        for star in unit.interface.stars.get(0, ()):
            yield self._star_level(unit, star, name)
        default = library.default_package(name)
        if default is not None:
            yield Found(f"{default}.{name}", (v.EXTERNAL, f"{default}.{name}"))
        yield self._foreign_level(unit, name)

    def _own_level(self, unit: Unit, package: str, name: str) -> list[Owner]:
        own: list[Owner] = [(unit, one) for one in unit.interface.named(0).get(name, ())]
        return [*own, *[one for one in self.open_members(package, name) if one[0] is not unit]]

    def _import_levels(self, unit: Unit, name: str) -> Iterator[Level]:
        """What a file imports under a name: all of the workspace together, then what is outside."""
        levels = [self._import_level(unit, text[1:-1]) for text in self._imports(unit, name)]
        yield [one for level in levels if isinstance(level, list) for one in level]
        yield from (level for level in levels if not isinstance(level, list))

    def _imports(self, unit: Unit, name: str) -> Iterator[str]:
        for number in count(1):
            noted = again(name.encode(), number).decode()
            self.record_in(unit.path, member_key(unit.path, "", noted))
            text = unit.interface.imported_as(0, noted)
            if text is None:
                return
            yield text

    def _import_level(self, unit: Unit, dotted: str) -> Level:
        names = dotted.split(".")
        first = next((at for at, name in enumerate(names) if name[:1].isupper()), len(names) - 1)
        owners = self._in_package(unit, ".".join(names[:first]), names[first])
        if not owners:
            return Found(dotted, (v.EXTERNAL, dotted))
        if first == len(names) - 1:
            return owners
        place = self._preferred(unit, owners)
        for name in names[first + 1 : -1]:
            place = self.attribute(place.value, name)
        return self._members_of(place.value, names[-1]) or _UNTOLD

    def _members_of(self, place: Value | None, name: str) -> list[Owner]:
        """All that a type, and the object that its name stands for, have under a name."""
        if place is None or place[0] != v.CLASS:
            return []
        unit, ordinal = place[1:3]
        found: list[Owner] = [(unit, one) for one in self.own_members(unit, ordinal, name)]
        companion = self.companion(unit, ordinal)
        if companion is not None and companion != (unit, ordinal):
            for owner, number, _ in self.lineage(*companion).classes:
                found += [(owner, one) for one in self.own_members(owner, number, name)]
        return found

    def _star_level(self, unit: Unit, star: str, name: str) -> Level:
        place = self.text_value(unit, star).value
        if place is None:
            return []
        if place[0] == v.CLASS:
            return self._members_of(place, name)
        if place[0] != v.MODULE:
            return []
        found = self._in_package(unit, place[1], name)
        if not found and name in library.PACKAGES.get(place[1], ()):
            return Found(f"{place[1]}.{name}", (v.EXTERNAL, f"{place[1]}.{name}"))
        return found

    def _foreign_level(self, unit: Unit, name: str) -> Level:
        """A name that nothing declares can be one that an import of everything brings from outside."""
        stars = [self.text_value(unit, text).value for text in unit.interface.stars.get(0, ())]
        packages = [one[1] for one in stars if one is not None and one[0] == v.MODULE]
        unknown = [one for one in packages if one not in library.PACKAGES]
        if len(unknown) == 1 and name[:1].isupper():
            return Found(f"{unknown[0]}.{name}", (v.EXTERNAL, f"{unknown[0]}.{name}"), True)
        return []

    def global_name(self, unit: Unit, name: str) -> Found:
        found: Found | None = self.evaluator.evaluate(("global", unit, name), self._global, unit, name)
        return found or NOTHING

    def global_seen(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    def _global(self, unit: Unit, name: str) -> Found:
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                return level
            named = [one for one in level if _is_named(*one)]
            if named:
                return self._preferred(unit, named)
        return _UNTOLD if name[:1].isupper() else NOTHING

    def language_name(self, name: str) -> Found:
        return NOTHING

    def builtin(self, name: str) -> Found:
        return Found(None, (v.EXTERNAL, name))

    def instance(self, value: Value) -> Value | None:
        return value if value[0] in _INSTANCES else super().instance(value)

    # -- members --------------------------------------------------------------------------------------------

    def companion(self, unit: Unit, ordinal: int) -> Owner | None:
        """The object that the name of a class stands for: itself, or its companion."""
        known = self._companions.get((unit, ordinal))
        if known is None:
            key = member_key(unit.path, unit.interface.symbols[ordinal], _COMPANION)
            self.owners[key] = unit.path
            text = unit.interface.imported_as(ordinal, _COMPANION)
            found = self.text_value(unit, text).target if text is not None else None
            known = self._companions[unit, ordinal] = key, found if isinstance(found, tuple) else None
        self.evaluator.keys.add(known[0])
        return known[1]

    def standing_for(self, value: Value | None) -> Value | None:
        """A value where an instance is wanted: the name of an object stands for the object."""
        if value is None or value[0] != v.CLASS:
            return value
        companion = self.companion(value[1], value[2])
        return (v.INSTANCE, *companion) if companion is not None else None

    def attribute(self, value: Value | None, name: str) -> Found:
        if value is not None and value[0] == v.PAIR:
            return self._seen_attribute(value[1], value[2], name)
        if value is not None and value[0] == v.SCOPE and not value[2]:
            if name.startswith(VARIABLE_MARK):
                alias, index = divmod(int(name[1:]), ALIAS_VARIABLES)
                return Found(None, (v.TYPE_VARIABLE, value[1], alias, index, None))
            return self.global_name(value[1], name)
        return super().attribute(value, name)

    def _seen_attribute(self, receiver: Value | None, place: Value | None, name: str) -> Found:
        """``receiver.name``, which can be an extension that the file sees."""
        if receiver is None or place is None:
            return NOTHING
        found = self.attribute(receiver, name)
        if isinstance(found.target, tuple) and not found.inferred:
            return found
        known = self.outside_property(self.standing_for(receiver), name)
        if known is not None and known.value is not None:
            return known
        value = self.standing_for(receiver)
        extension = self._extension([value], place[1], name, None, place[2]) if value is not None else None
        return extension or known or found

    def _class_attribute(self, value: Value, name: str) -> Found:
        found = super()._class_attribute(value, name)
        if isinstance(found.target, tuple):
            return found
        unit, ordinal = value[1:3]
        if value[0] == v.CLASS:
            companion = self.companion(unit, ordinal)
            if companion is not None:
                found = super()._class_attribute((v.INSTANCE, *companion), name)
        if unit.interface.kinds[ordinal] == ENUM and found.target is None:
            return self._enum_property((v.INSTANCE, unit, ordinal), name) or found
        return found

    def _enum_property(self, own: Value, name: str) -> Found | None:
        if name in ("name", "ordinal"):
            return Found(f"kotlin.Enum.{name}", (v.EXTERNAL_INSTANCE, _ENUM_PROPERTIES[name]))
        if name == "entries":
            return Found("kotlin.Enum.entries", (v.EXTERNAL_INSTANCE, "kotlin.collections.List", (own,)))
        return None

    def scope_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name inside a class: of the class and its object, of those around it, of the file."""
        outside = NOTHING
        for around in self._around(unit, ordinal):
            for value in self._inside(unit, around):
                found = self._class_attribute(value, name)
                if isinstance(found.target, tuple):
                    return found
                outside = found if outside.target is None else outside
        extension = self._scope_extension(unit, ordinal, [], name, None)
        if extension is not None:
            return extension
        found = self.global_name(unit, name)
        return found if found.target is not None or outside.target is None else outside

    def _inside(self, unit: Unit, ordinal: int) -> list[Value]:
        """What the names inside a class can be members of: an instance, and the objects of its types."""
        found: list[Value] | None = self.evaluator.evaluate(
            ("inside", unit, ordinal), self._find_inside, unit, ordinal
        )
        return found or [(v.INSTANCE, unit, ordinal)]

    def _find_inside(self, unit: Unit, ordinal: int) -> list[Value]:
        found: list[Value] = [(v.INSTANCE, unit, ordinal)]
        for owner, number, _ in self.lineage(unit, ordinal).classes:
            companion = self.companion(owner, number)
            if companion is not None and companion != (owner, number):
                found.append((v.INSTANCE, *companion))
        return found

    # -- calls ----------------------------------------------------------------------------------------------

    def method(self, value: Value | None, name: str) -> Found:
        if value is None:
            return NOTHING
        arguments: Value | None = None
        if value[0] == v.PAIR and not _is_file(value[2]):
            value, arguments = value[1], value[2]
        given: Arguments | None = arguments_in(arguments)
        if value is not None and value[0] == v.CALLABLE:
            value, given = value[1], None
            if value is not None and value[0] == v.PAIR:
                return self._referred(value[1], value[2], name)
        if value is None:
            return NOTHING
        if value[0] == v.PAIR:
            return self._seen_method(value[1], value[2], name, given)
        return self._scoped(value, name, given)

    def _referred(self, receiver: Value | None, place: Value, name: str) -> Found:
        """``receiver::name``: of an object, or of any instance of a type."""
        found = self._seen_method(receiver, place, name, None)
        if receiver is None or receiver[0] not in _TYPES or isinstance(found.target, tuple):
            return found
        tag = v.INSTANCE if receiver[0] == v.CLASS else v.EXTERNAL_INSTANCE
        of_any = self._seen_method((tag, *receiver[1:]), place, name, None)
        return of_any if isinstance(of_any.target, tuple) else found

    def invoked(self, receiver: Value | None, name: str, arguments: list[Value | None] | None) -> Found:
        """A member, without extensions."""
        return self._member_method(receiver, name, plain(arguments)) or NOTHING

    def _scoped(self, place: Value, name: str, given: Arguments | None) -> Found:
        """A call of a name alone: receivers of lambdas first, then classes around, then the file."""
        if name == CONSTRUCTOR_NAME:
            return self._made(place, given) or NOTHING
        if place[0] == v.EITHER and place[1][0] == v.MAPPING:
            return self._variable_call(place[1][2], place[2], name, given)
        receivers: list[Value] = []
        while place is not None and place[0] == v.EITHER:
            receivers.append(place[1])
            place = place[2]
        if place is None or place[0] != v.SCOPE:
            return self._member_method(place, name, given) or _UNTOLD
        unit, ordinal = place[1:3]
        inferred: Found | None = None
        doubtful = False
        for receiver in self._places(receivers, unit, ordinal):
            found = self._member_method(receiver, name, given, sure=True)
            if found is not None and not found.inferred:
                return found if not doubtful else Found(found.target, found.value, True)
            inferred = inferred or found
            doubtful = doubtful or (receiver[0] in _OUTSIDE and self.is_open(receiver))
        found = self._scope_extension(unit, ordinal, receivers, name, given)
        if found is None:
            found = self._global_call(unit, name, given)
        if found is not None and (not found.inferred or inferred is None):
            return found if not doubtful or found.inferred else Found(found.target, found.value, True)
        return inferred or found or self._inherited(unit, ordinal, receivers, name)

    def _variable_call(
        self, variable: Value | None, place: Value, name: str, given: Arguments | None
    ) -> Found:
        """A call of a local variable's name: of its value, or of a function if that cannot be called."""
        called = self._called_value(Found(None, variable), given) if variable is not None else NOTHING
        if called is not None and isinstance(called.target, tuple):
            return called
        if called is None or (variable is not None and called.value is None):
            found = self._scoped(place, name, given)
            if isinstance(found.target, tuple):
                return Found(found.target, found.value, found.inferred or called is not None)
        while place[0] == v.EITHER:
            place = place[2]
        return self._seen_method(variable, place, "invoke", given)

    def _places(self, receivers: list[Value], unit: Unit, ordinal: int) -> Iterator[Value]:
        yield from receivers
        for around in self._around(unit, ordinal):
            yield from self._inside(unit, around)
            yield (v.CLASS, unit, around)

    def _inherited(self, unit: Unit, ordinal: int, receivers: list[Value], name: str) -> Found:
        """A method that only a supertype or receiver outside the workspace can have."""
        for receiver in receivers:
            if receiver[0] in _OUTSIDE:
                return self.external_attribute(receiver, name)
        for around in self._around(unit, ordinal):
            external = self.lineage(unit, around).external
            if external is not None:
                return self.outside_method(external, name, [])
            if self.root_member(name):
                return self.outside_method((v.EXTERNAL_INSTANCE, self.RULES.root), name, [])
        return _UNTOLD

    def _member_method(
        self, receiver: Value | None, name: str, given: Arguments | None, *, sure: bool = False
    ) -> Found | None:
        """A method, or something else that can be called, of a receiver itself; None if it has none.

        Parameters
        ----------
        sure : bool
            Not what a receiver outside the workspace may have.
        """
        receiver = bound_of(receiver)
        if receiver is None:
            return None
        tag = receiver[0]
        if tag == v.EITHER:
            first = self._member_method(receiver[1], name, given, sure=sure)
            return first or self._member_method(receiver[2], name, given, sure=sure)
        if tag == v.SUPER:
            return self._methods((v.INSTANCE, *receiver[1:]), name, given, 1)
        if tag == v.INSTANCE:
            return self._methods(receiver, name, given, 0) or self._called_property(receiver, name, given)
        if tag == v.CLASS:
            return self._class_call(receiver, name, given)
        if tag in _OUTSIDE:
            known = self.outside_member(receiver, name, given)
            return known if known is not None or sure else self.external_attribute(receiver, name)
        if tag == v.CALLABLE and name == "invoke":
            return Found("kotlin.Function.invoke", receiver)
        return Found(None, receiver) if tag in (v.MISSING, v.MODULE) else None

    def _class_call(self, value: Value, name: str, given: Arguments | None) -> Found | None:
        """``Name.name(...)``: a type in it, a method of its object, what all enums have."""
        unit, ordinal = value[1:3]
        types = [
            one for one in self.own_members(unit, ordinal, name) if unit.interface.kinds[one] in TYPE_KINDS
        ]
        if types:
            return self._made((v.CLASS, unit, types[0]), given)
        companion = self.companion(unit, ordinal)
        if companion is not None:
            own: Value = (v.INSTANCE, *companion)
            found = self._methods(own, name, given, 0) or self._called_property(own, name, given)
            if found is not None:
                return found
        if unit.interface.kinds[ordinal] == ENUM and name in ("values", "valueOf"):
            instance: Value = (v.INSTANCE, unit, ordinal)
            many: Value = (v.EXTERNAL_INSTANCE, "kotlin.Array", (instance,))
            return Found(f"kotlin.Enum.{name}", (v.CALLABLE, many if name == "values" else instance))
        return None

    def _methods(self, receiver: Value, name: str, given: Arguments | None, skipped: int) -> Found | None:
        """The first supertype with a method that fits; else, inferred, one that does not."""
        lineage = self.lineage(receiver[1], receiver[2])
        unfit: Found | None = None
        nearer: list[tuple[Owner, TypeArguments]] = []
        for unit, ordinal, view in lineage.classes[skipped:]:
            members: list[Owner] = []
            for one in self.own_members(unit, ordinal, name):
                flags, kind = unit.interface.flags[one], unit.interface.kinds[one]
                if kind in CALLABLE_KINDS and kind != CONSTRUCTOR and not flags & EXTENSION:
                    members.append((unit, one))
            if members:
                own = self._actual(view, receiver)
                found = self.chosen(members, own, None, given)
                if found is not None:
                    return self._overriding(found, nearer) or found
                unfit = unfit or self.function(*members[0], own, (), inferred=True)
                nearer += [(one, own) for one in members]
        if unfit is None and not skipped:
            unfit = self._implied(receiver, name)
        if unfit is None and lineage.external is not None:
            return self.outside_member(lineage.external, name, given)
        return unfit

    def _overriding(self, found: Found, nearer: list[tuple[Owner, TypeArguments]]) -> Found | None:
        """What overrides a method that fits, and takes on its defaults."""
        if not isinstance(found.target, tuple) or not nearer:
            return None
        wanted = self.parameter_types(*found.target)
        for member, own in nearer:
            types = self.parameter_types(*member)
            fits = [self.argument_fit(*both) for both in zip(wanted, types, strict=False)]
            if len(types) == len(wanted) and None not in fits and found.value is not None:
                return self.function(
                    *member, own, found.value[4], inferred=found.inferred, types=found.value[5]
                )
        return None

    def _implied(self, receiver: Value, name: str) -> Found | None:
        """What data classes have without declaring it: ``copy`` and their components."""
        unit, ordinal = receiver[1:3]
        if unit.interface.kinds[ordinal] != CLASS or not (name == "copy" or name.startswith("component")):
            return None
        made = [
            one
            for one in self.own_members(unit, ordinal, unit.interface.names[ordinal])
            if unit.interface.kinds[one] == CONSTRUCTOR
        ]
        if not made:
            return None
        if name == "copy":
            return Found((unit, made[0]), (v.CALLABLE, receiver))
        number = name.removeprefix("component")
        types = self.parameter_types(unit, made[0])
        if not number.isdigit() or not 0 < int(number) <= len(types):
            return None
        own = self._actual(None, receiver)
        value = self.replaced(types[int(number) - 1], (unit, ordinal), own)
        return Found(f"kotlin.{name}", (v.CALLABLE, value))

    def _called_property(self, receiver: Value, name: str, given: Arguments | None) -> Found | None:
        """A property whose value is called."""
        found = self._class_attribute(receiver, name)
        if not isinstance(found.target, tuple) or found.value is None or found.value[0] == v.CLASS:
            return None
        return self._called_value(found, given)

    def _called_value(self, found: Found, given: Arguments | None) -> Found | None:
        """A call of a value that a name stands for, as a call of what is so named; None if none can be."""
        value = bound_of(self.standing_for(found.value))
        if value is None:
            return Found(found.target, None, True)
        if not takes_arguments(value, given):
            return None
        invoked = self._member_method(value, "invoke", given, sure=True)
        if invoked is not None and isinstance(invoked.target, tuple):
            return invoked
        if invoked is None and (value[0] == v.INSTANCE or not self.is_open(value)):
            return None
        return Found(found.target, invoked.value if invoked is not None else None, invoked is None)

    # -- constructors ---------------------------------------------------------------------------------------

    def _made(self, value: Value | None, given: Arguments | None) -> Found | None:
        """A call of a class: the constructor that fits, or the class where it declares none."""
        if value is None:
            return None
        if value[0] in _OUTSIDE:
            types = given.types if given is not None else ()
            made = (v.EXTERNAL_INSTANCE, value[1], types) if types else (v.EXTERNAL_INSTANCE, value[1])
            return Found(value[1], (v.CALLABLE, made))
        if value[0] not in (v.CLASS, v.INSTANCE):
            return Found(None, value) if value[0] == v.MISSING else None
        unit, ordinal = value[1:3]
        own = given.types if given is not None and given.types else arguments_of(value)
        instance: Value = (v.INSTANCE, unit, ordinal, own) if own else (v.INSTANCE, unit, ordinal)
        members: list[Owner] = [
            (unit, one)
            for one in self.own_members(unit, ordinal, unit.interface.names[ordinal])
            if unit.interface.kinds[one] == CONSTRUCTOR
        ]
        found = self.chosen(members, own, None, given) if members else None
        if found is None and value[0] == v.CLASS:
            invoked = self._invoked_companion(unit, ordinal, given)
            if invoked is not None:
                return invoked
        if found is None and members:
            found = Found(members[0], None, True)
        target = found.target if found is not None else (unit, ordinal)
        return Found(target, (v.CALLABLE, instance), found is not None and found.inferred)

    def _invoked_companion(self, unit: Unit, ordinal: int, given: Arguments | None) -> Found | None:
        companion = self.companion(unit, ordinal)
        if companion is None:
            return None
        return self._methods((v.INSTANCE, *companion), "invoke", given, 0)

    # -- functions and extensions of packages ---------------------------------------------------------------

    def _global_call(self, unit: Unit, name: str, given: Arguments | None) -> Found | None:
        """A call of something that no class around has."""
        if "." in name:
            return self._imported_call(unit, name, given)
        unfit: Found | None = None
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                return self._outside_call(level, name, given) if level is not _UNTOLD else unfit
            found = self._level_call(unit, level, given)
            if found is not None and not (found.inferred and unfit is not None):
                if not found.inferred or not self._unfit(level, given):
                    return found
                unfit = unfit or found
        return unfit

    def _unfit(self, level: list[Owner], given: Arguments | None) -> bool:
        """Whether nothing of a level can be called with these arguments."""
        callables = [one for one in level if one[0].interface.kinds[one[1]] in CALLABLE_KINDS]
        return len(callables) == len(level) and self.chosen(callables, (), None, given) is None

    def _imported_call(self, unit: Unit, dotted: str, given: Arguments | None) -> Found | None:
        level = self._import_level(unit, dotted)
        if isinstance(level, Found):
            return self._outside_call(level, dotted.rpartition(".")[2], given)
        return self._level_call(unit, level, given)

    def _outside_call(self, found: Found, name: str, given: Arguments | None) -> Found:
        """A call of something outside the workspace: a constructor if it is named like a type."""
        if not isinstance(found.target, str):
            return found
        known = self.outside_function(found.target, given)
        if known is not None:
            return known
        if name[:1].isupper():
            made = self._made(found.value, given)
            return Found(found.target, made.value if made is not None else None, found.inferred)
        return Found(found.target, (v.EXTERNAL, found.target), found.inferred)

    def _level_call(self, unit: Unit, level: list[Owner], given: Arguments | None) -> Found | None:
        """What of a level is called: a function or constructor that fits, else any."""
        if not level:
            return None
        near = sorted(level, key=lambda one: distance(unit.folder, one[0].folder))
        functions: list[Owner] = []
        others: list[Found] = []
        for owner, ordinal in near:
            kind = owner.interface.kinds[ordinal]
            if kind in CALLABLE_KINDS:
                if not owner.interface.flags[ordinal] & EXTENSION:
                    functions.append((owner, ordinal))
            elif kind in _NAMED_TYPES:
                made = self._made(self.entity(owner, ordinal).value, given)
                others += [made] if made is not None else []
            elif not owner.interface.flags[ordinal] & EXTENSION:
                called = self._called_value(self.entity(owner, ordinal), given)
                others += [called] if called is not None else []
        found = self.chosen(functions, (), None, given, unit) if functions else None
        if found is not None:
            return found
        if others:
            twice = sum(isinstance(one.target, tuple) for one in others) > 1
            return Found(others[0].target, others[0].value, others[0].inferred or twice)
        return self.function(*functions[0], (), (), inferred=True) if functions else None

    def _scope_extension(
        self, unit: Unit, ordinal: int, receivers: list[Value], name: str, given: Arguments | None
    ) -> Found | None:
        """An extension of what ``this`` is, here or around."""
        values = list(receivers)
        for around in self._around(unit, ordinal):
            values.append((v.INSTANCE, unit, around))
        if not values:
            return None
        return self._extension(values, unit, name, given, ordinal)

    def _extension(
        self,
        receivers: list[Value],
        unit: Unit,
        name: str,
        given: Arguments | None,
        ordinal: int = 0,
    ) -> Found | None:
        """The extension of that name that a file sees and that fits one of the receivers."""
        if ordinal:
            found = self._fitting_extension(
                receivers, self._member_extensions(unit, ordinal, name), given, unit
            )
            if found is not None:
                return found
        imported = unit.interface.imported_as(0, name) is not None
        for one in self._levels(unit, name):
            if isinstance(one, Found):
                if imported and isinstance(one.target, str) and not name[:1].isupper():
                    return Found(one.target, (v.EXTERNAL, one.target))
                imported = False
                continue
            imported = False
            extensions = [each for each in one if each[0].interface.flags[each[1]] & EXTENSION]
            found = self._fitting_extension(receivers, extensions, given, unit)
            if found is not None:
                return found
        return None

    def _fitting_extension(
        self, receivers: list[Value], level: list[Owner], given: Arguments | None, unit: Unit
    ) -> Found | None:
        for receiver in receivers if level else ():
            found = self.chosen(level, (), receiver, given, unit)
            if found is not None:
                return found
        return None

    def _member_extensions(self, unit: Unit, ordinal: int, name: str) -> list[Owner]:
        """Extensions that the classes around declare."""
        found: list[Owner] | None = self.evaluator.evaluate(
            ("extensions", unit, ordinal, name),
            self._find_extensions,
            unit,
            ordinal,
            name,
        )
        return found or []

    def _find_extensions(self, unit: Unit, ordinal: int, name: str) -> list[Owner]:
        found: list[Owner] = []
        for around in self._around(unit, ordinal):
            for value in self._inside(unit, around):
                for owner, number, _ in self.lineage(value[1], value[2]).classes:
                    members = self.own_members(owner, number, name)
                    found += [(owner, one) for one in members if owner.interface.flags[one] & EXTENSION]
        return found

    def _seen_method(self, receiver: Value | None, place: Value, name: str, given: Arguments | None) -> Found:
        """``receiver.name(...)`` as a file sees it: a member, or an extension."""
        unit, ordinal = place[1:3]
        if receiver is None:
            return self._on_unknown(unit, name, given)
        found = self._member_method(receiver, name, given, sure=True)
        if found is not None and not found.inferred:
            return found
        value = bound_of(self.standing_for(receiver)) or (v.EXTERNAL_INSTANCE, self.RULES.root)
        if receiver[0] in (v.MISSING, v.MODULE):
            return found or NOTHING
        extension = self._extension([value], unit, name, given, ordinal)
        if extension is not None and extension.inferred and value[0] in _OUTSIDE and "(" in value[1]:
            # What something outside returns can have the library's members itself.
            own = unit.interface.imported_as(0, name) is not None or not self.is_common_member(name)
            extension = extension if own else None
        extension = extension or self.outside_extension(value, name, given)
        if extension is not None:
            return extension
        if found is not None:
            return found
        return self._undeclared_method(receiver, value, name)

    def _undeclared_method(self, receiver: Value, value: Value, name: str) -> Found:
        """A method that nothing in sight declares."""
        if value[0] in _OUTSIDE:
            return self.external_attribute(value, name)
        if value[0] == v.INSTANCE:
            lineage = self.lineage(value[1], value[2])
            if lineage.external is not None:
                return self.external_attribute(lineage.external, name)
            if self.root_member(name):
                return self.external_attribute((v.EXTERNAL_INSTANCE, self.RULES.root), name)
            return NOTHING if lineage.unknown else _UNTOLD
        return _UNTOLD if receiver[0] == v.CLASS else NOTHING

    def _on_unknown(self, unit: Unit, name: str, given: Arguments | None) -> Found:
        """A call on something unknown: only what has an extension of that name in sight can be meant."""
        known = self.outside_extension(None, name, given)
        if known is not None:
            return known
        extensions: list[Owner] = []
        imported = unit.interface.imported_as(0, name) is not None
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                if imported and level.target is not None and not extensions:
                    return Found(level.target, None, True)
                continue
            extensions += [one for one in level if one[0].interface.flags[one[1]] & EXTENSION]
        if not extensions or (not imported and not self._only_extension(name)):
            return NOTHING
        found = self.chosen(extensions, (), None, given, unit)
        if found is None or (found.inferred and len(extensions) > 1):
            return NOTHING
        return Found(found.target, found.value, True)

    def _only_extension(self, name: str) -> bool:
        """Whether no class of the workspace, nor the library, has a member of that name."""
        self.evaluator.keys.add(lookup_key("bare", self.world.scopes, name))
        return self.world.bare(name) == 0 and not self.is_common_member(name)


_ENUM_PROPERTIES = {"name": "kotlin.String", "ordinal": "kotlin.Int"}


def _is_named(unit: Unit, ordinal: int) -> bool:
    """Whether a name that is not called can mean an entity."""
    interface = unit.interface
    return interface.kinds[ordinal] not in CALLABLE_KINDS and not interface.flags[ordinal] & EXTENSION


def _is_file(value: Value | None) -> bool:
    return value is not None and value[0] == v.SCOPE
