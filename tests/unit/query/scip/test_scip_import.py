"""Indexes of scip-python, scip-typescript and rust-analyzer (`indexes/`, with sources) and made-up ones."""

from pathlib import Path

import pytest

from parseltongue.isg import prolly, prolly_write
from parseltongue.isg.layers import entity_target, external_target
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.rows import decode_row
from parseltongue.isg.update import update_snapshot
from parseltongue.isg.view import GraphView
from parseltongue.model.errors import QueryError
from parseltongue.model.ids import path_bytes, path_text
from parseltongue.query.isg import ISG
from parseltongue.query.scip import schema
from parseltongue.query.scip.binding import bind, read_index
from tests.unit.query.conftest import SHOP
from tests.unit.query.graphs import FINGERPRINTS, Export, isg_of
from tests.unit.query.scip.test_scip_export import index_of

INDEXES = Path(__file__).parent / "indexes"


def sources(language):
    return {one.name: one.read_text() for one in (INDEXES / language).iterdir() if one.suffix != ".scip"}


def bound(isg, files, index):
    return bind(isg.view, index, lambda file: files[file.path].encode())


def layered(isg, binding):
    """The graph with what a binding says."""
    objects, nodes = isg.view.objects, NodeCache(isg.view.objects)
    layer = prolly_write.build_from(
        nodes, {path_bytes(path): one.encode() for path, one in binding.files.items()}
    )
    rows = {
        path_text(key): decode_row(value)
        for key, value in prolly.scan(nodes, isg.view.snapshot.maps["files"])
    }
    languages = {path: row.language for path, row in rows.items()}
    result = update_snapshot(objects, None, rows, languages, FINGERPRINTS, layer=layer)
    return ISG(GraphView(objects, result.digest))


def imported(language):
    files = sources(language)
    isg = isg_of(files)
    binding = bound(isg, files, read_index((INDEXES / language / "index.scip").read_bytes()))
    return Export(isg), Export(layered(isg, binding)), binding


def calls(export):
    return {
        (export.name(one["src"]), export.name(one["dst"]) or one["target"], one["provenance"])
        for one in export.edges("calls")
    }


def test_scip_python():
    before, after, binding = imported("python")
    assert binding.tool.startswith("scip-python ")
    assert (binding.unknown, binding.changed) == ([], [])
    area = ("report.biggest", "shapes.Square.area")
    assert {one[2] for one in calls(after) if one[:2] == area} == {"exact"}
    both = {one[:2] for one in calls(after) if one[0] == "report.both"}
    assert {("report.both", "shapes.Square.area"), ("report.both", "shapes.Circle.area")} <= both
    assert ("report.chained", "shapes.Square.area", "exact") in calls(after)
    assert before.named_edges("imports") == after.named_edges("imports")


def test_scip_typescript():
    before, after, binding = imported("typescript")
    assert binding.tool.startswith("scip-typescript ")
    assert binding.changed == []
    assert ("report.total", "shapes.Shape.area", "exact") in calls(before)
    assert ("report.total", "shapes.Square.area", "exact") in calls(after)
    assert ("report.total", "shapes.Shape.area", "exact") not in calls(after)
    assert ("report.both", "shapes.Square", "exact") in calls(after)
    assert ("report.named", "shapes.Named", "exact") in calls(after)


def test_rust_analyzer():
    """It tells the methods of impls apart: ``impl#[Circle][Shape]area().``, ``impl#[Square]new().``."""
    before, after, binding = imported("rust")
    assert binding.tool.startswith("rust-analyzer ")
    assert (binding.unknown, binding.changed) == ([], [])
    said = {(line, target.replace("\0", "!")) for line, _, _, target in binding.files["lib.rs"].said}
    assert {
        (5, "shapes.rs!Shape#area()."), (5, "!core::iter::traits::iterator::Iterator::map"),
        (9, "shapes.rs!Square.new()."), (9, "shapes.rs!Square.grown()."), (10, "shapes.rs!Circle.area()."),
    } <= said  # fmt: skip
    assert {one for one in calls(before) if one[2] == "exact"} <= calls(after)


