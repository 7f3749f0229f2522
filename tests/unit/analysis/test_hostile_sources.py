"""Whatever the bytes are, extraction gives facts, in bounded time, and always the same."""

from __future__ import annotations

import sys
import sysconfig
import threading
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages.python.extract import Extractor
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface

SECONDS = 30
"""CPU time that no source of this file may take; they take less than three here."""
KNOWN_FLAGS = SYNTAX_ERRORS | DEPTH_CUT | RECODED


def nested(line: bytes, depth: int) -> bytes:
    """A statement in itself, over and over."""
    return b"".join(b" " * i + line % i + b"\n" for i in range(depth)) + b" " * depth + b"pass\n"


ENCODED = {
    "nothing": (b"", 0),
    "only comments": (b"# a\n# b", 0),
    "a byte order mark": (b"\xef\xbb\xbfdef f(): pass\n", 0),
    "carriage returns": (b"def f():\r  g()\rclass A: pass\r", 0),
    "utf-16": ("def f(): pass\n".encode("utf-16"), RECODED),
    "utf-16, odd": ("def f(): pass\n".encode("utf-16") + b"\0", RECODED),
    "utf-16, half a character": (b"\xff\xfe\x00\xd8x\0=\x001\0", RECODED),
    "latin-1 with a cookie": ("# -*- coding: latin-1 -*-\ndef f(): 'é'\n".encode("latin-1"), RECODED),
    "invalid utf-8": (b"def f\xff\xfe(): pass\n", RECODED),
    "NULs": (b"def f(): pass\0\0\nclass A:\0 pass\n", 0),
    "an unknown cookie": (b"# coding: nonsense\nx = '\xff'\n", RECODED),
    **{
        f"a cookie that names {codec}": (b"# coding: %s\nx = '\xff'\n" % codec.encode(), RECODED)
        for codec in (
            "rot13", "hex", "base64", "zlib", "idna", "punycode", "undefined", "utf-16", "utf-7", "mbcs",
            "unicode_escape", "raw-unicode-escape",
        )
    },
    "an escaped surrogate": (b"# coding: unicode_escape\nx\\ud800\xff = 1\n", RECODED),
}  # fmt: skip
DEEP = {
    "parentheses": b"x = " + b"(" * 100_000 + b")" * 100_000,
    "open parentheses": b"x = " + b"(" * 100_000,
    "lists": b"x = " + b"[" * 10_000 + b"]" * 10_000,
    "attributes": b"x = " + b".".join([b"a"] * 50_000),
    "sums": b"x = " + b"+".join([b"1"] * 100_000),
    "calls": b"x = f" + b"()" * 50_000,
    "subscripts": b"x = f" + b"[0]" * 50_000,
    "chained assignments": b"=".join(b"a%d" % i for i in range(20_000)) + b"=1\n",
    "targets": b"(" * 50_000 + b"x" + b")" * 50_000 + b" = 1\n",
    "starred targets": b"*" * 50_000 + b"x = 1\n",
    "list targets": b"[" * 5_000 + b"x" + b"]" * 5_000 + b" = 1\n",
    "targets of for": b"for " + b"(" * 5_000 + b"x" + b")" * 5_000 + b" in y: pass\n",
    "conditions in parentheses": b"if " + b"(" * 5_000 + b"isinstance(x, A)" + b")" * 5_000 + b": pass\n",
    "conditions joined": b"if " + b" and ".join([b"isinstance(x, A)"] * 5_000) + b": pass\n",
    "negations": b"x = " + b"not " * 50_000 + b"y",
    "lambdas": b"x = " + b"lambda: " * 20_000 + b"1",
    "conditional expressions": b"x = " + b"1 if a else " * 20_000 + b"1",
    "annotations": b"x: " + b"list[" * 5_000 + b"int" + b"]" * 5_000,
    "unions": b"x: " + b" | ".join([b"A"] * 20_000),
    "annotations in quotes": b'x: "' + b"list[" * 150 + b"int" + b"]" * 150 + b'"',
    "patterns": b"match x:\n case " + b"[" * 5_000 + b"y" + b"]" * 5_000 + b": pass\n",
    "comprehensions": b"x = " + b"[a for a in " * 3_000 + b"b" + b"]" * 3_000,
    "functions": nested(b"def f%d():", 2_000),
    "functions on a line": b"def f():" * 5_000,
    "classes": nested(b"class A%d:", 2_000),
    "conditions": nested(b"if x%d:", 2_000),
    "errors": b"( [ { " * 20_000,
}
WIDE = {
    "a dictionary": b"x = {" + b",".join(b"%d: %d" % (i, i) for i in range(100_000)) + b"}",
    "one line": b'x = "' + b"a" * 2_000_000 + b'"',
    "one line of calls": b"x = [" + b"f(a), " * 50_000 + b"]",
    "branches": b"if x: pass\n" + b"elif y: pass\n" * 10_000,
    "decorators": b"@a\n" * 10_000 + b"def f(): pass\n",
    "functions of one name": b"def f(): pass\n" * 10_000,
    "parameters": b"def f(" + b",".join(b'a%d="x"' % i for i in range(20_000)) + b"): pass\n",
    "bases": b"class A(" + b",".join(b"B%d" % i for i in range(20_000)) + b"): pass\n",
    "imports": b"from a import (" + b",".join(b"b%d" % i for i in range(20_000)) + b")\n",
    "a dotted import": b"import " + b".".join([b"a"] * 20_000) + b"\n",
    "dots": b"from " + b"." * 20_000 + b" import x\n",
    "narrowings": b"def f(x):\n" + b" assert isinstance(x, A)\n x.a()\n" * 5_000,
    "a long name": b"a" * 1_000_000 + b" = 1\n",
    "quotes": b'"""' * 50_000,
    "tabs": b"\t" * 1_000_000,
}


