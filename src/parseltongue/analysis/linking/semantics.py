"""What names mean across files: exports, entities, types, members. The part that languages share.

Sees other files only through lookups (`analysis.lookups`), each recorded by its key. The evaluations that can
meet themselves (exports through star imports, types through inferred returns, ancestors) go through
`Evaluator.evaluate`. A language derives from `Semantics` and says how it imports, what its global names are,
and where it looks for members; it may record lookups of any kind, but it must record every one that it makes.
"""

from __future__ import annotations

from abc import abstractmethod

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.neighbours import carried, entity_in
from parseltongue.analysis.linking.steps import StepEvaluator
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.lookups import Evaluator, lookup_key
from parseltongue.analysis.world import Unit, World, member_key, open_key
from parseltongue.model import paths as p
from parseltongue.model.interface import CLASS_BOUND, STATIC
from parseltongue.model.kinds import CALLABLE_KINDS, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.neighbours import Neighbours

_PARSED: dict[str, tuple[object, ...]] = {}


def parse_path(text: str) -> tuple[object, ...]:
    """A rendered path as nested tuples (operation, name or operand, ...); memoised."""
    tree = _PARSED.get(text)
    if tree is None:
        if len(_PARSED) > 200_000:
            _PARSED.clear()
        tree = _PARSED[text] = _parse(text, 0)[0]
    return tree


def _parse(text: str, start: int) -> tuple[tuple[object, ...], int]:
    operation = p.OPERATIONS[text[start]]
    start += 1
    parts: list[object] = [operation]
    if operation in p.NAMED:
        end = text.index(";", start)
        parts.append(p.unescaped(text[start:end]))
        start = end + 1
    if operation >= p.ATTR:
        for _ in range(2 if operation in p.BINARY else 1):
            operand: object = None
            if start < len(text) and text[start] != "?":
                operand, start = _parse(text, start)
            else:
                start += 1
            parts.append(operand)
    return tuple(parts), start


