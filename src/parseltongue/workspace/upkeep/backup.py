"""Backup and restore.

A backup is either a folder, which is a store like any other and can be used as one with ``--cache-dir``, or
one portable file. Both show one state of the store, taken while others go on reading and writing. A folder
is updated: only what is missing is copied, the refs last, so that at every moment it holds the state of the
last backup that was completed, and one that was interrupted goes on.

A restore builds the store beside its place, checks every record, and only then lets it take the place.

The backup of an encrypted store is encrypted with the same keys, and has its key file. What it is restored to
keeps these keys, unless the configuration wants others or none: then every record is sealed anew.
"""

from __future__ import annotations

import os
import time

from parseltongue.model.errors import (
    AuthenticationError,
    ConfigError,
    CorruptionError,
    ParseltongueError,
    UnavailableError,
)
from parseltongue.storage.exchange import KEYS, keys_beside, remove_tree, translated
from parseltongue.storage.files import make_private
from parseltongue.workspace.upkeep.archive import FILES, ArchiveReader, is_archive, write_archive
from parseltongue.workspace.upkeep.check import check_store
from parseltongue.workspace.upkeep.transfer import batches, copy_store, has_same_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from parseltongue.codec.cipher import Cipher
    from parseltongue.workspace.audit import Head
    from parseltongue.workspace.encryption import KeySource
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.upkeep.check import Findings

    Progress = Callable[[str, int, int], None]
    Report = dict[str, Any]

MARKER = "backup.json"
MARKER_VERSION = 1
RESTORING = ".restoring"
_UNPACKED = ".restoring-unpacked"
_IDENTITY = "identity"
_KEYS = "keys"
_LARGEST_FILE = 64 << 20


