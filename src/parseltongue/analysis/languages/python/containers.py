"""Methods of Python's containers: what calling them returns."""

from __future__ import annotations

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import Value, bounded

_SAME = frozenset(("copy", "union", "intersection", "difference", "reverse", "sort"))
_ELEMENT = frozenset(("pop", "popleft", "__getitem__", "get", "get_nowait"))
_VALUE = frozenset(("get", "pop", "setdefault", "__getitem__"))


def returned_by(name: str, receiver: Value) -> Value | None:
    """The value of ``receiver.name()``."""
    tag = receiver[0]
    if name in _SAME:
        return receiver
    if tag == v.CONTAINER:
        return receiver[1] if name in _ELEMENT else None
    if tag == v.MAPPING:
        if name in _VALUE:
            return receiver[2]  # type: ignore[no-any-return]
        if name == "items":
            return bounded((v.CONTAINER, (v.PAIR, receiver[1], receiver[2])))
        if name in ("values", "keys"):
            return (v.CONTAINER, receiver[2 if name == "values" else 1])
    return None
