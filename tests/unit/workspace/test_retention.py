"""Clean-up drops what it should and nothing else; collections beside writers and readers lose nothing."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest

from parseltongue.isg.objects import Objects
from parseltongue.isg.view import GraphView
from parseltongue.model.errors import CorruptionError, UnavailableError
from parseltongue.query.export import export_jsonl
from parseltongue.workspace import stages
from parseltongue.workspace.compaction import compact
from parseltongue.workspace.upkeep.check import check_store
from tests.crash.workloads import edit, fresh_digest, open_workspace, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from parseltongue.query.isg import ISG
    from parseltongue.workspace.workspace import Workspace

DAY = 86400.0
SOAK_SECONDS = float(os.environ.get("PARSELTONGUE_SOAK_SECONDS", "5"))


class Machine:
    """Several trees in one store, each used at a different time: the first longest ago."""

    def __init__(self, folder: Path, count: int) -> None:
        self.cache = folder / "cache"
        self.roots = [folder / f"tree{number}" for number in range(count)]
        for number, root in enumerate(self.roots):
            write_tree(root, random.Random(number))
            with self.open(number) as workspace:
                workspace.analyze()
                self.used(workspace, (count - number) * 10 * DAY)

    def open(self, number: int) -> Workspace:
        return open_workspace(self.roots[number], self.cache)

    def used(self, workspace: Workspace, ago: float) -> None:
        """Pretend that a workspace was analysed, and used, so many seconds ago."""
        store = workspace.storage()
        at = time.time() - ago
        ref = store.refs.get(workspace.ref_name)
        assert ref is not None
        ref.metadata.time_ns = int(at * 1e9)
        with store.writing() as backend:
            refs = type(store.refs)(backend, store.codec)
            refs.move(ref.name, expected=ref.snapshot, snapshot=ref.snapshot, metadata=ref.metadata)
        os.utime(store.index_path(workspace.identity), (at, at))

    def stored(self) -> list[int]:
        """Numbers of the trees that the store knows; everything in it is whole."""
        with self.open(len(self.roots) - 1) as workspace:
            found = check_store(workspace.storage(), full=True)
        assert found.problems == []
        known = {ref.metadata.workspace for ref in found.refs}
        return [number for number, root in enumerate(self.roots) if str(root) in known]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, 4)


def test_what_was_not_used_for_long_goes(machine: Machine) -> None:
    with machine.open(3) as workspace:
        report = workspace.storage_cleanup(older_than=25 * DAY)
        assert [one["reason"] for one in report["dropped"]] == ["not used lately"] * 2
        assert report["after"] < report["before"]
        assert report["after"] == workspace.storage().size_on_disk()
    assert machine.stored() == [2, 3]
    assert len(list((machine.cache / "workspaces").iterdir())) == 2


def test_a_question_is_a_use(machine: Machine) -> None:
    with machine.open(0) as workspace:
        workspace.load()
        workspace.storage_cleanup(older_than=25 * DAY)
    assert machine.stored() == [0, 2, 3]


def test_an_analysis_that_finds_nothing_new_is_a_use(machine: Machine) -> None:
    with machine.open(1) as workspace:
        assert workspace.analyze().mode == "unchanged"
        workspace.storage_cleanup(older_than=25 * DAY)
    assert machine.stored() == [1, 2, 3]


def test_a_workspace_whose_folder_is_gone_goes(machine: Machine) -> None:
    shutil.rmtree(machine.roots[2])
    with machine.open(3) as workspace:
        report = workspace.storage_cleanup()
    assert [one["reason"] for one in report["dropped"]] == ["its folder is gone"]
    assert machine.stored() == [0, 1, 3]


def test_one_workspace_goes_by_its_name_and_no_other(machine: Machine) -> None:
    shutil.rmtree(machine.roots[0])
    shutil.rmtree(machine.roots[2])
    with machine.open(3) as workspace:
        listed = [one["workspace"] for one in workspace.storage_metrics()["known_workspaces"]]
        assert listed == [str(root) for root in reversed(machine.roots)]
        rehearsal = workspace.storage_cleanup(only=str(machine.roots[2]), dry_run=True)
        assert rehearsal["after"] < rehearsal["before"]
        for number in (2, 1):
            report = workspace.storage_cleanup(only=str(machine.roots[number]), max_size=1 << 20)
            assert [(one["workspace"], one["reason"]) for one in report["dropped"]] == [
                (str(machine.roots[number]), "named")
            ]
        with pytest.raises(UnavailableError, match=r"tree1; `parseltongue storage status -v` lists"):
            workspace.storage_cleanup(only=str(machine.roots[1]))
    assert machine.stored() == [0, 3]


def test_the_least_recently_used_go_for_their_size(machine: Machine) -> None:
    with machine.open(3) as workspace:
        compact(workspace.storage(), grace_ns=0)
        size = workspace.storage().size_on_disk()
        report = workspace.storage_cleanup(max_size=size * 7 // 10)
        assert report["after"] <= size * 7 // 10
        assert {one["reason"] for one in report["dropped"]} == {"the store is too large"}
    left = machine.stored()
    assert 0 < len(left) < 4
    assert left == list(range(4))[-len(left) :]


def test_a_dry_run_says_it_and_does_nothing(machine: Machine) -> None:
    shutil.rmtree(machine.roots[2])
    with machine.open(3) as workspace:
        report = workspace.storage_cleanup(older_than=35 * DAY, dry_run=True)
        assert [one["workspace"] for one in report["dropped"]] == [
            str(machine.roots[2]),
            str(machine.roots[0]),
        ]
        assert report["after"] < report["before"] == workspace.storage().size_on_disk()
    assert machine.stored() == [0, 1, 2, 3]


def test_leftovers_go(machine: Machine) -> None:
    for name in (
        "rocksdb.damaged",
        "rocksdb.damaged1",
        "rocksdb.restoring",
        "rocksdb.migrating-lz4",
        "mine.x",
    ):
        (machine.cache / name).mkdir()
    with machine.open(3) as workspace:
        removed = workspace.storage_cleanup()["removed_leftovers"]
    assert removed == ["rocksdb.damaged", "rocksdb.damaged1", "rocksdb.migrating-lz4", "rocksdb.restoring"]
    assert (machine.cache / "mine.x").is_dir()


def test_the_limit_is_enforced_after_a_commit(machine: Machine) -> None:
    edit(machine.roots[0], random.Random(1))
    with machine.open(0) as workspace:
        compact(workspace.storage(), grace_ns=0)
        workspace.config.storage.max_cache_size = workspace.storage().size_on_disk() * 7 // 10
        report = workspace.analyze()
        assert report.store_bytes <= workspace.config.storage.max_cache_size
        assert any("max_cache_size" in notice for notice in report.notices)
        assert workspace.load().snapshot == report.digest.hex()
    left = machine.stored()
    assert 0 in left
    assert len(left) < 4


def test_a_limit_that_cannot_be_met_is_not_tried_at_every_commit(machine: Machine) -> None:
    told = []
    for number in range(3):
        edit(machine.roots[0], random.Random(number))
        with machine.open(0) as workspace:
            workspace.config.storage.max_cache_size = 1000
            told.append(
                [notice for notice in workspace.analyze().notices if "raise max_cache_size" in notice]
            )
    assert [len(notices) for notices in told] == [1, 0, 0]
    assert machine.stored() == [0]


# -- collection beside writers -------------------------------------------------------------------------------


def collect_during(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Let something happen while the next run links."""
    original = stages.update_snapshot

    def linked(*words: object, **options: object) -> object:
        monkeypatch.setattr(stages, "update_snapshot", original)
        action()
        return original(*words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "update_snapshot", linked)


