"""An index of SCIP that we wrote, taken in again, changes nothing; what a compiler said goes with it.

``PARSELTONGUE_PROPERTY_EXAMPLES`` sets how many trees are tried.
"""

from __future__ import annotations

import json
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.isg.view import GraphView
from parseltongue.model.ids import path_bytes
from parseltongue.query.scip import schema
from parseltongue.query.scip.binding import bind, read_index
from parseltongue.query.scip.export import export_scip
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
from tests.property.sources import Writer, text
from tests.property.swift_sources import SwiftWriter
from tests.property.test_incremental import difference
from tests.property.trees import Tree, assert_equals_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tests.property.test_incremental import Writes

EXAMPLES = int(os.environ.get("PARSELTONGUE_PROPERTY_EXAMPLES", "100"))
WRITERS = [
    Writer, RustWriter, JavaScriptWriter, JavaWriter, CSharpWriter, PhpWriter, GoWriter, CWriter,
    KotlinWriter, ScalaWriter, JvmWriter, RubyWriter, SwiftWriter,
]  # fmt: skip
_seeds = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=5)


def tree_of(files: dict[str, str], layer: dict[bytes, bytes] | None = None) -> Tree:
    tree = Tree()
    tree.layer = layer or {}
    tree.update(dict(files))
    return tree


def view_of(tree: Tree) -> GraphView:
    return GraphView(tree.objects, tree.digest or b"")


def source_of(tree: Tree) -> Any:
    return lambda file: tree.files[file.path].encode()


def written(tree: Tree) -> Any:
    """The index of a tree, read from its bytes."""
    parts: list[bytes] = []
    export_scip(view_of(tree), parts.append, source=source_of(tree), root="file:///w")
    return read_index(b"".join(parts))


def layer_from(tree: Tree, index: Any) -> dict[bytes, bytes]:
    """What a tree takes from an index."""
    binding = bind(view_of(tree), index, source_of(tree))
    assert not binding.changed
    return {path_bytes(path): one.encode() for path, one in binding.files.items()}


def made_by_a_compiler(index: Any, seed: int) -> Any:
    """The index with other meanings for some names, and sure of all."""
    choose = random.Random(seed)
    symbols = sorted(one.symbol for document in index.documents for one in document.symbols)
    symbols.append("parseltongue . lib . lib/X.go.")
    for document in index.documents:
        for one in document.occurrences:
            if not one.symbol_roles & schema.DEFINITION:
                del one.diagnostics[:]
                if choose.random() < 0.5:
                    one.symbol = choose.choice(symbols)
    return index


def unsure_lines(index: Any, files: dict[str, str]) -> set[tuple[str, int]]:
    """Lines where mentions of one name mean different things: which is which may be open."""
    found = set()
    for document in index.documents:
        lines = files[document.relative_path].split("\n")
        meant: dict[tuple[int, bytes], set[str]] = {}
        for one in document.occurrences:
            if not one.symbol_roles & schema.DEFINITION:
                line, start, end = one.range
                name = lines[line].encode()[start:end]
                hints = "".join(hint.code for hint in one.diagnostics)
                meant.setdefault((line, name), set()).add(one.symbol + hints)
        found |= {(document.relative_path, line + 1) for (line, _), those in meant.items() if len(those) > 1}
    return found


def edges(tree: Tree, but: set[tuple[str, int]]) -> list[dict[str, Any]]:
    """The relationships of the export but those of some lines."""
    rows = [json.loads(line) for line in tree.export().splitlines()]
    return [row for row in rows if row["type"] == "relationship" and (row["file"], row["line"]) not in but]


def random_tree(writer: type[Writes], seeds: list[int]) -> dict[str, list[str]]:
    sources: dict[str, list[str]] = {}
    for one in seeds:
        writer(one).file(sources)
    return sources


def texts(sources: dict[str, list[str]]) -> dict[str, str]:
    return {path: text(chunks) for path, chunks in sources.items()}


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=EXAMPLES // 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(_seeds, _seeds)
def test_an_index_of_ours_changes_nothing(writer: type[Writes], files: list[int], steps: list[int]) -> None:
    sources = random_tree(writer, files)
    plain = tree_of(texts(sources))
    tree = tree_of(texts(sources), layer_from(plain, written(plain)))
    assert tree.export() == plain.export()
    assert written(tree) == written(plain)
    for one in steps:
        writer(one).edit(sources)
        assert_equals_full(tree, tree.update(difference(tree.files, sources)))


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=EXAMPLES // 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(_seeds, st.integers(0, 2**32 - 1))
def test_what_a_compiler_said_goes_with_our_index(writer: type[Writes], files: list[int], seed: int) -> None:
    sources = texts(random_tree(writer, files))
    plain = tree_of(sources)
    told = tree_of(sources, layer_from(plain, made_by_a_compiler(written(plain), seed)))
    index = written(told)
    again = tree_of(sources, layer_from(plain, index))
    unsure = unsure_lines(index, sources)
    assert edges(again, unsure) == edges(told, unsure)
