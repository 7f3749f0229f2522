"""Ruby: what paths and comments say."""

from __future__ import annotations

import pytest

from parseltongue.analysis.languages.ruby import texts
from parseltongue.analysis.languages.ruby.placement import PLACEMENT

ROOTS = ["", "app", "lib", "test"]


@pytest.mark.parametrize(
    ("path", "module", "test"),
    [
        ("lib/shop/cart.rb", "shop.cart", False),
        ("app/models/user.rb", "models.user", False),
        ("bin/run.rb", "bin.run", False),
        ("Rakefile", "Rakefile", False),
        ("test/cart_test.rb", "cart_test", True),
        ("spec/cart_spec.rb", "spec.cart_spec", True),
        ("lib/test_cart.rb", "test_cart", True),
    ],
)
def test_placement(path, module, test):
    assert PLACEMENT.module_name(path, ROOTS) == module
    assert PLACEMENT.is_test(path) == test


def test_source_roots():
    paths = ["lib/a.rb", "engine/lib/b.rb", "app/models/c.rb", "test/lib/d.rb"]
    assert PLACEMENT.source_roots(paths) == ["", "app", "lib", "test", "engine/lib"]


def test_what_comments_tell():
    comments = (
        b"# @param one [A::B] x\n# @param [C] two\n# @param three [String, Symbol]\n# @return [D, nil] x"
    )
    assert texts.told_parameters(comments) == {b"one": b"A::B", b"two": b"C"}
    assert texts.told_result(comments) == b"D"
    assert texts.told_result(b"# @return [Array<D>]") == b""
    assert texts.first_line(b"# frozen_string_literal: true\n# The text.\n# More.") == "The text."
