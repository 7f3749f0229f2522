"""Configuration values of backends."""

from __future__ import annotations

import pytest

from parseltongue.model.errors import ConfigError
from parseltongue.storage.options import Option, parse_options

SIZE = Option(1 << 20, "a size", lowest=1024, size=True)
COUNT = Option(3, "a count", lowest=1, highest=9)
FLAG = Option(True, "a flag")
CHOICE = Option("none", "a choice", choices=("none", "zstd"))


@pytest.mark.parametrize(
    ("option", "given", "parsed"),
    [
        (SIZE, "64MB", 64 << 20),
        (SIZE, " 2 kb ", 2048),
        (SIZE, "4096B", 4096),
        (SIZE, 4096, 4096),
        (SIZE, "1GB", 1 << 30),
        (COUNT, 9, 9),
        (FLAG, False, False),
        (CHOICE, "zstd", "zstd"),
    ],
)
def test_accepted(option: Option, given: object, parsed: object) -> None:
    assert option.parse("key", given) == parsed


@pytest.mark.parametrize(
    ("option", "given"),
    [
        (SIZE, "64 apples"),
        (SIZE, "MB"),
        (SIZE, "-5MB"),
        (SIZE, "1.5MB"),
        (SIZE, "5MK"),
        (SIZE, 10),
        (SIZE, True),
        (COUNT, 0),
        (COUNT, 10),
        (COUNT, "3"),
        (COUNT, 3.0),
        (FLAG, 1),
        (CHOICE, "brotli"),
        (CHOICE, None),
    ],
)
def test_refused_with_what_is_expected(option: Option, given: object) -> None:
    with pytest.raises(ConfigError, match="must be") as refused:
        option.parse("storage.x.key", given)
    assert "storage.x.key" in str(refused.value)
    assert option.expects() in str(refused.value)


def test_defaults_fill_what_is_not_given() -> None:
    known = {"size": SIZE, "flag": FLAG}
    assert parse_options("storage.x", known, {"flag": False}) == {"size": 1 << 20, "flag": False}
    with pytest.raises(ConfigError, match=r"storage\.x\.flog is not an option; the options are: flag, size"):
        parse_options("storage.x", known, {"flog": True})
