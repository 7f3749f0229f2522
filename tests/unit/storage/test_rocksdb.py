"""What only RocksDB has: damage, permissions, traces of readers, errors of the library below."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from parseltongue.model.errors import (
    CorruptionError,
    FullError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage import rocksdb_native
from parseltongue.storage.rocksdb import RocksBackend, _finish_compaction

if TYPE_CHECKING:
    from pathlib import Path

    from rocksdict import WriteOptions

PAIRS = [(b"key%05d" % number, b"value-%05d-" % number + bytes(range(256))) for number in range(400)]


@pytest.fixture
def directory(tmp_path: Path) -> str:
    path = str(tmp_path / "store")
    with RocksBackend.open(path, mode="write") as store:
        store.write(PAIRS, durable=True)
    return path


def _table(directory: str) -> str:
    return next(os.path.join(directory, name) for name in os.listdir(directory) if name.endswith(".sst"))


def _flip(path: str, position: int) -> None:
    with open(path, "r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes((byte ^ 0x10,)))


def _files(directory: str) -> dict[str, tuple[int, int]]:
    return {entry.name: (entry.stat().st_mtime_ns, entry.stat().st_size) for entry in os.scandir(directory)}


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.9])
def test_a_flipped_byte_is_named_by_scans_and_gets(directory: str, part: float) -> None:
    path = _table(directory)
    _flip(path, 100 + int(part * sum(len(key) + len(value) for key, value in PAIRS)))
    with RocksBackend.open(directory, mode="read") as store:
        with pytest.raises(CorruptionError, match="damaged"):
            list(store.scan(b"", None))
        with pytest.raises(CorruptionError, match="damaged"):
            store.get_many([key for key, _ in PAIRS])
        with store.read_view() as view, pytest.raises(CorruptionError):
            list(view.scan(b"", None))
    with RocksBackend.open(directory, mode="write") as store:
        with store.read_view() as view, pytest.raises(CorruptionError):
            list(view.scan(b"", None))
        with pytest.raises(CorruptionError):
            list(store.scan(b"", None))


def test_every_damaged_or_truncated_tail_is_noticed(directory: str) -> None:
    path = _table(directory)
    size = os.path.getsize(path)
    for position in range(size - 60, size):
        _flip(path, position)
        try:
            with RocksBackend.open(directory, mode="read") as store:
                assert list(store.scan(b"", None)) == PAIRS
        except CorruptionError:
            pass
        _flip(path, position)
    os.truncate(path, size // 2)
    with pytest.raises(CorruptionError):
        RocksBackend.open(directory, mode="read")


def test_a_missing_table_is_corruption(directory: str) -> None:
    os.unlink(_table(directory))
    with pytest.raises(CorruptionError):
        RocksBackend.open(directory, mode="read")
    with pytest.raises(CorruptionError):
        RocksBackend.open(directory, mode="write")


def test_damaged_current_is_corruption(directory: str) -> None:
    with open(os.path.join(directory, "CURRENT"), "wb") as current:
        current.write(b"MANIFEST-zzz\n")
    with pytest.raises(CorruptionError, match="CURRENT"):
        RocksBackend.open(directory, mode="read")


def test_a_reader_leaves_no_trace(directory: str, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    before = _files(directory)
    options = {"scratch_directory": str(scratch)}
    with RocksBackend.open(directory, mode="read", options=options) as store:
        assert list(scratch.iterdir()) == []
        assert list(store.scan(b"", None)) == PAIRS
        store.refresh()
    assert _files(directory) == before


def test_a_reader_needs_some_scratch_directory(directory: str) -> None:
    with pytest.raises(UnavailableError, match="scratch_directory"):
        RocksBackend.open(directory, mode="read", options={"scratch_directory": "/nonexistent"})


def test_an_unchanged_store_is_not_opened_again_by_refresh(directory: str) -> None:
    with RocksBackend.open(directory, mode="read") as store:
        native = store._native
        store.refresh()
        assert store._native is native
        with RocksBackend.open(directory, mode="write") as writer:
            writer.write([(b"a", b"1")], durable=False)
            store.refresh()
            assert store._native is not native
            assert store.get(b"a") == b"1"


def _python(code: str, directory: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, directory]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("IO error: No space left on device: While appending to file: /s/000010.log", FullError),
        ("IO error: Disk quota exceeded: /s/000010.log", FullError),
        ("IO error: While lock file: /s/LOCK: Resource temporarily unavailable", LockedError),
        ("IO error: lock hold by current process, acquire time 1: /s/LOCK", LockedError),
        ("Corruption: block checksum mismatch: stored = 1", CorruptionError),
        (
            "IO error: No such file or directory: While open a file: /s/000012.sst: No such file",
            CorruptionError,
        ),
        ("IO error: Permission denied: /s/MANIFEST-000001", UnavailableError),
        ("IO error: No such file or directory: /s/CURRENT: No such file or directory", UnavailableError),
        ("Not implemented: Not supported operation in read only mode.", UnavailableError),
        ("something never seen", StorageError),
    ],
)
def test_native_errors_are_translated(text: str, kind: type[StorageError]) -> None:
    error = rocksdb_native.translated(Exception(text), "write to /s")
    assert type(error) is kind
    assert str(error).startswith("cannot write to /s")


def test_system_errors_are_translated_and_bugs_are_not() -> None:
    full = rocksdb_native.translated(OSError(errno.ENOSPC, "No space left on device", "/s"), "open /s")
    assert type(full) is FullError
    with pytest.raises(TypeError, match="a bug"):
        rocksdb_native.translated(TypeError("a bug"), "open /s")


_FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from parseltongue.model.errors import FullError
from parseltongue.storage.rocksdb import RocksBackend
store = RocksBackend.open(sys.argv[1], mode="write")
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
for number in range(40):
    try:
        store.write([(b"new%d" % number, bytes([number]) * 100_000)], durable=True)
        print(number, flush=True)
    except FullError:
        print("full", flush=True)
        break
import os
os._exit(0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of the file size")
def test_a_full_disk_is_said_and_loses_nothing_acknowledged(directory: str) -> None:
    done = _python(_FULL_DISK, directory)
    *written, last = done.stdout.split()
    assert (last, done.stderr) == ("full", "")
    assert written
    with RocksBackend.open(directory, mode="write") as store:
        found = {key for key, _ in store.scan(b"new", b"new\xff")}
        assert found == {b"new%s" % number.encode() for number in written}
        assert store.get(PAIRS[0][0]) == PAIRS[0][1]


_ENDLESS = """
import sys
from parseltongue.storage.rocksdb import RocksBackend
store = RocksBackend.open(sys.argv[1], mode="write", options={"write_buffer_size": "64KB"})
number = 0
while True:
    number += 1
    batch = [(b"%d-%d" % (part, number), b"x" * 500) for part in range(20)]
    store.write([*batch, (b"last", b"%d" % number)], durable=True)
    print(number, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 17, 60])
