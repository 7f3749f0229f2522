"""What Go names mean across files: packages, modules, members through embedding, interfaces by method set."""

from __future__ import annotations

from parseltongue.analysis.languages.go import stdlib, type_arguments
from parseltongue.analysis.languages.go.bindings import NOTHING_NAME, OPAQUE_NAME, PARAMETER
from parseltongue.analysis.languages.go.constraints import path_holds
from parseltongue.analysis.languages.go.implementations import Implementations
from parseltongue.analysis.languages.go.method_sets import SLOT, package_scope, type_scope
from parseltongue.analysis.languages.go.modules import ModuleFinder
from parseltongue.analysis.languages.go.names import PREDECLARED, may_be_called
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import Semantics
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import Unit, World, member_key, stars_key
from parseltongue.model.interface import NOT_BUILT
from parseltongue.model.kinds import CLASS, FIELD, INTERFACE, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Declared = tuple[Unit, int]

_NOTHING, _OPAQUE = NOTHING_NAME.decode(), OPAQUE_NAME.decode()
_SLOT, _PARAMETER = SLOT.decode(), PARAMETER.decode()
_DEEPEST = 16
"""Types that are each defined by the next one."""


class GoSemantics(Semantics):
    """Evaluates Go names and paths in a `World`. Not thread-safe."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._modules = ModuleFinder(self)
        self._implementations = Implementations(self)

    # -- the language -----------------------------------------------------------------------------------

    def language_name(self, name: str) -> Found:
        if name not in PREDECLARED:
            return NOTHING
        dotted = f"builtin.{name}"
        return Found(dotted, (v.EXTERNAL, dotted))

    def builtin(self, name: str) -> Found:
        """A predeclared name; what is none is the shape of a method, or stands for something unknown."""
        if name.startswith(_OPAQUE):
            return ABSENT
        return NOTHING if name == _NOTHING else self.language_name(name)

    def applied(self, generic: Value | None, argument: Value | None) -> Value | None:
        """A generic type with one more argument; what a method returns, whose type is its shape with that."""
        if generic is None:
            return argument
        return type_arguments.applied(generic, argument) if generic[0] == v.INSTANCE else generic

    def is_common_member(self, name: str) -> bool:
        """Also a name that is not exported: which package it belongs to is not known, and no other has it."""
        return name in stdlib.MEMBERS or not name[:1].isupper()

    # -- packages ---------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """What an import leads to: the first file of a package of the workspace stands for it."""
        module = self._modules.find(unit, text)
        if module[0] == v.EXTERNAL:
            return Found(text, module)
        if module[0] == v.MISSING:
            return Found(None, module)
        return Found((self.world.unit(module[2]), 0), module)

    def module_member(self, module: Value, name: str) -> Found:
        return self.package_member(self.scope_of_module(module), name)

    def scope_of_module(self, module: Value) -> str:
        """The open scope of a package of the workspace."""
        return package_scope(module[2], module[3])

    def package_of(self, path: str) -> str:
        """The package that a file says it belongs to; it is told like a name that the file binds."""
        self.record_in(path, member_key(path, "", "package"))
        return self.world.unit(path).interface.package

    def package_member(self, package: str, name: str) -> Found:
        """What the files of a package declare under a name, at the top level."""
        found = best(self.open_members(package, name))
        if found is None:
            return ABSENT
        declared, certain = found
        one = self.entity(*declared)
        return one if certain else Found(one.target, one.value, True)

    def starred(self, unit: Unit, name: str, scope: int = 0) -> Found | None:
        """A name that another file of the package declares, or that comes through a dot import."""
        if scope:
            return None
        package = package_scope(unit.path, unit.interface.package)
        if unit.interface.package:
            self.record_in(unit.path, member_key(unit.path, "", "package"))
            found = self.package_member(package, name)
            if found is not ABSENT:
                return found
        self.record_in(unit.path, stars_key(unit.path))
        return self._dot_imported(unit, name) if 0 in unit.interface.stars else None

    def _dot_imported(self, unit: Unit, name: str) -> Found | None:
        """A name that comes through a dot import; if none of the workspace has it, the only other one has."""
        modules = [self.text_value(unit, text).value for text in unit.interface.stars[0]]
        for module in modules:
            if module is not None and module[0] == v.MODULE:
                found = self.module_member(module, name)
                if found is not ABSENT:
                    return found
        outside = [one for one in modules if one is not None and one[0] == v.EXTERNAL]
        return self.external_attribute(outside[0], name) if len(outside) == 1 and name[:1].isupper() else None

    def global_name(self, unit: Unit, name: str) -> Found:
        found = self.own_name(unit, name) or self.starred(unit, name) or self.language_name(name)
        return self._package_called(unit, name) if found is NOTHING else found

    def _package_called(self, unit: Unit, name: str) -> Found:
        """The import that may be of a package that is not called by the convention."""
        paths = [text[1:-1] for text in unit.interface.imports.get(0, {}).values() if text.startswith("i")]
        modules = {path: self._modules.find(unit, path) for path in sorted(paths)}
        for path, module in modules.items():
            if module[0] == v.MODULE and module[3] == name:
                return self.imported(unit, path)
        likely = [
            one for one, found in modules.items() if found[0] == v.EXTERNAL and may_be_called(one, name)
        ]
        return self.imported(unit, likely[0]) if len(likely) == 1 else NOTHING

    # -- types ------------------------------------------------------------------------------------------

    def scope_of(self, unit: Unit, ordinal: int) -> str:
        """The open scope of the methods of a type; empty for a type that is declared in a function."""
        if unit.interface.parents[ordinal]:
            return ""
        return type_scope(package_scope(unit.path, unit.interface.package), unit.interface.names[ordinal])

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A field or method: of the type, else of what it embeds, the least deep first."""
        found: Found | None = self.evaluator.evaluate(
            ("member", unit.path, unit.interface.symbols[ordinal], name), self._member, unit, ordinal, name
        )
        return found or NOTHING

    def _member(self, unit: Unit, ordinal: int, name: str) -> Found:
        level, seen = [(unit, ordinal)], {(unit, ordinal)}
        external: list[str] = []
        unknown = False
        while level:
            for owner in level:
                found = self._own_member(*owner, name)
                if found is not None:
                    return found
            below: list[Declared] = []
            for owner in level:
                for value in self.base_values(*owner):
                    if value is None or value[0] not in (v.CLASS, v.EXTERNAL):
                        unknown = True
                    elif value[0] == v.EXTERNAL:
                        external.append(value[1])
                    elif (value[1], value[2]) not in seen:
                        seen.add((value[1], value[2]))
                        below.append((value[1], value[2]))
            level = below
        return self._outside_member(external, unknown, name)

    def _outside_member(self, external: list[str], unknown: bool, name: str) -> Found:
        known = [one for one in external if stdlib.has_method(one, name)]
        likely = known or ([] if unknown else list(dict.fromkeys(external)))
        if len(likely) == 1 or known:
            dotted = f"{likely[0]}.{name}"
            return Found(dotted, (v.EXTERNAL, dotted))
        return NOTHING if unknown else ABSENT

    def _own_member(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        member = self.own_member(unit, ordinal, name)
        if member is not None:
            return Found((unit, member), None)
        scope = self.scope_of(unit, ordinal)
        found = best(self.open_members(scope, name)) if scope else None
        if found is not None:
            return Found(found[0], None, not found[1])
        return self._member_of_underlying(unit, ordinal, name)

    def _member_of_underlying(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        """A type that is defined by another one has its fields, and what an interface asks for."""
        value = self._definition(unit, ordinal)
        if value is not None and value[0] in v.OUTSIDE:
            return self.external_attribute(value, name)
        if value is None or value[0] != v.INSTANCE:
            return None
        found = self.class_member(value[1], value[2], name)
        if not isinstance(found.target, tuple):
            return None
        owner, member = found.target
        asked = owner.interface.kinds[owner.interface.parents[member]] == INTERFACE
        return found if asked or owner.interface.kinds[member] == FIELD else None

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return NOTHING

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        if not isinstance(found.target, tuple):
            return found
        value = super().member_value(found, receiver)
        return Found(value.target, value.value, True) if found.inferred else value

    def _definition(self, unit: Unit, ordinal: int, value: Value | None = None) -> Value | None:
        """The value that a type's definition gives: that of ``type T []E`` is a sequence."""
        if unit.interface.kinds[ordinal] != CLASS:
            return None
        self.record_in(unit.path, member_key(unit.path, "", unit.interface.names[ordinal]))
        return self.declared(unit, ordinal, value)

    def underlying(self, value: Value) -> Value | None:
        """An instance of a defined type as what it is made of; None if it is a struct or interface."""
        found: Value | None = value
        for _ in range(_DEEPEST):
            if found is None or found[0] != v.INSTANCE:
                return found
            found = self._definition(found[1], found[2], found)
        return None

    def declared(self, unit: Unit, ordinal: int, receiver: Value | None) -> Value | None:
        """The value of a member, or of calling it, type parameters replaced as the receiver says."""
        value = super().declared(unit, ordinal, receiver)
        if value is None:
            return None
        return type_arguments.substituted(value, self._arguments(unit, ordinal, receiver))

    def _arguments(self, unit: Unit, ordinal: int, receiver: Value | None) -> tuple[Value | None, ...]:
        """The type arguments of a receiver; none if the member is of a type that it embeds."""
        if receiver is None or receiver[0] != v.INSTANCE or len(receiver) < 4:
            return ()
        interface, generic = unit.interface, receiver[1].interface
        owner = ordinal if interface.kinds[ordinal] in TYPE_KINDS else interface.parents[ordinal]
        same = interface.names[owner] == generic.names[receiver[2]] and receiver[1].folder == unit.folder
        return receiver[3] if same else ()

    # -- interfaces -------------------------------------------------------------------------------------

    def method(self, value: Value | None, name: str) -> Found:
        """``value.name``; with the name of a slot, the interface of that number that a type implements."""
        if name.startswith(_PARAMETER) and value == (v.RECEIVER,):
            return Found(None, (type_arguments.PARAMETER, int(name[len(_PARAMETER) :])))
        if not name.startswith(_SLOT):
            return self.attribute(value, name)
        found = self._implementations.of(value[1], value[2]) if value and value[0] == v.CLASS else []
        slot = int(name[len(_SLOT) :])
        return Found(found[slot], None) if slot < len(found) else Found(None, (v.MODULE,))

    # -- steps ------------------------------------------------------------------------------------------

    def container_attribute(self, value: Value, name: str) -> Found:
        return ABSENT

    def function_attribute(self, name: str) -> Found:
        return ABSENT

    def instance(self, value: Value) -> Value | None:
        """Composite types are told as their values, so that an alias of one is its value already."""
        return super().instance(value) or value

    def call(self, value: Value) -> Value | None:
        return super().call(value) if value[0] == v.EXTERNAL else self._step(value, super().call)

    def item(self, value: Value) -> Value | None:
        if value[0] == v.FUNCTION:
            return value  # A generic function with its type arguments.
        return self._step(value, super().item)

    def iterate(self, value: Value) -> Value | None:
        return self._step(value, super().iterate)

    def first(self, value: Value) -> Value | None:
        return self._step(value, lambda pair: pair[1] if pair[0] == v.PAIR else None)

    def second(self, value: Value) -> Value | None:
        return self._step(value, lambda pair: pair[2] if pair[0] == v.PAIR else None)

    def _step(self, value: Value, step: Callable[[Value], Value | None]) -> Value | None:
        """A step from what a value is made of; whatever comes of something external is external."""
        made: Value | None = value
        if value[0] == v.INSTANCE:
            made = self.underlying(value)
        if made is None:
            return None
        if made[0] in v.OUTSIDE:
            return (v.EXTERNAL_INSTANCE, made[1])
        return step(made)


def best(declared: list[Declared]) -> tuple[Declared, bool] | None:
    """Of several declarations of a name the first that is built on Linux, and whether it is the only one."""
    if not declared:
        return None
    if len(declared) == 1:
        return declared[0], True
    here = [one for one in declared if _is_built(*one)]
    return (here or declared)[0], len(here) == 1


def _is_built(unit: Unit, ordinal: int) -> bool:
    return not unit.interface.flags[ordinal] & NOT_BUILT and path_holds(unit.path)
