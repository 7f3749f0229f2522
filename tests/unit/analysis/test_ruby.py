"""Ruby: what paths and comments say, and that no source is too much."""

from __future__ import annotations

import time

import pytest

from parseltongue.analysis.languages.ruby import texts
from parseltongue.analysis.languages.ruby.extract import Extractor
from parseltongue.analysis.languages.ruby.placement import PLACEMENT
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface
from tests.property.trees import Tree

SECONDS = 30
"""CPU time that no source of this file may take; they take less than three here."""
ROOTS = ["", "app", "lib", "test"]


@pytest.mark.parametrize(
    ("path", "module", "test"),
    [
        ("lib/shop/cart.rb", "shop.cart", False),
        ("app/models/user.rb", "models.user", False),
        ("bin/run.rb", "bin.run", False),
        ("Rakefile", "Rakefile", False),
        ("test/cart_test.rb", "cart_test", True),
        ("spec/cart_spec.rb", "spec.cart_spec", True),
        ("lib/test_cart.rb", "test_cart", True),
    ],
)
def test_placement(path, module, test):
    assert PLACEMENT.module_name(path, ROOTS) == module
    assert PLACEMENT.is_test(path) == test


def test_source_roots():
    paths = ["lib/a.rb", "engine/lib/b.rb", "app/models/c.rb", "test/lib/d.rb"]
    assert PLACEMENT.source_roots(paths) == ["", "app", "lib", "test", "engine/lib"]


def test_what_comments_tell():
    comments = (
        b"# @param one [A::B] x\n# @param [C] two\n# @param three [String, Symbol]\n# @return [D, nil] x"
    )
    assert texts.told_parameters(comments) == {b"one": b"A::B", b"two": b"C"}
    assert texts.told_result(comments) == b"D"
    assert texts.told_result(b"# @return [Array<D>]") == b""
    assert texts.first_line(b"# frozen_string_literal: true\n# The text.\n# More.") == "The text."


def body(text: bytes) -> bytes:
    return b"class A\ndef f\n" + text + b"\nend\nend\n"


SOURCES = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A; end", 0),
    "utf-16": ("class A; end".encode("utf-16"), RECODED),
    "invalid utf-8": (b"class A; def f; '\xff\xfe'; end; end", RECODED),
    "carriage returns": (b"class A\r def f; end\rend", 0),
}
DEEP = {
    "parentheses": body(b"x = " + b"(" * 20_000 + b"1" + b")" * 20_000),
    "open parentheses": body(b"x = " + b"(" * 20_000),
    "sums": body(b"x = " + b" + ".join([b"a"] * 50_000)),
    "chained calls": body(b"x = a" + b".b(a, 1)" * 20_000),
    "subscripts": body(b"x = a" + b"[0]" * 20_000),
    "blocks": body(b"a { " * 3_000 + b"}" * 3_000),
    "lambdas": body(b"-> { " * 3_000 + b"}" * 3_000),
    "conditions": body(b"if a\n" * 3_000 + b"end\n" * 3_000),
    "assignments": body(b"a = " * 20_000 + b"1"),
    "targets": body(b"(" * 3_000 + b"a, b" + b")" * 3_000 + b", c = 1"),
    "classes": b"class A\n" * 3_000 + b"end\n" * 3_000,
    "methods in methods": b"def f\n" * 3_000 + b"end\n" * 3_000,
    "scopes": body(b"A::" * 20_000 + b"B.new"),
    "arrays": body(b"x = " + b"[" * 20_000 + b"]" * 20_000),
    "texts in texts": body(b'"#{' * 3_000 + b"1" + b'}"' * 3_000),
    "many arguments": body(b"f(" + b",".join([b"a"] * 20_000) + b")"),
    "errors": b"( [ { " * 3_000,
}
TANGLED = {
    "values that double": body(
        b"a0 = A.new\n" + b"".join(b"a%d = a%d || a%d.f\n" % (i + 1, i, i) for i in range(200))
    ),
    "a long line of classes": b"class A0; def f; end; end\n"
    + b"".join(b"class A%d < A%d\ndef g; f; super; end\nend\n" % (i + 1, i) for i in range(200)),
    "a circle": b"class A < B; include A; def f; g; end; end\nclass B < C; end\nclass C < A; extend B; end\n",
    "modules that include each other": b"".join(
        b"module M%d\ninclude M%d\ninclude N%d\nend\nmodule N%d\ninclude M%d\nend\n" % (i + 1, i, i, i + 1, i)
        for i in range(60)
    )
    + b"class X; include M60; def f; g; Y; end; end\n",
    "results that need each other": b"class A; def f; g; end; def g; f; end; end\nA.new.f.x\n",
    "a class that is extended by what it computes": b"class A\nextend A.f::B\n"
    b"def self.f; self; end\nend\nA.g\n",
    "a class in itself": b"class A < A::B; class B < A; end; def f; B.new.g; end; end\n",
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
    if name not in ("many arguments", "sums", "scopes"):
        assert flags & (DEPTH_CUT | SYNTAX_ERRORS)


@pytest.mark.parametrize("name", TANGLED)
def test_linking_is_bounded(name):
    started = time.process_time()
    Tree().update({"a.rb": TANGLED[name].decode()})
    assert time.process_time() - started < SECONDS


def test_a_file_with_errors_keeps_what_can_be_read():
    interface, references = Extractor().extract(b"class A\n def f\n x = )\n end\n def g; end\nend\n")
    assert references.flags & SYNTAX_ERRORS
    assert {"A", "f"} <= set(interface.names)
