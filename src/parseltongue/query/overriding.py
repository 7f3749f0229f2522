"""Which of several members of a name another one overrides.

Languages that choose among callables of one name by their parameters override by them as well: a member takes
the place of the one that has the same parameters, not of any so called. The types of parameters are told as
path texts, and the same type can be told in different ways in different files, so that only the names in them
are compared: a parameter whose type has another name rules a member out, a type variable of a class may stand
for any type. What is private or belongs to the type itself is not overridden there.
"""

from __future__ import annotations

from parseltongue.model.interface import (
    ABSTRACT,
    ARITY_SHIFT,
    HIDING,
    OPTIONAL_MARK,
    SHADOWED,
    STATIC,
    VISIBILITY_MASK,
)
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, INTERFACE, PRIVATE
from parseltongue.model.paths import KEY_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.model.stored import StoredInterface

_STEP = r"(wl[^;]*;)|\.<(\d+);l([^;]*);|([glibu.!])([^;]*);|(#)"
"""In a path text: the scope that a name is looked up in, a type variable, a name, an array."""
_ANY = "<"
"""Stands for a type variable of a class, in whose place there can be any type."""
_ARRAY, _NULLABLE = "[]", "Nullable"

Shape = tuple[str, ...]
"""The names in the type of a parameter, the outermost first."""


def overridden_member(
    below: StoredInterface, ordinal: int, above: StoredInterface, owner: int, *, same_language: bool
) -> tuple[int, bool] | None:
    """The member of a type that a member of a type derived from it overrides, and whether it is the only one.

    Parameters
    ----------
    same_language : bool
        Whether both files are of one: languages have names of their own for the same types, so that between
        two only the number of parameters counts.

    Returns
    -------
    tuple of (int, bool), or None
        The ordinal in `above`; false if others fit as well.
    """
    found = overridable(below, ordinal, above, owner, same_language=same_language)
    return (found[-1], len(found) == 1) if found else None


def overridable(
    below: StoredInterface, ordinal: int, above: StoredInterface, owner: int, *, same_language: bool = True
) -> list[int]:
    """The members that `overridden_member` chooses the last one of, for what it is given."""
    name = below.names[ordinal]
    if not below.has_parameters or not above.has_parameters:
        found = above.member(owner, name)
        return [] if found is None else [found]
    if _is_named_as_its_type(below, ordinal) or _hides(below, ordinal, above.kinds[owner]):
        return []
    members = [one for one in above.named(name) if above.parents[one] == owner and _can_be(above, one)]
    if not members:
        return []
    arity = below.flags[ordinal] >> ARITY_SHIFT
    members = [one for one in members if above.flags[one] >> ARITY_SHIFT == arity] or members
    wanted = below.parameters(ordinal)
    if wanted is None or not any(above.kinds[one] in CALLABLE_KINDS for one in members):
        return members[-1:]
    return _closest(
        wanted, [(one, above.parameters(one)) for one in members], _points if same_language else _same_number
    )


def _is_named_as_its_type(interface: StoredInterface, ordinal: int) -> bool:
    """Whether it is a constructor that has the name of its type: such are never inherited."""
    return (
        interface.kinds[ordinal] == CONSTRUCTOR
        and interface.names[ordinal] == interface.names[interface.parents[ordinal]]
    )


def _hides(interface: StoredInterface, ordinal: int, above: int) -> bool:
    """Whether a member says that it overrides nothing of a type of that kind."""
    own = interface.kinds[interface.parents[ordinal]]
    return bool(interface.flags[ordinal] & HIDING) and (above != INTERFACE or own == INTERFACE)


def _can_be(interface: StoredInterface, ordinal: int) -> bool:
    """Whether a type that is derived from its owner can have a member in its place."""
    flags = interface.flags[ordinal]
    if flags & SHADOWED or flags & VISIBILITY_MASK == PRIVATE:
        return False
    return not flags & STATIC or bool(flags & ABSTRACT)


def _closest(
    wanted: list[str],
    members: list[tuple[int, list[str] | None]],
    compare: Callable[[list[str], list[str]], int | None],
) -> list[int]:
    """The members with the parameters that are wanted, of those that may be meant the most likely."""
    scored = [
        (points, one)
        for one, found in members
        if found is not None and (points := compare(wanted, found)) is not None
    ]
    highest = max((points for points, _ in scored), default=0)
    return [one for points, one in scored if points == highest]


def _same_number(wanted: list[str], found: list[str]) -> int | None:
    """Nothing is known of the types; None if there are fewer or more of them."""
    return 0 if len(wanted) == len(found) else None


def _points(wanted: list[str], found: list[str]) -> int | None:
    """How much of the parameters is the same for certain; None if one is another."""
    if len(wanted) != len(found):
        return None
    total = 0
    for one, other in zip(wanted, found, strict=True):
        same = _agree(shape_of(one), shape_of(other))
        if same is None:
            return None
        total += same + ((_NULLABLE in one) == (_NULLABLE in other))
    return total


def _agree(one: Shape, other: Shape) -> int | None:
    """How many names two types have in common before they differ or anything can stand; None if they differ.

    What follows the first name can be told in different ways: ``Outer.Inner``, ``Inner``.
    """
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if _ANY in (left, right):
            return index
        if left != right:
            return index if index and _ARRAY not in (left, right) else None
    return min(len(one), len(other)) + (len(one) == len(other))


def shape_of(text: str) -> Shape:
    """The names in a path text.

    Examples
    --------
    >>> shape_of("<.IEnumerable`1;wlLogger#;@.Event`0;wlLogger#;")
    ('IEnumerable', 'Event')
    >>> shape_of("?#@bSystem.String;")
    ('[]', 'String')
    >>> shape_of(".<1;lLogger#Write#2().;"), shape_of(".<0;lList#;")
    (('<1',), ('<',))
    """
    import re

    names = []
    for found in re.finditer(_STEP, text.removeprefix(OPTIONAL_MARK)):
        scope, index, variable_of, _, name, array = found.groups()
        if array:
            names.append(_ARRAY)
        elif index is not None:
            names.append(_ANY + index if variable_of.endswith("().") else _ANY)
        elif scope is None:
            simple = name.partition(KEY_MARK)[0].rstrip("#").rpartition(".")[2].rpartition("#")[2]
            names += [simple] if simple != _NULLABLE else []
    return tuple(names)