def test_a_run_that_shares_another_workspace_keeps_what_it_shares(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its base loses its ref, and a collection passes, while the run links."""
    copy = tmp_path / "copy"
    shutil.copytree(machine.roots[0], copy)
    (copy / "pkg" / "added.py").write_text("def new(): ...\n")

    def clean() -> None:
        shutil.rmtree(machine.roots[0])
        with machine.open(3) as other:
            assert len(other.storage_cleanup()["dropped"]) == 1

    collect_during(monkeypatch, clean)
    with open_workspace(copy, machine.cache) as workspace:
        report = workspace.analyze()
        assert report.persisted
        assert report.digest == fresh_digest(copy, tmp_path / "fresh")
        assert check_store(workspace.storage(), full=True).problems == []


def test_facts_that_are_collected_meanwhile_are_made_again(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts known from a tree that is too different to start from; a collection takes them."""
    other = tmp_path / "other"
    write_tree(other, random.Random(77))
    for number in range(3):
        shutil.copy(machine.roots[0] / "pkg" / f"m{number}.py", other / "pkg" / f"like{number}.py")

    def clean() -> None:
        shutil.rmtree(machine.roots[0])
        with machine.open(3) as last:
            last.storage_cleanup()

    collect_during(monkeypatch, clean)
    with open_workspace(other, machine.cache) as workspace:
        report = workspace.analyze()
        assert report.digest == fresh_digest(other, tmp_path / "fresh")
        assert check_store(workspace.storage(), full=True).problems == []


def test_a_held_graph_outlives_collections(machine: Machine) -> None:
    with machine.open(0) as reader, machine.open(0) as writer:
        with reader.hold() as isg:
            before = exported(reader, isg)
            edit(machine.roots[0], random.Random(5))
            writer.analyze()
            compact(writer.storage(), grace_ns=0)
            assert exported(reader, isg) == before
        compact(writer.storage(), grace_ns=0)
        reader.storage().backend.refresh()
        with pytest.raises(CorruptionError):
            exported(reader, isg)


def exported(workspace: Workspace, isg: ISG) -> bytes:
    """Everything in a graph, read from the store as it is now."""
    store = workspace.storage()
    parts: list[bytes] = []
    objects = Objects(store.backend, store.codec, cache_bytes=1)
    export_jsonl(GraphView(objects, bytes.fromhex(isg.snapshot)), parts.append)
    return b"".join(parts)


def test_collections_race_with_writers_and_readers(machine: Machine) -> None:
    """Two writers, two readers that hold what they read, one that collects without any grace."""
    stop = threading.Event()
    failures: list[BaseException] = []
    exports: dict[str, set[bytes]] = {}
    counts = {"commits": 0, "reads": 0, "collections": 0}

    def write(number: int) -> None:
        chance = random.Random(number)
        with machine.open(number) as workspace:
            edit(machine.roots[number], chance)
            report = workspace.analyze(jobs=1)
            assert report.persisted, report.store_error
            counts["commits"] += 1

    def read(number: int) -> None:
        with machine.open(number) as workspace, workspace.hold() as isg:
            exports.setdefault(isg.snapshot, set()).add(exported(workspace, isg))
            time.sleep(0.01)
            exports[isg.snapshot].add(exported(workspace, isg))
            counts["reads"] += 1

    def collect(number: int) -> None:
        with machine.open(number) as workspace:
            compact(workspace.storage(), grace_ns=0)
            counts["collections"] += 1

    def repeat(action: Callable[[int], None], number: int) -> None:
        try:
            while not stop.is_set():
                action(number)
        except BaseException as error:
            failures.append(error)
            stop.set()

    jobs = [(write, 0), (write, 1), (read, 0), (read, 1), (collect, 2)]
    threads = [threading.Thread(target=repeat, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    stop.wait(SOAK_SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert all(counts.values()), counts
    assert {len(seen) for seen in exports.values()} == {1}
    assert machine.stored() == [0, 1, 2, 3]
