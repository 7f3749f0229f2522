"""Finding entities by what one remembers of their names.

An exact name is one range of the `names` map. Anything else goes over the list of all names
(`query.name_index`). Qualities, best first:

0. exact; 1. exact but for upper and lower case; 2. prefix; 3. parts: ``gqs`` or ``getQue`` for
``get_query_set`` and ``GetQuerySet``; 4. substring; 5. similar, for typing errors; 6. regular expression.

Results are ranked by quality, then visibility, then tests last, then by how many files lead to them, then
name (shorter first) and path.
"""

from __future__ import annotations

from itertools import islice

from parseltongue.model.errors import QueryError
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import ENTITY_KINDS, IMPL, PRIVATE, VISIBILITIES
from parseltongue.query.places import asked_path, is_in
from parseltongue.query.records import entity_record, qualified_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.model.stored import StoredInterface
    from parseltongue.query.answer import Page
    from parseltongue.query.name_index import NameIndex

    _Rank = tuple[int, int, bool, int, int, str, str, int]

QUALITIES = ("exact", "case", "prefix", "parts", "substring", "similar", "regex")
EXACT, CASE, PREFIX, PARTS, SUBSTRING, SIMILAR, REGEX = range(len(QUALITIES))

POOL = 100
"""Entities that are ranked at least, if there are so many, before the first ones are shown."""
FEW = 500
"""Files of which each is asked for its names, rather than each name for its files."""
LOOKED_AT = 3_000
"""Files that are looked at for names that fit, where what else is asked for leaves few of them.

Only where somebody wants the first ones.
"""


class Query:
    """What a text asks for: words, and filters written among them as ``kind:class``.

    Attributes
    ----------
    name : str
        The last part of the last word.
    scopes : list of str
        What stands before it: each must be in the full name.
    kinds, languages, paths : list of str
        Filters of the text; empty for none.
    tests : bool or None
        Only tests (``is:test``), or none of them (``not:test``).
    visibility : str or None
        As in ``is:public``.
    filters : int
        How many words are filters. With one, no name is needed.
    """

    __slots__ = ("filters", "kinds", "languages", "name", "paths", "scopes", "tests", "visibility")

    def __init__(self, text: str, *, whole: bool = False) -> None:
        self.kinds: list[str] = []
        self.languages: list[str] = []
        self.paths: list[str] = []
        self.tests: bool | None = None
        self.visibility: str | None = None
        words = [word for word in text.split() if not self._take(word)]
        self.filters = len(text.split()) - len(words)
        if whole:
            # A regular expression may have dots and spaces of its own.
            self.scopes, self.name = [], " ".join(words)
            return
        dotted = " ".join(words).replace("::", ".").replace("#", ".").split()
        *before, last = dotted or [""]
        scope, _, self.name = last.rpartition(".")
        self.scopes = [*before, *([f"{scope}."] if scope else [])]

    def _take(self, word: str) -> bool:
        """Whether a word is a filter, and not a part of a name."""
        key, colon, value = word.partition(":")
        if not colon or not value or value.startswith(":"):
            return False
        if key in _LISTS:
            getattr(self, _LISTS[key]).extend(value.split(","))
        elif key in ("is", "not") and value == "test":
            self.tests = key == "is"
        elif key == "is" and value in VISIBILITIES:
            self.visibility = value
        elif key in ("is", "not"):
            known = ", ".join(("test", *VISIBILITIES))
            raise QueryError(f"{word} means nothing; `is:` takes {known}, `not:` takes test")
        else:
            return False
        return True


_LISTS = {"kind": "kinds", "lang": "languages", "language": "languages", "path": "paths"}


