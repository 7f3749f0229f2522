"""Swift sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "a.swift"
BEFORE = b"class Early {}\n"


def body(text: bytes) -> bytes:
    return b"class A {\nfunc f() {\n" + text + b"\n}\n}\n"


ODD = {
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
    "arrays": body(b"x = " + b"[" * 3_000 + b"]" * 3_000),
    "errors": b"( [ { " * 2_000,
}
LONG = {
    "patterns": body(b"let " + b"(" * 1_000 + b"a, b" + b")" * 1_000 + b" = c"),
    "many arguments": body(b"f(" + b",".join([b"a"] * 10_000) + b")"),
    "many parameters": b"func f(" + b",".join(b"a%d: Int" % one for one in range(10_000)) + b") {}",
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
BROKEN = b"class A {\n func f() { let x = }\n func g() {}\n}\n"
