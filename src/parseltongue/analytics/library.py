"""igraph, imported when it is needed: 90 ms that no other question pays."""

from __future__ import annotations

from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from parseltongue.analytics.columns import Digraph


def igraph() -> Any:
    """The library.

    Raises
    ------
    ConfigError
        It is not installed.
    """
    try:
        import igraph as library  # type: ignore[import-untyped]
    except ImportError:
        raise ConfigError(
            "this question needs the package igraph; "
            'install it with: pip install "parseltongue-isg[analytics]"'
        ) from None
    return library


def directed(graph: Digraph) -> Any:
    """A graph of igraph's with the same vertices and edges."""
    return made(graph.count, graph.edges, directed=True)


def made(count: int, edges: Iterable[tuple[int, int]], *, directed: bool = False) -> Any:
    """A graph of igraph's. It takes a list of pairs faster than a buffer (docs/adr/0015)."""
    return igraph().Graph(count, list(edges), directed=directed)


def weighted(graph: Digraph) -> Any:
    """The same without directions, with `weight` on each edge; two lie between vertices that refer to each
    other."""
    whole = made(graph.count, graph.edges)
    whole.es["weight"] = graph.weights
    return whole


def components(count: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """For each vertex the number of its connected part, directions ignored."""
    found: list[int] = made(count, edges).connected_components(mode="weak").membership
    return found


class Spreading:
    """What some roots lead to, in a graph that only grows."""

    def __init__(self, count: int) -> None:
        self._graph = igraph().Graph(count + 1, directed=True)
        self._start = count

    def add(self, edges: Iterable[tuple[int, int]], roots: Iterable[int]) -> None:
        """More edges, and more roots."""
        self._graph.add_edges([*edges, *((self._start, root) for root in roots)])

    def reached(self) -> bytearray:
        """1 for each vertex that some root leads to, roots included. O(edges)."""
        marks = bytearray(self._start + 1)
        for vertex in self._graph.subcomponent(self._start, mode="out"):
            marks[vertex] = 1
        return marks[:-1]
