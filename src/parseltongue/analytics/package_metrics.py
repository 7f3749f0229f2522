"""Stability of packages after Martin.

A package is a folder. ``ca`` are files outside that refer to it, ``ce`` files outside that it refers to.
``instability`` is ce ÷ (ca + ce), ``abstractness`` the share of its types that are abstract, ``distance`` how
far both are from adding up to 1: 0 is best. A ratio is None where there is nothing to divide by; an
abstractness that is not known counts as 0 in the distance.
"""

from __future__ import annotations

from parseltongue.model.interface import ABSTRACT
from parseltongue.model.kinds import INTERFACE, TRAIT, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analytics.columns import Columns

ABSTRACT_BASES = frozenset(("abc.ABC", "typing.Protocol", "typing_extensions.Protocol"))
"""Bases outside of any workspace that make a type abstract."""


class Package:
    """One folder with files in it."""

    __slots__ = ("abstract", "ca", "ce", "files", "name", "types")

    def __init__(self, name: str) -> None:
        self.name = name
        self.files = self.types = self.abstract = self.ca = self.ce = 0

    @property
    def instability(self) -> float | None:
        """0 for one that only others depend on, 1 for one that only depends on others."""
        return self.ce / (self.ca + self.ce) if self.ca + self.ce else None

    @property
    def abstractness(self) -> float | None:
        """Share of its types."""
        return self.abstract / self.types if self.types else None

    @property
    def distance(self) -> float | None:
        """From the main sequence."""
        return abs((self.abstractness or 0) + self.instability - 1) if self.instability is not None else None


def package_metrics(columns: Columns) -> list[Package]:
    """All packages by name. O(entities + edges)."""
    names, package_of = columns.packages()
    found = [Package(name) for name in names]
    file_of = columns.by_file()
    for package in package_of:
        found[package].files += 1
    abstract = abstract_types(columns)
    for vertex, kind in enumerate(columns.kinds):
        if kind in TYPE_KINDS:
            here = found[package_of[file_of[vertex]]]
            here.types += 1
            here.abstract += vertex in abstract
    incoming: list[set[int]] = [set() for _ in names]
    outgoing: list[set[int]] = [set() for _ in names]
    for source, target in columns.digraph("file").edges:
        user, used = package_of[source], package_of[target]
        if user != used:
            outgoing[user].add(target)
            incoming[used].add(source)
    for one, before, behind in zip(found, incoming, outgoing, strict=True):
        one.ca, one.ce = len(before), len(behind)
    return found


def abstract_types(columns: Columns) -> set[int]:
    """Traits, interfaces, types with a method that has no body, and direct heirs of `ABSTRACT_BASES`."""
    types = columns.types()
    found = {vertex for vertex, kind in enumerate(columns.kinds) if kind in (TRAIT, INTERFACE)}
    found |= {types[vertex] for vertex, flags in enumerate(columns.flags) if flags & ABSTRACT}
    found |= {types[vertex] for vertex, name in columns.outside_bases if name in ABSTRACT_BASES}
    return found
