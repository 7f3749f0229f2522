"""The tree of Rust's modules: which file a module is in, what is around it, where crates begin.

A file's place in the tree follows from paths: ``a/b.rs`` and ``a/b/mod.rs`` are in the module ``a``,
which is ``a.rs``, ``a/mod.rs``, or the root of a crate in that folder; one that ``#[path]`` names is in the
module of the file that says so. A file that nothing stands around is the root of a crate itself.
"""

from __future__ import annotations

from parseltongue.analysis.languages.rust.placement import (
    CRATE_ROOTS,
    CRATES,
    FILE,
    MANIFEST,
    PLACED,
    given_stem,
    joined,
)  # fmt: skip
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import Semantics, parse_path
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.world import member_key
from parseltongue.model import paths as p
from parseltongue.model.kinds import MODULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

_DEEPEST = 64
"""Modules in modules in modules; no crate has as many."""


class ModuleTree(Semantics):
    """Evaluates the heads of paths: ``crate``, ``self``, ``super``, and names of crates."""

    def imported(self, unit: Unit, text: str) -> Found:
        if text == "self":
            return self.module_of(unit)
        if text == "crate":
            return self.module_of(self.crate_root(unit))
        if text.split("::")[0] == "super":
            around: Unit | None = unit
            for _ in text.split("::"):
                around = self.parent(around) if around is not None else None
            return self.module_of(around) if around is not None else NOTHING
        if text.startswith(FILE):
            return NOTHING
        return self.crate_named(unit, text)

    def module_of(self, unit: Unit) -> Found:
        return Found((unit, 0), (v.SCOPE, unit, 0))

    def module_value(self, unit: Unit, ordinal: int) -> Value | None:
        """The module that ``mod name`` declares: within the file, or another file."""
        symbol = unit.interface.symbols[ordinal]
        value: Value | None = self.evaluator.evaluate(
            ("module", unit.path, symbol), self._module_value, unit, ordinal
        )
        return value

    def _module_value(self, unit: Unit, ordinal: int) -> Value | None:
        interface = unit.interface
        here = (v.SCOPE, unit, ordinal)
        if interface.named(ordinal) or ordinal in interface.imports or ordinal in interface.stars:
            return here
        modules = []
        while ordinal:
            modules.append(interface.names[ordinal])
            ordinal = interface.parents[ordinal]
        given = interface.types[here[2]]
        path = self._at(given_stem(unit.path, given) if given else self._below(unit, modules[::-1]))
        return (v.SCOPE, self.world.unit(path), 0) if path is not None else here

    def _below(self, unit: Unit, modules: list[str]) -> str:
        name = unit.path.rpartition("/")[2].removesuffix(".rs")
        own = name in (*CRATE_ROOTS, "mod") or self.parent(unit) is None or self._placing(unit) is not None
        return joined(unit.folder if own else unit.path.removesuffix(".rs"), "/".join(modules))

    def _at(self, stem: str) -> str | None:
        """The file at a stem."""
        return self.stem(stem) or None

    def parent(self, unit: Unit) -> Unit | None:
        """The file of the module around that of a file; None if it is the root of a crate."""
        found: Unit | None = self.evaluator.evaluate(("parent", unit.path), self._parent, unit)
        return found

    def _parent(self, unit: Unit) -> Unit | None:
        name = unit.path.rpartition("/")[2].removesuffix(".rs")
        if name in (*CRATE_ROOTS, "build"):
            return None
        placing = self._placing(unit)
        if placing is not None:
            return placing
        folder = unit.folder.rpartition("/")[0] if name == "mod" else unit.folder
        for stem in (folder, *(joined(folder, root) for root in CRATE_ROOTS)):
            path = self._at(stem) if stem else None
            if path is not None and path != unit.path:
                return self.world.unit(path)
        return None

    def _placing(self, unit: Unit) -> Unit | None:
        """The file that has a module in this one by ``#[path]``."""
        others = (one for one, _ in self.open_members(PLACED, unit.path.removesuffix(".rs")))
        return next((one for one in others if one is not unit), None)

    def crate_root(self, unit: Unit) -> Unit:
        """The file that the crate of a file begins with."""
        for _ in range(_DEEPEST):
            around = self.parent(unit)
            if around is None:
                break
            unit = around
        return unit

    def crate_named(self, unit: Unit, name: str) -> Found:
        """A crate of the workspace, a module at the root of this one (as in the 2015 edition), or foreign."""
        for manifest, _ in self.open_members(CRATES, name):
            library = self._library(manifest)
            if library is not None:
                return self.module_of(library)
        root = self.crate_root(unit)
        for ordinal in self._own_modules(root, name):
            return self.entity(root, ordinal)
        return Found(name, (v.EXTERNAL, name))

    def _own_modules(self, root: Unit, name: str) -> list[int]:
        self.record_in(root.path, member_key(root.path, "", name))
        found = root.interface.named(0).get(name, [])
        return [one for one in found if root.interface.kinds[one] == MODULE]

    def _library(self, manifest: Unit) -> Unit | None:
        """The root of the library of a manifest's crate, or that of its program."""
        self.record_in(manifest.path, member_key(manifest.path, "", "lib"))
        text = manifest.interface.imported_as(0, "lib")
        folder = manifest.path.removesuffix(MANIFEST).rstrip("/")
        stems = [joined(folder, f"src/{root}") for root in CRATE_ROOTS]
        if text:
            operation, name = parse_path(text)
            if operation == p.IMPORT:
                stems.insert(0, joined(folder, str(name)).removesuffix(".rs"))
        for stem in stems:
            path = self._at(stem)
            if path is not None:
                return self.world.unit(path)
        return None
