"""Questions about the whole graph, on the command line."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import write_tree

if TYPE_CHECKING:
    from tests.e2e.command import Cli

SOURCES = {
    "web.py": "from base import run\nclass Page:\n    def show(self): return run()\nPage().show()\n",
    "base.py": "def run():\n    import web\n    return web.Page()\ndef _old(): pass\n",
    "test_web.py": "from web import Page\ndef test_it(): Page()\n",
}
ENVELOPE = ["snapshot", "stale_files", "total", "exact", "results"]


@pytest.fixture
def tree(cli: Cli) -> Cli:
    write_tree(cli.folder, SOURCES)
    cli.ok("analyze")
    return cli


@pytest.mark.parametrize(
    ("words", "notes", "fields"),
    [
        (["cycles"], ["level"], {"size", "edges", "example", "members"}),
        (["cycles", "--level", "entity"], ["level"], {"size", "edges", "example", "members"}),
        (["rank"], ["level", "by", "sampled"], {"id", "value", "incoming", "outgoing"}),
        (["rank", "--level", "package", "--by", "core"], ["level", "by", "sampled"], {"package", "files"}),
        (["communities"], ["level", "modularity"], {"size", "members"}),
        (["hotspots"], ["history"], {"id", "score", "incoming", "outgoing", "lines", "commits"}),
        (["dead-code"], ["counts"], {"id", "confidence", "reasons", "inside"}),
        (["metrics"], ["level", "by"], {"id", "wmc", "dit", "noc", "cbo", "rfc", "lcom"}),
        (["metrics", "--level", "package"], ["level"], {"package", "ca", "ce", "instability", "distance"}),
    ],
    ids=lambda given: " ".join(given if isinstance(given, list) else sorted(given)),
)
def test_json_and_text(tree: Cli, words: list[str], notes: list[str], fields: set[str]) -> None:
    answer = tree.ok(*words, "--json").json
    assert list(answer) == [*ENVELOPE, *notes]
    assert answer["total"] == len(answer["results"]) > 0
    assert all(fields <= set(one) for one in answer["results"])
    assert tree.ok(*words).out
    assert tree.ok(*words, "--json").json == answer


def test_what_is_shown(tree: Cli) -> None:
    assert tree.ok("cycles").out == "2 files, 2 dependencies\n  base.py -> web.py -> base.py\n"
    assert tree.ok("cycles", "--path", "web.py").out == "No cycles at the level of the file.\n"
    assert tree.ok("dead-code").out == (
        "Believed dead: 1 high, 0 medium, 0 low.\nhigh  base._old  function  base.py:4\n"
        "    nothing refers to it\n"
    )
    assert tree.ok("metrics", "Page").out.split()[:7] == [
        "wmc",
        "dit",
        "noc",
        "cbo",
        "rfc",
        "lcom",
        "web.Page",
    ]
    assert "1 in" in tree.ok("rank", "--kind", "method").out
    tests = [
        one["file"] for one in tree.ok("rank", "--level", "file", "--without-tests", "--json").json["results"]
    ]
    assert set(tests) == {"web.py", "base.py"}


def test_hotspots_ask_git(tree: Cli) -> None:
    assert "there is no git history" in tree.ok("hotspots").err
    for words in (["init", "-q"], ["add", "web.py"], ["commit", "-q", "-m", "one"]):
        settings = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(
            ["git", *settings, *words], cwd=tree.folder, env={**os.environ, **tree.env}, check=True
        )
    found = tree.ok("hotspots", "--json").json
    assert found["history"] is True
    assert [(one["file"], one["commits"]) for one in found["results"]] == [("web.py", 1)]
    assert "1 commit," in tree.ok("hotspots").out


def test_check_has_exit_codes_for_ci(tree: Cli) -> None:
    rules = tree.folder / "parseltongue.toml"
    assert tree("check").code == 3
    rules.write_text('[rules]\nlayers = ["web", "base"]\n')
    result = tree("check")
    assert result.code == 16
    assert "layers: base stands below web\n  base.py:2  base imports web\n" in result.out
    assert tree("check", "--json").json["total"] == len(tree("check", "--json").json["results"])
    rules.write_text('[rules]\nforbid = [{ from = "web", to = "os" }]\n')
    assert tree.ok("check").out == "All rules are kept.\n"
    rules.write_text('[rules]\nlayers = ["wep"]\n')
    result = tree("check")
    assert result.code == 3
    assert f'{rules}: rules: "wep" is the name of no file' in result.err
    rules.write_text('[rules]\nforbid = [{ from = "web" }]\n')
    result = tree("check")
    assert result.code == 3
    assert "rules.forbid" in result.err
    assert "a list of tables such as" in result.err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["metrics", "run"], 2, "run is no class or other type"),
        (["metrics", "nothing_like_it"], 1, "nothing is called nothing_like_it"),
        (["metrics", "Page", "--level", "package"], 2, "takes neither SYMBOL nor --by"),
        (["metrics", "--by", "loc"], 2, "--by must be one of wmc, dit"),
        (["rank", "--by", "fame"], 2, "--by must be one of pagerank"),
        (["cycles", "--level", "class"], 2, "--level must be one of entity, file, package"),
        (["rank", "--level", "file", "--kind", "class"], 2, "at the level of a file there are no kinds"),
        (["cycles", "--depth", "2"], 2, "cycles does not take --depth"),
    ],
)
def test_what_cannot_be_asked(tree: Cli, words: list[str], code: int, message: str) -> None:
    result = tree(*words)
    assert result.code == code, result
    assert message in result.err


def test_without_the_library_there_is_a_hint(tree: Cli) -> None:
    blocked = tree.home / "blocked"
    write_tree(blocked, {"igraph/__init__.py": "raise ImportError('not here')\n"})
    path = f"{blocked}{os.pathsep}{tree.env['PYTHONPATH']}"
    result = tree("cycles", env={"PYTHONPATH": path})
    assert result.code == 3
    assert 'pip install "parseltongue-isg[analytics]"' in result.err
    assert tree("check", env={"PYTHONPATH": path}).err.startswith("error: there are no rules")
    tree.ok("metrics", "--level", "package", env={"PYTHONPATH": path})
