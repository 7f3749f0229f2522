"""What C# types have: of their own, in several parts, and from their bases."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.conversions import RULES, DelegateFitting
from parseltongue.analysis.languages.csharp.flags import ARITY_MARK, EXPLICIT, EXTENSION, OVERRIDE, arity_of
from parseltongue.analysis.languages.csharp.outside import OutsideSemantics
from parseltongue.analysis.languages.csharp.values import arity_at, is_interface, within_nullable
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, substituted
from parseltongue.analysis.linking.inference import Lineage
from parseltongue.analysis.linking.overloads import Choice, takes
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import member_key
from parseltongue.model.interface import STATIC, VISIBILITY_MASK
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, ENUM, METHOD, PRIVATE, STRUCT, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.generics import Arguments
    from parseltongue.analysis.world import Unit, World

    Arguments_ = list[Value | None] | None

_INVOKE = "Invoke"


class InheritanceSemantics(OutsideSemantics):
    """Types with their parts and bases, and which member a name means."""

    RULES = RULES
    NEAREST_FIRST = True

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._fitting = DelegateFitting(self.RULES, self._is_subtype, self.functional_count)
        self._visible: dict[tuple[Unit, int, str], tuple[int, list[int]]] = {}
        """Members that can be named, with the keys of the lookups."""

    def is_within_reach(self, unit: Unit, owner: Unit, ordinal: int, receiver: str) -> bool:
        """Not of a type rather than its values, and not what is private to another file."""
        interface = owner.interface
        symbol = interface.symbols[interface.parents[ordinal]]
        self.record_in(owner.path, member_key(owner.path, symbol, interface.names[ordinal]))
        flags = interface.flags[ordinal]
        if flags & VISIBILITY_MASK == PRIVATE and owner is not unit:
            return False
        return bool(flags & EXTENSION) or not flags & STATIC

    # -- types in several parts ---------------------------------------------------------------------------

    def _lineage(self, unit: Unit, ordinal: int) -> Lineage:
        lineage = Lineage(unit, ordinal)
        variables = tuple(
            [(v.TYPE_VARIABLE, unit, ordinal, one, None) for one in range(arity_at(unit, ordinal))]
        )
        parts = [(unit, ordinal), *[one for one in self.parts(unit, ordinal) if one != (unit, ordinal)]]
        lineage.classes += [(*one, variables) for one in parts[1:]]
        bases: list[Value | None] = []
        for one in parts:
            found = self._supertypes(*one)
            bases += found if one == parts[0] else [substituted(base, one, variables) for base in found]
        for base in sorted(bases, key=is_interface):
            self._inherit(lineage, base)
        return lineage

    def is_part(self, one: tuple[Unit, int], other: tuple[Unit, int]) -> bool:
        names = [unit.interface.names[ordinal] for unit, ordinal in (one, other)]
        return names[0] == names[1] and other in self.parts(*one)

    def _inherit(self, lineage: Lineage, base: Value | None) -> None:
        if base is not None and base[0] in (v.INSTANCE, v.CLASS):
            lineage.add(self.lineage(base[1], base[2]), (base[1], base[2]), arguments_of(base))
        elif base is not None and base[0] in v.OUTSIDE:
            lineage.external = lineage.external or base
        else:
            lineage.unknown = True

    # -- constructors and overloads -----------------------------------------------------------------------

    def _chosen(
        self,
        owner: tuple[Unit, int],
        members: list[int],
        own: Arguments,
        arguments: Arguments_,
        alone: bool,
    ) -> Choice | None:
        """Of overloads that fit alike the one without type parameters is meant."""
        found = super()._chosen(owner, members, own, arguments, alone)
        if found is None or found.is_sure or arguments is None:
            return found
        plain = [
            one
            for one in members
            if not arity_at(owner[0], one)
            and takes(owner[0].interface, one, len(arguments))
            and self._score(owner, one, own, arguments) == found.score
        ]
        return found._replace(member=plain[0], is_sure=True) if len(plain) == 1 else found

    def _super_constructed(self, receiver: Value, arguments: Arguments_) -> Found:
        """A constructor of the first base that is no interface."""
        unknown = False
        for part in self.parts(receiver[1], receiver[2]):
            for base in self._supertypes(*part):
                unknown = unknown or base is None or base[0] == v.MISSING
                if base is not None and base[0] != v.MISSING and not is_interface(base):
                    return self._constructed(base, arguments)
        return NOTHING if unknown else Found(self.RULES.root, None)

    def _constructed(self, receiver: Value, arguments: Arguments_) -> Found:
        """The constructor that fits, in any part of the type, or the type where it declares none."""
        if receiver[0] not in (v.INSTANCE, v.CLASS):
            return super()._constructed(receiver, arguments)
        unit, ordinal = receiver[1:3]
        unfit: Found | None = None
        for owner, number in self.parts(unit, ordinal):
            members = self.own_members(owner, number, owner.interface.names[number])
            members = [one for one in members if owner.interface.kinds[one] == CONSTRUCTOR]
            if not members:
                continue
            chosen = self._chosen((owner, number), members, (), arguments, len(members) == 1)
            if chosen is not None:
                return self._function(owner, chosen.member, (), arguments, not chosen.is_sure)
            unfit = unfit or self._function(owner, members[0], (), arguments, True)
        without = unit.interface.kinds[ordinal] == STRUCT and not arguments
        return Found((unit, ordinal), None) if unfit is None or without else unfit

    # -- members ------------------------------------------------------------------------------------------

    def own_members(self, unit: Unit, ordinal: int, name: str) -> list[int]:
        """Members that can be named; those that implement an interface by its name alone cannot.

        With type arguments, only methods that take so many.
        """
        known = self._visible.get((unit, ordinal, name))
        if known is None:
            base, told, arity = name.partition(ARITY_MARK)
            found = super().own_members(unit, ordinal, base)
            flags, kinds = unit.interface.flags, unit.interface.kinds
            found = [one for one in found if not flags[one] & EXPLICIT]
            if told:
                found = [one for one in found if kinds[one] == METHOD and str(arity_of(flags[one])) == arity]
            known = self._owned[unit, ordinal, base][0], found
            self._visible[unit, ordinal, name] = known
        self.evaluator.keys.add(known[0])
        return known[1]

    def _own_or_inherited(
        self, unit: Unit, ordinal: int, name: str
    ) -> tuple[Unit, int, Arguments | None] | None:
        """A field, property or type; else a method that is not called."""
        found = None
        for owner, number, view in self.lineage(unit, ordinal).classes:
            for member in self.own_members(owner, number, name):
                kind = owner.interface.kinds[member]
                if kind not in CALLABLE_KINDS:
                    return owner, member, view
                if found is None and kind == METHOD:
                    found = owner, member, view
        return found

    def attribute(self, value: Value | None, name: str) -> Found:
        if value is not None and value[0] == v.CALLABLE and name.startswith(ARITY_MARK):
            return Found(None, (v.CALLABLE, value[1], (v.COUNT, int(name[1:]))))
        within = within_nullable(value)
        if within is not None and name not in library.NULLABLE_MEMBERS:
            return self.attribute(within, name)
        return super().attribute(value, name)

    def _class_attribute(self, value: Value, name: str) -> Found:
        if ARITY_MARK in name:
            unit, ordinal = value[1:3]
            inner = self.inner_type(unit, ordinal, name)
            if inner is not None:
                return inner
            external = self.lineage(unit, ordinal).external
            return ABSENT if external is None else self.external_attribute(external, name)
        return super()._class_attribute(value, name)

    def implicit_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found | None:
        """A delegate in a field or property, and what all enumerations have."""
        unit, ordinal = receiver[1:3]
        name = name.partition(ARITY_MARK)[0]
        member = self._member(unit, ordinal, name)
        if member is not None and member[0].interface.kinds[member[1]] not in CALLABLE_KINDS | TYPE_KINDS:
            return self.invoked(self._class_attribute(receiver, name).value, _INVOKE, arguments)
        if unit.interface.kinds[ordinal] == ENUM and not self.root_member(name) and name in library.MEMBERS:
            return Found(f"System.Enum.{name}", None)
        return None

    def _scope_method(self, unit: Unit, ordinal: int, name: str, arguments: Arguments_) -> Found:
        found = super()._scope_method(unit, ordinal, name, arguments)
        if isinstance(found.target, tuple) and not found.inferred:
            return found
        for value in self.usings(unit, self.namespace_entity(unit, ordinal)).types:
            imported = self.invoked(value, name, arguments)
            if isinstance(imported.target, tuple):
                return imported
        return found

    def _class_method(self, receiver: Value, name: str, arguments: Arguments_, skipped: int) -> Found:
        """What takes the place of an inherited method does not hide others that are inherited."""
        found = super()._class_method(receiver, name, arguments, skipped)
        if not arguments or not isinstance(found.target, tuple):
            return found
        unit, method = found.target
        if not unit.interface.flags[method] & OVERRIDE:
            return found
        owner = unit, unit.interface.parents[method]
        return self._better_above(receiver, name, arguments, owner, found)

    def _better_above(
        self,
        receiver: Value,
        name: str,
        arguments: list[Value | None],
        below: tuple[Unit, int],
        found: Found,
    ) -> Found:
        """An inherited method that fits better than the one that was found in a derived class."""
        classes = self.lineage(receiver[1], receiver[2]).classes
        places = [one[:2] for one in classes]
        start = places.index(below) if below in places else len(places)
        method = found.target[1] if isinstance(found.target, tuple) else 0
        highest = -1
        for unit, ordinal, view in classes[start:]:
            own = self._actual(view, receiver)
            members = [method] if (unit, ordinal) == below else self.own_members(unit, ordinal, name)
            for one in members:
                if unit.interface.kinds[one] != METHOD or not takes(unit.interface, one, len(arguments)):
                    continue
                score = self._score((unit, ordinal), one, own, arguments)
                if score is not None and score > highest:
                    if (unit, ordinal) != below:
                        found = self._function(unit, one, own, arguments, False)
                    highest = score
        return found
