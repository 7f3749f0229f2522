"""Fingerprints change with the code, the data and the grammars of their family, and with nothing else."""

from __future__ import annotations

import ast
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import parseltongue
from parseltongue.analysis.languages import families, parsers_of
from parseltongue.isg.snapshot import Fingerprints
from parseltongue.workspace import fingerprints as module
from parseltongue.workspace import workspace as workspace_module
from parseltongue.workspace.fingerprints import combined, fingerprints
from tests.e2e.command import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(parseltongue.__file__).parent
LANGUAGES = PACKAGE / "analysis" / "languages"


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code that fingerprints cover, settled long ago."""
    place = tmp_path / "package"
    for folder in ("analysis", "model", "isg"):
        shutil.copytree(PACKAGE / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "_PACKAGE", str(place))
    monkeypatch.setattr(module, "_SETTLED_NS", -(10**15))
    return place


def changed(before: Fingerprints, after: Fingerprints) -> set[str]:
    """Families, and the linker, whose fingerprint is another one."""
    names = {name for name, one in after.families.items() if before.families.get(name) != one}
    return names | ({"linker"} if before.linker != after.linker else set())


EVERYTHING = {*families(), "linker"}
CODE: dict[str, tuple[str, set[str]]] = {
    "a rule of a family": ("analysis/languages/go/types.py", {"go"}),
    "names of a library": ("analysis/languages/java/library_names.txt", {"java"}),
    "what families share": ("analysis/linking/values.py", EVERYTHING),
    "how families are found": ("analysis/languages/__init__.py", EVERYTHING),
    "a record": ("model/facts.py", EVERYTHING),
    "maps": ("isg/prolly.py", {"linker"}),
}


@pytest.mark.parametrize("name", CODE)
def test_code_counts_for_whom_it_serves(code: Path, name: str) -> None:
    path, expected = CODE[name]
    before = fingerprints({})
    with (code / path).open("a") as file:
        file.write("# more\n")
    after = fingerprints({})
    builders = {one for one, rules in families().items() if expected & set(rules.builds_on)}
    assert changed(before, after) == expected | builders
    assert combined(before) != combined(after)


def test_compiled_files_do_not_count(code: Path) -> None:
    before = fingerprints({})
    (code / "analysis" / "__pycache__").mkdir()
    (code / "analysis" / "__pycache__" / "grammar.py").write_text("")
    assert changed(before, fingerprints({})) == set()


def test_options_count(code: Path) -> None:
    one, other = fingerprints({"docs": True}), fingerprints({"docs": False})
    assert changed(one, other) == set()
    assert one.options != other.options


def test_the_version_of_a_grammar_counts_for_its_family(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprints({})
    site = tmp_path / "site"
    (site / "tree_sitter_go-99.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    assert changed(before, fingerprints({})) == {"go"}
    (site / "tree_sitter-99.0.dist-info").mkdir()
    assert changed(before, fingerprints({})) == EVERYTHING - {"linker"} - {
        name for name, rules in families().items() if not parsers_of(rules)
    }


def test_what_was_computed_is_kept_until_the_code_changes(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprints({}, str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(module, "_computed", lambda files, versions: pytest.fail("computed again"))
        assert changed(before, fingerprints({}, str(tmp_path))) == set()
    with (code / "isg/prolly.py").open("a") as file:
        file.write("# more\n")
    assert changed(before, fingerprints({}, str(tmp_path))) == {"linker"}


def _cut(data: bytes) -> bytes:
    return data[:-20]


def _flipped(data: bytes) -> bytes:
    return data.replace(b" go\n", b" gp\n")


@pytest.mark.parametrize("damage", [_cut, _flipped, lambda data: b"", lambda data: b"\xff\xfe"])
def test_what_is_kept_and_damaged_does_not_count(
    code: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    before = fingerprints({}, str(tmp_path))
    kept = tmp_path / "fingerprints"
    kept.write_bytes(damage(kept.read_bytes()))
    assert changed(before, fingerprints({}, str(tmp_path))) == set()


def test_code_that_was_just_written_is_read_again(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within one tick of the clock a file can change again without another stat."""
    monkeypatch.setattr(module, "_SETTLED_NS", 10**15)
    fingerprints({}, str(tmp_path))
    assert not (tmp_path / "fingerprints").exists()


def test_nothing_is_kept_where_there_is_no_cache_directory(code: Path, tmp_path: Path) -> None:
    fingerprints({}, str(tmp_path / "absent"))
    assert not (tmp_path / "absent").exists()


def test_families_say_what_they_build_on() -> None:
    """A family that uses the code of another one must change with it."""
    for family, rules in families().items():
        used = {name for path in (LANGUAGES / family).rglob("*.py") for name in _imported_families(path)}
        assert used - {family} <= set(rules.builds_on), family


def _imported_families(path: Path) -> set[str]:
    prefix = "parseltongue.analysis.languages."
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        modules += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names |= {one[len(prefix) :].partition(".")[0] for one in modules if one.startswith(prefix)}
    return names


FILES = {
    "a.py": "def run(): stop()\ndef stop(): pass\n",
    "b.py": "from a import run\nrun()\n",
    "c.py": "from b import run\nrun()\n",
    "a.go": "package p\n\nfunc Run() { stop() }\n\nfunc stop() {}\n",
}


def test_an_update_of_the_tool_extracts_and_links_the_files_of_changed_families(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "code"
    write_tree(root, FILES)
    present = fingerprints({})

    def analyze(families: dict[str, bytes], linker: bytes = present.linker):
        def with_changes(options: dict[str, object], *rest: object) -> Fingerprints:
            return Fingerprints(present.families | families, linker, fingerprints(options).options)

        monkeypatch.setattr(workspace_module, "fingerprints", with_changes)
        with parseltongue.open(root, cache_dir=os.fspath(tmp_path / "store")) as workspace:
            report = workspace.analyze(jobs=1)
            assert workspace.verify(rebuild=True).ok
        return report.mode, report.parsed, report.linked

    assert analyze({}) == ("full", 4, 4)
    assert analyze({"go": b"another version"}) == ("incremental", 1, 1)
    (root / "a.py").write_text("def run(): stop()\n\ndef stop(): pass\n")
    assert analyze({"go": b"a third"}) == ("incremental", 2, 2)
    assert analyze({"go": b"a third", "rust": b"new"}) == ("incremental", 0, 0)
    assert analyze({}, b"another linker") == ("full", 0, 4)
