"""Edits that need the lookups of Go."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Scenarios

MODULE = "module example.com/r\n"
USER = 'package user\nimport "example.com/r/p"\n'
HIT = "type B struct{}\nfunc (B) Hit() {}\ntype C struct{}\nfunc (C) Hit() {}\n"

SCENARIOS: Scenarios = {
    "open: a function appears in another file of the package": (
        {"p/a.go": "package p\nfunc f() { g() }\n"},
        {"p/b.go": "package p\nfunc g() {}\n"},
    ),
    "open: a variable changes its type": (
        {"p/a.go": "package p\nfunc f() { v.Hit() }\n", "p/b.go": "package p\nvar v B\n" + HIT},
        {"p/b.go": "package p\nvar v C\n" + HIT},
    ),
    "open: a method appears in another file than its type": (
        {"p/a.go": "package p\nfunc f(b *B) { b.Go() }\n", "p/b.go": "package p\n" + HIT},
        {"p/c.go": "package p\nfunc (b *B) Go() {}\n"},
    ),
    "open: a result changes": (
        {
            "go.mod": MODULE,
            "p/a.go": "package p\n" + HIT + "func New() *B { return nil }\n",
            "u/u.go": USER + "func f() { p.New().Hit() }\n",
        },
        {"p/a.go": "package p\n" + HIT + "func New() *C { return nil }\n"},
    ),
    "open: the declaration for Linux appears": (
        {"p/a.go": "package p\nfunc f() { g() }\n", "p/b_windows.go": "package p\nfunc g() {}\n"},
        {"p/b_linux.go": "package p\nfunc g() {}\n"},
    ),
    "open: a module appears": (
        {
            "p/p.go": "package p\nfunc F() {}\n",
            "u/u.go": 'package u\nimport "a.org/x/p"\nfunc f() { p.F() }\n',
        },
        {"go.mod": "module a.org/x\n"},
    ),
    "open: a nearer module appears": (
        {
            "go.mod": MODULE,
            "p/p.go": "package p\nfunc F() {}\n",
            "u/u.go": USER + "func f() { p.F() }\n",
        },
        {"q/go.mod": "module example.com/r/p\n", "q/q.go": "package p\nfunc F() {}\n"},
    ),
    "open: an interface appears": (
        {"p/t.go": "package p\ntype T struct{}\nfunc (T) Go() {}\n"},
        {"q/i.go": "package q\ntype I interface { Go() }\n"},
    ),
    "open: an interface asks for more": (
        {
            "p/t.go": "package p\ntype T struct{}\nfunc (T) Going() {}\n",
            "q/i.go": "package q\ntype I interface { Going() }\n",
        },
        {"q/i.go": "package q\ntype I interface { Going(); Run() }\n"},
    ),
    "open: a method changes its shape": (
        {
            "p/t.go": "package p\ntype T struct{}\n",
            "p/u.go": "package p\nfunc (T) Go() {}\n",
            "q/i.go": "package q\ntype I interface { Go() }\n",
        },
        {"p/u.go": "package p\nfunc (T) Go() error { return nil }\n"},
    ),
    "open: an interface embeds one that a type implements": (
        {
            "p/t.go": "package p\ntype T struct{}\nfunc (T) Go() {}\n",
            "p/i.go": "package p\ntype I interface { Go() }\n",
        },
        {"p/j.go": "package p\ntype J interface { I }\n"},
    ),
    "bases: what a type embeds has another method": (
        {
            "p/t.go": "package p\ntype T struct { B }\n" + HIT + "func (B) Go() {}\n",
            "p/u.go": "package p\nfunc f(t T) { t.Hit() }\n",
        },
        {"p/t.go": "package p\ntype T struct { C }\n" + HIT + "func (B) Go() {}\n"},
    ),
    "member: a field appears": (
        {"p/t.go": "package p\ntype T struct {}\n" + HIT, "p/u.go": "package p\nfunc f(t T) { t.b.Hit() }\n"},
        {"p/t.go": "package p\ntype T struct { b B }\n" + HIT},
    ),
    "export: an import of the file that tells a type is another one": (
        {
            "go.mod": MODULE,
            "p/p.go": "package p\n" + HIT,
            "q/q.go": "package p\n" + HIT,
            "u/t.go": 'package u\nimport p "example.com/r/p"\ntype T struct{}\nfunc (T) Go(p.B) {}\n',
            "i/i.go": 'package i\nimport x "example.com/r/p"\ntype I interface { Go(x.B) }\n',
            "u/v.go": "package u\ntype V struct { T }\n",
        },
        {"u/t.go": 'package u\nimport p "example.com/r/q"\ntype T struct{}\nfunc (T) Go(p.B) {}\n'},
    ),
    "export: the package of a folder has another name": (
        {
            "go.mod": MODULE,
            "p/p.go": "package p\n",
            "p/z.go": "package q\nfunc F() {}\n",
            "u/u.go": 'package u\nimport x "example.com/r/p"\nfunc f() { x.F() }\n',
        },
        {"p/p.go": "package q\n"},
    ),
    "stars: a dot import appears": (
        {
            "go.mod": MODULE,
            "p/p.go": "package p\n" + HIT,
            "u/v.go": "package u\nvar V = B{}\n",
            "u/u.go": "package u\nfunc f() { V.Hit() }\n",
        },
        {"u/v.go": 'package u\nimport . "example.com/r/p"\nvar V = B{}\n'},
    ),
    "stem: a folder gets a package": (
        {"go.mod": MODULE, "u/u.go": USER + "func f() { p.F() }\n"},
        {"p/p.go": "package p\nfunc F() {}\n"},
    ),
    "stem: another file stands for a package": (
        {"go.mod": MODULE, "p/p.go": "package p\n", "u/u.go": USER},
        {"p/a.go": "package p\n"},
    ),
    "bare: another type has the method too": (
        {
            "p/a.go": "package p\ntype B struct{}\nfunc (B) Hit() {}\n",
            "u/u.go": "package u\nfunc f() { x().Hit() }\n",
        },
        {"q/a.go": "package q\ntype B struct{}\nfunc (B) Hit() {}\n"},
    ),
}  # fmt: skip
