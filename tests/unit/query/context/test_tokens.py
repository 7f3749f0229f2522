"""Counting tokens without a network."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import ConfigError
from parseltongue.query.context import tokens

if TYPE_CHECKING:
    from pathlib import Path


def test_tokens_are_those_of_cl100k_base(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Figures from OpenAI's cookbook and documentation."""
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("the network is asked"))
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    counting = tokens.tokenizer()
    assert counting.name == "cl100k_base"
    figures = {
        "tiktoken is great!": 6,
        "antidisestablishmentarianism": 6,
        "2 + 2 = 4": 7,
        "": 0,
        "<|endoftext|>": 7,
    }
    assert {text: counting.count(text) for text in figures} == figures
    assert counting.count("お誕生日おめでとう") == 9
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("missing", ["tiktoken", "tiktoken_ext"])
def test_without_the_packages_it_is_an_estimate(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    found = tokens._vocabulary()
    assert found is not None

    class Hidden:
        def find_spec(self, name: str, *_: object) -> None:
            if name.partition(".")[0] == missing:
                raise ModuleNotFoundError(name)

    monkeypatch.setattr(sys, "meta_path", [Hidden(), *sys.meta_path])
    counting = tokens.tokenizer()
    assert counting.name == "estimate"
    assert [counting.count(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]


@pytest.mark.parametrize("data", [None, b"", b"IQ== 0\n"])
def test_another_vocabulary_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: bytes | None
) -> None:
    place = tmp_path / "cl100k_base.tiktoken"
    if data is not None:
        place.write_bytes(data)
    monkeypatch.setattr(tokens, "_vocabulary", lambda: str(place))
    with pytest.raises(
        ConfigError, match=r"the tokenizer cannot use .*cl100k_base\.tiktoken: .*install it again"
    ):
        tokens.tokenizer()
