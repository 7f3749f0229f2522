"""A graph, or a leaf of one, as flat columns: one record that is read in a few calls whatever it holds.

Vertices are numbered from 0, file by file in the order of the paths, within a file in source order, the file
itself first. In the sheet of a whole graph edges lead to vertices; in that of a leaf they lead to entries of
a table of entity ids (isg/leaf_sheet.py).

Sheets are caches beside the store, so their layout is not part of its format: a name that says what the sheet
was made from and by which code, then columns of `model.columns`. A checksum is the business of who keeps
them. All that is read is checked, so that no sheet leads outside of itself.
"""

from __future__ import annotations

from operator import lt

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.ids import ENTITY_ID_SIZE, path_bytes, path_text
from parseltongue.model.kinds import ENTITY_KINDS, FILE, PROVENANCES, RELATIONSHIP_KINDS
from parseltongue.model.stored_columns import PackedTexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parseltongue.model.columns import Packed

BY_FILE = ("entities", "file_flags", "lines", "loose_counts")
BY_VERTEX = ("kinds", "parents", "flags", "first_lines", "last_lines", "name_lines")
BY_EDGE = ("sources", "targets", "edge_kinds", "provenances")
SPARSE = ("impls", "subjects", "trait_blocks", "outside_bases", "outside_imports")
NUMBERS = (*BY_FILE, *BY_VERTEX, *BY_EDGE, *SPARSE)
TEXTS = ("languages", "names", "signatures", "base_names", "import_names", "loose_names")
VERTICES = ("parents", "sources", "impls", "trait_blocks", "outside_bases", "outside_imports")
"""Columns that hold vertices, whether the sheet is whole or not."""
SMALL = {
    "kinds": len(ENTITY_KINDS), "edge_kinds": len(RELATIONSHIP_KINDS),
    "provenances": len(PROVENANCES),
}  # fmt: skip
"""Columns with a byte for each number, and how many different ones there are."""
_HAS_PARENT = bytes(kind != FILE for kind in range(256))


class Sheet:
    """Columns as they lie: bytes or arrays, which must not be changed.

    Parameters
    ----------
    data : bytes
        What `encode` gave, or a record that begins with that.
    name : bytes
        What it must have been made from.

    Attributes
    ----------
    entities, file_flags, lines
        By file: entities in it, itself included; `FileRow.flags`; its last line, 0 if it was skipped.
    languages
        By file.
    loose_counts, loose_names
        By file: number of distinct names of members that it mentions without it being known of what; and
        these names.
    kinds, parents, flags
        By vertex, as in `Interface`, but that parents are vertices.
    first_lines, last_lines, name_lines
        By vertex: where it begins and ends, and how far below its first line its name stands. Of a file that
        was skipped all are 0.
    names, signatures
        By vertex; those of a file are empty.
    ids
        By vertex, 16 bytes each.
    sources, targets, edge_kinds, provenances
        By edge, ordered by file and then by kind: the resolved relationships that come from mentions.
    impls, subjects
        Impl blocks that are for a type of the workspace, and where that is, as in `targets`.
    trait_blocks
        Impl blocks that implement something.
    outside_bases, base_names
        Vertices that extend or implement something that is no known entity, and its dotted name, empty if
        that is not known either.
    outside_imports, import_names
        Files, as vertices, and dotted names outside of the workspace that they import.

    Raises
    ------
    CorruptionError
        The bytes are damaged, or were made from something else or by another version.
    """

    __slots__ = (*NUMBERS, *TEXTS, "_joined_paths", "_paths", "ids", "source")

    entities: Packed
    file_flags: Packed
    lines: Packed
    loose_counts: Packed
    kinds: Packed
    parents: Packed
    flags: Packed
    first_lines: Packed
    last_lines: Packed
    name_lines: Packed
    sources: Packed
    targets: Packed
    edge_kinds: Packed
    provenances: Packed
    impls: Packed
    subjects: Packed
    trait_blocks: Packed
    outside_bases: Packed
    outside_imports: Packed
    languages: PackedTexts
    names: PackedTexts
    signatures: PackedTexts
    base_names: PackedTexts
    import_names: PackedTexts
    loose_names: PackedTexts

    def __init__(self, data: bytes, name: bytes) -> None:
        source = self.source = ColumnReader(data, "columns")
        if source.take(len(name)) != name:
            raise source.damaged("they were made from something else, or by another version")
        self._joined_paths = source.blob()
        self._paths: list[str] | None = None
        for column in NUMBERS:
            setattr(self, column, source.packed())
        for column in TEXTS:
            setattr(self, column, PackedTexts(source))
        self.ids = source.blob()
        self._check()

    @property
    def paths(self) -> list[str]:
        """By file, ascending by their bytes."""
        if self._paths is None:
            joined = self._joined_paths
            self._paths = [path_text(one) for one in joined.split(b"\0")] if joined else []
        return self._paths

    def _check(self) -> None:
        files = self._joined_paths.count(b"\0") + bool(self._joined_paths)
        count, edges = len(self.kinds), len(self.sources)
        lengths = (
            *((len(getattr(self, name)), files) for name in (*BY_FILE, "languages")),
            *((len(getattr(self, name)), count) for name in (*BY_VERTEX, "names", "signatures")),
            *((len(getattr(self, name)), edges) for name in BY_EDGE),
            (sum(self.entities), count),
            (len(self.ids), count * ENTITY_ID_SIZE),
            (sum(self.loose_counts), len(self.loose_names)),
            (len(self.impls), len(self.subjects)),
            (len(self.outside_bases), len(self.base_names)),
            (len(self.outside_imports), len(self.import_names)),
        )
        fits = all(found == wanted for found, wanted in lengths)
        if not fits or max(max(getattr(self, name), default=-1) for name in VERTICES) >= count:
            raise self.source.damaged("they do not fit each other")
        for name, kinds in SMALL.items():
            column = getattr(self, name)
            if not isinstance(column, bytes) or max(column, default=0) >= kinds:
                raise self.source.damaged(f"{name} that there are not")
        self._check_parents()

    def _check_parents(self) -> None:
        """See that whoever climbs from parent to parent gets to a file."""
        below = bytes(map(lt, self.parents, range(len(self.parents))))
        if below != bytes(self.kinds).translate(_HAS_PARENT):
            raise self.source.damaged("an entity stands before its parent")

    def check_ends(self, count: int) -> None:
        """See that edges and impl blocks lead to one of so many."""
        if max(max(self.targets, default=-1), max(self.subjects, default=-1)) >= count:
            raise self.source.damaged("an edge leads nowhere")


def encode(
    name: bytes,
    paths: Iterable[str],
    numbers: Mapping[str, Packed],
    texts: Mapping[str, list[str]],
    ids: bytes,
) -> bytes:
    """The bytes of a sheet, by the names of its columns."""
    out = ColumnWriter()
    out.blob(b"\0".join(map(path_bytes, paths)))
    for column in NUMBERS:
        out.packed(numbers[column])
    for column in TEXTS:
        out.texts(texts[column])
    out.blob(ids)
    return name + out.getvalue()
