"""A snapshot as columns: a number for each entity, and who refers to whom.

Vertices are numbered file by file in the order of the paths, within a file in source order, the file itself
first. Edges are the resolved relationships that come from mentions, `contains` is in `parents`. The same
snapshot always gives the same columns.
"""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_right
from itertools import chain, repeat

from parseltongue.model.ids import SYMBOL_ID_SIZE
from parseltongue.model.kinds import (
    AMBIGUOUS,
    EXTENDS,
    EXTERNAL,
    FILE,
    IMPL,
    IMPLEMENTS,
    IMPORTS,
    TYPE_KINDS,
    UNRESOLVED,
)
from parseltongue.model.links import NO_OUTCOME
from parseltongue.model.paths import LOCAL, SELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from parseltongue.isg.view import FileRecords, FileView, GraphView
    from parseltongue.model.stored import StoredPaths

LEVELS = ("entity", "file", "package")
"""What a vertex stands for; a package is a folder with files in it."""

INHERITS = (EXTENDS, IMPLEMENTS)
TOP = "."
"""The package of the files at the top of the workspace."""


class Columns:
    """A graph of one snapshot.

    Attributes
    ----------
    files : list of FileView
    starts : array
        The first vertex of each file, and the number of all vertices.
    kinds : bytearray
        `model.kinds.ENTITY_KINDS` by vertex.
    flags : array
        Flags of the interface by vertex.
    parents : array
        The vertex that contains it; a file's own for a file.
    sources, targets : array
        Vertices of each edge, ordered by source file.
    edge_kinds, provenances : bytearray
    outside_bases : list of tuple of (int, str)
        Vertices that extend or implement something that is no known entity of the workspace, and its dotted
        name if it has one.
    outside_imports : list of tuple of (int, str)
        Files, by vertex, and dotted names outside of the workspace that they import.
    """

    __slots__ = (
        "edge_kinds", "files", "flags", "kinds", "outside_bases", "outside_imports", "parents",
        "provenances", "sources", "starts", "targets",
    )  # fmt: skip

    def __init__(self) -> None:
        self.files: list[FileView] = []
        self.starts = array("q", (0,))
        self.kinds = bytearray()
        self.flags = array("L")
        self.parents = array("q")
        self.sources, self.targets = array("q"), array("q")
        self.edge_kinds, self.provenances = bytearray(), bytearray()
        self.outside_bases: list[tuple[int, str]] = []
        self.outside_imports: list[tuple[int, str]] = []

    @property
    def count(self) -> int:
        """Number of vertices."""
        return len(self.kinds)

    def file_of(self, vertex: int) -> int:
        """Index of the file that an entity stands in. O(log files)."""
        return bisect_right(self.starts, vertex) - 1

    def place(self, vertex: int) -> tuple[FileView, int]:
        """File and ordinal of an entity."""
        index = self.file_of(vertex)
        return self.files[index], vertex - self.starts[index]

    def by_file(self) -> array[int]:
        """Index of the file for each vertex."""
        sizes = (self.starts[at + 1] - self.starts[at] for at in range(len(self.files)))
        return array("q", chain.from_iterable(map(repeat, range(len(self.files)), sizes)))

    def texts(self, column: Callable[[FileRecords], list[str]]) -> list[str]:
        """A text for each vertex, such as its name, file after file."""
        found: list[str] = []
        for file in self.files:
            found += column(file.records) if file.records is not None else [""]
        return found

    def names(self) -> list[str]:
        """Simple name of each vertex; empty for files."""
        return self.texts(lambda records: records.interface.names.all())

    def packages(self) -> tuple[list[str], list[int]]:
        """Folders that hold files, ascending, and the index of its folder for each file."""
        folders = [file.path.rpartition("/")[0] or TOP for file in self.files]
        names = sorted(set(folders))
        numbers = {name: number for number, name in enumerate(names)}
        return names, [numbers[folder] for folder in folders]

    def groups(self, level: str) -> tuple[int, Iterable[int]]:
        """Number of vertices at a level of `LEVELS`, and the one that each entity belongs to."""
        if level == "entity":
            return self.count, range(self.count)
        files = self.by_file()
        if level == "file":
            return len(self.files), files
        names, of_file = self.packages()
        return len(names), [of_file[file] for file in files]

    def digraph(self, level: str = "entity") -> Digraph:
        """Who refers to whom at a level of `LEVELS`; what stays within one vertex is left out."""
        count, of = self.groups(level)
        member = list(of)
        weights: dict[tuple[int, int], int] = {}
        for source, target in zip(self.sources, self.targets, strict=True):
            pair = member[source], member[target]
            weights[pair] = weights.get(pair, 0) + 1
        return Digraph(count, {pair: weight for pair, weight in weights.items() if pair[0] != pair[1]})

    def types(self) -> array[int]:
        """For each vertex the type that it is or belongs to, the innermost; -1 if it belongs to none.

        An impl block belongs to the type that it is for.
        """
        subjects = self.subjects()
        found = array("q", (-1,)) * self.count
        for vertex, (kind, parent) in enumerate(zip(self.kinds, self.parents, strict=True)):
            if kind in TYPE_KINDS:
                found[vertex] = vertex
            elif kind == IMPL:
                found[vertex] = subjects.get(vertex, -1)
            elif kind != FILE:
                found[vertex] = found[parent]
        return found

    def subjects(self) -> dict[int, int]:
        """Impl blocks and the types that they are for, as far as those are entities of the workspace."""
        found: dict[int, int] = {}
        numbers = self.numbers() if IMPL in self.kinds else {}
        for file, start, end in zip(self.files, self.starts, self.starts[1:], strict=False):
            blocks = [at for at in range(start, end) if self.kinds[at] == IMPL] if numbers else []
            if file.records is None or not blocks:
                continue
            known = _targets_by_text(file.records)
            for block in blocks:
                bases = file.records.interface.bases(block - start)
                target = numbers.get(known.get(bases[0], b"")) if bases else None
                if target is not None:
                    found[block] = target
        return found

    def numbers(self) -> dict[bytes, int]:
        """Entity id to vertex."""
        return {
            file.id + ids[at : at + SYMBOL_ID_SIZE]: start + at // SYMBOL_ID_SIZE
            for file, start in zip(self.files, self.starts, strict=False)
            for ids in (file.ids,)
            for at in range(0, len(ids), SYMBOL_ID_SIZE)
        }


