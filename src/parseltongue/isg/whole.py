"""The columns of a whole snapshot: as they were kept, or joined from the sheets of its leaves.

A leaf of the `files` map that did not change has its sheet already, so that after an edit only those of the
leaves that differ are made from records. Joining numbers the vertices of all leaves one after another and
turns the ids that edges lead to into vertices; the result is kept under the root of the map. Whatever a
`SheetStore` loses or damages is made again.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, chain, compress

from parseltongue.isg.leaf_sheet import LeafSheet, build
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly import leaf_digests
from parseltongue.isg.sheet import BY_EDGE, NUMBERS, SMALL, TEXTS, VERTICES, Sheet, encode
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import ENTITY_ID_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import Protocol, TypeVar

    from parseltongue.isg.view import GraphView
    from parseltongue.model.columns import Packed

    class SheetStore(Protocol):
        """Keeps sheets between processes; may lose any of them at any time."""

        def load(self, name: bytes) -> bytes | None:
            """A sheet that was kept, if it can be read."""

        def save(self, name: bytes, data: bytes) -> None:
            """Keep a sheet; whoever cannot, does not."""

        def prune(self, wanted: Collection[bytes]) -> None:
            """Forget others, if they are many."""

    Kept = TypeVar("Kept", bound=Sheet)


_WHOLE = b"whole"
"""What tells the name of a whole graph from that of a leaf: a small map is one."""
_SCANNED = 2_000
"""Entries of map nodes that are kept while the leaves are listed."""
_ENDS = {**dict.fromkeys(BY_EDGE, "targets"), "impls": "subjects", "subjects": "subjects"}
"""Columns of edges and of impl blocks, and the one that says where these lead."""


class Whole(Sheet):
    """The columns of a whole graph; edges and impl blocks lead to vertices."""

    __slots__ = ()

    def __init__(self, data: bytes, name: bytes) -> None:
        super().__init__(data, name)
        self.source.finish()
        self.check_ends(len(self.kinds))


def whole(view: GraphView, store: SheetStore | None = None) -> Whole:
    """The columns of a snapshot.

    O(bytes) where they were kept; else O(entities + edges), most of it in C, and O(mentions) of each leaf
    whose sheet was not kept either.

    Raises
    ------
    CorruptionError
        A record is missing or damaged, and the sheet that needs it was not kept.
    """
    root = view.snapshot.maps["files"]
    name = root + _WHOLE
    found = _kept(Whole, view, store, name)
    if found is not None:
        return found
    leaves = list(leaf_digests(NodeCache(view.objects, _SCANNED), root))
    stamped = _stamped(view, name)
    data = join(stamped, list(leaf_sheets(view, leaves, store)))
    if store is not None:
        store.save(name, data)
        store.prune([name, *leaves])
    return Whole(data, stamped)


def _stamped(view: GraphView, name: bytes) -> bytes:
    """What a sheet was made from, and by which code: the fingerprint of the linker covers this package."""
    return name + view.snapshot.linker


def leaf_sheets(
    view: GraphView, leaves: Iterable[bytes], store: SheetStore | None = None
) -> Iterator[LeafSheet]:
    """The sheets of some leaves of the `files` map, in their order; those that were not kept are made."""
    nodes = NodeCache(view.objects, _SCANNED)
    for digest in leaves:
        sheet = _kept(LeafSheet, view, store, digest)
        if sheet is None:
            stamped = _stamped(view, digest)
            data = build(view, nodes.read(digest), stamped)
            sheet = LeafSheet(data, stamped)
            if store is not None:
                store.save(digest, data)
        yield sheet


def _kept(
    kind: Callable[[bytes, bytes], Kept], view: GraphView, store: SheetStore | None, name: bytes
) -> Kept | None:
    data = store.load(name) if store is not None else None
    if data is None:
        return None
    try:
        return kind(data, _stamped(view, name))
    except CorruptionError:
        return None


def join(name: bytes, parts: list[LeafSheet]) -> bytes:
    """The sheet of all files of some leaves. O(entities + edges), most of it in C."""
    joined = b"".join([part.ids for part in parts])
    ids = _ids(joined)
    vertices = dict(zip(ids, range(len(ids)), strict=True))
    starts = accumulate([len(part.kinds) for part in parts], initial=0)
    placed = [_Placed(part, start, vertices) for part, start in zip(parts, starts, strict=False)]
    numbers: dict[str, Packed] = {}
    for column in NUMBERS:
        every = (one.values(column) for one in placed)
        small = column in SMALL
        numbers[column] = b"".join(map(bytes, every)) if small else array("I", chain.from_iterable(every))
    texts = {column: [text for part in parts for text in getattr(part, column).all()] for column in TEXTS}
    return encode(name, [path for part in parts for path in part.paths], numbers, texts, joined)


class _Placed:
    """The sheet of a leaf whose first vertex has a number, and the vertices that its table stands for."""

    def __init__(self, sheet: LeafSheet, start: int, vertices: dict[bytes, int]) -> None:
        self._sheet = sheet
        self._start = start
        self._table = [vertices.get(one, -1) for one in _ids(sheet.table)]
        self._is_complete = -1 not in self._table

    def values(self, column: str) -> Iterable[int]:
        """A column as the whole graph has it; what leads to an entity that there is not is left out."""
        values: Iterable[int] = getattr(self._sheet, column)
        ends = _ENDS.get(column)
        if ends is not None and not self._is_complete:
            values = compress(values, map(self._is_known, getattr(self._sheet, ends)))
        if column == ends:
            return map(self._table.__getitem__, values)
        return map(self._start.__add__, values) if column in VERTICES else values

    def _is_known(self, entry: int) -> bool:
        return self._table[entry] >= 0


def _ids(joined: bytes) -> list[bytes]:
    return [joined[at : at + ENTITY_ID_SIZE] for at in range(0, len(joined), ENTITY_ID_SIZE)]
