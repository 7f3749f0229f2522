"""Collects what a language's walker finds in one file, and turns it into FileFacts.

Walkers work with byte offsets and provisional ordinals, in whatever order suits the language. `finish`
puts entities into source order, drops paths that nobody mentions, and turns offsets into lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from unicodedata import normalize

from parseltongue.model.facts import References
from parseltongue.model.interface import Interface, make_symbols
from parseltongue.model.kinds import FILE
from parseltongue.model.paths import ATTR, LOCAL, MAPPING, NAMED, ROOTS, PathTable

_NEWLINE = re.compile(rb"\n")


class EntityDraft:
    """An entity while its file is being read; offsets in bytes."""

    __slots__ = (
        "bases", "doc", "end", "flags", "kind", "members", "name", "name_start", "ordinal", "parent",
        "signature", "start", "type",
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


class FactsBuilder:
    """Entities, paths and mentions of one file."""

    __slots__ = ("entities", "exported", "imports", "mentions", "paths", "source", "stars")

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.paths = PathTable()
        self.entities = [EntityDraft(0, FILE, 0, b"", 0, len(source), 0)]
        self.mentions: list[tuple[int, int, int, int]] = []
        """(path, relationship kind, offset, provisional ordinal of the enclosing entity)."""
        self.imports: dict[bytes, int] = {}
        self.stars: list[int] = []
        self.exported: list[str] | None = None

    def entity(
        self, kind: int, parent: int, name: bytes, start: int, end: int, name_start: int
    ) -> EntityDraft:
        draft = EntityDraft(len(self.entities), kind, parent, name, start, end, name_start)
        self.entities.append(draft)
        return draft

    def finish(self, flags: int, keep_docs: bool) -> tuple[Interface, References]:
        """The two records; `References.interface` is left for the encoder to fill in."""
        order = sorted(self.entities, key=lambda one: (one.start, one.ordinal))
        rank = [0] * len(order)
        for new, draft in enumerate(order):
            rank[draft.ordinal] = new
        interface = self._interface(order, rank)
        references = References()
        references.flags = flags
        lines = [match.start() for match in _NEWLINE.finditer(self.source)]
        self._positions(references, order, lines)
        docs = [one.doc for one in order] if keep_docs and any(one.doc for one in order) else []
        references.set_texts([one.signature for one in order], docs)
        self._mentions(references, rank, lines)
        return interface, references

    def _interface(self, order: list[EntityDraft], rank: list[int]) -> Interface:
        kinds = [one.kind for one in order]
        parents = [rank[one.parent] for one in order]
        names = [_text(one.name) for one in order]
        symbols = make_symbols(kinds, parents, names)
        render = self.paths.render

        def symbol_of(provisional: int) -> str:
            return symbols[rank[provisional]]

        return Interface(
            kinds,
            parents,
            [one.flags for one in order],
            names,
            [render(one.type, symbol_of) if one.type else "" for one in order],
            {rank[one.ordinal]: [render(base, symbol_of) for base in one.bases] for one in order if one.bases},
            {_text(name): render(path, symbol_of) for name, path in self.imports.items()},
            [render(path, symbol_of) for path in self.stars],
            self.exported,
        )

    def _positions(self, references: References, order: list[EntityDraft], lines: list[int]) -> None:
        for one in order:
            start = bisect_right(lines, one.start - 1)
            references.starts.append(start + 1)
            references.ends.append(max(bisect_right(lines, one.end - 2), start) + 1)
            references.name_lines.append(bisect_right(lines, one.name_start - 1) - start)

    def _mentions(self, references: References, rank: list[int], lines: list[int]) -> None:
        grouped = sorted(
            {
                (path, kind, rank[source], bisect_right(lines, offset - 1) + 1)
                for path, kind, offset, source in self.mentions
                if path
            }
        )
        new_index, names = self._copy_paths(references, rank, grouped)
        references.counts = [0] * len(references.operations)
        for path, kind, source, line in grouped:
            references.counts[new_index[path]] += 1
            references.kinds.append(kind)
            references.sources.append(source)
            references.lines.append(line)
        references.path_names = [_text(self.paths.names[index]) for index in names]

    def _copy_paths(
        self, references: References, rank: list[int], mentions: list[tuple[int, int, int, int]]
    ) -> tuple[dict[int, int], list[int]]:
        """Copy the paths that are mentioned, and the steps to them; (old to new index, name indexes)."""
        table = self.paths
        wanted: set[int] = set()
        pending = [path for path, _, _, _ in mentions]
        while pending:
            path = pending.pop()
            if path and path not in wanted:
                wanted.add(path)
                if table.operations[path] >= ATTR:
                    pending.append(table.first[path])
                    if table.operations[path] >= MAPPING:
                        pending.append(table.second[path])
        new_index = {0: 0}
        names: dict[int, int] = {}
        for path in sorted(wanted):
            new_index[path] = len(references.operations)
            operation, first, second = table.operations[path], table.first[path], table.second[path]
            if operation == LOCAL:
                first = rank[first]
            elif operation not in ROOTS:
                first = new_index[first]
            if operation in NAMED and operation != LOCAL:
                second = names.setdefault(second, len(names))
            elif operation >= MAPPING:
                second = new_index[second]
            references.operations.append(operation)
            references.first.append(first)
            references.second.append(second)
        return new_index, list(names)


def _text(name: bytes) -> str:
    """A name as text, in the normal form that identifiers are compared in."""
    if name.isascii():
        return name.decode("ascii")
    return normalize("NFKC", name.decode("utf-8", "replace"))
