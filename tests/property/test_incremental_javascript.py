"""Whatever edits led to a tree of TypeScript and JavaScript, its snapshot is that of a full analysis.

``PARSELTONGUE_PROPERTY_EXAMPLES`` sets how many trees are tried, as for `test_incremental`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.javascript_sources import Writer
from tests.property.test_incremental import difference, note_sources
from tests.property.trees import Tree, assert_equals_full

EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "150"))

_seed = st.integers(0, 2**32 - 1)
_step = st.tuples(st.lists(_seed, min_size=1, max_size=2), st.integers(0, 20))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_seed, min_size=1, max_size=7), st.lists(_step, min_size=1, max_size=7))
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
        if special < 3:
            sources = dict(history[special * (len(history) - 1) // 2])
        note_sources(sources)
        assert_equals_full(tree, tree.update(difference(tree.files, sources)))
        history.append(dict(sources))
