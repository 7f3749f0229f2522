"""Types in Rust: the path of what they name, and the value of a variable of that type."""

from __future__ import annotations

import re
from functools import reduce

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH, Bindings
from parseltongue.analysis.languages.rust.names import CONTAINERS, TRANSPARENT
from parseltongue.analysis.languages.rust.scopes import TYPE
from parseltongue.model.kinds import USES
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    CALLABLE,
    CONTAINER,
    PAIR,
    SELF,
    VARIABLE_MARK,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tree_sitter import Node

    Bounded = tuple[Node, Node | None]
    """What is bounded, and its bounds."""

_ELEMENT = b"::Item"
"""What traits call the type of what something gives one by one."""
_NAME = re.compile(rb"\w+")
_FUNCTION_TRAITS = (b"Fn", b"FnMut", b"FnOnce")
_IN_PARENTHESES = 3
"""Children of a type in parentheses, which the grammar takes for a tuple: one of a tuple has a comma."""
_HOLDING = frozenset(name.encode() for name in CONTAINERS | TRANSPARENT)


class TypeWalker(Bindings):
    """`type_value` gives the value of something of a type, `type_path` what the type itself denotes."""

    __slots__ = ()

    def type_value(self, node: Node | None) -> int:
        if node is None:
            return 0
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        handler = _VALUES.get(node.kind_id)
        value = handler(self, node) if handler is not None else self.instance(self.type_path(node))
        self.depth -= 1
        return value

    def type_path(self, node: Node) -> int:
        """The type, trait or module that a node denotes; its names are mentioned."""
        kind = node.kind_id
        if kind == g.TYPE_IDENTIFIER or kind == g.IDENTIFIER:
            return self.head(node)
        if kind in g.SCOPED_TYPES or kind == g.SCOPED_IDENTIFIER:
            return self.segment(node, TYPE, USES)
        if kind in g.PRIMITIVES:
            return self.builtin(self.text(node))
        if kind in g.GENERIC_TYPES:
            named = node.child_by_field_id(g.TYPE)
            self.arguments(node)
            return self.type_path(named) if named is not None else 0
        if kind == g.BRACKETED_TYPE:
            return self._bracketed(node)
        if kind in (g.CRATE, g.SELF, g.SUPER):
            return self.keyword(node)
        if kind in g.OTHER_TYPES:
            self.type_value(node)
            return self.builtin(g.name_of(kind))
        return self._inner(node)

    def _inner(self, node: Node) -> int:
        """The first type within a reference, a pointer, ``dyn``, ``impl`` and the like."""
        found = 0
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        for child in node.named_children:
            if child.kind_id not in g.COMMENTS and child.kind_id != g.LIFETIME:
                found = self.type_path(child) or found
        self.depth -= 1
        return found

    def _bracketed(self, node: Node) -> int:
        """``<Type as Trait>``: what follows is a member of the trait; ``<Type>`` is the type."""
        for inner in node.named_children:
            if inner.kind_id != g.QUALIFIED_TYPE:
                return self.type_path(inner)
            named, trait = inner.child_by_field_id(g.TYPE), inner.child_by_field_id(g.ALIAS)
            if named is not None:
                self.type_path(named)
            return self.type_path(trait) if trait is not None else 0
        return 0

    def arguments(self, node: Node) -> list[int]:
        """Values of the type arguments of a generic type, lifetimes left out."""
        values = []
        for child in node.children:
            if child.kind_id == g.TYPE_ARGUMENTS:
                for one in child.named_children:
                    if one.kind_id == g.TYPE_BINDING:
                        values.append(self.type_value(one.child_by_field_id(g.TYPE)))
                    elif one.kind_id != g.LIFETIME and one.kind_id not in g.COMMENTS:
                        values.append(self.type_value(one))
        return values

    # -- values -------------------------------------------------------------------------------------------

    def _type_named(self, node: Node) -> int:
        if self.text(node) == b"Self":
            if self.scope.in_trait:
                return self.node(SELF)
            if self.scope.receiver:
                return self.scope.receiver
        return self.instance(self.head(node))

    def _type_generic(self, node: Node) -> int:
        named = node.child_by_field_id(g.TYPE)
        path = self.type_path(named) if named is not None else 0
        return self.apply(path, self.arguments(node))

    def apply(self, path: int, values: list[int]) -> int:
        """An instance of a generic type: its arguments are a chain of pairs."""
        if not path or not any(values):
            return self.instance(path)
        chain = 0
        for value in reversed(values):
            chain = self.node(PAIR, value, chain) if value or chain else 0
        return self.node(APPLY, path, chain) or self.instance(path)

    def _type_behind(self, node: Node) -> int:
        """A reference or pointer stands for what it leads to."""
        return self.type_value(node.child_by_field_id(g.TYPE))

    def _type_array(self, node: Node) -> int:
        element = node.named_children[0] if node.named_children else None
        return self.node(CONTAINER, self.type_value(element))

    def _type_tuple(self, node: Node) -> int:
        values = [self.type_value(one) for one in node.named_children if one.kind_id not in g.COMMENTS]
        if len(values) == 2:
            return self.node(PAIR, values[0], values[1])
        if len(values) == 1 and node.child_count == _IN_PARENTHESES:
            return values[0]
        return self.node(CONTAINER, values[0] if values else 0)

    def _type_function(self, node: Node) -> int:
        parameters = node.child_by_field_id(g.PARAMETERS_FIELD)
        for one in parameters.named_children if parameters is not None else ():
            self.type_value(one.child_by_field_id(g.TYPE) if one.kind_id == g.PARAMETER else one)
        trait = node.child_by_field_id(g.TRAIT)
        if trait is not None and self.text(trait) not in _FUNCTION_TRAITS:
            self.type_path(trait)
        value = self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        return self.node(CALLABLE, value) if value else 0

    def _type_any_of(self, node: Node) -> int:
        """``impl A + B``, ``dyn A``: whatever has the members of the traits."""
        found = 0
        for one in node.named_children:
            if one.kind_id == g.REMOVED_BOUND:
                self.type_path(one)
            elif one.kind_id != g.LIFETIME:
                found = self.either(found, self.type_value(one))
        return found

    def _type_unknown(self, node: Node) -> int:
        return 0

    # -- type parameters ----------------------------------------------------------------------------------

    def declare_generics(self, node: Node) -> None:
        """Bind the type parameters of an item and what bounds them, where clauses included."""
        generics = self.scope.generics
        parameters = node.child_by_field_id(g.TYPE_PARAMETERS)
        pending = []
        for one in parameters.named_children if parameters is not None else ():
            name = one.child_by_field_id(g.NAME)
            if one.kind_id == g.CONST_PARAMETER:
                self.type_value(one.child_by_field_id(g.TYPE))
            elif one.kind_id == g.TYPE_PARAMETER and name is not None:
                generics[self.text(name)] = 0
                pending.append((name, one.child_by_field_id(g.BOUNDS)))
                self.type_value(one.child_by_field_id(g.DEFAULT_TYPE))
        for child in node.children:
            if child.kind_id == g.WHERE_CLAUSE:
                for one in child.named_children:
                    left = one.child_by_field_id(g.LEFT)
                    if left is not None:
                        pending.append((left, one.child_by_field_id(g.BOUNDS)))
        for left, bounds in self._in_order(pending):
            text = self.text(left)
            bound = self.bound(bounds) if bounds is not None else 0
            if text in generics:
                generics[text] = self.either(generics[text], bound)
            elif text != b"Self":
                self.type_value(left)
                projection = self.projection(left)
                if projection and bound:
                    # What bounds an associated type of a type parameter: ``T::Item: Trait``.
                    generics[projection] = self.either(generics.get(projection, 0), bound)
                    self.projects = True
        if self.projects and generics:
            self._declare_elements()

    def _declare_elements(self) -> None:
        """Bind what the type parameters of an item give one by one.

        Parameters with the same bounds have the same value, of which nothing is known if they differ in this.
        """
        generics = self.scope.generics
        bounds: dict[int, set[int]] = {}
        for name in dict.fromkeys(one.removesuffix(_ELEMENT) for one in generics):
            receiver = self.instance(self.generic(name) or 0)
            if receiver:
                bound = self.instance(generics.get(name + _ELEMENT, 0))
                known = self.element(receiver) if name in generics else 0
                bounds.setdefault(receiver, set()).update((bound, known or bound))
        for receiver, several in bounds.items():
            if several != {0}:
                self.scope.elements[receiver] = several.pop() if len(several) == 1 else 0

    def _in_order(self, pending: list[Bounded]) -> Iterable[Bounded]:
        """Bounds, those that name other parameters after the bounds of these, if there are no circles."""
        if len(pending) < 2:
            return pending
        waiting = [(one, self._named_in(one[1])) for one in pending]
        found: list[Bounded] = []
        while waiting:
            open_names = {self.text(one[0]) for one, _ in waiting}
            ready = [one for one, names in waiting if not names & (open_names - {self.text(one[0])})]
            if not ready:
                return found + [one for one, _ in waiting]
            found += ready
            waiting = [pair for pair in waiting if pair[0] not in ready]
        return found

    def _named_in(self, bounds: Node | None) -> set[bytes]:
        """The type parameters that are arguments in bounds."""
        text = self.text(bounds) if bounds is not None else b""
        return set(_NAME.findall(text)) & self.scope.generics.keys() if b"<" in text else set()

    def tie_generics(self, own: int, names: Iterable[bytes]) -> None:
        """Bind type parameters, in the order of a type's arguments, to the type's variables.

        What such a parameter stands for is told by an instance of the type, else by what bounds it.
        """
        generics = self.scope.generics
        for place, name in enumerate(names):
            if name in generics:
                variable = self.node(ATTR, own, self.paths.name(f"{VARIABLE_MARK}{place}".encode()))
                generics[name] = self.either(variable, generics[name])

    def parameter_names(self, node: Node) -> list[bytes]:
        """The type and constant parameters of an item, in their order."""
        parameters = node.child_by_field_id(g.TYPE_PARAMETERS)
        named = (
            [
                one.child_by_field_id(g.NAME)
                for one in parameters.named_children
                if one.kind_id in g.TAKING_ARGUMENTS
            ]
            if parameters is not None
            else []
        )
        return [self.text(one) if one is not None else b"" for one in named]

    def bound(self, bounds: Node) -> int:
        """Whatever has the members of some bounds, but for traits that say nothing about members."""
        found = []
        for one in bounds.named_children:
            if one.kind_id == g.LIFETIME or one.kind_id == g.REMOVED_BOUND or one.kind_id in g.COMMENTS:
                continue
            if one.kind_id == g.FUNCTION_TYPE:
                found.append(self._type_function(one))
            elif one.kind_id in g.GENERIC_TYPES:
                found.append(self._type_generic(one))
            else:
                path = self.type_path(one)
                found.append(0 if self.is_prelude(one) else path)
        return reduce(self.either, found, 0)

    def is_prelude(self, node: Node) -> bool:
        """Whether a bound is a marker or operator of the library, which says nothing about methods."""
        return self.text(node) in _MARKERS


_MARKERS = frozenset(
    b"Clone Copy Send Sync Sized Unpin Default Debug PartialEq Eq PartialOrd Ord Hash".split()
)


def _by_kind() -> dict[int, Callable[[TypeWalker, Node], int]]:
    walker = TypeWalker
    table = {
        "type_identifier": walker._type_named,
        "generic_type": walker._type_generic,
        "generic_type_with_turbofish": walker._type_generic,
        "reference_type": walker._type_behind,
        "pointer_type": walker._type_behind,
        "array_type": walker._type_array,
        "tuple_type": walker._type_tuple,
        "function_type": walker._type_function,
        "abstract_type": walker._type_any_of,
        "dynamic_type": walker._type_any_of,
        "bounded_type": walker._type_any_of,
        "unit_type": walker._type_unknown,
        "never_type": walker._type_unknown,
        "lifetime": walker._type_unknown,
        "block": walker._type_unknown,
        "integer_literal": walker._type_unknown,
    }
    return {number: handler for name, handler in table.items() for number in g.kinds(name)}


_VALUES = _by_kind()
