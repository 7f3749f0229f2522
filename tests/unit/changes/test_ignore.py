"""Ignore patterns mean what they mean to git; the scan and git list the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.changes.ignore import DEFAULT_PATTERNS, IgnoreRules, parse_ignore_file
from parseltongue.changes.walk import walk

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["a", "b", "ab", "a.b", "ba", "a-b", "A", "a b", "[a]", "é", ".a", "#a", "!a", "a\\b", "1", "a*", "]"]
PIECES = [
    "*", "**", "?", "[", "]", "!", "^", "-", "\\", "/", "a", "b", "é", " ", ".", "#", "1",
    "**/", "/**", "/**/", "a/", "/a", "[a-b]", "[!a]", "[^a]", "[]a]", "[a-]", "[[:alpha:]]",
    "[[:digit:]]", "[[:foo:]]", "[a-\\b]", "[[:alpha]", "[\\]]", "\\a", "a**", "**a", "**\\/",
]  # fmt: skip

lines = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
ignore_files = st.lists(lines, max_size=5).map("\n".join)
folders = st.lists(st.sampled_from(NAMES[:8]), max_size=3).map("/".join)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    root = tmp_path_factory.mktemp("parity")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def _clear(root: Path) -> None:
    for entry in root.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _paths(root: Path, use_git: bool) -> list[str]:
    found = walk(str(root), lambda path: "any", ignore_patterns=(), use_git=use_git)
    assert found.walker == ("git" if use_git else "scan")
    return list(found.files)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=st.lists(st.tuples(folders, st.sampled_from(NAMES)), min_size=1, max_size=12),
    ignores=st.dictionaries(folders, ignore_files, max_size=3),
    top=ignore_files,
    exclude=ignore_files,
)
def test_scan_lists_what_git_lists(
    scratch: Path, tree: list[tuple[str, str]], ignores: dict[str, str], top: str, exclude: str
) -> None:
    _clear(scratch)
    for folder, name in tree:
        place = scratch / folder / name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("x")
        except OSError:
            continue  # a file stands where this one needs a folder, or the other way round
    for folder, text in {**ignores, "": top}.items():
        if (scratch / folder).is_dir():
            (scratch / folder / ".gitignore").write_text(text)
    (scratch / ".git/info/exclude").write_text(exclude)
    assert _paths(scratch, use_git=False) == _paths(scratch, use_git=True)


@settings(max_examples=150, deadline=None)
@given(patterns=st.lists(lines, min_size=1, max_size=3))
def test_each_pattern_matches_what_git_says(scratch: Path, patterns: list[str]) -> None:
    _clear(scratch)
    (scratch / ".git/info/exclude").write_text("")
    paths = [*NAMES, "d/a", "d/ab", "d/e/a", "a.d/b", "aa/bb/ab", "aa/a/b/a"]
    for path in paths:
        (scratch / path).parent.mkdir(parents=True, exist_ok=True)
        (scratch / path).write_text("")
    (scratch / ".gitignore").write_text("\n".join(patterns))
    assert _paths(scratch, use_git=False) == _paths(scratch, use_git=True)


@pytest.mark.parametrize(
    ("pattern", "path", "is_folder", "expected"),
    [
        ("a", "x/a", False, True),
        ("a/", "a", False, None),
        ("a/", "a", True, True),
        ("/a", "x/a", False, None),
        ("x/a", "x/a", False, True),
        ("*.pyc", "x/y.pyc", False, True),
        ("!*.pyc", "y.pyc", False, False),
        ("a/**/b", "a/b", False, True),
        ("a/**/b", "a/x/y/b", False, True),
        ("a/*/b", "a/x/y/b", False, None),
        ("a\\", "a\\", False, None),
        ("[a", "[a", False, None),
        ("# a", "# a", False, None),
        ("\\#a", "#a", False, True),
        ("a\\ ", "a ", False, True),
        ("a  ", "a", False, True),
        ("?", "é", False, None),
        ("/d[!x]a", "d/a", False, None),
        ("/d[!x]a", "dya", False, True),
        ("[-b]", "1", False, None),
        ("[-b]", "-", False, True),
        ("a**/b", "ax/y/b", False, True),
    ],
)
def test_match(pattern: str, path: str, is_folder: bool, expected: bool | None) -> None:
    assert IgnoreRules([*parse_lines(pattern)]).match(path, is_folder) is expected


def parse_lines(text: str) -> list[str]:
    return text.split("\n")


def test_last_matching_pattern_decides() -> None:
    rules = IgnoreRules(["*.py", "!keep.py", "keep.*"])
    assert rules.match("keep.py", False) is True
    assert IgnoreRules(["keep.*", "!keep.py"]).match("keep.py", False) is False


def test_bom_and_crlf_are_not_part_of_a_pattern() -> None:
    rules = parse_ignore_file(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert [rules.match(name, False) for name in ("one", "two", "two\r")] == [True, True, None]


def test_names_that_are_not_text_match() -> None:
    name = os.fsdecode(b"caf\xe9.tmp")
    assert parse_ignore_file(b"caf\xe9*").match(name, False) is True


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "**/a*/" * 30 + "b", "x" + "*a?" * 40 + "[!a]"])
def test_hostile_patterns_do_not_explode(pattern: str) -> None:
    rules = IgnoreRules([pattern])
    started = time.process_time()
    assert rules.match("x" + "a" * 250, False) is None
    assert rules.match("aa/" * 60 + "a", False) is None
    assert time.process_time() - started < 2.0


def test_default_patterns_are_plain_names() -> None:
    """A glob among them would load `re` in every process."""
    assert IgnoreRules(DEFAULT_PATTERNS).plain_names == frozenset(DEFAULT_PATTERNS)
    assert IgnoreRules(["*.py"]).plain_names is None
    assert IgnoreRules(["a", "!a"]).plain_names is None
