"""Values that C# treats in ways of its own: those that can be null, tuples, expression trees."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.flags import arity_of
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.values import Found, Value
from parseltongue.model.kinds import ENUM, INTERFACE, STRUCT, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

_EXPRESSION = "System.Linq.Expressions.Expression"
TUPLE = "System.ValueTuple("
NULLABLE = "System.Nullable"


def within_nullable(value: Value | None) -> Value | None:
    """What a value that can be null, of a type that cannot, is otherwise; None for all others."""
    if value is None or value[0] != v.EXTERNAL_INSTANCE or value[1] != NULLABLE:
        return None
    own = arguments_of(value)
    return own[0] if own else None


def is_struct(value: Value | None) -> bool:
    """Whether values of a type are never null."""
    if value is None:
        return False
    if value[0] == v.INSTANCE:
        return value[1].interface.kinds[value[2]] in (STRUCT, ENUM)
    return value[0] == v.EXTERNAL_INSTANCE and (value[1] in library.STRUCTS or value[1].startswith(TUPLE))


def part_of_tuple(value: Value, name: str) -> Found:
    """A part of a tuple, by its own name or by its place."""
    names = value[1].removeprefix(TUPLE).removesuffix(")").split(",")
    own = arguments_of(value)
    index = names.index(name) if name in names else -1
    if index < 0 and name.startswith("Item") and name[4:].isdecimal():
        index = int(name[4:]) - 1
    known = own[index] if 0 <= index < len(own) else None
    return Found(f"System.ValueTuple.{name}", known)


def function_in(value: Value) -> Value | None:
    """The delegate that an expression tree describes; any other value as it is."""
    if value[1] != _EXPRESSION:
        return value
    own = arguments_of(value)
    return own[0] if own and own[0] is not None and own[0][0] == v.EXTERNAL_INSTANCE else None


def is_type(value: Value) -> bool:
    return value[1].interface.kinds[value[2]] in TYPE_KINDS


def arity_at(unit: Unit, ordinal: int) -> int:
    return arity_of(unit.interface.flags[ordinal])


def is_interface(base: Value | None) -> bool:
    """Whether a base is an interface: by its declaration, else by its name."""
    if base is None:
        return True
    if base[0] in (v.INSTANCE, v.CLASS):
        return bool(base[1].interface.kinds[base[2]] == INTERFACE)
    name = str(base[1]).rpartition(".")[2] if len(base) > 1 else ""
    return name[:1] == "I" and name[1:2].isupper()
