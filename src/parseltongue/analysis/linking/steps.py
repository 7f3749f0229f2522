"""Steps from one value to the next: attribute, call, subscript, iteration."""

from __future__ import annotations

from abc import ABC, abstractmethod

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import NOTHING, Found, Value, bounded
from parseltongue.model import paths as p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.world import Unit


class StepEvaluator(ABC):
    """Evaluation of the steps of a path, given what classes and modules contain."""

    CALL_METHODS: tuple[str, ...] = ()
    """What calling, subscripting, iterating and entering an instance calls, as far as the language has such
    methods; the first that there is counts."""
    ITEM_METHODS: tuple[str, ...] = ()
    ITERATOR_METHODS: tuple[str, ...] = ()
    NEXT_METHODS: tuple[str, ...] = ()
    ENTER_METHODS: tuple[str, ...] = ()
    DOUBTS_UNKNOWN = False
    """Whether an instance is an assumption where nothing is known of what else a variable may be: in
    languages where variables have no declared types."""

    def __init__(self) -> None:
        self._steps: dict[object, Callable[[Value], Value | None]] = {
            p.CALL: self.call,
            p.ITEM: self.item,
            p.ITER: self.iterate,
            p.ENTER: self.enter,
            p.INSTANCE: self.instance,
            p.SUPER: self.super_of,
            p.FIRST: self.first,
            p.SECOND: self.second,
        }

    @abstractmethod
    def module_member(self, module: Value, name: str) -> Found:
        """``module.name``."""

    @abstractmethod
    def scope_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name in a module or namespace within a file."""

    @abstractmethod
    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name looked up on a class and its ancestors; the value is not told yet."""

    @abstractmethod
    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name looked up on the ancestors of a class."""

    @abstractmethod
    def member_value(self, found: Found, receiver: Value | None) -> Found:
        """A class member with the value it has, reached through an instance or the class itself."""

    @abstractmethod
    def declared(self, unit: Unit, ordinal: int, receiver: Value | None) -> Value | None:
        """The value that naming a variable gives, or that calling a function returns."""

    # -- hooks of a language --------------------------------------------------------------------------------

    def external_attribute(self, value: Value, name: str) -> Found:
        """A member of something outside the workspace."""
        dotted = f"{value[1]}.{name}"
        return Found(dotted, (v.EXTERNAL, dotted))

    def container_attribute(self, value: Value, name: str) -> Found:
        """A method of a container, a mapping or a pair."""
        return NOTHING

    def container_call(self, name: str, receiver: Value) -> Value | None:
        """What a method of a container returns."""
        return None

    def function_attribute(self, name: str) -> Found:
        """A member of a function."""
        return NOTHING

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        """A value of a generic type, given the type and the value of its (last) type argument."""
        return self.instance(generic) if generic is not None else None

    # -- steps ----------------------------------------------------------------------------------------------

    def attribute(self, value: Value | None, name: str) -> Found:
        """``value.name``."""
        if value is None:
            return NOTHING
        tag = value[0]
        if tag in (v.INSTANCE, v.CLASS):
            return self.member_value(self.class_member(value[1], value[2], name), value)
        if tag == v.MODULE:
            return self.module_member(value, name)
        if tag == v.SCOPE:
            return self.scope_member(value[1], value[2], name)
        if tag in v.OUTSIDE:
            return self.external_attribute(value, name)
        if tag == v.SUPER:
            return self.member_value(
                self.super_member(value[1], value[2], name), (v.INSTANCE, value[1], value[2])
            )
        if tag == v.EITHER:
            return self._either_attribute(value, name)
        if tag in (v.CONTAINER, v.MAPPING, v.PAIR):
            return self.container_attribute(value, name)
        if tag == v.MISSING:
            return Found(None, value)
        return self.function_attribute(name) if tag == v.FUNCTION else NOTHING

    def method(self, value: Value | None, name: str) -> Found:
        """``value.name`` where it is called: the same, unless fields and methods have names of their own."""
        return self.attribute(value, name)

    def _either_attribute(self, value: Value, name: str) -> Found:
        """That of the first that has it in the workspace: an assumption, unless the other has the same."""
        first, second = (self.attribute(one, name) for one in value[1:])
        if isinstance(first.target, tuple):
            return first if first.target == second.target else Found(first.target, first.value, True)
        if isinstance(second.target, tuple):
            return Found(second.target, second.value, True)
        return second if first is NOTHING else first

    def step(self, operation: object, first: Value | None, second: Value | None) -> Value | None:
        """The value of a step other than an attribute."""
        if operation == p.CONTAINER:
            return bounded((v.CONTAINER, first))
        if operation == p.MAPPING:
            return bounded((v.MAPPING, first, second))
        if operation == p.PAIR:
            return bounded((v.PAIR, first, second))
        if operation == p.APPLY:
            return self.applied(first, second)
        if operation == p.EITHER:
            return self._either(first, second)
        if first is None or first[0] == v.UNKNOWN:
            return None
        if operation == p.CALLABLE:
            return bounded((v.CALLABLE, first))
        if first[0] == v.MISSING:
            return first
        if first[0] == v.EITHER:
            return self._either_step(operation, first)
        return self._steps[operation](first)

    def _either(self, first: Value | None, second: Value | None) -> Value | None:
        """One of two values; where nothing is known of one, the other is an assumption in some languages."""
        if first == second:
            return first
        if first is None or second is None:
            known = first or second
            if not self.DOUBTS_UNKNOWN or known is None or known[0] != v.INSTANCE:
                return known
            first, second = known, (v.UNKNOWN,)
        return bounded((v.EITHER, first, second))

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
            return self.container_call(value[1], value[2])
        return self.returned(value, self.CALL_METHODS)

    def item(self, value: Value) -> Value | None:
        tag = value[0]
        if tag == v.CONTAINER:
            return value[1]  # type: ignore[no-any-return]
        if tag == v.MAPPING:
            return value[2]  # type: ignore[no-any-return]
        if tag == v.CLASS:
            return value
        return self.returned(value, self.ITEM_METHODS)

    def iterate(self, value: Value) -> Value | None:
        tag = value[0]
        if tag in (v.CONTAINER, v.MAPPING):
            return value[1]  # type: ignore[no-any-return]
        if tag == v.PAIR:
            return value[1] if value[1] == value[2] else None
        iterator = self.returned(value, self.ITERATOR_METHODS)
        if iterator is not None and iterator[0] == v.CONTAINER:
            return iterator[1]  # type: ignore[no-any-return]
        return self.returned(iterator, self.NEXT_METHODS) if iterator is not None else None

    def enter(self, value: Value) -> Value | None:
        if value[0] in (v.CONTAINER, v.EXTERNAL_INSTANCE):
            return value[1] if value[0] == v.CONTAINER else value
        return self.returned(value, self.ENTER_METHODS)

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

    def returned(self, value: Value, names: tuple[str, ...]) -> Value | None:
        """What the first of these methods that an instance has returns."""
        if value[0] != v.INSTANCE:
            return None
        for name in names:
            found = self.attribute(value, name).value
            if found is not None and found[0] == v.FUNCTION:
                return self.call(found)
        return None
