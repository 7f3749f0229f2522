"""Imported indexes of a workspace: where its layer is found, and how it changes.

The layer (isg/layers.py) is an input of the analysis, named by the snapshot and kept with it. A workspace
without a snapshot of this version of the tool takes over the layer of the latest one that another version,
or other options, made of it.
"""

from __future__ import annotations

from parseltongue.isg import prolly, prolly_write
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError, FormatVersionError, QueryError, UnavailableError
from parseltongue.model.ids import path_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.isg.objects import Objects
    from parseltongue.isg.refs import Ref
    from parseltongue.query.isg import ISG
    from parseltongue.query.scip.binding import Binding
    from parseltongue.workspace.analysis import AnyStore
    from parseltongue.workspace.report import AnalysisReport

    Entries = dict[bytes, bytes]
    """Records by path."""

NO_LAYER = b""


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
    if not binding.files:
        raise QueryError(_why_nothing(binding))
    return binding


def _why_nothing(binding: Binding) -> str:
    if binding.changed:
        return (
            f"nothing was imported: {len(binding.changed)} files are not as this index saw them; "
            "make it again and import it at once"
        )
    if binding.unknown:
        return (
            f"nothing was imported: no document of this index is a file of the workspace (the first is "
            f"{binding.unknown[0]}); import it into the workspace that it was made of"
        )
    return "nothing was imported: this index refers to nothing"


def _located(root: str, project: str) -> Callable[[str], str]:
    """From paths in an index to paths in the workspace; those of an index made elsewhere stay."""
    import os
    from urllib.parse import unquote, urlsplit

    folder = os.path.realpath(unquote(urlsplit(project).path)) if project.startswith("file:") else ""
    if not folder or folder == root:
        return lambda path: path
    if folder.startswith(root + os.sep):
        inside = folder[len(root) + 1 :].replace(os.sep, "/")
        return lambda path: f"{inside}/{path}"
    if root.startswith(folder.rstrip(os.sep) + os.sep):
        above = root[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/") + "/"
        return lambda path: path.removeprefix(above)
    return lambda path: path


def read_index_file(path: str) -> bytes:
    """The bytes of an index; one that is compressed with gzip is unpacked."""
    import zlib
    from gzip import BadGzipFile, decompress

    try:
        with open(path, "rb") as file:
            data = file.read()
        return decompress(data) if data[:2] == b"\x1f\x8b" else data
    except OSError as error:
        if isinstance(error, BadGzipFile):
            raise QueryError(f"{path} is damaged: {error}; make it again") from None
        raise UnavailableError(f"cannot read {path}: {error.strerror}; name the file of an index") from None
    except (EOFError, zlib.error) as error:
        raise QueryError(f"{path} is damaged: {error}; make it again") from None


def merged(objects: Objects, layer: bytes, binding: Binding) -> Entries:
    """The records of a layer with those of a binding in place of older ones of the same files."""
    new = {path_bytes(path): one.encode() for path, one in binding.files.items()}
    return {**entries(objects, layer), **new}
