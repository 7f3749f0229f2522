"""Upkeep on every backend, plain and encrypted, and between stores of different backends and keys."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

import parseltongue
from parseltongue.isg.keys import OBJECTS, namespace_end
from parseltongue.model.errors import AuthenticationError, ConfigError, StorageError, UnavailableError
from parseltongue.workspace.workspace import Workspace
from tests.unit.workspace.test_encryption import DURABLE, OTHER, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parseltongue.workspace.isg_store import ISGStore
    from parseltongue.workspace.store import Store

BACKENDS = [name for name in DURABLE if name in ("rocksdb", "lmdb", "sqlite")]


class Yard(Place):
    """A project, keys by name, and stores in folders by name."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.root = root
        self.other = root / "other-key"
        self.other.write_text(OTHER)

    def at(self, name: str, backend: str, key: str, **settings: object) -> Workspace:
        if key != "plain":
            settings["encryption__key_file"] = str(self.key if key == "key" else self.other)
        return self.open(cache=self.root / name, backend=backend, **settings)

    def analyzed(self, name: str, backend: str, key: str, **settings: object) -> str:
        with self.at(name, backend, key, **settings) as workspace:
            report = workspace.analyze()
            assert report.persisted
            return report.digest.hex()

    def bytes_in(self, name: str) -> bytes:
        place = self.root / name
        files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
        paths = "\n".join(str(path.relative_to(self.root)) for path in files)
        return b"\n".join(path.read_bytes() for path in files) + paths.encode()

    def names(self) -> list[bytes]:
        """What must not show: names, paths and lines of the code, and where it is."""
        shown = {str(self.code).encode()}
        for path in self.code.rglob("*.py"):
            shown.add(path.name.encode())
            shown |= {line.strip() for line in path.read_bytes().splitlines() if len(line.strip()) > 8}
        assert len(shown) > 5
        return sorted(shown)

    def shows(self, name: str) -> list[bytes]:
        content = self.bytes_in(name)
        return [one for one in self.names() if one in content]


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


def snapshot(workspace: Workspace) -> str:
    return workspace.load().snapshot


# -- backup and restore --------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("as_file", [False, True], ids=["folder", "file"])
def test_the_backup_of_an_encrypted_store_shows_nothing_and_opens_with_its_key(
    yard: Yard, backend: str, as_file: bool
) -> None:
    digest = yard.analyzed("store", backend, "key", compression="none")
    with yard.at("store", backend, "key") as workspace:
        workspace.storage_backup(str(yard.root / "backup"), as_file=as_file)
        workspace.storage_backup(str(yard.root / "backup"), as_file=as_file)
    assert yard.shows("backup") == []
    yard.analyzed("plain", backend, "plain", compression="none")
    assert yard.shows("plain") != []  # The search finds what is there.
    if not as_file:
        with yard.at("backup", backend, "key") as workspace:
            assert snapshot(workspace) == digest
            assert workspace.storage_verify(full=True).ok
        with yard.at("backup", backend, "other") as workspace, pytest.raises(AuthenticationError):
            workspace.load()
        with yard.at("backup", backend, "plain") as workspace, pytest.raises(ConfigError):
            workspace.load()


@pytest.mark.parametrize(
    ("source", "target"), [("rocksdb", "lmdb"), ("lmdb", "sqlite"), ("sqlite", "rocksdb")]
)
@pytest.mark.parametrize("as_file", [False, True], ids=["folder", "file"])
@pytest.mark.parametrize(
    ("from_key", "to_key"),
    [("plain", "plain"), ("key", "key"), ("plain", "key"), ("key", "plain"), ("key", "other")],
)
def test_a_backup_is_restored_to_another_backend_and_other_keys(
    yard: Yard, source: str, target: str, as_file: bool, from_key: str, to_key: str
) -> None:
    digest = yard.analyzed("store", source, from_key)
    with yard.at("store", source, from_key) as workspace:
        workspace.storage_backup(str(yard.root / "backup"), as_file=as_file)
    opener = ("key_file", str(yard.key)) if from_key == "key" and to_key != "key" else None
    with yard.at("restored", target, to_key) as workspace:
        report = workspace.storage_restore(str(yard.root / "backup"), key=opener)
        assert report["encrypted"] is (to_key != "plain")
    with yard.at("restored", target, to_key) as workspace:
        assert snapshot(workspace) == digest
        assert workspace.storage_verify(full=True).ok
        again = workspace.analyze()
        assert (again.digest.hex(), again.parsed) == (digest, 0)
    assert (yard.root / f"restored/{target}.keys").exists() is (to_key != "plain")
    assert not list((yard.root / "restored").glob("*.restoring*"))
    if to_key != "plain":
        assert yard.shows("restored") == []


