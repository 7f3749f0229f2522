"""Copies of a store: complete, consistent while others write, resumable, and never mixed up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, ClassVar

import pytest

from parseltongue.isg.keys import DICTIONARIES, OBJECTS, REFS, namespace_end
from parseltongue.model.errors import (
    ConfigError,
    CorruptionError,
    FormatVersionError,
    FullError,
    UnavailableError,
)
from parseltongue.storage import registry
from parseltongue.storage.backend import BackendProperties
from parseltongue.storage.rocksdb import RocksBackend
from parseltongue.testing.faults import FaultyBackend
from parseltongue.workspace.store import Store
from parseltongue.workspace.upkeep.transfer import is_compressed_as
from tests.crash.workloads import edit, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace


class OtherBackend(RocksBackend):
    """A backend of another name."""

    properties: ClassVar[BackendProperties] = BackendProperties(
        "other",
        durable=True,
        shared_between_processes=True,
        exclusive_writer=True,
        detects_corruption=True,
        largest_key=1 << 16,
    )


@pytest.fixture(autouse=True)
def other_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._BUILT_IN, "other", lambda: OtherBackend)


def snapshot_in(root: Path, cache: Path, backend: str = "rocksdb") -> str:
    """The snapshot that a store has of the workspace, if every record of the store is whole."""
    with open_workspace(root, cache) as workspace:
        workspace.config.storage.backend = backend
        assert workspace.storage_verify(full=True).problems == []
        return workspace.load().snapshot


def damage(workspace: Workspace) -> None:
    """Change a byte of an object."""
    backend = workspace.storage().backend
    key, value = next(backend.scan(OBJECTS, namespace_end(OBJECTS)))
    with workspace.storage().writing() as writer:
        writer.write([(key, value[:-1] + bytes((value[-1] ^ 1,)))], durable=True)


# -- backup to a folder --------------------------------------------------------------------------------------


def test_a_backup_is_a_store(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    report = workspace.storage_backup(str(tmp_path / "backup"))
    assert report["copied_objects"] > 100
    assert snapshot_in(root, tmp_path / "backup") == workspace.load().snapshot


def test_a_second_backup_copies_what_is_new(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    first = workspace.storage_backup(str(tmp_path / "backup"))
    assert workspace.storage_backup(str(tmp_path / "backup"))["copied_objects"] == 0
    edit(root, random.Random(1))
    workspace.analyze()
    second = workspace.storage_backup(str(tmp_path / "backup"))
    assert 0 < second["copied_objects"] < first["copied_objects"] / 2
    assert snapshot_in(root, tmp_path / "backup") == workspace.load().snapshot


def test_a_ref_that_is_gone_goes_from_the_backup(workspace: Workspace, tmp_path: Path) -> None:
    workspace.storage_backup(str(tmp_path / "backup"))
    with workspace.storage().writing() as backend:
        backend.write([(key, None) for key, _ in backend.scan(REFS, namespace_end(REFS))], durable=True)
    assert workspace.storage_backup(str(tmp_path / "backup"))["workspaces"] == 0


def test_a_damaged_record_in_a_backup_is_replaced(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    workspace.storage_backup(str(tmp_path / "backup"))
    with open_workspace(root, tmp_path / "backup") as backup:
        damage(backup)
    assert workspace.storage_backup(str(tmp_path / "backup"))["copied_objects"] == 1
    assert snapshot_in(root, tmp_path / "backup") == workspace.load().snapshot


@pytest.mark.parametrize("as_file", [False, True])
def test_damage_is_not_backed_up(workspace: Workspace, root: Path, tmp_path: Path, as_file: bool) -> None:
    destination = tmp_path / "backup"
    workspace.storage_backup(str(destination), as_file=as_file)
    before = workspace.load().snapshot
    damage(workspace)
    with pytest.raises(CorruptionError, match="storage repair"):
        workspace.storage_backup(str(destination), as_file=as_file)
    with open_workspace(root, tmp_path / "restored") as restored:
        restored.storage_restore(str(destination))
    assert snapshot_in(root, tmp_path / "restored") == before


def test_foreign_folders_are_refused(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat").write_text("meow")
    with pytest.raises(UnavailableError, match="no backup"):
        workspace.storage_backup(str(tmp_path / "photos"))
    with pytest.raises(UnavailableError, match="no backup"):
        workspace.storage_backup(str(tmp_path / "photos" / "cat"), as_file=True)
    assert [one.name for one in (tmp_path / "photos").iterdir()] == ["cat"]
    assert (tmp_path / "photos" / "cat").read_text() == "meow"
    for place in (tmp_path / "cache", tmp_path / "cache" / "inside", tmp_path):
        with pytest.raises(ConfigError, match="not apart"):
            workspace.storage_backup(str(place))
    with open_workspace(root, tmp_path / "another") as another:
        another.analyze()
        another.storage_backup(str(tmp_path / "backup"))
    with pytest.raises(UnavailableError, match="another store"):
        workspace.storage_backup(str(tmp_path / "backup"))


def test_a_backup_that_was_killed_at_its_very_beginning_goes_on(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "backup.json.new").write_text("{")
    assert workspace.storage_backup(str(tmp_path / "backup"))["copied_objects"] > 100


def test_a_backup_goes_on_where_the_disk_was_full(
    workspace: Workspace, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parseltongue.workspace.upkeep import transfer

    monkeypatch.setattr(transfer, "_BATCH_BYTES", 4000)
    opened = Store.open_writer
    with monkeypatch.context() as patch:
        patch.setattr(Store, "open_writer", lambda self: FaultyBackend(opened(self), fail_at=5))
        with pytest.raises(FullError):
            workspace.storage_backup(str(tmp_path / "backup"))
    with (
        open_workspace(root, tmp_path / "restored") as restored,
        pytest.raises(UnavailableError, match="never completed"),
    ):
        restored.storage_restore(str(tmp_path / "backup"))
    report = workspace.storage_backup(str(tmp_path / "backup"))
    assert report["present_objects"] > 0
    assert report["copied_objects"] > 0
    assert snapshot_in(root, tmp_path / "backup") == workspace.load().snapshot


def test_backups_are_consistent_while_a_writer_runs(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    states = {workspace.load().snapshot}
    stop = threading.Event()

    def write() -> None:
        chance = random.Random(5)
        with open_workspace(root, tmp_path / "cache") as writer:
            while not stop.is_set():
                edit(root, chance)
                states.add(writer.analyze().digest.hex())
                if len(states) % 3 == 0:
                    writer.storage_compact()

    thread = threading.Thread(target=write)
    thread.start()
    found = []
    try:
        for number in range(5):
            place = tmp_path / ("backup" if number % 2 else f"backup{number}")
            workspace.storage_backup(str(place))
            found.append(snapshot_in(root, place))
    finally:
        stop.set()
        thread.join()
    assert states.issuperset(found)


# -- restore -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_file", [False, True])
@pytest.mark.parametrize("backend", ["rocksdb", "other"])
def test_what_was_backed_up_is_restored(
    workspace: Workspace, root: Path, tmp_path: Path, as_file: bool, backend: str
) -> None:
    workspace.storage_backup(str(tmp_path / "backup"), as_file=as_file)
    with open_workspace(root, tmp_path / "restored") as restored:
        restored.config.storage.backend = backend
        assert restored.storage_restore(str(tmp_path / "backup"))["workspaces"] == 1
        assert restored.load().snapshot == workspace.load().snapshot
        report = restored.analyze()
        assert (report.mode, report.parsed) == ("unchanged", 0)
    assert snapshot_in(root, tmp_path / "restored", backend) == workspace.load().snapshot


def test_a_store_is_replaced_only_on_request(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    workspace.storage_backup(str(tmp_path / "backup"))
    before = workspace.load().snapshot
    edit(root, random.Random(1))
    after = workspace.analyze().digest.hex()
    reader = workspace.load()
    with open_workspace(root, tmp_path / "cache") as other:
        with pytest.raises(UnavailableError, match="--replace"):
            other.storage_restore(str(tmp_path / "backup"))
        assert other.load().snapshot == after
        other.storage_restore(str(tmp_path / "backup"), replace=True)
    assert reader.find("Class0").total >= 1
    assert workspace.load().snapshot == before
    assert sorted(os.listdir(tmp_path / "cache")) == [
        "fingerprints",
        "format",
        "identity",
        "locks",
        "logbook",
        "rocksdb",
        "workspaces",
    ]


def test_a_process_that_goes_on_in_exchanged_files_writes_what_can_be_read(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    """It compresses with a dictionary that the restored store has never seen."""
    workspace.storage_backup(str(tmp_path / "backup"))
    store = workspace.storage()
    store.learn_facts([os.urandom(40) * 20 + b"%d" % number for number in range(400)])
    with open_workspace(root, tmp_path / "cache") as other:
        other.storage_restore(str(tmp_path / "backup"), replace=True)
        assert not list(other.storage().backend.scan(DICTIONARIES, namespace_end(DICTIONARIES)))
    edit(root, random.Random(1))
    report = workspace.analyze()
    assert report.persisted
    assert report.notices == []
    assert snapshot_in(root, tmp_path / "cache") == report.digest.hex()
    assert list(store.backend.scan(DICTIONARIES, namespace_end(DICTIONARIES)))


def test_what_is_no_backup_is_refused(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    with open_workspace(root, tmp_path / "restored") as restored:
        for source in ("text", "cache", "missing", "tree"):
            with pytest.raises(UnavailableError, match=r"name a|name one|not a backup"):
                restored.storage_restore(str(tmp_path / source))
    assert not (tmp_path / "restored" / "rocksdb").exists()


def test_a_damaged_file_restores_nothing(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    source = tmp_path / "file"
    workspace.storage_backup(str(source), as_file=True)
    whole = source.read_bytes()
    chance = random.Random(1)
    for number in range(40):
        data = bytearray(whole)
        if number % 2:
            del data[chance.randrange(8, len(data)) :]
        else:
            data[chance.randrange(7, len(data))] ^= 1 << chance.randrange(8)
        source.write_bytes(bytes(data))
        with (
            open_workspace(root, tmp_path / "restored") as restored,
            pytest.raises((CorruptionError, FormatVersionError)),
        ):
            restored.storage_restore(str(source))
        assert not (tmp_path / "restored" / "rocksdb").exists()
    source.write_bytes(whole)
    with open_workspace(root, tmp_path / "restored") as restored:
        restored.storage_restore(str(source))
    assert snapshot_in(root, tmp_path / "restored") == workspace.load().snapshot


# -- migration -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compression", [None, "lz4", "none"])
def test_a_store_moves_to_another_backend(
    workspace: Workspace, root: Path, tmp_path: Path, compression: str | None
) -> None:
    before = workspace.load().snapshot
    report = workspace.storage_migrate("other", compression=compression)
    assert not report["source_removed"]
    assert snapshot_in(root, tmp_path / "cache", "other") == before
    assert snapshot_in(root, tmp_path / "cache", "rocksdb") == before
    with pytest.raises(UnavailableError, match="already"):
        workspace.storage_migrate("other")
    workspace.storage_migrate("other", replace=True, remove_source=True)
    assert not (tmp_path / "cache" / "rocksdb").exists()


def test_a_store_is_compressed_otherwise_in_its_place(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    before = workspace.load().snapshot
    reader = workspace.load()
    for compression in ("lz4", "none", "zstd"):
        with open_workspace(root, tmp_path / "cache") as other:
            other.storage_migrate("rocksdb", compression=compression)
            assert is_compressed_as(other.storage().backend, compression)
            with pytest.raises(ConfigError, match="already"):
                other.storage_migrate("rocksdb", compression=compression)
        assert snapshot_in(root, tmp_path / "cache") == before
        assert reader.find("Class0").total >= 1
    assert workspace.analyze().mode == "unchanged"


def test_a_migration_that_changes_nothing_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ConfigError, match="already"):
        workspace.storage_migrate("rocksdb")
    with pytest.raises(ConfigError, match="nothing on disk"):
        workspace.storage_migrate("memory")
    with pytest.raises(ConfigError, match="no storage backend"):
        workspace.storage_migrate("nosuch")


@pytest.mark.parametrize("operation", ["restore", "migrate"])
@pytest.mark.parametrize("fail_at", [1, 3, 6])
def test_a_full_disk_leaves_the_store_as_it_was(
    workspace: Workspace,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    fail_at: int,
) -> None:
    from parseltongue.workspace.upkeep import transfer

    def operate(other: Workspace) -> None:
        if operation == "restore":
            other.storage_restore(str(tmp_path / "backup"), replace=True)
        else:
            other.storage_migrate("rocksdb", compression="lz4")

    monkeypatch.setattr(transfer, "_BATCH_BYTES", 4000)
    workspace.storage_backup(str(tmp_path / "backup"))
    edit(root, random.Random(1))
    after = workspace.analyze().digest.hex()
    opened = Store.open_writer
    with monkeypatch.context() as patch:
        patch.setattr(Store, "open_writer", lambda self: FaultyBackend(opened(self), fail_at=fail_at))
        with open_workspace(root, tmp_path / "cache") as other, pytest.raises(FullError):
            operate(other)
    assert snapshot_in(root, tmp_path / "cache") == after
    with open_workspace(root, tmp_path / "cache") as other:
        operate(other)
    found = snapshot_in(root, tmp_path / "cache")
    assert (found == after) is (operation == "migrate")


def test_a_damaged_store_is_not_migrated(workspace: Workspace) -> None:
    damage(workspace)
    with pytest.raises(CorruptionError, match="storage repair"):
        workspace.storage_migrate("other")


# -- kills ---------------------------------------------------------------------------------------------------

OPERATE = (
    "import sys; sys.path[:] = sys.argv[5:]; import parseltongue\n"
    "from parseltongue.workspace.upkeep import transfer; transfer._BATCH_BYTES = 3000\n"
    "w = parseltongue.open(sys.argv[1], cache_dir=sys.argv[2], env={})\n"
    "print('ready', flush=True)\n"
    "exec(sys.argv[3].replace('DEST', repr(sys.argv[4])))\n"
)
OPERATIONS = {
    "backup": "w.storage_backup(DEST)",
    "file": "w.storage_backup(DEST, as_file=True)",
    "migrate": "w.storage_migrate('rocksdb', compression='lz4')",
    "restore": "w.storage_restore(DEST, replace=True)",
    "cleanup": "w.storage_cleanup(older_than=1e6)",
    "verify": "w.storage_verify(full=True); w.repair(); w.storage_compact()",
}
KILLS = int(os.environ.get("PARSELTONGUE_KILLS", "20")) // 4


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_random_moments_it_loses_nothing_and_goes_on(
    workspace: Workspace, root: Path, tmp_path: Path, name: str
) -> None:
    before = workspace.load().snapshot
    if name == "restore":
        workspace.storage_backup(str(tmp_path / "dest"))
    workspace.close()
    chance = random.Random(name)
    words = [str(root), str(tmp_path / "cache"), OPERATIONS[name], str(tmp_path / "dest"), *sys.path]
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", OPERATE, *words], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.15)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert snapshot_in(root, tmp_path / "cache") == before
    done = subprocess.run([sys.executable, "-c", OPERATE, *words], check=False, capture_output=True)
    assert done.returncode == 0 or b"already" in done.stderr, done.stderr
    assert snapshot_in(root, tmp_path / "cache") == before
    if name == "backup":
        assert snapshot_in(root, tmp_path / "dest") == before
    if name == "file":
        with open_workspace(root, tmp_path / "restored") as restored:
            restored.storage_restore(str(tmp_path / "dest"))
        assert snapshot_in(root, tmp_path / "restored") == before
