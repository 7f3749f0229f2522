"""Methods of JavaScript's arrays, maps and promises: what they give, and give to their callbacks."""

from __future__ import annotations

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import Value, bounded

PROMISE = (v.EXTERNAL_INSTANCE, "Promise")
"""The second part of a pair that stands for a promise of the first."""
_SAME = frozenset((
    "concat", "fill", "filter", "reverse", "slice", "sort", "splice", "toReversed", "toSorted", "toSpliced",
    "values", "add", "flat", "copyWithin", "with",
))  # fmt: skip
_ELEMENT = frozenset(("at", "find", "findLast", "pop", "shift"))
_ELEMENT_FIRST = frozenset((
    "every", "filter", "find", "findIndex", "findLast", "findLastIndex", "flatMap", "forEach", "map", "some",
))  # fmt: skip
_ELEMENT_BOTH = frozenset(("sort", "toSorted"))
_OF_MAP = frozenset((
    "clear", "delete", "entries", "forEach", "get", "has", "keys", "set", "size", "values",
))  # fmt: skip


def is_promise(value: Value) -> bool:
    return bool(value[0] == v.PAIR and value[2] == PROMISE)


def element(value: Value) -> Value | None:
    """An element of an array, or of a pair whose parts are alike."""
    if value[0] == v.CONTAINER:
        return value[1]  # type: ignore[no-any-return]
    if value[0] == v.PAIR and value[1] == value[2]:
        return value[1]  # type: ignore[no-any-return]
    return None


def type_of(value: Value) -> str:
    """The library's name for the type of a container."""
    if value[0] == v.MAPPING:
        return "Map"
    return "Promise" if is_promise(value) else "Array"


def is_member_of_map(name: str) -> bool:
    return name in _OF_MAP


def returned_by(name: str, receiver: Value) -> Value | None:
    """The value of ``receiver.name()``."""
    if receiver[0] == v.MAPPING:
        if name == "get":
            return receiver[2]  # type: ignore[no-any-return]
        if name in ("keys", "values"):
            return (v.CONTAINER, receiver[1 if name == "keys" else 2])
        if name == "entries":
            return bounded((v.CONTAINER, (v.PAIR, receiver[1], receiver[2])))
        return receiver if name == "set" else None
    if is_promise(receiver):
        return receiver if name in ("catch", "finally") else None
    if name in _ELEMENT:
        return element(receiver)
    if name == "entries":
        return bounded((v.CONTAINER, (v.PAIR, None, element(receiver))))
    return receiver if name in _SAME else None


def expected_by(name: str, receiver: Value, argument: int, parameter: int) -> Value | None:
    """What ``receiver.name`` gives to a parameter of a function that is an argument of it."""
    if argument:
        return None
    if receiver[0] == v.MAPPING:
        return receiver[2 - parameter] if name == "forEach" and parameter < 2 else None
    if is_promise(receiver):
        return receiver[1] if name == "then" and not parameter else None
    if name in ("reduce", "reduceRight"):
        return element(receiver) if parameter == 1 else None
    taken = name in _ELEMENT_BOTH if parameter else name in _ELEMENT_FIRST or name in _ELEMENT_BOTH
    return element(receiver) if taken else None
