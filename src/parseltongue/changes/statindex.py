"""What the files of one workspace looked like last time: stats and digests, in one small file.

A cache, and wrong only as a cache may be: absent, damaged or of another version or algorithm, it is as if it
had never been there. It lives beside the store, one per workspace, is replaced as a whole, and is not written
by a run that finds nothing new.

**Racy entries.** A file that is written again within one tick of the file system's clock keeps its mtime and
ctime. A stamp therefore proves something only if both are older than the moment `observed_ns` at which the
walk began to look; git compares with the time of writing the index, which is later and proves less. The clock
that stamps files ticks every 1-16 ms, or every 2 s where stamps are whole seconds, hence the margins. On a
network file system the server's clock must not run behind this machine's by more than the margin.

Layout: magic, version, CRC-32 of the rest; then in columns (model/columns.py) the algorithm, `observed_ns`,
`extra`, paths, sizes, mtimes, ctimes, inodes, positions of the entries without digest, digests; of the
inspected files paths, the same four columns, and kinds.
"""

from __future__ import annotations

import os
from zlib import crc32

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.errors import CorruptionError, FullError, UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.changes.walk import Stamp

_MAGIC = b"PTSX\x03"
_HEADER = len(_MAGIC) + 4
_MASK = (1 << 64) - 1
_SIGN = 1 << 63
_SECOND = 1_000_000_000
FINE_MARGIN = 50_000_000  # ns
COARSE_MARGIN = 2 * _SECOND


class StatIndex:
    """The entries of a workspace at one moment.

    Attributes
    ----------
    algorithm
        What the digests were made with.
    observed_ns
        When the walk that made the stamps began, in ns since 1970.
    entries
        Path to (stamp, digest). An empty digest stands for a file without content (unreadable, too large).
    extra
        Bytes of the owner, such as the ref and the options that the index belongs to.
    inspected
        Path to (stamp, kind) of the files whose kind was told by their content, those of no interest with an
        empty one.
    """

    __slots__ = ("algorithm", "entries", "extra", "inspected", "observed_ns")

    def __init__(
        self,
        entries: dict[str, tuple[Stamp, bytes]],
        observed_ns: int,
        *,
        algorithm: str = "blake3",
        extra: bytes = b"",
        inspected: dict[str, tuple[Stamp, str]] | None = None,
    ) -> None:
        self.entries = entries
        self.inspected = inspected or {}
        self.observed_ns = observed_ns
        self.algorithm = algorithm
        self.extra = extra

    def proves(self, stamp: Stamp) -> bool:
        """Whether a file that still has `stamp` must still have its content."""
        _, mtime, ctime, _ = stamp
        limit = self.observed_ns
        if mtime < limit - COARSE_MARGIN and ctime < limit - COARSE_MARGIN:
            return True
        return _settled(mtime, limit) and _settled(ctime, limit)

    def encode(self) -> bytes:
        """The bytes of the index; equal indexes give equal bytes."""
        paths = sorted(self.entries)
        rows = [self.entries[path] for path in paths]
        stamps = [row[0] for row in rows]
        out = ColumnWriter()
        out.texts([self.algorithm])
        out.number(self.observed_ns)
        out.blob(self.extra)
        out.texts(paths)
        _write_stamps(out, stamps)
        out.column([position for position, row in enumerate(rows) if not row[1]])
        out.blob(b"".join([row[1] for row in rows]))
        seen = sorted(self.inspected)
        out.texts(seen)
        _write_stamps(out, [self.inspected[path][0] for path in seen])
        out.texts([self.inspected[path][1] for path in seen])
        body = out.getvalue()
        return _MAGIC + crc32(body).to_bytes(4, "little") + body

    @classmethod
    def decode(cls, data: bytes) -> StatIndex:
        """Read an encoded index.

        Raises
        ------
        CorruptionError
            The bytes are damaged, or of another version.
        """
        body = data[_HEADER:]
        source = ColumnReader(body, "stat index")
        if data[: len(_MAGIC)] != _MAGIC:
            raise source.damaged("unknown format")
        if crc32(body) != int.from_bytes(data[len(_MAGIC) : _HEADER], "little"):
            raise source.damaged("wrong checksum")
        algorithms = source.texts()
        observed_ns = source.number()
        extra = source.blob()
        paths = source.texts()
        stamps = _read_stamps(source, len(paths))
        digests = _digests(source, len(paths))
        seen = source.texts()
        seen_stamps = _read_stamps(source, len(seen))
        kinds = source.texts()
        source.finish()
        if len(algorithms) != 1 or len(digests) != len(paths) or len(kinds) != len(seen):
            raise source.damaged("columns of different length")
        entries = dict(zip(paths, zip(stamps, digests, strict=True), strict=True))
        inspected = dict(zip(seen, zip(seen_stamps, kinds, strict=True), strict=True))
        return cls(entries, observed_ns, algorithm=algorithms[0], extra=extra, inspected=inspected)