def back_up(
    store: Store,
    destination: str,
    *,
    as_file: bool = False,
    backend: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Copy the present state of a store, opened for reading, to a folder or into one file.

    Parameters
    ----------
    backend
        Of a new folder; by default that of the store.

    Raises
    ------
    ConfigError
        The destination is in the store, or the store in it.
    UnavailableError
        The destination holds something else, cannot be written, or is a backup from before the store was
        given other keys.
    CorruptionError
        A record of the store is damaged. The destination holds what it held.
    FullError
        The disk of the destination is full. It holds what it held; run the backup again.
    """
    destination = os.path.abspath(destination)
    _require_apart(store.directory, destination)
    if as_file:
        return _back_up_to_file(store, destination, progress or _silent)
    return _back_up_to_folder(store, destination, backend, progress)


def _back_up_to_file(store: Store, path: str, progress: Progress) -> Report:
    if os.path.lexists(path) and not is_archive(path):
        raise UnavailableError(f"{path} exists and is no backup; name a new file")
    header = {"store": store_identity(store), "time": time.time(), "backend": store.backend_name}
    store.backend.refresh()
    with store.backend.read_view() as view:
        pairs, size = write_archive(store, view, path, header, _files_to_pack(store), progress)
    return {"destination": path, "records": pairs, "bytes": size}


def _back_up_to_folder(store: Store, folder: str, backend: str | None, progress: Progress | None) -> Report:
    marker = read_marker(folder)
    if marker is None:
        _require_empty(folder)
        marker = {"version": MARKER_VERSION, "store": store_identity(store)}
        marker["backend"] = durable_backend(backend or store.backend_name)
    elif marker.get("store") != store_identity(store):
        raise UnavailableError(f"{folder} is the backup of another store; name another folder")
    elif backend not in (None, marker["backend"]):
        raise UnavailableError(f"the backup {folder} is kept in {marker['backend']}; name another folder")
    target = store.elsewhere(folder, backend=marker["backend"])
    make_private(folder)
    write_marker(folder, marker)
    _open_with_keys_of(store, target)
    report = _copy(store, target, progress)
    for name, content in _files_beside(store.directory).items():
        write_beside(folder, name, content)
    write_marker(folder, {**marker, "completed": time.time()})
    return {"destination": folder, "backend": marker["backend"], **report, "bytes": target.size_on_disk()}


def _open_with_keys_of(store: Store, target: Store) -> None:
    """Open or make the store in a backup, which has the keys of the one that is backed up."""
    target.lend_keys(store.cipher)
    try:
        target.create()
    except AuthenticationError:
        raise UnavailableError(
            f"the store was given other keys since {target.directory} was begun; name another folder"
        ) from None
    if store.cipher is not None:
        os_call(target.directory, lambda: _replace(target.data + KEYS, store.key_file))


def durable_backend(name: str) -> str:
    """The name of a backend. Raises `ConfigError` if there is none such, or it keeps nothing on disk."""
    from parseltongue.storage.registry import backend_named

    if not backend_named(name).properties.durable:
        raise ConfigError(f"the backend {name} keeps nothing on disk; name another one")
    return name


def _copy(store: Store, target: Store, progress: Progress | None) -> Report:
    """Copy the present state of a store into another one that is open for reading."""
    store.backend.refresh()
    with target.lock("backup"), store.backend.read_view() as view:
        target.close()
        target.backend = target.open_writer()
        try:
            target.attach(lenient=True)
            return copy_store(store, view, target, progress=progress).to_json()
        finally:
            target.close()


def restore(
    store: Store,
    source: str,
    *,
    key: KeySource | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Make the store in its directory, which is not open, from a backup.

    Parameters
    ----------
    key
        What opens the backup, if it is not the key of the configuration. The store then gets keys of its own,
        or none, as the configuration says.
    replace
        Let it take the place of a store that is there.

    Raises
    ------
    UnavailableError
        There is a store already, or the source is no backup or not a complete one.
    ConfigError, AuthenticationError
        The key of the backup is missing or wrong.
    CorruptionError
        The backup is damaged; what was there is as it was.
    FullError
        The disk is full; what was there is as it was. Run it again when there is room.
    """
    source = os.path.abspath(source)
    _require_apart(store.directory, source)
    _require_backup(source)
    store.prepare_directory()
    with store.lock("restore"):
        if store.exists and not replace:
            raise UnavailableError(
                f"there is a {store.backend_name} store in {store.directory}; restore to another "
                "--cache-dir, or let --replace take its place"
            )
        former, head = _former(store)
        files, keys = _build(store, source, key, head, progress)
        store.prepare_layout()
        store.adopt(store.data + RESTORING, keys=keys)
        for name, content in files.items():
            write_beside(store.directory, name, content)
    _seal_log_anew(store, former)
    return {
        "source": source,
        "directory": store.directory,
        "encrypted": store.cipher is not None,
        "workspaces": len(store.refs.scan("workspace/")),
    }


def _former(store: Store) -> tuple[Cipher | None, Head | None]:
    """Keys of the store that will be replaced, and the head of the audit log that it remembers."""
    from parseltongue.workspace.audit import HeadRecord

    former = store.elsewhere(store.directory)
    try:
        # Settled already, as the caller has the lock; one that cannot be opened has nothing to tell.
        former.settle()
        if not former.exists:
            return None, None
        former.open(lenient=True)
        return former.cipher, HeadRecord(former.cipher).read(former.backend)
    except ParseltongueError:
        return None, None
    finally:
        former.close()


def _seal_log_anew(store: Store, former: Cipher | None) -> None:
    """Let the audit log, which stays, be sealed as the restored store is."""
    from parseltongue.workspace.trail import audit_log

    log = audit_log(store.config)
    if log.files():
        log.reseal([] if former is None else [former], store.cipher)


def _build(
    store: Store, source: str, key: KeySource | None, head: Head | None, progress: Progress | None
) -> tuple[dict[str, bytes], bytes]:
    """Build the restored store in files of its own and check it.

    Returns
    -------
    tuple of dict and bytes
        The files to be written beside it, and its key file.
    """
    unpacked = store.data + _UNPACKED
    remove_tree(unpacked)
    try:
        origin = _origin(store, source, unpacked, key)
        try:
            keys = _choose_keys(store, origin, key)
            files = _files_beside(origin.directory)
            same = has_same_keys(store, origin)
            found = _fill(store, origin, head, progress)
        finally:
            origin.close()
    finally:
        remove_tree(unpacked)
    if not found.ok:
        raise CorruptionError(
            f"the backup {source} is damaged: {found.problems[0].message}. Nothing was restored"
        )
    # Names and seals of stat indexes are those of the old keys; they are only caches.
    return {name: content for name, content in files.items() if same or name == _IDENTITY}, keys


def _origin(store: Store, source: str, unpacked: str, key: KeySource | None) -> Store:
    """The store that is in a backup, open for reading; a file is unpacked first."""
    if os.path.isdir(source):
        marker = read_marker(source) or {}
        origin = store.elsewhere(source, backend=str(marker["backend"]))
    else:
        origin = store.elsewhere(unpacked)
        _unpack(origin, source)
    encrypted = bool(keys_beside(origin.data))
    if encrypted and origin.use_encryption(key) is None:
        raise ConfigError(
            f"the backup {source} is encrypted, and no key is configured; name its key with --key-file, "
            "--key-variable or --keyring, or in [storage.encryption] if the store is to have it as well"
        )
    if not encrypted:
        origin.lend_keys(None)
    try:
        return origin.open()
    except AuthenticationError as error:
        raise AuthenticationError(f"the backup {source} cannot be opened: {error}") from None


def _unpack(origin: Store, source: str) -> None:
    """Make a store, not opened, of a file."""
    files: dict[str, bytes] = {}
    make_private(origin.directory)
    with open(source, "rb") as file, origin.open_writer() as backend:
        for batch in batches(_without_files(ArchiveReader(file, source).pairs(), files)):
            backend.write(batch, durable=False)
    keys = files.pop(_KEYS, b"")
    if keys:
        os_call(origin.data, lambda: _replace(origin.data + KEYS, keys))
    for name, content in files.items():
        write_beside(origin.directory, name, content)


def _choose_keys(store: Store, origin: Store, key: KeySource | None) -> bytes:
    """Settle which keys the restored store has; its key file."""
    from parseltongue.codec.cipher import Cipher, KeySet
    from parseltongue.workspace.encryption import Keychain

    keychain = Keychain(store.config)
    if origin.cipher is not None and key is None:
        store.lend_keys(origin.cipher)
        return origin.key_file
    if keychain.source is None:
        store.lend_keys(None)
        return b""
    new = KeySet.new(1)
    store.lend_keys(Cipher(new))
    return keychain.wrapped([new], new.number, keychain.source)


def _fill(store: Store, origin: Store, head: Head | None, progress: Progress | None) -> Findings:
    """Copy the backup into new files and check all of them."""
    from parseltongue.workspace.audit import HeadRecord

    # What an interrupted restore has copied from a folder is not copied again.
    building = store.building(RESTORING)
    try:
        with origin.backend.read_view() as view:
            copy_store(origin, view, building, progress=progress)
        if head is not None:
            building.backend.write([HeadRecord(store.cipher).record(head)], durable=True)
        return check_store(building, full=True, view=building.backend, progress=progress)
    finally:
        building.close()


def _without_files(
    pairs: Iterator[tuple[bytes, bytes]], files: dict[str, bytes]
) -> Iterator[tuple[bytes, bytes]]:
    for key, value in pairs:
        if key[:1] == FILES:
            files[key[1:].decode("utf-8", "replace")] = value
        else:
            yield key, value


# -- what stands beside the backend ----------------------------------------------------------------------


def _files_beside(directory: str) -> dict[str, bytes]:
    """The identity of the store, and the stat indexes: without them the next analysis reads all files."""
    names = [_IDENTITY]
    folder = os.path.join(directory, "workspaces")
    if os.path.isdir(folder):
        names += [f"workspaces/{name}" for name in sorted(os.listdir(folder)) if name.endswith(".index")]
    found = {name: _content(os.path.join(directory, name)) for name in names}
    return {name: content for name, content in found.items() if content is not None}


def _files_to_pack(store: Store) -> dict[str, bytes]:
    """The same for a portable file, which also takes the key file."""
    files = _files_beside(store.directory)
    return files if store.cipher is None else {**files, _KEYS: store.key_file}


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST_FILE)
    except OSError:
        return None


