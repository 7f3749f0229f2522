"""Calls and types of Kotlin where the library has a part in them; and which of several callables fits."""

from __future__ import annotations

from operator import itemgetter

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.calls import FUNCTIONS, Arguments, Parameters, parameters_of
from parseltongue.analysis.languages.kotlin.classes import as_wanted
from parseltongue.analysis.linking import generics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of, substituted
from parseltongue.analysis.linking.levels import LevelSemantics
from parseltongue.analysis.linking.overloads import LIKELY, POSSIBLE, SAME, WIDER, Rules
from parseltongue.analysis.linking.values import Found, Value
from parseltongue.model.interface import EXTENSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.kotlin.library import Function, Type
    from parseltongue.analysis.linking.generics import Arguments as TypeArguments
    from parseltongue.analysis.linking.generics import Owner
    from parseltongue.analysis.world import Unit, World

    Environment = dict[str, Value | None]

_CLOSED = frozenset(
    f"kotlin.{name}"
    for name in (
        "String", "Int", "Long", "Short", "Byte", "Float", "Double", "Boolean", "Char", "Unit", "UInt",
        "ULong", "IntArray", "LongArray", "ByteArray", "ShortArray", "CharArray", "FloatArray",
        "DoubleArray", "BooleanArray",
    )
)  # fmt: skip
_RULES = Rules({}, {}, _CLOSED, "kotlin.Any")
_FUNCTION, _EXTENSION_FUNCTION = library.FUNCTION.decode(), library.EXTENSION_FUNCTION.decode()
_ENTRY = "kotlin.collections.Map.Entry"
_NUMBERS = frozenset(("kotlin.Int", "kotlin.Long", "kotlin.Short", "kotlin.Byte"))


