"""Collects what a language's walker finds in one file, and turns it into FileFacts.

Walkers work with byte offsets and provisional ordinals, in whatever order suits the language. `finish`
puts entities into source order, drops paths that nobody mentions, and turns offsets into lines.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, compress
from operator import attrgetter, itemgetter
from unicodedata import normalize

from parseltongue.model.facts import References
from parseltongue.model.interface import OPTIONAL_MARK, Interface, make_symbols
from parseltongue.model.kinds import FILE
from parseltongue.model.paths import ATTR, LOCAL, MAPPING, NAMED, PathTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WITH_NAME = NAMED - {LOCAL}


class EntityDraft:
    """An entity while its file is being read; offsets in bytes."""

    __slots__ = (
        "bases", "doc", "end", "flags", "kind", "members", "name", "name_start", "optional", "ordinal",
        "parameters", "parent", "signature", "start", "type",
    )  # fmt: skip

    def __init__(
        self, ordinal: int, kind: int, parent: int, name: bytes, start: int, end: int, name_start: int
    ) -> None:
        self.ordinal = ordinal
        self.kind = kind
        self.parent = parent
        self.name = name
        self.start = start
        self.end = end
        self.name_start = name_start
        self.flags = 0
        self.signature = ""
        self.doc = ""
        self.type = 0
        self.bases: list[int] = []
        self.members: dict[bytes, EntityDraft] = {}
        self.parameters: list[int] | None = None
        self.optional: set[int] = set()
        """Indices of the parameters that a call may leave out."""


class FactsBuilder:
    """Entities, paths and mentions of one file."""

    __slots__ = ("entities", "exported", "imports", "mentions", "package", "paths", "source", "stars")

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.paths = PathTable()
        self.entities = [EntityDraft(0, FILE, 0, b"", 0, len(source), 0)]
        self.mentions: list[tuple[int, int, int, int]] = []
        """(path, relationship kind, offset, provisional ordinal of the enclosing entity)."""
        self.imports: dict[int, dict[bytes, int]] = {0: {}}
        """By provisional ordinal of the scope; that of the file is always there."""
        self.stars: dict[int, list[int]] = {0: []}
        self.exported: list[str] | None = None
        self.package = ""

    def entity(
        self, kind: int, parent: int, name: bytes, start: int, end: int, name_start: int
    ) -> EntityDraft:
        draft = EntityDraft(len(self.entities), kind, parent, name, start, end, name_start)
        self.entities.append(draft)
        return draft

    def finish(self, flags: int, keep_docs: bool) -> tuple[Interface, References]:
        """The two records; `References.interface` is left for the encoder to fill in."""
        order = sorted(self.entities, key=attrgetter("start"))
        rank = [0] * len(order)
        for new, draft in enumerate(order):
            rank[draft.ordinal] = new
        interface = self._interface(order, rank)
        references = References()
        references.flags = flags
        lines = _line_starts(self.source)
        _positions(references, order, lines)
        docs = [one.doc for one in order] if keep_docs and any(one.doc for one in order) else []
        references.set_texts([one.signature for one in order], docs)
        self._paths(references, rank, self._mentions(references, rank, lines))
        return interface, references

    def _interface(self, order: list[EntityDraft], rank: list[int]) -> Interface:
        kinds = [one.kind for one in order]
        parents = [rank[one.parent] for one in order]
        names = [_text(one.name) for one in order]
        in_order = make_symbols(kinds, parents, names)
        symbols = [in_order[new] for new in rank]
        known: dict[int, str] = {0: ""}

        def render(path: int) -> str:
            return self.paths.render(path, symbols, known)

        return Interface(
            kinds,
            parents,
            [one.flags for one in order],
            names,
            [render(one.type) for one in order],
            {new: [render(base) for base in one.bases] for new, one in enumerate(order) if one.bases},
            {
                rank[scope]: {_text(name): render(path) for name, path in names.items()}
                for scope, names in self.imports.items()
                if names
            },
            {rank[scope]: [render(path) for path in paths] for scope, paths in self.stars.items() if paths},
            self.exported,
            self.package,
            {
                new: [
                    OPTIONAL_MARK + render(one) if index in draft.optional else render(one)
                    for index, one in enumerate(draft.parameters)
                ]
                for new, draft in enumerate(order)
                if draft.parameters is not None
            },
        )

    def _mentions(self, references: References, rank: list[int], lines: list[int]) -> dict[int, int]:
        """Write the mentions in the order of paths, kinds, entities and lines; mentions per path."""
        grouped: dict[int, list[tuple[int, int, int]]] = {}
        line = start = end = 0
        for path, kind, offset, source in self.mentions:
            if not start <= offset < end:  # Neighbours are often in one line, and a search is dear.
                line = bisect_right(lines, offset)
                start, end = lines[line - 1], lines[line]
            mention = (kind, rank[source], line)
            if path in grouped:
                grouped[path].append(mention)
            else:
                grouped[path] = [mention]
        grouped.pop(0, None)
        merged: list[tuple[int, int, int]] = []
        counts = {}
        for path in sorted(grouped):
            group = grouped[path]
            if len(group) > 1:
                group = sorted(set(group))
            counts[path] = len(group)
            merged += group
        references.kinds = list(map(itemgetter(0), merged))
        references.sources = list(map(itemgetter(1), merged))
        references.lines = list(map(itemgetter(2), merged))
        return counts

    def _paths(self, references: References, rank: list[int], counts: dict[int, int]) -> None:
        """Write the paths that are mentioned, and the steps to them. Operands precede their paths."""
        wanted = self._wanted(counts)
        moved = [0] * len(wanted)
        operations, firsts, seconds = references.operations, references.first, references.second
        names: dict[int, int] = {}
        for path, (operation, first, second) in compress(enumerate(self.paths.steps), wanted):
            moved[path] = len(operations)
            operations.append(operation)
            firsts.append(moved[first] if operation >= ATTR else rank[first] if operation == LOCAL else first)
            if operation in WITH_NAME:
                seconds.append(names.setdefault(second, len(names)))
            else:
                seconds.append(moved[second] if operation >= MAPPING else second)
        references.path_names = [_text(self.paths.names[index]) for index in names]
        references.counts = [0] * len(operations)
        for path, count in counts.items():
            references.counts[moved[path]] = count

    def _wanted(self, paths: Iterable[int]) -> bytearray:
        """By path, 1 for these and those that they are steps from."""
        steps = self.paths.steps
        wanted = bytearray(len(steps))
        pending = list(paths)
        for path in pending:
            while path and not wanted[path]:
                wanted[path] = 1
                operation, first, second = steps[path]
                if operation >= MAPPING:
                    pending.append(second)
                path = first if operation >= ATTR else 0
        return wanted


def _line_starts(source: bytes) -> list[int]:
    """Offsets of all lines, and one beyond: `bisect_right` in it gives the number of an offset's line."""
    starts = list(accumulate(map(len, source.splitlines(keepends=True)), initial=0))
    if len(starts) > 1 and not source.endswith(b"\n"):
        starts.pop()
    starts.append(len(source) + 1)
    return starts


def _positions(references: References, order: list[EntityDraft], lines: list[int]) -> None:
    starts = [bisect_right(lines, one.start) for one in order]
    references.starts = starts
    references.ends = [
        max(bisect_right(lines, one.end - 1), start) for one, start in zip(order, starts, strict=True)
    ]
    references.name_lines = [
        bisect_right(lines, one.name_start) - start for one, start in zip(order, starts, strict=True)
    ]


def _text(name: bytes) -> str:
    """A name as text on one line, in the normal form that identifiers are compared in."""
    name = name.replace(b"\n", b" ")
    if name.isascii():
        return name.decode("ascii")
    return normalize("NFKC", name.decode("utf-8", "replace"))
