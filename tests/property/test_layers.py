"""With an imported index too the snapshot is the one that a full analysis gives, whatever edits led there."""

from __future__ import annotations

import os
import random
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.isg import layers
from parseltongue.isg.layers import LayerFile, divided, entity_target, external_target, meant
from parseltongue.isg.written import written_name, written_receiver
from parseltongue.model.errors import CorruptionError
from parseltongue.model.facts import References
from parseltongue.model.ids import content_digest, path_bytes
from parseltongue.model.interface import Interface
from tests.property.javascript_sources import JavaScriptWriter
from tests.property.rust_sources import RustWriter
from tests.property.sources import Writer, text
from tests.property.test_incremental import difference
from tests.property.trees import Tree, assert_equals_full, facts, is_equal_to_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.test_incremental import Writes

EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "200"))
_seeds = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=6)


def decoded(path: str, source: str) -> tuple[Interface, References]:
    language = {"py": "python", "rs": "rust", "ts": "typescript", "js": "javascript"}.get(
        path.rpartition(".")[2], ""
    )
    interface, references, _ = facts(language, source)
    return Interface.decode(interface), References.decode(references)


def random_layer(files: dict[str, str], seed: int) -> dict[bytes, bytes]:
    """Says something, true or not, of some names in some files."""
    choose = random.Random(seed)
    known = {path: decoded(path, source) for path, source in files.items() if _has_facts(path, source)}
    symbols = [(path, symbol) for path, (interface, _) in known.items() for symbol in interface.symbols]
    symbols += [(path, "Gone#") for path in known] + [("gone.py", "f().")]
    records = {}
    for path, (interface, references) in known.items():
        said = []
        for at, start, end in references.mentions():
            name = written_name(references, at, interface.names.__getitem__)
            receiver = written_receiver(references, at, interface.names.__getitem__)
            for mention in range(start, end):
                if choose.random() < 0.5:
                    target = choose.choice(
                        ["", external_target("x.y"), entity_target(*choose.choice(symbols))]
                    )
                    said.append((references.lines[mention], name, choose.choice([receiver, "r"]), target))
        content = content_digest(files[path].encode())
        records[path_bytes(path)] = LayerFile(content, said).encode()
    return records


def _has_facts(path: str, source: str) -> bool:
    return path.endswith((".py", ".rs", ".ts", ".js")) and not source.startswith("\0")


