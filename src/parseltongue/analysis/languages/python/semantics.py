"""What Python names mean across files: modules, exports through star imports, classes by MRO."""

from __future__ import annotations

from itertools import chain

from parseltongue.analysis.languages.python import stdlib
from parseltongue.analysis.languages.python.containers import returned_by
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import Semantics
from parseltongue.analysis.linking.values import NOTHING, Found, Value, bounded
from parseltongue.analysis.world import NAMESPACE, Unit, World, stars_key
from parseltongue.model.interface import FIXTURE
from parseltongue.model.kinds import PROPERTY
from parseltongue.model.paths import HANDED_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.languages.python.types import Ancestry
    from parseltongue.analysis.lookups import Basis


class PythonSemantics(Semantics):
    """Evaluates Python names and paths in a `World`. Not thread-safe."""

    CALL_METHODS = ("__call__",)
    ITEM_METHODS = ("__getitem__",)
    ITERATOR_METHODS = ("__iter__", "__aiter__")
    NEXT_METHODS = ("__next__", "__anext__")
    ENTER_METHODS = ("__enter__", "__aenter__")
    DOUBTS_UNKNOWN = True

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._modules: dict[tuple[str, str], tuple[Value, Basis]] = {}
        self._stars: dict[Unit, tuple[list[Unit], Basis]] = {}

    # -- the language ---------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        if text.startswith(HANDED_MARK):
            return self._handed(unit, text)
        return self.found_module(self.import_module(unit, text))

    def language_name(self, name: str) -> Found:
        if name not in stdlib.BUILTINS:
            return NOTHING
        dotted = f"builtins.{name}"
        return Found(dotted, (v.EXTERNAL, dotted))

    def builtin(self, name: str) -> Found:
        return Found(None, (v.EXTERNAL, f"builtins.{name}"))

    def is_common_member(self, name: str) -> bool:
        return name in stdlib.MEMBERS

    def container_attribute(self, value: Value, name: str) -> Found:
        owner = "dict" if value[0] == v.MAPPING else "tuple" if value[0] == v.PAIR else "list"
        return Found(f"builtins.{owner}.{name}", bounded((v.BUILTIN_METHOD, name, value)))

    def container_call(self, name: str, receiver: Value) -> Value | None:
        return returned_by(name, receiver)

    def function_attribute(self, name: str) -> Found:
        return Found(f"types.FunctionType.{name}", None) if name in stdlib.FUNCTION_MEMBERS else NOTHING

    # -- modules ----------------------------------------------------------------------------------------

    def module_at(self, stem: str) -> Value | None:
        """The module or folder at a stem (lookup ``stem``)."""
        path = self.stem(stem)
        return None if path is None else (v.MODULE, stem, path)

    def import_module(self, unit: Unit, dotted: str) -> Value:
        """The value of ``import dotted`` in a file; leading dots are relative to its package.

        It depends on the file's folder only, and is remembered for it with its keys.
        """
        known = self._modules.get((unit.folder, dotted))
        if known is None:
            known = self.evaluator.apart(self._import_module, unit, dotted)
            self._modules[unit.folder, dotted] = known
        self.evaluator.rest_on(known[1])
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
        self.record("module", self.world.family, dotted)
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

    # -- fixtures -------------------------------------------------------------------------------------------

    def _handed(self, unit: Unit, text: str) -> Found:
        """What pytest hands over as a parameter: made by the file's fixture of that name, else the nearest
        ``conftest.py``'s, its own folder's first. What there is none for comes from elsewhere."""
        name = text.lstrip(HANDED_MARK)
        units = chain([unit], self._conftests(unit.folder))
        for one in units:
            if one is unit and text.startswith(2 * HANDED_MARK):
                continue
            target = self.export(one, name).target
            if isinstance(target, tuple) and target[0].interface.flags[target[1]] & FIXTURE:
                return Found(target, self.declared(*target, None))
        return Found(None, (v.UNKNOWN,))

    def _conftests(self, folder: str) -> Iterator[Unit]:
        while True:
            path = self.stem(f"{folder}/conftest" if folder else "conftest")
            if path is not None and path != NAMESPACE:
                yield self.world.unit(path)
            if not folder:
                return
            folder = folder.rpartition("/")[0]

    # -- star imports ---------------------------------------------------------------------------------------

    def starred(self, unit: Unit, name: str, scope: int = 0) -> Found | None:
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
            known = self._stars[unit] = self.evaluator.apart(self._find_star_modules, unit)
        self.evaluator.rest_on(known[1])
        return known[0]

    def _find_star_modules(self, unit: Unit) -> list[Unit]:
        modules = [self.text_value(unit, text).value for text in reversed(unit.interface.stars.get(0, []))]
        units = [self.world.unit(one[2]) for one in modules if one and one[0] == v.MODULE and one[2]]
        for one in (unit, *units):
            self.record_in(one.path, stars_key(one.path))
        return units

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

        bases, external, unknown = [], None, False
        for value in self.base_values(unit, ordinal):
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
            member = self.own_member(owner, ordinal, name)
            if member is not None:
                return Found((owner, member), None)
        if ancestry.external is not None:
            dotted = f"{ancestry.external}.{name}"
            return Found(dotted, (v.EXTERNAL, dotted))
        if name in stdlib.OBJECT_MEMBERS and not ancestry.unknown:
            return Found(f"builtins.object.{name}", None)
        return NOTHING

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        if isinstance(found.target, tuple) and receiver is not None and receiver[0] == v.CLASS:
            unit, ordinal = found.target
            if unit.interface.kinds[ordinal] == PROPERTY:
                return Found(found.target, None)
        return super().member_value(found, receiver)


def _inside(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")
