"""Folders under measurement: copies of a project, with and without git, and their sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON_SUFFIXES = (".py", ".pyi")
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


def source_files(root: Path, suffixes: tuple[str, ...] = PYTHON_SUFFIXES) -> Iterator[Path]:
    """Give the source files of a tree, sorted, the repository's own folder left out."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f != ".git")
        for path in (Path(folder, name) for name in sorted(names) if name.endswith(suffixes)):
            if not path.is_symlink():
                yield path


def disk_bytes(root: Path) -> int:
    """Bytes allocated for a folder's files, so that sparse and tiny files count as they cost."""
    total = 0
    for folder, _, names in os.walk(root):
        total += sum(os.lstat(os.path.join(folder, name)).st_blocks * 512 for name in names)
    return total