def write_beside(directory: str, name: str, content: bytes) -> None:
    """Write one of these files; names from elsewhere are not trusted."""
    folder, _, base = name.rpartition("/")
    if folder not in ("", "workspaces") or not base.replace(".index", "").isalnum() or not base.isascii():
        raise CorruptionError(f"a backup may not hold a file {name!r}; use another one")
    path = os.path.join(directory, *name.split("/"))
    os_call(path, lambda: os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True))
    os_call(path, lambda: _replace(path, content))


def _replace(path: str, content: bytes) -> None:
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def store_identity(store: Store) -> str:
    """What tells a store from others, so that no backup is mixed with that of another one."""
    path = os.path.join(store.directory, _IDENTITY)
    known = _content(path)
    if known is not None:
        return known.decode("ascii", "replace").strip()
    write_beside(store.directory, _IDENTITY, os.urandom(16).hex().encode() + b"\n")
    return (_content(path) or b"").decode().strip()


def read_marker(folder: str) -> Report | None:
    """What a folder says about itself if it is a backup."""
    from json import loads

    content = _content(os.path.join(folder, MARKER))
    try:
        marker = loads(content) if content is not None else None
    except ValueError:
        marker = None
    return marker if isinstance(marker, dict) and marker.get("version") == MARKER_VERSION else None


def write_marker(folder: str, marker: Report) -> None:
    """Say what a folder is. Written before anything else is, and when the backup is complete."""
    from json import dumps

    path = os.path.join(folder, MARKER)
    os_call(path, lambda: _replace(path, dumps(marker, sort_keys=True).encode()))


def _require_apart(directory: str, other: str) -> None:
    one, two = os.path.realpath(directory), os.path.realpath(other)
    if one == two or one.startswith(two + os.sep) or two.startswith(one + os.sep):
        raise ConfigError(f"{other} and the store in {directory} are not apart; name a place outside of it")


def _require_empty(folder: str) -> None:
    # A first backup that was killed while it wrote its marker has left nothing but that.
    if os.path.isfile(folder) or (os.path.isdir(folder) and set(os.listdir(folder)) - {MARKER + ".new"}):
        raise UnavailableError(
            f"{folder} holds something that is no backup; name a new folder, an empty one, or a backup"
        )


def _require_backup(source: str) -> None:
    if not os.path.lexists(source):
        raise UnavailableError(f"there is no {source}; name a folder or file that `storage backup` made")
    if not os.path.isdir(source):
        if not is_archive(source):
            raise UnavailableError(f"{source} is not a backup; name one that `storage backup` made")
        return
    marker = read_marker(source)
    if marker is None:
        raise UnavailableError(f"{source} is not a backup; name one that `storage backup` made")
    if "completed" not in marker:
        raise UnavailableError(f"the backup {source} was never completed; run `storage backup` to it again")


def os_call(path: str, action: Callable[[], object]) -> None:
    """Do something to files; failures become typed errors."""
    try:
        action()
    except OSError as error:
        raise translated(error, f"write {path}") from error


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody wants to know."""
