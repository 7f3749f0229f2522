"""What other code than the present has put into a snapshot, family by family of languages.

When the code of one family changes, the files of the others keep their facts and links: nothing of theirs
rests on it (`Placement.builds_on` says where that is not so, and is part of the fingerprint). What the old
code made of the family's own files is not compared with what the new code makes of them, for only the old
code could say what its entries in the maps were: all entries of these files are taken out, by file id.
"""

from __future__ import annotations

from parseltongue.analysis.languages import family_named
from parseltongue.isg import prolly
from parseltongue.isg.rows import decode_row
from parseltongue.isg.snapshot import MAP_NAMES
from parseltongue.model.ids import ENTITY_ID_SIZE, PATH_ID_SIZE, path_id, path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.isg.nodes import NodeCache
    from parseltongue.isg.rows import FileRow
    from parseltongue.isg.snapshot import Fingerprints, Snapshot

_CONSULTED_KEY = 4


def outdated_families(old: Snapshot, prints: Fingerprints) -> set[str]:
    """Families of a snapshot that have another fingerprint by now, or are not known any more."""
    return {name for name, was in old.families.items() if prints.families.get(name) != was}


def is_outdated(language: str, old: Snapshot, families: set[str]) -> bool:
    """Whether other code made a row with this language, given the outdated families of its snapshot."""
    family = family_named(language)
    return family in families or family not in old.families


def rows_of(nodes: NodeCache, old: Snapshot, families: set[str]) -> Iterator[tuple[str, FileRow]]:
    """The outdated rows of a snapshot, by path. O(files)."""
    for key, value in prolly.scan(nodes, old.maps["files"]):
        row = decode_row(value)
        if is_outdated(row.language, old, families):
            yield path_text(key), row


def entries_of(nodes: NodeCache, old: Snapshot, paths: set[str]) -> dict[str, dict[bytes, bytes | None]]:
    """For each map but `files` the edits that remove all entries of some files. O(entries of the snapshot).

    In `consulted` files can share entries: whoever removes them asks which others need them.
    """
    ids = {path_id(path) for path in paths}
    prefixes = {one[: PATH_ID_SIZE - _CONSULTED_KEY] for one in ids}
    where: dict[str, Callable[[bytes], bool]] = {
        "names": lambda key: key[-PATH_ID_SIZE:] in ids,
        "open": lambda key: key[-PATH_ID_SIZE:] in ids,
        "incoming": lambda key: key[ENTITY_ID_SIZE:] in ids,
        "consulted": lambda key: key[_CONSULTED_KEY:] in prefixes,
    }
    edits: dict[str, dict[bytes, bytes | None]] = {name: {} for name in MAP_NAMES}
    edits["paths"] = dict.fromkeys(ids)
    for name, belongs in where.items():
        entries = prolly.scan(nodes, old.maps[name])
        edits[name] = {key: None for key, _ in entries if belongs(key)}
    return edits
