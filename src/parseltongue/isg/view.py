"""The read view of a snapshot: lazily from the store, within a bounded memory.

A `GraphView` never changes and never writes. Files are known by their eight byte id, as the maps name them;
their records are read in place (`model.stored`) and kept as long as there is room. Safe for threads as far
as the store is: a race costs a second decoding.
"""

from __future__ import annotations

from parseltongue.analysis.languages import placement
from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.recent import Recent
from parseltongue.isg.rows import TEST_FILE, FileRow, decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import ENTITY_ID_SIZE, PATH_ID_SIZE, path_bytes, path_id, path_text
from parseltongue.model.stored import StoredInterface, StoredLinks, StoredReferences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol, TypeVar

    from parseltongue.isg.nodes import NodeStore

    T = TypeVar("T")

    class ObjectStore(NodeStore, Protocol):
        """Where records are read (`isg.objects.Objects` is one)."""

        def get(self, digest: bytes, what: str = ...) -> bytes: ...


NODE_ENTRIES = 16_000
RECORD_BYTES = 3 << 20
FILES = 10_000
"""What is kept at most: entries of map nodes (about 150 bytes each), encoded bytes of records (decoded, they
take about twice as much), and files by id (about 700 bytes each)."""

_RECORD_OVERHEAD = 600
"""Bytes that a decoded record takes even if it holds next to nothing."""


class FileView:
    """One file of a snapshot.

    Attributes
    ----------
    id : bytes
        `path_id(path)`.
    path : str
        Relative, as the operating system has it (`os.fsencode` gives its bytes).
    row : FileRow
    is_test : bool
        By the conventions of the language for paths.
    """

    __slots__ = ("_module", "_view", "id", "is_test", "path", "row")

    def __init__(self, view: GraphView, file_id: bytes, path: str, row: FileRow) -> None:
        self._view = view
        self._module: str | None = None
        self.id = file_id
        self.path = path
        self.row = row
        self.is_test = bool(row.flags & TEST_FILE)

    @property
    def module(self) -> str:
        """Dotted module name; the path where the language is not known."""
        if self._module is None:
            self._module = self._view.module_name(self.path, self.row.language)
        return self._module

    @property
    def interface(self) -> StoredInterface | None:
        """The entities; None if the file was skipped."""
        return self._view.interface(self.row)

    @property
    def references(self) -> StoredReferences | None:
        """Mentions and positions; None if the file was skipped."""
        return self._view.references(self.row)

    @property
    def links(self) -> StoredLinks | None:
        """What the paths mean; None if the file was skipped."""
        return self._view.links(self.row)

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
        self._nodes = NodeCache(objects, NODE_ENTRIES)
        self._records = Recent(RECORD_BYTES)
        self._files = Recent(FILES)

    # -- files --------------------------------------------------------------------------------------------

    def file(self, file_id: bytes) -> FileView | None:
        """The file with an id. O(log files)."""
        found: FileView | None = self._files.get(file_id)
        if found is None:
            raw = prolly.get(self._nodes, self.snapshot.maps["paths"], file_id)
            value = prolly.get(self._nodes, self.snapshot.maps["files"], raw) if raw is not None else None
            if raw is None or value is None:
                return None
            found = FileView(self, file_id, path_text(raw), decode_row(value))
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

    def files(self, under: str = "") -> Iterator[FileView]:
        """All files whose path begins with `under`, by path; none is kept. O(files)."""
        for raw, value in prolly.scan_prefix(self._nodes, self.snapshot.maps["files"], path_bytes(under)):
            path = path_text(raw)
            yield FileView(self, path_id(path), path, decode_row(value))

    def module_name(self, path: str, language: str) -> str:
        """Dotted name of a module below its source root."""
        return placement(language).module_name(path, self.snapshot.source_roots) if language else path

    # -- records ------------------------------------------------------------------------------------------

    def interface(self, row: FileRow) -> StoredInterface | None:
        """The entities of a file; None if it was skipped."""
        return self._record(row, row.interface, "interface", StoredInterface)

    def references(self, row: FileRow) -> StoredReferences | None:
        """Mentions and positions of a file; None if it was skipped."""
        return self._record(row, row.facts, "facts", StoredReferences)

    def links(self, row: FileRow) -> StoredLinks | None:
        """Outcomes of the paths of a file; None if it was skipped."""
        return self._record(row, row.links, "links", StoredLinks)

    def _record(self, row: FileRow, digest: bytes, what: str, decode: Callable[[bytes], T]) -> T | None:
        if not row.has_facts:
            return None
        found: T | None = self._records.get(digest)
        if found is None:
            data = self._objects.get(digest, what)
            found = decode(data)
            self._records.keep(digest, found, len(data) + _RECORD_OVERHEAD)
        return found

    # -- maps ---------------------------------------------------------------------------------------------

    def incoming(self, target: bytes) -> list[bytes]:
        """Ids of the files, other than its own, that lead to an entity or an external. O(log n + result)."""
        entries = prolly.scan_prefix(self._nodes, self.snapshot.maps["incoming"], target)
        return [key[ENTITY_ID_SIZE:] for key, _ in entries]

    def named(self, name: str, *, members: bool = False) -> list[bytes]:
        """Ids of the files with an entity of a simple name, ascending; or of those where a type has it."""
        prefix = name.encode("utf-8", "surrogatepass") + b"\0"
        entries = prolly.scan_prefix(self._nodes, self.snapshot.maps["names"], prefix)
        return [key[-PATH_ID_SIZE:] for key, value in entries if not members or value != b"\0"]

    def names(self, start: str = "") -> Iterator[str]:
        """Distinct simple names that begin with `start`, in the order of their UTF-8. O(result)."""
        before = b""
        prefix = start.encode("utf-8", "surrogatepass")
        for key, _ in prolly.scan_prefix(self._nodes, self.snapshot.maps["names"], prefix):
            name = key[: -PATH_ID_SIZE - 1]
            if name != before:
                before = name
                yield name.decode("utf-8", "surrogatepass")
