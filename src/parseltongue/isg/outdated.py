"""What other code than the present has put into a snapshot, family by family of languages.

When the code of one family changes, the files of the others keep their facts and links: nothing of theirs
rests on it (`Placement.builds_on` says where that is not so, and is part of the fingerprint; in a space,
files of other families that looked at its files are linked again, `isg.relinking`). What the old
code made of the family's own files is not compared with what the new code makes of them, for only the old
code could say what its entries in the maps were: all entries of these files are taken out, by file id.
"""

from __future__ import annotations

from parseltongue.analysis.languages import family_named
from parseltongue.isg import prolly
from parseltongue.isg.rows import decode_row
from parseltongue.model.ids import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.nodes import NodeCache
    from parseltongue.isg.rows import FileRow
    from parseltongue.isg.snapshot import Fingerprints, Snapshot


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
