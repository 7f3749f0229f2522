"""Whatever the bytes of a file of C or C++ are, extraction gives facts, in bounded time, always the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages.c.extract import Extractor
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface

SECONDS = 20
"""CPU time that no source of this file may take; they take less than three here."""
SOURCES = {
    "nothing": (b"", 0),
    "a byte order mark": (b"\xef\xbb\xbfint f(void);\n", 0),
    "carriage returns": (b"int f(void) {\r  return g();\r}\r\n#define A \\\r\n 1\r\n", 0),
    "utf-16": ("int f(void) { return 0; }\n".encode("utf-16"), RECODED),
    "latin-1": (b"/* \xe9 */ int f(void) { return 0; }\n", RECODED),
    "NULs": (b"int f(void) {\0 return 0; }\n\0\0", SYNTAX_ERRORS),
    "names with odd letters": ("int größe(void) { return ñ(); }\n".encode(), 0),
    "an operator over lines": (b"struct A { operator\nconst\nchar*() { return 0; } };\n", None),
    "a name over lines": (b"int f() { a.template b<\n int>(); }\nint x::\ny::z() { return 0; }\n", None),
    "a semicolon in an include": (b'#include "a;b.h"\n', 0),
    "directives without an end": (b"#if 1\n#if 0\n#else\n#define A(\nint f(void) { }\n#include\n", None),
    "a name for another where a usual build has a number": (
        b"#ifdef __GNUC__\n#define A 1\n#else\n#define A b\n#endif\n", 0
    ),
    "else without if": (b"#else\n#endif\n#elif 1\nint f(void) { return 0; }\n", 0),
}  # fmt: skip
LARGE = {
    "parentheses": b"int x = " + b"(" * 50_000 + b"1" + b")" * 50_000 + b";",
    "open parentheses": b"int x = " + b"(" * 50_000,
    "blocks": b"void f(void) " + b"{" * 20_000 + b"}" * 20_000,
    "conditions": b"void f(void) { " + b"if (x) " * 10_000 + b"; }",
    "else ifs": b"void f(void) { if (x) ; " + b"else if (x) ; " * 10_000 + b"}",
    "calls": b"int x = f" + b"()" * 30_000 + b";",
    "members": b"int x = a" + b"->b" * 30_000 + b";",
    "sums": b"int x = 1" + b"+1" * 50_000 + b";",
    "pointers": b"int " + b"*" * 50_000 + b"x;",
    "declarators": b"int " + b"(*" * 5_000 + b"x" + b")" * 5_000 + b";",
    "parameters in parameters": b"void f(" + b"void (*g)(" * 3_000 + b")" * 3_000 + b");",
    "structs": b"struct A { " * 5_000 + b"int x;" + b"} a;" * 5_000,
    "namespaces": b"namespace a { " * 5_000 + b"}" * 5_000,
    "qualified": b"int x = " + b"a::" * 20_000 + b"b;",
    "templates": b"A<" * 5_000 + b"int" + b">" * 5_000 + b" x;",
    "conditionals": b"#ifdef A\nint x;\n#else\n" * 5_000 + b"#endif\n" * 5_000,
    "elifs": b"#if A\n" + b"#elif B\nint x;\n" * 20_000 + b"#endif\n",
    "alternatives": b"#ifdef A\nint f(void) { return 0; }\n#endif\n" * 5_000,
    "macros": b"".join(b"#define A%d A%d(A%d)\n" % (i, i + 1, i + 1) for i in range(5_000)),
    "long conditions": b"#if " + b"(" * 50_000 + b"\n#endif\n#if " + b"!" * 50_000 + b"1\n#endif\n",
    "powers": b"#if " + b"9999999999<<63<<63" + b"*9999999999" * 500 + b"\n#endif\n",
    "words": b"word " * 100_000,
    "capitals": b"WORD(\n" * 50_000,
    "stars": b"int a * b * " * 30_000,
    "macros before templates": b"WORD(a) " * 30_000 + b"\n" + b"WORD\n" * 30_000,
    "parameters of templates": b"template <A, ENABLE_IF(" * 10_000,
    "conditions of macros": b"if WORD" * 50_000 + b"template <" * 20_000,
    "classes with attributes": b"class WORD WORD [[" * 20_000 + b"} WORD_CATCH(" * 10_000,
    "namespaces of macros": b"A_NS_BEGIN\n" * 20_000 + b"A_NS_END\n" * 20_000,
    "namespaces of a macro": b"#define O namespace a { namespace b {\n#define C } }\n" + b"O\n" * 20_000,
    "raw strings": b'R"(' * 50_000,
    "comments": b"/* " * 50_000,
    "quotes": b"'" * 100_000,
    "brackets": b"(a*b[" * 30_000,
    "classes": b"class x\n" * 30_000,
    "casts": b"int x = " + b"(T)" * 20_000 + b"y;",
    "initialisers": b"int x[] = " + b"{" * 20_000 + b"}" * 20_000 + b";",
    "lambdas": b"auto x = " + b"[]{ return " * 3_000 + b"1" + b"; }" * 3_000 + b";",
    "errors": b"( [ { ; < " * 20_000,
}


def extract(language: str, data: bytes) -> tuple[Interface, References, bytes]:
    """Facts and their bytes; fails unless they can be decoded again."""
    interface, references = Extractor(language).extract(data)
    references.interface = bytes(DIGEST_SIZE)
    first, second = interface.encode(), references.encode()
    assert Interface.decode(first).encode() == first
    assert References.decode(second).encode() == second
    return interface, references, first + second


@pytest.mark.parametrize("language", ["c", "cpp"])
@pytest.mark.parametrize("name", SOURCES)
def test_odd_sources(language: str, name: str) -> None:
    data, flags = SOURCES[name]
    _, references, encoded = extract(language, data)
    assert flags is None or references.flags == flags
    assert extract(language, data)[2] == encoded


@pytest.mark.parametrize("language", ["c", "cpp"])
@pytest.mark.parametrize("name", LARGE)
def test_large_sources_take_bounded_time(language: str, name: str) -> None:
    started = time.process_time()
    _, references, _ = extract(language, LARGE[name])
    assert time.process_time() - started < SECONDS
    assert not references.flags & ~(SYNTAX_ERRORS | DEPTH_CUT)


def test_what_stands_behind_what_is_too_deep_is_read() -> None:
    interface, references, _ = extract("c", LARGE["blocks"] + b"\nint g(void) { return 0; }\n")
    assert references.flags & DEPTH_CUT
    assert "g" in interface.names


def test_what_stands_around_errors_is_kept() -> None:
    source = b"int a(void) { return 0; }\nint ( = ] ;\nint b(void) { return a(); }\n"
    interface, references, _ = extract("c", source)
    assert references.flags & SYNTAX_ERRORS
    assert {"a", "b"} <= set(interface.names)


def test_a_macro_is_what_a_usual_build_says() -> None:
    source = b"#ifdef __GNUC__\n#define A b()\n#else\n#define A c\n#endif\n"
    interface, _, _ = extract("c", source)
    assert interface.names[1] == "A"
    assert interface.bases[1]
    assert not interface.types[1], "it calls `b`, and is no other name of anything"


def test_a_function_behind_a_body_without_an_end_is_no_part_of_it() -> None:
    source = b"int a(void) { if (x) {\n}\nint b(void) { return 0; }\n"
    interface, _, _ = extract("c", source)
    assert [interface.parents[interface.names.index(name)] for name in ("a", "b")] == [0, 0]


_PIECES = [
    b"#if A\n", b"#else\n", b"#endif\n", b"#define M(x) x(M)\n", b"int f(void) {", b"}", b"struct S {", b"};",
    b"namespace n {", b"class C : B {", b"FAR ", b"x->y(", b")", b"(", b";", b"::", b"<", b">", b"*", b"'",
    b'"', b"/*", b"*/", b"//", b"\n", b"template ", b"typedef ", b"operator ", b"enum E { A, ",
    b"R\"(", b"\\",
    b"OF((", b"\xff", b"\0", b"T t{1}", b"using namespace n;", b"[&]", b"=", b"~", b"#include <", b"case 1:",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["c", "cpp"]), st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_pieces_in_any_order(language: str, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert extract(language, data)[2] == extract(language, data)[2]
