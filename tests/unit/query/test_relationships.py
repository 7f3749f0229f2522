import networkx
import pytest

from parseltongue.query import describe
from tests.unit.query.graphs import Export, isg_of, random_files

LEADING = ("calls", "uses", "extends", "implements", "imports")


def _told(answer):
    return sorted(
        (one["relationship"], one["src"], one["dst"], one["line"], one["provenance"]) for one in answer
    )


@pytest.mark.parametrize("seed", range(25))
def test_answers_agree_with_the_export(seed):
    isg = isg_of(random_files(seed))
    export = Export(isg)
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(export.entities)
    graph.add_edges_from((row["src"], row["dst"], row["kind"]) for row in export.relationships if row["dst"])
    for identity in export.entities:
        assert _told(isg.callers(identity, None)) == export.into(identity, "calls")
        assert _told(isg.uses(identity, None)) == export.into(identity, "uses")
        assert _told(isg.implementors(identity, None)) == export.into(identity, "extends", "implements")
        members = [row["dst"] for row in export.edges("contains") if row["src"] == identity]
        assert [one["id"] for one in isg.members(identity, None)] == members
        heirs = networkx.MultiDiGraph((s, d) for s, d, kind in graph.edges(keys=True) if kind == "extends")
        expected = networkx.ancestors(heirs, identity) - {identity} if identity in heirs else set()
        assert {one["id"] for one in isg.implementors(identity, None, transitive=True)} == expected
        for depth in (1, 3):
            told = {one["id"]: one["hop"] for one in isg.blast_radius(identity, depth, None)}
            assert told == export.within(identity, depth, LEADING)


@pytest.mark.parametrize("seed", range(25, 50))
def test_callees_and_descriptions_agree_with_the_export(seed):
    isg = isg_of(random_files(seed))
    export = Export(isg)
    for identity in export.entities:
        told = sorted(
            (one["dst"] or "", one["target"] or "", one["line"], one["provenance"], *one["candidates"])
            for one in isg.callees(identity, None)
        )
        assert told == sorted(
            (row["dst"] or "", row["target"] or "", row["line"], row["provenance"], *row["candidates"])
            for row in export.edges("calls")
            if row["src"] == identity
        )
        (shown,) = isg.show(identity, exact=True)
        assert shown["relationships"] == _expected_counts(export, identity)
        over = [row["dst"] for row in export.edges("overrides") if row["src"] == identity]
        assert ([shown["overrides"]["id"]] if shown["overrides"] else []) == over
        under = {row["src"] for row in export.edges("overrides") if row["dst"] == identity}
        assert {one["id"] for one in shown["overridden_by"]} == under


def _expected_counts(export, identity):
    def number(end, *kinds):
        return sum(row[end] == identity for row in export.edges(*kinds))

    return {
        "members": number("src", "contains"),
        "callers": number("dst", "calls"),
        "uses": number("dst", "uses"),
        "implementors": number("dst", "extends", "implements"),
        "importers": number("dst", "imports"),
        "callees": number("src", "calls"),
        "used": number("src", "uses"),
        "bases": number("src", "extends", "implements"),
        "imports": number("src", "imports"),
    }


def test_callers_tell_all_lines_and_tests_come_last(shop):
    answer = shop.callers("shop.orders.Order.save")
    assert [(one["qualified_name"], one["line"], one["lines"]) for one in answer] == [
        ("shop.orders.make", 43, [43, 44]),
        ("tests.test_orders.test_save", 7, [7]),
    ]
    assert answer.results[0]["dst"] == answer.matches[0]["id"]
    assert (answer.total, answer.exact, answer.ambiguous) == (2, True, False)
    assert answer.files == ["shop/orders.py", "tests/test_orders.py"]


def test_callers_in_tests_come_last_wherever_they_stand():
    call = "from lib import f\n\n\ndef {}(): f()\n"
    files = {"lib.py": "def f(): ...\n", "a/test_a.py": call.format("g"), "z.py": call.format("h")}
    assert [one["name"] for one in isg_of(files).callers("lib.f")] == ["h", "g"]


def test_calling_a_class_makes_an_instance(shop):
    assert {one["name"] for one in shop.callers("shop.orders.Order")} == {"make", "test_save"}


def test_uses_are_where_it_is_used_but_not_called(shop):
    assert [(one["qualified_name"], one["line"]) for one in shop.uses("add_tax")] == [
        ("tests.test_orders.price", 12)
    ]


def test_what_is_outside_can_be_asked_for(shop):
    answer = shop.callers("json.dumps")
    assert [(one["name"], one["lines"], one["provenance"]) for one in answer] == [
        ("save", [26, 27], "external")
    ]
    assert answer.matches[0]["id"] is None
    assert answer.matches[0]["qualified_name"] == "json.dumps"


def test_callees_say_what_is_not_known(shop):
    told = {one["target"]: one for one in shop.callees("shop.base._Hidden.close")}
    unknown, close = told["unknown"], told["unknown().close"]
    assert (unknown["name"], unknown["provenance"], unknown["id"]) == ("unknown", "unresolved", None)
    assert (close["name"], close["provenance"], len(close["candidates"])) == ("close", "ambiguous", 2)


