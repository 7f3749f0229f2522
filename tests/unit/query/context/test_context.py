"""What goes into a context, and that it keeps its limit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.model.errors import QueryError
from parseltongue.query.context.tokens import estimating, tokenizer
from tests.unit.query.conftest import SHOP
from tests.unit.query.graphs import isg_of

COUNTED = tokenizer()
ISG = isg_of(SHOP)


def reading(files, changed=()):
    return lambda file: None if file.path in changed else files[file.path].encode()


def context(symbol, tokens=4000, isg=ISG, files=SHOP, changed=(), counting=COUNTED):
    return isg.context(symbol, tokens, read=reading(files, changed), tokenizer=counting)


def pieces(answer, section):
    return [(one["qualified_name"], one["relation"]) for one in answer.results if one["section"] == section]


def test_the_pieces_of_a_function():
    answer = context("shop.orders.add_tax")
    assert answer.notes["source"][0]["text"] == "def add_tax(amount: int) -> int:"
    assert pieces(answer, "callers") == [("shop.orders.Order.price", "calls")]
    assert pieces(answer, "tests")[:2] == [
        ("tests.test_orders.test_save", "calls"),
        ("tests.test_orders.price", "uses"),
    ]
    assert pieces(answer, "used") == [("shop.orders.round_up", "calls")]
    site = next(one for one in answer.results if one["section"] == "callers")
    assert [line["text"] for line in site["source"]] == [
        "    def price(self) -> int:", "        return add_tax(3)",
    ]  # fmt: skip
    assert (answer.notes["cut_lines"], answer.notes["complete"]) == (0, True)
    assert set(answer.notes["omitted"].values()) == {0}
    assert "Left out" not in answer.notes["markdown"]


def test_the_pieces_of_a_method():
    answer = context("shop.orders.Order.save")
    assert pieces(answer, "owner") == [("shop.orders.Order", "")]
    owner = next(one for one in answer.results if one["section"] == "owner")
    texts = [line["text"] for line in owner["source"]]
    assert texts[0] == "class Order(Mixin, Base):"
    assert "    def total(self) -> int:" in texts
    assert "        return self.price()" not in texts
    assert pieces(answer, "overrides") == [("shop.base.Mixin.save", "overrides")]
    assert ("shop.orders.make", "calls") in pieces(answer, "callers")
    assert "order.save()\n    order.save()" in answer.notes["markdown"]


def test_the_pieces_of_a_class():
    answer = context("shop.base.Root")
    assert {name for name, _ in pieces(answer, "callers")} == {"shop.base.Base", "shop.base.Mixin"}
    assert pieces(context("shop.orders.Order"), "types") == [
        ("shop.base.Mixin", "extends"), ("shop.base.Base", "extends"),
    ]  # fmt: skip


def test_the_tests_are_those_of_tests_for():
    files = {
        "shop.py": "class Till:\n    def open(self): ...\n    def close(self): ...\ntill = Till()\n",
        "test_shop.py": "import shop\ndef test_open(): shop.till.open()\n"
        "def close(): shop.till.close()\ndef test_close(): close()\n",
    }
    isg = isg_of(files)
    told = {one["qualified_name"] for one in isg.tests_for("shop.Till")}
    answer = isg.context("shop.Till", 4000, read=lambda file: files[file.path].encode())
    assert told == {"test_shop.test_open", "test_shop.test_close"}
    assert set(pieces(answer, "tests")) == {
        ("test_shop.test_open", "1 hop away"),
        ("test_shop.test_close", "2 hops away"),
    }


def test_tests_further_away_have_their_distance():
    assert ("tests.test_orders.test_save", "3 hops away") in pieces(context("shop.orders.round_up"), "tests")


@given(
    st.integers(100, 1200),
    st.sampled_from(["shop.orders.Order", "shop.orders.add_tax", "save", "shop/base.py"]),
)
@settings(max_examples=60, deadline=None)
def test_every_limit_is_kept_and_no_line_is_cut(limit, symbol):
    answer = context(symbol, limit)
    text = answer.notes["markdown"]
    assert COUNTED.count(text) == answer.notes["tokens"] <= limit
    known = {line for source in SHOP.values() for line in source.split("\n")}
    for one in (answer.notes["source"], *(piece["source"] for piece in answer.results)):
        assert {line["text"] for line in one} <= known
        assert all(line["text"] in text for line in one)
    assert context(symbol, limit).as_dict() == answer.as_dict()


def test_nothing_is_lost_silently():
    whole = context("shop.orders.Order")
    for limit in (150, 250, 400):
        answer = context("shop.orders.Order", limit)
        assert len(answer.results) + sum(answer.notes["omitted"].values()) == len(whole.results)
        assert "Left out: " in answer.notes["markdown"]


def test_a_class_that_is_too_long_stands_in_outline():
    body = "".join(f"    def m{number}(self):\n        return {number}\n" for number in range(40))
    files = {"a.py": f"class Long:\n{body}"}
    answer = context("Long", 500, isg_of(files), files)
    lines = [one["text"] for one in answer.notes["source"]]
    assert answer.notes["outline"] is True
    assert lines[:2] == ["class Long:", "    def m0(self):"]
    assert all(line.lstrip().startswith(("class", "def")) for line in lines)
    assert answer.notes["cut_lines"] == 81 - len(lines)


def test_a_function_that_is_too_long_is_cut_after_a_line():
    files = {"a.py": "def long():\n" + "".join(f"    step_{number}()\n" for number in range(300))}
    answer = context("long", 300, isg_of(files), files)
    lines = [one["text"] for one in answer.notes["source"]]
    assert lines == files["a.py"].split("\n")[: len(lines)]
    assert answer.notes["cut_lines"] == 301 - len(lines) > 0


def test_a_file_that_has_changed_gives_no_source():
    answer = context("shop.orders.add_tax", changed={"shop/orders.py"})
    assert answer.notes["changed"] == ["shop/orders.py"]
    assert answer.notes["source"] == []
    assert "def add_tax(amount: int) -> int" in answer.notes["markdown"]
    assert "Changed since the analysis, so without source: shop/orders.py." in answer.notes["markdown"]
    assert "assert add_tax(1)" in answer.notes["markdown"]
    assert "shop/orders.py" in answer.files


def test_a_fence_is_longer_than_those_in_the_source():
    files = {"a.py": 'def f():\n    """\n    ```\n    ````\n    """\n'}
    text = context("f", isg=isg_of(files), files=files).notes["markdown"]
    assert "\n`````python\n" in text


