import pytest

from parseltongue.model.errors import QueryError
from parseltongue.query import find as finding
from parseltongue.query import name_index
from parseltongue.query.analytics import Part
from parseltongue.query.find import parts_of
from tests.unit.query.graphs import isg_of

NAMES = {
    "lib/a.py": """def get(): ...
def Get(): ...
def get_query_set(): ...
class GetQuerySet: ...
def forget(): ...
def _get(): ...
def settings(): ...
class HTTPServer:
    def get(self): ...
    get_field = 1
""",
    "tests/test_a.py": "def get(): ...\ndef get_(): ...\n",
}


@pytest.fixture(scope="module")
def names():
    return isg_of(NAMES)


def _found(answer):
    return [(one["qualified_name"], one["match"]) for one in answer]


def test_exact_names_come_alone_tests_last(names):
    assert _found(names.find("get")) == [
        ("lib.a.get", "exact"),
        ("lib.a.HTTPServer.get", "exact"),
        ("tests.test_a.get", "exact"),
    ]


def test_a_single_character_has_no_typing_errors(names):
    isg = isg_of({"a.py": "x = 1\ny = 2\n"})
    assert _found(isg.find("z")) == []
    assert _found(isg.find("x")) == [("a.x", "exact")]


@pytest.mark.parametrize(
    "text",
    [
        "path:lib",
        "path:lib,lib/a.py kind:method",
        "is:test",
        "not:test path:lib,tests",
        "lang:python",
        "path:x",
    ],
)
def test_few_files_are_asked_for_their_names_with_the_same_answer(names, text, monkeypatch):
    few = _found(names.find(text, limit=None))
    several = _found(names.find(f"{text} ^_?get", regex=True, limit=None))
    assert bool(few) is (text != "path:x")
    monkeypatch.setattr(finding, "FEW", -1)
    assert _found(names.find(text, limit=None)) == few
    assert _found(names.find(f"{text} ^_?get", regex=True, limit=None)) == several


def test_who_wants_all_gets_all(monkeypatch):
    monkeypatch.setattr(finding, "LOOKED_AT", 30)
    monkeypatch.setattr(finding, "POOL", 10)
    monkeypatch.setattr(name_index, "MOST", 30)
    count = 100
    isg = isg_of({f"m{at}.py": f"class Some{at}: ...\ndef get_some{at}(): ...\n" for at in range(count)})
    for text in ("kind:class", "some", "is:test", "not:test"):
        answer = isg.find(text, limit=None)
        expected = {"kind:class": count, "some": 2 * count, "is:test": 0, "not:test": 2 * count}[text]
        assert (len(answer.results), answer.total, answer.exact) == (expected, expected, True), text
    assert len(isg.find("some", limit=None, regex=True).results) == count
    assert isg.find("some", limit=3, exact=True).total == 2 * count
    assert not isg.find("some", limit=3).exact


def test_wide_adds_what_resembles_ranked(names):
    told = [(one["name"], one["match"], one["is_test"]) for one in names.find("get", wide=True)]
    assert told == [
        ("get", "exact", False),
        ("get", "exact", False),
        ("get", "exact", True),
        ("Get", "case", False),
        ("get_field", "prefix", False),
        ("GetQuerySet", "prefix", False),
        ("get_query_set", "prefix", False),
        ("get_", "prefix", True),
        ("forget", "substring", False),
        ("_get", "substring", False),
    ]


@pytest.mark.parametrize(
    ("text", "name", "match"),
    [
        ("gqs", "get_query_set", "parts"),
        ("GQS", "GetQuerySet", "parts"),
        ("getQue", "GetQuerySet", "prefix"),
        ("quer", "GetQuerySet", "substring"),
        ("settigns", "settings", "similar"),
        ("HServ", "HTTPServer", "parts"),
        ("ge_que", "get_query_set", "parts"),
        ("httpserver", "HTTPServer", "case"),
    ],
)
def test_ways_to_match(names, text, name, match):
    assert (name, match) in [(one["name"], one["match"]) for one in names.find(text)]


def test_a_dotted_text_is_looked_for_in_its_scope(names):
    assert [one["qualified_name"] for one in names.find("httpserver.get")] == ["lib.a.HTTPServer.get"]
    assert {one["name"] for one in names.find("HTTPServer.g", wide=True)} == {"get", "get_field"}


def test_filters(names):
    assert {one["kind"] for one in names.find("get", kind="method")} == {"method"}
    assert {one["file"] for one in names.find("get", path="tests")} == {"tests/test_a.py"}
    assert {one["file"] for one in names.find("get", path="tests/test_a.py")} == {"tests/test_a.py"}
    assert [one["name"] for one in names.find("get", path="test")] == []
    assert names.find("get", language="rust").total == 0
    assert names.find("get", language="python").total == 3


def test_a_filter_that_leaves_no_exact_name_looks_further(names):
    assert [(one["name"], one["match"]) for one in names.find("get", kind="field")] == [
        ("get_field", "prefix")
    ]


def test_nothing_found_is_an_empty_answer(names):
    answer = names.find("xyzzyplugh")
    assert (list(answer), answer.total, answer.exact) == ([], 0, True)


