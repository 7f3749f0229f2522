"""What `diff` says of two snapshots is what a comparison of their exports says, entity by entity."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.diff_truth import disagreements
from parseltongue.analysis.languages import language_of
from parseltongue.isg.view import GraphView
from parseltongue.query.diff.comparison import Comparison
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
    assert disagreements(found.as_dict(), before, tree.export()) == []


def test_equal_snapshots_do_not_differ() -> None:
    tree = Tree()
    tree.update({"a.py": "def f(): g()\n", "b.py": "from a import f\n"})
    isg = ISG(GraphView(tree.objects, tree.digest or b""))
    found = Comparison(isg.view, isg.view)
    assert found.is_empty
    assert found.counts()["entities"] == dict.fromkeys(found.counts()["entities"], 0)
