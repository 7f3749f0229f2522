"""What Kotlin members and calls mean across files.

A call of a name alone is of the receivers of lambdas, innermost first, then of the classes around and their
objects, then of an extension of one of these, then of what the name leads to (`names`).
"""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.bindings import ALIAS_VARIABLES
from parseltongue.analysis.languages.kotlin.calls import Arguments, arguments_in, plain, takes_arguments
from parseltongue.analysis.languages.kotlin.classes import java_type, kotlin_type
from parseltongue.analysis.languages.kotlin.extensions import ExtensionSemantics
from parseltongue.analysis.languages.kotlin.names import NAMED_TYPES, UNTOLD
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.linking.semantics import distance
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.model.interface import EXTENSION
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CLASS,
    CONSTRUCTOR,
    ENUM,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.model.paths import VARIABLE_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.languages.kotlin.names import Owner
    from parseltongue.analysis.linking.generics import Arguments as TypeArguments
    from parseltongue.analysis.world import Unit

_TYPES = frozenset((v.CLASS, v.EXTERNAL))
_OUTSIDE = frozenset((v.EXTERNAL, v.EXTERNAL_INSTANCE))


class KotlinSemantics(ExtensionSemantics):
    """Evaluates Kotlin names and paths in a `World`. Not thread-safe."""

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS or name in library.JAVA_MEMBERS

    def published(self, value: Value, inner: bool) -> Value | None:
        return java_type(value, inner)

    def adopted(self, value: Value, inner: bool) -> Value | None:
        return kotlin_type(value, inner)

    # -- members --------------------------------------------------------------------------------------------

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
            return self._member_method(place, name, given) or UNTOLD
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
        return UNTOLD

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
                return self._outside_call(level, name, given) if level is not UNTOLD else unfit
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
            elif kind in NAMED_TYPES:
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
            return NOTHING if lineage.unknown else UNTOLD
        return UNTOLD if receiver[0] == v.CLASS else NOTHING

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


_ENUM_PROPERTIES = {"name": "kotlin.String", "ordinal": "kotlin.Int"}


def _is_file(value: Value | None) -> bool:
    return value is not None and value[0] == v.SCOPE