@pytest.mark.parametrize("to_key", ["plain", "key", "other"])
def test_the_facts_cache_is_known_under_its_new_names(yard: Yard, to_key: str) -> None:
    yard.analyzed("store", "rocksdb", "key")
    with yard.at("store", "rocksdb", "key") as workspace:
        workspace.storage_backup(str(yard.root / "backup"))
    opener = ("key_file", str(yard.key)) if to_key != "key" else None
    with yard.at("restored", "rocksdb", to_key) as workspace:
        workspace.storage_restore(str(yard.root / "backup"), key=opener)
    files = len(list(yard.code.rglob("*.py")))
    moved = yard.code.rename(yard.root / "moved")
    yard.code = moved
    with yard.at("restored", "rocksdb", to_key) as workspace:
        report = workspace.analyze()
        assert files
        assert report.parsed == 0


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("as_file", [False, True], ids=["folder", "file"])
def test_a_store_is_replaced_by_one_of_other_keys_and_open_readers_notice(
    yard: Yard, backend: str, as_file: bool
) -> None:
    digest = yard.analyzed("store", backend, "key")
    with yard.at("store", backend, "key") as workspace:
        workspace.storage_backup(str(yard.root / "backup"), as_file=as_file)
    yard.analyzed("live", backend, "key")  # Another key set of the same number.
    with yard.at("live", backend, "key") as reader, yard.at("live", backend, "key") as writer:
        assert snapshot(reader) == digest
        held = writer.storage()
        with yard.at("live", backend, "key") as workspace:
            with pytest.raises(UnavailableError, match="--replace"):
                workspace.storage_restore(str(yard.root / "backup"))
            workspace.storage_restore(str(yard.root / "backup"), replace=True)
        with pytest.raises(StorageError, match="keys of the store were changed"), held.writing():
            pass
        assert snapshot(reader) == digest
        assert writer.analyze().mode == "unchanged"


def test_a_restore_says_which_key_is_missing_and_changes_nothing(yard: Yard) -> None:
    yard.analyzed("store", "rocksdb", "key")
    with yard.at("store", "rocksdb", "key") as workspace:
        workspace.storage_backup(str(yard.root / "backup"))
    digest = yard.analyzed("live", "rocksdb", "plain")
    with yard.at("live", "rocksdb", "plain") as workspace:
        with pytest.raises(ConfigError, match="--key-file"):
            workspace.storage_restore(str(yard.root / "backup"), replace=True)
        wrong = ("key_file", str(yard.other))
        with pytest.raises(AuthenticationError, match="cannot be opened"):
            workspace.storage_restore(str(yard.root / "backup"), key=wrong, replace=True)
        assert snapshot(workspace) == digest


def test_a_backup_goes_on_after_the_key_was_replaced_but_not_after_all_keys_were(yard: Yard) -> None:
    digest = yard.analyzed("store", "rocksdb", "key")
    backup = str(yard.root / "backup")
    with yard.at("store", "rocksdb", "key") as workspace:
        workspace.storage_backup(backup)
        workspace.storage_rekey(full=False, new=("key_file", str(yard.other)))
        assert workspace.storage_backup(backup)["copied_objects"] == 0
    with yard.at("backup", "rocksdb", "other") as workspace:
        assert snapshot(workspace) == digest
    with yard.at("store", "rocksdb", "other") as workspace:
        workspace.storage_rekey(full=True)
        with pytest.raises(UnavailableError, match="other keys"):
            workspace.storage_backup(backup)
    with yard.at("backup", "rocksdb", "other") as workspace:
        assert snapshot(workspace) == digest


