"""Metrics of types after Chidamber and Kemerer, as far as the graph tells.

========  ===========================================================================================
``wmc``   methods; each weighs 1, as the graph knows no branches
``dit``   longest chain of bases; one outside of the workspace counts 1, what is above it is not known
``noc``   types that extend or implement it directly
``cbo``   other types of the workspace that it refers to or that refer to it, inheritance included
``rfc``   its methods and the callables of the workspace that they call
``lcom``  groups of methods that share no field and do not call each other (LCOM4); constructors left out
========  ===========================================================================================

Members in impl blocks and in nested functions count for the type; nested types count for themselves.
"""

from __future__ import annotations

from parseltongue.analytics.library import components
from parseltongue.model.kinds import (
    CALLS,
    CONSTRUCTOR,
    EXTENDS,
    FIELD,
    IMPLEMENTS,
    METHOD,
    OWNER_KINDS,
    PROPERTY,
    TYPE_KINDS,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array

    from parseltongue.analytics.columns import Columns

    Types = array[int]

METRICS = ("wmc", "dit", "noc", "cbo", "rfc", "lcom")
METHODS = frozenset((METHOD, CONSTRUCTOR, PROPERTY))
_COHERING = frozenset((METHOD, PROPERTY, FIELD))


def class_metrics(columns: Columns) -> dict[int, dict[str, int]]:
    """The metrics of all types, by vertex, ascending. O(entities + edges)."""
    types = columns.types()
    classes = [vertex for vertex, kind in enumerate(columns.kinds) if kind in TYPE_KINDS]
    methods = _methods(columns, types)
    bases, heirs = _inheritance(columns, types)
    coupled, responses = _coupling(columns, types)
    lacking = _lack_of_cohesion(columns, types)
    outside = {types[vertex] for vertex, _ in columns.outside_bases}
    depths = depths_of(bases, outside)
    return {
        one: {
            "wmc": len(methods.get(one, ())),
            "dit": depths.get(one, int(one in outside)),
            "noc": len(heirs.get(one, ())),
            "cbo": len(coupled.get(one, ())),
            "rfc": len(methods.get(one, set()) | responses.get(one, set())),
            "lcom": lacking.get(one, 0),
        }
        for one in classes
    }


def _methods(columns: Columns, types: Types) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for vertex, (kind, parent) in enumerate(zip(columns.kinds, columns.parents, strict=True)):
        if kind in METHODS and columns.kinds[parent] in OWNER_KINDS and types[parent] >= 0:
            found.setdefault(types[parent], set()).add(vertex)
    return found


def _inheritance(columns: Columns, types: Types) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Types and their bases, and types and those that have them as a base."""
    bases: dict[int, set[int]] = {}
    heirs: dict[int, set[int]] = {}
    for source, target in columns.edges((EXTENDS, IMPLEMENTS)):
        owner = types[source]
        if owner >= 0 and columns.kinds[target] in TYPE_KINDS:
            bases.setdefault(owner, set()).add(target)
            heirs.setdefault(target, set()).add(owner)
    return bases, heirs


def depths_of(bases: dict[int, set[int]], outside: set[int]) -> dict[int, int]:
    """Longest chain of bases above each type that has some; a circle is cut where it closes."""
    depths: dict[int, int] = {}
    for start in bases:
        pending, open_ones = [start], set[int]()
        while pending:
            one = pending[-1]
            missing = [base for base in bases.get(one, ()) if base not in depths and base not in open_ones]
            if one not in depths and missing and one not in open_ones:
                open_ones.add(one)
                pending += sorted(missing)
                continue
            pending.pop()
            above = [depths[base] for base in bases.get(one, ()) if base in depths]
            depths.setdefault(one, max([int(one in outside), *(depth + 1 for depth in above)]))
    return depths


def _coupling(columns: Columns, types: Types) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Types and the types that they are coupled to, and types and what their members call."""
    coupled: dict[int, set[int]] = {}
    responses: dict[int, set[int]] = {}
    for source, target in columns.edges((CALLS,)):
        if types[source] >= 0 and columns.kinds[target] not in TYPE_KINDS:
            responses.setdefault(types[source], set()).add(target)
    for source, target in columns.edges():
        here, there = types[source], types[target]
        if here >= 0 and there >= 0 and here != there:
            coupled.setdefault(here, set()).add(there)
            coupled.setdefault(there, set()).add(here)
    return coupled, responses


def _lack_of_cohesion(columns: Columns, types: Types) -> dict[int, int]:
    """Types and the number of groups of their methods, by the connected parts of one graph of all members."""
    kinds = columns.kinds
    members = [
        kind in _COHERING and kinds[parent] in OWNER_KINDS
        for kind, parent in zip(kinds, columns.parents, strict=True)
    ]
    edges = [
        (source, target)
        for source, target in columns.edges()
        if members[source] and members[target] and types[source] == types[target]
    ]
    groups: dict[int, set[int]] = {}
    for vertex, part in enumerate(components(columns.count, edges)):
        if members[vertex] and kinds[vertex] != FIELD and types[vertex] >= 0:
            groups.setdefault(types[vertex], set()).add(part)
    return {one: len(parts) for one, parts in groups.items()}
