"""Values with type arguments: how they are made, and how type variables in them are replaced.

An instance of a generic type has one element more than other instances: a tuple with the values of its type
arguments, None where one is not known. `(INSTANCE, unit, ordinal, arguments)`, `(EXTERNAL_INSTANCE, name,
arguments)`. What stands for a type variable is replaced when the type or the call that owns it is known.
"""

from __future__ import annotations

from parseltongue.analysis.linking import values as v

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.world import Unit

    Arguments = tuple[Value | None, ...]
    Owner = tuple[Unit, int]

SIZE_LIMIT = 24
"""A value of more parts loses its type arguments: those of ``class A<T> { A<A<T>> next; }`` would grow."""
OPEN: Value = (v.MISSING,)
"""In the place of the bound of a type variable: it waits for an argument of the alias that it is of."""
_INSTANCES = frozenset((v.INSTANCE, v.EXTERNAL_INSTANCE))
_ARGUMENTS_AT = {v.INSTANCE: 3, v.EXTERNAL_INSTANCE: 2}
_COMPOSITE = frozenset((v.CONTAINER, v.CALLABLE, v.MAPPING, v.PAIR, v.EITHER))


def arguments_of(value: Value) -> Arguments:
    """The type arguments of an instance; empty if none are told."""
    at = _ARGUMENTS_AT.get(value[0])
    return value[at] if at is not None and len(value) > at else ()


def parts_of(value: Value) -> Arguments:
    """The values that a value is made of: its type arguments, or what a container holds."""
    return value[1:] if value[0] in _COMPOSITE else arguments_of(value)


def erased(value: Value) -> Value:
    """An instance without its type arguments; any other value as it is."""
    at = _ARGUMENTS_AT.get(value[0])
    return value[:at] if at is not None else value


def applied(generic: Value, argument: Value | None) -> Value | None:
    """A value of a generic type, given the type, or the type with its first arguments, and one more."""
    tag = generic[0]
    variables = _alias_variables(generic) if tag in _INSTANCES or tag in _COMPOSITE else []
    if variables:
        _, unit, ordinal, index = min(variables, key=lambda one: one[3])[:4]
        one_alias = all(one[1] is unit and one[2] == ordinal for one in variables)
        return substituted(generic, (unit, ordinal), (*[None] * index, argument)) if one_alias else None
    if tag == v.CLASS:
        return bounded((v.INSTANCE, generic[1], generic[2], (argument,)))
    if tag == v.EXTERNAL:
        return bounded((v.EXTERNAL_INSTANCE, generic[1], (argument,)))
    if tag in _INSTANCES:
        return bounded((*erased(generic), (*arguments_of(generic), argument)))
    if tag == v.TYPE_VARIABLE:
        return (*generic[:4], argument)
    return generic


def _alias_variables(generic: Value) -> list[Value]:
    """The type variables of aliases in what these stand for, as far as nothing is told of them yet."""
    found: list[Value] = []
    for one in parts_of(generic):
        if one is None:
            continue
        if one[0] != v.TYPE_VARIABLE:
            found += _alias_variables(one)
        elif one[4] == OPEN:
            found.append(one)
    return found


def substituted(value: Value | None, owner: Owner, arguments: Arguments) -> Value | None:
    """A value with the type variables of an owner replaced by arguments, as far as those are known."""
    if value is None or not arguments:
        return value
    found = _substituted(value, owner, arguments)
    return found if found is value or found is None else bounded(found)


def _substituted(value: Value, owner: Owner, arguments: Arguments) -> Value | None:
    tag = value[0]
    if tag == v.TYPE_VARIABLE:
        if value[1] is owner[0] and value[2] == owner[1] and value[3] < len(arguments):
            return arguments[value[3]] or value
        return value
    if tag in _COMPOSITE:
        parts = tuple([None if one is None else _substituted(one, owner, arguments) for one in value[1:]])
        return value if parts == value[1:] else (tag, *parts)
    own = arguments_of(value)
    if not own:
        return value
    new = tuple([None if one is None else _substituted(one, owner, arguments) for one in own])
    return value if new == own else (*erased(value), new)


def bounded(value: Value) -> Value:
    """The value, without type arguments if it has more than `SIZE_LIMIT` parts."""
    pending: list[Value | None] = [value]
    parts = 0
    while pending:
        one = pending.pop()
        parts += 1
        if parts > SIZE_LIMIT:
            return erased(value) if value[0] in _INSTANCES else (value[0], *(None for _ in value[1:]))
        if one is not None:
            pending.extend(parts_of(one))
    return value


def bound_of(value: Value | None) -> Value | None:
    """What a value of a type variable is known to be: its bound; any other value as it is."""
    steps = 0
    while value is not None and value[0] == v.TYPE_VARIABLE:
        value = value[4] if steps < SIZE_LIMIT else None
        steps += 1
    return value
