"""Whatever the bytes of a Go file or manifest are, extraction gives facts, in bounded time."""

from __future__ import annotations

import time
from random import Random

import pytest

from parseltongue.analysis.languages.go import stdlib
from parseltongue.analysis.languages.go.constraints import holds, path_holds
from parseltongue.analysis.languages.go.extract import Extractor
from parseltongue.analysis.languages.go.manifest import ManifestExtractor
from parseltongue.analysis.languages.go.names import may_be_called, package_name
from parseltongue.analysis.languages.go.texts import first_line, signature
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import TEST, Interface
from parseltongue.model.kinds import IMPORTS, MODULE

SECONDS = 30
"""CPU time that no source of this file may take; they take less than three here."""
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
    "receivers": b"func (x " + b"*" * 5_000 + b"T) f() {}",
    "errors": b"( [ { " * 20_000,
}
WIDE = {
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


def extract(data: bytes) -> tuple[Interface, int]:
    """The interface of a source, once it is certain that its facts can be read again, and its flags."""
    interface, references = Extractor().extract(data)
    references.interface = bytes(DIGEST_SIZE)
    encoded, other = interface.encode(), references.encode()
    assert Interface.decode(encoded).encode() == encoded
    assert References.decode(other).encode() == other
    assert references.flags | SYNTAX_ERRORS | DEPTH_CUT | RECODED == SYNTAX_ERRORS | DEPTH_CUT | RECODED
    return interface, references.flags


@pytest.mark.parametrize("name", DEEP)
def test_nesting_is_cut_and_said_so(name: str) -> None:
    before = time.process_time()
    interface, flags = extract(b"package p\nfunc early() {}\n" + DEEP[name] + b"\nfunc seen() {}\n")
    assert flags & (DEPTH_CUT | SYNTAX_ERRORS) or name in ("pointers", "receivers")
    assert "early" in interface.names
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("name", WIDE)
def test_long_sources_take_bounded_time(name: str) -> None:
    before = time.process_time()
    extract(b"package p\n" + WIDE[name])
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize(
    ("data", "flags"),
    [
        (b"", 0),
        (b"\xef\xbb\xbfpackage p\rfunc f() {}\r", 0),
        ("package p\nfunc f() {}\n".encode("utf-16"), RECODED),
        (b"package p\nfunc f\xff() {}\n", RECODED),
    ],
)
def test_encodings(data: bytes, flags: int) -> None:
    interface, found = extract(data)
    assert found & RECODED == flags
    assert not data or interface.package == "p"


_SOURCE = b"""//go:build linux
package p
import ( "fmt"; a "b/c" )
type T[K any] struct { *E; x, y map[string][]func(K) (int, error) `tag` }
type I interface { fmt.Stringer; Do(x ...int) (n int, err error); ~int | string }
const ( A = iota; B )
func (t *T[K]) M(x, y int) (z *T[K], err error) {
	for i, v := range t.x { if q, ok := v[0](i); ok { switch r := q.(type) { case *T[K], nil: r.M(1, 2) } } }
	select { case w := <-c: w(); default: go func() { defer f() }() }
	return &T[K]{x: map[string]X{"a": {b: 1}}}, nil
}
"""


def test_mangled_sources() -> None:
    random = Random(7)
    for _ in range(2_000):
        data = bytearray(_SOURCE)
        for _ in range(random.randint(1, 8)):
            at = random.randrange(len(data) + 1)
            end = min(len(data), at + random.randint(0, 12))
            data[at:end] = random.choice(
                [b"", b"{", b"}", b"(", b")", b"[", b"\n", b"*", b"\xff", bytes(data[:9])]
            )
        extract(bytes(data))


def test_tests_are_recognised() -> None:
    interface, _ = extract(
        b"package p\nfunc TestA(t *testing.T) {}\nfunc Testify(t *testing.T) {}\n"
        b"func BenchmarkA(b *testing.B) {}\nfunc ExampleT_M() {}\nfunc TestB(x int) {}\n"
    )
    named = {one for one, flags in zip(interface.names, interface.flags, strict=True) if flags & TEST}
    assert named == {"TestA", "BenchmarkA", "ExampleT_M"}


def test_manifests() -> None:
    interface, references = ManifestExtractor().extract(
        b'// a comment\nmodule "example.com/r" // here\n\ngo 1.21\nrequire (\n\ta.org/x v1 // indirect\n)\n'
        b"require b.org/y v2\nreplace a.org/x => ../x\nuse ./z\nretract [v1, v2]\n"
    )
    assert (interface.kinds[1:], interface.names[1:]) == ([MODULE], ["example.com/r"])
    assert sorted(references.path_names) == ["./z", "a.org/x", "b.org/y"]
    assert references.kinds == [IMPORTS] * 3
    for data in (b"", b"module", b"module (\n)", b"require (\n", b")\n)", b"\xff\xfe", b"module a;b\n"):
        ManifestExtractor().extract(data)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (b"", True), (b"//go:build linux\n", True), (b"//go:build !linux\n", False),
        (b"//go:build (windows || linux) && !arm64\n", True), (b"//go:build windows || js\n", False),
        (b"// +build darwin linux,amd64\n", True), (b"// +build darwin\n// +build amd64\n", False),
        (b"//go:build go1.18 && unix\n", True), (b"//go:build ignore\n", False), (b"//go:build (((\n", True),
        (b"/* x */\n//go:build !(linux)\n", False),
    ],
)  # fmt: skip
def test_build_constraints(constraint: bytes, expected: bool) -> None:
    assert holds(constraint) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.go", True), ("p/a_windows.go", False), ("a_linux_test.go", True), ("a_arm64.go", False),
        ("a_windows_amd64.go", False), ("a_linux_amd64.go", True), ("linux.go", True), ("windows.go", True),
        ("a_unix.go", True),
    ],
)  # fmt: skip
def test_names_of_files_constrain_too(path: str, expected: bool) -> None:
    assert path_holds(path) is expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("fmt", "fmt"), ("net/http", "http"), ("github.com/go-chi/chi/v5", "chi"),
        ("gopkg.in/yaml.v3", "yaml"), ("github.com/mattn/go-isatty", "isatty"),
        ("example.com/x.go", "x"), ("go", "go"), ("v2", "v2"),
    ],
)  # fmt: skip
def test_what_packages_are_called(path: str, name: str) -> None:
    assert package_name(path) == name


