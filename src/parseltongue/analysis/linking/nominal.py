"""What names mean where types are declared: packages, classes with supertypes, overloads, generics.

The part of such languages (Java, Kotlin, and those like them) that they share. Their paths say more than
those of other languages:

- ``METHOD(PAIR(receiver, arguments), name)`` is what a call means: `arguments` is a chain of pairs, unknown
  at its end. Without the pair it is a call without arguments, with ``CALLABLE(receiver)`` a reference to a
  method of any number of parameters; under the name `CONSTRUCTOR_NAME` it is what constructing an instance
  calls.
- ``ENTER(class)`` is the inside of a class: names in it are looked up in the class, its supertypes, the
  classes around it, and at last in its file.
- ``APPLY(type, argument)`` once for each type argument, ``ATTR(owner, "<0")`` for a type variable
  (`model.paths.VARIABLE_MARK` and the like).
- ``EITHER(first, second)`` is a place to look a name up and the next one.
- `Interface.parameters` has the types of parameters, `OPTIONAL_MARK` before those that need not be given;
  `Interface.types` of a class its bases as a chain of pairs if one of them has type arguments.
"""

from __future__ import annotations

from abc import abstractmethod

from parseltongue.analysis.linking import generics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of, substituted
from parseltongue.analysis.linking.inference import InferringSemantics, Lineage, all_substituted
from parseltongue.analysis.linking.overloads import (
    Choice,
    Fitting,
    Rules,
    best,
    call_arguments,
    is_perfect,
    takes,
)
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.lookups import lookup_key
from parseltongue.model import paths as p
from parseltongue.model.interface import EXTENSION, VARIADIC
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTRUCTOR, INTERFACE, METHOD, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.generics import Arguments, Owner
    from parseltongue.analysis.world import Unit, World

    Bindings = dict[int, Value]

CONSTRUCTOR_NAME = "<new>"
"""The name under which constructors are called."""
_TYPE_TAGS = frozenset((v.INSTANCE, v.CLASS))
_TYPES_ALREADY = frozenset((v.TYPE_VARIABLE, v.EXTERNAL_INSTANCE))


