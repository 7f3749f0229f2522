"""A small tree of Python files for crash tests, random edits of it, and an analysis in a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from parseltongue.workspace.workspace import Workspace

if TYPE_CHECKING:
    import random
    from pathlib import Path

DURABLE_BACKENDS = tuple(os.environ.get("PARSELTONGUE_BACKENDS", "rocksdb,lmdb,sqlite").split(","))
MODULES = 40
ANALYZE = (
    "import sys; sys.path[:] = sys.argv[4:]; import parseltongue;"
    "parseltongue.open(sys.argv[1], cache_dir=sys.argv[2], env={},"
    "                  overrides={'storage.backend': sys.argv[3]}).analyze()"
)


def write_tree(root: Path, chance: random.Random) -> None:
    """Modules that import, extend and call each other."""
    package = root / "pkg"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from pkg.m0 import Class0\n")
    for number in range(MODULES):
        write_module(package, number, chance)


def write_module(package: Path, number: int, chance: random.Random) -> None:
    others = [chance.randrange(MODULES) for _ in range(4)]
    lines = [f"from pkg.m{one} import Class{one}, helper{one}" for one in others]
    lines.append(f"class Class{number}(Class{others[0]}):")
    lines += [
        f"    def method{k}(self, other: Class{others[1]}):\n        return other.method{k}()"
        for k in range(8)
    ]
    lines.append(f"def helper{number}():\n    return helper{others[2]}(Class{others[3]}())")
    (package / f"m{number}.py").write_text("\n".join(lines) + "\n" + "# filler\n" * chance.randrange(400))


def edit(root: Path, chance: random.Random) -> None:
    """Change, add or remove a few modules."""
    package = root / "pkg"
    for _ in range(chance.randrange(1, 4)):
        number = chance.randrange(MODULES)
        action = chance.random()
        if action < 0.15:
            (package / f"m{number}.py").unlink(missing_ok=True)
        elif action < 0.5:
            write_module(package, number, chance)
        else:
            with (package / f"m{number}.py").open("a") as file:
                file.write(f"def added{chance.randrange(10**6)}():\n    return helper{number}()\n")


def start_analysis(root: Path, cache: Path, backend: str = "rocksdb") -> subprocess.Popen[bytes]:
    """`analyze` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", ANALYZE, str(root), str(cache), backend, *sys.path], stderr=subprocess.DEVNULL
    )


def open_workspace(root: Path, cache: Path, backend: str = "rocksdb") -> Workspace:
    return Workspace.open(root, cache_dir=str(cache), env={}, overrides={"storage.backend": backend})


def fresh_digest(root: Path, scratch: Path) -> bytes:
    """Digest of a full analysis into an empty store."""
    with open_workspace(root, scratch) as workspace:
        return workspace.analyze().digest
