"""Evaluations: neither value nor keys depend on what was asked before."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from parseltongue.analysis import lookups
from parseltongue.analysis.lookups import LOOKUP_KINDS, Evaluator, lookup_key

NODES = 9


@pytest.fixture(autouse=True, scope="module", params=[None, 1], ids=["keys are copied", "keys are shared"])
def _few(request):
    """With and without answers that rest on so many keys that these are not copied."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param is not None:
            patch.setattr(lookups, "_FEW", request.param)
        yield


class Graph:
    """Evaluations that need each other: per node, whether an odd nested value ends it, and the nested."""

    def __init__(self, nodes: list[tuple[bool, list[int]]]) -> None:
        self.nodes = nodes
        self.evaluator = Evaluator()
        self.computed = 0

    def ask(self, node: int) -> tuple[object, frozenset[int]]:
        """Value and keys of a top-level evaluation."""
        self.evaluator.begin()
        value = self.evaluate(node)
        return value, frozenset(self.evaluator.asked())

    def evaluate(self, node: int) -> object:
        return self.evaluator.evaluate(node, self.compute, node)

    def compute(self, node: int) -> int:
        self.computed += 1
        self.evaluator.keys.add(node)
        stops, nested = self.nodes[node]
        values = []
        for one in nested:
            value = self.evaluate(one)
            values.append(value)
            if stops and isinstance(value, int) and value % 2:
                break
        return xxh3_64_intdigest(repr((node, values)).encode())


def _forward(nodes: list[tuple[bool, list[int]]]) -> list[tuple[bool, list[int]]]:
    """The same without cycles."""
    return [(stops, [one for one in nested if one > node]) for node, (stops, nested) in enumerate(nodes)]


_nested = st.lists(st.integers(0, NODES - 1), max_size=4)
_any = st.lists(st.tuples(st.booleans(), _nested), min_size=NODES, max_size=NODES)
_one_way = _any.map(_forward)
_nearly_one_way = st.tuples(_one_way, st.integers(0, NODES - 1), st.integers(0, NODES - 1)).map(
    lambda three: [(stops, [*nested, three[2]] if node == three[1] else nested)
                   for node, (stops, nested) in enumerate(three[0])]
)  # fmt: skip
_graph = st.one_of(_any, _one_way, _nearly_one_way)


@settings(max_examples=600, deadline=None)
@given(_graph, st.lists(st.integers(0, NODES - 1), min_size=1, max_size=2 * NODES), st.integers(1, 10))
def test_the_order_of_questions_does_not_matter(nodes, order, limit):
    with patch.object(lookups, "MAX_NESTING", limit):
        shared = Graph(nodes)
        for node in order:
            assert shared.ask(node) == Graph(nodes).ask(node)


def _told_plainly(nodes: list[tuple[bool, list[int]]], node: int) -> tuple[int, frozenset[int]]:
    """Value and keys of a node of a graph without cycles, computed without remembering anything."""
    stops, nested = nodes[node]
    values: list[int] = []
    keys = frozenset((node,))
    for one in nested:
        value, below = _told_plainly(nodes, one)
        values.append(value)
        keys |= below
        if stops and value % 2:
            break
    return xxh3_64_intdigest(repr((node, values)).encode()), keys


@settings(max_examples=300, deadline=None)
@given(_one_way, st.lists(st.integers(0, NODES - 1), min_size=1, max_size=2 * NODES))
def test_all_that_an_answer_rests_on_is_asked(nodes, order):
    graph = Graph(nodes)
    for node in order:
        assert graph.ask(node) == _told_plainly(nodes, node)


@settings(max_examples=100, deadline=None)
@given(_one_way, st.integers(0, NODES - 1), st.integers(0, NODES - 1))
def test_what_is_computed_apart_is_asked_by_who_rests_on_it(nodes, before, node):
    graph = Graph(nodes)
    _, outer = graph.ask(before)
    value, basis = graph.evaluator.apart(graph.evaluate, node)
    assert graph.evaluator.asked() == outer
    for keys in (outer, frozenset()):
        graph.evaluator.rest_on(basis)
        told, below = _told_plainly(nodes, node)
        assert (value, graph.evaluator.asked()) == (told, keys | below)
        graph.evaluator.begin()


@settings(max_examples=300, deadline=None)
@given(_one_way, st.permutations(range(NODES)))
def test_without_cycles_each_evaluation_is_computed_once(nodes, order):
    graph = Graph(nodes)
    for node in order:
        graph.ask(node)
    assert graph.computed == NODES


def test_an_evaluation_that_meets_itself_gets_none():
    seen = []
    evaluator = Evaluator()

    def compute():
        seen.append(evaluator.evaluate("key", compute))
        return "value"

    assert evaluator.evaluate("key", compute) == "value"
    assert seen[-1] is None


def test_a_cyclic_entry_is_not_used_inside_another_evaluation():
    """1 and 2 need each other; what 1 is for its own sake is not what 2 needs of it."""
    nodes = [(False, [1]), (False, [2]), (False, [1])]
    graph = Graph(nodes)
    graph.ask(1)
    assert graph.ask(2) == Graph(nodes).ask(2)
    assert graph.ask(0) == Graph(nodes).ask(0)


@pytest.mark.parametrize("first", [0, 119, 120, 200, 299])
def test_chains_longer_than_the_limit_do_not_depend_on_where_one_starts(first):
    nodes = [(False, [node + 1] if node < 299 else []) for node in range(300)]
    graph = Graph(nodes)
    graph.ask(first)
    for node in (0, 150, 179, 180, 181):
        assert graph.ask(node) == Graph(nodes).ask(node)


def test_the_height_of_what_was_memoised_counts():
    nodes = [(False, [1]), (False, [2]), (False, [3]), (False, [])]
    with patch.object(lookups, "MAX_NESTING", 3):
        graph = Graph(nodes)
        for node in (3, 2, 1, 0):
            assert graph.ask(node) == Graph(nodes).ask(node)


def test_a_clique_costs_no_more_than_its_edges():
    size = 60
    nodes = [(False, [one for one in range(size) if one != node]) for node in range(size)]
    graph = Graph(nodes)
    graph.ask(0)
    assert graph.computed <= 3 * size


def test_an_exception_leaves_nothing_behind():
    evaluator = Evaluator()

    def fail():
        raise KeyError

    def outer():
        return evaluator.evaluate("inner", fail)

    for _ in range(2):
        with pytest.raises(KeyError):
            evaluator.evaluate("outer", outer)
    evaluator.begin()
    assert evaluator.evaluate("outer", lambda: evaluator.evaluate("inner", lambda: 1)) == 1


def test_an_exception_after_a_cycle_leaves_nothing_behind():
    evaluator = Evaluator()

    def fail():
        evaluator.evaluate("key", fail)
        raise KeyError

    with pytest.raises(KeyError):
        evaluator.evaluate("key", fail)
    nodes = [(False, [1]), (False, [0])]
    graph = Graph(nodes)
    graph.evaluator = evaluator
    assert graph.ask(0) == Graph(nodes).ask(0)


def test_keys_differ_by_kind_and_by_part():
    keys = {lookup_key(kind, *parts) for kind in LOOKUP_KINDS for parts in (("a", "b"), ("ab",), ("b", "a"))}
    assert len(keys) == 3 * len(LOOKUP_KINDS)
