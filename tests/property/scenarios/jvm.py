"""Edits that need the lookups of Java, Kotlin and Scala in files of each other."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Scenarios

JAVA = {"q/Use.java": "package q;\nimport p.*;\nclass Use { void go(A a) { a.getF().hit(); } }\n"}
HITS = "package p\nclass B {\n fun hit() {}\n}\nclass C {\n fun hit() {}\n}\n"

SCENARIOS: Scenarios = {
    "member: a property appears, which is a getter": (
        {"p/A.kt": "package p\nclass A\n", "p/B.kt": HITS, **JAVA},
        {"p/A.kt": "package p\nclass A {\n val f = B()\n}\n"},
    ),
    "member: a property changes its type": (
        {"p/A.kt": "package p\nclass A {\n val f = B()\n}\n", "p/B.kt": HITS, **JAVA},
        {"p/A.kt": "package p\nclass A {\n val f = C()\n}\n"},
    ),
    "member: a getter appears, which is a property": (
        {
            "p/A.java": "package p;\npublic class A { }\n",
            "q/Use.kt": "package q\nimport p.A\nfun use(a: A) = a.name\n",
        },
        {"p/A.java": "package p;\npublic class A { public String getName() { return null; } }\n"},
    ),
    "open: the first function at the top of a file": (
        {
            "p/A.kt": "package p\nclass X\n",
            "q/Use.java": "package q;\nclass Use { void go() { p.AKt.make(); } }\n",
        },
        {"p/A.kt": "package p\nclass X\nfun make() = X()\n"},
    ),
    "open: a class of the other language": (
        {"q/Use.kt": "package q\nimport p.A\nfun use(a: A) = a.go()\n"},
        {"p/A.java": "package p;\npublic class A { public void go() { } }\n"},
    ),
    "bases: a class of the other language gets another superclass": (
        {
            "p/B.kt": "package p\nopen class B {\n fun hit() {}\n}\nopen class C {\n fun hit() {}\n}\n",
            "p/D.java": "package p;\npublic class D extends B { }\n",
            "q/Use.kt": "package q\nimport p.D\nfun use(d: D) = d.hit()\n",
        },
        {"p/D.java": "package p;\npublic class D extends C { }\n"},
    ),
    "bare: a class of the other language has the member": (
        {
            "p/A.java": "package p;\npublic class A { public void onlyHere() { } }\n",
            "q/Use.kt": "package q\nfun use(x: Gone) = y.onlyHere()\n",
        },
        {"p/C.scala": "package p\nclass C { def onlyHere() = 1 }\n"},
    ),
    "stars: a file of the other language changes what it imports": (
        {
            "a/B.java": "package a;\npublic class B { public void hit() { } }\n",
            "b/B.java": "package b;\npublic class B { public void hit() { } }\n",
            "p/A.kt": "package p\nimport a.*\nclass A {\n fun f(): B = B()\n}\n",
            "q/Use.java": "package q;\nclass Use { void go(p.A a) { a.f().hit(); } }\n",
        },
        {"p/A.kt": "package p\nimport b.*\nclass A {\n fun f(): B = B()\n}\n"},
    ),
}
