"""The list of names against every name looked at by itself, and the kept list against a new one."""

from __future__ import annotations

import random
import re

import pytest
from rapidfuzz.distance import OSA

from parseltongue.isg.view import GraphView
from parseltongue.query import find as finding
from parseltongue.query import letters as by_letters
from parseltongue.query.letters import Letters, needed
from parseltongue.query.name_index import MOST, NameIndex, name_index
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
        if len(low) == 1:
            assert index.similar(low) == []
        elif 0 < len(one_error) <= 50:
            assert set(index.similar(low)) == one_error


def in_order(letters: str, name: str) -> bool:
    """Whether a name begins with the first of some letters, underscores aside, and has the rest behind it."""
    rest = iter(folded(name).lstrip("_"))
    return next(rest, None) == letters[0] and all(letter in rest for letter in letters[1:])


@pytest.mark.parametrize("seed", range(20))
def test_letters_agree_with_looking_at_each_name(seed):
    names = random_names(seed)
    index = index_of(names)
    for text in ["ab", "a1", "bß", "日a", "aabb", "b1日", "aB", *(name[::2] for name in names[::9])]:
        letters = folded(text).replace("_", "")
        expected = [name for name in names if len(letters) > 1 and in_order(letters, name)]
        expected.sort(key=lambda name: name.startswith("_"))
        # First the text is searched, afterwards the names by their letters.
        assert index.spelled(folded(text)) == expected
        assert index_of(names).spelled(folded(text)) == expected


def has_in_order(pieces: list[str], name: str) -> bool:
    """Whether a name has some pieces, each behind the one before it."""
    at = 0
    for piece in pieces:
        at = name.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


@pytest.mark.parametrize("seed", range(20))
def test_letters_that_stand_in_another_order_are_left_out(seed):
    chosen = random.Random(seed)
    names = sorted({"".join(chosen.choices("abc1", k=chosen.randint(1, 14))) for _ in range(400)})
    letters = Letters(names, names)
    for _ in range(40):
        pieces = [
            "".join(chosen.choices("abc1", k=chosen.randint(1, 3))) for _ in range(chosen.randint(1, 4))
        ]
        likely = letters.having("".join(pieces))
        found = [one.chosen(mask)[0] for one, mask in by_letters.in_order(likely, pieces)]
        left = {name for group in found for name in group}
        expected = {name for name in names if has_in_order(pieces, name)}
        # Of more than eight letters the first are looked at.
        assert left >= expected
        assert left == expected or len("".join(pieces)) > 8


@pytest.mark.parametrize("few", [1, 10**6], ids=["never in order", "always in order"])
@pytest.mark.parametrize("seed", range(5))
def test_names_are_found_whether_their_letters_are_put_in_order_or_not(monkeypatch, few, seed):
    monkeypatch.setattr(by_letters, "_FEW", few)
    chosen = random.Random(seed)
    names = sorted({"".join(chosen.choices("abA_ß", k=chosen.randint(6, 20))) for _ in range(300)})
    index = index_of(names)
    for name in names[::20]:
        typed = "".join(letter for letter in folded(name) if letter != "_" and chosen.random() < 0.8)
        expected = [one for one in names if len(typed) > 1 and in_order(typed, one)]
        assert {*index.spelled(typed)} == {*index.spelled(typed)} == {*expected}
        pattern = f"{name[1:3]}.*{name[-9:-4]}[{name[-4]}]?{name[-3]}"
        assert {*index.fitting(pattern)} == {one for one in names if re.search(pattern, one)}


def test_many_names_with_the_same_letters_are_cut_off_alike():
    names = [f"ab{number:05}" for number in range(3_000)] + [f"_ab{number:05}" for number in range(3_000)]
    index = index_of(sorted(names))
    first = index.spelled("ab0")
    assert len(first) == 2 * MOST
    assert index.spelled("ab0") == first
    assert index.spelled("ab12") == [
        name for name in sorted(names, key=hidden_last) if in_order("ab12", name)
    ]


def hidden_last(name: str) -> tuple[bool, str]:
    return name.startswith("_"), name


@pytest.mark.parametrize("seed", range(10))
def test_several_typing_errors_agree_with_looking_at_each_name(seed):
    chosen = random.Random(seed)
    names = sorted({"".join(chosen.choices("abcdefgh1_é", k=chosen.randint(8, 17))) for _ in range(300)})
    index = index_of(names)
    for name in names[::5]:
        text = list(name)
        for _ in range(chosen.randint(1, 3)):
            at = chosen.randrange(len(text) - 1)
            text[at : at + 2] = chosen.choice(([text[at + 1], text[at]], ["x", text[at]], [text[at]], ["q"]))
        typed = "".join(text)
        most = 1 if len(typed) <= 6 else 2 if len(typed) <= 12 else 3
        near = sorted((OSA.distance(typed, folded(one)), one) for one in names)
        expected = [one for errors, one in near if errors == near[0][0] <= most]
        assert index.similar(typed) == expected[:50]


PATTERNS = (
    "^a.*1$", "a+b", "ab?1", "a{0,1}b", "(ab|1_)b", "ab|1b", "[ab]1", "[]a]b", "[^a]B", r"a\.b", r"\bab",
    r"a\w", "(?i)AB", "(?=a)b", "A", "B.?A", "", ".", "日", "aß+", "a*", "(a)*1", "_1", r"a\x62", r"[\]a]1",
    "a{2}", "ba{", "a.*b.*1", "ab.*b1", "1.*a", "a.b.*a", "aa.*a", "a+a+b", "^b.*b$",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_regular_expression_is_found_wherever_it_is(pattern):
    for seed in range(3):
        names = random_names(seed)
        expected = [name for name in names if re.search(pattern, name)]
        expected.sort(key=lambda name: (name.startswith("_"), len(name), name))
        assert list(index_of(names).fitting(pattern)) == expected


def test_pieces_of_a_regular_expression():
    assert needed("^get_.*(set|field)Q+x?y$") == ["get_", "q", "y"]
    assert needed("get|set") == needed("(?i)get") == needed("[get") == needed(r"\x61bc") == []
    assert needed("a{2}b") == ["b"]


def test_no_names_at_all():
    index = NameIndex("\n")
    assert index.similar("abc") == index.spelled("abc") == index.spelled("abc") == index.equal("") == []
    assert list(index.fitting("")) == []


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
