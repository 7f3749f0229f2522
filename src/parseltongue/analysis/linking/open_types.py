"""What names mean where types are found by qualified names, and members through what a type is made of.

The part of such languages (PHP, and those like it) that they share. A type is known by the open scope and the
name that its declarations contribute (`Placement.contributions`). A member is looked for in the type, then in
what it takes members from, in the order of the bases; what it has of something outside the workspace is
external, and what a type has whose bases are not all known is not told.
"""

from __future__ import annotations

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.inference import Lineage
from parseltongue.analysis.linking.semantics import Semantics
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import member_key
from parseltongue.model.interface import STATIC, VISIBILITY_MASK
from parseltongue.model.kinds import PRIVATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

_TYPE_TAGS = frozenset((v.INSTANCE, v.CLASS))


class OpenTypeSemantics(Semantics):
    """Evaluates names and paths of a language whose types have members by name. Not thread-safe."""

    # -- what a language says -------------------------------------------------------------------------------

    def fits(self, unit: Unit, ordinal: int, receiver: Value, called: bool) -> bool:
        """Whether a member can be meant by its name on a receiver."""
        return True

    def bases_of(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """What a type takes members from, in order."""
        return self.base_values(unit, ordinal)

    def members_of(self, unit: Unit, ordinal: int, name: str, receiver: Value) -> list[tuple[Unit, int]]:
        """What a type itself declares under a name, wherever it does."""
        return [(unit, member) for member in self.own_members(unit, ordinal, name)]

    def is_open(self, unit: Unit, ordinal: int) -> bool:
        """Whether instances of a type have members that the type does not show."""
        return False

    def is_within_reach(self, unit: Unit, owner: Unit, ordinal: int, receiver: str) -> bool:
        """Not of a type rather than its instances, and not what is private to another file."""
        interface = owner.interface
        symbol = interface.symbols[interface.parents[ordinal]]
        self.record_in(owner.path, member_key(owner.path, symbol, interface.names[ordinal]))
        flags = interface.flags[ordinal]
        return not flags & STATIC and (flags & VISIBILITY_MASK != PRIVATE or owner is unit)

    def implied_member(self, receiver: Value, name: str, called: bool) -> Found | None:
        """A member that a type has without declaring it."""
        return None

    # -- types ----------------------------------------------------------------------------------------------

    def lineage(self, unit: Unit, ordinal: int) -> Lineage:
        """A type and what it takes members from."""
        found: Lineage | None = self.evaluator.evaluate(
            ("lineage", unit.path, unit.interface.symbols[ordinal]), self._lineage, unit, ordinal
        )
        return found or Lineage(unit, ordinal)

    def _lineage(self, unit: Unit, ordinal: int) -> Lineage:
        lineage = Lineage(unit, ordinal)
        for base in self.bases_of(unit, ordinal):
            self.add_base(lineage, base)
        return lineage

    def add_base(self, lineage: Lineage, base: Value | None) -> None:
        if base is not None and base[0] in _TYPE_TAGS:
            lineage.add(self.lineage(base[1], base[2]), (base[1], base[2]), ())
        elif base is not None and base[0] in v.OUTSIDE:
            lineage.external = lineage.external or base
        else:
            lineage.unknown = True

    # -- members --------------------------------------------------------------------------------------------

    def attribute(self, value: Value | None, name: str) -> Found:
        return self.found_member(value, name, False)

    def method(self, value: Value | None, name: str) -> Found:
        return self.found_member(value, name, True)

    def found_member(self, value: Value | None, name: str, called: bool) -> Found:
        """A member of any value, called or not."""
        if value is None:
            return NOTHING
        tag = value[0]
        if tag in _TYPE_TAGS:
            return self.type_member(value, name, called)
        if tag == v.SUPER:
            return self.type_member((v.INSTANCE, value[1], value[2]), name, called, skipped=1)
        if tag == v.EITHER:
            return self._first_of([self.found_member(one, name, called) for one in value[1:]])
        if tag == v.MISSING:
            return Found(None, value)
        if tag in v.OUTSIDE:
            return self.outside_member(value, name, called)
        return super().attribute(value, name)

    def outside_member(self, value: Value, name: str, called: bool) -> Found:
        """A member of something outside the workspace."""
        return self.external_attribute(value, name)

    def _first_of(self, found: list[Found]) -> Found:
        """The first that is an entity of the workspace, as inferred; else the first that leads anywhere."""
        for one in found:
            if isinstance(one.target, tuple):
                return Found(one.target, one.value, True)
        known = [one for one in found if one.target is not None]
        return known[0] if known else next((one for one in found if one.value is not None), NOTHING)

    def type_member(self, receiver: Value, name: str, called: bool, skipped: int = 0) -> Found:
        """A member of a type of the workspace, beyond so many of the types that it takes members from."""
        found = self.declared_member(receiver, name, called, skipped)
        if found is not None:
            return found
        implied = self.implied_member(receiver, name, called)
        if implied is not None:
            return implied
        lineage = self.lineage(receiver[1], receiver[2])
        outside = lineage.external
        if outside is not None:
            if receiver[0] == v.INSTANCE and outside[0] == v.EXTERNAL:
                outside = (v.EXTERNAL_INSTANCE, *outside[1:])
            return self.outside_member(outside, name, called)
        told = not lineage.unknown and not self.is_open(receiver[1], receiver[2])
        return ABSENT if told else NOTHING

    def declared_member(self, receiver: Value, name: str, called: bool, skipped: int = 0) -> Found | None:
        """A member that a type or what it takes members from declares."""
        for unit, ordinal, _ in self.lineage(receiver[1], receiver[2]).classes[skipped:]:
            fitting = [
                one
                for one in self.members_of(unit, ordinal, name, receiver)
                if self.fits(*one, receiver, called)
            ]
            if fitting:
                return self.member_value(Found(fitting[0], None), receiver)
        return None

    def returned(self, value: Value, names: tuple[str, ...]) -> Value | None:
        if value[0] == v.INSTANCE:
            for name in names:
                found = self.found_member(value, name, True).value
                if found is not None and found[0] == v.FUNCTION:
                    return self.call(found)
        return None

    def module_member(self, module: Value, name: str) -> Found:
        return NOTHING

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self.type_member((v.CLASS, unit, ordinal), name, False)

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self.found_member((v.SUPER, unit, ordinal), name, False)
