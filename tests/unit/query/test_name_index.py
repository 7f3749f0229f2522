"""The list of names against every name looked at by itself, and the kept list against a new one."""

from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import OSA

from parseltongue.isg.view import GraphView
from parseltongue.query import find as finding
from parseltongue.query.name_index import NameIndex, name_index
from tests.property.sources import Writer
from tests.property.test_incremental import difference
from tests.property.trees import Tree

LETTERS = "abAB_1İß日"


def random_names(seed: int, count: int = 300) -> list[str]:
    chosen = random.Random(seed)
    return sorted({"".join(chosen.choices(LETTERS, k=chosen.randint(1, 7))) for _ in range(count)})


def index_of(names: list[str]) -> NameIndex:
    return NameIndex("\n" + "".join(f"{name}\n" for name in names))


def folded(text: str) -> str:
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


@pytest.mark.parametrize("seed", range(20))
def test_searches_agree_with_looking_at_each_name(seed):
    names = random_names(seed)
    index = index_of(names)
    for text in [name[:3] for name in names[::7]] + ["b", "zz", "ab_"]:
        low = folded(text)
        assert index.equal(low) == [name for name in names if folded(name) == low]
        assert set(index.beginning(low)) == {
            name for name in names if folded(name).startswith(low) and len(name) > len(low)
        }
        assert set(index.containing(low)) == {
            name for name in names if low in folded(name) and not folded(name).startswith(low)
        }
        near = {name: OSA.distance(low, folded(name)) for name in names}
        one_error = {name for name, errors in near.items() if errors <= 1}
        if 0 < len(one_error) <= 50:
            assert set(index.similar(low)) == one_error


def test_what_is_shorter_and_not_hidden_comes_first():
    assert index_of(["_ab", "abcd", "abc"]).beginning("ab") == ["abc", "abcd"]
    assert index_of(["_xab", "xxab", "xab"]).containing("ab") == ["xab", "xxab", "_xab"]


class Kept:
    """Keeps a list in memory, and how often one was saved."""

    def __init__(self) -> None:
        self.value: tuple[bytes, str] | None = None
        self.saved = 0

    def load(self):
        return self.value

    def save(self, root, text):
        self.value = root, text
        self.saved += 1


@pytest.mark.parametrize("seed", range(15))
def test_a_kept_list_brought_up_to_date_is_that_of_a_new_one(seed):
    sources: dict[str, list[str]] = {}
    writer = Writer(seed)
    for _ in range(6):
        writer.file(sources)
    tree, kept = Tree(), Kept()
    for _ in range(6):
        tree.update(difference(tree.files, sources))
        view = GraphView(tree.objects, tree.digest or b"")
        assert name_index(view, kept).text == name_index(view).text
        before = kept.saved
        name_index(view, kept)
        assert kept.saved == before
        writer.edit(sources)


def test_filters_stand_among_the_words():
    query = finding.Query("kind:class,struct lang:python path:src is:public not:test shop Order::tot")
    assert (query.kinds, query.languages, query.paths) == (["class", "struct"], ["python"], ["src"])
    assert (query.visibility, query.tests) == ("public", False)
    assert (query.scopes, query.name) == (["shop", "Order."], "tot")
