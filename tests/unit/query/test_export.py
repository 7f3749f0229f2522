import json
import random

import pytest

from parseltongue.isg.view import GraphView
from parseltongue.model.kinds import ENTITY_KINDS, PROVENANCES, RELATIONSHIP_KINDS, VISIBILITIES
from parseltongue.query.isg import ISG
from tests.property.trees import Tree
from tests.unit.query.conftest import SHOP
from tests.unit.query.graphs import Export, exported, isg_of, random_files

ENTITY_KEYS = [
    "type",
    "id",
    "kind",
    "name",
    "qualified_name",
    "file",
    "start_line",
    "end_line",
    "language",
    "visibility",
    "signature",
    "parent",
    "is_test",
]
RELATIONSHIP_KEYS = [
    "type",
    "kind",
    "src",
    "dst",
    "file",
    "line",
    "provenance",
    "target",
    "candidates",
]


def _rows(isg):
    return [json.loads(line) for line in exported(isg).splitlines()]


def test_every_line_has_every_key(shop):
    rows = _rows(shop)
    types = [row["type"] for row in rows]
    assert types == sorted(types)
    for row in rows:
        assert list(row) == (ENTITY_KEYS if row["type"] == "entity" else RELATIONSHIP_KEYS)


def test_values_are_of_the_closed_lists(shop):
    for row in _rows(shop):
        if row["type"] == "entity":
            assert row["kind"] in ENTITY_KINDS
            assert row["visibility"] in VISIBILITIES
            assert len(bytes.fromhex(row["id"])) == 16
            assert 1 <= row["start_line"] <= row["end_line"]
        else:
            assert row["kind"] in RELATIONSHIP_KINDS
            assert row["provenance"] in PROVENANCES
            assert (row["dst"] is not None) == (row["provenance"] in ("exact", "inferred"))
            assert (row["target"] is None) == (row["dst"] is not None)


def test_an_entity_looks_as_documented(shop):
    lines = exported(shop).splitlines()
    assert (
        b'{"type":"entity","id":"%s","kind":"class","name":"Order","qualified_name":"shop.orders.Order",'
        b'"file":"shop/orders.py","start_line":6,"end_line":27,"language":"python","visibility":"public",'
        b'"signature":"class Order(Mixin, Base)","parent":"%s","is_test":false}'
        % (_id(shop, "shop.orders.Order"), _id(shop, "shop.orders"))
    ) in lines


def _id(isg, name):
    return isg.resolve(name).results[0]["id"].encode()


def test_each_file_is_there_once_skipped_ones_too():
    isg = isg_of({"a.py": "x = 1\n", "b/__init__.py": ""}, skipped={"big.py": "too_large"})
    files = [row for row in _rows(isg) if row["type"] == "entity" and row["kind"] == "file"]
    assert [row["file"] for row in files] == ["a.py", "b/__init__.py", "big.py"]
    assert [row["parent"] for row in files] == [None, None, None]
    assert (files[2]["start_line"], files[2]["end_line"]) == (1, 1)


def test_the_test_flag_is_that_of_the_file(export):
    assert {row["is_test"] for row in export.entities.values() if row["file"].startswith("tests/")} == {True}
    assert {row["is_test"] for row in export.entities.values() if row["file"].startswith("shop/")} == {False}


def test_contains_leads_from_parent_to_child(export):
    contains = {(row["src"], row["dst"]) for row in export.edges("contains")}
    assert contains == {(row["parent"], one) for one, row in export.entities.items() if row["parent"]}


def test_imports_start_at_the_file():
    files = {"a.py": "def f():\n    import b\n    from b import x\n\n\nimport b\n", "b.py": "x = 1\n"}
    imports = Export(isg_of(files)).edges("imports")
    rows = Export(isg_of(files))
    assert {rows.name(row["src"]) for row in imports} == {"a"}
    assert sorted((rows.name(row["dst"]), row["line"]) for row in imports) == [("b", 2), ("b.x", 3)]


def test_repeated_mentions_are_one_relationship_with_the_first_line(export):
    (save,) = [
        row
        for row in export.edges("calls")
        if export.name(row["src"]) == "shop.orders.make"
        and export.name(row["dst"]) == "shop.orders.Order.save"
    ]
    assert save["line"] == 43
    dumps = [row for row in export.edges("calls") if row["target"] == "json.dumps"]
    assert [(row["line"], row["provenance"], row["dst"]) for row in dumps] == [(26, "external", None)]


def test_overrides_follow_the_resolution_order(export):
    overrides = export.named_edges("overrides")
    assert ("shop.orders.Order.save", "shop.base.Mixin.save") in overrides
    assert ("shop.orders.Order.price", "shop.base.Base.price") in overrides
    assert ("shop.base.Mixin.save", "shop.base.Root.save") in overrides
    assert len(overrides) == 3


