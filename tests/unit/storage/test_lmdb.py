"""What only LMDB has: a map that grows, files that replace each other, a pinned format."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import lmdb
import pytest

from parseltongue.model.errors import (
    CorruptionError,
    FormatVersionError,
    FullError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage.lmdb import LmdbBackend
from parseltongue.storage.lmdb_native import _opened, translated

if TYPE_CHECKING:
    from pathlib import Path

SMALL = {"map_size": "1MB"}


@pytest.fixture
def directory(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def _files(directory: str) -> list[str]:
    return sorted(name for name in os.listdir(directory) if not name.endswith("-lock"))


def _batch(number: int) -> list[tuple[bytes, bytes]]:
    return [(b"%d-%d" % (number, part), os.urandom(50_000)) for part in range(10)]


def test_the_map_grows_with_the_store(directory: str) -> None:
    with LmdbBackend.open(directory, mode="write", options=SMALL) as store:
        pairs = [pair for number in range(10) for pair in _batch(number)]
        for start in range(0, len(pairs), 20):
            store.write(pairs[start : start + 20], durable=False)
        assert dict(store.scan(b"", None)) == dict(pairs)
    with LmdbBackend.open(directory, mode="read", options=SMALL) as store:
        assert len(list(store.scan(b"", None))) == 100


def test_a_reader_follows_a_map_that_another_process_has_enlarged(directory: str) -> None:
    """Another process: here, a second environment on a hard link, which LMDB takes for another file."""
    LmdbBackend.open(directory, mode="write", options=SMALL).close()
    with LmdbBackend.open(directory, mode="read", options=SMALL) as reader:
        assert reader.get(b"0-0") is None
        code = (
            "import sys\n"
            "from parseltongue.storage.lmdb import LmdbBackend\n"
            "with LmdbBackend.open(sys.argv[1], mode='write') as store:\n"
            "    for number in range(8):\n"
            "        store.write([(b'%d-%d' % (number, part), bytes(50_000)) for part in range(10)],"
            " durable=False)\n"
        )
        _run(code, directory)
        assert reader.get(b"7-9") == bytes(50_000)
        assert len(list(reader.scan(b"", None))) == 80


def _run(code: str, directory: str) -> None:
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code, directory], check=True, env=environment)


def test_threads_read_while_the_map_grows(directory: str) -> None:
    stop, failures = threading.Event(), []
    with LmdbBackend.open(directory, mode="write", options=SMALL) as store:
        store.write([(b"k", b"v")], durable=False)

        def read() -> None:
            while not stop.is_set():
                try:
                    assert store.get(b"k") == b"v"
                    assert next(iter(store.scan(b"k", None)))[0] == b"k"
                    time.sleep(0.001)
                except BaseException as error:
                    failures.append(error)
                    return

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for number in range(10):
                store.write(_batch(number), durable=False)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert failures == []


def test_a_view_that_stays_open_keeps_the_map_from_growing_and_is_named(
    directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parseltongue.storage.lmdb_native._GROW_SECONDS", 0.05)
    with LmdbBackend.open(directory, mode="write", options=SMALL) as store:
        store.write([(b"k", b"v")], durable=False)
        with store.read_view() as view:
            large = [pair for number in range(10) for pair in _batch(number)]
            with pytest.raises(FullError, match="views or scans of this process are open"):
                store.write(large, durable=False)
            assert view.get(b"k") == b"v"
        store.write(_batch(11), durable=False)
        assert store.get(b"11-3") is not None


def test_a_compaction_replaces_the_file(directory: str) -> None:
    with LmdbBackend.open(directory, mode="write") as store:
        store.write(_batch(1), durable=False)
        assert _files(directory) == ["1.mdb"]
        store.compact()
        assert _files(directory) == ["2.mdb"]
        store.write(_batch(2), durable=True)
    with LmdbBackend.open(directory, mode="read") as store:
        assert len(list(store.scan(b"", None))) == 20


def test_a_writer_whose_file_was_replaced_writes_to_the_newest(directory: str) -> None:
    with (
        LmdbBackend.open(directory, mode="write") as first,
        LmdbBackend.open(directory, mode="write") as second,
    ):
        second.compact()
        assert first._number == 1
        first.write([(b"a", b"1")], durable=False)
        assert first.compare_and_swap(b"b", None, b"2")
        assert second.get_many([b"a", b"b"]) == [b"1", b"2"]
        assert first._number == 2


def test_what_a_killed_compaction_left_is_removed(directory: str) -> None:
    with LmdbBackend.open(directory, mode="write") as store:
        store.write([(b"a", b"1")], durable=True)
        store.compact()
    for leftover in ("1.mdb", "1.mdb-lock", "3.mdb.unfinished"):
        with open(os.path.join(directory, leftover), "wb") as file:
            file.write(b"half")
    with LmdbBackend.open(directory, mode="read") as store:
        assert store.get(b"a") == b"1"
    with LmdbBackend.open(directory, mode="write") as store:
        assert store.get(b"a") == b"1"
    assert _files(directory) == ["2.mdb"]


def test_nothing_stays_open(directory: str) -> None:
    with LmdbBackend.open(directory, mode="write") as store:
        scan, view = store.scan(b"", None), store.read_view()
        store.compact()
        del scan
    view.close()
    assert directory not in " ".join(_opened)


def test_the_format_is_that_of_0_9(directory: str) -> None:
    LmdbBackend.open(directory, mode="write").close()
    with open(os.path.join(directory, "1.mdb"), "rb") as file:
        head = file.read(24)
    assert int.from_bytes(head[20:24], "little") == 1


def test_another_format_is_refused(directory: str) -> None:
    os.mkdir(directory)
    path = os.path.join(directory, "1.mdb")
    lmdb.open(path, subdir=False, lib_version=1).close()
    with pytest.raises((FormatVersionError, CorruptionError), match="LMDB"):
        LmdbBackend.open(directory, mode="read")


def test_verify_on_open_looks_at_every_page(directory: str) -> None:
    with LmdbBackend.open(directory, mode="write") as store:
        store.write([(b"%05d" % number, bytes(500)) for number in range(2000)], durable=True)
    with LmdbBackend.open(directory, mode="read", options={"verify_on_open": True}) as store:
        assert store.get(b"00007") == bytes(500)
    path = os.path.join(directory, "1.mdb")
    with open(path, "r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 64)
    with pytest.raises(CorruptionError, match="is damaged"):
        LmdbBackend.open(directory, mode="read", options={"verify_on_open": True})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (lmdb.Error("mdb_txn_commit: No space left on device"), FullError),
        (lmdb.Error("mdb_txn_commit: File too large"), FullError),
        (lmdb.Error("open: Permission denied"), UnavailableError),
        (lmdb.CorruptedError("x"), CorruptionError),
        (lmdb.VersionMismatchError("x"), FormatVersionError),
        (OSError(28, "No space left on device"), FullError),
    ],
)
def test_native_errors_are_translated(error: Exception, kind: type[StorageError]) -> None:
    found = translated(error, "write to /s")
    assert type(found) is kind
    assert str(found).startswith("cannot write to /s: ")


def test_bugs_are_not_translated() -> None:
    with pytest.raises(TypeError, match="a bug"):
        translated(TypeError("a bug"), "read")
