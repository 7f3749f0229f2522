"""Java: what paths say, and what is known of the library."""

from __future__ import annotations

import pytest

from parseltongue.analysis.languages.java import library
from parseltongue.analysis.languages.java.placement import PLACEMENT


@pytest.mark.parametrize(
    ("path", "package", "test"),
    [
        ("src/main/java/a/b/C.java", "a.b", False),
        ("one/src/test/java/a/C.java", "a", True),
        ("one/src/integrationTest/java/a/C.java", "a", True),
        ("src/main/java/a/test/C.java", "a.test", False),
        ("src/a/C.java", "a", False),
        ("tests/a/C.java", "tests.a", True),
        ("a/b/C.java", "a.b", False),
        ("src/main/java/C.java", "C", False),
        ("C.java", "C", False),
    ],
)
def test_placement(path, package, test):
    assert PLACEMENT.module_name(path, []) == package
    assert PLACEMENT.is_test(path) == test


def test_the_types_of_the_library_are_complete():
    types = library.types()
    known = {name.partition("<")[0] for name in types}
    for name, one in types.items():
        for method in [*one.methods.values(), *([one.function] if one.function else [])]:
            written = [*method.parameters, *([method.result] if method.result else []), *one.bases]
            for used, _ in written:
                assert used in known or used == "[]" or "." not in used or used.startswith("java.lang."), name
