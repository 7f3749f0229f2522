"""Which file a module specifier means: relative paths, packages of the workspace, `tsconfig` paths.

Follows what Node and TypeScript do, as far as sources in the workspace are concerned. A package that is
here is entered at its sources even if its manifest names files that a build would make of them.
"""

from __future__ import annotations

from parseltongue.analysis.languages.javascript.placement import MANIFEST, PACKAGES
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.world import NAMESPACE, stars_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.analysis.linking.semantics import Semantics
    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.lookups import Basis
    from parseltongue.analysis.world import Unit

_MADE = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts")
_BUILT = frozenset(("build", "cjs", "commonjs", "dist", "es", "esm", "lib", "out", "output", "umd"))
"""Folders that builds write to."""
_CONFIGURATIONS = ("tsconfig.json", "jsconfig.json")
MAX_EXTENDED = 8
"""Configurations that extend each other."""
CONFIGURATIONS_TRIED = ("", ".json")


class Resolver:
    """Resolves module specifiers for the files of one world; every look at another file is recorded."""

    def __init__(self, semantics: Semantics) -> None:
        self._semantics = semantics
        self._known: dict[tuple[str, str], tuple[Value, Basis]] = {}

    def module(self, folder: str, specifier: str) -> Value:
        """The value of a module that a file in a folder imports."""
        known = self._known.get((folder, specifier))
        evaluator = self._semantics.evaluator
        if known is None:
            known = self._known[folder, specifier] = evaluator.apart(self._module, folder, specifier)
        evaluator.rest_on(known[1])
        return known[0]

    def _module(self, folder: str, specifier: str) -> Value:
        if specifier.startswith(("./", "../", "/")) or specifier in (".", ".."):
            stem = joined(folder, specifier)
            return (self.at(stem) if stem is not None else None) or (v.MISSING,)
        found = self._mapped(folder, specifier) or self._packaged(folder, specifier)
        return found or (v.EXTERNAL, specifier.removeprefix("node:"))

    # -- files ----------------------------------------------------------------------------------------------

    def at(self, stem: str, *, folders: bool = True) -> Value | None:
        """The module at a path without suffix, or with one that a build would give it."""
        for candidate in _stems(stem):
            path = self._semantics.stem(candidate)
            if path is not None and path != NAMESPACE and not path.endswith(".json"):
                return (v.MODULE, candidate, path)
        if not folders:
            return None
        found = self.at(f"{stem}/index" if stem else "index", folders=False)
        return found or self._entry_of(stem)

    def _entry_of(self, folder: str) -> Value | None:
        """The entry of a folder with a manifest."""
        manifest = self._unit_at(f"{folder}/package.json" if folder else "package.json")
        return self._entry(manifest, ".") if manifest is not None else None

    def _unit_at(self, stem: str) -> Unit | None:
        path = self._semantics.stem(stem)
        return None if path is None or path == NAMESPACE else self._semantics.world.unit(path)

    def _facts(self, unit: Unit) -> list[list[str]]:
        """What a manifest says (lookup ``stars``)."""
        self._semantics.record_in(unit.path, stars_key(unit.path))
        return [one.split("\t") for one in unit.interface.exported or ()]

    # -- packages -------------------------------------------------------------------------------------------

    def _packaged(self, folder: str, specifier: str) -> Value | None:
        """A package of the workspace, by the name that its manifest gives it."""
        if specifier.startswith("#"):
            return self._private(folder, specifier)
        parts = specifier.split("/")
        length = 2 if specifier.startswith("@") else 1
        name, below = "/".join(parts[:length]), "/".join(parts[length:])
        manifests = [unit for unit, _ in self._semantics.open_members(PACKAGES, name)]
        if not manifests:
            return None
        near = [one for one in manifests if not one.folder or f"{folder}/".startswith(f"{one.folder}/")]
        manifest = (near or manifests)[0]
        return self._entry(manifest, f"./{below}" if below else ".") or (v.MISSING,)

    def _private(self, folder: str, specifier: str) -> Value | None:
        """``#name``: the ``imports`` of the nearest manifest."""
        for above in _folders(folder):
            manifest = self._unit_at(f"{above}/package.json" if above else "package.json")
            if manifest is not None:
                return self._listed(manifest, "import", specifier) or (v.MISSING,)
        return None

    def _entry(self, manifest: Unit, name: str) -> Value | None:
        """What a package offers under ``.`` or ``./below``."""
        found = self._listed(manifest, "export", name)
        if found is not None:
            return found
        folder = manifest.folder
        if name == ".":
            entries = [fact[1] for fact in self._facts(manifest) if fact[0] == "entry"]
            for entry in [*entries, "src/index", "index", "lib/index", "src/main"]:
                found = self._source(folder, entry)
                if found is not None:
                    return found
            return None
        return self._source(folder, name) or self._source(folder, f"src/{name[2:]}")

    def _listed(self, manifest: Unit, word: str, name: str) -> Value | None:
        """The first file behind a name in a table of the manifest that is here."""
        for fact in self._facts(manifest):
            if fact[0] == word and len(fact) == 3:
                target = _substituted(fact[1], fact[2], name)
                found = self._source(manifest.folder, target) if target is not None else None
                if found is not None:
                    return found
        return None

    def _source(self, folder: str, path: str) -> Value | None:
        """The module at a path below a package, or the source that a build would make it of."""
        for candidate in _sources(path):
            stem = joined(folder, candidate)
            found = self.at(stem, folders=False) if stem is not None else None
            if found is None and stem is not None:
                found = self.at(f"{stem}/index", folders=False)
            if found is not None:
                return found
        return None

    # -- tsconfig -------------------------------------------------------------------------------------------

    def _mapped(self, folder: str, specifier: str) -> Value | None:
        """A module that the nearest configuration maps to a file."""
        for above in _folders(folder):
            for name in _CONFIGURATIONS:
                configuration = self._unit_at(f"{above}/{name}" if above else name)
                if configuration is not None:
                    return self._by_configuration(configuration, specifier, MAX_EXTENDED)
        return None

    def _by_configuration(self, unit: Unit, specifier: str, left: int) -> Value | None:
        facts = self._facts(unit)
        base = next((fact[1] for fact in facts if fact[0] == "base"), None)
        start = joined(unit.folder, base) if base is not None else unit.folder
        if start is None:
            return None
        patterns = sorted((fact for fact in facts if fact[0] == "path"), key=lambda fact: -len(fact[1]))
        for _, pattern, target in patterns:
            found = self._below(start, _substituted(pattern, target, specifier))
            if found is not None:
                return found
        if base is not None:
            found = self._below(start, specifier)
            if found is not None:
                return found
        return self._by_extended(unit, facts, specifier, left - 1) if left else None

    def _by_extended(self, unit: Unit, facts: list[list[str]], specifier: str, left: int) -> Value | None:
        for fact in facts:
            if fact[0] == "extends" and fact[1].startswith("."):
                for end in CONFIGURATIONS_TRIED:
                    stem = joined(unit.folder, fact[1] + end)
                    other = self._unit_at(stem) if stem is not None else None
                    if other is not None and other.interface.package != MANIFEST:
                        return self._by_configuration(other, specifier, left)
        return None

    def _below(self, folder: str, path: str | None) -> Value | None:
        stem = joined(folder, path) if path is not None else None
        return self.at(stem) if stem is not None else None


