"""What Java, Kotlin and Scala ask of each other is recorded: without it a known edit goes wrong."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages import families, placement
from parseltongue.analysis.languages.kotlin.placement import KotlinPlacement
from parseltongue.analysis.placement import seen_by
from parseltongue.analysis.world import contributed, open_key, open_keys
from parseltongue.isg.trees import Trees
from parseltongue.model.interface import Interface
from tests.property.jvm_sources import JvmWriter
from tests.property.knockouts import edited
from tests.property.scenarios.jvm import SCENARIOS
from tests.property.sources import text
from tests.property.trees import facts, is_equal_to_full, language_of


def test_what_others_see_of_a_file_is_an_answer() -> None:
    before, edit = SCENARIOS["member: a property appears, which is a getter"]
    with patch.object(Trees, "beside", lambda self, rules: []):
        assert not is_equal_to_full(edited(before, edit))


def test_names_that_others_alone_know_are_indexed() -> None:
    before, edit = SCENARIOS["open: the first function at the top of a file"]
    with patch.object(KotlinPlacement, "published_names", lambda self, path, interface: ()):
        tree = edited(before, edit)
    assert not is_equal_to_full(tree)


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=4))
def test_no_family_sees_a_name_that_is_not_indexed(seeds: list[int]) -> None:
    """Whatever a family finds in an open scope, it finds by way of the index."""
    sources: dict[str, list[str]] = {}
    for seed in seeds:
        JvmWriter(seed).file(sources)
    for path, chunks in sources.items():
        language = language_of(path) or ""
        interface, owner = Interface.decode(facts(language, text(chunks))[0]), placement(language)
        indexed = open_keys(owner, path, interface)
        for asker in families().values():
            if asker.space == owner.space:
                seen = seen_by(asker, owner, path, interface)
                asked = contributed(asker, path, seen)
                assert {open_key(asker.scopes, scope, name) for scope, name in asked} <= indexed
