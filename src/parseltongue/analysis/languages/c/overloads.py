"""Which of several functions of one name a call of C++ means, and which definition a declaration has.

A call says behind the name that is looked up (`flags.COUNT_MARK`) how many arguments it has, whether what it
is called on cannot change, and the types of the arguments as far as its function shows them, by their base
names: ``push`2c:int,Node``. Functions that do not take so many are left out, unless that leaves none; of the
others the one whose parameters fit best is meant. A method that a class declares is defined where the types
of its parameters are the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from parseltongue.analysis.languages.c.flags import CONST, COUNT_MARK
from parseltongue.analysis.linking.overloads import takes
from parseltongue.model.interface import OPTIONAL_MARK
from parseltongue.model.kinds import CALLABLE_KINDS
from parseltongue.model.paths import BUILTIN, LETTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from parseltongue.analysis.world import Unit

    Place = tuple[Unit, int]

UNKNOWN, NULL, ZERO = "?", "null", "0"
"""Types of arguments that have no name: one that is not known, ``nullptr``, and a zero, which can be one."""
_CONSTANT, _TYPES = "c", ":"
_ARITHMETIC = frozenset(
    (
        "bool", "char", "signed char", "unsigned char", "wchar_t", "char8_t", "char16_t", "char32_t",
        "short", "short int", "unsigned short", "unsigned short int", "int", "signed", "signed int",
        "unsigned", "unsigned int", "long", "long int", "unsigned long", "unsigned long int", "long long",
        "long long int", "unsigned long long", "unsigned long long int", "float", "double", "long double",
        "size_t", "ptrdiff_t", "ssize_t", "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t",
        "uint32_t", "uint64_t", "intptr_t", "uintptr_t",
    )
)  # fmt: skip
_SAME_NUMBER = {
    "signed": "int", "signed int": "int", "unsigned": "unsigned int", "short int": "short",
    "long int": "long", "unsigned short int": "unsigned short", "unsigned long int": "unsigned long",
    "long long int": "long long", "unsigned long long int": "unsigned long long", "int32_t": "int",
    "uint32_t": "unsigned int", "int64_t": "long", "uint64_t": "unsigned long", "size_t": "unsigned long",
    "int16_t": "short", "uint16_t": "unsigned short", "int8_t": "signed char", "uint8_t": "unsigned char",
    "ptrdiff_t": "long", "ssize_t": "long", "intptr_t": "long", "uintptr_t": "unsigned long",
}  # fmt: skip
"""One name for each type of an ordinary 64-bit Unix."""
_PROMOTED = frozenset(("bool", "char", "signed char", "unsigned char", "short", "unsigned short"))
_SAME, _PROMOTION, _NUMBER, _POSSIBLE, _UNLIKELY, _NEVER = 8, 4, 2, 0, -2, -20
_CLASS_OPERATIONS = 2
"""Letters before the name of a class in the text of a parameter's type."""


class Call(NamedTuple):
    """What a call tells of the function that it means: see the module."""

    number: int
    constant: bool
    types: tuple[str, ...]


@lru_cache(maxsize=20_000)
def told_apart(name: str) -> tuple[str, Call | None]:
    """A name, and how it is called, if it is.

    Examples
    --------
    >>> told_apart("push`2c:int,Node")
    ('push', Call(number=2, constant=True, types=('int', 'Node')))
    """
    plain, _, told = name.partition(COUNT_MARK)
    if not told:
        return plain, None
    count, _, types = told.partition(_TYPES)
    constant = count.endswith(_CONSTANT)
    return plain, Call(int(count.rstrip(_CONSTANT)), constant, tuple(types.split(",")) if types else ())


def fits(place: Place, call: Call | None) -> bool:
    """Whether something takes as many arguments as a call has; what is no function can be anything."""
    unit, ordinal = place
    if call is None or unit.interface.kinds[ordinal] not in CALLABLE_KINDS:
        return True
    return takes(unit.interface, ordinal, call.number)