class Filter:
    """Which entities are wanted.

    Parameters
    ----------
    kinds, languages
        One of these; any if there are none.
    paths
        Files, or folders above them.
    scopes
        Each must stand in the full name before the simple name, upper and lower case alike.
    tests
        Whether the file must be a test, or must not; None if that does not matter.
    """

    __slots__ = ("_kinds", "_languages", "_paths", "_scopes", "_tests", "_visibility")

    def __init__(
        self,
        kinds: Iterable[str] = (),
        languages: Iterable[str] = (),
        paths: Iterable[str] = (),
        scopes: Iterable[str] = (),
        *,
        tests: bool | None = None,
        visibility: str | None = None,
    ) -> None:
        self._kinds = frozenset(ENTITY_KINDS.index(one) for one in kinds)
        self._languages = frozenset(languages)
        self._paths = [asked_path(one) for one in paths]
        self._scopes = [one.lower() for one in scopes]
        self._tests = tests
        self._visibility = VISIBILITIES.index(visibility) if visibility is not None else None

    @property
    def is_about_files(self) -> bool:
        """Whether it leaves files out."""
        return bool(self._paths or self._languages) or self._tests is not None

    def file(self, file: FileView) -> bool:
        """Whether a file may have wanted entities."""
        if self._languages and file.language not in self._languages:
            return False
        if self._tests is not None and file.is_test != self._tests:
            return False
        return not self._paths or any(is_in(file.path, one) for one in self._paths)

    def files(self, view: GraphView) -> Iterator[FileView]:
        """Those that may have wanted entities, by path. O(files in the folders that are asked for)."""
        seen = set()
        for place in self._paths or [""]:
            for file in filter(self.file, view.files(place)):
                if file.id not in seen:
                    seen.add(file.id)
                    yield file

    def ordinals(self, file: FileView, name: str) -> Iterator[int]:
        """The wanted entities of a name in a file."""
        records = file.records
        if records is None:
            return
        interface = records.interface
        for ordinal in interface.named(name):
            kind = interface.kinds[ordinal]
            # Who asks for a type does not ask for the blocks that add to it.
            if kind not in self._kinds if self._kinds else kind == IMPL:
                continue
            if self._visibility not in (None, min(interface.flags[ordinal] & VISIBILITY_MASK, PRIVATE)):
                continue
            if self._scopes and not self._in_scope(file, interface, ordinal):
                continue
            yield ordinal

    def _in_scope(self, file: FileView, interface: StoredInterface, ordinal: int) -> bool:
        full = qualified_name(file, interface, ordinal).lower()
        return all(scope in full for scope in self._scopes)


def exact(view: GraphView, name: str, wanted: Filter, page: Page) -> None:
    """Entities of this very name. O(files that have it) for their order, then O(page)."""
    _collect(view, [(EXACT, name)], wanted, page)


def anything(view: GraphView, index: NameIndex, text: str, wanted: Filter, page: Page) -> bool:
    """Entities whose name matches in some way; false if not all that could fit was looked at."""
    names = index.unlimited() if page.wants_all else index
    return _collect(view, _names_like(names, text), wanted, page, pool=POOL)


def fitting(view: GraphView, index: NameIndex, pattern: str, wanted: Filter, page: Page) -> bool:
    """Entities in whose name a regular expression is found, as `anything`.

    Raises
    ------
    QueryError
        It is none.
    """
    import re

    try:
        names = index.fitting(pattern)
    except re.error as error:
        raise QueryError(
            f"{pattern} is no regular expression: {error}; a \\ before a character takes it as it is"
        ) from None
    return _collect(
        view,
        ((REGEX, name) for name in names),
        wanted,
        page,
        pool=POOL,
        files_named=_within(view, wanted) or view.files_named,
    )


def _within(view: GraphView, wanted: Filter) -> Callable[[str], list[FileView]] | None:
    """As `GraphView.files_named` among the files that are wanted, if these are few.

    Otherwise nearly all names of a large graph would be looked up to find those few again and again.
    """
    few = list(islice(wanted.files(view), FEW + 1)) if wanted.is_about_files else []
    if len(few) > FEW or not wanted.is_about_files:
        return None
    found: dict[str, list[FileView]] = {}
    for file in sorted(few, key=lambda one: (one.is_test, one.path)):
        records = file.records
        for name in dict.fromkeys(records.interface.names.all()) if records is not None else ():
            found.setdefault(name, []).append(file)
    return lambda name: found.get(name, [])