def test_a_killed_writer_keeps_acknowledged_batches_whole(directory: str, acknowledged: int) -> None:
    command = [sys.executable, "-c", _ENDLESS, directory]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as child:
        assert child.stdout is not None
        for _ in range(acknowledged):
            told = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
    for mode in ("read", "write"):
        with RocksBackend.open(directory, mode=mode) as store:
            last = int(store.get(b"last") or b"0")
            assert last >= told
            keys = [b"%d-%d" % (part, number) for number in range(1, last + 1) for part in range(20)]
            assert None not in store.get_many(keys)
            assert store.get(b"0-%d" % (last + 1)) is None


def test_readers_open_while_a_writer_flushes_and_compacts(directory: str) -> None:
    """A reader sees a prefix of the history, never a state with a hole in it."""
    stop = threading.Event()

    def write() -> None:
        with RocksBackend.open(directory, mode="write", options={"write_buffer_size": "64KB"}) as store:
            number = 0
            while not stop.is_set():
                number += 1
                store.write([(b"n%06d" % number, b"x" * 3000), (b"last", b"%d" % number)], durable=False)

    writer = threading.Thread(target=write)
    writer.start()
    deadline = time.monotonic() + 2.0
    opened = 0
    try:
        while time.monotonic() < deadline:
            with RocksBackend.open(directory, mode="read") as reader:
                last = int(reader.get(b"last") or b"0")
                assert sum(1 for _ in reader.scan(b"n", b"o")) == last
                opened += 1
    finally:
        stop.set()
        writer.join()
    assert opened > 5


def test_small_commits_do_not_pile_up_files(directory: str) -> None:
    for _ in range(30):
        with RocksBackend.open(directory, mode="write") as store:
            # Scattered like digests: tables whose ranges do not overlap would be kept apart.
            pairs = [(b"commit" + os.urandom(8), os.urandom(100)) for _ in range(20)]
            store.write(pairs, durable=True)
    tables = [name for name in os.listdir(directory) if name.endswith(".sst")]
    assert len(tables) <= 10
    with RocksBackend.open(directory, mode="read") as store:
        assert len(list(store.scan(b"commit", b"d"))) == 600


def test_nothing_is_preallocated(directory: str) -> None:
    with RocksBackend.open(directory, mode="write") as store:
        store.write([(b"a", b"1")], durable=True)
        assert store.size_on_disk() < 400 << 10


