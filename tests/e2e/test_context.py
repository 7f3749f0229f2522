"""`context` on the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.e2e.command import write_tree

if TYPE_CHECKING:
    from tests.e2e.command import Cli

NOTES = [
    "entity", "source", "outline", "cut_lines", "omitted", "complete", "changed", "tokens", "limit",
    "tokenizer", "markdown",
]  # fmt: skip


def test_markdown_and_json_are_the_same_context(analyzed: Cli) -> None:
    result = analyzed.ok("context", "shop.orders.add_tax", "--tokens", "600")
    answer = analyzed.ok("context", "shop.orders.add_tax", "--tokens", "600", "--json").json
    assert list(answer) == [
        "snapshot", "stale_files", "symbol", "matches", "total", "exact", "results", *NOTES,
    ]  # fmt: skip
    assert result.out == answer["markdown"].rstrip("\n") + "\n"
    assert "    return amount + amount * rate // 100\n" in result.out
    assert f"note: {answer['tokens']:,} of 600 tokens, counted by cl100k_base" in result.err
    assert answer["tokens"] <= 600
    assert [one["qualified_name"] for one in answer["results"] if one["section"] == "callers"]


def test_what_has_changed_is_said(shop: Cli) -> None:
    shop.ok("analyze")
    place = shop.folder / "shop/orders.py"
    place.write_text("# new\n" + place.read_text())
    result = shop.ok("context", "add_tax")
    assert "Changed since the analysis, so without source: shop/orders.py." in result.out
    assert "return amount" not in result.out
    assert "1 file behind this answer has changed since" in result.err


def test_without_the_tokenizer_it_is_an_estimate(analyzed: Cli) -> None:
    blocked = analyzed.home / "blocked"
    write_tree(blocked, {"tiktoken_ext/__init__.py": ""})
    path = f"{blocked}{os.pathsep}{analyzed.env['PYTHONPATH']}"
    result = analyzed.ok("context", "add_tax", env={"PYTHONPATH": path})
    assert "tokens, estimated" in result.err
    assert 'pip install "parseltongue-isg[context]" counts' in result.err


def test_what_has_no_context(analyzed: Cli) -> None:
    assert analyzed("context", "add_taxx").code == 1
    result = analyzed("context", "add_tax", "--tokens", "5")
    assert result.code == 2
    assert "5 tokens are too few for a context" in result.err
