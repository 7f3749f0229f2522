"""What depends on itself in a circle: strongly connected components of more than one vertex."""

from __future__ import annotations

from parseltongue.analytics.library import directed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.analytics.columns import Digraph


class Cycle:
    """A strongly connected component.

    Attributes
    ----------
    members : list of int
        Vertices, ascending.
    edges : int
        Distinct edges among them.
    example : list of int
        A shortest circle through the vertex with most edges within; the first vertex is not repeated.
    """

    __slots__ = ("edges", "example", "members")

    def __init__(self, members: list[int], edges: int, example: list[int]) -> None:
        self.members = members
        self.edges = edges
        self.example = example


def cycles(graph: Digraph) -> list[Cycle]:
    """Components of two and more vertices, the largest first, then by their first vertex. O(edges)."""
    whole = directed(graph)
    found = []
    for members in whole.connected_components(mode="strong"):
        if len(members) > 1:
            within = whole.induced_subgraph(members)
            found.append(Cycle(members, within.ecount(), [members[at] for at in _circle(within)]))
    return sorted(found, key=lambda one: (-len(one.members), one.members[0]))


def _circle(graph: Any) -> list[int]:
    degrees = graph.degree()
    start = degrees.index(max(degrees))
    ahead = graph.successors(start)
    ways = graph.get_shortest_paths(start, to=ahead, mode="in")
    return [start, *min(ways, key=lambda way: (len(way), way[::-1]))[:0:-1]]
