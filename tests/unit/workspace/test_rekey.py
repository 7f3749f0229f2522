"""Other keys for a store: what opens it afterwards, what is left of the old, and what a kill leaves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from parseltongue.cli.main import main
from parseltongue.codec.envelope import key_set_of
from parseltongue.model.errors import AuthenticationError, ConfigError, StorageError, UnavailableError
from parseltongue.storage.registry import backend_named, backend_names
from parseltongue.workspace import encryption, rekey
from parseltongue.workspace.store import Store
from parseltongue.workspace.workspace import Workspace
from tests.unit.workspace.test_encryption import OTHER, Place, plain_finds, words_of

DURABLE = [name for name in backend_names() if backend_named(name).properties.durable]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def new_key(tmp_path: Path) -> Path:
    path = tmp_path / "new"
    path.write_text(OTHER)
    return path


def key_sets(place: Place, backend: str = "rocksdb") -> set[int]:
    """Numbers of the sets that the records of the store are sealed with."""
    with backend_named(backend).open(str(place.cache / backend), mode="read") as opened:
        return {key_set_of(value) for _, value in opened.scan(b"", None)}


def check(workspace: Workspace, digest: bytes) -> None:
    """The store has it all: nothing is parsed again, every object is there and is what it should be."""
    with workspace:
        report = workspace.analyze()
        assert (report.digest, report.parsed) == (digest, 0)
        assert workspace.verify(rebuild=True).problems == []
        Path(workspace.root, "shop/new.py").write_text(f"new_{time.monotonic_ns()} = 1\n")
        assert workspace.analyze().parsed == 1


def test_a_rewrap_changes_the_key_and_nothing_else(place: Place, new_key: Path) -> None:
    digest = place.analyze()
    before = place.raw()
    with place.encrypted() as workspace:
        workspace.storage_rekey(full=False, new=("key_file", str(new_key)))
    after = place.raw()
    assert {name for name in after if "lock" not in name and after[name] != before.get(name)} == {
        "rocksdb.keys"
    }
    with pytest.raises(AuthenticationError):
        place.encrypted().load()
    place.key.write_text(OTHER)
    check(place.encrypted(), digest)


@pytest.mark.parametrize("backend", DURABLE)
def test_a_full_rekey_leaves_nothing_of_the_old_keys(place: Place, backend: str) -> None:
    digest = place.analyze(backend=backend)
    names = {name for name in place.raw() if name.startswith("workspaces")}
    with place.encrypted(backend=backend) as workspace:
        result = workspace.storage_rekey(full=True)
    assert result["records"] > 10
    assert result["damaged"] == 0
    assert key_sets(place, backend) == {2}
    check(place.encrypted(backend=backend), digest)
    assert not names & set(place.raw())
    with place.encrypted(backend=backend) as workspace:
        assert workspace.storage_rekey(full=True)["records"] >= result["records"]
    assert key_sets(place, backend) == {3}


@pytest.mark.parametrize("compression", ["zstd", "none"])
@pytest.mark.parametrize("backend", DURABLE)
def test_a_plain_store_is_encrypted_and_back(place: Place, backend: str, compression: str) -> None:
    settings = {"backend": backend, "compression": compression}
    with place.open(**settings) as workspace:
        digest = workspace.analyze().digest
    assert plain_finds(place.cache, words_of(place.code)), "the search finds what is there"
    with place.encrypted(**settings) as workspace:
        workspace.storage_rekey(full=True)
    assert plain_finds(place.cache, words_of(place.code)) == []
    assert key_sets(place, backend) == {1}
    check(place.encrypted(**settings), digest)
    (place.code / "shop/new.py").unlink()
    with place.encrypted(**settings) as workspace:
        assert workspace.analyze().digest == digest
        workspace.storage_rekey(full=True, decrypt=True)
    assert key_sets(place, backend) == {0}
    assert not (place.cache / f"{backend}.keys").exists()
    check(place.open(**settings), digest)


def test_a_full_rekey_can_change_the_kind_of_key(place: Place) -> None:
    digest = place.analyze()
    secrets = {"PARSELTONGUE_NEW_PASSPHRASE": "correct horse"}
    with place.encrypted(env=secrets) as workspace:
        workspace.storage_rekey(full=True, new=("passphrase", "PARSELTONGUE_NEW_PASSPHRASE"))
    env = {"PARSELTONGUE_PASSPHRASE": "correct horse"}
    check(place.open(encryption__passphrase=True, env=env), digest)
    with pytest.raises(AuthenticationError):
        place.encrypted().load()


class Killed(BaseException):
    """Stands for SIGKILL: nothing below handles it."""


class Killer:
    """Lets so many steps happen and dies before or after the next one."""

    def __init__(self, steps: int, *, late: bool) -> None:
        self.steps = steps
        self.late = late

    def __call__(self, step: Any) -> Any:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.steps -= 1
            if self.steps == 0 and not self.late:
                raise Killed
            result = step(*args, **kwargs)
            if self.steps == 0:
                raise Killed
            return result

        return counted


def run_until_killed(
    monkeypatch: pytest.MonkeyPatch, killer: Killer, workspace: Workspace, **options: Any
) -> bool:
    """Rekey with a killer at every write of a batch or the key file; whether it came to the end."""
    open_writer = Store.open_writer

    def doomed_writer(store: Store) -> Any:
        backend = open_writer(store)
        patch.setattr(type(backend), "write", killer(type(backend).write))
        return backend

    with monkeypatch.context() as patch:
        patch.setattr(Store, "open_writer", doomed_writer)
        patch.setattr(encryption, "replace_durably", killer(encryption.replace_durably))
        try:
            workspace.storage_rekey(full=True, **options)
        except Killed:
            return False
    return True


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("change", ["renew", "encrypt", "decrypt"])
def test_a_killed_rekey_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, late: bool
) -> None:
    """Killed at every single step: readers have the old store or the new one, and the next run ends it."""
    monkeypatch.setattr(rekey, "_BATCH_BYTES", 3000)
    options = {"decrypt": True} if change == "decrypt" else {}
    for steps in range(1, 200):
        place = Place(tmp_path / str(steps))
        with place.open() if change == "encrypt" else place.encrypted() as workspace:
            digest = workspace.analyze().digest
        finished = run_until_killed(monkeypatch, Killer(steps, late=late), place.encrypted(), **options)
        opened = readable(place)
        with opened as workspace:
            assert workspace.verify().problems == []
            assert workspace.verify().digest == digest
            assert workspace.storage_status()["workspaces"] == 1
        if finished:
            break
        with place.encrypted() as workspace:
            if (place.cache / "rocksdb.keys").exists() or change == "encrypt":
                workspace.storage_rekey(full=True, **options)
        (left,) = key_sets(place)
        assert left in {"renew": (2, 3), "encrypt": (1, 2), "decrypt": (0,)}[change]
        check(place.open() if change == "decrypt" else place.encrypted(), digest)
    assert 8 < steps < 199


def readable(place: Place) -> Workspace:
    """The workspace, opened as the kind of store that the key file says it is."""
    for workspace in (place.encrypted(), place.open()):
        try:
            workspace.load()
        except ConfigError:
            workspace.close()
        else:
            return workspace
    raise AssertionError("neither a plain nor an encrypted store")


def test_a_run_that_was_overtaken_stops(place: Place) -> None:
    """Its records are sealed with keys that nobody has any more."""
    place.analyze()
    with place.encrypted() as slow:
        store = slow._open_store(create=False)
        store.objects.put(b"something new")
        place.encrypted().storage_rekey(full=True)
        with pytest.raises(StorageError, match="changed meanwhile"), store.writing() as backend:
            store.objects.flush(into=backend)
        assert key_sets(place) == {2}
        assert slow.load() is not None, "a reader opens the store again"


def test_a_reader_goes_on_during_a_rekey(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.analyze()
    seen = []
    remove = rekey._remove_all_but

    def look(*args: Any) -> None:
        with place.encrypted() as other:
            seen.append(other.verify().problems)
        remove(*args)

    monkeypatch.setattr(rekey, "_remove_all_but", look)
    with place.encrypted() as reader:
        reader.load()
        place.encrypted().storage_rekey(full=True)
        assert [one["name"] for one in reader.load().find("add_tax")] == ["add_tax"]
    assert seen == [[]]


@pytest.mark.parametrize("backend", DURABLE)
@pytest.mark.parametrize("full", [True, False])
def test_keys_that_change_while_a_reader_opens_are_read_again(
    place: Place, new_key: Path, monkeypatch: pytest.MonkeyPatch, backend: str, full: bool
) -> None:
    place.analyze(backend=backend)
    find, found = Store._find_cipher, []

    def overtaken(self: Store, *, stored: bool) -> Any:
        cipher = find(self, stored=stored)
        if not found:
            found.append(cipher)
            with place.encrypted(backend=backend) as other:
                other.storage_rekey(full=full, new=("key_file", str(place.key)))
        return cipher

    monkeypatch.setattr(Store, "_find_cipher", overtaken)
    with place.encrypted(backend=backend) as reader:
        assert [one["name"] for one in reader.load().find("add_tax")] == ["add_tax"]
    assert found


@pytest.mark.parametrize("backend", DURABLE)
def test_a_question_during_which_the_keys_change_is_asked_again(
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    backend: str,
) -> None:
    place.analyze(backend=backend)
    settings = tmp_path / "config" / "parseltongue" / "parseltongue.toml"
    settings.parent.mkdir(parents=True)
    keys = f'[storage.encryption]\nkey_file = "{place.key}"\n'
    settings.write_text(f'[storage]\nbackend = "{backend}"\n{keys}')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    look, overtaken = Workspace._ref, []

    def slow(self: Workspace, store: Any) -> Any:
        if not overtaken:
            overtaken.append(1)
            with place.encrypted(backend=backend) as other:
                other.storage_rekey(full=True)
        return look(self, store)

    monkeypatch.setattr(Workspace, "_ref", slow)
    assert main(["find", "add_tax", "-C", str(place.code), "--cache-dir", str(place.cache)]) == 0
    assert "add_tax" in capsys.readouterr().out
    assert overtaken


def test_a_wrong_key_is_refused_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.analyze()
    place.key.write_text(OTHER)
    find, calls = Store._find_cipher, []

    def counted(self: Store, *, stored: bool) -> Any:
        calls.append(1)
        return find(self, stored=stored)

    monkeypatch.setattr(Store, "_find_cipher", counted)
    with pytest.raises(AuthenticationError), place.encrypted() as reader:
        reader.load()
    assert len(calls) == 1


def test_damaged_records_are_left_behind(place: Place) -> None:
    digest = place.analyze()
    with backend_named("rocksdb").open(str(place.cache / "rocksdb"), mode="write") as backend:
        key, value = next(iter(backend.scan(b"o", b"p")))
        backend.write([(key, value[:-1] + bytes((value[-1] ^ 1,)))], durable=True)
    with place.encrypted() as workspace:
        assert workspace.storage_rekey(full=True)["damaged"] == 1
        assert len(workspace.verify().problems) > 0
        assert workspace.analyze().digest == digest


def test_what_cannot_be_done_is_refused(place: Place, new_key: Path) -> None:
    with pytest.raises(UnavailableError, match="there is no store"):
        place.encrypted().storage_rekey(full=True)
    with place.open() as workspace:
        workspace.analyze()
    with pytest.raises(ConfigError, match="no key is configured"):
        place.open().storage_rekey(full=True)
    with pytest.raises(ConfigError, match="is not encrypted; encrypt it with --full"):
        place.encrypted().storage_rekey(full=False, new=("key_file", str(new_key)))
    with pytest.raises(ConfigError, match="there is nothing to do"):
        place.encrypted().storage_rekey(full=True, decrypt=True)
    with pytest.raises(ConfigError, match="name the new key"):
        place.encrypted().storage_rekey(full=False)
    with pytest.raises(ConfigError, match="cannot be read"):
        place.encrypted().storage_rekey(full=True, new=("key_file", "/nowhere/key"))
    check(place.open(), place.open().analyze().digest)
