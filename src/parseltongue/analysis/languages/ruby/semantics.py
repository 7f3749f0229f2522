"""What Ruby names mean across files: constants, required files, members of classes that many files open."""

from __future__ import annotations

from posixpath import normpath

from parseltongue.analysis.languages.ruby import library
from parseltongue.analysis.languages.ruby.placement import (
    BASES_SCOPE,
    CLASSES,
    INSTANCE_SCOPE,
    NAMESPACE_SCOPE,
    STATIC_SCOPE,
    TOP_SCOPE,
    full_name,
)
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.open_types import OpenTypeSemantics
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import NAMESPACE
from parseltongue.model.kinds import CALLABLE_KINDS, CLASS, PROPERTY, TRAIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.inference import Lineage
    from parseltongue.analysis.world import Unit, World

_CLASS_METHODS = "ClassMethods"
"""The module whose methods a class gets that includes the module around it, by a convention of Rails."""


class RubySemantics(OpenTypeSemantics):
    """Evaluates Ruby names and paths in a `World`. Not thread-safe."""

    CALL_METHODS = ("call",)
    DOUBTS_UNKNOWN = True

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._mains: dict[tuple[str, str], tuple[tuple[Unit, int], bool]] = {}
        """By open scope and name, what stands for it."""
        self._names: dict[tuple[Unit, int], tuple[int, str]] = {}

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    def entity(self, unit: Unit, ordinal: int, receiver: Value | None = None) -> Found:
        """A module is a class as far as names in it are concerned."""
        if unit.interface.kinds[ordinal] in CLASSES:
            return Found((unit, ordinal), (v.CLASS, unit, ordinal))
        found = super().entity(unit, ordinal, receiver)
        if unit.interface.kinds[ordinal] == PROPERTY:
            return Found(found.target, (v.CALLABLE, found.value))
        return found

    # -- names ----------------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """A required file, or a constant with the modules around it."""
        if text.startswith("file "):
            return self._required(unit, text[5:])
        found: Found | None = self.evaluator.evaluate(("constant", text), self._constant, text)
        return found or NOTHING

    def _required(self, unit: Unit, name: str) -> Found:
        name = name.removesuffix(".rb")
        if name.startswith("./"):
            beside = normpath(f"{unit.folder}/{name}" if unit.folder else name)
            found = self.stem(beside)
            return self._file(found) or ABSENT
        self.record("module", self.world.family, name)
        for root in self.world.roots:
            file = self._file(self.world.stem(f"{root}/{name}" if root else name))
            if file is not None:
                return file
        return Found(name, (v.EXTERNAL, name))

    def _file(self, path: str | None) -> Found | None:
        return Found((self.world.unit(path), 0), None) if path and path != NAMESPACE else None

    def _constant(self, text: str) -> Found:
        nest, _, written = text.lstrip("!").rpartition("/")
        levels: list[str] = []
        for one in nest.split("/") if nest else ():
            levels.append(f"{levels[-1]}::{one}" if levels else one)
        first, *names = written.split("::")
        if names:
            # The whole name at once: what is on the way is opened by many files, and does not matter.
            around, _, short = written.rpartition("::")
            for level in [*reversed(levels), ""]:
                found = self._named(f"{level}::{around}" if level else around, short)
                if found is not None:
                    return found
        found = self._lexical(levels, first, inherited=not text.startswith("!"))
        for name in names:
            found = self._below(found, name)
        return found

    def _lexical(self, levels: list[str], name: str, *, inherited: bool) -> Found:
        """A constant by the modules around it, then what the innermost inherits, then at the top."""
        for level in reversed(levels):
            found = self._named(level, name)
            if found is not None:
                return found
        if inherited and levels:
            around = self._top(levels[-1])
            found = self._inherited(around, name) if around is not None else None
            if found is not None:
                return found
        found = self._named("", name)
        if found is not None:
            return found
        if name in library.CLASSES:
            return Found(name, (v.EXTERNAL, name))
        return Found(name, (v.EXTERNAL, name)) if name[:1].isupper() else NOTHING

    def _top(self, name: str) -> Found | None:
        scope, _, short = name.rpartition("::")
        return self._named(scope, short)

    def _inherited(self, around: Found, name: str) -> Found | None:
        if around.value is None or around.value[0] != v.CLASS:
            return None
        for unit, ordinal, _ in self.lineage(around.value[1], around.value[2]).classes[1:]:
            found = self._named(self._full(unit, ordinal), name)
            if found is not None:
                return found
        return None

    def _below(self, found: Found, name: str) -> Found:
        """``Module::Name``."""
        value = found.value
        if value is None:
            return NOTHING
        if value[0] == v.CLASS:
            below = self._named(self._full(value[1], value[2]), name) or self._inherited(found, name)
            if below is not None:
                return below
            external = self.lineage(value[1], value[2]).external
            if external is None:
                return ABSENT
            value = external
        if value[0] == v.EXTERNAL:
            opened = self._named(value[1], name)
            if opened is not None:
                return opened
            return Found(f"{value[1]}::{name}", (v.EXTERNAL, f"{value[1]}::{name}"))
        return NOTHING

    def _named(self, scope: str, name: str) -> Found | None:
        """What a module itself has under a constant's name."""
        found = self._main(scope, name) or self._main(scope + NAMESPACE_SCOPE, name)
        if found is None:
            return None
        entity = self.entity(*found[0])
        return Found(entity.target, entity.value, True) if found[1] else entity

    def _main(self, scope: str, name: str) -> tuple[tuple[Unit, int], bool] | None:
        """Of the places that open a class that in a file of its name, else the first; of several constants
        any, which is an assumption."""
        found = self.open_members(scope, name)
        if not found:
            return None
        known = self._mains.get((scope, name))
        if known is None:
            classes = [one for one in found if one[0].interface.kinds[one[1]] in CLASSES]
            wanted = _snake(name)
            named = [one for one in classes if _stem(one[0]) == wanted]
            known = (named or classes or found)[0], not classes and len(found) > 1
            self._mains[scope, name] = known
        return known

    def global_name(self, unit: Unit, name: str) -> Found:
        """A method that is called outside of all classes."""
        found = self.open_members(TOP_SCOPE, name)
        if found:
            own = [one for one in found if one[0] is unit]
            entity = self.entity(*(own or found)[0])
            return entity if len(own or found) == 1 else Found(entity.target, entity.value, True)
        if name in library.KERNEL:
            return Found(f"Kernel.{name}", None)
        return NOTHING

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    # -- classes --------------------------------------------------------------------------------------------

    def _full(self, unit: Unit, ordinal: int) -> str:
        """The whole name of a class; the lookup of its bases tells what it is written with."""
        known = self._names.get((unit, ordinal))
        if known is None:
            key = lookup_key("bases", unit.path, unit.interface.symbols[ordinal])
            self.owners[key] = unit.path
            known = self._names[unit, ordinal] = key, full_name(unit.interface, ordinal)
        self.evaluator.keys.add(known[0])
        return known[1]

    def bases_of(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """Modules that are included and the superclass, wherever the class is opened."""
        found: list[Value | None] = []
        full = self._full(unit, ordinal)
        around = full.rpartition("::")[0] if unit.interface.types[ordinal] else ""
        if full in library.CLASSES or (around and self._top(around) is None):
            # A class of the library, or of another package, that the workspace opens again.
            found.append((v.EXTERNAL, full))
        for one in self.open_members(full + BASES_SCOPE, ""):
            found += self.base_values(*one)
        return sorted(found, key=_is_class)

    def add_base(self, lineage: Lineage, base: Value | None) -> None:
        """The superclass stands behind the modules: what it has outside goes before what they have."""
        if base is not None and base[0] == v.CONTAINER:
            return
        super().add_base(lineage, base)
        if base is not None and base[0] == v.EXTERNAL:
            lineage.external = base
        elif base is not None and base[0] == v.CLASS:
            lineage.external = self.lineage(base[1], base[2]).external or lineage.external

    def is_open(self, unit: Unit, ordinal: int) -> bool:
        """A module can count on the classes that include it."""
        return unit.interface.kinds[ordinal] == TRAIT

    # -- members --------------------------------------------------------------------------------------------

    def members_of(self, unit: Unit, ordinal: int, name: str, receiver: Value) -> list[tuple[Unit, int]]:
        mark = STATIC_SCOPE if receiver[0] == v.CLASS else INSTANCE_SCOPE
        found = self.open_members(self._full(unit, ordinal) + mark, name)
        own = [one for one in found if one[0] is unit]
        return own or found

    def is_within_reach(self, unit: Unit, owner: Unit, ordinal: int, receiver: str) -> bool:
        """Where nothing is declared, names of variables are all there is: a variable must be named like the
        class. What a module calls on itself is of the one class that has it."""
        interface = owner.interface
        if receiver != "self" and not _is_named_like(receiver, interface.names[interface.parents[ordinal]]):
            return False
        return super().is_within_reach(unit, owner, ordinal, receiver)

    def fits(self, unit: Unit, ordinal: int, receiver: Value, called: bool) -> bool:
        return unit.interface.kinds[ordinal] in CALLABLE_KINDS or unit.interface.kinds[ordinal] == PROPERTY

    def found_member(self, value: Value | None, name: str, called: bool) -> Found:
        if value is not None and value[0] == v.SUPER:
            return self._above(value, name)
        if value is not None and value[0] == v.CALLABLE and name == "call":
            return Found("Proc#call", value)
        return super().found_member(value, name, called)

    def _above(self, value: Value, name: str) -> Found:
        """What ``super`` calls; without a type it is never guessed."""
        tag = v.CLASS if name.startswith("self.") else v.INSTANCE
        receiver = (tag, value[1], value[2])
        found = self.type_member(receiver, name.removeprefix("self."), True, skipped=1)
        return ABSENT if found is NOTHING else found

    def declared_member(self, receiver: Value, name: str, called: bool, skipped: int = 0) -> Found | None:
        found = super().declared_member(receiver, name, called, skipped)
        if found is not None or receiver[0] != v.CLASS:
            return found
        for unit, ordinal, _ in self.lineage(receiver[1], receiver[2]).classes:
            for module in self._extended(unit, ordinal):
                found = super().declared_member((v.INSTANCE, module[1], module[2]), name, called)
                if found is not None:
                    return found
        return self._constructed(receiver) if name == "new" and not skipped else None

    def _extended(self, unit: Unit, ordinal: int) -> list[Value]:
        """The modules whose methods a class itself has."""
        found: list[Value] | None = self.evaluator.evaluate(
            ("extended", unit.path, unit.interface.symbols[ordinal]), self._extended_by, unit, ordinal
        )
        return found or []

    def _extended_by(self, unit: Unit, ordinal: int) -> list[Value]:
        values: list[Value | None] = []
        for one in self.open_members(self._full(unit, ordinal) + BASES_SCOPE, ""):
            values += [
                base[1] for base in self.base_values(*one) if base is not None and base[0] == v.CONTAINER
            ]
        if unit.interface.kinds[ordinal] != CLASS:
            below = self._named(self._full(unit, ordinal), _CLASS_METHODS)
            values.append(below.value if below is not None else None)
        return [one for one in values if one is not None and one[0] == v.CLASS]

    def _constructed(self, receiver: Value) -> Found:
        """``Type.new`` calls ``initialize``, or the class if it has none."""
        instance: Value = (v.INSTANCE, receiver[1], receiver[2])
        found = super().declared_member(instance, "initialize", True)
        target = found.target if found is not None else (receiver[1], receiver[2])
        return Found(target, (v.CALLABLE, instance))

    def implied_member(self, receiver: Value, name: str, called: bool) -> Found | None:
        """What every object has; what classes have themselves; methods defined outside of all classes."""
        if name == "class" and receiver[0] == v.INSTANCE:
            return Found("Object#class", (v.CALLABLE, (v.CLASS, receiver[1], receiver[2])))
        if receiver[0] == v.CLASS and name in library.CLASS_MEMBERS:
            return Found(f"Class#{name}", None)
        if name in library.OBJECT_MEMBERS:
            return Found(f"Object#{name}", (v.CALLABLE, receiver) if name in _SAME else None)
        if name in library.KERNEL:
            return Found(f"Kernel.{name}", None)
        top = self.open_members(TOP_SCOPE, name)
        if len(top) == 1 and self.lineage(receiver[1], receiver[2]).external is None:
            entity = self.entity(*top[0])
            return Found(entity.target, entity.value, True)
        return None

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        if not isinstance(found.target, tuple):
            return found
        return self.entity(*found.target, receiver)

    # -- outside --------------------------------------------------------------------------------------------

    def external_attribute(self, value: Value, name: str) -> Found:
        """A method of something outside; what methods of the language itself give can be of the workspace."""
        if value[0] == v.EXTERNAL:
            if name == "new":
                return Found(f"{value[1]}.new", (v.CALLABLE, (v.EXTERNAL_INSTANCE, value[1])))
            dotted = f"{value[1]}.{name}"
        else:
            dotted = f"{value[1]}#{name}"
        known = value[1] in library.CLASSES
        return Found(dotted, (v.CALLABLE, None if known else (v.EXTERNAL_INSTANCE, f"{dotted}()")))

    def outside_member(self, value: Value, name: str, called: bool) -> Found:
        """The workspace can have opened a class of the language."""
        if value[1] in library.CLASSES:
            mark = STATIC_SCOPE if value[0] == v.EXTERNAL else INSTANCE_SCOPE
            found = self.open_members(value[1] + mark, name)
            if found:
                return self.entity(*found[0], value)
        return self.external_attribute(value, name)


_SAME = frozenset(("freeze", "dup", "clone", "tap", "itself", "then", "yield_self"))


def _is_class(value: Value | None) -> bool:
    """Whether a base is a superclass for sure: modules go before it, wherever they are included."""
    return value is not None and value[0] == v.CLASS and value[1].interface.kinds[value[2]] == CLASS


def _is_named_like(variable: str, name: str) -> bool:
    """Whether ``site``, ``@site`` or ``current_site`` can be a `Site`."""
    wanted = _snake(name)
    return variable == wanted or variable.endswith(f"_{wanted}")


def _stem(unit: Unit) -> str:
    return unit.path.rpartition("/")[2].rpartition(".")[0]


def _snake(name: str) -> str:
    """The name of the file of a class: ``HTTPServer`` as ``http_server``."""
    found = ""
    for index, letter in enumerate(name):
        if letter.isupper() and index:
            after = name[index + 1 : index + 2]
            if not name[index - 1].isupper() or after.islower():
                found += "_"
        found += letter.lower()
    return found
