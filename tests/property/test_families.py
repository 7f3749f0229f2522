"""When the code of some families changes, the files of the others keep their facts and links.

A changed fingerprint stands for other code, and other code for other facts: an old version of a family, here,
is one that sees every source with its names turned around and adds other names to open scopes.
"""

from __future__ import annotations

from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages import families, family_named, placement_of
from parseltongue.isg import entries, outdated, relinking
from parseltongue.isg import trees as isg_trees
from parseltongue.isg.snapshot import Fingerprints, decode_snapshot
from tests.property import trees
from tests.property.c_sources import CWriter
from tests.property.go_sources import GoWriter
from tests.property.java_sources import JavaWriter
from tests.property.javascript_sources import JavaScriptWriter
from tests.property.jvm_sources import JavaBesideOthers, KotlinBesideOthers
from tests.property.rust_sources import RustWriter
from tests.property.scala_sources import ScalaWriter
from tests.property.sources import Writer, text
from tests.property.test_incremental import EXAMPLES
from tests.property.trees import Tree, assert_equals_full, is_equal_to_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.update import UpdateResult

JVM = {"java": JavaBesideOthers, "kotlin": KotlinBesideOthers, "scala": ScalaWriter}
WRITERS = {
    "python": Writer, "rust": RustWriter, "javascript": JavaScriptWriter, "java": JavaWriter, "go": GoWriter,
    "c": CWriter,
}  # fmt: skip
FILES: dict[str, str | None] = {
    "a.py": "class A:\n    def run(self): stop()\ndef stop(): pass\n",
    "b.py": "from a import A\nA().run()\n",
    "a.rs": "pub struct S; impl S { pub fn run(&self) {} }\nmacro_rules! m { () => {} }\n",
    "b.rs": "fn go(s: S) { s.run(); m!(); }\n",
    "p/a.go": "package p\n\ntype T struct{}\n\nfunc (t T) Run() {}\n",
    "p/b.go": "package p\n\nfunc Go(t T) { t.Run() }\n",
    "go.mod": "module example.com/a\n",
}


@contextmanager
def older(names: set[str]) -> Iterator[None]:
    """Analyse with other code of some families."""
    with patch.object(trees, "facts", turned_around(names)):
        patches = [patch.object(type(placement_of(name)), "contributions", _contributions) for name in names]
        for one in patches:
            one.start()
        try:
            yield
        finally:
            for one in patches:
                one.stop()


def turned_around(names: set[str]):
    def facts(language: str, source: str) -> tuple[bytes, bytes, int]:
        if trees.placement(language).family in names:
            source = "\n".join(reversed(source.split("\n")))
        return present(language, source)

    present = trees.facts
    return facts


def _contributions(self, path, interface):
    yield "another scope", path.rpartition("/")[2], 0
    for ordinal, name in enumerate(interface.names):
        if ordinal:
            yield "another scope", name[::-1], ordinal


def prints_of(changed: set[str]) -> Fingerprints:
    table = {name: b"other" if name in changed else b"family" for name in families()}
    return Fingerprints(table, b"linker", b"options")


def renew(tree: Tree, names: set[str], edits: dict[str, str | None]) -> UpdateResult:
    """Update with the present code of some families; what differs is extracted anew, as an analysis does."""
    tree.fingerprints = trees.FINGERPRINTS
    again: dict[str, str | None] = {
        path: source
        for path, source in tree.files.items()
        if trees.placement(trees.language_of(path) or "").family in names
    }
    return tree.update(again | edits)


def _of(writers):
    """Strategies for files, edits, and families whose code changes."""
    family = st.sampled_from(sorted(writers))
    seeded = st.tuples(family, st.integers(0, 2**32 - 1))
    return st.lists(seeded, min_size=2, max_size=9), st.lists(seeded, max_size=3), st.sets(family, min_size=1)


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(*_of(WRITERS))
def test_incremental_equals_full_when_families_change(seeds, edits, names: set[str]) -> None:
    check(WRITERS, seeds, edits, names)


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(*_of(JVM))
def test_incremental_equals_full_when_families_of_one_space_change(seeds, edits, names: set[str]) -> None:
    check(JVM, seeds, edits, names)


