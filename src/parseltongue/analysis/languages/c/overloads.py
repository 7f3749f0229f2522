"""Which of several functions of one name a call of C++ means, and which definition a declaration has.

A call says how many arguments it has, behind the name that is looked up (`flags.COUNT_MARK`). Functions that
do not take so many are left out, unless that leaves none. A method that a class declares is defined where
the types of its parameters are the same.
"""

from __future__ import annotations

from parseltongue.analysis.languages.c.flags import CONST, COUNT_MARK
from parseltongue.analysis.linking.overloads import takes
from parseltongue.model.interface import OPTIONAL_MARK
from parseltongue.model.kinds import CALLABLE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from parseltongue.analysis.world import Unit

    Place = tuple[Unit, int]


def told_apart(name: str) -> tuple[str, int | None]:
    """A name, and the number of arguments that it is called with, if it is.

    Examples
    --------
    >>> told_apart("push`2")
    ('push', 2)
    """
    plain, _, count = name.partition(COUNT_MARK)
    return plain, int(count) if count else None


def fits(place: Place, count: int | None) -> bool:
    """Whether something can be called with so many arguments; what is no function can be anything."""
    unit, ordinal = place
    if count is None or unit.interface.kinds[ordinal] not in CALLABLE_KINDS:
        return True
    return takes(unit.interface, ordinal, count)


def fitting(places: list[Place], count: int | None) -> list[Place]:
    """Those that can be called with so many arguments; all if none can."""
    if count is None or len(places) < 2:
        return places
    return [one for one in places if fits(one, count)] or places


def preferred(places: Sequence[Place]) -> tuple[Place, bool]:
    """One of several functions that a call fits, and whether another could be meant.

    One that may change what it is called on goes before one of the same parameters that may not.
    """
    first = next((one for one in places if not one[0].interface.flags[one[1]] & CONST), places[0])
    wanted = _parameters(first)
    return first, any(_parameters(one) != wanted for one in places)


def same_function(places: list[Place], declared: Place) -> list[Place]:
    """Definitions with the parameters of a declaration; all if there is none."""
    wanted = _parameters(declared)
    constant = declared[0].interface.flags[declared[1]] & CONST
    same = [one for one in places if _parameters(one) == wanted]
    return [one for one in same if one[0].interface.flags[one[1]] & CONST == constant] or same or places


def _parameters(place: Place) -> list[str] | None:
    """The types of parameters as they are written, whether a call may leave them out or not."""
    found = place[0].interface.parameters.get(place[1])
    return None if found is None else [one.removeprefix(OPTIONAL_MARK) for one in found]
