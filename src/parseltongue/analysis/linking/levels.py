"""What names mean where several things may have one: packages whose functions, values and types share it.

A name is looked for in levels: what the file imports by name, its package, what it imports with all else of a
package or type, what comes without an import. The first level with something that fits counts, so that what
a name is wanted for (a type, a value, something to call) chooses the level.
"""

from __future__ import annotations

from abc import abstractmethod

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.nominal import NominalSemantics

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.linking.values import Found, Value
    from parseltongue.analysis.world import Unit

    Level = list[Owner] | Found

_INSTANCES = frozenset((v.INSTANCE, v.EXTERNAL_INSTANCE, v.CALLABLE, v.TYPE_VARIABLE, v.CONTAINER))


class LevelSemantics(NominalSemantics):
    """Finds where a name can come from. Not thread-safe."""

    @abstractmethod
    def _each_level(self, unit: Unit, name: str) -> Iterator[Level]:
        """What a name can mean in a file outside of all types, the nearest first; a level may be empty."""

    def _levels(self, unit: Unit, name: str) -> list[Level]:
        """Where a name can come from, those that have none left out."""
        found: list[Level] | None = self.evaluator.evaluate(
            ("levels", unit, name), self._find_levels, unit, name
        )
        return found or []

    def _find_levels(self, unit: Unit, name: str) -> list[Level]:
        return [one for one in self._each_level(unit, name) if one]

    def global_seen(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    def instance(self, value: Value) -> Value | None:
        return value if value[0] in _INSTANCES else super().instance(value)
