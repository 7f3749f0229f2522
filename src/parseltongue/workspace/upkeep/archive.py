"""A store as one file, to be moved by any means and read into any backend.

The format is in docs/design/format.md. The file holds the pairs of the store as they are, compressed and
perhaps encrypted, and ends with a hash over all of it; it appears under its name when it is complete.
"""

from __future__ import annotations

import os

from blake3 import blake3

from parseltongue.model.errors import CorruptionError, FormatVersionError, UnavailableError
from parseltongue.storage.exchange import translated
from parseltongue.workspace.upkeep.transfer import sound_pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO

    from parseltongue.storage.backend import ReadView
    from parseltongue.workspace.store import Store

    Progress = Callable[[str, int, int], None]
    Pair = tuple[bytes, bytes]

MAGIC = b"PTSTORE"
VERSION = 1
FILES = b"f"
"""Namespace of what stands beside the backend; the name is a path in the cache directory."""

_HASH_SIZE = 32
_LARGEST_KEY = 1 << 16
_LARGEST_VALUE = 128 << 20
_LARGEST_HEADER = 1 << 16
_STEP = 500


def is_archive(path: str) -> bool:
    """Whether a file begins like an archive."""
    try:
        with open(path, "rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def write_archive(
    store: Store,
    view: ReadView,
    path: str,
    header: dict[str, Any],
    files: dict[str, bytes],
    progress: Progress,
) -> tuple[int, int]:
    """Write one state of a store into a file, replacing it when complete; (pairs, bytes) written.

    Raises
    ------
    CorruptionError
        A record is damaged.
    FullError, UnavailableError
        The file cannot be written. One that was there before is as it was.
    """
    partial = path + ".partial"
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            writer = _Writer(file, header)
            for number, pair in enumerate(sound_pairs(store, view)):
                writer.pair(*pair)
                if not number % _STEP:
                    progress("copy", number, 0)
            for name, content in sorted(files.items()):
                writer.pair(FILES + name.encode(), content)
            writer.finish()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        _discard(partial)
        raise translated(error, f"write {path}") from error
    except BaseException:
        _discard(partial)
        raise
    return writer.pairs, writer.size


def _discard(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


class _Writer:
    """Writes the parts of an archive and hashes them."""

    def __init__(self, file: BinaryIO, header: dict[str, Any]) -> None:
        from json import dumps

        self._file = file
        self._hash = blake3()
        self.pairs = self.size = 0
        self._put(MAGIC + bytes((VERSION,)))
        self._blob(dumps(header, sort_keys=True).encode())

    def pair(self, key: bytes, value: bytes) -> None:
        self._blob(key)
        self._blob(value)
        self.pairs += 1

    def finish(self) -> None:
        self._blob(b"")
        self._put(self.pairs.to_bytes(8, "little"))
        self._file.write(self._hash.digest())
        self.size += _HASH_SIZE

    def _blob(self, data: bytes) -> None:
        self._put(len(data).to_bytes(4, "little") + data)

    def _put(self, data: bytes) -> None:
        self._hash.update(data)
        self._file.write(data)
        self.size += len(data)


class ArchiveReader:
    """Reads an archive from its beginning to its end.

    Attributes
    ----------
    header : dict
        As it was written.
    """

    def __init__(self, file: BinaryIO, path: str) -> None:
        from json import loads

        self._file = file
        self._path = path
        self._hash = blake3()
        magic = self._take(len(MAGIC) + 1)
        if magic[:-1] != MAGIC:
            raise UnavailableError(f"{path} is not a backup of a store; name one that `storage backup` made")
        if magic[-1] != VERSION:
            raise FormatVersionError(
                f"{path} has format {magic[-1]}, this version reads {VERSION}; use a matching version"
            )
        try:
            self.header: dict[str, Any] = loads(self._blob(_LARGEST_HEADER))
        except ValueError as error:
            raise self._damaged("its header cannot be read") from error

    def pairs(self) -> Iterator[Pair]:
        """All pairs. Believe them when the iteration has ended: the hash stands at the end.

        Raises
        ------
        CorruptionError
            The file is cut off or has changed.
        """
        count = 0
        while key := self._blob(_LARGEST_KEY):
            yield key, self._blob(_LARGEST_VALUE)
            count += 1
        if int.from_bytes(self._take(8), "little") != count:
            raise self._damaged("records are missing")
        expected = self._hash.digest()
        if self._file.read(_HASH_SIZE + 1) != expected:
            raise self._damaged("its hash does not match")

    def _blob(self, largest: int) -> bytes:
        size = int.from_bytes(self._take(4), "little")
        if size > largest:
            raise self._damaged("a length makes no sense")
        return self._take(size)

    def _take(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) != size:
            raise self._damaged("it is cut off")
        self._hash.update(data)
        return data

    def _damaged(self, why: str) -> CorruptionError:
        return CorruptionError(f"the backup {self._path} is damaged: {why}; use another one")
