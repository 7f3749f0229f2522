"""The sheet of a leaf: all files of one leaf of the `files` map as columns.

It follows from the bytes of the leaf, which name the records of its files: whoever has the leaf's digest has
the sheet, whatever the rest of the snapshot is. So vertices are numbered within the leaf, and an edge
leads to an entry of a table of entity ids, which only the whole graph turns into vertices (isg/whole.py).
"""

from __future__ import annotations

from itertools import chain, repeat

from parseltongue.isg.sheet import NUMBERS, TEXTS, Sheet, encode
from parseltongue.isg.view import FileRecords, FileView
from parseltongue.model.columns import ColumnWriter
from parseltongue.model.ids import (
    ENTITY_ID_SIZE,
    FILE_SYMBOL,
    SYMBOL_ID_SIZE,
    path_id,
    path_text,
    symbol_id,
)
from parseltongue.model.kinds import (
    AMBIGUOUS,
    EXTENDS,
    EXTERNAL,
    FILE,
    IMPL,
    IMPLEMENTS,
    IMPORTS,
    UNRESOLVED,
)
from parseltongue.model.links import NO_OUTCOME
from parseltongue.model.paths import LOCAL, SELF
from parseltongue.model.stored_columns import packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.nodes import Node
    from parseltongue.isg.view import GraphView
    from parseltongue.model.stored import StoredPaths

INHERITS = (EXTENDS, IMPLEMENTS)


