"""Java: what paths say, and that no source is too much."""

from __future__ import annotations

import time

import pytest

from parseltongue.analysis.languages.java import library
from parseltongue.analysis.languages.java.extract import Extractor
from parseltongue.analysis.languages.java.placement import PLACEMENT
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface
from tests.property.trees import Tree

SECONDS = 30
"""CPU time that no source of this file may take; they take less than three here."""


@pytest.mark.parametrize(
    ("path", "package", "test"),
    [
        ("src/main/java/a/b/C.java", "a.b", False),
        ("one/src/test/java/a/C.java", "a", True),
        ("one/src/integrationTest/java/a/C.java", "a", True),
        ("src/main/java/a/test/C.java", "a.test", False),
        ("src/a/C.java", "a", False),
        ("tests/a/C.java", "tests.a", True),
        ("a/b/C.java", "a.b", False),
        ("src/main/java/C.java", "C", False),
        ("C.java", "C", False),
    ],
)
def test_placement(path, package, test):
    assert PLACEMENT.module_name(path, []) == package
    assert PLACEMENT.is_test(path) == test


def test_the_types_of_the_library_are_complete():
    types = library.types()
    known = {name.partition("<")[0] for name in types}
    for name, one in types.items():
        for method in [*one.methods.values(), *([one.function] if one.function else [])]:
            written = [*method.parameters, *([method.result] if method.result else []), *one.bases]
            for used, _ in written:
                assert used in known or used == "[]" or "." not in used or used.startswith("java.lang."), name


def body(text: bytes) -> bytes:
    return b"class A { void f() {" + text + b"} }"


SOURCES = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A {}", 0),
    "utf-16": ("class A { }".encode("utf-16"), RECODED),
    "invalid utf-8": (b"class A { void \xff\xfe() {} }", RECODED),
    "carriage returns": (b"class A {\r void f() {}\r}", 0),
}
DEEP = {
    "parentheses": body(b"x = " + b"(" * 50_000 + b"1" + b")" * 50_000 + b";"),
    "open parentheses": body(b"x = " + b"(" * 50_000),
    "sums": body(b"x = " + b"+".join([b"a"] * 50_000) + b";"),
    "chained calls": body(b"x = a" + b".b(a, 1)" * 20_000 + b";"),
    "fields": body(b"x = a" + b".b" * 20_000 + b";"),
    "subscripts": body(b"x = a" + b"[0]" * 20_000 + b";"),
    "blocks": body(b"{" * 20_000 + b"}" * 20_000),
    "else if": body(b"if (a) b(); else " * 20_000 + b"c();"),
    "lambdas": body(b"x = " + b"a -> " * 5_000 + b"1;"),
    "conditions": body(b"x = " + b"a ? b : " * 20_000 + b"1;"),
    "assignments": body(b"a = " * 20_000 + b"1;"),
    "casts": body(b"x = " + b"(A) " * 20_000 + b"1;"),
    "type arguments": body(b"List<" * 5_000 + b"A" + b">" * 5_000 + b" x;"),
    "qualified types": b"class A { " + b"A<B>." * 5_000 + b"B x; }",
    "classes": b"class A extends B {" * 3_000 + b"}" * 3_000,
    "anonymous classes": body(b"new A() { void g() { " * 1_500 + b"} };" * 1_500),
    "arrays": body(b"int" + b"[]" * 20_000 + b" x;"),
    "annotations": b"@A(" * 5_000 + b"1" + b")" * 5_000 + b" class B {}",
    "patterns": body(b"if (a instanceof " + b"P(" * 3_000 + b"int x" + b")" * 3_000 + b") {}"),
    "switches": body(b"switch (a) { case 1: " * 3_000 + b"}" * 3_000),
    "many arguments": body(b"f(" + b",".join([b"a"] * 20_000) + b");"),
    "many parameters": b"class A { void f(" + b",".join(b"int a%d" % i for i in range(20_000)) + b") {} }",
    "errors": b"( [ { " * 20_000,
}
DOUBLING = b"var a0 = x;" + b"".join(b"var a%d = f(a%d, a%d);" % (i + 1, i, i) for i in range(200))
LINE = b"".join(b"class A%d extends A%d { void f() { g(); super.h(); } }" % (i + 1, i) for i in range(200))
DIAMONDS = b"".join(
    b"interface I%d extends I%d, J%d {} interface J%d extends I%d {}" % (i + 1, i, i, i + 1, i)
    for i in range(60)
)
TANGLED = {
    "type arguments that grow": b"class P<A, B> {} class A<T> { A<P<T, T>> next() { return null; }"
    b" void f(A<String> a) { a" + b".next()" * 200 + b".f(null); } }",
    "values that double": body(DOUBLING),
    "a long line of classes": LINE,
    "a circle": b"class A extends B { void f() { g(); } } class B extends C {} class C extends A { C x; }",
    "a class that extends what is in it": b"class A extends A.B { class B extends A {}"
    b" void f() { g(); B b; b.f(); } }",
    "bounds that need each other": b"class A<T extends U, U extends T> { T t; void f() { t.g(); } }",
    "a diamond of diamonds": b"interface I0 {} interface J0 {}"
    + DIAMONDS
    + b"class X implements I60 { void f() { g(); h(); } }",
}


def facts(data: bytes) -> tuple[bytes, bytes, int]:
    interface, references = Extractor().extract(data)
    references.interface = bytes(DIGEST_SIZE)
    encoded = interface.encode(), references.encode()
    assert Interface.decode(encoded[0]).encode() == encoded[0]
    assert References.decode(encoded[1]).encode() == encoded[1]
    return *encoded, references.flags


@pytest.mark.parametrize("name", SOURCES)
def test_encodings(name):
    data, flags = SOURCES[name]
    assert facts(data)[2] == flags
    assert facts(data) == facts(data)


@pytest.mark.parametrize("name", DEEP)
def test_nesting_is_bounded(name):
    start = time.process_time()
    found = facts(DEEP[name])
    assert time.process_time() - start < SECONDS
    assert not found[2] & ~(SYNTAX_ERRORS | DEPTH_CUT)


@pytest.mark.parametrize("name", TANGLED)
def test_linking_is_bounded(name):
    start = time.process_time()
    Tree().update({"p/A.java": TANGLED[name].decode()})
    assert time.process_time() - start < SECONDS
