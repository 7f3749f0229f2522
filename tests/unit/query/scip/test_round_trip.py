"""An index of ours, taken in again, leaves the graph as it is: what once did not, as small as it goes."""

import pytest

from parseltongue.query.scip import schema
from parseltongue.query.scip.binding import bind
from parseltongue.query.scip.symbols import dotted_name, external_symbol
from tests.unit.query.graphs import exported, isg_of
from tests.unit.query.scip.test_scip_export import index_of
from tests.unit.query.scip.test_scip_import import layered

CASES = {
    "a guess stays a guess": {
        "a.py": "class A:\n    def only_here(self): ...\n",
        "b.py": "def f(x):\n    x.only_here()\n",
    },
    "one of two of a name in a line is not known": {
        "a.ts": "export const f = (ns: number) => `${(ns / 1000).toFixed(2)} ${ns.toFixed(2)}`\n",
    },
    "a mention of which the name is not in the line": {
        "a.ts": "import { render as r } from './b'\nimport { render as s } from './c'\n"
        "for (const render of [r, s])\n  render(1)\n",
        "b.ts": "export const render = (x: number) => x\n",
        "c.ts": "export const render = (x: number) => x\n",
    },
    "a constructor and its type": {
        "A.kt": "package p\nclass A(val x: Int)\nfun f(): A = A(1)\n",
        "B.java": "package p;\nclass B { B() {} static B make() { return new B(); } }\n",
        "c.rb": "class C\n  def initialize(x)\n  end\nend\nC.new(1).go\n",
        "d.php": "<?php\nclass D { function __construct() {} }\nclass E extends D {\n"
        "  function __construct() {\n    parent::__construct();\n  }\n}\n",
    },
    "a type and its field of the same name": {
        "go.mod": "module m\n",
        "a.go": "package m\n\ntype A struct {\n\tA int\n}\n\nfunc f(a int) *A {\n\treturn &A{A: a}\n}\n",
    },
    "two of a name in a line, one of something unknown": {
        "a.c": "struct s { int n; };\nstruct t { int n; };\n"
        "void f(struct tm x, struct t q) {\n  x.n = q.n;\n}\n",
    },
    "what is outside, by a dotted name": {
        "a.kt": "package a\nfun f(n: Int, x: Any) = n.toLong() + g(x).toLong()\n",
        "b.rb": "def f(a)\n  [1].freeze; a.go.freeze\nend\n",
    },
    "a name in a comment": {
        "a.py": "def go(): ...\ndef f():\n    go()  # go on\n",
    },
    "an alias that is divided": {
        "a.ts": "import { N as M } from './b'\nexport type T = M.I\n",
        "b.ts": "export namespace N {\n  export interface I {}\n}\n",
    },
    "a type in front of its impl": {
        "src/lib.rs": "pub struct B;\nimpl B { pub fn g(x: B) -> a::b::B { x.B } }\n",
    },
}  # fmt: skip


def taken_in_again(files):
    isg = isg_of(files)
    index, _ = index_of(isg, files)
    binding = bind(isg.view, index, lambda file: files[file.path].encode())
    return isg, layered(isg, binding), index, binding


@pytest.mark.parametrize("case", CASES)
def test_it_changes_nothing(case):
    isg, after, index, _ = taken_in_again(CASES[case])
    assert exported(after) == exported(isg)
    assert index_of(after, CASES[case])[0] == index


def test_a_guess_is_told_as_one():
    _, _, index, binding = taken_in_again(CASES["a guess stays a guess"])
    (hint,) = [
        (one.symbol, hint.code, hint.severity, hint.source)
        for document in index.documents
        for one in document.occurrences
        for hint in one.diagnostics
    ]
    assert hint == ("parseltongue . . . `a.py`/A#only_here().", "inferred", schema.HINT, "parseltongue")
    assert "b.py" not in binding.files


def test_a_name_in_a_comment_is_no_mention():
    files = CASES["a name in a comment"]
    _, _, index, binding = taken_in_again(files)
    places = [list(one.range) for one in index.documents[0].occurrences if one.symbol.endswith("go().")]
    assert places == [[0, 4, 6], [2, 4, 6]]
    assert [one[3] for one in binding.files["a.py"].said] == ["a.py\0go()."]


@pytest.mark.parametrize(
    "name",
    [
        "json",
        "json.dumps",
        "std::io::Read",
        "net/http.Request.Do",
        "Array#freeze",
        "a b.c",
        "Psr\\Log",
        "a..b",
    ],
)
def test_names_outside_are_read_as_they_were_written(name):
    assert dotted_name(external_symbol(name)) == name


def test_symbols_of_ours_lead_to_files_that_the_index_leaves_out():
    """An index of a part of the tree has no documents for what it mentions elsewhere."""
    files = {"a.py": "def f(): ...\n", "b.py": "from a import f\nf()\n"}
    isg = isg_of(files)
    index, _ = index_of(isg, files)
    del index.documents[0]
    binding = bind(isg.view, index, lambda file: files[file.path].encode())
    assert {one[3] for one in binding.files["b.py"].said} == {"a.py\0", "a.py\0f()."}


def test_no_occurrence_is_written_twice():
    files = {
        "a.ts": "import { f as g, h as i } from './b'\nexport { g as j, i as k }\n",
        "b.ts": "export const f = () => 1\nexport { f as h }\n",
        "c.ts": "import { j as l, k as m } from './a'\nl(m())\n",
    }
    index, _ = index_of(isg_of(files), files)
    for document in index.documents:
        found = [(tuple(one.range), one.symbol, one.symbol_roles) for one in document.occurrences]
        assert len(found) == len(set(found))