def test_callees_of_what_is_inside_are_told_on_request(shop):
    assert [one["name"] for one in shop.callees("add_tax")] == ["inner"]
    nested = shop.callees("add_tax", nested=True)
    assert {(one["name"], one["line"]) for one in nested} == {("inner", 34), ("round_up", 32)}


def test_show_describes(shop):
    (order,) = shop.show("shop.orders.Order")
    assert order["doc"] == "What a customer wants."
    assert order["line"] == 6
    assert order["relationships"]["members"] == 6
    (total,) = shop.show("Order.total")
    assert (total["line"], total["start_line"]) == (18, 17)
    (root,) = shop.show("shop.base.Root.save")
    assert [one["qualified_name"] for one in root["overridden_by"]] == ["shop.base.Mixin.save"]
    assert root["overridden_by_exact"]
    (price,) = shop.show("shop.orders.Order.price")
    assert price["overrides"]["qualified_name"] == "shop.base.Base.price"


def _popular(users: int):
    files = {"lib.py": "class Base:\n    def run(self): ...\n\n\ndef popular(): ...\n"}
    for number in range(users):
        files[f"u{number:02}.py"] = (
            "from lib import Base, popular\n\n\ndef f(): popular()\n\n\n"
            f"class C{number}(Base):\n    def run(self): ...\n"
        )
    return files


def test_a_page_reads_no_more_files_than_it_shows():
    isg = isg_of(_popular(40))
    read = []
    get = isg.view._objects.get
    isg.view._objects = type("Counting", (), {"get": lambda self, *key: read.append(key) or get(*key)})()
    answer = isg.callers("lib.popular", limit=5)
    assert [one["file"] for one in answer] == [f"u0{number}.py" for number in range(5)]
    assert (answer.total, answer.exact) == (6, False)
    assert len({key for key, *_ in read}) <= 3 * 7


def test_pages_make_up_the_whole():
    isg = isg_of(_popular(12))
    whole = isg.callers("lib.popular", limit=None)
    assert (whole.total, whole.exact) == (12, True)
    pages = [isg.callers("lib.popular", limit=5, offset=offset) for offset in (0, 5, 10)]
    assert [one for page in pages for one in page] == whole.results
    assert [page.exact for page in pages] == [False, False, True]
    counted = isg.callers("lib.popular", limit=5, exact=True)
    assert (counted.total, counted.exact, len(counted)) == (12, True, 5)


def test_show_stops_counting_but_says_so():
    few, many = isg_of(_popular(describe.BUDGET // 4)), isg_of(_popular(describe.BUDGET + 10))
    assert few.show("lib.popular").results[0]["relationships_exact"]
    (shown,) = many.show("lib.popular")
    assert not shown["relationships_exact"]
    assert shown["relationships"]["callers"] < describe.BUDGET + 10
    (run,) = many.show("lib.Base.run")
    assert not run["overridden_by_exact"]
    (shown,) = many.show("lib.popular", exact=True)
    assert shown["relationships"]["callers"] == describe.BUDGET + 10
    (run,) = many.show("lib.Base.run", exact=True)
    assert len(run["overridden_by"]) == describe.BUDGET + 10


def test_blast_radius_does_not_follow_importing_files_of_an_entity():
    files = {
        "a.py": "def f(): ...\n\n\ndef g(): f()\n",
        "b.py": "from a import f\n\n\ndef unrelated(): ...\n",
        "c.py": "import b\n\n\ndef h():\n    b.unrelated()\n",
    }
    isg = isg_of(files)
    assert {(one["qualified_name"], one["hop"]) for one in isg.blast_radius("a.f")} == {("a.g", 1), ("b", 1)}
    assert {(one["qualified_name"], one["hop"]) for one in isg.blast_radius("a.py")} == {("b", 1), ("c", 2)}


def test_outline_is_in_source_order(shop):
    answer = shop.entities("shop/base.py")
    assert [(one["depth"], one["name"]) for one in answer] == [
        (0, "Root"), (1, "save"), (1, "close"), (0, "Base"), (1, "price"), (0, "Mixin"), (1, "save"),
        (0, "_Hidden"), (1, "close"),
    ]  # fmt: skip
    assert answer.files == ["shop/base.py"]


def test_coverage_names_what_is_not_known():
    files = {
        "bad.py": "def f(:\n    pass\n",
        "good.py": "import os\nos.getcwd()\nos.getcwd()\nos.sep\nmissing()\n\n\ndef f(): ...\nf()\n",
    }
    told = isg_of(files, skipped={"big.py": "too_large", "odd.py": "binary"}).coverage(limit=2)
    assert told["skipped"] == {"too_large": ["big.py"], "binary": ["odd.py"]}
    assert told["syntax_errors"] == ["bad.py"]
    assert told["external"] == {
        "total": 3,
        "names": [{"name": "os", "mentions": 4}, {"name": "os.getcwd", "mentions": 2}],
    }
    assert [one["name"] for one in told["unresolved"]["names"]] == ["missing"]
    references = told["references"]
    assert references["resolved_share"] == pytest.approx(
        references["resolved"] / (references["resolved"] + 1)
    )


def test_answers_fit_into_json(shop):
    import json

    told = json.loads(json.dumps(shop.callers("add_tax").as_dict()))
    assert told["snapshot"] == shop.snapshot
    assert set(told) == {"snapshot", "symbol", "matches", "total", "exact", "results"}
