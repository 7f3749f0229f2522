"""Questions that go from entity to entity, against NetworkX over the export."""

from __future__ import annotations

import random
from itertools import islice, pairwise

import networkx
import pytest

from parseltongue.query.edges import CALLED
from parseltongue.query.routes import Neighbours, simple_routes
from tests.property.javascript_sources import JavaScriptWriter
from tests.property.rust_sources import RustWriter
from tests.property.sources import Writer, text
from tests.unit.query.graphs import Export, isg_of

FILES = ("file",)


def graph_of(export: Export, *kinds: str) -> networkx.DiGraph:
    graph = networkx.DiGraph()
    graph.add_nodes_from(export.entities)
    graph.add_edges_from((row["src"], row["dst"]) for row in export.edges(*kinds) if row["dst"])
    return graph


def random_graph(seed: int, writer: type = Writer, files: int = 8):
    sources: dict[str, list[str]] = {}
    one = writer(seed)
    for _ in range(files):
        one.file(sources)
    isg = isg_of({path: text(chunks) for path, chunks in sources.items()})
    return isg, Export(isg)


def distances(graph: networkx.DiGraph, start: str, depth: int | None = None) -> dict[str, int]:
    found = dict(networkx.single_source_shortest_path_length(graph, start, cutoff=depth))
    del found[start]
    return found


def hops(answer) -> dict[str, int]:
    return {one["id"]: one["hop"] for one in answer if one["id"]}


@pytest.mark.parametrize("writer", [Writer, RustWriter, JavaScriptWriter])
@pytest.mark.parametrize("seed", range(6))
def test_types_and_calls_agree_with_the_export(writer, seed):
    isg, export = random_graph(seed, writer)
    calls = graph_of(export, "calls")
    types = graph_of(export, "extends", "implements")
    for identity, entity in export.entities.items():
        assert hops(isg.callees(identity, None, transitive=True)) == distances(calls, identity)
        assert hops(isg.callees(identity, None, transitive=True, depth=2)) == distances(calls, identity, 2)
        if entity["kind"] != "file":
            callers = hops(isg.callers(identity, None, transitive=True))
            # A file that calls ends the way: what mentions the file does not run it.
            assert callers == without_files(calls, identity, export)
        if entity["kind"] in ("class", "struct", "trait", "enum", "interface"):
            assert hops(isg.supertypes(identity, None, transitive=True)) == distances(types, identity)
            assert hops(isg.subtypes(identity, None, transitive=True)) == distances(types.reverse(), identity)
            assert hops(isg.supertypes(identity, None)) == distances(types, identity, 1)
            assert hops(isg.subtypes(identity, None)) == distances(types.reverse(), identity, 1)


def without_files(graph: networkx.DiGraph, target: str, export: Export) -> dict[str, int]:
    inner = graph.copy()
    files = [one for one, entity in export.entities.items() if entity["kind"] == "file"]
    inner.remove_edges_from([(source, end) for source, end in graph.edges if end in files])
    return distances(inner.reverse(), target)


@pytest.mark.parametrize("seed", range(12))
def test_overrides_agree_with_the_export(seed):
    isg, export = random_graph(seed)
    graph = graph_of(export, "overrides")
    for identity in export.entities:
        for transitive in (False, True):
            answer = isg.overrides(identity, None, transitive=transitive)
            depth = None if transitive else 1
            up = {one["id"] for one in answer if one["direction"] == "up"}
            down = {one["id"] for one in answer if one["direction"] == "down"}
            assert up == distances(graph, identity, depth).keys()
            assert down == distances(graph.reverse(), identity, depth).keys()


@pytest.mark.parametrize("writer", [Writer, JavaScriptWriter])
@pytest.mark.parametrize("seed", range(6))
def test_importers_agree_with_the_export(writer, seed):
    isg, export = random_graph(seed, writer)
    by_file = networkx.DiGraph()
    file_of = {one: row["file"] for one, row in export.entities.items()}
    by_file.add_nodes_from(file_of.values())
    by_file.add_edges_from(
        (row["file"], file_of[row["dst"]]) for row in export.edges("imports") if row["dst"]
    )
    for identity, entity in export.entities.items():
        if entity["kind"] == "file":
            expected = distances(by_file.reverse(), entity["file"])
            told = {one["file"]: one["hop"] for one in isg.importers(identity, None, transitive=True)}
            assert told == expected
        else:
            direct = {row["src"] for row in export.edges("imports") if row["dst"] == identity}
            own = next(row["id"] for row in export.entities.values()
                       if row["kind"] == "file" and row["file"] == entity["file"])  # fmt: skip
            assert {one["id"] for one in isg.importers(identity, None)} == direct - {own}


@pytest.mark.parametrize("seed", range(8))
def test_members_at_any_depth_are_all_that_is_inside(seed):
    isg, export = random_graph(seed)
    graph = graph_of(export, "contains")
    for identity in export.entities:
        assert hops(isg.members(identity, None, transitive=True)) == distances(graph, identity)


