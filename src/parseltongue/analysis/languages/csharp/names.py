"""What C# names mean across files: namespaces, what files and projects import, types in several parts."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.flags import (
    ARITY_MARK,
    ATTRIBUTE_ARITY,
    CONTEXT_MARK,
    EXTENSIONS_MARK,
    GLOBAL_MARK,
    GLOBAL_USINGS,
    INNER_MARK,
    PARTIAL,
    QUALIFIER_MARK,
    STATIC_MARK,
    arity_of,
)
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.library import LibrarySemantics
from parseltongue.analysis.linking.semantics import nearest
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import NAMESPACE as FOLDER
from parseltongue.analysis.world import Unit, member_key, stars_key
from parseltongue.model.kinds import NAMESPACE, TYPE_KINDS

ANCHOR = "::"
"""Before a name that stands in no other namespace."""


class Usings:
    """What a file imports by itself and through its project.

    Attributes
    ----------
    namespaces : list of str
    types : list of Value
        Those whose members are imported.
    aliases : list of Unit
        Files that may name things for the whole project.
    """

    __slots__ = ("aliases", "namespaces", "types")

    def __init__(self) -> None:
        self.namespaces: list[str] = []
        self.types: list[Value] = []
        self.aliases: list[Unit] = []


class NamingSemantics(LibrarySemantics):
    """Evaluates names of types, namespaces and imported members. Not thread-safe."""

    # -- where something stands -----------------------------------------------------------------------------

    def namespace_entity(self, unit: Unit, ordinal: int) -> int:
        """The namespace within a file that an entity stands in; 0 if it is that of the whole file."""
        while ordinal and unit.interface.kinds[ordinal] != NAMESPACE:
            ordinal = unit.interface.parents[ordinal]
        return ordinal

    def namespace_at(self, unit: Unit, scope: int) -> str:
        """The full name of the namespace of a file, or of one within it."""
        self.record_in(unit.path, stars_key(unit.path))
        return unit.interface.names[scope] if scope else unit.interface.package

    def in_context(self, unit: Unit, ordinal: int, name: str) -> str:
        """A global name as it is looked up from an entity."""
        scope = self.namespace_entity(unit, ordinal)
        return f"{name}{CONTEXT_MARK}{unit.interface.names[scope]}" if scope else name

    def parts(self, unit: Unit, ordinal: int) -> list[tuple[Unit, int]]:
        """All places where a type is declared (lookup ``open``)."""
        interface = unit.interface
        names = []
        one = ordinal
        while one and interface.kinds[one] in TYPE_KINDS:
            names.append(_key(interface.names[one], arity_of(interface.flags[one])))
            one = interface.parents[one]
        namespace = self.namespace_at(unit, self.namespace_entity(unit, one))
        scope = ".".join([*([namespace] if namespace else []), *reversed(names[1:])])
        found = self.open_members(scope, names[0])
        others = [one for one in found if one[0].interface.flags[one[1]] & PARTIAL]
        if not interface.flags[ordinal] & PARTIAL or (unit, ordinal) not in others:
            return [(unit, ordinal)]
        return others

    def whole(self, unit: Unit, ordinal: int) -> Found:
        """A type, by the first of the places where it is declared."""
        parts = self.parts(unit, ordinal)
        return self.entity(*min(parts, key=_place)) if len(parts) > 1 else self.entity(unit, ordinal)

    def _nearest(self, unit: Unit, scope: str, name: str) -> tuple[tuple[Unit, int] | None, bool]:
        """Parts of a type, and what a file declares twice, are one; of others the nearest is meant.

        Of parts the same one is meant from everywhere: what names the type must not be told of several.
        """
        found = self.open_members(scope, name)
        if len(found) < 2:
            return (found[0] if found else None), False
        if all(owner.interface.flags[ordinal] & PARTIAL for owner, ordinal in found):
            return min(found, key=_place), False
        several = len({owner.path for owner, _ in found}) > 1
        return nearest(unit.folder, sorted(found, key=_place)), several

    # -- imports --------------------------------------------------------------------------------------------

    def usings(self, unit: Unit, scope: int) -> Usings:
        """What can be named without its namespace."""
        found: Usings | None = self.evaluator.evaluate(
            ("usings", unit.path, unit.interface.symbols[scope]), self._usings, unit, scope
        )
        return found or Usings()

    def _usings(self, unit: Unit, scope: int) -> Usings:
        usings = Usings()
        self.record_in(unit.path, stars_key(unit.path))
        own = list(unit.interface.stars.get(0, ()))
        if scope:
            self.record_in(unit.path, stars_key(unit.path, unit.interface.symbols[scope]))
            own += unit.interface.stars.get(scope, ())
        self._import(unit, own, usings, scope)
        for other in self._importing_for_all(unit):
            self.record_in(other.path, stars_key(other.path))
            usings.aliases.append(other)
            texts = other.interface.stars.get(0, ())
            self._import(other, [one for one in texts if GLOBAL_MARK in one], usings)
        return usings

    def _import(self, unit: Unit, texts: list[str], usings: Usings, scope: int = 0) -> None:
        for text in texts:
            name = text[1:-1].removeprefix(GLOBAL_MARK)
            inner = name.removeprefix(INNER_MARK)
            if not inner.startswith(STATIC_MARK):
                context = self.namespace_at(unit, scope) if inner != name else ""
                usings.namespaces += _around(context, inner)
                continue
            value = self.imported(unit, inner).value
            if value is not None:
                usings.types.append(value)

    def _importing_for_all(self, unit: Unit) -> list[Unit]:
        """Files in the folders above that import for all that is below them."""
        found = []
        folder = unit.folder
        while True:
            found += [other for other, _ in self.open_members(GLOBAL_USINGS, folder) if other is not unit]
            if not folder:
                return found
            folder = folder.rpartition("/")[0]

    def imported(self, unit: Unit, text: str) -> Found:
        """What an import names: a namespace, or a type whose members are imported."""
        name = text.removeprefix(GLOBAL_MARK).removeprefix(INNER_MARK)
        if name.startswith(ANCHOR):
            return Found(None, (v.MODULE, name.removeprefix(ANCHOR), FOLDER, unit, None))
        if name.startswith(STATIC_MARK):
            return self._imported_type(unit, name.removeprefix(STATIC_MARK))
        value = (v.MODULE, name, FOLDER, unit, None)
        root = name.partition(".")[0]
        self.record_in(unit.path, stars_key(unit.path))
        own = unit.interface.package.partition(".")[0]
        outside = name in library.OUTER_NAMESPACES or root in library.OUTSIDE or (own and root != own)
        return Found(name if outside else None, value)

    def _imported_type(self, unit: Unit, text: str) -> Found:
        names = text.partition("<")[0].split(".")
        arity = text.count(",") + 1 if "<" in text else 0
        for count in range(len(names) - 1, -1, -1):
            last = count == len(names) - 1
            key = _key(names[count], arity if last else 0)
            for namespace in _around(self.namespace_at(unit, 0), ".".join(names[:count])):
                found = self.package_member(unit, namespace, key)
                for name in names[count + 1 :]:
                    found = self.attribute(found.value, _key(name, 0)) if found is not None else None
                if found is not None and found.target is not None:
                    return found
        return Found(text, (v.EXTERNAL, text))

    # -- names ----------------------------------------------------------------------------------------------

    def global_name(self, unit: Unit, name: str) -> Found:
        return self.global_seen(unit, name)

    def global_seen(self, unit: Unit, name: str) -> Found:
        found: Found | None = self.evaluator.evaluate(("global", unit.path, name), self._global, unit, name)
        return found or NOTHING

    def _global(self, unit: Unit, text: str) -> Found:
        name, _, context = text.partition(CONTEXT_MARK)
        scope = unit.interface.exports.get(context, 0) if context else 0
        if name == EXTENSIONS_MARK:
            return Found(None, (v.SCOPE, unit, scope))
        if name.endswith(QUALIFIER_MARK):
            name = name.removesuffix(QUALIFIER_MARK)
            module = (v.MODULE, name, FOLDER, unit, self.namespace_at(unit, scope))
            return self._simple(unit, scope, name) or Found(None, module)
        base, mark, arity = name.partition(ARITY_MARK)
        if not mark:
            return self._simple(unit, scope, name) or NOTHING
        if arity != ATTRIBUTE_ARITY:
            return self._type(unit, scope, name) or self._unknown_type(unit, scope, base)
        found = self._type(unit, scope, _key(f"{base}Attribute", 0)) or self._type(unit, scope, _key(base, 0))
        return found or self._unknown_type(unit, scope, f"{base}Attribute")

    def _simple(self, unit: Unit, scope: int, name: str) -> Found | None:
        """A name in an expression: a type, or a member of a type whose members are imported."""
        found = self._type(unit, scope, _key(name, 0))
        if found is not None:
            return found
        for value in self.usings(unit, scope).types:
            found = self.attribute(value, name)
            if isinstance(found.target, tuple):
                return found
        return None

    def _type(self, unit: Unit, scope: int, key: str) -> Found | None:
        """A type, by what it is looked up by; None if nothing is known of it."""
        for namespace in outwards(self.namespace_at(unit, scope)):
            found = self.package_member(unit, namespace, key)
            if found is not None:
                return found
        name, _, arity = key.partition(ARITY_MARK)
        usings = self.usings(unit, scope)
        found = self._alias(unit, usings, name) if arity == "0" else None
        if found is not None:
            return found
        for namespace in usings.namespaces:
            if name in library.NAMESPACES.get(namespace, ()):
                return _outside(namespace, name)
        for namespace in usings.namespaces:
            found = self.package_member(unit, namespace, key)
            if found is not None:
                return found
        usual = library.usual().get(name)
        return _outside(usual, name) if usual is not None else None

    def _alias(self, unit: Unit, usings: Usings, name: str) -> Found | None:
        """``using Name = Other;`` in the file, or in one that does so for its project."""
        for other in (unit, *usings.aliases):
            marked = name if other is unit else GLOBAL_MARK + name
            self.record_in(other.path, member_key(other.path, "", marked))
            text = other.interface.imported_as(0, marked)
            if text is None and other is unit:
                self.record_in(other.path, member_key(other.path, "", GLOBAL_MARK + name))
                text = other.interface.imported_as(0, GLOBAL_MARK + name)
            if text is not None:
                return self.text_value(other, text)
        return None

    def _unknown_type(self, unit: Unit, scope: int, name: str) -> Found:
        """A type that nothing declares can only be of the one import that nothing is known about."""
        root = self.namespace_at(unit, scope).partition(".")[0]
        unknown = {
            one
            for one in self.usings(unit, scope).namespaces
            if one not in library.OUTER_NAMESPACES and one.partition(".")[0] != root
        }
        if len(unknown) != 1:
            return ABSENT
        found = _outside(unknown.pop(), name)
        return Found(found.target, found.value, True)

    def module_member(self, module: Value, name: str) -> Found:
        """A type of a namespace, or a namespace within it: which one shows only where a type is found."""
        _, text, _, unit, context = module
        base, mark, arity = name.partition(ARITY_MARK)
        keys = [name if mark else _key(name, 0)]
        if arity == ATTRIBUTE_ARITY:
            keys = [_key(f"{base}Attribute", 0), _key(base, 0)]
        for namespace in [text] if context is None else _around(context, text):
            for key in keys:
                found = self.package_member(unit, namespace, key)
                if found is not None:
                    return found
                outside = key.partition(ARITY_MARK)[0]
                if outside in library.NAMESPACES.get(namespace, ()):
                    return _outside(namespace, outside)
        return Found(None, (v.MODULE, f"{text}.{base}", FOLDER, unit, context))

    # -- types within types ---------------------------------------------------------------------------------

    def inner_type(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        """A type that a type has or inherits, by name and number of type parameters."""
        base, _, arity = name.partition(ARITY_MARK)
        if arity == ATTRIBUTE_ARITY:
            found = self.inner_type(unit, ordinal, _key(f"{base}Attribute", 0))
            return found or self.inner_type(unit, ordinal, _key(base, 0))
        for owner, number, _ in self.lineage(unit, ordinal).classes:
            for member in self.own_members(owner, number, base):
                flags = owner.interface.flags[member]
                if owner.interface.kinds[member] in TYPE_KINDS and str(arity_of(flags)) == arity:
                    return self.whole(owner, member)
        return None

    def scope_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name inside of a type: of the type, of those around it, of the namespace, or imported."""
        plain = name.removesuffix(QUALIFIER_MARK)
        outside = NOTHING
        for around in self._around(unit, ordinal):
            if ARITY_MARK in plain:
                inner = self.inner_type(unit, around, plain)
                if inner is not None:
                    return inner
                continue
            found = self._class_attribute((v.INSTANCE, unit, around), plain)
            if isinstance(found.target, tuple):
                return found
            outside = found if outside.target is None else outside
        found = self.global_seen(unit, self.in_context(unit, ordinal, name))
        if found.target is not None or outside.target is None:
            return found
        return found if self._names_namespace(unit, plain) else outside

    def _names_namespace(self, unit: Unit, name: str) -> bool:
        """Whether a name is likely one of a namespace, and not of an inherited member."""
        self.record_in(unit.path, stars_key(unit.path))
        known = [unit.interface.package, *self.usings(unit, 0).namespaces]
        return name in library.OUTER_NAMESPACES or any(name in one.split(".") for one in known)


def outwards(namespace: str) -> list[str]:
    """A namespace and those that it stands in, ending with the one that has no name."""
    parts = namespace.split(".") if namespace else []
    return [".".join(parts[:count]) for count in range(len(parts), -1, -1)]


def _around(context: str, name: str) -> list[str]:
    """What a name of a namespace can stand for, seen from another namespace."""
    return [f"{one}.{name}" if one and name else one or name for one in outwards(context)]


def _outside(namespace: str, name: str) -> Found:
    return Found(f"{namespace}.{name}", (v.EXTERNAL, f"{namespace}.{name}"))


def _key(name: str, arity: int) -> str:
    return f"{name}{ARITY_MARK}{arity}"


def _place(part: tuple[Unit, int]) -> tuple[int, int, str, int]:
    """The order of the places where a type is declared: ``Name.cs`` before ``Name.More.cs``."""
    unit, ordinal = part
    stem = unit.path.rpartition("/")[2].partition(".")[0]
    named = stem != unit.interface.names[ordinal]
    return named, len(unit.path), unit.path, ordinal
