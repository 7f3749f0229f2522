"""Whatever edits led to a tree, its snapshot is the one that a full analysis gives.

``PARSELTONGUE_PROPERTY_EXAMPLES`` sets how many trees are tried; a few hundred thousand take hours.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.property.c_sources import CWriter
from tests.property.csharp_sources import CSharpWriter
from tests.property.go_sources import GoWriter
from tests.property.java_sources import JavaWriter
from tests.property.javascript_sources import JavaScriptWriter
from tests.property.jvm_sources import JvmWriter
from tests.property.kotlin_sources import KotlinWriter
from tests.property.php_sources import PhpWriter
from tests.property.ruby_sources import RubyWriter
from tests.property.rust_sources import RustWriter
from tests.property.scala_sources import ScalaWriter
from tests.property.sources import ROOTS, Writer, text
from tests.property.swift_sources import SwiftWriter
from tests.property.trees import Tree, assert_equals_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Writes(Protocol):
        """Writes random files and edits of a family, the same for the same seed."""

        def __init__(self, seed: int) -> None: ...

        def file(self, sources: dict[str, list[str]]) -> None: ...

        def edit(self, sources: dict[str, list[str]]) -> None: ...


EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "400"))


_seed = st.integers(0, 2**32 - 1)
_step = st.tuples(st.lists(_seed, min_size=1, max_size=2), st.integers(0, 30))


_files = st.lists(_seed, min_size=1, max_size=8)
_steps = st.lists(_step, min_size=1, max_size=8)


@pytest.mark.parametrize(
    "writer", [Writer, RustWriter, JavaScriptWriter, JavaWriter, CSharpWriter, PhpWriter]
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(_files, _steps)
def test_incremental_equals_full(
    writer: type[Writes], files: list[int], steps: list[tuple[list[int], int]]
) -> None:
    check(writer, files, steps)


@pytest.mark.parametrize(
    "writer", [GoWriter, CWriter, KotlinWriter, ScalaWriter, JvmWriter, RubyWriter, SwiftWriter]
)
@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(_files, _steps)
def test_incremental_equals_full_where_trees_are_dear(
    writer: type[Writes], files: list[int], steps: list[tuple[list[int], int]]
) -> None:
    check(writer, files, steps)


def check(writer: type[Writes], files: list[int], steps: list[tuple[list[int], int]]) -> None:
    """Write a tree and edit it step by step, with the digest of a full analysis after each."""
    sources: dict[str, list[str]] = {}
    for seed in files:
        writer(seed).file(sources)
    history = [dict(sources)]
    tree = Tree()
    tree.update(difference({}, sources))
    for seeds, special in steps:
        for seed in seeds:
            writer(seed).edit(sources)
        if special < 3:
            sources = dict(history[special * (len(history) - 1) // 2])
        roots = ROOTS[special - 3] if 3 <= special < 3 + len(ROOTS) else None
        note_sources(sources)
        result = tree.update(difference(tree.files, sources), roots)
        assert_equals_full(tree, result)
        history.append(dict(sources))


def note_sources(sources: dict[str, list[str]]) -> None:
    """Show the tree if the example fails."""
    note("\n".join(f"== {path}\n{text(chunks)}" for path, chunks in sorted(sources.items())))


def difference(files: dict[str, str], sources: dict[str, list[str]]) -> dict[str, str | None]:
    """The edits that turn the files of a tree into the sources."""
    wanted = {path: text(chunks) for path, chunks in sources.items()}
    edits: dict[str, str | None] = {path: None for path in files if path not in wanted}
    return edits | {path: one for path, one in wanted.items() if files.get(path) != one}
