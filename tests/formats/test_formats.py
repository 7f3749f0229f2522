"""Stores that earlier versions wrote open, are whole, answer as they did, and can be gone on with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from parseltongue.workspace.cache_directory import LAYOUT_VERSION
from tests.formats.make import (
    HERE,
    MODULES,
    PORTABLE,
    SETTINGS,
    content,
    open_workspace,
    stored_graphs,
    unpack,
    write_tree,
)

if TYPE_CHECKING:
    from pathlib import Path

    from parseltongue.workspace.workspace import Workspace

VERSIONS = sorted(place.name for place in HERE.iterdir() if place.name.isdigit())
EVERY = [(version, name) for version in VERSIONS for name in SETTINGS]


def _said(version: str, name: str) -> object:
    return json.loads((HERE / version / "content.json").read_text())[name]


def _check(workspace: Workspace, version: str, name: str) -> None:
    assert workspace.storage_verify(full=True).ok
    said = [content(graph) for graph in stored_graphs(workspace.storage())]
    assert _said(version, name) in said


def test_the_present_format_has_its_stores() -> None:
    """A new layout needs stores of its own: see README.md."""
    assert str(LAYOUT_VERSION) in VERSIONS


@pytest.fixture
def root(tmp_path: Path, name: str) -> Path:
    write_tree(tmp_path / "tree", MODULES[name])
    return tmp_path / "tree"


@pytest.mark.parametrize(("version", "name"), EVERY)
def test_a_store_of_an_earlier_version_is_used(root: Path, tmp_path: Path, version: str, name: str) -> None:
    cache = tmp_path / "cache"
    unpack(HERE / version / f"{name}.tar.xz", cache)
    with open_workspace(root, cache, name) as workspace:
        _check(workspace, version, name)
        report = workspace.analyze()
        assert (report.persisted, report.notices) == (True, [])
        assert workspace.verify(rebuild=True).problems == []
        _check(workspace, version, name)


@pytest.mark.parametrize(("version", "name"), EVERY)
def test_a_store_of_an_earlier_version_is_migrated(
    root: Path, tmp_path: Path, version: str, name: str
) -> None:
    cache = tmp_path / "cache"
    unpack(HERE / version / f"{name}.tar.xz", cache)
    other = "rocksdb" if name != "rocksdb" else "lmdb"
    with open_workspace(root, cache, name) as workspace:
        workspace.storage_migrate(other)
    settings = {**SETTINGS[name], "storage.backend": other}
    with open_workspace(root, cache, name, settings) as workspace:
        _check(workspace, version, name)


@pytest.mark.parametrize("name", ["rocksdb"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_portable_file_of_an_earlier_version_is_restored(
    root: Path, tmp_path: Path, version: str, name: str
) -> None:
    with open_workspace(root, tmp_path / "cache", name) as workspace:
        workspace.storage_restore(str(HERE / version / PORTABLE))
    with open_workspace(root, tmp_path / "cache", name) as workspace:
        _check(workspace, version, name)