def joined(folder: str, path: str) -> str | None:
    """A relative path seen from a folder; None if it leaves the workspace."""
    parts = folder.split("/") if folder and not path.startswith("/") else []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _stems(stem: str) -> Iterator[str]:
    """A stem as it is, and without a suffix that it may carry."""
    for suffix in _MADE:
        if stem.endswith(suffix):
            yield stem[: -len(suffix)].removesuffix(".d")
    yield stem


def _sources(path: str) -> Iterator[str]:
    """A file of a package, and where the source of it may be."""
    yield path
    parts = [part for part in path.split("/") if part not in ("", ".")]
    kept = [part for part in parts[:-1] if part not in _BUILT]
    if len(kept) < len(parts) - 1:
        yield "/".join(["src", *kept, parts[-1]])
        yield "/".join([*kept, parts[-1]])


def _folders(folder: str) -> Iterator[str]:
    """A folder and all above it."""
    yield folder
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _substituted(pattern: str, target: str, name: str) -> str | None:
    """The target of a name under a pattern with at most one star; None if it does not match."""
    before, star, after = pattern.partition("*")
    if not star:
        return target if name == pattern else None
    if len(name) < len(before) + len(after) or not (name.startswith(before) and name.endswith(after)):
        return None
    return target.replace("*", name[len(before) : len(name) - len(after)], 1)
