"""Reading and hashing files of a tree that may change at any moment, and may be hostile.

A file that cannot be read is a `Failure`, a value; nothing here raises for one file. Symlinks are not
followed, FIFOs do not block. A digest covers the content and nothing else: with the mtime in it, every fresh
clone would look modified.

Large files are read in pieces, not mapped: a file that another process truncates while it is mapped kills
this one with SIGBUS. BLAKE3 hashes such a piece with several threads; for files below a megabyte starting
threads costs more than it saves, and sha256 and xxhash cannot use them at all.
"""

from __future__ import annotations

import os

from parseltongue.model.ids import DIGEST_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class _Hasher(Protocol):
        def update(self, data: bytes, /) -> object: ...
        def digest(self) -> bytes: ...


# Algorithms of the stat index. The content digest inside snapshots is always BLAKE3.
ALGORITHMS = ("blake3", "sha256", "xxhash")

VANISHED = "vanished"
UNREADABLE = "unreadable"
TOO_LARGE = "too large"
CHANGING = "changing"
NOT_REGULAR = "not a regular file"

_PIECE = 4 << 20
_THREADS_FROM = 1 << 20
_ATTEMPTS = 3
_TYPE_MASK, _REGULAR = 0o170000, 0o100000
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class Failure:
    """Why a file has no content: one of the constants of this module, and a detail for people."""

    __slots__ = ("detail", "reason")

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failure) and (self.reason, self.detail) == (other.reason, other.detail)

    def __hash__(self) -> int:
        return hash((self.reason, self.detail))

    def __repr__(self) -> str:
        return f"Failure({self.reason!r}, {self.detail!r})"


def read_file(root: str, path: str, cap: int | None = None) -> bytes | Failure:
    """The whole content of one file, as it was at one moment.

    Parameters
    ----------
    root, path
        Workspace folder, and a path relative to it.
    cap
        Largest size in bytes that is read; None reads any.

    Returns
    -------
    bytes | Failure
        `CHANGING` after three reads during which the file was written to.
    """
    return read_path(root + "/" + path, cap)


def read_head(root: str, path: str, size: int) -> bytes:
    """The first bytes of a file; none if it cannot be read."""
    try:
        file = os.open(root + "/" + path, _FLAGS)
    except OSError:
        return b""
    try:
        return os.read(file, size)
    except OSError:
        return b""
    finally:
        os.close(file)


def read_path(full_path: str, cap: int | None = None) -> bytes | Failure:
    """`read_file` for a path that is already whole."""
    return _stable(full_path, lambda file: _read_open(file, cap))


def hash_file(
    root: str, path: str, algorithm: str = "blake3", *, cap: int | None = None, parallel: bool = True
) -> bytes | Failure:
    """The digest of one file's content; memory stays at a few megabytes however large it is.

    Parameters
    ----------
    algorithm
        One of `ALGORITHMS`.
    parallel
        Let BLAKE3 use several threads for files of a megabyte and more.
    """
    return _stable(root + "/" + path, lambda file: _hash_open(file, algorithm, cap, parallel))


def _stable(full_path: str, use: Callable[[int], bytes | Failure | None]) -> bytes | Failure:
    """What comes of an open file that nobody writes to meanwhile; `use` gives None if somebody did."""
    for _ in range(_ATTEMPTS):
        try:
            file = os.open(full_path, _FLAGS)
        except OSError as error:
            return _failure(error, full_path)
        try:
            found = use(file)
        except OSError as error:
            return _failure(error, full_path)
        finally:
            os.close(file)
        if found is not None:
            return found
    return Failure(CHANGING, f"written to during each of {_ATTEMPTS} reads")


def hash_bytes(content: bytes, algorithm: str = "blake3") -> bytes:
    """The digest of content that is in memory, in at most `DIGEST_SIZE` bytes, as snapshots keep it."""
    hasher = _hasher(algorithm, 1)
    hasher.update(content)
    return hasher.digest()[:DIGEST_SIZE]


def _read_open(file: int, cap: int | None) -> bytes | Failure | None:
    """The content, why there is none, or None if it changed under the reader."""
    before = os.fstat(file)
    refusal = _refusal(before, cap)
    if refusal is not None:
        return refusal
    # One byte more than announced: a file that has grown shows at once, and the end is seen in one call.
    content = os.read(file, before.st_size + 1)
    if len(content) < before.st_size:
        content = _read_rest(file, content, before.st_size)
    return content if _same(before, os.fstat(file)) and len(content) == before.st_size else None


def _read_rest(file: int, start: bytes, size: int) -> bytes:
    """Continue after a short read (network file systems, 2 GiB limits)."""
    parts, have = [start], len(start)
    while have < size:
        part = os.read(file, size - have)
        if not part:
            break
        parts.append(part)
        have += len(part)
    return b"".join(parts)


def _hash_open(file: int, algorithm: str, cap: int | None, parallel: bool) -> bytes | Failure | None:
    before = os.fstat(file)
    refusal = _refusal(before, cap)
    if refusal is not None:
        return refusal
    threaded = parallel and before.st_size >= _THREADS_FROM
    hasher = _hasher(algorithm, _auto_threads() if threaded else 1)
    total = 0
    while piece := os.read(file, _PIECE):
        total += len(piece)
        if total > before.st_size:
            return None
        hasher.update(piece)
    whole = _same(before, os.fstat(file)) and total == before.st_size
    return hasher.digest()[:DIGEST_SIZE] if whole else None


def _refusal(found: os.stat_result, cap: int | None) -> Failure | None:
    if found.st_mode & _TYPE_MASK != _REGULAR:
        return Failure(NOT_REGULAR)
    if cap is not None and found.st_size > cap:
        return Failure(TOO_LARGE, f"{found.st_size} bytes, at most {cap} are read")
    return None


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    # Not the ctime: a chmod or a new hard link during the read changes nothing in the content.
    return before.st_size == after.st_size and before.st_mtime_ns == after.st_mtime_ns


def _failure(error: OSError, full_path: str) -> Failure:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Failure(VANISHED)
    # O_NOFOLLOW refuses a symlink with ELOOP, EMLINK or EFTYPE, depending on the system.
    if os.path.islink(full_path):
        return Failure(NOT_REGULAR, "symlink")
    if isinstance(error, IsADirectoryError):
        return Failure(NOT_REGULAR, "folder")
    return Failure(UNREADABLE, error.strerror or type(error).__name__)


def _hasher(algorithm: str, threads: int) -> _Hasher:
    if algorithm == "blake3":
        from blake3 import blake3

        return blake3(max_threads=threads)
    if algorithm == "sha256":
        from hashlib import sha256

        return sha256()
    if algorithm == "xxhash":
        from xxhash import xxh3_128

        return xxh3_128()
    raise ValueError(f"unknown hash algorithm {algorithm!r}; known: {', '.join(ALGORITHMS)}")


def _auto_threads() -> int:
    from blake3 import blake3

    return blake3.AUTO
