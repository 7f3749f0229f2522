"""The seven operations, on every backend that is built in, and their twins."""

from __future__ import annotations

import asyncio
import random
import threading
from typing import TYPE_CHECKING

import pytest

import parseltongue
from parseltongue.model.errors import ConfigError, StorageError, UnavailableError
from parseltongue.storage.memory import MemoryBackend
from parseltongue.storage.registry import backend_names
from parseltongue.workspace.workspace import Workspace
from tests.crash.workloads import edit, fresh_digest, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parseltongue.query.isg import ISG
    from parseltongue.workspace.isg_store import ISGStore


@pytest.fixture
def isg(root: Path) -> Iterator[ISG]:
    """A graph that was never stored."""
    with Workspace.open(root, env={}, overrides={"storage.enabled": False}) as workspace:
        yield workspace.load_or_analyze()


@pytest.fixture(params=[name for name in backend_names() if name in ("memory", "rocksdb", "lmdb", "sqlite")])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ISGStore]:
    with parseltongue.open_store(tmp_path / "cache", backend=request.param, env={}) as store:
        yield store
    MemoryBackend.discard(str(tmp_path / "cache" / "memory"))


def exported(isg: ISG) -> bytes:
    parts: list[bytes] = []
    isg.export(parts.append)
    return b"".join(parts)


def test_a_graph_comes_back_as_it_was(store: ISGStore, root: Path, isg: ISG) -> None:
    assert store.load_isg(root) is None
    assert store.load_metadata(root) is None
    store.store_isg(root, isg)
    loaded = store.load_isg(root)
    assert loaded is not None
    assert loaded.snapshot == isg.snapshot
    assert exported(loaded) == exported(isg)


def test_a_stored_graph_is_what_an_analysis_goes_on_from(tmp_path: Path, root: Path, isg: ISG) -> None:
    with parseltongue.open_store(tmp_path / "cache", env={}) as store:
        store.store_isg(root, isg)
    with open_workspace(root, tmp_path / "cache") as workspace:
        assert workspace.analyze().mode == "unchanged"
        edit(root, random.Random(1))
        report = workspace.analyze()
        assert report.mode == "incremental"
        assert report.digest == fresh_digest(root, tmp_path / "fresh")


def test_a_graph_of_other_options_is_refused(store: ISGStore, root: Path, isg: ISG) -> None:
    (root / "parseltongue.toml").write_text("[analysis]\ndocs = false\n")
    with pytest.raises(ConfigError, match="other options"):
        store.store_isg(root, isg)


def test_a_workspace_need_not_exist(store: ISGStore, tmp_path: Path, isg: ISG) -> None:
    store.store_isg(tmp_path / "not there", isg)
    assert store.load_isg(tmp_path / "not there") is not None


def test_metadata_describes_the_graph(store: ISGStore, root: Path, isg: ISG) -> None:
    store.store_isg(root, isg)
    metadata = store.load_metadata(root)
    assert metadata is not None
    assert metadata.workspace_path == str(root)
    assert metadata.entity_count == sum(isg.counts["entities"].values())
    assert metadata.relationship_count == sum(isg.counts["relationships"].values())
    assert len(metadata.file_checksums) == sum(isg.counts["files"].values())
    assert 0 < metadata.compression_ratio < 1.1
    metadata.labels["build"] = "42"
    metadata.analysis_timestamp = 1e9
    store.store_metadata(root, metadata)
    again = store.load_metadata(root)
    assert again is not None
    assert (again.labels, again.analysis_timestamp) == ({"build": "42"}, 1e9)
    loaded = store.load_isg(root)
    assert loaded is not None
    assert loaded.snapshot == isg.snapshot


def test_metadata_of_another_graph_is_refused(store: ISGStore, root: Path, isg: ISG) -> None:
    store.store_isg(root, isg)
    metadata = store.load_metadata(root)
    assert metadata is not None
    with pytest.raises(UnavailableError, match="store_isg first"):
        store.store_metadata(root / "elsewhere", metadata)
    metadata.file_checksums["pkg/m1.py"] = "00" * 24
    with pytest.raises(StorageError, match="load it again"):
        store.store_metadata(root, metadata)


def test_invalidated_files_are_gone_and_come_back(tmp_path: Path, root: Path) -> None:
    with open_workspace(root, tmp_path / "cache") as workspace:
        before = workspace.analyze()
    with parseltongue.open_store(tmp_path / "cache", env={}) as store:
        assert store.invalidate(root, ["pkg/m1.py", root / "pkg" / "m2.py", "nothing.py", "pk"]) == [
            "pkg/m1.py",
            "pkg/m2.py",
        ]
        assert store.invalidate(root, ["pkg/m1.py"]) == []
        loaded = store.load_isg(root)
        assert loaded is not None
        assert "pkg/m1.py" not in {one["file"] for one in loaded.entities()}
        assert store.load_metadata(root) is not None
    with open_workspace(root, tmp_path / "cache") as workspace:
        report = workspace.analyze()
        assert (report.parsed, report.new) == (2, 2)
        assert report.digest == before.digest


def test_invalidation_equals_deletion(tmp_path: Path, root: Path) -> None:
    """The graph without the files is that of the tree without them."""
    with open_workspace(root, tmp_path / "cache") as workspace:
        workspace.analyze()
    with parseltongue.open_store(tmp_path / "cache", env={}) as store:
        store.invalidate(root, ["pkg/m3.py"])
        loaded = store.load_isg(root)
        assert loaded is not None
        (root / "pkg" / "m3.py").unlink()
        assert loaded.snapshot == fresh_digest(root, tmp_path / "fresh").hex()


def test_a_whole_folder_can_be_invalidated(store: ISGStore, root: Path, isg: ISG) -> None:
    store.store_isg(root, isg)
    assert len(store.invalidate(root, ["."])) == sum(isg.counts["files"].values())
    assert store.invalidate(root / "none", ["."]) == []


def test_compact_and_size(store: ISGStore, root: Path, isg: ISG) -> None:
    store.store_isg(root, isg)
    assert store.compact()["kept_objects"] > 100
    assert store.size_on_disk() > 0
    loaded = store.load_isg(root)
    assert loaded is not None
    assert exported(loaded) == exported(isg)


def test_the_twins_do_the_same_and_leave_the_loop_free(tmp_path: Path, root: Path, isg: ISG) -> None:
    async def use() -> None:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0)
                ticks += 1

        clock = asyncio.create_task(tick())
        async with parseltongue.open_store_async(tmp_path / "cache", env={}) as store:
            await asyncio.gather(*(store.store_isg(f"/w{number}", isg) for number in range(3)))
            assert ticks > 10
            loaded = await store.load_isg("/w1")
            assert loaded is not None
            assert loaded.snapshot == isg.snapshot
            metadata = await store.load_metadata("/w2")
            assert metadata is not None
            await store.store_metadata("/w2", metadata)
            assert await store.invalidate("/w2", ["pkg/m1.py"]) == ["pkg/m1.py"]
            assert (await store.compact())["kept_objects"] > 100
            assert await store.size_on_disk() > 0
        clock.cancel()
        with pytest.raises(RuntimeError, match="not open"):
            await store.size_on_disk()

    asyncio.run(use())
    assert threading.active_count() < 20
