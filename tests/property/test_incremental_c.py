"""Whatever edits led to a tree of C and C++, its snapshot is the one that a full analysis gives."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.c_sources import Writer
from tests.property.test_incremental import difference, note_sources
from tests.property.trees import Tree, assert_equals_full

EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "400")) // 4

_seed = st.integers(0, 2**32 - 1)
_step = st.tuples(st.lists(_seed, min_size=1, max_size=2), st.integers(0, 10))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_seed, min_size=2, max_size=8), st.lists(_step, min_size=1, max_size=8))
def test_incremental_equals_full(files: list[int], steps: list[tuple[list[int], int]]) -> None:
    sources: dict[str, list[str]] = {}
    for seed in files:
        Writer(seed).file(sources)
    history = [dict(sources)]
    tree = Tree()
    tree.update(difference({}, sources))
    for seeds, special in steps:
        for seed in seeds:
            Writer(seed).edit(sources)
        if special < 2:
            sources = dict(history[special * (len(history) - 1)])
        note_sources(sources)
        result = tree.update(difference(tree.files, sources))
        assert_equals_full(tree, result)
        history.append(dict(sources))
