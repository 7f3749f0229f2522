"""Copy a store into another one: any backend to any other, any compression to any other.

Objects are immutable and named by their content, so what the target has already is not copied again: a copy
that was interrupted goes on where it stopped, and a second one is incremental. The order is that of trust:
dictionaries, objects, the facts cache, then refs. Until the refs are written the target shows what it showed
before, and everything that a ref needs is there before it. Leases are not copied: they belong to processes.

Between stores of the same keys, or without any, records stay as they are unless they are to be compressed
otherwise. Between others each is sealed anew under its new name, see `isg.recode`.

Nothing damaged is copied: every object is decoded and hashed on the way. This module and `archive.py` are
the only ones that copy records between stores.
"""

from __future__ import annotations

from parseltongue.codec.compression import COMPRESSION_IDS
from parseltongue.isg import dictionaries as families
from parseltongue.isg.dictionaries import Dictionaries
from parseltongue.isg.facts_cache import decode_entry
from parseltongue.isg.keys import FACTS_CACHE, OBJECTS, REFS
from parseltongue.isg.reach import DAMAGE, FACTS, INTERFACE, Reach
from parseltongue.isg.recode import recoded
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import content_digest
from parseltongue.workspace.audit import HeadRecord
from parseltongue.workspace.codecs import NODE
from parseltongue.workspace.store_keys import key_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from parseltongue.storage.backend import ReadView
    from parseltongue.workspace.store import Store

    Progress = Callable[[str, int, int], None]
    Pair = tuple[bytes, bytes]

_BATCH_BYTES = 2 << 20
_SAMPLE_BYTES = 8 << 20
_COMPRESSION = 0x07
"""The bits of an envelope's second byte that say how it is compressed."""


class Copied:
    """What a copy did.

    Attributes
    ----------
    objects, size : int
        Objects written, and the bytes of all pairs written.
    present : int
        Objects that the target had already.
    refs : int
        Refs that the target has now.
    """

    __slots__ = ("objects", "present", "refs", "size")

    def __init__(self) -> None:
        self.objects = self.present = self.refs = self.size = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "copied_objects": self.objects,
            "present_objects": self.present,
            "copied_bytes": self.size,
            "workspaces": self.refs,
        }


def copy_store(
    source: Store,
    view: ReadView,
    target: Store,
    *,
    recompress: bool = False,
    with_head: bool = False,
    progress: Progress | None = None,
) -> Copied:
    """Make `target` hold what `view`, one state of `source`, shows; its refs are replaced.

    Parameters
    ----------
    target
        With its backend open for writing; the caller holds a lock that keeps others from doing the same.
    recompress
        Write records as the target's configuration compresses them, instead of as they are.
    with_head
        Let the target remember the same head of the audit log: it will stand beside the same log.

    Raises
    ------
    CorruptionError
        A record of the source is damaged. The target keeps its refs.
    FullError, UnavailableError
        The target keeps its refs; another copy goes on from here.
    """
    copy = _Copy(source, view, target, progress)
    copy.prepare(recompress=recompress, with_head=with_head)
    copy.objects()
    copy.cache()
    copy.refs()
    return copy.copied


class _Copy:
    """One copy, namespace by namespace."""

    def __init__(self, source: Store, view: ReadView, target: Store, progress: Progress | None) -> None:
        self.copied = Copied()
        self._source = source
        self._view = view
        self._target = target
        self._writer = target.backend
        self._progress = progress or (lambda stage, done, total: None)
        self._recode: Recoder | None = None
        self._same = has_same_keys(source, target)

    def prepare(self, *, recompress: bool, with_head: bool) -> None:
        """Give the target the dictionaries that its records will need."""
        head = HeadRecord(self._source.cipher).read(self._view) if with_head else None
        if head is not None:
            self._write([HeadRecord(self._target.cipher).record(head)])
        if recompress:
            self._recode = Recoder(self._source, self._view, self._target)
            return
        new = Dictionaries(self._target.cipher)
        self._write(Dictionaries(self._source.cipher).records_in(self._view, new))

    def objects(self) -> None:
        """Copy the objects that the target has not."""
        for batch in batches(written(self._source, self._view, OBJECTS)):
            if self._same:
                made = [self._object(*pair) for pair in self._missing(batch)]
            else:
                made = self._missing([self._object(*pair) for pair in batch])
            self._write(made)
            self.copied.objects += len(made)
            self.copied.present += len(batch) - len(made)
            self._progress("copy", self.copied.objects + self.copied.present, 0)

    def _missing(self, batch: list[Pair]) -> list[Pair]:
        """What the target has not; where records stay as they are, also what it has otherwise."""
        found = self._writer.get_many([key for key, _ in batch])
        if self._stays:
            return [pair for pair, value in zip(batch, found, strict=True) if value != pair[1]]
        return [pair for pair, value in zip(batch, found, strict=True) if value is None]

    @property
    def _stays(self) -> bool:
        """Whether records are copied as they are."""
        return self._same and self._recode is None

    def _object(self, key: bytes, value: bytes) -> Pair:
        digest, plain = opened_object(self._source, key, value)
        if self._recode is not None:
            return self._recode.encoded(digest, plain)
        return (key, value) if self._same else self._recoded(key, value)

    def _recoded(self, key: bytes, value: bytes) -> Pair:
        compress = self._recode is not None
        return recoded(key, value, self._source.codec, self._target.codec, compress=compress)

    def cache(self) -> None:
        """Copy the facts cache; a damaged entry counts as absent."""
        codec = self._source.codec
        for batch in batches(written(self._source, self._view, FACTS_CACHE)):
            whole = [pair for pair in batch if decode_entry(codec, *pair) is not None]
            self._write(self._missing(whole if self._stays else [self._recoded(*pair) for pair in whole]))

    def refs(self) -> None:
        """Replace the target's refs by those of the source, durably and in one batch."""
        pairs: list[tuple[bytes, bytes | None]] = []
        for key, value in written(self._source, self._view, REFS):
            self._source.refs.decode(key, value)
            pairs.append((key, value) if self._stays else self._recoded(key, value))
        kept = {key for key, _ in pairs}
        gone = [key for key, _ in _scan(self._writer, REFS) if key not in kept]
        self._writer.write([*pairs, *((key, None) for key in gone)], durable=True)
        self.copied.refs = len(pairs)

    def _write(self, pairs: list[Pair]) -> None:
        if pairs:
            self._writer.write(pairs, durable=False)
            self.copied.size += sum(len(key) + len(value) for key, value in pairs)


