"""Take a record from one store to another whose names or envelopes differ: other keys, other compression.

Objects, refs and entries of the facts cache travel. Leases do not, as they speak of running processes and of
names in the old store; dictionaries and other metadata are kept by `isg.dictionaries` and their owners.
"""

from __future__ import annotations

from parseltongue.isg.facts_cache import entry_with_name
from parseltongue.isg.keys import FACTS_CACHE, OBJECTS, REFS, StoreKeys
from parseltongue.isg.refs import decode_ref
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import content_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.codec.envelope import Codec, FamilyCodec

    AnyCodec = Codec | FamilyCodec

TRAVELLING = (OBJECTS, FACTS_CACHE, REFS)
"""Namespaces whose records can be recoded, in the order in which they are to be written."""


def recoded(
    key: bytes, envelope: bytes, source: AnyCodec, target: AnyCodec, *, compress: bool = True
) -> tuple[bytes, bytes]:
    """The (key, envelope) of a record in the store of another codec.

    Parameters
    ----------
    key, envelope : bytes
        As they stand in the source; the key is in one of `TRAVELLING`.
    compress : bool
        Compress anew. Otherwise what is in the envelope stays as it is, and the target must know the same
        dictionaries.

    Raises
    ------
    CorruptionError, AuthenticationError, FormatVersionError
        The record cannot be read, or is not what its key names.
    """
    what = f"record {key[:9].hex()}"
    codecs, body = source.open(envelope, key, what=what)
    plain = source.plain(codecs, body)
    name, new_plain = _named(key, plain, source, target)
    new_key = key[:1] + StoreKeys(target.hide).name(name)
    if StoreKeys(source.hide).name(name) != key[1:]:
        raise CorruptionError(f"{what} holds something else than its key names")
    if compress or new_plain != plain:
        return new_key, target.encode(new_plain, new_key)
    return new_key, target.seal(codecs, body, new_key)


def _named(key: bytes, plain: bytes, source: AnyCodec, target: AnyCodec) -> tuple[bytes, bytes]:
    """What a key stands for, and the record as the target has it."""
    if key[:1] == OBJECTS:
        return content_digest(plain), plain
    if key[:1] == REFS:
        name = decode_ref(plain).name
        return content_digest(name.encode("utf-8", "surrogatepass")), plain
    hidden = source.hide is not None
    return entry_with_name(plain, key[1:], from_hidden=hidden, to_hidden=target.hide is not None)
