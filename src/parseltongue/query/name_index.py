"""All distinct simple names of a snapshot as one text, for every search but that of an exact name.

The names stand one a line in the order of the `names` map, once as they are and once in lower case, in two
texts of the same length: a search is a `find` or a regular expression over a few megabytes, in C, and only
what it hits is looked at in Python. The text follows from the `names` map alone. Building it reads the whole
map, so it may be kept (`NameStore`) under the root of that map; the text of another root is brought up to
date by what differs between both maps (docs/adr/0014).
"""

from __future__ import annotations

from itertools import compress
from math import factorial
from operator import methodcaller

from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly import scan_prefix
from parseltongue.isg.prolly_diff import diff
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.query.letters import Letters, in_order, needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol

    from parseltongue.isg.view import GraphView
    from parseltongue.query.letters import SameLength

    class NameStore(Protocol):
        """Keeps one text between processes; may lose it at any time."""

        def load(self) -> tuple[bytes, str] | None:
            """Root of the `names` map and the text that was saved last."""

        def save(self, root: bytes, text: str) -> None: ...


MOST = 1_000
"""Names that one kind of match gives at most, unless all are wanted; a longer text gives fewer."""
MOST_SIMILAR = 50
"""Names with typing errors that are told."""
_SHORT = 6
"""Up to this many characters one typing error is forgiven, up to twice as many two, else three.

None in a single character: any other would do.
"""


class NameIndex:
    """The names of one snapshot.

    Parameters
    ----------
    text : str
        The names, each with a line feed before it, and one at the end.
    """

    __slots__ = ("_begun", "_folded", "_known_letters", "_latest", "_most", "text")

    def __init__(self, text: str, most: int | None = None) -> None:
        self.text = text
        self._most = MOST if most is None else most
        self._folded = _folded(text)
        self._known_letters: Letters | None = None
        self._begun = False
        self._latest: tuple[str, list[tuple[int, str]]] = ("", [])

    def unlimited(self) -> NameIndex:
        """The same, but each kind of match gives all that there are."""
        return NameIndex(self.text, len(self.text))

    def equal(self, lowered: str) -> list[str]:
        """Names that are a lower-case text but for upper and lower case."""
        found = self._having(lowered)
        if len(found) < self._most:
            return [name for place, name in found if not place and len(name) == len(lowered)]
        return [name for _, name in self._lines(f"\n{lowered}\n", 1)]

    def beginning(self, lowered: str) -> list[str]:
        """Names that begin with a text and are longer, the shortest first."""
        found = self._having(lowered)
        if len(found) >= self._most:
            found = [(0, name) for _, name in self._lines(f"\n{lowered}", 1)]
        return _ranked(name for place, name in found if not place and len(name) > len(lowered))

    def containing(self, lowered: str) -> list[str]:
        """Names that have a text in them, but not at the start."""
        return _ranked(name for place, name in self._having(lowered) if place)

    def spelled(self, lowered: str) -> list[str]:
        """Names that have the letters of a text in their order and begin with the first of them."""
        import re

        letters = "".join(one for one in lowered if one not in "_\n")
        if len(letters) < 2:
            return []
        # Up to the first place of each letter: what leads there need not be tried in another way.
        rest = "".join(f"[^\n{one}]*+{one}" for one in map(re.escape, letters[1:]))
        first = re.escape(letters[0])
        likely = self._likely(letters)
        if likely is None:
            return self._spelled_in_text(first, rest)
        match = re.compile(f"_*{first}{rest}").match
        found: list[str] = []
        for one, mask in likely:
            names, folded = one.chosen(mask)
            found += compress(names, map(match, folded))
        found.sort()
        found.sort(key=_is_hidden)
        return found[: 2 * self._most]

    def _likely(self, letters: str) -> list[tuple[SameLength, bytes]] | None:
        """Names that have certain letters, the first of them at the start.

        None if a search of the text is quicker: for who asks only once, and where so many names are expected
        to have these letters in this order that the search can soon stop.
        """
        if self._known_letters is None and not self._begun:
            self._begun = True
            return None
        likely = [*self._letters().having(letters, f"{letters[0]}_")]
        many = sum(mask.count(1) for _, mask in likely) > 2 * self._most * factorial(len(letters) - 1)
        return None if many else [*in_order(likely, letters)]

    def _spelled_in_text(self, first: str, rest: str) -> list[str]:
        import re

        found: list[str] = []
        for start in (f"\n{first}", f"\n_+{first}"):
            for match in re.finditer(start + rest, self._folded):
                found.append(self._line(match.start() + 1))
                if len(found) >= 2 * self._most:
                    return found
        return found

    def fitting(self, pattern: str) -> Iterator[str]:
        """Names in which a regular expression is found, ranked; found as they are asked for.

        Raises
        ------
        re.error
            It is none; raised by the call, not by the iteration.
        """
        import re

        return self._fitting(re.compile(pattern).search, needed(pattern))

    def _fitting(self, search: Callable[[str], object], pieces: list[str]) -> Iterator[str]:
        hidden: list[str] = []
        longest = max(pieces, key=len, default="")
        likely = self._letters().having("".join(pieces))
        for one, mask in in_order(likely, pieces) if pieces else likely:
            names, folded = one.chosen(mask)
            for name in filter(search, compress(names, map(methodcaller("__contains__", longest), folded))):
                if _is_hidden(name):
                    hidden.append(name)
                else:
                    yield name
        yield from hidden

    def similar(self, lowered: str) -> list[str]:
        """Names with few typing errors in them, the fewest first."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        size = len(lowered)
        most = 0 if size == 1 else 1 if size <= _SHORT else 2 if size <= 2 * _SHORT else 3
        for errors in range(1, most + 1):
            found: list[tuple[int, str]] = []
            for one, mask in self._letters().near(lowered, errors):
                names, folded = one.chosen(mask)
                best = extract(lowered, folded, scorer=OSA.distance, score_cutoff=errors, limit=MOST_SIMILAR)
                found += [(int(score), names[at]) for _, score, at in best]
            if found:
                return [name for _, name in sorted(found)[:MOST_SIMILAR]]
        return []

    def _letters(self) -> Letters:
        """The names by length and by their letters. O(names) when it is first asked for."""
        if self._known_letters is None:
            self._known_letters = Letters(self.text.split("\n")[1:-1], self._folded.split("\n")[1:-1])
        return self._known_letters

    def _having(self, lowered: str) -> list[tuple[int, str]]:
        """Names that have a text, at most `MOST`, and where they have it first."""
        if self._latest[0] != lowered:
            self._latest = lowered, self._lines(lowered, 0)
        return self._latest[1]

    def _lines(self, wanted: str, shift: int) -> list[tuple[int, str]]:
        """Distinct lines that have a text, at most `MOST`, and where in the line that is.

        `shift` is where the line begins in the text.
        """
        folded, find = self._folded, self._folded.find
        found: list[tuple[int, str]] = []
        at = find(wanted)
        while at >= 0 and len(found) < self._most:
            start = folded.rindex("\n", 0, at + shift) + 1
            end = folded.index("\n", at + shift)
            found.append((at + shift - start, self.text[start:end]))
            at = find(wanted, end)
        return found

    def _line(self, at: int) -> str:
        folded = self._folded
        return self.text[folded.rindex("\n", 0, at + 1) + 1 : folded.index("\n", at)]


def _folded(text: str) -> str:
    """In lower case, and of the same length: a character whose lower case is longer stays."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def _ranked(names: Iterable[str]) -> list[str]:
    """Names that are hidden by convention last, then the shortest first."""
    return sorted(names, key=lambda name: (_is_hidden(name), len(name), name))


