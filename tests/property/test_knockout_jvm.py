"""What Java, Kotlin and Scala ask of each other is recorded: without it a known edit goes wrong."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages import families, placement
from parseltongue.analysis.languages.kotlin.placement import KotlinPlacement
from parseltongue.analysis.placement import seen_by
from parseltongue.analysis.world import contributed, open_key, open_keys
from parseltongue.isg.trees import Trees
from parseltongue.model.interface import Interface
from tests.property.jvm_sources import JvmWriter
from tests.property.knockouts import edited, knocked_out
from tests.property.sources import text
from tests.property.trees import facts, is_equal_to_full, language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    Files = dict[str, str | None]

JAVA = {"q/Use.java": "package q;\nimport p.*;\nclass Use { void go(A a) { a.getF().hit(); } }\n"}
HITS = "package p\nclass B {\n fun hit() {}\n}\nclass C {\n fun hit() {}\n}\n"

LOOKUPS: dict[str, tuple[Files, Files]] = {
    "member: a property appears, which is a getter": (
        {"p/A.kt": "package p\nclass A\n", "p/B.kt": HITS, **JAVA},
        {"p/A.kt": "package p\nclass A {\n val f = B()\n}\n"},
    ),
    "member: a property changes its type": (
        {"p/A.kt": "package p\nclass A {\n val f = B()\n}\n", "p/B.kt": HITS, **JAVA},
        {"p/A.kt": "package p\nclass A {\n val f = C()\n}\n"},
    ),
    "member: a getter appears, which is a property": (
        {
            "p/A.java": "package p;\npublic class A { }\n",
            "q/Use.kt": "package q\nimport p.A\nfun use(a: A) = a.name\n",
        },
        {"p/A.java": "package p;\npublic class A { public String getName() { return null; } }\n"},
    ),
    "open: the first function at the top of a file": (
        {
            "p/A.kt": "package p\nclass X\n",
            "q/Use.java": "package q;\nclass Use { void go() { p.AKt.make(); } }\n",
        },
        {"p/A.kt": "package p\nclass X\nfun make() = X()\n"},
    ),
    "open: a class of the other language": (
        {"q/Use.kt": "package q\nimport p.A\nfun use(a: A) = a.go()\n"},
        {"p/A.java": "package p;\npublic class A { public void go() { } }\n"},
    ),
    "bases: a class of the other language gets another superclass": (
        {
            "p/B.kt": "package p\nopen class B {\n fun hit() {}\n}\nopen class C {\n fun hit() {}\n}\n",
            "p/D.java": "package p;\npublic class D extends B { }\n",
            "q/Use.kt": "package q\nimport p.D\nfun use(d: D) = d.hit()\n",
        },
        {"p/D.java": "package p;\npublic class D extends C { }\n"},
    ),
    "bare: a class of the other language has the member": (
        {
            "p/A.java": "package p;\npublic class A { public void onlyHere() { } }\n",
            "q/Use.kt": "package q\nfun use(x: Gone) = y.onlyHere()\n",
        },
        {"p/C.scala": "package p\nclass C { def onlyHere() = 1 }\n"},
    ),
    "stars: a file of the other language changes what it imports": (
        {
            "a/B.java": "package a;\npublic class B { public void hit() { } }\n",
            "b/B.java": "package b;\npublic class B { public void hit() { } }\n",
            "p/A.kt": "package p\nimport a.*\nclass A {\n fun f(): B = B()\n}\n",
            "q/Use.java": "package q;\nclass Use { void go(p.A a) { a.f().hit(); } }\n",
        },
        {"p/A.kt": "package p\nimport b.*\nclass A {\n fun f(): B = B()\n}\n"},
    ),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_lookup_is_needed(name: str) -> None:
    before, edit = LOOKUPS[name]
    assert is_equal_to_full(edited(before, edit))
    with knocked_out(name.partition(":")[0]):
        assert not is_equal_to_full(edited(before, edit))


def test_what_others_see_of_a_file_is_an_answer() -> None:
    before, edit = LOOKUPS["member: a property appears, which is a getter"]
    with patch.object(Trees, "beside", lambda self, rules: []):
        assert not is_equal_to_full(edited(before, edit))


def test_names_that_others_alone_know_are_indexed() -> None:
    before, edit = LOOKUPS["open: the first function at the top of a file"]
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
