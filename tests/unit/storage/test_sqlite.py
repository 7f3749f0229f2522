"""What only SQLite has: a log, pages, a mark that tells whose file it is."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import (
    CorruptionError,
    FormatVersionError,
    FullError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.storage import sqlite_native
from parseltongue.storage.sqlite import SqliteBackend
from parseltongue.storage.sqlite_native import FILE, FORMAT_VERSION, translated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parseltongue.storage.options import OptionValue


@pytest.fixture
def directory(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def _statement(directory: str, statement: str) -> object:
    connection = sqlite3.connect(os.path.join(directory, FILE))
    try:
        return connection.execute(statement).fetchone()
    finally:
        connection.close()


def test_the_page_size_is_that_of_a_new_store(directory: str) -> None:
    SqliteBackend.open(directory, mode="write", options={"page_size": "16KB"}).close()
    assert _statement(directory, "PRAGMA page_size") == (16384,)
    assert _statement(directory, "PRAGMA journal_mode") == ("wal",)


def test_a_file_of_another_program_is_refused(directory: str) -> None:
    SqliteBackend.open(directory, mode="write").close()
    _statement(directory, "PRAGMA application_id = 77")
    with pytest.raises(CorruptionError, match="not a store of Parseltongue"):
        SqliteBackend.open(directory, mode="read")


def test_a_newer_format_is_refused(directory: str) -> None:
    SqliteBackend.open(directory, mode="write").close()
    _statement(directory, f"PRAGMA user_version = {FORMAT_VERSION + 1}")
    with pytest.raises(FormatVersionError, match="upgrade"):
        SqliteBackend.open(directory, mode="write")


def test_a_store_is_there_when_its_file_is(directory: str) -> None:
    """No process can find a file without its table, whenever the one that makes it is killed."""
    os.makedirs(directory)
    unfinished = os.path.join(directory, FILE + ".123-abcd")
    with open(unfinished, "wb") as file:
        file.write(b"half")
    assert not SqliteBackend.exists(directory)
    with SqliteBackend.open(directory, mode="write") as store:
        store.write([(b"a", b"1")], durable=True)
    with SqliteBackend.open(directory, mode="read") as store:
        assert store.get(b"a") == b"1"


def test_a_writer_that_ignores_the_store_lock_is_waited_for_and_then_named(directory: str) -> None:
    with SqliteBackend.open(directory, mode="write", options={"busy_timeout_ms": 50}) as store:
        other = sqlite3.connect(os.path.join(directory, FILE), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match="another process is writing"):
            store.write([(b"a", b"1")], durable=False)
        assert store.get(b"a") is None
        other.execute("ROLLBACK")
        other.close()
        store.write([(b"a", b"1")], durable=False)
        assert store.get(b"a") == b"1"


def test_a_store_that_cannot_be_written_is_left_closed(
    directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqliteBackend.open(directory, mode="write").close()
    opened: list[sqlite3.Connection] = []
    connect = sqlite_native.connect

    def only_for_reading(
        path: str, values: Mapping[str, OptionValue], *, writable: bool
    ) -> sqlite3.Connection:
        if writable:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        opened.append(connect(path, values, writable=writable))
        return opened[-1]

    monkeypatch.setattr(sqlite_native, "connect", only_for_reading)
    with pytest.raises(StorageError):
        SqliteBackend.open(directory, mode="write")
    [reader] = opened
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        reader.execute("SELECT 1")


def test_the_log_does_not_outlive_the_last_handle(directory: str) -> None:
    with SqliteBackend.open(directory, mode="write") as store:
        store.write([(b"a", bytes(100_000))], durable=False)
        assert os.path.exists(os.path.join(directory, FILE + "-wal"))
    assert os.listdir(directory) == [FILE]


class _Recorder:
    """A connection that notes how durable each commit is."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.modes: list[str] = []

    def execute(self, statement: str, *parameters: object) -> object:
        if "synchronous" in statement:
            self.modes.append(statement.rpartition(" ")[2])
        return self.connection.execute(statement, *parameters)

    def __getattr__(self, name: str) -> object:
        return getattr(self.connection, name)


def test_durable_commits_are_synced_and_others_are_not(
    directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with SqliteBackend.open(directory, mode="write") as store:
        assert store._writer is not None
        synced.clear()
        recorder = _Recorder(store._writer.take())
        store._writer.give(recorder)  # type: ignore[arg-type]
        store.write([(b"a", b"1")], durable=False)
        store.write([(b"a", b"1")], durable=True)
        store.compare_and_swap(b"a", b"1", b"2")
        assert recorder.modes == ["NORMAL", "FULL", "FULL"]
        assert synced == []
        store.write((), durable=True)
        assert len(synced) == 1


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(28, "No space left on device"), FullError),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), UnavailableError),
        (sqlite3.OperationalError("no such table: pairs"), CorruptionError),
    ],
)
def test_native_errors_are_translated(error: Exception, kind: type[StorageError]) -> None:
    assert type(translated(error, "write to /s")) is kind


def test_bugs_are_not_translated() -> None:
    with pytest.raises(TypeError, match="a bug"):
        translated(TypeError("a bug"), "read")
    with pytest.raises(sqlite3.ProgrammingError):
        translated(sqlite3.ProgrammingError("Incorrect number of bindings supplied"), "read")
