"""What C# expressions mean: members, extension methods, the library."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.flags import (
    ARITY_MARK,
    EXPLICIT,
    EXTENSION,
    EXTENSIONS_MARK,
    OVERRIDE,
    arity_of,
)
from parseltongue.analysis.languages.csharp.names import NamingSemantics, outwards
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of, bounded, substituted
from parseltongue.analysis.linking.inference import Lineage
from parseltongue.analysis.linking.nominal import CONSTRUCTOR_NAME
from parseltongue.analysis.linking.overloads import (
    LIKELY,
    POSSIBLE,
    SAME,
    WIDER,
    Choice,
    Fitting,
    Rules,
    takes,
)
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.world import member_key
from parseltongue.model.interface import STATIC, VARIADIC, VISIBILITY_MASK
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CONSTRUCTOR,
    ENUM,
    INTERFACE,
    METHOD,
    PRIVATE,
    STRUCT,
    TYPE_KINDS,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.library_types import LibraryType
    from parseltongue.analysis.linking.generics import Arguments
    from parseltongue.analysis.linking.inference import Bindings
    from parseltongue.analysis.world import Unit, World

    Arguments_ = list[Value | None] | None

_NUMBERS = ("SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double")
_PRIMITIVES = {f"System.{one}": f"System.{one}" for one in (*_NUMBERS, "Boolean", "Char", "Decimal")}
_WIDENING = {
    **{
        f"System.{one}": frozenset(f"System.{other}" for other in (*_NUMBERS[index + 1 :], "Decimal"))
        for index, one in enumerate(_NUMBERS[:8])
    },
    "System.Single": frozenset(("System.Double",)),
    "System.Char": frozenset(f"System.{one}" for one in (*_NUMBERS[3:], "Decimal")),
}
_RULES = Rules(
    _WIDENING,
    _PRIMITIVES,
    frozenset((*_PRIMITIVES, *library.STRUCTS, "System.String", "System.Type", "System.Uri")),
    "System.Object",
)
_FRACTIONS = frozenset(("System.Single", "System.Double", "System.Decimal"))
_WIDER_YET = 2
"""How well a whole number fits where one with a fraction is wanted."""
_SEQUENCE = "System.Collections.Generic.IEnumerable"
_TASKS = frozenset(("System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask"))
_ENTRY = "System.Collections.Generic.KeyValuePair"
_EXPRESSION = "System.Linq.Expressions.Expression"
_QUERY = "System.Linq.Enumerable"
_TUPLE = "System.ValueTuple("
_NULLABLE = "System.Nullable"
_INVOKE, _INDEXER = "Invoke", "this[]"
_OF_TYPES = frozenset((v.CLASS, v.EXTERNAL, v.MODULE, v.MISSING, v.SCOPE))
"""What has no extension methods: types and namespaces."""
_EXTENDED = 5
"""Where a function has, behind its arguments, whether the first is what it is called on."""


class DelegateFitting(Fitting):
    """Compares arguments with parameters; functions are also told apart by how many arguments they take."""

    def __init__(
        self,
        rules: Rules,
        is_subtype: Callable[[tuple[Unit, int], tuple[Unit, int]], bool | None],
        count: Callable[[Value], int | None],
    ) -> None:
        super().__init__(rules, is_subtype)
        self._count = count

    def fit(self, parameter: Value | None, argument: Value | None) -> int | None:
        wanted, given = _within(parameter), _within(argument)
        if wanted is not None:
            found = self.fit(wanted, argument if given is None else given)
            return found if given is not None or found is None else min(found, WIDER)
        known = bound_of(parameter)
        if given is not None and known is not None and known[0] in (v.INSTANCE, v.EXTERNAL_INSTANCE):
            return LIKELY if _takes_anything(known) else None
        if argument is not None and argument[0] == v.CALLABLE and len(argument) > 2:
            wanted = bound_of(parameter)
            count = self._count(wanted) if wanted is not None else None
            if count is not None and count != argument[2]:
                return None
        return super().fit(parameter, argument)

    def _fit_primitive(self, wanted: str, given: str) -> int | None:
        """Of numbers that a number becomes, whole ones are meant before others."""
        found = super()._fit_primitive(wanted, given)
        return _WIDER_YET if found == WIDER and wanted in _FRACTIONS and given not in _FRACTIONS else found


class CSharpSemantics(NamingSemantics):
    """Evaluates C# names and paths in a `World`. Not thread-safe."""

    RULES = _RULES
    NEAREST_FIRST = True
    MANY = _SEQUENCE

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._fitting = DelegateFitting(self.RULES, self._is_subtype, self._functional_count)
        self._visible: dict[tuple[Unit, int, str], tuple[int, list[int]]] = {}
        """Members that can be named, with the keys of the lookups."""

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    def root_member(self, name: str) -> bool:
        return name in library.OBJECT_MEMBERS

    def is_within_reach(self, unit: Unit, owner: Unit, ordinal: int, receiver: str) -> bool:
        """Not of a type rather than its values, and not what is private to another file."""
        interface = owner.interface
        symbol = interface.symbols[interface.parents[ordinal]]
        self.record_in(owner.path, member_key(owner.path, symbol, interface.names[ordinal]))
        flags = interface.flags[ordinal]
        if flags & VISIBILITY_MASK == PRIVATE and owner is not unit:
            return False
        return bool(flags & EXTENSION) or not flags & STATIC

    # -- types in several parts -----------------------------------------------------------------------------

    def _lineage(self, unit: Unit, ordinal: int) -> Lineage:
        lineage = Lineage(unit, ordinal)
        variables = tuple(
            [(v.TYPE_VARIABLE, unit, ordinal, one, None) for one in range(_arity(unit, ordinal))]
        )
        parts = [(unit, ordinal), *[one for one in self.parts(unit, ordinal) if one != (unit, ordinal)]]
        lineage.classes += [(*one, variables) for one in parts[1:]]
        bases: list[Value | None] = []
        for one in parts:
            found = self._supertypes(*one)
            bases += found if one == parts[0] else [substituted(base, one, variables) for base in found]
        for base in sorted(bases, key=_is_interface):
            self._inherit(lineage, base)
        return lineage

    def _inherit(self, lineage: Lineage, base: Value | None) -> None:
        if base is not None and base[0] in (v.INSTANCE, v.CLASS):
            lineage.add(self.lineage(base[1], base[2]), (base[1], base[2]), arguments_of(base))
        elif base is not None and base[0] in (v.EXTERNAL, v.EXTERNAL_INSTANCE):
            lineage.external = lineage.external or base
        else:
            lineage.unknown = True

    def _chosen(
        self,
        owner: tuple[Unit, int],
        members: list[int],
        own: Arguments,
        arguments: Arguments_,
        alone: bool,
    ) -> Choice | None:
        """Of overloads that fit alike the one without type parameters is meant."""
        found = super()._chosen(owner, members, own, arguments, alone)
        if found is None or found.is_sure or arguments is None:
            return found
        plain = [
            one
            for one in members
            if not _arity(owner[0], one)
            and takes(owner[0].interface, one, len(arguments))
            and self._score(owner, one, own, arguments) == found.score
        ]
        return found._replace(member=plain[0], is_sure=True) if len(plain) == 1 else found

    def _super_constructed(self, receiver: Value, arguments: Arguments_) -> Found:
        """A constructor of the first base that is no interface."""
        unknown = False
        for part in self.parts(receiver[1], receiver[2]):
            for base in self._supertypes(*part):
                unknown = unknown or base is None or base[0] == v.MISSING
                if base is not None and base[0] != v.MISSING and not _is_interface(base):
                    return self._constructed(base, arguments)
        return NOTHING if unknown else Found(self.RULES.root, None)

    def _constructed(self, receiver: Value, arguments: Arguments_) -> Found:
        """The constructor that fits, in any part of the type, or the type where it declares none."""
        if receiver[0] not in (v.INSTANCE, v.CLASS):
            return super()._constructed(receiver, arguments)
        unit, ordinal = receiver[1:3]
        unfit: Found | None = None
        for owner, number in self.parts(unit, ordinal):
            members = self.own_members(owner, number, owner.interface.names[number])
            members = [one for one in members if owner.interface.kinds[one] == CONSTRUCTOR]
            if not members:
                continue
            chosen = self._chosen((owner, number), members, (), arguments, len(members) == 1)
            if chosen is not None:
                return self._function(owner, chosen.member, (), arguments, not chosen.is_sure)
            unfit = unfit or self._function(owner, members[0], (), arguments, True)
        without = unit.interface.kinds[ordinal] == STRUCT and not arguments
        return Found((unit, ordinal), None) if unfit is None or without else unfit

    # -- members --------------------------------------------------------------------------------------------

    def own_members(self, unit: Unit, ordinal: int, name: str) -> list[int]:
        """Members that can be named; those that implement an interface by its name alone cannot.

        With type arguments, only methods that take so many.
        """
        known = self._visible.get((unit, ordinal, name))
        if known is None:
            base, told, arity = name.partition(ARITY_MARK)
            found = super().own_members(unit, ordinal, base)
            flags, kinds = unit.interface.flags, unit.interface.kinds
            found = [one for one in found if not flags[one] & EXPLICIT]
            if told:
                found = [one for one in found if kinds[one] == METHOD and str(arity_of(flags[one])) == arity]
            known = self._owned[unit, ordinal, base][0], found
            self._visible[unit, ordinal, name] = known
        self.evaluator.keys.add(known[0])
        return known[1]

    def _own_or_inherited(
        self, unit: Unit, ordinal: int, name: str
    ) -> tuple[Unit, int, Arguments | None] | None:
        """A field, property or type; else a method that is not called."""
        found = None
        for owner, number, view in self.lineage(unit, ordinal).classes:
            for member in self.own_members(owner, number, name):
                kind = owner.interface.kinds[member]
                if kind not in CALLABLE_KINDS:
                    return owner, member, view
                if found is None and kind == METHOD:
                    found = owner, member, view
        return found

    def attribute(self, value: Value | None, name: str) -> Found:
        if value is not None and value[0] == v.CALLABLE and name.startswith(ARITY_MARK):
            return Found(None, (v.CALLABLE, value[1], int(name[1:])))
        within = _within(value)
        if within is not None and name not in library.NULLABLE_MEMBERS:
            return self.attribute(within, name)
        return super().attribute(value, name)

    def _class_attribute(self, value: Value, name: str) -> Found:
        if ARITY_MARK in name:
            unit, ordinal = value[1:3]
            inner = self.inner_type(unit, ordinal, name)
            if inner is not None:
                return inner
            external = self.lineage(unit, ordinal).external
            return Found(None, (v.MISSING,)) if external is None else self.external_attribute(external, name)
        return super()._class_attribute(value, name)

    def implicit_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found | None:
        """A delegate in a field or property, and what all enumerations have."""
        unit, ordinal = receiver[1:3]
        name = name.partition(ARITY_MARK)[0]
        member = self._member(unit, ordinal, name)
        if member is not None and member[0].interface.kinds[member[1]] not in CALLABLE_KINDS | TYPE_KINDS:
            return self.invoked(self._class_attribute(receiver, name).value, _INVOKE, arguments)
        if unit.interface.kinds[ordinal] == ENUM and not self.root_member(name) and name in library.MEMBERS:
            return Found(f"System.Enum.{name}", None)
        return None

    def _scope_method(self, unit: Unit, ordinal: int, name: str, arguments: Arguments_) -> Found:
        found = super()._scope_method(unit, ordinal, name, arguments)
        if isinstance(found.target, tuple) and not found.inferred:
            return found
        for value in self.usings(unit, self.namespace_entity(unit, ordinal)).types:
            imported = self.invoked(value, name, arguments)
            if isinstance(imported.target, tuple):
                return imported
        return found

    def _class_method(self, receiver: Value, name: str, arguments: Arguments_, skipped: int) -> Found:
        """What takes the place of an inherited method does not hide others that are inherited."""
        found = super()._class_method(receiver, name, arguments, skipped)
        if not arguments or not isinstance(found.target, tuple):
            return found
        unit, method = found.target
        if not unit.interface.flags[method] & OVERRIDE:
            return found
        owner = unit, unit.interface.parents[method]
        return self._better_above(receiver, name, arguments, owner, found)

    def _better_above(
        self,
        receiver: Value,
        name: str,
        arguments: list[Value | None],
        below: tuple[Unit, int],
        found: Found,
    ) -> Found:
        """An inherited method that fits better than the one that was found in a derived class."""
        classes = self.lineage(receiver[1], receiver[2]).classes
        places = [one[:2] for one in classes]
        start = places.index(below) if below in places else len(places)
        method = found.target[1] if isinstance(found.target, tuple) else 0
        highest = -1
        for unit, ordinal, view in classes[start:]:
            own = self._actual(view, receiver)
            members = [method] if (unit, ordinal) == below else self.own_members(unit, ordinal, name)
            for one in members:
                if unit.interface.kinds[one] != METHOD or not takes(unit.interface, one, len(arguments)):
                    continue
                score = self._score((unit, ordinal), one, own, arguments)
                if score is not None and score > highest:
                    if (unit, ordinal) != below:
                        found = self._function(unit, one, own, arguments, False)
                    highest = score
        return found

    # -- calls ----------------------------------------------------------------------------------------------

    def invoked(self, receiver: Value | None, name: str, arguments: Arguments_) -> Found:
        if receiver is None:
            return NOTHING
        within = _within(receiver)
        if within is not None and name not in library.NULLABLE_MEMBERS:
            return self.invoked(within, name, arguments)
        tag = receiver[0]
        if tag == v.SCOPE and not _is_type(receiver):
            return self._of_unknown(receiver, name, arguments)
        if tag == v.EITHER and receiver[2][0] == v.SCOPE and not _is_type(receiver[2]):
            return self._with_extensions(receiver[1], receiver[2], name, arguments)
        if tag == v.CONTAINER and name != CONSTRUCTOR_NAME:
            found = self.outside_method((v.EXTERNAL_INSTANCE, _SEQUENCE, receiver[1:]), name, arguments or [])
            plain = name.partition(ARITY_MARK)[0]
            return found if self._in_query(plain) else Found(f"System.Array.{plain}", found.value)
        if tag == v.CALLABLE:
            return Found(None, receiver if name == _INVOKE else None)
        if tag == v.FUNCTION:
            return Found(None, receiver) if name == _INVOKE else NOTHING
        return super().invoked(receiver, name, arguments)

    def _with_extensions(self, receiver: Value, scope: Value, name: str, arguments: Arguments_) -> Found:
        """A member of a value, else an extension method that can be seen from the file."""
        found = self.invoked(receiver, name, arguments)
        if receiver[0] in _OF_TYPES or (isinstance(found.target, tuple) and not found.inferred):
            return found
        if isinstance(found.target, str) and self._is_known_outside(receiver, name.partition(ARITY_MARK)[0]):
            return found
        extension = self._extension(scope, receiver, name, arguments)
        if extension is None or (isinstance(found.target, tuple) and extension.inferred):
            return found
        return extension

    def _of_unknown(self, scope: Value, name: str, arguments: Arguments_) -> Found:
        """A method of something unknown: an extension method, if no other type has one of that name."""
        plain = name.partition(ARITY_MARK)[0]
        self.record("bare", self.world.scopes, plain)
        only = self.world.bare(plain)
        if isinstance(only, int) or self.is_common_member(plain):
            return NOTHING
        unit, ordinal = only
        if not unit.interface.flags[ordinal] & EXTENSION:
            return NOTHING
        return self._extension(scope, None, name, arguments) or NOTHING

    def _is_known_outside(self, receiver: Value, name: str) -> bool:
        """Whether the library is known to have a method of that name for a receiver."""
        known = bound_of(receiver)
        if self.root_member(name) or known is None:
            return self.root_member(name)
        if known[0] == v.INSTANCE:
            external = self.lineage(known[1], known[2]).external
            return external is not None and self._library_method(external, name) is not None
        if known[0] == v.CONTAINER:
            return self._in_query(name)
        if known[0] != v.EXTERNAL_INSTANCE:
            return False
        if self._library_method(known, name) is not None:
            return True
        members = library.TYPE_MEMBERS.get(known[1])
        if members is not None:
            return name in members
        return known[1].rpartition(".")[0] in library.NAMESPACES and name in library.MEMBERS

    def _extension(
        self, scope: Value, receiver: Value | None, name: str, arguments: Arguments_
    ) -> Found | None:
        """The extension method that fits best, of the nearest namespace that has one that fits."""
        unit, ordinal = scope[1:3]
        name, told, arity = name.partition(ARITY_MARK)
        self.record("bare", self.world.scopes, name)
        if self.world.bare(name) == 0:
            return None
        namespace = self.namespace_at(unit, ordinal)
        levels = [[one] for one in outwards(namespace)]
        levels.append(list(dict.fromkeys(self.usings(unit, ordinal).namespaces)))
        for level in levels:
            scored = []
            for one in level:
                for owner, method in self.open_members(one, EXTENSIONS_MARK + name):
                    if told and str(_arity(owner, method)) != arity:
                        continue
                    score = self._extension_score(owner, method, receiver, arguments)
                    if score is not None:
                        scored.append((score, owner, method))
            if scored:
                return self._best_extension(scored, receiver, arguments)
        return None

    def _best_extension(
        self, scored: list[tuple[tuple[int, int], Unit, int]], receiver: Value | None, arguments: Arguments_
    ) -> Found | None:
        highest = max(score for score, _, _ in scored)
        first = [one for one in scored if one[0] == highest]
        plain = [one for one in first if not _arity(one[1], one[2])]
        first = plain if len(plain) == 1 else first
        (fit, _), unit, method = first[0]
        name = unit.interface.names[method]
        sure = len(first) == 1 and fit >= WIDER
        owners = {(owner, owner.interface.parents[one]) for _, owner, one in scored}
        if fit <= POSSIBLE and (len(owners) > 1 or self.is_common_member(name)):
            return None
        value = (v.FUNCTION, unit, method, (), (receiver, *(arguments or ())), True, ())
        return Found((unit, method), value, not sure)

    def _extension_score(
        self, unit: Unit, method: int, receiver: Value | None, arguments: Arguments_
    ) -> tuple[int, int] | None:
        """How well a receiver, and then the arguments, fit an extension method; None if they do not."""
        interface = unit.interface
        if arguments is not None and not takes(interface, method, len(arguments) + 1):
            return None
        types = self.parameter_types(unit, method)
        fit = None
        if types:
            fit = POSSIBLE if receiver is None else self._receiver_fit(types[0], receiver)
        if fit is None:
            return None
        score = self._fitting.score(
            types[1:], arguments or [], bool(interface.flags[method] & VARIADIC) and len(types) > 1
        )
        return None if score is None else (fit, score)

    def _receiver_fit(self, parameter: Value | None, receiver: Value) -> int | None:
        """How well a receiver fits the first parameter of an extension method."""
        if parameter is not None and parameter[0] == v.TYPE_VARIABLE and parameter[4] is None:
            return WIDER
        wanted, given = bound_of(parameter), bound_of(receiver)
        if wanted is None or given is None:
            return POSSIBLE
        if given[0] == v.EXTERNAL_INSTANCE and "(" in given[1] and not given[1].startswith(_TUPLE):
            return POSSIBLE
        if given[0] == v.CONTAINER and wanted[0] == v.EXTERNAL_INSTANCE:
            given = (v.EXTERNAL_INSTANCE, _SEQUENCE, given[1:])
        if wanted[0] == v.EXTERNAL_INSTANCE and wanted[1] == self.RULES.root:
            return WIDER
        if wanted[0] == given[0] == v.EXTERNAL_INSTANCE and wanted[1] != given[1]:
            return self._outside_fit(wanted[1], given)
        if wanted[0] == v.EXTERNAL_INSTANCE and given[0] == v.INSTANCE:
            return self._inherited_fit(wanted[1], given)
        if given[0] == v.CALLABLE:
            return None
        return self._fitting.fit(wanted, given)

    def _outside_fit(self, wanted: str, given: Value) -> int | None:
        if self._seen_as(given, wanted) is not None or library.derives(given[1], wanted):
            return WIDER
        closed = given[1] in self.RULES.closed or wanted in self.RULES.closed
        known = self.library_type(given[1], len(arguments_of(given))) is not None
        return None if closed or known else LIKELY

    def _inherited_fit(self, wanted: str, given: Value) -> int | None:
        lineage = self.lineage(given[1], given[2])
        if lineage.external is None:
            return POSSIBLE if lineage.unknown else None
        same = lineage.external[1] == wanted
        return SAME if same else None if wanted in self.RULES.closed else LIKELY

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        """Type arguments that a call is given."""
        if generic is not None and generic[0] == v.FUNCTION:
            if len(generic) <= _EXTENDED:
                generic = (*generic, *[()] * (_EXTENDED - len(generic)), False, ())
            return (*generic[:6], (*generic[6], argument))
        if generic is not None and generic[0] == v.BUILTIN_METHOD:
            told = generic[4] if len(generic) > 4 else ()
            return (*generic[:4], (*told, argument))
        if generic is not None and generic == (v.EXTERNAL, _NULLABLE) and not _is_struct(argument):
            return argument
        return super().applied(generic, argument)

    def _bindings(self, function: Value) -> Bindings:
        if len(function) > _EXTENDED and function[6]:
            return {index: one for index, one in enumerate(function[6]) if one is not None}
        return super()._bindings(function[:5])

    def _parameter(self, value: Value, index: int) -> Value | None:
        """The type of a parameter; that of an extension method's receiver is not counted.

        One that takes all remaining arguments is wanted of each as what it has of them.
        """
        if value[0] == v.FUNCTION and len(value) > _EXTENDED and value[5]:
            index += 1
        found = super()._parameter(value, index)
        if found is None or found[0] != v.CONTAINER or value[0] != v.FUNCTION:
            return found
        interface = value[1].interface
        last = len(interface.parameters.get(value[2], ())) - 1
        return found[1] if interface.flags[value[2]] & VARIADIC and index >= last else found

    def call(self, value: Value) -> Value | None:
        if value[0] == v.BUILTIN_METHOD and len(value) > 4:
            return self._called_outside(value)
        return super().call(value)

    def _called_outside(self, value: Value) -> Value | None:
        """What a method of the library returns that is told the types it works with."""
        _, name, receiver, _, told = value
        known = self._library_method(receiver, name)
        if known is None or known[0].result is None:
            return super().call(value[:4])
        method, environment = dict(zip("RST", told, strict=False)), known[1]
        return self._value(known[0].result, {**environment, **method})

    # -- steps ----------------------------------------------------------------------------------------------

    def enter(self, value: Value) -> Value | None:
        """The inside of a class; what waiting for a task gives."""
        if value[0] == v.EXTERNAL_INSTANCE:
            own = arguments_of(value)
            return own[0] if value[1] in _TASKS and own else None
        return super().enter(value)

    def first(self, value: Value) -> Value | None:
        """A value that is not null."""
        return _within(value) or value

    def item(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is None:
            return None
        if known[0] == v.EXTERNAL_INSTANCE:
            own = arguments_of(known)
            return own[-1] if 0 < len(own) < 3 else None
        if known[0] == v.INSTANCE:
            found = self._class_attribute(known, _INDEXER)
            if isinstance(found.target, tuple):
                return found.value
            external = self.lineage(known[1], known[2]).external
            return (
                self.item(substituted(external, known[1:3], arguments_of(known)) or external)
                if external
                else None
            )
        return super().item(known)

    def iterate(self, value: Value) -> Value | None:
        known = bound_of(value)
        if known is not None and known[0] == v.EXTERNAL_INSTANCE and len(arguments_of(known)) == 2:
            return bounded((v.EXTERNAL_INSTANCE, _ENTRY, arguments_of(known)))
        if known is not None and known[0] == v.INSTANCE:
            found = self.invoked(known, "GetEnumerator", []).value
            result = self.call(found) if found is not None and found[0] == v.FUNCTION else None
            own = arguments_of(result) if result is not None else ()
            if len(own) == 1:
                return own[0]
        return super().iterate(value)

    # -- the library ----------------------------------------------------------------------------------------

    def library_types(self) -> dict[str, LibraryType]:
        return library.types()

    def library_type(self, name: str, count: int) -> LibraryType | None:
        return library.types().get(f"{name}{ARITY_MARK}{count}" if count else name)

    def _in_query(self, name: str) -> bool:
        sequence = self.library_type(_SEQUENCE, 1)
        return sequence is not None and name in sequence.methods

    def outside_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found:
        name = name.partition(ARITY_MARK)[0]
        found = super().outside_method(receiver, name, arguments)
        if receiver[0] == v.EXTERNAL_INSTANCE and self._is_query(receiver, name):
            return Found(f"{_QUERY}.{name}", found.value)
        if receiver[1].startswith(_TUPLE):
            return Found(f"System.ValueTuple.{name}", found.value)
        if self.root_member(name) and _is_interface(receiver):
            return Found(f"{self.RULES.root}.{name}", found.value)
        return found

    def _is_query(self, receiver: Value, name: str) -> bool:
        if not self._in_query(name) or name == "GetEnumerator":
            return False
        own = self.library_type(receiver[1], len(arguments_of(receiver)))
        return own is None or receiver[1] == _SEQUENCE or name not in own.methods

    def _functional_count(self, value: Value) -> int | None:
        """How many arguments a delegate takes; None if that is not known."""
        if value[0] == v.INSTANCE:
            found = self._open_method(value)
            return None if found is None else len(found[0].interface.parameters.get(found[1], ()))
        if value[0] != v.EXTERNAL_INSTANCE:
            return None
        inner = _function_in(value)
        known = self.library_type(inner[1], len(arguments_of(inner))) if inner is not None else None
        return None if known is None or known.function is None else len(known.function.parameters)

    def outside_functional(self, value: Value) -> list[Value | None]:
        inner = _function_in(value)
        return super().outside_functional(inner) if inner is not None else []

    def outside_result(self, value: Value) -> Value | None:
        inner = _function_in(value)
        return super().outside_result(inner) if inner is not None else None

    def external_attribute(self, value: Value, name: str) -> Found:
        name = name.partition(ARITY_MARK)[0]
        if value[1].startswith(_TUPLE):
            return _part_of_tuple(value, name)
        dotted = f"{value[1]}.{name}"
        if value[0] == v.EXTERNAL:
            return Found(dotted, (v.EXTERNAL, dotted))
        own = arguments_of(value)
        if value[1] == _ENTRY and len(own) == 2 and name in ("Item1", "Item2"):
            return Found(None, own[name == "Item2"])
        known = self._library_method(value, name)
        if known is not None and known[0].result is not None and not known[0].parameters:
            return Found(dotted, self._value(known[0].result, known[1]))
        return Found(dotted, (v.EXTERNAL_INSTANCE, f"{dotted}()"))

    def container_attribute(self, value: Value, name: str) -> Found:
        return Found(
            f"System.Array.{name}", (v.EXTERNAL_INSTANCE, "System.Int32") if name == "Length" else None
        )


def _within(value: Value | None) -> Value | None:
    """What a value that can be null, of a type that cannot, is otherwise; None for all others."""
    if value is None or value[0] != v.EXTERNAL_INSTANCE or value[1] != _NULLABLE:
        return None
    own = arguments_of(value)
    return own[0] if own else None


def _takes_anything(value: Value) -> bool:
    """Whether a type can stand for values of types that are not derived from."""
    return value[1] == _RULES.root if value[0] == v.EXTERNAL_INSTANCE else _is_interface(value)


def _is_struct(value: Value | None) -> bool:
    """Whether values of a type are never null."""
    if value is None:
        return False
    if value[0] == v.INSTANCE:
        return value[1].interface.kinds[value[2]] in (STRUCT, ENUM)
    return value[0] == v.EXTERNAL_INSTANCE and (value[1] in library.STRUCTS or value[1].startswith(_TUPLE))


def _part_of_tuple(value: Value, name: str) -> Found:
    """A part of a tuple, by its own name or by its place."""
    names = value[1].removeprefix(_TUPLE).removesuffix(")").split(",")
    own = arguments_of(value)
    index = names.index(name) if name in names else -1
    if index < 0 and name.startswith("Item") and name[4:].isdecimal():
        index = int(name[4:]) - 1
    known = own[index] if 0 <= index < len(own) else None
    return Found(f"System.ValueTuple.{name}", known)


def _function_in(value: Value) -> Value | None:
    """The delegate that an expression tree describes; any other value as it is."""
    if value[1] != _EXPRESSION:
        return value
    own = arguments_of(value)
    return own[0] if own and own[0] is not None and own[0][0] == v.EXTERNAL_INSTANCE else None


def _is_type(value: Value) -> bool:
    return value[1].interface.kinds[value[2]] in TYPE_KINDS


def _arity(unit: Unit, ordinal: int) -> int:
    return arity_of(unit.interface.flags[ordinal])


def _is_interface(base: Value | None) -> bool:
    """Whether a base is an interface: by its declaration, else by its name."""
    if base is None:
        return True
    if base[0] in (v.INSTANCE, v.CLASS):
        return bool(base[1].interface.kinds[base[2]] == INTERFACE)
    name = str(base[1]).rpartition(".")[2] if len(base) > 1 else ""
    return name[:1] == "I" and name[1:2].isupper()
