"""Finding entities by what one remembers of their names.

An exact name is one range of the `names` map. Anything else looks at every distinct name once: for 30,000
names some tens of milliseconds. Qualities, best first:

0. exact; 1. exact but for upper and lower case; 2. prefix; 3. parts: ``gqs`` or ``getQue`` for
``get_query_set`` and ``GetQuerySet``; 4. substring; 5. similar, for typing errors.

Results are ranked by quality, then visibility, then tests last, then name (shorter first) and path.
"""

from __future__ import annotations

from parseltongue.model.kinds import ENTITY_KINDS, IMPL, VISIBILITIES
from parseltongue.query.records import entity_record, path_of_shown, qualified_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.answer import Page
    from parseltongue.query.records import Record

    _Rank = tuple[int, int, bool, int, str, str, int]

QUALITIES = ("exact", "case", "prefix", "parts", "substring", "similar")
EXACT, CASE, PREFIX, PARTS, SUBSTRING, SIMILAR = range(len(QUALITIES))

_VISIBILITY_RANK = {name: rank for rank, name in enumerate(VISIBILITIES)}
_ALIKE = 0.72
"""From here on two names are similar (ratio of `difflib`)."""
_COMPARED = 60
"""Names that are compared in full, those with the most letter pairs in common."""


class Filter:
    """Which entities are wanted; None accepts all.

    Parameters
    ----------
    kind : str or None
        One of `ENTITY_KINDS`.
    language : str or None
    path : str or None
        The file, or a folder above it.
    scope : str
        Must stand in the full name before the simple name, upper and lower case alike.
    """

    __slots__ = ("kind", "language", "path", "scope")

    def __init__(self, kind: str | None, language: str | None, path: str | None, scope: str = "") -> None:
        self.kind = ENTITY_KINDS.index(kind) if kind is not None else None
        self.language = language
        self.path = path_of_shown(path).strip("/") if path is not None else None
        self.scope = scope.lower()

    def file(self, file: FileView) -> bool:
        """Whether a file may have wanted entities."""
        if self.language is not None and file.language != self.language:
            return False
        return not self.path or file.path == self.path or file.path.startswith(self.path + "/")

    def ordinals(self, file: FileView, name: str) -> Iterator[int]:
        """The wanted entities of a name in a file."""
        records = file.records
        if records is None:
            return
        interface = records.interface
        for ordinal in interface.named(name):
            kind = interface.kinds[ordinal]
            # Who asks for a type does not ask for the blocks that add to it.
            if kind != self.kind if self.kind is not None else kind == IMPL:
                continue
            if self.scope and self.scope not in qualified_name(file, interface, ordinal).lower():
                continue
            yield ordinal


def exact(view: GraphView, name: str, wanted: Filter, page: Page) -> None:
    """Entities of this very name. O(files that have it) for their order, then O(page)."""
    _collect(view, [(EXACT, name)], wanted, page)


def similar_names(view: GraphView, text: str) -> list[tuple[int, str]]:
    """(quality, name) of all names that match in some way, best first. O(distinct names)."""
    names = list(view.names())
    lowered = text.lower()
    found = [(quality, name) for name in names if (quality := _quality(name, text, lowered)) is not None]
    if found:
        return sorted(found, key=_name_rank)
    return [(SIMILAR, name) for name in alike(names, lowered)]


def anything(view: GraphView, text: str, wanted: Filter, page: Page) -> None:
    """Entities whose name matches in some way. O(distinct names), then O(page)."""
    _collect(view, similar_names(view, text), wanted, page)


def alike(names: Iterable[str], text: str, limit: int = 20) -> list[str]:
    """Names that are similar to a lower-case text, most similar first."""
    from difflib import SequenceMatcher

    pairs = {text[at : at + 2] for at in range(len(text) - 1)} or {text}
    shortest, longest = len(text) * 6 // 10, len(text) * 16 // 10 + 1
    scored = []
    for name in names:
        if shortest <= len(name) <= longest:
            lowered = name.lower()
            common = sum(pair in lowered for pair in pairs)
            if 3 * common >= len(pairs):
                scored.append((-common, name))
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    ranked = []
    for _, name in sorted(scored)[:_COMPARED]:
        matcher.set_seq1(name.lower())
        ratio = matcher.ratio()
        if ratio >= _ALIKE:
            ranked.append((-ratio, name))
    return [name for _, name in sorted(ranked)[:limit]]


def _collect(view: GraphView, names: Iterable[tuple[int, str]], wanted: Filter, page: Page) -> None:
    ranked: list[tuple[_Rank, Record]] = []
    for quality, name in names:
        for file in filter(wanted.file, view.files_named(name)):
            for ordinal in wanted.ordinals(file, name):
                if page.take():
                    record = entity_record(file, ordinal)
                    record["match"] = QUALITIES[quality]
                    page.files.add(file.path)
                    visibility = _VISIBILITY_RANK[record["visibility"]]
                    rank = (quality, visibility, file.is_test, len(name), name, file.path, ordinal)
                    ranked.append((rank, record))
            if page.done:
                break
        if page.done:
            break
    ranked.sort(key=_rank)
    page.results += [record for _, record in ranked]


def _rank(entry: tuple[_Rank, Record]) -> _Rank:
    return entry[0]


def _name_rank(entry: tuple[int, str]) -> tuple[int, bool, int, str]:
    # By convention of most languages a leading underscore hides a name; the visibility itself is not known
    # before the file is read.
    quality, name = entry
    return quality, name.startswith("_"), len(name), name


def _quality(name: str, text: str, lowered: str) -> int | None:
    if name == text:
        return EXACT
    other = name.lower()
    if lowered in other:
        if other == lowered:
            return CASE
        return PREFIX if other.startswith(lowered) else SUBSTRING
    # Parts need the letters of the text in their order: most names fail on the first one or two.
    if other.lstrip("_")[:1] == lowered[:1] and _in_order(other, lowered) and _by_parts(name, text):
        return PARTS
    return None


def _in_order(name: str, text: str) -> bool:
    at = -1
    for character in text:
        at = name.find(character, at + 1)
        if at < 0:
            return character == "_" and _in_order(name, text.replace("_", ""))
    return True


def _by_parts(name: str, text: str) -> bool:
    """Whether a text is made of beginnings of the parts of a name, in order, from the first part on."""
    parts = parts_of(name)
    rest = "".join(parts_of(text))
    reached = {rest}
    for index, part in enumerate(parts):
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