class OutsideSemantics(LevelSemantics):
    """What the library gives and takes. Not thread-safe."""

    RULES = _RULES

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._parameters: dict[Owner, tuple[Parameters | None]] = {}

    def root_member(self, name: str) -> bool:
        return name in library.OBJECT_MEMBERS

    # -- which of several ------------------------------------------------------------------------------------

    def chosen(
        self,
        members: list[Owner],
        own: TypeArguments,
        receiver: Value | None,
        given: Arguments | None,
        unit: Unit | None = None,
    ) -> Found | None:
        """The callable that fits best; inferred if others fit as well or too little is known; None if none.

        Parameters
        ----------
        members : list of (unit, ordinal)
            In order of preference.
        own : tuple of Value
            Type arguments of the class that they are members of.
        receiver : Value or None
            What extensions among them are called on.
        given : Arguments or None
            None for a reference without a call.
        unit : Unit or None
            The file that calls, where `members` come from several.
        """
        if given is None:
            fits = [(fit, one) for one in members if (fit := self._extends(one, own, receiver)) is not None]
            best = [one for fit, one in fits if fit == max(fits, key=itemgetter(0))[0]]
            return self.function(*best[0], own, (), inferred=len(best) > 1) if best else None
        if len(members) == 1 and receiver is None:
            alone = self._alone(members[0], own, given, unit)
            if alone is not None:
                return alone
        scored: list[tuple[int, int, list[Value | None], bool]] = []
        for index, one in enumerate(members):
            found = self._scored(one, own, receiver, given)
            if found is not None:
                scored.append((found[0], -index, found[1], found[2]))
        if not scored:
            return None
        highest = max(scored)
        first = members[-highest[1]]
        twins = [one for one in scored if one[0] == highest[0]]
        inferred = highest[3] or (len(twins) > 1 and not self._nearest_alone(twins, members, unit))
        return self.function(*first, own, tuple(highest[2]), inferred=inferred, types=given.types)

    def _alone(self, member: Owner, own: TypeArguments, given: Arguments, unit: Unit | None) -> Found | None:
        """A callable that has no rival: its types need no comparison."""
        parameters = self._parameters_of(*member)
        slots = parameters.aligned(given) if parameters is not None else None
        if slots is None or member[0].interface.flags[member[1]] & EXTENSION:
            return None
        if unit is None and any(slots):  # A supertype can have one that fits better.
            return None
        return self.function(*member, own, tuple(slots), inferred=False, types=given.types)

    def _parameters_of(self, unit: Unit, ordinal: int) -> Parameters | None:
        """Rests on the lookup that found the callable."""
        known = self._parameters.get((unit, ordinal))
        if known is None:
            known = self._parameters[unit, ordinal] = (parameters_of(unit.interface, ordinal),)
        return known[0]

    def _nearest_alone(
        self, twins: list[tuple[int, int, list[Value | None], bool]], members: list[Owner], unit: Unit | None
    ) -> bool:
        """Whether of several that fit alike only one is of the file that calls."""
        return sum(members[-one[1]][0] is unit for one in twins) == 1

    def _scored(
        self, member: Owner, own: TypeArguments, receiver: Value | None, given: Arguments
    ) -> tuple[int, list[Value | None], bool] | None:
        """How well a call fits, what goes to each parameter, and whether that is a guess."""
        unit, ordinal = member
        parameters = self._parameters_of(unit, ordinal)
        slots = parameters.aligned(given) if parameters is not None else given.flat(given.count)
        extended = self._extends(member, own, receiver) if slots is not None else None
        if slots is None or extended is None:
            return None
        owner = unit, unit.interface.parents[ordinal]
        is_extension = bool(unit.interface.flags[ordinal] & EXTENSION)
        types = [substituted(one, owner, own) for one in self.parameter_types(unit, ordinal)]
        total = 0
        for parameter, argument in zip(types[is_extension:], slots, strict=False):
            found = self.argument_fit(parameter, argument)
            if found is None:
                return None
            total += found
        total += given.count == len(slots)
        if is_extension:
            return total + extended, [receiver, *slots], extended == POSSIBLE
        return total, slots, False

    def _extends(self, member: Owner, own: TypeArguments, receiver: Value | None) -> int | None:
        """How well a receiver fits an extension; None if it does not. Other callables fit all."""
        unit, ordinal = member
        if not unit.interface.flags[ordinal] & EXTENSION:
            return SAME
        types = self.parameter_types(unit, ordinal)
        if receiver is None or not types:
            return POSSIBLE
        return self.receiver_fit(types[0], receiver)

    def argument_fit(self, parameter: Value | None, argument: Value | None) -> int | None:
        """`Fitting.fit`, with what is known of library types."""
        parameter, argument = bound_of(parameter), bound_of(argument)
        if argument is not None and argument[0] == v.EITHER:
            argument = argument[1]  # ``this``, in a lambda with a receiver.
        if parameter is None or argument is None or argument[0] == v.CLASS:
            return POSSIBLE
        if parameter[0] == argument[0] == v.EXTERNAL_INSTANCE:
            if parameter[1] in FUNCTIONS and argument[1] in FUNCTIONS and not _alike(parameter, argument):
                return None
            return self._external_fit(parameter[1], argument[1])
        if argument[0] == v.INSTANCE and parameter[0] == v.EXTERNAL_INSTANCE and parameter[1] in FUNCTIONS:
            lineage = self.lineage(argument[1], argument[2])
            return POSSIBLE if lineage.unknown or lineage.external is not None else None
        if argument[0] == v.CALLABLE and parameter[0] == v.EXTERNAL_INSTANCE:
            return WIDER if parameter[1] in FUNCTIONS else self._fitting.fit(parameter, argument)
        return self._fitting.fit(parameter, argument)

    def _external_fit(self, wanted: str, given: str) -> int | None:
        if wanted == given:
            return SAME
        if "(" in given:
            return POSSIBLE
        if wanted in _NUMBERS and given == "kotlin.Int":
            return POSSIBLE
        above = library.supertypes(given)
        if above is None or library.supertypes(wanted) is None:
            return None if wanted in _CLOSED and given in _CLOSED else POSSIBLE
        return (LIKELY if wanted == self.RULES.root else WIDER) if wanted in above else None

    def receiver_fit(self, wanted: Value | None, receiver: Value) -> int | None:
        """How well a receiver fits the type that an extension is for; `POSSIBLE` is a guess."""
        variable = wanted is not None and wanted[0] == v.TYPE_VARIABLE
        wanted, receiver = bound_of(wanted), bound_of(receiver) or receiver
        if wanted is None:
            return LIKELY if variable else POSSIBLE
        if wanted[0] == v.EXTERNAL_INSTANCE and wanted[1] == self.RULES.root:
            return LIKELY
        if wanted[0] == v.INSTANCE and receiver[0] == v.INSTANCE:
            return self._fitting.fit(wanted, receiver)
        if receiver[0] == v.INSTANCE:
            external = self.lineage(receiver[1], receiver[2]).external
            if external is None:
                return None if not self.lineage(receiver[1], receiver[2]).unknown else POSSIBLE
            return self.receiver_fit(wanted, external)
        if wanted[0] == v.EXTERNAL_INSTANCE and receiver[0] == v.EXTERNAL_INSTANCE:
            return self._external_receiver_fit(wanted[1], receiver[1])
        if wanted[0] == v.EXTERNAL_INSTANCE and receiver[0] == v.CALLABLE:
            return SAME if wanted[1] in FUNCTIONS else None
        if wanted[0] == v.INSTANCE and receiver[0] == v.EXTERNAL_INSTANCE:
            return POSSIBLE if "(" in receiver[1] else None
        return None

    def _external_receiver_fit(self, wanted: str, given: str) -> int | None:
        if wanted == given:
            return SAME
        if "(" in given:
            return POSSIBLE
        above = library.supertypes(given)
        if above is not None and (wanted in above or library.supertypes(wanted) is not None):
            return WIDER if wanted in above else None
        return None if above is not None else POSSIBLE

    def _parameter_types(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """The types of parameters, which are told together with their names."""
        found = super()._parameter_types(unit, ordinal)
        if unit.home is not None:
            return [as_wanted(one) for one in found]
        return [one[2] if one is not None and one[0] == v.MAPPING else one for one in found]

    # -- what functions give and take ------------------------------------------------------------------------

    def function(
        self,
        unit: Unit,
        ordinal: int,
        own: TypeArguments,
        arguments: tuple[Value | None, ...],
        *,
        inferred: bool,
        types: TypeArguments = (),
    ) -> Found:
        value = (v.FUNCTION, unit, ordinal, own, arguments, types)
        return Found((unit, ordinal), value, inferred)

    def replaced(self, value: Value | None, owner: Owner, own: TypeArguments) -> Value | None:
        return substituted(value, owner, own)

    def _bindings(self, function: Value) -> dict[int, Value]:
        found = super()._bindings(function)
        for index, told in enumerate(function[5] if len(function) > 5 else ()):
            if told is not None:
                found[index] = told
        return found

    def _parameter(self, value: Value, index: int) -> Value | None:
        if value[0] == v.FUNCTION and index >= 0 and value[1].interface.flags[value[2]] & EXTENSION:
            index += 1
        return super()._parameter(value, index)

    def _functional_parameter(self, value: Value, index: int) -> Value | None:
        bound = bound_of(value)
        if bound is None:
            return None
        if bound[0] != v.EXTERNAL_INSTANCE:
            return super()._functional_parameter(bound, index) if index >= 0 else None
        types = arguments_of(bound)
        if bound[1] == _EXTENSION_FUNCTION:
            return types[index + 1] if index + 1 < len(types) - 1 else None
        return types[index] if bound[1] == _FUNCTION and 0 <= index < len(types) - 1 else None

    def outside_result(self, value: Value) -> Value | None:
        types = arguments_of(value)
        return types[-1] if value[1] in FUNCTIONS and types else None

    def call(self, value: Value) -> Value | None:
        if value[0] == v.BUILTIN_METHOD:
            return self._library_result(value)
        return super().call(value)

    def item(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is None:
            return None
        if known[0] == v.INSTANCE:
            return self.returned(known, ("get",))
        if known[0] != v.EXTERNAL_INSTANCE:
            return super().item(known)
        types = arguments_of(known)
        return types[-1] if types and len(types) < 3 else None

    def iterate(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is not None and known[0] == v.EXTERNAL_INSTANCE and len(arguments_of(known)) == 2:
            return generics.bounded((v.EXTERNAL_INSTANCE, _ENTRY, arguments_of(known)))
        if known is not None and known[0] == v.EXTERNAL_INSTANCE and known[1] == "kotlin.String":
            return (v.EXTERNAL_INSTANCE, "kotlin.Char")
        return super().iterate(value)

    def external_attribute(self, value: Value, name: str) -> Found:
        """A member of something outside: its value is known only where the library's table has it."""
        known = self.outside_property(value, name)
        if known is not None:
            return known
        dotted = f"{value[1]}.{name}"
        return Found(dotted, (v.EXTERNAL, dotted))

    # -- the library -----------------------------------------------------------------------------------------

    def is_open(self, value: Value) -> bool:
        """Whether a type outside can have members that nothing here knows of."""
        return value[0] in v.OUTSIDE and library.supertypes(value[1]) is None

    def outside_property(self, receiver: Value | None, name: str) -> Found | None:
        """A property of a library type, or an extension property of the library."""
        if receiver is None or receiver[0] not in v.OUTSIDE:
            return None
        for function in library.functions(name):
            if function.parameters is None and function.receiver is not None:
                seen = self._seen_as(receiver, function.receiver[0])
                if seen is not None:
                    return Found(function.qualified, self._result(function, seen, [], ()))
        return None

    def outside_member(self, receiver: Value, name: str, given: Arguments | None) -> Found | None:
        """A method of a library type; None if the table has none."""
        if receiver[1] in FUNCTIONS and name == "invoke":
            types = arguments_of(receiver)
            return Found("kotlin.Function.invoke", (v.CALLABLE, types[-1] if types else None))
        fitting: list[tuple[Function, Value | None]] = []
        for function in library.functions(name):
            if function.is_member and function.parameters is not None and function.receiver is not None:
                seen = self._seen_as(receiver, function.receiver[0])
                if seen is not None:
                    fitting.append((function, seen))
        fitting.sort(key=lambda one: one[0].receiver is None or one[0].receiver[0] != receiver[1])
        return self._library_found(fitting, given)

    def outside_extension(self, receiver: Value | None, name: str, given: Arguments | None) -> Found | None:
        """An extension of the library that is there without an import."""
        fitting: list[tuple[Function, Value | None]] = []
        general: list[tuple[Function, Value | None]] = []
        for function in library.functions(name):
            package = function.qualified.rpartition(".")[0]
            if function.receiver is None or function.parameters is None or function.is_member:
                continue
            if package not in library.DEFAULT_PACKAGES:
                continue
            if function.receiver[0] in function.variables:
                general.append((function, receiver))
            elif receiver is None:
                return None
            else:
                seen = self._library_view(receiver, function.receiver[0])
                if seen is not None:
                    fitting.append((function, seen))
        return self._library_found(fitting or general, given)

    def outside_function(self, qualified: str, given: Arguments | None) -> Found | None:
        """A function of the library under its qualified name."""
        package, _, name = qualified.rpartition(".")
        known = [one for one in library.functions(name) if one.qualified == f"{package}.{name}"]
        fitting: list[tuple[Function, Value | None]] = [
            (one, None) for one in known if one.receiver is None and one.parameters is not None
        ]
        return self._library_found(fitting, given)

    def _library_found(
        self, fitting: list[tuple[Function, Value | None]], given: Arguments | None
    ) -> Found | None:
        """Of several the first that takes so many arguments."""
        if not fitting:
            return None
        count = given.count if given is not None else 0
        function, receiver = next(
            (one for one in fitting if len(one[0].parameters or ()) == count), fitting[0]
        )
        slots = given.flat(len(function.parameters or ())) if given is not None else []
        types = given.types if given is not None else ()
        value = (v.BUILTIN_METHOD, function.qualified, receiver, tuple(slots), function, types)
        return Found(function.qualified, value)

    def _library_view(self, receiver: Value, name: str) -> Value | None:
        """A value as one of a library type, if it is one."""
        if receiver[0] == v.INSTANCE:
            lineage = self.lineage(receiver[1], receiver[2])
            external = lineage.external
            if external is None:
                return receiver if name == self.RULES.root else None
            external = substituted(external, receiver[1:3], arguments_of(receiver))
            return self._seen_as(external, name) if external is not None else None
        if receiver[0] in v.OUTSIDE:
            return self._seen_as(receiver, name)
        return receiver if receiver[0] == v.CALLABLE and name in FUNCTIONS else None

    def _seen_as(self, value: Value, name: str) -> Value | None:
        """A value of a library type as one of a supertype of it."""
        pending = [value]
        for one in pending:  # Grows on the way: supertypes of library types are not many.
            if one[1] == name:
                return one
            found = library.library_type(one[1])
            if found is not None and len(pending) < 40:
                environment = dict(zip(found.variables, arguments_of(one), strict=False))
                bases = [self._value(base, environment, found.variables) for base in found.bases]
                pending += [one for one in bases if one is not None and one[0] == v.EXTERNAL_INSTANCE]
        return value if name == self.RULES.root else None

    def _environment(
        self, function: Function, receiver: Value | None, arguments: list[Value | None], types: TypeArguments
    ) -> Environment:
        """What the type variables of a library function stand for in a call."""
        own = function.variables
        offset = len(own) - len(types) if function.is_member else 0
        environment: Environment = {
            own[index + offset]: told for index, told in enumerate(types) if 0 <= index + offset < len(own)
        }
        if function.receiver is not None:
            self._bind(function.receiver, receiver, environment, own)
        for parameter, argument in zip(function.parameters or (), arguments, strict=False):
            self._bind(parameter, argument, environment, own)
        return environment

    def _result(
        self, function: Function, receiver: Value | None, arguments: list[Value | None], types: TypeArguments
    ) -> Value | None:
        environment = self._environment(function, receiver, arguments, types)
        return self._value(function.result, environment, function.variables)

    def _library_result(self, method: Value) -> Value | None:
        _, _, receiver, arguments, function, types = method
        return self._result(function, receiver, list(arguments), types)

    def outside_parameter(self, method: Value, index: int) -> Value | None:
        _, _, receiver, arguments, function, types = method
        if not function.parameters:
            return None
        index = min(index, len(function.parameters) - 1)
        others = list(arguments)
        if others:
            others[index] = None
        environment = self._environment(function, receiver, others, types)
        return self._value(function.parameters[index], environment, function.variables)

    def _value(self, written: Type, environment: Environment, variables: tuple[str, ...]) -> Value | None:
        """The value of a type of the library."""
        name, arguments = written
        if name in variables:
            return environment.get(name)
        if not arguments:
            return (v.EXTERNAL_INSTANCE, name)
        values = tuple([self._value(one, environment, variables) for one in arguments])
        return generics.bounded((v.EXTERNAL_INSTANCE, name, values))

    def _bind(
        self, written: Type, argument: Value | None, environment: Environment, variables: tuple[str, ...]
    ) -> None:
        """Note what type variables in a type stand for, given a value of it."""
        if argument is None:
            return
        name, arguments = written
        if name in variables:
            if environment.get(name) is None:
                environment[name] = argument
        elif argument[0] == v.CALLABLE:
            if name in FUNCTIONS:
                self._bind(arguments[-1], argument[1], environment, variables)
        elif arguments:
            seen = self._library_view(argument, name)
            for one, other in zip(arguments, arguments_of(seen) if seen is not None else (), strict=False):
                self._bind(one, other, environment, variables)


def _alike(wanted: Value, given: Value) -> bool:
    """Whether functions of one type can be of another, by the number of their parameters."""
    first, second = len(arguments_of(wanted)), len(arguments_of(given))
    return first == second or not first or not second
