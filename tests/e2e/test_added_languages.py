"""Languages that other packages add: the example of docs/languages.md, installed, updated and broken."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import write_tree

if TYPE_CHECKING:
    from tests.e2e.command import Cli

GUIDE = (Path(__file__).parents[2] / "docs" / "languages.md").read_text(encoding="utf-8")
EXAMPLE = dict(re.findall(r"`(parseltongue_ini/\w+\.py)`:\n\n```python\n(.*?)```", GUIDE, re.DOTALL))
FILES = {
    "base.ini": "[paths]\nroot = /srv\ndata = ${paths:root}/data\n",
    "app/app.ini": "[app]\nfiles = ${paths:data}\nnothing = ${paths:absent}\n",
    "tool.py": "def tool(): pass\n",
}
ENTRY_POINTS = "[parseltongue.languages]\nini = parseltongue_ini\n"


class Plugin:
    """A package on a path of its own, as an installer leaves it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.install("1.0", EXAMPLE)

    def install(self, version: str, modules: dict[str, str]) -> None:
        for old in self.place.glob("*.dist-info/*"):
            old.unlink()
        for old in self.place.glob("*.dist-info"):
            old.rmdir()
        info = f"parseltongue_ini-{version}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: parseltongue-ini\nVersion: {version}\n"
        files = {f"{info}/METADATA": metadata, f"{info}/entry_points.txt": ENTRY_POINTS}
        write_tree(self.place, files | {"parseltongue_ini/__init__.py": ""} | modules)

    def changed(self, module: str, old: str, new: str) -> None:
        """Install a version that differs in one place."""
        name = f"parseltongue_ini/{module}.py"
        assert old in EXAMPLE[name]
        self.install("2.0", EXAMPLE | {name: EXAMPLE[name].replace(old, new)})


@pytest.fixture
def plugin(cli: Cli, tmp_path: Path) -> Plugin:
    """In a workspace whose user wants the language."""
    found = Plugin(tmp_path / "site")
    cli.env["PYTHONPATH"] += f"{os.pathsep}{found.place}"
    cli.configure('[analysis]\nlanguages = ["ini"]\n')
    write_tree(cli.folder, FILES)
    return found


def analyze(cli: Cli) -> dict:
    return cli.ok("analyze", "--json").json


def users_of(cli: Cli, symbol: str) -> list[str]:
    return [one["qualified_name"] for one in cli.ok("uses", symbol, "--json").json["results"]]


def test_the_example_is_analysed_linked_and_updated(cli: Cli, plugin: Plugin) -> None:
    assert analyze(cli)["files"]["total"] == 3
    assert users_of(cli, "paths.data") == ["app.app.app.files"]
    assert users_of(cli, "paths.root") == ["base.paths.data"]
    assert cli.ok("show", "app", "--json").json["results"][0]["language"] == "ini"
    (cli.folder / "base.ini").write_text("[paths]\nroot = /srv\n")
    files = analyze(cli)["files"]
    assert (files["parsed"], files["linked"]) == (1, 2)
    assert not cli.ok("coverage", "--json").json["degraded"]
    cli.ok("verify", "--rebuild")


def test_a_new_version_extracts_its_own_files_again(cli: Cli, plugin: Plugin) -> None:
    analyze(cli)
    plugin.changed("front_end", 'rb"\\[', 'rb"(?i)\\[')
    files = analyze(cli)["files"]
    assert (files["parsed"], files["linked"]) == (2, 2)
    cli.ok("verify", "--rebuild")


def test_what_is_not_asked_for_does_not_run(cli: Cli, plugin: Plugin) -> None:
    plugin.changed("placement", "SECTIONS =", "raise SystemExit('it ran')\nSECTIONS =")
    cli.configure("")
    assert analyze(cli)["files"]["total"] == 1


def test_a_repository_cannot_ask_for_it(cli: Cli, plugin: Plugin) -> None:
    cli.configure("")
    (cli.folder / "parseltongue.toml").write_text('[analysis]\nlanguages = ["ini"]\n')
    told = cli.ok("analyze")
    assert "analysis.languages is ignored" in told.err
    assert cli.ok("status", "--json").json["languages"] == {"python": 1}
    assert cli.ok("analyze", "--trust", "--json").json["files"]["total"] == 3


BROKEN = {
    "it cannot be imported": ("placement", "SECTIONS =", "import absent_module\nSECTIONS =", "absent_module"),
    "it has no rules": ("placement", "PLACEMENT =", "OTHER =", "no PLACEMENT"),
    "it has another name": ("placement", 'family = "ini"', 'family = "toml"', "called like its entry point"),
    "it claims files of another": (
        "placement",
        '(".ini",)',
        '(".ini", ".py")',
        "belongs to the language python",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_package_is_named_and_left_out(cli: Cli, plugin: Plugin, name: str) -> None:
    module, old, new, message = BROKEN[name]
    plugin.changed(module, old, new)
    told = cli.ok("analyze")
    assert message in told.err
    assert '"ini"' in told.err
    assert cli.ok("find", "tool", "--json").json["results"]
    plugin.install("3.0", EXAMPLE)
    assert analyze(cli)["files"]["total"] == 3


FAILING = {
    "its extractor cannot be made": ("front_end", "return IniExtractor()", "raise OSError('no such thing')"),
    "its extractor fails": ("front_end", "source, flags = decode(data)", "raise OSError('no such thing')"),
    "its facts do not fit together": ("front_end", "return builder.finish(flags, True)", "return None, None"),
    "its semantics fail": ("front_end", "return IniSemantics(world)", "raise OSError('no such thing')"),
    "its rules fail": (
        "placement",
        "for ordinal, kind",
        "raise OSError('no such thing')\n        for ordinal, kind",
    ),
    "its rules name what is not there": ("placement", "interface.names[ordinal], ordinal", '"x", 10**9'),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_package_does_not_stop_the_rest(cli: Cli, plugin: Plugin, name: str) -> None:
    plugin.changed(*FAILING[name])
    told = cli.ok("analyze", "--jobs", "1")
    assert "could not be analysed" in told.err or 'plug-in "ini" failed' in told.err
    assert cli.ok("find", "tool", "--json").json["results"]
    assert cli.ok("coverage", "--json").json["degraded"]
    plugin.install("3.0", EXAMPLE)
    assert not analyze(cli)["degraded"]
    assert users_of(cli, "paths.data") == ["app.app.app.files"]


def test_a_name_that_nothing_is_called_is_said(cli: Cli, plugin: Plugin) -> None:
    cli.configure('[analysis]\nlanguages = ["inni"]\n')
    told = cli.ok("analyze")
    assert 'no language plug-in "inni"' in told.err
    assert "installed are: ini" in told.err
