"""Java sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "p/A.java"
BEFORE = b"class Early {}\n"


def body(text: bytes) -> bytes:
    return b"class A { void f() {" + text + b"} }"


DOUBLING = b"var a0 = x;" + b"".join(b"var a%d = f(a%d, a%d);" % (i + 1, i, i) for i in range(200))
LINE = b"".join(b"class A%d extends A%d { void f() { g(); super.h(); } }" % (i + 1, i) for i in range(200))
DIAMONDS = b"".join(
    b"interface I%d extends I%d, J%d {} interface J%d extends I%d {}" % (i + 1, i, i, i + 1, i)
    for i in range(60)
)

ODD = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A {}", 0),
    "utf-16": ("class A { }".encode("utf-16"), RECODED),
    "invalid utf-8": (b"class A { void \xff\xfe() {} }", RECODED),
    "carriage returns": (b"class A {\r void f() {}\r}", 0),
}
DEEP = {
    "open parentheses": body(b"x = " + b"(" * 50_000),
    "chained calls": body(b"x = a" + b".b(a, 1)" * 20_000 + b";"),
    "fields": body(b"x = a" + b".b" * 20_000 + b";"),
    "subscripts": body(b"x = a" + b"[0]" * 20_000 + b";"),
    "blocks": body(b"{" * 20_000 + b"}" * 20_000),
    "lambdas": body(b"x = " + b"a -> " * 5_000 + b"1;"),
    "conditions": body(b"x = " + b"a ? b : " * 20_000 + b"1;"),
    "assignments": body(b"a = " * 20_000 + b"1;"),
    "casts": body(b"x = " + b"(A) " * 20_000 + b"1;"),
    "type arguments": body(b"List<" * 5_000 + b"A" + b">" * 5_000 + b" x;"),
    "classes": b"class A extends B {" * 3_000 + b"}" * 3_000,
    "anonymous classes": body(b"new A() { void g() { " * 1_500 + b"} };" * 1_500),
    "annotations": b"@A(" * 5_000 + b"1" + b")" * 5_000 + b" class B {}",
    "patterns": body(b"if (a instanceof " + b"P(" * 3_000 + b"int x" + b")" * 3_000 + b") {}"),
    "switches": body(b"switch (a) { case 1: " * 3_000 + b"}" * 3_000),
    "errors": b"( [ { " * 20_000,
}
LONG = {
    "parentheses": body(b"x = " + b"(" * 50_000 + b"1" + b")" * 50_000 + b";"),
    "sums": body(b"x = " + b"+".join([b"a"] * 50_000) + b";"),
    "else if": body(b"if (a) b(); else " * 20_000 + b"c();"),
    "qualified types": b"class A { " + b"A<B>." * 5_000 + b"B x; }",
    "arrays": body(b"int" + b"[]" * 20_000 + b" x;"),
    "many arguments": body(b"f(" + b",".join([b"a"] * 20_000) + b");"),
    "many parameters": b"class A { void f(" + b",".join(b"int a%d" % i for i in range(20_000)) + b") {} }",
}
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
BROKEN = b"class A { void f() { x = ; } void g() {} "
