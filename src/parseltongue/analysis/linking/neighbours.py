"""How the languages of one space ask each other: a value of one of them in terms of another.

Files of other families of the space have been brought into a form that a language's own rules apply to
(`Placement.published`, `Placement.adopted`); but the paths in them are read by the family that they come
from. What such a path leads to goes over in two steps: the family says it in the names that all share
(`Semantics.published`), the one that asks takes it into its own (`Semantics.adopted`).
"""

from __future__ import annotations

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bounded, erased
from parseltongue.analysis.lookups import Evaluator
from parseltongue.analysis.seen import SeenInterface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.linking.semantics import Semantics
    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.world import Unit, World

    Change = Callable[[Value, bool], Value | None]
    """Given a value whose parts have been changed, and whether it is a type argument."""

_OF_A_UNIT = frozenset((v.CLASS, v.INSTANCE, v.SUPER, v.TYPE_VARIABLE))
_COMPOSITE = frozenset((v.CONTAINER, v.CALLABLE, v.PAIR, v.EITHER, v.MAPPING))


class Neighbours:
    """The semantics of the families of one space, and what they share: memo, keys, cycles.

    Parameters
    ----------
    make : callable
        Makes the semantics of a family.
    """

    def __init__(self, make: Callable[[str], Semantics]) -> None:
        self.evaluator = Evaluator()
        self.owners: dict[int, str] = {}
        self._make = make
        self._made: dict[str, Semantics] = {}

    def of(self, family: str) -> Semantics:
        """The semantics of a family; made when first asked for."""
        found = self._made.get(family)
        if found is None:
            found = self._made[family] = self._make(family)
            found.join(self)
        return found


def carried(value: Value | None, source: Semantics, asking: Semantics) -> Value | None:
    """A value of one language as one of another; None where that cannot say it."""
    if value is None:
        return None
    said = _rebuilt(value, source.published, inner=False)
    taken = _rebuilt(said, asking.adopted, inner=False) if said is not None else None
    return _placed(taken, asking.world) if taken is not None else None


def _rebuilt(value: Value, change: Change, *, inner: bool) -> Value | None:
    """A value with each of its parts changed, the innermost first."""
    tag = value[0]
    if tag in _COMPOSITE:
        parts = [
            None if one is None else _rebuilt(one, change, inner=tag == v.CONTAINER and inner)
            for one in value[1:]
        ]
        return change((tag, *parts), inner)
    own = arguments_of(value)
    if own:
        value = (
            *erased(value),
            tuple([None if one is None else _rebuilt(one, change, inner=True) for one in own]),
        )
    if tag == v.TYPE_VARIABLE and value[4] is not None:
        value = (*value[:4], _rebuilt(value[4], change, inner=True))
    return change(value, inner)


def _placed(value: Value, world: World) -> Value | None:
    """A value with the files in it as a world has them."""
    tag = value[0]
    if tag in _COMPOSITE:
        return (tag, *[None if one is None else _placed(one, world) for one in value[1:]])
    if tag in v.OUTSIDE:
        own = arguments_of(value)
        if not own:
            return value
        return (*erased(value), tuple([None if one is None else _placed(one, world) for one in own]))
    if tag not in _OF_A_UNIT:
        return value if tag in (v.MISSING, v.RECEIVER) else None
    place = entity_in(world, value[1], value[2])
    if place is None:
        return None
    if tag == v.TYPE_VARIABLE:
        bound = value[4]
        return (tag, *place, value[3], None if bound is None else _placed(bound, world))
    own = tuple([None if one is None else _placed(one, world) for one in arguments_of(value)])
    return bounded((tag, *place, own)) if own else (tag, *place)


def stands_for_file(unit: Unit, ordinal: int) -> bool:
    """Whether an entity is one that another language has for what stands at the top of a file."""
    return isinstance(unit.interface, SeenInterface) and not unit.interface.origins[ordinal]


def entity_in(world: World, unit: Unit, ordinal: int) -> tuple[Unit, int] | None:
    """An entity as a world has it; None for what is seen by one language only."""
    if isinstance(unit.interface, SeenInterface):
        ordinal = unit.interface.origins[ordinal]
        if not ordinal:
            return None
    return world.unit(unit.path), ordinal
