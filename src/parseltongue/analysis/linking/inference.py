"""What calls return and what functions take, where that follows from their arguments.

The part of `linking.nominal` about type variables: those of a method are told by the arguments of a call,
those of its class by the receiver; the parameters of a lambda by the method that an interface leaves open.
"""

from __future__ import annotations

from abc import abstractmethod

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, substituted
from parseltongue.analysis.linking.overloads import spread
from parseltongue.analysis.linking.semantics import Semantics
from parseltongue.analysis.world import member_key, open_methods
from parseltongue.model import paths as p
from parseltongue.model.interface import OPTIONAL_MARK, VARIADIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.generics import Arguments, Owner
    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.world import Unit

    Bindings = dict[int, Value]

_OWNERS = frozenset((v.CLASS, v.FUNCTION))


class Lineage:
    """A class and its supertypes within the workspace.

    Attributes
    ----------
    classes : list of (unit, ordinal, arguments)
        The class itself first, each before its own supertypes, else superclasses before interfaces; with
        the values of their type variables in terms of those of the class, None for the class itself.
    external : Value or None
        The first supertype outside the workspace.
    unknown : bool
        A supertype could not be resolved.
    """

    __slots__ = ("classes", "external", "unknown")

    def __init__(self, unit: Unit, ordinal: int) -> None:
        self.classes: list[tuple[Unit, int, Arguments | None]] = [(unit, ordinal, None)]
        self.external: Value | None = None
        self.unknown = False

    def add(self, above: Lineage, owner: Owner, arguments: Arguments) -> None:
        """Append the classes of a supertype; those that are here already move behind it."""
        first = self.classes[0][:2]
        arriving = [one for one in above.classes if one[:2] != first]
        places = {one[:2] for one in arriving}
        self.classes = [one for one in self.classes if one[:2] not in places]
        for unit, ordinal, own in arriving:
            self.classes.append(
                (unit, ordinal, arguments if own is None else all_substituted(own, owner, arguments))
            )
        if self.external is None and above.external is not None:
            self.external = substituted(above.external, owner, arguments)
        self.unknown = self.unknown or above.unknown


def all_substituted(values: Arguments, owner: Owner, arguments: Arguments) -> Arguments:
    """`substituted` for each of some values."""
    return tuple([substituted(one, owner, arguments) for one in values])


