"""Colours add nothing to a text and take nothing from it."""

from __future__ import annotations

import re

import pytest

from parseltongue.analysis.languages import families
from parseltongue.cli.highlighting import highlighted, highlighted_markdown
from parseltongue.cli.terminal import visible_length

SOURCE = {
    "c": "static int add(int a) { return a; }",
    "cpp": "class A { int b() const { return 1; } };",
    "csharp": "public class A { int B() => 1; }",
    "go": "func add(a int) int { return a }",
    "java": "public class A { int b() { return 1; } }",
    "javascript": "const add = (a) => { return a; }",
    "kotlin": "class A { fun b(): Int = 1 }",
    "php": "function add(int $a): int { return $a; }",
    "python": "def add(a: int) -> int: return a",
    "ruby": "def add(a) = a",
    "rust": "pub fn add(a: i32) -> i32 { a }",
    "scala": "class A { def b: Int = 1 }",
    "swift": "func add(a: Int) -> Int { return a }",
    "tsx": "const A = (): number => { return <b>1</b>; }",
    "typescript": "function add(a: number): number { return a; }",
}
TEXTS = ("", "  ", "\t\tx", "'open", '"""', "/* open", "*/ }", "日本 é", "\\x1b[31m", "#", "`", "a\u2028b")


def without_colours(text: str) -> str:
    return re.sub("\x1b\\[[0-9]*m", "", text)


def test_each_language_that_has_source_is_known():
    parsed = {one.name for family in families().values() for one in family.languages if one.parser}
    assert parsed == {*SOURCE}


@pytest.mark.parametrize("language", SOURCE)
def test_the_text_stays_what_it_is(language):
    shown = highlighted([SOURCE[language]], language)
    assert shown != [SOURCE[language]]
    for lines in ([SOURCE[language]], [*TEXTS], [*TEXTS, SOURCE[language], *TEXTS], [""], []):
        shown = highlighted(lines, language)
        assert [without_colours(line) for line in shown] == lines
        assert [visible_length(line) for line in shown] == [len(line) for line in lines]
        # Each line can stand alone: no colour runs on into the next.
        assert all(line.count("\x1b[") % 2 == 0 for line in shown)


@pytest.mark.parametrize("lines", [["def f(): pass"], ["x" * 2_000 + " def"]])
def test_what_cannot_be_coloured_is_shown_as_it_is(lines):
    assert highlighted(lines, "no such language" if "f()" in lines[0] else "python") == lines


def test_markdown():
    text = [
        "# Title",
        "text def",
        "```python",
        "# no title",
        "def f(): ...",
        "```",
        "````go",
        "```",
        "func f()",
    ]
    shown = highlighted_markdown(text)
    assert [without_colours(line) for line in shown] == text
    assert [at for at, line in enumerate(shown) if line != text[at]] == [0, 3, 4]
