"""Ruby sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "a.rb"
BEFORE = b"class Early; end\n"


def body(text: bytes) -> bytes:
    return b"class A\ndef f\n" + text + b"\nend\nend\n"


ODD = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A; end", 0),
    "utf-16": ("class A; end".encode("utf-16"), RECODED),
    "invalid utf-8": (b"class A; def f; '\xff\xfe'; end; end", RECODED),
    "carriage returns": (b"class A\r def f; end\rend", 0),
}
DEEP = {
    "parentheses": body(b"x = " + b"(" * 20_000 + b"1" + b")" * 20_000),
    "open parentheses": body(b"x = " + b"(" * 20_000),
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
    "errors": b"( [ { " * 3_000,
}
LONG = {
    "sums": body(b"x = " + b" + ".join([b"a"] * 50_000)),
    "many arguments": body(b"f(" + b",".join([b"a"] * 20_000) + b")"),
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
BROKEN = b"class A\n def f\n x = )\n end\n def g; end\nend\n"
