"""Each kind of lookup key, and each mechanism around them, is needed: without it a known edit goes wrong.

A knocked-out kind is still asked about, but under a key that no change ever names.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from unittest.mock import patch

import pytest

from parseltongue.analysis.languages.python.semantics import PythonSemantics
from parseltongue.analysis.lookups import LOOKUP_KINDS
from parseltongue.isg import entries, relinking, update
from parseltongue.model.links import FileLinks
from tests.property import scenarios
from tests.property.knockouts import edited, knocked_out
from tests.property.scenarios.python import SCENARIOS
from tests.property.trees import Tree, is_equal_to_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.trees import Trees
    from tests.property.scenarios import Files

MODULES = {
    one.name: import_module(f"tests.property.scenarios.{one.name}")
    for one in pkgutil.iter_modules(scenarios.__path__)
}
ALL = [(language, name) for language, module in MODULES.items() for name in module.SCENARIOS]


@pytest.mark.parametrize(("language", "scenario"), ALL)
def test_every_lookup_is_needed(language: str, scenario: str) -> None:
    with knocked_out(scenario.partition(":")[0]):
        assert not is_equal_to_full(edited(*MODULES[language].SCENARIOS[scenario]))


@pytest.mark.parametrize(("language", "scenario"), ALL)
def test_and_with_all_of_them_incremental_equals_full(language: str, scenario: str) -> None:
    assert is_equal_to_full(edited(*MODULES[language].SCENARIOS[scenario]))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_undoing_an_edit_leads_back(scenario: str) -> None:
    files, edits = SCENARIOS[scenario]
    tree = Tree()
    before = tree.update(files).digest
    assert tree.update(edits).digest != before
    assert tree.update({path: files.get(path) for path in edits}).digest == before


def test_every_kind_has_a_scenario() -> None:
    assert {scenario.partition(":")[0] for scenario in SCENARIOS} == set(LOOKUP_KINDS)


# -- the other mechanisms ---------------------------------------------------------------------------------


SHARED: Files = {
    "m.py": "def f(): pass\n",
    "a.py": "from m import f\nf()\n",
    "b.py": "from m import f\nf()\n",
}


def edits_of_sharing_files() -> Tree:
    """Files whose ids share a prefix (of no bytes) give up, one by one, what both have asked."""
    tree = Tree()
    tree.update(SHARED)
    tree.update({"a.py": ""})
    tree.update({"m.py": "def g(): pass\n"})
    return tree


def test_files_that_share_a_prefix_keep_what_the_other_needs() -> None:
    with patch.object(entries, "FILE_PREFIX", 0):
        assert is_equal_to_full(edits_of_sharing_files())
        with patch.object(update._Update, "_mend_shared_prefixes", lambda self: None):
            assert not is_equal_to_full(edits_of_sharing_files())


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_holds_with_shared_prefixes(scenario: str) -> None:
    with patch.object(entries, "FILE_PREFIX", 0):
        assert is_equal_to_full(edited(*SCENARIOS[scenario]))


def test_changed_source_roots_are_needed() -> None:
    """A file far from the change makes a folder a source root."""
    files: Files = {"lib/s/m.py": "def f(): pass\n", "user.py": "import s.m\ns.m.f()\n"}
    edits: Files = {"lib/other/__init__.py": ""}
    assert is_equal_to_full(edited(files, edits))

    def blind(trees: Trees) -> set[int]:
        trees.old.source_roots = [f"python:{root}" for root in trees.families["python"].roots]  # type: ignore[union-attr]
        return changed_stems(trees)

    changed_stems = relinking._changed_stems
    with patch.object(relinking, "_changed_stems", blind):
        assert not is_equal_to_full(edited(files, edits))


def test_declared_source_roots_are_needed() -> None:
    tree = Tree()
    tree.update({"x/m.py": "def f(): pass\n", "user.py": "import m\nm.f()\n"})
    assert tree.update({}, ("x",)).linked == ["user.py"]
    assert is_equal_to_full(tree)
    assert tree.update({}, ()).linked == ["user.py"]
    assert is_equal_to_full(tree)


def test_stems_of_folders_are_needed() -> None:
    """A namespace package is there as long as anything is below it."""
    files: Files = {"user.py": "import ns\nprint(ns)\n"}
    edits: Files = {"ns/deep/d.py": ""}
    assert is_equal_to_full(edited(files, edits))
    with patch.object(relinking, "_with_folders", lambda stem: [stem]):
        assert not is_equal_to_full(edited(files, edits))


def test_own_lookups_are_left_out_and_no_others() -> None:
    """A file is linked again whenever it changes itself, so only what it asks of others is kept."""
    files: Files = {
        "m.py": "class A:\n    def f(self): self.f()\nA().f()\n",
        "user.py": "import m\nm.A().f()\n",
    }
    tree = Tree()
    tree.update(files)
    assert consulted(tree, "m.py") == []
    assert consulted(tree, "user.py")
    with patch.object(PythonSemantics, "record_in", lambda self, path, key: self.evaluator.keys.add(key)):
        tree = Tree()
        tree.update(files)
        assert consulted(tree, "m.py")
    edits: Files = {"m.py": "class A:\n    pass\nA().f()\n"}
    assert is_equal_to_full(edited(files, edits))
    with patch.object(FileLinks, "from_outcomes", without_keys(FileLinks.from_outcomes)):
        assert not is_equal_to_full(edited(files, edits))


def without_keys(make):  # type: ignore[no-untyped-def]
    return lambda outcomes, keys: make(outcomes, ())


def consulted(tree: Tree, path: str) -> list[int]:
    """The lookups that the snapshot keeps for a file."""
    return FileLinks.decode(tree.objects.get(tree.row(path).links, "links")).consulted
