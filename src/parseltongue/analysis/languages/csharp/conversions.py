"""Which values fit which parameters in C#."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.values import is_interface, within_nullable
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of
from parseltongue.analysis.linking.overloads import LIKELY, POSSIBLE, SAME, WIDER, Fitting, Rules
from parseltongue.model.kinds import CALLABLE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.world import Unit

_NUMBERS = ("SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double")
_PRIMITIVES = {f"System.{one}": f"System.{one}" for one in (*_NUMBERS, "Boolean", "Char", "Decimal")}
_WIDENING = {
    **{
        f"System.{one}": frozenset(f"System.{other}" for other in (*_NUMBERS[index + 1 :], "Decimal"))
        for index, one in enumerate(_NUMBERS[:8])
    },
    "System.Single": frozenset(("System.Double",)),
    "System.Char": frozenset(f"System.{one}" for one in (*_NUMBERS[3:], "Decimal")),
}
RULES = Rules(
    _WIDENING,
    _PRIMITIVES,
    frozenset((*_PRIMITIVES, *library.STRUCTS, "System.String", "System.Type", "System.Uri")),
    "System.Object",
)
_FRACTIONS = frozenset(("System.Single", "System.Double", "System.Decimal"))
_ACTION, _FUNCTION = "System.Action", "System.Func"
_DELEGATES = frozenset((_ACTION, _FUNCTION, "System.Predicate", "System.Comparison", "System.EventHandler"))
_WITH_TYPES = frozenset((v.INSTANCE, v.EXTERNAL_INSTANCE, v.CONTAINER, v.TYPE_VARIABLE))
"""Values whose type is told."""
_WIDER_YET = 2
"""How well a whole number fits where one with a fraction is wanted."""


class DelegateFitting(Fitting):
    """Compares arguments with parameters; functions are also told apart by how many arguments they take."""

    def __init__(
        self,
        rules: Rules,
        is_subtype: Callable[[tuple[Unit, int], tuple[Unit, int]], bool | None],
        count: Callable[[Value], int | None],
    ) -> None:
        super().__init__(rules, is_subtype)
        self._count = count

    def fit(self, parameter: Value | None, argument: Value | None) -> int | None:
        if argument is not None and _is_inferred(parameter):
            return self._fit_inferred(parameter, argument)
        wanted, given = within_nullable(parameter), within_nullable(argument)
        if wanted is not None:
            found = self.fit(wanted, argument if given is None else given)
            return found if given is not None or found is None else min(found, WIDER)
        known = bound_of(parameter)
        if given is not None and known is not None and known[0] in (v.INSTANCE, v.EXTERNAL_INSTANCE):
            return LIKELY if _takes_anything(known) else None
        if argument is not None and argument[0] == v.CALLABLE and len(argument) > 2:
            wanted = bound_of(parameter)
            count = self._count(wanted) if wanted is not None else None
            if count is not None and (v.COUNT, count) != argument[2]:
                return None
            if argument[1] is not None and wanted is not None and wanted[0] == v.EXTERNAL_INSTANCE:
                return self._fit_result(wanted, argument)
        if _is_delegate(parameter) and _is_delegate(argument):
            return self._fit_delegate(bound_of(parameter), bound_of(argument))
        return super().fit(parameter, argument)

    def _fit_result(self, wanted: Value, function: Value) -> int | None:
        """A function whose result is told is meant where one is wanted, before where none is."""
        if wanted[1] == _ACTION:
            return POSSIBLE
        own = arguments_of(wanted)
        if wanted[1] != _FUNCTION or not own:
            return super().fit(wanted, function)
        found = self._fit_part(own[-1], function[1])
        return None if found is None else WIDER if found == SAME else LIKELY

    def _fit_delegate(self, wanted: Value | None, given: Value | None) -> int | None:
        """Delegates are not derived from: the same one is wanted, for the same types."""
        if wanted is None or given is None:
            return POSSIBLE
        own, other = arguments_of(wanted), arguments_of(given)
        if wanted[1] != given[1] or len(own) != len(other):
            return None
        parts = [self._fit_part(one, two) for one, two in zip(own, other, strict=True)]
        return None if None in parts else SAME if all(one == SAME for one in parts) else WIDER

    def _fit_part(self, wanted: Value | None, given: Value | None) -> int | None:
        """How well one type argument fits another; of a task with a result, one without is made."""
        if wanted is None or given is None:
            return POSSIBLE
        found = self.fit(wanted, given)
        if found is None or wanted[0] != v.EXTERNAL_INSTANCE or wanted[:2] != given[:2]:
            return found
        more = len(arguments_of(given)) - len(arguments_of(wanted))
        return None if more < 0 else WIDER if more else found

    def _fit_inferred(self, parameter: Value | None, argument: Value) -> int | None:
        """A type parameter of the method itself is the type of the argument, if its constraint allows."""
        known = bound_of(parameter)
        found = self.fit(known, argument) if known is not None else SAME
        return SAME if found is not None and argument[0] in _WITH_TYPES else found

    def score(
        self, parameters: Sequence[Value | None], arguments: Sequence[Value | None], variadic: bool
    ) -> int | None:
        """How well arguments fit; an array for the last parameter is taken as a whole."""
        whole = variadic and 0 < len(parameters) == len(arguments) and _is_array(arguments[-1])
        found = super().score(parameters, arguments, variadic)
        return found + 1 if found is not None and whole else found

    def _fit_array(self, parameter: Value, argument: Value) -> int | None:
        if parameter[0] == argument[0] and argument[1] is None:
            return SAME
        return super()._fit_array(parameter, argument)

    def _fit_primitive(self, wanted: str, given: str) -> int | None:
        """Of numbers that a number becomes, whole ones are meant before others."""
        found = super()._fit_primitive(wanted, given)
        return _WIDER_YET if found == WIDER and wanted in _FRACTIONS and given not in _FRACTIONS else found


def _is_inferred(parameter: Value | None) -> bool:
    """Whether a type parameter of the method stands there, which becomes what it is given."""
    if parameter is None or parameter[0] != v.TYPE_VARIABLE:
        return False
    return parameter[1].interface.kinds[parameter[2]] in CALLABLE_KINDS


def _is_array(value: Value | None) -> bool:
    return value is not None and value[0] == v.CONTAINER


def _is_delegate(value: Value | None) -> bool:
    known = bound_of(value)
    return known is not None and known[0] == v.EXTERNAL_INSTANCE and known[1] in _DELEGATES


def _takes_anything(value: Value) -> bool:
    """Whether a type can stand for values of types that are not derived from."""
    return value[1] == RULES.root if value[0] == v.EXTERNAL_INSTANCE else is_interface(value)