def test_the_top_folder_is_everything(names):
    for path in (".", "./", "", "/"):
        assert _found(names.find("get", path=path)) == _found(names.find("get"))
    assert _found(names.find("get", path="./lib/")) == _found(names.find("get", path="lib"))


@pytest.mark.parametrize(
    ("path", "meant"),
    [("libb", ["lib"]), ("a.py", ["lib/a.py"]), ("test/test_a.py", ["tests/test_a.py"]), ("x/y/z", [])],
)
def test_a_path_without_files_is_told_with_what_may_be_meant(names, path, meant):
    assert names.find("get", path=path).notes == {"unknown_paths": {path: meant}}
    assert names.find(f"path:{path}").notes == {"unknown_paths": {path: meant}}


def test_nothing_is_said_of_paths_that_there_are(names):
    assert names.find("xyzzyplugh", path="lib").notes == {}
    assert names.find("get path:lib,libb").notes == {}
    assert names.find("xyzzyplugh path:lib,libb").notes == {"unknown_paths": {"libb": ["lib"]}}


def test_pages(names):
    whole = names.find("get", None, wide=True)
    assert (whole.total, whole.exact) == (10, True)
    first = names.find("get", 4, wide=True)
    assert first.results == whole.results[:4]
    assert not first.exact
    assert names.find("get", 4, wide=True, exact=True).total == 10
    assert names.find("get", 0).results == []


@pytest.mark.parametrize("text", ["", "  ", "lib."])
def test_an_empty_text_is_an_error(names, text):
    with pytest.raises(QueryError, match="nothing to look for"):
        names.find(text)


def test_an_unknown_kind_is_an_error(names):
    with pytest.raises(QueryError, match="kinds are file, module"):
        names.find("get", kind="methode")


def test_an_unknown_language_is_an_error_that_names_those_there_are(names):
    for ask in (
        lambda: names.find("get", language="pythn"),
        lambda: names.find("get lang:pythn"),
        lambda: names.analytics.dead_code(language="pythn"),
        lambda: names.analytics.columns(Part(language="pythn")),
    ):
        with pytest.raises(QueryError, match="no language is called pythn; this graph has python"):
            ask()
    assert not names.find("get", language="rust").results  # There is such a language, but not here.


def test_parts_of_names():
    assert parts_of("get_query_set") == parts_of("GetQuerySet") == ["get", "query", "set"]
    assert parts_of("HTTPServer") == ["http", "server"]
    assert parts_of("toJSON2Text") == ["to", "json2", "text"]
    assert parts_of("__init__") == ["init"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind:class get", ["GetQuerySet"]),
        ("is:test get_", ["get_"]),
        ("not:test kind:method get", ["get"]),
        ("HTTPServer get_f", ["get_field"]),
        ("HTTPServer::get_f", ["get_field"]),
        ("path:tests kind:function get", ["get", "get_"]),
        ("kind:class", ["HTTPServer", "GetQuerySet"]),
        ("lib/a.py:9", ["get"]),
    ],
)
def test_filters_and_places(names, text, expected):
    assert [one["name"] for one in names.find(text, wide=True)] == expected


@pytest.mark.parametrize("text", ["is:nothing x", "kind:clas x", "", "   "])
def test_questions_that_cannot_be_understood(names, text):
    with pytest.raises(QueryError):
        names.find(text)


def test_regular_expressions(names):
    assert sorted(one["name"] for one in names.find("^get_.*(set|field)$", regex=True)) == [
        "get_field",
        "get_query_set",
    ]
    with pytest.raises(QueryError, match="no regular expression"):
        names.find("(", regex=True)


def test_what_more_files_lead_to_comes_first():
    files = {"a.py": "def send(): ...\n", "b.py": "def send(): ...\n"}
    files |= {f"user{number}.py": "from b import send\nsend()\n" for number in range(3)}
    found = isg_of(files).find("sen", wide=True)
    assert [one["file"] for one in found] == ["b.py", "a.py"]


def test_the_tree_counts(names):
    told = [(one["path"], one["depth"], one["files"], one["entities"], one["tests"]) for one in names.tree()]
    assert told == [
        ("", 0, 2, 12, 1), ("lib", 1, 1, 10, 0), ("lib/a.py", 2, 1, 10, 0), ("tests", 1, 1, 2, 1),
        ("tests/test_a.py", 2, 1, 2, 1),
    ]  # fmt: skip
    assert [one["path"] for one in names.tree("lib", 0)] == ["lib"]
    assert [one["path"] for one in names.tree("lib/a.py")] == ["lib/a.py"]
    with pytest.raises(QueryError):
        names.tree("li")
    with pytest.raises(QueryError, match=r"\.\."):
        names.tree("..")


def test_completion(names):
    assert names.complete("get_") == ["get_", "get_field", "get_query_set"]
    assert names.complete("HTTPServer.g") == ["HTTPServer.get", "HTTPServer.get_field"]
    assert names.complete("HTTPServer::g") == ["HTTPServer::get", "HTTPServer::get_field"]
    assert names.complete("li") == ["lib/"]
    assert names.complete("lib/") == ["lib/a.py"]
    assert names.complete("no_such") == []
