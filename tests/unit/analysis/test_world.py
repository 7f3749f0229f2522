"""What stands where in a tree, and which lookups that answers."""

from __future__ import annotations

from itertools import permutations

import pytest

from parseltongue.analysis.languages.python.placement import PLACEMENT
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import NAMESPACE, stems_of


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("m.py", "m"),
        ("p/m.pyi", "p/m"),
        ("p/__init__.py", "p"),
        ("__init__.py", ""),
        ("p/__init__.pyi", "p"),
        ("p/not__init__.py", "p/not__init__"),
    ],
)
def test_the_stem_of_a_path(path, stem):
    assert PLACEMENT.stem(path) == stem


@pytest.mark.parametrize(
    ("paths", "winner"),
    [
        (["m.py", "m/__init__.py"], "m/__init__.py"),
        (["m.pyi", "m.py"], "m.py"),
        (["m/__init__.py", "m/__init__.pyi"], "m/__init__.py"),
        (["m.py", "m/__init__.pyi"], "m/__init__.pyi"),
        (["m.py", "m/a.py"], "m.py"),
        (["m/a.py"], NAMESPACE),
        (["m/deep/a.py"], NAMESPACE),
        (["n.py"], None),
    ],
)
def test_what_stands_at_a_stem(paths, winner):
    for order in permutations(paths):
        assert stems_of(PLACEMENT, order).get("m") == winner


def test_the_workspace_itself_is_a_folder():
    assert stems_of(PLACEMENT, [])[""] == NAMESPACE
    assert stems_of(PLACEMENT, ["__init__.py"])[""] == "__init__.py"


def test_a_stem_is_asked_for_by_path_and_below_each_root():
    assert PLACEMENT.stem_lookups("src/p/m", ["", "src", "p"]) == {
        lookup_key("stem", "python", "src/p/m"),
        lookup_key("module", "python", "src.p.m"),
        lookup_key("module", "python", "p.m"),
    }