class InferringSemantics(Semantics):
    """Evaluates calls and functions. Not thread-safe."""

    # -- provided by the rest -------------------------------------------------------------------------------

    @abstractmethod
    def lineage(self, unit: Unit, ordinal: int) -> Lineage:
        """A class and its supertypes."""

    @abstractmethod
    def viewed(self, value: Value, owner: Owner) -> Value | None:
        """An instance as one of its supertypes, with the type arguments that it has as such."""

    @abstractmethod
    def _actual(self, view: Arguments | None, value: Value) -> Arguments:
        """The values of a supertype's type variables, seen from a receiver."""

    def parameter_types(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """The types of the parameters of a callable, type variables in them not replaced."""
        found: list[Value | None] | None = self.evaluator.evaluate(
            ("parameters", unit, ordinal), self._parameter_types, unit, ordinal
        )
        return found or []

    def _parameter_types(self, unit: Unit, ordinal: int) -> list[Value | None]:
        return [
            self.text_value(unit, text.removeprefix(OPTIONAL_MARK)).value
            for text in unit.interface.parameters.get(ordinal, ())
        ]

    # -- what calls return ----------------------------------------------------------------------------------

    def _returned(self, function: Value) -> Value | None:
        """What a call returns, with the type variables of the receiver's class and of the method replaced."""
        unit, ordinal = function[1:3]
        value = self.declared(unit, ordinal, None)
        if value is None:
            return None
        own: Arguments = function[3] or () if len(function) > 4 else ()
        value = substituted(value, (unit, unit.interface.parents[ordinal]), own)
        if value is None or not _mentions(value, unit, ordinal):
            return value
        bindings = self._bindings(function) if len(function) > 4 else {}
        highest = max(bindings, default=-1)
        value = substituted(value, (unit, ordinal), tuple([bindings.get(one) for one in range(highest + 1)]))
        return value if value is None or value[0] != v.TYPE_VARIABLE else value if value[4] else None

    def _bindings(self, function: Value) -> Bindings:
        """The type variables of a method, as the arguments of a call tell them."""
        unit, ordinal, own, arguments = function[1:5]
        owner = unit, unit.interface.parents[ordinal]
        interface = unit.interface
        parameters = spread(
            self.parameter_types(unit, ordinal), arguments, bool(interface.flags[ordinal] & VARIADIC)
        )
        found: Bindings = {}
        for parameter, argument in zip(parameters, arguments, strict=False):
            self._match(substituted(parameter, owner, own), argument, (unit, ordinal), found)
        return found

    def _match(self, parameter: Value | None, argument: Value | None, owner: Owner, found: Bindings) -> None:
        """Note what the type variables of `owner` in a parameter's type stand for, given an argument."""
        if parameter is None or argument is None:
            return
        if parameter[0] == v.TYPE_VARIABLE:
            if (parameter[1], parameter[2]) == owner:
                found.setdefault(parameter[3], argument)
            return
        if parameter[0] == v.CONTAINER and argument[0] == v.CONTAINER:
            self._match(parameter[1], argument[1], owner, found)
            return
        if argument[0] == v.CALLABLE:
            self._match(self._functional_result(parameter), argument[1], owner, found)
            return
        wanted = arguments_of(parameter)
        if not wanted:
            return
        if parameter[0] == v.INSTANCE and argument[0] == v.INSTANCE:
            argument = self.viewed(argument, (parameter[1], parameter[2]))
        elif parameter[0] != argument[0]:
            return
        for one, other in zip(wanted, arguments_of(argument) if argument is not None else (), strict=False):
            self._match(one, other, owner, found)

    # -- functional interfaces ------------------------------------------------------------------------------

    def _unnamed(self, value: Value, mark: str, index: int) -> Value | None:
        """What an ATTR step with one of the marks of `model.paths` reaches."""
        if mark == p.VARIABLE_MARK:
            return (v.TYPE_VARIABLE, value[1], value[2], index, None) if value[0] in _OWNERS else None
        if mark == p.PARAMETER_MARK:
            return self._parameter(value, index)
        return self._functional_parameter(value, index)

    def _parameter(self, value: Value, index: int) -> Value | None:
        """The type of a parameter of a callable that is called on a receiver."""
        if value[0] == v.BUILTIN_METHOD:
            return self.outside_parameter(value, index)
        if value[0] != v.FUNCTION:
            return None
        unit, ordinal, own = value[1], value[2], value[3] or ()
        types = self.parameter_types(unit, ordinal)
        if not types:
            return None
        found = substituted(types[min(index, len(types) - 1)], (unit, unit.interface.parents[ordinal]), own)
        if found is None or not _mentions(found, unit, ordinal):
            return found
        bindings = self._bindings(value) if len(value) > 4 else {}
        return substituted(
            found, (unit, ordinal), tuple([bindings.get(one) for one in range(max(bindings, default=-1) + 1)])
        )

    def outside_parameter(self, method: Value, index: int) -> Value | None:
        """The type of a parameter of a method outside the workspace."""
        return None

    def outside_functional(self, value: Value) -> list[Value | None]:
        """The types of the parameters of the one method of an interface outside the workspace."""
        return []

    def _functional_parameter(self, value: Value, index: int) -> Value | None:
        """The type of a parameter of the one method that an interface leaves open."""
        if value[0] == v.EXTERNAL_INSTANCE:
            types = self.outside_functional(value)
            return types[index] if index < len(types) else None
        found = self._open_method(value)
        if found is None:
            return None
        unit, ordinal, own = found
        types = self.parameter_types(unit, ordinal)
        if index >= len(types):
            return None
        return substituted(types[index], (unit, unit.interface.parents[ordinal]), own)

    def _functional_result(self, value: Value) -> Value | None:
        if value[0] == v.EXTERNAL_INSTANCE:
            return self.outside_result(value)
        found = self._open_method(value)
        if found is None:
            return None
        unit, ordinal, own = found
        return substituted(self.declared(unit, ordinal, None), (unit, unit.interface.parents[ordinal]), own)

    def outside_result(self, value: Value) -> Value | None:
        """What the one method of an interface outside the workspace returns."""
        return None

    def _open_method(self, value: Value) -> tuple[Unit, int, Arguments] | None:
        """The one method that an interface leaves open, with the type arguments of its owner."""
        if value[0] != v.INSTANCE:
            return None
        found = None
        for unit, ordinal, view in self.lineage(value[1], value[2]).classes:
            self.record_in(
                unit.path, member_key(unit.path, unit.interface.symbols[ordinal], p.FUNCTIONAL_MARK)
            )
            for method in open_methods(unit.interface, ordinal):
                if found is None:
                    found = unit, method, self._actual(view, value)
                elif unit.interface.names[method] != found[0].interface.names[found[1]]:
                    return None
        return found


def _mentions(value: Value, unit: Unit, ordinal: int) -> bool:
    """Whether type variables of a method occur in a value."""
    pending: list[Value | None] = [value]
    while pending:
        one = pending.pop()
        if one is None:
            continue
        if one[0] == v.TYPE_VARIABLE:
            if one[1] is unit and one[2] == ordinal:
                return True
        elif one[0] in (v.CONTAINER, v.CALLABLE):
            pending.append(one[1])
        else:
            pending.extend(arguments_of(one))
    return False
