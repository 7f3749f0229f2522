"""The compression dictionaries of a store, and which of them new records of a family use.

A plain store keeps both as they are. In an encrypted store their names are hidden and their values sealed
like all others: a dictionary holds pieces of the records that it was trained from.
"""

from __future__ import annotations

from parseltongue.codec.dictionary import dictionary_id
from parseltongue.codec.envelope import Codec
from parseltongue.isg.keys import DICTIONARIES, METADATA, StoreKeys, namespace_end
from parseltongue.model.errors import CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from parseltongue.codec.cipher import Cipher

    class _Backend(Protocol):
        def get(self, key: bytes) -> bytes | None: ...

        def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]: ...


ID_SIZE = 3
"""Bytes of a dictionary's id."""
FACTS, LINKS, MAPS = FAMILIES = ("facts", "links", "graph")
"""Families of records, each with a dictionary of its own: what extraction makes, links, and nodes of maps
(whose name is that of a time when they shared one with links)."""


class Dictionaries:
    """Reads dictionaries, and makes the records that keep them."""

    __slots__ = ("_codec", "_keys")

    def __init__(self, cipher: Cipher | None) -> None:
        self._codec = None if cipher is None else Codec(compression="none", cipher=cipher)
        self._keys = StoreKeys(None if cipher is None else cipher.hide)

    def current(self, backend: _Backend, family: str) -> bytes | None:
        """Id, 3 bytes, of the dictionary that new records of a family use.

        Raises
        ------
        CorruptionError, AuthenticationError
            The record cannot be read; so does `get`.
        """
        return self._read(backend, self.current_key(family), f"the dictionary of {family}")

    def get(self, backend: _Backend, identifier: bytes) -> bytes | None:
        """A dictionary by its id."""
        return self._read(backend, self._keys.dictionary(identifier), f"dictionary {identifier.hex()}")

    def scan(self, backend: _Backend) -> Iterator[tuple[bytes, bytes]]:
        """All dictionaries of this store as (id, dictionary), passing over those of other keys."""
        for key, value in backend.scan(DICTIONARIES, namespace_end(DICTIONARIES)):
            if self._codec is None:
                if len(key) == 1 + ID_SIZE:
                    yield key[1:], value
            elif self._codec.wrote(value):
                dictionary = self._codec.decode(value, key, what="a dictionary")
                yield dictionary_id(dictionary).to_bytes(ID_SIZE, "little"), dictionary

    def opened(self, key: bytes, value: bytes) -> tuple[bytes, bytes]:
        """(id, dictionary) of what a backend has under a key of dictionaries.

        Raises
        ------
        CorruptionError, AuthenticationError
            It is not what was written.
        """
        what = f"the compression dictionary {key[1:].hex()}"
        dictionary = value if self._codec is None else self._codec.decode(value, key, what=what)
        identifier = dictionary_id(dictionary).to_bytes(ID_SIZE, "little")
        if self._keys.dictionary(identifier) != key:
            raise CorruptionError(f"{what} is not what was written")
        return identifier, dictionary

    def record(self, identifier: bytes, dictionary: bytes) -> tuple[bytes, bytes]:
        """The (key, value) that keeps a dictionary."""
        return self._made(self._keys.dictionary(identifier), dictionary)

    def current_record(self, family: str, identifier: bytes) -> tuple[bytes, bytes]:
        """The (key, value) that makes a dictionary the current one of a family."""
        return self._made(self.current_key(family), identifier)

    def current_key(self, family: str) -> bytes:
        """Where the id of a family's current dictionary is kept."""
        return METADATA + self._keys.name(b"dictionary-" + family.encode())

    def records_in(self, backend: _Backend, target: Dictionaries) -> list[tuple[bytes, bytes]]:
        """All that a backend of these keys holds, as records for a store of those of `target`."""
        made = [target.record(identifier, dictionary) for identifier, dictionary in self.scan(backend)]
        for family in FAMILIES:
            current = self.current(backend, family)
            if current:
                made.append(target.current_record(family, current))
        return made

    def _made(self, key: bytes, value: bytes) -> tuple[bytes, bytes]:
        return key, value if self._codec is None else self._codec.encode(value, key)

    def _read(self, backend: _Backend, key: bytes, what: str) -> bytes | None:
        found = backend.get(key)
        return found if found is None or self._codec is None else self._codec.decode(found, key, what=what)