@pytest.mark.parametrize("writer", [Writer, RustWriter, JavaScriptWriter])
@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(_seeds, _seeds, st.integers(0, 2**32 - 1))
def test_incremental_equals_full_with_a_layer(
    writer: type[Writes], files: list[int], steps: list[int], seed: int
) -> None:
    sources: dict[str, list[str]] = {}
    for one in files:
        writer(one).file(sources)
    start = dict(sources)
    tree = Tree()
    tree.layer = random_layer({path: text(chunks) for path, chunks in sources.items()}, seed)
    tree.update(difference({}, sources))
    for number, one in enumerate(steps):
        writer(one).edit(sources)
        if number % 3 == 2:
            sources = dict(start)
        assert_equals_full(tree, tree.update(difference(tree.files, sources)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(_seeds, st.integers(0, 2**32 - 1))
def test_dividing_again_changes_nothing(files: list[int], seed: int) -> None:
    sources: dict[str, list[str]] = {}
    for one in files:
        Writer(one).file(sources)
    texts = {path: text(chunks) for path, chunks in sources.items() if path.endswith(".py")}
    for path, record in random_layer(texts, seed).items():
        layer = LayerFile.decode(record)
        interface, references = decoded(path.decode(), texts[path.decode()])
        apart = divided(references, meant(layer, references, interface))
        wanted = meant(layer, apart, interface)
        assert divided(apart, wanted) is apart
        assert References.decode(apart.encode()).encode() == apart.encode()
        rows = zip(references.kinds, references.lines, references.sources, strict=True)
        assert sorted(zip(apart.kinds, apart.lines, apart.sources, strict=True)) == sorted(rows)
        assert layer.encode() == record


A = "from b import B\ndef f(x):\n    x.go()\ndef g(y):\n    y.go()\n"
B = "class B:\n    def go(self): ...\nclass C:\n    def go(self): ...\n"


def _layered(said: list[tuple[int, str, str, str]]) -> Tree:
    tree = Tree()
    tree.layer = {b"a.py": LayerFile(content_digest(A.encode()), said).encode()}
    tree.update({"a.py": A, "b.py": B})
    return tree


def _calls(tree: Tree) -> list[tuple[str, str | None, str]]:
    from parseltongue.isg.view import GraphView
    from parseltongue.query.isg import ISG
    from tests.unit.query.graphs import Export

    export = Export(ISG(GraphView(tree.objects, tree.digest or b"")))
    return sorted(
        (str(export.name(one["src"])), export.name(one["dst"]) or one["target"], one["provenance"])
        for one in export.edges("calls")
    )


SAID = [(3, "go", "x", entity_target("b.py", "B#go().")), (5, "go", "y", entity_target("b.py", "C#go()."))]


def test_what_is_said_takes_the_place_of_a_guess() -> None:
    tree = _layered([])
    assert _calls(tree) == [("a.f", "x.go", "ambiguous"), ("a.g", "y.go", "ambiguous")]
    tree = _layered(SAID)
    assert _calls(tree) == [("a.f", "b.B.go", "exact"), ("a.g", "b.C.go", "exact")]


def test_a_changed_file_speaks_for_itself() -> None:
    tree = _layered(SAID)
    tree.update({"a.py": A + "\n"})
    assert _calls(tree) == [("a.f", "x.go", "ambiguous"), ("a.g", "y.go", "ambiguous")]
    tree.update({"a.py": A})
    assert _calls(tree) == [("a.f", "b.B.go", "exact"), ("a.g", "b.C.go", "exact")]


def test_a_target_that_goes_and_comes_back() -> None:
    tree = _layered(SAID)
    result = tree.update({"b.py": B.replace("class C", "class D")})
    assert result.linked == ["a.py", "b.py"]
    assert _calls(tree) == [("a.f", "b.B.go", "exact"), ("a.g", "y.go", "ambiguous")]
    assert_equals_full(tree, result)
    assert_equals_full(tree, tree.update({"b.py": B}))
    assert _calls(tree)[1] == ("a.g", "b.C.go", "exact")


def test_a_file_that_goes_and_comes_back() -> None:
    tree = _layered([(1, "B", "", entity_target("b.py", "")), *SAID])
    assert_equals_full(tree, tree.update({"b.py": None}))
    assert_equals_full(tree, tree.update({"b.py": B}))


def test_what_is_left_out_stays_when_a_path_is_divided() -> None:
    """A namespace that is imported and a qualifier has one path; that its import is told changes no more."""
    files: dict[str, str | None] = {
        "a.ts": "import { N as M } from './b'\nexport type T = M.I\n",
        "b.ts": "export namespace N {\n  export interface I {}\n}\n",
    }
    plain, told = Tree(), Tree()
    content = content_digest(str(files["a.ts"]).encode())
    told.layer = {b"a.ts": LayerFile(content, [(1, "N", "", entity_target("b.ts", "N/"))]).encode()}
    for tree in (plain, told):
        tree.update(dict(files))
    assert told.export() == plain.export()
    assert_equals_full(told, told.update({"b.ts": str(files["b.ts"]) + "export const x = 1\n"}))
    assert_equals_full(told, told.update({"b.ts": files["b.ts"]}))
    assert told.export() == plain.export()


def test_unrecorded_lookups_are_noticed() -> None:
    """Guards the tests above: they see when whether a target exists is not recorded as a lookup."""
    with patch.object(layers, "_keys", lambda path, symbol: []):
        tree = _layered([(5, "go", "y", entity_target("b.py", "E#go()."))])
        tree.update({"b.py": B + "class E:\n    def go(self): ...\n"})
        assert not is_equal_to_full(tree)


def test_something_outside() -> None:
    tree = _layered([(3, "go", "x", external_target("lib.X.go"))])
    assert _calls(tree) == [("a.f", "lib.X.go", "external"), ("a.g", "y.go", "ambiguous")]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_damaged_records_are_errors_or_harmless(data: st.DataObject) -> None:
    record = bytearray(LayerFile(content_digest(b""), [*SAID, (70_000, "n", "", "")]).encode())
    record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
    try:
        layer = LayerFile.decode(bytes(record))
    except CorruptionError:
        return
    interface, references = decoded("a.py", A)
    divided(references, meant(layer, references, interface))
