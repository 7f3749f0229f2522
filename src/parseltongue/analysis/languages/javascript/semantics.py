"""What JavaScript names mean across files: modules and what they export, types and values, members."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import containers, library
from parseltongue.analysis.languages.javascript.placement import GLOBAL_SCOPE
from parseltongue.analysis.languages.javascript.resolution import Resolver
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import Semantics, bind_receiver, instance_of, parse_path
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value, bounded
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import NAMESPACE, Unit, World, member_key, stars_key
from parseltongue.model import paths as p
from parseltongue.model.interface import STATIC, VISIBILITY_MASK
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CLASS,
    CONSTANT,
    ENUM,
    ENUM_MEMBER,
    FILE,
    INTERFACE,
    PUBLIC,
    TYPE_ALIAS,
    TYPE_KINDS,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.kinds import NAMESPACE as NAMESPACE_KIND

_ONLY_TYPES = frozenset((INTERFACE, TYPE_ALIAS))
_TYPES = _ONLY_TYPES | {CLASS, ENUM}
_VARIABLES = frozenset((CONSTANT, VARIABLE))
TRUTH = (v.EXTERNAL_INSTANCE, "Boolean")
GUARD, RETURNED = "is/", "{}/"
"""What the type predicate of a function promises, and the object literal that it returns."""
WHOLE, DEFAULT, CONSTRUCTOR_NAME = "=", "default", "constructor"


def chosen(form: str, number: str, arguments: Value | None) -> Value | None:
    """What a function gives that gives one of its type parameters: the type argument of that number.

    Type arguments are each in front of the others, as the keys of mappings.
    """
    for _ in range(int(number)):
        arguments = arguments[2] if arguments is not None else None
    value: Value | None = arguments[1] if arguments is not None else None
    if form == "Promise":
        return bounded((v.PAIR, value, containers.PROMISE))
    return value if form == "T" or value is None else bounded((v.CONTAINER, value))


class JavaScriptSemantics(Semantics):
    """Evaluates JavaScript names and paths in a `World`. Not thread-safe.

    A step METHOD asks for the type of a name, where the same name may also be that of a value.
    """

    ITERATOR_METHODS = ("[Symbol.iterator]", "[Symbol.asyncIterator]")

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._resolver = Resolver(self)

    # -- the language ---------------------------------------------------------------------------------------

    def language_name(self, name: str) -> Found:
        return Found(name, (v.EXTERNAL, name)) if name in library.GLOBALS else NOTHING

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    def global_name(self, unit: Unit, name: str) -> Found:
        """A name that the file does not bind: of the language, or shared by a script."""
        found = self.language_name(name)
        if found is not NOTHING:
            return found
        shared = self.open_members(GLOBAL_SCOPE, name)
        return self.entity(*shared[0]) if len(shared) == 1 else NOTHING

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    # -- modules --------------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        module = self._resolver.module(unit.folder, text)
        if module[0] == v.EXTERNAL:
            return Found(module[1], module)
        if module[0] == v.MISSING:
            return Found(None, module)
        return Found((self.world.unit(module[2]), 0), module)

    def module_member(self, module: Value, name: str) -> Found:
        return self._of_module(module, name, False)

    def _of_module(self, module: Value, name: str, types: bool) -> Found:
        if module[2] == NAMESPACE:
            return NOTHING
        unit = self.world.unit(module[2])
        found = self.exported(unit, name, 0, types)
        if found is NOTHING:
            found = self._through_whole(unit, module, name)
        return found

    def _through_whole(self, unit: Unit, module: Value, name: str) -> Found:
        """A name that a CommonJS module does not export one by one."""
        whole = self.exported(unit, WHOLE)
        if name in (DEFAULT, WHOLE):
            return whole if whole is not NOTHING else Found((unit, 0), module)
        return self.attribute(whole.value, name) if whole.value is not None else NOTHING

    def scope_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self._of_scope(unit, ordinal, name, False)

    def _of_scope(self, unit: Unit, ordinal: int, name: str, types: bool) -> Found:
        if unit.interface.kinds[ordinal] in (NAMESPACE_KIND, FILE):
            return self.exported(unit, name, ordinal, types)
        if unit.interface.kinds[ordinal] in CALLABLE_KINDS:
            return self._found_value(self._told_by(unit, ordinal, RETURNED + name))
        return self.member_value(self.class_member(unit, ordinal, name), None)

    # -- what modules export ----------------------------------------------------------------------------

    def exported(self, unit: Unit, name: str, scope: int = 0, types: bool = False) -> Found:
        """What a module or namespace exports under a name: a value, or with `types` rather a type."""
        found: Found | None = self.evaluator.evaluate(
            ("exported", unit.path, scope, name, types), self._exported, unit, name, scope, types
        )
        return found or NOTHING

    def _exported(self, unit: Unit, name: str, scope: int, types: bool) -> Found:
        interface = unit.interface
        self.record_in(unit.path, member_key(unit.path, interface.symbols[scope], name))
        own = [
            one
            for one in interface.named(scope).get(name, ())
            if interface.flags[one] & VISIBILITY_MASK == PUBLIC
        ]
        if own:
            return self.entity(unit, self._picked(unit, own, types))
        text = interface.imported_as(scope, name)
        if text is not None:
            return self._passed_on(unit, text, types)
        return self._starred(unit, name, scope, types) if name not in (DEFAULT, WHOLE) else NOTHING

    def _picked(self, unit: Unit, ordinals: list[int], types: bool) -> int:
        """Of all that a name denotes, the value or the type; what there is if there is only the other."""
        kinds = unit.interface.kinds

        def rank(ordinal: int) -> int:
            kind = kinds[ordinal]
            wanted = kind in _TYPES if types else kind not in _ONLY_TYPES
            return 0 if wanted and kind != NAMESPACE_KIND else 1 if kind == NAMESPACE_KIND else 2

        return min(ordinals, key=rank)

    def _passed_on(self, unit: Unit, text: str, types: bool) -> Found:
        """A name of something that stands elsewhere."""
        tree = parse_path(text) if text else None
        if tree is None:
            return NOTHING
        if types and tree[0] == p.ATTR:
            return self.method(self._operand(unit, tree[2]), str(tree[1]))
        found = self.tree(unit, tree)
        if types and isinstance(found.target, tuple) and found.target[1]:
            return self._twin(*found.target) or found
        return found

    def _twin(self, unit: Unit, ordinal: int) -> Found | None:
        """The type with the name of a value in the same scope."""
        interface = unit.interface
        if interface.kinds[ordinal] in _TYPES:
            return None
        scope, name = interface.parents[ordinal], interface.names[ordinal]
        self.record_in(unit.path, member_key(unit.path, interface.symbols[scope], name))
        own = interface.named(scope).get(name, [])
        return self.entity(unit, self._picked(unit, own, True)) if len(own) > 1 else None

    def _starred(self, unit: Unit, name: str, scope: int, types: bool) -> Found:
        """A name of one of the modules that are exported as a whole."""
        self.record_in(unit.path, stars_key(unit.path, unit.interface.symbols[scope]))
        for text in unit.interface.stars.get(scope, ()):
            module = self.text_value(unit, text).value
            if module is None or module[0] != v.MODULE or module[2] == NAMESPACE:
                continue
            found = self.exported(self.world.unit(module[2]), name, 0, types)
            if found.target is not None or found.value is not None:
                return found
        return NOTHING

    # -- entities -------------------------------------------------------------------------------------------

    def entity(self, unit: Unit, ordinal: int, receiver: Value | None = None) -> Found:
        interface = unit.interface
        kind = interface.kinds[ordinal]
        if kind in TYPE_KINDS or kind in CALLABLE_KINDS:
            return super().entity(unit, ordinal, receiver)
        if kind in (NAMESPACE_KIND, TYPE_ALIAS, FILE):
            return Found((unit, ordinal), (v.SCOPE, unit, ordinal))
        if interface.types[ordinal] == f"l{p.escaped(interface.symbols[ordinal])};":
            return Found((unit, ordinal), (v.SCOPE, unit, ordinal))
        found = super().entity(unit, ordinal, receiver)
        twin = self._type_of_variable(unit, ordinal) if kind in _VARIABLES else None
        return found if twin is None else Found((unit, twin), found.value)

    def _type_of_variable(self, unit: Unit, ordinal: int) -> int | None:
        """The type with the name of a variable beside it: both are one thing to who mentions the name."""
        interface = unit.interface
        named = interface.named(interface.parents[ordinal]).get(interface.names[ordinal], ())
        if len(named) < 2:
            return None
        return next((one for one in named if interface.kinds[one] in _ONLY_TYPES), None)

    def instance(self, value: Value) -> Value | None:
        tag = value[0]
        if tag == v.SCOPE:
            return self._instance_of_alias(value[1], value[2])
        if tag == v.CALLABLE:
            return value[1]  # type: ignore[no-any-return]
        if tag == v.INSTANCE:
            return self.told(value, "new()")
        if tag == v.MISSING:
            return value
        return super().instance(value)

    def _instance_of_alias(self, unit: Unit, ordinal: int) -> Value | None:
        interface = unit.interface
        if interface.kinds[ordinal] != TYPE_ALIAS:
            return None
        if not interface.types[ordinal]:
            return (
                (v.INSTANCE, unit, ordinal)
                if ordinal in interface.bases or interface.members(ordinal)
                else None
            )
        return self.declared(unit, ordinal, None)

    def call(self, value: Value) -> Value | None:
        if value[0] == v.INSTANCE:
            return self.told(value, "()")
        return super().call(value)

    def enter(self, value: Value) -> Value | None:
        """What awaiting a value gives: itself, if it is no promise."""
        return value[1] if containers.is_promise(value) else value

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        if generic == (v.EXTERNAL, "Promise"):
            return bounded((v.PAIR, argument, containers.PROMISE))
        if generic is not None and generic[0] == v.EXTERNAL and "/" in generic[1]:
            form, _, number = generic[1].partition("/")
            return chosen(form, number, argument)
        return super().applied(generic, argument)

    def iterate(self, value: Value) -> Value | None:
        if value[0] == v.MAPPING:
            return bounded((v.PAIR, value[1], value[2]))
        return super().iterate(value)

    # -- what functions and types tell beside their value -----------------------------------------------

    def told(self, value: Value | None, name: str) -> Value | None:
        """What a function or type says under a name that is not of the language (see `functions`)."""
        if value is None:
            return None
        tag = value[0]
        if name == GUARD:
            return self._promised(value)
        if tag == v.FUNCTION and name == RETURNED:
            return (v.SCOPE, value[1], value[2])
        if "//" in name:
            return self._told_of_member(value, *name.split("//", 1))
        if tag == v.FUNCTION:
            found = self._told_by(value[1], value[2], name) or self._told_by_type(value, name)
            return bind_receiver(found, value[3]) if found is not None else None
        if tag == v.CLASS and not name.startswith("/"):
            constructor = self.class_member(value[1], value[2], CONSTRUCTOR_NAME).target
            return (
                self.told((v.FUNCTION, *constructor, None), name) if isinstance(constructor, tuple) else None
            )
        if tag in (v.CLASS, v.SCOPE, v.INSTANCE):
            return self._told_by(value[1], value[2], name)
        if tag == v.BUILTIN_METHOD:
            argument, _, parameter = name.partition("/")
            if argument.isdigit() and parameter.isdigit():
                return containers.expected_by(value[1], value[2], int(argument), int(parameter))
        return None

    def _told_by_type(self, function: Value, name: str) -> Value | None:
        """What the named type of a parameter gives to the parameters of a function that stands for it."""
        argument, _, parameter = name.partition("/")
        if not argument.isdigit() or not parameter:
            return None
        return self.told(self._told_by(function[1], function[2], argument + "/"), "/" + parameter)

    def _told_of_member(self, type_: Value, member: str, parameter: str) -> Value | None:
        """What a member of a type gives to a parameter of a function literal that stands for it."""
        instance = self.instance(type_)
        found = self.attribute(instance, member).target
        if not isinstance(found, tuple):
            return None
        told = self._told_by(*found, "/" + parameter)
        if told is not None:
            return told
        unit, ordinal = found
        if unit.interface.kinds[ordinal] in CALLABLE_KINDS:
            declared = self._told_by(unit, ordinal, parameter + "/")
            return self.instance(declared) if declared is not None else None
        text = unit.interface.types[ordinal]
        tree = parse_path(text) if text else None
        if tree is None or tree[0] != p.INSTANCE:
            return None
        return self.told(self._operand(unit, tree[1]), "/" + parameter)

    def _promised(self, value: Value) -> Value | None:
        """What the type predicate of a function promises of its argument."""
        found = self.call(value) if value[0] in (v.FUNCTION, v.CALLABLE, v.INSTANCE) else None
        return found[1] if found is not None and found[0] == v.PAIR and found[2] == TRUTH else None

    def _told_by(self, unit: Unit, ordinal: int, name: str) -> Value | None:
        self.record_in(unit.path, member_key(unit.path, unit.interface.symbols[ordinal], name))
        text = unit.interface.imported_as(ordinal, name)
        if not text:
            return None
        found: Value | None = self.evaluator.evaluate(
            ("told", unit.path, ordinal, name), self._declared, unit, text
        )
        return found

    # -- members --------------------------------------------------------------------------------------------

    def attribute(self, value: Value | None, name: str) -> Found:
        if "/" in name:
            told = self.told(value, name)
            return Found(None, told) if told is not None else NOTHING
        if value is not None:
            tag = value[0]
            if tag == v.FUNCTION:
                return self._of_function(value, name)
            if tag == v.CLASS and name == "prototype":
                return Found(None, (v.INSTANCE, value[1], value[2]))
            if tag == v.CALLABLE and name in library.FUNCTION_MEMBERS:
                return self._function_member(value, name)
            if tag == v.CLASS and name in library.FUNCTION_MEMBERS:
                found = super().attribute(value, name)
                return found if isinstance(found.target, tuple) else Found(f"Function.{name}", None)
        return super().attribute(value, name)

    def method(self, value: Value | None, name: str) -> Found:
        """The type of that name in a module or namespace."""
        if value is not None and value[0] == v.MODULE:
            return self._of_module(value, name, True)
        if value is not None and value[0] == v.SCOPE:
            return self._of_scope(value[1], value[2], name, True)
        return self.attribute(value, name)

    def _of_function(self, value: Value, name: str) -> Found:
        if name in library.FUNCTION_MEMBERS:
            return self._function_member(value, name)
        return self._found_value(self._told_by(value[1], value[2], name))

    def _found_value(self, value: Value | None) -> Found:
        """A value, with the entity that it is if it is one."""
        if value is None:
            return NOTHING
        return Found((value[1], value[2]) if value[0] in (v.FUNCTION, v.CLASS, v.SCOPE) else None, value)

    def _function_member(self, value: Value, name: str) -> Found:
        return Found(f"Function.{name}", bounded((v.BUILTIN_METHOD, name, value)))

    def external_attribute(self, value: Value, name: str) -> Found:
        return Found(value[1], value) if name == WHOLE else super().external_attribute(value, name)

    def container_attribute(self, value: Value, name: str) -> Found:
        if value[0] == v.MAPPING and not containers.is_member_of_map(name):
            return Found(f"Object.{name}", value[2])
        return Found(f"{containers.type_of(value)}.{name}", bounded((v.BUILTIN_METHOD, name, value)))

    def container_call(self, name: str, receiver: Value) -> Value | None:
        if receiver[0] in (v.FUNCTION, v.CALLABLE):
            return receiver if name == "bind" else self.call(receiver) if name in ("apply", "call") else None
        return containers.returned_by(name, receiver)

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name looked up on a type and what it extends: the first that has it."""
        found: Found | None = self.evaluator.evaluate(
            ("member", unit.path, ordinal, name), self._member, unit, ordinal, name
        )
        return found or NOTHING

    def _member(self, unit: Unit, ordinal: int, name: str) -> Found:
        member = self.own_member(unit, ordinal, name)
        if member is not None:
            return Found((unit, member), None)
        return self._inherited(unit, ordinal, name)

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self._inherited(unit, ordinal, name)

    def own_member(self, unit: Unit, ordinal: int, name: str) -> int | None:
        """The first of that name: overloads stand behind what they overload."""
        self.record_in(unit.path, member_key(unit.path, unit.interface.symbols[ordinal], name))
        found = unit.interface.named(ordinal).get(name)
        return found[0] if found else None

    def _inherited(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A member of the bases. What a type whose bases are all known does not have is missing."""
        outside, unknown = None, False
        for base in self.base_values(unit, ordinal):
            if base is not None and base[0] in (v.CLASS, v.INSTANCE):
                found = self.class_member(base[1], base[2], name)
            elif base is not None and base[0] == v.SCOPE:
                found = self._of_base_scope(base, name)
            elif base is not None and base[0] == v.MODULE:
                found = self.module_member(base, name)
                found = ABSENT if found is NOTHING else found
            elif base is not None and base[0] in v.OUTSIDE:
                outside = outside or Found(f"{base[1]}.{name}", (v.EXTERNAL, f"{base[1]}.{name}"))
                continue
            else:
                unknown = True
                continue
            if isinstance(found.target, tuple):
                return found
            outside = outside or (found if found.target is not None else None)
            unknown = unknown or (found.target is None and found is not ABSENT)
        if outside is not None:
            return outside
        if name in library.OBJECT_MEMBERS:
            return Found(f"Object.{name}", None)
        return NOTHING if unknown else ABSENT

    def _of_base_scope(self, base: Value, name: str) -> Found:
        """A member of an alias that a type extends, or of a namespace that is merged with it."""
        unit, ordinal = base[1], base[2]
        kind = unit.interface.kinds[ordinal]
        if kind == NAMESPACE_KIND or kind in CALLABLE_KINDS:
            found = self.scope_member(unit, ordinal, name)
            return found if found is not NOTHING else ABSENT
        if kind != TYPE_ALIAS:
            return self.class_member(unit, ordinal, name)
        value = self._instance_of_alias(unit, ordinal)
        if value is None:
            return NOTHING
        if value[0] == v.INSTANCE:
            return self.class_member(value[1], value[2], name)
        return self.attribute(value, name)

    def base_values(self, unit: Unit, ordinal: int) -> list[Value | None]:
        if unit.interface.kinds[ordinal] in TYPE_KINDS:
            return super().base_values(unit, ordinal)
        self.record_in(unit.path, lookup_key("entity", unit.path, unit.interface.symbols[ordinal]))
        return [self.text_value(unit, text).value for text in unit.interface.bases.get(ordinal, ())]

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        if not isinstance(found.target, tuple):
            return found
        unit, ordinal = found.target
        interface = unit.interface
        if receiver is not None and interface.kinds[ordinal] != ENUM_MEMBER:
            static = bool(interface.flags[ordinal] & STATIC)
            wrong = (receiver[0] == v.INSTANCE and static) or (
                receiver[0] == v.CLASS and not static and self._is_of_instances(unit, ordinal)
            )
            twin = self._other_side(unit, ordinal) if wrong else ordinal
            if twin is None:
                return ABSENT
            ordinal = twin
        return self.entity(unit, ordinal, instance_of(receiver) if receiver is not None else None)

    def _other_side(self, unit: Unit, ordinal: int) -> int | None:
        """The static member with the name of one of instances, or the other way round."""
        interface = unit.interface
        named = interface.named(interface.parents[ordinal])[interface.names[ordinal]]
        static = interface.flags[ordinal] & STATIC
        return next((one for one in named if interface.flags[one] & STATIC != static), None)

    def _is_of_instances(self, unit: Unit, ordinal: int) -> bool:
        return unit.interface.kinds[unit.interface.parents[ordinal]] in TYPE_KINDS
