"""A grammar that is not installed, or cannot be loaded, costs its own files and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tree_sitter_go

from tests.e2e.command import Result, finish, write_tree

if TYPE_CHECKING:
    from tests.e2e.command import Cli

FILES = {
    "main.go": "package main\n\nfunc run() { stop() }\n\nfunc stop() {}\n",
    "other.go": "package main\n",
    "go.mod": "module example.com/a\n",
    "tool.py": "def tool(): pass\n",
}
SITE = Path(tree_sitter_go.__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes symbolic links")


class Site:
    """A folder of packages that has all that is installed but what is taken out."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        for entry in os.scandir(SITE):
            os.symlink(entry.path, place / entry.name)

    def uninstall(self, package: str) -> None:
        for entry in list(self.place.iterdir()):
            if entry.name == package or entry.name.startswith(package + "-"):
                entry.unlink()

    def install(self, package: str) -> None:
        for entry in os.scandir(SITE):
            if entry.name == package or entry.name.startswith(package + "-"):
                os.symlink(entry.path, self.place / entry.name)

    def run(self, cli: Cli, *words: str) -> Result:
        env = cli.env | {"PYTHONPATH": os.pathsep.join([cli.env["PYTHONPATH"], str(self.place)])}
        argv = [sys.executable, "-S", "-m", "parseltongue", *words]
        pipe = subprocess.PIPE
        result = finish(subprocess.Popen(argv, env=env, cwd=cli.folder, stdout=pipe, stderr=pipe))
        assert result.code == 0, result
        return result


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def test_files_without_a_grammar_are_counted_with_the_command_that_installs_it(cli: Cli, site: Site) -> None:
    site.uninstall("tree_sitter_go")
    write_tree(cli.folder, FILES)
    told = site.run(cli, "analyze")
    assert told.err.count("grammar is not installed") == 1
    assert "2 files of the language go" in told.err
    assert "tree-sitter-go" in told.err
    assert "could not be analysed" not in told.err

    content = site.run(cli, "coverage", "--json").json
    assert content["skipped"] == {"grammar_missing": ["main.go", "other.go"]}
    (one,) = content["missing_grammars"]
    assert (one["language"], one["files"]) == ("go", 2)
    assert one["install"].startswith("pip install")
    assert "tree-sitter-go" in one["install"]
    assert one["install"] in site.run(cli, "coverage").out
    assert site.run(cli, "find", "tool", "--json").json["results"]
    assert not site.run(cli, "analyze", "--json").json["degraded"]


def test_installing_the_grammar_makes_the_next_analysis_pick_the_files_up(cli: Cli, site: Site) -> None:
    site.uninstall("tree_sitter_go")
    write_tree(cli.folder, FILES)
    site.run(cli, "analyze")
    site.install("tree_sitter_go")
    done = site.run(cli, "analyze", "--json").json
    assert done["files"]["skipped"] == 0
    assert done["missing_grammars"] == []
    assert site.run(cli, "callers", "stop", "--json").json["results"]
    site.run(cli, "verify", "--rebuild")


def test_a_grammar_that_cannot_be_loaded_is_named_and_tried_again(cli: Cli, site: Site) -> None:
    site.uninstall("tree_sitter_go")
    broken = site.place / "tree_sitter_go"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise OSError('wrong ELF class')\n")
    write_tree(cli.folder, FILES)
    told = site.run(cli, "analyze")
    assert told.err.count("wrong ELF class") == 1
    assert "language go" in told.err
    assert "2 files could not be analysed" in told.err
    assert site.run(cli, "find", "tool", "--json").json["results"]

    shutil.rmtree(broken)
    site.install("tree_sitter_go")
    assert site.run(cli, "analyze", "--json").json["files"]["failed"] == 0
