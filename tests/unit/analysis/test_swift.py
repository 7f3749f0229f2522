"""Swift: what paths and comments say, which arguments fit, and that no source is too much."""

from __future__ import annotations

import time

import pytest

from parseltongue.analysis.languages.swift import texts
from parseltongue.analysis.languages.swift.extract import Extractor
from parseltongue.analysis.languages.swift.placement import PLACEMENT, module_of
from parseltongue.analysis.languages.swift.semantics import takes
from parseltongue.analysis.world import Unit
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface
from tests.property.trees import Tree

SECONDS = 30
"""CPU time that no source of this file may take; they take less than three here."""


@pytest.mark.parametrize(
    ("path", "name", "module", "test"),
    [
        ("Sources/Core/Thing.swift", "Core", "Core", False),
        ("Sources/Core/Deep/Thing.swift", "Core.Deep", "Core", False),
        ("pkg/Sources/Core/Thing.swift", "Core", "Core", False),
        ("Tests/CoreTests/ThingTests.swift", "CoreTests", "CoreTests", True),
        ("Sources/main.swift", "Sources", "", False),
        ("App/View.swift", "App", "", False),
        ("View.swift", "View", "", False),
        ("AppTests/Mock.swift", "AppTests", "", True),
    ],
)
def test_placement(path, name, module, test):
    assert PLACEMENT.module_name(path, []) == name
    assert module_of(path) == module
    assert PLACEMENT.is_test(path) == test


def test_source_roots():
    assert PLACEMENT.source_roots(["Sources/A/a.swift", "x/Tests/B/b.swift", "c/d.swift"]) == ["", "x"]


def test_comments():
    assert texts.first_line(b"/// The text.\n/// More.\n") == "The text."
    assert texts.first_line(b"/**\n The text.\n */") == "The text."
    assert texts.first_line(b"/** The text. */") == "The text."
    assert texts.first_line(b"// No text.\n") == ""


@pytest.mark.parametrize(
    ("parameters", "labels", "fits"),
    [
        ("", "", True),
        ("", "_:", False),
        ("x: Int", "x:", True),
        ("x: Int", "", False),
        ("x: Int", "_:", False),
        ("_ x: Int", "_:", True),
        ("to x: Int = 1", "", True),
        ("a: Int = 1, b: Int", "b:", True),
        ("a: Int, b: Int = 1, c: Int", "a:c:", True),
        ("a: Int, b: Int", "b:a:", False),
        ("_ all: Int...", "_:_:_:", True),
        ("_ all: Int...", "", True),
        ("_ all: Int..., end: Int", "_:_:end:", True),
        ("then: () -> Void", "&", True),
        ("a: Int, then: () -> Void", "a:&", True),
        ("a: Int", "a:&", False),
        ("a: () -> Void, b: () -> Void", "&&", True),
        ("a: Int, b: Int", "&", False),
    ],
)
def test_what_a_function_takes(parameters, labels, fits):
    interface, _ = Extractor().extract(f"func f({parameters}) {{}}".encode())
    assert takes(Unit("a.swift", interface), 1, labels) == fits


def body(text: bytes) -> bytes:
    return b"class A {\nfunc f() {\n" + text + b"\n}\n}\n"


SOURCES = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A {}", 0),
    "utf-16": ("class A {}".encode("utf-16"), RECODED),
    "invalid utf-8": (b'class A { let x = "\xff\xfe" }', RECODED),
    "carriage returns": (b"class A {\r func f() {}\r}", 0),
}
DEEP = {
    "parentheses": body(b"x = " + b"(" * 5_000 + b"1" + b")" * 5_000),
    "open parentheses": body(b"x = " + b"(" * 2_000),
    "sums": body(b"x = " + b" + ".join([b"a"] * 10_000)),
    "chained calls": body(b"x = a" + b".b(a, 1)" * 10_000),
    "subscripts": body(b"x = a" + b"[0]" * 10_000),
    "closures": body(b"a { " * 1_000 + b"}" * 1_000),
    "conditions": body(b"if a {\n" * 1_000 + b"}\n" * 1_000),
    "else if": body(b"if a { } else " * 2_000 + b"{ }"),
    "classes": b"class A {\n" * 1_000 + b"}\n" * 1_000,
    "functions": b"func f() {\n" * 1_000 + b"}\n" * 1_000,
    "types": b"let x: " + b"[" * 2_000 + b"A" + b"]" * 2_000,
    "type arguments": b"let x: " + b"A<" * 1_000 + b"B" + b">" * 1_000,
    "patterns": body(b"let " + b"(" * 1_000 + b"a, b" + b")" * 1_000 + b" = c"),
    "arrays": body(b"x = " + b"[" * 3_000 + b"]" * 3_000),
    "many arguments": body(b"f(" + b",".join([b"a"] * 10_000) + b")"),
    "many parameters": b"func f(" + b",".join(b"a%d: Int" % one for one in range(10_000)) + b") {}",
    "errors": b"( [ { " * 2_000,
}
TANGLED = {
    "values that double": body(
        b"let a0 = A()\n" + b"".join(b"let a%d = a%d ?? a%d.f()\n" % (i + 1, i, i) for i in range(200))
    ),
    "a long line of classes": b"class A0 { func f() {} }\n"
    + b"".join(b"class A%d: A%d {\nfunc g() { f(); super.h() }\n}\n" % (i + 1, i) for i in range(100)),
    "a circle": b"class A: B { func f() { g() } }\nclass B: C {}\nclass C: A { let x: A }\n",
    "a type in itself": b"class A: A.B { class B: A {}\nfunc f() { B().g() } }\n",
    "aliases in a circle": b"typealias A = B\ntypealias B = A\nfunc f(a: A) { a.g(); B.h() }\n",
    "values in a circle": b"let a = b\nlet b = a\nfunc f() { a.g() }\n",
    "protocols that need each other": b"".join(
        b"protocol P%d: P%d, Q%d {}\nprotocol Q%d: P%d {}\n" % (i + 1, i, i, i + 1, i) for i in range(60)
    )
    + b"class X: P60 { func f() { g() } }\n",
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
    if name not in ("many arguments", "many parameters", "patterns"):
        assert flags & (DEPTH_CUT | SYNTAX_ERRORS)


@pytest.mark.parametrize("name", TANGLED)
def test_linking_is_bounded(name):
    started = time.process_time()
    Tree().update({"a.swift": TANGLED[name].decode()})
    assert time.process_time() - started < SECONDS


def test_a_file_with_errors_keeps_what_can_be_read():
    interface, references = Extractor().extract(b"class A {\n func f() { let x = }\n func g() {}\n}\n")
    assert references.flags & SYNTAX_ERRORS
    assert {"A", "f"} <= set(interface.names)