def test_what_says_nothing_new_changes_nothing(shop):
    """Our own index, imported, is the same graph: names that are known stay, all others too."""
    index, _ = index_of(shop, SHOP)
    assert calls(Export(layered(shop, bound(shop, SHOP, index)))) == calls(Export(shop))


def test_a_round_trip_keeps_what_scip_can_carry(shop):
    """What an index says comes out again: symbols, ranges, roles and relationships of every document."""
    index, _ = index_of(shop, SHOP)
    again, _ = index_of(layered(shop, bound(shop, SHOP, index)), SHOP)
    assert again.SerializeToString(deterministic=True) == index.SerializeToString(deterministic=True)


AMBIGUOUS = {
    "a.py": "class A:\n    def go(self): ...\nclass B:\n    def go(self): ...\n",
    "b.py": "def f(x, y):\n    x.go(); y.go()\n    é = 'ü'; x.go()\n",
}


def made_index(*occurrences, encoding=schema.UTF32_UNITS):
    """An index that defines both methods, with some occurrences in b.py: (line, start, end, symbol)."""
    index = schema.messages()["Index"]()
    index.metadata.tool_info.name = "made"
    one = index.documents.add(relative_path="a.py")
    for line, symbol in ((1, "A#go()."), (3, "B#go().")):
        one.occurrences.add(range=[line, 8, 10], symbol="t . p 1 " + symbol, symbol_roles=1)
    two = index.documents.add(relative_path="b.py", position_encoding=encoding)
    two.occurrences.add(range=[0, 4, 5], symbol="t . p 1 f().", symbol_roles=1)
    for line, start, end, symbol in occurrences:
        two.occurrences.add(range=[line, start, end], symbol=symbol)
    return index


def test_two_of_one_name_in_a_line():
    isg = isg_of(AMBIGUOUS)
    index = made_index((1, 6, 8, "t . p 1 A#go()."), (1, 14, 16, "t . p 1 B#go()."))
    after = Export(layered(isg, bound(isg, AMBIGUOUS, index)))
    lines = {(export_name, line) for export_name, line in _places(after)}
    assert lines == {("a.A.go", 2), ("a.B.go", 2), ("x.go", 3)}


def _places(export):
    return [(export.name(one["dst"]) or one["target"], one["line"]) for one in export.edges("calls")]


def test_one_of_two_that_the_index_knows():
    isg = isg_of(AMBIGUOUS)
    after = Export(layered(isg, bound(isg, AMBIGUOUS, made_index((1, 14, 16, "t . p 1 B#go().")))))
    assert set(_places(after)) == {("x.go", 2), ("a.B.go", 2)}


@pytest.mark.parametrize(
    ("encoding", "start"),
    [(schema.UTF32_UNITS, 15), (schema.UTF16_UNITS, 15), (schema.UTF8_UNITS, 17), (0, 15), (0, 17)],
)
def test_characters_in_all_encodings(encoding, start):
    isg = isg_of(AMBIGUOUS)
    index = made_index((2, start, start + 2, "t . p 1 A#go()."), encoding=encoding)
    said = bound(isg, AMBIGUOUS, index).files["b.py"].said
    assert [(line, name, receiver) for line, name, receiver, _ in said] == [(3, "go", "x")]


def test_ranges_in_messages_of_their_own():
    """Indexers of 2026 on, such as scip-go 0.2.9, tell ranges so, and leave the numbers out."""
    isg = isg_of(AMBIGUOUS)
    index = made_index((1, 6, 8, "t . p 1 A#go()."))
    for document in index.documents:
        for one in document.occurrences:
            line, start, end = one.range
            del one.range[:]
            one.single_line_range.line = line
            one.single_line_range.start_character = start
            one.single_line_range.end_character = end
    whole = index.documents[0].occurrences.add(symbol="t . p 1 `a.py`/", symbol_roles=1)
    whole.multi_line_range.end_line = 3
    again = read_index(index.SerializeToString())
    after = Export(layered(isg, bound(isg, AMBIGUOUS, again)))
    assert ("a.A.go", 2) in _places(after)


