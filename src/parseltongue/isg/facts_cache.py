"""The facts cache: what was extracted from the same bytes before, so that nothing is parsed twice.

It is not part of any snapshot and may be wrong only as a cache may: verification ignores it, and a damaged
entry counts as absent.
"""

from __future__ import annotations

from parseltongue.isg.keys import StoreKeys
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import DIGEST_SIZE, content_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from parseltongue.isg.objects import Codec, Objects


def cache_key(content: bytes, language: str, analyzer: bytes, options: bytes) -> bytes:
    """Name of the entry for these inputs of an extraction.

    Parameters
    ----------
    content : bytes
        BLAKE3 of the file's bytes.
    analyzer, options : bytes
        Fingerprint of the analyzer, digest of the options; of any one length.
    """
    parts = (content, language.encode(), analyzer, options)
    return content_digest(b"".join(len(part).to_bytes(4, "little") + part for part in parts))


def decode_entry(codec: Codec, envelope: bytes) -> tuple[bytes, bytes] | None:
    """(facts digest, interface digest) of an entry, None for a damaged one."""
    try:
        plain = codec.decode(envelope, what="facts cache entry")
    except CorruptionError:
        return None
    return (plain[:DIGEST_SIZE], plain[DIGEST_SIZE:]) if len(plain) == 2 * DIGEST_SIZE else None


class FactsCache:
    """Look up and stage entries; they travel in the batches of `objects`."""

    __slots__ = ("_codec", "_keys", "_objects")

    def __init__(self, objects: Objects, codec: Codec, *, keys: StoreKeys | None = None) -> None:
        self._objects = objects
        self._codec = codec
        self._keys = keys or StoreKeys()

    def get_many(self, keys: Sequence[bytes]) -> list[tuple[bytes, bytes] | None]:
        """(facts digest, interface digest) for each key, None where nothing is known.

        The objects may be gone: ask `Objects.missing` before relying on them.
        """
        envelopes = self._objects.envelopes(map(self._keys.cached, keys))
        return [None if envelope is None else decode_entry(self._codec, envelope) for envelope in envelopes]

    def stage(self, key: bytes, facts: bytes, interface: bytes) -> None:
        """Remember an extraction. Stage its objects first."""
        self._objects.stage_record(self._keys.cached(key), self._codec.encode(facts + interface))
