"""Scripts without suffix: found by their first line, followed through changes, never imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parseltongue.analysis.languages import families, language_of, script_language
from parseltongue.changes.walk import UNDECIDED
from parseltongue.workspace.selection import selector
from tests.e2e.command import write_tree

if TYPE_CHECKING:
    from tests.e2e.command import Cli

FILES = {
    "lib.py": "def work(): pass\n",
    "bin/tool": "#!/usr/bin/env python3\nfrom lib import work\n\ndef main():\n    work()\n",
    "LICENSE": "Take it.\n",
    "user.py": "import tool\ntool.main()\nfrom bin import tool\n",
}
NODE = "#!/usr/bin/env node\nfunction main() { return 1 }\n"

LINES = {
    "#!/usr/bin/env python3": "python",
    "#!/usr/bin/python": "python",
    "#! /opt/python3.12/bin/python3.12 -I": "python",
    "#!/usr/bin/env -S PYTHONPATH=. python3 -W error": "python",
    "#!/usr/bin/env -S uv run --script": "python",
    "#!/usr/bin/env pypy3": "python",
    "#!/usr/bin/env node": "javascript",
    "#!/usr/bin/node --harmony": "javascript",
    "#!/usr/bin/env -S deno run": "typescript",
    "#!/usr/bin/env php": "php",
    "#!/usr/bin/env ruby": "ruby",
    "#!/usr/bin/swift": "swift",
    "#!/usr/bin/env -S scala-cli shebang": "scala",
    "#!/usr/bin/env -S dotnet run": "csharp",
    "#!/usr/bin/java --source 21": "java",
    "#!/bin/sh": None,
    "#!": None,
    "#!/usr/bin/env": None,
    "#! /usr/bin/env \xff": None,
    "# python": None,
    "": None,
}


@pytest.mark.parametrize("line", LINES)
def test_the_language_of_a_first_line(line: str) -> None:
    assert script_language(line.encode("latin-1")) == LINES[line]
    assert script_language(line.encode("latin-1") + b"\r\nmore\n") == LINES[line]


def test_an_interpreter_is_of_one_language() -> None:
    every = [
        one for rules in families().values() for language in rules.languages for one in language.interpreters
    ]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    "path", ["a.py", "d.d/a.py", "d.py/run", "run", "go.mod", "d/package.json", ".gitignore", "a.txt"]
)
def test_what_is_selected_is_what_has_a_language_or_no_suffix(path: str) -> None:
    undecided = UNDECIDED if path in ("run", "d.py/run") else None
    assert selector(())(path) == (language_of(path) or undecided)


def languages(cli: Cli) -> dict[str, int]:
    return cli.ok("status", "--json").json["languages"]


def callers(cli: Cli, symbol: str) -> list[str]:
    return [one["qualified_name"] for one in cli.ok("callers", symbol, "--json").json["results"]]


def test_a_script_is_analysed_under_its_name(cli: Cli) -> None:
    write_tree(cli.folder, FILES)
    assert cli.ok("analyze", "--json").json["files"]["total"] == 3
    assert callers(cli, "lib.work") == ["bin.tool.main"]
    assert callers(cli, "bin.tool.main") == []
    assert callers(cli, "bin/tool:4") == []
    assert cli.ok("coverage", "--json").json["skipped"] == {}
    assert cli.ok("analyze", "--json").json["mode"] == "unchanged"
    cli.ok("verify", "--rebuild")


def test_a_script_comes_changes_its_language_and_goes(cli: Cli) -> None:
    write_tree(cli.folder, FILES)
    cli.ok("analyze")
    steps = {
        "another language": ({"bin/tool": NODE}, {"python": 2, "javascript": 1}),
        "back": ({"bin/tool": FILES["bin/tool"]}, {"python": 3}),
        "no script": ({"bin/tool": "just a text\n"}, {"python": 2}),
        "another file becomes one": ({"LICENSE": FILES["bin/tool"]}, {"python": 3}),
        "one that shell runs": ({"LICENSE": "#!/bin/sh\n"}, {"python": 2}),
    }
    for step, (files, expected) in steps.items():
        write_tree(cli.folder, files)
        assert cli.ok("status", "--json").json["stale"] != {"new": [], "modified": [], "deleted": []}, step
        cli.ok("analyze")
        assert languages(cli) == expected, step
        cli.ok("verify", "--rebuild")
