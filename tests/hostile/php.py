"""PHP sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "a.php"
BEFORE = b""


def body(text: bytes) -> bytes:
    return b"<?php class A { function f() { " + text + b" } }"


ODD = {
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
    "attributes": b"<?php #[A(" + b"[" * 5_000 + b"]" * 5_000 + b")] class B {}",
    "errors": b"<?php ( [ { " * 5_000,
}
LONG = {
    "sums": body(b"$x = " + b" + ".join([b"$a"] * 50_000) + b";"),
    "types of doc comments": b"<?php /** @param " + b"A<" * 5_000 + b" $x */ function f($x) {}",
    "many arguments": body(b"f(" + b",".join([b"$a"] * 20_000) + b");"),
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
BROKEN = b"<?php class A { function f() { $x = ; } function g() {} "
