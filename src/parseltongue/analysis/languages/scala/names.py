"""What Scala names lead to: imports, packages, objects beside their classes.

A class and its object share a name: where a type is wanted the class is meant, elsewhere the object.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala import library
from parseltongue.analysis.languages.scala.placement import unnamed_package
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.levels import LevelSemantics
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import NAMESPACE, member_key, stars_key
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import NAMED_TYPES, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.linking.levels import Level
    from parseltongue.analysis.world import Unit

_ALIASES = {"String": "java.lang.String", "Serializable": "java.io.Serializable"}


class NameSemantics(LevelSemantics):
    """Finds what names alone mean. Not thread-safe."""

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
        return Found(text, (v.EXTERNAL, text)) if owners is None else ABSENT

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
            if kind in NAMED_TYPES and not flags & STATIC:
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

    def _each_level(self, unit: Unit, name: str) -> Iterator[Level]:
        self.record_in(unit.path, member_key(unit.path, "", name))
        self.record_in(unit.path, stars_key(unit.path))
        yield [(unit, one) for one in unit.interface.named(0).get(name, ())]
        text = unit.interface.imported_as(0, name)
        if text is not None:
            owners = self._owners(unit, text[1:-1].split("."))
            yield Found(text[1:-1], (v.EXTERNAL, text[1:-1])) if owners is None else owners or ABSENT
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
        return ABSENT if types else NOTHING

    def global_name(self, unit: Unit, name: str) -> Found:
        """The type of a name outside of all types."""
        return self._first(unit, name, types=True)

    def second(self, value: Value) -> Value | None:
        """A place where a type is looked for."""
        return (v.MAPPING, None, value)
