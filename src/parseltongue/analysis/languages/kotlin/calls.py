"""The arguments of a call, and how they go to the parameters of what is called."""

from __future__ import annotations

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.overloads import call_arguments
from parseltongue.model.interface import EXTENSION, OPTIONAL_MARK, VARIADIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.values import Value
    from parseltongue.model.interface import Interface

_TRAILING, _TYPE = "{", "<"


class Arguments:
    """What a call passes.

    Attributes
    ----------
    positional : list of Value or None
    named : int
        How many are given by name.
    behind : Value or None
        The lambda behind the call, if `has_lambda`.
    types : tuple of Value or None
        Type arguments.
    """

    __slots__ = ("behind", "has_lambda", "named", "positional", "types")

    def __init__(self) -> None:
        self.positional: list[Value | None] = []
        self.named = 0
        self.behind: Value | None = None
        self.has_lambda = False
        self.types: tuple[Value | None, ...] = ()

    @property
    def count(self) -> int:
        return len(self.positional) + self.named + self.has_lambda

    def flat(self, parameters: int) -> list[Value | None]:
        """A value for each of so many parameters, by place alone."""
        found = self.positional[:parameters]
        found += [None] * (parameters - len(found))
        if self.has_lambda and parameters:
            found[-1] = self.behind
        return found


def arguments_in(chain: Value | None) -> Arguments:
    """The arguments that the path of a call carries."""
    found = Arguments()
    for value in call_arguments(chain):
        if value is None or value[0] != v.MAPPING:
            found.positional.append(value)
            continue
        mark = value[1][1] if value[1] is not None else ""
        if mark == _TRAILING:
            found.behind, found.has_lambda = value[2], True
        elif mark == _TYPE:
            found.types = (*found.types, value[2])
        else:
            found.named += 1
    return found


def plain(values: list[Value | None] | None) -> Arguments | None:
    """Arguments that are all given by their place; None if their number is not told."""
    if values is None:
        return None
    found = Arguments()
    found.positional = list(values)
    return found


def aligned(interface: Interface, ordinal: int, given: Arguments) -> list[Value | None] | None:
    """What goes to each parameter that has a place in a call; None if the call does not fit.

    The receiver of an extension is no parameter here.
    """
    texts = interface.parameters.get(ordinal)
    if texts is None:
        return given.flat(given.count)
    texts = texts[1:] if interface.flags[ordinal] & EXTENSION else texts
    required = sum(not one.startswith(OPTIONAL_MARK) for one in texts)
    if interface.flags[ordinal] & VARIADIC:
        return given.flat(len(texts)) if given.count >= required - 1 else None
    if given.count > len(texts) or given.count < required:
        return None
    if given.has_lambda and len(given.positional) == len(texts):
        return None
    by_place = sum(not one.startswith(OPTIONAL_MARK) for one in texts[len(given.positional) :])
    if given.has_lambda and not texts[-1].startswith(OPTIONAL_MARK):
        by_place -= 1
    return None if by_place > given.named else given.flat(len(texts))
