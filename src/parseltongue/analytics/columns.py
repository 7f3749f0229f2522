"""A snapshot as columns: a number for each entity, and who refers to whom.

Vertices are numbered file by file in the order of the paths, within a file in source order, the file itself
first. Edges are the resolved relationships that come from mentions, `contains` is in `parents`. The same
snapshot always gives the same columns.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate, chain, compress, repeat
from operator import add, and_, floordiv, mod, sub

from parseltongue.isg.rows import TEST_FILE
from parseltongue.isg.whole import whole
from parseltongue.model.ids import ENTITY_ID_SIZE, PATH_ID_SIZE, path_bytes, path_id
from parseltongue.model.kinds import FILE, IMPL, TYPE_KINDS
from parseltongue.model.shown import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.isg.whole import SheetStore, Whole

LEVELS = ("entity", "file", "package")
"""What a vertex stands for; a package is a folder with files in it."""

TOP = "."
"""The package of the files at the top of the workspace."""


class Columns:
    """A graph of one snapshot. Numbers are bytes or arrays, which must not be changed.

    Attributes
    ----------
    paths, languages : list of str
        By file.
    file_flags, lines
        By file: `FileRow.flags`, and the last line, 0 if it was skipped.
    starts
        The first vertex of each file, and the number of all vertices.
    kinds
        `model.kinds.ENTITY_KINDS` by vertex.
    flags
        Flags of the interface by vertex.
    parents
        The vertex that contains it; a file's own for a file.
    sources, targets
        Vertices of each edge, ordered by source file.
    edge_kinds, provenances
    subjects : dict of int to int
        Impl blocks and the types that they are for, as far as those are entities of the workspace.
    trait_blocks : set of int
        Impl blocks that implement something.
    outside_bases : list of tuple of (int, str)
        Vertices that extend or implement something that is no known entity of the workspace, and its dotted
        name if it has one.
    outside_imports : list of tuple of (int, str)
        Files, by vertex, and dotted names outside of the workspace that they import.
    """

    __slots__ = (
        "_kept", "_origin", "_sheet", "_view", "edge_kinds", "file_flags", "flags", "kinds", "languages",
        "lines", "outside_bases", "outside_imports", "parents", "paths", "provenances", "sources", "starts",
        "subjects", "targets", "trait_blocks",
    )  # fmt: skip

    def __init__(self, view: GraphView, sheet: Whole) -> None:
        self._view = view
        self._sheet = sheet
        self._kept: bytes | None = None
        self._origin: Sequence[int] = range(len(sheet.kinds))
        self.paths, self.languages = sheet.paths, sheet.languages.all()
        self.file_flags, self.lines = sheet.file_flags, sheet.lines
        self.starts = array("I", accumulate(sheet.entities, initial=0))
        self.kinds, self.flags, self.parents = sheet.kinds, sheet.flags, sheet.parents
        self.sources, self.targets = sheet.sources, sheet.targets
        self.edge_kinds, self.provenances = sheet.edge_kinds, sheet.provenances
        self.subjects = dict(zip(sheet.impls, sheet.subjects, strict=True))
        self.trait_blocks = set(sheet.trait_blocks)
        self.outside_bases = list(zip(sheet.outside_bases, sheet.base_names.all(), strict=True))
        self.outside_imports = list(zip(sheet.outside_imports, sheet.import_names.all(), strict=True))

    @property
    def count(self) -> int:
        """Number of vertices."""
        return len(self.kinds)

    def file_of(self, vertex: int) -> int:
        """Index of the file that an entity stands in. O(log files)."""
        return bisect_right(self.starts, vertex) - 1

    def file(self, index: int) -> FileView:
        """A file, to be read. O(log files).

        Raises
        ------
        CorruptionError
            The snapshot does not have it: its maps are damaged.
        """
        return self._view.known([path_id(self.paths[index])])[0]

    def module(self, index: int) -> str:
        """Dotted module name of a file, as `FileView.module`."""
        return shown_path(self._view.module_name(self.paths[index], self.languages[index]))

    def place(self, vertex: int) -> tuple[FileView, int]:
        """File and ordinal of an entity."""
        index = self.file_of(vertex)
        return self.file(index), vertex - self.starts[index]

    def vertex(self, identity: bytes) -> int:
        """The vertex of an entity id; -1 if there is none."""
        match = self._view.file(identity[:PATH_ID_SIZE])
        ordinal = match.ordinal_of(identity[PATH_ID_SIZE:]) if match is not None else None
        if match is None or ordinal is None:
            return -1
        # In the order of their bytes, which is not that of texts.
        index = bisect_left(self.paths, path_bytes(match.path), key=path_bytes)
        found = index < len(self.paths) and self.paths[index] == match.path
        return self.starts[index] + ordinal if found else -1

    def by_file(self) -> array[int]:
        """Index of the file for each vertex."""
        sizes = map(sub, self.starts[1:], self.starts)
        return array("q", chain.from_iterable(map(repeat, range(len(self.paths)), sizes)))

    def names(self) -> list[str]:
        """Simple name of each vertex; empty for files."""
        names = self._sheet.names.all()
        return names if self._kept is None else list(map(names.__getitem__, self._origin))

    def ids(self) -> list[str]:
        """Id of each vertex, hexadecimal."""
        size, every = 2 * ENTITY_ID_SIZE, self._sheet.ids.hex()
        return [every[at * size : (at + 1) * size] for at in self._origin]

    def signatures(self) -> list[str]:
        """Signature of each vertex."""
        return list(map(self._sheet.signatures.all().__getitem__, self._origin))

    def first_lines(self) -> Iterator[int]:
        """Line on which each vertex begins; 0 for a file that was skipped."""
        return map(self._sheet.first_lines.__getitem__, self._origin)

    def last_lines(self) -> Iterator[int]:
        """Line on which each vertex ends; 0 for a file that was skipped."""
        return map(self._sheet.last_lines.__getitem__, self._origin)

    def name_lines(self) -> Iterator[int]:
        """Line on which the name of each vertex stands; 1 for a file."""
        names = map(self._sheet.name_lines.__getitem__, self._origin)
        return (max(first, 1) + name for first, name in zip(self.first_lines(), names, strict=True))

    def decorated(self) -> bytes:
        """1 for each vertex whose declaration begins above the line of its name."""
        return bytes(map(bool, map(self._sheet.name_lines.__getitem__, self._origin)))

    def loose_names(self) -> frozenset[str]:
        """Names of members that are mentioned somewhere without it being known of what."""
        every = self._sheet.loose_names.all()
        if self._kept is None:
            return frozenset(every)
        marks = chain.from_iterable(map(repeat, self._kept, self._sheet.loose_counts))
        return frozenset(compress(every, marks))

    def id(self, vertex: int) -> bytes:
        """The sixteen bytes of an entity's id."""
        at = self._origin[vertex] * ENTITY_ID_SIZE
        return self._sheet.ids[at : at + ENTITY_ID_SIZE]

    def text(self, vertex: int) -> tuple[str, str]:
        """Simple name and signature."""
        at = self._origin[vertex]
        return self._sheet.names[at], self._sheet.signatures[at]

    def span(self, vertex: int) -> tuple[int, int, int]:
        """First and last line, and that of the name; all 1 for a file that was skipped."""
        at = self._origin[vertex]
        first = self._sheet.first_lines[at] or 1
        return first, self._sheet.last_lines[at] or 1, first + self._sheet.name_lines[at]

    def edges(self, kinds: Container[int] | None = None) -> Iterator[tuple[int, int]]:
        """Source and target of each edge of some kinds, in their order."""
        every = zip(self.sources, self.targets, strict=True)
        if kinds is None:
            return every
        return compress(every, bytes(self.edge_kinds).translate(bytes(kind in kinds for kind in range(256))))

    def packages(self) -> tuple[list[str], list[int]]:
        """Folders that hold files, ascending, and the index of its folder for each file."""
        folders = [path.rpartition("/")[0] or TOP for path in self.paths]
        names = sorted(set(folders))
        numbers = {name: number for number, name in enumerate(names)}
        return names, [numbers[folder] for folder in folders]

    def groups(self, level: str) -> tuple[int, Sequence[int]]:
        """Number of vertices at a level of `LEVELS`, and the one that each entity belongs to."""
        if level == "entity":
            return self.count, range(self.count)
        files = self.by_file()
        if level == "file":
            return len(self.paths), files
        names, of_file = self.packages()
        return len(names), list(map(of_file.__getitem__, files))

    def digraph(self, level: str = "entity") -> Digraph:
        """Who refers to whom at a level of `LEVELS`; what stays within one vertex is left out."""
        count, of = self.groups(level)
        sources: Iterable[int] = self.sources
        targets: Iterable[int] = self.targets
        if level != "entity":
            sources, targets = map(of.__getitem__, sources), map(of.__getitem__, targets)
        # One number for each pair, so that all of them are counted in C.
        weights = Counter(map(add, map(count.__mul__, sources), targets))
        for pair in [pair for pair in weights if not pair % (count + 1)]:
            del weights[pair]
        pairs = sorted(weights)
        return Digraph(count, pairs, list(map(weights.__getitem__, pairs)))

    def types(self) -> array[int]:
        """For each vertex the type that it is or belongs to, the innermost; -1 if it belongs to none.

        An impl block belongs to the type that it is for.
        """
        subjects = self.subjects
        found = array("q", (-1,)) * self.count
        for vertex, (kind, parent) in enumerate(zip(self.kinds, self.parents, strict=True)):
            if kind in TYPE_KINDS:
                found[vertex] = vertex
            elif kind == IMPL:
                found[vertex] = subjects.get(vertex, -1)
            elif kind != FILE:
                found[vertex] = found[parent]
        return found

    def part(self, kept: bytes) -> Columns:
        """The files that are marked, in columns of their own. O(entities + edges)."""
        found = Columns(self._view, self._sheet)
        found._kept = kept
        sizes = array("I", map(sub, self.starts[1:], self.starts))
        marks = bytes(chain.from_iterable(map(repeat, kept, sizes)))
        moved = list(accumulate(marks, initial=0))
        found._origin = list(compress(self._origin, marks))
        for name in ("paths", "languages"):
            setattr(found, name, list(compress(getattr(self, name), kept)))
        found.file_flags = array("I", compress(self.file_flags, kept))
        found.lines = array("I", compress(self.lines, kept))
        found.starts = array("I", accumulate(compress(sizes, kept), initial=0))
        found.kinds = bytes(compress(self.kinds, marks))
        found.flags = array("I", compress(self.flags, marks))
        found.parents = array("I", map(moved.__getitem__, compress(self.parents, marks)))
        ends = map(marks.__getitem__, self.sources), map(marks.__getitem__, self.targets)
        inside = bytes(map(and_, *ends))
        found.sources = array("I", map(moved.__getitem__, compress(self.sources, inside)))
        found.targets = array("I", map(moved.__getitem__, compress(self.targets, inside)))
        found.edge_kinds = bytes(compress(self.edge_kinds, inside))
        found.provenances = bytes(compress(self.provenances, inside))
        found.subjects = {moved[a]: moved[b] for a, b in self.subjects.items() if marks[a] and marks[b]}
        found.trait_blocks = {moved[one] for one in self.trait_blocks if marks[one]}
        found.outside_bases = [(moved[one], name) for one, name in self.outside_bases if marks[one]]
        found.outside_imports = [(moved[one], name) for one, name in self.outside_imports if marks[one]]
        return found