def extract(data: bytes) -> tuple[bytes, bytes, int]:
    """Encoded facts of a source, once it is certain that they can be read again, and flags."""
    interface, references = Extractor().extract(data)
    references.interface = bytes(DIGEST_SIZE)
    one, other = interface.encode(), references.encode()
    assert Interface.decode(one).encode() == one
    again = References.decode(other)
    assert again.encode() == other
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= line <= last for line in (*references.lines, *references.starts))
    assert all(start <= end for start, end in zip(references.starts, references.ends, strict=True))
    assert references.flags | KNOWN_FLAGS == KNOWN_FLAGS
    return one, other, references.flags


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name):
    data, flags = ENCODED[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert extract(data)[2] & RECODED == flags


@pytest.mark.parametrize("name", ["a byte order mark", "carriage returns", "utf-16", "latin-1 with a cookie"])
def test_what_can_be_decoded_is_read(name):
    interface, _ = Extractor().extract(ENCODED[name][0])
    assert interface.names[1] == "f"


@pytest.mark.parametrize("name", DEEP)
def test_nesting_is_cut_and_said_so(name):
    before = time.process_time()
    flags = extract(DEEP[name] + b"\ndef seen(): pass\n")[2]
    assert flags & (DEPTH_CUT | SYNTAX_ERRORS) or name in ("conditions joined", "annotations in quotes")
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("name", WIDE)
def test_long_sources_take_bounded_time(name):
    before = time.process_time()
    extract(WIDE[name])
    assert time.process_time() - before < SECONDS


def test_what_stands_beside_nesting_is_read():
    interface, _ = Extractor().extract(DEEP["sums"] + b"\ndef seen(): pass\n")
    assert "seen" in interface.names


def test_a_syntax_error_is_flagged_and_the_rest_is_read():
    interface, references = Extractor().extract(b"x = = 3\n\ndef g(): pass\n")
    assert references.flags & SYNTAX_ERRORS
    assert "g" in interface.names


def at_depth(depth: int, data: bytes) -> tuple[bytes, bytes, int]:
    return at_depth(depth - 1, data) if depth else extract(data)


@pytest.fixture
def low_limit(monkeypatch):
    """The recursion limit that Python starts with, for the duration of a test."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.parametrize("name", ["attributes", "conditions", "classes", "calls", "comprehensions"])
def test_facts_do_not_depend_on_how_deep_the_caller_stands(low_limit, name):
    found = []
    for depth in (0, 400, 900):
        thread = threading.Thread(target=lambda depth=depth: found.append(at_depth(depth, DEEP[name])))
        thread.start()
        thread.join()
    assert len(found) == 3
    assert found[0] == found[1] == found[2]


_quiet = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
_TOKENS = [
    *b"def class if else lambda import from as match case async await global".split(),
    *b"__all__ type None self super yield x A".split(),
    *b": ( ) [ ] { } , . = * ** @ \\ ' \" ''' \"\"\" # f' -> := | 0 1.5 \xff \xc3\xa9 \0".split(b" "),
    b"\n", b"\n    ", b"\t", b"\r",
]  # fmt: skip
_BYTES = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(_TOKENS), max_size=60).map(b" ".join))


@_quiet
@given(_BYTES)
def test_any_bytes(data):
    assert extract(data) == extract(data)


_SOURCES = sorted(
    path
    for folder in ("", "json", "email", "unittest", "asyncio", "importlib", "collections")
    for path in Path(sysconfig.get_paths()["stdlib"], folder).glob("*.py")
    if path.stat().st_size < 40_000
)
_mutation = st.tuples(
    st.sampled_from(("delete", "double", "insert", "cut", "move")),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 60),
    _BYTES,
)


def mutated(data: bytes, mutation: tuple[str, float, int, bytes]) -> bytes:
    kind, place, length, more = mutation
    start = int(place * len(data))
    head, piece, tail = data[:start], data[start : start + length], data[start + length :]
    if kind == "delete":
        return head + tail
    if kind == "double":
        return head + piece + piece + tail
    if kind == "insert":
        return head + more + piece + tail
    return head if kind == "cut" else tail + head + piece


@_quiet
@given(st.sampled_from(_SOURCES), st.lists(_mutation, max_size=4))
def test_real_sources_that_were_mangled(path, mutations):
    data = path.read_bytes()
    for mutation in mutations:
        data = mutated(data, mutation)
    extract(data)
