"""The whole graph as columns in files beside the store: what breaks, what shows, what goes, and when."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from parseltongue.storage.registry import backend_named, backend_names
from parseltongue.testing.durability import small_file_system
from parseltongue.workspace import beside
from parseltongue.workspace.sheet_files import SheetFiles
from parseltongue.workspace.store import Store
from tests.unit.workspace.test_encryption import Place, plain_finds, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace

DURABLE = [name for name in backend_names() if backend_named(name).properties.durable]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ask(workspace: Workspace) -> object:
    return workspace.load().analytics.cycles("entity").as_dict(), sheets_in(workspace)


def sheets_in(workspace: Workspace) -> dict[str, bytes]:
    folder = folder_of(workspace)
    return {name: read(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}


def folder_of(workspace: Workspace) -> str:
    store = workspace.storage()
    assert isinstance(store, Store)
    return beside.path_of(store, workspace.identity, beside.COLUMNS)


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


@pytest.mark.parametrize("backend", DURABLE)
def test_columns_are_kept_and_used(place: Place, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.open(backend=backend) as workspace:
        workspace.analyze()
        expected = ask(workspace)
        assert len(sheets_in(workspace)) == 2
        assert {os.stat(path).st_mode & 0o777 for path in paths(workspace)} == {0o600}
        assert os.stat(folder_of(workspace)).st_mode & 0o777 == 0o700
    monkeypatch.setattr("parseltongue.isg.whole.build", None)
    with place.open(backend=backend) as workspace:
        assert ask(workspace) == expected


def paths(workspace: Workspace) -> list[str]:
    return [os.path.join(folder_of(workspace), name) for name in sheets_in(workspace)]


@pytest.mark.parametrize("damage", [b"", b"damaged", None])
def test_what_is_damaged_is_made_again(place: Place, damage: bytes | None) -> None:
    with place.open() as workspace:
        workspace.analyze()
        expected = ask(workspace)
        for path in paths(workspace):
            content = read(path)
            with open(path, "wb") as file:
                file.write(content[: len(content) // 2] if damage is None else damage)
        assert ask(workspace) == expected


def test_every_flipped_byte_is_seen(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
        expected = ask(workspace)
        intact = sheets_in(workspace)
        for share in range(40):
            for path, content in zip(paths(workspace), intact.values(), strict=True):
                at = share * len(content) // 40
                with open(path, "wb") as file:
                    file.write(content[:at] + bytes((content[at] ^ 0x40,)) + content[at + 1 :])
            assert ask(workspace) == expected


def test_nothing_of_the_code_shows_in_an_encrypted_store(place: Place) -> None:
    with place.open(cache=place.cache.parent / "plain", compression="none") as workspace:
        workspace.analyze()
        ask(workspace)
        assert plain_finds(place.cache.parent / "plain" / "workspaces", words_of(place.code))
        names = set(sheets_in(workspace))
    with place.encrypted(compression="none") as workspace:
        workspace.analyze()
        expected = ask(workspace)
        assert not names & set(sheets_in(workspace))
        assert ask(workspace) == expected
    assert plain_finds(place.cache, words_of(place.code)) == []


def test_other_keys_leave_no_columns_of_the_old_ones(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
        ask(workspace)
    with place.encrypted() as workspace:
        workspace.storage_rekey(full=True)
    assert not [path for path in place.cache.rglob("*.columns/*") if path.is_file()]
    with place.encrypted() as workspace:
        workspace.analyze()
        ask(workspace)
    assert plain_finds(place.cache, words_of(place.code)) == []


def test_columns_go_with_their_workspace(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
        ask(workspace)
        assert workspace.storage_status()["beside"]["columns"] > 0
        workspace.storage_cleanup(older_than=0)
        assert list((place.cache / "workspaces").iterdir()) == []


def test_columns_of_former_snapshots_are_few(place: Place) -> None:
    with place.open() as workspace:
        for number in range(30):
            (place.code / "shop" / "more.py").write_text(f"def more{number}(): pass\n")
            workspace.analyze()
            ask(workspace)
        assert len(sheets_in(workspace)) == 2 + 16
        store = workspace.storage()
        assert isinstance(store, Store)
        kept = SheetFiles(store, workspace.identity)
        kept.prune([])
        assert len(sheets_in(workspace)) == 16


def test_a_folder_that_cannot_be_written_is_no_obstacle(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
        expected = workspace.load().analytics.cycles("entity").as_dict()
        for path in paths(workspace):
            os.unlink(path)
        folder = folder_of(workspace)
        os.rmdir(folder)
        with open(folder, "wb"):  # Permissions do not stop root, a file in its place does.
            pass
        assert workspace.load().analytics.cycles("entity").as_dict() == expected
        assert os.path.getsize(folder) == 0


def test_a_full_disk_is_no_obstacle(tmp_path: Path) -> None:
    with small_file_system(tmp_path / "disk", "16m") as mounted:
        place = Place(tmp_path)
        with place.open(cache=mounted / "cache", backend="lmdb") as workspace:
            workspace.analyze()
        for left in (0, 4, 8):
            status = os.statvfs(mounted)
            (mounted / "filler").write_bytes(bytes(status.f_bavail * status.f_frsize - (left << 10)))
            with place.open(cache=mounted / "cache", backend="lmdb") as workspace:
                columns = workspace.load().analytics.columns()
                assert columns.count == 15
            (mounted / "filler").unlink()
        with place.open(cache=mounted / "cache", backend="lmdb") as workspace:
            ask(workspace)
            assert len(sheets_in(workspace)) == 2
            assert not [name for name in sheets_in(workspace) if name.endswith(".tmp")]


def test_processes_that_ask_at_once_do_not_disturb_each_other(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
    script = (
        "import sys, parseltongue\n"
        "with parseltongue.open(sys.argv[1], cache_dir=sys.argv[2]) as workspace:\n"
        "    print(workspace.load().analytics.cycles('entity').as_dict())\n"
    )
    argv = [sys.executable, "-c", script, str(place.code), str(place.cache)]
    running = [subprocess.Popen(argv, stdout=subprocess.PIPE) for _ in range(4)]
    answers = {one.communicate(timeout=120)[0] for one in running}
    assert [one.returncode for one in running] == [0] * 4
    assert len(answers) == 1
    with place.open() as workspace:
        assert len(sheets_in(workspace)) == 2
