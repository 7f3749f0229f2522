"""Which of several callables of one name a call means: by the number of its arguments, then by their types.

Types count only where both sides are known: one that certainly does not fit rules a candidate out, one that
is the same speaks for it. What nothing is known of speaks neither way.
"""

from __future__ import annotations

from typing import NamedTuple

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import bound_of
from parseltongue.model.interface import OPTIONAL_MARK, VARIADIC
from parseltongue.model.kinds import INTERFACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.world import Unit
    from parseltongue.model.interface import Interface

SAME, WIDER, LIKELY, POSSIBLE = 4, 3, 1, 0
"""How well an argument fits a parameter."""
CERTAIN = 1 << 30
"""The score of a callable that nothing needs to be compared with."""


class Choice(NamedTuple):
    """One of several callables of a class: its ordinal, whether no other one fits as well, and how well."""

    member: int
    is_sure: bool
    score: int = CERTAIN


class Rules:
    """What a language says of its own types.

    Parameters
    ----------
    widening : dict of str to frozenset of str
        By primitive type, those that its values become without a cast, other than by boxing.
    boxes : dict of str to str
        Primitive types and the classes of their boxes.
    closed : frozenset of str
        Classes that nothing derives from: their values are instances of no other known type.
    root : str
        The class that all others derive from.
    """

    def __init__(
        self,
        widening: dict[str, frozenset[str]],
        boxes: dict[str, str],
        closed: frozenset[str],
        root: str,
    ) -> None:
        self.widening = widening
        self.boxes = boxes
        self.unboxed = {box: primitive for primitive, box in boxes.items()}
        self.closed = closed
        self.root = root


def call_arguments(value: Value | None) -> list[Value | None]:
    """The arguments of a call, which its path carries as pairs of one and the rest."""
    found = []
    while value is not None and value[0] == v.PAIR:
        found.append(value[1])
        value = value[2]
    return found


def takes(interface: Interface, ordinal: int, count: int) -> bool:
    """Whether a callable can be called with so many arguments; true if its parameters are not told."""
    parameters = interface.parameters.get(ordinal)
    if parameters is None:
        return True
    optional = sum(text.startswith(OPTIONAL_MARK) for text in parameters)
    if interface.flags[ordinal] & VARIADIC:
        return count >= len(parameters) - 1 - optional
    return len(parameters) - optional <= count <= len(parameters)


def best(
    candidates: Sequence[int],
    score: Callable[[int], int | None],
) -> Choice | None:
    """The candidate with the highest score; None if all are ruled out."""
    scored = [(found, one) for one in candidates if (found := score(one)) is not None]
    if not scored:
        return None
    highest = max(found for found, _ in scored)
    first = [one for found, one in scored if found == highest]
    return Choice(first[0], len(first) == 1, highest)


def is_perfect(score: int, count: int) -> bool:
    """Whether nothing could fit so many arguments better."""
    return score > SAME * count


def spread(
    parameters: Sequence[Value | None], arguments: Sequence[Value | None], variadic: bool
) -> list[Value | None]:
    """The type that each argument has to have.

    The last parameter of a variadic callable is an array; it takes its elements one by one, unless an array
    is passed as a whole.
    """
    found = list(parameters[: len(arguments)])
    if not variadic or not parameters:
        return found
    last = parameters[-1]
    given = arguments[-1] if len(arguments) == len(parameters) else None
    if last is None or last[0] != v.CONTAINER or (given is not None and given[0] == v.CONTAINER):
        return found
    before = len(parameters) - 1
    return [*parameters[:before], *[last[1]] * (len(arguments) - before)]


class Fitting:
    """Compares arguments with parameters.

    Parameters
    ----------
    rules : Rules
    is_subtype : callable
        Whether one class of the workspace, (unit, ordinal), is or derives from another; None if that is
        not known.
    """

    def __init__(
        self, rules: Rules, is_subtype: Callable[[tuple[Unit, int], tuple[Unit, int]], bool | None]
    ) -> None:
        self._rules = rules
        self._is_subtype = is_subtype

    def score(
        self, parameters: Sequence[Value | None], arguments: Sequence[Value | None], variadic: bool
    ) -> int | None:
        """How well arguments fit; None if one of them does not."""
        total = 0
        for parameter, argument in zip(spread(parameters, arguments, variadic), arguments, strict=False):
            found = self.fit(parameter, argument)
            if found is None:
                return None
            total += found
        return total if variadic or len(parameters) > len(arguments) else total + 1

    def fit(self, parameter: Value | None, argument: Value | None) -> int | None:
        """How well one argument fits; None if it does not."""
        parameter, argument = bound_of(parameter), bound_of(argument)
        if parameter is None or argument is None:
            return POSSIBLE
        wanted, given = parameter[0], argument[0]
        if wanted == v.CONTAINER or given == v.CONTAINER:
            return self._fit_array(parameter, argument)
        if given == v.CALLABLE:
            return self._fit_function(parameter)
        if wanted == v.INSTANCE and given == v.INSTANCE:
            return self._fit_class(parameter, argument)
        if wanted == v.EXTERNAL_INSTANCE and given == v.EXTERNAL_INSTANCE:
            return self._fit_names(parameter[1], argument[1])
        if wanted == v.INSTANCE and given == v.EXTERNAL_INSTANCE:
            return POSSIBLE if "(" in argument[1] else None
        if wanted == v.EXTERNAL_INSTANCE and given == v.INSTANCE:
            return None if self._is_closed(parameter[1]) else LIKELY
        return POSSIBLE

    def _is_closed(self, name: str) -> bool:
        return name in self._rules.closed or name in self._rules.boxes

    def _fit_array(self, parameter: Value, argument: Value) -> int | None:
        if parameter[0] == argument[0]:
            return self.fit(parameter[1], argument[1])
        if parameter[0] == v.EXTERNAL_INSTANCE:
            return None if self._is_closed(parameter[1]) else LIKELY
        if argument[0] == v.EXTERNAL_INSTANCE and "(" in argument[1]:
            return POSSIBLE
        return None if v.INSTANCE in (parameter[0], argument[0]) else POSSIBLE

    def _fit_function(self, parameter: Value) -> int | None:
        if parameter[0] == v.EXTERNAL_INSTANCE:
            return None if self._is_closed(parameter[1]) or parameter[1] == self._rules.root else LIKELY
        if parameter[0] == v.INSTANCE:
            return LIKELY if parameter[1].interface.kinds[parameter[2]] == INTERFACE else None
        return POSSIBLE

    def _fit_class(self, parameter: Value, argument: Value) -> int | None:
        wanted, given = (parameter[1], parameter[2]), (argument[1], argument[2])
        if wanted == given:
            return SAME
        derived = self._is_subtype(given, wanted)
        return POSSIBLE if derived is None else WIDER if derived else None

    def _fit_names(self, wanted: str, given: str) -> int | None:
        rules = self._rules
        if wanted == given:
            return SAME
        if "(" in given:
            return POSSIBLE
        if given in rules.boxes:
            return self._fit_primitive(wanted, given)
        if wanted in rules.boxes:
            return LIKELY if rules.unboxed.get(given) == wanted or given == rules.root else None
        return None if wanted in rules.closed else LIKELY

    def _fit_primitive(self, wanted: str, given: str) -> int | None:
        rules = self._rules
        if wanted in rules.boxes:
            return WIDER if wanted in rules.widening.get(given, ()) else None
        if wanted in rules.closed:
            return LIKELY if rules.boxes[given] == wanted else None
        return POSSIBLE
