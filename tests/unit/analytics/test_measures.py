"""Metrics, hotspots and rules over small sources, by hand."""

from __future__ import annotations

import pytest

from parseltongue.analytics.class_metrics import METRICS
from parseltongue.model.errors import ConfigError, QueryError
from parseltongue.query.analytics import Part
from tests.unit.query.graphs import isg_of

CLASSES = {
    "a.py": """from abc import ABC
class Base(ABC):
    def hook(self): pass
class Order(Base):
    def __init__(self, x):
        self.x = x
        self.y = Item()
    def one(self): return self.x
    def two(self): return self.one()
    def three(self): return self.y.price()
    def four(self): return helper()
class Item:
    def price(self): return 1
def helper(): pass
"""
}
LAYERS = {
    "web/__init__.py": "",
    "web/views.py": "from orders.model import Order\nOrder()\n",
    "orders/__init__.py": "",
    "orders/model.py": "import requests\nclass Order: pass\ndef show():\n    from web.views import x\n",
    "stock/__init__.py": "import orders.model\n",
}


def metrics(files, name, **chosen):
    answer = isg_of(files).analytics.class_metrics(limit=None, **chosen)
    return next({key: one[key] for key in METRICS} for one in answer if one["name"] == name)


def test_metrics_of_a_class():
    assert metrics(CLASSES, "Order") == {
        # `one` and `two` share a call, `three` uses `y` alone, `four` nothing.
        "wmc": 5, "dit": 2, "noc": 0, "cbo": 2, "rfc": 7, "lcom": 3,
    }  # fmt: skip
    assert metrics(CLASSES, "Base") == {"wmc": 1, "dit": 1, "noc": 1, "cbo": 1, "rfc": 1, "lcom": 1}
    assert metrics(CLASSES, "Item") == {"wmc": 1, "dit": 0, "noc": 0, "cbo": 1, "rfc": 1, "lcom": 1}


def test_metrics_are_ordered_and_chosen():
    isg = isg_of(CLASSES)
    assert [one["name"] for one in isg.analytics.class_metrics(by="wmc")] == ["Order", "Base", "Item"]
    wanted = [one["id"] for one in isg.resolve("Item")]
    assert [one["name"] for one in isg.analytics.class_metrics(wanted)] == ["Item"]
    with pytest.raises(QueryError, match="no metric of types is called loc"):
        isg.analytics.class_metrics(by="loc")


def test_metrics_of_packages():
    answer = isg_of(
        {
            "top/a.py": "from typing import Protocol\nclass A(Protocol): pass\nclass B: pass\n",
            "low/b.py": "from top.a import A, B\nA; B\n",
            "low/c.py": "from low.b import A\nfrom top.a import B\n",
        }
    ).analytics.package_metrics()
    found = {one["package"]: one for one in answer}
    assert (found["top"]["ca"], found["top"]["ce"], found["top"]["abstract"], found["top"]["types"]) == (
        2, 0, 1, 2,
    )  # fmt: skip
    assert (found["top"]["instability"], found["top"]["abstractness"], found["top"]["distance"]) == (
        0,
        0.5,
        0.5,
    )
    assert (found["low"]["instability"], found["low"]["abstractness"], found["low"]["distance"]) == (
        1,
        None,
        0,
    )


def test_hotspots_with_and_without_history():
    files = {"a.py": "from b import f\nf()\n", "b.py": "def f():\n    pass\n\n\n\n", "c.py": "x = 1\n"}
    isg = isg_of(files)
    plain = isg.analytics.hotspots()
    assert plain.notes["history"] is False
    assert {one["file"] for one in plain} == {"a.py", "b.py"}
    known = isg.analytics.hotspots({"a.py": (3, 10), "c.py": (9, 9)})
    assert [(one["file"], one["commits"], one["changed_lines"]) for one in known] == [("a.py", 3, 10)]
    only = known.results[0]
    assert only["score"] == (only["incoming"] + only["outgoing"]) * only["lines"] * 3


def broken(layers=(), forbid=(), files=LAYERS):
    answer = isg_of(files).analytics.check(layers, forbid, None)
    return [(one["file"], one["line"], one["relationship"], one["target"]) for one in answer]


def test_a_lower_layer_must_not_use_an_upper_one():
    assert broken(["web", "orders"]) == [("orders/model.py", 4, "imports", "web.views")]
    assert broken(["web | orders"]) == []
    found = broken(["orders", "web"])
    assert {one[0] for one in found} == {"web/views.py"}
    assert ("web/views.py", 2, "calls", "orders.model.Order") in found


@pytest.mark.parametrize("layer", ["web", "web/", "web/views.py", "web/*", "web.*"])
def test_patterns(layer):
    assert broken([layer, "orders"]) == [("orders/model.py", 4, "imports", "web.views")]


def test_the_most_specific_layer_decides():
    assert broken(["orders.model", "web", "orders"]) == [
        ("web/views.py", 1, "imports", "orders.model"),
        ("web/views.py", 1, "imports", "orders.model.Order"),
        ("web/views.py", 2, "calls", "orders.model.Order"),
    ]


def test_forbidden_dependencies_inside_and_outside():
    assert broken(forbid=[("stock", "orders")]) == [("stock/__init__.py", 1, "imports", "orders.model")]
    assert broken(forbid=[("orders", "requests")]) == [("orders/model.py", 1, "imports", "requests")]
    assert broken(forbid=[("orders", "request")]) == []


@pytest.mark.parametrize(
    ("layers", "forbid", "message"),
    [
        (["wep"], (), '"wep" is the name of no file'),
        (["web |"], (), 'rules.layers: "web |" has an empty part'),
        ((), [("wep", "orders")], '"wep" is the name of no file'),
    ],
)
def test_a_rule_about_nothing_is_an_error(layers, forbid, message):
    with pytest.raises(ConfigError, match=message.replace("|", r"\|")):
        broken(layers, forbid)


def test_ranks_have_a_kind_and_a_page():
    analytics = isg_of(CLASSES).analytics
    answer = analytics.rank(kind="class", limit=2)
    assert (answer.total, len(answer)) == (3, 2)
    assert answer.results[0]["value"] >= answer.results[1]["value"]
    assert answer.as_dict().keys() == {"snapshot", "total", "exact", "results", "level", "by", "sampled"}
    rest = analytics.rank(kind="class", limit=2, offset=2)
    assert {one["name"] for one in (*answer, *rest)} == {"Base", "Order", "Item"}
    for wrong, message in (
        ({"by": "fame"}, "no measure"),
        ({"level": "word"}, "no level"),
        ({"kind": "x"}, "no kind"),
    ):
        with pytest.raises(QueryError, match=message):
            analytics.rank(**wrong)


def test_a_part_counts_for_itself():
    analytics = isg_of(LAYERS).analytics
    whole = analytics.cycles("file")
    assert [one["size"] for one in whole] == [2]
    assert [one["file"] for one in whole.results[0]["members"]] == ["orders/model.py", "web/views.py"]
    assert analytics.cycles("file", part=Part(path="web")).total == 0
    assert analytics.cycles("package").results[0]["members"] == [
        {"package": "orders", "files": 2},
        {"package": "web", "files": 2},
    ]


@pytest.mark.parametrize(
    ("path", "files"),
    [(None, 2), (".", 2), ("./", 2), ("a%25b", 1), ("./a%25b/", 1), ("a%25b/x.py", 1), ("a", 0)],
)
def test_the_path_of_a_part_is_one_that_is_shown(path, files):
    analytics = isg_of({"a%b/x.py": "", "top.py": ""}).analytics
    assert len(analytics.columns(Part(path=path)).paths) == files
