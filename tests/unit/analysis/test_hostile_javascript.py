"""Whatever the bytes are, extraction of JavaScript gives facts, in bounded time, and always the same."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages import front_end
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface

SECONDS = 30
KNOWN_FLAGS = SYNTAX_ERRORS | DEPTH_CUT | RECODED
LANGUAGES = ("typescript", "tsx", "javascript", "npm", "tsconfig")

DEEP = {
    "parentheses": b"x = " + b"(" * 50_000 + b"1" + b")" * 50_000,
    "open parentheses": b"x = " + b"(" * 50_000,
    "arrays": b"x = " + b"[" * 10_000 + b"]" * 10_000,
    "objects": b"x = " + b"{a:" * 5_000 + b"1" + b"}" * 5_000,
    "members": b"x = " + b".".join([b"a"] * 30_000),
    "sums": b"x = " + b"+".join([b"1"] * 50_000),
    "calls": b"x = f" + b"()" * 30_000,
    "required": b"const x = require('m')" + b".a" * 20_000,
    "arrows": b"x = " + b"() => " * 10_000 + b"1",
    "callbacks": b"f(() => {" * 3_000 + b"});" * 3_000,
    "ternaries": b"x = " + b"a ? b : " * 10_000 + b"1",
    "conditions": b"if (" + b" && ".join([b"x instanceof A"] * 5_000) + b") {}",
    "blocks": b"{" * 10_000 + b"}" * 10_000,
    "functions": b"function f() {" * 2_000 + b"}" * 2_000,
    "classes": b"class A { m() { " * 2_000 + b"} }" * 2_000,
    "templates": b"x = " + b"`${" * 3_000 + b"1" + b"}`" * 3_000,
    "patterns": b"const " + b"[" * 3_000 + b"x" + b"]" * 3_000 + b" = y;",
    "errors": b"( [ { " * 10_000,
    "generic types": b"let x: " + b"A<" * 3_000 + b"B" + b">" * 3_000 + b";",
    "unions": b"let x: " + b" | ".join([b"A"] * 10_000) + b";",
    "intersections": b"type X = " + b" & ".join([b"A"] * 10_000) + b";",
    "object types": b"let x: " + b"{ a: " * 3_000 + b"B" + b"}" * 3_000 + b";",
    "function types": b"let x: " + b"(a: B) => " * 3_000 + b"B;",
    "conditional types": b"type X = " + b"A extends infer B ? C : " * 2_000 + b"D;",
    "qualified types": b"let x: " + b".".join([b"a"] * 10_000) + b";",
    "namespaces": b"namespace A {" * 2_000 + b"}" * 2_000,
    "dotted namespaces": b"namespace " + b".".join([b"a"] * 5_000) + b" {}",
    "elements": b"x = " + b"<a>" * 3_000 + b"</a>" * 3_000,
}
WIDE = {
    "an object": b"x = {" + b",".join(b"a%d: %d" % (i, i) for i in range(50_000)) + b"}",
    "one line": b"x = '" + b"a" * 2_000_000 + b"'",
    "branches": b"if (x) {}\n" + b"else if (y) {}\n" * 3_000,
    "functions of one name": b"function f() {}\n" * 10_000,
    "interfaces of one name": b"interface A { a(): void }\n" * 5_000,
    "functions with namespaces": b"function f() {}\nnamespace f { export const x = 1 }\n" * 1_500,
    "overloads": b"function f(cb: (x: A) => void): void;\n" * 5_000 + b"function f() {}",
    "parameters": b"function f(" + b",".join(b"a%d = 'x'" % i for i in range(10_000)) + b") {}",
    "imports": b"import {" + b",".join(b"b%d" % i for i in range(10_000)) + b"} from 'a';",
    "narrowings": b"function f(x) {\n" + b"if (!(x instanceof A)) return;\nx.a();\n" * 3_000 + b"}",
    "a long name": b"let " + b"a" * 1_000_000 + b" = 1;",
}


def extract(language: str, data: bytes) -> tuple[bytes, bytes, int]:
    """Encoded facts of a source, once it is certain that they can be read again, and flags."""
    extractor = front_end("javascript").extractor(language, keep_docs=True)
    interface, references = extractor.extract(data)
    references.interface = bytes(DIGEST_SIZE)
    one, other = interface.encode(), references.encode()
    assert Interface.decode(one).encode() == one
    assert References.decode(other).encode() == other
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= line <= last for line in (*references.lines, *references.starts))
    assert all(start <= end for start, end in zip(references.starts, references.ends, strict=True))
    assert references.flags | KNOWN_FLAGS == KNOWN_FLAGS
    return one, other, references.flags


@pytest.mark.parametrize("language", ["typescript", "tsx", "javascript"])
@pytest.mark.parametrize("name", DEEP)
def test_nesting_is_bounded(name, language):
    before = time.process_time()
    extract(language, DEEP[name] + b"\nfunction seen() {}\n")
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("name", ["parentheses", "arrays", "calls", "callbacks", "functions", "object types"])
def test_nesting_that_is_cut_is_said_to_be(name):
    assert extract("typescript", DEEP[name])[2] & (DEPTH_CUT | SYNTAX_ERRORS)


@pytest.mark.parametrize("language", ["npm", "tsconfig"])
def test_manifests_that_are_none(language):
    for data in (
        b"[" * 100_000,
        b'{"exports": ' * 50_000,
        b"null",
        b"\xff",
        b'{"paths": 1, "exports": [[]]}',
    ):
        extract(language, data)
    odd = b'{"name": "\\ud800", "main": "\\ud800.js", "exports": {"./\\n": "./\\u0000.js"}}'
    assert extract(language, odd)[2] == 0
    nested = b'{"exports": ' + b'{"import": ' * 900 + b'"./a.js"' + b"}" * 901
    assert extract(language, nested)[2] == 0


@pytest.mark.parametrize("language", ["typescript", "javascript"])
@pytest.mark.parametrize("name", WIDE)
def test_long_sources_take_bounded_time(name, language):
    before = time.process_time()
    extract(language, WIDE[name])
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("language", ["javascript", "typescript"])
def test_names_on_several_lines(language):
    source = b"const a = require(`b\nc`);\nimport d from 'e\nf';\nx = { 'g\\\nh': 1, [`i\nj`]() {} };"
    extract(language, source)


def test_encodings():
    for data in (
        "function f() {}".encode("utf-16"),
        b"\xef\xbb\xbffunction f() {}",
        b"function f() {}\r//\xff",
    ):
        extractor = front_end("javascript").extractor("javascript", keep_docs=True)
        assert extractor.extract(data)[0].names == ["", "f"]


_quiet = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
_TOKENS = [
    *b"function class interface type enum namespace import export default from as extends const let".split(),
    *b"new this super async await yield return if for of in typeof infer is declare get static x A".split(),
    *b": ; ( ) [ ] { } < > , . = => ? ?. ! @ # ' \" ` ${ / | & ... * \\ 0 \xff \xc3\xa9 \0 // /*".split(b" "),
    b"\n", b"\r", b"module.exports", b"A.prototype.f", b"require('m')",
]  # fmt: skip
_BYTES = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(_TOKENS), max_size=60).map(b" ".join))


@_quiet
@given(st.sampled_from(LANGUAGES), _BYTES)
def test_any_bytes(language, data):
    assert extract(language, data) == extract(language, data)


_CASES = b"\n".join(
    path.read_bytes() for path in sorted((Path(__file__).parents[2] / "cases").glob("*script/*.md"))
)


@_quiet
@given(
    st.sampled_from(LANGUAGES),
    st.integers(0, len(_CASES)),
    st.integers(0, 3_000),
    st.integers(0, len(_CASES)),
    st.integers(0, 500),
)
def test_pieces_of_real_sources(language, start, length, other, more):
    extract(language, _CASES[start : start + length] + _CASES[other : other + more])
