"""Imported indexes of a workspace: where its layer is found, and how it changes.

The layer (isg/layers.py) is an input of the analysis, named by the snapshot and kept with it. A workspace
without a snapshot of this version of the tool takes over the layer of the latest one that another version,
or other options, made of it.
"""

from __future__ import annotations

import os
from functools import cache

from parseltongue.isg import prolly, prolly_write
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError, FormatVersionError, QueryError, UnavailableError
from parseltongue.model.ids import path_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedIOBase

    from parseltongue.isg.objects import Objects
    from parseltongue.isg.refs import Ref
    from parseltongue.query.isg import ISG
    from parseltongue.query.scip.binding import Binding
    from parseltongue.workspace.analysis import AnyStore
    from parseltongue.workspace.report import AnalysisReport

    Entries = dict[bytes, bytes]
    """Records by path."""

NO_LAYER = b""
MAX_INDEX = 2**31 - 1
"""Bytes that a message of protobuf can have."""
_GZIP = b"\x1f\x8b"
_CHUNK = 2**20


def inherited_layer(store: AnyStore, identity: str) -> bytes:
    """Root of the layer that the latest snapshot of a workspace rests on; empty for none."""
    refs = sorted(store.refs.scan(f"workspace/{identity}@"), key=lambda ref: -ref.metadata.time_ns)
    for ref in refs:
        layer = _layer_of(store, ref)
        if layer is not None:
            return layer
    return NO_LAYER


def _layer_of(store: AnyStore, ref: Ref) -> bytes | None:
    """The layer of a ref's snapshot, if it can be read as a whole."""
    try:
        layer = decode_snapshot(store.objects.get(ref.snapshot, "snapshot")).layer
        entries(store.objects, layer)
        return layer
    except (CorruptionError, FormatVersionError):
        return None


def entries(objects: Objects, layer: bytes) -> Entries:
    """The records of a layer."""
    return dict(prolly.scan(NodeCache(objects), layer)) if layer else {}


def put_layer(objects: Objects, records: Entries) -> bytes:
    """Stage a layer; its root, empty if there are no records."""
    return prolly_write.build_from(NodeCache(objects), records) if records else NO_LAYER


class ImportReport:
    """What an import did.

    Attributes
    ----------
    binding : Binding
    files : int
        Files that the layer has something to say of now, earlier imports included.
    before, after : dict of str to int
        Mentions by outcome.
    analysis : AnalysisReport
        Of the linking that took the index in.
    """

    __slots__ = ("after", "analysis", "before", "binding", "files")

    def __init__(
        self, binding: Binding, files: int, before: dict[str, int], analysis: AnalysisReport
    ) -> None:
        self.binding = binding
        self.files = files
        self.before = before
        self.after = dict(analysis.snapshot.counts["references"])
        self.analysis = analysis

    def to_json(self) -> dict[str, object]:
        binding = self.binding
        return {
            "snapshot": self.analysis.digest.hex(),
            "tool": binding.tool,
            "files": len(binding.files),
            "imported_files": self.files,
            "changed": binding.changed,
            "partly": binding.partly,
            "unknown": binding.unknown,
            "occurrences": binding.occurrences,
            "bound": binding.bound,
            "external": binding.outside,
            "before": self.before,
            "after": self.after,
        }


def bound_index(isg: ISG, root: str, data: bytes) -> Binding:
    """Bind an index to the present graph of a workspace.

    Raises
    ------
    QueryError
        It is no index, or none of its documents is a file of the workspace as it is.
    """
    from parseltongue.query.scip.binding import bind, read_index
    from parseltongue.workspace.sources import analysed_source

    index = read_index(data)
    located = _located(root, index.metadata.project_root)
    binding = bind(isg.view, index, lambda file: analysed_source(root, file), located)
    if not binding.files and (binding.changed or binding.unknown):
        raise QueryError(_why_nothing(binding))
    return binding


def _why_nothing(binding: Binding) -> str:
    if binding.changed:
        return (
            f"nothing was imported: {len(binding.changed)} files are not as this index saw them; "
            "make it again and import it at once"
        )
    return (
        f"nothing was imported: no document of this index is a file of the workspace (the first is "
        f"{binding.unknown[0]}); import it into the workspace that it was made of"
    )


def _located(root: str, project: str) -> Callable[[str], str]:
    """From paths in an index to paths in the workspace; those of an index made elsewhere stay.

    A path that is absolute, leads out of the project or has separators of Windows is none that SCIP allows;
    indexers write them all the same.
    """
    folder = _folder_of(project) or root
    is_here = _is_within(folder, root) or _is_within(root, folder)

    @cache
    def located(path: str) -> str:
        if "\\" in path and "/" not in path:
            path = path.replace("\\", "/")
        if path[1:3] == ":/":
            path = f"/{path}"
        inside = os.path.relpath(os.path.join(folder, path), root if is_here else folder)
        return inside.replace(os.sep, "/")

    return located


def _is_within(folder: str, other: str) -> bool:
    return f"{folder}{os.sep}".startswith(f"{other.rstrip(os.sep)}{os.sep}")


def _folder_of(project: str) -> str:
    """The folder that the root of an index names; empty if it names none."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(project)
        return os.path.realpath(unquote(parts.path)) if parts.scheme == "file" and parts.path else ""
    except ValueError:
        return ""


def read_index_file(path: str) -> bytes:
    """The bytes of an index; one that is compressed with gzip is unpacked.

    Raises
    ------
    QueryError
        It is damaged, or larger than an index can be.
    UnavailableError
        It cannot be read.
    """
    import zlib
    from gzip import BadGzipFile, GzipFile

    try:
        with open(path, "rb") as file:
            data = _at_most(MAX_INDEX, GzipFile(fileobj=file) if file.peek(2)[:2] == _GZIP else file)
    except OSError as error:
        if isinstance(error, BadGzipFile):
            raise QueryError(f"{path} is damaged: {error}; make it again") from None
        raise UnavailableError(f"cannot read {path}: {error.strerror}; name the file of an index") from None
    except (EOFError, zlib.error) as error:
        raise QueryError(f"{path} is damaged: {error}; make it again") from None
    if data is None:
        raise QueryError(
            f"{path} has more than {MAX_INDEX:,} bytes, and no index of SCIP can; make one for each part"
        )
    return data


def _at_most(limit: int, file: BufferedIOBase) -> bytes | None:
    """All bytes of a file; None if they are more than a limit, without reading on."""
    parts: list[bytes] = []
    while part := file.read(_CHUNK):
        parts.append(part)
        limit -= len(part)
        if limit < 0:
            return None
    return b"".join(parts)


def merged(objects: Objects, layer: bytes, binding: Binding) -> Entries:
    """The records of a layer with those of a binding in place of older ones of the same files."""
    new = {path_bytes(path): one.encode() for path, one in binding.files.items()}
    return {**entries(objects, layer), **new}