def _write_stamps(out: ColumnWriter, stamps: list[Stamp]) -> None:
    for column in range(4):
        out.column([stamp[column] & _MASK for stamp in stamps])


def _read_stamps(source: ColumnReader, count: int) -> list[Stamp]:
    sizes, mtimes, ctimes, inodes = (source.column() for _ in range(4))
    if {len(sizes), len(mtimes), len(ctimes), len(inodes)} != {count}:
        raise source.damaged("columns of different length")
    return list(zip(sizes, _signed(mtimes), _signed(ctimes), inodes, strict=True))


def load_stat_index(
    path: str, algorithm: str = "blake3", *, unseal: Callable[[bytes], bytes] | None = None
) -> StatIndex | None:
    """The index in a file, or None if there is none of use.

    Parameters
    ----------
    algorithm
        An index made with another one is of no use.
    unseal
        Undoes what `seal` of `save_stat_index` did; may raise `CodecError`, which is passed on.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    try:
        index = StatIndex.decode(unseal(data) if unseal else data)
    except CorruptionError:
        return None
    return index if index.algorithm == algorithm else None


def save_stat_index(path: str, index: StatIndex, *, seal: Callable[[bytes], bytes] | None = None) -> None:
    """Replace the file at `path` as a whole; readers see the old index or the new one.

    Not durable when it returns: a lost or torn index is only a cold cache.

    Parameters
    ----------
    seal
        Applied to the bytes, for stores that are encrypted: the index holds the names of all files.

    Raises
    ------
    FullError, UnavailableError
        The file cannot be written; the old one is intact.
    """
    data = index.encode()
    if seal is not None:
        data = seal(data)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        _write(temporary, data)
        os.replace(temporary, path)
    except OSError as error:
        _remove(temporary)
        import errno

        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        kind = FullError if full else UnavailableError
        raise kind(f"cannot write the stat index {path}: {error.strerror or error}") from None


def _write(path: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with open(file, "wb") as stream:
        stream.write(data)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _settled(moment: int, limit: int) -> bool:
    margin = COARSE_MARGIN if moment % _SECOND == 0 else FINE_MARGIN
    return moment < limit - margin


def _signed(values: list[int]) -> list[int]:
    """Undo the wrap-around of times before 1970."""
    if values and max(values) >= _SIGN:
        return [value - (1 << 64) if value >= _SIGN else value for value in values]
    return values


def _digests(source: ColumnReader, count: int) -> list[bytes]:
    missing = source.column()
    joined = source.blob()
    present = count - len(set(missing))
    if len(missing) != count - present or any(position >= count for position in missing):
        raise source.damaged("impossible positions")
    size = len(joined) // present if present else 0
    if size * present != len(joined) or (present and not size):
        raise source.damaged("digests of different sizes")
    digests = [joined[start : start + size] for start in range(0, len(joined), size)] if size else []
    for position in missing:
        digests.insert(position, b"")
    return digests