def test_options_reach_rocksdb(tmp_path: Path) -> None:
    directory = str(tmp_path / "tuned")
    options = {"write_buffer_size": "1MB", "max_background_jobs": 3, "compression": "zstd"}
    RocksBackend.open(directory, mode="write", options=options).close()
    text = "".join(path.read_text() for path in (tmp_path / "tuned").glob("OPTIONS-*"))
    for line in ("write_buffer_size=1048576", "max_background_jobs=3", "compression=kZSTD"):
        assert line in text
    RocksBackend.open(str(tmp_path / "default"), mode="write").close()
    text = "".join(path.read_text() for path in (tmp_path / "default").glob("OPTIONS-*"))
    for line in (
        "write_buffer_size=67108864",
        "max_write_buffer_number=3",
        "target_file_size_base=67108864",
        "max_background_jobs=4",
        "bytes_per_sync=1048576",
        "level_compaction_dynamic_level_bytes=true",
        "compression=kNoCompression",
    ):
        assert line in text


def test_opening_does_not_hide_pickle(directory: str) -> None:
    code = (
        "import sys; from parseltongue.storage.rocksdb import RocksBackend;"
        "RocksBackend.open(sys.argv[1], mode='read').close(); import pickle;"
        "print(pickle.loads(pickle.dumps(7)))"
    )
    done = _python(code, directory)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_a_flush_during_an_open_leaves_no_hole(directory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log read after the flush lacks what the manifest read before it does not have yet."""
    writer = RocksBackend.open(directory, mode="write")
    writer.write([(b"first", b"1")], durable=False)
    real, opened = rocksdb_native._open_copy, []

    def open_copy(*arguments: Any) -> Any:
        if not opened:
            writer.compact()
            writer.write([(b"second", b"2")], durable=False)
        opened.append(True)
        return real(*arguments)

    monkeypatch.setattr(rocksdb_native, "_open_copy", open_copy)
    with writer, RocksBackend.open(directory, mode="read") as reader:
        assert reader.get_many([b"first", b"second"]) == [b"1", b"2"]
    assert len(opened) == 2


class _Recorder:
    """Stands in for the native handle of a writer; `numbers` are what its properties say in turn."""

    def __init__(self, numbers: list[tuple[int, int]] | None = None) -> None:
        self.calls: list[object] = []
        self.numbers = numbers or []

    def write(self, pairs: object, options: WriteOptions | None) -> None:
        self.calls.append(options is not None and options.sync)

    def flush_wal(self, sync: bool) -> None:
        self.calls.append(sync)

    def get(self, key: bytes) -> None:
        return None

    def property_int_value(self, name: str) -> int:
        files, running = self.numbers[0]
        if name.endswith("level0"):
            return files
        if len(self.numbers) > 1:
            self.numbers.pop(0)
        return running


class TestABusyWriter:
    """A writer that changes the files during each attempt to open them."""

    def test_a_reader_gets_in_at_last(self, directory: str, monkeypatch: pytest.MonkeyPatch) -> None:
        same_tables, attempts = rocksdb_native._same_tables, []

        def busy(*signatures: rocksdb_native.Signature) -> bool:
            attempts.append(1)
            return len(attempts) > 100 and same_tables(*signatures)

        monkeypatch.setattr(rocksdb_native, "_same_tables", busy)
        monkeypatch.setattr(rocksdb_native, "_pause", lambda attempt: None)
        with RocksBackend.open(directory, mode="read") as reader:
            assert next(reader.scan(b"", None))
        assert len(attempts) == 101

    def test_it_does_not_try_for_ever(self, directory: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rocksdb_native, "_same_tables", lambda before, after: False)
        monkeypatch.setattr(rocksdb_native, "_OPEN_SECONDS", 0.2)
        with pytest.raises(UnavailableError, match="a writer keeps changing its files; try again"):
            RocksBackend.open(directory, mode="read")


def test_durable_writes_are_synced_and_others_are_not(directory: str) -> None:
    with RocksBackend.open(directory, mode="write") as store:
        native, recorder = store._native, _Recorder()
        store._native = recorder
        store.write([(b"a", b"1")], durable=False)
        store.write([(b"a", b"1")], durable=True)
        store.write((), durable=True)
        store.compare_and_swap(b"a", None, b"1")
        store._native = native
    assert recorder.calls == [False, True, True, True]


def test_closing_waits_for_a_due_compaction_to_start_and_end() -> None:
    native: Any = _Recorder([(8, 0), (8, 0), (8, 1), (8, 1), (0, 1), (0, 0)])
    _finish_compaction(native, 8)
    assert native.numbers == [(0, 0)]


def test_closing_does_not_wait_for_a_compaction_that_never_starts() -> None:
    started = time.monotonic()
    _finish_compaction(_Recorder([(9, 0)]), 8)  # type: ignore[arg-type]
    assert time.monotonic() - started < 2