def test_sources_of_other_encodings_and_line_ends():
    files = {"a.py": "def f():\n    return 'é'\n"}
    data = ("\ufeff" + files["a.py"].replace("\n", "\r\n")).encode()
    answer = isg_of(files).context("f", 500, read=lambda _: data, tokenizer=estimating())
    assert [one["text"] for one in answer.notes["source"]] == ["def f():", "    return 'é'"]


def test_what_has_no_context():
    with pytest.raises(QueryError, match=r"json\.dumps is outside of the workspace"):
        context("json.dumps")
    with pytest.raises(QueryError, match="99 tokens are too few for a context; ask for 100 or more"):
        context("save", 99)
    files = {f"{'a' * 200}/{'b' * 200}.py": "def f(): pass\n"}
    with pytest.raises(QueryError, match="too few for the head of"):
        context("f", 100, isg_of(files), files)


def test_an_ambiguous_symbol_is_the_first_of_its_matches():
    answer = context("price")
    assert len(answer.matches) > 1
    assert answer.notes["entity"]["id"] == answer.matches[0]["id"]


def test_room_that_is_left_shows_whole_callables():
    body = "".join(f"    step{number} = {number}\n" for number in range(30))
    low, top = f"def low():\n{body}    return 1\n", f"def top():\n{body}    go()\n"
    files = {"m.py": f"{low}\n\ndef go():\n    return low()\n\n\n{top}"}
    isg = isg_of(files)

    def shown(limit: int) -> str:
        answer = isg.context(
            "m.go", limit, read=lambda file: files[file.path].encode(), tokenizer=estimating()
        )
        assert answer.notes["tokens"] <= limit
        return answer.notes["markdown"]

    assert low in shown(1_000)
    assert top in shown(1_000)
    small = shown(150)
    assert "def low()" in small
    assert "step7" not in small
