"""The figures of a store are those of what is in it."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from parseltongue.isg.keys import OBJECTS, namespace_end
from parseltongue.isg.reach import FACTS, ROLES
from parseltongue.isg.snapshot import LAYER
from parseltongue.workspace.upkeep.logbook import amend_logbook, enter, read_logbook
from parseltongue.workspace.upkeep.metrics import OTHER, take_census
from tests.crash.workloads import edit, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace


def test_every_object_is_counted_once(workspace: Workspace) -> None:
    metrics = workspace.storage_metrics()
    backend = workspace.storage().backend
    pairs = list(backend.scan(OBJECTS, namespace_end(OBJECTS)))
    assert metrics["objects"] == len(pairs) == sum(one["objects"] for one in metrics["types"].values())
    assert metrics["object_bytes"] == sum(len(key) + len(value) for key, value in pairs)
    assert set(metrics["types"]) == set(ROLES) - {LAYER}
    assert metrics["types"][FACTS]["objects"] == 41
    assert metrics["reads"]["probes"] > 100
    json.dumps(metrics)


def test_what_compression_saves_is_measured(workspace: Workspace) -> None:
    store = workspace.storage()
    census = take_census(store, store.backend, sample=None)
    stored = plain = 0
    for key, value in store.backend.scan(OBJECTS, namespace_end(OBJECTS)):
        stored += len(value)
        plain += len(store.codec.decode(value, key, what=key.hex()))
    assert census.total.saved == pytest.approx(1 - stored / plain)
    assert census.sampled == census.total.objects


def test_what_nothing_leads_to_is_told_apart(workspace: Workspace, root: Path) -> None:
    assert OTHER not in workspace.storage_metrics()["types"]
    edit(root, random.Random(1))
    workspace.analyze()
    assert workspace.storage_metrics()["types"][OTHER]["objects"] > 3


def test_a_second_worktree_shares_everything(workspace: Workspace, root: Path, tmp_path: Path) -> None:
    assert workspace.storage_metrics()["dedup_factor"] == 1
    shutil.copytree(root, tmp_path / "copy")
    with open_workspace(tmp_path / "copy", tmp_path / "cache") as other:
        other.analyze()
    metrics = workspace.storage_metrics()
    assert metrics["dedup_factor"] == 2
    assert metrics["facts"] == {"hits": 41, "misses": 41, "hit_rate": 0.5}


def test_objects_in_memory_are_counted(workspace: Workspace, root: Path) -> None:
    before = workspace.storage_metrics()["object_cache"]
    assert before["hits"] > 0, "a first analysis links what it has just parsed"
    store = workspace.storage()
    edit(root, random.Random(1))
    store.objects.hits = store.objects.misses = 0
    workspace.analyze()
    after = workspace.storage_metrics()["object_cache"]
    assert after["misses"] > before["misses"]
    assert after["hit_rate"] == round(after["hits"] / (after["hits"] + after["misses"]), 4)


def test_commits_and_waits_are_counted(workspace: Workspace, root: Path) -> None:
    before = workspace.storage_metrics()["writes"]["commits"]
    assert before >= 1
    store = workspace.storage()
    store.meter.committed(0.5, 0.25)
    edit(root, random.Random(1))
    workspace.analyze()
    metrics = workspace.storage_metrics()
    assert metrics["writes"]["commits"] == before + 2
    assert metrics["writes"]["longest_ms"] >= 250
    assert metrics["lock_waits"] == {"count": 1, "seconds": 0.5, "longest_ms": 500.0}


def test_a_run_that_changes_nothing_writes_no_logbook(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "cache" / "logbook").unlink()
    with open_workspace(tmp_path / "tree", tmp_path / "cache") as again:
        assert again.analyze().mode == "unchanged"
    assert not (tmp_path / "cache" / "logbook").exists()


def test_compactions_and_verifications_are_remembered(workspace: Workspace) -> None:
    metrics = workspace.storage_metrics()
    assert metrics["last_compaction"] is metrics["last_full_verification"] is None
    workspace.storage_verify(full=True)
    workspace.storage_compact()
    metrics = workspace.storage_metrics()
    assert metrics["last_compaction"]["time"] >= metrics["last_full_verification"]["time"] > 1e9
    assert metrics["last_full_verification"]["ok"]


def test_damage_is_told(workspace: Workspace) -> None:
    with workspace.storage().writing() as backend:
        for key, value in list(backend.scan(OBJECTS, namespace_end(OBJECTS))):
            backend.write([(key, value[:-1] + bytes((value[-1] ^ 1,)))], durable=False)
    assert "checksum" in workspace.storage_metrics()["damage"]


@pytest.mark.parametrize("content", ["", "no json", "[1]", "\0" * 100])
def test_a_damaged_logbook_costs_its_figures_only(workspace: Workspace, content: str) -> None:
    directory = workspace.storage().directory
    with open(directory + "/logbook", "w", encoding="utf-8") as file:
        file.write(content)
    assert read_logbook(directory) == {}
    enter(directory, "compaction", {"time": 1})
    assert read_logbook(directory) == {"compaction": {"time": 1}}


def test_a_logbook_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logbook.new").mkdir()
    amend_logbook(str(tmp_path), lambda entries: entries.update(a=1))
    assert read_logbook(str(tmp_path)) == {}
