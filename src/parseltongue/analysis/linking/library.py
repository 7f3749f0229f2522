"""What methods of the library return and take, where types are declared.

The part of `linking.nominal` about types outside the workspace, for languages with a table of such types
(`analysis.library_types`). What the table does not tell is known by name alone.
"""

from __future__ import annotations

from abc import abstractmethod

from parseltongue.analysis.linking import generics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.nominal import NominalSemantics
from parseltongue.analysis.linking.values import Found, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.library_types import LibraryType, Method, Type

    Environment = dict[str, Value | None]


class LibrarySemantics(NominalSemantics):
    """Evaluates names and paths of a language whose library has a table. Not thread-safe."""

    MANY: str
    """What types with one type argument that the table does not have are taken for: collections."""

    @abstractmethod
    def library_types(self) -> dict[str, LibraryType]:
        """The table, by qualified name."""

    def library_type(self, name: str, count: int) -> LibraryType | None:
        """A type of the table, given how many type arguments it has where it is named."""
        return self.library_types().get(name)

    def outside_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found:
        dotted = f"{receiver[1]}.{name}"
        return Found(dotted, (v.BUILTIN_METHOD, name, receiver, tuple(arguments)))

    def call(self, value: Value) -> Value | None:
        if value[0] != v.BUILTIN_METHOD:
            return super().call(value)
        _, name, receiver, arguments = value
        known = self._library_method(receiver, name)
        if known is None:
            return (v.EXTERNAL_INSTANCE, f"{receiver[1]}.{name}()")
        method, environment = known
        if method.result is None:
            return None
        environment = dict(environment)
        for index, argument in enumerate(arguments):
            if method.parameters:
                parameter = method.parameters[min(index, len(method.parameters) - 1)]
                self._bind(parameter, argument, environment)
        return self._value(method.result, environment)

    def _library_method(self, receiver: Value, name: str) -> tuple[Method, Environment] | None:
        """A method of a library type or of one of its supertypes, with what their variables stand for."""
        pending: list[Value] = [receiver]
        for one in pending:  # Grows on the way: supertypes of library types are not many.
            own = arguments_of(one)
            found = self.library_type(one[1], len(own))
            if found is None and len(own) == 1:
                found = self.library_type(
                    self.MANY, 1
                )  # What collections beyond the library are called with is the same.
            if found is None:
                continue
            environment: Environment = dict(zip(found.variables, own, strict=False))
            method = found.methods.get(name)
            if method is not None:
                return method, environment
            pending += self._bases(found, environment)
        method = self.library_types()[self.RULES.root].methods.get(name)
        return None if method is None else (method, {})

    def _bases(self, found: LibraryType, environment: Environment) -> list[Value]:
        values = [self._value(base, environment) for base in found.bases]
        return [one for one in values if one is not None]

    def _value(self, written: Type, environment: Environment) -> Value | None:
        """The value of a type of the library."""
        name, arguments = written
        if name == "[]":
            return (v.CONTAINER, self._value(arguments[0], environment))
        if len(name) == 1:
            return environment.get(name)
        values = tuple([self._value(one, environment) for one in arguments])
        if not values:
            return (v.EXTERNAL_INSTANCE, name)
        return generics.bounded((v.EXTERNAL_INSTANCE, name, values))

    def _bind(self, written: Type, argument: Value | None, environment: Environment) -> None:
        """Note what type variables in the type of a parameter stand for, given an argument."""
        if argument is None:
            return
        name, arguments = written
        if name == "[]" and argument[0] == v.CONTAINER:
            self._bind(arguments[0], argument[1], environment)
        elif name == "[]":
            self._bind(arguments[0], argument, environment)
        elif len(name) == 1:
            if environment.get(name) is None:
                environment[name] = argument
        elif argument[0] == v.CALLABLE:
            wanted = self.library_type(name, len(arguments))
            result = wanted.function.result if wanted is not None and wanted.function is not None else None
            if wanted is not None and result is not None:
                inner = dict(zip(wanted.variables, arguments, strict=False))
                if result[0] in inner:
                    self._bind(inner[result[0]], argument[1], environment)
        elif argument[0] == v.EXTERNAL_INSTANCE:
            given = self._seen_as(argument, name)
            for one, other in zip(arguments, arguments_of(given) if given is not None else (), strict=False):
                self._bind(one, other, environment)

    def _seen_as(self, value: Value, name: str) -> Value | None:
        """A value of a library type as one of a supertype of it."""
        pending = [value]
        for one in pending:  # Grows on the way: supertypes of library types are not many.
            if one[1] == name:
                return one
            found = self.library_type(one[1], len(arguments_of(one)))
            if found is not None:
                pending += self._bases(found, dict(zip(found.variables, arguments_of(one), strict=False)))
        return None

    def outside_parameter(self, method: Value, index: int) -> Value | None:
        _, name, receiver, arguments = method
        known = self._library_method(receiver, name)
        if known is None or not known[0].parameters:
            return None
        environment = dict(known[1])
        parameters = known[0].parameters
        for other, argument in enumerate(arguments):
            if other != index:
                self._bind(parameters[min(other, len(parameters) - 1)], argument, environment)
        return self._value(parameters[min(index, len(parameters) - 1)], environment)

    def outside_functional(self, value: Value) -> list[Value | None]:
        found = self.library_type(value[1], len(arguments_of(value)))
        if found is None or found.function is None:
            return []
        environment = dict(zip(found.variables, arguments_of(value), strict=False))
        return [self._value(one, environment) for one in found.function.parameters]

    def outside_result(self, value: Value) -> Value | None:
        found = self.library_type(value[1], len(arguments_of(value)))
        if found is None or found.function is None or found.function.result is None:
            return None
        return self._value(
            found.function.result, dict(zip(found.variables, arguments_of(value), strict=False))
        )
