"""Columns that were kept, brought up to date or damaged are those that the records give."""

from __future__ import annotations

import pytest

from parseltongue.analytics.columns import load
from parseltongue.isg import whole as module
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly import leaf_digests, node_digests
from parseltongue.isg.sheet import BY_EDGE, NUMBERS, TEXTS
from parseltongue.isg.view import GraphView
from parseltongue.isg.whole import join, leaf_sheets, whole
from parseltongue.query.records import entity_record, file_record
from parseltongue.query.vertices import VertexRecords
from tests.property.go_sources import GoWriter
from tests.property.rust_sources import RustWriter
from tests.property.sources import Writer
from tests.property.test_incremental import difference
from tests.property.trees import Tree, full
from tests.unit.query.graphs import isg_of, random_files


class Kept:
    """Keeps sheets in memory, and counts."""

    def __init__(self):
        self.sheets: dict[bytes, bytes] = {}
        self.saved: list[bytes] = []

    def load(self, name):
        return self.sheets.get(name)

    def save(self, name, data):
        self.sheets[name] = data
        self.saved.append(name)

    def prune(self, wanted):
        self.sheets = {name: self.sheets[name] for name in wanted}


def columns_of(sheet):
    numbers = {name: list(getattr(sheet, name)) for name in NUMBERS}
    return numbers | {name: getattr(sheet, name).all() for name in TEXTS} | {"paths": sheet.paths}


def leaves_of(view):
    return list(leaf_digests(NodeCache(view.objects), view.snapshot.maps["files"]))


def many_files(count=400):
    files = {f"pkg{number % 7}/mod{number}.py": f"def f{number}(): pass\n" for number in range(count)}
    return files | {"top.py": "from pkg0.mod0 import f0\nfrom pkg3.mod3 import f3\nf0(); f3()\n"}


@pytest.mark.parametrize("writer", [Writer, RustWriter, GoWriter])
@pytest.mark.parametrize("seed", range(8))
def test_columns_brought_up_to_date_are_those_of_a_full_analysis(writer, seed):
    sources: dict[str, list[str]] = {}
    for number in range(8):
        writer(seed * 100 + number).file(sources)
    tree, kept = Tree(), Kept()
    for step in range(6):
        tree.update(difference(tree.files, sources))
        view = GraphView(tree.objects, tree.digest)
        other, _ = full(tree)
        expected = columns_of(whole(GraphView(other.objects, other.digest)))
        assert columns_of(whole(view, kept)) == expected
        assert columns_of(whole(view, kept)) == expected
        writer(seed * 1000 + step).edit(sources)


def test_after_an_edit_only_sheets_of_leaves_that_differ_are_made():
    tree, kept = Tree(), Kept()
    tree.update(many_files())
    view = GraphView(tree.objects, tree.digest)
    whole(view, kept)
    assert len(kept.saved) == len(leaves_of(view)) + 1 > 5
    tree.update({"pkg2/mod9.py": "def f9(): pass\ndef another(): pass\n"})
    before, kept.saved = set(leaves_of(view)), []
    changed = GraphView(tree.objects, tree.digest)
    found = columns_of(whole(changed, kept))
    assert set(kept.saved[:-1]) == set(leaves_of(changed)) - before
    assert 1 <= len(kept.saved) - 1 <= 2
    assert found == columns_of(whole(changed)) != columns_of(whole(view))


def test_kept_columns_need_no_record():
    tree, kept = Tree(), Kept()
    tree.update(many_files(20))
    view = GraphView(tree.objects, tree.digest)
    expected = columns_of(whole(view, kept))

    class Forbidden:
        def get(self, digest, what=""):
            raise AssertionError(what)

        get_many = get

    view._objects = Forbidden()
    assert columns_of(whole(view, kept)) == expected


def test_whatever_is_damaged_is_made_again():
    tree, kept = Tree(), Kept()
    tree.update(many_files(120))
    view = GraphView(tree.objects, tree.digest)
    expected = columns_of(whole(view, kept))
    intact = dict(kept.sheets)
    names = list(intact)
    for damaged in (
        dict.fromkeys(names, b""),
        dict.fromkeys(names, b"damaged" * 9),
        {name: intact[name][:-7] for name in names},
        {name: intact[name] + b"\0" for name in names},
        dict(zip(names, [*intact.values()][::-1], strict=True)),
        {name: name + bytes((99,)) + intact[name][len(name) + 1 :] for name in names},
    ):
        kept.sheets = {**damaged}
        assert columns_of(whole(view, kept)) == expected
        assert kept.sheets == intact


