"""Values of generic types: which types their parameters stand for.

An instance of a generic type is an `INSTANCE` with one more part, its arguments in order. What a member of
the type gives is told in terms of the parameters, which are replaced when it is reached through an instance.
"""

from __future__ import annotations

from parseltongue.analysis.linking import values as v

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.values import Value

    Arguments = tuple[Value | None, ...]

PARAMETER = 100
"""(PARAMETER, index): whatever the parameter of the type of the receiver stands for."""
_DEEPEST = 4
"""Arguments within arguments that are kept: types can make ever larger ones of themselves."""

_WITH_PARTS = frozenset((v.CONTAINER, v.MAPPING, v.PAIR, v.CALLABLE))


def applied(generic: Value, argument: Value | None) -> Value:
    """An instance of a generic type with one more argument."""
    known = generic[3] if len(generic) > 3 else ()
    return bounded((*generic[:3], (*known, argument)))


def bounded(instance: Value) -> Value:
    """An instance, without its arguments if they are nested too deeply."""
    return instance if _depth(instance) <= _DEEPEST else instance[:3]


def _depth(value: Value | None) -> int:
    if value is None:
        return 0
    if value[0] == v.INSTANCE:
        return 1 + max(map(_depth, value[3]), default=0) if len(value) > 3 else 0
    if value[0] in _WITH_PARTS or value[0] == v.EITHER:
        return 1 + max(map(_depth, value[1:]))
    return 0


def substituted(value: Value | None, arguments: Arguments) -> Value | None:
    """A value with the parameters in it replaced by the arguments, or by what their constraints tell."""
    if value is None:
        return None
    tag = value[0]
    if tag == PARAMETER:
        return arguments[value[1]] if value[1] < len(arguments) else None
    if tag == v.EITHER:
        first, second = (substituted(one, arguments) for one in value[1:])
        chosen = value[1] is not None and value[1][0] == PARAMETER
        return first or second if chosen or first is None or second is None else (tag, first, second)
    if tag in _WITH_PARTS:
        return v.bounded((tag, *(substituted(one, arguments) for one in value[1:])))
    if tag == v.INSTANCE and len(value) > 3:
        return bounded((*value[:3], tuple(substituted(one, arguments) for one in value[3])))
    return value
