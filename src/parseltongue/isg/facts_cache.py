"""The facts cache: what was extracted from the same bytes before, so that nothing is parsed twice.

It is not part of any snapshot and may be wrong only as a cache may: verification ignores it, and a damaged
entry counts as absent.
"""

from __future__ import annotations

from parseltongue.isg.keys import StoreKeys
from parseltongue.model.errors import AuthenticationError, CorruptionError
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


def decode_entry(codec: Codec, key: bytes, envelope: bytes) -> tuple[bytes, bytes] | None:
    """(facts digest, interface digest) of the entry under a backend key, None for a damaged one."""
    plain = _plain_entry(codec, key, envelope)
    return None if plain is None else (plain[:DIGEST_SIZE], plain[DIGEST_SIZE : 2 * DIGEST_SIZE])


def entry_with_name(
    plain: bytes, stored_name: bytes, *, from_hidden: bool, to_hidden: bool
) -> tuple[bytes, bytes]:
    """Name of an entry, and its record for a store that hides names or does not.

    Parameters
    ----------
    plain : bytes
        The record.
    stored_name : bytes
        What its backend key has; the name itself unless it is hidden.
    """
    name = plain[2 * DIGEST_SIZE :] if from_hidden else stored_name
    if len(plain) != (3 if from_hidden else 2) * DIGEST_SIZE:
        raise CorruptionError("a facts cache entry has an impossible size")
    return name, plain[: 2 * DIGEST_SIZE] + (name if to_hidden else b"")


def _plain_entry(codec: Codec, key: bytes, envelope: bytes) -> bytes | None:
    try:
        plain = codec.decode(envelope, key, what="facts cache entry")
    except (CorruptionError, AuthenticationError):
        return None
    return plain if len(plain) == (2 if codec.hide is None else 3) * DIGEST_SIZE else None


class FactsCache:
    """Look up and stage entries; they travel in the batches of `objects`."""

    __slots__ = ("_codec", "_keys", "_objects")

    def __init__(self, objects: Objects, codec: Codec) -> None:
        self._objects = objects
        self._codec = codec
        self._keys = StoreKeys(codec.hide)

    def get_many(self, keys: Sequence[bytes]) -> list[tuple[bytes, bytes] | None]:
        """(facts digest, interface digest) for each key, None where nothing is known.

        The objects may be gone: ask `Objects.missing` before relying on them.
        """
        wanted = list(map(self._keys.cached, keys))
        return [
            None if envelope is None else decode_entry(self._codec, key, envelope)
            for key, envelope in zip(wanted, self._objects.envelopes(wanted), strict=True)
        ]

    def stage(self, key: bytes, facts: bytes, interface: bytes) -> None:
        """Remember an extraction. Stage its objects first."""
        stored = self._keys.cached(key)
        plain = facts + interface + self._keys.recalled(key)
        self._objects.stage_record(stored, self._codec.encode(plain, stored))
