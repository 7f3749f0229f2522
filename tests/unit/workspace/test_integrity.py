"""Damage of every kind is found, dropped and made anew, and nothing else is."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from parseltongue.isg.keys import FACTS_CACHE, OBJECTS, REFS, namespace_end
from parseltongue.isg.reach import FACTS, LINKS, ROLES
from parseltongue.isg.snapshot import LAYER
from parseltongue.model.errors import ConfigError, CorruptionError
from parseltongue.storage.exchange import NEXT, OLD
from parseltongue.storage.salvage import Salvage
from parseltongue.workspace.upkeep.check import check_store
from tests.crash.workloads import edit, fresh_digest, open_workspace, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace


def change(workspace: Workspace, key: bytes, value: bytes | None) -> None:
    """Change a pair behind the store's back."""
    with workspace.storage().writing() as backend:
        backend.write([(key, value)], durable=True)


def object_in(workspace: Workspace, role: str, number: int = 0) -> bytes:
    """Digest of an object of the stored snapshot in a role."""
    reach = check_store(workspace.storage(), full=False).reach
    return sorted(digest for digest, what in reach.roles.items() if what == role)[number]


def damaged(value: bytes) -> bytes:
    return value[:-1] + bytes((value[-1] ^ 1,))


def test_an_undamaged_store_is_in_order(workspace: Workspace) -> None:
    for full in (False, True):
        found = workspace.storage_verify(full=full)
        assert found.ok
        assert found.checked > 100
        assert set(found.reach.roles.values()) == set(ROLES) - {LAYER}
    assert workspace.repair().dropped == 0


def test_a_missing_object_is_found_by_a_quick_check(workspace: Workspace) -> None:
    gone = object_in(workspace, LINKS)
    change(workspace, OBJECTS + gone, None)
    found = workspace.storage_verify()
    assert [problem.kind for problem in found.problems] == ["missing", "dangling"]
    assert gone.hex() in found.problems[0].message
    assert found.to_json()["affected"] == [workspace.root]


def test_a_changed_byte_is_found_by_a_full_check(workspace: Workspace) -> None:
    digest = object_in(workspace, FACTS)
    change(workspace, OBJECTS + digest, damaged(workspace.storage().backend.get(OBJECTS + digest) or b""))
    assert workspace.storage_verify().ok
    found = workspace.storage_verify(full=True)
    assert [problem.kind for problem in found.problems] == ["damaged", "missing", "dangling"]


def test_a_record_under_the_name_of_another_is_found(workspace: Workspace) -> None:
    """Its checksum is right; only its hash shows it."""
    one, other = object_in(workspace, FACTS), object_in(workspace, FACTS, 1)
    change(workspace, OBJECTS + one, workspace.storage().backend.get(OBJECTS + other))
    assert any(one.hex() in problem.message for problem in workspace.storage_verify(full=True).problems)


def test_a_damaged_ref_and_a_dangling_one_are_found(workspace: Workspace) -> None:
    backend = workspace.storage().backend
    key, value = next(backend.scan(REFS, namespace_end(REFS)))
    snapshot = workspace.storage().refs.decode(key, value).snapshot
    change(workspace, OBJECTS + snapshot, None)
    assert {one.kind for one in workspace.storage_verify().problems} == {"missing", "dangling"}
    change(workspace, key, damaged(value))
    assert [one.kind for one in workspace.storage_verify().problems] == ["damaged"]


