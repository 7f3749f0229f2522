"""Encrypted stores: which key opens them, what the errors say, and that nothing of the code shows."""

from __future__ import annotations

import os
import re
import sys
import time
from base64 import b64encode
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from parseltongue.codec.derivation import Argon2id
from parseltongue.codec.keyfile import KeyFile
from parseltongue.model.errors import AuthenticationError, CodecError, ConfigError
from parseltongue.storage.registry import backend_named, backend_names
from parseltongue.workspace.workspace import Workspace
from tests.e2e.command import PROJECT, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = "0123456789abcdef" * 4
OTHER = "f" * 64
DURABLE = [name for name in backend_names() if backend_named(name).properties.durable]


class Place:
    """A small project, and what opens its store."""

    def __init__(self, root: Path) -> None:
        self.code = root / "code"
        self.cache = root / "store"
        self.key = root / "key"
        root.mkdir(exist_ok=True)
        self.key.write_text(KEY + "\n")
        write_tree(self.code, PROJECT)

    def open(
        self,
        *,
        env: dict[str, str] | None = None,
        ask: Callable[[str], str] | None = None,
        cache: Path | None = None,
        **settings: object,
    ) -> Workspace:
        overrides = {f"storage.{name.replace('__', '.')}": value for name, value in settings.items()}
        cache_dir = str(cache or self.cache)
        return Workspace.open(self.code, cache_dir=cache_dir, env=env or {}, overrides=overrides, ask=ask)

    def encrypted(self, **settings: object) -> Workspace:
        return self.open(encryption__key_file=str(self.key), **settings)

    def analyze(self, **settings: object) -> bytes:
        with self.encrypted(**settings) as workspace:
            report = workspace.analyze()
            assert report.persisted
            return report.digest

    def raw(self) -> dict[str, bytes]:
        """Every file of the cache directory, by its path in it."""
        # What is kept of the tool's own fingerprints has nothing to do with keys.
        files = [path for path in self.cache.rglob("*") if path.is_file() and path.name != "fingerprints"]
        return {str(path.relative_to(self.cache)): path.read_bytes() for path in files}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("backend", DURABLE)
@pytest.mark.parametrize("compression", ["zstd", "lz4", "none"])
def test_nothing_of_the_code_shows_and_the_snapshot_is_the_same(
    place: Place, tmp_path: Path, backend: str, compression: str
) -> None:
    settings = {"backend": backend, "compression": compression}
    with place.open(cache=tmp_path / "plain", **settings) as plain:
        expected = plain.analyze().digest
        assert (tmp_path / f"plain/workspaces/{plain.identity}.index").exists()
        identity = plain.identity
    assert place.analyze(**settings) == expected
    secrets = {identity.encode(), str(place.code).encode(), expected, *words_of(place.code)}
    assert len(secrets) > 40
    shown = [(name, secret) for name, data in place.raw().items() for secret in secrets if secret in data]
    assert shown == []
    assert not [name for name in place.raw() if identity in name or "shop" in name]
    assert len(plain_finds(tmp_path / "plain", secrets)) > 5, "the search finds what is there"


def words_of(root: Path) -> set[bytes]:
    """Names, paths and fragments of source, each long enough not to occur by chance."""
    text = b"\n".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
    words = {word for word in re.findall(rb"\w{5,}", text) if word not in COMMON}
    lines = {line.strip() for line in text.splitlines() if len(line.strip()) > 8}
    return words | lines | {str(path.relative_to(root)).encode() for path in root.rglob("*.py")}


COMMON = {
    b"return",
    b"import",
    b"class",
    b"total",
    b"items",
    b"price",
    b"Order",
    b"order",
    b"assert",
    b"Orders",
}
"""Words of the sources that a database's own files may hold."""


def plain_finds(cache: Path, secrets: set[bytes]) -> list[tuple[str, bytes]]:
    files = [path for path in cache.rglob("*") if path.is_file()]
    return [(path.name, one) for path in files for one in secrets if one in path.read_bytes()]


