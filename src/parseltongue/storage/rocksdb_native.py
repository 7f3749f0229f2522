"""The edge to RocksDB: options, error translation, and opening for reading without leaving a trace.

Opening for reading. `rocksdict` rewrites `rocksdict-config.json` beside the data at every open, and so
fails on a read-only mount and races with a writer. Hence a reader opens a private scratch directory that
holds copies of `CURRENT` and the manifest (a few KB), with `db_paths` and `wal_dir` pointing at the
store; the scratch is removed as soon as the open returns, because every table file is open by then. The
copy also freezes the manifest: if the store's manifest or its set of logs has moved meanwhile, logs may
have been deleted between our reading the one and the other, which would lose the middle of the history.
Then the open is repeated.

Never open the store's `LOCK` file here: RocksDB holds it with a POSIX record lock, which the kernel drops
as soon as this process closes *any* descriptor of that file.
"""

from __future__ import annotations

import os
import sys
import time
from _thread import _count

from rocksdict import (
    AccessType,
    BlockBasedOptions,
    Cache,
    DbClosedError,
    DBCompressionType,
    DBPath,
    Options,
    Rdict,
)

from parseltongue.model.errors import (
    CorruptionError,
    FullError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage.files import make_private
from parseltongue.storage.options import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from parseltongue.storage.options import OptionValue

_MB = 1 << 20

OPTIONS: Mapping[str, Option] = {
    "write_buffer_size": Option(64 * _MB, "memory of one write buffer", lowest=64 << 10, size=True),
    "max_write_buffer_number": Option(3, "write buffers at most", lowest=1, highest=64),
    "target_file_size_base": Option(64 * _MB, "size of a table file", lowest=64 << 10, size=True),
    "max_background_jobs": Option(4, "threads that flush and compact", lowest=1, highest=64),
    "bytes_per_sync": Option(_MB, "bytes between background syncs of table files; 0 for none", size=True),
    "level_compaction_dynamic_level_bytes": Option(True, "derive level sizes from the last level"),
    "level0_file_num_compaction_trigger": Option(8, "small files before a merge", lowest=2, highest=64),
    "block_size": Option(4 << 10, "uncompressed bytes of a block", lowest=1 << 10, highest=_MB, size=True),
    "block_cache_size": Option(256 << 10, "memory that keeps blocks", size=True),
    "bloom_bits_per_key": Option(10, "size of the filters for point reads; 0 for none", highest=64),
    "compression": Option(
        "none", "block compression; records arrive compressed", choices=("none", "lz4", "zstd")
    ),
    "scratch_directory": Option("", "where opening for reading may write; the system's if empty"),
}

# Beyond this the log would be preallocated by 70 MB at each open and counted as the store's size.
_LOG_PREALLOCATION = _MB
_OPEN_SECONDS = 20.0
"""How long opening for reading is tried while writers change the files; one attempt takes milliseconds."""

_TRANSLATIONS: tuple[tuple[tuple[str, ...], type[StorageError], str], ...] = (
    (
        ("No space left", "Disk quota exceeded", "File too large"),
        FullError,
        "no space is left; free some and run again",
    ),
    (
        ("lock hold by current process", "While lock file"),
        LockedError,
        "it is open for writing already; try again later",
    ),
    (
        ("ermission denied", "Read-only", "Operation not permitted"),
        UnavailableError,
        "access is denied; check the permissions",
    ),
    (
        ("Corruption", "checksum mismatch", ".sst: No such file", "MANIFEST"),
        CorruptionError,
        "stored bytes are damaged; run `parseltongue storage repair`",
    ),
    (
        ("IO error", "No such file", "Not a directory", "File exists", "Is a directory", "Not implemented"),
        UnavailableError,
        "check that the path can be used",
    ),
)

Signature = tuple[str, int, tuple[tuple[str, int], ...]]
"""Manifest name, its length, and name and length of every log: equal signatures, equal content."""


def native_options(values: Mapping[str, OptionValue], *, create: bool) -> Options:
    """RocksDB's options for a store of records that arrive compressed."""
    options = Options(raw_mode=True)
    options.create_if_missing(create)
    options.set_write_buffer_size(int(values["write_buffer_size"]))
    options.set_max_write_buffer_number(int(values["max_write_buffer_number"]))
    options.set_target_file_size_base(int(values["target_file_size_base"]))
    options.set_max_background_jobs(int(values["max_background_jobs"]))
    options.set_bytes_per_sync(int(values["bytes_per_sync"]))
    options.set_level_compaction_dynamic_level_bytes(bool(values["level_compaction_dynamic_level_bytes"]))
    options.set_level_zero_file_num_compaction_trigger(int(values["level0_file_num_compaction_trigger"]))
    options.set_compression_type(getattr(DBCompressionType, str(values["compression"]))())
    options.set_block_based_table_factory(_table_options(values))
    _set_fixed_options(options)
    return options


def _set_fixed_options(options: Options) -> None:
    # All table files stay open, so that a reader survives their deletion by a compaction.
    options.set_max_open_files(-1)
    options.set_max_file_opening_threads(1)
    options.set_skip_stats_update_on_db_open(True)
    options.set_keep_log_file_num(1)
    options.set_recycle_log_file_num(0)
    options.set_max_total_wal_size(_LOG_PREALLOCATION)
    options.set_manifest_preallocation_size(64 << 10)
    options.set_stats_dump_period_sec(0)
    options.set_stats_persist_period_sec(0)


def _table_options(values: Mapping[str, OptionValue]) -> BlockBasedOptions:
    table = BlockBasedOptions()
    table.set_format_version(5)
    table.set_block_size(int(values["block_size"]))
    table.set_block_cache(Cache(int(values["block_cache_size"])))
    if values["bloom_bits_per_key"]:
        table.set_bloom_filter(int(values["bloom_bits_per_key"]), False)
    return table


class _NoPickle:
    """Stands in for the `pickle` module while a store is opened."""

    @staticmethod
    def dumps(value: object) -> bytes:
        raise NotImplementedError("raw mode stores bytes only")

    loads = dumps


def _open_native(path: str, options: Options, access: AccessType) -> Rdict:
    # rocksdict imports pickle at every open, 12 ms with all that it imports, to serialise what raw mode
    # never passes to it: most of the time of a cold open. With other threads about, one of them might
    # import pickle at this very moment, so then it gets the real one.
    if "pickle" in sys.modules or _count():
        return Rdict(path, options, access_type=access)
    sys.modules["pickle"] = _NoPickle  # type: ignore[assignment]
    try:
        return Rdict(path, options, access_type=access)
    finally:
        del sys.modules["pickle"]


def open_for_writing(directory: str, values: Mapping[str, OptionValue]) -> Rdict:
    """Open the store read-write, creating it when missing.

    Raises
    ------
    LockedError
        It is open for writing already, in this process or another.
    """
    try:
        make_private(directory)
        return _open_native(directory, native_options(values, create=True), AccessType.read_write())
    except Exception as error:
        raise translated(error, f"open {directory} for writing") from error


def open_for_reading(directory: str, values: Mapping[str, OptionValue]) -> tuple[Rdict, Signature]:
    """Open the store's committed state; blocks no writer and writes nothing into `directory`.

    Raises
    ------
    UnavailableError
        There is no store, it cannot be read, or a writer kept changing its files.
    CorruptionError
    """
    action = f"open {directory} for reading"
    deadline = time.monotonic() + _OPEN_SECONDS
    attempt = 0
    while time.monotonic() < deadline:
        before = None
        try:
            manifest, before = _manifest_and_signature(directory)
            native = _open_copy(directory, manifest, before, values)
            if _same_tables(before, signature(directory)):
                return native, before
            native.close()
        except Exception as error:
            if not _moved(directory, before, error):
                raise translated(error, action) from error
        attempt += 1
        _pause(attempt)
    raise UnavailableError(f"cannot {action}: a writer keeps changing its files; try again")


def _pause(attempt: int) -> None:
    """Wait for longer after each attempt, by chance: in step with a writer, all attempts would fail."""
    time.sleep(min(0.001 * attempt, 0.02) * os.urandom(1)[0] / 128)


def _moved(directory: str, before: Signature | None, error: Exception) -> bool:
    """Whether the store's files changed since `before`, so that `error` may be due to that."""
    if before is None:
        return isinstance(error, FileNotFoundError) and os.path.isfile(os.path.join(directory, "CURRENT"))
    try:
        return not _same_tables(before, signature(directory))
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _same_tables(before: Signature, after: Signature) -> bool:
    logs_before = [name for name, _ in before[2]]
    return before[:2] == after[:2] and logs_before == [name for name, _ in after[2]]


def signature(directory: str) -> Signature:
    """What changes with every commit; costs one directory listing.

    Raises
    ------
    FileNotFoundError
        There is no store, or its manifest was replaced at this moment.
    """
    manifest = _current_manifest(directory)
    size = os.stat(os.path.join(directory, manifest)).st_size
    return manifest, size, _logs(directory)


def _current_manifest(directory: str) -> str:
    with open(os.path.join(directory, "CURRENT"), "rb") as current:
        name = current.read(64).decode("ascii", "replace").strip()
    if not name.startswith("MANIFEST-") or not name[9:].isdigit():
        raise CorruptionError(f"{directory}/CURRENT is damaged; run `parseltongue storage repair`")
    return name


def _logs(directory: str) -> tuple[tuple[str, int], ...]:
    names = sorted(name for name in os.listdir(directory) if name.endswith(".log"))
    return tuple((name, os.stat(os.path.join(directory, name)).st_size) for name in names)


def _manifest_and_signature(directory: str) -> tuple[bytes, Signature]:
    name = _current_manifest(directory)
    with open(os.path.join(directory, name), "rb") as file:
        manifest = file.read()
    return manifest, (name, len(manifest), _logs(directory))


def _open_copy(directory: str, manifest: bytes, taken: Signature, values: Mapping[str, OptionValue]) -> Rdict:
    scratch = _make_scratch(directory, str(values["scratch_directory"]))
    try:
        _write(os.path.join(scratch, taken[0]), manifest)
        _write(os.path.join(scratch, "CURRENT"), taken[0].encode() + b"\n")
        options = native_options(values, create=False)
        options.set_db_paths([DBPath(directory, 1 << 62)])
        options.set_wal_dir(directory)
        return _open_native(scratch, options, AccessType.read_only(False))
    finally:
        _remove_scratch(scratch)


def _make_scratch(directory: str, configured: str) -> str:
    # Not the tempfile module: importing it takes longer than everything else here.
    environ = os.environ
    usual = (environ.get("TMPDIR"), environ.get("TEMP"), "/tmp", "/var/tmp", directory)
    failure: OSError | None = None
    for base in (configured,) if configured else usual:
        if not base:
            continue
        scratch = os.path.join(base, f"parseltongue-{os.getpid()}-{os.urandom(6).hex()}")
        try:
            os.mkdir(scratch, 0o700)
        except OSError as error:
            failure = error
        else:
            return scratch
    raise UnavailableError(
        f"cannot open {directory} for reading: no temporary directory can be written to "
        f"({failure}); set storage.rocksdb.scratch_directory"
    )


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def _remove_scratch(scratch: str) -> None:
    try:
        for name in os.listdir(scratch):
            os.unlink(os.path.join(scratch, name))
        os.rmdir(scratch)
    except OSError:
        pass  # A few KB in a temporary directory are no reason to fail a read.


def translated(error: Exception, action: str) -> StorageError:
    """The typed error for a native one; any other exception is raised as it is."""
    if isinstance(error, DbClosedError):
        return UnavailableError(f"cannot {action}: the store is closed; open it again")
    if isinstance(error, OSError):
        # Those of rocksdict have a message only.
        return _translated_text(f"{error.strerror or error}: {error.filename or ''}", action)
    if type(error) is not Exception:  # rocksdict raises bare exceptions for whatever RocksDB reports
        raise error
    return _translated_text(str(error), action)


def _translated_text(text: str, action: str) -> StorageError:
    if "CURRENT" in text and "No such file" in text:
        return UnavailableError(f"cannot {action}: there is no store; create one first")
    for signs, kind, advice in _TRANSLATIONS:
        if any(sign in text for sign in signs):
            return kind(f"cannot {action}: {advice} ({text})")
    return StorageError(f"cannot {action}: {text}")
