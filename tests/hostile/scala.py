"""Scala sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "a.scala"
BEFORE = b"class Early\n"


ODD = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfclass A", 0),
    "utf-16": ("class Café".encode("utf-16"), RECODED),
    "invalid utf-8": (b"class A // \xff\xfe", RECODED),
    "carriage returns": (b"class A {\r def f() = 1\r}", 0),
}
DEEP = {
    "parentheses": b"object A { val x = " + b"(" * 3_000 + b"1" + b")" * 3_000 + b" }",
    "lambdas": b"object A { def f = " + b"{ x => " * 3_000 + b"}" * 3_000 + b" }",
    "type arguments": b"object A { val x: " + b"List[" * 3_000 + b"A" + b"]" * 3_000 + b" = y }",
    "classes": b"class A { " * 3_000,
    "sums": b"object A { val x = " + b" + ".join([b"a"] * 10_000) + b" }",
}
LONG = {
    "many arguments": b"object A { val x = f(" + b", ".join([b"a"] * 10_000) + b") }",
    "many parameters": b"class A { def f(" + b", ".join(b"a%d: Int" % i for i in range(10_000)) + b") = 1 }",
}
TANGLED = {
    "values that double": b"class A { def f(x: A): A = this }\nobject B { def g() = {\nval a0 = new A\n"
    + b"".join(b"val a%d = a%d.f(a%d)\n" % (i + 1, i, i) for i in range(200))
    + b"} }\n",
    "a long line of classes": b"class A0 { def f() = 1 }\n"
    + b"".join(b"class A%d extends A%d { def g() = { f(); super.h() } }\n" % (i + 1, i) for i in range(100)),
    "a circle": b"class A extends B { def f() = g() }\nclass B extends C\nclass C extends A { val x: A }\n",
    "a type in itself": b"class A extends A.B { class B extends A\ndef f() = new B().g() }\n",
    "aliases in a circle": b"object O { type A = B\ntype B = A\ndef f(a: A) = a.g() }\n",
    "values in a circle": b"object O { val a = b\nval b = a\ndef f() = a.g() }\n",
    "imports of each other": b"package p\nimport p.A._\nimport p.B._\nobject A { import B._; val x = y }\n"
    b"object B { import A._; val y = x }\n",
    "a diamond of diamonds": b"trait I0\ntrait J0\n"
    + b"".join(
        b"trait I%d extends I%d with J%d\ntrait J%d extends I%d\n" % (i + 1, i, i, i + 1, i)
        for i in range(60)
    )
    + b"class X extends I60 { def f() = g() }\n",
}
BROKEN = b"class A {\n def f() = { val x = }\n def g() = 1\n}\n"
