"""PHP: what paths say, what doc comments tell, and that no source is too much."""

from __future__ import annotations

import time

import pytest

from parseltongue.analysis.languages.php import texts
from parseltongue.analysis.languages.php.extract import Extractor
from parseltongue.analysis.languages.php.placement import PLACEMENT
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface
from tests.property.trees import Tree

SECONDS = 30
"""CPU time that no source of this file may take; they take less than three here."""


@pytest.mark.parametrize(
    ("path", "module", "test"),
    [
        ("src/Models/User.php", "src.Models", False),
        ("src/functions.php", "src.functions", False),
        ("User.php", "User", False),
        ("tests/Unit/UserTest.php", "tests.Unit", True),
        ("src/UserTest.php", "src", True),
        ("Test/helper.php", "Test.helper", True),
        ("index.php", "index", False),
        ("views/a.blade.php", "views.a", False),
    ],
)
def test_placement(path, module, test):
    assert PLACEMENT.module_name(path, []) == module
    assert PLACEMENT.is_test(path) == test


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        (b"/** @param Foo $x what */", [(b"param", b"x", b"Foo")]),
        (b"/** @return array<int, Foo> all */", [(b"return", b"", b"array<int, Foo>")]),
        (b"/** @var ?Foo */", [(b"var", b"", b"?Foo")]),
        (b"/** @psalm-param array{a: int} &$x */", [(b"param", b"x", b"array{a: int}")]),
        (b"/** @return*/", []),
    ],
)
def test_types_of_doc_comments(comment, told):
    assert texts.told_types(comment) == told


def test_parts_of_types():
    assert texts.alternatives(b"A|B<C|D>|null") == [b"A", b"B<C|D>", b"null"]
    assert texts.generic(b"array<int, B<C, D>>") == (b"array", [b"int", b"B<C, D>"])
    assert texts.generic(b"array<int") == (b"array<int", [])


def body(text: bytes) -> bytes:
    return b"<?php class A { function f() { " + text + b" } }"


SOURCES = {
    "nothing": (b"", 0),
    "no code": (b"<p>text</p>", 0),
    "a byte order mark": (b"\xef\xbb\xbf<?php class A {}", 0),
    "utf-16": ("<?php class A { }".encode("utf-16"), RECODED),
    "invalid utf-8": (b"<?php class A { function \xff\xfe() {} }", RECODED),
    "carriage returns": (b"<?php class A {\r function f() {}\r}", 0),
}
DEEP = {
    "parentheses": body(b"$x = " + b"(" * 50_000 + b"1" + b")" * 50_000 + b";"),
    "open parentheses": body(b"$x = " + b"(" * 50_000),
    "sums": body(b"$x = " + b" + ".join([b"$a"] * 50_000) + b";"),
    "chained calls": body(b"$x = $a" + b"->b($a, 1)" * 20_000 + b";"),
    "subscripts": body(b"$x = $a" + b"[0]" * 20_000 + b";"),
    "blocks": body(b"{" * 20_000 + b"}" * 20_000),
    "else if": body(b"if ($a) b(); else " * 5_000 + b"c();"),
    "functions": body(b"$x = " + b"fn($a) => " * 5_000 + b"1;"),
    "functions in functions": body(b"function f() { " * 3_000 + b"}" * 3_000),
    "conditions": body(b"$x = " + b"($a ? $b : " * 20_000 + b"1" + b")" * 20_000 + b";"),
    "assignments": body(b"$a = " * 20_000 + b"1;"),
    "classes without a name": body(b"new class { function g() { " * 1_500 + b"} };" * 1_500),
    "arrays": body(b"$x = " + b"[" * 20_000 + b"]" * 20_000 + b";"),
    "types of doc comments": b"<?php /** @param " + b"A<" * 5_000 + b" $x */ function f($x) {}",
    "attributes": b"<?php #[A(" + b"[" * 5_000 + b"]" * 5_000 + b")] class B {}",
    "many arguments": body(b"f(" + b",".join([b"$a"] * 20_000) + b");"),
    "errors": b"<?php ( [ { " * 5_000,
}
TANGLED = {
    "values that double": body(
        b"$a0 = new A;" + b"".join(b"$a%d = $a%d ?? $a%d->f();" % (i + 1, i, i) for i in range(200))
    ),
    "a long line of classes": b"<?php class A0 { function f() {} }"
    + b"".join(
        b"class A%d extends A%d { function g() { $this->f(); parent::h(); } }" % (i + 1, i)
        for i in range(200)
    ),
    "a circle": b"<?php class A extends B { function f() { $this->g(); } } class B extends C { use A; }"
    b" class C extends A { public A $x; }",
    "a diamond of diamonds": b"<?php interface I0 {} interface J0 {}"
    + b"".join(
        b"interface I%d extends I%d, J%d {} interface J%d extends I%d {}" % (i + 1, i, i, i + 1, i)
        for i in range(60)
    )
    + b"class X implements I60 { function f() { $this->g(); } }",
    "results that need each other": b"<?php function f() { return g(); }"
    b" function g() { return f(); } f()->x();",
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
    started = time.process_time()
    flags = facts(DEEP[name])[2]
    assert time.process_time() - started < SECONDS
    if name not in ("many arguments", "sums", "types of doc comments"):
        assert flags & (DEPTH_CUT | SYNTAX_ERRORS)


@pytest.mark.parametrize("name", TANGLED)
def test_linking_is_bounded(name):
    started = time.process_time()
    Tree().update({"a.php": TANGLED[name].decode()})
    assert time.process_time() - started < SECONDS


def test_a_file_with_errors_keeps_what_can_be_read():
    interface, references = Extractor().extract(b"<?php class A { function f() { $x = ; } function g() {} ")
    assert references.flags & SYNTAX_ERRORS
    assert {"A", "f"} <= set(interface.names)