def test_what_packages_may_be_called() -> None:
    assert may_be_called("github.com/cpuguy83/go-md2man/v2/md2man", "md2man")
    assert may_be_called("github.com/json-iterator/go", "json")
    assert not may_be_called("fmt", "os")


def test_texts() -> None:
    assert signature(b'func f(\n\ta string, // why\n\tb = "secret",\n) /* x */ error ') == (
        "func f(a string, b = ...) error"
    )
    assert first_line(b"//go:generate x\n//nolint:all\n// F does it.\n// More.") == "F does it."
    assert first_line(b"/*\nPackage p is.\n*/") == "Package p is."


def test_names_of_the_standard_library() -> None:
    assert {"fmt", "net/http", "log/slog"} <= stdlib.PACKAGES
    assert {"Close", "String", "Unlock", "StatusCode"} <= stdlib.MEMBERS
    assert stdlib.methods("io.ReadCloser") == {"Close()(error)", "Read([]uint8)(int,error)"}
    assert "WriteTo(@io@Writer)(int64,error)" in stdlib.methods("bytes.Buffer")
    assert stdlib.has_method("net/http.ResponseWriter", "WriteHeader")
    assert not stdlib.has_method("net/http.ResponseWriter", "Write2")
    assert not [one for type_ in stdlib._TYPES for one in stdlib.methods(type_) if one.count("(") < 2]