class LeafSheet(Sheet):
    """The columns of some files.

    Parameters
    ----------
    data : bytes
        What `build` gave.
    name : bytes
        What it must have been made from.

    Attributes
    ----------
    table : bytes
        Distinct ids of entities, 16 bytes each: `targets` and `subjects` are indexes of it.
    """

    __slots__ = ("table",)

    def __init__(self, data: bytes, name: bytes) -> None:
        super().__init__(data, name)
        self.table = self.source.blob()
        self.source.finish()
        if len(self.table) % ENTITY_ID_SIZE:
            raise self.source.damaged("an id is cut off")
        self.check_ends(len(self.table) // ENTITY_ID_SIZE)


def build(view: GraphView, leaf: Node, name: bytes) -> bytes:
    """The sheet of a leaf of the `files` map. O(entities + mentions) of its files.

    Raises
    ------
    CorruptionError
        A record is missing or damaged.
    """
    files = []
    for raw, value in zip(leaf.keys, leaf.values, strict=True):
        path = path_text(raw)
        files.append(FileView(view, path_id(path), path, value))
    wanted = [one for file in files for one in file.digests]
    found = dict(zip(wanted, view.objects.get_many(wanted), strict=True))
    builder = _Builder()
    for file in files:
        builder.add(file, FileRecords(file, found.__getitem__) if file.digests else None)
    return builder.encode(name, [file.path for file in files])


class _Builder:
    def __init__(self) -> None:
        self.numbers: dict[str, list[int]] = {name: [] for name in NUMBERS}
        self.texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self.ids: list[bytes] = []
        self.table: dict[bytes, int] = {}

    def add(self, file: FileView, records: FileRecords | None) -> None:
        """One more file."""
        kinds = self.numbers["kinds"]
        start = len(kinds)
        if records is None:
            self._add_skipped(file, start)
        else:
            self._add_entities(file, records, start)
            self._add_edges(records, start)
            self._add_impls(records, start)
        loose = sorted(set(_loose(records))) if records is not None else []
        lines = records.places.span(FILE)[1] if records is not None else 0
        self._append(entities=len(kinds) - start, file_flags=file.flags, lines=lines, loose_counts=len(loose))
        self.texts["languages"].append(file.language)
        self.texts["loose_names"] += loose

    def _append(self, **values: int) -> None:
        for name, value in values.items():
            self.numbers[name].append(value)

    def _add_skipped(self, file: FileView, start: int) -> None:
        self._append(kinds=FILE, parents=start, flags=0, first_lines=0, last_lines=0, name_lines=0)
        self.texts["names"].append("")
        self.texts["signatures"].append("")
        self.ids.append(file.id + symbol_id(FILE_SYMBOL))

    def _add_entities(self, file: FileView, records: FileRecords, start: int) -> None:
        interface, places, numbers = records.interface, records.places, self.numbers
        numbers["kinds"] += interface.kinds
        numbers["parents"] += map(start.__add__, interface.parents)
        numbers["flags"] += interface.flags
        spans = places.spans()
        numbers["first_lines"] += [first for first, _ in spans]
        numbers["last_lines"] += [last for _, last in spans]
        numbers["name_lines"] += places.name_lines
        self.texts["signatures"] += map(places.signatures.get, range(len(spans)))
        self.texts["names"] += interface.names.all()
        ids = interface.ids()
        self.ids += [file.id + ids[at : at + SYMBOL_ID_SIZE] for at in range(0, len(ids), SYMBOL_ID_SIZE)]

    def _add_edges(self, records: FileRecords, start: int) -> None:
        links = records.links
        entries = [self._entry(one) for one in links.entity_ids()]
        known = len(entries)
        before = None
        # A surer mention of the same sorts first, and the others are passed over.
        for kind, source, target, provenance in _distinct_mentions(records):
            edge = kind, source, target
            if edge == before or provenance == NO_OUTCOME:
                continue
            before = edge
            if 0 < target <= known:
                entry = entries[target - 1]
                self._append(sources=start + source, targets=entry, edge_kinds=kind, provenances=provenance)
            elif kind in INHERITS:
                self._append(outside_bases=start + source)
                self.texts["base_names"].append(links.externals[target - known - 1] if target else "")
            elif kind == IMPORTS and target:
                self._append(outside_imports=start)
                self.texts["import_names"].append(links.externals[target - known - 1])

    def _entry(self, identity: bytes) -> int:
        return self.table.setdefault(identity, len(self.table))

    def _add_impls(self, records: FileRecords, start: int) -> None:
        interface = records.interface
        if IMPL not in interface.kinds:
            return
        targets = _targets_by_text(records)
        for ordinal, kind in enumerate(interface.kinds):
            # The first base of an impl block is the type that it is for.
            bases = interface.bases(ordinal) if kind == IMPL else []
            if bases and bases[0] in targets:
                self._append(impls=start + ordinal, subjects=self._entry(targets[bases[0]]))
            if len(bases) > 1:
                self._append(trait_blocks=start + ordinal)

    def encode(self, name: bytes, paths: list[str]) -> bytes:
        """The bytes of the sheet."""
        rest = ColumnWriter()
        rest.blob(b"".join(self.table))
        numbers = {column: packed(values) for column, values in self.numbers.items()}
        return encode(name, paths, numbers, self.texts, b"".join(self.ids)) + rest.getvalue()


def _distinct_mentions(records: FileRecords) -> list[tuple[int, int, int, int]]:
    """(relationship kind, source, target number, provenance) of all mentions, sorted."""
    mentions, links = records.mentions, records.links
    targets = chain.from_iterable(map(repeat, links.targets, mentions.counts))
    provenances = chain.from_iterable(map(repeat, links.provenances, mentions.counts))
    found = set(zip(mentions.kinds, mentions.sources, targets, provenances, strict=True))
    # The source of an import is the file, wherever in it the statement stands.
    inside = [one for one in found if one[0] == IMPORTS and one[1] != FILE]
    found.difference_update(inside)
    found.update([(kind, FILE, target, provenance) for kind, _, target, provenance in inside])
    return sorted(found)


def _targets_by_text(records: FileRecords) -> dict[str, bytes]:
    """Entity ids by the text of the path that leads to them."""
    links, paths, interface = records.links, records.paths, records.interface
    found: dict[str, bytes] = {}
    for path, number in enumerate(links.targets):
        target = links.target(number) if number else None
        if isinstance(target, bytes):
            found[paths.text(path, interface)] = target
    return found


def _loose(records: FileRecords) -> Iterator[str]:
    """Names of members that are mentioned without it being known of what."""
    paths = records.paths
    for path, provenance in enumerate(records.links.provenances):
        if provenance in _LOOSE or (provenance == EXTERNAL and _on_self(paths, path)):
            name = paths.member(path)
            if name:
                yield name


_LOOSE = (AMBIGUOUS, UNRESOLVED)


def _on_self(paths: StoredPaths, path: int) -> bool:
    """Whether it is a member of something of this file, even if an outside base of that has it."""
    return paths.operations[paths.first[path]] in (SELF, LOCAL)
