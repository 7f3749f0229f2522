"""How central each vertex is.

``pagerank``: the share of time that a walk along references spends there, damping 0.85. ``betweenness``: how
many shortest paths between others lead through it. ``core``: the largest k such that it belongs to a part in
which each vertex has k neighbours. ``coupling``: how many refer to it or are referred to by it.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import repeat

from parseltongue.analytics.library import directed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analytics.columns import Digraph

MEASURES = ("pagerank", "betweenness", "core", "coupling")

EXACT_BELOW = 3_000
"""Vertices up to which betweenness counts the paths from all of them."""

SAMPLED = 1_000
"""Vertices whose paths are counted where there are more."""

SEED = 0


def ranks(graph: Digraph, measure: str) -> list[float]:
    """One of `MEASURES` for each vertex."""
    if measure == "pagerank":
        return pagerank(graph)
    if measure == "betweenness":
        return betweenness(graph)
    if measure == "core":
        return [float(one) for one in core_numbers(graph)]
    return [float(incoming + outgoing) for incoming, outgoing in zip(*coupling(graph), strict=True)]


def pagerank(graph: Digraph) -> list[float]:
    """Adds up to 1. Vertices that refer to nothing lead everywhere."""
    found: list[float] = directed(graph).pagerank(damping=0.85) if graph.count else []
    return found


def betweenness(graph: Digraph, exact_below: int = EXACT_BELOW, sampled: int = SAMPLED) -> list[float]:
    """Paths through each vertex, not normalised. O(sampled × edges).

    Above `exact_below` vertices only paths from `sampled` of them are counted, which chance draws, always the
    same ones, and the sum is scaled up.
    """
    whole = directed(graph)
    found: list[float]
    if graph.count <= exact_below:
        found = whole.betweenness()
        return found
    found = whole.betweenness(sources=sample(graph.count, sampled))
    scale = graph.count / sampled
    return [one * scale for one in found]


def is_sampled(graph: Digraph, measure: str) -> bool:
    """Whether a measure is an estimate."""
    return measure == "betweenness" and graph.count > EXACT_BELOW


def sample(count: int, wanted: int) -> list[int]:
    """Distinct vertices drawn by chance, ascending, always the same ones."""
    return sorted(random.Random(SEED).sample(range(count), wanted))


def core_numbers(graph: Digraph) -> list[int]:
    """Directions ignored."""
    found: list[int] = directed(graph).as_undirected().coreness()
    return found


def coupling(graph: Digraph) -> tuple[list[int], list[int]]:
    """For each vertex how many others refer to it, and to how many it refers."""
    incoming, outgoing = Counter(graph.targets), Counter(graph.sources)
    vertices = range(graph.count)
    return list(map(incoming.get, vertices, repeat(0))), list(map(outgoing.get, vertices, repeat(0)))
