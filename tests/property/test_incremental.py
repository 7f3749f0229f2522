"""Whatever edits led to a tree, its snapshot is the one that a full analysis gives."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.trees import Tree, full, path, source, tree

EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "150"))

_edit = st.one_of(
    st.tuples(st.just("write"), path, source),
    st.tuples(st.just("append"), path, source),
    st.tuples(st.just("delete"), path, st.just("")),
    st.tuples(st.just("move"), path, path),
    st.tuples(st.just("revert"), path, st.just("")),
)


def apply(state: Tree, edit: tuple[str, str, str], history: list[dict[str, str]]) -> dict[str, str | None]:
    """What an edit does to the files of a tree."""
    kind, where, what = edit
    if kind == "write":
        return {where: what}
    if kind == "append":
        return {where: state.files.get(where, "") + what}
    if kind == "delete":
        return {where: None} if where in state.files else {}
    if kind == "move" and where in state.files and where != what:
        return {where: None, what: state.files[where]}
    if kind == "revert" and history:
        past = history[len(history) // 2]
        return {one: past.get(one) for one in {*past, *state.files}}
    return {}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree, st.lists(st.lists(_edit, min_size=1, max_size=2), min_size=1, max_size=6))
def test_incremental_equals_full(start: dict[str, str], steps: list[list[tuple[str, str, str]]]) -> None:
    state = Tree()
    state.update(dict(start))
    history = [dict(state.files)]
    for step in steps:
        edits: dict[str, str | None] = {}
        for one in step:
            edits.update(apply(state, one, history))
        edits = {one: text for one, text in edits.items() if text is not None or one in state.files}
        result = state.update(edits)
        expected = full(state.files)
        assert result.snapshot.counts == expected.snapshot.counts
        assert result.snapshot.maps == expected.snapshot.maps
        assert result.digest == expected.digest
        history.append(dict(state.files))