def test_a_diamond_is_resolved_as_python_does():
    source = (
        "class A:\n    def f(self): ...\nclass B(A): ...\nclass C(A):\n    def f(self): ...\n"
        "class D(B, C):\n    def f(self): ...\n"
    )
    rows = Export(isg_of({"m.py": source}))
    assert rows.named_edges("overrides") == {("m.C.f", "m.A.f"), ("m.D.f", "m.C.f")}


def test_the_surest_mention_decides():
    source = "class C:\n    def only(self): ...\n\n\ndef f(x):\n    x.only()\n    C().only()\n"
    (call,) = [row for row in Export(isg_of({"m.py": source})).edges("calls") if row["line"] == 6]
    assert call["provenance"] == "exact"


def test_overriding_behind_an_unknown_base_is_inferred():
    source = (
        "from elsewhere import Other\nclass Known:\n    def f(self): ...\n"
        "class First(Other, Known):\n    def f(self): ...\n"
        "class Second(Known, Other):\n    def f(self): ...\n"
    )
    rows = Export(isg_of({"m.py": source}))
    found = {rows.name(row["src"]): row["provenance"] for row in rows.edges("overrides")}
    assert found == {"m.First.f": "inferred", "m.Second.f": "exact"}


def test_circular_bases_end_and_give_the_same_whatever_was_asked_before():
    files = {
        "m.py": "import n\nclass A(n.B):\n    def f(self): ...\n",
        "n.py": "import m\nclass B(m.A):\n    def f(self): ...\n",
    }
    first, second = isg_of(files), isg_of(files)
    second.show("n.B.f")
    assert exported(first) == exported(second)
    assert Export(first).named_edges("overrides") == {("m.A.f", "n.B.f"), ("n.B.f", "m.A.f")}


def test_candidates_are_members_of_that_name(export):
    (close,) = [row for row in export.edges("calls") if row["provenance"] == "ambiguous"]
    assert close["target"] == "unknown().close"
    assert close["candidates"] == sorted(
        (export.id("shop.base.Root.close"), export.id("shop.base._Hidden.close"))
    )


def test_candidates_are_no_more_than_twenty():
    classes = "".join(f"class C{number}:\n    def run(self): ...\n" for number in range(15))
    isg = isg_of({"a.py": classes, "b.py": classes, "c.py": "def f(x):\n    x.run()\n"})
    every = sorted(row["id"] for row in Export(isg).entities.values() if row["name"] == "run")
    (run,) = [row for row in Export(isg).edges("calls") if row["provenance"] == "ambiguous"]
    assert run["candidates"] == every[:20]


def test_undecodable_paths_are_escaped():
    path = b"caf\xe9/100%.py".decode("utf-8", "surrogateescape")
    rows = _rows(isg_of({path: "x = 1\n"}))
    assert {row["file"] for row in rows} == {"caf%E9/100%25.py"}
    assert rows[0]["qualified_name"] == "caf%E9.100%25"


@pytest.mark.parametrize("seed", range(15))
def test_counts_are_those_of_the_snapshot(seed):
    isg = isg_of(random_files(seed))
    relationships, entities = {}, {}
    for row in _rows(isg):
        table = entities if row["type"] == "entity" else relationships
        table[row["kind"]] = table.get(row["kind"], 0) + 1
    relationships.pop("overrides", None)
    assert relationships == isg.counts["relationships"]
    assert entities == isg.counts["entities"]


@pytest.mark.parametrize("seed", range(10))
def test_equal_trees_give_equal_bytes_whatever_was_asked_before(seed):
    tree = Tree()
    for step in (seed, seed + 1000):
        tree.update(dict.fromkeys(tree.files) | random_files(step))
    other = Tree()
    other.update(random_files(seed + 1000))
    asked, fresh = ISG(GraphView(tree.objects, tree.digest)), ISG(GraphView(other.objects, other.digest))
    identities = [one["id"] for one in asked.entities()]
    random.Random(seed).shuffle(identities)
    for identity in identities:
        asked.show(identity)
    assert exported(asked) == exported(fresh)


def test_it_streams(shop):
    parts = []
    shop.export(parts.append)
    assert len(parts) == 2 * len(SHOP)
    assert all(part.endswith(b"\n") for part in parts if part)


def test_iterators_give_what_is_exported(shop, export):
    assert list(shop.relationships()) == export.relationships
    assert [{key: row[key] for key in ENTITY_KEYS[1:]} for row in shop.entities()] == [
        {key: row[key] for key in ENTITY_KEYS[1:]} for row in export.entities.values()
    ]
