"""What Scala selections lead to: a name after a dot, or alone, that is not applied.

The facts say the same selection twice, as a value and as a method without a list of arguments. The one that
does not apply leads to nothing that would be told.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala.names import NameSemantics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import bound_of
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import NAMESPACE, Unit
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, TYPE_ALIAS, TYPE_KINDS
from parseltongue.model.paths import MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.generics import Owner

SILENT = Found(None, (v.MODULE, "", NAMESPACE, None))
"""What the path that does not apply leads to, of the two that a selection is mentioned by."""


class SelectionSemantics(NameSemantics):
    """Finds what names mean that are not applied, and the members of values. Not thread-safe."""

    def attribute(self, value: Value | None, name: str) -> Found:
        if value is not None and value[0] == v.MAPPING:
            return self._type_in(value[2], name)
        if value is None or name[0] in MARKS:
            return super().attribute(value, name)
        found = self._selected(value, name)
        if found is None:
            return NOTHING if value[0] not in (v.SCOPE, v.INSTANCE, v.CLASS, v.MISSING) else SILENT
        if isinstance(found.target, tuple):
            unit, ordinal = found.target
            return SILENT if unit.interface.kinds[ordinal] in CALLABLE_KINDS else found
        if found.value is not None and found.value[0] == v.MODULE:
            return found
        # Where nothing else is known it is taken for a method: the other path says so.
        return found if name[:1].isupper() else SILENT

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
            return self._as_type(self._members(place, name)) or ABSENT
        if place[0] == v.MODULE and place[3] is not None:
            owners = self._owners(place[3], [*place[1].split("."), name])
            dotted = f"{place[1]}.{name}"
            return (self._as_type(owners) if owners else None) or Found(dotted, (v.EXTERNAL, dotted))
        if place[0] in v.OUTSIDE:
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
        if tag in v.OUTSIDE:
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
        return ABSENT

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
        return None if lineage.unknown else ABSENT

    def _outside(self, value: Value, name: str) -> Found:
        dotted = f"{value[1]}.{name}"
        if value[0] == v.EXTERNAL:
            return Found(dotted, (v.EXTERNAL, dotted))
        return Found(dotted, (v.BUILTIN_METHOD, name, value, ()))


def _is_class(unit: Unit, ordinal: int) -> bool:
    """A type that no object is made of by its name alone; or a constructor."""
    kind = unit.interface.kinds[ordinal]
    if kind in (CONSTRUCTOR, TYPE_ALIAS):
        return True
    return kind in TYPE_KINDS and not unit.interface.flags[ordinal] & STATIC
