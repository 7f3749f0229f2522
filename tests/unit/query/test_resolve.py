import pytest

from parseltongue.model.errors import QueryError, UnknownSymbolError
from parseltongue.query.places import place_of
from tests.unit.query.graphs import isg_of


def _names(isg, symbol):
    return [one["qualified_name"] for one in isg.resolve(symbol)]


def test_every_form_of_a_symbol(shop, export):
    save = "shop.orders.Order.save"
    for symbol in (
        save,
        "Order.save",
        export.id(save),
        export.id(save).upper(),
        "shop/orders.py:27",
        " Order.save ",
    ):
        assert _names(shop, symbol) == [save]


def test_all_that_a_partial_name_stands_for_tests_last(shop):
    assert _names(shop, "price") == [
        "shop.base.Base.price",
        "shop.orders.Order.price",
        "tests.test_orders.price",
    ]
    assert _names(shop, "save") == ["shop.base.Root.save", "shop.base.Mixin.save", "shop.orders.Order.save"]


def test_a_full_name_stands_for_nothing_longer():
    files = {"a.py": "def f(): ...\n", "b/a.py": "def f(): ...\n", "b/__init__.py": ""}
    assert _names(isg_of(files), "a.f") == ["a.f"]
    assert _names(isg_of(files), "f") == ["a.f", "b.a.f"]


def test_an_inherited_member_is_found_through_the_class(shop):
    assert _names(shop, "Order.close") == ["shop.base.Root.close"]
    assert _names(shop, "shop.base.Mixin.close") == ["shop.base.Root.close"]


def test_modules_and_files(shop):
    assert _names(shop, "shop.orders") == ["shop.orders"]
    assert _names(shop, "shop") == ["shop"]
    assert _names(shop, "orders") == ["shop.orders"]
    assert _names(shop, "shop/orders.py") == ["shop.orders"]
    assert _names(shop, "./shop/orders.py") == ["shop.orders"]
    assert _names(shop, "orders.py") == ["shop.orders"]
    assert shop.resolve("shop").results[0]["kind"] == "file"


def test_modules_below_a_source_root():
    isg = isg_of({"src/p/__init__.py": "", "src/p/m.py": "def f(): ...\n"})
    assert _names(isg, "p.m") == ["p.m"]
    assert _names(isg, "p.m.f") == ["p.m.f"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (1, "shop.orders"),
        (5, "shop.orders"),
        (6, "shop.orders.Order"),
        (12, "shop.orders.Order.limit"),
        (14, "shop.orders.Order.__init__"),
        (15, "shop.orders.Order.__init__"),
        (17, "shop.orders.Order.total"),
        (32, "shop.orders.add_tax.inner"),
        (34, "shop.orders.add_tax"),
        (36, "shop.orders"),
        (9999, "shop.orders"),
    ],
)
def test_a_line_stands_for_what_is_around_it(shop, line, name):
    assert _names(shop, f"shop/orders.py:{line}") == [name]


def test_an_ambiguous_symbol_is_answered_for_all(shop):
    answer = shop.callers("price")
    assert answer.ambiguous
    assert [one["qualified_name"] for one in answer.matches] == [
        "shop.base.Base.price",
        "shop.orders.Order.price",
        "tests.test_orders.price",
    ]
    assert [one["name"] for one in answer] == ["total"]
    assert answer.results[0]["dst"] == answer.matches[1]["id"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a/b.py:12", ("a/b.py", 12)),
        ("a/b.py:12:5", ("a/b.py", 12)),
        ("a/b.py:12:", ("a/b.py", 12)),
        (" a/b.py:12:5: ", ("a/b.py", 12)),
        ("C:/b.py:12:5", ("C:/b.py", 12)),
        ("a/b.py", None),
        ("a/b.py:", None),
        ("a/b.py:x", None),
        (":12", None),
        ("Bytes::new", None),
        ("a:12345678901", None),
        ("a:\u0663", None),
    ],
)
def test_a_line_of_a_file_as_people_and_compilers_write_it(text, place):
    assert place_of(text) == place


def test_several_definitions_of_one_name_are_all_meant():
    source = "class C:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, v): ...\n"
    assert [one["start_line"] for one in isg_of({"m.py": source}).resolve("m.C.x")] == [2, 4]


@pytest.mark.parametrize("symbol", ["shop.orders.Oder", "Order.sav", "ad_tax", "shop.orders.round_upp"])
def test_an_unknown_symbol_comes_with_suggestions(shop, symbol):
    meant = {
        "shop.orders.Oder": "shop.orders.Order",
        "Order.sav": "shop.orders.Order.save",
        "ad_tax": "shop.orders.add_tax",
        "shop.orders.round_upp": "shop.orders.round_up",
    }
    with pytest.raises(UnknownSymbolError, match="did you mean") as caught:
        shop.callers(symbol)
    assert caught.value.suggestions[0] == meant[symbol]
    assert len(caught.value.suggestions) <= 5
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    "symbol", ["zzzzqqq", "0" * 32, "no/such.py:3", "no/such.py", ".", "..", "a..b", ":3", "x:"]
)
def test_what_cannot_be_found_is_an_error(shop, symbol):
    with pytest.raises(UnknownSymbolError):
        shop.show(symbol)


def test_an_empty_symbol_is_an_error_of_its_own(shop):
    with pytest.raises(QueryError, match="empty symbol"):
        shop.callers("  ")


def test_an_outline_needs_a_file(shop):
    with pytest.raises(UnknownSymbolError):
        shop.entities("nothing.py")


def test_escaped_paths_are_understood():
    path = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    isg = isg_of({path: "def f(): ...\n"})
    assert _names(isg, "caf%E9.py:1") == ["caf%E9.f"]
    assert isg.resolve("f").files == [path]


def test_a_skipped_file_can_be_named():
    isg = isg_of({"a.py": "x = 1\n"}, skipped={"big.py": "too_large"})
    (big,) = isg.show("big.py")
    assert (big["kind"], big["relationships"]["members"]) == ("file", 0)
    assert _names(isg, big["id"]) == ["big"]
    assert list(isg.members("big.py")) == []


def test_the_end_of_a_module_name_whose_path_has_hyphens():
    isg = isg_of({"a/my-box/src/deep_er.rs": "fn f() {}\n", "b/other/src/lib.rs": "fn g() {}\n"})
    assert [one["file"] for one in isg.resolve("my_box.deep_er")] == ["a/my-box/src/deep_er.rs"]
    assert [one["file"] for one in isg.resolve("deep_er")] == ["a/my-box/src/deep_er.rs"]
