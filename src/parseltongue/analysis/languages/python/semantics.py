"""What Python names mean across files: modules, exports, classes, types.

Sees other files only through lookups (`analysis.lookups`), each recorded by its key. The evaluations that
can meet themselves (exports through star imports, types through inferred returns, ancestors) go through
`Evaluator.evaluate`.
"""

from __future__ import annotations

from parseltongue.analysis.languages.python import stdlib
from parseltongue.analysis.languages.python import values as v
from parseltongue.analysis.languages.python.steps import StepEvaluator
from parseltongue.analysis.languages.python.values import NOTHING, Found, Value
from parseltongue.analysis.lookups import Evaluator, lookup_key
from parseltongue.analysis.world import NAMESPACE, Unit, World, member_key
from parseltongue.model import paths as p
from parseltongue.model.interface import CLASS_BOUND, STATIC
from parseltongue.model.kinds import CALLABLE_KINDS, PROPERTY, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.python.types import Ancestry

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
        parts.append(text[start:end])
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


class PythonSemantics(StepEvaluator):
    """Evaluates Python names and paths in a `World`. Not thread-safe."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.evaluator = Evaluator()
        self.owners: dict[int, str] = {}
        """The file that each recorded lookup asked, for those that ask one file."""
        self._symbol_ordinals: dict[Unit, dict[str, int]] = {}
        self._modules: dict[tuple[str, str], tuple[Value, frozenset[int]]] = {}
        self._stars: dict[Unit, tuple[list[Unit], frozenset[int]]] = {}

    def record(self, kind: str, *parts: str) -> None:
        """Note a lookup of the tree."""
        self.evaluator.keys.add(lookup_key(kind, *parts))

    def record_in(self, path: str, key: int) -> None:
        """Note a lookup in one file."""
        self.owners[key] = path
        self.evaluator.keys.add(key)

    # -- modules ----------------------------------------------------------------------------------------

    def module_at(self, stem: str) -> Value | None:
        """The module or folder at a stem (lookup ``stem``)."""
        self.record("stem", stem)
        path = self.world.stem(stem)
        return None if path is None else (v.MODULE, stem, path)

    def import_module(self, unit: Unit, dotted: str) -> Value:
        """The value of ``import dotted`` in a file; leading dots are relative to its package.

        It depends on the file's folder only, and is remembered for it with its keys.
        """
        known = self._modules.get((unit.folder, dotted))
        if known is None:
            outer, self.evaluator.keys = self.evaluator.keys, set()
            known = self._import_module(unit, dotted), frozenset(self.evaluator.keys)
            self.evaluator.keys = outer
            self._modules[unit.folder, dotted] = known
        self.evaluator.keys.update(known[1])
        return known[0]

    def _import_module(self, unit: Unit, dotted: str) -> Value:
        if dotted.startswith("."):
            return self._relative(unit, dotted)
        candidates = self._candidates(dotted)
        if dotted.partition(".")[0] in stdlib.MODULES:
            candidates = [(root, found) for root, found in candidates if root and _inside(unit.path, root)]
        own = [found for root, found in candidates if _inside(unit.path, root)]
        if own:
            return own[-1]
        if candidates:
            return candidates[0][1]
        return self._sibling(unit, dotted) or self._elsewhere(dotted)

    def _candidates(self, dotted: str) -> list[tuple[str, Value]]:
        """All that could serve a dotted name, shortest root first; folders only if there is no module."""
        self.record("module", dotted)
        below = dotted.replace(".", "/")
        modules: list[tuple[str, Value]] = []
        folders: list[tuple[str, Value]] = []
        for root in self.world.roots:
            stem = f"{root}/{below}" if root else below
            path = self.world.stem(stem)
            if path is not None:
                (modules if path != NAMESPACE else folders).append((root, (v.MODULE, stem, path)))
        return modules or folders

    def _elsewhere(self, dotted: str) -> Value:
        """A module that is not here: external, unless its package is here and should have it."""
        package, _, below = dotted.partition(".")
        if not below or package in stdlib.MODULES:
            return (v.EXTERNAL, dotted)
        here = any(found[2] != NAMESPACE for _, found in self._candidates(package))
        return (v.MISSING,) if here else (v.EXTERNAL, dotted)

    def _relative(self, unit: Unit, dotted: str) -> Value:
        name = dotted.lstrip(".")
        folder = unit.folder
        for _ in range(len(dotted) - len(name) - 1):
            if not folder:
                return (v.MISSING,)
            folder = folder.rpartition("/")[0]
        below = name.replace(".", "/")
        stem = f"{folder}/{below}" if folder and below else folder or below
        return self.module_at(stem) or (v.MISSING,)

    def _sibling(self, unit: Unit, dotted: str) -> Value | None:
        """A module beside a script: its folder is searched first unless it is a package."""
        folder = self.module_at(unit.folder)
        if folder is not None and folder[2] != NAMESPACE:
            return None
        below = dotted.replace(".", "/")
        found = self.module_at(f"{unit.folder}/{below}" if unit.folder else below)
        return found if found is not None and found[2] != NAMESPACE else None

    def module_member(self, module: Value, name: str) -> Found:
        """``module.name``: a name of the module's file, else a submodule, else a star import."""
        _, stem, path = module
        unit = self.world.unit(path) if path != NAMESPACE else None
        if unit is not None:
            found = self.export(unit, name, stars=False)
            if found.target is not None or found.value is not None:
                return found
        if unit is None or path.endswith(("/__init__.py", "/__init__.pyi")) or path.startswith("__init__."):
            below = self.module_at(f"{stem}/{name}" if stem else name)
            if below is not None:
                return self.found_module(below)
        return self.export(unit, name) if unit is not None else NOTHING

    def found_module(self, module: Value) -> Found:
        if module[0] == v.EXTERNAL:
            return Found(module[1], module)
        if module[0] == v.MISSING or module[2] == NAMESPACE:
            return Found(None, module)
        unit = self.world.unit(module[2])
        return Found((unit, 0), module)

    # -- names of a file ----------------------------------------------------------------------------------

    def export(self, unit: Unit, name: str, *, stars: bool = True) -> Found:
        """What a name at the top level of a file leads to, star imports included unless told otherwise."""
        found: Found | None = self.evaluator.evaluate(
            ("export", unit.path, name, stars), self._export, unit, name, stars
        )
        return found or NOTHING

    def _export(self, unit: Unit, name: str, stars: bool) -> Found:
        self.record_in(unit.path, lookup_key("export", unit.path, name))
        found = self.own_name(unit, name)
        if found is None and stars:
            found = self.starred(unit, name)
        return found or NOTHING

    def own_name(self, unit: Unit, name: str) -> Found | None:
        """A name that the file itself binds; None if it does not."""
        ordinal = unit.interface.exports.get(name)
        if ordinal is not None:
            return self.entity(unit, ordinal)
        text = unit.interface.imports.get(name)
        if text is None:
            return None
        return self.text_value(unit, text)

    def starred(self, unit: Unit, name: str) -> Found | None:
        """A name that a file gets from one of its star imports; the last one wins."""
        for other in self._star_modules(unit):
            exported = other.interface.exported
            if name not in exported if exported is not None else name.startswith("_"):
                continue
            found = self.export(other, name)
            if found.target is not None or found.value is not None:
                return found
        return None

    def _star_modules(self, unit: Unit) -> list[Unit]:
        """Modules that a file imports everything from, last first, their star lookups recorded.

        Kept apart from the evaluations: nothing in it can meet itself, and files that import everything from
        each other ask for it once for each name and file.
        """
        known = self._stars.get(unit)
        if known is None:
            outer, self.evaluator.keys = self.evaluator.keys, set()
            modules = [self.text_value(unit, text).value for text in reversed(unit.interface.stars)]
            units = [self.world.unit(one[2]) for one in modules if one and one[0] == v.MODULE and one[2]]
            for one in (unit, *units):
                self.record_in(one.path, lookup_key("stars", one.path))
            known = self._stars[unit] = units, frozenset(self.evaluator.keys)
            self.evaluator.keys = outer
        self.evaluator.keys |= known[1]
        return known[0]

    def global_name(self, unit: Unit, name: str) -> Found:
        """What a global name means in its own file; its own interface needs no lookup."""
        found = self.own_name(unit, name)
        if found is None and unit.interface.stars:
            found = self.starred(unit, name)
        if found is None and name in stdlib.BUILTINS:
            dotted = f"builtins.{name}"
            return Found(dotted, (v.EXTERNAL, dotted))
        return found or NOTHING

    # -- entities and types -------------------------------------------------------------------------------

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
        value = self.evaluator.evaluate(
            ("type", unit.path, unit.interface.symbols[ordinal]), self._declared, unit, text
        )
        return bind_receiver(value, receiver) if value is not None else None

    def _declared(self, unit: Unit, text: str) -> Value | None:
        return self.text_value(unit, text).value

    def text_value(self, unit: Unit, text: str) -> Found:
        """A rendered path evaluated in the file that it comes from."""
        return self.tree(unit, parse_path(text)) if text else NOTHING

    def tree(self, unit: Unit, tree: tuple[object, ...]) -> Found:
        operation, *operands = tree
        if operation == p.GLOBAL:
            return self._foreign_global(unit, str(operands[0]))
        if operation == p.LOCAL:
            return self._local(unit, str(operands[0]))
        if operation == p.IMPORT:
            return self.found_module(self.import_module(unit, str(operands[0])))
        if operation == p.BUILTIN:
            return Found(None, (v.EXTERNAL, f"builtins.{operands[0]}"))
        if operation == p.SELF:
            return Found(None, (v.RECEIVER,))
        if operation == p.ATTR:
            return self.attribute(self._operand(unit, operands[1]), str(operands[0]))
        first = self._operand(unit, operands[0])
        second = self._operand(unit, operands[1]) if len(operands) > 1 else None
        return Found(None, self.step(operation, first, second))

    def _operand(self, unit: Unit, tree: object) -> Value | None:
        return self.tree(unit, tree).value if isinstance(tree, tuple) else None

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        found = self.export(unit, name)
        if found is NOTHING and name in stdlib.BUILTINS:
            return Found(None, (v.EXTERNAL, f"builtins.{name}"))
        return found

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

    # -- classes --------------------------------------------------------------------------------------------

    def ancestry(self, unit: Unit, ordinal: int) -> Ancestry:
        """Method resolution order of a class, as far as it is inside the workspace."""
        from parseltongue.analysis.languages.python.types import Ancestry

        found: Ancestry | None = self.evaluator.evaluate(
            ("mro", unit.path, unit.interface.symbols[ordinal]), self._ancestry, unit, ordinal
        )
        return found or Ancestry([(unit, ordinal)], None, True)

    def _ancestry(self, unit: Unit, ordinal: int) -> Ancestry:
        from parseltongue.analysis.languages.python.types import Ancestry

        self.record_in(unit.path, lookup_key("bases", unit.path, unit.interface.symbols[ordinal]))
        bases, external, unknown = [], None, False
        for text in unit.interface.bases.get(ordinal, ()):
            value = self.text_value(unit, text).value
            if value is not None and value[0] == v.CLASS:
                bases.append((value[1], value[2]))
            elif value is not None and value[0] == v.EXTERNAL:
                external = external or value[1]
            else:
                unknown = True
        return Ancestry.merge((unit, ordinal), [self.ancestry(*base) for base in bases], external, unknown)

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        """A name looked up on a class: the first ancestor that has it."""
        found: Found | None = self.evaluator.evaluate(
            ("member", unit.path, unit.interface.symbols[ordinal], name), self._member, unit, ordinal, name
        )
        return found or NOTHING

    def _member(self, unit: Unit, ordinal: int, name: str) -> Found:
        ancestry = self.ancestry(unit, ordinal)
        return self._first(ancestry, ancestry.classes, name)

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        ancestry = self.ancestry(unit, ordinal)
        return self._first(ancestry, ancestry.classes[1:], name)

    def _first(self, ancestry: Ancestry, classes: list[tuple[Unit, int]], name: str) -> Found:
        for owner, ordinal in classes:
            symbol = owner.interface.symbols[ordinal]
            self.record_in(owner.path, member_key(owner.path, symbol, name))
            member = owner.interface.members(ordinal).get(name)
            if member is not None:
                return Found((owner, member), None)
        if ancestry.external is not None:
            dotted = f"{ancestry.external}.{name}"
            return Found(dotted, (v.EXTERNAL, dotted))
        if name in stdlib.OBJECT_MEMBERS and not ancestry.unknown:
            return Found(f"builtins.object.{name}", None)
        return NOTHING

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        """The value of a class member, reached through an instance or the class itself."""
        if not isinstance(found.target, tuple):
            return found
        unit, ordinal = found.target
        if receiver is not None and unit.interface.flags[ordinal] & (STATIC | CLASS_BOUND):
            receiver = _instance(receiver)
        if unit.interface.kinds[ordinal] == PROPERTY and receiver is not None and receiver[0] == v.CLASS:
            return Found(found.target, None)
        return self.entity(unit, ordinal, receiver)


def _instance(value: Value) -> Value:
    return (v.INSTANCE, value[1], value[2]) if value[0] == v.CLASS else value


def _inside(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")


def bind_receiver(value: Value, receiver: Value | None) -> Value | None:
    """Put the actual receiver where a type says "whatever this is called on"."""
    tag = value[0]
    if tag == v.RECEIVER:
        return _instance(receiver) if receiver is not None else None
    if tag in (v.CONTAINER, v.CALLABLE, v.MAPPING, v.PAIR, v.EITHER):
        parts = [bind_receiver(one, receiver) if one is not None else None for one in value[1:]]
        return (tag, *parts)
    return value
