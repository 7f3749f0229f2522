"""Which extensions a Kotlin file sees, and which of them fits a receiver."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin.receivers import ReceiverSemantics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import Found
from parseltongue.analysis.lookups import lookup_key
from parseltongue.model.interface import EXTENSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.kotlin.calls import Arguments
    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.world import Unit


class ExtensionSemantics(ReceiverSemantics):
    """Finds extensions of values. Not thread-safe."""

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

    def _only_extension(self, name: str) -> bool:
        """Whether no class of the workspace, nor the library, has a member of that name."""
        self.evaluator.keys.add(lookup_key("bare", self.world.scopes, name))
        return self.world.bare(name) == 0 and not self.is_common_member(name)
