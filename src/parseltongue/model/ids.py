"""Identity: symbols, the 64 + 64 bit ids made of them, and digests of content.

An id is a function of the current path and symbol alone, never of history. Sixteen bytes: eight for the
path (`path_id`), eight for the symbol within the file (`symbol_id`).
"""

from __future__ import annotations

import os

from blake3 import blake3
from xxhash import xxh3_64_digest

PATH_ID_SIZE = 8
SYMBOL_ID_SIZE = 8
ENTITY_ID_SIZE = PATH_ID_SIZE + SYMBOL_ID_SIZE
DIGEST_SIZE = 24
"""Bytes in the name of an object (docs/adr/0001)."""

FILE_SYMBOL = ""
"""The symbol of the `file` entity."""

EXTERNAL_PATH_ID = bytes(PATH_ID_SIZE)
"""Stands for "outside this workspace" where an entity id is expected; no path has it."""


def path_bytes(path: str) -> bytes:
    """A relative POSIX path as the bytes the operating system has for it."""
    return os.fsencode(path) if os.name == "posix" else path.encode("utf-8", "surrogateescape")


def path_text(value: bytes) -> str:
    """The inverse of `path_bytes`."""
    return os.fsdecode(value) if os.name == "posix" else value.decode("utf-8", "surrogateescape")


def path_id(path: str) -> bytes:
    """Id of a file: eight bytes of BLAKE3 of its relative path."""
    return blake3(path_bytes(path)).digest(PATH_ID_SIZE)


def symbol_id(symbol: str) -> bytes:
    """Id of a symbol within its file: XXH3-64 of its text, big-endian."""
    return xxh3_64_digest(symbol.encode("utf-8", "surrogatepass"))


def symbol_ids(symbols: list[str]) -> bytes:
    """The ids of symbols, one after another."""
    try:
        return b"".join(map(xxh3_64_digest, map(str.encode, symbols)))
    except UnicodeEncodeError:  # A lone surrogate, of a name that is not valid text.
        return b"".join(map(symbol_id, symbols))


def external_id(name: str) -> bytes:
    """Entity id of a target outside the workspace, by its dotted name."""
    return EXTERNAL_PATH_ID + xxh3_64_digest(name.encode("utf-8", "surrogatepass"))


def content_digest(data: bytes) -> bytes:
    """The digest that names an object: BLAKE3 of its canonical plaintext, cut to 24 bytes."""
    return blake3(data).digest(DIGEST_SIZE)
