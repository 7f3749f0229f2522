import pytest

from parseltongue.model.errors import QueryError
from parseltongue.query.export.formats import Graph, export
from parseltongue.query.export.selection import Selection
from parseltongue.query.scip import schema
from parseltongue.query.scip.symbols import descriptors, dotted_name, external_symbol
from parseltongue.query.scip.tokens import SourceLines
from tests.unit.query.conftest import SHOP
from tests.unit.query.graphs import isg_of

ORDERS = "parseltongue . . . `shop/orders.py`/"


class Whole:
    def __init__(self):
        self.data = b""

    def open(self, part):
        assert part == ""
        return self.write

    def write(self, data):
        self.data += data


def index_of(isg, files, selection=None):
    whole = Whole()

    def source(file):
        text = files.get(file.path)
        return None if text is None else text.encode()

    notices = export(Graph(isg, selection, source=source, root="file:///x"), "scip", whole)
    return schema.messages()["Index"].FromString(whole.data), notices


@pytest.fixture(scope="module")
def index(shop):
    return index_of(shop, SHOP)[0]


@pytest.fixture(scope="module")
def orders(index):
    return next(one for one in index.documents if one.relative_path == "shop/orders.py")


def text_at(place, path="shop/orders.py"):
    assert len(place) == 3
    return SHOP[path].split("\n")[place[0]].encode()[place[1] : place[2]].decode()


PROTOC = (
    "0a0a12030a01741a01702001123d0a04612e707912100a0301020312017318013a04010002001a190a01731a017822070a017210"
    "01180128073201643a032a01662206507974686f6e30011a060a0165420167"
)
"""What the code that protoc makes of the public schema writes for the message below."""


def test_numbers_of_the_public_schema():
    index = schema.messages()["Index"]()
    index.metadata.tool_info.name = "t"
    index.metadata.project_root, index.metadata.text_document_encoding = "p", schema.UTF8_TEXT
    document = index.documents.add(language="Python", relative_path="a.py", position_encoding=1)
    document.occurrences.add(range=[1, 2, 3], symbol="s", symbol_roles=1, enclosing_range=[1, 0, 2, 0])
    told = document.symbols.add(symbol="s", kind=7, display_name="d", documentation=["x"])
    told.relationships.add(symbol="r", is_reference=True, is_implementation=True)
    told.signature_documentation.text = "f"
    index.external_symbols.add(symbol="e", enclosing_symbol="g")
    assert index.SerializeToString(deterministic=True).hex() == PROTOC


def test_definitions_stand_at_their_names(orders):
    named = {one.symbol: one for one in orders.occurrences if one.symbol_roles & schema.DEFINITION}
    order = named[ORDERS + "Order#"]
    assert text_at(order.range) == "Order"
    assert list(order.enclosing_range)[:2] == [5, 0]
    assert text_at(named[ORDERS + "Order#save()."].range) == "save"
    assert text_at(named[ORDERS + "add_tax().inner()."].range) == "inner"
    assert list(named[ORDERS].range) == [0, 0, 0]


def test_references_stand_at_their_names(orders):
    base = "parseltongue . . . `shop/base.py`/Mixin#"
    places = [list(one.range) for one in orders.occurrences if one.symbol == base]
    assert [text_at(place) for place in places] == ["Mixin", "Mixin"]
    roles = {
        place[0]: one.symbol_roles
        for place, one in zip(places, [one for one in orders.occurrences if one.symbol == base], strict=True)
    }
    assert roles == {1: schema.IMPORT, 5: schema.READ}
    dumps = [one for one in orders.occurrences if one.symbol == external_symbol("json.dumps")]
    assert [text_at(one.range) for one in dumps] == ["dumps", "dumps"]


def test_every_occurrence_has_the_name_of_its_symbol(index):
    for document in index.documents:
        for one in document.occurrences:
            if len(one.range) == 3 and one.range[1] != one.range[2]:
                name = (descriptors(one.symbol) or [("", "")])[-1][0]
                text = text_at(one.range, document.relative_path)
                assert text == name or name.endswith(".py"), (document.relative_path, one)


def test_what_is_known_of_symbols(orders):
    told = {one.symbol: one for one in orders.symbols}
    order = told[ORDERS + "Order#"]
    assert (order.kind, order.display_name) == (7, "Order")
    assert list(order.documentation) == ["What a customer wants."]
    assert order.signature_documentation.text == "class Order(Mixin, Base)"
    assert {one.symbol for one in order.relationships if one.is_implementation} == {
        "parseltongue . . . `shop/base.py`/Mixin#",
        "parseltongue . . . `shop/base.py`/Base#",
    }
    (save,) = told[ORDERS + "Order#save()."].relationships
    assert (save.symbol, save.is_reference) == ("parseltongue . . . `shop/base.py`/Mixin#save().", True)


def test_tests_are_marked(index):
    tests = next(one for one in index.documents if one.relative_path == "tests/test_orders.py")
    assert all(one.symbol_roles & schema.TEST for one in tests.occurrences)


def test_externals_are_listed(index):
    assert {one.symbol: one.display_name for one in index.external_symbols}[
        external_symbol("json.dumps")
    ] == "json.dumps"


def test_without_sources_there_are_lines(shop):
    index, notices = index_of(shop, {})
    assert "4 of 4 files have changed" in notices[0]
    order = next(
        one
        for document in index.documents
        for one in document.occurrences
        if one.symbol == ORDERS + "Order#" and one.symbol_roles & schema.DEFINITION
    )
    assert list(order.range) == [5, 0, 0]


