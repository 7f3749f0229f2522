"""Compilation databases: found where builds leave them, read for what counts, followed through changes."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import Cli, write_tree

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {
    "a.c": "#include <config.h>\nint a(void) { return WHO; }\n",
    "lib/b.c": '#include "config.h"\nint b(void) { return WHO; }\n',
    "one/config.h": "#define WHO 1\n",
    "two/config.h": "#define WHO 2\n",
}
CMAKE = """\
cmake_minimum_required(VERSION 3.10)
project(p C)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_library(a a.c)
target_include_directories(a PRIVATE two one)
add_library(b lib/b.c)
target_include_directories(b PRIVATE ${CMAKE_SOURCE_DIR}/one two)
"""
NOTHING = {"new": [], "modified": [], "deleted": []}


def database(root: Path, first: str, flags: str = "") -> str:
    second = "two" if first == "one" else "one"
    return json.dumps(
        [
            {
                "directory": f"{root}/build",
                "file": f"{root}/{file}",
                "command": f"cc {flags} -I{root}/{first} -I../{second} -c {root}/{file}",
            }
            for file in ("a.c", "lib/b.c")
        ]
    )


def included(cli: Cli) -> dict[str, list[str]]:
    """Who includes each of the two headers."""
    return {
        path: [one["file"] for one in cli.ok("importers", f"{path}/config.h", "--json").json["results"]]
        for path in ("one", "two")
    }


@pytest.mark.skipif(
    not (shutil.which("cmake") and shutil.which("ninja") and shutil.which("cc")),
    reason="needs cmake, ninja, cc",
)
def test_what_cmake_says_is_found_in_an_ignored_folder(cli: Cli, tmp_path: Path) -> None:
    write_tree(cli.folder, {**SOURCES, "CMakeLists.txt": CMAKE, ".gitignore": "/build\n"})
    subprocess.run(["git", "init", "-q", str(cli.folder)], check=True)
    build = ["cmake", "-S", ".", "-B", "build", "-G", "Ninja"]
    subprocess.run(build, cwd=cli.folder, check=True, capture_output=True)
    cli.ok("analyze")
    assert included(cli) == {"one": ["lib/b.c"], "two": ["a.c"]}
    cli.ok("verify", "--rebuild")
    snapshot = cli.ok("status", "--json").json["snapshot"]
    # Another worktree, built with another generator and other options, has the same graph.
    other = Cli(cli.home, tmp_path / "other" / "place")
    write_tree(other.folder, {**SOURCES, "CMakeLists.txt": CMAKE, ".gitignore": "/build\n"})
    build[-1:] = ["Unix Makefiles", '-DCMAKE_C_FLAGS=-O2 -DX=\\"y\\"']
    subprocess.run(build, cwd=other.folder, check=True, capture_output=True)
    report = other.ok("analyze", "--json").json
    assert (report["snapshot"], report["files"]["parsed"], report["files"]["linked"]) == (snapshot, 0, 0)


def test_only_a_changed_table_counts(cli: Cli) -> None:
    write_tree(cli.folder, {**SOURCES, "build/compile_commands.json": database(cli.folder, "one")})
    cli.ok("analyze")
    assert included(cli) == {"one": ["a.c", "lib/b.c"], "two": []}
    write_tree(cli.folder, {"build/compile_commands.json": database(cli.folder, "one", "-O3 -g")})
    assert cli.ok("status", "--json").json["stale"] == NOTHING
    assert cli.ok("analyze", "--json").json["mode"] == "unchanged"
    write_tree(cli.folder, {"build/compile_commands.json": database(cli.folder, "two")})
    stale = cli.ok("status", "--json").json["stale"]
    assert stale == {**NOTHING, "modified": ["build/compile_commands.json"]}
    assert cli.ok("analyze", "--json").json["mode"] == "incremental"
    assert included(cli) == {"one": [], "two": ["a.c", "lib/b.c"]}
    cli.ok("verify", "--rebuild")
    (cli.folder / "build/compile_commands.json").unlink()
    assert cli.ok("analyze", "--json").json["files"]["deleted"] == 1
    cli.ok("verify", "--rebuild")


def test_what_the_tree_lets_a_database_say_follows_the_tree(cli: Cli) -> None:
    """A folder is in the table once there are files in it, though the database is what it was."""
    files = {**SOURCES, "build/compile_commands.json": database(cli.folder, "two")}
    del files["two/config.h"]
    write_tree(cli.folder, files)
    cli.ok("analyze")
    users = cli.ok("importers", "one/config.h", "--json").json["results"]
    assert [one["file"] for one in users] == ["a.c", "lib/b.c"]
    write_tree(cli.folder, SOURCES)
    stale = cli.ok("status", "--json").json["stale"]
    assert stale == {**NOTHING, "new": ["two/config.h"], "modified": ["build/compile_commands.json"]}
    cli.ok("analyze")
    assert included(cli) == {"one": [], "two": ["a.c", "lib/b.c"]}
    cli.ok("verify", "--rebuild")


@pytest.mark.parametrize(
    "place", ["compile_commands.json", "build-debug/compile_commands.json", "out/x/compile_commands.json"]
)
def test_where_builds_leave_it(cli: Cli, place: str) -> None:
    subprocess.run(["git", "init", "-q", str(cli.folder)], check=True)
    write_tree(cli.folder, {**SOURCES, ".gitignore": "*.json\n/build*\n/out\n"})
    write_tree(cli.folder, {place: database(cli.folder, "two")})
    cli.ok("analyze")
    assert included(cli) == {"one": [], "two": ["a.c", "lib/b.c"]}
    cli.ok("verify", "--rebuild")


def test_a_link_leads_to_it_but_not_out_of_the_workspace(cli: Cli, tmp_path: Path) -> None:
    write_tree(cli.folder, {**SOURCES, "obj/x/compile_commands.json": database(cli.folder, "two")})
    (cli.folder / ".gitignore").write_text("*.json\nobj\n")
    link = cli.folder / "compile_commands.json"
    link.symlink_to("obj/x/compile_commands.json")
    cli.ok("analyze")
    assert cli.ok("status", "--json").json["languages"] == {"c": 4, "compile_commands": 1}
    assert included(cli)["two"] == ["a.c", "lib/b.c"]
    (tmp_path / "compile_commands.json").write_text(database(cli.folder, "one"))
    link.unlink()
    link.symlink_to(tmp_path / "compile_commands.json")
    cli.ok("analyze")
    assert cli.ok("status", "--json").json["languages"] == {"c": 4}


def test_the_configuration_says_which_one_counts(cli: Cli) -> None:
    write_tree(
        cli.folder,
        {
            **SOURCES,
            "compile_commands.json": database(cli.folder, "one"),
            "deep/in/release.json": database(cli.folder, "two"),
            "parseltongue.toml": '[analysis]\ncompile_commands = ["deep/in/release.json"]\n',
        },
    )
    cli.ok("analyze")
    assert included(cli) == {"one": [], "two": ["a.c", "lib/b.c"]}
    assert cli.ok("status", "--json").json["languages"] == {"c": 4, "compile_commands": 1}
    cli.ok("verify", "--rebuild")


def test_damaged_and_enormous_databases_are_told_and_cost_nothing_else(cli: Cli) -> None:
    write_tree(cli.folder, {**SOURCES, "build/compile_commands.json": database(cli.folder, "two")[:-9]})
    cli.ok("analyze")
    assert cli.ok("coverage", "--json").json["syntax_errors"] == ["build/compile_commands.json"]
    assert included(cli)["two"] == ["a.c", "lib/b.c"]
    with open(cli.folder / "build/compile_commands.json", "wb") as file:
        file.truncate((64 << 20) + 1)
    cli.ok("analyze")
    assert cli.ok("coverage", "--json").json["skipped"] == {"too_large": ["build/compile_commands.json"]}
    cli.ok("verify", "--rebuild")


def test_a_database_of_several_megabytes_is_read(cli: Cli) -> None:
    padding = " " * (3 << 20)
    write_tree(cli.folder, {**SOURCES, "build/compile_commands.json": database(cli.folder, "two") + padding})
    cli.ok("analyze")
    assert cli.ok("coverage", "--json").json["skipped"] == {}
    assert included(cli)["two"] == ["a.c", "lib/b.c"]


def test_commits_are_compared_with_the_database_of_today(cli: Cli) -> None:
    """It is in no commit; without it every include of an older state would look changed."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@y", "-C", str(cli.folder)]
    subprocess.run(["git", "init", "-q", str(cli.folder)], check=True)
    write_tree(cli.folder, {**SOURCES, ".gitignore": "/build\n"})
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    for first in ("two", "one"):
        write_tree(cli.folder, {"build/compile_commands.json": database(cli.folder, first)})
        for _ in range(2):
            told = cli.ok("diff", "--json").json
            assert told["snapshot"] == told["old_snapshot"]
    shutil.rmtree(cli.folder / "build")
    told = cli.ok("diff", "--json").json
    assert told["snapshot"] == told["old_snapshot"]


def test_trees_without_c_do_not_look(cli: Cli) -> None:
    write_tree(cli.folder, {"a.py": "x = 1\n", ".gitignore": "build\n", "build/compile_commands.json": "["})
    cli.ok("analyze")
    assert cli.ok("status", "--json").json["languages"] == {"python": 1}
