"""Columns against the export of the same graph."""

from __future__ import annotations

import pytest

from parseltongue.analytics.columns import load
from parseltongue.model.interface import ACCESSOR
from parseltongue.model.kinds import ENTITY_KINDS, IMPL, PROVENANCES, RELATIONSHIP_KINDS
from tests.unit.query.conftest import SHOP
from tests.unit.query.graphs import Export, isg_of, random_files


def _ids(columns):
    places = map(columns.place, range(columns.count))
    return [file.entity_id(ordinal).hex() for file, ordinal in places]


def _edges(columns, ids):
    return {
        (RELATIONSHIP_KINDS[kind], ids[source], ids[target], PROVENANCES[provenance])
        for source, target, kind, provenance in zip(
            columns.sources, columns.targets, columns.edge_kinds, columns.provenances, strict=True
        )
    }


def _expected(export, wanted):
    return {
        (row["kind"], row["src"], row["dst"], row["provenance"])
        for row in export.relationships
        if row["kind"] not in ("contains", "overrides") and row["src"] in wanted and row["dst"] in wanted
    }


@pytest.mark.parametrize("seed", range(20))
def test_columns_hold_what_the_export_tells(seed):
    isg = isg_of(random_files(seed))
    export, columns = Export(isg), load(isg.view)
    ids = _ids(columns)
    assert ids == list(export.entities)
    assert [ENTITY_KINDS[kind] for kind in columns.kinds] == [one["kind"] for one in export.entities.values()]
    assert len(columns.sources) == len(_edges(columns, ids))
    assert _edges(columns, ids) == _expected(export, set(ids))
    parents = [ids[parent] for parent in columns.parents]
    assert parents == [one["parent"] or one["id"] for one in export.entities.values()]
    names = [one["name"] if one["kind"] != "file" else "" for one in export.entities.values()]
    assert columns.names() == names


@pytest.mark.parametrize(
    ("chosen", "files"),
    [
        ({"tests": False}, {"shop/__init__.py", "shop/base.py", "shop/orders.py"}),
        ({"path": "shop"}, {"shop/__init__.py", "shop/base.py", "shop/orders.py"}),
        ({"path": "shop/base.py"}, {"shop/base.py"}),
        ({"path": "sho"}, set()),
        ({"language": "rust"}, set()),
    ],
)
def test_a_part_has_its_own_edges_only(chosen, files):
    isg = isg_of(SHOP)
    columns = load(isg.view, **chosen)
    assert set(columns.paths) == files
    ids = _ids(columns)
    assert _edges(columns, ids) == _expected(Export(isg), set(ids))


def test_what_leads_outside_is_kept_apart():
    isg = isg_of({"a.py": "import json\nfrom abc import ABC\nclass A(ABC): pass\nclass B(A): pass\n"})
    columns = load(isg.view)
    assert sorted(name for _, name in columns.outside_imports) == ["abc", "abc.ABC", "json"]
    assert [(columns.names()[vertex], name) for vertex, name in columns.outside_bases] == [("A", "abc.ABC")]


def test_impl_blocks_belong_to_their_type():
    isg = isg_of(
        {
            "Cargo.toml": '[package]\nname = "shop"\n',
            "src/lib.rs": "pub mod more;\npub struct Order { x: u8 }\nimpl Order { fn a(&self) {} }\n",
            "src/more.rs": "use crate::Order;\nimpl Order { pub fn b(&self) {} }\n",
        }
    )
    columns = load(isg.view)
    names, types = columns.names(), columns.types()
    order = names.index("Order")
    assert [types[names.index(name)] for name in ("a", "b", "x")] == [order] * 3
    assert {types[at] for at, kind in enumerate(columns.kinds) if kind == IMPL} == {order}


def test_flags_that_need_more_than_a_byte():
    columns = load(isg_of({"A.java": "record A(int x) {}\n", "b.py": "def f(): pass\n"}).view)
    assert max(columns.flags) >= ACCESSOR
    assert len(columns.flags) == columns.count


def test_packages_are_folders():
    columns = load(isg_of({"top.py": "", "a/x.py": "", "a/b/y.py": "", "a/z.py": ""}).view)
    names, of_file = columns.packages()
    assert names == [".", "a", "a/b"]
    by_path = {path: names[of] for path, of in zip(columns.paths, of_file, strict=True)}
    assert by_path == {"top.py": ".", "a/x.py": "a", "a/b/y.py": "a/b", "a/z.py": "a"}
