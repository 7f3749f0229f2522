"""What Kotlin members and calls mean across files.

A call of a name alone is of the receivers of lambdas, innermost first, then of the classes around and their
objects, then of an extension of one of these, then of what the name leads to (`names`).
"""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.bindings import ALIAS_VARIABLES
from parseltongue.analysis.languages.kotlin.calls import Arguments, arguments_in
from parseltongue.analysis.languages.kotlin.classes import java_type, kotlin_type
from parseltongue.analysis.languages.kotlin.extensions import ExtensionSemantics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import bound_of
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.linking.semantics import distance
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.model.interface import EXTENSION
from parseltongue.model.kinds import CALLABLE_KINDS, NAMED_TYPES
from parseltongue.model.paths import VARIABLE_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.world import Unit

_TYPES = frozenset((v.CLASS, v.EXTERNAL))


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
            return self._member_method(place, name, given) or ABSENT
        unit, ordinal = place[1:3]
        inferred: Found | None = None
        doubtful = False
        for receiver in self._places(receivers, unit, ordinal):
            found = self._member_method(receiver, name, given, sure=True)
            if found is not None and not found.inferred:
                return found if not doubtful else Found(found.target, found.value, True)
            inferred = inferred or found
            doubtful = doubtful or (receiver[0] in v.OUTSIDE and self.is_open(receiver))
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
            if receiver[0] in v.OUTSIDE:
                return self.external_attribute(receiver, name)
        for around in self._around(unit, ordinal):
            external = self.lineage(unit, around).external
            if external is not None:
                return self.outside_method(external, name, [])
            if self.root_member(name):
                return self.outside_method((v.EXTERNAL_INSTANCE, self.RULES.root), name, [])
        return ABSENT

    # -- functions and extensions of packages ---------------------------------------------------------------

    def _global_call(self, unit: Unit, name: str, given: Arguments | None) -> Found | None:
        """A call of something that no class around has."""
        if "." in name:
            return self._imported_call(unit, name, given)
        unfit: Found | None = None
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                return self._outside_call(level, name, given) if level is not ABSENT else unfit
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
        if extension is not None and extension.inferred and value[0] in v.OUTSIDE and "(" in value[1]:
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
        if value[0] in v.OUTSIDE:
            return self.external_attribute(value, name)
        if value[0] == v.INSTANCE:
            lineage = self.lineage(value[1], value[2])
            if lineage.external is not None:
                return self.external_attribute(lineage.external, name)
            if self.root_member(name):
                return self.external_attribute((v.EXTERNAL_INSTANCE, self.RULES.root), name)
            return NOTHING if lineage.unknown else ABSENT
        return ABSENT if receiver[0] == v.CLASS else NOTHING

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


def _is_file(value: Value | None) -> bool:
    return value is not None and value[0] == v.SCOPE
