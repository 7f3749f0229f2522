"""Which files a walk finds, in trees that git knows, does not know, or would betray."""

from __future__ import annotations

import os
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

from parseltongue.changes import gitfiles
from parseltongue.changes.walk import Walk, walk
from parseltongue.model.errors import ConfigError
from tests.unit.changes.trees import GitCommand, select_python, write_tree

if TYPE_CHECKING:
    from pathlib import Path


def find(root: Path, *patterns: str, use_git: bool = True) -> Walk:
    return walk(str(root), select_python, ignore_patterns=patterns, use_git=use_git)


def reasons(found: Walk) -> dict[str, str]:
    return {skip.path: skip.reason for skip in found.skipped}


@pytest.fixture(params=["git", "scan"])
def tree(request: pytest.FixtureRequest, tmp_path: Path, git: GitCommand) -> Path:
    """An empty root, once as a repository and once as a bare folder."""
    root = tmp_path / "root"
    root.mkdir()
    if request.param == "git":
        git(root, "init", "-q")
    return root


def test_kind_size_and_order(tree: Path) -> None:
    write_tree(tree, {"z.py": "12345", "a/b.py": "", "a/c.txt": "", "a.py": "1"})
    found = find(tree)
    assert list(found.files) == ["a.py", "a/b.py", "z.py"]
    kind, stamp = found.files["z.py"]
    stat = os.stat(tree / "z.py")
    assert (kind, stamp) == ("python", (5, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    assert found.unselected == 1
    assert found.walker == ("git" if (tree / ".git").exists() else "scan")


def test_configured_patterns_drop_files_and_folders(tree: Path) -> None:
    write_tree(tree, {"target/a.py": "", "x/target/b.py": "", "x/y.py": "", "gen_a.py": "", "k/gen_b.py": ""})
    assert list(find(tree, "target", "gen_*.py", "!k/gen_b.py").files) == ["k/gen_b.py", "x/y.py"]
    assert list(find(tree, "target").files) == ["gen_a.py", "k/gen_b.py", "x/y.py"]
    assert find(tree, "y.py").ignored == 1


def test_ignore_files_of_the_tree(tree: Path) -> None:
    write_tree(tree, {"a.py": "", "b.py": "", "d/a.py": "", "d/c.py": "", ".gitignore": "a.py\n/d/c.py\n"})
    write_tree(tree, {"d/.gitignore": "!a.py\n"})
    assert list(find(tree).files) == ["b.py", "d/a.py"]


def test_symlinks_are_reported_and_never_followed(tree: Path, tmp_path: Path) -> None:
    write_tree(tmp_path, {"outside/secret.py": ""})
    write_tree(tree, {"d/a.py": ""})
    (tree / "link.py").symlink_to(tmp_path / "outside/secret.py")
    (tree / "dangling.py").symlink_to("nowhere")
    (tree / "folder").symlink_to(tmp_path / "outside")
    (tree / "d/loop").symlink_to(tree)
    found = find(tree)
    assert list(found.files) == ["d/a.py"]
    assert reasons(found) == {"link.py": "symlink", "dangling.py": "symlink"}


def test_line_feed_in_a_name_is_skipped(tree: Path) -> None:
    write_tree(tree, {"a\nb.py": "", "c\nd/e.py": "", "f.py": ""})
    found = find(tree)
    assert list(found.files) == ["f.py"]
    assert reasons(found) == dict.fromkeys(["a\nb.py", "c\nd/e.py"], "line feed in the name")


def test_name_that_is_not_text(tree: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        (tree / name).write_text("")
    except OSError:
        pytest.skip("the file system wants UTF-8 names")
    assert list(find(tree).files) == [name]


def test_special_files_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.py"))
        found = find(tmp_path)
    assert not found.files
    assert reasons(found) == {"fifo.py": "special file", "socket.py": "special file"}


def test_ignore_file_that_blocks_or_leads_away_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"root/a/a.py": "", "root/b/b.py": "", "rules": "*.py"})
    os.mkfifo(tmp_path / "root/a/.gitignore")
    (tmp_path / "root/b/.gitignore").symlink_to(tmp_path / "rules")
    assert list(find(tmp_path / "root").files) == ["a/a.py", "b/b.py"]


def test_unreadable_folder_is_reported(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tree, {"a.py": "", "closed/b.py": ""})
    scandir = os.scandir

    def refuse(path: str) -> object:
        if "closed" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find(tree, use_git=False)
    assert list(found.files) == ["a.py"]
    assert reasons(found) == {"closed": "unreadable folder"}


def test_git_warning_about_an_unreadable_folder_is_reported(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = "warning: could not open directory 'closed/it'\\''s/': Permission denied"
    fake_git(tmp_path, monkeypatch, f"echo \"{message}\" >&2; printf 'a.py\\0'")
    write_tree(repository, {"a.py": ""})
    found = find(repository)
    assert list(found.files) == ["a.py"]
    assert [skip.reason for skip in found.skipped] == ["unreadable folder"]
    assert found.skipped[0].path.startswith("closed/it")


def test_root_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing cannot be listed: No such file"):
        find(tmp_path / "missing")


def test_refused_stat_keeps_the_file(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tree, {"a.py": "", "b.py": ""})
    lstat = os.lstat

    def refuse(path: str) -> os.stat_result:
        if path.endswith("b.py"):
            raise PermissionError(13, "Permission denied", path)
        return lstat(path)

    monkeypatch.setattr("parseltongue.changes.walk.lstat", refuse)
    found = find(tree)
    assert list(found.files) == ["a.py", "b.py"]
    assert found.unreadable == {"b.py"}


# Only git.


def test_tracked_file_counts_even_if_ignored(repository: Path, git: GitCommand) -> None:
    write_tree(repository, {"a.py": "", "b.py": "", ".gitignore": "*.py\n"})
    git(repository, "add", "-f", "a.py")
    assert list(find(repository).files) == ["a.py"]


def test_vanished_and_replaced_tracked_files(repository: Path, git: GitCommand, tmp_path: Path) -> None:
    write_tree(tmp_path, {"outside/x.py": "secret"})
    write_tree(repository, {"gone.py": "", "folder.py": "", "d/x.py": "", "e/x.py": "", "link.py": ""})
    git(repository, "add", ".")
    (repository / "gone.py").unlink()
    (repository / "folder.py").unlink()
    write_tree(repository, {"folder.py/inner.py": ""})
    for path in ("d/x.py", "e/x.py", "link.py"):
        (repository / path).unlink()
    (repository / "d").rmdir()
    (repository / "d").symlink_to(tmp_path / "outside")
    (repository / "e").rmdir()
    (repository / "e").write_text("now a file")
    (repository / "link.py").symlink_to(tmp_path / "outside/x.py")
    found = find(repository)
    assert list(found.files) == ["folder.py/inner.py"]
    assert reasons(found) == {"d/x.py": "behind a symlink", "link.py": "symlink"}


def test_merge_conflict_lists_a_file_once(repository: Path, git: GitCommand) -> None:
    write_tree(repository, {"a.py": "base"})
    git(repository, "add", ".")
    blob = git(repository, "hash-object", "a.py").strip()
    stages = "".join(f"100644 {blob} {stage}\ta.py\n" for stage in (1, 2, 3))
    _index_info(repository, stages)
    assert list(find(repository).files) == ["a.py"]


def _index_info(repository: Path, stages: str) -> None:
    entries = f"0 {'0' * 40}\ta.py\n{stages}".encode()
    subprocess.run(["git", "update-index", "--index-info"], cwd=repository, input=entries, check=True)
    listed = subprocess.run(["git", "ls-files", "-u"], cwd=repository, capture_output=True, check=True)
    assert listed.stdout.count(b"a.py") == 3


def test_submodules_and_nested_repositories(repository: Path, git: GitCommand) -> None:
    for place in ("sub.module", "loose", "loose/deeper", "ignored"):
        write_tree(
            repository, {f"{place}/x.py": "", f"{place}/junk.py": "", f"{place}/.gitignore": "junk.py"}
        )
        git(repository / place, "init", "-q")
    git(repository / "sub.module", "add", "x.py")
    git(repository / "sub.module", "commit", "-qm", "x")
    commit = git(repository / "sub.module", "rev-parse", "HEAD").strip()
    write_tree(repository, {".gitignore": "ignored/\n", "top.py": "", "empty/keep.txt": ""})
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub.module")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{commit},not_checked_out")
    (repository / "not_checked_out").mkdir()
    expected = ["loose/deeper/x.py", "loose/x.py", "sub.module/x.py", "top.py"]
    found = find(repository)
    assert (list(found.files), found.walker, found.notices) == (expected, "git", [])
    assert list(find(repository, use_git=False).files) == expected
    assert list(find(repository, "loose").files) == expected[2:]
    (repository / "sub.module").rename(repository.parent / "moved")
    (repository / "sub.module").symlink_to(repository.parent / "moved")
    found = find(repository)
    assert "sub.module/x.py" not in found.files
    assert reasons(found) == {"sub.module": "behind a symlink"}


def test_nested_repository_that_is_broken_is_scanned(repository: Path, git: GitCommand) -> None:
    write_tree(repository, {"n/x.py": "", "n/junk.py": "", "n/.gitignore": "junk.py"})
    git(repository / "n", "init", "-q")
    (repository / "n/.git/config").write_text("[core\n")
    found = find(repository)
    assert list(found.files) == ["n/x.py"]


def test_folder_inside_a_repository(repository: Path, git: GitCommand) -> None:
    write_tree(repository, {"d/e/x.py": "", "d/gen.py": "", "other.py": "", ".gitignore": "gen.py\n"})
    git(repository, "add", ".")
    found = find(repository / "d")
    assert (list(found.files), found.walker) == (["e/x.py"], "git")


def test_root_that_is_a_symlink(repository: Path, tmp_path: Path, git: GitCommand) -> None:
    """The repository above the link is not the one that the folder belongs to."""
    write_tree(repository, {"d/x.py": "", "d/gen.py": "", ".gitignore": "gen.py\n"})
    git(repository, "add", ".")
    write_tree(tmp_path, {"other/wrong.py": ""})
    git(tmp_path / "other", "init", "-q")
    (tmp_path / "other/link").symlink_to(repository / "d")
    found = find(tmp_path / "other/link")
    assert (list(found.files), found.walker) == (["x.py"], "git")


def test_root_that_its_repository_ignores_is_scanned(repository: Path) -> None:
    write_tree(repository, {".gitignore": "*\n", "project/x.py": ""})
    found = find(repository / "project")
    assert (list(found.files), found.walker) == (["x.py"], "scan")
    assert "ignores" in found.notices[0]
    (repository / ".gitignore").write_text("")
    assert find(repository / "project").notices == []


# Git that is missing, refuses, or is turned against the user.


def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_without_git(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(repository, {"a.py": "", "b.py": "", ".gitignore": "b.py"})
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find(repository)
    assert (list(found.files), found.walker) == (["a.py"], "scan")
    assert "git is not installed" in found.notices[0]


def test_git_of_the_tree_is_not_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(repository, {"git": "#!/bin/sh\ntouch owned\n"})
    (repository / "git").chmod(0o755)
    monkeypatch.chdir(repository)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", "bin"]))
    assert find(repository).walker == "scan"
    assert not (repository / "owned").exists()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo \"fatal: detected dubious ownership in repository at 'x'\" >&2; exit 128", "safe.directory"),
        ("echo 'fatal: bad config' >&2; exit 128", "bad config"),
        ("kill -9 $$", "status -9"),
    ],
)
def test_git_that_fails(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    fake_git(tmp_path, monkeypatch, script)
    write_tree(repository, {"a.py": ""})
    found = find(repository)
    assert (list(found.files), found.walker) == (["a.py"], "scan")
    assert said in found.notices[0]


def test_git_that_hangs_is_ended(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parseltongue.changes.gitfiles._TIMEOUT", 0.2)
    fake_git(tmp_path, monkeypatch, "exec sleep 60")
    found = find(repository)
    assert found.walker == "scan"
    assert "said nothing" in found.notices[0]


def test_git_with_much_to_say_on_both_sides(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a pipe holds on stderr before the first byte on stdout."""
    fake_git(tmp_path, monkeypatch, "head -c 300000 /dev/zero >&2; printf 'a.py\\0'")
    write_tree(repository, {"a.py": ""})
    assert list(find(repository).files) == ["a.py"]


def test_subprocess_way_gives_the_same(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(repository, {"a.py": "", "b/c.py": "", ".gitignore": "b"})
    monkeypatch.setattr(gitfiles, "SPAWNS", False)
    found = find(repository)
    assert (list(found.files), found.walker) == (["a.py"], "git")
    monkeypatch.setenv("PATH", os.environ["PATH"])
    (repository / ".git/config").write_text("[core\n")
    assert find(repository).notices


def test_environment_of_a_git_hook_does_not_mislead(
    repository: Path, tmp_path: Path, git: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    write_tree(other, {"wrong.py": ""})
    git(other, "init", "-q")
    git(other, "add", ".")
    write_tree(repository, {"right.py": ""})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    found = find(repository)
    assert (list(found.files), found.walker) == (["right.py"], "git")


def test_programs_named_by_the_repository_are_not_run(
    repository: Path, tmp_path: Path, git: GitCommand
) -> None:
    marker = tmp_path / "owned"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    write_tree(repository, {"a.py": ""})
    git(repository, "add", ".")
    for key in ("core.fsmonitor", "core.pager", "pager.ls-files", "core.sshCommand", "alias.ls-files"):
        git(repository, "config", key, str(program))
    git(repository, "ls-files")
    assert marker.exists(), "the trap does not work, so the test proves nothing"
    marker.unlink()
    assert find(repository).walker == "git"
    assert not marker.exists()


@pytest.mark.parametrize("unavailable", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
def test_missing_object_is_not_fetched(
    repository: Path, tmp_path: Path, git: GitCommand, monkeypatch: pytest.MonkeyPatch, unavailable: str
) -> None:
    """git reads the ignore file of a sparse folder from its object, and would fetch it by any transport.

    Either of two settings prevents it; the first is unknown to older versions of git.
    """
    monkeypatch.delitem(gitfiles._FORCED, unavailable)
    marker = tmp_path / "owned"
    write_tree(repository, {"a.py": "", "d/.gitignore": "x", "d/b.py": ""})
    git(repository, "add", ".")
    git(repository, "update-index", "--skip-worktree", "d/.gitignore")
    (repository / "d/.gitignore").unlink()
    blob = git(repository, "ls-files", "-s", "d/.gitignore").split()[1]
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    write_tree(repository, {"d/c.py": ""})
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::sh -c touch% {marker}",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
    }.items():
        git(repository, "config", key, value)
    _ignore_failure(git, repository)
    assert marker.exists(), "the trap does not work, so the test proves nothing"
    marker.unlink()
    assert {"a.py", "d/b.py", "d/c.py"} == set(find(repository).files)
    assert not marker.exists()


def _ignore_failure(git: GitCommand, repository: Path) -> None:
    try:
        git(repository, "ls-files", "-o", "--exclude-standard")
    except subprocess.CalledProcessError:
        return


def test_work_tree_that_lies_elsewhere(repository: Path, tmp_path: Path, git: GitCommand) -> None:
    write_tree(tmp_path, {"outside/secret.py": ""})
    write_tree(repository, {"a.py": ""})
    git(repository, "config", "core.worktree", str(tmp_path / "outside"))
    found = find(repository)
    assert list(found.files) == ["a.py"]
