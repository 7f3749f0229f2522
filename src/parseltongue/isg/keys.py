"""Backend keys: which names the store gives to objects, refs and the rest.

A key is one byte for the namespace and a name. Names are digests or random, all short, none readable: the
text of a ref name stands in the ref's record, where the envelope can encrypt it. The codec of an encrypted
store has `hide`, a keyed hash, so that not even digests appear; the records inside hold plain digests, so
stores with different keys hold the same objects.
"""

from __future__ import annotations

from parseltongue.model.ids import content_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

OBJECTS = b"o"
REFS = b"r"
FACTS_CACHE = b"c"
METADATA = b"m"
LEASES = b"l"
DICTIONARIES = b"d"
KEY_RECORDS = METADATA + b"keys-"
"""Begins the keys that say which key sets an encrypted store is written with."""


def namespace_end(namespace: bytes) -> bytes:
    """The first key after all that begin with a namespace."""
    return namespace[:-1] + bytes((namespace[-1] + 1,))


class StoreKeys:
    """Names to backend keys.

    Parameters
    ----------
    hide : callable, optional
        Keyed hash of a name: `DIGEST_SIZE` bytes to `DIGEST_SIZE` bytes. Without it names stay as they are.
    """

    __slots__ = ("_hide",)

    def __init__(self, hide: Callable[[bytes], bytes] | None = None) -> None:
        self._hide = hide

    def name(self, digest: bytes) -> bytes:
        """What stands for a digest in a key."""
        return digest if self._hide is None else self._hide(digest)

    def object(self, digest: bytes) -> bytes:
        """Key of an object."""
        return OBJECTS + self.name(digest)

    def cached(self, digest: bytes) -> bytes:
        """Key of an entry of the facts cache."""
        return FACTS_CACHE + self.name(digest)

    def ref(self, name: str) -> bytes:
        """Key of a ref."""
        return REFS + self.name(content_digest(name.encode("utf-8", "surrogatepass")))

    def dictionary(self, identifier: bytes) -> bytes:
        """Key of a compression dictionary."""
        return DICTIONARIES + (identifier if self._hide is None else self._hide(identifier))

    def recalled(self, digest: bytes) -> bytes:
        """What a record must hold to be found under another key: its name if the key hides it."""
        return b"" if self._hide is None else digest
