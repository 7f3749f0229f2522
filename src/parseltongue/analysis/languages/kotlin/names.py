"""What Kotlin names lead to: imports, packages, companions."""

from __future__ import annotations

from itertools import count

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.bindings import ALIAS_VARIABLES, again
from parseltongue.analysis.languages.kotlin.outside import OutsideSemantics
from parseltongue.analysis.languages.kotlin.placement import unnamed_package
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import OPEN, substituted
from parseltongue.analysis.linking.semantics import distance
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import NAMESPACE, Unit, member_key, stars_key
from parseltongue.model.interface import EXTENSION
from parseltongue.model.kinds import CALLABLE_KINDS, NAMED_TYPES, TYPE_ALIAS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.linking.levels import Level
    from parseltongue.analysis.world import World

_COMPANION = library.COMPANION.decode()


class NameSemantics(OutsideSemantics):
    """Finds what names alone mean. Not thread-safe."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._companions: dict[Owner, tuple[int, Owner | None]] = {}

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
                    return ABSENT
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
        types = [one for one in owners if one[0].interface.kinds[one[1]] in NAMED_TYPES]
        values = [one for one in owners if not one[0].interface.flags[one[1]] & EXTENSION]
        candidates = types or values or owners
        least = min(distance(unit.folder, one[0].folder) for one in candidates)
        near = [one for one in candidates if distance(unit.folder, one[0].folder) == least]
        found = self.entity(*near[0])
        return (
            found if len(near) == 1 else Found(found.target, found.value, len({one[0] for one in near}) > 1)
        )

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
        return self._members_of(place.value, names[-1]) or ABSENT

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

    def _global(self, unit: Unit, name: str) -> Found:
        for level in self._levels(unit, name):
            if isinstance(level, Found):
                return level
            named = [one for one in level if _is_named(*one)]
            if named:
                return self._preferred(unit, named)
        return ABSENT if name[:1].isupper() else NOTHING

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


def _is_named(unit: Unit, ordinal: int) -> bool:
    """Whether a name that is not called can mean an entity."""
    interface = unit.interface
    return interface.kinds[ordinal] not in CALLABLE_KINDS and not interface.flags[ordinal] & EXTENSION
