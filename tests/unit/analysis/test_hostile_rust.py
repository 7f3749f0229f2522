"""Rust sources that no compiler would take: extraction never raises, and ends in time."""

from __future__ import annotations

import random
from functools import cache
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages.rust.cfg import is_compiled
from parseltongue.analysis.languages.rust.extract import Extractor
from parseltongue.analysis.languages.rust.manifest import ManifestExtractor
from parseltongue.model.facts import DEPTH_CUT, SYNTAX_ERRORS, References
from parseltongue.model.interface import Interface
from tests.property.rust_sources import RustWriter

DEEP = 5_000
NESTED = {
    "parentheses": "fn f() { " + "(" * DEEP + "x" + ")" * DEEP + " }",
    "calls": "fn f() { " + "f(" * DEEP + ")" * DEEP + " }",
    "methods": "fn f() { x" + ".m()" * DEEP + " }",
    "blocks": "fn f() " + "{" * DEEP + "}" * DEEP,
    "modules": "mod m {" * DEEP + "}" * DEEP,
    "paths": "fn f() { a" + "::a" * DEEP + "() }",
    "types": "fn f(x: " + "Option<" * DEEP + "u8" + ">" * DEEP + ") {}",
    "references": "fn f(x: " + "&" * DEEP + "u8) {}",
    "use trees": "use " + "a::{" * DEEP + "b" + "}" * DEEP + ";",
    "patterns": "fn f() { let " + "(" * DEEP + "x" + ",)" * DEEP + " = y; }",
    "tokens": "fn f() { println!" + "(" * DEEP + ")" * DEEP + "; }",
    "macros of items": "cfg_x! { " * 300 + "mod m;" + " }" * 300,
    "closures": "fn f() { " + "|x| " * DEEP + "x }",
    "generics": "impl<" + "T: " + "A<" * DEEP + "B" + ">" * DEEP + "> C for T {}",
    "super": "fn f() { " + "super::" * DEEP + "f() }",
}


@cache
def extractor() -> Extractor:
    return Extractor()


def facts(source: bytes) -> tuple[Interface, References]:
    """Facts that survive being stored."""
    interface, references = extractor().extract(source)
    references.interface = bytes(24)
    return Interface.decode(interface.encode()), References.decode(references.encode())


@pytest.mark.parametrize("name", NESTED)
def test_nesting_is_bounded(name: str) -> None:
    before = process_time()
    facts(NESTED[name].encode())
    assert process_time() - before < 20


def test_what_is_too_deep_is_said_and_the_rest_is_kept() -> None:
    interface, references = facts((NESTED["parentheses"] + " fn after() {}").encode())
    assert references.flags & DEPTH_CUT
    assert "after" in interface.names


def test_syntax_errors_are_said_and_the_rest_is_kept() -> None:
    interface, references = facts(b"fn good() {} fn bad( { let = ; } struct S; impl S { fn m(&self) {} }")
    assert references.flags & SYNTAX_ERRORS
    assert {"good", "S"} <= set(interface.names)


def test_a_macro_whose_braces_never_end() -> None:
    interface, references = facts(b"fn good() {}\ncfg_if! {\n")
    assert references.flags & SYNTAX_ERRORS
    assert "good" in interface.names


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 12))
def test_mutilated_sources(seed: int, cuts: int) -> None:
    chance = random.Random(seed)
    sources: dict[str, list[str]] = {"src/lib.rs": []}
    writer = RustWriter(seed)
    text = " ".join(writer.chunk("src/lib.rs", sources) for _ in range(5)).encode()
    for _ in range(cuts):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + bytes([chance.choice(b"(){}<>[]!:&'\"#;,\xff\0")]) + text[place + 1 :]
    facts(text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_anything_is_a_manifest_or_none(data: bytes) -> None:
    interface, _ = ManifestExtractor().extract(data)
    Interface.decode(interface.encode())


def test_a_manifest_tells_its_crate() -> None:
    interface, _ = ManifestExtractor().extract(b"[package]\nname = 'my-crate'\n[lib]\npath = 'x/y.rs'\n")
    assert interface.package == "my_crate"
    assert interface.imported_as(0, "lib") == "ix/y.rs;"


@pytest.mark.parametrize(
    ("attribute", "compiled"),
    [
        (b"inline", True),
        (b"cfg(test)", False),
        (b"cfg(not(test))", True),
        (b'cfg(feature = "std")', True),
        (b'cfg(feature = "unstable-locales")', False),
        (b'cfg(target_os = "linux")', True),
        (b'cfg(target_os = "macos")', False),
        (b'cfg(all(unix, not(any(miri, target_os = "wasi"))))', True),
        (b"cfg(any(windows, docsrs))", False),
        (b"cfg(", True),
        (b"cfg(all(", True),
        (b"cfg(" + b"not(" * 3_000, True),
    ],
)
def test_one_configuration_is_compiled(attribute: bytes, compiled: bool) -> None:
    assert is_compiled(attribute) is compiled
