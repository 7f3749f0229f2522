"""What types and traits of Rust have: members of their own, of impls, of supertraits, of what they lend."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import names
from parseltongue.analysis.languages.rust.modules import ModuleTree
from parseltongue.analysis.languages.rust.placement import BLANKET, impls_of
from parseltongue.analysis.linking import generics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.lookups import lookup_key
from parseltongue.model import kinds as k

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.world import Unit

_INHERENT: Value = (0,)


class ImplementationSemantics(ModuleTree):
    """Members of types, wherever they stand."""

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A method, associated item or variant of a type or trait."""
        found: Found | None = self.evaluator.evaluate(
            ("member", unit.path, unit.interface.symbols[ordinal], name), self._member, unit, ordinal, name
        )
        return found or NOTHING

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return NOTHING

    def module_member(self, module: Value, name: str) -> Found:
        return NOTHING

    def _member(self, unit: Unit, ordinal: int, name: str) -> Found:
        interface = unit.interface
        member = self.own_member(unit, ordinal, name)
        if member is not None and interface.kinds[member] != k.FIELD:
            return Found((unit, member), None)
        is_trait = interface.kinds[ordinal] == k.TRAIT
        found = self._of_supertraits(unit, ordinal, name) if is_trait else self._of_impls(unit, ordinal, name)
        return self.of_blankets(name) if found is NOTHING and name not in names.MEMBERS else found

    def _of_supertraits(self, unit: Unit, ordinal: int, name: str) -> Found:
        for base in self.base_values(unit, ordinal):
            if base is not None and base[0] == v.CLASS:
                found = self.class_member(base[1], base[2], name)
                if found is not NOTHING:
                    return found
        return NOTHING

    def _of_impls(self, unit: Unit, ordinal: int, name: str) -> Found:
        """Inherent impls go first, then what impls of traits have, then what those traits have themselves."""
        type_name = unit.interface.names[ordinal]
        through = NOTHING
        for other, impl, member in self.impls(type_name, name):
            if not self._is_for(other, impl, unit, ordinal):
                continue
            trait = self.trait_of(other, impl)
            if trait is _INHERENT:
                return Found((other, member), None)
            if through is NOTHING:
                through = self.through(trait, other, member, name)
        if through is not NOTHING:
            return through
        for other, impl in self.open_members(impls_of(type_name), ""):
            trait = self.trait_of(other, impl)
            if trait is not None and trait[0] == v.CLASS and self._is_for(other, impl, unit, ordinal):
                found = self.class_member(trait[1], trait[2], name)
                if found is not NOTHING:
                    return found
        target = self.dereferenced(unit, ordinal)
        if target is not None and target[0] in (v.INSTANCE, v.CLASS) and target[1:3] != (unit, ordinal):
            return self.class_member(target[1], target[2], name)
        return NOTHING

    def of_blankets(self, name: str) -> Found:
        """A trait that is implemented for all types with certain traits: assumed to be for this one."""
        for unit, impl, member in self.impls(BLANKET, name):
            trait = self.trait_of(unit, impl)
            if trait is not None and trait[0] == v.CLASS:
                found = self.through(trait, unit, member, name)
                return Found(found.target, found.value, True)
        for unit, impl in self.open_members(impls_of(BLANKET), ""):
            trait = self.trait_of(unit, impl)
            if trait is not None and trait[0] == v.CLASS:
                declared = self.own_member(trait[1], trait[2], name)
                if declared is not None:
                    return Found((trait[1], declared), None, True)
        return NOTHING

    # -- impls --------------------------------------------------------------------------------------------

    def impls(self, type_name: str, name: str) -> Iterator[tuple[Unit, int, int]]:
        """(file, impl, member) of all impls for types of a name that have a member of a name."""
        for unit, member in self.open_members(impls_of(type_name), name):
            yield unit, unit.interface.parents[member], member

    def _impl_values(self, unit: Unit, impl: int) -> tuple[Value | None, ...]:
        """The type that an impl is for and, if it is one of a trait, the trait."""
        symbol = unit.interface.symbols[impl]
        self.record_in(unit.path, lookup_key("entity", unit.path, symbol))
        found: tuple[Value | None, ...] | None = self.evaluator.evaluate(
            ("impl", unit.path, symbol), self._evaluate_impl, unit, impl
        )
        return found or (None, None)

    def _evaluate_impl(self, unit: Unit, impl: int) -> tuple[Value | None, ...]:
        texts = unit.interface.bases.get(impl, ())
        return tuple(self.text_value(unit, text).value for text in texts)

    def _is_for(self, impl_unit: Unit, impl: int, unit: Unit, ordinal: int) -> bool:
        own = self._impl_values(impl_unit, impl)[0]
        return own is not None and own[0] in (v.CLASS, v.INSTANCE) and own[1:3] == (unit, ordinal)

    def trait_of(self, unit: Unit, impl: int) -> Value | None:
        """The trait of an impl; `_INHERENT` if it has none, None if it is not known."""
        values = self._impl_values(unit, impl)
        return _INHERENT if len(values) < 2 else values[1]

    def through(self, trait: Value | None, unit: Unit, member: int, name: str) -> Found:
        """A member of an impl of a trait: the trait's is what is called, the impl's tells the type."""
        value = self.entity(unit, member).value
        if trait is not None and trait[0] == v.CLASS:
            declared = self.class_member(trait[1], trait[2], name)
            if declared is not NOTHING:
                return Found(declared.target, value)
        if trait is not None and trait[0] == v.EXTERNAL:
            return Found(f"{trait[1]}::{name}", value)
        return Found((unit, member), None, True)

    # -- dereferencing ------------------------------------------------------------------------------------

    def lent(self, value: Value) -> Value | None:
        """What an instance dereferences to where its type arguments tell that."""
        if not arguments_of(value):
            return None
        target = self.dereferenced(value[1], value[2])
        if target is None or target[0] != v.TYPE_VARIABLE:
            return None
        return generics.substituted(target, (value[1], value[2]), arguments_of(value))

    def dereferenced(self, unit: Unit, ordinal: int) -> Value | None:
        """An instance of what a type dereferences to, if it says so."""
        trait_name, target = names.DEREF
        for other, impl, member in self.impls(unit.interface.names[ordinal], target):
            trait = self.trait_of(other, impl)
            named = trait is not None and trait[0] == v.EXTERNAL and trait[1].endswith(trait_name)
            if named and self._is_for(other, impl, unit, ordinal):
                value = self.declared(other, member, None)
                return self.instance(value) if value is not None else None
        return None
