"""PHP: what paths say, what doc comments tell."""

from __future__ import annotations

import pytest

from parseltongue.analysis.languages.php import texts
from parseltongue.analysis.languages.php.placement import PLACEMENT


@pytest.mark.parametrize(
    ("path", "module", "test"),
    [
        ("src/Models/User.php", "src.Models", False),
        ("src/functions.php", "src.functions", False),
        ("User.php", "User", False),
        ("tests/Unit/UserTest.php", "tests.Unit", True),
        ("src/UserTest.php", "src", True),
        ("Test/helper.php", "Test.helper", True),
        ("index.php", "index", False),
        ("views/a.blade.php", "views.a", False),
    ],
)
def test_placement(path, module, test):
    assert PLACEMENT.module_name(path, []) == module
    assert PLACEMENT.is_test(path) == test


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        (b"/** @param Foo $x what */", [(b"param", b"x", b"Foo")]),
        (b"/** @return array<int, Foo> all */", [(b"return", b"", b"array<int, Foo>")]),
        (b"/** @var ?Foo */", [(b"var", b"", b"?Foo")]),
        (b"/** @psalm-param array{a: int} &$x */", [(b"param", b"x", b"array{a: int}")]),
        (b"/** @return*/", []),
    ],
)
def test_types_of_doc_comments(comment, told):
    assert texts.told_types(comment) == told


def test_parts_of_types():
    assert texts.alternatives(b"A|B<C|D>|null") == [b"A", b"B<C|D>", b"null"]
    assert texts.generic(b"array<int, B<C, D>>") == (b"array", [b"int", b"B<C, D>"])
    assert texts.generic(b"array<int") == (b"array<int", [])
