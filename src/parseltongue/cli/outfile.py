"""Files that a command writes: all of them are there when it has ended well, or none is touched.

A name that ends in ``.gz`` is written compressed, the same bytes for the same content. What a target is that
is no plain file, such as a pipe or a device, is written to directly.
"""

from __future__ import annotations

import errno
import os
import sys

from parseltongue.cli.output import printable
from parseltongue.model.errors import FullError, UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Self

GZIP = ".gz"


class OutFiles:
    """The parts of what is written to a place. A context manager: leaving it well lets the files appear.

    Parameters
    ----------
    place : str or None
        Path of the file; None for stdout, which takes a single part.

    Attributes
    ----------
    sizes : dict of str to int
        Bytes by path, when all is done.
    """

    def __init__(self, place: str | None) -> None:
        self._place = place
        self._open: dict[str, _OutFile] = {}
        self.sizes: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is not None:
            for file in self._open.values():
                file.discard()
            return
        for file in self._open.values():
            file.finish()
        for path, file in self._open.items():
            self.sizes[path] = file.appear()

    def open(self, part: str) -> Callable[[bytes], object]:
        """Begin a part: ``graph.csv`` with the part ``entities`` is ``graph-entities.csv``."""
        if self._place is None:
            return sys.stdout.buffer.write
        path = part_path(self._place, part)
        file = self._open[path] = _OutFile(path)
        return file.write


def part_path(place: str, part: str) -> str:
    """The path of a part of what is called `place`."""
    if not part:
        return place
    plain = place.removesuffix(GZIP)
    stem, suffix = os.path.splitext(plain)
    return f"{stem}-{part}{suffix}{place[len(plain) :]}"


class _OutFile:
    """One file under another name until it is complete."""

    def __init__(self, path: str) -> None:
        self._path = path
        direct = os.path.lexists(path) and not os.path.isfile(path)
        self._written = path if direct else f"{path}.{os.getpid()}.part"
        self._size = 0
        try:
            self._file: IO[bytes] = open(self._written, "wb")  # noqa: SIM115
        except OSError as error:
            raise self._untaken(error) from None
        self._stream = _compressed(self._file) if path.endswith(GZIP) else self._file

    def write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
        except OSError as error:
            raise self._untaken(error) from None

    def finish(self) -> None:
        """Bring everything to the file."""
        try:
            if self._stream is not self._file:
                self._stream.close()
            self._file.flush()
            self._size = self._file.tell() if self._file.seekable() else 0
            self._file.close()
        except OSError as error:
            raise self._untaken(error) from None

    def appear(self) -> int:
        """Give the complete file its name; its size in bytes."""
        try:
            if self._written != self._path:
                os.replace(self._written, self._path)
        except OSError as error:
            self.discard()
            raise self._untaken(error) from None
        return self._size

    def discard(self) -> None:
        """Leave nothing behind."""
        from contextlib import suppress

        with suppress(OSError):
            self._file.close()
        if self._written != self._path and os.path.exists(self._written):
            os.unlink(self._written)

    def _untaken(self, error: OSError) -> Exception:
        if isinstance(error, BrokenPipeError):
            return error
        kind = FullError if error.errno in (errno.ENOSPC, errno.EDQUOT) else UnavailableError
        return kind(
            f"cannot write to {printable(self._path)}: {error.strerror}; choose another place with -o"
        )


def _compressed(file: IO[bytes]) -> IO[bytes]:
    from gzip import GzipFile

    stream: IO[bytes] = GzipFile(filename="", mode="wb", fileobj=file, mtime=0)  # type: ignore[assignment]
    return stream
