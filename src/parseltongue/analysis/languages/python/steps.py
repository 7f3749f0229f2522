"""Steps from one value to the next: attribute, call, subscript, iteration."""

from __future__ import annotations

from abc import ABC, abstractmethod

from parseltongue.analysis.languages.python import stdlib
from parseltongue.analysis.languages.python import values as v
from parseltongue.analysis.languages.python.values import NOTHING, Found, Value, bounded
from parseltongue.model import paths as p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.world import Unit

_SAME = frozenset(("copy", "union", "intersection", "difference", "reverse", "sort"))
_ELEMENT = frozenset(("pop", "popleft", "__getitem__", "get", "get_nowait"))
_VALUE = frozenset(("get", "pop", "setdefault", "__getitem__"))


class StepEvaluator(ABC):
    """Evaluation of the steps of a path, given what classes and modules contain."""

    @abstractmethod
    def module_member(self, module: Value, name: str) -> Found: ...

    @abstractmethod
    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found: ...

    @abstractmethod
    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found: ...

    @abstractmethod
    def member_value(self, found: Found, receiver: Value | None) -> Found: ...

    @abstractmethod
    def declared(self, unit: Unit, ordinal: int, receiver: Value | None) -> Value | None: ...

    def attribute(self, value: Value | None, name: str) -> Found:
        """``value.name``."""
        if value is None:
            return NOTHING
        tag = value[0]
        if tag in (v.INSTANCE, v.CLASS):
            return self.member_value(self.class_member(value[1], value[2], name), value)
        if tag == v.MODULE:
            return self.module_member(value, name)
        if tag in (v.EXTERNAL, v.EXTERNAL_INSTANCE):
            dotted = f"{value[1]}.{name}"
            return Found(dotted, (v.EXTERNAL, dotted))
        if tag == v.SUPER:
            return self.member_value(
                self.super_member(value[1], value[2], name), (v.INSTANCE, value[1], value[2])
            )
        if tag == v.EITHER:
            return self._either_attribute(value, name)
        if tag in (v.CONTAINER, v.MAPPING, v.PAIR):
            return self._container_attribute(value, name)
        if tag == v.MISSING:
            return Found(None, value)
        if tag == v.FUNCTION and name in stdlib.FUNCTION_MEMBERS:
            return Found(f"types.FunctionType.{name}", None)
        return NOTHING

    def _either_attribute(self, value: Value, name: str) -> Found:
        second = NOTHING
        for one in value[1:]:
            found = self.attribute(one, name)
            if isinstance(found.target, tuple):
                return Found(found.target, found.value, True)
            second = found if second is NOTHING else second
        return second

    def _container_attribute(self, value: Value, name: str) -> Found:
        owner = "dict" if value[0] == v.MAPPING else "tuple" if value[0] == v.PAIR else "list"
        return Found(f"builtins.{owner}.{name}", bounded((v.BUILTIN_METHOD, name, value)))

    def step(self, operation: object, first: Value | None, second: Value | None) -> Value | None:
        """The value of a step other than an attribute."""
        if operation == p.CONTAINER:
            return bounded((v.CONTAINER, first))
        if operation == p.MAPPING:
            return bounded((v.MAPPING, first, second))
        if operation == p.PAIR:
            return bounded((v.PAIR, first, second))
        if first is None:
            return second if operation == p.EITHER else None
        if operation == p.EITHER:
            return first if second is None or second == first else bounded((v.EITHER, first, second))
        if operation == p.CALLABLE:
            return bounded((v.CALLABLE, first))
        if first[0] == v.MISSING:
            return first
        if first[0] == v.EITHER:
            return self._either_step(operation, first)
        return _STEPS[operation](self, first)

    def _either_step(self, operation: object, value: Value) -> Value | None:
        results = [self.step(operation, one, None) for one in value[1:]]
        return self.step(p.EITHER, results[0], results[1])

    def call(self, value: Value) -> Value | None:
        tag = value[0]
        if tag == v.CLASS:
            return (v.INSTANCE, value[1], value[2])
        if tag == v.FUNCTION:
            return self.declared(value[1], value[2], value[3])
        if tag == v.EXTERNAL:
            return (v.EXTERNAL_INSTANCE, f"{value[1]}()")
        if tag == v.CALLABLE:
            return value[1]  # type: ignore[no-any-return]
        if tag == v.BUILTIN_METHOD:
            return _builtin_call(value[1], value[2])
        return self._returned(value, ("__call__",))

    def item(self, value: Value) -> Value | None:
        tag = value[0]
        if tag == v.CONTAINER:
            return value[1]  # type: ignore[no-any-return]
        if tag == v.MAPPING:
            return value[2]  # type: ignore[no-any-return]
        if tag == v.CLASS:
            return value
        return self._returned(value, ("__getitem__",))

    def iterate(self, value: Value) -> Value | None:
        tag = value[0]
        if tag in (v.CONTAINER, v.MAPPING):
            return value[1]  # type: ignore[no-any-return]
        if tag == v.PAIR:
            return value[1] if value[1] == value[2] else None
        iterator = self._returned(value, ("__iter__", "__aiter__"))
        if iterator is not None and iterator[0] == v.CONTAINER:
            return iterator[1]  # type: ignore[no-any-return]
        return self._returned(iterator, ("__next__", "__anext__")) if iterator is not None else None

    def enter(self, value: Value) -> Value | None:
        if value[0] in (v.CONTAINER, v.EXTERNAL_INSTANCE):
            return value[1] if value[0] == v.CONTAINER else value
        return self._returned(value, ("__enter__", "__aenter__"))

    def instance(self, value: Value) -> Value | None:
        tag = value[0]
        if tag == v.CLASS:
            return (v.INSTANCE, value[1], value[2])
        if tag == v.EXTERNAL:
            return (v.EXTERNAL_INSTANCE, value[1])
        return value if tag == v.RECEIVER else None

    def super_of(self, value: Value) -> Value | None:
        return (v.SUPER, value[1], value[2]) if value[0] == v.CLASS else None

    def first(self, value: Value) -> Value | None:
        return value[1] if value[0] in (v.PAIR, v.CONTAINER) else self.iterate(value)

    def second(self, value: Value) -> Value | None:
        return value[2] if value[0] == v.PAIR else self.first(value)

    def _returned(self, value: Value, names: tuple[str, ...]) -> Value | None:
        """What the first of these methods that an instance has returns."""
        if value[0] != v.INSTANCE:
            return None
        for name in names:
            found = self.attribute(value, name).value
            if found is not None and found[0] == v.FUNCTION:
                return self.call(found)
        return None


def _builtin_call(name: str, receiver: Value) -> Value | None:
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


_STEPS: dict[object, Callable[[StepEvaluator, Value], Value | None]] = {
    p.CALL: StepEvaluator.call,
    p.ITEM: StepEvaluator.item,
    p.ITER: StepEvaluator.iterate,
    p.ENTER: StepEvaluator.enter,
    p.INSTANCE: StepEvaluator.instance,
    p.SUPER: StepEvaluator.super_of,
    p.FIRST: StepEvaluator.first,
    p.SECOND: StepEvaluator.second,
}
