"""The contract of a storage backend: an ordered map from bytes to bytes.

A backend knows nothing of what it stores. Keys are 1 to `properties.largest_key` bytes and ordered as
unsigned bytes; values are 0 bytes to at least 64 MB. A missing key is `None`; a failure is an exception
of the `StorageError` tree, never a boolean and never a native exception of the library below.

Invariants that `parseltongue.testing` checks on every backend:

- a batch is written as a whole or not at all, whatever interrupts it;
- a scan or a read view shows one state, even while batches are written;
- a reader never waits for a writer, and sees its commits after `refresh` at the latest;
- after `close` every use raises `UnavailableError`; nothing of the store stays locked.

Every method may be called from any thread. A backend object must not be used in a process forked from
the one that opened it.

Source: S1, design sections 7 and 9.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.options import parse_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import ClassVar, Literal, Self

    from parseltongue.storage.options import Option, OptionValue

    Mode = Literal["read", "write"]
    NetworkUse = Literal["refused", "warned", "allowed"]
    Batch = Iterable[tuple[bytes, bytes | None]]

_COPY_BYTES = 1 << 20


class BackendProperties:
    """How a backend differs from others, as data.

    Parameters
    ----------
    name
        The name in the configuration and of its section `[storage.<name>]`.
    durable
        What was written outlives the process.
    shared_between_processes
        Another process can open the same directory and read what this one commits.
    exclusive_writer
        A second open for writing fails with `LockedError` until the first is closed.
    detects_corruption
        Damaged bytes in its files raise `CorruptionError` rather than being returned.
    reads_without_write_access
        A store can be read where nothing can be written. If not, opening it there is unavailable.
    largest_key
        Bytes a key may have.
    empty_bytes
        What a store with a single small pair takes on disk at most.
    network_file_systems
        "refused" where the engine's documentation forbids them, because locks or memory maps do not work
        there between machines; "warned" where it does not vouch for them; "allowed" where there are no
        files.
    """

    __slots__ = (
        "detects_corruption",
        "durable",
        "empty_bytes",
        "exclusive_writer",
        "largest_key",
        "name",
        "network_file_systems",
        "reads_without_write_access",
        "shared_between_processes",
    )

    def __init__(
        self,
        name: str,
        *,
        durable: bool,
        shared_between_processes: bool,
        exclusive_writer: bool,
        detects_corruption: bool,
        reads_without_write_access: bool = True,
        largest_key: int = 480,
        empty_bytes: int = 256 << 10,
        network_file_systems: NetworkUse = "warned",
    ) -> None:
        self.name = name
        self.durable = durable
        self.shared_between_processes = shared_between_processes
        self.exclusive_writer = exclusive_writer
        self.detects_corruption = detects_corruption
        self.reads_without_write_access = reads_without_write_access
        self.largest_key = largest_key
        self.empty_bytes = empty_bytes
        self.network_file_systems = network_file_systems


class ReadView(ABC):
    """One state of a store, readable until it is closed. Close it soon: it may hold space."""

    __slots__ = ()

    @abstractmethod
    def get(self, key: bytes) -> bytes | None:
        """The value of a key, `None` if it has none. O(log n)."""

    def get_many(self, keys: Iterable[bytes]) -> list[bytes | None]:
        """The values of several keys, in the order of the keys; repeated keys are allowed."""
        return [self.get(key) for key in keys]

    @abstractmethod
    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        """Pairs with `start` <= key < `end` in ascending order; `end` None is the end of the store.

        Proportional to what is consumed. Shows the state at the call.

        Raises
        ------
        CorruptionError
            A part of the range cannot be read. A scan never just ends early.
        """

    @abstractmethod
    def close(self) -> None:
        """Release what is held. Further calls do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class StorageBackend(ReadView):
    """A store opened for reading or writing.

    A subclass sets `properties` and `options`, implements the abstract methods and overrides the slow
    defaults that it can do better.
    """

    __slots__ = ()

    properties: ClassVar[BackendProperties]
    options: ClassVar[Mapping[str, Option]] = {}

    @classmethod
    @abstractmethod
    def open(cls, directory: str, *, mode: Mode, options: Mapping[str, object] | None = None) -> Self:
        """Open the store in `directory`; mode "write" creates it, with its parents, when missing.

        Raises
        ------
        ConfigError
            An option is unknown or out of its limits.
        LockedError
            Mode "write", and another process or object has it open for writing.
        UnavailableError
            There is no store, or it cannot be reached.
        CorruptionError, FormatVersionError, FullError
        """

    @classmethod
    @abstractmethod
    def exists(cls, directory: str) -> bool:
        """Whether a store of this kind is in `directory`. Opens nothing."""

    @classmethod
    def validate_options(cls, options: Mapping[str, object]) -> dict[str, OptionValue]:
        """Every option with its value, defaults included; `ConfigError` names what is allowed."""
        return parse_options(f"storage.{cls.properties.name}", cls.options, options)

    @abstractmethod
    def write(self, batch: Batch, *, durable: bool) -> None:
        """Put (or, value `None`, delete) all pairs of `batch`; the last pair of a repeated key counts.

        Atomic for readers and across crashes. If the iterable raises, nothing is written. With `durable`
        this and all earlier batches survive a power cut once the call returns; without, they survive the
        death of the process, but a power cut may lose the latest ones, in order.

        Raises
        ------
        FullError
            No space is left; nothing was written.
        UnavailableError
            The store is closed or was opened for reading.
        """

    @abstractmethod
    def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool:
        """Replace the value of `key` if it is `expected`, durably; `None` stands for "no value".

        Returns whether it was. Atomic against every other write to the store.
        """

    @abstractmethod
    def read_view(self) -> ReadView:
        """The current state, unmoved by later writes and refreshes."""

    @abstractmethod
    def refresh(self) -> None:
        """Let a store opened for reading see what was committed until now. Cheap if nothing was."""

    @abstractmethod
    def size_on_disk(self) -> int:
        """Bytes allocated to the store's files, logs included."""

    @abstractmethod
    def compact(self) -> None:
        """Give back the space of deleted and replaced pairs. May take long; readers go on."""

    def checkpoint(self, directory: str) -> None:
        """Copy the current state to a new store in `directory`, which must be missing or empty.

        The copy opens like any other store. This default copies pair by pair.
        """
        require_vacant(directory)
        with type(self).open(directory, mode="write") as copy, self.read_view() as view:
            for batch in _batches(view.scan(b"", None)):
                copy.write(batch, durable=False)
            copy.write((), durable=True)


def require_vacant(directory: str) -> None:
    """Refuse a directory that holds anything.

    Raises
    ------
    UnavailableError
        It is not empty, or not a directory.
    """
    try:
        occupied = bool(os.listdir(directory))
    except FileNotFoundError:
        return
    except OSError as error:
        raise UnavailableError(f"cannot write a copy to {directory}: {error.strerror}") from error
    if occupied:
        raise UnavailableError(f"cannot write a copy to {directory}: it is not empty; name a new directory")


def allocated_bytes(directory: str) -> int:
    """Bytes of disk blocks allocated to the files below `directory`; vanishing files count as zero."""
    total = 0
    pending = [directory]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            else:
                total += allocated(entry)
    return total


def allocated(entry: os.DirEntry[str]) -> int:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return 0
    # Windows reports no blocks; the length is the closest it has.
    blocks = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else int(blocks) * 512


def _batches(pairs: Iterator[tuple[bytes, bytes]]) -> Iterator[list[tuple[bytes, bytes | None]]]:
    batch: list[tuple[bytes, bytes | None]] = []
    size = 0
    for key, value in pairs:
        batch.append((key, value))
        size += len(key) + len(value)
        if size >= _COPY_BYTES:
            yield batch
            batch, size = [], 0
    yield batch
