"""Grammars: kinds by number, loaded without the packages' own code."""

import subprocess
import sys

import pytest

from parseltongue.analysis.grammar import Grammar, native_part


@pytest.fixture(scope="module")
def python() -> Grammar:
    return Grammar("tree_sitter_python")


def test_kinds_have_their_numbers(python: Grammar) -> None:
    (call,) = python.kinds("call")
    assert python.language.node_kind_for_id(call) == "call"
    assert python.kinds("call", "string") == {python.kind("call"), python.kind("string")}
    assert python.language.node_kind_for_id(python.token("=")) == "="
    assert python.language.field_name_for_id(python.field("value")) == "value"


@pytest.mark.parametrize("ask", ["kinds", "field"])
def test_a_name_that_the_grammar_lacks_is_told(python: Grammar, ask: str) -> None:
    with pytest.raises(LookupError, match="python has no"):
        getattr(python, ask)("no such thing")


def test_the_packages_own_code_is_not_run_and_an_ordinary_import_shares_the_module() -> None:
    program = """
import sys
from parseltongue.analysis.grammar import Grammar, Parser
grammar = Grammar("tree_sitter_python")
assert "tree_sitter_python" not in sys.modules and "importlib.resources" not in sys.modules
import tree_sitter, tree_sitter_python
assert tree_sitter.Parser is Parser
assert tree_sitter.Language(tree_sitter_python.language()) == grammar.language
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_package_without_a_native_part_is_imported_as_usual() -> None:
    assert native_part("xxhash").xxh64_hexdigest(b"") == "ef46db3751d8e999"


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="tree_sitter_klingon"):
        native_part("tree_sitter_klingon")
