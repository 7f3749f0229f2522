"""The arguments of a call, and how they go to the parameters of what is called."""

from __future__ import annotations

from operator import or_

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.overloads import call_arguments
from parseltongue.model.interface import EXTENSION, OPTIONAL_MARK, VARIADIC
from parseltongue.model.paths import BUILTIN, LETTERS, MAPPING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.values import Value
    from parseltongue.model.interface import Interface

_TRAILING, _TYPE = "{", "<"
_FUNCTION = library.FUNCTION.decode()
FUNCTIONS = frozenset((_FUNCTION, library.EXTENSION_FUNCTION.decode()))
_NAMED = f"{LETTERS[MAPPING]}{LETTERS[BUILTIN]}"


class Arguments:
    """What a call passes.

    Attributes
    ----------
    count : int
        Of all of them.
    positional : list of Value or None
    named : dict of str to Value or None
        Those that are given by name.
    behind : Value or None
        The lambda behind the call, if `has_lambda`.
    types : tuple of Value or None
        Type arguments.
    """

    __slots__ = ("behind", "count", "has_lambda", "named", "positional", "types")

    def __init__(self) -> None:
        self.count = 0
        self.positional: list[Value | None] = []
        self.named: dict[str, Value | None] = {}
        self.behind: Value | None = None
        self.has_lambda = False
        self.types: tuple[Value | None, ...] = ()

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
            found.named[mark] = value[2]
    found.count = len(found.positional) + len(found.named) + found.has_lambda
    return found


def plain(values: list[Value | None] | None) -> Arguments | None:
    """Arguments that are all given by their place; None if their number is not told."""
    if values is None:
        return None
    found = Arguments()
    found.positional = list(values)
    found.count = len(values)
    return found


class Parameters:
    """What is told of the parameters of a callable, without the receiver of an extension.

    Attributes
    ----------
    names : list of str
    optional : list of bool
        Whether a call may leave each out.
    variadic : bool
        One of them takes any number of arguments.
    least, most : int
        How many arguments a call can have.
    """

    __slots__ = ("least", "most", "names", "optional", "variadic")

    def __init__(self, texts: list[str], *, variadic: bool) -> None:
        self.names = [_name_of(one.removeprefix(OPTIONAL_MARK)) for one in texts]
        self.optional = [one.startswith(OPTIONAL_MARK) for one in texts]
        self.variadic = variadic
        self.least = len(texts) - sum(self.optional) - variadic
        self.most = 1 << 30 if variadic else len(texts)

    def aligned(self, given: Arguments) -> list[Value | None] | None:
        """What goes to each parameter in a call; None if the call does not fit."""
        size = len(self.names)
        if not self.least <= given.count <= self.most:
            return None
        if self.variadic:
            return given.flat(size) if all(name in self.names for name in given.named) else None
        slots = given.positional + [None] * (size - len(given.positional))
        filled = [True] * len(given.positional) + [False] * (size - len(given.positional))
        for name, value in given.named.items():
            at = self.names.index(name) if name in self.names else -1
            if at < 0 or filled[at]:
                return None
            slots[at], filled[at] = value, True
        if given.has_lambda:
            if filled[-1]:
                return None
            slots[-1], filled[-1] = given.behind, True
        if all(map(or_, filled, self.optional)):
            return slots
        return None


def parameters_of(interface: Interface, ordinal: int) -> Parameters | None:
    """The parameters of a callable; None if they are not told."""
    texts = interface.parameters.get(ordinal)
    if texts is None:
        return None
    flags = interface.flags[ordinal]
    return Parameters(texts[1:] if flags & EXTENSION else texts, variadic=bool(flags & VARIADIC))


def takes_arguments(value: Value, given: Arguments | None) -> bool:
    """Whether a call can be one of a value: functions take as many as their type says, and none by name."""
    own = arguments_of(value)
    if given is None or not own or value[0] != v.EXTERNAL_INSTANCE or value[1] not in FUNCTIONS:
        return True
    most = len(own) - 1
    return not given.named and given.count in (most, most - (value[1] != _FUNCTION))


def _name_of(text: str) -> str:
    """The name that the text of a parameter's type begins with (see `Bindings.named`)."""
    return text[2:].partition(";")[0] if text.startswith(_NAMED) else ""
