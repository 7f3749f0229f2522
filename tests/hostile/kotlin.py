"""Kotlin sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "a.kt"
BEFORE = b"class Early\n"


ODD = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A", 0),
    "utf-16": ("class Café".encode("utf-16"), RECODED),
    "invalid utf-8": (b"class A // \xff\xfe", RECODED),
    "carriage returns": (b"class A {\r fun f() {}\r}", 0),
}
DEEP = {
    "parentheses": b"val x = " + b"(" * 3_000 + b"1" + b")" * 3_000,
    "lambdas": b"fun f() { " + b"run { " * 3_000 + b"}" * 3_000 + b" }",
    "type arguments": b"val x: " + b"List<" * 3_000 + b"A" + b">" * 3_000 + b" = y",
    "classes": b"class A {\n" * 3_000,
}
LONG = {
    "sums": b"val x = " + b" + ".join([b"a"] * 10_000),
    "else if": b"fun f() { " + b"if (a) b() else " * 3_000 + b"c() }",
    "many arguments": b"val x = f(" + b", ".join([b"a"] * 10_000) + b")",
    "many parameters": b"fun f(" + b", ".join(b"a%d: Int" % one for one in range(10_000)) + b") {}",
}
TANGLED = {
    "values that double": b"class A { fun f(): A = this }\nfun g() {\nval a0 = A()\n"
    + b"".join(b"val a%d = a%d ?: a%d.f()\n" % (i + 1, i, i) for i in range(200))
    + b"}\n",
    "a long line of classes": b"open class A0 { open fun f() {} }\n"
    + b"".join(b"open class A%d : A%d() { fun g() { f(); super.h() } }\n" % (i + 1, i) for i in range(100)),
    "a circle": b"class A : B() { fun f() { g() } }\nclass B : C()\nclass C : A() { val x: A }\n",
    "a type in itself": b"class A : A.B() { class B : A()\nfun f() { B().g() } }\n",
    "aliases in a circle": b"typealias A = B\ntypealias B = A\nfun f(a: A) { a.g(); B.h() }\n",
    "values in a circle": b"val a = b\nval b = a\nfun f() { a.g() }\n",
    "extensions of everything": b"fun <T> T.f(): T = f().f()\nfun g(x: Any) { x.f().f().h() }\n",
    "a diamond of diamonds": b"interface I0\ninterface J0\n"
    + b"".join(
        b"interface I%d : I%d, J%d\ninterface J%d : I%d\n" % (i + 1, i, i, i + 1, i) for i in range(60)
    )
    + b"class X : I60 { fun f() { g() } }\n",
}
BROKEN = b"class A {\n fun f() { val x = }\n fun g() {}\n}\n"