def test_only_what_was_lost_is_analysed_again(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    before = fresh_digest(root, tmp_path / "fresh")
    for number in range(3):
        change(workspace, OBJECTS + object_in(workspace, FACTS), None)
        report = workspace.repair()
        assert report.found_damage, number
        assert [one["parsed"] for one in report.analyzed] == [1]
        assert not report.rebuilt
        assert workspace.storage_verify(full=True).ok
        assert workspace.load().snapshot == before.hex()


def test_every_workspace_that_lost_something_is_brought_back(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    write_tree(second, random.Random(3))
    edit(second, random.Random(1))
    with open_workspace(second, tmp_path / "cache") as other:
        other.analyze()
    shared = object_in(workspace, FACTS)
    change(workspace, OBJECTS + shared, None)
    report = workspace.repair()
    assert len(report.broken) == len(report.analyzed) == 2
    assert sum(int(one["parsed"]) for one in report.analyzed) == 1
    assert workspace.storage_verify(full=True).ok


def test_a_workspace_that_is_gone_is_named(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    write_tree(second, random.Random(4))
    with open_workspace(second, tmp_path / "cache") as other:
        other.analyze()
    second.rename(tmp_path / "elsewhere")
    for key, value in list(workspace.storage().backend.scan(REFS, namespace_end(REFS))):
        change(workspace, OBJECTS + workspace.storage().refs.decode(key, value).snapshot, None)
    errors = {one["workspace"]: one.get("error", "") for one in workspace.repair().analyzed}
    assert errors == {str(root): "", str(second): "its folder does not exist any more"}


def test_analysis_drops_damage_by_itself(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    """Of all files only the one whose facts are damaged, and the edited one, are parsed."""
    digest = object_in(workspace, "files")
    lost = object_in(workspace, FACTS)
    for one in (digest, lost):
        change(workspace, OBJECTS + one, damaged(workspace.storage().backend.get(OBJECTS + one) or b""))
    (root / "pkg" / "added.py").write_text("def new(): ...\n")
    report = workspace.analyze()
    assert report.digest == fresh_digest(root, tmp_path / "fresh")
    assert report.parsed == 2
    assert any("dropped" in notice for notice in report.notices)


class TestSalvage:
    class View:
        """Evenly spread keys, of which a range cannot be read."""

        def __init__(self, low: int, high: int) -> None:
            self.keys = [
                b"o" + (number << 40).to_bytes(7, "big") + b"rest" for number in range(0, 1 << 16, 16)
            ]
            self.low, self.high = low, high
            self.scans = 0

        def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]:
            self.scans += 1
            for number, key in enumerate(self.keys):
                if start <= key < end:
                    if self.low <= number < self.high:
                        raise CorruptionError("a bad block")
                    yield key, b""

    @pytest.mark.parametrize(("low", "high"), [(0, 1), (7, 8), (1000, 1010), (4095, 4096), (2000, 2000)])
    def test_everything_around_the_damage_is_read(self, low: int, high: int) -> None:
        view = self.View(low, high)
        salvage = Salvage(view)  # type: ignore[arg-type]
        found = [key for key, _ in salvage.scan(b"o", b"p")]
        assert found == view.keys[:low] + view.keys[high:]
        assert bool(salvage.unreadable) is (low < high)

    def test_a_store_that_is_all_damage_is_given_up_in_time(self) -> None:
        view = self.View(0, 1 << 16)
        salvage = Salvage(view)  # type: ignore[arg-type]
        assert list(salvage.scan(b"o", b"p")) == []
        assert view.scans < 9000


def flip_table(cache: Path, seed: int, count: int = 3) -> None:
    chance = random.Random(seed)
    table = max((cache / "rocksdb").glob("*.sst"), key=lambda one: one.stat().st_size)
    data = bytearray(table.read_bytes())
    for _ in range(count):
        # Data blocks make up the front; the index at the end is another test.
        data[chance.randrange(len(data) // 2)] ^= 0x5A
    table.write_bytes(bytes(data))


def test_what_can_be_read_beside_a_damaged_block_is_kept(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    workspace.storage_compact()
    workspace.close()
    flip_table(tmp_path / "cache", 5, count=1)
    with open_workspace(root, tmp_path / "cache") as again:
        assert not again.storage_verify().ok
        report = again.repair()
        assert report.rebuilt
        assert sum(int(one["parsed"]) for one in report.analyzed) < 30
        assert again.storage_verify(full=True).ok
        assert again.load().snapshot == fresh_digest(root, tmp_path / "fresh").hex()
    left = {one.name for one in (tmp_path / "cache").iterdir() if one.is_dir()}
    assert left == {"rocksdb", "locks", "workspaces"}


@pytest.mark.parametrize("seed", range(4))
def test_a_truncated_or_missing_table_is_repaired(
    workspace: Workspace, root: Path, tmp_path: Path, seed: int
) -> None:
    workspace.storage_compact()
    workspace.close()
    table = max((tmp_path / "cache" / "rocksdb").glob("*.sst"), key=lambda one: one.stat().st_size)
    if seed:
        os.truncate(table, table.stat().st_size * seed // 4)
    else:
        table.unlink()
    with open_workspace(root, tmp_path / "cache") as again:
        again.repair()
        again.analyze()
        assert again.storage_verify(full=True).ok
        assert again.load().snapshot == fresh_digest(root, tmp_path / "fresh").hex()


@pytest.mark.parametrize("stage", ["built", "moved out", "moved in"])
def test_an_exchange_of_files_is_finished_by_the_next_process(
    workspace: Workspace, root: Path, tmp_path: Path, stage: str
) -> None:
    expected = workspace.load().snapshot
    workspace.close()
    data = str(tmp_path / "cache" / "rocksdb")
    if stage == "built":
        os.rename(data, data + NEXT)
        os.mkdir(data)
    elif stage == "moved out":
        os.rename(data, data + NEXT)
        os.mkdir(data + OLD)
    else:
        os.mkdir(data + OLD)
    with open_workspace(root, tmp_path / "cache") as again:
        assert again.load().snapshot == expected
    assert not os.path.exists(data + NEXT)
    assert not os.path.exists(data + OLD)


def test_a_store_is_checked_after_its_writer_was_killed(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    change(workspace, OBJECTS + object_in(workspace, LINKS), None)
    workspace.close()
    holder = tmp_path / "cache" / "locks" / "store.holder"
    holder.write_text("1\nhere\nanalyze\n0.0")
    with open_workspace(root, tmp_path / "cache") as again:
        told: list[str] = []
        again.on_notice = told.append
        again.load()
        assert "ended while it was writing" in told[0]
        assert again.storage_verify().ok
    assert not holder.exists()


def test_a_clean_store_is_not_checked_again(
    workspace: Workspace, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parseltongue.workspace.upkeep import recovery

    checks = []
    monkeypatch.setattr(recovery, "check_after_interruption", lambda *_: checks.append(1))
    with open_workspace(root, tmp_path / "cache") as again:
        again.load()
    assert not checks
    (tmp_path / "cache" / "locks" / "store.holder").write_text("1\nhere\nanalyze\n0.0")
    with open_workspace(root, tmp_path / "cache") as again:
        again.load()
    assert checks == [1]


def test_a_damaged_dictionary_is_never_compressed_with(workspace: Workspace, tmp_path: Path) -> None:
    from parseltongue.isg.keys import DICTIONARIES

    store = workspace.storage()
    samples = [os.urandom(40) * 20 + b"%d" % number for number in range(400)]
    store.learn_facts(samples)
    key, value = next(store.backend.scan(DICTIONARIES, namespace_end(DICTIONARIES)))
    change(workspace, key, damaged(value))
    assert any(one.kind == "damaged" for one in workspace.storage_verify().problems)
    with pytest.raises(CorruptionError, match="missing or damaged"):
        store.attach()


def test_cache_entries_without_their_object_are_dropped(workspace: Workspace) -> None:
    entries = list(workspace.storage().backend.scan(FACTS_CACHE, namespace_end(FACTS_CACHE)))
    change(workspace, OBJECTS + object_in(workspace, FACTS), None)
    report = workspace.repair()
    assert report.dropped == 1
    assert len(list(workspace.storage().backend.scan(FACTS_CACHE, namespace_end(FACTS_CACHE)))) == len(
        entries
    )


class TestHealth:
    def test_of_a_store_in_order(self, workspace: Workspace) -> None:
        report = workspace.storage_health()
        assert report.verdict == "ok"
        assert [name for name, _, _ in report.checks] == ["open", "integrity", "lock", "size", "space"]

    def test_of_a_damaged_one(self, workspace: Workspace) -> None:
        change(workspace, OBJECTS + object_in(workspace, LINKS), None)
        assert workspace.storage_health().verdict == "damaged"

    def test_of_none(self, root: Path, tmp_path: Path) -> None:
        with open_workspace(root, tmp_path / "nothing") as workspace:
            assert workspace.storage_health().verdict == "unavailable"
        assert not (tmp_path / "nothing").exists()

    def test_of_one_that_is_too_large_or_locked_for_long(self, workspace: Workspace) -> None:
        workspace.config.storage.max_cache_size = 1000
        locks = workspace.storage().directory + "/locks/store.holder"
        with open(locks, "w", encoding="utf-8") as file:
            file.write("1\nhere\nanalyze\n1.0")
        report = workspace.storage_health()
        assert report.verdict == "warning"
        assert [name for name, verdict, _ in report.checks if verdict == "warning"] == ["lock", "size"]


@pytest.mark.parametrize("stage", ["scan", "parse"])
def test_a_folder_that_goes_away_while_it_is_read_costs_nothing(
    workspace: Workspace, root: Path, tmp_path: Path, stage: str
) -> None:
    def move(at: str, done: int, total: int) -> None:
        if at == stage and root.exists():
            root.rename(tmp_path / "elsewhere")

    before = workspace.load().snapshot
    for path in root.rglob("*.py"):
        path.write_text(path.read_text() + "\ndef added(): pass\n")
    with pytest.raises(ConfigError, match=f"{root}"):
        workspace.analyze(move)
    (tmp_path / "elsewhere").rename(root)
    assert workspace.load().snapshot == before
