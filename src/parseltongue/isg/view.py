"""The read view of a snapshot: lazily from the store, within a bounded memory.

A `GraphView` never changes and never writes. Files are known by their eight byte id, as the maps name them;
their records are read in place (`model.stored`) and kept as long as there is room. Safe for threads as far
as the store is: a race costs a second decoding.
"""

from __future__ import annotations

from sys import intern

from parseltongue.analysis.languages import placement
from parseltongue.isg import prolly
from parseltongue.isg.leaves import LeafReader
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.recent import Recent
from parseltongue.isg.rows import TEST_FILE, row_head, row_relationships
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import (
    DIGEST_SIZE,
    ENTITY_ID_SIZE,
    FILE_SYMBOL,
    PATH_ID_SIZE,
    SYMBOL_ID_SIZE,
    path_bytes,
    path_id,
    path_text,
    symbol_id,
)  # fmt: skip
from parseltongue.model.kinds import CONTAINS
from parseltongue.model.shown import shown_path
from parseltongue.model.stored import StoredInterface, StoredLinks, StoredMentions, StoredPaths, StoredPlaces
from parseltongue.model.stored_columns import aligned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol

    from parseltongue.isg.nodes import NodeStore

    class ObjectStore(NodeStore, Protocol):
        """Where records are read (`isg.objects.Objects` is one)."""

        def get(self, digest: bytes, what: str = ...) -> bytes: ...


RECORD_BYTES = 24 << 20
ID_BYTES = 2 << 20
FILES = 6_000
NAMED_FILES = 6_000
MEMBERS = 10_000
"""What is kept at most, besides the maps (isg/leaves.py): records by the bytes they are expected to
take in memory, symbol ids of files, files by id (about 500 bytes each) and by names in them, and members by
name."""
ENTITIES_OF_ONE_SCALE = 250_000
"""In a larger graph questions are scattered wider: for each so many entities as much again of its maps, files
and names is kept, about 13 MB (docs/adr/0014)."""

_SCANNED = 2_000
"""Entries of map nodes that a walk over a whole map keeps."""

_FEW_IDS, _ENTITIES_OF_ONE_ID = 3, 12
"""A symbol id costs as much as working those of so many entities out together, which then are kept."""
_FILE_SYMBOL_ID = symbol_id(FILE_SYMBOL)
_RECORDS_OVERHEAD, _IDS_OVERHEAD = 2_500, 150
"""Bytes that these take even if they hold next to nothing."""


