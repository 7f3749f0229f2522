"""What Rust names mean across files: namespaces of modules, types with arguments, fields and methods."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import names
from parseltongue.analysis.languages.rust.library import LibrarySemantics
from parseltongue.analysis.languages.rust.placement import MACROS, impls_of
from parseltongue.analysis.languages.rust.scopes import MACRO, TYPE, VALUE
from parseltongue.analysis.linking import generics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.semantics import parse_path
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value, bounded
from parseltongue.analysis.world import member_key, stars_key
from parseltongue.model import kinds as k
from parseltongue.model import paths as p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

_NAMESPACES = (
    k.TYPE_KINDS | {k.MODULE, k.TYPE_ALIAS},
    frozenset((k.FUNCTION, k.METHOD, k.CONSTANT, k.VARIABLE, k.STRUCT, k.ENUM_MEMBER, k.TYPE_ALIAS)),
    frozenset((k.MACRO,)),
)
"""Kinds of entities by namespace."""


class RustSemantics(LibrarySemantics):
    """Evaluates Rust names and paths in a `World`. Not thread-safe."""

    # -- types with arguments -----------------------------------------------------------------------------

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        """A generic type with a chain of arguments, or what a pattern names with the value it matches."""
        if generic is None:
            return None
        values = _chained(argument)
        if generic[0] in (v.CLASS, v.VARIANT):
            return self._with_arguments(generic, argument, values)
        if generic[0] not in v.OUTSIDE:
            return _aliased(generic, values)
        name = generic[1].rpartition("::")[2]
        first = values[0] if values else None
        if name in names.TRANSPARENT:
            return first
        if name in names.MAPS:
            return bounded((v.MAPPING, first, values[1] if len(values) > 1 else None))
        if name == "Result" and len(values) > 1:
            return bounded((v.CONTAINER, first, values[1]))
        if name in names.CONTAINERS:
            return bounded((v.CONTAINER, first))
        return self.instance(generic)

    def _with_arguments(self, generic: Value, argument: Value | None, values: list[Value | None]) -> Value:
        tag = v.VARIANT if generic[0] == v.VARIANT else v.INSTANCE
        instance = (tag, generic[1], generic[2])
        if argument is not None and argument[0] == v.INSTANCE:
            values = list(arguments_of(argument)) if self.owner_of(instance) == argument[1:3] else []
        elif tag == v.VARIANT:
            return instance
        return generics.bounded((*instance, tuple(values))) if any(values) else instance

    def owner_of(self, value: Value) -> tuple[Unit, int]:
        """The type whose arguments an instance, or a variant of one, has."""
        unit, ordinal = value[1], value[2]
        return unit, unit.interface.parents[ordinal] if value[0] == v.VARIANT else ordinal

    def declared(self, unit: Unit, ordinal: int, receiver: Value | None) -> Value | None:
        value = super().declared(unit, ordinal, receiver)
        if receiver is None or value is None or receiver[0] not in _WITH_ARGUMENTS or len(receiver) < 4:
            return value
        return generics.substituted(value, self.owner_of(receiver), receiver[3])

    def tree(self, unit: Unit, tree: tuple[object, ...]) -> Found:
        """Also the parameter of an alias, whose own name stands for something else."""
        if tree[0] == p.ATTR and isinstance(tree[2], tuple) and tree[2][0] == p.LOCAL:
            name = str(tree[1])
            ordinal = self._ordinal(unit, str(tree[2][1])) if name[0] == p.VARIABLE_MARK else None
            if ordinal is not None:
                return Found(None, (v.TYPE_VARIABLE, unit, ordinal, int(name[1:]), None))
        return super().tree(unit, tree)

    def _variable(self, value: Value, index: int) -> Found:
        """A type parameter of a type, by its place."""
        if value[0] not in (v.CLASS, v.INSTANCE):
            return NOTHING
        return Found(None, (v.TYPE_VARIABLE, value[1], value[2], index, None))

    def call(self, value: Value) -> Value | None:
        return self._of_enum(value) if value[0] == v.VARIANT else super().call(value)

    def instance(self, value: Value) -> Value | None:
        return value if value[0] in _VALUES else super().instance(value)

    def _of_enum(self, value: Value) -> Value:
        """A variant where it is a value: an instance of its enum."""
        if value[0] != v.VARIANT:
            return value
        return (v.INSTANCE, *self.owner_of(value), *value[3:])

    # -- names in modules ---------------------------------------------------------------------------------

    def entity(self, unit: Unit, ordinal: int, receiver: Value | None = None) -> Found:
        kind = unit.interface.kinds[ordinal]
        if kind == k.MODULE:
            return Found((unit, ordinal), self.module_value(unit, ordinal))
        if kind == k.ENUM_MEMBER:
            return Found((unit, ordinal), (v.VARIANT, unit, ordinal))
        return super().entity(unit, ordinal, receiver)

    def in_module(self, module: Value, name: str, namespace: int) -> Found:
        """A name in a module; what it does not have may be of the prelude, or a crate."""
        found = self.strictly_in(module, name, namespace)
        if found.target is not None or found.value is not None:
            return found
        if namespace == MACRO:
            return self._macro(module[1], name)
        known = self.language_name(name)
        if known is not NOTHING or namespace != TYPE:
            return known
        return self.crate_named(module[1], name) if name.islower() else self._of_macro(module[1], name)

    def strictly_in(self, module: Value, name: str, namespace: int) -> Found:
        _, unit, scope = module
        found: Found | None = self.evaluator.evaluate(
            ("export", unit.path, scope, name, namespace), self._in_module, unit, scope, name, namespace
        )
        return found or NOTHING

    def _in_module(self, unit: Unit, scope: int, name: str, namespace: int) -> Found:
        interface = unit.interface
        symbol = interface.symbols[scope]
        self.record_in(unit.path, member_key(unit.path, symbol, name))
        for ordinal in interface.named(scope).get(name, ()):
            if interface.kinds[ordinal] in _NAMESPACES[namespace]:
                return self.entity(unit, ordinal)
        text = interface.imported_as(scope, name)
        if text is not None:
            found = self._import(unit, text, namespace)
            if found is not NOTHING:
                return found
        self.record_in(unit.path, stars_key(unit.path, symbol))
        for star in interface.stars.get(scope, ()):
            found = self._in_star(self.text_value(unit, star).value, name, namespace)
            if found is not NOTHING:
                return found
        return NOTHING

    def _of_macro(self, unit: Unit, name: str) -> Found:
        """A type that only a macro declares: its first inherent impl, which only its own crate can have."""
        root = self.crate_root(unit)
        for other, impl in self.open_members(impls_of(name), ""):
            if len(other.interface.bases.get(impl, ())) == 1 and self.crate_root(other) is root:
                return Found(None, (v.CLASS, other, impl))
        return NOTHING

    def _import(self, unit: Unit, text: str, namespace: int) -> Found:
        """What an import stands for in a namespace: its last name is looked up in that one."""
        operation, *operands = tree = parse_path(text) if text else (0,)
        if operation not in (p.ATTR, p.METHOD) or not isinstance(operands[1], tuple):
            return self.text_value(unit, text)
        scope, name = self.tree(unit, operands[1]).value, str(operands[0])
        if scope is not None and scope[0] == v.SCOPE:
            found = self.strictly_in(scope, name, namespace)
            return self._of_macro(unit, name) if found is NOTHING and namespace == TYPE else found
        return self.tree(unit, tree) if namespace == TYPE else self.method(scope, name)

    def _in_star(self, module: Value | None, name: str, namespace: int) -> Found:
        if module is None:
            return NOTHING
        if module[0] == v.SCOPE:
            return self.strictly_in(module, name, namespace)
        if module[0] == v.CLASS and namespace != MACRO:
            return self.member_value(self._variant(module[1], module[2], name), module)
        return NOTHING

    def _variant(self, unit: Unit, ordinal: int, name: str) -> Found:
        member = self.own_member(unit, ordinal, name)
        return NOTHING if member is None else Found((unit, member), None)

    def _macro(self, unit: Unit, name: str) -> Found:
        """A macro that no path leads to: of this crate, else of the library."""
        root = self.crate_root(unit)
        for other, ordinal in self.open_members(MACROS, name):
            if self.crate_root(other) is root:
                return self.entity(other, ordinal)
        return Found(f"std::{name}", None) if name in names.MACROS else NOTHING

    # -- fields and methods -------------------------------------------------------------------------------

    def attribute(self, value: Value | None, name: str) -> Found:
        """A field of an instance; of a module or type what the name is as a type or module."""
        if value is not None:
            if name[0] == p.VARIABLE_MARK:
                return self._variable(value, int(name[1:]))
            if value[0] == v.SCOPE:
                return self.in_module(value, name, TYPE)
            if value[0] in (v.INSTANCE, v.VARIANT):
                return self._field(value, name)
            if value[0] == v.EITHER:
                return self._first_of(self.attribute(value[1], name), self.attribute(value[2], name))
            if name == names.ERROR and value == _ANY_RESULT:
                return NOTHING
        return super().attribute(value, name)

    def _field(self, value: Value, name: str) -> Found:
        unit, ordinal = value[1], value[2]
        if unit.interface.kinds[ordinal] == k.TRAIT:
            return self.member_value(self.class_member(unit, ordinal, name), value)
        member = self.own_member(unit, ordinal, name)
        if member is not None:
            return self.entity(unit, member, value)
        if value[0] == v.VARIANT:
            return ABSENT
        target = self.dereferenced(unit, ordinal)
        if target is None or target[:3] == value[:3]:
            return ABSENT
        return self.attribute(generics.substituted(target, (unit, ordinal), arguments_of(value)), name)

    def method(self, value: Value | None, name: str) -> Found:
        """What a name stands for in a call or as a value; macros have names that end in ``!``."""
        if value is None:
            return NOTHING
        value = self._of_enum(value)
        if value[0] == v.SCOPE:
            is_macro = name.endswith("!")
            return self.in_module(value, name.rstrip("!"), MACRO if is_macro else VALUE)
        if value[0] == v.INSTANCE:
            return self._method(value, name)
        if value[0] == v.EITHER:
            return self._first_of(self.method(value[1], name), self.method(value[2], name))
        if value[0] == v.EXTERNAL_INSTANCE:
            return self._extension(value, (value[1].rpartition("::")[2],), name) or self.attribute(
                value, name
            )
        if value[0] == v.CONTAINER:
            return self._extension(value, _CONTAINER_TYPES, name) or self.attribute(value, name)
        if value[0] in (v.FUNCTION, v.CALLABLE):
            return self.member_value(self.of_blankets(name), None)
        found = super().attribute(value, name.rstrip("!"))
        return self._made(value, name) if found is NOTHING and value[0] == v.CLASS else found

    def _method(self, value: Value, name: str) -> Found:
        found = self.class_member(value[1], value[2], name)
        if found is not NOTHING:
            return self.member_value(found, value)
        lent = self.lent(value)
        if lent is not None:
            found = self.method(lent, name)
            if isinstance(found.target, tuple):
                return found
        if name in names.KEEPING:
            return Found(f"std::{name}", bounded((v.BUILTIN_METHOD, name, value)))
        if name not in names.MEMBERS:
            return ABSENT
        # Whatever gives one after another has the library's methods of iterators.
        element = self.iterate(value) if name in names.SAME or name in names.MAPPED else None
        lent = None if element is None else bounded((v.BUILTIN_METHOD, name, (v.CONTAINER, element)))
        return Found(f"std::{name}", lent)

    def _made(self, value: Value, name: str) -> Found:
        """What makes a value of a type by a trait of the library that the type derives."""
        if name not in names.MAKING:
            return NOTHING
        return Found(f"std::{name}", (v.CALLABLE, self.instance(value)))

    def _extension(self, value: Value, types: tuple[str, ...], name: str) -> Found | None:
        """A method that a foreign type has through a trait of the workspace, if only one could be meant.

        Names of the library's own methods are left to those, which go first.
        """
        if name in names.MEMBERS:
            return None
        found: dict[Value, Found] = {}
        for type_name in types:
            for unit, impl, member in self.impls(type_name, name):
                trait = self.trait_of(unit, impl)
                if trait is not None and trait[0] == v.CLASS:
                    found.setdefault(trait, self.through(trait, unit, member, name))
        if not found and _is_of_std(value):
            blanket = self.of_blankets(name)
            return self.member_value(blanket, value) if blanket is not NOTHING else None
        if len(found) != 1:
            return None
        return self.member_value(next(iter(found.values())), value)

    def _first_of(self, first: Found, second: Found) -> Found:
        """Of what has the members of several types, the member of the first that has it."""
        if isinstance(first.target, tuple) or not (second.target or second.value):
            return first
        return second if isinstance(second.target, tuple) or first.target is None else first

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        if found.value is not None and found.value[0] == v.FUNCTION:
            return Found(found.target, (*found.value[:3], receiver), found.inferred)
        told = super().member_value(found, receiver)
        return Found(told.target, told.value, True) if found.inferred else told


_ANY_RESULT = (v.EXTERNAL_INSTANCE, names.PRELUDE["Result"])
"""A result of which neither type is known."""
_OF_STD = ("std::", "core::", "alloc::")
_WITH_ARGUMENTS = frozenset((v.INSTANCE, v.VARIANT))
_VALUES = frozenset(
    (
        v.VARIANT, v.INSTANCE, v.EXTERNAL_INSTANCE, v.CONTAINER, v.MAPPING, v.PAIR, v.CALLABLE,
        v.TYPE_VARIABLE,
    )
)  # fmt: skip
"""What is a value rather than a type: bounds and aliases can be either."""
_CONTAINER_TYPES = ("array", "Vec", "Option", "Result", "VecDeque")
"""Names of types that values are not told apart by."""


def _is_of_std(value: Value) -> bool:
    """Whether all methods of a foreign value are known: other crates have names of their own."""
    return value[0] == v.CONTAINER or "::" not in value[1] or value[1].startswith(_OF_STD)


def _chained(value: Value | None) -> list[Value | None]:
    """The values of a chain of pairs."""
    found: list[Value | None] = []
    while value is not None and value[0] == v.PAIR:
        found.append(value[1])
        value = value[2]
    return found


def _aliased(value: Value, arguments: list[Value | None]) -> Value | None:
    """What a generic alias stands for, given its arguments; its parameters are in the value."""
    owner = _alias_in(value)
    return value if owner is None else generics.substituted(value, owner, tuple(arguments))


def _alias_in(value: Value) -> tuple[Unit, int] | None:
    """The alias whose parameters are in a value."""
    pending: list[Value | None] = [value]
    while pending:
        one = pending.pop()
        if one is None:
            continue
        if one[0] == v.TYPE_VARIABLE:
            if one[1].interface.kinds[one[2]] == k.TYPE_ALIAS:
                return one[1], one[2]
        else:
            pending.extend(generics.parts_of(one))
    return None