def test_answers_come_from_an_encrypted_store(place: Place) -> None:
    place.analyze()
    with place.encrypted() as workspace:
        assert workspace.analyze().mode == "unchanged"
        assert [one["name"] for one in workspace.load().find("add_tax")] == ["add_tax"]
        assert workspace.verify(rebuild=True).problems == []
        assert workspace.storage_compact()["kept_objects"] > 0
        assert workspace.verify().problems == []


def test_a_wrong_key_is_refused_at_once(place: Place) -> None:
    place.analyze()
    before = place.raw()
    place.key.write_text(OTHER)
    started = time.monotonic()
    with pytest.raises(AuthenticationError, match=r"cannot be opened with the key in .*Give the right key"):
        place.encrypted().load()
    with pytest.raises(AuthenticationError):
        place.encrypted().analyze()
    assert time.monotonic() - started < 5
    assert {name: data for name, data in place.raw().items() if "lock" not in name} == {
        name: data for name, data in before.items() if "lock" not in name
    }
    place.key.write_text(KEY)
    assert place.encrypted().analyze().mode == "unchanged"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "cannot be read"), ("", "holds no key"), ("ab" * 31, "holds no key"), ("é" * 64, "holds no key")],
)
def test_a_missing_or_unusable_key_says_how_to_give_one(
    place: Place, content: str | None, reason: str
) -> None:
    place.key.unlink() if content is None else place.key.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"{reason}(.|\n)*secrets.token_hex\(32\)"):
        place.encrypted().analyze()
    assert not (place.cache / "rocksdb").exists()


@pytest.mark.parametrize("content", [bytes.fromhex(KEY), b64encode(bytes.fromhex(KEY)), KEY.upper().encode()])
def test_a_key_can_be_written_in_several_ways(place: Place, content: bytes) -> None:
    digest = place.analyze()
    place.key.write_bytes(content)
    assert place.analyze() == digest


def test_a_plain_store_is_not_taken_for_an_encrypted_one(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
    before = place.raw()
    for action in (Workspace.load, Workspace.analyze, Workspace.storage_status):
        with pytest.raises(ConfigError, match=r"not encrypted, although .*rekey --full"):
            action(place.encrypted())
    assert not (place.cache / "rocksdb.keys").exists()
    assert place.raw().keys() == before.keys()


def test_an_encrypted_store_without_a_key_says_what_to_set(place: Place) -> None:
    place.analyze()
    for action in (Workspace.load, Workspace.analyze, Workspace.storage_status):
        with pytest.raises(ConfigError, match=r"is encrypted, and no key .*\[storage.encryption\]"):
            action(place.open())


def test_a_lost_key_file_is_missed(place: Place) -> None:
    place.analyze()
    (place.cache / "rocksdb.keys").unlink()
    with pytest.raises(AuthenticationError, match="is missing"):
        place.open().load()
    with pytest.raises(ConfigError, match="rekey"):
        place.encrypted().load()


def test_a_key_file_of_another_store_is_noticed(place: Place, tmp_path: Path) -> None:
    place.analyze()
    with place.encrypted(cache=tmp_path / "other") as other:
        other.analyze()
    os.replace(tmp_path / "other/rocksdb.keys", place.cache / "rocksdb.keys")
    with pytest.raises(AuthenticationError):
        place.encrypted().load()
    with pytest.raises(AuthenticationError):
        place.encrypted().analyze()


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"PTKF\x01" + bytes(30)])
def test_a_damaged_key_file_loses_nothing_else(place: Place, damage: bytes) -> None:
    place.analyze()
    path = place.cache / "rocksdb.keys"
    whole = path.read_bytes()
    path.write_bytes(damage)
    for action in (Workspace.load, Workspace.analyze):
        with pytest.raises(CodecError, match="restore the file from a backup"):
            action(place.encrypted())
    path.write_bytes(whole)
    assert place.encrypted().analyze().mode == "unchanged"