def fitting(places: list[Place], call: Call | None) -> list[Place]:
    """Those that can be called with so many arguments; all if none can."""
    if call is None or len(places) < 2:
        return places
    return [one for one in places if fits(one, call)] or places


def preferred(places: Sequence[Place], call: Call | None) -> tuple[Place, bool]:
    """One of several functions that a call fits, and whether another could be meant.

    One that may change what it is called on goes before one of the same parameters that may not, unless that
    cannot change.
    """
    if len(places) == 1:
        return places[0], False
    constant = call is not None and call.constant
    if constant:
        places = [one for one in places if _is_constant(one)] or places
    scores = [_score(one, call) for one in places]
    highest = max(scores)
    best = [one for one, score in zip(places, scores, strict=True) if score == highest]
    first = best[0] if constant else next((one for one in best if not _is_constant(one)), best[0])
    wanted = _parameters(first)
    if call is not None and call.types and UNKNOWN not in call.types:
        return first, any(_parameters(one) != wanted for one in best)
    return first, any(_parameters(one) != wanted for one in places)


def _is_constant(place: Place) -> bool:
    return bool(place[0].interface.flags[place[1]] & CONST)


def _score(place: Place, call: Call | None) -> int:
    """How well a function's parameters fit the types of arguments."""
    parameters = _parameters(place) if call is not None and call.types else None
    if call is None or parameters is None:
        return 0
    return sum(_fit(parameter, given) for parameter, given in zip(parameters, call.types, strict=False))


def _fit(parameter: str, given: str) -> int:
    if given == UNKNOWN or not parameter:
        return _POSSIBLE
    wanted, builtin = _type_name(parameter)
    if wanted == given:
        return _SAME
    if not builtin:
        # Classes are made of numbers and texts, or of other classes; seldom of nothing.
        return _UNLIKELY if given in (NULL, ZERO) or given in _ARITHMETIC else _POSSIBLE
    if wanted.endswith("*"):
        return _fit_pointer(given)
    if wanted not in _ARITHMETIC:
        return _POSSIBLE
    return _fit_number(_SAME_NUMBER.get(wanted, wanted), _SAME_NUMBER.get(given, given))


def _fit_pointer(given: str) -> int:
    if given == NULL:
        return _SAME
    if given == ZERO:
        return _POSSIBLE
    return _UNLIKELY if given.endswith("*") else _NEVER


def _fit_number(wanted: str, given: str) -> int:
    if wanted == given or (given == ZERO and wanted == "int"):
        return _SAME
    if given in _ARITHMETIC or given == ZERO:
        promoted = (wanted == "int" and given in _PROMOTED) or (wanted == "double" and given == "float")
        return _PROMOTION if promoted else _NUMBER
    if given.endswith("*") or given == NULL:
        return _UNLIKELY if wanted == "bool" else _NEVER
    return _UNLIKELY


@lru_cache(maxsize=20_000)
def _type_name(text: str) -> tuple[str, bool]:
    """The base name in the text of a parameter's type, and whether it is a type without members."""
    end = text.find(";")
    if end < 0:
        return UNKNOWN, False
    if text[0] == LETTERS[BUILTIN]:
        return text[1:end], True
    name = text[_CLASS_OPERATIONS:end]
    return name.rstrip("#").rpartition("#")[2].rpartition("/")[2], False


def same_function(places: list[Place], declared: Place) -> list[Place]:
    """Definitions with the parameters of a declaration; all if there is none."""
    wanted = _parameters(declared)
    constant = _is_constant(declared)
    same = [one for one in places if _parameters(one) == wanted]
    return [one for one in same if _is_constant(one) == constant] or same or places


def _parameters(place: Place) -> list[str] | None:
    """The types of parameters as they are written, whether a call may leave them out or not."""
    found = place[0].interface.parameters.get(place[1])
    return None if found is None else [one.removeprefix(OPTIONAL_MARK) for one in found]
