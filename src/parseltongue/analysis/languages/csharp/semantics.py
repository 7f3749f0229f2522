"""What C# expressions mean: calls, and the steps from value to value."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.extensions import ExtensionSemantics
from parseltongue.analysis.languages.csharp.flags import ARITY_MARK
from parseltongue.analysis.languages.csharp.outside import ENTRY, SEQUENCE
from parseltongue.analysis.languages.csharp.values import NULLABLE, is_struct, is_type, within_nullable
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of, bounded, substituted
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.model.interface import VARIADIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.inference import Bindings

    Arguments_ = list[Value | None] | None

_TASKS = frozenset(("System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask"))
_INVOKE, _INDEXER = "Invoke", "this[]"
_EXTENDED = 5
"""Where a function has, behind its arguments, whether the first is what it is called on."""


class CSharpSemantics(ExtensionSemantics):
    """Evaluates C# names and paths in a `World`. Not thread-safe."""

    # -- calls --------------------------------------------------------------------------------------------

    def invoked(self, receiver: Value | None, name: str, arguments: Arguments_) -> Found:
        if receiver is None:
            return NOTHING
        within = within_nullable(receiver)
        if within is not None and name not in library.NULLABLE_MEMBERS:
            return self.invoked(within, name, arguments)
        tag = receiver[0]
        if tag == v.SCOPE and not is_type(receiver):
            return self.of_unknown(receiver, name, arguments)
        if tag == v.EITHER and receiver[2][0] == v.SCOPE and not is_type(receiver[2]):
            return self.with_extensions(receiver[1], receiver[2], name, arguments)
        if tag == v.CONTAINER and name != CONSTRUCTOR_NAME:
            found = self.outside_method((v.EXTERNAL_INSTANCE, SEQUENCE, receiver[1:]), name, arguments or [])
            plain = name.partition(ARITY_MARK)[0]
            return found if self.in_query(plain) else Found(f"System.Array.{plain}", found.value)
        if tag == v.CALLABLE:
            return Found(None, receiver if name == _INVOKE else None)
        if tag == v.FUNCTION:
            return Found(None, receiver) if name == _INVOKE else NOTHING
        return super().invoked(receiver, name, arguments)

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        """Type arguments that a call is given."""
        if generic is not None and generic[0] == v.FUNCTION:
            if len(generic) <= _EXTENDED:
                generic = (*generic, *[()] * (_EXTENDED - len(generic)), False, ())
            return (*generic[:6], (*generic[6], argument))
        if generic is not None and generic[0] == v.BUILTIN_METHOD:
            told = generic[4] if len(generic) > 4 else ()
            return (*generic[:4], (*told, argument))
        if generic is not None and generic == (v.EXTERNAL, NULLABLE) and not is_struct(argument):
            return argument
        return super().applied(generic, argument)

    def _bindings(self, function: Value) -> Bindings:
        if len(function) > _EXTENDED and function[6]:
            return {index: one for index, one in enumerate(function[6]) if one is not None}
        return super()._bindings(function[:5])

    def _parameter(self, value: Value, index: int) -> Value | None:
        """The type of a parameter; that of an extension method's receiver is not counted.

        One that takes all remaining arguments is wanted of each as what it has of them.
        """
        if value[0] == v.FUNCTION and len(value) > _EXTENDED and value[5]:
            index += 1
        found = super()._parameter(value, index)
        if found is None or found[0] != v.CONTAINER or value[0] != v.FUNCTION:
            return found
        interface = value[1].interface
        last = len(interface.parameters.get(value[2], ())) - 1
        return found[1] if interface.flags[value[2]] & VARIADIC and index >= last else found

    def call(self, value: Value) -> Value | None:
        if value[0] == v.BUILTIN_METHOD and len(value) > 4:
            return self._called_outside(value)
        return super().call(value)

    def _called_outside(self, value: Value) -> Value | None:
        """What a method of the library returns that is told the types it works with."""
        _, name, receiver, _, told = value
        known = self._library_method(receiver, name)
        if known is None or known[0].result is None:
            return super().call(value[:4])
        method, environment = dict(zip("RST", told, strict=False)), known[1]
        return self._value(known[0].result, {**environment, **method})

    # -- steps --------------------------------------------------------------------------------------------

    def enter(self, value: Value) -> Value | None:
        """The inside of a class; what waiting for a task gives."""
        if value[0] == v.EXTERNAL_INSTANCE:
            own = arguments_of(value)
            return own[0] if value[1] in _TASKS and own else None
        return super().enter(value)

    def first(self, value: Value) -> Value | None:
        """A value that is not null."""
        return within_nullable(value) or value

    def item(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is None:
            return None
        if known[0] == v.EXTERNAL_INSTANCE:
            own = arguments_of(known)
            return own[-1] if 0 < len(own) < 3 else None
        if known[0] == v.INSTANCE:
            found = self._class_attribute(known, _INDEXER)
            if isinstance(found.target, tuple):
                return found.value
            external = self.lineage(known[1], known[2]).external
            return (
                self.item(substituted(external, known[1:3], arguments_of(known)) or external)
                if external
                else None
            )
        return super().item(known)

    def iterate(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is not None and known[0] == v.EXTERNAL_INSTANCE and len(arguments_of(known)) == 2:
            return bounded((v.EXTERNAL_INSTANCE, ENTRY, arguments_of(known)))
        if known is not None and known[0] == v.INSTANCE:
            found = self.invoked(known, "GetEnumerator", []).value
            result = self.call(found) if found is not None and found[0] == v.FUNCTION else None
            own = arguments_of(result) if result is not None else ()
            if len(own) == 1:
                return own[0]
        return super().iterate(value)
