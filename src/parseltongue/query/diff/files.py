"""Which files differ between two snapshots, and which of them only stand elsewhere.

The maps of files are compared as Merkle trees, so the cost is proportional to what differs. Everything else
in this package reads no file that is not named here, or leads to one that is.
"""

from __future__ import annotations

from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.prolly_diff import diff
from parseltongue.isg.rows import decode_row
from parseltongue.model.ids import SYMBOL_ID_SIZE, path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.rows import FileRow
    from parseltongue.isg.view import FileView, GraphView

    _Version = tuple[FileView | None, FileRow]

LEAST_ALIKE = 0.5
"""Share of entities that a removed and an added file have in common from which one is the other, moved."""
_COMMON_SYMBOL = 20
"""A symbol that more added files have says nothing about where a file went."""


class FilePair:
    """A file as it was and as it is; None where it was or is not.

    Attributes
    ----------
    edited : bool
        The bytes differ.
    relinked : bool
        What was extracted from it or what its mentions lead to differs.
    moved : bool
        It stood under another path.
    """

    __slots__ = ("edited", "moved", "new", "old", "relinked")

    def __init__(
        self, old: FileView | None, new: FileView | None, *, edited: bool, relinked: bool, moved: bool = False
    ) -> None:
        self.old = old
        self.new = new
        self.edited = edited
        self.relinked = relinked
        self.moved = moved

    @property
    def path(self) -> str:
        """The present path, else the former one."""
        file = self.new or self.old
        return file.path if file is not None else ""


def changed_files(old: GraphView, new: GraphView) -> list[FilePair]:
    """The files that differ, by path. Both views must read from the same store."""
    pairs, removed, added = [], [], []
    for key, before, after in diff(
        NodeCache(new.objects), old.snapshot.maps["files"], new.snapshot.maps["files"]
    ):
        path = path_text(key)
        was = (old.file_at(path), decode_row(before)) if before is not None else None
        now = (new.file_at(path), decode_row(after)) if after is not None else None
        if was is not None and now is not None:
            pairs.append(_pair(was, now))
        elif was is not None:
            removed.append(was)
        elif now is not None:
            added.append(now)
    left, right = dict(enumerate(removed)), dict(enumerate(added))
    for at, to in _moved(removed, added) if removed and added else ():
        pairs.append(_pair(left.pop(at), right.pop(to)))
    pairs += [FilePair(file, None, edited=True, relinked=True) for file, _ in left.values()]
    pairs += [FilePair(None, file, edited=True, relinked=True) for file, _ in right.values()]
    return sorted(pairs, key=lambda pair: pair.path)


def _pair(was: _Version, now: _Version) -> FilePair:
    (old, before), (new, after) = was, now
    moved = old is not None and new is not None and old.path != new.path
    return FilePair(
        old,
        new,
        edited=before.content != after.content,
        relinked=moved or before.digests() != after.digests() or before.language != after.language,
        moved=moved,
    )


def _moved(removed: list[_Version], added: list[_Version]) -> Iterator[tuple[int, int]]:
    """Which removed file became which added one: equal bytes first, then the most alike."""
    left, right = set(range(len(removed))), set(range(len(added)))
    for _, at, to in sorted(_scores(removed, added), key=lambda score: (-score[0], score[1:])):
        if at in left and to in right:
            left.remove(at)
            right.remove(to)
            yield at, to


def _scores(removed: list[_Version], added: list[_Version]) -> Iterator[tuple[float, int, int]]:
    """(likeness, index, index) of the files that could be one; 2 for equal bytes, a bit more for a name."""
    having: dict[bytes, list[int]] = {}
    sizes = []
    for to, (file, _) in enumerate(added):
        symbols = _symbols(file)
        sizes.append(len(symbols))
        for symbol in symbols:
            having.setdefault(symbol, []).append(to)
    for at, (file, row) in enumerate(removed):
        shared: dict[int, int] = {}
        symbols = _symbols(file)
        for symbol in symbols:
            others = having.get(symbol, [])
            for to in others if len(others) <= _COMMON_SYMBOL else ():
                shared[to] = shared.get(to, 0) + 1
        for to, count in shared.items():
            same = row.content == added[to][1].content
            score = 2.0 if same else 2 * count / (len(symbols) + sizes[to])
            if score >= LEAST_ALIKE and row.language == added[to][1].language:
                yield score + _same_name(file, added[to][0]), at, to


def _symbols(file: FileView | None) -> set[bytes]:
    """Symbol ids of the entities of a file, itself left out."""
    ids = file.ids if file is not None else b""
    return {ids[at : at + SYMBOL_ID_SIZE] for at in range(SYMBOL_ID_SIZE, len(ids), SYMBOL_ID_SIZE)}


def _same_name(one: FileView | None, other: FileView | None) -> float:
    if one is None or other is None:
        return 0.0
    return 0.01 if one.path.rpartition("/")[2] == other.path.rpartition("/")[2] else 0.0
