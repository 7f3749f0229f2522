import csv
import io
import json
import warnings

import networkx
import pytest

from parseltongue.cli.spec import EXPORT_FORMATS
from parseltongue.model.errors import QueryError, UnknownSymbolError
from parseltongue.query.export.formats import FORMATS, Graph, export
from parseltongue.query.export.selection import Selection
from tests.unit.query.graphs import exported, isg_of

STRANGE = {"odd.py": 'class Ünïcode:\n    """<&>"""\n\ndef quoted(x="a\\"b"):\n    return Ünïcode()\n'}


class Parts(dict):
    """Collects what is written, by part."""

    def open(self, part):
        return self.setdefault(part, []).append

    def bytes(self, part=""):
        return b"".join(self[part])


def written(isg, name, selection=None, **options):
    parts = Parts()
    notices = export(Graph(isg, selection, **options), name, parts)
    return parts, notices


def rows(data):
    return [json.loads(line) for line in data.splitlines()]


def drawn(data):
    """What pydot reads; some of its versions call its parser by deprecated names."""
    import pydot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        (graph,) = pydot.graph_from_dot_data(data.decode())
    return graph


def two_ended(isg):
    return [
        one
        for one in rows(exported(isg))
        if one["type"] == "relationship" and (one["dst"] or one["provenance"] == "external")
    ]


def test_the_command_line_knows_all_formats():
    assert set(EXPORT_FORMATS) == set(FORMATS)


def test_an_unknown_format_is_refused(shop):
    with pytest.raises(QueryError, match="no export format xml; formats are jsonl"):
        written(shop, "xml")


def test_json_has_the_records_of_the_lines(shop):
    whole = json.loads(written(shop, "json")[0].bytes())
    lines = rows(exported(shop))
    assert whole["snapshot"] == shop.snapshot
    for kind, key in (("entity", "entities"), ("relationship", "relationships")):
        assert [{"type": kind, **one} for one in whole[key]] == [one for one in lines if one["type"] == kind]


def test_lines_of_everything_are_the_export(shop):
    assert written(shop, "jsonl")[0].bytes() == exported(shop)


def test_networkx_reads_graphml(shop):
    graph = networkx.parse_graphml(written(shop, "graphml")[0].bytes().decode(), force_multigraph=True)
    entities = {one["id"]: one for one in rows(exported(shop)) if one["type"] == "entity"}
    inside = {node: data for node, data in graph.nodes(data=True) if data["kind"] != "external"}
    assert inside.keys() == entities.keys()
    for node, data in inside.items():
        expected = {key: value for key, value in entities[node].items() if value not in (None, "")}
        assert {**data, "type": "entity", "id": node} == expected
    edges = [(src, dst, data["kind"], data["line"]) for src, dst, data in graph.edges(data=True)]
    assert sorted(edges) == sorted(
        (one["src"], one["dst"] or f"external:{one['target']}", one["kind"], one["line"])
        for one in two_ended(shop)
    )
    assert graph.nodes["external:json.dumps"]["name"] == "dumps"


def test_graphml_carries_any_text():
    odd = ["b\x01<&>\"'.py", "a\r\tb.py"]
    files = {"a.py": "class A:\n    pass\n", **dict.fromkeys(odd, "import a\n")}
    graph = networkx.parse_graphml(written(isg_of(files), "graphml")[0].bytes().decode())
    assert {name for _, name in graph.nodes(data="name")} == {
        "a.py",
        "A",
        odd[0].replace("\x01", "\ufffd"),
        odd[1],
    }


def test_csv_is_what_graph_databases_import(shop):
    parts, _ = written(shop, "csv")
    entities = list(csv.reader(io.StringIO(parts.bytes("entities").decode())))
    edges = list(csv.reader(io.StringIO(parts.bytes("relationships").decode())))
    assert entities[0][:2] == ["id:ID", ":LABEL"]
    assert edges[0][:3] == [":START_ID", ":END_ID", ":TYPE"]
    ids = [row[0] for row in entities[1:]]
    assert len(ids) == len(set(ids))
    assert {end for row in edges[1:] for end in row[:2]} <= set(ids)
    assert len(edges) - 1 == len(two_ended(shop))
    assert {row[-1] for row in entities[1:]} == {"true", "false", ""}


