"""What C# code has from outside: the types and methods of the library."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.flags import ARITY_MARK
from parseltongue.analysis.languages.csharp.names import NamingSemantics
from parseltongue.analysis.languages.csharp.values import TUPLE, function_in, is_interface, part_of_tuple
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.values import Found, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.library_types import LibraryType

SEQUENCE = "System.Collections.Generic.IEnumerable"
ENTRY = "System.Collections.Generic.KeyValuePair"
_QUERY = "System.Linq.Enumerable"


class OutsideSemantics(NamingSemantics):
    """Members and functions of types that no file of the workspace declares."""

    MANY = SEQUENCE

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    def root_member(self, name: str) -> bool:
        return name in library.OBJECT_MEMBERS

    def library_types(self) -> dict[str, LibraryType]:
        return library.types()

    def library_type(self, name: str, count: int) -> LibraryType | None:
        return library.types().get(f"{name}{ARITY_MARK}{count}" if count else name)

    def in_query(self, name: str) -> bool:
        sequence = self.library_type(SEQUENCE, 1)
        return sequence is not None and name in sequence.methods

    def outside_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found:
        name = name.partition(ARITY_MARK)[0]
        found = super().outside_method(receiver, name, arguments)
        if receiver[0] == v.EXTERNAL_INSTANCE and self._is_query(receiver, name):
            return Found(f"{_QUERY}.{name}", found.value)
        if receiver[1].startswith(TUPLE):
            return Found(f"System.ValueTuple.{name}", found.value)
        if self.root_member(name) and is_interface(receiver):
            return Found(f"{self.RULES.root}.{name}", found.value)
        return found

    def _is_query(self, receiver: Value, name: str) -> bool:
        if not self.in_query(name) or name == "GetEnumerator":
            return False
        own = self.library_type(receiver[1], len(arguments_of(receiver)))
        return own is None or receiver[1] == SEQUENCE or name not in own.methods

    # -- functions ----------------------------------------------------------------------------------------

    def functional_count(self, value: Value) -> int | None:
        """How many arguments a delegate takes; None if that is not known."""
        if value[0] == v.INSTANCE:
            found = self._open_method(value)
            return None if found is None else len(found[0].interface.parameters.get(found[1], ()))
        if value[0] != v.EXTERNAL_INSTANCE:
            return None
        inner = function_in(value)
        known = self.library_type(inner[1], len(arguments_of(inner))) if inner is not None else None
        return None if known is None or known.function is None else len(known.function.parameters)

    def outside_functional(self, value: Value) -> list[Value | None]:
        inner = function_in(value)
        return super().outside_functional(inner) if inner is not None else []

    def outside_result(self, value: Value) -> Value | None:
        inner = function_in(value)
        return super().outside_result(inner) if inner is not None else None

    # -- members ------------------------------------------------------------------------------------------

    def external_attribute(self, value: Value, name: str) -> Found:
        name = name.partition(ARITY_MARK)[0]
        if value[1].startswith(TUPLE):
            return part_of_tuple(value, name)
        dotted = f"{value[1]}.{name}"
        if value[0] == v.EXTERNAL:
            return Found(dotted, (v.EXTERNAL, dotted))
        own = arguments_of(value)
        if value[1] == ENTRY and len(own) == 2 and name in ("Item1", "Item2"):
            return Found(None, own[name == "Item2"])
        known = self._library_method(value, name)
        if known is not None and known[0].result is not None and not known[0].parameters:
            return Found(dotted, self._value(known[0].result, known[1]))
        return Found(dotted, (v.EXTERNAL_INSTANCE, f"{dotted}()"))

    def container_attribute(self, value: Value, name: str) -> Found:
        return Found(
            f"System.Array.{name}", (v.EXTERNAL_INSTANCE, "System.Int32") if name == "Length" else None
        )
