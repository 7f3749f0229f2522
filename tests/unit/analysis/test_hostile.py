"""Whatever the bytes of a file are, extraction gives facts, in bounded time, always the same."""

from __future__ import annotations

import pkgutil
import random
import re
import time
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from parseltongue.analysis.languages import families, family_named, front_end, language_of
from parseltongue.model.facts import DEPTH_CUT, GENERATED, RECODED, SYNTAX_ERRORS, References
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import Interface
from tests import hostile
from tests.property.trees import Tree

SECONDS = 30
"""CPU time that no source may take; they take less than three here."""
MODULES = {
    one.name: import_module(f"tests.hostile.{one.name}") for one in pkgutil.iter_modules(hostile.__path__)
}
CASES = Path(__file__).parents[2] / "cases"
PARSED = [one.name for rules in families().values() for one in rules.languages if one.parser]
ENTITIES = 1_000
"""What is cut off makes no more entities than this."""


def sources(table: str) -> list[tuple[str, str]]:
    """Language and name of all sources in the tables so called."""
    return [(language, name) for language, module in MODULES.items() for name in getattr(module, table)]


@cache
def extractor(language: str):
    return front_end(family_named(language)).extractor(language, keep_docs=True)


def facts(language: str, data: bytes) -> tuple[Interface, References, bytes]:
    """Facts and their bytes, once it is certain that they can be read again."""
    interface, references = extractor(language).extract(data)
    references.interface = bytes(DIGEST_SIZE)
    one, other = interface.encode(), references.encode()
    assert Interface.decode(one).encode() == one
    assert References.decode(other).encode() == other
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= line <= last for line in (*references.lines, *references.starts))
    assert all(start <= end for start, end in zip(references.starts, references.ends, strict=True))
    return interface, references, one + other


def bounded(language: str, data: bytes) -> tuple[Interface, References]:
    """Facts of a source that takes no longer than it may."""
    started = time.process_time()
    interface, references, _ = facts(language, data)
    assert time.process_time() - started < SECONDS
    assert not references.flags & ~(SYNTAX_ERRORS | DEPTH_CUT)
    return interface, references


@pytest.mark.parametrize("language", MODULES)
def test_a_module_is_called_like_the_language_of_its_path(language):
    assert language_of(MODULES[language].PATH) == language


@pytest.mark.parametrize(("language", "name"), sources("ODD"))
def test_odd_sources(language, name):
    data, flags = MODULES[language].ODD[name]
    _, references, encoded = facts(language, data)
    assert references.flags == flags
    assert facts(language, data)[2] == encoded


@pytest.mark.parametrize("language", MODULES)
def test_what_is_encoded_otherwise_is_read_alike(language):
    plain = MODULES[language].BROKEN
    interface, references, _ = facts(language, plain.decode().encode("utf-16"))
    assert references.flags & RECODED
    assert interface.encode() == facts(language, plain)[0].encode()


@pytest.mark.parametrize(("language", "name"), sources("DEEP"))
def test_nesting_is_cut_and_said_so(language, name):
    before = MODULES[language].BEFORE
    interface, references = bounded(language, before + MODULES[language].DEEP[name])
    assert references.flags & (DEPTH_CUT | SYNTAX_ERRORS)
    assert len(interface.kinds) < ENTITIES
    assert not before or "Early" in interface.names


@pytest.mark.parametrize(("language", "name"), sources("LONG"))
def test_long_sources_take_bounded_time(language, name):
    bounded(language, MODULES[language].BEFORE + MODULES[language].LONG[name])


@pytest.mark.parametrize(("language", "name"), sources("TANGLED"))
def test_linking_is_bounded(language, name):
    started = time.process_time()
    Tree().update({MODULES[language].PATH: MODULES[language].TANGLED[name].decode()})
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("language", MODULES)
def test_what_stands_around_errors_is_kept(language):
    interface, references, _ = facts(language, MODULES[language].BROKEN)
    assert references.flags & SYNTAX_ERRORS
    assert {"A", "f"} <= set(interface.names)


PIECES = [
    *(b"", b"{", b"}", b"(", b")", b"[", b"]", b"<", b">", b";", b":", b",", b".", b"?", b"*", b"=", b"|"),
    *(b"\n", b"\r", b"'", b'"', b"`", b"\\", b"/*", b"//", b"#", b"@", b"$", b"\0", b"\xff", b"\xc3\xa9"),
    *(b" class ", b" new ", b" if ", b" return ", b"\n#else\n", b"\n#define A b\n"),
]


def written(language: str) -> bytes:
    """What the cases of a language are written in."""
    texts = b"\n".join(one.read_bytes() for one in sorted(CASES.glob("*/*.md")))
    found = re.findall(rb"(?ms)^```(\w+) [^\n]*\n(.*?)^```", texts)
    wanted = (language, "typescript") if language == "tsx" else (language,)
    return b"".join(code for name, code in found if name.decode() in wanted)


@pytest.mark.parametrize("language", PARSED)
def test_mangled_sources(language):
    """Pieces of real code that were cut off, put together, and written into."""
    whole = written(language)
    assert len(whole) > 500, "there are cases of every language"
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray()
        for _ in range(2):
            start = chance.randrange(len(whole))
            data += whole[start : start + chance.randrange(700)]
        for _ in range(chance.randrange(8)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.choice((0, 0, 1, 5))] = chance.choice(PIECES)
        _, references, encoded = facts(language, bytes(data))
        assert not references.flags & ~(SYNTAX_ERRORS | DEPTH_CUT | RECODED | GENERATED)
        assert facts(language, bytes(data))[2] == encoded
