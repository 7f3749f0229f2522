"""Names that stand in sources where no mention of them was read."""

from __future__ import annotations

import pytest

from parseltongue.analytics.dead_code import DECORATED, ELSEWHERE, NOBODY
from tests.unit.query.graphs import isg_of


def surely_dead(files):
    """Names of what is dead for certain, with the sources at hand."""
    return set(_told(files, "high"))


def _told(files, confidence):
    answer = isg_of(files).analytics.dead_code(
        confidence, None, read=lambda file: files[file.path].encode() if file.path in files else None
    )
    return {one["qualified_name"]: (one["confidence"], one["reasons"]) for one in answer}


OLD = "def _old_name(): pass\ndef _gone(): pass\n"


@pytest.mark.parametrize(
    "line",
    [
        'getattr(x, "_old_name")',
        'y = 1  # and _old_name',
        'getattr(x, "_old_%s" % y)',
        'getattr(x, f"_old_{y}")',
        'getattr(x, y + "_name")',
        'getattr(x, "%s_name" % y)',
        'getattr(x, f"{y}_name")',
    ],
)  # fmt: skip
def test_a_name_or_a_part_of_it_in_a_text_is_a_place(line):
    """Of a part only if something is added to it."""
    told = _told({"a.py": OLD, "b.py": f"x = y = None\n{line}\n"}, "low")
    assert told["a._old_name"] == ("low", [NOBODY, ELSEWHERE.format("b.py", 2)])
    assert told["a._gone"] == ("high", [NOBODY])


@pytest.mark.parametrize(
    "line",
    [
        "# _old_name was here",
        'x = "_old_"',
        'x = "_names"',
        "_old_name_2 = 3",
        'x = "old_%s"',
        "x._old_names",
    ],
)
def test_comments_and_other_words_are_no_places(line):
    assert surely_dead({"a.py": OLD, "b.py": f"x = None\n{line}\n"}) == {"a._old_name", "a._gone"}


def test_what_is_called_alike_is_explained():
    """By its declaration, by an exact mention, and by lines of its own."""
    files = {
        "a.py": "def _twice(n):\n    '''_twice as much'''\n    return _twice(n)\n",
        "b.py": "def _twice(n): return 2 * n\n_twice(1)\n",
        "c.py": "class _Twice:\n    def __init__(self): pass\n",
        "d.py": "class _Twice:\n    def __init__(self): pass\n_Twice()\n",
    }
    assert surely_dead(files) == {"a._twice", "c._Twice"}


def test_an_assumption_explains_nothing():
    """What only one class is known to have need not be what is meant."""
    files = {
        "a.py": "def _stop_all(): pass\n",
        "b.py": "class Box:\n    def _stop_all(self): pass\ndef f(what): what._stop_all()\nf(Box())\n",
    }
    assert surely_dead(files) == set()
    assert surely_dead({**files, "b.py": files["b.py"].replace("what)", "what: Box)")}) == {"a._stop_all"}


def test_what_is_local_is_only_sought_where_it_can_be_named():
    source = "def f():\n    def go(): pass\n    {}\nf()\n"
    assert surely_dead({"a.py": source.format("pass"), "b.py": "go = 'go'\n"}) == {"a.f.go"}
    assert surely_dead({"a.py": source.format("print('go')")}) == set()


def test_what_a_place_brings_to_life_does_not_stay_dead():
    told = _told({"a.py": "def _one(): _two()\ndef _two(): pass\n", "b.py": "x = '_one'\n"}, "low")
    assert {name: confidence for name, (confidence, _) in told.items()} == {"a._one": "low", "a._two": "low"}


def test_a_file_that_has_changed_says_nothing():
    answer = isg_of({"a.py": OLD, "b.py": "x = '_gone'\n"}).analytics.dead_code("high", read=lambda _: None)
    assert {one["name"] for one in answer} == {"_old_name", "_gone"}


def test_an_annotation_in_the_line_of_a_declaration_speaks_for_use():
    source = (
        "public class A { public static void main(String[] a) { new A(); }\n  @FromJson String read() {}\n"
    )
    source += "  String write() {} }\n"
    told = _told({"A.java": source}, "low")
    assert told == {"A.A.read": ("low", [NOBODY, DECORATED]), "A.A.write": ("high", [NOBODY])}
