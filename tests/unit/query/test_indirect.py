"""What runs a member without naming it: making an object, and calls of members whose place it takes."""

from __future__ import annotations

import pytest

from parseltongue.query import dispatch
from tests.unit.query.graphs import isg_of

PYTHON = {
    "shop.py": """\
class Base:
    def __init__(self, name):
        self.name = name
    def __len__(self):
        return len(self.name)
    def price(self):
        raise NotImplementedError
    def never(self):
        return 0


class Heir(Base):
    def price(self):
        return discount()


class Own(Base):
    def __init__(self):
        pass


class BelowOwn(Own):
    pass


def discount():
    return 1


def total(base: Base):
    return base.price()
""",
    "test_shop.py": """\
from shop import Base, BelowOwn, Heir, Own, total


def test_heir():
    Heir("x")


def test_base():
    Base("x")


def test_own():
    Own()
    BelowOwn()


def test_total(given):
    total(given)
""",
}


@pytest.fixture(scope="module")
def isg():
    return isg_of(PYTHON)


def certain(answer) -> dict[str, bool]:
    return {one["name"]: one["certain"] for one in answer}


def test_making_an_object_runs_the_constructor_that_it_has(isg):
    assert certain(isg.tests_for("shop.Base.__init__")) == {"test_heir": True, "test_base": True}
    assert certain(isg.tests_for("shop.Own.__init__")) == {"test_own": True}
    assert [one["name"] for one in isg.callers("shop.Base.__init__")] == ["test_base", "test_heir"]
    reached = isg.blast_radius("shop.Base.__init__")
    assert {one["name"]: one["relationship"] for one in reached} == {
        "test_base": "calls",
        "test_heir": "calls",
    }


def test_a_call_of_a_base_may_run_what_takes_its_place(isg):
    assert certain(isg.tests_for("shop.Base.price")) == {"test_total": True}
    assert certain(isg.tests_for("shop.Heir.price")) == {"test_total": False}
    assert [one["hop"] for one in isg.tests_for("shop.discount")] == [3]
    assert certain(isg.tests_for("shop.discount")) == {"test_total": False}
    assert not isg.tests_for("shop.discount", depth=2).results
    assert not isg.tests_for("shop.Base.never").results


def test_what_the_language_calls_by_itself_may_run_where_objects_are_made(isg):
    assert certain(isg.tests_for("shop.Base.__len__")) == {
        "test_base": False,
        "test_heir": False,
        "test_own": False,
    }


def test_a_constructor_that_is_left_out_of_a_class_below():
    java = {
        "j/Box.java": "package j;\nclass Box { Box() { fill(); } void fill() {} }\n",
        "j/Small.java": "package j;\nclass Small extends Box { }\n",
        "j/Use.java": "package j;\nclass Use { Box go() { return new Small(); } }\n",
    }
    isg = isg_of(java)
    assert [one["name"] for one in isg.callers("j.Box.Box")] == ["Small", "go"]
    assert [one["name"] for one in isg.blast_radius("j.Box.fill")] == ["Box", "Small", "go"]


def test_the_context_of_a_constructor_has_those_who_make_objects():
    isg = isg_of(PYTHON)
    pieces = isg.context("shop.Own.__init__", 2_000, read=lambda file: PYTHON[file.path].encode())
    assert "    Own()\n" in pieces.notes["markdown"]


def test_what_is_kept_of_types_changes_no_answer(monkeypatch):
    classes = "".join(f"class C{n}(C{n - 1}):\n    def run(self): ...\n" for n in range(1, 30))
    files = {"a.py": f"class C0:\n    def run(self): ...\n{classes}def go(c: C0):\n    c.run()\n"}
    asked = [f"a.C{n}.run" for n in (29, 3, 0, 29)]

    def told():
        isg = isg_of(files)
        return [[one["qualified_name"] for one in isg.callers(symbol, candidates=True)] for symbol in asked]

    kept = told()
    assert kept == [["a.go"]] * 4
    monkeypatch.setattr(dispatch, "_KEPT", 4)
    assert told() == kept