def test_targets():
    isg = isg_of(AMBIGUOUS)
    index = made_index(
        (1, 4, 5, "local 3"),
        (1, 6, 8, "t . p 1 A#go()."),
        (1, 14, 16, "t . q 2 lib/X#go()."),
        (2, 15, 17, "t . p 1 Nowhere#go()."),
    )
    binding = bound(isg, AMBIGUOUS, index)
    assert {one[3] for one in binding.files["b.py"].said} == {
        entity_target("a.py", "A#go()."),
        external_target("q.lib.X.go"),
    }
    assert (binding.occurrences, binding.bound, binding.outside) == (4, 1, 1)


def test_a_file_that_is_not_what_was_indexed():
    changed = {**AMBIGUOUS, "a.py": "\n" + AMBIGUOUS["a.py"]}
    isg = isg_of(changed)
    binding = bound(isg, changed, made_index((1, 6, 8, "t . p 1 A#go().")))
    assert binding.changed == ["a.py"]
    assert binding.files == {}


MANY = "".join(
    f"class A{number}:\n    def go{number}(self, x): return x.go{number}(1)\n" for number in range(12)
)


def test_what_an_index_says_around_a_change_is_passed_over():
    """A line more before the last class: what stands there in the index stands elsewhere now."""
    isg = isg_of({"a.py": MANY})
    index, _ = index_of(isg, {"a.py": MANY})
    for one in index.documents[0].occurrences:
        del one.diagnostics[:]
    changed = {"a.py": MANY.replace("class A11", "\nclass A11")}
    binding = bound(isg_of(changed), changed, index)
    assert (binding.changed, binding.partly) == ([], ["a.py"])
    assert [one[0] for one in binding.files["a.py"].said] == list(range(2, 22, 2))


def test_several_documents_of_one_file():
    isg = isg_of(AMBIGUOUS)
    index = made_index((1, 6, 8, "t . p 1 A#go()."))
    index.documents.add().CopyFrom(made_index((1, 14, 16, "t . p 1 B#go().")).documents[1])
    after = Export(layered(isg, bound(isg, AMBIGUOUS, index)))
    assert {("a.A.go", 2), ("a.B.go", 2)} <= set(_places(after))


def test_an_encoding_that_is_not_told_is_the_one_that_hits_the_name():
    """Counted in bytes, `y` stands where `go` stands counted in code points."""
    members = "    def y(self): ...\n    def go(self): ...\n"
    files = {"a.py": f"class A:\n{members}class B:\n{members}", "b.py": "def f(p):\n    x = 'üü', p.y.go()\n"}
    isg = isg_of(files)
    index = schema.messages()["Index"]()
    one = index.documents.add(relative_path="a.py")
    one.occurrences.add(range=[1, 8, 9], symbol="t . p 1 A#y().", symbol_roles=1)
    two = index.documents.add(relative_path="b.py")
    two.occurrences.add(range=[1, 18, 19], symbol="t . p 1 A#y().")
    assert [one[:3] for one in bound(isg, files, index).files["b.py"].said] == [(2, "y", "p")]


def test_documents_that_are_elsewhere():
    isg = isg_of({"b.py": AMBIGUOUS["b.py"]})
    binding = bound(isg, AMBIGUOUS, made_index((1, 6, 8, "t . p 1 A#go().")))
    assert binding.unknown == ["a.py"]


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"", b"no index at all"])
def test_what_is_no_index(data):
    with pytest.raises(QueryError, match="make it again"):
        read_index(data)


def test_ranges_beyond_the_file():
    isg = isg_of(AMBIGUOUS)
    index = made_index((99, 6, 8, "t . p 1 A#go()."), (1, 999, 1002, "t . p 1 A#go()."), (-5, -3, -1, "x"))
    index.documents[1].occurrences.add(range=[1], symbol="t . p 1 A#go().")
    assert bound(isg, AMBIGUOUS, index).files == {}
