"""The preprocessor of C for one file, and the macros between the words of declarations."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parseltongue.analysis.languages.c.conditions import Macros
from parseltongue.analysis.languages.c.declaration_macros import without_macros
from parseltongue.analysis.languages.c.extract import is_cpp
from parseltongue.analysis.languages.c.preprocessor import Preprocessed


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (b"1", True),
        (b"0x10UL == 16 && 010 == 8 && 0b11 == 3", True),
        (b"defined(A) && !defined B", True),
        (b"A + 1 * 2 == 5", True),
        (b"(A | 4) == 7 ? 0 : 1", False),
        (b"UNKNOWN || UNKNOWN > 1", False),
        (b"__GNUC__ >= 4 && !defined(_WIN32)", True),
        (b"defined(HAVE_UNISTD_H)", True),
        (b"__has_include(<x/y.h>)", False),
        (b"'a' == 97", True),
        (b"1 / 0", False),
        (b"1 << 70", False),
        (b"(1", False),
        (b"", False),
        (b"A B", False),
    ],
)
def test_conditions(condition: bytes, holds: bool) -> None:
    macros = Macros({})
    macros.define(b"A", b"3", takes_arguments=False)
    assert macros.holds(condition) is holds


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("#define A 1\nint x;\n", "int x;"),
        ("#if 0\nint x;\n#else\nint y;\n#endif\n", "int y;"),
        ("#ifdef __cplusplus\nextern {\n#endif\nint x;\n", "int x;"),
        ("#ifdef A\nint x;\n#else\nint y;\n#endif\n", "int x; int y;"),
        ("int f(\n#ifdef A\nint x) {\n#else\nvoid) {\n#endif\n}\n", "int f( void) { }"),
        ("#define A\nint f(\n#ifdef A\nint x) {\n#else\nvoid) {\n#endif\n}\n", "int f( int x) { }"),
        ("x = 1\n#ifdef A\n+ 2\n#endif\n;\n", "x = 1 + 2 ;"),
        ("/*\n#if 0\n*/ int x; // #else\n", "/* #if 0 */ int x; // #else"),
        ("#define A \\\n  b /* c\n d */\nint x;\n", "int x;"),
        ("int x; /* open\n", "int x;"),
    ],
)
def test_what_is_left_to_parse(source: str, left: str) -> None:
    read = Preprocessed(source.encode(), {})
    assert " ".join(read.text.decode().split()) == left


@given(st.text("#ifdnes\n 01A{}();/*\"'\\", max_size=80))
def test_offsets_and_lines_stay(source: str) -> None:
    data = source.encode()
    read = Preprocessed(data, {})
    assert len(read.text) == len(data)
    assert [m.start() for m in re.finditer(b"\n", bytes(read.text))] == [
        m.start() for m in re.finditer(b"\n", data)
    ]


def test_what_directives_say() -> None:
    dropped = b'#if 0\n#include "b.h"\n#endif\n'
    source = b'#include "a.h"\n' + dropped + b"#ifdef X\n# include <c.h>\n#endif\n#define F(a, b) a\n"
    read = Preprocessed(source, {})
    assert [one.target for one in read.includes] == [b'"a.h', b"<c.h"]
    (macro,) = read.macros
    assert (macro.name, macro.parameters, macro.usual) == (b"F", [b"a", b"b"], True)
    ((start, end),) = read.alternatives
    assert b"c.h" in source[start:end]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("ZEXTERN int ZEXPORT f(int FAR *x);", "int f(int *x);"),
        ("local block_state f(deflate_state *s);", "block_state f(deflate_state *s);"),
        ("typedef unsigned char FAR *FAR *x;", "typedef unsigned char * *x;"),
        ("STATIC BOOL WINAPI f(HANDLE h);", "BOOL f(HANDLE h);"),
        ("struct EXPORT s { int x; };", "struct s { int x; };"),
        ("typedef struct { int x; } FAR s;", "typedef struct { int x; } s;"),
        ("int f OF((int x));", "int f (int x) ;"),
        ("int (WINAPI *f)(int);", "int ( *f)(int);"),
        ("EXPORT std::string f();", "std::string f();"),
        ("MACRO(1)\nint x;", "MACRO(1);int x;"),
        ("WARNINGS(1 2)\nint x;", "int x;"),
        ("int f(void) MUST_CHECK;", "int f(void) ;"),
        ("extern void * attribute((malloc)) alloc_size(1)\nf(int x) {", "extern void * f(int x) {"),
        # Nothing of these is a macro, or nothing says that it is.
        ("static const unsigned long int x = 1;", None),
        ("Type Class::method(const Other &x) const {", None),
        ("const std::string name(other);", None),
        ("return a * b * c;", None),
        ("x = a * b + sizeof c;", None),
        ("if (x) MACRO_CALL;", None),
        ("EXPORT(int)\nf(void) {", None),
        ("extern EXPORT(int)\nf(void);", None),
        ("x = a * b(1) + c(2);", None),
        ("struct s *f(struct t x), g;", None),
        ("unsigned (*f)(void *, T * *);", None),
        ("template <class T> class A : public B<T> {", None),
        ("enum class E : unsigned char { A };", None),
        ('extern "C" int f(int a, T b);', None),
        ("for (size_t i = 0; i < n; i++) { T x; U *y = x; }", None),
    ],
)
def test_words_of_declarations(source: str, left: str | None) -> None:
    text = without_macros(bytearray(("\n" + source).encode())).decode()
    assert " ".join(text.split()) == " ".join((left or source).split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"struct a { int class; };\nint template, namespace;\n", False),
        (b"class A {\n};\n", True),
        (b"namespace a { }\n", True),
        (b"// class A {\n/*\nclass B {\n*/\n", False),
        (b"#ifdef __cplusplus\nnamespace a {\n#endif\nint x;\n", False),
        (b"std::string f();\n", True),
    ],
)
def test_which_headers_are_cpp(source: bytes, expected: bool) -> None:
    assert is_cpp(source) is expected
