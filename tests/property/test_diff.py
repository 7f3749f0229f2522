"""What `diff` says of two snapshots is what a comparison of their exports says, entity by entity."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages import language_of
from parseltongue.isg.view import GraphView
from parseltongue.query.diff.comparison import Comparison
from parseltongue.query.diff.entities import COMPARED
from parseltongue.query.isg import ISG
from tests.property.go_sources import GoWriter
from tests.property.java_sources import JavaWriter
from tests.property.javascript_sources import JavaScriptWriter
from tests.property.rust_sources import RustWriter
from tests.property.sources import Writer
from tests.property.test_incremental import difference, note_sources
from tests.property.trees import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.test_incremental import Writes

EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "400")) // 4

_seed = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("writer", [Writer, RustWriter, JavaScriptWriter, JavaWriter, GoWriter])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(_seed, min_size=1, max_size=8),
    st.lists(_seed, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["", "moved_", "pkg/"])), max_size=2),
)
def test_diff_agrees_with_the_exports(
    writer: type[Writes], files: list[int], edits: list[int], moves: list[tuple[int, str]]
) -> None:
    sources: dict[str, list[str]] = {}
    for seed in files:
        writer(seed).file(sources)
    tree = Tree()
    tree.update(difference({}, sources))
    before, old = tree.export(), tree.digest or b""
    for seed in edits:
        writer(seed).edit(sources)
    for number, prefix in moves if sources else ():
        path = sorted(sources)[number % len(sources)]
        folder, slash, name = path.rpartition("/")
        target = f"{folder}{slash}{prefix}{name}"
        if language_of(target) and target not in sources:
            sources[target] = sources.pop(path)
    note_sources(sources)
    tree.update(difference(tree.files, sources))
    found = Comparison(GraphView(tree.objects, old), GraphView(tree.objects, tree.digest or b""))
    assert_agrees(found, before, tree.export())


def assert_agrees(found: Comparison, before: bytes, after: bytes) -> None:
    """Compare with the entities and relationships of two exports."""
    was, now = _rows(before, "entity"), _rows(after, "entity")
    old, new = {row["id"]: row for row in was}, {row["id"]: row for row in now}
    entities = found.entities
    renamed = {change.old.id.hex(): change.new.id.hex() for change in entities.moved}
    assert len(set(renamed.values())) == len(renamed) == len(entities.moved)
    assert {one.id.hex() for one in entities.removed} | renamed.keys() == old.keys() - new.keys()
    assert {one.id.hex() for one in entities.added} | set(renamed.values()) == new.keys() - old.keys()
    changed = {one for one in old.keys() & new.keys() if _fields(old[one]) != _fields(new[one])}
    assert {change.new.id.hex() for change in entities.changed} == changed
    for change in (*entities.changed, *entities.moved):
        first, second = old[change.old.id.hex()], new[change.new.id.hex()]
        different = [name for name in COMPARED if first[name] != second[name]]
        assert set(change.fields) <= set(different)
        assert set(different) - set(change.fields) <= ({"signature"} if change.renamed else set())
    _assert_relationships(found, _relationships(before, renamed), _relationships(after, {}))


def _assert_relationships(found: Comparison, was: dict[tuple, str], now: dict[tuple, str]) -> None:
    content = found.as_dict()["relationships"]
    renamed = {change.old.id.hex(): change.new.id.hex() for change in found.entities.moved}
    assert {_key(row, renamed) for row in content["removed"]} == was.keys() - now.keys()
    assert {_key(row, {}) for row in content["added"]} == now.keys() - was.keys()
    changed = {key: (was[key], now[key]) for key in was.keys() & now.keys() if was[key] != now[key]}
    assert {_key(row, {}): (row["was"], row["provenance"]) for row in content["changed"]} == changed


def _fields(row: dict) -> list[object]:
    return [row[name] for name in COMPARED]


def _rows(export: bytes, kind: str) -> list[dict]:
    rows = map(json.loads, export.splitlines())
    return [row for row in rows if row["type"] == kind and row["kind"] != "contains"]


SURENESS = ("exact", "inferred", "ambiguous", "external", "unresolved")


def _relationships(export: bytes, renamed: dict[str, str]) -> dict[tuple, str]:
    found: dict[tuple, str] = {}
    for row in _rows(export, "relationship"):
        key = _key(row, renamed)
        known = found.get(key, row["provenance"])
        found[key] = min(known, row["provenance"], key=SURENESS.index)
    return found


def _key(row: dict, renamed: dict[str, str]) -> tuple:
    ends = [renamed.get(row[end], row[end]) for end in ("src", "dst")]
    return row["kind"], *ends, row["target"]


def test_equal_snapshots_do_not_differ() -> None:
    tree = Tree()
    tree.update({"a.py": "def f(): g()\n", "b.py": "from a import f\n"})
    isg = ISG(GraphView(tree.objects, tree.digest or b""))
    found = Comparison(isg.view, isg.view)
    assert found.is_empty
    assert found.counts()["entities"] == dict.fromkeys(found.counts()["entities"], 0)