RESTORE = (
    "import sys; sys.path[:] = sys.argv[5:]; import parseltongue\n"
    "settings = {'storage.encryption.key_file': sys.argv[3]}\n"
    "w = parseltongue.open(sys.argv[1], cache_dir=sys.argv[2], env={}, overrides=settings)\n"
    "print('ready', flush=True)\n"
    "w.storage_restore(sys.argv[4], replace=True)\n"
)
KILLS = int(os.environ.get("PARSELTONGUE_KILLS", "20")) // 4


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_killed_while_it_brings_other_keys_a_restore_leaves_a_store_that_opens(yard: Yard) -> None:
    digests = {yard.analyzed("store", "rocksdb", "key")}
    with yard.at("store", "rocksdb", "key") as workspace:
        workspace.storage_backup(str(yard.root / "backup"))
    (yard.code / "more.py").write_text("def more(): pass\n")
    digests.add(yard.analyzed("live", "rocksdb", "key"))
    words = [str(yard.code), str(yard.root / "live"), str(yard.key), str(yard.root / "backup"), *sys.path]
    chance = random.Random(5)
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", RESTORE, *words], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.3)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with yard.at("live", "rocksdb", "key") as workspace:
            assert snapshot(workspace) in digests
            assert workspace.storage_verify(full=True).ok
    assert len(digests) == 2


# -- migration -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "target"), list(itertools.permutations(BACKENDS, 2)))
@pytest.mark.parametrize("key", ["plain", "key"])
def test_a_store_moves_to_another_backend_and_keeps_its_keys(
    yard: Yard, source: str, target: str, key: str
) -> None:
    digest = yard.analyzed("store", source, key, audit__enabled=True)
    with yard.at("store", source, key, audit__enabled=True) as workspace:
        workspace.storage_migrate(target, remove_source=True)
    with yard.at("store", target, key, audit__enabled=True) as workspace:
        assert snapshot(workspace) == digest
        assert workspace.storage_verify(full=True).ok
        assert workspace.analyze().mode == "unchanged"
        verdict = workspace.audit_verify()
        assert verdict.problems == []
        assert verdict.entries == 3
    if key == "key":
        assert yard.shows("store") == []


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("key", ["plain", "key"])
def test_a_store_is_compressed_otherwise_in_its_place(yard: Yard, backend: str, key: str) -> None:
    digest = yard.analyzed("store", backend, key)
    with yard.at("store", backend, key) as workspace:
        workspace.storage_migrate(backend, compression="lz4")
    with yard.at("store", backend, key) as workspace:
        assert snapshot(workspace) == digest
        assert workspace.storage_verify(full=True).ok


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("key", ["plain", "key"])
def test_what_an_open_process_writes_is_in_the_files_that_took_the_place(
    yard: Yard, backend: str, key: str
) -> None:
    yard.analyzed("store", backend, key)
    with yard.at("store", backend, key) as open_before:
        assert open_before.load().snapshot
        with yard.at("store", backend, key) as workspace:
            workspace.storage_migrate(backend, compression="lz4")
        (yard.code / "more.py").write_text("def more(): pass\n")
        digest = open_before.analyze().digest.hex()
    with yard.at("store", backend, key) as workspace:
        assert snapshot(workspace) == digest
        assert workspace.storage_verify(full=True).ok


# -- integrity, retention, metrics ---------------------------------------------------------------------------


def spoil(store: Store) -> None:
    """Put one object's envelope in the place of every third one."""
    pairs = list(store.backend.scan(OBJECTS, namespace_end(OBJECTS)))
    with store.writing() as backend:
        backend.write([(key, pairs[0][1]) for key, _ in pairs[1::3]], durable=True)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("key", ["plain", "key"])
