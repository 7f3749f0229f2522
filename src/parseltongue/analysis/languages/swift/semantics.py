"""What Swift names mean across files: modules, types with their extensions, overloads by labels."""

from __future__ import annotations

from parseltongue.analysis.languages.swift import library
from parseltongue.analysis.languages.swift.placement import (
    BASES_SCOPE,
    INSTANCE_SCOPE,
    STATIC_SCOPE,
    TYPES_SCOPE,
    full_name,
    module_of,
)
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.open_types import OpenTypeSemantics
from parseltongue.analysis.linking.semantics import distance
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import NAMESPACE, stars_key
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import CALLABLE_KINDS, ENUM_MEMBER, NAMED_TYPES, PRIVATE, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.inference import Lineage
    from parseltongue.analysis.world import Unit

_ELEMENTS = frozenset(
    ("first", "last", "randomElement", "popLast", "removeFirst", "removeLast", "min", "max")
)
"""Members of a list that give one of its elements."""


class SwiftSemantics(OpenTypeSemantics):
    """Evaluates Swift names and paths in a `World`. Not thread-safe."""

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    # -- modules --------------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """A module, or a type by the types around its name."""
        if text.startswith("module "):
            return self._module(text[7:])
        nest, _, written = text.rpartition("/")
        found: Found | None = self.evaluator.evaluate(
            ("type name", unit.path, nest, written), self._type, unit, nest, written
        )
        return found or NOTHING

    def _module(self, name: str) -> Found:
        """A target of a package of the workspace: its file of the same name stands for it, if it has one."""
        self.record("module", self.world.family, name)
        for root in self.world.roots:
            folder = f"{root}/Sources/{name}" if root else f"Sources/{name}"
            path = self.world.stem(f"{folder}/{name}")
            if path is not None and path != NAMESPACE:
                return Found((self.world.unit(path), 0), (v.MODULE, name, NAMESPACE))
            if self.world.stem(folder) is not None:
                return Found(None, (v.MODULE, name, NAMESPACE))
        return Found(name, (v.EXTERNAL, name))

    def _modules(self, unit: Unit) -> list[str]:
        """The modules whose names a file sees: its own, what it imports, and what belongs to none."""
        self.record_in(unit.path, stars_key(unit.path))
        names = [module_of(unit.path)]
        names += [text[8:-1] for text in unit.interface.stars.get(0, ())]
        return list(dict.fromkeys([*names, ""]))

    def _top(self, unit: Unit, name: str) -> list[tuple[Unit, int]]:
        """What stands under a name at the top of the first module that has it."""
        for module in self._modules(unit):
            found = self.open_members(f"{module}/", name)
            # What is private to another file cannot be meant.
            found = [one for one in found if one[0] is unit or not _is_private(*one)]
            if found:
                return found
        return []

    def module_member(self, module: Value, name: str) -> Found:
        found = self.open_members(f"{module[1]}/", name)
        return self._one(found, None)

    # -- types ----------------------------------------------------------------------------------------------

    def _type(self, unit: Unit, nest: str, written: str) -> Found:
        first, *names = written.split(".")
        found = self._first(unit, nest, first)
        for name in names:
            found = self.attribute(found.value, name)
        return found

    def _first(self, unit: Unit, nest: str, name: str) -> Found:
        levels = nest.split(".") if nest else []
        while levels:
            around = self._named(unit, levels)
            if around is not None and around.value is not None and around.value[0] == v.CLASS:
                below = self._inner(around.value[1], around.value[2], name)
                if below is not None:
                    return below
            elif around is None:
                # An extension of a type outside: only what extensions add can be known.
                nested = self.open_members(".".join(levels) + TYPES_SCOPE, name)
                if nested:
                    return self._one(nested, unit)
            levels.pop()
        found = self._top(unit, name)
        if found:
            return self._one([one for one in found if _is_type(*one)] or found, unit)
        self.record_in(unit.path, stars_key(unit.path))
        if f"imodule {name};" in unit.interface.stars.get(0, ()):
            return self._module(name)
        if name in library.TYPES or name[:1].isupper():
            return Found(name, (v.EXTERNAL, name))
        return NOTHING

    def _named(self, unit: Unit, names: list[str]) -> Found | None:
        """A type of the workspace by the names around it and its own."""
        found = self._top(unit, names[0])
        types = [one for one in found if _is_type(*one)]
        if not types:
            return None
        known: Found | None = self._one(types, unit)
        for name in names[1:]:
            value = known.value if known is not None else None
            if value is None or value[0] != v.CLASS:
                return None
            below = self.open_members(self._full(value[1], value[2]) + TYPES_SCOPE, name)
            if not below:
                return None
            known = self._one(below, unit)
        return known

    def _inner(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        """A type in a type, or in one that it inherits."""
        for owner, number, _ in self.lineage(unit, ordinal).classes:
            found = self._of(owner, self.open_members(self._full(owner, number) + TYPES_SCOPE, name))
            if found:
                return self._one(found, owner)
        return None

    def _one(self, found: list[tuple[Unit, int]], unit: Unit | None) -> Found:
        """One of several entities: that of the file at hand, else the nearest by folders, as inferred."""
        if not found:
            return NOTHING
        own = [one for one in found if one[0] is unit] or found
        if len(own) > 1 and unit is not None:
            folder = unit.folder
            own = sorted(own, key=lambda one: distance(folder, one[0].folder))
        entity = self.entity(*own[0])
        return entity if len(own) == 1 else Found(entity.target, entity.value, True)

    def _full(self, unit: Unit, ordinal: int) -> str:
        return full_name(unit.interface, ordinal)

    def _of(self, unit: Unit, found: list[tuple[Unit, int]]) -> list[tuple[Unit, int]]:
        """What belongs to a type of a file's module, of what is declared for types of its name."""
        module = module_of(unit.path)
        others = {module_of(one[0].path) for one in found} - {module}
        if not others:
            return found
        kept = []
        for one in found:
            other = module_of(one[0].path)
            first = self._full(*one).partition(".")[0] if one[0].interface.parents[one[1]] else ""
            if other == module or not first or not self.open_members(f"{other}/", first):
                kept.append(one)
        return kept

    def bases_of(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """What a type inherits and conforms to, where it is declared and where it is extended."""
        values: list[Value | None] = []
        for part in self._of(unit, self.open_members(self._full(unit, ordinal) + BASES_SCOPE, "")):
            owner, number = part
            if owner.interface.kinds[number] in TYPE_KINDS:
                values += self.base_values(owner, number)
            else:
                self.record_in(owner.path, lookup_key("entity", owner.path, owner.interface.symbols[number]))
                # The first base of an extension is the type that it extends.
                conformed = owner.interface.bases.get(number, ())[1:]
                values += [self.text_value(owner, text).value for text in conformed]
        return values

    def add_base(self, lineage: Lineage, base: Value | None) -> None:
        """Protocols of the library have members that are known; what else is outside can have any."""
        if base is not None and base[0] == v.EXTERNAL and base[1] in library.PROTOCOLS:
            return
        super().add_base(lineage, base)

    # -- members --------------------------------------------------------------------------------------------

    def members_of(self, unit: Unit, ordinal: int, name: str, receiver: Value) -> list[tuple[Unit, int]]:
        full = self._full(unit, ordinal)
        if receiver[0] != v.CLASS:
            return self._of(unit, self.open_members(full + INSTANCE_SCOPE, name))
        static = self._of(unit, self.open_members(full + STATIC_SCOPE, name))
        return static or self._of(unit, self.open_members(full + TYPES_SCOPE, name))

    def found_member(self, value: Value | None, name: str, called: bool) -> Found:
        labels = None
        if called and value is not None and value[0] == v.PAIR:
            labels = value[2][1] if value[2] is not None else ""
            value = value[1]
        if not called or value is None:
            return super().found_member(value, name, called)
        tag = value[0]
        if tag in (v.CLASS, v.INSTANCE):
            return self._chosen(value, name, labels or "", 0)
        if tag == v.SUPER:
            return self._chosen((v.INSTANCE, value[1], value[2]), name, labels or "", 1)
        if tag in v.OUTSIDE:
            return self._outside(value, name, labels or "")
        if tag == v.EITHER:
            return self._first_of([self.method((v.PAIR, one, value_of(labels)), name) for one in value[1:]])
        return super().found_member(value, name, True)

    def _chosen(self, receiver: Value, name: str, labels: str, skipped: int) -> Found:
        """The member that takes such arguments; where several do, the first, as inferred."""
        found = self._taking(receiver, name, labels, skipped)
        if found is not None:
            return found
        return (
            self._constructed(receiver) if name == "init" else self.type_member(receiver, name, True, skipped)
        )

    def _taking(self, receiver: Value, name: str, labels: str, skipped: int = 0) -> Found | None:
        """The declared member that takes such arguments, else one that does not; None if none is declared."""
        constructs = name == "init"
        place: Value = (v.INSTANCE, receiver[1], receiver[2]) if constructs else receiver
        unfit: tuple[Unit, int] | None = None
        several = False
        for unit, ordinal, _ in self.lineage(receiver[1], receiver[2]).classes[skipped:]:
            members = self.members_of(unit, ordinal, name, place)
            fitting = [one for one in members if takes(one[0], one[1], labels)]
            if fitting:
                return self._member(fitting[0], receiver, constructs, len(fitting) > 1)
            several = several or len(members) > 1 or (unfit is not None and bool(members))
            unfit = unfit or (members[0] if members else None)
        if unfit is None or constructs:
            return None
        return ABSENT if several else self._member(unfit, receiver, False, True)

    def _member(self, member: tuple[Unit, int], receiver: Value, constructs: bool, inferred: bool) -> Found:
        if constructs:
            return Found(member, (v.CALLABLE, (v.INSTANCE, receiver[1], receiver[2])), inferred)
        found = self.member_value(Found(member, None), receiver)
        if member[0].interface.kinds[member[1]] not in CALLABLE_KINDS:
            value = found.value if member[0].interface.kinds[member[1]] == ENUM_MEMBER else None
            return Found(member, (v.CALLABLE, value), inferred)
        return Found(member, found.value, inferred)

    def _constructed(self, receiver: Value) -> Found:
        """An initialiser that the language provides."""
        return Found((receiver[1], receiver[2]), (v.CALLABLE, (v.INSTANCE, receiver[1], receiver[2])))

    def type_member(self, receiver: Value, name: str, called: bool, skipped: int = 0) -> Found:
        if name == "self":
            return Found(None, receiver)
        return super().type_member(receiver, name, called, skipped)

    def outside_member(self, value: Value, name: str, called: bool) -> Found:
        """The workspace can have extended a type from outside."""
        return self._outside(value, name, "" if called else None)

    def _outside(self, value: Value, name: str, labels: str | None) -> Found:
        """A member of a type outside of the workspace; without `labels` nothing is called."""
        own = value[0] == v.EXTERNAL and name != "init"
        found = self.open_members(value[1] + (STATIC_SCOPE if own else INSTANCE_SCOPE), name)
        if not found and own:
            found = self.open_members(value[1] + TYPES_SCOPE, name)
        if labels is not None:
            found = [one for one in found if takes(*one, labels)]
        if found:
            entity = self._one(found, None)
            result = (v.CALLABLE, (v.EXTERNAL_INSTANCE, value[1])) if name == "init" else entity.value
            return Found(entity.target, result, entity.inferred)
        if name == "init":
            return Found(value[1], (v.CALLABLE, (v.EXTERNAL_INSTANCE, value[1])))
        dotted = f"{value[1]}.{name}"
        if labels is None:
            return Found(dotted, (v.EXTERNAL_INSTANCE, dotted))
        return Found(dotted, (v.CALLABLE, (v.EXTERNAL_INSTANCE, f"{dotted}()")))

    def container_attribute(self, value: Value, name: str) -> Found:
        """A member of an array, set or dictionary."""
        element = value[1] if value[0] == v.CONTAINER else None
        owner = "Dictionary" if value[0] == v.MAPPING else "Array"
        if name == "values" and value[0] == v.MAPPING:
            return Found("Dictionary.values", (v.CONTAINER, value[2]))
        return Found(f"{owner}.{name}", element if name in _ELEMENTS else None)

    # -- names that are no types ----------------------------------------------------------------------------

    def global_name(self, unit: Unit, name: str) -> Found:
        """A name by itself: of the type around it, a static one of those around that, or at the top."""
        nest, _, written = name.rpartition("/")
        short, bracket, rest = written.partition("(")
        labels = rest[:-1] if bracket else None
        levels = [one for one in nest.rstrip(".").split(".") if one]
        outside: Value | None = None
        for depth in range(len(levels), 0, -1):
            static = depth < len(levels) or nest.endswith(".")
            found, beyond = self._around(unit, levels[:depth], short, labels, static)
            if found is not None:
                return found
            outside = outside or beyond
        found = self._at_top(unit, short, labels)
        if found is not None:
            return found
        if outside is not None:
            return self._outside((v.EXTERNAL_INSTANCE, outside[1]), short, labels)
        return ABSENT

    def _around(
        self, unit: Unit, names: list[str], short: str, labels: str | None, static: bool
    ) -> tuple[Found | None, Value | None]:
        """What a type around a name has under it, and what the type takes from outside the workspace."""
        around = self._named(unit, names)
        if around is None:
            full = ".".join(names)
            return self._extension_member(unit, full, short, labels, static), (v.EXTERNAL, full)
        if around.value is None or around.value[0] != v.CLASS:
            return None, None
        place: Value = (v.CLASS if static else v.INSTANCE, *around.value[1:])
        if labels is None:
            found = self.declared_member(place, short, False)
        else:
            found = self._taking(place, short, labels)
        outside = self.lineage(around.value[1], around.value[2]).external
        return (None if found is ABSENT else found), outside

    def _at_top(self, unit: Unit, name: str, labels: str | None) -> Found | None:
        """A function or variable outside of all types."""
        tops = [one for one in self._top(unit, name) if not _is_type(*one)]
        fitting = [one for one in tops if labels is None or takes(*one, labels)]
        if fitting or len(tops) == 1:
            found = self._one(fitting or tops, unit)
            return found if fitting else Found(found.target, found.value, True)
        return Found(name, (v.EXTERNAL, name)) if name in library.FUNCTIONS else None

    def _extension_member(
        self, unit: Unit, outside: str, name: str, labels: str | None, static: bool
    ) -> Found | None:
        """What extensions in the workspace add to a type outside of it."""
        found = self.open_members(outside + (STATIC_SCOPE if static else INSTANCE_SCOPE), name)
        fitting = [one for one in found if takes(*one, labels)] if labels is not None else found
        return self._one(fitting, unit) if fitting else None

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)


def value_of(labels: str | None) -> Value | None:
    return None if labels is None else (v.EXTERNAL, labels)


def takes(unit: Unit, ordinal: int, labels: str) -> bool:
    """Whether a callable takes arguments of these labels; what is no callable takes any."""
    interface = unit.interface
    if interface.kinds[ordinal] not in CALLABLE_KINDS:
        return True
    parameters = [one[1:-1] for one in interface.parameters.get(ordinal, ())]
    closures = labels.count("&")
    given = [one for one in labels.replace("&", "").split(":") if one]
    at = 0
    for label in given:
        while at < len(parameters):
            parameter = parameters[at]
            if parameter.rstrip("=*") == label:
                break
            if not parameter.endswith(("=", "*")) and not (
                parameter and closures and at == len(parameters) - 1
            ):
                return False
            at += 1
        if at >= len(parameters):
            return label == "_" and bool(parameters) and parameters[-1].endswith("*")
        if not parameters[at].endswith("*"):
            at += 1
    needed = [one for one in parameters[at:] if not one.endswith(("=", "*"))]
    return len(needed) <= closures and len(parameters) - at >= closures


def _is_type(unit: Unit, ordinal: int) -> bool:
    return unit.interface.kinds[ordinal] in NAMED_TYPES


def _is_private(unit: Unit, ordinal: int) -> bool:
    return unit.interface.flags[ordinal] & VISIBILITY_MASK == PRIVATE