def test_a_store_whose_creation_was_killed_is_finished(place: Place) -> None:
    with place.encrypted() as workspace:
        workspace.storage_init()
    from parseltongue.storage.rocksdb import RocksBackend

    with RocksBackend.open(str(place.cache / "rocksdb"), mode="write") as backend:
        backend.write([(key, None) for key, _ in list(backend.scan(b"", None))], durable=True)
    place.analyze()
    with place.encrypted() as workspace:
        assert workspace.analyze().mode == "unchanged"


def test_the_key_from_a_variable(place: Place) -> None:
    with place.open(encryption__key_variable="STORE_KEY", env={"STORE_KEY": KEY}) as workspace:
        workspace.analyze()
    place.encrypted().load()
    with pytest.raises(ConfigError, match="variable STORE_KEY"):
        place.open(encryption__key_variable="STORE_KEY").load()


def test_the_key_from_the_keyring(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {("parseltongue", "work"): KEY}
    fake = SimpleNamespace(get_password=lambda service, name: entries.get((service, name)))
    monkeypatch.setitem(sys.modules, "keyring", fake)
    with place.open(encryption__keyring="work") as workspace:
        workspace.analyze()
    place.encrypted().load()
    with pytest.raises(ConfigError, match="keyring set parseltongue home"):
        place.open(encryption__keyring="home").load()
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"parseltongue-isg\[keyring\]"):
        place.open(encryption__keyring="work").load()


def test_the_key_file_says_how_a_passphrase_was_derived(place: Place) -> None:
    variable = {"PARSELTONGUE_PASSPHRASE": "correct horse"}
    with place.open(
        encryption__passphrase=True, encryption__derivation="argon2id", env=variable
    ) as workspace:
        workspace.analyze()
    keys = KeyFile.decode((place.cache / "rocksdb.keys").read_bytes(), "x")
    assert isinstance(keys.derivation, Argon2id)
    place.open(encryption__passphrase=True, env=variable).load()
    with pytest.raises(AuthenticationError, match="the passphrase"):
        place.open(encryption__passphrase=True, env={"PARSELTONGUE_PASSPHRASE": "wrong"}).load()


def test_a_passphrase_is_asked_for_once(place: Place) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse"

    with place.open(encryption__passphrase=True, ask=ask) as workspace:
        workspace.analyze()
    assert asked == ["New passphrase of the store: ", "The same again: "]
    asked.clear()
    with place.open(encryption__passphrase=True, ask=ask) as workspace:
        workspace.load()
    assert asked == ["Passphrase of the store: "]
    variable = {"PARSELTONGUE_PASSPHRASE": "correct horse"}
    place.open(encryption__passphrase=True, env=variable).load()
    with pytest.raises(AuthenticationError, match="the passphrase"):
        place.open(encryption__passphrase=True, ask=lambda prompt: "wrong").load()
    with pytest.raises(ConfigError, match="PARSELTONGUE_PASSPHRASE"):
        place.open(encryption__passphrase=True).load()
    with pytest.raises(AuthenticationError, match=r"encrypted with a passphrase"):
        place.encrypted().load()


def test_a_store_has_one_key(place: Place) -> None:
    with pytest.raises(ConfigError, match="sets key_file and passphrase"):
        place.encrypted(encryption__passphrase=True).analyze()


def test_a_repository_cannot_decide_about_encryption(place: Place) -> None:
    (place.code / "parseltongue.toml").write_text('[storage.encryption]\nkey_file = "key"\n')
    with place.open() as workspace:
        assert any("storage.encryption.key_file is ignored" in notice for notice in workspace.notices)
        workspace.analyze()
    assert not (place.cache / "rocksdb.keys").exists()


def test_a_subfolder_finds_its_workspace(place: Place) -> None:
    (place.code / "pyproject.toml").unlink()
    place.analyze()
    place.code = place.code / "shop"
    with place.encrypted() as workspace:
        assert workspace.root == str(place.code.parent)
        assert workspace.analyze().mode == "unchanged"
