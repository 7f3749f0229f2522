"""The comparison of exports finds whatever an answer of `diff` tells wrongly."""

from copy import deepcopy

import pytest

from benchmarks.diff_truth import disagreements
from parseltongue.isg.view import GraphView
from parseltongue.query.diff.comparison import Comparison
from tests.property.trees import Tree


@pytest.fixture(scope="module")
def answer():
    tree = Tree()
    tree.update({"a.py": "def f(): g()\ndef g(): pass\ndef gone(): pass\n"})
    old, before = tree.digest, tree.export()
    tree.update({"a.py": "def f(x): h()\ndef h(): pass\ndef new(z): f(z)\n"})
    found = Comparison(GraphView(tree.objects, old), GraphView(tree.objects, tree.digest))
    return found.as_dict(), before, tree.export()


def test_a_right_answer_has_none(answer):
    assert disagreements(*answer) == []


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("entities", "added"), ("entities", "removed"), ("entities", "changed"), ("relationships", "added"),
        ("relationships", "removed"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_found(answer, part, name):
    found, before, after = deepcopy(answer)
    assert found[part][name]
    del found[part][name][0]
    assert any("is missing" in problem for problem in disagreements(found, before, after))


def test_what_is_made_up_is_found(answer):
    found, before, after = deepcopy(answer)
    found["relationships"]["added"].append({**found["relationships"]["added"][0], "target": "x", "dst": None})
    found["entities"]["changed"][0]["fields"] = ["kind"]
    assert len(disagreements(found, before, after)) == 3
