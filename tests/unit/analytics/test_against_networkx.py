"""Every algorithm agrees with NetworkX, on random graphs and on the code of this repository."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.analytics import ranking
from parseltongue.analytics.class_metrics import depths_of
from parseltongue.analytics.columns import Digraph
from parseltongue.analytics.communities import communities
from parseltongue.analytics.cycles import cycles
from parseltongue.analytics.library import Spreading, components
from tests.unit.query.graphs import isg_of

SOURCES = Path(__file__).parents[3] / "src"


@st.composite
def digraphs(draw: st.DrawFn) -> Digraph:
    count = draw(st.integers(1, 25))
    vertex = st.integers(0, count - 1)
    pairs = draw(st.dictionaries(st.tuples(vertex, vertex), st.integers(1, 5), max_size=80))
    return digraph(count, {pair: weight for pair, weight in pairs.items() if pair[0] != pair[1]})


def digraph(count: int, weights: dict[tuple[int, int], int]) -> Digraph:
    edges = sorted(weights)
    return Digraph(count, [src * count + dst for src, dst in edges], [weights[one] for one in edges])


def reference(graph: Digraph) -> networkx.DiGraph:
    made = networkx.DiGraph()
    made.add_nodes_from(range(graph.count))
    made.add_edges_from(graph.edges)
    return made


def agree(graph: Digraph) -> None:
    """Compare all algorithms over one graph."""
    expected = reference(graph)
    _same_cycles(graph, expected)
    pagerank = networkx.pagerank(expected, tol=1e-12, max_iter=1000)
    assert ranking.pagerank(graph) == pytest.approx([pagerank[one] for one in range(graph.count)], abs=1e-8)
    between = networkx.betweenness_centrality(expected, normalized=False)
    exact = ranking.betweenness(graph, exact_below=graph.count)
    assert exact == pytest.approx([between[one] for one in range(graph.count)])
    cores = networkx.core_number(expected.to_undirected())
    assert ranking.core_numbers(graph) == [cores[one] for one in range(graph.count)]
    incoming, outgoing = ranking.coupling(graph)
    assert incoming == [degree for _, degree in expected.in_degree()]
    assert outgoing == [degree for _, degree in expected.out_degree()]
    _same_parts(graph, expected)
    _good_communities(graph)


def _same_cycles(graph: Digraph, expected: networkx.DiGraph) -> None:
    found = cycles(graph)
    parts = [sorted(one) for one in networkx.strongly_connected_components(expected) if len(one) > 1]
    assert [one.members for one in found] == sorted(parts, key=lambda part: (-len(part), part[0]))
    for one in found:
        within = expected.subgraph(one.members)
        assert one.edges == within.number_of_edges()
        circle = [*one.example, one.example[0]]
        assert len(set(one.example)) == len(one.example) >= 2
        assert all(within.has_edge(*step) for step in pairwise(circle))


def _same_parts(graph: Digraph, expected: networkx.DiGraph) -> None:
    found = components(graph.count, graph.edges)
    for part in networkx.weakly_connected_components(expected):
        assert len({found[one] for one in part}) == 1
    assert len(set(found)) == networkx.number_weakly_connected_components(expected)
    life = Spreading(graph.count)
    life.add(list(graph.edges)[::2], [])
    life.add(list(graph.edges)[1::2], [0])
    alive = {0} | networkx.descendants(expected, 0)
    assert {one for one, mark in enumerate(life.reached()) if mark} == alive


def _good_communities(graph: Digraph) -> None:
    """The parts are disjoint, the score is theirs, and no worse than those of NetworkX's Louvain."""
    found, score = communities(graph)
    members = [one for part in found for one in part]
    assert len(members) == len(set(members))
    both = networkx.Graph()
    both.add_nodes_from(range(graph.count))
    for (source, target), weight in zip(graph.edges, graph.weights, strict=True):
        known = both.get_edge_data(source, target, {"weight": 0})["weight"]
        both.add_edge(source, target, weight=known + weight)
    if not graph.pairs:
        assert (found, score) == ([], 0.0)
        return
    rest = [{one} for one in set(range(graph.count)) - set(members)]
    assert score == pytest.approx(networkx.community.modularity(both, [*map(set, found), *rest]))
    other = networkx.community.louvain_communities(both, seed=1)
    assert score >= networkx.community.modularity(both, other) - 0.08
    assert communities(graph) == (found, score)


@given(digraphs())
@settings(max_examples=80, deadline=None)
def test_random_graphs(graph: Digraph) -> None:
    agree(graph)


def test_the_code_of_this_repository() -> None:
    isg = isg_of(
        {
            path.relative_to(SOURCES).as_posix(): path.read_text(encoding="utf-8")
            for folder in ("model", "query", "analytics")
            for path in sorted((SOURCES / "parseltongue" / folder).rglob("*.py"))
        }
    )
    for level in ("entity", "file", "package"):
        graph = isg.analytics.digraph(level)
        assert graph.edges
        agree(graph)


@given(digraphs(), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_sampled_betweenness_counts_the_paths_of_the_sample(graph: Digraph, wanted: int) -> None:
    wanted = min(wanted, graph.count)
    chosen = ranking.sample(graph.count, wanted)
    between = networkx.betweenness_centrality_subset(
        reference(graph), sources=chosen, targets=range(graph.count)
    )
    found = ranking.betweenness(graph, exact_below=0, sampled=wanted)
    expected = [between[one] * graph.count / wanted for one in range(graph.count)]
    assert found == pytest.approx(expected)


@given(digraphs(), st.sets(st.integers(0, 24)))
@settings(max_examples=60, deadline=None)
def test_depths_are_longest_paths(graph: Digraph, outside: set[int]) -> None:
    edges = [(source, target) for source, target in graph.edges if source > target]
    bases: dict[int, set[int]] = {}
    for source, target in edges:
        bases.setdefault(source, set()).add(target)
    found = depths_of(bases, outside)
    above = networkx.DiGraph(edges)
    above.add_edges_from((one, "outside") for one in above.nodes & outside)
    for one in bases:
        ways = networkx.DiGraph(above.subgraph({one} | networkx.descendants(above, one)))
        assert found[one] == networkx.dag_longest_path_length(ways)


def test_a_circle_of_bases_has_an_end() -> None:
    assert set(depths_of({1: {2}, 2: {3}, 3: {1}}, set())) == {1, 2, 3}


def test_the_library_draws_as_before_after_communities() -> None:
    random.seed(5)
    communities(digraph(3, {(0, 1): 1, (1, 2): 1}))
    drawn = random.random()
    random.seed(5)
    assert drawn == random.random()
