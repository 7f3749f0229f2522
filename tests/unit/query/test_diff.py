"""What a comparison of two snapshots says of small edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parseltongue.isg.view import GraphView
from parseltongue.query.diff.comparison import Comparison
from parseltongue.query.diff.signatures import read_signature, stopping_changes
from tests.property.trees import Tree

if TYPE_CHECKING:
    from typing import Any

BASE = """class Root:
    def save(self):
        pass


class Base(Root):
    def price(self, tax=1):
        return helper(tax)


def helper(amount, rate=2):
    return amount


def _hidden(a):
    return a
"""
USER = """from shop.base import Base, helper


class Order(Base):
    def save(self):
        return helper(1, rate=3)
"""
TEST = """from shop.orders import Order


def test_save():
    assert Order().save()


def test_nothing():
    assert True
"""
FILES = {"shop/base.py": BASE, "shop/orders.py": USER, "tests/test_orders.py": TEST}


def compared(edits: dict[str, str | None], files: dict[str, str] = FILES) -> Comparison:
    tree = Tree()
    tree.update(dict(files))
    old = tree.digest or b""
    tree.update(edits)
    return Comparison(GraphView(tree.objects, old), GraphView(tree.objects, tree.digest or b""))


def edited(old: str, new: str, path: str = "shop/base.py") -> Comparison:
    assert old in FILES[path]
    return compared({path: FILES[path].replace(old, new)})


def messages(found: Comparison) -> list[tuple[str, str, str]]:
    return [(one.rule, one.old.record()["qualified_name"], one.message) for one in found.breaking]


def names(records: list[dict[str, Any]]) -> list[str]:
    return [record["qualified_name"] for record in records]


def reached_tests(found: Comparison) -> list[tuple[str, int]]:
    return [(record["name"], record["hop"]) for record in found.as_dict()["tests"]]


def test_a_parameter_without_a_default_breaks_and_names_callers_and_tests() -> None:
    found = edited("def helper(amount, rate=2)", "def helper(amount, unit, rate=2)")
    assert messages(found) == [
        ("signature", "shop.base.helper", "parameter unit was added and has no default")
    ]
    (change,) = found.as_dict()["entities"]["changed"]
    assert change["fields"] == ["signature"]
    assert change["new"]["signature"] == "def helper(amount, unit, rate=2)"
    assert [(one["name"], one["relationship"], one["line"]) for one in found.as_dict()["affected"]] == [
        ("price", "calls", 8),
        ("orders.py", "imports", 1),
        ("save", "calls", 6),
    ]
    assert reached_tests(found) == [("test_save", 2)]


def test_a_removed_function_names_those_who_still_call_it() -> None:
    found = edited(BASE[BASE.index("def helper") : BASE.index("def _hidden")], "")
    assert messages(found) == [("removed", "shop.base.helper", "was removed")]
    users = found.as_dict()["affected"]
    assert [(one["file"], one["uses_name"]) for one in users] == [("shop/orders.py", "shop.base.helper")] * 2
    assert reached_tests(found) == [("test_save", 2)]


def test_what_is_hidden_breaks_nothing() -> None:
    assert messages(edited("def _hidden(a)", "def _hidden(b, c)")) == []


def test_a_renamed_function_is_one_change() -> None:
    found = edited(
        "def helper(amount, rate=2):\n    return amount",
        "def helper(amount, rate=2):\n    return _hidden(amount)",
    )
    assert [one["dst_name"] for one in found.as_dict()["relationships"]["added"]] == ["shop.base._hidden"]
    tree_files = {
        **FILES,
        "shop/base.py": BASE.replace("    return amount\n", "    return _hidden(amount)\n"),
    }
    found = compared({"shop/base.py": tree_files["shop/base.py"].replace("helper", "support")}, tree_files)
    (change,) = found.entities.moved
    assert (change.old.name, change.new.name, change.fields) == ("helper", "support", [])
    assert not found.entities.removed
    assert ("renamed", "shop.base.helper", "is shop.base.support now") in messages(found)


def test_members_go_along_with_a_class_that_moves() -> None:
    start = BASE.index("class Base")
    moved = BASE[start : BASE.index("def helper")]
    found = compared(
        {
            "shop/base.py": BASE.replace(moved, ""),
            "shop/new.py": "from shop.base import Root, helper\n\n\n" + moved,
        }
    )
    assert [(one.old.name, one.along) for one in found.entities.moved] == [("Base", False), ("price", True)]
    assert messages(found) == [
        ("moved", "shop.base.Base", "is shop.new.Base now"),
        # Order still names the class where it was.
        ("bases", "shop.orders.Order", "does not inherit from shop.base.Base any more, but Base"),
    ]


def test_a_moved_file_is_one_change() -> None:
    found = compared(
        {"shop/base.py": None, "shop/core.py": BASE, "shop/orders.py": USER.replace("base", "core")}
    )
    assert found.file_lists()["moved"] == [["shop/base.py", "shop/core.py"]]
    assert found.counts()["entities"] == {
        "added": 0, "removed": 0, "changed": 0, "moved": 1, "renamed": 0, "along": 6,
    }  # fmt: skip
    # A relationship between things that moved is the same relationship.
    assert not found.relationships.removed
    assert not found.relationships.added
    assert messages(found) == [("moved", "shop.base", "is shop.core now, with all that is in it")]


def test_overrides_differ_in_files_that_did_not_change() -> None:
    found = edited("    def save(self):\n        pass\n", "    def keep(self):\n        pass\n")
    removed = found.as_dict()["relationships"]["removed"]
    overrides = [(one["src_name"], one["dst_name"]) for one in removed if one["kind"] == "overrides"]
    assert overrides == [("shop.orders.Order.save", "shop.base.Root.save")]


def test_a_lost_base_breaks() -> None:
    found = edited("class Base(Root)", "class Base(dict)")
    assert ("bases", "shop.base.Base", "does not inherit from shop.base.Root any more, but dict") in [
        (rule, name, message.replace("builtins.", "")) for rule, name, message in messages(found)
    ]


def test_an_edit_that_leaves_no_trace_counts_for_the_whole_file() -> None:
    found = edited("rate=3", "rate=4", "shop/orders.py")
    assert found.counts()["entities"]["changed"] == 0
    assert reached_tests(found) == [("test_save", 1)]


def test_a_changed_body_touches_only_what_it_is_in() -> None:
    found = edited("    assert True", "    x = 1\n    assert x", "tests/test_orders.py")
    assert reached_tests(found) == [("test_nothing", 0)]


@pytest.mark.parametrize(
    ("old", "new", "language", "expected"),
    [
        ("def f(a, b)", "def f(b, a)", "python", ["parameters are in another order: b, a"]),
        ("def f(a, b)", "def f(a)", "python", ["parameter b was removed"]),
        ("def f(a, b)", "def f(a, x)", "python", ["parameter b is called x now"]),
        ("def f(a, b=1)", "def f(a, c=2, b=1)", "python", ["parameter c was added before others"]),
        ("def f(a, b=1)", "def f(a, b=1, *args, c=1, **kw)", "python", []),
        ("def f(a, b=1)", "def f(a, b=1, *, c)", "python", ["parameter c was added and has no default"]),
        ("def f(a, b=1)", "def f(a, *, b=1)", "python", ["parameter b can only be passed by name now"]),
        ("def f(a, b=1)", "def f(a, b)", "python", ["parameter b has no default any more"]),
        ("def f(a: int)", "def f(a: str) -> None", "python", []),
        ("def f(a, *rest)", "def f(a)", "python", ["parameter rest was removed"]),
        ("int f(int a, int b)", "int f(int x, int y)", "java", []),
        ("int f(Map<K, V> a)", "int f(Map<K, W> a)", "java", ["parameter a is Map<K,W> instead of Map<K,V>"]),
        ("public int f(int a)", "public static final long f(int a)", "java", ["returns long instead of int"]),
        ("func f(a, b int)", "func f(a, b int) error", "go", ["returns error instead of nothing"]),
        ("func f(a, b int)", "func f(a, b int, c ...string)", "go", []),
        ("pub fn f<'a, T: Fn(i32) -> i32>(&self, x: &'a T)", "pub fn f(&self, x: u8)", "rust",
         ["parameter x is u8 instead of &'a T"]),
        ("def f(a)", "def f(x, b: 3, *rest, **more, &block)", "ruby", []),
        ("def f(a)", "def f(a, b:)", "ruby", ["parameter b was added and has no default"]),
        ("def f(a: 1)", "def f(a:)", "ruby", ["parameter a has no default any more"]),
        ("def f(a:)", "def f(b:)", "ruby", ["parameter a is called b now"]),
        ("def f(a)", "def f(a:)", "ruby", ["parameter a can only be passed by name now"]),
        ("func f(_ a: Int, to b: Int)", "func f(_ x: Int, to y: Int)", "swift", []),
        ("func f(_ a: Int, to b: Int)", "func f(a: Int, at b: Int)", "swift",
         ["parameter 1 is called a now", "parameter to is called at now"]),
        ("func f(a: Int)", "func f(_ a: Int)", "swift", ["parameter a takes no name any more"]),
        ("function f($a)", "function f($a, ?X $b, &$c, ...$d)", "php",
         ["parameter b was added and has no default", "parameter c was added and has no default"]),
        ("function f($a)", "function f(int $b)", "php",
         ["parameter a is called b now", "parameter b is int instead of untyped"]),
        ("pub fn f(&self)", "pub fn f(&mut self)", "rust", ["parameter self is &mut self instead of &self"]),
        ("f = (a: number) => void", "f = (a: number, b?: string) => void", "typescript", []),
        ("f(a: number, b?: string)", "f(a: number, b: string)", "typescript",
         ["parameter b has no default any more"]),
    ],
)  # fmt: skip
def test_what_callers_trip_over(old: str, new: str, language: str, expected: list[str]) -> None:
    before, after = read_signature(old, "f", language), read_signature(new, "f", language)
    assert before is not None
    assert after is not None
    assert stopping_changes(before, after, language) == expected


def test_a_signature_of_unknown_form_says_nothing() -> None:
    assert read_signature("operator+", "f", "cpp") is None
    assert read_signature("def f(", "f", "python") is None
