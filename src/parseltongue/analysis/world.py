"""What a linker may know of the other files: their Interfaces and which paths exist.

`World` answers the raw lookups of `analysis.lookups`; whoever owns the files (a snapshot under
construction, a test) implements it. `answers` lists every lookup that one file answers, so that two
versions of a file can be compared answer by answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from parseltongue.analysis.lookups import lookup_key
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from parseltongue.model.interface import Interface

NAMESPACE = ""
"""Stands for "a folder without a module file" in the answer to a `stem` lookup."""


class Unit:
    """One file as the linker sees it."""

    __slots__ = ("folder", "interface", "path", "stem")

    def __init__(self, path: str, interface: Interface) -> None:
        self.path = path
        self.interface = interface
        self.stem = module_stem(path)
        self.folder = path.rpartition("/")[0]

    def __repr__(self) -> str:
        return f"Unit({self.path!r})"


class World(ABC):
    """The files of one state of one code tree."""

    roots: Sequence[str]
    """Source roots, relative to the workspace root ("" is the workspace root itself), in search order."""

    @abstractmethod
    def unit(self, path: str) -> Unit:
        """The file at a path that `stem` answered; its Interface is loaded on first use."""

    @abstractmethod
    def stem(self, stem: str) -> str | None:
        """Path of the module at ``stem.py`` or ``stem/__init__.py``, `NAMESPACE` for a folder, or None."""

    @abstractmethod
    def bare(self, name: str) -> tuple[Unit, int] | int:
        """The only class member of that name as (unit, ordinal); else 0 for none, 2 for several."""


def module_stem(path: str) -> str:
    """A module's path without its suffix, a package's folder: what an import leads to."""
    stem = path.rpartition(".")[0]
    if stem.endswith("/__init__"):
        return stem[: -len("/__init__")]
    return "" if stem == "__init__" else stem


def answers(path: str, interface: Interface) -> dict[int, object]:
    """Every lookup that a file answers, with its answer."""
    table: dict[int, object] = {lookup_key("stars", path): (interface.stars, interface.exported)}
    symbols = interface.symbols
    for name, text in interface.imports.items():
        table[lookup_key("export", path, name)] = text
    for ordinal in [0, *(i for i, kind in enumerate(interface.kinds) if kind in TYPE_KINDS)]:
        if ordinal:
            table[lookup_key("bases", path, symbols[ordinal])] = interface.bases.get(ordinal, [])
        for name, member in interface.members(ordinal).items():
            answer = (
                symbols[member],
                interface.kinds[member],
                interface.flags[member],
                interface.types[member],
            )
            table[member_key(path, symbols[ordinal], name)] = answer
    for ordinal, kind in enumerate(interface.kinds):
        if ordinal and kind not in TYPE_KINDS:
            table[lookup_key("entity", path, symbols[ordinal])] = (kind, interface.types[ordinal])
    return table


def member_key(path: str, symbol: str, name: str) -> int:
    """Key of the lookup of a name in a class, or at the top of a file (empty symbol)."""
    return lookup_key("member", path, symbol, name) if symbol else lookup_key("export", path, name)


def changed_answers(path: str, before: Interface | None, after: Interface | None) -> set[int]:
    """Keys of the lookups whose answer differs between two versions of a file (None: no such file)."""
    old = answers(path, before) if before is not None else {}
    new = answers(path, after) if after is not None else {}
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def module_stems(paths: Iterable[str]) -> dict[str, str]:
    """What stands at each stem of a tree: a module, else `NAMESPACE`; the answers to `stem` lookups.

    A package goes before a module beside it, source before a stub.
    """
    stems: dict[str, str] = {}
    for path in sorted(paths):
        stem = module_stem(path)
        rival = stems.get(stem, NAMESPACE)
        if rival == NAMESPACE or (_is_package(path) and not _is_package(rival)):
            stems[stem] = path
        folder = path.rpartition("/")[0]
        while folder and folder not in stems:
            stems[folder] = NAMESPACE
            folder = folder.rpartition("/")[0]
    stems.setdefault("", NAMESPACE)
    return stems


def _is_package(path: str) -> bool:
    return path.rpartition("/")[2].startswith("__init__.")


def stem_lookups(stem: str, roots: Sequence[str]) -> set[int]:
    """Keys of the lookups that ask what stands at a stem: by path, and as a module below each root."""
    keys = {lookup_key("stem", stem)}
    for root in roots:
        below = stem if not root else stem[len(root) + 1 :] if stem.startswith(root + "/") else ""
        if below:
            keys.add(lookup_key("module", below.replace("/", ".")))
    return keys


class TreeWorld(World):
    """A world made of a set of paths, a loader of Interfaces, and an answer to bare names.

    Parameters
    ----------
    paths : iterable of str
        All files that are modules.
    roots : sequence of str
        Source roots in search order.
    load : callable
        Interface of a path among `paths`; called at most once per path.
    bare : callable
        See `World.bare`; given the unit loader, so that it can name units.
    """

    def __init__(
        self,
        paths: Iterable[str],
        roots: Sequence[str],
        load: Callable[[str], Interface],
        bare: Callable[[str], tuple[str, int] | int],
    ) -> None:
        self.roots = roots
        self._load = load
        self._bare = bare
        self._units: dict[str, Unit] = {}
        self._stems = module_stems(paths)

    def unit(self, path: str) -> Unit:
        unit = self._units.get(path)
        if unit is None:
            unit = self._units[path] = Unit(path, self._load(path))
        return unit

    def stem(self, stem: str) -> str | None:
        return self._stems.get(stem)

    def bare(self, name: str) -> tuple[Unit, int] | int:
        answer = self._bare(name)
        return answer if isinstance(answer, int) else (self.unit(answer[0]), answer[1])


def member_counts(interface: Interface) -> dict[str, int]:
    """How many classes of a file have a member of each name (shadowed ones not counted)."""
    counts: dict[str, int] = {}
    for ordinal in range(1, len(interface.kinds)):
        parent = interface.parents[ordinal]
        if interface.kinds[parent] in TYPE_KINDS and not interface.flags[ordinal] & SHADOWED:
            name = interface.names[ordinal]
            counts[name] = counts.get(name, 0) + 1
    return counts
