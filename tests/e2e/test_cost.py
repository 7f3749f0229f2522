"""What a query must not load: every module costs each command line."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.command import Cli

FORBIDDEN = {
    "argparse", "asyncio", "concurrent", "cryptography", "dataclasses", "gettext", "inspect", "json",
    "keyring", "logging", "multiprocessing", "numpy", "pathlib", "platform", "pygments", "re", "rich",
    "subprocess", "tree_sitter", "tree_sitter_python", "typing", "unittest", "urllib",
}  # fmt: skip
PRINT_MODULES = (
    "import sys; from parseltongue.cli.main import main; code = main(sys.argv[1:])\n"
    "names = {name.partition('.')[0] for name in sys.modules if sys.modules[name] is not None}\n"
    "print(*sorted(names), file=sys.stderr); sys.exit(code)"
)
QUERIES = (
    ["callers", "add_tax"], ["callees", "quick"], ["uses", "Item"], ["implementors", "Item"],
    ["members", "shop.orders.Order"], ["show", "add_tax"], ["find", "Order"], ["blast-radius", "add_tax"],
    ["entities", "shop/orders.py"], ["references", "add_tax"], ["supertypes", "Order"], ["subtypes", "Item"],
    ["overrides", "Item.total"], ["importers", "shop.orders"], ["path", "quick", "add_tax"],
    ["tests-for", "add_tax"], ["callers", "add_tax", "-t"],
)  # fmt: skip


@pytest.mark.parametrize("words", QUERIES, ids=lambda words: words[0])
def test_a_query_imports_nothing_it_does_not_need(analyzed: Cli, words: list[str]) -> None:
    argv = [sys.executable, "-S", "-c", PRINT_MODULES, *words, "-q"]
    env = {**analyzed.env, "PYTHONPATH": ":".join(path for path in sys.path if path)}
    env["PYTHONPATH"] = analyzed.env["PYTHONPATH"] + ":" + env["PYTHONPATH"]
    done = subprocess.run(argv, env=env, cwd=analyzed.folder, capture_output=True, check=True)
    assert done.stdout
    loaded = set(done.stderr.decode().split())
    assert "parseltongue" in loaded
    assert not loaded & FORBIDDEN


def test_json_is_loaded_only_to_write_it(analyzed: Cli) -> None:
    """Guards the test above: its way of looking sees modules that are loaded."""
    argv = [sys.executable, "-c", PRINT_MODULES, "show", "add_tax", "--json"]
    done = subprocess.run(argv, env=analyzed.env, cwd=analyzed.folder, capture_output=True, check=True)
    assert "json" in done.stderr.decode().split()