class Semantics(StepEvaluator):
    """Evaluates names and paths in a `World`. Not thread-safe."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.evaluator = Evaluator()
        self.owners: dict[int, str] = {}
        """The file that each recorded lookup asked, for those that ask one file."""
        self.neighbours: Neighbours | None = None
        self._symbol_ordinals: dict[Unit, dict[str, int]] = {}
        self._open: dict[tuple[str, str], tuple[int, list[tuple[Unit, int]]]] = {}
        """Answers of `open` lookups, with their keys."""
        self._owned: dict[tuple[Unit, int, str], tuple[int, list[int]]] = {}
        self._nearest_open: dict[tuple[str, str, str], tuple[int, tuple[Unit, int] | None, bool]] = {}
        """By folder of the file that asks, scope and name: key, what is meant, whether others could be."""

    # -- what a language says -------------------------------------------------------------------------------

    @abstractmethod
    def imported(self, unit: Unit, text: str) -> Found:
        """What an import path of a file leads to: the operand of an IMPORT root."""

    def language_name(self, name: str) -> Found:
        """What a name means that no file defines: a builtin of the language, or `NOTHING`."""
        return NOTHING

    def builtin(self, name: str) -> Found:
        """The operand of a BUILTIN root: what a literal, or the language itself, stands for."""
        return Found(None, (v.EXTERNAL, name))

    def is_common_member(self, name: str) -> bool:
        """Whether types of the language or its library have members of that name.

        Then a class of the workspace that has one too is no reason to believe that it is meant.
        """
        return False

    def is_within_reach(self, unit: Unit, owner: Unit, ordinal: int, receiver: str) -> bool:
        """Whether code of a file can mean the only member of its name on a receiver that it does not tell.

        `receiver` is the last name of the receiver as it is written; empty if there is none, ``self`` if it
        is an instance of what the file declares. A language that
        looks at more than the name of the member records that (lookup ``member``).
        """
        return True

    def definition(self, unit: Unit, ordinal: int) -> tuple[Unit, int]:
        """Where a member is defined that its class may only declare."""
        return unit, ordinal

    def published(self, value: Value, inner: bool) -> Value | None:
        """A value in the names that all languages of the space share; its parts are already.

        `inner` tells that it is a type argument. None if it cannot be said.
        """
        return value

    def adopted(self, value: Value, inner: bool) -> Value | None:
        """A value in these names as one of this language; the inverse of `published`."""
        return value

    def join(self, neighbours: Neighbours) -> None:
        """Become one of the languages of a space, before anything is asked."""
        self.neighbours = neighbours
        self.evaluator, self.owners = neighbours.evaluator, neighbours.owners

    # -- lookups --------------------------------------------------------------------------------------------

    def record(self, kind: str, *parts: str) -> None:
        """Note a lookup of the tree."""
        self.evaluator.keys.add(lookup_key(kind, *parts))

    def record_in(self, path: str, key: int) -> None:
        """Note a lookup in one file."""
        self.owners[key] = path
        self.evaluator.keys.add(key)

    def stem(self, stem: str) -> str | None:
        """The file that stands at a stem, as `World.stem` says it."""
        self.record("stem", self.world.family, stem)
        return self.world.stem(stem)

    def open_members(self, scope: str, name: str) -> list[tuple[Unit, int]]:
        """What files contribute under a name to a scope that is open to all of them."""
        known = self._open.get((scope, name))
        if known is None:
            key = open_key(self.world.scopes, scope, name)
            known = self._open[scope, name] = key, self.world.open(scope, name)
        self.evaluator.keys.add(known[0])
        return known[1]

    def nearest_member(self, unit: Unit, scope: str, name: str) -> Found | None:
        """A name of an open scope as a file sees it: of several files the nearest one's, as inferred."""
        known = self._nearest_open.get((unit.folder, scope, name))
        if known is None:
            key = open_key(self.world.scopes, scope, name)
            known = self._nearest_open[unit.folder, scope, name] = key, *self._nearest(unit, scope, name)
        key, owner, several = known
        self.evaluator.keys.add(key)
        if owner is None:
            return None
        entity = self.entity(*owner)
        return Found(entity.target, entity.value, True) if several else entity

    def _nearest(self, unit: Unit, scope: str, name: str) -> tuple[tuple[Unit, int] | None, bool]:
        found = self.world.open(scope, name)
        if len(found) < 2:
            return (found[0] if found else None), False
        return nearest(unit.folder, found), True

    # -- names of a file ------------------------------------------------------------------------------------

    def export(self, unit: Unit, name: str, scope: int = 0, *, stars: bool = True) -> Found:
        """What a name in a file, or in a module within it, leads to; star imports included unless told."""
        found: Found | None = self.evaluator.evaluate(
            ("export", unit, scope, name, stars), self._export, unit, name, scope, stars
        )
        return found or NOTHING

    def _export(self, unit: Unit, name: str, scope: int, stars: bool) -> Found:
        self.record_in(unit.path, member_key(unit.path, unit.interface.symbols[scope], name))
        found = self.own_name(unit, name, scope)
        if found is None and stars:
            found = self.starred(unit, name, scope)
        return found or NOTHING

    def own_name(self, unit: Unit, name: str, scope: int = 0) -> Found | None:
        """A name that the file, or a module within it, itself binds; None if it does not."""
        ordinal = unit.interface.members(scope).get(name)
        if ordinal is not None:
            return self.entity(unit, ordinal)
        text = unit.interface.imported_as(scope, name)
        return None if text is None else self.text_value(unit, text)

    def starred(self, unit: Unit, name: str, scope: int = 0) -> Found | None:
        """A name that comes through an import of everything; None where the language has no such imports."""
        return None

    def global_name(self, unit: Unit, name: str) -> Found:
        """What a global name means in its own file; its own interface needs no lookup."""
        found = self.own_name(unit, name)
        if found is None and 0 in unit.interface.stars:
            found = self.starred(unit, name)
        return found or self.language_name(name)

    def scope_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        return self.export(unit, name, ordinal)

    # -- entities and types ---------------------------------------------------------------------------------

    def entity(self, unit: Unit, ordinal: int, receiver: Value | None = None) -> Found:
        """An entity as the target of a name, and the value that the name then has."""
        kind = unit.interface.kinds[ordinal]
        if kind in TYPE_KINDS:
            return Found((unit, ordinal), (v.CLASS, unit, ordinal))
        if kind in CALLABLE_KINDS:
            return Found((unit, ordinal), (v.FUNCTION, unit, ordinal, receiver))
        return Found((unit, ordinal), self.declared(unit, ordinal, receiver))

    def declared(self, unit: Unit, ordinal: int, receiver: Value | None) -> Value | None:
        """The value that naming a variable, field or property gives, or that calling a function returns."""
        text = unit.interface.types[ordinal]
        if not text:
            return None
        value = self.evaluator.evaluate(("type", unit, ordinal), self._declared, unit, text)
        return bind_receiver(value, receiver) if value is not None else None

    def _declared(self, unit: Unit, text: str) -> Value | None:
        return self.text_value(unit, text).value

    def text_value(self, unit: Unit, text: str) -> Found:
        """A rendered path evaluated in the file that it comes from, by the rules of its language."""
        if unit.home is not None:
            return self._neighbours_value(*unit.home, text)
        return self.tree(unit, parse_path(text)) if text else NOTHING

    def _neighbours_value(self, family: str, unit: Unit, text: str) -> Found:
        if self.neighbours is None:
            return NOTHING
        other = self.neighbours.of(family)
        found = other.text_value(unit, text)
        target = found.target
        if isinstance(target, tuple):
            target = entity_in(self.world, *target)
        return Found(target, carried(found.value, other, self), found.inferred)

    def tree(self, unit: Unit, tree: tuple[object, ...]) -> Found:
        """A parsed path evaluated in the file that it comes from, which may not be the one being linked."""
        operation, *operands = tree
        if operation == p.GLOBAL:
            return self._foreign_global(unit, str(operands[0]))
        if operation == p.LOCAL:
            return self._local(unit, str(operands[0]))
        if operation == p.IMPORT:
            return self.imported(unit, str(operands[0]))
        if operation == p.BUILTIN:
            return self.builtin(str(operands[0]))
        if operation == p.SELF:
            return Found(None, (v.RECEIVER,))
        if operation == p.ATTR:
            return self.attribute(self._operand(unit, operands[1]), str(operands[0]))
        if operation == p.METHOD:
            return self.method(self._operand(unit, operands[1]), str(operands[0]))
        first = self._operand(unit, operands[0])
        second = self._operand(unit, operands[1]) if len(operands) > 1 else None
        return Found(None, self.step(operation, first, second))

    def _operand(self, unit: Unit, tree: object) -> Value | None:
        return self.tree(unit, tree).value if isinstance(tree, tuple) else None

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        found = self.export(unit, name)
        return self.language_name(name) if found is NOTHING else found

    def _local(self, unit: Unit, symbol: str) -> Found:
        """An entity that another entity of its file names; of a class nothing more than its name is told."""
        if not symbol.endswith("#"):
            self.record_in(unit.path, lookup_key("entity", unit.path, symbol))
        ordinal = self._ordinal(unit, symbol)
        return NOTHING if ordinal is None else self.entity(unit, ordinal)

    def _ordinal(self, unit: Unit, symbol: str) -> int | None:
        table = self._symbol_ordinals.get(unit)
        if table is None:
            table = {text: ordinal for ordinal, text in enumerate(unit.interface.symbols)}
            self._symbol_ordinals[unit] = table
        return table.get(symbol)

    # -- members --------------------------------------------------------------------------------------------

    def own_member(self, unit: Unit, ordinal: int, name: str) -> int | None:
        """The entity that a class itself has under a name (lookup ``member``)."""
        self.record_in(unit.path, member_key(unit.path, unit.interface.symbols[ordinal], name))
        return unit.interface.members(ordinal).get(name)

    def own_members(self, unit: Unit, ordinal: int, name: str) -> list[int]:
        """All entities that a class itself has under a name (lookup ``member``)."""
        known = self._owned.get((unit, ordinal, name))
        if known is None:
            key = member_key(unit.path, unit.interface.symbols[ordinal], name)
            known = self._owned[unit, ordinal, name] = key, unit.interface.named(ordinal).get(name, [])
            self.owners[key] = unit.path
        self.evaluator.keys.add(known[0])
        return known[1]

    def base_values(self, unit: Unit, ordinal: int) -> list[Value | None]:
        """The values of the bases of a class, in their order (lookup ``bases``)."""
        self.record_in(unit.path, lookup_key("bases", unit.path, unit.interface.symbols[ordinal]))
        return [self.text_value(unit, text).value for text in unit.interface.bases.get(ordinal, ())]

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        """The value of a class member, reached through an instance or the class itself."""
        if not isinstance(found.target, tuple):
            return found
        unit, ordinal = found.target
        if receiver is not None and unit.interface.flags[ordinal] & (STATIC | CLASS_BOUND):
            receiver = instance_of(receiver)
        return self.entity(unit, ordinal, receiver)


def instance_of(value: Value) -> Value:
    """The instance of a class; any other value as it is."""
    return (v.INSTANCE, value[1], value[2]) if value[0] == v.CLASS else value


def bind_receiver(value: Value, receiver: Value | None) -> Value | None:
    """Put the actual receiver where a type says "whatever this is called on"."""
    tag = value[0]
    if tag == v.RECEIVER:
        return instance_of(receiver) if receiver is not None else None
    if tag in (v.CONTAINER, v.CALLABLE, v.MAPPING, v.PAIR, v.EITHER):
        parts = [bind_receiver(one, receiver) if one is not None else None for one in value[1:]]
        return (tag, *parts)
    return value


def nearest(folder: str, found: list[tuple[Unit, int]]) -> tuple[Unit, int]:
    """Of several entities of a name the one that is nearest to a folder; of equally near ones the first."""
    return min(found, key=lambda one: distance(folder, one[0].folder))


def distance(folder: str, other: str) -> int:
    """Folders to leave and to enter on the way from one to another."""
    mine, yours = folder.split("/"), other.split("/")
    shared = 0
    for one, two in zip(mine, yours, strict=False):
        if one != two:
            break
        shared += 1
    return len(mine) + len(yours) - 2 * shared
