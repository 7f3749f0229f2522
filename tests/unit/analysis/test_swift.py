"""Swift: what paths and comments say, which arguments fit."""

from __future__ import annotations

import pytest

from parseltongue.analysis.languages.swift import texts
from parseltongue.analysis.languages.swift.extract import Extractor
from parseltongue.analysis.languages.swift.placement import PLACEMENT, module_of
from parseltongue.analysis.languages.swift.semantics import takes
from parseltongue.analysis.world import Unit


@pytest.mark.parametrize(
    ("path", "name", "module", "test"),
    [
        ("Sources/Core/Thing.swift", "Core", "Core", False),
        ("Sources/Core/Deep/Thing.swift", "Core.Deep", "Core", False),
        ("pkg/Sources/Core/Thing.swift", "Core", "Core", False),
        ("Tests/CoreTests/ThingTests.swift", "CoreTests", "CoreTests", True),
        ("Sources/main.swift", "Sources", "", False),
        ("App/View.swift", "App", "", False),
        ("View.swift", "View", "", False),
        ("AppTests/Mock.swift", "AppTests", "", True),
    ],
)
def test_placement(path, name, module, test):
    assert PLACEMENT.module_name(path, []) == name
    assert module_of(path) == module
    assert PLACEMENT.is_test(path) == test


def test_source_roots():
    assert PLACEMENT.source_roots(["Sources/A/a.swift", "x/Tests/B/b.swift", "c/d.swift"]) == ["", "x"]


def test_comments():
    assert texts.first_line(b"/// The text.\n/// More.\n") == "The text."
    assert texts.first_line(b"/**\n The text.\n */") == "The text."
    assert texts.first_line(b"/** The text. */") == "The text."
    assert texts.first_line(b"// No text.\n") == ""


@pytest.mark.parametrize(
    ("parameters", "labels", "fits"),
    [
        ("", "", True),
        ("", "_:", False),
        ("x: Int", "x:", True),
        ("x: Int", "", False),
        ("x: Int", "_:", False),
        ("_ x: Int", "_:", True),
        ("to x: Int = 1", "", True),
        ("a: Int = 1, b: Int", "b:", True),
        ("a: Int, b: Int = 1, c: Int", "a:c:", True),
        ("a: Int, b: Int", "b:a:", False),
        ("_ all: Int...", "_:_:_:", True),
        ("_ all: Int...", "", True),
        ("_ all: Int..., end: Int", "_:_:end:", True),
        ("then: () -> Void", "&", True),
        ("a: Int, then: () -> Void", "a:&", True),
        ("a: Int", "a:&", False),
        ("a: () -> Void, b: () -> Void", "&&", True),
        ("a: Int, b: Int", "&", False),
    ],
)
def test_what_a_function_takes(parameters, labels, fits):
    interface, _ = Extractor().extract(f"func f({parameters}) {{}}".encode())
    assert takes(Unit("a.swift", interface), 1, labels) == fits
