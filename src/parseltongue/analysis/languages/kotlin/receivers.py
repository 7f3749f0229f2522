"""What Kotlin values and types have themselves: members, what of them can be called, constructors.

Whether a place sees something else under the name, an extension or a name around, is for `semantics`.
"""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin.calls import plain, takes_arguments
from parseltongue.analysis.languages.kotlin.names import NameSemantics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.model.interface import EXTENSION
from parseltongue.model.kinds import CALLABLE_KINDS, CLASS, CONSTRUCTOR, ENUM, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.kotlin.calls import Arguments
    from parseltongue.analysis.linking.generics import Arguments as TypeArguments
    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.world import Unit

_ENUM_PROPERTIES = {"name": "kotlin.String", "ordinal": "kotlin.Int"}


class ReceiverSemantics(NameSemantics):
    """Finds what receivers have themselves. Not thread-safe."""

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

    def invoked(self, receiver: Value | None, name: str, arguments: list[Value | None] | None) -> Found:
        """A member, without extensions."""
        return self._member_method(receiver, name, plain(arguments)) or NOTHING

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
        if tag in v.OUTSIDE:
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

    def _made(self, value: Value | None, given: Arguments | None) -> Found | None:
        """A call of a class: the constructor that fits, or the class where it declares none."""
        if value is None:
            return None
        if value[0] in v.OUTSIDE:
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