class Digraph:
    """Distinct directed edges between different vertices, ascending, with the relationships in each."""

    __slots__ = ("count", "edges", "weights")

    def __init__(self, count: int, weights: dict[tuple[int, int], int]) -> None:
        self.count = count
        self.edges = sorted(weights)
        self.weights = [weights[edge] for edge in self.edges]


def load(view: GraphView, *, tests: bool = True, path: str = "", language: str = "") -> Columns:
    """Read a snapshot, or the files of a part of it. O(entities + mentions), most of it in C.

    Parameters
    ----------
    tests : bool
        Whether files that are tests count.
    path : str
        Only this file, or the files below this folder.
    language : str
        Only files in this language.

    Raises
    ------
    CorruptionError
        A record is missing or damaged.
    """
    was_on = gc.isenabled()
    gc.disable()  # It would look at all the tuples again and again, none of which is in a circle.
    try:
        return _loaded(view, tests=tests, path=path, language=language)
    finally:
        if was_on:
            gc.enable()


def _loaded(view: GraphView, *, tests: bool, path: str, language: str) -> Columns:
    columns = Columns()
    for file in view.files(path):
        inside = not path or file.path == path or file.path.startswith(path.rstrip("/") + "/")
        if inside and (tests or not file.is_test) and language in ("", file.language):
            _add_entities(columns, file)
    numbers = columns.numbers()
    for file, start in zip(columns.files, columns.starts, strict=False):
        if file.records is not None:
            _add_edges(columns, file.records, start, numbers)
    return columns


def _add_entities(columns: Columns, file: FileView) -> None:
    start = columns.starts[-1]
    records = file.records
    columns.files.append(file)
    if records is None:
        columns.kinds.append(FILE)
        columns.flags.append(0)
        columns.parents.append(start)
    else:
        interface = records.interface
        columns.kinds.extend(interface.kinds)
        columns.flags.extend(iter(interface.flags))  # Of whatever width they are stored in.
        columns.parents.extend(map(start.__add__, interface.parents))
    columns.starts.append(len(columns.kinds))


def _add_edges(columns: Columns, records: FileRecords, start: int, numbers: dict[bytes, int]) -> None:
    entities = records.links.entity_ids()
    known = len(entities)
    vertices = [-1, *(numbers.get(one, -1) for one in entities)]
    add_source, add_target = columns.sources.append, columns.targets.append
    add_kind, add_provenance = columns.edge_kinds.append, columns.provenances.append
    before = None
    # A surer mention of the same sorts first, and the others are passed over.
    for kind, source, target, provenance in _distinct_mentions(records):
        edge = kind, source, target
        if edge == before or provenance == NO_OUTCOME:
            continue
        before = edge
        source += start
        if 0 < target <= known:
            if vertices[target] >= 0:
                add_source(source)
                add_target(vertices[target])
                add_kind(kind)
                add_provenance(provenance)
        elif kind in INHERITS:
            name = records.links.externals[target - known - 1] if target else ""
            columns.outside_bases.append((source, name))
        elif kind == IMPORTS and target:
            columns.outside_imports.append((start, records.links.externals[target - known - 1]))


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


def loose_names(columns: Columns) -> frozenset[str]:
    """Names of members that are mentioned somewhere without it being known of what."""
    return frozenset(_loose(columns.files))


def _loose(files: Iterable[FileView]) -> Iterator[str]:
    for file in files:
        records = file.records
        if records is None:
            continue
        paths = records.paths
        for path, provenance in enumerate(records.links.provenances):
            if provenance in _LOOSE or (provenance == EXTERNAL and _on_self(paths, path)):
                name = paths.member(path)
                if name:
                    yield name


def _on_self(paths: StoredPaths, path: int) -> bool:
    """Whether it is a member of something of this file, even if an outside base of that has it."""
    return paths.operations[paths.first[path]] in (SELF, LOCAL)


_LOOSE = (AMBIGUOUS, UNRESOLVED)