def test_the_same_bytes_again(shop):
    assert index_of(shop, SHOP)[0] == index_of(shop, SHOP)[0]


def test_files_can_be_chosen(shop):
    index, _ = index_of(shop, SHOP, Selection(path="shop"))
    assert [one.relative_path for one in index.documents] == [
        "shop/__init__.py",
        "shop/base.py",
        "shop/orders.py",
    ]
    part, _ = index_of(shop, SHOP, Selection(path="tests"))
    known = {one.symbol for document in part.documents for one in document.symbols}
    known |= {one.symbol for one in part.external_symbols}
    mentioned = {one.symbol for document in part.documents for one in document.occurrences}
    assert ORDERS + "Order#" in mentioned <= known
    with pytest.raises(QueryError, match="--path"):
        index_of(shop, SHOP, Selection(kind="class"))


def test_offsets_count_bytes():
    files = {"a.py": "class Ä: pass\nb = 'ü'; c = Ä()\n"}
    index, _ = index_of(isg_of(files), files)
    found = [one for one in index.documents[0].occurrences if "Ä" in one.symbol]
    lines = files["a.py"].encode().split(b"\n")
    assert [lines[one.range[0]][one.range[1] : one.range[2]].decode() for one in found] == ["Ä", "Ä"]


def test_two_of_one_name_in_a_line_are_told_apart():
    files = {
        "a.py": "class A:\n    def go(self): ...\nclass B:\n    def go(self): ...\n"
        "def f(a: A, b: B):\n    return B.go(a), A.go(b)\n"
    }
    index, _ = index_of(isg_of(files), files)
    found = {
        tuple(one.range): one.symbol.rpartition("/")[2]
        for one in index.documents[0].occurrences
        if one.range[0] == 5 and "go" in one.symbol
    }
    assert found == {(5, 13, 15): "B#go().", (5, 22, 24): "A#go()."}


def test_names_with_marks():
    files = {"a.js": "class A { $go() {} #own() { this.$go(); this.#own(); } }\n"}
    index, _ = index_of(isg_of(files), files)
    line = files["a.js"]
    for roles in (schema.DEFINITION, schema.READ):
        found = {
            line[one.range[1] : one.range[2]]
            for one in index.documents[0].occurrences
            if one.symbol_roles == roles and ("go" in one.symbol or "own" in one.symbol)
        }
        assert found == {"$go", "own"}


def test_a_chain_goes_on_below():
    files = {"a.py": "class A:\n    def go(self): return self\nx = (A()\n  .go()\n)\n"}
    index, _ = index_of(isg_of(files), files)
    found = [list(one.range) for one in index.documents[0].occurrences if "go" in one.symbol]
    assert [3, 3, 5] in found


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("s m p v a/B#c().", [("a", "/"), ("B", "#"), ("c", "()")]),
        ("s m p  q v `x y``z`/C#d(+1).(e)", [("x y`z", "/"), ("C", "#"), ("d", "()"), ("e", "(x)")]),
        ("s . . . A#[T]", [("A", "#"), ("T", "[]")]),
        ("s . . . f!", [("f", "!")]),
        ("local 1", None),
        ("nonsense", None),
        ("s . . . a/b", None),
    ],
)
def test_symbols_are_read(symbol, expected):
    assert descriptors(symbol) == expected


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("scip-python python python-stdlib 3.11 typing/TYPE_CHECKING.", "typing.TYPE_CHECKING"),
        ("scip-python python x 1 `os.path`/join().", "os.path.join"),
        ("scip-python python x 1 `os.path`/__init__:", "os.path"),
        ("scip-typescript npm typescript 5 lib/`lib.es5.d.ts`/Array#map().", "Array.map"),
        ("scip-typescript npm lodash 4 `index.d.ts`/get().", "lodash.get"),
        ("rust-analyzer cargo core 1.80 option/Option#map().", "core::option::Option::map"),
        ("scip-python python x 1 a/f().(p)", ""),
    ],
)
def test_names_of_others(symbol, name):
    assert dotted_name(symbol) == name


def test_receivers():
    lines = SourceLines(b'a.b(c).d + e[0] . f + g() ->h ; i::j; (k)\n"x.y" + y\n')
    found = {one.name: one.receiver for one in lines.tokens(1)}
    assert found == {
        "a": "",
        "b": "a",
        "c": "",
        "d": "b",
        "e": "",
        "f": "e",
        "g": "",
        "h": "g",
        "i": "",
        "j": "i",
        "k": "",
    }
    assert [one.start for one in lines.named(2, "y")] == [8]


def test_an_impl_block_stands_at_its_type_which_is_mentioned_there():
    files = {"src/lib.rs": "pub struct Error;\nimpl std::error::Error for Error {}\nimpl Error {}\n"}
    index, _ = index_of(isg_of(files), files)
    (document,) = index.documents
    found = {}
    for one in document.occurrences:
        if one.range[0]:
            found.setdefault((one.range[0], one.range[1]), set()).add((one.symbol, one.symbol_roles))
    home = "parseltongue . . . `src/lib.rs`/"
    second, third = home + "`impl Error`#", home + "`impl Error#2`#"
    trait, own = external_symbol("std::error::Error"), (home + "Error#", schema.READ)
    assert found[1, 17] == {(trait, schema.READ)}
    assert found[1, 27] == {own, (second, schema.DEFINITION)}
    assert found[2, 5] == {own, (third, schema.DEFINITION)}