class FileRecords:
    """The records of one file, each read when it is first asked for."""

    __slots__ = ("_asked", "_file", "_get", "_ids", "_interface", "_links", "_mentions", "_paths", "_places")

    def __init__(self, file: FileView, get: Callable[[bytes], bytes]) -> None:
        self._file = file
        self._get = get
        self._interface: StoredInterface | None = None
        self._places: StoredPlaces | None = None
        self._mentions: StoredMentions | None = None
        self._links: StoredLinks | None = None
        self._paths: StoredPaths | None = None
        self._ids = b""
        self._asked = 0

    @property
    def interface(self) -> StoredInterface:
        """The entities."""
        found = self._interface
        if found is None:
            found = self._interface = StoredInterface(self._get(self._file.interface_digest))
        return found

    def symbol_id(self, ordinal: int) -> bytes:
        """Symbol id of one entity. Most files are asked for a few only: not worth all of them."""
        ids = self._all_ids()
        if ids:
            return ids[ordinal * SYMBOL_ID_SIZE : (ordinal + 1) * SYMBOL_ID_SIZE]
        return symbol_id(self.interface.symbol(ordinal)) if ordinal else _FILE_SYMBOL_ID

    def symbol_ids(self, ordinal: int) -> tuple[bytes, bytes]:
        """Symbol id of one entity other than the file, and of what it stands in."""
        interface = self.interface
        up = interface.parents[ordinal]
        ids = self._all_ids()
        if ids:
            at, above = ordinal * SYMBOL_ID_SIZE, up * SYMBOL_ID_SIZE
            return ids[at : at + SYMBOL_ID_SIZE], ids[above : above + SYMBOL_ID_SIZE]
        scope = interface.symbol(up)
        return symbol_id(scope + interface.own_symbol(ordinal)), symbol_id(scope)

    def _all_ids(self) -> bytes:
        """The ids of all entities, once they are worth it; till then nothing."""
        if not self._ids:
            if self._asked < _FEW_IDS + len(self.interface.kinds) // _ENTITIES_OF_ONE_ID:
                self._asked += 1
            else:
                self._ids = self._file.ids
        return self._ids

    @property
    def places(self) -> StoredPlaces:
        """Positions and texts of the entities."""
        found = self._places
        if found is None:
            found = StoredPlaces(self._get(self._file.facts_digest))
            if len(found) != len(self.interface.kinds):
                raise self._damaged("as many entities as its interface")
            self._places = found
        return found

    @property
    def mentions(self) -> StoredMentions:
        """The mentions."""
        found = self._mentions
        if found is None:
            found = StoredMentions(self._get(self._file.facts_digest))
            if len(found.counts) != len(self.links.provenances):
                raise self._damaged("as many paths as its links")
            self._mentions = found
        return found

    def _damaged(self, what: str) -> CorruptionError:
        return CorruptionError(
            f"damaged facts {self._file.facts_digest.hex()} of {self._file.shown}: they do not have {what}; "
            "run `parseltongue verify`, then `parseltongue analyze`"
        )

    @property
    def paths(self) -> StoredPaths:
        """The path table."""
        found = self._paths
        if found is None:
            found = self._paths = StoredPaths(self._get(self._file.facts_digest))
        return found

    @property
    def links(self) -> StoredLinks:
        """What the paths mean."""
        found = self._links
        if found is None:
            found = self._links = StoredLinks(self._get(self._file.links_digest))
        return found


class FileView:
    """One file of a snapshot.

    Attributes
    ----------
    id : bytes
        `path_id(path)`.
    path : str
        Relative, as the operating system has it (`os.fsencode` gives its bytes).
    language : str
    flags, size, skip : int
        As in `FileRow`.
    is_test : bool
        By the conventions of the language for paths.
    shown : str
        The path as text that can leave the process (`model.shown`).
    """

    __slots__ = (
        "_digests", "_entities", "_module", "_row", "_view", "flags", "id", "is_test", "language", "path",
        "shown", "size", "skip",
    )  # fmt: skip

    def __init__(self, view: GraphView, file_id: bytes, path: str, row: bytes) -> None:
        self._view = view
        self._row = row
        self._module: str | None = None
        self._entities: int | None = None
        self.skip, self.flags, self.size, language, self._digests = row_head(row)
        self.id = file_id
        self.path = path
        self.shown = shown_path(path)
        self.language = intern(language)
        self.is_test = bool(self.flags & TEST_FILE)

    @property
    def content(self) -> bytes:
        """First 24 bytes of the BLAKE3 of the file, as in `FileRow`."""
        return self._digests[:DIGEST_SIZE]

    @property
    def digests(self) -> tuple[bytes, ...]:
        """Of the interface, the facts and the links; empty if the file was skipped."""
        if self.skip:
            return ()
        return self.interface_digest, self.facts_digest, self.links_digest

    @property
    def facts_digest(self) -> bytes:
        return self._digests[DIGEST_SIZE : 2 * DIGEST_SIZE]

    @property
    def interface_digest(self) -> bytes:
        return self._digests[2 * DIGEST_SIZE : 3 * DIGEST_SIZE]

    @property
    def links_digest(self) -> bytes:
        return self._digests[3 * DIGEST_SIZE :]

    @property
    def entities(self) -> int:
        """Number of entities in it, itself left out."""
        if self._entities is None:
            self._entities = row_relationships(self._row, CONTAINS)
        return self._entities

    @property
    def module(self) -> str:
        """Dotted module name, fit to be shown; the path where the language is not known."""
        if self._module is None:
            self._module = shown_path(self._view.module_name(self.path, self.language))
        return self._module

    @property
    def records(self) -> FileRecords | None:
        """What was extracted and linked; None if the file was skipped."""
        return self._view.records(self) if not self.skip else None

    @property
    def ids(self) -> bytes:
        """Symbol ids of all entities, one after another; of a skipped file its own."""
        return self._view.ids(self)

    def entity_id(self, ordinal: int) -> bytes:
        """The sixteen bytes of an entity's id."""
        if not ordinal or self.skip:
            return self.id + _FILE_SYMBOL_ID
        return self.id + self._view.records(self).symbol_id(ordinal)

    def ordinal_of(self, symbol: bytes) -> int | None:
        """The entity with this symbol id."""
        return aligned(self.ids, symbol, SYMBOL_ID_SIZE)

    def rank(self) -> tuple[bool, str]:
        """Sort key: tests behind the rest, then by path."""
        return self.is_test, self.path