def check(writers, seeds, edits, names: set[str]) -> None:
    """Write files with other code of some families, edit them, and analyse them with the present code."""
    sources: dict[str, dict[str, list[str]]] = {family: {} for family in writers}
    for family, seed in seeds:
        writers[family](seed).file(sources[family])
    tree = Tree()
    tree.fingerprints = prints_of(names)
    with older(names):
        tree.update(_texts(sources))
    for family, seed in edits:
        if sources[family]:
            writers[family](seed).edit(sources[family])
    wanted = _texts(sources)
    changes: dict[str, str | None] = {path: None for path in tree.files if path not in wanted}
    changes |= {path: one for path, one in wanted.items() if tree.files.get(path) != one}
    assert_equals_full(tree, renew(tree, names, changes))


def _texts(sources: dict[str, dict[str, list[str]]]) -> dict[str, str | None]:
    return {path: text(chunks) for family in sources.values() for path, chunks in family.items()}


def older_tree(names: set[str]) -> Tree:
    tree = Tree()
    tree.fingerprints = prints_of(names)
    with older(names):
        tree.update(FILES)
    return tree


def test_only_files_of_the_changed_family_are_linked() -> None:
    result = renew(tree := older_tree({"rust"}), {"rust"}, {})
    assert result.linked == ["a.rs", "b.rs"]
    assert_equals_full(tree, result)


def test_files_of_a_space_that_looked_at_renewed_ones_are_linked_again() -> None:
    files: dict[str, str | None] = {
        "p/A.kt": "package p\nclass A {\n fun go() {}\n}\n",
        "p/B.java": "package p;\nclass B { void go(A a) { a.go(); } }\n",
        "p/C.java": "package p;\nclass C { int x; int go() { return x; } }\n",
    }
    tree = Tree()
    tree.fingerprints = prints_of({"kotlin"})
    with older({"kotlin"}):
        tree.update(files)
    result = renew(tree, {"kotlin"}, {})
    assert result.linked == ["p/A.kt", "p/B.java"]
    assert_equals_full(tree, result)


def test_a_snapshot_names_the_families_that_have_files() -> None:
    tree = older_tree({"go"})
    snapshot = decode_snapshot(tree.objects.get(tree.digest or b""), "snapshot")
    assert snapshot.families == {"python": b"family", "rust": b"family", "go": b"other"}


def test_a_family_that_is_no_more_leaves_nothing_behind() -> None:
    tree = older_tree({"go"})
    for path in ("p/a.go", "p/b.go", "go.mod"):
        del tree.files[path]
    table = {name: one for name, one in trees.FINGERPRINTS.families.items() if name != "go"}
    tree.fingerprints = Fingerprints(table, b"linker", b"options")

    def known(language: str) -> str:
        return "" if language in ("go", "gomod") else family_named(language)

    with (
        patch.object(outdated, "family_named", known),
        patch.object(isg_trees, "family_named", known),
        patch.object(relinking, "family_named", known),
    ):
        result = tree.update({})
    assert_equals_full(tree, result)
    assert result.linked == []


@pytest.mark.parametrize("name", ["names", "open", "incoming", "consulted", "paths"])
def test_what_is_not_taken_out_of_a_map_shows(name: str) -> None:
    """Knock-out: each map must be cleaned of what the old code made."""
    removal = entries.removal

    def without(nodes, old, paths):
        edits = removal(nodes, old, paths)
        edits[name] = {}
        return edits

    tree = older_tree({"rust", "go"})
    tree.update({"gone.rs": "pub struct S; impl S { pub fn once(&self) { other::thing(); } }\n"})
    with patch.object(entries, "removal", without):
        renew(tree, {"rust", "go"}, {"gone.rs": None})
    assert not is_equal_to_full(tree)
