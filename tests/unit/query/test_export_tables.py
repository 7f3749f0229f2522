"""Tables and objects of other libraries hold what the export says."""

import io
import json

import networkx
import polars
import pyarrow
import pytest
from pyarrow import parquet

from parseltongue.model.errors import ConfigError, QueryError
from parseltongue.query.export.columns import ENTITY_TYPES, entity_columns
from parseltongue.query.export.libraries import library
from parseltongue.query.export.selection import Chosen, Selection
from tests.unit.query.graphs import exported, isg_of, random_files
from tests.unit.query.test_export_formats import written


def rows(isg, kind):
    found = (json.loads(line) for line in exported(isg).splitlines())
    return [{name: one[name] for name in one if name != "type"} for one in found if one["type"] == kind]


def edges(isg, externals=False):
    return [
        (one["src"], one["dst"] or f"external:{one['target']}", one["kind"], one["line"])
        for one in rows(isg, "relationship")
        if one["dst"] or (externals and one["provenance"] == "external")
    ]


@pytest.mark.parametrize("name", ["arrow", "parquet"])
def test_files_of_tables(shop, name):
    parts, _ = written(shop, name)
    for part, kind in (("entities", "entity"), ("relationships", "relationship")):
        data = io.BytesIO(parts.bytes(part))
        table = pyarrow.ipc.open_file(data).read_all() if name == "arrow" else parquet.read_table(data)
        assert table.to_pylist() == rows(shop, kind)


@pytest.mark.parametrize("name", ["arrow", "parquet", "csv", "json", "graphml"])
def test_the_same_bytes_again(shop, name):
    first, again = (written(shop, name)[0] for _ in range(2))
    assert {part: first.bytes(part) for part in first} == {part: again.bytes(part) for part in again}


def test_networkx(shop):
    graph = shop.to_networkx()
    assert isinstance(graph, networkx.MultiDiGraph)
    assert dict(graph.nodes(data=True)) == {one["id"]: one for one in rows(shop, "entity")}
    found = [(src, dst, data["kind"], data["line"]) for src, dst, data in graph.edges(data=True)]
    assert sorted(found) == sorted(edges(shop))


def test_networkx_with_what_is_outside(shop):
    graph = shop.to_networkx(externals=True)
    found = [(src, dst, data["kind"], data["line"]) for src, dst, data in graph.edges(data=True)]
    assert sorted(found) == sorted(edges(shop, externals=True))
    assert graph.nodes["external:json.dumps"]["kind"] == "external"


def test_some_kinds_and_a_part(shop):
    graph = shop.to_networkx(relationships=("calls",), path="shop/orders.py")
    assert {data["kind"] for *_, data in graph.edges(data=True)} == {"calls"}
    assert {data["file"] for _, data in graph.nodes(data=True)} == {"shop/orders.py"}
    with pytest.raises(QueryError, match="no relationship is called call;"):
        shop.to_networkx(relationships=("call",))


def test_rustworkx(shop):
    graph = shop.to_rustworkx()
    assert list(graph.nodes()) == rows(shop, "entity")
    found = [
        (graph[src]["id"], graph[dst]["id"], data["kind"], data["line"])
        for src, dst, data in graph.weighted_edge_list()
    ]
    assert sorted(found) == sorted(edges(shop))


def test_igraph(shop):
    graph = shop.to_igraph()
    assert graph.vs["name"] == [one["id"] for one in rows(shop, "entity")]
    assert graph.vs["label"] == [one["name"] for one in rows(shop, "entity")]
    assert graph.vs["is_test"] == [one["is_test"] for one in rows(shop, "entity")]
    names = graph.vs["name"]
    found = [(names[one.source], names[one.target], one["kind"], one["line"]) for one in graph.es]
    assert sorted(found) == sorted(edges(shop))


def test_polars(shop):
    frame = shop.to_dataframe(library="polars")
    assert isinstance(frame, polars.DataFrame)
    assert frame.to_dicts() == rows(shop, "entity")
    relationships = shop.to_dataframe("relationships", "polars")
    assert relationships.to_dicts() == rows(shop, "relationship")


def test_pandas(shop):
    pytest.importorskip("pandas")
    frame = shop.to_dataframe("relationships", kind="class")
    assert list(frame.columns) == list(rows(shop, "relationship")[0])
    classes = {one["id"] for one in rows(shop, "entity") if one["kind"] == "class"}
    assert set(frame["src"]) <= classes
    assert len(frame)


def test_tables_and_libraries_that_there_are_not(shop):
    with pytest.raises(QueryError, match="no table nodes"):
        shop.to_dataframe("nodes")
    with pytest.raises(QueryError, match="no data frames of R"):
        shop.to_dataframe(library="R")
    with pytest.raises(
        ConfigError, match=r'this needs no_such; run `pip install "parseltongue-isg\[arrow\]"`'
    ):
        library("no_such.module", "arrow")


@pytest.mark.parametrize("seed", range(6))
def test_columns_of_all_entities_are_those_of_their_records(seed):
    rust = "pub struct S;\nimpl S {\n    #[inline]\n    pub fn f(&self) { fn g() {} }\n}\n"
    files = {**random_files(seed), "a%b/x.py": "class A: pass\n", "src/lib.rs": rust}
    isg = isg_of(files, skipped={"b.py": "binary"})
    records = list(Chosen(isg, Selection()).entities())
    found = entity_columns(Chosen(isg, Selection()))
    assert found == {name: [one[name] for one in records] for name in ENTITY_TYPES}
