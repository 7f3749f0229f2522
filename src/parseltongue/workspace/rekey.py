"""Give a store other keys, encrypt a plain one, or make an encrypted one plain.

A *rewrap* replaces the key that opens the key file and touches nothing else. A *full* rekey writes every
record again under a new key set, in these steps, each of which can be killed and is taken up by the next run:

1. the new key set is added to the key file;
2. everything is written again under it, beside what is there; readers of the old keys pass over it;
3. the key file names the new set as current: from here on the store is the new one;
4. what was sealed with the old set is removed and the space given back;
5. the old set is removed from the key file.

The store lock is held throughout, so nothing is written between the steps. Readers go on: until step 3 all of
the old store is there, and afterwards they open the store again. A running analysis is told so at its next
commit.

Source: X1, adr/0009.
"""

from __future__ import annotations

from parseltongue.codec.cipher import Cipher, KeySet
from parseltongue.codec.envelope import Codec, key_set_of
from parseltongue.isg.dictionaries import Dictionaries
from parseltongue.isg.keys import namespace_end
from parseltongue.isg.recode import TRAVELLING, recoded
from parseltongue.model.errors import (
    AuthenticationError,
    ConfigError,
    CorruptionError,
    FormatVersionError,
    UnavailableError,
)
from parseltongue.workspace import beside
from parseltongue.workspace.audit import HeadRecord
from parseltongue.workspace.encryption import Keychain, KeySource
from parseltongue.workspace.store import Store
from parseltongue.workspace.store_keys import key_record
from parseltongue.workspace.trail import audit_log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from parseltongue.codec.keyfile import KeyFile
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.store import OnWait

_BATCH_BYTES = 2 << 20
_UNREADABLE = (CorruptionError, AuthenticationError, FormatVersionError)


def rewrap(config: Config, new: KeySource, *, on_wait: OnWait | None = None) -> dict[str, Any]:
    """Let another key open the store from now on. The old one does not any more.

    Raises
    ------
    ConfigError
        The store is plain, or there is no key where `new` says.
    AuthenticationError
        The configured key does not open it.
    """
    store, keychain = _existing(config, on_wait)
    with store.lock("rekey"):
        found, source = keychain.read(), keychain.source
        if found is None or not found.current:
            raise ConfigError(f"{_place(keychain)} is not encrypted; encrypt it with --full")
        sets = keychain.unwrap(found, _required(source))
        keychain.write(sets, found.current, new)
    return {"full": False, "records": 0, "damaged": 0}


def rekey(
    config: Config,
    *,
    new: KeySource | None = None,
    decrypt: bool = False,
    on_wait: OnWait | None = None,
) -> dict[str, Any]:
    """Write everything again under new keys, or as it is without encryption.

    Parameters
    ----------
    new
        What opens the key file afterwards; None leaves that as the configuration has it.
    decrypt
        Make the store a plain one.

    Raises
    ------
    ConfigError, AuthenticationError
        A key is missing or wrong, or there is nothing to do.
    StorageError
        Killed or failed in between, nothing is lost: run it again.
    """
    store, keychain = _existing(config, on_wait)
    with store.lock("rekey"):
        plan = _Plan(keychain, new, decrypt=decrypt)
        backend = store.open_writer()
        try:
            return _carry_out(plan, store, backend)
        finally:
            backend.close()


def _existing(config: Config, on_wait: OnWait | None) -> tuple[Store, Keychain]:
    store, keychain = Store(config, on_wait=on_wait), Keychain(config)
    if not store.exists:
        raise UnavailableError(
            f"there is no store {_place(keychain)}; a new one is encrypted from the start if "
            "[storage.encryption] names a key"
        )
    return store, keychain


def _place(keychain: Keychain) -> str:
    return keychain.path.removesuffix(".keys")


def _required(source: KeySource | None) -> KeySource:
    if source is None:
        raise ConfigError(
            "no key is configured; set key_file, key_variable, keyring or passphrase in [storage.encryption]"
        )
    return source


