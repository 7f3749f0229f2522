"""What a linker may know of the other files: their Interfaces and which paths exist.

`World` answers the raw lookups of `analysis.lookups`; whoever owns the files (a snapshot under
construction, a test) implements it. `answers` lists every lookup that one file answers, so that two
versions of a file can be compared answer by answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.placement import seen_by
from parseltongue.model.interface import ABSTRACT, SHADOWED
from parseltongue.model.kinds import INTERFACE, OWNER_KINDS, SCOPE_KINDS, TYPE_KINDS
from parseltongue.model.paths import FUNCTIONAL_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from parseltongue.analysis.placement import Placement
    from parseltongue.model.interface import Interface

NAMESPACE = ""
"""Stands for "a folder without a module file" in the answer to a `stem` lookup."""


class Unit:
    """One file as the linker of a family sees it.

    Attributes
    ----------
    home : tuple of (str, Unit) or None
        The family that the file belongs to, if that is another one, and what the file is there.
    """

    __slots__ = ("contributed", "folder", "home", "interface", "path")

    def __init__(self, path: str, interface: Interface, home: tuple[str, Unit] | None = None) -> None:
        self.path = path
        self.interface = interface
        self.home = home
        self.folder = path.rpartition("/")[0]
        self.contributed: dict[tuple[str, str], list[int]] | None = None
        """By open scope and name, ascending ordinals; filled in when first asked for."""

    def __repr__(self) -> str:
        return f"Unit({self.path!r})"


class World(ABC):
    """The files of one family in one state of one code tree, and those of its space that it sees."""

    family: str
    scopes: str
    """See `Placement.scopes`."""
    roots: Sequence[str]
    """Source roots, relative to the workspace root ("" is the workspace root itself), in search order."""

    @abstractmethod
    def unit(self, path: str) -> Unit:
        """The file at a path that `stem` answered; its Interface is loaded on first use."""

    @abstractmethod
    def stem(self, stem: str) -> str | None:
        """Path of the file that imports know by a stem, `NAMESPACE` for a folder, or None."""

    @abstractmethod
    def bare(self, name: str) -> tuple[Unit, int] | int:
        """The only class member of that name as (unit, ordinal); else 0 for none, 2 for several."""

    @abstractmethod
    def open(self, scope: str, name: str) -> list[tuple[Unit, int]]:
        """What files contribute to an open scope under a name, in order of path and ordinal."""


def answers(
    placement: Placement, path: str, interface: Interface, askers: Iterable[Placement] = ()
) -> dict[int, object]:
    """Every lookup that a file answers, alone or with others, with its part of the answer.

    Parameters
    ----------
    askers : iterable of Placement
        Other families of its space: what they see of the file is part of the answer.
    """
    table = _answers(placement, path, interface)
    for asker in askers:
        seen = seen_by(asker, placement, path, interface)
        for key, answer in _answers(asker, path, seen).items():
            table[key] = table.get(key), answer
    return table


def _answers(placement: Placement, path: str, interface: Interface) -> dict[int, object]:
    """What a file answers to one family."""
    table: dict[int, object] = {
        stars_key(path): (interface.stars.get(0), interface.exported, interface.package)
    }
    symbols = interface.symbols

    def told(ordinal: int) -> object:
        return (
            symbols[ordinal],
            interface.kinds[ordinal],
            interface.flags[ordinal],
            interface.types[ordinal],
            interface.parameters.get(ordinal),
        )

    for scope, paths in interface.stars.items():
        if scope:
            table[stars_key(path, symbols[scope])] = paths
    for scope, names in interface.imports.items():
        for name, text in names.items():
            table[member_key(path, symbols[scope], name)] = text
    for ordinal, kind in enumerate(interface.kinds):
        if ordinal and kind in TYPE_KINDS:
            table[lookup_key("bases", path, symbols[ordinal])] = (
                interface.bases.get(ordinal),
                interface.types[ordinal],
            )
        elif ordinal:
            table[lookup_key("entity", path, symbols[ordinal])] = (
                kind,
                interface.types[ordinal],
                interface.bases.get(ordinal),
                interface.parameters.get(ordinal),
            )
        if kind == INTERFACE:
            table[member_key(path, symbols[ordinal], FUNCTIONAL_MARK)] = [
                told(one) for one in open_methods(interface, ordinal)
            ]
        if not ordinal or kind in SCOPE_KINDS:
            for name, members in interface.named(ordinal).items():
                key = member_key(path, symbols[ordinal], name)
                # In some languages an import can bring more of a name that the file declares, too.
                table[key] = ([told(one) for one in members], table.get(key))
    for (scope_name, name), ordinals in contributed(placement, path, interface).items():
        table[open_key(placement.scopes, scope_name, name)] = [told(one) for one in ordinals]
    return table


def open_methods(interface: Interface, ordinal: int) -> list[int]:
    """Ordinals of the methods that an interface itself leaves to those who implement it."""
    members = interface.named(ordinal).values()
    return [one for same in members for one in same if interface.flags[one] & ABSTRACT]


def member_key(path: str, symbol: str, name: str) -> int:
    """Key of the lookup of a name in a class or module, or at the top of a file (empty symbol)."""
    return lookup_key("member", path, symbol, name) if symbol else lookup_key("export", path, name)


def stars_key(path: str, symbol: str = "") -> int:
    """Key of the lookup of what a file, or a module within it, imports everything from."""
    return lookup_key("stars", path, symbol) if symbol else lookup_key("stars", path)


def open_key(scopes: str, scope: str, name: str) -> int:
    """Key of the lookup of a name in an open scope; also where the `open` map has it."""
    return lookup_key("open", scopes, scope, name)


def contributed(placement: Placement, path: str, interface: Interface) -> dict[tuple[str, str], list[int]]:
    """What a file contributes to open scopes, by scope and name, ordinals ascending."""
    table: dict[tuple[str, str], list[int]] = {}
    for scope, name, ordinal in placement.contributions(path, interface):
        table.setdefault((scope, name), []).append(ordinal)
    return table


def open_keys(placement: Placement, path: str, interface: Interface) -> set[int]:
    """Keys of the names that a file contributes to open scopes, for its own family or others."""
    scopes = placement.scopes
    found = {open_key(scopes, scope, name) for scope, name in contributed(placement, path, interface)}
    for scope, name in placement.published_names(path, interface):
        found.add(open_key(scopes, scope, name))
    return found


def changed_answers(
    placement: Placement,
    path: str,
    before: Interface | None,
    after: Interface | None,
    askers: Iterable[Placement] = (),
) -> set[int]:
    """Keys of the lookups whose answer differs between two versions of a file (None: no such file)."""
    old = answers(placement, path, before, askers) if before is not None else {}
    new = answers(placement, path, after, askers) if after is not None else {}
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def stems_of(placement: Placement, paths: Iterable[str]) -> dict[str, str]:
    """What stands at each stem of a tree: a file, else `NAMESPACE`; the answers to `stem` lookups."""
    stems: dict[str, str] = {}
    for path in sorted(filter(placement.has_stem, paths)):
        stem = placement.stem(path)
        rival = stems.get(stem, NAMESPACE)
        if rival == NAMESPACE or placement.precedence(path) < placement.precedence(rival):
            stems[stem] = path
        folder = path.rpartition("/")[0]
        while folder and folder not in stems:
            stems[folder] = NAMESPACE
            folder = folder.rpartition("/")[0]
    stems.setdefault("", NAMESPACE)
    return stems


class TreeWorld(World):
    """A world made of a set of paths, a loader of Interfaces, and the answers of two indexes.

    Parameters
    ----------
    placement : Placement
        Of the family.
    paths : iterable of str
        All its files.
    roots : sequence of str
        Source roots in search order.
    load : callable
        Interface of a path among `paths`; called at most once per path.
    bare : callable
        See `World.bare`; with a path in place of a unit.
    contributors : callable
        Files that contribute to an open scope under a name, ascending.
    home : callable
        The world of the family that a path belongs to.
    """

    def __init__(
        self,
        placement: Placement,
        paths: Iterable[str],
        roots: Sequence[str],
        load: Callable[[str], Interface],
        bare: Callable[[str], tuple[str, int] | int],
        contributors: Callable[[str, str], list[str]],
        home: Callable[[str], TreeWorld] | None = None,
    ) -> None:
        self.family = placement.family
        self.scopes = placement.scopes
        self._home = home if placement.space else None
        self.roots = roots
        self._placement = placement
        self._load = load
        self._bare = bare
        self._contributors = contributors
        self._units: dict[str, Unit] = {}
        self._stems = stems_of(placement, paths)

    def unit(self, path: str) -> Unit:
        unit = self._units.get(path)
        if unit is None:
            unit = self._units[path] = self._new_unit(path)
        return unit

    def _new_unit(self, path: str) -> Unit:
        home = self._home(path) if self._home is not None else self
        if home is self:
            return Unit(path, self._load(path))
        own = home.unit(path)
        seen = seen_by(self._placement, home._placement, path, own.interface)
        return Unit(path, seen, (home.family, own))

    def stem(self, stem: str) -> str | None:
        return self._stems.get(stem)

    def bare(self, name: str) -> tuple[Unit, int] | int:
        answer = self._bare(name)
        return answer if isinstance(answer, int) else (self.unit(answer[0]), answer[1])

    def open(self, scope: str, name: str) -> list[tuple[Unit, int]]:
        units = map(self.unit, self._contributors(scope, name))
        return [(unit, ordinal) for unit in units for ordinal in self._of(unit).get((scope, name), ())]

    def _of(self, unit: Unit) -> dict[tuple[str, str], list[int]]:
        if unit.contributed is None:
            unit.contributed = contributed(self._placement, unit.path, unit.interface)
        return unit.contributed


def member_counts(interface: Interface) -> dict[str, int]:
    """How many classes of a file have a member of each name (shadowed ones not counted)."""
    counts: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    for ordinal in range(1, len(interface.kinds)):
        parent = interface.parents[ordinal]
        if interface.kinds[parent] in OWNER_KINDS and not interface.flags[ordinal] & SHADOWED:
            name = interface.names[ordinal]
            if (parent, name) not in seen:
                seen.add((parent, name))
                counts[name] = counts.get(name, 0) + 1
    return counts