class Digraph:
    """Distinct directed edges between different vertices, ascending, with the relationships in each.

    Attributes
    ----------
    count : int
        Number of vertices.
    pairs : list of int
        Source × `count` + target of each edge.
    weights : list of int
    """

    __slots__ = ("count", "pairs", "weights")

    def __init__(self, count: int, pairs: list[int], weights: list[int]) -> None:
        self.count = count
        self.pairs = pairs
        self.weights = weights

    @property
    def edges(self) -> Iterator[tuple[int, int]]:
        """Source and target of each edge."""
        return map(divmod, self.pairs, repeat(self.count))

    @property
    def sources(self) -> Iterator[int]:
        """Source of each edge."""
        return map(floordiv, self.pairs, repeat(self.count))

    @property
    def targets(self) -> Iterator[int]:
        """Target of each edge."""
        return map(mod, self.pairs, repeat(self.count))


def load(
    view: GraphView,
    store: SheetStore | None = None,
    *,
    tests: bool = True,
    path: str = "",
    language: str = "",
) -> Columns:
    """Read a snapshot, or the files of a part of it. O(entities + edges), most of it in C.

    Parameters
    ----------
    store : SheetStore, optional
        Has the columns of this or a former snapshot.
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
    columns = Columns(view, whole(view, store))
    if tests and not path and not language:
        return columns
    return columns.part(_marks(columns, tests=tests, path=path, language=language))


def _marks(columns: Columns, *, tests: bool, path: str, language: str) -> bytes:
    """1 for each file of a part."""
    folder = path.rstrip("/") + "/"
    return bytes(
        (not path or own == path or own.startswith(folder))
        and (tests or not flags & TEST_FILE)
        and language in ("", spoken)
        for own, flags, spoken in zip(columns.paths, columns.file_flags, columns.languages, strict=True)
    )