class _Plan:
    """From which key set to which; None stands for no encryption."""

    def __init__(self, keychain: Keychain, new: KeySource | None, *, decrypt: bool) -> None:
        self.keychain = keychain
        found = keychain.read()
        self.opener = _required(keychain.source or new)
        self.closer = new or self.opener
        sets = [] if found is None else self._unwrapped(found)
        self.known = sets
        by_number = {one.number: one for one in sets}
        current = 0 if found is None else found.current
        self.old = by_number.pop(current, None)
        self.new: KeySet | None = None
        self.copied = False
        if decrypt:
            self._decrypt(found)
        else:
            self._renew(by_number, current)

    def _unwrapped(self, found: KeyFile) -> list[KeySet]:
        """The sets in the key file; a run that was killed at its end has left it to the new key."""
        try:
            return self.keychain.unwrap(found, self.opener)
        except AuthenticationError:
            if self.closer is self.opener:
                raise
            self.opener = self.closer
            return self.keychain.unwrap(found, self.opener)

    def _decrypt(self, found: KeyFile | None) -> None:
        if found is None:
            raise ConfigError(f"{_place(self.keychain)} is not encrypted; there is nothing to do")
        self.copied = self.old is None

    def _renew(self, others: dict[int, KeySet], current: int) -> None:
        """Take up what a killed run has begun, or begin."""
        following = current % 255 + 1
        self.copied = bool(others) and following not in others
        if self.copied:
            self.new, self.old = self.old, None
        else:
            self.new = others.get(following) or KeySet.new(following)

    def sets(self) -> list[KeySet]:
        return [one for one in (self.old, self.new) if one is not None]


def _carry_out(plan: _Plan, store: Store, backend: StorageBackend) -> dict[str, Any]:
    before = store.size_on_disk()
    source = None if plan.old is None else Cipher(plan.old)
    target = None if plan.new is None else Cipher(plan.new)
    records = damaged = 0
    if not plan.copied:
        plan.keychain.write(plan.sets(), 0 if plan.old is None else plan.old.number, plan.opener)
        records, damaged = _copy(backend, source, target)
        _switch(plan)
    audit_log(store.config).reseal([Cipher(one) for one in plan.known], target)
    _remove_all_but(backend, 0 if plan.new is None else plan.new.number)
    backend.compact()
    beside.forget_all(store.directory)
    _finish(plan)
    return {
        "full": True,
        "records": records,
        "damaged": damaged,
        "before": before,
        "after": store.size_on_disk(),
    }


def _switch(plan: _Plan) -> None:
    """The one moment at which the store becomes the new one."""
    if plan.new is None:
        plan.keychain.write(plan.sets(), 0, plan.opener)
    else:
        plan.keychain.write(plan.sets(), plan.new.number, plan.closer)


def _finish(plan: _Plan) -> None:
    if plan.new is None:
        plan.keychain.remove()
    else:
        plan.keychain.write([plan.new], plan.new.number, plan.closer)


def _copy(backend: StorageBackend, source: Cipher | None, target: Cipher | None) -> tuple[int, int]:
    """Write all records again beside the old ones; how many, and how many could not be read."""
    _copy_dictionaries(backend, source, target)
    reader = Codec(
        cipher=source,
        dictionaries=lambda identifier: (
            Dictionaries(source).get(backend, identifier.to_bytes(3, "little")) or b""
        ),
    )
    writer = Codec(cipher=target)
    records = damaged = 0
    for namespace in TRAVELLING:
        for part in _parts(backend, namespace, namespace_end(namespace)):
            batch = []
            for key, envelope in part:
                if not reader.wrote(envelope):
                    continue
                try:
                    batch.append(recoded(key, envelope, reader, writer, compress=False))
                except _UNREADABLE:
                    damaged += 1
            records += len(batch)
            _write_new(backend, batch)
    backend.write((), durable=True)
    return records, damaged


def _write_new(backend: StorageBackend, batch: list[tuple[bytes, bytes]]) -> None:
    """Write what an earlier run has not written already. Refs, the last, may have been overtaken: all."""
    present = backend.get_many([key for key, _ in batch])
    fresh = [
        pair
        for pair, there in zip(batch, present, strict=True)
        if there is None or pair[0][:1] == TRAVELLING[-1]
    ]
    backend.write(fresh, durable=False)


def _copy_dictionaries(backend: StorageBackend, source: Cipher | None, target: Cipher | None) -> None:
    batch = Dictionaries(source).records_in(backend, Dictionaries(target))
    head = HeadRecord(source).read(backend)
    if head is not None:
        batch.append(HeadRecord(target).record(head))
    if target is not None:
        batch.append(key_record(target))
    backend.write(batch, durable=False)


def _parts(backend: StorageBackend, start: bytes, end: bytes | None) -> Iterator[list[tuple[bytes, bytes]]]:
    """The records of a range in parts; no scan is open while one is worked on."""
    following: bytes | None = start
    while following is not None:
        part: list[tuple[bytes, bytes]] = []
        size, begin, following = 0, following, None
        for key, value in backend.scan(begin, end):
            part.append((key, value))
            size += len(value)
            if size >= _BATCH_BYTES:
                following = key + b"\0"
                break
        yield part


def _remove_all_but(backend: StorageBackend, number: int) -> None:
    """Remove whatever is not of a key set: records, dictionaries, leases of processes that have lost."""
    for part in _parts(backend, b"", None):
        doomed = [key for key, value in part if key_set_of(value) != number]
        if doomed:
            backend.write([(key, None) for key in doomed], durable=False)
    backend.write((), durable=True)
