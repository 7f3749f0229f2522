"""The codecs of a store, and the compression dictionaries that they use, learn and keep."""

from __future__ import annotations

from parseltongue.codec.dictionary import dictionary_id
from parseltongue.codec.envelope import Codec, FamilyCodec
from parseltongue.isg.dictionaries import FACTS, FAMILIES, ID_SIZE, LINKS, MAPS, Dictionaries
from parseltongue.isg.node_encoding import NODE_KIND
from parseltongue.model.errors import AuthenticationError, CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Any

    from parseltongue.codec.cipher import Cipher
    from parseltongue.storage.backend import StorageBackend

    Writing = Callable[[str], AbstractContextManager[StorageBackend]]

NODE = bytes((NODE_KIND,))
_LEAST_SAMPLES = 250_000
"""Bytes of records below which a dictionary would cost more than it saves."""
_DICTIONARY_SIZE = 112 << 10
_SAMPLES_PER_BYTE = 4
"""Bytes of samples for each byte of a dictionary, at least."""


class Codecs:
    """How the records of a store are written and read.

    Attributes
    ----------
    graph : FamilyCodec
        Encodes links, maps and the rest.
    facts : Codec
        Encodes what extraction makes. Both decode everything.
    """

    graph: FamilyCodec
    facts: Codec

    def __init__(
        self,
        backend: StorageBackend,
        cipher: Cipher | None = None,
        *,
        compression: str = "none",
        level: int | None = None,
        directory: str = "",
        lenient: bool = False,
    ) -> None:
        """`directory` is named in errors; `lenient` does without dictionaries that cannot be read."""
        self._backend = backend
        self._cipher = cipher
        self._compression = compression
        self._level = level
        self._directory = directory
        self._records = Dictionaries(cipher)
        self._dictionaries = dict.fromkeys(FAMILIES, b"")
        for family in FAMILIES:
            try:
                self._dictionaries[family] = self._current(family)
            except (CorruptionError, AuthenticationError):
                if not lenient:
                    raise
        self._renew()

    def _renew(self) -> None:
        """Make the codecs anew, for the dictionaries as they are now."""
        self.facts = self._codec(FACTS)
        self.graph = FamilyCodec(NODE, self._codec(MAPS), self._codec(LINKS))

    def _codec(self, family: str) -> Codec:
        """A codec that encodes with the dictionary of a family, and decodes everything."""
        return Codec(
            compression=self._compression,
            level=self._level,
            dictionary=self._dictionaries[family],
            dictionaries=lambda identifier: self._read(identifier.to_bytes(ID_SIZE, "little")),
            cipher=self._cipher,
        )

    @property
    def worker_settings(self) -> dict[str, Any]:
        """What a worker needs to make envelopes of facts."""
        return {
            "compression": self._compression,
            "level": self._level,
            "dictionary": self._dictionaries[FACTS],
            "cipher": None if self._cipher is None else self._cipher.keys,
        }

    # -- dictionaries -------------------------------------------------------------------------------------

    def _current(self, family: str) -> bytes:
        identifier = self._records.current(self._backend, family)
        return self._read(identifier) if identifier else b""

    def _read(self, identifier: bytes) -> bytes:
        for dictionary in self._dictionaries.values():
            if dictionary and _id_of(dictionary) == identifier:
                return dictionary  # Perhaps not in the store yet, see `keep`.
        found = self._records.get(self._backend, identifier)
        # One whose bytes have changed would give what is written with it an id that nobody can look up.
        if found is None or _id_of(found) != identifier:
            raise CorruptionError(
                f"the compression dictionary {identifier.hex()} in {self._directory} is missing or "
                "damaged; run `parseltongue analyze`, which begins a new store"
            )
        return found

    @property
    def wants_facts(self) -> bool:
        """Whether facts could still be given a dictionary."""
        return not self._dictionaries[FACTS] and self._compression == "zstd"

    def learn_facts(self, samples: list[bytes], writing: Writing) -> None:
        """Train the dictionary for facts from a sample of records. Nothing may be staged yet."""
        if self._learn(FACTS, samples, writing):
            self._renew()

    def learn_graph(self, staged_records: Callable[[], list[bytes]], writing: Writing) -> bool:
        """Train the dictionaries for links and for maps from what is staged, unless there are some.

        Returns
        -------
        Whether one was, so that `graph` is another codec now.
        """
        missing = [family for family in (LINKS, MAPS) if not self._dictionaries[family]]
        staged = staged_records() if missing else []
        learnt = [
            self._learn(family, [one for one in staged if one.startswith(NODE) is (family == MAPS)], writing)
            for family in missing
        ]
        if any(learnt):
            self._renew()
        return any(learnt)

    def _learn(self, family: str, samples: list[bytes], writing: Writing) -> bool:
        """Train and store a dictionary, or adopt the one that another process stored meanwhile."""
        if not self._is_worthwhile(samples):
            return False
        dictionary = _trained(samples)
        with writing("dictionary") as backend:
            if self._records.current(backend, family) is None:
                backend.write(self._as_current(family, dictionary), durable=True)
        self._dictionaries[family] = self._current(family)
        return True

    def adopt(self, family: str, samples: list[bytes]) -> None:
        """Use the dictionary that a store being filled, open for writing, has by now, or train one."""
        if self._records.current(self._backend, family) is None and self._is_worthwhile(samples):
            self._backend.write(self._as_current(family, _trained(samples)), durable=True)
        self._dictionaries[family] = self._current(family)
        self._renew()

    def keep(self, backend: StorageBackend) -> None:
        """Write the dictionaries that this process compresses with, unless the store has them.

        Somebody may have exchanged the store's files since it was opened here, for a backup or for new ones:
        what is written now must be readable there too.
        """
        for family, dictionary in self._dictionaries.items():
            if dictionary:
                identifier = _id_of(dictionary)
                known = self._records.current(backend, family) == identifier
                if not known and self._records.get(backend, identifier) is None:
                    backend.write([self._records.record(identifier, dictionary)], durable=False)

    def _is_worthwhile(self, samples: list[bytes]) -> bool:
        return self._compression == "zstd" and sum(map(len, samples)) >= _LEAST_SAMPLES

    def _as_current(self, family: str, dictionary: bytes) -> list[tuple[bytes, bytes]]:
        """The records that make a dictionary the current one of a family."""
        identifier = _id_of(dictionary)
        return [
            self._records.record(identifier, dictionary),
            self._records.current_record(family, identifier),
        ]


def _trained(samples: list[bytes]) -> bytes:
    """A dictionary, no larger than the samples can fill."""
    from parseltongue.codec.dictionary import train_dictionary

    return train_dictionary(samples, min(_DICTIONARY_SIZE, sum(map(len, samples)) // _SAMPLES_PER_BYTE))


def _id_of(dictionary: bytes) -> bytes:
    return dictionary_id(dictionary).to_bytes(ID_SIZE, "little")