def calling_each_other(seed: int, modules: int = 4, functions: int = 8, calls: int = 2):
    """Functions of some modules, each of which calls a few others at random."""
    chosen = random.Random(seed)
    names = [(module, number) for module in range(modules) for number in range(functions)]
    files = {}
    for module in range(modules):
        lines = [f"from m{one} import *" for one in range(modules) if one != module]
        for number in range(functions):
            others = chosen.sample(names, chosen.randint(0, 2 * calls))
            lines += [f"def f{module}_{number}():", "    pass", *(f"    f{a}_{b}()" for a, b in others)]
        files[f"m{module}.py"] = "\n".join(lines) + "\n"
    isg = isg_of(files)
    return isg, Export(isg)


@pytest.mark.parametrize("seed", range(8))
def test_routes_agree_with_networkx(seed):
    isg, export = calling_each_other(seed)
    graph = graph_of(export, "calls")
    graph.remove_edges_from(networkx.selfloop_edges(graph))
    neighbours = Neighbours(isg.view, CALLED)
    named = [one for one, row in export.entities.items() if row["kind"] != "file"]
    seen = 0
    for start, end in [(start, end) for start in named[::4] for end in named[::5] if start != end]:
        routes = list(islice(simple_routes(neighbours, [bytes.fromhex(start)], [bytes.fromhex(end)]), 5))
        expected = []
        if networkx.has_path(graph, start, end):
            expected = list(islice(networkx.shortest_simple_paths(graph, start, end), 5))
        assert [len(route) for route in routes] == [len(route) for route in expected]
        assert len(set(routes)) == len(routes)
        for route in routes:
            assert len(set(route)) == len(route)
            assert all(graph.has_edge(one.hex(), after.hex()) for one, after in pairwise(route))
        seen += len(routes)
    assert seen > 10


@pytest.mark.parametrize("seed", range(6))
def test_one_route_of_many_to_many_is_a_shortest(seed):
    isg, export = calling_each_other(seed, modules=6, functions=3, calls=1)
    graph = graph_of(export, "calls")
    files = [one for one, row in export.entities.items() if row["kind"] == "file"]
    inside = {
        file: [one for one, row in export.entities.items() if row["file"] == export.entities[file]["file"]]
        for file in files
    }
    for start in files:
        for end in files[::2]:
            lengths = [
                networkx.shortest_path_length(graph, one, other)
                for one in inside[start]
                for other in inside[end]
                if networkx.has_path(graph, one, other)
            ]
            told = [one["length"] for one in isg.path(start, end)]
            assert told == ([min(lengths)] if lengths else [])


def test_a_route_tells_its_call_sites(shop):
    (route,) = isg_path(shop, "tests.test_orders.test_save", "shop.orders.round_up", every=True)
    assert route["length"] == len(route["steps"]) - 1
    for step in route["steps"][:-1]:
        assert step["lines"]
        assert step["relationship"] in ("calls", "uses")
    assert "relationship" not in route["steps"][-1]


def isg_path(isg, *words, **options):
    return isg.path(*words, **options).results


def test_no_route_is_an_empty_answer(shop):
    assert isg_path(shop, "shop.orders.round_up", "shop.orders.make") == []


def test_tests_for_an_entity(shop):
    answer = shop.tests_for("shop.orders.add_tax")
    assert [(one["qualified_name"], one["hop"]) for one in answer] == [("tests.test_orders.test_save", 1)]
    assert [one["name"] for one in shop.tests_for("shop.orders")] == ["test_save"]
    notes = shop.blast_radius("shop.orders.add_tax").notes["tests"]
    assert [(one["name"], one["hop"]) for one in notes] == [("test_save", 1)]


def test_references_are_lines(shop):
    answer = shop.references("shop.orders.Order.save", None)
    assert [(one["file"], one["line"]) for one in answer] == [
        ("shop/orders.py", 43), ("shop/orders.py", 44), ("tests/test_orders.py", 7),
    ]  # fmt: skip


def test_an_impl_block_stands_for_its_type():
    isg = isg_of(
        {
            "src/lib.rs": "pub mod a;\npub mod b;\npub trait Base { fn go(&self); }\n",
            "src/a.rs": "pub struct Thing;\n",
            "src/b.rs": "use crate::Base;\nuse crate::a::Thing;\nimpl Base for Thing { fn go(&self) {} }\n",
        }
    )
    (heir,) = isg.subtypes("Base")
    assert (heir["kind"], heir["name"], heir["block"]) == ("struct", "Thing", "src/b.rs:3")
    assert [one["name"] for one in isg.supertypes("Thing")] == ["Base"]
    assert [(one["name"], one["direction"]) for one in isg.overrides("Base.go")] == [("go", "down")]


def test_importers_of_what_is_outside_of_the_workspace(shop):
    (one,) = shop.importers("json")
    assert (one["file"], one["line"], one["names"], one["provenance"]) == (
        "shop/orders.py", 3, [], "external",
    )  # fmt: skip
    assert not shop.importers("json.dumps").results
