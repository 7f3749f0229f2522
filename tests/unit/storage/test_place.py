"""Whose a store is, what it stands on, and who can read it."""

from __future__ import annotations

import os
import stat
import struct
import sys
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import UnavailableError
from parseltongue.storage import place
from parseltongue.storage.files import make_private
from parseltongue.storage.place import (
    check_file_system,
    file_system_in,
    network_file_system,
    remote_in,
    require_own,
)
from parseltongue.storage.registry import backend_named
from parseltongue.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:27 / /home rw shared:5 - nfs4 server:/export/home rw,vers=4.2
31 30 0:28 / /home/me/local rw - xfs /dev/sdb rw
32 22 0:29 / /mnt/with\\040space rw - cifs //server/share rw
33 22 0:30 / /mnt/ssh rw - fuse.sshfs me@host:/ rw
34 22 0:31 / /mnt/overlay rw - fuse.fuse-overlayfs none rw
35 22 0:32 / /twice rw - ext4 /dev/sdc rw
36 22 0:33 / /twice rw - nfs server:/ rw
nonsense
"""
posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs owners and modes of POSIX")


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("/var/cache", "ext4"),
        ("/home/me/cache", "nfs4"),
        ("/home", "nfs4"),
        ("/homeless", "ext4"),
        ("/home/me/local/cache", "xfs"),
        ("/mnt/with space/x", "cifs"),
        ("/twice/x", "nfs"),
    ],
)
def test_the_mount_that_holds_a_place(where: str, kind: str) -> None:
    assert file_system_in(MOUNTS, where) == kind


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of mounts of Linux")
@pytest.mark.parametrize(
    ("where", "kind"),
    [("/mnt/ssh/a/b", "fuse.sshfs"), ("/mnt/overlay/a", ""), ("/var", ""), ("/home/me", "nfs4")],
)
def test_network_file_systems_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, kind: str
) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    monkeypatch.setattr(place, "_MOUNTS", str(tmp_path / "mountinfo"))
    assert network_file_system(where) == kind


def _status(flags: int, kind: bytes) -> bytes:
    """`struct statfs` of macOS: sizes, counts, owner and type before the flags; paths behind the name."""
    before = struct.pack("<Ii5Q2iII", 4096, 1 << 20, *range(1, 6), 7, 8, 501, 26)
    return before + struct.pack("<II16s1024s1024s8I", flags, 3, kind, b"/Volumes/x", b"//server/x", *range(8))


@pytest.mark.parametrize(
    ("flags", "kind", "expected"),
    [
        (0x1000 | 0x4000, b"apfs", ""),
        (0x4000, b"smbfs", "smbfs"),
        (0, b"nfs", "nfs"),
        (0, b"macfuse", "macfuse"),
        (0, b"autofs", ""),
    ],
)
def test_what_statfs_of_macos_says(flags: int, kind: bytes, expected: str) -> None:
    assert remote_in(_status(flags, kind)) == expected
    assert remote_in(b"") == ""


def test_macos_is_asked_of_the_nearest_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(place, "_statfs", lambda path: asked.append(path) or _status(0, b"nfs"))
    assert network_file_system(str(tmp_path / "not" / "yet")) == "nfs"
    assert asked == [str(tmp_path.resolve())]


@pytest.mark.skipif(sys.platform != "darwin", reason="asks macOS")
def test_macos_knows_its_own_disk() -> None:
    assert b"apfs" in place._statfs("/") or b"hfs" in place._statfs("/")


def test_this_place_is_local(tmp_path: Path) -> None:
    assert network_file_system(str(tmp_path / "missing")) == ""


@pytest.mark.parametrize(
    ("name", "outcome"), [("lmdb", "refused"), ("sqlite", "refused"), ("rocksdb", "warned"), ("memory", "")]
)
def test_what_a_backend_says_of_a_network_file_system(
    monkeypatch: pytest.MonkeyPatch, name: str, outcome: str
) -> None:
    monkeypatch.setattr(place, "network_file_system", lambda directory: "nfs4")
    properties = backend_named(name).properties
    if outcome == "refused":
        with pytest.raises(UnavailableError, match=rf"nfs4.*{name}.*documentation forbids"):
            check_file_system("/home/me", properties)
    else:
        warning = check_file_system("/home/me", properties)
        assert ("one machine at a time" in warning) == (outcome == "warned")


@pytest.mark.parametrize(("backend", "persisted"), [("sqlite", False), ("rocksdb", True)])
def test_analysis_on_a_network_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str, persisted: bool
) -> None:
    monkeypatch.setattr(place, "network_file_system", lambda directory: "nfs4")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text("x = 1\n")
    settings = {"cache_dir": str(tmp_path / "cache"), "env": {}, "overrides": {"storage.backend": backend}}
    with Workspace.open(tmp_path / "tree", **settings) as workspace:
        report = workspace.analyze()
    assert report.persisted is persisted
    told = " ".join(report.notices) + str(report.store_error)
    assert "network file system (nfs4)" in told


@posix
@pytest.mark.parametrize("backend", ["rocksdb", "lmdb", "sqlite"])
def test_only_the_owner_can_read_a_store(tmp_path: Path, backend: str) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text("def f():\n    return f()\n")
    cache = tmp_path / "deep" / "cache"
    old = os.umask(0)
    try:
        settings = {"cache_dir": str(cache), "env": {}, "overrides": {"storage.backend": backend}}
        with Workspace.open(tmp_path / "tree", **settings) as workspace:
            assert workspace.analyze().persisted
            workspace.storage_compact()
            _require_private(tmp_path / "deep")
        with Workspace.open(tmp_path / "tree", **settings) as workspace:
            workspace.load()
            (tmp_path / "tree" / "a.py").write_text("def g():\n    return 1\n")
            assert workspace.analyze().persisted
        _require_private(tmp_path / "deep")
    finally:
        os.umask(old)


def _require_private(top: Path) -> None:
    assert stat.S_IMODE(top.stat().st_mode) == 0o700
    open_to_others = {
        str(path): oct(path.stat().st_mode) for path in top.rglob("*") if path.stat().st_mode & 0o077
    }
    assert open_to_others == {}


@posix
def test_a_directory_that_was_there_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private(str(tmp_path / "a" / "b"))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


@posix
def test_a_missing_directory_is_nobodys(tmp_path: Path) -> None:
    require_own(str(tmp_path / "missing"))
    require_own(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to give a folder away")
def test_a_store_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text("x = 1\n")
    cache = tmp_path / "cache"
    with Workspace.open(tmp_path / "tree", cache_dir=str(cache), env={}) as workspace:
        assert workspace.analyze().persisted
    os.chown(cache, 65534, 65534)
    with Workspace.open(tmp_path / "tree", cache_dir=str(cache), env={}) as workspace:
        with pytest.raises(UnavailableError, match=r"belongs to user .* not trusted.*--cache-dir"):
            workspace.load()
        report = workspace.analyze()
    assert not report.persisted
    assert "belongs to user" in str(report.store_error)