def _is_hidden(name: str) -> bool:
    return name.startswith("_")


def name_index(view: GraphView, store: NameStore | None = None) -> NameIndex:
    """The index of a snapshot: as it was kept, brought up to date, or built. O(names) when it is built."""
    root = view.snapshot.maps["names"]
    kept = store.load() if store is not None else None
    if kept is not None and kept[0] == root:
        return NameIndex(kept[1])
    text = _updated(view, *kept) if kept is not None else None
    if text is None:
        text = _joined(view.names())
    if store is not None:
        store.save(root, text)
    return NameIndex(text)


def _joined(names: Iterable[str]) -> str:
    return "\n" + "".join(f"{name}\n" for name in names)


def _updated(view: GraphView, old: bytes, text: str) -> str | None:
    """The text of another root with what differs; None if that cannot be told any more."""
    new = view.snapshot.maps["names"]
    nodes = NodeCache(view.objects)
    names = set(text[1:-1].split("\n")) if len(text) > 1 else set()
    try:
        changed = {key[: -PATH_ID_SIZE - 1] for key, _, _ in diff(nodes, old, new)}
    except CorruptionError:
        return None  # The old map was collected.
    for raw in changed:
        name = raw.decode("utf-8", "surrogatepass")
        if next(scan_prefix(nodes, new, raw + b"\0"), None) is not None:
            names.add(name)
        else:
            names.discard(name)
    return _joined(sorted(names, key=lambda name: name.encode("utf-8", "surrogatepass")))