def test_graphviz_draws_what_pydot_reads(shop):
    parts, notices = written(shop, "dot", limit=0)
    graph = drawn(parts.bytes())
    nodes = {node.get_name() for box in graph.get_subgraphs() for node in box.get_nodes()}
    expected = {
        (one["src"], one["dst"]) for one in two_ended(shop) if one["dst"] and one["kind"] != "contains"
    }
    assert {
        (edge.get_source().strip('"'), edge.get_destination().strip('"')) for edge in graph.get_edges()
    } == expected
    assert {f'"{end}"' for pair in expected for end in pair} <= nodes
    assert notices == []


@pytest.mark.parametrize("name", ["dot", "mermaid"])
def test_a_drawing_is_bounded_and_says_so(shop, name):
    parts, notices = written(shop, name, limit=5)
    text = parts.bytes().decode()
    assert text.count("[label=") + text.count('["') - text.count("subgraph f") == 5
    (notice,) = notices
    assert "entities and" in notice
    assert "left out of the drawing" in notice


def test_mermaid_gets_no_more_arrows_than_it_takes():
    calls = "".join(f"    f{number}()\n" for number in range(30))
    files = {"a.py": "".join(f"def f{number}():\n{calls}" for number in range(30))}
    parts, notices = written(isg_of(files), "mermaid")
    arrows = parts.bytes().decode().count("-->")
    assert 400 < arrows <= 499
    assert "8 entities and" in notices[0]
    parts, notices = written(isg_of(files), "mermaid", limit=0)
    assert parts.bytes().decode().count("-->") == 900
    assert "this has 900: raise maxEdges" in notices[0]
    assert written(isg_of(files), "dot")[0].bytes().decode().count("->") == 900


def test_a_drawing_shows_the_nearest_first(shop):
    parts, _ = written(shop, "mermaid", Selection("add_tax", 3), limit=3)
    text = parts.bytes().decode()
    assert '["add_tax"]' in text


def test_odd_names_stay_within_quotes():
    isg = isg_of({**STRANGE, 'we"ird\\.py': "import odd\nodd.quoted()\n"})
    assert len(drawn(written(isg, "dot")[0].bytes()).get_subgraphs()) == 2
    assert "we#quot;ird#92;.py" in written(isg, "mermaid")[0].bytes().decode()


def test_a_part_by_path(shop):
    lines = rows(written(shop, "jsonl", Selection(path="shop/base.py"))[0].bytes())
    everything = rows(exported(shop))
    ids = {one["id"] for one in everything if one["type"] == "entity" and one["file"] == "shop/base.py"}
    assert [one["id"] for one in lines if one["type"] == "entity"] == [
        one["id"] for one in everything if one.get("id") in ids
    ]
    assert [one for one in lines if one["type"] == "relationship"] == [
        one for one in everything if one["type"] == "relationship" and {one["src"], one["dst"]} <= ids
    ]


def test_a_part_by_pattern_and_kind(shop):
    lines = rows(written(shop, "jsonl", Selection(path="*/*orders.py", kind="class"))[0].bytes())
    assert [one["qualified_name"] for one in lines] == ["shop.orders.Order"]


def test_a_part_around_a_symbol_agrees_with_networkx(shop):
    graph = networkx.Graph()
    for one in rows(exported(shop)):
        if one["type"] == "relationship" and one["dst"] and one["kind"] not in ("contains", "overrides"):
            graph.add_edge(one["src"], one["dst"])
    start = shop.resolve("shop.orders.round_up").results[0]["id"]
    for depth in (1, 2):
        lines = rows(written(shop, "jsonl", Selection("shop.orders.round_up", depth))[0].bytes())
        near = networkx.single_source_shortest_path_length(graph, start, depth)
        found = {one["id"] for one in lines if one["type"] == "entity"}
        members = found - set(near)
        assert set(near) <= found
        assert all(
            one["parent"] in found for one in lines if one["type"] == "entity" and one["id"] in members
        )


def test_around_nothing_is_an_error(shop):
    with pytest.raises(UnknownSymbolError):
        written(shop, "jsonl", Selection("no.such.thing"))
    with pytest.raises(QueryError, match="no kind is called klass"):
        Selection(kind="klass")
