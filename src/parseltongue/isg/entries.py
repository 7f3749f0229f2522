"""What a file puts into the maps of a snapshot, and under which keys.

Each file owns its entries, so an edit of a file is told from what it was and what it is, without a look at
any other. Layouts: docs/design/format.md.
"""

from __future__ import annotations

from parseltongue.analysis.languages import placement_of
from parseltongue.analysis.world import member_counts, open_keys
from parseltongue.isg import prolly
from parseltongue.isg.snapshot import MAP_NAMES
from parseltongue.model.ids import ENTITY_ID_SIZE, PATH_ID_SIZE, path_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.isg.nodes import NodeCache
    from parseltongue.isg.snapshot import Snapshot
    from parseltongue.model.interface import Interface
    from parseltongue.model.links import FileLinks

    Entries = dict[bytes, bytes]
    Edits = dict[bytes, bytes | None]
    """The new value of each key; None removes it."""

FILE_PREFIX = 4
"""Bytes of a file id in the `consulted` map; files that share them are relinked together."""
LOOKUP_SIZE = 4
"""Bytes of a lookup's key in the `consulted` map."""
SCOPE_KEY_SIZE = 8
"""Bytes of a name's key in the `open` map."""
MANY = 2
"""Classes with a member of one name, from where on nobody counts."""


def name_key(name: str, file_id: bytes) -> bytes:
    """Key of the `names` map."""
    return name.encode("utf-8", "surrogatepass") + b"\0" + file_id


def name_entries(interface: Interface | None, file_id: bytes) -> Entries:
    """Entries of a file in `names`: simple name to how many of its classes have such a member (at most 2)."""
    if interface is None:
        return {}
    counts = member_counts(interface)
    return {
        name_key(name, file_id): bytes((min(counts.get(name, 0), MANY),)) for name in set(interface.names[1:])
    }


def scope_key(key: int, file_id: bytes) -> bytes:
    """Key of the `open` map."""
    return key.to_bytes(SCOPE_KEY_SIZE, "big") + file_id


def open_entries(family: str, path: str, interface: Interface) -> Entries:
    """Entries of a file in `open`: the names that it contributes to open scopes."""
    file_id = path_id(path)
    return {scope_key(key, file_id): b"" for key in open_keys(placement_of(family), path, interface)}


def incoming_entries(links: FileLinks | None, file_id: bytes) -> Entries:
    """Entries of a file in `incoming`: the entities of other files, and the externals, that it leads to."""
    if links is None:
        return {}
    return {target + file_id: b"" for target in links.target_ids() if target[:PATH_ID_SIZE] != file_id}


def lookup_prefix(key: int) -> bytes:
    """With what keys of the `consulted` map begin, given the short key of a lookup."""
    return key.to_bytes(LOOKUP_SIZE, "big")


def consulted_entries(links: FileLinks | None, file_id: bytes) -> Entries:
    """Entries of a file in `consulted`: the lookups that its links rest on."""
    if links is None:
        return {}
    suffix = file_id[:FILE_PREFIX]
    return {key.to_bytes(LOOKUP_SIZE, "big") + suffix: b"" for key in links.consulted}


def edit(edits: Edits, before: Entries, after: Entries) -> None:
    """Add the edits that turn some entries into others."""
    if not before:
        edits.update(after)
        return
    for key, value in after.items():
        if before.get(key) != value:
            edits[key] = value
    for key in before.keys() - after.keys():
        edits.setdefault(key, None)


def removal(nodes: NodeCache, old: Snapshot, paths: set[str]) -> dict[str, Edits]:
    """For each map but `files` the edits that remove all entries of some files. O(entries of the snapshot).

    For files whose entries cannot be told from what they were. In `consulted` files can share entries:
    whoever removes them asks which others need them.
    """
    ids = {path_id(path) for path in paths}
    prefixes = {one[:FILE_PREFIX] for one in ids}
    where: dict[str, Callable[[bytes], bool]] = {
        "names": lambda key: key[-PATH_ID_SIZE:] in ids,
        "open": lambda key: key[-PATH_ID_SIZE:] in ids,
        "incoming": lambda key: key[ENTITY_ID_SIZE:] in ids,
        "consulted": lambda key: key[LOOKUP_SIZE:] in prefixes,
    }
    edits: dict[str, Edits] = {name: {} for name in MAP_NAMES}
    edits["paths"] = dict.fromkeys(ids)
    for name, belongs in where.items():
        entries = prolly.scan(nodes, old.maps[name])
        edits[name] = {key: None for key, _ in entries if belongs(key)}
    return edits