def test_what_is_damaged_is_found_and_made_anew(yard: Yard, backend: str, key: str) -> None:
    digest = yard.analyzed("store", backend, key)
    with yard.at("store", backend, key) as workspace:
        assert workspace.storage_health().verdict == "ok"
        spoil(workspace.storage())
        found = workspace.storage_verify(full=True)
        assert not found.ok
        assert found.doomed
        report = workspace.repair()
        assert report.dropped >= len(found.doomed)
        assert workspace.storage_verify(full=True).ok
        assert snapshot(workspace) == digest


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("key", ["plain", "key"])
def test_what_is_unused_goes_and_metrics_say_what_is_there(yard: Yard, backend: str, key: str) -> None:
    yard.analyzed("store", backend, key)
    with yard.at("store", backend, key) as workspace:
        metrics = workspace.storage_metrics()
        assert metrics["types"]["facts"]["objects"] > 0
        assert metrics["reads"]["probes"] > 0
        assert metrics["encrypted"] is (key == "key")
        copy = yard.code.rename(yard.root / "elsewhere")
        rehearsed = workspace.storage_cleanup(dry_run=True)
        done = workspace.storage_cleanup()
        assert len(rehearsed["dropped"]) == len(done["dropped"]) == 1
        assert not list((yard.root / "store/workspaces").glob("*.index"))
        copy.rename(yard.code)


@pytest.fixture(params=[*itertools.product(BACKENDS, ["plain", "key"])], ids=lambda param: "-".join(param))
def kept(request: pytest.FixtureRequest, yard: Yard) -> Iterator[ISGStore]:
    backend, key = request.param
    overrides: dict[str, Any] = {"storage.audit.enabled": True, "storage.audit.reads": True}
    if key == "key":
        overrides["storage.encryption.key_file"] = str(yard.key)
    with parseltongue.open_store(yard.root / "kept", backend=backend, env={}, overrides=overrides) as store:
        yield store


def entries(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "audit/current.jsonl").read_text().splitlines()]


def test_graphs_are_kept_from_python_and_the_log_says_so(kept: ISGStore, yard: Yard) -> None:
    with Workspace.open(yard.code, env={}, overrides={"storage.enabled": False}) as workspace:
        isg = workspace.load_or_analyze()
        kept.store_isg(yard.code, isg)
    loaded = kept.load_isg(yard.code)
    assert loaded is not None
    assert loaded.snapshot == isg.snapshot
    metadata = kept.load_metadata(yard.code)
    assert metadata is not None
    kept.store_metadata(yard.code, metadata)
    assert kept.invalidate(yard.code, ["."])
    kept.compact()
    assert len(entries(yard.root / "kept")) == 6


# -- the audit log -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["plain", "key"])
def test_every_operation_is_in_the_audit_log(yard: Yard, key: str) -> None:
    settings = {"audit__enabled": True, "audit__reads": True}
    yard.analyzed("store", "rocksdb", key, **settings)
    with yard.at("store", "rocksdb", key, **settings) as workspace:
        workspace.storage_verify()
        workspace.storage_health()
        workspace.storage_metrics()
        workspace.storage_backup(str(yard.root / "backup"))
        workspace.storage_cleanup()
        workspace.storage_compact()
        workspace.repair()
        workspace.storage_restore(str(yard.root / "backup"), replace=True)
        workspace.storage_migrate("sqlite")
        with pytest.raises(UnavailableError):
            workspace.storage_restore(str(yard.root / "nothing"))
        shown = list(workspace.audit_entries())
        assert workspace.audit_verify().problems == []
    assert [(entry["operation"], entry["result"]) for entry in shown] == [
        ("analyze", "ok"),
        ("storage verify", "ok"),
        ("storage health", "ok"),
        ("storage status", "ok"),
        ("storage backup", "ok"),
        ("storage cleanup", "ok"),
        ("storage compact", "ok"),
        ("storage repair", "ok"),
        ("storage restore", "ok"),
        ("storage migrate", "ok"),
        ("storage restore", "UnavailableError"),
    ]


def test_the_log_is_sealed_anew_when_a_restored_store_brings_other_keys(yard: Yard) -> None:
    yard.analyzed("store", "rocksdb", "key")
    with yard.at("store", "rocksdb", "key") as workspace:
        workspace.storage_backup(str(yard.root / "backup"))
    yard.analyzed("live", "rocksdb", "key", audit__enabled=True)
    with yard.at("live", "rocksdb", "key", audit__enabled=True) as workspace:
        workspace.storage_restore(str(yard.root / "backup"), replace=True)
        assert workspace.audit_verify().problems == []
        shown = list(workspace.audit_entries())
    assert [entry["workspace"] for entry in shown] == [str(yard.code)] * 2