class NominalSemantics(InferringSemantics):
    """Evaluates names and paths of a language with declared types. Not thread-safe."""

    RULES: Rules
    NEAREST_FIRST = False
    """Whether a method that fits keeps those of supertypes from being compared."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._fitting = Fitting(self.RULES, self._is_subtype)

    # -- what a language says -------------------------------------------------------------------------------

    @abstractmethod
    def root_member(self, name: str) -> bool:
        """Whether the class that all classes derive from has a method of that name."""

    def is_part(self, one: Owner, other: Owner) -> bool:
        """Whether two declarations are of one type, whose methods are compared with each other."""
        return False

    def implicit_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found | None:
        """A method that a class has without declaring it."""
        return None

    def outside_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found:
        """A method of something outside the workspace."""
        return self.external_attribute(receiver, name)

    # -- packages -------------------------------------------------------------------------------------------

    def package_member(self, unit: Unit, package: str, name: str) -> Found | None:
        """A name of a package as a file sees it."""
        return self.nearest_member(unit, package, name)

    def module_member(self, module: Value, name: str) -> Found:
        """A name of a package that an import names; `module` has the unit that imports."""
        return self.package_member(module[3], module[1], name) or NOTHING

    # -- types ----------------------------------------------------------------------------------------------

    def lineage(self, unit: Unit, ordinal: int) -> Lineage:
        """A class and its supertypes."""
        found: Lineage | None = self.evaluator.evaluate(
            ("lineage", unit, ordinal), self._lineage, unit, ordinal
        )
        return found or Lineage(unit, ordinal)

    def _lineage(self, unit: Unit, ordinal: int) -> Lineage:
        lineage = Lineage(unit, ordinal)
        for base in self._supertypes(unit, ordinal):
            if base is not None and base[0] in _TYPE_TAGS:
                lineage.add(self.lineage(base[1], base[2]), (base[1], base[2]), arguments_of(base))
            elif base is not None and base[0] in v.OUTSIDE:
                lineage.external = lineage.external or base
            else:
                lineage.unknown = True
        return lineage

    def _supertypes(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """The values of the bases, with type arguments where the code has them."""
        text = unit.interface.types[ordinal]
        if not text:
            return self.base_values(unit, ordinal)
        self.record_in(unit.path, lookup_key("bases", unit.path, unit.interface.symbols[ordinal]))
        chain = self.text_value(unit, text).value
        found: list[Value | None] = []
        while chain is not None and chain[0] == v.PAIR:
            found.append(chain[1])
            chain = chain[2]
        return [*found, chain]

    def _is_subtype(self, given: Owner, wanted: Owner) -> bool | None:
        lineage = self.lineage(*given)
        if any(one[:2] == wanted for one in lineage.classes):
            return True
        return None if lineage.unknown else False

    def viewed(self, value: Value, owner: Owner) -> Value | None:
        """An instance as one of its supertypes, with the type arguments that it has as such."""
        for unit, ordinal, arguments in self.lineage(value[1], value[2]).classes:
            if (unit, ordinal) == owner:
                if arguments is None:
                    return value
                own = all_substituted(arguments, (value[1], value[2]), arguments_of(value))
                return generics.bounded((v.INSTANCE, unit, ordinal, own)) if own else (v.INSTANCE, *owner)
        return None

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        return generics.applied(generic, argument) if generic is not None else None

    # -- steps ----------------------------------------------------------------------------------------------

    def step(self, operation: object, first: Value | None, second: Value | None) -> Value | None:
        if operation == p.PAIR:
            return (v.PAIR, first, second)
        if operation == p.EITHER:
            return second if first is None else first if second is None else (v.EITHER, first, second)
        if operation == p.CALLABLE:
            return (v.CALLABLE, first)
        return super().step(operation, first, second)

    def instance(self, value: Value) -> Value | None:
        # A type that an outside class has is only known as something of an instance of that class.
        return value if value[0] in _TYPES_ALREADY else super().instance(value)

    def enter(self, value: Value) -> Value | None:
        return (v.SCOPE, value[1], value[2]) if value[0] == v.CLASS else None

    def iterate(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is None:
            return None
        if known[0] == v.EXTERNAL_INSTANCE:
            own = arguments_of(known)
            return own[0] if len(own) == 1 else None
        if known[0] == v.INSTANCE:
            external = self.lineage(known[1], known[2]).external
            if external is not None:
                return self.iterate(substituted(external, known[1:3], arguments_of(known)) or external)
        return super().iterate(known)

    def call(self, value: Value) -> Value | None:
        if value[0] == v.FUNCTION:
            return self._returned(value)
        return super().call(value)

    # -- fields and types -----------------------------------------------------------------------------------

    def attribute(self, value: Value | None, name: str) -> Found:
        if value is None:
            return NOTHING
        if name[0] in p.MARKS:
            return Found(None, self._unnamed(value, name[0], int(name[1:])))
        tag = value[0]
        if tag in _TYPE_TAGS:
            return self._class_attribute(value, name)
        if tag == v.TYPE_VARIABLE:
            return self.attribute(bound_of(value), name)
        if tag == v.SUPER:
            return self._class_attribute((v.INSTANCE, *value[1:]), name)
        if tag == v.EITHER:
            return self._first_of(self.attribute(value[1], name), self.attribute(value[2], name))
        return super().attribute(value, name)

    def _first_of(self, first: Found, second: Found) -> Found:
        """The first that is an entity of the workspace, else the second if that leads anywhere."""
        if isinstance(first.target, tuple):
            return first
        return second if second.target is not None or first.target is None else first

    def _class_attribute(self, value: Value, name: str) -> Found:
        found = self._member(value[1], value[2], name)
        if found is not None:
            unit, ordinal, view = found
            entity = self.entity(unit, ordinal)
            if unit.interface.kinds[ordinal] in TYPE_KINDS:
                return entity
            own = self._actual(view, value)
            owner = (unit, unit.interface.parents[ordinal])
            return Found(entity.target, substituted(entity.value, owner, own))
        lineage = self.lineage(value[1], value[2])
        if lineage.external is not None:
            return self.external_attribute(lineage.external, name)
        return NOTHING if lineage.unknown else ABSENT

    def _actual(self, view: Arguments | None, value: Value) -> Arguments:
        """The values of a supertype's type variables, seen from a receiver."""
        own = arguments_of(value)
        return own if view is None else all_substituted(view, (value[1], value[2]), own)

    def _member(self, unit: Unit, ordinal: int, name: str) -> tuple[Unit, int, Arguments | None] | None:
        """A field or type that a class has or inherits."""
        found: tuple[Unit, int, Arguments | None] | None = self.evaluator.evaluate(
            ("field", unit, ordinal, name),
            self._own_or_inherited,
            unit,
            ordinal,
            name,
        )
        return found

    def _own_or_inherited(
        self, unit: Unit, ordinal: int, name: str
    ) -> tuple[Unit, int, Arguments | None] | None:
        for owner, number, view in self.lineage(unit, ordinal).classes:
            for member in self.own_members(owner, number, name):
                if owner.interface.kinds[member] not in CALLABLE_KINDS:
                    return owner, member, view
        return None

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self._class_attribute((v.CLASS, unit, ordinal), name)

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self._class_attribute((v.INSTANCE, unit, ordinal), name)

    def scope_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name inside a class: of the class, of those around it, of the file."""
        outside = NOTHING
        for around in self._around(unit, ordinal):
            found = self._class_attribute((v.INSTANCE, unit, around), name)
            if isinstance(found.target, tuple):
                return found
            outside = found if outside.target is None else outside
        found = self.global_seen(unit, name)
        if found.target is None and outside.target is not None and not found.inferred:
            return outside
        return found

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        return self.global_seen(unit, name)

    def global_seen(self, unit: Unit, name: str) -> Found:
        """What a name means in a file outside of all classes, for the file itself and for others."""
        found = self.export(unit, name)
        return self.language_name(name) if found is NOTHING else found

    def _around(self, unit: Unit, ordinal: int) -> list[int]:
        """A class and those that it stands in, innermost first."""
        interface = unit.interface
        found = []
        while ordinal:
            if interface.kinds[ordinal] in TYPE_KINDS:
                found.append(ordinal)
            ordinal = interface.parents[ordinal]
        return found

    # -- methods --------------------------------------------------------------------------------------------

    def method(self, value: Value | None, name: str) -> Found:
        if value is None:
            return NOTHING
        if value[0] == v.PAIR:
            return self.invoked(value[1], name, call_arguments(value[2]))
        return self.invoked(value[1], name, None) if value[0] == v.CALLABLE else self.invoked(value, name, [])

    def invoked(self, receiver: Value | None, name: str, arguments: list[Value | None] | None) -> Found:
        """What calling a method of a receiver means; `arguments` is None where their number is not told."""
        if receiver is None:
            return NOTHING
        tag = receiver[0]
        if name == CONSTRUCTOR_NAME:
            return self._constructed(receiver, arguments)
        if tag in _TYPE_TAGS:
            return self._class_method(receiver, name, arguments, 0)
        if tag == v.SUPER:
            return self._super_method(receiver, name, arguments)
        if tag == v.TYPE_VARIABLE:
            return self._variable_method(receiver, name, arguments)
        if tag == v.SCOPE:
            return self._scope_method(receiver[1], receiver[2], name, arguments)
        if tag == v.EITHER:
            first = self.invoked(receiver[1], name, arguments)
            return self._first_of(first, self.invoked(receiver[2], name, arguments))
        if tag in v.OUTSIDE:
            return self.outside_method(receiver, name, arguments or [])
        if tag in (v.CALLABLE, v.CONTAINER) and self.root_member(name):
            return self._root_method(name)
        return Found(None, receiver) if tag in (v.MISSING, v.MODULE) else NOTHING

    def _root_method(self, name: str) -> Found:
        return self.outside_method((v.EXTERNAL_INSTANCE, self.RULES.root), name, [])

    def _variable_method(self, variable: Value, name: str, arguments: list[Value | None] | None) -> Found:
        bound = bound_of(variable)
        if bound is None:
            return self._root_method(name) if self.root_member(name) else NOTHING
        return self.invoked(bound, name, arguments)

    def _scope_method(
        self, unit: Unit, ordinal: int, name: str, arguments: list[Value | None] | None
    ) -> Found:
        """A method called by its name alone: of the innermost class that has one so called."""
        outside: Found | None = None
        for around in self._around(unit, ordinal):
            found = self._class_method((v.INSTANCE, unit, around), name, arguments, 0)
            if isinstance(found.target, tuple) or self.root_member(name):
                return found
            if outside is None and found.target is not None:
                outside = found
        return outside or ABSENT

    def _class_method(
        self, receiver: Value, name: str, arguments: list[Value | None] | None, skipped: int
    ) -> Found:
        """The method that fits best, of the class itself, or from beyond it; of equal ones the nearest."""
        lineage = self.lineage(receiver[1], receiver[2])
        found: Found | None = None
        highest = -1
        unfit: Found | None = None
        nearest: Owner | None = None
        for unit, ordinal, view in lineage.classes[skipped:]:
            if found is not None and nearest is not None and not self.is_part(nearest, (unit, ordinal)):
                return found
            members = [one for one in self.own_members(unit, ordinal, name) if _is_method(unit, one)]
            if not members:
                continue
            own = self._actual(view, receiver)
            alone = len(members) == len(lineage.classes) == 1
            chosen = self._chosen((unit, ordinal), members, own, arguments, alone)
            if chosen is None:
                unfit = unfit or self._function(unit, members[0], own, arguments, True)
            elif chosen.score > highest:
                highest = chosen.score
                found = self._function(unit, chosen.member, own, arguments, not chosen.is_sure)
                if not arguments or is_perfect(highest, len(arguments)):
                    return found
                nearest = (unit, ordinal) if self.NEAREST_FIRST else None
        return found or self._undeclared(lineage, receiver, name, arguments or [], unfit)

    def _super_method(self, receiver: Value, name: str, arguments: list[Value | None] | None) -> Found:
        """A method as the superclass has it; the interfaces of the class itself do not count."""
        supertypes = self._supertypes(receiver[1], receiver[2])
        base = supertypes[0] if supertypes else None
        if base is not None and base[0] in _TYPE_TAGS and not _is_interface(base):
            return self._class_method((v.INSTANCE, *base[1:]), name, arguments, 0)
        if self.root_member(name):
            return self._root_method(name)
        if base is not None and base[0] in v.OUTSIDE:
            return self.outside_method(base, name, arguments or [])
        return self._class_method((v.INSTANCE, *receiver[1:]), name, arguments, 1)

    def _undeclared(
        self, lineage: Lineage, receiver: Value, name: str, arguments: list[Value | None], unfit: Found | None
    ) -> Found:
        """A method that no class of the workspace declares so."""
        implicit = self.implicit_method(receiver, name, arguments) if unfit is None else None
        if implicit is not None:
            return implicit
        if lineage.external is not None:
            external = substituted(lineage.external, receiver[1:3], arguments_of(receiver))
            return self.outside_method(external or lineage.external, name, arguments)
        if unfit is not None:
            return unfit
        if self.root_member(name):
            return self._root_method(name)
        return NOTHING if lineage.unknown else ABSENT

    def _function(
        self,
        unit: Unit,
        ordinal: int,
        own: Arguments,
        arguments: list[Value | None] | None,
        inferred: bool,
    ) -> Found:
        value = (v.FUNCTION, unit, ordinal, own, tuple(arguments or ()))
        return Found((unit, ordinal), value, inferred)

    def _chosen(
        self,
        owner: Owner,
        members: list[int],
        own: Arguments,
        arguments: list[Value | None] | None,
        alone: bool,
    ) -> Choice | None:
        """The overload that is meant; None if none fits. An only one needs no comparison of its types."""
        if arguments is None:
            return Choice(members[0], len(members) == 1)
        interface = owner[0].interface
        fitting = [one for one in members if takes(interface, one, len(arguments))]
        if not fitting or (len(fitting) == 1 and (alone or not any(arguments))):
            return Choice(fitting[0], True) if fitting else None
        return best(fitting, lambda member: self._score(owner, member, own, arguments))

    def _score(self, owner: Owner, member: int, own: Arguments, arguments: list[Value | None]) -> int | None:
        """How well arguments fit an overload; None if they do not."""
        types = [substituted(one, owner, own) for one in self.parameter_types(owner[0], member)]
        return self._fitting.score(types, arguments, bool(owner[0].interface.flags[member] & VARIADIC))

    def _constructed(self, receiver: Value, arguments: list[Value | None] | None) -> Found:
        """The constructor that fits, or the class where it declares none."""
        if receiver[0] in v.OUTSIDE:
            return Found(receiver[1], None)
        if receiver[0] == v.SUPER:
            return self._super_constructed(receiver, arguments)
        if receiver[0] not in _TYPE_TAGS:
            return Found(None, receiver) if receiver[0] == v.MISSING else NOTHING
        unit, ordinal = receiver[1:3]
        members = self.own_members(unit, ordinal, unit.interface.names[ordinal])
        members = [one for one in members if unit.interface.kinds[one] == CONSTRUCTOR]
        if not members:
            return Found((unit, ordinal), None)
        chosen = self._chosen((unit, ordinal), members, arguments_of(receiver), arguments, len(members) == 1)
        return self._function(
            unit,
            chosen.member if chosen else members[0],
            (),
            arguments,
            not (chosen and chosen.is_sure),
        )

    def _super_constructed(self, receiver: Value, arguments: list[Value | None] | None) -> Found:
        """A constructor of the superclass: of the first base that is no interface."""
        supertypes = self._supertypes(receiver[1], receiver[2])
        base = supertypes[0] if supertypes else None
        if base is None:
            return NOTHING if supertypes else Found(self.RULES.root, None)
        return self._constructed(base, arguments)


def _is_interface(value: Value) -> bool:
    return bool(value[1].interface.kinds[value[2]] == INTERFACE)


def _is_method(unit: Unit, ordinal: int) -> bool:
    interface = unit.interface
    return interface.kinds[ordinal] == METHOD and not interface.flags[ordinal] & EXTENSION
