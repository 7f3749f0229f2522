"""A store moves to sled and away from it, plain and encrypted, and a backup of one goes into the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import UnavailableError
from parseltongue.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

KEY = "3c" * 32


class Place:
    """A small project and its store, in one backend after the other."""

    def __init__(self, base: Path, *, encrypted: bool) -> None:
        self.code, self.cache, self.backup = base / "code", base / "store", base / "backup"
        self.code.mkdir()
        (self.code / "shop.py").write_text("def add_tax(amount):\n    return amount\n")
        (self.code / "till.py").write_text(
            "from shop import add_tax\n\ndef pay(amount):\n    return add_tax(amount)\n"
        )
        self.key = {"storage.encryption.key_variable": "SLED_TEST_KEY"} if encrypted else {}

    def open(self, backend: str, cache: Path | None = None) -> Workspace:
        settings = {"storage.backend": backend, **self.key}
        where = str(cache or self.cache)
        return Workspace.open(self.code, cache_dir=where, env={"SLED_TEST_KEY": KEY}, overrides=settings)

    def check(self, backend: str, digest: bytes, cache: Path | None = None) -> None:
        """It is all there, checked record by record, and is used as if it had been written here."""
        with self.open(backend, cache) as workspace:
            assert workspace.storage_verify(full=True).ok
            assert [one["name"] for one in workspace.load().callers("add_tax")] == ["pay"]
            report = workspace.analyze()
            assert (report.digest, report.parsed, report.persisted) == (digest, 0, True)
            assert workspace.verify(rebuild=True).problems == []


@pytest.fixture(params=[False, True], ids=["plain", "encrypted"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path, encrypted=request.param)


@pytest.mark.parametrize(("source", "target"), [("sled", "rocksdb"), ("rocksdb", "sled"), ("sled", "sqlite")])
def test_a_store_is_migrated(place: Place, source: str, target: str) -> None:
    with place.open(source) as workspace:
        digest = workspace.analyze().digest
        moved = workspace.storage_migrate(target)
    assert moved["copied_objects"] > 0
    place.check(target, digest)
    place.check(source, digest)


def test_a_migration_takes_the_place_of_an_older_store_only_if_asked(place: Place) -> None:
    with place.open("rocksdb") as workspace:
        digest = workspace.analyze().digest
        workspace.storage_migrate("sled")
        with pytest.raises(UnavailableError):
            workspace.storage_migrate("sled")
        workspace.storage_migrate("sled", replace=True, remove_source=True)
    place.check("sled", digest)
    assert not (place.cache / "rocksdb").exists()


def test_a_store_is_compressed_otherwise_in_its_place(place: Place) -> None:
    with place.open("sled") as workspace:
        digest = workspace.analyze().digest
        workspace.storage_migrate("sled", compression="lz4")
    place.check("sled", digest)


@pytest.mark.parametrize(("source", "target"), [("sled", "rocksdb"), ("rocksdb", "sled")])
@pytest.mark.parametrize("as_file", [False, True])
def test_a_backup_goes_into_the_other(place: Place, source: str, target: str, as_file: bool) -> None:
    with place.open(source) as workspace:
        digest = workspace.analyze().digest
        workspace.storage_backup(str(place.backup), as_file=as_file)
    other = place.cache.with_name("other")
    with place.open(target, other) as workspace:
        workspace.storage_restore(str(place.backup))
    place.check(target, digest, other)
