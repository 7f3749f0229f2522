"""Oracles made from indexes of SCIP: what a name is there for, and the records that follow."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks import syntax, truth, unseen
from benchmarks.oracles import NO_ORACLES
from parseltongue.query.scip import schema
from parseltongue.query.scip.binding import read_index

if TYPE_CHECKING:
    import pytest

INDEXES = Path(__file__).parents[1] / "query" / "scip" / "indexes"


def roles(suffix: str, source: str) -> set[tuple[str, str]]:
    found = syntax.read(suffix, source.encode())
    assert found is not None
    return {(one.text, one.role) for one in found.names}


def declared(suffix: str, source: str) -> list[tuple[str, str]]:
    found = syntax.read(suffix, source.encode())
    assert found is not None
    return [(one.kind, one.name) for one in found.declarations]


def edges(language: str) -> set[tuple[str, str, str]]:
    """(kind, source, target) by qualified names; files by their paths."""
    root = INDEXES / language
    made = truth.Truth(root, read_index((root / "index.scip").read_bytes()))
    records = list(made.records())
    names = {one["id"]: one.get("q") or one.get("file") for one in records if one["t"] in ("f", "e")}
    return {
        (one["t"], names[one["s"]], names[one["d"]])
        for one in records
        if one["t"] in ("call", "use", "extends", "import") and not one.get("o")
    }


def test_roles_in_python() -> None:
    found = roles(
        ".py", "from a import b\n@deco(1)\nclass C(Base, metaclass=M):\n    def f(self): x.go(y)[0]()\n"
    )
    assert {("b", "import"), ("deco", "value"), ("Base", "base"), ("M", "value")} <= found
    assert {("go", "call"), ("x", "value"), ("y", "value")} <= found
    assert not {("C", "value"), ("f", "value")} & found


def test_roles_in_typescript() -> None:
    found = roles(".ts", "class A extends n.B<T> implements I { m() { new C(); d.e!<T>(f); g`x`; } }")
    assert {
        ("B", "base"),
        ("I", "base"),
        ("T", "type"),
        ("C", "call"),
        ("e", "call"),
        ("f", "value"),
    } <= found
    assert ("load", "call") in roles(".ts", "async function f() { await load<T>(); }")
    assert ("Table", "call") in roles(".tsx", "const x = <Table><a/></Table>;")
    assert ("a", "call") not in roles(".tsx", "const x = <Table><a/></Table>;")


def test_roles_in_go() -> None:
    found = roles(".go", "package m\ntype T struct { *Base; f int }\nfunc g() { p.Call[int](x) }\n")
    assert {("Base", "base"), ("Call", "call"), ("x", "value")} <= found


def test_declarations() -> None:
    assert declared(".py", "class A:\n    def f(self):\n        def g(): ...\n") == [
        ("class", "A"), ("method", "f"), ("function", "g"),
    ]  # fmt: skip
    assert declared(".ts", "const f = () => 1, n = 2; interface I { m(): void }") == [
        ("function", "f"), ("interface", "I"), ("method", "m"),
    ]  # fmt: skip
    assert declared(".go", "package m\ntype A = interface{ F() }\ntype B int\n") == [
        ("interface", "A"), ("method", "F"), ("type", "B"),
    ]  # fmt: skip


def test_a_call_signature_that_begins_a_line_keeps_the_lines() -> None:
    """The grammar takes it for type arguments of the line above, and loses what follows."""
    source = "interface A {\n  <K>(k: K): K\n  <L>(l: L): void\n}\nfunction last() {}\n"
    found = syntax.read(".ts", source.encode())
    assert found is not None
    assert [(one.name, one.at) for one in found.declarations] == [("A", (0, 10)), ("last", (4, 9))]


def test_what_is_no_code() -> None:
    assert syntax.read(".md", b"# Title") is None


def test_python() -> None:
    found = edges("python")
    assert ("call", "biggest", "Square.area") in found
    assert ("import", "report.py", "shapes.py") in found


def test_typescript() -> None:
    found = edges("typescript")
    assert ("call", "total", "Square.area") in found
    assert ("import", "report.ts", "shapes.ts") in found
    assert ("extends", "Square", "Shape") in found


def test_module_names() -> None:
    packages = {"src/shop", "src/shop/api"}
    assert truth.module_name("src/shop/api/__init__.py", packages) == "shop.api"
    assert truth.module_name("src/shop/plain/a.py", packages) == "shop.plain.a"
    assert truth.module_name("tool.py", packages) == "tool"


def test_go_types_that_implement(tmp_path: Path) -> None:
    """Structural implementation is a relationship of the index; packages are found by the module's name."""
    (tmp_path / "go.mod").write_text("module example.com/m\n")
    (tmp_path / "a.go").write_text("package m\n\ntype I interface{ F() }\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "b.go").write_text(
        'package b\n\nimport "example.com/m"\n\ntype T struct{}\n\nvar _ m.I\n'
    )
    index = schema.messages()["Index"]()
    one = index.documents.add(relative_path="a.go")
    one.occurrences.add(range=[2, 5, 6], symbol="g . m 1 I#", symbol_roles=1)
    two = index.documents.add(relative_path="b/b.go")
    two.occurrences.add(range=[4, 5, 6], symbol="g . m 1 b/T#", symbol_roles=1)
    two.occurrences.add(range=[6, 8, 9], symbol="g . m 1 I#")
    two.symbols.add(symbol="g . m 1 b/T#").relationships.add(symbol="g . m 1 I#", is_implementation=True)
    target = tmp_path / "oracle.jsonl.gz"
    truth.write(truth.Truth(tmp_path, index, truth.go_modules(tmp_path)).records(), target)
    with gzip.open(target, "rt") as lines:
        found = {(one["t"], one["s"], one["d"]) for one in map(json.loads, lines) if "d" in one}
    interface, struct = 1, 3
    assert found == {("extends", struct, interface), ("use", -2, interface), ("import", -2, -1)}


def test_without_indexers_nothing_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(unseen, "opened", lambda given: SimpleNamespace())
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "m.go").write_text("package m\n")
    assert unseen.main([str(tmp_path / "code"), str(tmp_path / "nothing")]) == NO_ORACLES
    said = capsys.readouterr().err
    assert "code is left out: there is no scip-go on PATH" in said
    assert "nothing is left out: it holds no code that can be indexed" in said
