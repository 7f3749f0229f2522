"""Go sources that are odd, deep, long, tangled or broken."""

from __future__ import annotations

from parseltongue.model.facts import RECODED

PATH = "p/a.go"
BEFORE = b"package p\ntype Early int\n"


ODD = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfpackage p\rfunc f() {}\r", 0),
    "utf-16": ("package p\nfunc f() {}\n".encode("utf-16"), RECODED),
    "invalid utf-8": (b"package p\n// \xff\nfunc f() {}\n", RECODED),
}
DEEP = {
    "parentheses": b"var x = " + b"(" * 20_000 + b")" * 20_000,
    "sums": b"var x = " + b"+".join([b"1"] * 50_000),
    "selectors": b"var x = " + b".".join([b"a"] * 20_000),
    "calls": b"var x = f" + b"()" * 20_000,
    "pointers": b"var x " + b"*" * 20_000 + b"T",
    "slices": b"type T " + b"[]" * 20_000 + b"int",
    "maps": b"type T " + b"map[string]" * 5_000 + b"int",
    "functions": b"func f(x " + b"func(" * 3_000 + b")" * 3_000 + b") {}",
    "structs": b"type T " + b"struct{ a " * 3_000 + b"int" + b"}" * 3_000,
    "interfaces": b"type T " + b"interface{ A(" * 2_000 + b"int" + b")}" * 2_000,
    "literals": b"var x = T" + b"{" * 5_000 + b"}" * 5_000,
    "closures": b"var x = " + b"func() { " * 2_000 + b"}" * 2_000,
    "blocks": b"func f() " + b"{" * 5_000 + b"}" * 5_000,
    "generics": b"var x " + b"T[" * 5_000 + b"int" + b"]" * 5_000,
    "errors": b"( [ { " * 20_000,
}
LONG = {
    "receivers": b"func (x " + b"*" * 5_000 + b"T) f() {}",
    "fields": b"type T struct {\n" + b"".join(b"\ta%d int\n" % i for i in range(20_000)) + b"}",
    "types and methods": b"".join(b"type T%d int\nfunc (T%d) f() {}\n" % (i, i) for i in range(5_000)),
    "functions of one name": b"func f() {}\n" * 10_000,
    "parameters": b"func (T) f(" + b",".join(b"a%d int" % i for i in range(10_000)) + b") {}",
    "imports": b"".join(b'import "a/b%d"\n' % i for i in range(5_000)),
    "bindings": b"func f() {\n" + b"".join(b"\tx := x.a()\n" for i in range(20_000)) + b"}",
    "embedded": b"type T struct {\n" + b"".join(b"\tA%d\n" % i for i in range(10_000)) + b"}",
    "a long name": b"var " + b"a" * 500_000 + b" int",
    "comments": b"// a\n" * 50_000 + b"func f() {}",
    "a constraint": b"//go:build " + b"(" * 50_000 + b"\npackage p",
}
TANGLED: dict[str, bytes] = {}
BROKEN = b"package p\ntype A int\nfunc f() { x := ; }\nfunc g() {}\n"
