"""Folders under measurement: copies of a project, with and without git, and their sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from parseltongue.analysis.languages import language_of
from parseltongue.changes.walk import walk
from parseltongue.workspace.extraction import skip_reason

if TYPE_CHECKING:
    from pathlib import Path

_IDENTITY = ["-c", "user.name=benchmark", "-c", "user.email=benchmark@example.invalid"]


def copy(source: Path, destination: Path) -> Path:
    """Copy a tree without its repository, with new modification times, as a fresh clone would have."""
    ignore = shutil.ignore_patterns(".git")
    shutil.copytree(source, destination, symlinks=True, ignore=ignore, copy_function=shutil.copyfile)
    return destination


def make_repository(root: Path) -> Path:
    """Turn a folder into a git repository with everything committed."""
    git(root, "init", "--quiet")
    commit(root, "As distributed")
    return root


def commit(root: Path, message: str) -> None:
    """Commit all that is in the folder, ignored files too."""
    git(root, "add", "--all", "--force")
    git(root, *_IDENTITY, "commit", "--quiet", "--message", message)


def add_worktree(root: Path, destination: Path) -> Path:
    """Check the current commit out a second time, elsewhere."""
    git(root, "worktree", "add", "--quiet", "--detach", str(destination))
    return destination


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder and return what it printed; its automatic maintenance is off."""
    argv = ["git", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-C", str(root), *arguments]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def source_files(root: Path) -> list[tuple[Path, str]]:
    """The files of a tree that an analysis reads for what they say, with their languages, sorted."""
    files = walk(str(root), language_of).files
    found = [(root / path, language) for path, (language, _) in files.items()]
    return [one for one in found if not skip_reason(one[0].read_bytes())]


def disk_bytes(root: Path) -> int:
    """Bytes allocated for a folder's files, so that sparse and tiny files count as they cost."""
    total = 0
    for folder, _, names in os.walk(root):
        total += sum(os.lstat(os.path.join(folder, name)).st_blocks * 512 for name in names)
    return total
