"""Go: manifests, build constraints, names of packages, texts."""

from __future__ import annotations

import pytest

from parseltongue.analysis.languages.go import stdlib
from parseltongue.analysis.languages.go.constraints import holds, path_holds
from parseltongue.analysis.languages.go.extract import Extractor
from parseltongue.analysis.languages.go.manifest import ManifestExtractor
from parseltongue.analysis.languages.go.names import may_be_called, package_name
from parseltongue.analysis.languages.go.texts import first_line, signature
from parseltongue.model.interface import TEST
from parseltongue.model.kinds import IMPORTS, MODULE


def test_tests_are_recognised() -> None:
    interface, _ = Extractor().extract(
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