def test_one_damaged_leaf_costs_that_leaf():
    tree, kept = Tree(), Kept()
    tree.update(many_files())
    view = GraphView(tree.objects, tree.digest)
    expected = columns_of(whole(view, kept))
    leaves = leaves_of(view)
    del kept.sheets[view.snapshot.maps["files"] + b"whole"]
    kept.sheets[leaves[1]] = kept.sheets[leaves[2]]
    kept.saved = []
    assert columns_of(whole(view, kept)) == expected
    assert kept.saved == [leaves[1], view.snapshot.maps["files"] + b"whole"]


def test_what_leads_nowhere_is_left_out():
    view = isg_of(
        {
            "Cargo.toml": '[package]\nname = "shop"\n',
            "src/lib.rs": "pub mod more;\npub struct Order;\npub fn own() {}\n",
            "src/more.rs": "use crate::Order;\nimpl Order { pub fn b(&self) { crate::own() } }\nfn c() {}\n"
            "fn d() { c() }\n",
        }
    ).view
    parts = list(leaf_sheets(view, leaves_of(view)))
    complete = module.Whole(join(b"x", parts), b"x")
    assert len(complete.impls) == 1
    lost = next(at for at, name in enumerate(complete.names.all()) if name == "Order")
    for part in parts:
        part.ids = part.ids[: lost * 16] + bytes(16) + part.ids[lost * 16 + 16 :]
    found = module.Whole(join(b"x", parts), b"x")
    edges = list(zip(*(getattr(complete, name) for name in BY_EDGE), strict=True))
    assert list(zip(*(getattr(found, name) for name in BY_EDGE), strict=True)) == [
        edge for edge in edges if edge[1] != lost
    ]
    assert (list(found.impls), list(found.subjects)) == ([], [])


@pytest.mark.parametrize("seed", range(5))
def test_a_part_is_what_the_whole_says_of_its_files(seed):
    view = isg_of(random_files(seed)).view
    everything = load(view)
    marks = bytes(number % 2 for number in range(len(everything.paths)))
    found = everything.part(marks)
    vertices = [at for at in range(everything.count) if marks[everything.file_of(at)]]
    place = {vertex: number for number, vertex in enumerate(vertices)}
    for name in ("kinds", "flags"):
        assert list(getattr(found, name)) == [getattr(everything, name)[one] for one in vertices]
    assert list(found.parents) == [place[everything.parents[one]] for one in vertices]
    assert list(found.decorated()) == [everything.decorated()[one] for one in vertices]
    assert found.names() == [everything.names()[one] for one in vertices]
    assert found.loose_names() <= everything.loose_names()
    assert everything.part(bytes(len(marks))).loose_names() == frozenset()
    assert [found.vertex(everything.id(one)) for one in vertices] == list(range(len(vertices)))
    assert [found.id(one) for one in range(found.count)] == [everything.id(one) for one in vertices]


def test_other_code_makes_its_own_sheets():
    isg, kept = isg_of({"a.py": "class A: pass\n"}), Kept()
    whole(isg.view, kept)
    of_before, kept.saved = dict(kept.sheets), []
    isg.view.snapshot.linker = b"another linker"
    whole(isg.view, kept)
    assert set(kept.saved) == set(of_before)
    assert not set(of_before.values()) & set(kept.sheets.values())


@pytest.mark.parametrize("seed", range(5))
def test_records_from_columns_are_those_of_the_files(seed):
    isg = isg_of({**random_files(seed), "a%b/x.py": "", "y.rs": RUST}, skipped={"b.py": "binary"})
    columns = load(isg.view)
    records = VertexRecords(columns)
    for vertex in range(columns.count):
        assert records.of(vertex) == entity_record(*columns.place(vertex))
    every = range(columns.count)
    assert records.many(every) == [records.of(vertex) for vertex in every]
    assert records.many(every[-1:]) == [records.of(every[-1])]
    for index in range(len(columns.paths)):
        assert records.of_file(index) == {**file_record(columns.file(index)), "line": 1}
    part = columns.part(bytes(number % 2 for number in range(len(columns.paths))))
    of_part = VertexRecords(part)
    assert [of_part.of(one) for one in range(part.count)] == [
        entity_record(*part.place(one)) for one in range(part.count)
    ]
    assert of_part.many(range(part.count)) == [of_part.of(one) for one in range(part.count)]


RUST = "pub struct S;\nimpl S {\n    #[inline]\n    pub fn f(&self) { fn g() {} }\n}\n"


def test_leaves_are_listed_in_order_without_being_read():
    tree = Tree()
    tree.update(many_files())
    view = GraphView(tree.objects, tree.digest)
    nodes = NodeCache(view.objects)
    root = view.snapshot.maps["files"]
    leaves = leaves_of(view)
    keys = [key for digest in leaves for key in nodes.read(digest).keys]
    assert keys == sorted(keys)
    assert len(keys) == 401
    interior = [one for one in node_digests(nodes, root) if nodes.read(one).level]
    assert {*interior, *leaves} == set(node_digests(nodes, root))
