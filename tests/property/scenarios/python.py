"""Edits that need the lookups of Python."""

from __future__ import annotations

from tests.property.trees import SKIPPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Scenarios

HIT = "class B:\n    def hit(self): pass\nclass C:\n    def hit(self): pass\n"

SCENARIOS: Scenarios = {
    "export: a function appears": (
        {"m.py": "", "user.py": "from m import f\nf()\n"},
        {"m.py": "def f(): pass\n"},
    ),
    "export: a variable changes its type": (
        {"m.py": HIT + "v = B()\n", "user.py": "import m\nm.v.hit()\n"},
        {"m.py": HIT + "v = C()\n"},
    ),
    "export: a re-export changes": (
        {"a.py": "def f(): pass\n", "p/__init__.py": "", "user.py": "from p import f\nf()\n"},
        {"p/__init__.py": "from a import f\n"},
    ),
    "stars: a star import appears": (
        {"a.py": "def f(): pass\n", "m.py": "", "user.py": "from m import f\nf()\n"},
        {"m.py": "from a import *\n"},
    ),
    "stars: a name leaves __all__": (
        {"m.py": "__all__ = ['f']\ndef f(): pass\n", "user.py": "from m import *\nf()\n"},
        {"m.py": "__all__ = []\ndef f(): pass\n"},
    ),
    "member: a method appears": (
        {"m.py": HIT + "class A: pass\n", "user.py": "from m import A\nA().hit()\n"},
        {"m.py": HIT + "class A:\n    def hit(self): pass\n"},
    ),
    "member: a field changes its type": (
        {"m.py": HIT + "class A:\n    x: B\n", "user.py": "from m import A\nA().x.hit()\n"},
        {"m.py": HIT + "class A:\n    x: C\n"},
    ),
    "member: an override comes between": (
        {"m.py": HIT + "class A(B):\n    pass\n", "user.py": "from m import A\nA().hit()\n"},
        {"m.py": HIT + "class A(B):\n    def hit(self): pass\n"},
    ),
    "bases: a base changes": (
        {"m.py": HIT + "class A(B): pass\n", "user.py": "from m import A\nA().hit()\n"},
        {"m.py": HIT + "class A(C): pass\n"},
    ),
    "bases: the base of a base changes": (
        {
            "b.py": HIT + "class A(B): pass\n",
            "m.py": "from b import A\nclass D(A):\n    def go(self): super().hit()\n",
        },
        {"b.py": HIT + "class A(C): pass\n"},
    ),
    "entity: a method that a field is made by": (
        {
            "m.py": HIT + "class A:\n    def get(self): return B()\n    x = get(None)\n",
            "user.py": "from m import A\nA.x.hit()\n",
        },
        {"m.py": HIT + "class A:\n    def get(self): return C()\n    x = get(None)\n"},
    ),
    "module: the module appears": (
        {"p/__init__.py": "", "p/user.py": "import m\nm.f()\n"},
        {"m.py": "def f(): pass\n"},
    ),
    "module: a package comes before a module": (
        {"m.py": "def f(): pass\n", "user.py": "import m\nm.f()\n"},
        {"m/__init__.py": "def f(): pass\n"},
    ),
    "module: a nearer source root appears": (
        {"m.py": "def f(): pass\n", "src/user.py": "import m\nm.f()\n"},
        {"src/m.py": "def f(): pass\n"},
    ),
    "module: a source root vanishes": (
        {"lib/s/__init__.py": "", "lib/m.py": "def f(): pass\n", "user.py": "import m\nm.f()\n"},
        {"lib/s/__init__.py": None},
    ),
    "module: a folder becomes a package": (
        {"lib/s/__init__.py": "def f(): pass\n", "user.py": "import s\ns.f()\n"},
        {"lib/__init__.py": ""},
    ),
    "stem: a submodule appears": (
        {"p/__init__.py": "", "user.py": "import p\np.q.f()\n"},
        {"p/q.py": "def f(): pass\n"},
    ),
    "stem: a relative import finds its module": (
        {"p/__init__.py": "", "p/user.py": "from .q import f\nf()\n"},
        {"p/q.py": "def f(): pass\n"},
    ),
    "stem: a module appears beside a script": (
        {"tools/user.py": "import m\nm.f()\n"},
        {"tools/m.py": "def f(): pass\n"},
    ),
    "open: a method in a file of its own": (
        {
            "src/lib.rs": "pub struct A;\n",
            "src/m.rs": "",
            "src/user.rs": "fn go(a: crate::A) { a.launch(); }\n",
        },
        {"src/m.rs": "impl crate::A { pub fn launch(&self) {} }\n"},
    ),
    "open: a trait is implemented": (
        {
            "src/lib.rs": "pub struct A;\npub trait T { fn launch(&self) {} fn land(&self) {} }\n",
            "src/m.rs": "",
            "src/user.rs": "fn go(a: crate::A) { a.land(); }\n",
        },
        {"src/m.rs": "impl crate::T for crate::A {}\n"},
    ),
    "open: a crate appears": (
        {"one/src/lib.rs": "pub fn f() {}\n", "src/main.rs": "fn main() { one::f(); }\n"},
        {"one/Cargo.toml": "[package]\nname = 'one'\n"},
    ),
    "stars: a glob import within a file": (
        {
            "src/lib.rs": "pub mod a { pub fn f() {} }\npub mod b {}\n",
            "src/user.rs": "fn go() { crate::b::f(); }\n",
        },
        {"src/lib.rs": "pub mod a { pub fn f() {} }\npub mod b { pub use super::a::*; }\n"},
    ),
    "open: a type of a package appears": (
        {"p/A.java": "package p; class A { void f(B b) { b.go(); } }"},
        {"p/B.java": "package p; class B { void go() {} }"},
    ),
    "open: a type moves to another package": (
        {
            "p/A.java": "package p; class A { void f(B b) { b.go(); } }",
            "p/B.java": "package p; class B { void go() {} }",
        },
        {"p/B.java": "package q; class B { void go() {} }"},
    ),
    "member: an overload appears": (
        {
            "p/A.java": "package p; class A { void f(B b) { b.go(1); } }",
            "p/B.java": "package p; class B { void go(Object x) {} }",
        },
        {"p/B.java": "package p; class B { void go(Object x) {} void go(int x) {} }"},
    ),
    "member: a parameter changes its type": (
        {
            "p/A.java": "package p; class A { void f(B b) { b.go(x -> x.run()); } }",
            "p/B.java": "package p; class B { void go(I x) {} }",
            "p/C.java": "package p; class C { void run() {} } class D { void run() {} }",
            "p/I.java": "package p; interface I { void visit(C c); }",
        },
        {"p/I.java": "package p; interface I { void visit(D c); }"},
    ),
    "member: an interface leaves one more method open": (
        {
            "p/A.java": "package p; class A { void f() { I i = x -> x.run(); } }",
            "p/B.java": "package p; class C { void run() {} } class D { void run() {} }",
            "p/I.java": "package p; interface I { void visit(C c); }",
        },
        {"p/I.java": "package p; interface I { void visit(C c); void more(); }"},
    ),
    "bases: a class of a package extends another": (
        {
            "p/A.java": "package p; class A { void f(B b) { b.run(); } }",
            "p/B.java": "package p; class B extends C {}",
            "p/C.java": "package p; class C { void run() {} } class D { void run() {} }",
        },
        {"p/B.java": "package p; class B extends D {}"},
    ),
    "stars: a file that types come from changes its package": (
        {
            "p/A.java": "package p; class A { void f(r.B b) { b.c.run(); } }",
            "p/C.java": "package p; public class C { public void run() {} }",
            "q/C.java": "package q; public class C { public void run() {} }",
            "r/B.java": "package r; import p.*; public class B { public C c; }",
        },
        {"r/B.java": "package r; import q.*; public class B { public C c; }"},
    ),
    "member: the only member of a name becomes private": (
        {"a.php": "<?php class A { function launch() {} }", "b.php": "<?php $x->launch();"},
        {"a.php": "<?php class A { private function launch() {} }"},
    ),
    "open: a function of the namespace hides a global one": (
        {"a.php": "<?php function f() {}", "b.php": "<?php namespace N; f();"},
        {"c.php": "<?php namespace N; function f() {}"},
    ),
    "stem: an included file appears": (
        {"a.php": "<?php require 'b.php';"},
        {"b.php": ""},
    ),
    "bases: an opened class gets another superclass": (
        {
            "a.rb": "class B; def hit; end; end\nclass C; def hit; end; end\nclass A < B; end\n",
            "user.rb": "A.new.hit\n",
        },
        {"a.rb": "class B; def hit; end; end\nclass C; def hit; end; end\nclass A < C; end\n"},
    ),
    "module: a required file appears": (
        {"lib/other.rb": "", "user.rb": "require 'm'\n"},
        {"lib/m.rb": ""},
    ),
    "entity: an extension conforms to another protocol": (
        {
            "a.swift": "protocol P {}\nextension P { func hit() {} }\nprotocol Q {}\n"
            "extension Q { func hit() {} }\nstruct A {}\n",
            "b.swift": "extension A: P {}\n",
            "c.swift": "func go(a: A) { a.hit() }\n",
        },
        {"b.swift": "extension A: Q {}\n"},
    ),
    "stars: a file imports another module": (
        {
            "Sources/M/m.swift": "struct T { func hit() {} }\n",
            "Sources/N/n.swift": "let v: T = make()\n",
            "Sources/N/user.swift": "func go() { v.hit() }\n",
        },
        {"Sources/N/n.swift": "import M\nlet v: T = make()\n"},
    ),
    "open: a type gets a member elsewhere": (
        {"a.swift": "struct A {}\n", "c.swift": "func go(a: A) { a.hit() }\n"},
        {"b.swift": "extension A { func hit() {} }\n"},
    ),
    "bare: none, then one": (
        {"m.py": "class A: pass\n", "user.py": "def go(x): x.launch()\n"},
        {"m.py": "class A:\n    def launch(self): pass\n"},
    ),
    "bare: one, then many": (
        {"m.py": "class A:\n    def launch(self): pass\n", "user.py": "def go(x): x.launch()\n"},
        {"n.py": "class A:\n    def launch(self): pass\n"},
    ),
    "bare: many, then one": (
        {
            "m.py": "class A:\n    def launch(self): pass\n",
            "n.py": "class A:\n    def launch(self): pass\n",
            "user.py": "def go(x): x.launch()\n",
        },
        {"n.py": None},
    ),
    "bare: another one": (
        {"m.py": "class A:\n    def launch(self): pass\n", "user.py": "def go(x): x.launch()\n"},
        {"m.py": "class B:\n    def launch(self): pass\n"},
    ),
    "bare: one, then none": (
        {"m.py": "class A:\n    def launch(self): pass\n", "user.py": "def go(x): x.launch()\n"},
        {"m.py": SKIPPED},
    ),
}