def _names_like(index: NameIndex, text: str) -> Iterator[tuple[int, str]]:
    """(quality, name) of names that match in some way, best first; what is worse is looked for last."""
    lowered = text.lower()
    equal = index.equal(lowered)
    found = {text} & {*equal}
    for name in found:
        yield EXACT, name
    for quality, search in (
        (CASE, lambda _: equal),
        (PREFIX, index.beginning),
        (PARTS, index.spelled),
        (SUBSTRING, index.containing),
    ):
        # Whoever writes a whole name does not mean the letters of another.
        names = search(lowered) if quality != PARTS or not equal else []
        if quality == PARTS:
            spelled = "".join(parts_of(text))
            names = [name for name in names if lowered not in name.lower() and _by_parts(name, spelled)]
            names.sort(key=_name_rank)
        for name in names:
            if name not in found:
                found.add(name)
                yield quality, name
    if not found:
        for name in index.similar(lowered):
            yield SIMILAR, name


def _collect(
    view: GraphView,
    names: Iterable[tuple[int, str]],
    wanted: Filter,
    page: Page,
    *,
    pool: int = 0,
    files_named: Callable[[str], list[FileView]] | None = None,
) -> bool:
    """Put the best entities of some names on a page.

    With a `pool` so many are ranked at least, by how many files lead to them as well.
    """
    files_named = files_named or view.files_named
    ranked: list[tuple[_Rank, int, FileView]] = []
    looked_at = 0
    complete = True
    for quality, name in names:
        for file in filter(wanted.file, files_named(name)):
            looked_at += 1
            ranked += _rank_all(view, file, quality, name, wanted, popular=bool(pool))
            if page.is_over(len(ranked), pool):
                break
        complete = not pool or page.wants_all or looked_at < LOOKED_AT
        if page.is_over(len(ranked), pool) or not complete:
            break
    ranked.sort(key=_rank)
    for rank, quality, file in ranked:
        if page.take():
            record = entity_record(file, rank[-1])
            record["match"] = QUALITIES[quality]
            page.files.add(file.path)
            page.results.append(record)
    return complete


def _rank_all(
    view: GraphView, file: FileView, quality: int, name: str, wanted: Filter, *, popular: bool
) -> Iterator[tuple[_Rank, int, FileView]]:
    for ordinal in wanted.ordinals(file, name):
        flags = file.records.interface.flags[ordinal] if file.records is not None else 0
        visibility = min(flags & VISIBILITY_MASK, PRIVATE)
        leading = len(view.incoming(file.entity_id(ordinal))) if popular else 0
        rank = (quality, visibility, file.is_test, -leading, len(name), name, file.path, ordinal)
        yield rank, quality, file


def _rank(entry: tuple[_Rank, int, FileView]) -> _Rank:
    return entry[0]


def _name_rank(name: str) -> tuple[bool, int, str]:
    # By convention of most languages a leading underscore hides a name; the visibility itself is not known
    # before the file is read.
    return name.startswith("_"), len(name), name


def _by_parts(name: str, letters: str) -> bool:
    """Whether letters are those of beginnings of the parts of a name, in order, from the first part on."""
    reached = {letters}
    for index, part in enumerate(parts_of(name)):
        after = set() if index == 0 else {*reached}
        for left in reached:
            size = 0
            while size < min(len(part), len(left)) and part[size] == left[size]:
                size += 1
                after.add(left[size:])
        if "" in after:
            return True
        reached = after
    return False


def parts_of(name: str) -> list[str]:
    """Lower-case parts of a name: ``get_query_set`` and ``GetQuerySet`` have three, ``HTTPServer`` two."""
    if name.islower():
        return [part for part in name.split("_") if part]
    parts: list[str] = []
    before = "_"
    for index, character in enumerate(name):
        if character != "_":
            starts = character.isupper() and (not before.isupper() or name[index + 1 : index + 2].islower())
            if before == "_" or starts:
                parts.append("")
            parts[-1] += character.lower()
        before = character
    return parts