class GraphView:
    """One snapshot.

    Parameters
    ----------
    objects : ObjectStore
        Give it little memory of its own: records are kept here, decoded.
    digest : bytes
        Of the snapshot.

    Raises
    ------
    CorruptionError
        The snapshot is missing or damaged; so do all methods for whatever they read.
    """

    def __init__(self, objects: ObjectStore, digest: bytes) -> None:
        self.digest = digest
        self.snapshot = decode_snapshot(objects.get(digest, "snapshot"), f"snapshot {digest.hex()}")
        self._objects = objects
        scale = 1 + sum(self.snapshot.counts["entities"].values()) // ENTITIES_OF_ONE_SCALE
        self._maps = LeafReader(objects, scale)
        self._records = Recent(RECORD_BYTES)
        self._ids = Recent(ID_BYTES)
        self._files = Recent(scale * FILES)
        self._named = Recent(scale * NAMED_FILES)
        self._members = Recent(MEMBERS)
        self._roots: dict[str, list[str]] = {}

    @property
    def objects(self) -> ObjectStore:
        """Where the records are read."""
        return self._objects

    # -- files --------------------------------------------------------------------------------------------

    def file(self, file_id: bytes) -> FileView | None:
        """The file with an id. O(log files)."""
        found: FileView | None = self._files.get(file_id)
        if found is None:
            raw = self._maps.get(self.snapshot.maps["paths"], file_id)
            value = self._maps.get(self.snapshot.maps["files"], raw) if raw is not None else None
            if raw is None or value is None:
                return None
            found = FileView(self, file_id, path_text(raw), value)
            self._files.keep(file_id, found, 1)
        return found

    def file_at(self, path: str) -> FileView | None:
        """The file at a path."""
        return self.file(path_id(path))

    def known(self, file_ids: Iterable[bytes]) -> list[FileView]:
        """The files with these ids, ranked: tests behind the rest, then by path."""
        files = []
        for file_id in file_ids:
            file = self.file(file_id)
            if file is None:
                raise CorruptionError(
                    f"snapshot {self.digest.hex()} names a file {file_id.hex()} that it does not have; "
                    "run `parseltongue verify`, then `parseltongue analyze`"
                )
            files.append(file)
        files.sort(key=FileView.rank)
        return files

    def files(self, under: str = "", accept: Callable[[str], object] | None = None) -> Iterator[FileView]:
        """All files whose path begins with `under` and is accepted, by path; none is kept. O(files)."""
        for path, value in self._rows(under):
            if accept is None or accept(path):
                yield FileView(self, path_id(path), path, value)

    def paths(self, under: str = "") -> Iterator[str]:
        """The paths of all files that begin with `under`, ascending. O(files), but less than `files`."""
        return (path for path, _ in self._rows(under))

    def _rows(self, under: str) -> Iterator[tuple[str, bytes]]:
        nodes = NodeCache(self._objects, _SCANNED)
        for raw, value in prolly.scan_prefix(nodes, self.snapshot.maps["files"], path_bytes(under)):
            yield path_text(raw), value

    def module_name(self, path: str, language: str) -> str:
        """Dotted name of a module below its source root."""
        if not language:
            return path
        rules = placement(language)
        if not rules.has_stem(path):  # A script: named as if it had a suffix.
            path += next(one.suffixes[0] for one in rules.languages if one.suffixes)
        return rules.module_name(path, self._roots_of(rules.family))

    def _roots_of(self, family: str) -> list[str]:
        if family not in self._roots:
            self._roots[family] = self.snapshot.roots_of(family)
        return self._roots[family]

    def module_paths(self, name: str) -> list[str]:
        """Where the modules of a dotted name would stand, whether they do or not."""
        rules = {placement(language) for language in self.snapshot.counts["files"]}
        return [
            path
            for one in sorted(rules, key=lambda rule: rule.family)
            for path in one.module_paths(name, self._roots_of(one.family))
        ]

    def files_named(self, name: str) -> list[FileView]:
        """The files that have an entity of a simple name, ranked. O(log n + result). Not to be changed."""
        key = name.encode("utf-8", "surrogatepass")
        found: list[FileView] | None = self._named.get(key)
        if found is None:
            found = self.known(self.named(name))
            self._named.keep(key, found, len(found) + 1)
        return found

    def members_named(self, name: str, limit: int) -> list[bytes]:
        """Ids of the first members of a name of all types, ascending. O(limit). Not to be changed."""
        key = b"%d %b" % (limit, name.encode("utf-8", "surrogatepass"))
        found: list[bytes] | None = self._members.get(key)
        if found is None:
            found = []
            for file_id in self.named(name, members=True):
                file = self.file(file_id)
                records = file.records if file is not None else None
                if file is not None and records is not None:
                    found += sorted(map(file.entity_id, records.interface.class_members(name)))
                if len(found) >= limit:
                    break
            del found[limit:]
            self._members.keep(key, found, len(found) + 1)
        return found

    # -- records ------------------------------------------------------------------------------------------

    def records(self, file: FileView) -> FileRecords:
        """The records of a file that has some."""
        found: FileRecords | None = self._records.get(file.id)
        if found is None:
            found = FileRecords(file, self._objects.get)
            self._records.keep(file.id, found, _RECORDS_OVERHEAD + file.size // 3)
        return found

    def ids(self, file: FileView) -> bytes:
        """Symbol ids of a file. O(entities) unless they were worked out lately."""
        found: bytes | None = self._ids.get(file.id)
        if found is None:
            found = file.records.interface.ids() if file.records is not None else _FILE_SYMBOL_ID
            self._ids.keep(file.id, found, len(found) + _IDS_OVERHEAD)
        return found

    # -- maps ---------------------------------------------------------------------------------------------

    def incoming(self, target: bytes) -> list[bytes]:
        """Ids of the files, other than its own, that lead to an entity or an external. O(log n + result)."""
        entries = self._maps.entries(self.snapshot.maps["incoming"], target)
        return [key[ENTITY_ID_SIZE:] for key, _ in entries]

    def leading_to_file(self, file_id: bytes) -> list[bytes]:
        """Ids of the other files that lead to a file or to something in it. O(log n + entries)."""
        entries = self._maps.entries(self.snapshot.maps["incoming"], file_id)
        return list(dict.fromkeys(key[ENTITY_ID_SIZE:] for key, _ in entries))

    def named(self, name: str, *, members: bool = False) -> list[bytes]:
        """Ids of the files with an entity of a simple name, ascending; or of those where a type has it."""
        prefix = name.encode("utf-8", "surrogatepass") + b"\0"
        entries = self._maps.entries(self.snapshot.maps["names"], prefix)
        return [key[-PATH_ID_SIZE:] for key, value in entries if not members or value != b"\0"]

    def names(self, start: str = "") -> Iterator[str]:
        """Distinct simple names that begin with `start`, in the order of their UTF-8. O(result)."""
        before = b""
        prefix = start.encode("utf-8", "surrogatepass")
        for key, _ in prolly.scan_prefix(
            NodeCache(self._objects, _SCANNED), self.snapshot.maps["names"], prefix
        ):
            name = key[: -PATH_ID_SIZE - 1]
            if name != before:
                before = name
                yield name.decode("utf-8", "surrogatepass")
