"""Edits that need the lookups of Kotlin and Scala."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Scenarios

SCENARIOS: Scenarios = {
    "member: a companion appears": (
        {
            "p/A.kt": "package p\nclass A\n",
            "q/B.kt": "package q\nimport p.A\nfun f() = A.make()\n",
        },
        {"p/A.kt": "package p\nclass A {\n companion object {\n  fun make() = 1\n }\n}\n"},
    ),
    "open: an extension appears": (
        {
            "p/A.kt": "package p\nclass A\n",
            "p/B.kt": "package p\nfun f(a: A) = a.grow()\n",
        },
        {"p/C.kt": "package p\nfun A.grow() = 1\n"},
    ),
    "export: an import is added beside a declaration of its name": (
        {
            "p/A.kt": "package p\nclass R\nfun go(x: Int) = R()\n",
            "q/A.kt": "package q\nval v = go(1)\nfun go(x: String) = 1\n",
            "q/B.kt": "package q\nfun f() = v\n",
            "r/B.kt": "package r\nimport q.v\nclass R\nfun f() = v.hashCode()\n",
        },
        {"q/A.kt": "package q\nimport p.go\nval v = go(1)\nfun go(x: String) = 1\n"},
    ),
    "bases: a superclass changes": (
        {
            "p/A.kt": "package p\nopen class A {\n fun hit() = 1\n}\nopen class B {\n fun hit() = 2\n}\n",
            "p/C.kt": "package p\nclass C : A()\n",
            "q/D.kt": "package q\nimport p.C\nfun f(c: C) = c.hit()\n",
        },
        {"p/C.kt": "package p\nclass C : B()\n"},
    ),
    "bare: a second class has the member": (
        {
            "p/A.kt": "package p\nclass A {\n fun hit() = 1\n}\n",
            "q/B.kt": "package q\nfun f(x: Gone) = y.hit()\n",
        },
        {"p/C.kt": "package p\nclass C {\n fun hit() = 1\n}\n"},
    ),
    "member: an object gets an apply": (
        {
            "p/A.scala": "package p\nclass A(x: Int)\nobject A {\n}\n",
            "q/B.scala": "package q\nimport p.A\nobject B { def f = A(1) }\n",
        },
        {"p/A.scala": "package p\nclass A(x: Int)\nobject A {\n def apply(x: Int) = 1\n}\n"},
    ),
    "stars: a package clause is added": (
        {
            "a/A.scala": "package a\nclass A {\n def hit = 1\n}\n",
            "a/b/B.scala": "package a.b\nobject B {\n val v = new A\n}\n",
            "c/C.scala": "package c\nobject C { def f = a.b.B.v.hit }\n",
        },
        {"a/b/B.scala": "package a\npackage b\nobject B {\n val v = new A\n}\n"},
    ),
    "open: a package object appears": (
        {"a/A.scala": "package a\nobject A { def f = help(1) }\n"},
        {"a/package.scala": "package object a {\n def help(x: Int) = x\n}\n"},
    ),
}