class Recoder:
    """Makes envelopes as a store's configuration wants them, out of the plain records of another.

    A dictionary belongs to a family of records, and an object does not say of which it is: what leads to
    it does. Objects that nothing leads to go with the graph; that costs a few bytes, nothing else.
    """

    def __init__(self, source: Store, view: ReadView, target: Store) -> None:
        self._target = target
        self._facts = _facts_of(source, view)
        self._train(source, view)

    def encoded(self, digest: bytes, plain: bytes) -> Pair:
        """The target's key and envelope of an object."""
        codec = self._target.codecs.facts if digest in self._facts else self._target.codec
        key = self._target.keys.object(digest)
        return key, codec.encode(plain, key)

    def _family(self, digest: bytes, plain: bytes) -> str:
        if digest in self._facts:
            return families.FACTS
        return families.MAPS if plain.startswith(NODE) else families.LINKS

    def _train(self, source: Store, view: ReadView) -> None:
        """Give the target dictionaries, unless it has some from a copy that was interrupted."""
        samples: dict[str, list[bytes]] = {family: [] for family in families.FAMILIES}
        size = 0
        for key, value in written(source, view, OBJECTS):
            digest, plain = opened_object(source, key, value)
            samples[self._family(digest, plain)].append(plain)
            size += len(plain)
            if size > _SAMPLE_BYTES:
                break
        for family, records in samples.items():
            self._target.codecs.adopt(family, records)


def opened_object(source: Store, key: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Digest and plaintext of an object in a store. Raises `CorruptionError` if it is damaged."""
    what = f"object {key[1:].hex()}"
    try:
        plain = source.codec.decode(value, key, what=what)
    except DAMAGE as error:
        raise _unfit(str(error)) from error
    digest = content_digest(plain)
    if source.keys.object(digest) != key:
        raise _unfit(f"{what} is not what was written")
    return digest, plain


def sound_pairs(source: Store, view: ReadView) -> Iterator[Pair]:
    """All pairs of a store but leases, as they are, in the order of trust; objects are checked."""
    if source.cipher is not None:
        yield key_record(source.cipher)
    dictionaries = Dictionaries(source.cipher)
    yield from dictionaries.records_in(view, dictionaries)
    for key, value in written(source, view, OBJECTS):
        opened_object(source, key, value)
        yield key, value
    yield from written(source, view, FACTS_CACHE)
    yield from written(source, view, REFS)


def has_same_keys(one: Store, other: Store) -> bool:
    """Whether a record is the same in both stores: they are plain, or have the same keys."""
    if one.cipher is None or other.cipher is None:
        return one.cipher is other.cipher
    mine, theirs = one.cipher.keys, other.cipher.keys
    return (mine.number, mine.data, mine.name) == (theirs.number, theirs.data, theirs.name)


def written(store: Store, view: ReadView, namespace: bytes) -> Iterator[Pair]:
    """The pairs of a namespace, without those that a change of keys under way has made."""
    return (pair for pair in _scan(view, namespace) if store.codec.wrote(pair[1]))


def _facts_of(source: Store, view: ReadView) -> set[bytes]:
    """Digests of the records that extraction made."""
    from parseltongue.isg.objects import Objects

    objects = Objects(view, source.codec, cache_bytes=1 << 20)
    reach = Reach(objects, lambda digest: True)
    for key, value in written(source, view, REFS):
        reach.add(source.refs.decode(key, value).snapshot)
    found = {digest for digest, role in reach.roles.items() if role in (FACTS, INTERFACE)}
    for key, value in written(source, view, FACTS_CACHE):
        found.update(decode_entry(source.codec, key, value) or ())
    return found


def is_compressed_as(view: ReadView, compression: str) -> bool:
    """Whether every object is compressed so already, or does not get smaller by it."""
    wanted = COMPRESSION_IDS[compression]
    used = {value[1] & _COMPRESSION for _, value in _scan(view, OBJECTS) if len(value) > 1}
    return used <= {wanted, COMPRESSION_IDS["none"]} and (wanted in used or not used)


def _scan(view: ReadView, prefix: bytes) -> Iterator[Pair]:
    """Pairs whose key begins so: a namespace, or a part of one."""
    return view.scan(prefix, prefix[:-1] + bytes((prefix[-1] + 1,)))


def batches(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    batch: list[Pair] = []
    size = 0
    for key, value in pairs:
        batch.append((key, value))
        size += len(key) + len(value)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _unfit(why: str) -> CorruptionError:
    return CorruptionError(f"{why}; run `parseltongue storage repair`, then copy again")
